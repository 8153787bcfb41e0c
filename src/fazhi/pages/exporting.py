"""Lists and ledgers as Excel workbooks, written row by row: 100,000 rows never stand in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

from fazhi.pages.csv_file import write_csv
from fazhi.pages.showing import excel_heading, excel_value, mark_of, number_of, title_of, unit_of
from fazhi.pages.views.groups import held_kinds, numbers_held
from fazhi.pages.views.repeats import marks_of_repeats
from fazhi.pages.views.stages import has_live, standing
from fazhi.pages.words import table_datetime
from fazhi.pages.workbook import XLSX as XLSX  # what the response says it is
from fazhi.pages.workbook import Sheet, write
from fazhi.records.columns import Column, Shape
from fazhi.records.kinds import RecordKind
from fazhi.records.long_reading import read
from fazhi.trace.writing import Entry, said

if TYPE_CHECKING:
    from fazhi.pages.views.listing import Listing

CHUNK = 500
WIDTHS = {
    Shape.DATE: 12, Shape.COUNT: 10, Shape.MONEY: 14, Shape.PERCENT: 10, Shape.YES_NO: 8, Shape.PHONE: 14,
    Shape.LONG_TEXT: 36, Shape.ITEMS: 36, Shape.NAMES: 20, Shape.PLACES: 20,
}  # fmt: skip


def as_on_screen(
    listing: Listing, columns: Sequence[Column] = (), *, as_csv: bool = False
) -> tuple[IO[bytes], int]:
    """The list as its page shows it, all pages of it, with these columns where somebody chose others.

    Returns the file, a workbook or CSV, at its start, and how many rows it has.
    """
    kind, columns = listing.kind, columns or listing.columns
    counted = [other for _, other in held_kinds(kind, listing.town, listing.actor)]
    live = has_live(kind, listing.rows)
    headings = [
        "事项", *(["编号"] if kind.is_case else []), *(["办到哪里", "期限", "到期日"] if live else []),
        *map(excel_heading, columns), *(f"{other.name}（{unit_of(other)}）" for other in counted), "提示",
    ]  # fmt: skip
    widths = [
        36, *([16] if kind.is_case else []), *([16, 14, 12] if live else []), *map(_width, columns),
        *(16 for _ in counted), 10,
    ]  # fmt: skip

    def rows() -> Iterator[list[Any]]:
        for some in _chunks(listing):
            repeated = marks_of_repeats(kind, listing.town, listing.actor, some, hidden=listing.hidden)
            held = numbers_held(kind, listing.town, listing.actor, some, hidden=listing.hidden)
            for record in some:
                values = kind.values(record)
                yield [
                    title_of(kind, record),
                    *([number_of(record)] if kind.is_case else []),
                    *(_standing(kind, record) if live else []),
                    *(excel_value(column, values.get(column.field)) for column in columns),
                    *(numbers.get(record.pk, 0) for _, numbers in held),
                    mark_of(kind, record, repeated)[1],
                ]

    if as_csv:
        return write_csv(headings, rows())
    return _workbook(
        listing, kind.name, f"{kind.name}（{listing.sentence}）", headings, widths, rows(), last_line=True
    )


def _standing(kind: RecordKind, record: Any) -> list[Any]:
    """Where a live case stands, the words of its light, and the day of its nearest deadline."""
    where, light = standing(kind, record)
    due = record.case.due_on if light.text and not record.case.paused else None
    return [where.text, light.text, due or ""]


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


def file_name(listing: Listing, *, in_office: bool, as_csv: bool = False) -> str:
    """合作镇2023年矛盾纠纷.xlsx"""
    year = f"{listing.year}年" if listing.year else ""
    kind = listing.kind
    name = f"{kind.layout.sheet}台账" if in_office else kind.name
    return f"{listing.town.name}{year}{name}.{'csv' if as_csv else 'xlsx'}"


def _chunks(listing: Listing) -> Iterator[list[Any]]:
    return read(listing.kind, listing.ordered, chunk=CHUNK)


def _width(column: Column) -> int:
    return max(WIDTHS.get(column.shape, 16), len(column.heading) * 2 + 2)


def _workbook(
    listing: Listing, sheet: str, title: str, headings: Sequence[str], widths: Sequence[int], rows: Iterable[list[Any]],
    *, last_line: bool,
) -> tuple[IO[bytes], int]:  # fmt: skip
    """Title, headings, rows; who exported and when in the printed footer, and below the rows when asked."""
    by = f"导出人：{listing.actor.name}　导出时间：{table_datetime(datetime.now(UTC))}"
    return write(Sheet(sheet, title, headings, widths, footer=by, closing=by if last_line else ""), rows)
