"""The same ledgers as another town keeps them: other words, other order, other shapes of the same facts."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from openpyxl.utils import get_column_letter

from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import layouts
from fazhi.terms.written_dates import read_date

Cells = list[Any]
Change = Callable[[str, list[str], list[Cells]], tuple[list[str], list[Cells]]]

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

DATE_SHAPES: tuple[Callable[[date], Any], ...] = (
    lambda d: datetime(d.year, d.month, d.day),
    lambda d: d.isoformat(),
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d:%Y%m%d}",
    lambda d: int(f"{d:%Y%m%d}"),
    lambda d: f"{d.year}年{d.month}月{d.day}日".translate(FULL_WIDTH),
    lambda d: f" {d.year}-{d.month}-{d.day} ",
    lambda d: f"{d.month}月{d.day}日" if d.year == 2023 else d.isoformat(),
)


def layout_of(sheet: str) -> LedgerLayout:
    """The layout whose office sheet has that name, or whose columns stand in the sample sheet of that name."""
    return next(layout for layout in layouts() if sheet in (layout.sheet, layout.name))


def column_of(layout: LedgerLayout, heading: str) -> Column | None:
    """The column under that heading of a sample."""
    for column in layout.columns:
        if heading in (column.heading, *column.known_as):
            return column
    return None


def read(path: Path) -> dict[str, tuple[list[str], list[Cells]]]:
    """The tables of a sample: {sheet: (headings, data rows)}."""
    tables = {}
    for sheet in openpyxl.load_workbook(path):
        rows = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
        tables[sheet.title] = (
            [str(h) for h in rows[0]],
            [row for row in rows[1:] if isinstance(row[0], int)],
        )
    return tables


def written(
    path: Path, tables: dict[str, tuple[list[str], list[Cells]]], *, title: str = "合作镇2023年{}台账",
    above: Sequence[Cells] = (), blank_rows: bool = False, total: bool = False,
) -> Path:  # fmt: skip
    """A workbook with these tables, each under a merged title and whatever stands above the headings."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, (headings, rows) in tables.items():
        sheet = book.create_sheet(name)
        if title:
            sheet.append([title.format(name)])
            sheet.merge_cells(f"A1:{get_column_letter(len(headings))}1")
        for line in above:
            sheet.append(line)
        sheet.append(headings)
        for at, row in enumerate(rows):
            sheet.append(row)
            if blank_rows and at % 5 == 3:
                sheet.append([])
        if blank_rows:
            sheet.cell(sheet.max_row + 40, 3).value = None
        if total:
            sheet.append(["合计", f"{len(rows)}件"])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def changed(path: Path, out: Path, *changes: Change, **options: Any) -> Path:
    """A sample workbook written anew after these changes of its tables."""
    tables = read(path)
    for change in changes:
        tables = {
            sheet: change(sheet, list(headings), [list(r) for r in rows])
            for sheet, (headings, rows) in tables.items()
        }
    return written(out / path.name, tables, **options)


def other_words(turn: int) -> Change:
    """Headings in other words that offices use: of each column the one that comes up at this turn."""

    def change(sheet: str, headings: list[str], rows: list[Cells]) -> tuple[list[str], list[Cells]]:
        layout = layout_of(sheet)
        taken: set[str] = set()
        new = []
        for heading in headings:
            column = column_of(layout, heading)
            words = [w for w in column.known_as if w not in taken and w not in headings] if column else []
            word = words[turn % len(words)] if words else heading
            taken.add(word)
            new.append(word)
        return new, rows

    return change


def other_order(seed: int) -> Change:
    """Columns in another order."""

    def change(sheet: str, headings: list[str], rows: list[Cells]) -> tuple[list[str], list[Cells]]:
        order = list(range(len(headings)))
        random.Random(seed).shuffle(order)  # noqa: S311  the same order each time
        return [headings[at] for at in order], [[row[at] for at in order] for row in rows]

    return change


def without_numbers(sheet: str, headings: list[str], rows: list[Cells]) -> tuple[list[str], list[Cells]]:
    """No running number."""
    return headings[1:], [row[1:] for row in rows]


def by_column(wanted: Shape, write: Callable[[Any, int], Any]) -> Change:
    """Every filled cell of columns of that shape written otherwise; `write` gets the cell and a running number."""

    def change(sheet: str, headings: list[str], rows: list[Cells]) -> tuple[list[str], list[Cells]]:
        layout = layout_of(sheet)
        n = 0
        for at, heading in enumerate(headings):
            column = column_of(layout, heading)
            if column is None or column.shape is not wanted:
                continue
            for row in rows:
                if row[at] is not None:
                    row[at] = write(row[at], n)
                    n += 1
        return headings, rows

    return change


def in_shape(cell: Any, shape: int) -> Any:
    """A date in another shape; what is no date stays as it is."""
    read_as = read_date(cell, year=2023, today=date(2024, 1, 10), future_allowed=True)
    return DATE_SHAPES[shape % len(DATE_SHAPES)](read_as.value) if read_as.value else cell


dates_in_every_shape: Change = by_column(Shape.DATE, in_shape)
full_width_phones: Change = by_column(Shape.PHONE, lambda cell, _: str(cell).translate(FULL_WIDTH))
numbers_with_units: Change = by_column(
    Shape.COUNT,
    lambda cell, n: (f"{cell}", f"{cell}人次"[: len(str(cell)) + 1], str(cell).translate(FULL_WIDTH))[n % 3],
)
items_in_lines: Change = by_column(
    Shape.ITEMS, lambda cell, _: "\n".join(f"{at}.{item}" for at, item in enumerate(str(cell).split("；"), 1))
)


def names_otherwise(cell: Any, n: int) -> Any:
    """Several people in one cell, parted by what offices part them with."""
    return str(cell).replace("、", ("，", " ", "\n", "；", "/")[n % 5])


def merged_villages(path: Path, out: Path, sheet_name: str, heading: str) -> Path:
    """Rows sorted by village, and the village written once in a cell merged over its rows."""
    headings, rows = read(path)[sheet_name]
    at = headings.index(heading)
    rows.sort(key=lambda row: (row[at] is None, str(row[at])))
    target = written(out / path.name, {sheet_name: (headings, rows)})
    book = openpyxl.load_workbook(target)
    sheet = book[sheet_name]
    first = 3
    for row in range(4, 3 + len(rows) + 1):
        value = sheet.cell(row, at + 1).value if row < 3 + len(rows) else object()
        if value != sheet.cell(first, at + 1).value:
            if sheet.cell(first, at + 1).value is not None and row - 1 > first:
                sheet.merge_cells(start_row=first, end_row=row - 1, start_column=at + 1, end_column=at + 1)
            first = row
    book.save(target)
    return target


def as_xls(path: Path, out: Path, ending: str = ".xls") -> Path:
    """The sample as Excel 97 wrote it; WPS's .et is the same file under another ending."""
    book = xlwt.Workbook(encoding="utf-8")
    as_date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for sheet in openpyxl.load_workbook(path):
        page = book.add_sheet(sheet.title)
        for r, row in enumerate(sheet.iter_rows(values_only=True)):
            for c, value in enumerate(row):
                if isinstance(value, datetime):
                    page.write(r, c, value, as_date)
                elif value is not None:
                    page.write(r, c, value)
    out.mkdir(parents=True, exist_ok=True)
    target = out / (path.stem + ending)
    book.save(str(target))
    return target
