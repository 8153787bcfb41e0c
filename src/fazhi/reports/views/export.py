"""The list behind a figure as a workbook."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.http import FileResponse, Http404, HttpRequest
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from fazhi.records.figures import Figure, Rate
from fazhi.reports.evaluation import Counting
from fazhi.reports.listing import Behind, behind, who_may_see
from fazhi.reports.listing_table import as_table
from fazhi.reports.views.access import require_figures, year_of
from fazhi.reports.views.figures import choices_of, figure_or_404, narrowed_or_404
from fazhi.trace.writing import Entry, said


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
    data = export_bytes(found, shown, f"{town.name}{year}年{figure.name}")
    said(
        Entry(
            chain=f"{town.pk}:export", verb="exported", kind=figure.kind, subject=town.pk, actor=actor.key,
            town=town.pk, change={"figure": code, "year": year, "rows": found.count()},
        )
    )  # fmt: skip
    response = FileResponse(
        io.BytesIO(data), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    name = f"{town.name}{year}年{figure.name}清单.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def export_bytes(found: Behind, figure: Figure | None, title: str) -> bytes:
    """The workbook of a list, written row by row."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("清单")
    bold = book.add_format({"bold": True})
    empty = as_table(found, [], figure, 1)
    sheet.write_string(0, 0, title, bold)
    for column, heading in enumerate(empty.headings):
        sheet.write_string(1, column, heading.text, bold)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 46)
    sheet.set_column(2, len(empty.headings), 16)
    at, ordered = 2, found.ordered()
    size = 500
    start = 0
    while rows := list(ordered[start : start + size]):
        for line, number in zip(found.lines(rows), range(start + 1, start + size + 1), strict=False):
            for column, cell in enumerate(_cells(line, figure, number)):
                (sheet.write_number if isinstance(cell, (int, float)) else sheet.write_string)(
                    at, column, cell
                )
            at += 1
        start += size
    if figure is not None and figure.measure == "sum":
        sheet.write_string(at, 1, "合计", bold)
        sheet.write_number(at, 5, found.total(), bold)
    book.close()
    return file.getvalue()


def _cells(line: Any, figure: Figure | None, number: int) -> list[Any]:
    cells: list[Any] = [
        number,
        f"{line.title}（{line.meta}）" if line.meta else line.title,
        line.day,
        line.village,
        line.type,
    ]
    if figure is not None and figure.measure == "sum":
        amount = line.amount or 0
        cells.append(amount / 100 if figure.in_yuan else amount)
    elif figure is not None and figure.measure == "different":
        cells.append(line.value)
    return cells
