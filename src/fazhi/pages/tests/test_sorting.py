"""Lists sorted by the link of a heading: every page, either way round, unknown days and counts last."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.orgs.permissions import CONSOLE
from fazhi.pages.tests.towns import a_dispute, a_town, office, text_of
from fazhi.records.actions import Refused, add, correct, current_values, merge
from fazhi.records.kinds import kind_of

pytestmark = pytest.mark.django_db
LIST = "/records/agenda_item/"


def some_items(town, many):
    for n in range(many):
        values = {"held_on": date(2023, 1 + n % 12, 1 + n % 20), "meeting": f"会{n}", "topic": f"议题{n:03d}"}
        words = (None, "土地事项", "其他")
        add(kind_of("agenda_item"), {**values, "type": words[n % 3]}, town=town, by=CONSOLE)


def listed(client, sort, pages):
    found = []
    for page in range(1, pages + 1):
        answer = client.get(f"{LIST}?year=2023&sort={sort}&page={page}")
        found += [(record.type_word, record.pk) for record in answer.context["page"]]
    return found


def test_all_pages_together_are_sorted_and_hold_each_record_once():
    town = a_town()
    some_items(town, 65)
    client, _ = office(town)
    for sort, turned in (("type", False), ("-type", True)):
        rows = listed(client, sort, 4)
        assert len({pk for _, pk in rows}) == 65
        words = [word for word, _ in rows]
        assert words == sorted(words, reverse=turned)
    days = [
        record.held_on
        for page in (1, 2, 3, 4)
        for record in client.get(f"{LIST}?year=2023&sort=held_on&page={page}").context["page"]
    ]
    assert days == sorted(days)


def test_the_heading_says_how_the_list_is_sorted_and_turns_it_round():
    town = a_town()
    some_items(town, 3)
    client, _ = office(town)
    first = text_of(client.get(f"{LIST}?year=2023&q=议题"))
    assert 'aria-sort="' not in first
    assert "sort=held_on" in first
    sorted_ = text_of(client.get(f"{LIST}?year=2023&q=议题&sort=held_on"))
    assert 'aria-sort="ascending"' in sorted_
    assert "sort=-held_on" in sorted_
    assert '<input type="hidden" name="sort" value="held_on"' in sorted_
    assert 'aria-sort="descending"' in text_of(client.get(f"{LIST}?year=2023&sort=-held_on"))


def test_a_column_that_is_hidden_or_not_there_sorts_nothing():
    town = a_town()
    a_dispute(town)
    client, _ = office(town)
    for sort in ("phone", "town_id", "batch__made_by", "-", "nothing"):
        answer = client.get(f"/records/dispute/?sort={sort}")
        assert answer.status_code == 200
        assert 'aria-sort="' not in text_of(answer)


def a_draft(town, draft, opinions):
    values = {
        "submitted_on": date(2023, 4, 3), "contract": "示例合同", "type": "采购", "counterparty": "示例公司",
        "draft": draft, "opinions": opinions,
    }  # fmt: skip
    return add(kind_of("contract_review"), values, town=town, by=CONSOLE)


def test_different_drafts_of_one_contract_are_no_repeats_the_same_draft_twice_is():
    town = a_town()
    client, _ = office(town)
    a_draft(town, "一稿", ["甲"])
    a_draft(town, "二稿", ["乙"])
    assert "疑似重复" not in text_of(client.get("/records/contract_review/")).split("<table")[1]
    a_draft(town, "二稿", ["乙"])
    assert "疑似重复" in text_of(client.get("/records/contract_review/")).split("<table")[1]


def test_merging_never_loses_an_opinion():
    town = a_town()
    kind = kind_of("contract_review")
    gone, kept = (
        a_draft(town, "一稿", ["写明验收标准", "写明违约责任"]),
        a_draft(town, "一稿", ["写明验收标准"]),
    )
    with pytest.raises(Refused, match="1条法律意见"):
        merge(kind, gone, kept, town=town, by=CONSOLE)
    values = {**current_values(kind, kept), "opinions": ["写明验收标准", "写明违约责任"]}
    correct(kind, kept, values, town=town, by=CONSOLE)
    merge(kind, gone, kept, town=town, by=CONSOLE)
    assert kind.model.objects.get(pk=gone).merged_into == kept
