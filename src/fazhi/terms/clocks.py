"""Clocks: a period that runs for one case, with its pauses, extensions and fresh starts. Values; nothing changes them.

An act that cannot be done gives a Refusal: what stands in the way, what to do, and the article that asks for it.
The day a clock is paused still counts and the day it goes on does not: counting goes on with the day after an event,
as every period begins (民法典 第二百零一条). Where a text takes the first day out too (行政复议法实施条例 第二十六条: 自起诉
之日至裁定送达之日的期间不计入) the pause says `whole_first_day`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from fazhi.terms.acts import Extension, Limit, Pause, Refusal, Restart, missing
from fazhi.terms.calendar import ONE_DAY, Calendar, written
from fazhi.terms.counting import count, count_hours
from fazhi.terms.lights import (
    Light,
    Remaining,
    amber_from,
    day_light,
    days_left,
    done_light,
    hour_light,
    hours_left,
)
from fazhi.terms.periods import Counted, CountedDay, Period, Unit

HERE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Clock:
    """A running period. `started` is the day of the event (a moment with time zone for hours), which is not counted.

    `rule` is the code of the rule it follows, `limit` how far that lets it be extended (None: the act names its own
    article). Everything that needs working days takes the calendar and raises NoNotice where that ends; give it
    `calendar.estimating()` to get an answer marked as preliminary.
    """

    period: Period
    started: date
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    restarts: tuple[Restart, ...] = ()
    done_on: date | None = None
    rule: str = ""
    limit: Limit | None = None

    def __post_init__(self) -> None:
        self._check(self.started)

    def _check(self, moment: date) -> None:
        """A clock of days takes dates, one of hours takes moments; mixing them is a slip of the program."""
        timed = isinstance(moment, datetime)
        if timed is not self.by_hours or (isinstance(moment, datetime) and moment.tzinfo is None):
            raise TypeError("按日计算的期限用日期，按小时计算的期限用带时区的时刻。")

    @property
    def by_hours(self) -> bool:
        """Whether it runs by the hour."""
        return self.period.unit is Unit.HOURS

    @property
    def begun(self) -> date:
        """The day (moment) it counts from: the last fresh start, else the first."""
        return self.restarts[-1].on if self.restarts else self.started

    @property
    def open_pause(self) -> Pause | None:
        """The pause that still lasts."""
        return self.pauses[-1] if self.pauses and self.pauses[-1].until is None else None

    def pause(self, on: date, reason: str, article: str, *, whole_first_day: bool = False) -> Clock | Refusal:
        """Stop counting from `on`; the reason and the article that allows it are required."""
        self._check(on)
        if refusal := self._not_done("暂停") or missing(事由=reason, 依据的条文=article):
            return refusal
        if self.open_pause:
            return Refusal(
                f"{_said(self.open_pause.on)}起已经暂停（{self.open_pause.reason}）。",
                "请先恢复，再登记新的暂停。",
            )
        latest = max([self.begun, *(pause.until for pause in self.pauses if pause.until)])
        if on < latest:
            return Refusal(f"暂停的日期早于{_said(latest)}，那一天期限才起算或者恢复。", "请核对暂停的日期。")
        return replace(self, pauses=(*self.pauses, Pause(on, reason, article, None, whole_first_day)))

    def resume(self, on: date) -> Clock | Refusal:
        """Go on counting the day after `on`; every later date moves by the days paused."""
        self._check(on)
        if refusal := self._not_done("恢复"):
            return refusal
        pause = self.open_pause
        if pause is None:
            return Refusal("这个期限没有暂停。", "不用恢复；如果要暂停，请写明事由和条文。")
        if on < pause.on:
            return Refusal(f"恢复的日期早于暂停的日期（{_said(pause.on)}）。", "请核对恢复的日期。")
        return replace(self, pauses=(*self.pauses[:-1], replace(pause, until=on)))

    @property
    def extends_by(self) -> Unit:
        """The unit an extension is counted in."""
        return self.limit.most.unit if self.limit else self.period.unit

    def extend(
        self,
        amount: int,
        reason: str,
        article: str,
        approver: str,
        *,
        on: date | None = None,
        calendar: Calendar | None = None,
    ) -> Clock | Refusal:
        """Add `amount` to the period, in the unit the law extends it by.

        With `on`, the day of approval, and a calendar, an extension after the end is refused.
        """
        if refusal := self._not_done("延长") or missing(事由=reason, 依据的条文=article, 批准人=approver):
            return refusal
        if amount < 1:
            return Refusal("延长的数字要大于零。", "请填写延长多少。", article)
        limit = self.limit
        added = Period(amount, self.extends_by)
        if limit and len(self.extensions) >= limit.times:
            times = f"只能延长{limit.times}次，已经延长过{len(self.extensions)}次。"
            return Refusal(times, "请在期限内办结；办不结的，请报告负责人。", limit.article)
        if limit and amount > limit.most.amount:
            return Refusal(f"一次最多延长{limit.most.words}。", "请减少延长的时间。", limit.article)
        if on and calendar and self._over(on, calendar):
            return Refusal(
                f"期限在{_said(self.due(calendar))}已经届满，届满以后不能延长。",
                "请尽快办结，并在案卷里说明逾期的原因。",
                article,
            )
        extension = Extension(added, reason, article, approver, on)
        return replace(self, extensions=(*self.extensions, extension))

    def restart(self, on: date, reason: str, article: str) -> Clock | Refusal:
        """Count the whole period anew from `on`, as the law has it for a corrected application; ends a pause."""
        self._check(on)
        if refusal := self._not_done("重新起算") or missing(事由=reason, 依据的条文=article):
            return refusal
        if on < max([self.begun, *(pause.on for pause in self.pauses)]):
            return Refusal("重新起算的日期早于原来的起算或者暂停。", "请核对日期。", article)
        pauses = tuple(replace(pause, until=pause.until or on) for pause in self.pauses)
        restart = Restart(on, reason, article, pauses, self.extensions)
        return replace(self, pauses=(), extensions=(), restarts=(*self.restarts, restart))

    def finish(self, on: date) -> Clock | Refusal:
        """The duty was done, or the right used, on `on`."""
        self._check(on)
        if refusal := self._not_done("办结"):
            return refusal
        if on < self.begun:
            return Refusal(f"办结的日期早于起算的日期（{_said(self.begun)}）。", "请核对办结的日期。")
        return replace(self, done_on=on)

    def arithmetic(self, calendar: Calendar) -> Counted:
        """Every day counted or passed over and why; a clock of hours has its moments instead of days."""
        legs = [self.period, *(extension.period for extension in self.extensions)]
        if not self.by_hours:
            days = [pause.uncounted for pause in self.pauses]
            return count(self.begun, calendar, legs[0], *legs[1:], uncounted=days)
        lines = [CountedDay(_day(self.begun), "start", f"{_said(self.begun)}起算")]
        for pause in self.pauses:
            until = f"至{_said(pause.until)}" if pause.until else "起，恢复后接着算"
            lines.append(
                CountedDay(_day(pause.on), "paused", f"暂停：{pause.reason}（{_said(pause.on)}{until}）")
            )
        due = self.due_at(calendar)
        if due is None:
            return Counted(_day(self.begun), tuple(lines), None, None)
        hours = sum(leg.amount for leg in legs)
        lines.append(CountedDay(_day(due), "counted", f"{_said(due)}满{hours}小时", hours))
        return Counted(_day(self.begun), tuple(lines), _day(due), _day(due))

    def due(self, calendar: Calendar) -> date | None:
        """The last day; None while it is paused."""
        return self.arithmetic(calendar).end

    def due_at(self, calendar: Calendar) -> datetime | None:
        """The moment it ends: by the clock for hours, else the last day's 24:00 here (民法典 第二百零三条第二款)."""
        if not self.by_hours:
            last = self.due(calendar)
            return _midnight(last + ONE_DAY) if last else None
        assert isinstance(self.begun, datetime)  # noqa: S101  _check saw to it
        legs = [self.period, *(extension.period for extension in self.extensions)]
        stretches = [
            (pause.on, pause.until)
            for pause in self.pauses
            if isinstance(pause.on, datetime) and isinstance(pause.until, datetime)
        ]
        due = count_hours(self.begun, *legs, uncounted=stretches)
        pause = self.open_pause
        return None if pause and isinstance(pause.on, datetime) and pause.on < due else due

    def remaining(self, today: date, calendar: Calendar) -> Remaining | None:
        """What is left on that day (at that moment, for hours); None while it is paused."""
        self._check(today)
        if isinstance(today, datetime):
            due = self.due_at(calendar)
            return hours_left(today, due) if due else None
        due_on = self.due(calendar)
        return days_left(today, due_on, self.period.unit, calendar) if due_on else None

    def light(self, today: date, calendar: Calendar, amber_days: int = 3, amber_share: float = 0.75) -> Light:
        """The light on that day (at that moment, for hours); lists keep `due` and the first amber day (lights.amber_from).

        Amber with at most `amber_days` working days or when `amber_share` of the period has gone, measured to the day
        before rolling, so that an office is warned in time; a clock of hours goes by the share alone.
        """
        counted = self.arithmetic(calendar)
        if self.done_on:
            return done_light(self.remaining(self.done_on, calendar), counted)
        self._check(today)
        if counted.end is None:
            reason = self.open_pause.reason if self.open_pause else ""
            return Light("paused", f"暂停：{reason}", None, counted.estimated)
        unit = self.period.unit
        if isinstance(today, datetime) and isinstance(self.begun, datetime):
            due = self.due_at(calendar)
            assert due is not None  # noqa: S101  counted has an end
            return hour_light(today, self.begun, due, counted.end, amber_share)
        amber_on = amber_from(counted, unit, calendar, amber_days, amber_share)
        return day_light(
            today, counted.end, amber_on or counted.end, unit, calendar, estimated=counted.estimated
        )

    def _over(self, on: date, calendar: Calendar) -> bool:
        """Whether the period had ended by that day (moment); never while it is paused."""
        self._check(on)
        left = self.remaining(on, calendar)
        return left is not None and left.late

    def _not_done(self, act: str) -> Refusal | None:
        if self.done_on is None:
            return None
        return Refusal(
            f"这个期限{_said(self.done_on)}已经办结，不能再{act}。", "如果办结登记错了，请先更正办结的日期。"
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, HERE)


def _day(moment: date) -> date:
    return moment.astimezone(HERE).date() if isinstance(moment, datetime) else moment


def _said(moment: date | None) -> str:
    if moment is None:
        return ""
    clock = f"{moment.astimezone(HERE):%H:%M}" if isinstance(moment, datetime) else ""
    return written(_day(moment)) + clock
