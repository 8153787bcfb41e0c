"""The performance schedule of an agreement, as an office writes it: one instalment a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fazhi.pages.words import document_date, plain_yuan
from fazhi.terms.capitals import money_in_capitals
from fazhi.terms.written_dates import read_date_ahead

_SPLIT = re.compile(r"[，,；;、|｜\t]")
_MONEY = re.compile(r"^[¥￥]?\s*(\d{1,10})(?:\.(\d{1,2}))?\s*(万)?元?$", re.ASCII)


class Unreadable(ValueError):
    """A line of the schedule that cannot be read; the message says which and how to write it."""


@dataclass(frozen=True)
class Instalment:
    """One promise: by when, who, what, and how much in fen (None where it is no money)."""

    due_on: date
    who: str
    what: str
    fen: int | None

    @property
    def name(self) -> str:
        """第1期 is added by the list it stands in; this is the promise itself."""
        money = f"{self.fen / 100:.2f}".rstrip("0").rstrip(".") + "元" if self.fen is not None else ""
        return f"{self.who}{self.what}{money}"


def read_schedule(lines: Sequence[str], *, signed: date) -> list[Instalment]:
    """Instalments from lines such as 2026-12-31，示例甲，付赔偿款，1500. Raises Unreadable.

    A day without its year is the first such day from signing on.
    """
    return [_read(at, line, signed) for at, line in enumerate(lines, 1)]


def schedule_in_words(lines: Sequence[str], signed: date) -> list[str]:
    """2026年11月20日，示例乙付赔偿款1500元（人民币壹仟伍佰元整）, however short it was typed; as typed where it cannot be read."""
    try:
        read = read_schedule(lines, signed=signed)
    except Unreadable:
        return list(lines)
    return [
        f"{document_date(one.due_on)}，{one.who}{one.what}{_both_ways(one.fen) if one.fen is not None else ''}"
        for one in read
    ]


def differs_by(lines: Sequence[Instalment], total: int | None) -> int:
    """By how many fen the instalments are more (below 0: less) than the total; 0 where they agree or none is stated."""
    return 0 if total is None or not lines else sum(one.fen or 0 for one in lines) - total


def difference_in_words(by: int, total: int) -> str:
    """各期加起来1200元（人民币壹仟贰佰元整），比一共的1500元（…）少300元（…）; `by` and `total` in fen."""
    more = "多" if by > 0 else "少"
    return f"各期加起来{_both_ways(total + by)}，比一共的{_both_ways(total)}{more}{_both_ways(abs(by))}"


def _both_ways(fen: int) -> str:
    return f"{plain_yuan(fen)}元（{money_in_capitals(fen)}）"


def _read(at: int, line: str, signed: date) -> Instalment:
    pieces = [piece.strip() for piece in _SPLIT.split(line) if piece.strip()]
    if len(pieces) < 3:
        raise Unreadable(f"第{at}行看不懂：“{line[:30]}”。请写成：日期，谁，做什么，金额")
    read = read_date_ahead(pieces[0], since=signed)
    if read.problem or read.value is None or read.precision == "month":
        raise Unreadable(f"第{at}行的日期看不懂：“{pieces[0][:20]}”。请写到哪一天，如2026-12-31")
    fen: int | None = None
    rest = pieces[2:]
    if money := _MONEY.match(pieces[-1].replace(" ", "")):
        whole, cents, ten_thousand = money.groups()
        fen = int(whole) * 100 + int((cents or "").ljust(2, "0") or 0)
        fen = fen * 10_000 if ten_thousand else fen
        rest = pieces[2:-1]
    if not rest and fen is None:
        raise Unreadable(f"第{at}行没有写做什么。请写成：日期，谁，做什么，金额")
    return Instalment(read.value, pieces[1], "，".join(rest) or "付", fen)
