"""The list behind a figure as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import IO, Any

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from fazhi.pages.words import table_datetime
from fazhi.pages.workbook import XLSX, Sheet, write
from fazhi.records.figures import Figure, Rate
from fazhi.reports.evaluation import Counting
from fazhi.reports.listing import Behind, Line, behind, who_may_see
from fazhi.reports.listing_table import as_table
from fazhi.reports.views.access import require_figures, year_of
from fazhi.reports.views.figures import choices_of, figure_or_404, narrowed_or_404
from fazhi.trace.writing import Entry, said

CHUNK = 500


@require_safe
def figure_export(request: HttpRequest, code: str) -> FileResponse:
    """The list behind a figure as .xlsx: what is on screen, all its pages."""
    actor, town = require_figures(request)
    year = year_of(request)
    figure = figure_or_404(code)
    if isinstance(figure, Rate):
        raise Http404("率没有自己的清单，请导出分子或分母的清单。")
    counting = Counting(town, year)
    query = narrowed_or_404(figure, figure.records(counting.scope), choices_of(request))
    shown: Figure | None = figure
    mark = request.GET.get("left_out", "")
    if mark.isdigit() and int(mark) < len(figure.left_out):
        query, shown = figure.left_out[int(mark)].records(counting.scope), None
    found = behind(figure, query, actor, town.pk)
    if found is None:
        raise Http404(f"这些记录由{who_may_see(figure.kind)}查看，请向他们要清单。")
    file, rows = as_workbook(found, shown, f"{town.name}{year}年{figure.name}", by=actor.name)
    said(
        Entry(
            chain=f"{town.pk}:export", verb="exported", kind=figure.kind, subject=town.pk, actor=actor.key,
            town=town.pk, change={"figure": code, "year": year, "rows": rows},
        )
    )  # fmt: skip
    name = f"{town.name}{year}年{figure.name}清单.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def as_workbook(found: Behind, figure: Figure | None, title: str, *, by: str) -> tuple[IO[bytes], int]:
    """The workbook of a list, written row by row, and how many records it has."""
    headings = [heading.text for heading in as_table(found, [], figure, 1).headings]
    widths = [6, 46, *(16 for _ in headings[2:])]
    printed = f"导出人：{by}　导出时间：{table_datetime(datetime.now(UTC))}"
    told = 0

    def rows() -> Iterator[list[Any]]:
        nonlocal told
        for some in found.chunks(CHUNK):
            for line in found.lines(some):
                told += 1
                yield _cells(line, figure, told)
        if figure is not None and figure.measure == "sum":
            yield ["", "合计", "", "", "", found.total()]

    file, _ = write(Sheet("清单", title, headings, widths, footer=printed), rows())
    return file, told


def _cells(line: Line, figure: Figure | None, number: int) -> list[Any]:
    title = f"{line.title}（{line.meta}）" if line.meta else line.title
    cells: list[Any] = [number, title, line.day, line.village, line.type]
    if figure is not None and figure.measure == "sum":
        cells.append(_amount(figure, line.amount or 0))
    elif figure is not None and figure.measure == "different":
        cells.append(line.value)
    return cells


def _amount(figure: Figure, amount: int) -> Any:
    return Decimal(amount) / 100 if figure.in_yuan else amount
