"""The lists on a figure's page as files."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from fazhi.orgs.permissions import Actor
from fazhi.pages.list_files import ListFile, file_of
from fazhi.records.figures import Figure, Rate, source_rows
from fazhi.reports.evaluation import ROWS_LEFT_OUT, Counting
from fazhi.reports.listing import behind, who_may_see
from fazhi.reports.listing_files import DIFFERENT, different_file, ledger_rows_file, records_file
from fazhi.reports.views.access import require_figures, year_of
from fazhi.reports.views.figures import choices_of, figure_or_404, narrowed_or_404


@require_safe
def figure_export(request: HttpRequest, code: str) -> FileResponse:
    """A list of the page in full, narrowed as the page is: what `export` names, else its records."""
    actor, town = require_figures(request)
    year = year_of(request)
    figure = figure_or_404(code)
    if isinstance(figure, Rate):
        raise Http404("率没有自己的清单，请导出分子或分母的清单。")
    return file_of(
        request, _list(request, figure, Counting(town, year), actor, f"{town.name}{year}年{figure.name}")
    )


def _list(request: HttpRequest, figure: Figure, counting: Counting, actor: Actor, title: str) -> ListFile:
    year, mark = counting.year, request.GET.get("left_out", "")
    closed = Http404(f"这些记录由{who_may_see(figure.kind)}查看，请向他们要清单。")
    if mark in ROWS_LEFT_OUT:
        if not actor.may_see(figure.kind, counting.town_id):
            raise closed
        rows = source_rows(counting.scope, figure.kind).filter(outcome=mark).order_by("file", "sheet", "row")
        said = f"{title}，没有计入：{ROWS_LEFT_OUT[mark]}"
        return ledger_rows_file(figure, rows, said, f"{title}没有计入的台账行", year)
    query, shown = figure.records(counting.scope), figure if not mark else None
    if mark:
        if not mark.isdigit() or int(mark) >= len(figure.left_out):
            raise Http404("没有这一项不计入的记录。请从数字页重新打开。")
        item = figure.left_out[int(mark)]
        query, title = item.records(counting.scope), f"{title}，没有计入：{item.reason}"
    else:
        query = narrowed_or_404(figure, query, choices_of(request))
    found = behind(figure, query, actor, counting.town_id)
    if found is None:
        raise closed
    if request.GET.get("export") == DIFFERENT and figure.measure == "different":
        return different_file(found, f"{title}：不同的值", f"{title}不同的值", year)
    return records_file(found, shown, title, f"{title}清单", year)
