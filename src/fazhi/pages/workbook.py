"""A table as an Excel workbook, written row by row: 100,000 rows never stand in memory."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767  # Excel's own limit
MOST_ROWS = 1_048_576
FIRST = 2  # rows above those of the table: title and headings
UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")  # what no XML file can hold
FIRST_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900; dates before it stand as text


@dataclass(frozen=True)
class Sheet:
    """What stands around the rows. `widths` in characters, one a column."""

    name: str
    title: str
    headings: Sequence[str]
    widths: Sequence[int]
    footer: str = ""  # printed on every page
    closing: str = ""  # a line below the rows


def write(sheet: Sheet, rows: Iterable[Sequence[Any]]) -> tuple[IO[bytes], int]:
    """The workbook, at its start, and how many rows it has. The caller closes it.

    A cell is a date, an int, a Decimal (money), text or None; text stays text, what begins with = is no formula.
    Raises ValueError when there are more rows than a sheet of Excel holds.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    try:
        book = xlsxwriter.Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        page = _page(book, sheet)
        written = _rows(book, page, rows)
        if sheet.closing:
            page.write_string(FIRST + written + 1, 0, sheet.closing)
        book.close()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file, written


def _page(book: xlsxwriter.Workbook, sheet: Sheet) -> Any:
    """The sheet with its title and headings, set up to print on A4 lying down."""
    page = book.add_worksheet(sheet_name(sheet.name))
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)
    page.freeze_panes(FIRST, 0)
    page.set_footer("&L" + sheet.footer.replace("&", "&&")[:200] + "&R第&P页，共&N页")
    for at, width in enumerate(sheet.widths):
        page.set_column(at, at, width)
    top = book.add_format({"font_name": "宋体", "font_size": 16, "bold": True, "align": "center"})
    heads = _format(book, bold=True, text_wrap=True, align="center")
    if len(sheet.headings) > 1:
        page.merge_range(0, 0, 0, len(sheet.headings) - 1, sheet.title, top)
    else:
        page.write_string(0, 0, sheet.title, top)
    for at, heading in enumerate(sheet.headings):
        page.write_string(1, at, heading, heads)
    return page


def _rows(book: xlsxwriter.Workbook, page: Any, rows: Iterable[Sequence[Any]]) -> int:
    plain = _format(book, text_wrap=True)
    day = _format(book, num_format="yyyy-mm-dd", align="left")
    money = _format(book, num_format="#,##0.00")
    at = FIRST - 1
    for at, row in enumerate(rows, start=FIRST):
        if at >= MOST_ROWS:
            raise ValueError(f"a sheet of Excel holds {MOST_ROWS} rows")
        for column, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(at, column, _text(value), plain)
            elif isinstance(value, int):
                page.write_number(at, column, value, plain)
            elif isinstance(value, Decimal):
                page.write_number(at, column, float(value), money)
            elif isinstance(value, date):
                _write_day(page, at, column, value, day)
            else:
                page.write_string(at, column, "" if value is None else _text(str(value)), plain)
    return at - FIRST + 1


def _write_day(page: Any, at: int, column: int, value: date, style: Any) -> None:
    on = value.date() if isinstance(value, datetime) else value
    if on < FIRST_DAY:
        page.write_string(at, column, on.isoformat(), style)
    else:
        page.write_datetime(at, column, datetime(on.year, on.month, on.day), style)  # noqa: DTZ001


def _format(book: xlsxwriter.Workbook, **more: Any) -> Any:
    return book.add_format({"font_name": "宋体", "font_size": 11, "valign": "vcenter", "border": 1, **more})


def _text(value: str) -> str:
    return UNWRITABLE.sub("\ufffd", value[:LONGEST_CELL])


def sheet_name(name: str) -> str:
    """The name as Excel takes it."""
    return "".join(character for character in name if character not in "[]:*?/\\'")[:31] or "台账"
