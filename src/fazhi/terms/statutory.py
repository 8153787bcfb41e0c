"""The periods the law sets, as data: each with its article, how far it was verified, and since when it holds.

`mark` says what the number rests on: V the article was read, X an excerpt of it was seen, U nothing could be read.
What is not V, and what its own article leaves to other rules, is for the office to change (`RuleBook.edited`).
Which numbers of days are working days each law says for itself (行政处罚法 第八十五条, 行政强制法 第六十九条, 行政复议法
第八十八条, 江苏省行政程序条例 第一百六十五条); that is data too, and every V rule is checked against it when it is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from fazhi.terms.acts import Limit, Refusal
from fazhi.terms.calendar import written
from fazhi.terms.clocks import Clock
from fazhi.terms.periods import Period, Unit
from fazhi.terms.written_numbers import CHINESE_NUMERAL, chinese_integer

Mark = Literal["V", "X", "U"]
Bound = Literal["within", "at_least", "after", "before"]  # 以内, 不少于, 届满以后, 提前
Whose = Literal["organ", "party", "court", "other"]
StopKind = Literal["not_counted", "suspended", "restart"]

_ARTICLE = re.compile(rf"第[{CHINESE_NUMERAL}]+条(?:之[{CHINESE_NUMERAL}]+)?(?:第[{CHINESE_NUMERAL}]+款)?")
_NUMBER = re.compile(rf"(\d+|[{CHINESE_NUMERAL}]+)(个工作日|日|个月|年|小时)")
_UNITS = {"个月": Unit.MONTHS, "年": Unit.YEARS, "小时": Unit.HOURS, "个工作日": Unit.WORKING_DAYS}


@dataclass(frozen=True, slots=True)
class Basis:
    """A law and an article of it."""

    law: str
    article: str

    def __str__(self) -> str:
        return f"《{self.law}》{self.article}"


@dataclass(frozen=True, slots=True)
class Law:
    """A law as read: which text, in force since when, where it was read, and which of its days are working days.

    `working_days` lists the numbers, `working_up_to` takes every number to that one; with neither, only what is
    written 工作日 is. `working_article` is where the law says so.
    """

    name: str
    version: str
    since: date
    source: str
    working_days: frozenset[int] = frozenset()
    working_up_to: int = 0
    working_article: str = ""

    def unit_of(self, days: int) -> Unit:
        """The unit of “N日” in this law."""
        working = days in self.working_days or days <= self.working_up_to
        return Unit.WORKING_DAYS if working else Unit.CALENDAR_DAYS

    def periods_in(self, words: str) -> set[tuple[int, Unit]]:
        """The periods a clause of this law names, 七日 and 5个工作日 alike, in the units it counts them by."""
        found = set()
        for number, unit in _NUMBER.findall(words):
            amount = int(number) if number.isdecimal() else chinese_integer(number)
            if amount:
                found.add((amount, _UNITS[unit] if unit in _UNITS else self.unit_of(amount)))
        return found


@dataclass(frozen=True, slots=True)
class Stop:
    """What does not count within a period, suspends it, or begins it anew; `whole_first_day` as in acts.Pause."""

    what: str
    kind: StopKind
    basis: Basis
    whole_first_day: bool = False


@dataclass(frozen=True, slots=True)
class Lengthening:
    """How far the period can be extended, by whose approval; `words` is the clause."""

    most: Period
    article: str
    approver: str
    words: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One statutory period.

    `start` names the event whose day is not counted; `bound` whether it is a limit, a least time, a time that
    must pass first, or one before the event; `words` the clause of the first basis; `yields` names the higher or special rules the article gives way to
    (empty: none); `until` is the last day it holds.
    """

    code: str
    name: str
    period: Period
    start: str
    bound: Bound
    whose: Whose
    basis: tuple[Basis, ...]
    mark: Mark
    source: str
    since: date
    words: str = ""
    note: str = ""
    yields: str = ""
    extension: Lengthening | None = None
    stops: tuple[Stop, ...] = ()
    until: date | None = None

    @property
    def editable(self) -> bool:
        """Whether the office may set another number: not verified, or the article itself leaves room."""
        return self.mark != "V" or bool(self.yields) or self.bound == "at_least"

    @property
    def says(self) -> str:
        """收到申请之日起20个工作日 and the like, for a page; before and at least in their words."""
        if self.bound == "before":
            return f"{self.start}的{self.period.words}前"
        how = {"at_least": "，不少于", "after": "，满"}.get(self.bound, "")
        from_when = "时" if self.period.unit is Unit.HOURS else "之日"
        return f"自{self.start}{from_when}起{how}{self.period.words}"

    def clock(self, started: date) -> Clock:
        """A clock of this rule from the event on `started`; ValueError for a time before an event."""
        if self.bound == "before":
            raise ValueError(f"{self.name}是提前的时间，用 latest_day_before 推算。")
        more, limit = self.extension, None
        if more:
            limit = Limit(more.most, str(Basis(self.basis[0].law, more.article)), more.approver)
        return Clock(self.period, started, rule=self.code, limit=limit)

    def problems(self, laws: dict[str, Law]) -> list[str]:
        """What cannot be right in the rule, each in plain Chinese."""
        if not self.basis or not all(basis.law and basis.article for basis in self.basis):
            return [f"{self.name}：请写明法律和条文。"]
        found = [
            f"{self.name}：{value}不是认得的写法。"
            for value, kinds in ((self.mark, Mark), (self.bound, Bound), (self.whose, Whose))
            if value not in get_args(kinds)
        ]
        found += [f"{self.name}：没有《{b.law}》的资料。" for b in self.basis if b.law not in laws]
        if not self.source.strip():
            found.append(f"{self.name}：请写明出处。")
        if self.until and self.until < self.since:
            found.append(f"{self.name}：失效的日期早于施行的日期。")
        if self.mark != "V" or found:
            return found
        found += [
            f"{self.name}：{b}不是条文的写法。" for b in self.basis if not _ARTICLE.fullmatch(b.article)
        ]
        law = laws[self.basis[0].law]
        if (self.period.amount, self.period.unit) not in law.periods_in(self.words):
            found.append(f"{self.name}：条文“{self.words}”里没有{self.period.words}。")
        more = self.extension
        if more and (more.most.amount, more.most.unit) not in law.periods_in(more.words):
            found.append(f"{self.name}：条文“{more.words}”里没有{more.most.words}。")
        return found


@dataclass(frozen=True)
class RuleBook:
    """Laws and rules, by code; a code may have several editions that follow one another."""

    laws: dict[str, Law]
    rules: tuple[Rule, ...]

    @classmethod
    def of(cls, laws: Iterable[Law], rules: Iterable[Rule]) -> RuleBook:
        """A checked book; ValueError names the first thing that cannot be right."""
        book = cls({law.name: law for law in laws}, tuple(sorted(rules, key=lambda r: (r.code, r.since))))
        for before, after in zip(book.rules, book.rules[1:], strict=False):
            if before.code == after.code and (before.until is None or before.until >= after.since):
                raise ValueError(f"{after.name}：{written(after.since)}有两个版本同时有效。")
        for rule in book.rules:
            if problems := rule.problems(book.laws):
                raise ValueError(problems[0])
        return book

    def find(self, code: str, on: date) -> Rule | Refusal:
        """The edition of the rule in force on that day; KeyError for a code nobody declared."""
        editions = [rule for rule in self.rules if rule.code == code]
        if not editions:
            raise KeyError(code)
        for rule in editions:
            if rule.since <= on and (rule.until is None or on <= rule.until):
                return rule
        nearest = next((rule for rule in editions if rule.since > on), editions[-1])
        return Refusal(
            f"{written(on)}时，登记的“{nearest.name}”期限（{nearest.basis[0]}）不在施行，"
            f"它自{written(nearest.since)}起施行。",
            "请按当时有效的规定填写期限，并写明出处。",
            str(nearest.basis[0]),
        )

    def edited(
        self, code: str, period: Period, *, source: str, since: date, note: str = ""
    ) -> RuleBook | Refusal:
        """The book with another number for a rule from `since` on, set by the office with its source.

        The edition before ends the day before; a rule the law fixes is not changed, a least time only lengthened. A
        number set in place of a verified one is marked X: its article no longer carries it.
        """
        current = self.find(code, since)
        if isinstance(current, Refusal):
            return current
        basis = str(current.basis[0])
        if not current.editable:
            return Refusal(
                f"“{current.name}”由{basis}定为{current.period.words}，不能改。",
                "条文修改了的，请在“期限”设置里登记新的文本和施行日期。",
                basis,
            )
        if not source.strip():
            return Refusal("还没有写出处。", "请写明依据哪个文件的哪一条。", basis)
        if current.bound == "at_least" and current.mark == "V" and not _no_shorter(period, current.period):
            return Refusal(
                f"“{current.name}”由{basis}定为不少于{current.period.words}。",
                f"请填{current.period.words}或者更长，单位不变。",
                basis,
            )
        mark: Mark = "X" if current.mark == "V" else current.mark
        new = replace(
            current, period=period, source=source.strip(), note=note, since=since, mark=mark, words=""
        )
        others = [rule for rule in self.rules if rule is not current]
        if current.since < since:
            others.append(replace(current, until=date.fromordinal(since.toordinal() - 1)))
        return RuleBook.of(self.laws.values(), [*others, new])


def _no_shorter(period: Period, least: Period) -> bool:
    return period.unit is least.unit and period.amount >= least.amount
