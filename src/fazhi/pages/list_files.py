"""A list as a file: its rows in full, the columns somebody chose, as a workbook or CSV. The one means of all lists.

A page makes a ListFile beside its table and answers with `page_or_file`: the form below the list asks for the same
address, so that whoever reads the page, and nobody else, takes the list along, narrowed as the page is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import IO, Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render

from fazhi.orgs.permissions import Actor
from fazhi.pages.csv_file import CSV, write_csv
from fazhi.pages.showing import excel_heading, excel_value
from fazhi.pages.views.access import actor_of, town_of
from fazhi.pages.words import table_datetime
from fazhi.pages.workbook import XLSX, Sheet, write
from fazhi.records.columns import Column, Shape
from fazhi.records.kinds import RecordKind
from fazhi.trace.writing import Entry, said

# What the form sends beside the page's own filters; `page` and its like say where one reads, not what.
SENT = ("export", "format", "column")
PLACES = ("page", "from", "after", "before", "after_id", "print", "saved")

WIDTHS = {
    Shape.DATE: 12, Shape.COUNT: 10, Shape.MONEY: 14, Shape.PERCENT: 10, Shape.YES_NO: 8, Shape.PHONE: 14,
    Shape.LONG_TEXT: 36, Shape.ITEMS: 36, Shape.NAMES: 20, Shape.PLACES: 20,
}  # fmt: skip


@dataclass(frozen=True)
class Offered:
    """A column that may be taken along.

    `of` gives a row's value as a cell of Excel holds it: date, int, Decimal (money) or text. `shown`: it stands on the
    screen, so it is ticked. `always`: it names the row and is not asked for.
    """

    code: str
    heading: str
    of: Callable[[Any], Any]
    width: int = 16
    shown: bool = True
    always: bool = False


def always(heading: str, of: Callable[[Any], Any], width: int = 16) -> Offered:
    """A column that names the row, or says what a person should look at."""
    return Offered(heading, heading, of, width, always=True)


@dataclass
class RecordRow:
    """A row that is a record; what the columns of its kind hold is read when one of them is wanted."""

    kind: RecordKind | None
    record: Any

    @cached_property
    def values(self) -> Mapping[str, Any]:
        return self.kind.values(self.record) if self.kind is not None and self.record is not None else {}


def column_of(column: Column, *, shown: bool) -> Offered:
    """A column of a kind, for a list of RecordRow; masked where it is."""
    field = column.field
    return Offered(
        field, excel_heading(column), lambda row: excel_value(column, row.values.get(field)), width_of(column), shown
    )  # fmt: skip


def width_of(column: Column) -> int:
    """How wide a column of a kind is, in characters."""
    return max(WIDTHS.get(column.shape, 16), len(column.heading) * 2 + 2)


@dataclass(frozen=True)
class ListFile:
    """A list that may be taken along: all its rows, not only the page of them that is looked at.

    `title` stands above the rows and in the trace, `name` on the file. `foot` gives the row of totals as {code: value}.
    `code` tells apart the lists of one page; `change` says in the trace more than the title.
    """

    name: str
    title: str
    columns: Sequence[Offered]
    rows: Callable[[], Iterable[Any]]
    foot: Callable[[], Mapping[str, Any]] | None = None
    sheet: str = ""
    code: str = "list"
    kind: str = ""
    subject: UUID | str = ""
    change: Mapping[str, Any] = field(default_factory=dict)

    def chosen(self, codes: Iterable[str]) -> list[Offered]:
        """The columns with these codes and those that always stand; as on the screen where none is named."""
        wanted = set(codes) & {column.code for column in self.columns}
        return [
            column
            for column in self.columns
            if column.always or (column.code in wanted if wanted else column.shown)
        ]


def write_list(
    listed: ListFile, columns: Sequence[Offered], *, by: Actor, as_csv: bool = False
) -> tuple[IO[bytes], int]:
    """The file, at its start, and how many rows of the list it holds. The caller closes it.

    A workbook says below the rows, and in the footer of each printed page, who took it out and when.
    """
    told = 0

    def rows() -> Iterator[list[Any]]:
        nonlocal told
        for row in listed.rows():
            told += 1
            yield [column.of(row) for column in columns]
        if listed.foot is not None:
            foot = listed.foot()
            yield [foot.get(column.code, "") for column in columns]

    headings = [column.heading for column in columns]
    if as_csv:
        file, _ = write_csv(headings, rows())
    else:
        printed, widths = taken_by(by), [column.width for column in columns]
        sheet = Sheet(
            listed.sheet or listed.name, listed.title, headings, widths, footer=printed, closing=printed
        )
        file, _ = write(sheet, rows())
    return file, told


def page_or_file(
    request: HttpRequest, template: str, context: dict[str, Any], *lists: ListFile, status: int = 200
) -> HttpResponseBase:
    """The page, with a form for each of its lists as `exports.CODE`; or the file of the list its address asks for."""
    if (file := file_asked(request, *lists)) is not None:
        return file
    exports = {listed.code: offered(request, listed.columns, code=listed.code) for listed in lists}
    return render(request, template, {**context, "exports": exports}, status=status)


def file_asked(request: HttpRequest, *lists: ListFile) -> FileResponse | None:
    """The file, when the address asks for one of the page's lists; None when it asks for the page."""
    wanted = request.GET.get("export") if request.method == "GET" else None
    listed = next((one for one in lists if one.code == wanted), None)
    return file_of(request, listed) if listed is not None else None


def file_of(request: HttpRequest, listed: ListFile) -> FileResponse:
    """The list as the address asks for it: `column`, as often as wanted, `format=csv`. Told in the trace."""
    actor, town = actor_of(request), town_of(request)
    as_csv = request.GET.get("format") == "csv"
    columns = listed.chosen(request.GET.getlist("column"))
    file, rows = write_list(listed, columns, by=actor, as_csv=as_csv)
    change = {"rows": rows, **(listed.change or {"what": listed.title})}
    told(listed.kind, change, actor=actor, town_id=town.pk, subject=listed.subject)
    name = f"{listed.name}.{'csv' if as_csv else 'xlsx'}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CSV if as_csv else XLSX)


def told(
    kind: str, change: Mapping[str, Any], *, actor: Actor, town_id: UUID, subject: UUID | str = ""
) -> None:
    """Write into the trace who took what out: `change` has the number of rows and what they are."""
    said(
        Entry(
            chain=f"{town_id}:export", verb="exported", kind=kind, subject=subject, actor=actor.key, town=town_id,
            change=dict(change),
        )
    )  # fmt: skip


def taken_by(actor: Actor) -> str:
    """导出人：张敏　导出时间：2026-03-12 14:30"""
    return f"导出人：{actor.name}　导出时间：{table_datetime(datetime.now(UTC))}"


def offered(
    request: HttpRequest, columns: Iterable[Offered], *, code: str = "list", path: str = ""
) -> dict[str, Any]:
    """The form that components/export.html prints: which columns, with the page's filters as they are."""
    kept = [
        (name, value)
        for name, values in request.GET.lists()
        if name not in SENT and name not in PLACES
        for value in values
    ]
    asked = [column for column in columns if not column.always]
    return {
        "path": path or request.path,
        "code": code,
        "kept": kept,
        "columns": asked if len(asked) > 1 else [],
    }
