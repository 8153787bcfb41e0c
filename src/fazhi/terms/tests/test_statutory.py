"""The rules: each with its article, the verified ones word for word in the law (articles.json, taken from the texts)."""

import json
import re
from copy import deepcopy
from datetime import date
from importlib.resources import files

import pytest

from fazhi.terms.acts import Refusal
from fazhi.terms.articles import shipped_articles
from fazhi.terms.clocks import Clock
from fazhi.terms.notices import shipped_calendar
from fazhi.terms.periods import Period, Unit
from fazhi.terms.rules import read_rules, shipped_rules
from fazhi.terms.statutory import RuleBook

BOOK = shipped_rules()
ARTICLES: dict[str, dict[str, str]] = {}
for _article in shipped_articles().values():
    ARTICLES.setdefault(_article.law, {})[_article.number] = re.sub(r"\s", "", _article.text)
CONTENT = json.loads((files("fazhi.terms") / "rules.json").read_text(encoding="utf-8"))
CALENDAR = shipped_calendar()
TODAY = date(2026, 11, 22)
WD, CD = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS


def article(basis):
    return ARTICLES[basis.law][basis.article]


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.code)
def test_every_rule_names_law_article_source_and_start(rule):
    assert rule.basis
    assert all(basis.law in BOOK.laws and basis.article for basis in rule.basis)
    assert rule.source
    assert rule.start
    assert rule.name
    assert rule.mark in "VXU"


@pytest.mark.parametrize(
    "rule", [rule for rule in BOOK.rules if rule.mark == "V"], ids=lambda rule: rule.code
)
def test_a_verified_rule_stands_word_for_word_in_its_article(rule):
    assert rule.words in article(rule.basis[0])
    assert all(article(basis) for basis in rule.basis)
    law = BOOK.laws[rule.basis[0].law]
    assert (rule.period.amount, rule.period.unit) in law.periods_in(rule.words)
    if rule.extension:
        assert rule.extension.words in ARTICLES[law.name][rule.extension.article]
    assert all(article(stop.basis) for stop in rule.stops)


@pytest.mark.parametrize(
    "rule", [rule for rule in BOOK.rules if rule.mark != "V"], ids=lambda rule: rule.code
)
def test_what_is_not_verified_says_so_and_may_be_changed(rule):
    assert rule.editable
    assert rule.note
    assert re.search("没有读到|只读到|未核对", rule.source)


@pytest.mark.parametrize(
    ("law", "working", "calendar"),
    [
        ("行政处罚法", [2, 3, 5, 7], [10, 15, 90]),
        ("行政强制法", [1, 3, 5, 7, 10], [11, 30]),
        ("行政复议法", [3, 5, 7, 10], [2, 15, 30, 60]),
        ("江苏省行政程序条例", [5, 10], [3, 7, 30, 60]),
        ("行政诉讼法", [], [5, 10, 15]),
        ("民事诉讼法", [], [3, 10, 30]),
        ("信访工作条例", [], [5, 15, 30, 60]),
        ("重大行政决策程序暂行条例", [], [7, 30]),
    ],
)
def test_each_law_says_which_numbers_are_working_days(law, working, calendar):
    """The table of §15.4 of the statutory notes, checked against the articles."""
    assert all(BOOK.laws[law].unit_of(days) is WD for days in working)
    assert all(BOOK.laws[law].unit_of(days) is CD for days in calendar)
    if working:
        assert "工作日" in ARTICLES[law][BOOK.laws[law].working_article]


@pytest.mark.parametrize(
    ("code", "start", "due"),
    [
        ("demand_before_court", "2026-04-24", "2026-05-12"),
        ("penalty_decide", "2026-07-05", "2026-10-08"),
        ("fine_payment", "2026-04-19", "2026-05-06"),
        ("mediation_confirmation", "2026-09-01", "2026-10-08"),
        ("hearing_request", "2026-09-18", "2026-09-24"),
        ("evidence_preservation_decide", "2026-02-12", "2026-02-28"),
        ("ogi_reply", "2026-09-10", "2026-10-14"),
        ("simple_organ_bank_in", "2026-09-30", "2026-10-09"),
        ("penalty_publish_withdraw", "2026-04-30", "2026-05-08"),
    ],
)
def test_the_vectors_of_the_notes_come_out_of_the_rules(code, start, due):
    """§15.7 again, each from the rule that it is an example of."""
    clock = BOOK.find(code, date.fromisoformat(start)).clock(date.fromisoformat(start))
    assert clock.due(CALENDAR) == date.fromisoformat(due)
    assert clock.rule == code


def test_a_rule_gives_its_clock_the_limit_of_its_extension():
    clock = BOOK.find("seizure_period", TODAY).clock(date(2026, 3, 2))
    assert isinstance(clock.extend(30, "情况复杂", "第二十五条", "李四"), Clock)
    refusal = clock.extend(31, "情况复杂", "第二十五条", "李四")
    assert refusal.article == "《行政强制法》第二十五条"


def test_a_time_before_an_event_has_no_clock():
    lead = BOOK.find("hearing_notice_lead", TODAY)
    assert lead.says == "举行听证的7个工作日前"
    with pytest.raises(ValueError, match="latest_day_before"):
        lead.clock(date(2026, 10, 12))


def test_a_rule_says_itself_in_a_sentence():
    assert BOOK.find("ogi_reply", TODAY).says == "自收到申请之日起20个工作日"
    assert BOOK.find("decision_public_comment_min", TODAY).says == "自公布决策草案之日起，不少于30日"
    assert BOOK.find("demand_before_court", TODAY).says == "自催告书送达之日起，满10个工作日"
    assert BOOK.find("crime_transfer_send", TODAY).says == "自决定批准移送时起24小时"


def test_a_rule_that_was_not_in_force_is_refused_with_what_to_do():
    refusal = BOOK.find("recon_reply_ordinary", date(2023, 6, 1))
    assert isinstance(refusal, Refusal)
    assert "2024年1月1日起施行" in refusal.what
    assert "当时有效" in refusal.do
    with pytest.raises(KeyError):
        BOOK.find("no_such_rule", TODAY)


def test_an_unverified_number_is_changed_with_its_source_from_a_day_on():
    since = date(2026, 12, 1)
    book = BOOK.edited("normdoc_filing", Period(30, CD), source="县司法局2026年第8号通知", since=since)
    assert isinstance(book, RuleBook)
    assert book.find("normdoc_filing", since).period == Period(30, CD)
    assert book.find("normdoc_filing", TODAY).period == Period(15, CD)
    assert BOOK.find("normdoc_filing", since).period == Period(15, CD)
    assert book.find("normdoc_filing", since).source == "县司法局2026年第8号通知"


def test_a_number_the_law_leaves_to_other_rules_is_changed_and_no_longer_marked_verified():
    book = BOOK.edited("penalty_decide", Period(60, CD), source="部门规章", since=TODAY)
    changed = book.find("penalty_decide", TODAY)
    assert (changed.mark, changed.words, changed.period.amount) == ("X", "", 60)


def test_a_number_the_law_fixes_is_not_changed():
    refusal = BOOK.edited("hearing_request", Period(3, WD), source="随便", since=TODAY)
    assert isinstance(refusal, Refusal)
    assert refusal.article == "《行政处罚法》第六十四条"
    assert isinstance(BOOK.edited("normdoc_filing", Period(30, CD), source=" ", since=TODAY), Refusal)


def test_a_least_time_is_only_lengthened():
    shorter = BOOK.edited("decision_public_comment_min", Period(20, CD), source="镇规定", since=TODAY)
    assert isinstance(shorter, Refusal)
    longer = BOOK.edited("decision_public_comment_min", Period(40, CD), source="镇规定", since=TODAY)
    assert longer.find("decision_public_comment_min", TODAY).period.amount == 40


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"basis": []}, "请写明法律和条文"),
        ({"basis": [["行政处罚法", ""]]}, "请写明法律和条文"),
        ({"basis": [["行政处罚法", "60条"]]}, "不是条文的写法"),
        ({"amount": 80}, "没有80日"),
        ({"unit": "working_days"}, "没有90个工作日"),
        ({"mark": "Y"}, "不是认得的写法"),
        ({"words": ""}, "没有90日"),
    ],
)
def test_an_entry_that_cannot_be_right_is_not_read(change, said):
    content = deepcopy(CONTENT)
    entry = next(entry for entry in content["rules"] if entry["code"] == "penalty_decide")
    entry.update(change)
    with pytest.raises(ValueError, match=said):
        read_rules(content)


def test_a_missing_key_and_an_unknown_law_are_named():
    content = deepcopy(CONTENT)
    del content["rules"][0]["start"]
    with pytest.raises(ValueError, match="start"):
        read_rules(content)
    content = deepcopy(CONTENT)
    content["rules"][0]["basis"].append(["没有的法", "第一条"])
    with pytest.raises(ValueError, match="没有《没有的法》的资料"):
        read_rules(content)


def test_two_editions_in_force_at_once_are_refused():
    content = deepcopy(CONTENT)
    content["rules"].append(deepcopy(content["rules"][0]) | {"since": "2026-01-01"})
    with pytest.raises(ValueError, match="两个版本同时有效"):
        read_rules(content)
