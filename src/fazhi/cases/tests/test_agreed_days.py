"""A day that was agreed is moved when everybody agrees, with a reason; every later light moves with it."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from pypdf import PdfReader

from fazhi.cases.actions import open_case, take_step
from fazhi.cases.agreed_days import move_agreed
from fazhi.cases.checking import case_faults
from fazhi.cases.clock_actions import pause
from fazhi.cases.drafts import take_in_hand
from fazhi.cases.filing import Writable, preview, writable, write_into
from fazhi.cases.models import Attachment, Case, CaseClock
from fazhi.cases.papers import paper_states
from fazhi.orgs.models import User
from fazhi.orgs.permissions import NotAllowed, Refused
from fazhi.pages.tests.towns import client_of, text_of
from fazhi.pages.words import document_date, office_today
from fazhi.records.actions import ChangedMeanwhile
from fazhi.records.checking import row_faults
from fazhi.records.kinds import kind_of
from fazhi.trace.models import TraceRecord
from given import a_town, somebody

pytestmark = pytest.mark.django_db

TODAY = office_today()
FIRST, SECOND = TODAY + timedelta(days=20), TODAY + timedelta(days=50)
BOTH = ["示例甲", "示例乙"]


@pytest.fixture
def town() -> Any:
    return a_town("示例镇")


@pytest.fixture
def mediator(town: Any) -> Any:
    return somebody(town, "village_mediator", "示例一村")


@pytest.fixture
def instalments(town: Any, mediator: Any) -> list[UUID]:
    """The clocks of an agreement in two instalments."""
    facts = {"village": "示例一村", "grid": "1网格", "type": "邻里纠纷", "summary": "水沟", "parties": BOTH}
    case = open_case("dispute", "found", facts, town=town, by=mediator)
    take(case.case_id, "village_mediation", town, mediator, point="钱", outcome="调成了")
    take(
        case.case_id, "agreed", town, mediator, facts="水沟", terms=["分两次付"], mode="按约定的时间履行",
        schedule=[f"{FIRST}，示例乙，付改道款，1000", f"{SECOND}，示例乙，付改道款，500"],
    )  # fmt: skip
    rows = CaseClock.objects.filter(record=case.case_id, code="instalment").order_by("due_on")
    return list(rows.values_list("pk", flat=True))


def take(case_id: UUID, code: str, town: Any, by: Any, **facts: Any) -> Any:
    return take_step("dispute", case_id, code, facts, town=town, by=by)


def move(clock_id: UUID, town: Any, by: Any, **more: Any) -> Any:
    given = {"to": TODAY + timedelta(days=70), "agreed": BOTH, "reason": "工程款没到账", "on": TODAY, **more}
    return move_agreed(clock_id, town=town, by=by, **given)


def test_both_agree_and_the_day_the_lights_and_the_cases_next_deadline_move(
    town, mediator, instalments
) -> None:
    case = Case.objects.get()
    was = {row.pk: row.amber_on for row in CaseClock.objects.all()}
    assert case.due_on == FIRST
    done = move(instalments[0], town, mediator)
    clock = CaseClock.objects.get(pk=instalments[0])
    assert (done.was, done.due, clock.due_on) == (
        FIRST,
        TODAY + timedelta(days=70),
        TODAY + timedelta(days=70),
    )
    assert clock.amber_on > was[clock.pk]
    case.refresh_from_db()
    assert case.due_on == SECOND, "the other instalment is now the nearest"
    [told] = clock.facts["moves"]
    assert (told["from"], told["to"], told["agreed"], told["reason"]) == (
        FIRST.isoformat(), (TODAY + timedelta(days=70)).isoformat(), BOTH, "工程款没到账",
    )  # fmt: skip
    entry = TraceRecord.objects.filter(verb="clock_moved").get()
    assert (
        "双方同意改期" in json.loads(entry.change)["what"]
        if isinstance(entry.change, str)
        else entry.change["what"]
    )
    assert [*row_faults()] == []
    assert [*case_faults()] == []


def test_without_everybodys_consent_or_a_reason_nothing_moves(town, mediator, instalments) -> None:
    with pytest.raises(Refused, match="示例乙还没有同意改期"):
        move(instalments[0], town, mediator, agreed=["示例甲"])
    with pytest.raises(Refused, match="请写明为什么改期"):
        move(instalments[0], town, mediator, reason=" ")
    with pytest.raises(Refused, match="同一天"):
        move(instalments[0], town, mediator, to=FIRST)
    with pytest.raises(Refused, match="早于双方同意的那天"):
        move(instalments[0], town, mediator, to=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="不能晚于今天"):
        move(instalments[0], town, mediator, on=TODAY + timedelta(days=1))
    assert CaseClock.objects.get(pk=instalments[0]).due_on == FIRST


def test_only_who_may_change_clocks_moves_an_agreed_day(town, mediator, instalments) -> None:
    with pytest.raises(NotAllowed, match="由司法所、镇调解员和主办人登记"):
        move(instalments[0], town, somebody(town, "town_leader"))
    with pytest.raises(Refused, match="没有找到"):
        move(instalments[0], town, somebody(town, "village_mediator", "示例二村"))
    with pytest.raises(ChangedMeanwhile):
        move(instalments[0], town, mediator, version=1)


def test_a_period_of_the_law_is_not_moved_by_agreement_and_an_agreed_day_not_paused(
    town, mediator, instalments
) -> None:
    period = CaseClock.objects.get(code="confirmation")
    with pytest.raises(Refused, match="条文定的，双方不能改期"):
        move(period.pk, town, mediator)
    with pytest.raises(Refused, match="双方同意改期的，请登记改期"):
        pause(instalments[0], on=TODAY, reason="等", article="某条", town=town, by=mediator)


def test_what_is_done_is_not_moved(town, mediator, instalments) -> None:
    clock = CaseClock.objects.get(pk=instalments[0])
    take(clock.record_id, "performed", town, mediator, instalment=clock.name, result="已履行", left="还有")
    with pytest.raises(Refused, match="已经办完"):
        move(instalments[0], town, mediator)


def test_the_signed_agreement_goes_on_saying_the_day_first_agreed(town, mediator, instalments) -> None:
    move(instalments[0], town, mediator)
    move(instalments[0], town, mediator, to=TODAY + timedelta(days=80))
    case = Case.objects.get()
    draft = take_in_hand(kind_of("dispute"), case.pk, town=town, by=mediator, for_change=False)
    paper = next(one for one in writable(draft) if one.paper == "agreement")
    assert [row["到期"] for row in paper.facts["分期"]] == [FIRST, SECOND]


def test_every_move_has_a_paper_for_the_file_with_both_days_the_reason_and_a_line_for_each_to_sign(
    town, mediator, instalments
) -> None:
    case = Case.objects.get()

    def papers() -> list[Writable]:
        draft = take_in_hand(kind_of("dispute"), case.pk, town=town, by=mediator, for_change=False)
        asked = {state.paper.code for state in paper_states(draft) if state.asked}
        found = [one for one in writable(draft) if one.paper == "moved_days"]
        assert bool(found) == ("moved_days" in asked)
        return found

    assert papers() == []
    move(instalments[1], town, mediator)
    move(instalments[0], town, mediator, to=TODAY + timedelta(days=80), reason="外出务工")
    first, second = papers()
    assert (first.title, second.title) == ("变更约定日期协议（第1次）", "变更约定日期协议（第2次）")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(preview(second, town=town))).pages)
    text = text.replace(" ", "").replace("\n", "")
    for said in (
        "第1期：示例乙付改道款1000元", document_date(FIRST), document_date(TODAY + timedelta(days=80)), "外出务工",
        "示例甲、示例乙", "示例一村人民调解委员会",
    ):  # fmt: skip
        assert said in text, said
    assert text.count("当事人（签名、盖章或按指印）") == 2
    assert preview(second, town=town, form="docx")[:2] == b"PK"
    write_into("dispute", case.pk, first, town=town, by=mediator)
    assert Attachment.objects.filter(record=case.pk, paper="moved_days", made=True).exists()


def test_an_appointment_is_moved_too(town, mediator) -> None:
    facts = {"village": "示例一村", "grid": "1网格", "type": "邻里纠纷", "summary": "水沟", "parties": BOTH}
    case = open_case("dispute", "found", facts, town=town, by=mediator)
    take(case.case_id, "village_mediation", town, mediator, point="钱", outcome="改天再调")
    take(case.case_id, "arranged", town, mediator, meet_on=FIRST)
    clock = CaseClock.objects.get(code="session")
    move(clock.pk, town, mediator, to=SECOND)
    assert Case.objects.get().due_on == SECOND
    draft = take_in_hand(kind_of("dispute"), case.case_id, town=town, by=mediator, for_change=False)
    [paper] = [one for one in writable(draft) if one.paper == "moved_days"]
    assert (paper.facts["事项"], paper.facts["签订日期"]) == ("约好的调解", None)


def test_the_clocks_page_moves_the_day_and_says_what_it_was(town, mediator, instalments) -> None:
    client = client_of(User.objects.get(pk=mediator.key))
    url = reverse("clock_page", args=[instalments[0]])
    case_url = reverse("record_page", args=["dispute", Case.objects.get().pk])
    assert url in client.get(case_url).content.decode()
    given = {
        "act": "move",
        "to": str(SECOND),
        "reason": "工程款没到账",
        "on": str(TODAY),
        "agreed": ["示例甲"],
    }
    refused = client.post(url, given)
    assert refused.status_code == 422
    assert "示例乙还没有同意改期" in text_of(refused)
    page = client.post(url, {**given, "agreed": BOTH}, follow=True)
    assert "已改期" in text_of(page)
    assert reverse("case_papers", args=["dispute", Case.objects.get().pk]) + "#paper-moved_days" in text_of(
        page
    )
    assert "工程款没到账（示例甲、示例乙同意）" in text_of(page)
    assert CaseClock.objects.get(pk=instalments[0]).due_on == SECOND
    assert "改过1次" in text_of(client.get(case_url))
    assert client_of(User.objects.get(pk=somebody(town, "town_leader").key)).get(url).context["acts"] == []


def test_days_without_a_notice_yet_are_taken_all_the_same(town, mediator, instalments) -> None:
    move(instalments[0], town, mediator, to=date(TODAY.year + 3, 5, 20))
    assert CaseClock.objects.get(pk=instalments[0]).due_on == date(TODAY.year + 3, 5, 20)
