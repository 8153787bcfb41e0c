"""对外填报: the copy card of a case, the list of what is still to be reported, the workbook in the upper layout."""

from __future__ import annotations

import io
from operator import itemgetter
from typing import Any
from uuid import UUID

import xlsxwriter
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fazhi.cases.drafts import take_in_hand
from fazhi.cases.models import Case
from fazhi.cases.upper import (
    MOST_AT_ONCE,
    UpperForm,
    copy_card,
    form_of,
    forms_of,
    mark_reported,
    reports_merged_in,
    states_of,
)
from fazhi.orgs.permissions import Refused
from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.pages.totals import working_year
from fazhi.pages.views.access import actor_of, in_sight, kind_or_404, said_plainly, town_of, uuid_or_none
from fazhi.records.kinds import RecordKind

SHOWN = 50
WAYS = {"never": "还没报", "changed": "报后有变化", "reported": "已报送"}


def _form_or_404(request: HttpRequest, kind: RecordKind) -> UpperForm:
    there = forms_of(kind.code)
    wanted = request.GET.get("form") or request.POST.get("form") or (there[0].code if there else "")
    try:
        form = form_of(wanted)
    except KeyError:
        raise Http404 from None
    if form.kind != kind.code or not actor_of(request).may_keep(kind.code, town_of(request)):
        raise Http404
    return form


@require_safe
@said_plainly
def upper_list(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The cases of a year with what has been reported of each."""
    of_kind = kind_or_404(request, kind)
    form = _form_or_404(request, of_kind)
    cases, year = _cases(request, of_kind)
    states = states_of(form, [(pk, version) for pk, version, *_ in cases], town_of(request))
    way = request.GET.get("way", "never")
    way = way if way in WAYS else "never"
    chosen = [case for case in cases if states[case[0]] == way]
    merged = reports_merged_in(form, town_of(request)) if way != "never" and chosen else {}
    context = {
        "kind": of_kind, "form": form, "forms": forms_of(kind), "year": year, "way": way,
        "ways": [{"code": code, "name": name, "count": sum(states[c[0]] == code for c in cases)} for code, name in WAYS.items()],
        "cases": [
            {"id": pk, "title": title, "number": number, "opened_on": opened, "url": reverse("upper_card", args=[kind, pk]) + f"?form={form.code}",
             "merged": merged.get(pk, [])}
            for pk, _, title, number, opened in chosen[:MOST_AT_ONCE]
        ],
        "total": len(chosen), "most": MOST_AT_ONCE, "list_url": reverse("record_list", args=[kind]),
    }  # fmt: skip
    title = f"{form.name}，{year}年，{WAYS[way]}，共{len(chosen)}件"
    listed = ListFile(f"{form.name}-{year}-{WAYS[way]}", title, COLUMNS, lambda: chosen, kind=kind)
    return page_or_file(request, "fazhi/cases/upper_list.html", context, listed)


COLUMNS = (
    Offered("title", "事项", itemgetter(2), 46), Offered("number", "编号", itemgetter(3), 20),
    Offered("opened_on", "日期", itemgetter(4), 12),
)  # fmt: skip


def _cases(request: HttpRequest, kind: RecordKind) -> tuple[list[Any], int]:
    """(id, version, title, number, opened) of the year's cases the person may see, newest first."""
    given = request.GET.get("year", "")
    year = (
        int(given)
        if given.isascii() and given.isdigit() and len(given) == 4
        else working_year(town_of(request))
    )
    rows = in_sight(kind, town_of(request), actor_of(request))
    ids = rows.filter(case__opened_on__year=year).values("pk")
    found = Case.objects.filter(pk__in=ids).order_by("-opened_on", "-pk")
    return list(found.values_list("pk", "version", "title", "number", "opened_on")), year


@require_safe
@said_plainly
def upper_card(request: HttpRequest, kind: str, case_id: UUID) -> HttpResponse:
    """One case in the upper system's order, field by field, to be copied across."""
    of_kind = kind_or_404(request, kind)
    form = _form_or_404(request, of_kind)
    try:
        draft = take_in_hand(of_kind, case_id, town=town_of(request), by=actor_of(request), for_change=False)
    except Refused:
        raise Http404 from None
    cards, last = copy_card(form, draft)
    merged = reports_merged_in(form, town_of(request)).get(case_id, [])
    context = {
        "kind": of_kind, "form": form, "case": draft.case, "title": draft.case["title"], "cards": cards, "last": last,
        "changed": sum(card.before is not None for card in cards), "merged": merged,
        "came_since": [one for one in merged if last is None or one.merged_at > last.at], "list_url": reverse("record_list", args=[kind]),
        "page_url": reverse("record_page", args=[kind, case_id]), "upper_url": reverse("upper_list", args=[kind]),
    }  # fmt: skip
    return render(request, "fazhi/cases/upper_card.html", context)


@require_POST
@said_plainly
def upper_mark(request: HttpRequest, kind: str) -> HttpResponse:
    """标为已报送, one or many."""
    of_kind = kind_or_404(request, kind)
    form = _form_or_404(request, of_kind)
    ids = [found for text in request.POST.getlist("case") if (found := uuid_or_none(text)) is not None]
    if not ids:
        messages.error(request, "还没有选哪几件。请先勾选，再点“标为已报送”。")
        return redirect(reverse("upper_list", args=[kind]))
    try:
        done = mark_reported(form, ids, town=town_of(request), by=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{done}件已标为报送到“{form.name}”。以后有变化会在这里提示。")
    return redirect(reverse("upper_list", args=[kind]))


@require_safe
@said_plainly
def upper_workbook(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The cases of the list as a workbook in the upper layout: words, and codes beside them where there are codes."""
    of_kind = kind_or_404(request, kind)
    form = _form_or_404(request, of_kind)
    cases, year = _cases(request, of_kind)
    states = states_of(form, [(pk, version) for pk, version, *_ in cases], town_of(request))
    way = request.GET.get("way", "never")
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "in_memory": False})
    sheet = book.add_worksheet(form.name.replace("·", "")[:31])
    drafts = (
        take_in_hand(of_kind, pk, town=town_of(request), by=actor_of(request), for_change=False)
        for pk, *_ in cases if states[pk] == way or way not in WAYS
    )  # fmt: skip
    coded = {field.heading for field in form.fields if field.coded}
    headings = [
        h
        for field in form.fields
        for h in ((field.heading, f"{field.heading}代码") if field.heading in coded else (field.heading,))
    ]
    for at, heading in enumerate(headings):
        sheet.write_string(0, at, heading)
    for row, draft in enumerate(drafts, 1):
        at = 0
        for heading, told in form.told(draft).items():
            sheet.write_string(row, at, told.word)
            at += 1
            if heading in coded:
                sheet.write_string(row, at, told.code)
                at += 1
    book.close()
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{form.name}-{year}.xlsx")
