"""Working days of a Chinese state office: weekends, and the State Council's yearly holiday notices.

State organs rest on Saturday and Sunday (国务院关于职工工作时间的规定 第七条). Each year's notice of the General Office of
the State Council says which days are off and which weekend days are worked instead (全国年节及纪念日放假办法 第六、七条).
Half-day holidays for part of the people (第三条) leave a day a working day. What no notice says is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
_WEEKDAYS = "一二三四五六日"
# 全国年节及纪念日放假办法 第二条: the days fixed by date. 2 May came with the revision of November 2024.
_FIXED = {(1, 1): "元旦", (5, 1): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}
_FIXED_SINCE_2025 = {(5, 2): "劳动节"}
# A notice may move days of the December before its year (2022-12-31 was off by the notice for 2023).
_YEAR_END = (12, 28)


class NoNotice(Exception):
    """The holiday notice of `year` is not entered, so its working days are not known; `str()` says what to do."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"还没有登记{year}年的放假安排，不能推算这一年的工作日。请在“设置”的“放假安排”里录入"
            f"《国务院办公厅关于{year}年部分节假日安排的通知》：文号、印发日期、放假的日子和调休上班的日子。"
        )


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """One day a notice names: off, or worked for the holiday `name`."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A holiday notice: the year it arranges, its days off and make-up working days, and where it can be read.

    `amends` marks a notice that changes single days of a year (as 国办发明电〔2020〕1号 did); where two notices name the
    same day, the one issued later holds.
    """

    year: int
    off: tuple[NoticeDay, ...]
    worked: tuple[NoticeDay, ...]
    document: str  # 国办发明电〔2025〕7号
    issued_on: date
    source: str  # an address, or where the paper is kept
    amends: bool = False

    def problems(self) -> list[str]:
        """What cannot be right in the notice as entered, each in plain Chinese; empty when nothing is wrong."""
        found = []
        if not self.document.strip():
            found.append("请填写通知的文号，例如 国办发明电〔2025〕7号。")
        if not self.source.strip():
            found.append("请填写通知的出处：网址，或者纸质文件存放的地方。")
        first, last = date(self.year - 1, *_YEAR_END), date(self.year, 12, 31)
        named = [one.day for one in (*self.off, *self.worked)]
        found += [
            f"{written(day)}不在{self.year}年，请核对。"
            for day in sorted(set(named))
            if not first <= day <= last
        ]
        found += [
            f"{written(day)}写了两次，请只留一次。" for day in sorted(set(named)) if named.count(day) > 1
        ]
        found += [
            f"{written(one.day)}是周{_WEEKDAYS[one.day.weekday()]}，本来就上班，不用写成调休上班。"
            for one in self.worked
            if one.day.weekday() < 5 and not self.amends
        ]
        off = {one.day for one in self.off}
        found += [
            f"{written(day)}是{name}，法定放假（《全国年节及纪念日放假办法》第二条），通知里应当有这一天。"
            for day, name in fixed_holidays(self.year).items()
            if day not in off and not self.amends
        ]
        return found


@dataclass(frozen=True)
class Calendar:
    """Working days made from notices. Immutable: another notice makes another calendar (`with_notice`).

    `estimated=True` answers for years without a notice from weekends and the holidays fixed by date, and says in every
    answer that it is preliminary; without it such a year raises NoNotice.
    """

    notices: tuple[Notice, ...] = ()
    estimated: bool = False
    _said: Mapping[date, tuple[bool, NoticeDay, Notice]] = field(init=False, repr=False, compare=False)
    _years: frozenset[int] = field(init=False, repr=False, compare=False)

    def __init__(self, notices: Iterable[Notice] = (), *, estimated: bool = False) -> None:
        """`notices`: one for each year, and any that amend it. Two whole notices for one year raise ValueError."""
        kept = tuple(sorted(notices, key=lambda notice: (notice.issued_on, notice.document)))
        years = [notice.year for notice in kept if not notice.amends]
        twice = sorted({year for year in years if years.count(year) > 1})
        if twice:
            raise ValueError(f"{twice[0]}年有两份放假通知，请只留一份；临时调整的通知请标明“调整”。")
        said: dict[date, tuple[bool, NoticeDay, Notice]] = {}
        for notice in kept:
            said |= {one.day: (False, one, notice) for one in notice.off}
            said |= {one.day: (True, one, notice) for one in notice.worked}
        object.__setattr__(self, "notices", kept)
        object.__setattr__(self, "estimated", estimated)
        object.__setattr__(self, "_said", said)
        object.__setattr__(self, "_years", frozenset(years))

    def with_notice(self, notice: Notice) -> Calendar:
        """The calendar with that notice, in place of an earlier whole notice for the same year."""
        others = [n for n in self.notices if n.amends or notice.amends or n.year != notice.year]
        return Calendar([*others, notice], estimated=self.estimated)

    def estimating(self) -> Calendar:
        """The same calendar, answering preliminarily for years that have no notice."""
        return self if self.estimated else Calendar(self.notices, estimated=True)

    def covers(self, year: int) -> bool:
        """Whether the notice of that year is there."""
        return year in self._years

    def is_estimate(self, day: date) -> bool:
        """Whether nothing is known of the day but its weekday and the holidays fixed by date."""
        return day.year not in self._years and day not in self._said

    def may_change(self, day: date) -> bool:
        """Whether the next year's notice, not there yet, could still move this day at the end of December."""
        return (day.month, day.day) >= _YEAR_END and not self.covers(day.year + 1) and day not in self._said

    def is_working_day(self, day: date) -> bool:
        """Whether offices work that day; raises NoNotice for a year without a notice unless `estimated`."""
        said = self._said.get(day)
        if said:
            return said[0]
        if day.year not in self._years:
            if not self.estimated:
                raise NoNotice(day.year)
            if day in fixed_holidays(day.year):
                return False
        return day.weekday() < 5

    def why(self, day: date) -> str:
        """Why that day is worked or not, in Chinese, with the notice's number; raises as `is_working_day`."""
        working = self.is_working_day(day)
        weekday = f"周{_WEEKDAYS[day.weekday()]}"
        said = self._said.get(day)
        if said:
            _, one, notice = said
            if working:
                return f"{weekday}，{one.name}调休上班（{notice.document}）"
            return f"{one.name}放假（{notice.document}）"
        guess = f"（初算：{day.year}年的放假通知还没有登记）" if self.is_estimate(day) else ""
        if working:
            return f"{weekday}，工作日{guess}"
        if day.weekday() < 5:
            return f"{fixed_holidays(day.year)[day]}，法定节假日{guess}"
        return f"{weekday}，休息{guess}"

    def first_working_day(self, day: date) -> date:
        """The day itself when it is worked, else the first working day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_days(self, after: date, until: date) -> int:
        """How many working days there are after `after` up to and with `until`; 0 when until is not later."""
        return sum(self.is_working_day(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))


def fixed_holidays(year: int) -> dict[date, str]:
    """The holidays of all citizens that stand on a date of their own (全国年节及纪念日放假办法 第二条)."""
    fixed = _FIXED | (_FIXED_SINCE_2025 if year >= 2025 else {})
    return {date(year, month, day): name for (month, day), name in fixed.items()}


def written(day: date | None, none: str = "") -> str:
    """A day as a sentence writes it, no zero before a month or a day (GB/T 9704-2012, 7.3.5): 2026年3月12日.

    `none` is what stands for a day that is not known.
    """
    return f"{day.year}年{day.month}月{day.day}日" if day else none
