"""Grouping records on pages: how many records each holds, which they are, and what a record belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.pages.list_files import ListFile, RecordRow, always, column_of, offered
from fazhi.pages.showing import NUMERIC, number_of, shown, title_of, unit_of
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.pages.views.access import actor_of, date_lookup, in_sight, loaded, town_of
from fazhi.pages.words import ui_number
from fazhi.records.columns import Column, Shape
from fazhi.records.kinds import Grouped, RecordKind, grouping_kinds, kind_of
from fazhi.records.long_reading import read
from fazhi.records.models import RecordQuerySet
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


@dataclass(frozen=True)
class Held:
    """The records of one kind that a record groups: the first of them as a table, all of them to take along."""

    kind: RecordKind
    table: Table
    number: int
    file: ListFile
    export: dict[str, Any]  # the form that takes them along

    @property
    def count(self) -> str:
        return ui_number(self.number)

    @property
    def unit(self) -> str:
        return unit_of(self.kind)

    @property
    def rest(self) -> int:
        """How many the table leaves out."""
        return self.number - len(self.table.rows)


def records_held(request: HttpRequest, kind: RecordKind, record: Any) -> list[Held]:
    """The records this one groups, each a link; kinds without any left out."""
    actor, town = actor_of(request), town_of(request)
    own = {column.field for column in kind.columns}
    found = []
    for grouped, other in held_kinds(kind, town, actor):
        rows = in_sight(other, town, actor).filter(**{grouped.path: record.pk})
        day = date_lookup(other)
        ordered = rows.order_by(*(grouped.order or ((day,) if day else ())), "pk")
        records = list(loaded(other, ordered)[:SHOWN])
        if not records:
            continue
        # What the page above the table does not say already; opinions and problems with them.
        columns = [
            column
            for column in other.columns
            if column.field not in own
            and (column.in_list or column.shape is Shape.ITEMS)
            and not column.masked
        ][:COLUMNS]
        number = len(records) if len(records) < SHOWN else rows.count()
        title = f"{title_of(kind, record)}：{other.name}"
        file = _file(other, ordered, columns, title)
        export = offered(request, file.columns, code=file.code)
        found.append(Held(other, _table(other, records, columns), number, file, export))
    return found


def _table(kind: RecordKind, records: Sequence[Any], columns: Sequence[Column]) -> Table:
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


def _file(kind: RecordKind, ordered: RecordQuerySet, shown_ones: Sequence[Column], title: str) -> ListFile:
    def rows() -> Iterator[RecordRow]:
        return (RecordRow(kind, record) for some in read(kind, ordered) for record in some)

    columns = [
        always("事项", lambda row: title_of(kind, row.record), 36),
        always("编号", lambda row: number_of(row.record), 20),
        *(column_of(column, shown=column in shown_ones) for column in kind.columns),
    ]
    return ListFile(
        title[:60], title, columns, rows, sheet=kind.name, code=kind.code, kind=kind.code,
        change={"what": f"归在一起的{kind.name}"},
    )  # fmt: skip


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
