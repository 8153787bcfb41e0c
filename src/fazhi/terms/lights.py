"""What is left of a term, and the light that shows it: a kind for the shape and colour, and words, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Literal

from fazhi.terms.calendar import ONE_DAY, Calendar
from fazhi.terms.periods import Counted, Unit

Kind = Literal["overdue", "soon", "fine", "paused", "done"]


@dataclass(frozen=True, slots=True)
class Remaining:
    """How much is left: working days, calendar days (also of months and years) or whole hours; below zero is over.

    `late` is set from the first moment after the end, also while no whole unit has passed (the weekend after a Friday).
    """

    amount: int
    unit: Unit
    late: bool = False

    @property
    def words(self) -> str:
        """The amount without its sign: 2个工作日, 12天, 5小时, 不到1小时."""
        number = abs(self.amount)
        if self.unit is Unit.WORKING_DAYS:
            return f"{number}个工作日"
        if self.unit is Unit.HOURS:
            return f"{number}小时" if number else "不到1小时"
        return f"{number}天"


@dataclass(frozen=True, slots=True)
class Light:
    """One term's light: overdue 红, soon 黄, fine 绿, paused 灰, done. `due` is None while paused.

    `estimated` when it rests on days of a year without a holiday notice; the words then end in （初算）.
    """

    kind: Kind
    words: str
    due: date | None
    estimated: bool = False


def days_left(today: date, due: date, unit: Unit, calendar: Calendar) -> Remaining:
    """What is left of a period of days, months or years that ends on `due`."""
    late = today > due
    if unit is Unit.WORKING_DAYS:
        number = calendar.working_days(*sorted((today, due)))
        if number or not late:  # late by a weekend only, it is said in days
            return Remaining(-number if late else number, unit, late)
    return Remaining((due - today).days, Unit.CALENDAR_DAYS, late)


def hours_left(now: datetime, due: datetime) -> Remaining:
    """What is left of a period of hours, in whole hours."""
    return Remaining(int((due - now) / timedelta(hours=1)), Unit.HOURS, now >= due)


def done_light(left: Remaining | None, counted: Counted) -> Light:
    """The light of a clock that is done; `left` is what was left when it was."""
    words = f"逾期{left.words}办结" if left and left.late else "按期办结"
    return Light("done", words + _tail(counted.estimated), counted.end, counted.estimated)


def day_light(
    today: date, due: date, amber_on: date, unit: Unit, calendar: Calendar, *, estimated: bool = False
) -> Light:
    """The light of a running period of days, months or years, from dates a list may keep beside the case."""
    left = days_left(today, due, unit, calendar)
    tail = _tail(estimated)
    if left.late:
        return Light("overdue", f"逾期{left.words}{tail}", due, estimated)
    if today == due:
        return Light("soon", f"今天到期{tail}", due, estimated)
    kind: Kind = "soon" if today >= amber_on else "fine"
    return Light(kind, f"剩{left.words}{tail}", due, estimated)


def amber_from(
    counted: Counted, unit: Unit, calendar: Calendar, amber_days: int, amber_share: float
) -> date | None:
    """The first day of amber: at most `amber_days` working days left, or `amber_share` of the period gone.

    Both are measured to the day before rolling, so that an office is warned while it still works. None while paused.
    """
    if counted.unrolled is None:
        return None
    amber, left = counted.unrolled, 0
    while amber > counted.start and (left := left + calendar.is_working_day(amber)) <= amber_days:
        amber -= ONE_DAY
    if unit in (Unit.MONTHS, Unit.YEARS):
        gone = counted.start + ONE_DAY * ceil((counted.unrolled - counted.start).days * amber_share)
    else:
        lines = counted.counted
        nth = min(max(ceil(len(lines) * amber_share), 1), len(lines))
        gone = lines[nth - 1].day
    return min(amber, gone)


def hour_light(now: datetime, begun: datetime, due: datetime, due_day: date, amber_share: float) -> Light:
    """The light of a running period of hours that is not paused."""
    left = hours_left(now, due)
    if left.late:
        return Light("overdue", f"逾期{left.words}", due_day)
    soon = (now - begun) / (due - begun) >= amber_share
    return Light("soon" if soon else "fine", f"剩{left.words}", due_day)


def _tail(estimated: bool) -> str:
    return "（初算）" if estimated else ""
