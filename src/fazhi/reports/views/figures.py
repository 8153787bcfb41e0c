"""The cards of all figures, and the page behind each number."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from fazhi.pages import charts
from fazhi.pages.list_files import offered, page_or_file
from fazhi.pages.words import office_today, ui_number
from fazhi.records.figures import BOOK, Figure, Rate, source_rows
from fazhi.reports.breakdown import months_of, narrowed, parts_by
from fazhi.reports.evaluation import (
    ROWS_LEFT_OUT,
    Counting,
    Evaluated,
    evaluated_once,
    figure_url,
    hundredths,
    last_year_note,
    share,
    totals_that_must_agree,
)
from fazhi.reports.listing import Behind, behind, who_may_see
from fazhi.reports.listing_files import DIFFERENT, DIFFERENT_COLUMNS, LEDGER_COLUMNS, columns_of, figures_file
from fazhi.reports.listing_table import as_table, distinct_table
from fazhi.reports.pictures import pictures_of_disputes, so_far
from fazhi.reports.sections import SECTIONS, section_name, section_order
from fazhi.reports.views.access import require_figures, year_of

PER_PAGE = 50


@require_safe
def figures(request: HttpRequest) -> HttpResponseBase:
    """All figures of a year by section, each number a link to its records."""
    _, town = require_figures(request)
    year = year_of(request)
    compare = request.GET.get("compare") == "1"
    found = evaluated_once(town, year, with_last_year=compare)
    sections: dict[str, dict[str, Any]] = {}
    ordered = sorted(found.values(), key=lambda one: section_order(one.figure.section))
    for one in ordered:
        name = section_name(one.figure.section)
        group = sections.setdefault(
            name, {"name": name, "code": one.figure.section, "cards": [], "empty": []}
        )
        card = {
            "name": one.name,
            **_shown(one),
            "url": figure_url(one.code, year),
            "rule": one.rule,
            "note": last_year_note(one) if compare else "",
        }
        group["cards" if one.value else "empty"].append(card)
    context: dict[str, Any] = {
        "sections": list(sections.values()),
        "year": year,
        "years": years_around(year),
        "compare": compare,
        "disagreements": totals_that_must_agree(town, year, counting_of(found, town.pk, year), months=False),
        "any": any(group["cards"] for group in sections.values()),
        "links": {code: name for code, name in SECTIONS.items() if name in sections},
    }
    if "disputes_found" in found and found["disputes_found"].value:
        context.update(pictures_of_disputes(town, year))
    listed = figures_file(town.name, year, ordered, with_last_year=compare)
    return page_or_file(request, "fazhi/reports/figures.html", context, listed)


def _shown(one: Evaluated) -> dict[str, Any]:
    """Value and unit of a card; of a rate the percent is large and its counts stand where the unit does."""
    if not one.is_rate:
        return {"value": one.value, "unit": one.unit}
    whole, _, counts = share(one.numerator, one.denominator).partition("（")
    return {"value": whole if counts else None, "unit": f"（{counts}" if counts else ""}


def counting_of(found: dict[str, Any], town_id: UUID, year: int) -> Counting:
    """A counting that knows the numbers already counted for this page."""
    counting = Counting(town_id, year)
    for code, one in found.items():
        if not one.is_rate:
            counting.remember(code, one.value)
    return counting


def years_around(year: int) -> list[int]:
    """The years offered to switch to."""
    this = office_today().year
    return sorted({year - 1, year, *([year + 1] if year < this else []), this}, reverse=True)


@require_safe
def figure_page(request: HttpRequest, code: str) -> HttpResponse:
    """One figure: its rule, what it counts and leaves out, its parts, last year, and its records."""
    actor, town = require_figures(request)
    year = year_of(request)
    figure = figure_or_404(code)
    counting, before = Counting(town, year), Counting(town, year - 1)
    context: dict[str, Any] = {
        "figure": figure, "year": year, "years": years_around(year), "section": section_name(figure.section),
        "report_url": _report_url(year, code) if actor.may_draft_report(town) else "",
    }  # fmt: skip
    if isinstance(figure, Rate):
        return render(request, "fazhi/reports/rate.html", {**context, **_rate(figure, counting, before)})
    found = counting.evaluated(figure, left_out=False, before=before)
    choices = choices_of(request)
    context.update(
        found=found,
        last_year=before.value(code),
        last_year_url=figure_url(code, year - 1),
        left_out=_left_out(figure, counting, year),
        choices=[(_CHOICE_NAMES[name], _choice_word(name, value)) for name, value in choices.items()],
        all_url=figure_url(code, year) + "#list",
        export_url=f"{_file_url(figure)}?{request.GET.urlencode() or f'year={year}'}",
    )
    if not choices and "left_out" not in request.GET:
        context.update(_breakdowns(figure, counting, before))
    context.update(_list(request, figure, counting, actor, choices))
    return render(request, "fazhi/reports/figure.html", context)


def figure_or_404(code: str) -> Figure | Rate:
    if code not in BOOK:
        raise Http404(f"没有代码为“{code}”的数字。请从数字页重新打开。")
    return BOOK[code]


def _report_url(year: int, code: str) -> str:
    try:
        return f"{reverse('report', args=[year])}?figure={code}"
    except NoReverseMatch:
        return ""


def _rate(figure: Rate, counting: Counting, before: Counting) -> dict[str, Any]:
    sides = []
    for word, code in (("分子", figure.numerator), ("分母", figure.denominator)):
        if code in BOOK:
            value, was = counting.value(code), before.value(code)
            one = BOOK[code]
            sides.append(
                {"word": word, "name": one.name, "unit": one.unit, "rule": one.rule, "value": value,
                 "before": was, "url": figure_url(code, counting.year)}
            )  # fmt: skip
    part, base = counting.value(figure.numerator), counting.value(figure.denominator)
    was_part, was_base = before.value(figure.numerator), before.value(figure.denominator)
    return {
        "text": share(part, base),
        "last_year_text": share(was_part, was_base) if was_base else "没有记录",
        "sides": sides,
        "value": hundredths(part, base),
    }


_CHOICE_NAMES = {"village": "村居", "type": "类型", "month": "月份", "value": "只看"}


def narrowed_or_404(figure: Figure, query: QuerySet[Any], choices: dict[str, str]) -> QuerySet[Any]:
    """The records of one part of the breakdown; an address that was cut short or made up finds nothing."""
    try:
        return narrowed(figure, query, choices)
    except (ValidationError, ValueError):
        raise Http404("这个地址不全。请从数字页重新打开。") from None


def choices_of(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in _CHOICE_NAMES if name in request.GET}


def _choice_word(name: str, value: str) -> str:
    if name == "month":
        return f"{value}月"
    return value or "没有填"


def _left_out(figure: Figure, counting: Counting, year: int) -> list[dict[str, Any]]:
    page = reverse("figure_page", args=[figure.code])
    found = []
    for at, item in enumerate(figure.left_out):
        if n := item.records(counting.scope).count():
            found.append((item.reason, n, str(at)))
    for outcome, reason in ROWS_LEFT_OUT.items():
        if n := counting.ledger_rows.get((figure.kind, outcome), 0):
            found.append((reason, n, outcome))
    return [
        {"reason": reason, "count": n, "url": f"{page}?{urlencode({'year': year, 'left_out': mark})}#list"}
        for reason, n, mark in found
    ]


def _breakdowns(figure: Figure, counting: Counting, before: Counting) -> dict[str, Any]:
    found: dict[str, Any] = {"breakdowns": []}
    page = reverse("figure_page", args=[figure.code])
    if not counting.value(figure.code):
        return found
    if figure.month:
        now, was = so_far(months_of(figure, counting.scope), counting.year), months_of(figure, before.scope)
        title = f"每月{figure.name}"
        had = was if any(was) else None
        found.update(
            months=charts.months_chart(title, now, had, figure.unit, counting.year),
            months_table=charts.months_table(now, had, figure.unit, counting.year),
            months_links=[
                {"month": at + 1, "value": n, "url": f"{page}?{urlencode({'year': counting.year, 'month': at + 1})}#list"}
                for at, n in enumerate(now)
                if n
            ],
        )  # fmt: skip
    for name, word, lookup in (("village", "按村居", figure.village), ("type", "按类型", figure.type)):
        parts = parts_by(figure, counting.scope, lookup) if lookup else []
        if not parts:
            continue
        pairs = [(part.label, part.value) for part in parts[:10]]
        found["breakdowns"].append(
            {
                "name": name, "title": word, "exceeds": figure.breakdown_exceeds and name == "village",
                "chart": charts.bars_chart(f"{figure.name}{word}", pairs, figure.unit) if name == "type" else "",
                "parts": [
                    {"part": part, "url": f"{page}?{urlencode({'year': counting.year, name: part.key})}#list"}
                    for part in parts
                ],
                "total": sum(part.value for part in parts),
                "overlaps": sum(part.value for part in parts) > counting.value(figure.code),
            }
        )  # fmt: skip
    return found


def _list(
    request: HttpRequest, figure: Figure, counting: Counting, actor: Any, choices: dict[str, str]
) -> dict[str, Any]:
    mark = request.GET.get("left_out")
    if mark in ROWS_LEFT_OUT:
        return _ledger_rows(request, figure, counting, actor, mark)
    query, title = figure.records(counting.scope), "记录"
    if mark is not None:
        if not mark.isdigit() or int(mark) >= len(figure.left_out):
            raise Http404("没有这一项不计入的记录。请从数字页重新打开。")
        item = figure.left_out[int(mark)]
        query, title = item.records(counting.scope), f"没有计入：{item.reason}"
    else:
        query = narrowed_or_404(figure, query, choices)
    # What is left out is listed plainly; only the figure's own records are added up or told apart.
    shown = figure if mark is None else None
    found = behind(figure, query, actor, counting.town_id)
    if found is None:
        return {"list_title": title, "closed": who_may_see(figure.kind)}
    page = Paginator(found.ordered(), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "list_title": title, "page": page, "length": page.paginator.count,
        "table": as_table(found, list(page.object_list), shown, page.start_index()),
        "export": offered(request, columns_of(found, shown), path=_file_url(figure)),
        "agrees": list_sentence(found, shown, page.paginator.count) if not choices else "",
        "whole": counting.value(figure.code),
    }  # fmt: skip
    if shown is not None and shown.measure == "different" and "value" not in choices:
        distinct = found.distinct()
        context.update(
            distinct=distinct_table(found, distinct, counting.year),
            export_different=offered(request, DIFFERENT_COLUMNS, code=DIFFERENT, path=_file_url(figure)),
            agrees=f"{ui_number(page.paginator.count)}条记录，{ui_number(len(distinct))}个不同的值。",
        )
    if (
        not choices
        and mark is None
        and figure.measure == "count"
        and page.paginator.count != counting.value(figure.code)
    ):
        context["agrees"] = (
            f"全镇{ui_number(counting.value(figure.code))}{figure.unit}，您的岗位能看其中{ui_number(page.paginator.count)}条。"
        )
    return context


def list_sentence(found: Behind, figure: Figure | None, length: int) -> str:
    """What the list adds up to, in words."""
    if figure is not None and figure.measure == "sum":
        return f"{ui_number(length)}条记录，合计{ui_number(found.total())}{figure.unit}。"
    return f"共{ui_number(length)}条。"


def _ledger_rows(
    request: HttpRequest, figure: Figure, counting: Counting, actor: Any, outcome: str
) -> dict[str, Any]:
    """Ledger rows that are no records: where they stand in the workbook, and why."""
    context: dict[str, Any] = {"list_title": f"没有计入：{ROWS_LEFT_OUT[outcome]}"}
    if not actor.may_see(figure.kind, counting.town_id):
        return {**context, "closed": who_may_see(figure.kind)}
    rows = source_rows(counting.scope, figure.kind).filter(outcome=outcome).order_by("file", "sheet", "row")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    export = offered(request, LEDGER_COLUMNS, path=_file_url(figure))
    return {
        **context, "page": page, "length": page.paginator.count, "source_rows": page.object_list, "export": export
    }  # fmt: skip


def _file_url(figure: Figure) -> str:
    return reverse("figure_export", args=[figure.code])
