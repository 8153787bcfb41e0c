"""What comparing a table leaves to be written, and in which portions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from fazhi.ledgers.matching import Found
from fazhi.ledgers.reading import LedgerRow
from fazhi.ledgers.sources import in_words
from fazhi.records.columns import Shape
from fazhi.records.kinds import RecordKind
from fazhi.storage.bulk import in_chunks


@dataclass
class Compared:
    """Rows of one table that match nothing: right ones, wrong ones, and repeats of a row before them."""

    new: list[Found] = field(default_factory=list)
    faulty: list[Found] = field(default_factory=list)
    merged: list[Found] = field(default_factory=list)

    def extend(self, other: Compared) -> None:
        """Add what another part of the table brought."""
        self.new += other.new
        self.faulty += other.faulty
        self.merged += other.merged


def chunks_of(rows: Iterable[LedgerRow], size: int) -> Iterator[list[LedgerRow]]:
    """The rows in lists of that many."""
    given = iter(rows)
    while chunk := list(islice(given, size)):
        yield chunk


def parts_of(compared: Compared, size: int) -> Iterator[Compared]:
    """The rows in chunks, repeats after the rows they repeat."""
    for new in in_chunks(compared.new, size):
        yield Compared(new=list(new))
    for faulty in in_chunks(compared.faulty, size):
        yield Compared(faulty=list(faulty))
    for merged in in_chunks(compared.merged, size):
        yield Compared(merged=list(merged))


def near(on: date | None, other: date | None, days: int) -> bool:
    """Whether two days are that near; an unknown one is near nothing."""
    return on is not None and other is not None and abs((on - other).days) <= days


def told_of(kind: RecordKind, values: dict[str, Any]) -> dict[str, Any]:
    """The first columns of a row in words, for the preview; personal columns stay out."""
    shown = [c for c in kind.columns if not c.masked and c.shape is not Shape.LONG_TEXT and c.in_list][:5]
    return {column.heading: in_words(column, values.get(column.field)) for column in shown}
