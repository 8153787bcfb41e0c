"""The pages of deadlines: the list by deadline, a clock's arithmetic, holiday notices, rules, notices."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse

from fazhi.cases import clocks
from fazhi.cases.actions import hand_over, open_case, take_step
from fazhi.cases.drafts import take_in_hand
from fazhi.cases.models import Case, CaseClock, Notice, Redating
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.pages.tests.towns import a_person, a_town, client_of, text_of
from fazhi.pages.words import office_today
from fazhi.records.checking import row_faults
from fazhi.records.kinds import kind_of
from fazhi.statutes.models import HolidayNotice

pytestmark = pytest.mark.django_db

TODAY = office_today()
REPORT = {
    "village": "示例一村", "grid": "3网格", "type": "邻里纠纷", "summary": "水沟", "parties": ["示例甲", "示例乙"],
}  # fmt: skip
NOTICE = {
    "year": "2027", "off": "元旦 1月1日至1月3日\n劳动节：5月1日至5月5日（共5天）\n国庆节 2027-10-01到2027-10-07", "worked": "5月8日 劳动节",
    "document": "国办发明电〔示例〕1号", "issued_on": "2026-11-02", "source": "示例：纸质文件存司法所",
}  # fmt: skip


def a_clock(town: Town, rule: str = "ogi_reply", started: date = TODAY - timedelta(days=3)) -> UUID:
    case = open_case("dispute", "found", REPORT, town=town, by=CONSOLE).case_id
    with transaction.atomic():
        draft = take_in_hand(kind_of("dispute"), case, town=town, by=CONSOLE)
        row = clocks.start_by_rule(draft, "tried", "答复期限", rule, started)
        clocks.show_nearest(draft)
        draft.save("step", {"step": "tried"})
    return row["id"]


def clock_url(clock: UUID) -> str:
    return reverse("clock_page", args=[clock])


def test_the_first_page_lists_by_deadline_with_lights_as_filters() -> None:
    town = a_town()
    mediator = a_person(town, "village_mediator")
    clock = a_clock(town)
    client = client_of(mediator)
    page = client.get(reverse("home"))
    assert [one["count"] for one in page.context["lights"]] == [0, 0, 1, 0]
    [line] = page.context["lines"]
    assert line["tag"] == "green"
    assert line["words"].startswith("剩")
    assert str(CaseClock.objects.get(pk=clock).record_id) in line["url"]
    assert "答复期限" in line["context"]
    assert client.get("/?light=overdue").context["lines"] == []
    assert "看全部" in text_of(client.get("/?light=overdue"))
    assert len(client.get("/?light=fine").context["lines"]) == 1
    assert client.get("/?mine=1").context["lines"] == []
    hand_over("dispute", CaseClock.objects.get(pk=clock).record_id, mediator.pk, town=town, by=CONSOLE)
    assert len(client.get("/?mine=1&light=nonsense&from=x").context["lines"]) == 1


def test_the_rest_of_the_list_is_one_link_away() -> None:
    town = a_town()
    client = client_of(a_person(town, "village_mediator"))
    for _ in range(14):
        open_case("dispute", "found", REPORT, town=town, by=CONSOLE)
    page = client.get("/")
    assert len(page.context["lines"]) == 12
    assert "再看2件" in text_of(page)
    rest = client.get(page.context["links"]["more"])
    assert len(rest.context["lines"]) == 2
    assert len(client.get("/?print=1").context["lines"]) == 14


def test_the_navigation_counts_what_waits() -> None:
    town = a_town()
    client = client_of(a_person(town, "village_mediator"))
    a_clock(town, started=TODAY - timedelta(days=90))
    items = [item for section in client.get("/").context["shell"]["sections"] for item in section["items"]]
    counts = {item["name"]: (item["count"], item["hot"]) for item in items}
    assert counts["我的待办"] == (1, True)
    assert counts["矛盾纠纷"] == (1, False)


def test_a_leader_is_shown_what_to_ask_about() -> None:
    town = a_town()
    a_clock(town, started=TODAY - timedelta(days=90))
    page = client_of(a_person(town, "town_leader")).get("/")
    assert "要您过问的事" in text_of(page)
    assert page.context["lines"][0]["act"] == "看看"


def test_a_clock_shows_each_day_and_why() -> None:
    town = a_town()
    clock = a_clock(town, started=date(2026, 9, 10))
    page = client_of(a_person(town, "justice_office")).get(clock_url(clock))
    text = text_of(page)
    assert page.context["facts"][2]["text"].endswith(
        "10月14日"
    )  # statutes §15: 20 working days from 10 September
    assert "国庆节放假（国办发明电〔2025〕7号）" in text
    assert "国庆节调休上班" in text
    cells = [cell for week in page.context["weeks"] for cell in week]
    assert len(page.context["weeks"][0]) == 7
    assert [cell["words"] for cell in cells if cell["day"] in ("9/20", "10/1", "10/14")] == [
        "第7",
        "休",
        "到期",
    ]


def test_a_clock_is_paused_and_goes_on_from_its_page() -> None:
    town = a_town()
    clock = a_clock(town)
    client = client_of(a_person(town, "justice_office"))
    was = CaseClock.objects.get(pk=clock).due_on
    given = {"act": "pause", "on": str(TODAY - timedelta(days=1)), "reason": "征求第三方意见"}
    refused = client.post(clock_url(clock), given)
    assert refused.status_code == 422
    assert "请写明依据哪部法的第几条" in text_of(refused)
    given["article"] = "《政府信息公开条例》第三十三条"
    page = client.post(clock_url(clock), given, follow=True)
    assert "暂停：征求第三方意见" in text_of(page)
    assert page.context["tag"] == "gray"
    assert CaseClock.objects.get(pk=clock).paused
    page = client.post(clock_url(clock), {"act": "resume", "on": str(TODAY)}, follow=True)
    assert "已恢复" in text_of(page)
    assert CaseClock.objects.get(pk=clock).due_on >= was
    page = client.post(
        clock_url(clock),
        {
            "act": "extend", "amount": "20", "on": str(TODAY), "reason": "内容多", "approver": "示例主任",
            "article": "other", "other_article": "《政府信息公开条例》第三十三条",
        },
        follow=True,
    )  # fmt: skip
    assert "已延长" in text_of(page)
    assert [*row_faults()] == []


def test_who_may_not_change_a_clock_sees_it_without_forms_and_others_do_not_see_it() -> None:
    town = a_town()
    clock = a_clock(town)
    mediator = client_of(a_person(town, "village_mediator"))
    page = mediator.get(clock_url(clock))
    assert page.status_code == 200
    assert page.context["acts"] == []
    given = {"act": "pause", "on": str(TODAY), "reason": "等", "other_article": "某条"}
    assert mediator.post(clock_url(clock), given).status_code == 403
    assert (
        client_of(a_person(town, "village_mediator", village="示例二村")).get(clock_url(clock)).status_code
        == 404
    )
    assert client_of(a_person(a_town("别镇"), "justice_office")).get(clock_url(clock)).status_code == 404
    assert client_of(a_person(town, "party_office")).get(clock_url(clock)).status_code == 404


def test_a_year_without_a_notice_is_said_on_the_page_of_the_clock() -> None:
    town = a_town()
    page = client_of(a_person(town, "justice_office")).get(
        clock_url(a_clock(town, started=date(2027, 4, 20)))
    )
    assert "2027年的放假通知还没有登记" in text_of(page)
    assert "（初算）" in text_of(page)
    assert "录入放假安排" in text_of(page)


def test_a_notice_is_typed_previewed_and_entered_and_the_cases_move() -> None:
    town = a_town()
    clock = a_clock(town, started=date(2027, 4, 20))
    was = CaseClock.objects.get(pk=clock).due_on
    client = client_of(a_person(town, "justice_office"))
    assert "2027年" in text_of(client.get(reverse("holidays")))
    preview = client.post(reverse("holiday_new"), NOTICE)
    assert preview.status_code == 200
    assert "1件在办案件的期限会变" in text_of(preview)
    assert not HolidayNotice.objects.exists()
    hidden: dict[str, Any] = dict(preview.context["hidden"])
    page = client.post(preview.context["action"], hidden, follow=True)
    assert "1件案件的期限有变化" in text_of(page)
    assert CaseClock.objects.get(pk=clock).due_on != was
    assert Redating.objects.get().moved == 1
    case = Case.objects.get()
    assert case.due_on == CaseClock.objects.get(pk=clock).due_on
    assert [*row_faults()] == []


def test_a_line_of_a_notice_that_cannot_be_read_is_quoted() -> None:
    client = client_of(a_person(a_town(), "justice_office"))
    answer = client.post(reverse("holiday_new"), {**NOTICE, "off": "过年的时候\n元旦 1月1日"})
    assert answer.status_code == 422
    assert "这一行看不懂：“过年的时候”" in text_of(answer)
    answer = client.post(reverse("holiday_new"), {**NOTICE, "off": "元旦 1月1日至1月3日"})
    assert "通知里应当有这一天" in text_of(answer)
    stranger = client_of(a_person(a_town("别镇"), "party_office"))
    assert stranger.post(reverse("holiday_new"), NOTICE).status_code == 403
    assert "录入放假安排</a>" not in text_of(stranger.get(reverse("holidays")))


def test_rules_stand_with_number_article_and_how_far_they_were_checked() -> None:
    town = a_town()
    client = client_of(a_person(town, "justice_office"))
    page = text_of(client.get(reverse("statutes")))
    for words in ("已核对条文", "只见摘录", "未核对，可改", "自收到申请之日起20个工作日"):
        assert words in page
    assert client.get(reverse("statutes"), {"q": "听证"}).context["count"] < 10
    fixed = text_of(client.get(reverse("statute", args=["hearing_request"])))
    assert "不能改" in fixed
    assert client.get(reverse("statute", args=["nonsense"])).status_code == 404


def test_a_number_left_to_the_town_is_set_with_its_source() -> None:
    town = a_town()
    client = client_of(a_person(town, "justice_office"))
    url = reverse("statute", args=["normdoc_filing"])
    given = {"amount": "20", "unit": "calendar_days", "since": "2026-11-01", "source": ""}
    assert client.post(url, given).status_code == 422
    page = client.post(url, {**given, "source": "示例镇制度第三条"}, follow=True)
    assert "已改" in text_of(page)
    assert page.context["rule"]["period"] == "20日"
    other = client_of(a_person(town, "party_office"))
    assert "由司法所或系统管理员修改" in text_of(other.get(url))
    assert other.post(url, {**given, "source": "x"}).status_code == 403


def test_notices_are_counted_read_and_forgotten() -> None:
    town = a_town()
    user = a_person(town, "village_mediator")
    client = client_of(user)
    open_case("dispute", "found", {**REPORT, "urgency": "马上"}, town=town, by=CONSOLE)
    page = client.get("/")
    assert page.context["shell"]["unseen"] == "1"
    assert page.context["shell"]["notices"][0]["kind"] == "red"
    [line] = client.get(reverse("notices")).context["new"]
    assert client.get(line["url"]).status_code == 302
    assert client.get("/").context["shell"]["unseen"] == ""
    assert client.get("/").context["shell"]["notices"] == []
    other = client_of(a_person(town, "village_mediator", village="示例二村"))
    assert other.get(reverse("notices")).context["new"] == []
    assert other.get(reverse("notice_open", args=[Notice.objects.first().pk])).status_code == 404
    open_case("dispute", "found", REPORT, town=town, by=CONSOLE)
    client.post(reverse("notices"))
    assert client.get(reverse("notices")).context["count"] == 0


def test_opening_one_notice_of_a_case_sees_all_that_was_told_of_it() -> None:
    town = a_town()
    client = client_of(a_person(town, "village_mediator"))
    for _ in range(2):
        case = open_case("dispute", "found", REPORT, town=town, by=CONSOLE)
    risk = {"risk": "有群体械斗的可能", "measures": "已隔开双方"}
    take_step("dispute", case.case_id, "risk_set", risk, town=town, by=CONSOLE)
    assert client.get("/").context["shell"]["unseen"] == "3"
    newest = client.get(reverse("notices")).context["new"][0]
    assert newest["urgent"]
    client.get(newest["url"])
    assert client.get("/").context["shell"]["unseen"] == "1", "the other case's stays"
