"""What components/table.html prints: headings and rows of cells, made by the views of the work folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """Of a column. `sort_url` makes it a link; `sorted` is "ascending", "descending" or ""."""

    text: str
    number: bool = False
    sort_url: str = ""
    sorted: str = ""
    act: bool = False  # the last column, one action to a row; not printed


@dataclass(frozen=True)
class Cell:
    """One cell. `chief` marks the one that names the row: link, bold, with `meta` in grey under it.

    `tag` is a light (red, amber, green, gray, blue) with `text` as its words; `act` makes `url` a button.
    """

    text: str = ""
    url: str = ""
    meta: str = ""
    tag: str = ""
    chief: bool = False
    number: bool = False
    act: bool = False

    @property
    def date(self) -> bool:
        """Whether it holds a day, 2026-03-12, which is not broken over two lines."""
        return len(self.text) == 10 and self.text[4] == self.text[7] == "-"


@dataclass(frozen=True)
class Table:
    """A list of records. `caption` is read by screen readers; `foot` is a row of totals."""

    caption: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell] = field(default=())

    @property
    def sticky(self) -> bool:
        """Only a long table keeps its head in sight."""
        return len(self.rows) > 15

    @property
    def lines(self) -> list[list[tuple[Heading, Cell]]]:
        """Each row as pairs of heading and cell; ValueError when a row has another length."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]
