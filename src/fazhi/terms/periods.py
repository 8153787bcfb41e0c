"""What a period is, as each law counts it, and how a counted one is shown; `counting` counts it.

The day (hour) of the event is not counted, the next one is the first (民法典 第二百零一条, 民事诉讼法 第八十五条,
江苏省行政程序条例 第四十九条). Months and years end on the same-numbered day, or the month's last (民法典 第二百零二条).
A last day on which offices rest gives way to the first working day after it (民法典 第二百零三条). Which numbers of days
are working days each law says for itself; that stands with the rules (`statutory`), here a period just has its unit.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal


class Unit(StrEnum):
    """What a period is counted in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    HOURS = "hours"
    YEARS = "years"


UNIT_WORDS = {
    Unit.WORKING_DAYS: "个工作日",
    Unit.CALENDAR_DAYS: "日",
    Unit.MONTHS: "个月",
    Unit.HOURS: "小时",
    Unit.YEARS: "年",
}


@dataclass(frozen=True, slots=True)
class Period:
    """`amount` of `unit`. None leaves the law's own way: days, months and years exclude the start day and roll.

    `start_excluded` for hours: False counts from the very moment (民法典 第二百零一条第二款), True from the next full hour
    (江苏省行政程序条例 第四十九条: 期间开始的时不计算在内). `rolls`: a last day of rest gives way to the next working day;
    working days never need it and hours never do it. Raises ValueError for what cannot be.
    """

    amount: int
    unit: Unit
    start_excluded: bool
    rolls: bool

    def __init__(
        self, amount: int, unit: Unit | str, *, start_excluded: bool | None = None, rolls: bool | None = None
    ) -> None:
        unit = Unit(unit)
        if amount < 1:
            raise ValueError("期限的数字要大于零。")
        by_clock_or_office = unit in (Unit.HOURS, Unit.WORKING_DAYS)
        if rolls and by_clock_or_office:
            raise ValueError("按小时和按工作日计算的期限没有顺延。")
        if start_excluded is None:
            start_excluded = unit is not Unit.HOURS
        object.__setattr__(self, "amount", amount)
        object.__setattr__(self, "unit", unit)
        object.__setattr__(self, "start_excluded", start_excluded)
        object.__setattr__(self, "rolls", not by_clock_or_office if rolls is None else rolls)

    @property
    def words(self) -> str:
        """5个工作日, 30日, 3个月, 24小时, 2年."""
        return f"{self.amount}{UNIT_WORDS[self.unit]}"


Mark = Literal["start", "counted", "skipped", "paused", "rolled"]


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One line of the arithmetic: the day, its number when it is counted, and in Chinese why it is or is not."""

    day: date
    mark: Mark
    reason: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Days that do not count, from `first` to `last` with both; `last` None while nobody knows when they end."""

    first: date
    last: date | None
    reason: str

    def has(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted period: where it ends and how that was reached.

    `unrolled` is the day before rolling (an office does well to be ready by then), `end` the last day of the period;
    both are None while an open pause stands in the way. Months and years have one line for each. `estimated` when a
    day rests on no notice; `notes` say so in Chinese.
    """

    start: date
    days: tuple[CountedDay, ...]
    unrolled: date | None
    end: date | None
    estimated: bool = False
    notes: tuple[str, ...] = ()

    @property
    def counted(self) -> tuple[CountedDay, ...]:
        """The lines that count, first to last."""
        return tuple(line for line in self.days if line.mark == "counted")

    @property
    def paused_days(self) -> int:
        """How many days the pauses took: of this period's own kind, so working days of a working-day period."""
        return sum(line.mark == "paused" for line in self.days)


def months_after(day: date, months: int) -> date:
    """The same-numbered day that many months later, or that month's last (民法典 第二百零二条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
