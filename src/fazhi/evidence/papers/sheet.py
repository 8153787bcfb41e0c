"""A filled paper without a word on how it is printed; both writers put the same sheet on the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Printed text."""

    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A line to write on by hand, so many characters long."""

    characters: int


Ink = Words | Blank
Inks = tuple[Ink, ...]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """title, text, left, center, right or heading."""

    style: str
    inks: Inks


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell of a table: its lines, whether it is a label, how many columns it takes."""

    lines: tuple[Inks, ...]
    label: bool
    span: int


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row, `least` lines high at least."""

    cells: tuple[SheetCell, ...]
    least: int


@dataclass(frozen=True, slots=True)
class SheetTable:
    """Rows, and the shares of the width that the columns take."""

    shares: tuple[float, ...]
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class SheetSign:
    """One line of the signature block: sign, seal or date."""

    style: str
    cells: tuple[Inks, ...]


@dataclass(frozen=True, slots=True)
class SheetSigning:
    """Signature lines that stay on one page, with the paragraph before them."""

    lines: tuple[SheetSign, ...]


@dataclass(frozen=True, slots=True)
class SheetMark:
    """gap or page."""

    style: str


SheetItem = SheetLine | SheetTable | SheetSigning | SheetMark


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper ready to be written: its title, and all items without it."""

    title: tuple[str, ...]
    items: tuple[SheetItem, ...]
