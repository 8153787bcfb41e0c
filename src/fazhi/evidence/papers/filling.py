"""Filling a template with facts: what is there is printed, what is not becomes a line to write on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, groupby
from typing import Any

from fazhi.evidence.official.layout import width
from fazhi.evidence.papers.facts import Facts, Money, is_empty, written
from fazhi.evidence.papers.sheet import (
    Blank,
    Ink,
    Inks,
    Sheet,
    SheetCell,
    SheetItem,
    SheetLine,
    SheetMark,
    SheetRow,
    SheetSign,
    SheetSigning,
    SheetTable,
    Words,
)
from fazhi.evidence.papers.template import Field, Line, Mark, Node, PaperTemplate, Part, Pieces, Row, Sign

USUAL_BLANK = 8  # characters
BODY_LINE = 28  # characters of 3号 in the width of the block
SIGNATURE = 4  # characters of room that a name takes when written by hand
LINE = 31  # characters of 4号 in the width of the block
Scopes = tuple[Mapping[str, Any], ...]


def filled(template: PaperTemplate, facts: Facts) -> Sheet:
    """The paper with its facts. A field without a fact is a blank line; facts the template does not name are left."""
    filler = _Filler(template.sample)
    title: list[str] = []
    items: list[SheetItem] = []
    for is_sign, nodes in groupby(
        filler.expanded(template.nodes, (facts,)), key=lambda pair: isinstance(pair[0], Sign)
    ):
        if is_sign:
            signs = (filler.signs(node, scopes) for node, scopes in nodes if isinstance(node, Sign))
            items.append(SheetSigning(tuple(chain.from_iterable(signs))))
            continue
        for node, scopes in nodes:
            if isinstance(node, Line) and node.style == "title":
                title.append("".join(_plain(one) for one in filler.lines(node.pieces, scopes)[0]))
            elif isinstance(node, Line):
                items += [SheetLine(node.style, inks) for inks in filler.lines(node.pieces, scopes)]
            elif isinstance(node, Mark):
                items.append(SheetMark(node.style))
            elif isinstance(node, Part) and (table := filler.table(node, scopes)).rows:
                items.append(table)
    return Sheet(tuple(title), tuple(items))


def _plain(ink: Ink) -> str:
    return ink.text if isinstance(ink, Words) else "　" * ink.characters


class _Filler:
    def __init__(self, sample: Mapping[str, Any]) -> None:
        self.sample = sample

    def expanded(self, nodes: Iterable[Node], scopes: Scopes) -> Iterator[tuple[Node, Scopes]]:
        """The nodes with repeated and conditional parts carried out; tables stay whole."""
        for node in nodes:
            if not isinstance(node, Part) or node.style == "table":
                yield node, scopes
                continue
            fact = _find(node.name, scopes)
            if node.style == "each":
                for number, one in enumerate(fact if isinstance(fact, Sequence) else (), 1):
                    if isinstance(one, Mapping):
                        yield from self.expanded(node.body, ({"序号": number, **one}, *scopes))
            elif is_empty(fact) == (node.style == "unless"):
                yield from self.expanded(node.body, scopes)

    def lines(self, pieces: Pieces, scopes: Scopes, *, in_cell: bool = False) -> list[Inks]:
        """The printed lines of one line of the template: a fact of several lines goes on in lines of its own."""
        lines: list[list[Ink]] = [[]]
        for piece in pieces:
            if isinstance(piece, str):
                lines[-1].append(Words(piece))
                continue
            texts = written(_find(piece.name, scopes), capitals=piece.capitals)
            if not texts:
                # A cell is a place to write in already.
                lines[-1] += [] if in_cell and len(pieces) == 1 else self.blank(piece)
            for place, text in enumerate(texts):
                if place:
                    lines.append([])
                lines[-1].append(Words(text))
        return [tuple(line) for line in lines]

    def blank(self, field: Field) -> list[Ink]:
        sample = _sample_of(field.name, self.sample)
        if field.blank:
            return [Blank(field.blank)]
        if isinstance(sample, date):
            ink: list[Ink] = [Blank(3), Words("年"), Blank(2), Words("月"), Blank(2), Words("日")]
            return (
                [*ink, Blank(2), Words("时"), Blank(2), Words("分")] if isinstance(sample, datetime) else ink
            )
        if isinstance(sample, Money) and not field.capitals:
            return [Blank(6), Words("元")]
        return [Blank(USUAL_BLANK)]

    def signs(self, node: Sign, scopes: Scopes) -> list[SheetSign]:
        """One line, or a line each where there would be no room left to sign beside the words."""
        cells = tuple(self.lines(cell, scopes)[0] for cell in node.cells)
        room = BODY_LINE / len(cells) - SIGNATURE
        if len(cells) > 1 and any(sum(map(_ink_width, cell)) > room for cell in cells):
            return [SheetSign(node.style, (cell,)) for cell in cells]
        return [SheetSign(node.style, cells)]

    # ── Tables ──

    def table(self, part: Part, scopes: Scopes) -> SheetTable:
        nodes = [(node, here) for node, here in self.expanded(part.body, scopes) if isinstance(node, Row)]
        columns = max((len(row.cells) for row, _ in nodes), default=1)
        rows = tuple(self.row(row, here, columns) for row, here in nodes)
        return SheetTable(_shares(rows, columns), rows)

    def row(self, row: Row, scopes: Scopes, columns: int) -> SheetRow:
        cells = []
        for place, pieces in enumerate(row.cells):
            span = columns - place if place == len(row.cells) - 1 else 1
            cells.append(SheetCell(tuple(self.lines(pieces, scopes, in_cell=True)), is_label(pieces), span))
        return SheetRow(tuple(cells), row.least)


def is_label(pieces: Pieces) -> bool:
    """Whether a cell names what stands beside or below it: it has words and no field."""
    return bool(pieces) and all(isinstance(piece, str) for piece in pieces)


LABEL, CELL = (3, 7), (4, 16)  # characters: the narrowest and the widest
_UNBROKEN = re.compile(r"[!-~]+")


def _shares(rows: Sequence[SheetRow], columns: int) -> tuple[float, ...]:
    """How wide the columns are: one of labels as wide as its widest, the others by what stands in them.

    A cell that takes several columns has no say. Digits are not broken: a telephone number has its room first.
    """
    labels, widths, unbroken = [True] * columns, [0.0] * columns, [0.0] * columns
    for row in rows:
        place = 0
        for cell in row.cells:
            if cell.span == 1 and columns > 1:
                labels[place] &= cell.label
                for line in cell.lines:
                    widths[place] = max(widths[place], sum(map(_ink_width, line)))
                    digits = _UNBROKEN.findall("".join(ink.text for ink in line if isinstance(ink, Words)))
                    unbroken[place] = max([unbroken[place], *map(width, digits)])
            place += cell.span
    if all(labels):  # the head of a table without rows
        labels = [False] * columns
    sizes = []
    for is_label, widest in zip(labels, widths, strict=True):
        least, most = LABEL if is_label and widest else CELL
        sizes.append(max(least, min(widest, most)) + 1)
    needed = [
        size if is_label else min(longest + 1, size)
        for size, is_label, longest in zip(sizes, labels, unbroken, strict=True)
    ]
    spare = LINE - sum(needed)
    growing = [
        0.0 if is_label else size - need + 0.5
        for size, is_label, need in zip(sizes, labels, needed, strict=True)
    ]
    if spare <= 0 or not any(growing):
        return tuple(size / sum(sizes) for size in sizes)
    return tuple(
        (need + spare * more / sum(growing)) / LINE for need, more in zip(needed, growing, strict=True)
    )


def _ink_width(ink: Ink) -> float:
    return width(ink.text) if isinstance(ink, Words) else float(ink.characters)


def _find(name: str, scopes: Scopes) -> Any:
    return next((scope[name] for scope in scopes if name in scope), None)


def _sample_of(name: str, sample: Mapping[str, Any]) -> Any:
    if name in sample:
        return sample[name]
    for group in sample.values():
        if isinstance(group, (list, tuple)):
            for one in group:
                if isinstance(one, Mapping) and name in one:
                    return one[name]
    return None
