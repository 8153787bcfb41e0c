"""Grouping records on pages: how many records each holds, which they are, and what a record belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.pages.showing import NUMERIC, number_of, shown, title_of, unit_of
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.pages.views.access import actor_of, date_lookup, in_sight, loaded, town_of
from fazhi.pages.words import ui_number
from fazhi.records.columns import Shape
from fazhi.records.kinds import Grouped, RecordKind, grouping_kinds, kind_of
from fazhi.storage.bulk import in_chunks

SHOWN = 200
COLUMNS = 6


def held_kinds(kind: RecordKind, town: Town, actor: Actor) -> list[tuple[Grouped, RecordKind]]:
    """What a kind groups, of kinds this person sees."""
    pairs = [(grouped, kind_of(grouped.kind)) for grouped in kind.groups]
    return [(grouped, other) for grouped, other in pairs if actor.may_see(other.code, town)]


def numbers_held(
    kind: RecordKind, town: Town, actor: Actor, records: Sequence[Any], *, hidden: list[Any] | None = None
) -> list[tuple[RecordKind, dict[Any, int]]]:
    """Per kind grouped: {id of the grouping record: how many of it stand}; one query a kind."""
    ids = [record.pk for record in records]
    found = []
    for grouped, other in held_kinds(kind, town, actor):
        numbers: dict[Any, int] = {}
        for some in in_chunks(ids, 500):
            rows = in_sight(other, town, actor, hidden=hidden).filter(**{f"{grouped.path}__in": some})
            numbers.update(rows.order_by().values_list(grouped.path).annotate(n=Count("pk")))
        found.append((other, numbers))
    return found


def tables_held(request: HttpRequest, kind: RecordKind, record: Any) -> list[dict[str, Any]]:
    """The records this one groups, each a link: [{"table", "count", "unit", "rest"}]; kinds without any left out."""
    actor, town = actor_of(request), town_of(request)
    own = {column.field for column in kind.columns}
    tables = []
    for grouped, other in held_kinds(kind, town, actor):
        rows = in_sight(other, town, actor).filter(**{grouped.path: record.pk})
        day = date_lookup(other)
        order = grouped.order or ((day,) if day else ())
        records = list(loaded(other, rows).order_by(*order, "pk")[:SHOWN])
        count = len(records) if len(records) < SHOWN else rows.count()
        if count:
            table = _table(other, records, own)
            tables.append(
                {
                    "table": table,
                    "count": ui_number(count),
                    "unit": unit_of(other),
                    "rest": count - len(records),
                }
            )
    return tables


def _table(kind: RecordKind, records: Sequence[Any], own: set[str]) -> Table:
    """Title and the columns that the page above the table does not say already; opinions and problems with them."""
    columns = [
        column
        for column in kind.columns
        if column.field not in own and (column.in_list or column.shape is Shape.ITEMS) and not column.masked
    ][:COLUMNS]
    lines = []
    for record in records:
        values = kind.values(record)
        url = reverse("record_page", args=[kind.code, record.pk])
        lines.append(
            [
                Cell(title_of(kind, record), url=url, meta=number_of(record), chief=True),
                *(
                    Cell(shown(column, values.get(column.field)), number=column.shape in NUMERIC)
                    for column in columns
                ),
            ]
        )
    headings = [Heading("事项"), *(Heading(one.heading, number=one.shape in NUMERIC) for one in columns)]
    return Table(kind.name, headings, lines)


def belongs_to(request: HttpRequest, kind: RecordKind, record: Any) -> list[dict[str, str]]:
    """The grouping records this one stands under, those the person may see."""
    actor, town = actor_of(request), town_of(request)
    found = []
    for group, grouped in grouping_kinds(kind.code):
        if not actor.may_see(group.code, town):
            continue
        held_by = kind.model.objects.filter(pk=record.pk).order_by().values(grouped.path)
        one = loaded(group, in_sight(group, town, actor, voided=None).filter(pk__in=held_by)).first()
        if one is not None:
            url = reverse("record_page", args=[group.code, one.pk])
            found.append({"name": group.name, "title": title_of(group, one), "url": url, "meta": ""})
    return found
