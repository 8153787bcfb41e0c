"""The clocks of a case: started by steps, kept as rows, computed by the terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from fazhi.cases.drafts import Draft
from fazhi.cases.in_force import calendar_in_force, rules_in_force
from fazhi.cases.models import CaseClock
from fazhi.orgs.permissions import Refused
from fazhi.terms.acts import Extension, Limit, Pause, Refusal, Restart
from fazhi.terms.calendar import Calendar, NoNotice
from fazhi.terms.clocks import Clock
from fazhi.terms.lights import Light, amber_from, day_light, hours_left
from fazhi.terms.periods import Counted, Period, Unit

HERE = ZoneInfo("Asia/Shanghai")
AMBER_DAYS, AMBER_SHARE = 3, 0.75
PAUSED = "暂停中"  # in place of a day


def start_by_rule(
    draft: Draft, code: str, name: str, rule_code: str, started: date, *, at: datetime | None = None
) -> dict[str, Any]:
    """Start a clock by a rule of the book from the event on `started`. Raises Refused when no edition was in force.

    A period of hours runs from the moment `at`, now unless given; of an event on another day than that from its 0:00,
    the earliest it can have been.
    """
    rule = rules_in_force(draft.town).find(rule_code, started)
    if isinstance(rule, Refusal):
        raise Refused(str(rule), article=rule.article)
    moment = _moment(started, at) if rule.period.unit is Unit.HOURS else None
    clock = rule.clock(moment or started)
    row = draft.add(
        CaseClock, code=code, name=name, rule=rule_code, basis=str(rule.basis[0]), started=started, started_at=moment,
        told=_told(clock, mark=rule.mark, source=rule.source, whose=rule.whose),
    )  # fmt: skip
    date_clock(row, calendar_in_force())
    return row


def start_agreed(
    draft: Draft, code: str, name: str, due_on: date, *, started: date | None = None, **facts: Any
) -> dict[str, Any]:
    """A clock that ends on a day people agreed (an instalment, an appointment); nothing shifts it but they."""
    row = draft.add(
        CaseClock, code=code, name=name, basis="约定的日期", started=started, due_on=due_on, facts=facts,
    )  # fmt: skip
    row["amber_on"] = _agreed_amber(due_on)
    return row


def _moment(started: date, at: datetime | None) -> datetime:
    if isinstance(started, datetime):
        return started.astimezone(UTC)
    at = at or datetime.now(UTC)
    if at.astimezone(HERE).date() == started:
        return at.astimezone(UTC)
    return datetime.combine(started, time.min, HERE).astimezone(UTC)


def _agreed_amber(due_on: date, calendar: Calendar | None = None) -> date:
    """Three working days before, by the calendar as far as it is known."""
    calendar, day = (calendar or calendar_in_force()).estimating(), due_on
    left = 0
    while left < AMBER_DAYS:
        left += calendar.is_working_day(day)
        day = date.fromordinal(day.toordinal() - 1)
    return day


def clock_of(row: dict[str, Any]) -> Clock | None:
    """The clock a row tells of; None for a day that was agreed."""
    told = row["told"]
    if not told:
        return None
    by_hours = Unit(told["unit"]) is Unit.HOURS
    started = row["started_at"] if by_hours else row["started"]
    assert started is not None  # noqa: S101  a clock by rule has a start
    done_at = told.get("done_at")
    return Clock(
        Period(told["amount"], told["unit"]),
        started,
        pauses=tuple(_pause(one) for one in told.get("pauses", ())),
        extensions=tuple(_extension(one) for one in told.get("extensions", ())),
        restarts=tuple(
            Restart(
                _day_or_moment(one["on"]), one["reason"], one["article"],
                tuple(_pause(p) for p in one.get("pauses", ())), tuple(_extension(e) for e in one.get("extensions", ())),
            )
            for one in told.get("restarts", ())
        ),
        done_on=_day_or_moment(done_at) if by_hours and done_at else row["done_on"],
        rule=row["rule"],
        limit=_limit(told.get("limit")),
    )  # fmt: skip


def keep(row: dict[str, Any], clock: Clock, calendar: Calendar) -> None:
    """Write a changed clock back into its row and date it anew."""
    row["told"] = {**row["told"], **_told(clock)}
    date_clock(row, calendar)


def date_clock(row: dict[str, Any], calendar: Calendar) -> None:
    """Compute due day and first amber day. A year without a notice is estimated, and the row says so."""
    clock = clock_of(row)
    if clock is None:
        if row["due_on"] is not None:
            row["amber_on"] = _agreed_amber(row["due_on"], calendar)
        return
    counted = arithmetic(clock, calendar)
    row["paused"] = counted.end is None and row["done_on"] is None
    row["due_on"] = counted.end
    row["estimated"] = counted.estimated
    if clock.by_hours:
        due = clock.due_at(calendar)
        row["due_at"] = due.astimezone(UTC) if due else None
        row["amber_on"] = _amber_day(clock, due)
        return
    row["amber_on"] = amber_from(counted, clock.period.unit, calendar.estimating(), AMBER_DAYS, AMBER_SHARE)


def _amber_day(clock: Clock, due: datetime | None) -> date | None:
    """The day on which three quarters of a period of hours have gone."""
    begun = clock.begun
    if due is None or not isinstance(begun, datetime):
        return None
    return (begun + (due - begun) * AMBER_SHARE).astimezone(HERE).date()


def arithmetic(clock: Clock, calendar: Calendar) -> Counted:
    """Each day counted or passed over and why; preliminary (初算) where a year's notice is not entered."""
    try:
        return clock.arithmetic(calendar)
    except NoNotice:
        return clock.arithmetic(calendar.estimating())


def light_of(row: Any, today: date, calendar: Calendar, now: datetime | None = None) -> Light:
    """The light of a clock's row (a mapping or a model) on that day, from the dates kept beside it.

    `now` is the moment by which a period of hours is lit, this one unless given.
    """
    value: Callable[[str], Any] = row.get if isinstance(row, dict) else partial(getattr, row)
    told = value("told") or {}
    unit = Unit(told["unit"]) if told else Unit.CALENDAR_DAYS
    due, done = value("due_on"), value("done_on")
    if told.get("lapsed"):
        return Light("done", "已届满", due, value("estimated"))
    if done is not None:
        at, done_at = value("due_at"), told.get("done_at")
        late = due is not None and done > due
        if at and done_at:
            late = datetime.fromisoformat(done_at) > at
        return Light("done", "已逾期办结" if late else "按期办结", due, value("estimated"))
    if value("paused") or due is None:
        pauses = told.get("pauses") or [{}]
        return Light("paused", f"暂停：{pauses[-1].get('reason', '')}", None, value("estimated"))
    if unit is Unit.HOURS and (at := value("due_at")) is not None:
        left = hours_left(now or datetime.now(UTC), at)
        words = f"逾期{left.words}" if left.late else f"剩{left.words}"
        soon = today >= (value("amber_on") or due)
        return Light("overdue" if left.late else "soon" if soon else "fine", words, due)
    if told.get("whose") == "party" and today > due:
        return Light("done", "已届满", due, value("estimated"))  # a right that ran out is nobody's delay
    return day_light(
        today, due, value("amber_on") or due, unit, calendar.estimating(), estimated=value("estimated")
    )


def finish(draft: Draft, code: str, on: date) -> None:
    """The duty of every running clock of that code is done. Its own record keeps whether it was late."""
    for row in draft.clocks:
        if row["code"] == code and row["done_on"] is None:
            row["done_on"] = max(on, row["started"]) if row["started"] else on
            row["paused"] = False
            now = datetime.now(UTC)
            if row.get("due_at") and now.astimezone(HERE).date() == row["done_on"]:
                row["told"] = {**row["told"], "done_at": now.isoformat()}


def running(draft: Draft) -> list[dict[str, Any]]:
    """The clocks that are not done, the nearest first; paused ones last."""
    rows = [row for row in draft.clocks if row["done_on"] is None]
    return sorted(rows, key=lambda row: (row["due_on"] is None, row["due_on"] or date.max))


def show_nearest(draft: Draft) -> None:
    """Put the nearest running clock beside the case, where lists order by it.

    A right of the parties (申请司法确认) that runs out is no duty the office is late with, so it is no deadline of the case.
    """
    rows = [row for row in running(draft) if row["told"].get("whose") != "party"]
    near = rows[0] if rows else None
    draft.case.update(
        due_on=near["due_on"] if near else None,
        amber_on=near["amber_on"] if near else None,
        due_clock=near["code"] if near else "",
        paused=bool(rows) and all(row["due_on"] is None for row in rows),
    )


def _told(clock: Clock, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "amount": clock.period.amount, "unit": str(clock.period.unit.value), **more,
        "pauses": [_plain(asdict(pause)) for pause in clock.pauses],
        "extensions": [_plain_extension(one) for one in clock.extensions],
        "restarts": [
            {
                "on": one.on.isoformat(), "reason": one.reason, "article": one.article,
                "pauses": [_plain(asdict(pause)) for pause in one.pauses],
                "extensions": [_plain_extension(e) for e in one.extensions],
            }
            for one in clock.restarts
        ],
    }  # fmt: skip
    if clock.limit:
        most = clock.limit.most
        told["limit"] = {
            "amount": most.amount, "unit": str(most.unit.value), "article": clock.limit.article,
            "approver": clock.limit.approver, "times": clock.limit.times,
        }  # fmt: skip
    return told


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in values.items()
    }


def _plain_extension(one: Extension) -> dict[str, Any]:
    return {
        "amount": one.period.amount, "unit": str(one.period.unit.value), "reason": one.reason, "article": one.article,
        "approver": one.approver, "on": one.on.isoformat() if one.on else None,
    }  # fmt: skip


def _pause(told: dict[str, Any]) -> Pause:
    until = _day_or_moment(told["until"]) if told.get("until") else None
    return Pause(
        _day_or_moment(told["on"]),
        told["reason"],
        told["article"],
        until,
        told.get("whole_first_day", False),
    )


def _day_or_moment(text: str) -> date:
    """A day, or a moment with its time zone, as told keeps it."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _extension(told: dict[str, Any]) -> Extension:
    on = _day_or_moment(told["on"]) if told.get("on") else None
    return Extension(
        Period(told["amount"], told["unit"]), told["reason"], told["article"], told["approver"], on
    )


def _limit(told: dict[str, Any] | None) -> Limit | None:
    if not told:
        return None
    return Limit(Period(told["amount"], told["unit"]), told["article"], told["approver"], told["times"])
