"""Facts of a paper: the values that stand for its fields, and how each is written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fazhi.evidence.official.paper import official_date, official_text
from fazhi.terms.capitals import LARGEST_FEN, date_in_chinese, money_in_capitals

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole fen; never a bare number, so that a paper cannot print fen for yuan."""

    fen: int


# Any stands for the facts within a repeated part, which are of the same kinds again.
Fact = str | int | date | datetime | Money | bool | None | Sequence[str] | Sequence[Mapping[str, Any]]
Facts = Mapping[str, Any]


def is_empty(fact: Any) -> bool:
    """Whether a paper has nothing to print for it. Nought and no are something."""
    return (
        fact is None
        or (isinstance(fact, (str, Sequence)) and not fact)
        or (isinstance(fact, str) and not fact.strip())
    )


def takes_capitals(sample: Any) -> bool:
    """Whether 大写 means something for such a fact."""
    return isinstance(sample, (Money, date))


def written(fact: Any, *, capitals: bool = False) -> list[str]:
    """The fact as lines of official text; none when it is empty."""
    if is_empty(fact):
        return []
    if isinstance(fact, Money):
        if capitals and 0 <= fact.fen < LARGEST_FEN:
            return [money_in_capitals(fact.fen)]
        return [money_in_digits(fact.fen)]
    if isinstance(fact, bool):
        return ["是" if fact else "否"]
    if isinstance(fact, datetime):
        local = fact.astimezone(SHANGHAI) if fact.tzinfo else fact
        return [f"{official_date(local)}{local.hour}时{local.minute}分"]
    if isinstance(fact, date):
        return [date_in_chinese(fact) if capitals else official_date(fact)]
    if isinstance(fact, str):
        return [line for part in fact.splitlines() if (line := official_text(part))]
    if isinstance(fact, Sequence):
        return ["、".join(official_text(str(one)) for one in fact)]
    return [official_text(str(fact))]


def money_in_digits(fen: int) -> str:
    """12345 → 123.45元, 12300 → 123元: no commas in a legal document."""
    yuan, rest = divmod(abs(fen), 100)
    sign = "-" if fen < 0 else ""
    return f"{sign}{yuan}.{rest:02d}元" if rest else f"{sign}{yuan}元"


# ── Kept with the paper ─────────────────────────────────────────────────────────────────────────────────────────


def as_plain(fact: Any) -> Any:
    """The fact as JSON can hold it; `from_plain` gives it back."""
    if isinstance(fact, Money):
        return {"fen": fact.fen}
    if isinstance(fact, datetime):
        return {"moment": fact.isoformat()}
    if isinstance(fact, date):
        return {"date": fact.isoformat()}
    if isinstance(fact, Mapping):
        return {"fields": {str(name): as_plain(one) for name, one in fact.items()}}
    if isinstance(fact, Sequence) and not isinstance(fact, str):
        return [as_plain(one) for one in fact]
    if isinstance(fact, str):
        # PostgreSQL holds no NUL in JSON, UTF-8 no half of a character.
        return fact.replace("\x00", "").encode("utf-8", "replace").decode()
    return fact if isinstance(fact, (int, bool)) or fact is None else str(fact)


def from_plain(kept: Any) -> Any:
    """The fact that `as_plain` wrote."""
    if isinstance(kept, list):
        return [from_plain(one) for one in kept]
    if isinstance(kept, dict):
        if "fen" in kept:
            return Money(kept["fen"])
        if "moment" in kept:
            return datetime.fromisoformat(kept["moment"])
        if "date" in kept:
            return date.fromisoformat(kept["date"])
        return {name: from_plain(one) for name, one in kept["fields"].items()}
    return kept
