"""What waits for a person, by deadline: cases whose turn is theirs, clocks near or over, and what other work adds.

A handful of statements, the same number for a thousand cases as for a hundred thousand: open live cases stand in an index
by deadline, and only those of one page are read whole. Other lines of work register a source of their own lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case as When_
from django.db.models import CharField, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Now

from fazhi.cases import clocks
from fazhi.cases.in_force import calendar_in_force
from fazhi.cases.models import Case, CaseClock
from fazhi.cases.procedures import live_procedures, procedure_of
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.orgs.roles import ROLES
from fazhi.records.kinds import kind_of
from fazhi.records.models import hidden_batches
from fazhi.storage.together import as_text, ask_again
from fazhi.terms.calendar import ONE_DAY, Calendar
from fazhi.terms.lights import Kind, day_light
from fazhi.terms.periods import Unit

LIGHTS: tuple[Kind, ...] = ("overdue", "soon", "fine", "paused")
AMBER_DAYS = 3  # working days
URGENT = 2
HURRIED = "尽快"  # what the reporter asked for, where nothing counts the days
# They answer for the town without handling its cases: shown what is over or must be dealt with at once.
OVERSEERS = frozenset({"town_leader", "county_bureau"})


@dataclass(frozen=True)
class Line:
    """One thing to do. `title` begins with the verb; `words` stand in the light; `act` is what its button says.

    A case has `kind`, `case_id` and the `step` that usually comes next, from which the page makes the addresses; other
    work gives `url`. `group` is the code of the kind whose item of the navigation counts it.
    """

    light: Kind
    words: str
    title: str
    context: str
    act: str
    due: date | None = None
    url: str = ""
    group: str = ""
    mine: bool = False
    case_id: UUID | None = None
    step: str = ""
    urgent: bool = False
    estimated: bool = False
    number: str = ""  # the office's number, which names nobody

    @property
    def order(self) -> tuple[Any, ...]:
        """Urgent without a date first, then by date, one's own before others', then what has no date."""
        at_once = self.urgent and self.due is None and self.light != "paused"
        return (not at_once, self.due is None, self.due or date.max, not self.mine)


@dataclass(frozen=True)
class Todo:
    """One page of somebody's list, how many there are under each light, and in each item of the navigation."""

    lines: Sequence[Line]
    counts: dict[Kind, int]
    total: int  # with the light and 只看我主办的 applied
    start: int
    groups: dict[str, int] = field(default_factory=dict)

    @property
    def every(self) -> int:
        """All, whatever their light."""
        return sum(self.counts.values())

    @property
    def more(self) -> int:
        """How many stand after this page."""
        return max(0, self.total - self.start - len(self.lines))


# (who, where, today, the calendar) -> lines of theirs, at most a few hundred.
Source = Callable[[Actor, Town, date, Calendar], Iterable[Line]]
# (who, where, today) -> for counting alone, queries of (group of the line, day it is due), both as text.
Counting = Callable[[Actor, Town, date], Iterable[QuerySet[Any, Any]]]
_sources: dict[str, Source] = {}
_counted: dict[str, Counting] = {}


def register_todo(name: str, source: Source, counting: Counting | None = None) -> None:
    """Let another line of work add what waits. Called from its AppConfig.ready().

    `counting` saves the navigation of every page the lines; without it they are made and counted.
    """
    _sources[name] = source
    if counting is not None:
        _counted[name] = counting


def numbers(actor: Actor, town: Town, today: date) -> tuple[dict[str, int], int]:
    """How many wait in each group, and how many of all are overdue: what `todo` would say, in one statement."""
    groups: dict[str, int] = {}
    overdue = 0
    hidden = tuple(sorted(map(str, hidden_batches(town.pk))))
    key = ("todo numbers", actor.sight, town.pk, today, hidden, *_counted)
    for rows in ask_again(key, lambda _: _countings(actor, town, today)):
        for group, *told in rows:
            number, late = (
                (int(told[0]), int(told[1])) if len(told) == 2 else (1, (told[0] or "9") < str(today))
            )
            groups[group] = groups.get(group, 0) + number
            overdue += late
    for name in _sources.keys() - _counted.keys():
        for line in _sources[name](actor, town, today, calendar_in_force(town)):
            groups[line.group] = groups.get(line.group, 0) + 1
            overdue += line.light == "overdue"
    return {group: number for group, number in groups.items() if number}, overdue


def _countings(actor: Actor, town: Town, today: date) -> list[QuerySet[Any, Any]]:
    """Lines of other work as (group, day they are due), cases as (kind, how many, how many of them overdue)."""
    questions = [query for counting in _counted.values() for query in counting(actor, town, today)]
    if (cases := waiting(actor, town)) is not None:
        over = light_conditions(town, today, Now())["overdue"]
        by_kind = cases.order_by().values("kind").annotate(number=Count("pk"), over=Count("pk", filter=over))
        questions.append(by_kind.values_list(*map(as_text, ("kind", "number", "over"))))
    return questions


def todo(
    actor: Actor, town: Town, *, today: date, calendar: Calendar, light: str = "", mine: bool = False,
    start: int = 0, size: int = 12, now: datetime | None = None,
) -> Todo:  # fmt: skip
    """The list from `start` on. `light` leaves only one of LIGHTS, `mine` only what one handles oneself."""
    now = now or datetime.now(UTC)
    others = [
        line
        for source in _sources.values()
        for line in source(actor, town, today, calendar)
        if line.mine or not mine
    ]
    groups: dict[str, int] = {}
    for line in others:
        groups[line.group] = groups.get(line.group, 0) + 1
    counts: dict[Kind, int] = {one: sum(line.light == one for line in others) for one in LIGHTS}
    lines = [line for line in others if light in ("", line.light)]
    found = sum(counts[one] for one in LIGHTS if light in ("", one))
    if (cases := waiting(actor, town)) is not None:
        lit = light_conditions(town, today, now)
        if mine:
            cases = cases.filter(handler_id=_id(actor))
        totals: dict[str, Any] = {one: Count("pk", filter=lit[one]) for one in LIGHTS}
        by_kind = cases.order_by().values("kind").annotate(number=Count("pk"), **totals)
        rows: Iterable[Any] = by_kind
        for row in rows:
            groups[row["kind"]] = groups.get(row["kind"], 0) + row["number"]
            for one in LIGHTS:
                counts[one] += row[one]
                found += row[one] if light in ("", one) else 0
        if light:
            cases = cases.filter(lit[light]) if light in LIGHTS else cases
        cases = cases.annotate(offered=_offered(town))
        lines += _case_lines(_first(cases, actor, start + size), actor, town, today, calendar, now)
    lines.sort(key=lambda line: line.order)
    return Todo(lines[start : start + size], counts, found, start, groups)


def waiting(actor: Actor, town: Town) -> QuerySet[Case] | None:
    """The open live cases that are this person's to do or to watch; None when there can be none."""
    roles = {role.code for role in actor.roles(town)}
    allowed = Q()
    for live in live_procedures():
        kind, edition = live.declaration.code, live.declaration.edition
        sight = _sight(actor, town, kind)
        if sight is None:
            continue
        turn = [state.code for state in live.declaration.states if roles & set(state.waits_for)]
        theirs = Q(handler_id=_id(actor))
        if turn:
            theirs |= Q(state__in=turn)
        if roles & OVERSEERS or _keeps_all(actor, town, kind):
            theirs |= Q(amber_on__lte=_today()) | Q(urgent=URGENT)
        allowed |= Q(kind=kind, edition=edition) & sight & theirs
    if not allowed:
        return None
    cases = Case.objects.filter(town=town, status=Case.Status.OPEN, voided_at=None).exclude(edition="")
    if hidden := hidden_batches(town.pk):
        cases = cases.filter(Q(batch=None) | ~Q(batch__in=hidden))
    return cases.filter(allowed)


def open_history(actor: Actor, town: Town) -> int:
    """How many cases that a ledger brought in are still open, of kinds this person takes further."""
    count = 0
    for kind in {live.declaration.code for live in live_procedures()}:
        sight = _sight(actor, town, kind)
        if sight is None or not actor.may_keep(kind, town):
            continue
        history = Case.objects.filter(
            sight, town=town, kind=kind, edition="", status=Case.Status.OPEN, voided_at=None
        )
        if hidden := hidden_batches(town.pk):
            history = history.filter(Q(batch=None) | ~Q(batch__in=hidden))
        count += history.count()
    return count


def light_by_day(due: date, today: date, calendar: Calendar) -> tuple[Kind, str]:
    """Light and words of something with a day and no clock: amber with three working days or less to go."""
    amber, left = due, 0
    known = calendar.estimating()
    while left < AMBER_DAYS:
        left += known.is_working_day(amber)
        amber -= ONE_DAY
    light = day_light(today, due, amber, Unit.WORKING_DAYS, known, estimated=known.is_estimate(due))
    return light.kind, light.words


def _id(actor: Actor) -> UUID:
    """The user's id; of the console, which is nobody, one that no user has."""
    try:
        return UUID(actor.key)
    except ValueError:
        return UUID(int=0)


def _today() -> date:
    return datetime.now(clocks.HERE).date()


def _keeps_all(actor: Actor, town: Town, kind: str) -> bool:
    """Whether a role that keeps the kind for the whole town is theirs."""
    return any(
        not role.own_village and ("*" in role.keeps or kind in role.keeps) for role in actor.roles(town)
    )


def _sight(actor: Actor, town: Town, kind: str) -> Q | None:
    """Actor.rows over cases: whole town, own village, or own grid; None when nothing."""
    if actor.at_console:
        return Q()
    if not actor.may_see(kind, town):
        return None
    villages = []
    grids = False
    for post in actor.posts:
        role = ROLES[post.role]
        if post.town_id != town.pk or not ("*" in role.sees or kind in role.sees or kind in role.keeps):
            continue
        if not role.own_village:
            return Q()
        grids = grids or role.own_grid
        villages.append(post.village_id)
    if grids:
        # The grid stands with the details of the kind; looked up case by case, for few are open and many are not.
        of_kind = kind_of(kind)
        rows = of_kind.model._default_manager.filter(
            actor.rows(kind, town, has_grid=of_kind.has_grid), town_id=town.pk
        )
        return Q(Exists(rows.filter(pk=OuterRef("pk"))))
    return Q(village_id__in=[village for village in villages if village])


def light_conditions(town: Town, today: date, now: datetime | Now) -> dict[str, Q]:
    """Each light as a condition on the dates kept beside a case."""
    # A period of hours may be over on the day on which it ends.
    late = CaseClock.objects.filter(town=town, due_at__lt=now, done_on=None, due_on=today)
    over = Q(due_on__lt=today) | Q(due_on=today, pk__in=late.order_by().values("record_id"))
    at_once = Q(due_on=None, paused=False, urgent=URGENT)
    soon = (Q(due_on__isnull=False, amber_on__lte=today) & ~over) | at_once
    return {
        "overdue": over,
        "soon": soon,
        "paused": Q(paused=True, due_on=None),
        "fine": (Q(due_on__isnull=False) & ~over & (Q(amber_on__gt=today) | Q(amber_on=None)))
        | (Q(due_on=None, paused=False) & ~Q(urgent=URGENT)),
    }


def _offered(town: Town) -> When_ | Value:
    """The step that a case's procedure offers before its state's own, as its page does; empty where there is none."""
    whens = [
        When(
            Q(kind=live.declaration.code, edition=live.declaration.edition) & one.rows(town),
            then=Value(one.step),
        )
        for live in live_procedures()
        for one in live.offers
    ]
    return When_(*whens, default=Value(""), output_field=CharField()) if whens else Value("")


def _first(cases: QuerySet[Case], actor: Actor, many: int) -> list[Case]:
    """The first of them: to be done at once, then by deadline, then those without one."""
    own = When_(When(handler_id=_id(actor), then=Value(0)), default=Value(1), output_field=IntegerField())
    cases = cases.select_related("village", "handler")
    at_once = Q(due_on=None, paused=False, urgent=URGENT)
    found: list[Case] = []
    for some, order in (
        (cases.filter(at_once), (own, "opened_on", "pk")),
        (cases.filter(due_on__isnull=False), ("due_on", own, "pk")),
        (cases.filter(due_on=None).exclude(at_once), (own, "paused", "-urgent", "opened_on", "pk")),
    ):
        found += some.order_by(*order)[: many - len(found)]
    return found


def _case_lines(
    cases: Sequence[Case], actor: Actor, town: Town, today: date, calendar: Calendar, now: datetime
) -> list[Line]:
    running: dict[UUID, list[CaseClock]] = {}
    for clock in CaseClock.objects.filter(record__in=[case.pk for case in cases], done_on=None):
        running.setdefault(clock.record_id, []).append(clock)
    roles = {role.code for role in actor.roles(town)}
    return [_line(case, running.get(case.pk, []), actor, roles, today, calendar, now) for case in cases]


def _line(
    case: Case, running: Sequence[CaseClock], actor: Actor, roles: set[str], today: date, calendar: Calendar, now: datetime
) -> Line:  # fmt: skip
    declared = procedure_of(case.kind, case.edition).declaration
    state = declared.state(case.state)
    clock = next(
        (one for one in running if one.due_on == case.due_on and one.code == case.due_clock),
        next((one for one in running if one.due_on is None), None) if case.paused else None,
    )
    mine = case.handler_id is not None and str(case.handler_id) == actor.key
    # As the page of the case offers it: what the nearest deadline asks of this person, else what its procedure says.
    step = declared.ends_alone(case.due_clock, state.code)
    if step is None or not roles & set(step.roles):
        offers = getattr(case, "offered", "") or state.offers
        step = declared.step(offers) if offers else None
    takes = (
        step is not None and bool(roles & set(step.roles)) and (mine or bool(roles & set(state.waits_for)))
    )
    act = step.button if step and takes else "看看"
    title = f"{act if takes else state.name}：{case.title}"
    kind, words = _lit(case, clock, today, calendar, now)
    context = [
        case.village.name if case.village else "",
        clock.name if clock else state.name if takes else "",
        case.number,
        f"主办{case.handler.name}" if case.handler and not mine else "我主办" if mine else "",
    ]
    return Line(
        kind, words, title, " · ".join(part for part in context if part), act, due=case.due_on, group=case.kind,
        mine=mine, case_id=case.pk, step=step.code if step and takes else "", urgent=case.urgent == URGENT,
        estimated=clock is not None and clock.estimated, number=case.number,
    )  # fmt: skip


def _lit(
    case: Case, clock: CaseClock | None, today: date, calendar: Calendar, now: datetime
) -> tuple[Kind, str]:
    if clock is not None:
        light = clocks.light_of(clock, today, calendar, now)
        return light.kind, light.words
    if case.urgent == URGENT:
        return "soon", "马上处理"
    return "fine", HURRIED if case.urgent else "等您办" if case.state else "在办"
