"""A holiday notice entered: which cases would move, all of them moved with their trace, and a crash on the way."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import transaction

from fazhi.cases import clocks, redating
from fazhi.cases.actions import open_case
from fazhi.cases.checking import case_faults
from fazhi.cases.drafts import take_in_hand
from fazhi.cases.models import Case, CaseClock, Redating
from fazhi.orgs.models import Post, Town
from fazhi.orgs.permissions import CONSOLE, Refused
from fazhi.records.checking import row_faults
from fazhi.records.kinds import kind_of
from fazhi.statutes.tests.test_entering import NOTICE_2027
from fazhi.trace.models import TraceRecord
from given import a_town, somebody

pytestmark = pytest.mark.django_db

REPORT = {
    "village": "示例一村", "grid": "1网格", "type": "邻里纠纷", "summary": "水沟", "parties": ["示例甲", "示例乙"],
}  # fmt: skip


def a_case(town: Town, started: date, rule: str = "ogi_reply") -> CaseClock:
    """An open case with a clock of twenty working days."""
    case = open_case("dispute", "found", REPORT, town=town, by=CONSOLE).case_id
    with transaction.atomic():
        draft = take_in_hand(kind_of("dispute"), case, town=town, by=CONSOLE)
        row = clocks.start_by_rule(draft, "tried", "答复", rule, started)
        clocks.show_nearest(draft)
        draft.save("step", {"step": "tried"})
    return CaseClock.objects.get(pk=row["id"])


def test_a_year_without_a_notice_is_preliminary_and_says_so() -> None:
    town = a_town()
    clock = a_case(town, date(2027, 4, 20))
    assert clock.estimated
    light = clocks.light_of(clock, date(2027, 4, 21), redating.calendar_in_force())
    assert light.words.endswith("（初算）")
    assert not a_case(town, date(2026, 3, 2)).estimated


def test_entering_a_notice_moves_the_cases_of_every_town_and_writes_it_into_their_trace() -> None:
    town, other = a_town(), a_town("示例乡")
    office = somebody(town, "justice_office")
    here, there, past = (
        a_case(town, date(2027, 4, 20)),
        a_case(other, date(2027, 4, 20)),
        a_case(town, date(2026, 3, 2)),
    )
    would = redating.preview(NOTICE_2027.read())
    assert (would.cases, would.clocks) == (2, 2)
    assert would.examples == ((here.due_on, would.examples[0][1]),)
    run = redating.go_on(redating.enter(NOTICE_2027, town=town, by=office))
    assert run.finished_at is not None
    assert run.moved == 2
    for clock in (here, there):
        now = CaseClock.objects.get(pk=clock.pk)
        assert now.due_on == would.examples[0][1] != clock.due_on
        assert not now.estimated
        case = Case.objects.get(pk=clock.record_id)
        assert case.due_on == now.due_on
        entry = TraceRecord.objects.get(subject=str(case.pk), verb="redated")
        what = json.loads(entry.change)["what"]
        assert what.startswith("按国办发明电〔示例〕1号重新推算：答复 2027年5月")
        assert "→" in what
        assert (entry.actor, entry.town) == (office.key, str(case.town_id))
    assert CaseClock.objects.get(pk=past.pk).due_on == past.due_on
    assert not TraceRecord.objects.filter(subject=str(past.record_id), verb="redated").exists()
    assert [*row_faults()] == []
    assert [*case_faults()] == []


def test_a_crash_on_the_way_loses_nothing_and_repeats_nothing(monkeypatch) -> None:
    town = a_town()
    monkeypatch.setattr(redating, "CHUNK", 2)
    cases = [a_case(town, date(2027, 4, 20) + timedelta(days=n)) for n in range(5)]
    run = redating.enter(NOTICE_2027, town=town, by=CONSOLE)
    append = redating.append
    calls = iter([True, False])

    def crash(entries) -> None:
        append(entries)
        if not next(calls):
            raise RuntimeError("the power went")

    monkeypatch.setattr(redating, "append", crash)
    with pytest.raises(RuntimeError):
        redating.go_on(run)
    assert TraceRecord.objects.filter(verb="redated").count() == 2
    assert any(fault.code == "misdated" for fault in case_faults())
    monkeypatch.setattr(redating, "append", append)
    [left] = redating.unfinished()
    done = redating.go_on(left)
    assert (done.seen, done.moved) == (5, 5)
    assert TraceRecord.objects.filter(verb="redated").count() == len(cases)
    assert redating.unfinished() == []
    assert [*case_faults()] == []
    assert redating.go_on(Redating.objects.get()).moved == 5


def test_an_instalment_keeps_its_day_when_a_notice_comes() -> None:
    town = a_town()
    case = open_case("dispute", "found", REPORT, town=town, by=CONSOLE).case_id
    with transaction.atomic():
        draft = take_in_hand(kind_of("dispute"), case, town=town, by=CONSOLE)
        row = clocks.start_agreed(draft, "instalment", "第1期", date(2027, 5, 10))
        clocks.show_nearest(draft)
        draft.save("step", {"step": "tried"})
    redating.go_on(redating.enter(NOTICE_2027, town=town, by=CONSOLE))
    now = CaseClock.objects.get(pk=row["id"])
    assert now.due_on == date(2027, 5, 10)
    assert now.amber_on != row["amber_on"]
    assert [*row_faults()] == []
    assert [*case_faults()] == []


def test_a_case_nobody_can_take_further_is_named() -> None:
    town = a_town()
    open_case("dispute", "found", REPORT, town=town, by=CONSOLE)
    assert [fault.code for fault in case_faults()] == ["stuck"]
    somebody(town, "village_mediator", "示例二村")
    assert [fault.code for fault in case_faults()] == ["stuck"]
    somebody(town, "justice_office")
    assert [*case_faults()] == []
    Post.objects.filter(role="justice_office").delete()
    a_case(town, date(2026, 11, 2))
    Case.objects.update(due_on=date(2020, 1, 1))
    codes = [fault.code for fault in case_faults()]
    assert codes.count("misdated") == 2
    assert "stuck" in codes


def test_nobody_enters_two_wrong_notices(monkeypatch) -> None:
    town = a_town()
    with pytest.raises(Refused):
        redating.enter(type(NOTICE_2027)(**{**NOTICE_2027.__dict__, "off": []}), town=town, by=CONSOLE)
    assert not Redating.objects.exists()
