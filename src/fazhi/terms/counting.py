"""Counting: from the day of the event to the last day of its period, each day counted or passed over with the reason.

The rules are those of `periods`; where days rest on no notice the answer says so (`Counted.estimated`, `notes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from fazhi.terms.calendar import ONE_DAY, Calendar
from fazhi.terms.periods import UNIT_WORDS, Counted, CountedDay, Mark, Period, Uncounted, Unit, months_after


def end(start: date, calendar: Calendar, period: Period, *extra: Period) -> date:
    """The last day of `period`, lengthened by each of `extra`; raises NoNotice where the calendar ends."""
    last = count(start, calendar, period, *extra).end
    assert last is not None  # noqa: S101  without pauses there is always an end
    return last


def count(
    start: date, calendar: Calendar, period: Period, *extra: Period, uncounted: Sequence[Uncounted] = ()
) -> Counted:
    """Count `period` and each of `extra` after it from the day of the event, passing over `uncounted` days.

    An extension goes on where the period ends before rolling, so that only the whole rolls. Hours are counted by
    `count_hours`. Raises NoNotice for days of a year without a notice, ValueError for hours.
    """
    if isinstance(start, datetime) or any(leg.unit is Unit.HOURS for leg in (period, *extra)):
        raise ValueError("按小时计算的期限用 count_hours，按日计算的期限从日期算起。")
    walk = _Walk(start, calendar, uncounted)
    if period.start_excluded:
        walk.say(start, "start", "起算的当日，不计入")
    else:
        walk.day -= ONE_DAY
    for number, leg in enumerate((period, *extra)):
        walk.take(leg, extension=number > 0)
    return walk.finished((extra[-1] if extra else period).rolls)


class _Walk:
    """A walk over the days of a period; `day` is the last day dealt with, `lost` once an open pause is met."""

    def __init__(self, start: date, calendar: Calendar, uncounted: Sequence[Uncounted]) -> None:
        self.start = self.day = start
        self.calendar = calendar
        self.uncounted = uncounted
        self.lines: list[CountedDay] = []
        self.asked: set[date] = set()
        self.lost = False

    def say(self, day: date, mark: Mark, reason: str, number: int | None = None) -> None:
        self.lines.append(CountedDay(day, mark, reason, number))

    def works(self, day: date) -> bool:
        self.asked.add(day)
        return self.calendar.is_working_day(day)

    def paused(self, day: date, *, working_only: bool) -> bool:
        """Whether the day is paused; says so, or that it would not have counted in any case."""
        pause = next((one for one in self.uncounted if one.has(day)), None)
        if pause is None:
            return False
        if pause.last is None:
            self.lost = True
            self.say(day, "paused", f"暂停：{pause.reason}，恢复后接着算")
        elif working_only and not self.works(day):
            self.say(day, "skipped", self.calendar.why(day))
        else:
            self.say(day, "paused", f"暂停：{pause.reason}")
        return True

    def take(self, leg: Period, *, extension: bool) -> None:
        prefix = "延长的" if extension else ""
        if leg.unit in (Unit.MONTHS, Unit.YEARS):
            self._take_months(leg, prefix)
            return
        number, working = 0, leg.unit is Unit.WORKING_DAYS
        while number < leg.amount and not self.lost:
            self.day += ONE_DAY
            if self.paused(self.day, working_only=working):
                continue
            if working and not self.works(self.day):
                self.say(self.day, "skipped", self.calendar.why(self.day))
                continue
            number += 1
            reason = f"{prefix}第{number}{UNIT_WORDS[leg.unit]}" if working else f"{prefix}第{number}日"
            if working and self.day.weekday() >= 5:
                reason += f"（{self.calendar.why(self.day)}）"
            self.say(self.day, "counted", reason, number)

    def _take_months(self, leg: Period, prefix: str) -> None:
        months = 12 if leg.unit is Unit.YEARS else 1
        anchor = self.day if leg.start_excluded or self.lines else self.day + ONE_DAY
        back = anchor - self.day  # the whole day less when the start day counts
        late = timedelta(0)
        for number in range(1, leg.amount + 1):
            target = months_after(anchor, number * months) - back + late
            while self.day < target and not self.lost:
                self.day += ONE_DAY
                if self.uncounted and self.paused(self.day, working_only=False):
                    late += ONE_DAY
                    target += ONE_DAY
            if self.lost:
                return
            self.say(self.day, "counted", f"{prefix}满{number}{UNIT_WORDS[leg.unit]}", number)

    def rests(self, day: date) -> bool:
        if self.works(day):
            return False
        self.say(day, "rolled", f"期限最后一日逢{self.calendar.why(day)}，顺延")
        return True

    def finished(self, rolls: bool) -> Counted:
        """Roll the last day where that is due, and give the whole."""
        unrolled = last = self.day
        while rolls and not self.lost:
            # A pause may begin on the days of rest between the last day and the working day it rolls to.
            if not self.rests(last) and not (last > unrolled and self.paused(last, working_only=False)):
                break
            last += ONE_DAY
        if self.lost:
            return self.result(None, None)
        if last != unrolled:
            self.say(last, "rolled", f"顺延到放假后的第一个工作日（{self.calendar.why(last)}）")
        return self.result(unrolled, last)

    def result(self, unrolled: date | None, last: date | None) -> Counted:
        estimated = any(self.calendar.is_estimate(day) for day in self.asked)
        return Counted(self.start, tuple(self.lines), unrolled, last, estimated, self._notes())

    def _notes(self) -> tuple[str, ...]:
        years = sorted({day.year for day in self.asked if self.calendar.is_estimate(day)})
        notes = [
            f"{year}年的放假通知还没有登记，这一年的日子按周末和固定节日初算，登记后请以重算的为准。"
            for year in years
        ]
        changing = {day.year for day in self.asked if self.calendar.may_change(day) and day.year not in years}
        notes += [
            f"{year + 1}年的放假通知还没有登记，它可能调整{year}年12月底的放假和上班。"
            for year in sorted(changing)
        ]
        return tuple(notes)


def latest_day_before(event: date, calendar: Calendar, period: Period) -> Counted:
    """The last day on which a notice “N days before” `event` is in time: N clear days lie between the two.

    For 行政处罚法 第六十四条（听证的七日前）, 重大行政决策程序暂行条例 第十六条 and the like. The event's day is not
    counted; a day of rest gives way to the working day before it, never after. `unrolled` and `end` read as in
    `count`, backwards. Raises ValueError for other units than days.
    """
    if period.unit not in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS):
        raise ValueError("“提前多少日”只能按工作日或者自然日计算。")
    walk = _Walk(event, calendar, ())
    walk.say(event, "start", "当日，不计入")
    number, working = 0, period.unit is Unit.WORKING_DAYS
    while number < period.amount:
        walk.day -= ONE_DAY
        if working and not walk.works(walk.day):
            walk.say(walk.day, "skipped", calendar.why(walk.day))
        else:
            number += 1
            walk.say(walk.day, "counted", f"往前第{number}{UNIT_WORDS[period.unit]}", number)
    unrolled = last = walk.day - ONE_DAY
    while not walk.works(last):
        walk.say(last, "rolled", f"{calendar.why(last)}，再往前")
        last -= ONE_DAY
    walk.say(last, "rolled", f"最迟这一天，隔开整{period.words}")
    return walk.result(unrolled, last)


def count_hours(
    start: datetime, *hours: Period, uncounted: Sequence[tuple[datetime, datetime]] = ()
) -> datetime:
    """The moment at which periods of hours end, by the clock, nights and holidays included.

    `start` has a time zone. Moments in `uncounted` (from, to) that begin before the end move it by their length.
    """
    if start.tzinfo is None or any(leg.unit is not Unit.HOURS for leg in hours):
        raise ValueError("按小时计算的期限要有带时区的起算时刻。")
    begun = start
    if hours[0].start_excluded and begun != (full := begun.replace(minute=0, second=0, microsecond=0)):
        begun = full + timedelta(hours=1)
    ends = begun + timedelta(hours=sum(leg.amount for leg in hours))
    for first, last in sorted(uncounted):
        if first < ends and last > begun:
            ends += last - max(first, begun)
    return ends
