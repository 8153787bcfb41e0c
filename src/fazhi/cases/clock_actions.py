"""What is done to a running clock: paused, resumed, extended, begun anew. Each with its reason, article and trace.

The justice office, the town mediator and the case's own handler may; every later date of the case moves with it. What
the law allows stands with the rule (`stops`, `extension`); another article may be named where it names none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from fazhi.cases import clocks
from fazhi.cases.drafts import NOT_FOUND, Draft, take_in_hand
from fazhi.cases.in_force import calendar_in_force, rules_in_force
from fazhi.cases.models import Case, CaseClock
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.records.actions import ChangedMeanwhile
from fazhi.records.kinds import kind_of
from fazhi.terms.acts import Refusal
from fazhi.terms.calendar import Calendar, written
from fazhi.terms.clocks import HERE, Clock
from fazhi.terms.statutory import Rule, Stop

MAY = ("justice_office", "town_mediator")
LONGEST = 200  # characters of a reason
Change = Callable[[Clock, Calendar], "Clock | Refusal"]


@dataclass(frozen=True)
class Changed:
    """What an act on a clock left: the case and its version, the day it was due and is due (None: paused)."""

    case_id: UUID
    version: int
    was: date | None
    due: date | None


def pause(
    clock_id: UUID, *, on: date, reason: str, article: str, town: Town, by: Actor, whole_first_day: bool | None = None,
    version: int | None = None, note: str = "",
) -> Changed:  # fmt: skip
    """Stop counting from `on`. The article must be given; one of the rule's own decides whether its first day counts.

    Raises NotAllowed; Refused (the clock is over, done, paused already; an article is missing); ChangedMeanwhile.
    """
    refuse_future(on)

    def change(clock: Clock, calendar: Calendar) -> Clock | Refusal:
        first = whole_first_day
        if first is None:
            stop = next((one for one in _stops(town, clock) if str(one.basis) == article), None)
            first = stop.whole_first_day if stop else False
        due = clocks.arithmetic(clock, calendar).end
        changed = clock.pause(_when(clock, on), reason, article, whole_first_day=first)
        # A pause that takes out no day would only hide that the clock is over.
        if not isinstance(changed, Refusal) and clocks.arithmetic(changed, calendar).end is not None:
            return Refusal(
                f"这个期限{written(due)}到期，从{written(on)}起已经没有可停的日子。",
                "请核对日期；已经逾期的，请尽快办结并在卷里写明原因。", article,
            )  # fmt: skip
        return changed

    told = f"{written(on)}起暂停：{reason.strip()}（{article.strip()}）" + (f"，{note}" if note else "")
    return _act(clock_id, "clock_paused", change, told, town=town, by=by, version=version)


def resume(clock_id: UUID, *, on: date, town: Town, by: Actor, version: int | None = None) -> Changed:
    """Count on from the day after `on`; every later date moves by the days paused. Raises as `pause`."""
    refuse_future(on)
    return _act(
        clock_id, "clock_resumed", lambda clock, _: clock.resume(_when(clock, on)), f"{written(on)}恢复计算",
        town=town, by=by, version=version,
    )  # fmt: skip


def extend(
    clock_id: UUID, *, amount: int, reason: str, article: str, approver: str, on: date, town: Town, by: Actor,
    version: int | None = None,
) -> Changed:  # fmt: skip
    """Add `amount`, in the unit the law extends by, approved on `on` by `approver`. Raises as `pause`."""
    refuse_future(on)

    def change(clock: Clock, calendar: Calendar) -> Clock | Refusal:
        when = _when(clock, on)
        return clock.extend(amount, reason, article, approver, on=when, calendar=calendar.estimating())

    def told(clock: Clock) -> str:
        more = clock.extensions[-1].period.words
        return f"延长{more}：{reason.strip()}（{article.strip()}），{written(on)}经{approver.strip()}批准"

    return _act(clock_id, "clock_extended", change, told, town=town, by=by, version=version)


def restart(
    clock_id: UUID, *, on: date, reason: str, article: str, town: Town, by: Actor, version: int | None = None
) -> Changed:
    """Count the whole period anew from `on`. Raises as `pause`."""
    refuse_future(on)
    return _act(
        clock_id, "clock_restarted", lambda clock, _: clock.restart(_when(clock, on), reason, article),
        f"自{written(on)}起重新计算：{reason.strip()}（{article.strip()}）", town=town, by=by, version=version,
    )  # fmt: skip


def clock_in_hand(
    clock_id: UUID, *, town: Town, by: Actor, for_change: bool = False
) -> tuple[Draft, dict[str, Any]]:
    """The case of a clock and the clock's row. Raises Refused when it is not there or not for this person to see."""
    found = CaseClock.objects.filter(pk=clock_id, town=town).values_list("record_id", flat=True).first()
    case = Case.objects.filter(pk=found, town=town).values_list("pk", "kind").first() if found else None
    if case is None:
        raise Refused(NOT_FOUND)
    draft = take_in_hand(kind_of(case[1]), case[0], town=town, by=by, for_change=for_change)
    return draft, next(row for row in draft.clocks if row["id"] == clock_id)


def may_change(draft: Draft, by: Actor) -> bool:
    """Whether this person may pause, resume, extend the clocks of that case."""
    handler = draft.case["handler_id"]
    return by.holds(MAY, draft.town) or (handler is not None and str(handler) == by.key)


def rule_of(town: Town, clock: Clock) -> Rule | None:
    """The rule a clock follows, in the edition in force when it began."""
    if not clock.rule:
        return None
    started = clock.started.astimezone(HERE).date() if isinstance(clock.started, datetime) else clock.started
    try:
        rule = rules_in_force(town).find(clock.rule, started)
    except KeyError:
        return None
    return None if isinstance(rule, Refusal) else rule


def _stops(town: Town, clock: Clock) -> tuple[Stop, ...]:
    rule = rule_of(town, clock)
    return rule.stops if rule else ()


def _act(
    clock_id: UUID,
    verb: str,
    change: Change,
    told: str | Callable[[Clock], str],
    *,
    town: Town,
    by: Actor,
    version: int | None,
) -> Changed:
    with transaction.atomic():
        draft, row = clock_in_hand(clock_id, town=town, by=by, for_change=True)
        require(may_change(draft, by), "期限的暂停、恢复和延长由司法所、镇调解员和主办人登记，请转给他们。")
        if version is not None and draft.case["version"] != version:
            raise ChangedMeanwhile("这件案件刚被别人办过一步。您写的内容还在，请看过新的情况再办一次。")
        clock = clocks.clock_of(row)
        if clock is None:
            raise Refused("这是双方约定的日期，不按条文计算。双方同意改期的，请登记改期。")
        calendar = calendar_in_force()
        was = row["due_on"]
        changed = change(clock, calendar)
        if isinstance(changed, Refusal):
            raise Refused(str(changed), article=changed.article)
        words = told if isinstance(told, str) else told(changed)
        if len(words) > LONGEST * 2:
            raise Refused(f"事由应在{LONGEST}字以内，请写短些", "reason")
        clocks.keep(row, changed, calendar)
        clocks.show_nearest(draft)
        due = row["due_on"]
        moved = f"{written(was, clocks.PAUSED)}→{written(due, clocks.PAUSED)}"
        draft.save(verb, {"what": f"{row['name']}：{words}。到期日{moved}", "clock": str(clock_id)})
    return Changed(draft.case_id, draft.case["version"], was, due)


def _when(clock: Clock, on: date) -> date:
    """The day, or for a clock of hours the moment: now when it is today, else the day's first."""
    if not clock.by_hours or isinstance(on, datetime):
        return on
    now = datetime.now(UTC)
    if now.astimezone(HERE).date() == on:
        return now
    return datetime.combine(on, time.min, HERE).astimezone(UTC)


def refuse_future(on: date) -> None:
    """Raise Refused for a day that has not come."""
    day = on.astimezone(HERE).date() if isinstance(on, datetime) else on
    if day > datetime.now(HERE).date():
        raise Refused("日期不能晚于今天", "on")
