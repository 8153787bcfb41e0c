"""Single rows of ledgers: those that wait to be put right, and those merged as exact repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fazhi.ledgers import correcting
from fazhi.ledgers.correcting import waiting_rows
from fazhi.ledgers.forms import ReasonForm
from fazhi.ledgers.rules import Wrong, wrong_values
from fazhi.ledgers.showing import kind_name, url_of
from fazhi.ledgers.sources import in_words, typed
from fazhi.ledgers.views.access import for_importers, year_of
from fazhi.orgs.permissions import NotAllowed
from fazhi.pages.forms import OfficeForm, form_for
from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.records.actions import Refused
from fazhi.records.columns import Shape
from fazhi.records.kinds import RecordKind, kind_of
from fazhi.records.models import ImportBatch, SourceRow

TO_A_PAGE = 50
RULES_FROM = 2000  # rows looked at for wrong values they share


def _narrowing(rows: QuerySet[SourceRow], request: Any) -> tuple[forms.Form, QuerySet[SourceRow]]:
    """The filter by year and kind over what there is, and the rows it leaves."""
    years = sorted(set(rows.order_by().values_list("year", flat=True)), reverse=True)
    kinds = sorted(set(rows.order_by().values_list("kind", flat=True)))

    class Narrowing(forms.Form):
        year = forms.ChoiceField(
            label="年度",
            required=False,
            choices=[("", "全部年度"), *((str(year), f"{year}年") for year in years)],
        )
        kind = forms.ChoiceField(
            label="台账",
            required=False,
            choices=[("", "全部台账"), *((code, kind_name(code)) for code in kinds)],
        )

    year, kind = year_of(request), request.GET.get("kind", "")
    if year is not None:
        rows = rows.filter(year=year)
    if kind:
        rows = rows.filter(kind=kind)
    return Narrowing(initial={"year": year or "", "kind": kind}), rows


@never_cache
@for_importers
def problems(request: Any) -> HttpResponseBase:
    """待改正: the rows that cannot be right, with where they stand and what is wrong."""
    form, rows = _narrowing(waiting_rows(request.town, request.actor), request)
    page = Paginator(rows, TO_A_PAGE).get_page(request.GET.get("page"))
    lines = [
        [
            Cell(
                f"{row.sheet} 第{row.row}行", url=reverse("problem", args=[row.pk]), meta=row.file, chief=True
            ),
            Cell(kind_name(row.kind), meta=f"{row.year}年"),
            Cell(_wrong_columns(row)),
            Cell(_wrong_values(row)),
            Cell(_reasons(row)),
            Cell("去改正", url=reverse("problem", args=[row.pk]), act=True),
        ]
        for row in page
    ]
    headings = (
        Heading("行"), Heading("台账"), Heading("栏"), Heading("台账里写的"), Heading("哪里不对"),
        Heading("操作", act=True),
    )  # fmt: skip
    context = {
        "form": form, "page": page, "table": Table("待改正的行", headings, lines),
        "sentence": f"共{page.paginator.count:,}行待改正，改好后才计入",
        "alike": [
            {"wrong": one, "name": kind_name(one.kind), "url": f"{reverse('one_rule')}?{_asked(one)}"}
            for one in wrong_values(rows[:RULES_FROM])[:10]
        ],
        "clear_url": reverse("problems") if request.GET.get("year") or request.GET.get("kind") else "",
    }  # fmt: skip
    title = f"{request.town.name}待改正的行"
    listed = ListFile(title, title, PROBLEM_COLUMNS, lambda: rows.iterator(chunk_size=500))
    return page_or_file(request, "fazhi/ledgers/problems.html", context, listed)


def _wrong_columns(row: SourceRow) -> str:
    return "、".join(problem["column"] for problem in row.problems if problem["column"])


def _wrong_values(row: SourceRow) -> str:
    wrong = (problem for problem in row.problems if problem["column"])
    return "、".join("（空）" if one["value"] is None else str(one["value"]) for one in wrong)


def _reasons(row: SourceRow) -> str:
    return "；".join(problem["reason"] for problem in row.problems)


WHERE_COLUMNS = (
    Offered("file", "文件", attrgetter("file"), 36), Offered("sheet", "工作表", attrgetter("sheet"), 20),
    Offered("row", "行", attrgetter("row"), 8), Offered("kind", "台账", lambda row: kind_name(row.kind)),
    Offered("year", "年度", attrgetter("year"), 8),
)  # fmt: skip


def _of_first(of: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda pair: of(pair[0])


PROBLEM_COLUMNS = (
    *WHERE_COLUMNS, Offered("columns", "栏", _wrong_columns, 20), Offered("values", "台账里写的", _wrong_values, 24),
    Offered("reasons", "哪里不对", _reasons, 46),
)  # fmt: skip


def _asked(wrong: Wrong) -> str:
    return urlencode({"kind": wrong.kind, "field": wrong.field, "value": wrong.value})


def _waiting(request: Any, pk: UUID) -> tuple[SourceRow, RecordKind] | None:
    """The row that waits; None when somebody dealt with it already. Raises Http404."""
    row = SourceRow.objects.filter(
        pk=pk, town=request.town, outcome=SourceRow.Outcome.PROBLEM, batch__status=ImportBatch.Status.PUBLISHED
    ).select_related("batch").first()  # fmt: skip
    if row is None:
        raise Http404
    return None if row.settled_at else (row, kind_of(row.kind))


def _dealt_with(request: Any) -> HttpResponse:
    messages.info(request, "这一行已经有人处理过了。")
    return redirect("problems")


@never_cache
@for_importers
def problem(request: Any, pk: UUID) -> HttpResponse:
    """One row that waits: as it came, and the form to put it right."""
    found = _waiting(request, pk)
    if found is None:
        return _dealt_with(request)
    row, kind = found
    form_class = form_for(kind.columns, year=row.year)
    if request.method != "POST":
        return _page(request, row, kind, _as_it_came(form_class, row, kind))
    form = form_class(request.POST)
    if form.is_valid():
        try:
            record_id = correcting.put_right(row.pk, form.cleaned_data, town=request.town, by=request.actor)
        except (Refused, NotAllowed) as refusal:
            field = getattr(refusal, "field", "")
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            messages.success(request, _put_right(request, row, kind, record_id))
            return redirect("problems")
    return _page(request, row, kind, form)


def _as_it_came(form_class: type[OfficeForm], row: SourceRow, kind: RecordKind) -> OfficeForm:
    """The form with what could be read, and the wrong fields as they were written, each with its reason."""
    initial = {name: typed(kind, name, value) for name, value in row.values.items()}
    reasons: list[tuple[str | None, str]] = []
    for wrong in row.problems:
        field = wrong.get("field") or None
        if field:
            initial[field] = "" if wrong["value"] is None else wrong["value"]
        reasons.append((field, wrong["reason"]))
    form = form_class(initial=initial)
    form.full_clean()
    form.cleaned_data = {}
    for field, reason in reasons:
        form.add_error(field if field in form.fields else None, reason)
    return form


def _put_right(request: Any, row: SourceRow, kind: RecordKind, record_id: UUID) -> SafeString:
    left = waiting_rows(request.town, request.actor).count()
    rest = f"还有{left}行待改正。" if left else "没有待改正的行了。"
    url = url_of("record_page", kind.code, record_id)
    look = format_html(' <a href="{}">看这条记录</a>', url) if url else ""
    return format_html(
        "“{}”第{}行已改好，登记为{}，已计入数字。{}{}", row.sheet, row.row, kind.name, rest, look
    )


def _page(
    request: Any, row: SourceRow, kind: RecordKind, form: OfficeForm, aside: ReasonForm | None = None
) -> HttpResponse:
    wrong = {problem["column"] for problem in row.problems}
    context = {
        "row": row, "kind": kind, "form": form, "aside": aside or ReasonForm(auto_id="aside_%s"),
        "cells": [
            {"name": heading, "text": str(value), "meta": "有问题" if heading in wrong else ""}
            for heading, value in row.cells.items()
        ],
        "batch_url": reverse("batch", args=[row.batch_id]),
    }  # fmt: skip
    failed = request.method == "POST"
    return render(request, "fazhi/ledgers/problem.html", context, status=422 if failed else 200)


@require_POST
@for_importers
def set_aside(request: Any, pk: UUID) -> HttpResponse:
    """Say that the row is no record, with a reason."""
    found = _waiting(request, pk)
    if found is None:
        return _dealt_with(request)
    row, kind = found
    aside = ReasonForm(request.POST, auto_id="aside_%s")
    if aside.is_valid():
        try:
            correcting.set_aside(row.pk, aside.cleaned_data["reason"], town=request.town, by=request.actor)
        except (Refused, NotAllowed) as refusal:
            aside.add_error("reason", str(refusal))
        else:
            messages.success(request, f"“{row.sheet}”第{row.row}行不登记，原因已记下。")
            return redirect("problems")
    return _page(request, row, kind, _as_it_came(form_for(kind.columns, year=row.year), row, kind), aside)


@never_cache
@for_importers
def merged(request: Any) -> HttpResponseBase:
    """Rows merged because another row said exactly the same, each with the record that stands for it."""
    everything = SourceRow.objects.filter(
        town=request.town, outcome=SourceRow.Outcome.MERGED, batch__status=ImportBatch.Status.PUBLISHED
    ).order_by("file", "sheet", "row")
    form, rows = _narrowing(everything, request)
    page = Paginator(rows, TO_A_PAGE).get_page(request.GET.get("page"))
    firsts = _firsts([row.record_id for row in page if row.record_id])
    lines = []
    for row in page:
        first = firsts.get(row.record_id) if row.record_id else None
        lines.append([
            Cell(f"{row.sheet} 第{row.row}行", meta=row.file, chief=True),
            Cell(kind_name(row.kind), meta=f"{row.year}年"),
            Cell(_said(row)),
            Cell(
                _into(first), meta=first.file if first and first.file != row.file else "",
                url=url_of("record_page", row.kind, row.record_id) if row.record_id else "",
            ),
        ])  # fmt: skip
    headings = (Heading("行"), Heading("台账"), Heading("内容"), Heading("并入"))
    context = {
        "form": form, "page": page, "table": Table("已合并的重复行", headings, lines),
        "sentence": f"共{page.paginator.count:,}行与别的行完全相同，已合并，各只计一次",
    }  # fmt: skip

    def taken() -> Iterator[tuple[SourceRow, SourceRow | None]]:
        chosen = rows.iterator(chunk_size=500)
        while some := list(islice(chosen, 500)):
            firsts = _firsts([row.record_id for row in some if row.record_id])
            yield from ((row, firsts.get(row.record_id) if row.record_id else None) for row in some)

    title = f"{request.town.name}已合并的重复行"
    return page_or_file(
        request, "fazhi/ledgers/merged.html", context, ListFile(title, title, MERGED_COLUMNS, taken)
    )


def _into(first: SourceRow | None) -> str:
    return f"第{first.row}行的记录" if first else "那条记录"


MERGED_COLUMNS = (
    *(replace(column, of=_of_first(column.of)) for column in WHERE_COLUMNS),
    Offered("said", "内容", lambda pair: _said(pair[0]), 46),
    Offered("into", "并入", lambda pair: _into(pair[1])),
    Offered("into_file", "并入的那行在哪个文件", lambda pair: pair[1].file if pair[1] else "", 36),
)


def _firsts(record_ids: list[UUID]) -> dict[UUID, SourceRow]:
    """The rows the records were made from."""
    rows = SourceRow.objects.filter(record_id__in=record_ids, outcome=SourceRow.Outcome.NEW).order_by("id")
    return {row.record_id: row for row in rows if row.record_id}


def _said(row: SourceRow) -> str:
    try:
        kind = kind_of(row.kind)
    except KeyError:
        return ""
    shown = [c for c in kind.columns if c.in_list and not c.masked and c.shape is not Shape.LONG_TEXT][:5]
    return "，".join(
        text for c in shown if (text := in_words(c, typed(kind, c.field, row.values.get(c.field))))
    )
