"""Pause, resume, extend, begin anew: by whom, with what article, and what moves in the case and its trace."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.cases import clock_actions, clocks
from fazhi.cases.actions import hand_over, open_case
from fazhi.cases.checking import case_faults
from fazhi.cases.clock_actions import extend, pause, restart, resume
from fazhi.cases.drafts import take_in_hand
from fazhi.cases.in_force import calendar_in_force
from fazhi.cases.models import Case, CaseClock
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE, NotAllowed, Refused
from fazhi.records.actions import ChangedMeanwhile
from fazhi.records.checking import row_faults
from fazhi.records.kinds import kind_of
from fazhi.trace.models import TraceRecord
from given import a_town, somebody

pytestmark = pytest.mark.django_db

REPORT = {
    "village": "示例一村", "grid": "1网格", "type": "邻里纠纷", "summary": "水沟", "parties": ["示例甲", "示例乙"],
}  # fmt: skip
SUSPENDED = "《江苏省行政程序条例》第五十二条"
EXPERT = "《行政强制法》第二十五条"
TODAY = date.today()


def a_clock(
    town: Town,
    rule: str,
    started: date = TODAY - timedelta(days=3),
    at: datetime | None = None,
) -> UUID:
    """An open dispute with a clock of that rule, whatever the rule is of: the engine does not know the law."""
    case = open_case("dispute", "found", REPORT, town=town, by=CONSOLE).case_id
    with transaction.atomic():
        draft = take_in_hand(kind_of("dispute"), case, town=town, by=CONSOLE)
        row = clocks.start_by_rule(draft, "tried", "试验的期限", rule, started, at=at)
        clocks.show_nearest(draft)
        draft.save("step", {"step": "tried"})
    return row["id"]


def test_a_pause_takes_the_day_away_and_a_resume_moves_it_by_the_days_paused() -> None:
    town = a_town()
    office = somebody(town, "justice_office")
    clock_id = a_clock(town, "penalty_decide")
    row = CaseClock.objects.get(pk=clock_id)
    was = clocks.arithmetic(clocks.clock_of(row.__dict__), calendar_in_force()).unrolled
    paused = pause(
        clock_id, on=TODAY - timedelta(days=2), reason="等鉴定", article=SUSPENDED, town=town, by=office
    )
    assert paused.due is None
    case = Case.objects.get(pk=paused.case_id)
    assert (case.paused, case.due_on, case.version) == (True, None, 3)
    light = clocks.light_of(CaseClock.objects.get(pk=clock_id), TODAY, calendar_in_force())
    assert (light.kind, light.words) == ("paused", "暂停：等鉴定")
    going = resume(clock_id, on=TODAY, town=town, by=office)
    row = CaseClock.objects.get(pk=clock_id)
    now = clocks.arithmetic(clocks.clock_of(row.__dict__), calendar_in_force()).unrolled
    assert now == was + timedelta(days=2)
    assert Case.objects.get(pk=paused.case_id).due_on == going.due == row.due_on
    told = [json.loads(one.change).get("what", "") for one in TraceRecord.objects.filter(subject=case.pk)]
    assert any("暂停：等鉴定（《江苏省行政程序条例》第五十二条）" in one for one in told)
    assert any("恢复计算。到期日暂停中→" in one for one in told)
    assert [*row_faults()] == []
    assert [*case_faults()] == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(4, 40), st.integers(0, 30), st.integers(0, 30))
def test_in_the_case_too_the_day_moves_by_exactly_the_working_days_paused(back, first, length) -> None:
    with transaction.atomic():
        town = a_town(f"示例{back}{first}{length}镇")
        started = TODAY - timedelta(days=back)
        on = min(started + timedelta(days=first), TODAY)
        until = min(on + timedelta(days=length), TODAY)
        clock_id = a_clock(town, "ogi_reply", started)
        was = CaseClock.objects.get(pk=clock_id).due_on
        calendar = calendar_in_force().estimating()
        try:
            pause(
                clock_id,
                on=on,
                reason="征求意见",
                article="《政府信息公开条例》第三十三条",
                town=town,
                by=CONSOLE,
            )
        except Refused:
            assert on >= was - timedelta(days=14)
        else:
            due = resume(clock_id, on=until, town=town, by=CONSOLE).due
            assert calendar.working_days(was, due) == calendar.working_days(on, until)
        transaction.set_rollback(True)


def test_the_first_day_of_a_pause_counts_or_not_as_its_article_has_it() -> None:
    town = a_town()
    clock_id = a_clock(town, "recon_apply", TODAY - timedelta(days=20))
    pause(
        clock_id, on=TODAY - timedelta(days=10), reason="先起诉", article="《行政复议法实施条例》第二十六条", town=town,
        by=CONSOLE,
    )  # fmt: skip
    assert CaseClock.objects.get(pk=clock_id).told["pauses"][0]["whole_first_day"] is True


def test_a_clock_that_is_over_is_not_hidden_by_a_pause() -> None:
    town = a_town()
    clock_id = a_clock(town, "mediation_referrer_copy", TODAY - timedelta(days=30))
    with pytest.raises(Refused, match="没有可停的日子"):
        pause(clock_id, on=TODAY, reason="等鉴定", article=SUSPENDED, town=town, by=CONSOLE)


def test_an_extension_needs_reason_article_and_approver_and_keeps_the_laws_limit() -> None:
    town = a_town()
    office = somebody(town, "justice_office")
    clock_id = a_clock(town, "seizure_period")
    was = CaseClock.objects.get(pk=clock_id).due_on
    given_ = {"on": TODAY, "town": town, "by": office}
    with pytest.raises(Refused, match="批准人"):
        extend(clock_id, amount=10, reason="案情复杂", article=EXPERT, approver="", **given_)
    with pytest.raises(Refused, match="最多延长30日"):
        extend(clock_id, amount=31, reason="案情复杂", article=EXPERT, approver="示例镇长", **given_)
    done = extend(clock_id, amount=30, reason="案情复杂", article=EXPERT, approver="示例镇长", **given_)
    assert done.due > was
    told = json.loads(TraceRecord.objects.get(verb="clock_extended").change)["what"]
    assert "案情复杂（《行政强制法》第二十五条）" in told
    assert "经示例镇长批准" in told
    with pytest.raises(Refused, match="只能延长1次"):
        extend(clock_id, amount=1, reason="还没办完", article=EXPERT, approver="示例镇长", **given_)
    assert [*row_faults()] == []


def test_a_corrected_application_begins_the_period_anew() -> None:
    town = a_town()
    clock_id = a_clock(town, "ogi_reply", TODAY - timedelta(days=15))
    was = CaseClock.objects.get(pk=clock_id).due_on
    done = restart(
        clock_id,
        on=TODAY,
        reason="收到补正的申请",
        article="《政府信息公开条例》第三十条",
        town=town,
        by=CONSOLE,
    )
    assert done.due > was
    assert CaseClock.objects.get(pk=clock_id).started == TODAY - timedelta(days=15)
    assert [*case_faults()] == []


def test_the_handler_may_and_nobody_else_of_the_village() -> None:
    town = a_town()
    mediator = somebody(town, "village_mediator", "示例一村")
    clock_id = a_clock(town, "mediation_duration_soft")
    given_ = {"on": TODAY, "reason": "等鉴定", "article": SUSPENDED, "town": town}
    with pytest.raises(NotAllowed, match="司法所、镇调解员和主办人"):
        pause(clock_id, by=mediator, **given_)
    case = CaseClock.objects.get(pk=clock_id).record_id
    hand_over("dispute", case, UUID(mediator.key), town=town, by=CONSOLE)
    assert pause(clock_id, by=mediator, **given_).due is None
    stranger = somebody(town, "village_mediator", "示例二村")
    with pytest.raises(Refused, match="没有找到"):
        pause(clock_id, by=stranger, **given_)
    elsewhere = a_town("示例乡")
    with pytest.raises(Refused, match="没有找到"):
        resume(clock_id, on=TODAY, town=elsewhere, by=somebody(elsewhere, "justice_office"))


def test_nothing_happens_to_a_case_somebody_else_changed_meanwhile_nor_on_a_day_to_come() -> None:
    town = a_town()
    clock_id = a_clock(town, "penalty_decide")
    with pytest.raises(ChangedMeanwhile):
        resume(clock_id, on=TODAY, town=town, by=CONSOLE, version=1)
    with pytest.raises(Refused, match="不能晚于今天"):
        resume(clock_id, on=TODAY + timedelta(days=1), town=town, by=CONSOLE)


def test_hours_run_from_the_moment_and_are_over_at_the_moment() -> None:
    town = a_town()
    began = datetime.now(UTC) - timedelta(hours=23, minutes=30)
    started = began.astimezone(clocks.HERE).date()
    clock_id = a_clock(town, "crime_transfer_send", started, began)
    row = CaseClock.objects.get(pk=clock_id)
    assert row.due_at == began + timedelta(hours=24)
    calendar, today = calendar_in_force(), datetime.now(clocks.HERE).date()
    assert clocks.light_of(row, today, calendar).words == "剩不到1小时"
    later = row.due_at + timedelta(hours=2)
    light = clocks.light_of(row, later.astimezone(clocks.HERE).date(), calendar, later)
    assert (light.kind, light.words) == ("overdue", "逾期2小时")
    assert [*case_faults()] == []
    assert [*row_faults()] == []
    pause(clock_id, on=TODAY, reason="等批准", article=SUSPENDED, town=town, by=CONSOLE)
    paused = CaseClock.objects.get(pk=clock_id)
    assert (paused.due_at, paused.paused) == (None, True)
    due = resume(clock_id, on=TODAY, town=town, by=CONSOLE)
    assert due.due is not None
    assert CaseClock.objects.get(pk=clock_id).due_at >= began + timedelta(hours=24)
    assert [*row_faults()] == []
    assert [*case_faults()] == []


def test_a_day_people_agreed_is_not_paused() -> None:
    town = a_town()
    case = open_case("dispute", "found", REPORT, town=town, by=CONSOLE).case_id
    with transaction.atomic():
        draft = take_in_hand(kind_of("dispute"), case, town=town, by=CONSOLE)
        row = clocks.start_agreed(draft, "session", "约好的调解", TODAY + timedelta(days=9))
        draft.save("step", {"step": "tried"})
    with pytest.raises(Refused, match="约定的日期"):
        pause(row["id"], on=TODAY, reason="等", article=SUSPENDED, town=town, by=CONSOLE)
    assert clock_actions.rule_of(
        town, clocks.clock_of(CaseClock.objects.get(pk=a_clock(town, "ogi_reply")).__dict__)
    ).stops
