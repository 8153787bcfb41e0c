"""Lists and ledgers as Excel workbooks, written row by row: 100,000 rows never stand in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

import xlsxwriter

from fazhi.pages.showing import excel_heading, excel_value, number_of, title_of, unit_of
from fazhi.pages.views.access import loaded
from fazhi.pages.words import table_datetime
from fazhi.records.columns import Column, Shape
from fazhi.trace.writing import Entry, said

if TYPE_CHECKING:
    from fazhi.pages.views.listing import Listing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 1000
LONGEST_CELL = 32_767  # Excel's own limit
WIDTHS = {
    Shape.DATE: 12, Shape.COUNT: 10, Shape.MONEY: 14, Shape.PERCENT: 10, Shape.YES_NO: 8, Shape.PHONE: 14,
    Shape.LONG_TEXT: 36, Shape.ITEMS: 36, Shape.NAMES: 20, Shape.PLACES: 20,
}  # fmt: skip


def as_on_screen(listing: Listing) -> tuple[IO[bytes], int]:
    """The list as its page shows it, all pages of it. Returns the file, at its start, and how many rows it has."""
    from fazhi.pages.views.groups import held_kinds, numbers_held
    from fazhi.pages.views.lists import mark_of
    from fazhi.pages.views.repeats import marks_of_repeats

    kind = listing.kind
    counted = [other for _, other in held_kinds(kind, listing.town, listing.actor)]
    headings = [
        "事项", *(["编号"] if kind.is_case else []), *map(excel_heading, listing.columns),
        *(f"{other.name}（{unit_of(other)}）" for other in counted), "提示",
    ]  # fmt: skip
    widths = [36, *([16] if kind.is_case else []), *map(_width, listing.columns), *(16 for _ in counted), 10]

    def rows() -> Iterator[list[Any]]:
        for some in _chunks(listing):
            repeated = marks_of_repeats(kind, listing.town, listing.actor, some, hidden=listing.hidden)
            held = numbers_held(kind, listing.town, listing.actor, some, hidden=listing.hidden)
            for record in some:
                values = kind.values(record)
                yield [
                    title_of(kind, record),
                    *([number_of(record)] if kind.is_case else []),
                    *(excel_value(column, values.get(column.field)) for column in listing.columns),
                    *(numbers.get(record.pk, 0) for _, numbers in held),
                    mark_of(kind, record, repeated)[1],
                ]

    return _workbook(
        listing, kind.name, f"{kind.name}（{listing.sentence}）", headings, widths, rows(), last_line=True
    )


def office_ledger(listing: Listing) -> tuple[IO[bytes], int]:
    """The ledger as the office keeps it: title, its headings in order with 序号, a row of totals."""
    kind, columns = listing.kind, listing.kind.columns
    year = f"{listing.year}年" if listing.year else ""
    title = f"{listing.town.name}{year}{kind.layout.sheet}台账"
    sums: dict[str, int] = {
        c.field: 0 for c in columns if c.shape in (Shape.COUNT, Shape.MONEY) and not c.masked
    }

    def rows() -> Iterator[list[Any]]:
        number = 0
        for some in _chunks(listing):
            for record in some:
                number += 1
                values = kind.values(record)
                for name in sums:
                    sums[name] += values.get(name) or 0
                yield [number, *(excel_value(column, values.get(column.field)) for column in columns)]
        total = [
            excel_value(column, sums[column.field]) if column.field in sums else "" for column in columns
        ]
        # 合计 stands under 序号, the number of rows in the first column that has no sum of its own.
        free = next((at for at, column in enumerate(columns) if column.field not in sums), None)
        if free is not None:
            total[free] = f"{number}{unit_of(kind)}"
        yield ["合计", *total]

    headings, widths = ["序号", *map(excel_heading, columns)], [6, *map(_width, columns)]
    file, written = _workbook(listing, kind.layout.sheet, title, headings, widths, rows(), last_line=False)
    return file, written - 1


def tell(listing: Listing, rows: int, *, in_office: bool) -> None:
    """Write into the trace who took which rows out."""
    change = {"rows": rows, "what": listing.sentence, "layout": "office" if in_office else "screen"}
    kind, town = listing.kind, listing.town
    said(
        Entry(
            chain=f"{town.pk}:export", verb="exported", kind=kind.code, subject="", actor=listing.actor.key,
            town=town.pk, change=change,
        )
    )  # fmt: skip


def file_name(listing: Listing, *, in_office: bool) -> str:
    """合作镇2023年矛盾纠纷.xlsx"""
    year = f"{listing.year}年" if listing.year else ""
    kind = listing.kind
    return f"{listing.town.name}{year}{f'{kind.layout.sheet}台账' if in_office else kind.name}.xlsx"


def _chunks(listing: Listing) -> Iterator[list[Any]]:
    some: list[Any] = []
    for record in loaded(listing.kind, listing.ordered).iterator(chunk_size=CHUNK):
        some.append(record)
        if len(some) == CHUNK:
            yield some
            some = []
    if some:
        yield some


def _width(column: Column) -> int:
    return max(WIDTHS.get(column.shape, 16), len(column.heading) * 2 + 2)


def _workbook(
    listing: Listing, sheet: str, title: str, headings: Sequence[str], widths: Sequence[int], rows: Iterable[list[Any]],
    *, last_line: bool,
) -> tuple[IO[bytes], int]:  # fmt: skip
    """Title, headings, rows; who exported and when in the printed footer, and below the rows when asked."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    try:
        book = xlsxwriter.Workbook(
            file,
            # Text stays text: what somebody typed as =… is never a formula, and no link is made of it.
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        page = book.add_worksheet(_sheet_name(sheet))
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(1)
        page.freeze_panes(2, 0)
        by = f"导出人：{listing.actor.name}　导出时间：{table_datetime(datetime.now(UTC))}"
        page.set_footer("&L" + by.replace("&", "&&")[:200] + "&R第&P页，共&N页")
        for at, width in enumerate(widths):
            page.set_column(at, at, width)
        whole = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        plain = book.add_format({**whole, "border": 1, "text_wrap": True})
        heads = book.add_format({**whole, "border": 1, "bold": True, "text_wrap": True, "align": "center"})
        day = book.add_format({**whole, "border": 1, "num_format": "yyyy-mm-dd", "align": "left"})
        money = book.add_format({**whole, "border": 1, "num_format": "#,##0.00"})
        top = book.add_format({"font_name": "宋体", "font_size": 16, "bold": True, "align": "center"})
        page.merge_range(0, 0, 0, max(1, len(headings) - 1), title, top)
        for at, heading in enumerate(headings):
            page.write_string(1, at, heading, heads)
        written = 0
        for written, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(written + 1, at, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                elif isinstance(value, Decimal):
                    page.write_number(written + 1, at, float(value), money)
                elif isinstance(value, int):
                    page.write_number(written + 1, at, value, plain)
                else:
                    page.write_string(written + 1, at, str(value)[:LONGEST_CELL], plain)
        if last_line:
            page.write_string(written + 3, 0, by)
        book.close()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file, written


def _sheet_name(name: str) -> str:
    return "".join(character for character in name if character not in "[]:*?/\\'")[:31] or "台账"
