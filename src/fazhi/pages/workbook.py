"""A table as an Excel workbook, written row by row: 100,000 rows never stand in memory.

XlsxWriter makes the workbook with its formats, headings and page set-up; the rows go into its sheet as the same XML,
written here, because a call of three functions for each of a million cells costs more than all the rest of an export.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import IO, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767  # Excel's own limit
MOST_ROWS = 1_048_576
AT_ONCE = 500  # rows written together
SHEET = "xl/worksheets/sheet1.xml"
FIRST = 3  # Excel's number of the first row of the table: title and headings stand above
# What XML cannot hold as it is, what Excel would read as an escape, and blanks that it would drop.
UNSAFE = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_|^\\s|\\s$")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
LONE = re.compile("[\ud800-\udfff]")
ESCAPED = re.compile("(_x[0-9A-Fa-f]{4}_)")
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

    A cell is a date, an int, a Decimal (money) or text; text stays text, what begins with = is no formula.
    Raises ValueError when there are more rows than a sheet of Excel holds.
    """
    shell, formats = _shell(sheet)
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    try:
        with zipfile.ZipFile(shell) as made, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
            for member in made.infolist():
                if member.filename != SHEET:
                    book.writestr(member, made.read(member), zipfile.ZIP_DEFLATED)
            before, after = made.read(SHEET).decode().split(f'<row r="{FIRST}"', 1)
            after = after.split("</row>", 1)[1]
            with book.open(SHEET, "w", force_zip64=True) as out:
                out.write(re.sub("<dimension [^>]*/>", "", before).encode())
                written = _rows(out, rows, formats, len(sheet.headings))
                if sheet.closing:
                    text = _text(f"A{FIRST + written + 1}", sheet.closing, 0)
                    out.write(f'<row r="{FIRST + written + 1}">{text}</row>'.encode())
                out.write(after.encode())
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file, written


@dataclass(frozen=True)
class _Formats:
    """The numbers under which the workbook knows its formats."""

    plain: int
    day: int
    money: int


def _shell(sheet: Sheet) -> tuple[BytesIO, _Formats]:
    """The workbook with title and headings, and one row that shows the formats' numbers."""
    file = BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet(sheet_name(sheet.name))
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)
    page.freeze_panes(2, 0)
    page.set_footer("&L" + sheet.footer.replace("&", "&&")[:200] + "&R第&P页，共&N页")
    for at, width in enumerate(sheet.widths):
        page.set_column(at, at, width)
    whole = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    plain = book.add_format({**whole, "border": 1, "text_wrap": True})
    heads = book.add_format({**whole, "border": 1, "bold": True, "text_wrap": True, "align": "center"})
    day = book.add_format({**whole, "border": 1, "num_format": "yyyy-mm-dd", "align": "left"})
    money = book.add_format({**whole, "border": 1, "num_format": "#,##0.00"})
    top = book.add_format({"font_name": "宋体", "font_size": 16, "bold": True, "align": "center"})
    if len(sheet.headings) > 1:
        page.merge_range(0, 0, 0, len(sheet.headings) - 1, sheet.title, top)
    else:
        page.write_string(0, 0, sheet.title, top)
    for at, heading in enumerate(sheet.headings):
        page.write_string(1, at, heading, heads)
    for at, one in enumerate((plain, day, money)):
        page.write_number(FIRST - 1, at, 0, one)
    book.close()
    with zipfile.ZipFile(file) as made:
        row = made.read(SHEET).decode().split(f'<row r="{FIRST}"', 1)[1]
    return file, _Formats(*(int(found) for found in re.findall(r'<c r="[A-C]\d+" s="(\d+)"', row)[:3]))


def _rows(out: IO[bytes], rows: Iterable[Sequence[Any]], formats: _Formats, width: int) -> int:
    letters = [xl_col_to_name(at) for at in range(width)]
    plain, day, money = formats.plain, formats.day, formats.money
    parts: list[str] = []
    put, unsafe, at = parts.append, UNSAFE.search, FIRST - 1
    for at, row in enumerate(rows, start=FIRST):
        if at >= MOST_ROWS:
            raise ValueError(f"a sheet of Excel holds {MOST_ROWS} rows")
        put(f'<row r="{at}">')
        for letter, value in zip(letters, row, strict=False):
            kind = type(value)
            if kind is str:
                if not value:
                    put(f'<c r="{letter}{at}" s="{plain}"/>')
                elif len(value) > LONGEST_CELL or unsafe(value):
                    put(_text(f"{letter}{at}", value, plain))
                else:
                    put(f'<c r="{letter}{at}" s="{plain}" t="inlineStr"><is><t>{value}</t></is></c>')
            elif kind is int:
                put(f'<c r="{letter}{at}" s="{plain}"><v>{value}</v></c>')
            elif isinstance(value, datetime | date):
                put(_day(f"{letter}{at}", value, day))
            elif kind is Decimal:
                put(f'<c r="{letter}{at}" s="{money}"><v>{value:f}</v></c>')
            else:
                put(_text(f"{letter}{at}", str(value), plain))
        put("</row>")
        if at % AT_ONCE == 0:
            out.write("".join(parts).encode())
            parts.clear()
    out.write("".join(parts).encode())
    return at - FIRST + 1


def _day(cell: str, value: date, style: int) -> str:
    on = value.date() if isinstance(value, datetime) else value
    if on < FIRST_DAY:
        return _text(cell, on.isoformat(), style)
    return f'<c r="{cell}" s="{style}"><v>{on.toordinal() - 693_594}</v></c>'


def _text(cell: str, value: str, style: int) -> str:
    text = ESCAPED.sub(r"_x005F\1", value[:LONGEST_CELL])
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    text = LONE.sub("\ufffd", text)
    keep = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f'<c r="{cell}" s="{style}" t="inlineStr"><is><t{keep}>{text}</t></is></c>'


def sheet_name(name: str) -> str:
    """The name as Excel takes it."""
    return "".join(character for character in name if character not in "[]:*?/\\'")[:31] or "台账"
