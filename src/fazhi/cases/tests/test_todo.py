"""What waits for whom, under which light, in which order; and what it costs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from fazhi.cases import clocks
from fazhi.cases import todo as todos
from fazhi.cases.actions import hand_over, live_of, open_case, take_step
from fazhi.cases.clock_actions import pause
from fazhi.cases.drafts import take_in_hand
from fazhi.cases.in_force import calendar_in_force
from fazhi.cases.lapsing import let_lapse
from fazhi.cases.models import Case, CaseClock
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE, Actor
from fazhi.pages.views.case_parts import offered_step
from fazhi.records.checking import row_faults
from fazhi.records.kinds import kind_of
from given import a_dispute, a_town, somebody

pytestmark = pytest.mark.django_db

TODAY = datetime.now(clocks.HERE).date()
REPORT = {
    "village": "示例一村", "grid": "1网格", "type": "邻里纠纷", "summary": "水沟", "parties": ["示例甲", "示例乙"],
}  # fmt: skip


@pytest.fixture
def town() -> Town:
    return a_town()


def a_case(town: Town, due: date | None = None, **more: Any) -> UUID:
    """An open dispute, with a day agreed for it where one is given."""
    case = open_case("dispute", "found", {**REPORT, **more}, town=town, by=CONSOLE).case_id
    if due is not None:
        with transaction.atomic():
            draft = take_in_hand(kind_of("dispute"), case, town=town, by=CONSOLE)
            clocks.start_agreed(draft, "session", "约好的调解", due)
            clocks.show_nearest(draft)
            draft.save("step", {"step": "tried"})
    return case


def listed(town: Town, actor: Actor, **more: Any) -> todos.Todo:
    found = todos.todo(actor, town, today=TODAY, calendar=calendar_in_force(), **more)
    if not more:  # what the navigation says must be what the list holds
        assert todos.numbers(actor, town, TODAY) == (found.groups, found.counts["overdue"])
    return found


def test_a_case_waits_for_those_whose_turn_it_is_and_begins_with_the_verb(town) -> None:
    mediator = somebody(town, "village_mediator", "示例一村")
    office = somebody(town, "justice_office")
    case = a_case(town)
    [line] = listed(town, mediator).lines
    assert line.title == f"{line.act}：示例甲与示例乙邻里纠纷"
    assert (line.case_id, line.step, line.group) == (case, "village_mediation", "dispute")
    assert listed(town, office).every == 0
    for other in (
        somebody(town, "village_mediator", "示例二村"), somebody(town, "grid_worker", "示例一村", "1网格"),
        somebody(a_town("示例乡"), "village_mediator", "示例一村"), somebody(town, "party_office"),
    ):  # fmt: skip
        assert listed(other.towns()[0], other).every == 0


def test_the_list_offers_what_the_page_of_the_case_offers(town) -> None:
    mediator = somebody(town, "village_mediator", "示例一村")
    case, other = a_case(town), a_case(town)
    mediate = {"point": "钱谁出", "why_not": "钱数谈不拢"}
    for at, outcome in enumerate(["没调成", "没调成", "改天再调", "没调成"]):
        assert {line.step for line in listed(town, mediator).lines} == {"village_mediation"}, at
        facts = {**mediate, "outcome": outcome}
        take_step("dispute", case, "village_mediation", facts, town=town, by=mediator)
    steps = {line.case_id: (line.step, line.act) for line in listed(town, mediator).lines}
    assert steps == {case: ("escalated", "报到镇里"), other: ("village_mediation", "记一次调解")}
    with transaction.atomic():
        draft = take_in_hand(kind_of("dispute"), case, town=town, by=mediator)
    assert offered_step(draft, live_of(draft)) == "escalated"


def test_the_lights_count_what_the_list_shows(town) -> None:
    mediator = somebody(town, "village_mediator", "示例一村")
    days = {"overdue": -2, "soon": 0, "fine": 40}
    for days_off in days.values():
        a_case(town, TODAY + timedelta(days=days_off))
    a_case(town, None, urgency="马上")
    a_case(town)
    every = listed(town, mediator)
    assert every.counts == {"overdue": 1, "soon": 2, "fine": 2, "paused": 0}
    assert [line.light for line in every.lines] == ["soon", "overdue", "soon", "fine", "fine"]
    assert every.lines[0].words == "马上处理"
    assert every.lines[1].words.startswith("逾期")
    assert every.lines[2].words == "今天到期"
    for light, number in every.counts.items():
        some = listed(town, mediator, light=light)
        assert some.total == len(some.lines) == number
        assert {line.light for line in some.lines} <= {light}
        assert some.counts == every.counts


def test_a_paused_clock_stands_under_its_own_light(town) -> None:
    office = somebody(town, "justice_office")
    case = a_case(town)
    with transaction.atomic():
        draft = take_in_hand(kind_of("dispute"), case, town=town, by=CONSOLE)
        row = clocks.start_by_rule(draft, "tried", "试验的期限", "ogi_reply", TODAY - timedelta(days=1))
        clocks.show_nearest(draft)
        draft.save("step", {"step": "tried"})
    hand_over("dispute", case, UUID(office.key), town=town, by=CONSOLE)
    pause(
        row["id"], on=TODAY, reason="等鉴定", article="《政府信息公开条例》第三十三条", town=town, by=office
    )
    [line] = listed(town, office, light="paused").lines
    assert (line.words, line.mine) == ("暂停：等鉴定", True)


def test_the_justice_office_watches_what_is_over_in_the_villages_and_the_leader_too(town) -> None:
    office, leader = somebody(town, "justice_office"), somebody(town, "town_leader")
    county = somebody(town, "county_bureau")
    late, calm = a_case(town, TODAY - timedelta(days=1)), a_case(town, TODAY + timedelta(days=60))
    for actor in (office, leader, county):
        [line] = listed(town, actor).lines
        assert line.case_id == late
        assert (line.act, line.step) == ("看看", "")
    assert calm not in {line.case_id for line in listed(town, office).lines}


def test_ones_own_cases_come_first_on_a_day_and_alone_when_asked_for(town) -> None:
    mediator = somebody(town, "village_mediator", "示例一村")
    day = TODAY + timedelta(days=30)
    for _ in range(2):
        a_case(town, day)
    own = a_case(town, day)
    hand_over("dispute", own, UUID(mediator.key), town=town, by=CONSOLE)
    assert listed(town, mediator).lines[0].case_id == own
    assert [line.case_id for line in listed(town, mediator, mine=True).lines] == [own]


def test_the_pages_of_the_list_follow_on_each_other(town) -> None:
    mediator = somebody(town, "village_mediator", "示例一村")
    cases = [a_case(town, TODAY + timedelta(days=20 + n)) for n in range(5)] + [a_case(town), a_case(town)]
    seen: list[Any] = []
    while True:
        page = listed(town, mediator, start=len(seen), size=3)
        seen += [line.case_id for line in page.lines]
        if not page.more:
            break
    assert seen == cases


def test_other_work_adds_its_own_lines_in_order(town, monkeypatch) -> None:
    monkeypatch.setattr(todos, "_sources", dict(todos._sources))
    mediator = somebody(town, "village_mediator", "示例一村")
    day = TODAY + timedelta(days=20)
    case = a_case(town, day + timedelta(days=1))

    def source(actor: Actor, where: Town, today: date, calendar: Any) -> list[todos.Line]:
        kind, words = todos.light_by_day(day, today, calendar)
        return [todos.Line(kind, words, "答复：示例", "咨询", "答复", due=day, url="/x", group="reception")]

    todos.register_todo("tried", source)
    found = listed(town, mediator)
    assert [line.case_id for line in found.lines] == [None, case]
    assert found.groups == {"reception": 1, "dispute": 1}
    assert found.counts["fine"] == found.every == 2


def test_a_voided_case_and_history_do_not_wait_but_history_is_counted(town) -> None:
    office = somebody(town, "justice_office")
    a_dispute(town, settled_on=None, result="正在调解")
    assert listed(town, office).every == 0
    assert todos.open_history(office, town) == 1
    assert todos.open_history(somebody(town, "grid_worker", "示例一村", "1网格"), town) == 0
    assert todos.open_history(somebody(town, "village_mediator", "示例三村"), town) == 0


def test_a_right_of_the_parties_that_ran_out_is_nobodys_delay(town) -> None:
    case = a_case(town)
    with transaction.atomic():
        draft = take_in_hand(kind_of("dispute"), case, town=town, by=CONSOLE)
        row = clocks.start_by_rule(
            draft, "confirmation", "司法确认申请期", "mediation_confirmation", TODAY - timedelta(days=60)
        )
        clocks.start_agreed(draft, "instalment", "第1期", TODAY + timedelta(days=50))
        clocks.show_nearest(draft)
        draft.save("step", {"step": "tried"})
    light = clocks.light_of(CaseClock.objects.get(pk=row["id"]), TODAY, calendar_in_force())
    assert (light.kind, light.words) == ("done", "已届满")
    assert let_lapse(TODAY) == 1
    assert let_lapse(TODAY) == 0
    assert Case.objects.get(pk=case).due_on == TODAY + timedelta(days=50)
    assert [*row_faults()] == []


def test_hours_that_are_over_today_are_overdue_today(town) -> None:
    mediator = somebody(town, "village_mediator", "示例一村")
    case = a_case(town)
    began = datetime.now(UTC) - timedelta(hours=24, minutes=1)
    with transaction.atomic():
        draft = take_in_hand(kind_of("dispute"), case, town=town, by=CONSOLE)
        clocks.start_by_rule(
            draft, "tried", "报告", "crime_transfer_send", began.astimezone(clocks.HERE).date(), at=began
        )
        clocks.show_nearest(draft)
        draft.save("step", {"step": "tried"})
    found = listed(town, mediator)
    assert (found.counts["overdue"], found.lines[0].light) == (1, "overdue")


def test_the_list_costs_the_same_number_of_statements_however_long_it_is(town) -> None:
    mediator = somebody(town, "village_mediator", "示例一村")

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            listed(town, mediator, start=0)
        return len(queries)

    for n in range(3):
        a_case(town, TODAY + timedelta(days=n))
    few = statements()
    for n in range(20):
        a_case(town, TODAY + timedelta(days=n))
    assert statements() <= few <= 7
