"""The list of a kind of record, and its two exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fazhi.pages import exporting
from fazhi.pages.list_files import file_of, offered
from fazhi.pages.sections import beside
from fazhi.pages.showing import NUMERIC, mark_of, number_of, title_of, unit_of
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.pages.views.access import actor_of, kind_or_404, may_see, said_plainly, town_of
from fazhi.pages.views.groups import numbers_held
from fazhi.pages.views.listing import Listing, list_text
from fazhi.pages.views.opening import openings
from fazhi.pages.views.repeats import marks_of_repeats
from fazhi.pages.views.stages import is_live, mine, stage_tabs, standing
from fazhi.pages.words import ui_number
from fazhi.pages.workbook import XLSX
from fazhi.records.columns import Column
from fazhi.records.kinds import RecordKind


@require_safe
@said_plainly
def record_list(request: HttpRequest, kind: str) -> HttpResponse:
    """Twenty records a page, newest first."""
    shown_kind = kind_or_404(request, kind)
    actor, town = actor_of(request), town_of(request)
    listing = Listing(shown_kind, town, actor, request.GET)
    page = listing.page(request.GET.get("page"))
    here = reverse("record_list", args=[kind])
    chosen = urlencode({name: value for name, value in request.GET.items() if name != "page"})
    may_keep = actor.may_keep(kind, town)
    opens = bool(openings(request, kind))
    context = {
        "kind": shown_kind,
        "listing": listing,
        "page": page,
        "table": as_table(listing, list(page), query=request.GET),
        "unit": unit_of(shown_kind),
        "tabs": tabs(request, shown_kind),
        "clear_url": here if listing.is_filtered else "",
        "export_url": f"{reverse('record_export', args=[kind])}?{chosen}",
        "office_url": ""
        if shown_kind.groups
        else f"{reverse('record_export', args=[kind])}?{_with(chosen, 'layout=office')}",
        "new_url": reverse("case_new", args=[kind])
        if opens
        else reverse("record_new", args=[kind])
        if may_keep
        else "",
        "export": offered(request, exporting.to_choose(listing), path=reverse("record_export", args=[kind])),
        "stages": stage_tabs(listing),
        "mine": mine(listing),
    }
    return render(request, "fazhi/records/list.html", context)


def _with(query: str, more: str) -> str:
    return f"{query}&{more}" if query else more


def tabs(request: HttpRequest, kind: RecordKind) -> list[dict[str, Any]]:
    """The kinds that share an item of the navigation with this one."""
    kinds = beside(kind, may_see(request))
    if len(kinds) < 2:
        return []
    return [
        {"name": one.name, "url": reverse("record_list", args=[one.code]), "current": one.code == kind.code, "count": None}
        for one in kinds
    ]  # fmt: skip


def _heading(listing: Listing, column: Column, query: Mapping[str, Any] | None) -> Heading:
    """The column's heading: with the address given, a link that sorts by it, and turns round what is sorted."""
    number = column.shape in NUMERIC
    if query is None or column.field not in listing.sortable:
        return Heading(column.heading, number=number)
    now = {column.field: "ascending", f"-{column.field}": "descending"}.get(listing.sort, "")
    wanted = f"-{column.field}" if now == "ascending" else column.field
    kept = {name: value for name, value in query.items() if name not in ("page", "sort")}
    return Heading(
        column.heading, number=number, sort_url=f"?{urlencode({**kept, 'sort': wanted})}", sorted=now
    )


def as_table(listing: Listing, records: Sequence[Any], *, query: Mapping[str, Any] | None = None) -> Table:
    """Title and number, up to five columns, and what a person should look at; `query`: with links that sort."""
    kind = listing.kind
    repeated = marks_of_repeats(kind, listing.town, listing.actor, records, hidden=listing.hidden)
    held = numbers_held(kind, listing.town, listing.actor, records, hidden=listing.hidden)
    live = any(is_live(kind, record) for record in records)
    columns = listing.columns[:3] if live else listing.columns
    headings = [
        Heading("事项"),
        *([Heading("办到哪里"), Heading("期限")] if live else []),
        *(_heading(listing, column, query) for column in columns),
        *(Heading(other.name, number=True) for other, _ in held),
        Heading("提示"),
    ]
    lines = []
    for record in records:
        values = kind.values(record)
        cells = [
            Cell(
                _short(title_of(kind, record)),
                url=reverse("record_page", args=[kind.code, record.pk]),
                meta=number_of(record),
                chief=True,
            )
        ]
        if live:
            cells += standing(kind, record)
        for column in columns:
            text = list_text(column, values.get(column.field))
            cells.append(Cell(text, number=column.shape in NUMERIC))
        for other, numbers in held:
            number = numbers.get(record.pk, 0)
            cells.append(Cell(f"{ui_number(number)}{unit_of(other)}" if number else "", number=True))
        light, words = mark_of(kind, record, repeated)
        lines.append([*cells, Cell(words, tag=light)])
    return Table(f"{kind.name}，{listing.sentence}", headings, lines)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}……"


@require_safe
@said_plainly
def record_export(request: HttpRequest, kind: str) -> FileResponse:
    """All rows of the list as a file; ?layout=office: the ledger as the office keeps it, as a workbook.

    `column`, as often as wanted, takes other columns than the list shows; `format=csv` gives CSV.
    """
    listing = Listing(kind_or_404(request, kind), town_of(request), actor_of(request), request.GET)
    if request.GET.get("layout") != "office" or listing.kind.groups:
        return file_of(request, exporting.on_screen(listing))
    file, rows = exporting.office_ledger(listing)
    exporting.tell_ledger(listing, rows)
    name = f"{exporting.file_name(listing, in_office=True)}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
