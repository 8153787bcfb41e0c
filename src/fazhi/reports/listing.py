"""The records behind a figure: as many as the number says, or adding up to it, or with as many different values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, F, ForeignKey, Model, Q, QuerySet
from django.urls import NoReverseMatch, reverse

from fazhi.orgs.names import numbered
from fazhi.orgs.permissions import Actor
from fazhi.orgs.roles import ROLES
from fazhi.pages.words import office_date, ui_number
from fazhi.records.figures import Figure
from fazhi.records.kinds import RecordKind, kind_of
from fazhi.records.long_reading import by_id
from fazhi.reports.breakdown import goes_through_many, whole


@dataclass(frozen=True)
class Line:
    """One row of a list: the record it belongs to, and what the figure takes from it."""

    title: str
    url: str
    meta: str  # of a part: its own words, beside the title of its record
    on: date | None
    village: str
    type: str
    amount: int | None  # the number summed
    value: str  # the value told apart
    record: Any  # as read; None where pages of its kind are not installed


@dataclass(frozen=True)
class Distinct:
    """One of the different values a figure counts, with how many records have it."""

    label: str
    key: str
    records: int


@dataclass
class Behind:
    """The records behind a figure that a person may see."""

    figure: Figure
    query: QuerySet[Any]
    kind: RecordKind | None
    town_id: UUID
    is_part: bool = field(default=False)

    def count(self) -> int:
        return self.query.count()

    def total(self) -> int:
        """The sum that the column of numbers adds up to."""
        from django.db.models import Sum

        found = self.query.order_by().aggregate(total=Sum(self.figure.of))["total"]
        return whole(self.figure, found)

    def distinct(self) -> list[Distinct]:
        """The different values, by name; their number is the figure."""
        of = self.figure.of
        rows = list(
            self.query.order_by().exclude(**{f"{of}__isnull": True}).values_list(of).annotate(n=Count("pk"))
        )
        counts: dict[Any, int] = {}
        for key, n in rows:
            counts[key] = counts.get(key, 0) + n
        labels = _labels(self.query.model, of, list(counts))
        found = [Distinct(labels.get(key, str(key)), str(key), n) for key, n in counts.items()]
        return sorted(found, key=lambda one: numbered(one.label))

    def ordered(self) -> QuerySet[Any]:
        """Newest first, the same order every time; each row with what the list shows of it."""
        query = self.query
        shown = {
            "shown_village": self.figure.village,
            "shown_type": self.figure.type,
            "shown_day": self.figure.month,
        }
        if self.figure.measure != "count":
            shown["shown_of"] = self.figure.of
        # A record in several villages stays one row; `lines` reads its villages apart.
        query = query.annotate(
            **{
                name: F(lookup)
                for name, lookup in shown.items()
                if lookup and not goes_through_many(query.model, lookup)
            }
        )
        return query.order_by(*(["-shown_day"] if self.figure.month else []), "pk")

    def chunks(self, size: int) -> Iterator[list[Any]]:
        """All rows in that order, some at a time; of records no more is read than `lines` asks for."""
        ordered: Any = self.ordered()
        if not self.is_part:
            shown = [name for name in ordered.query.annotations if name.startswith("shown_")]
            ordered = ordered.values_list("pk", *shown, named=True)
        rows = ordered.iterator(chunk_size=size)
        while some := list(islice(rows, size)):
            yield some

    def lines(self, rows: Sequence[Any]) -> list[Line]:
        """The rows of one page, with the titles of their records read in one go."""
        roots = self._roots(rows)
        labels: dict[Any, str] = {}
        if self.figure.measure == "different":
            labels = _labels(
                self.query.model,
                self.figure.of,
                list({getattr(row, "shown_of", None) for row in rows} - {None}),
            )
        villages = self._villages(rows)
        lines = []
        for row in rows:
            root = roots.get(root_id(row))
            amount = getattr(row, "shown_of", None) if self.figure.measure == "sum" else None
            value = getattr(row, "shown_of", None) if self.figure.measure == "different" else None
            day = getattr(row, "shown_day", None)
            if day is None and root is not None and self.kind is not None:
                day = getattr(root, self.kind.date_field, None)
            lines.append(
                Line(
                    title=self.kind.title(root) if root is not None and self.kind else str(row),
                    url=record_url(self.kind.code, root.pk) if root is not None and self.kind else "",
                    meta=str(row) if self.is_part else "",
                    on=office_date(day) if isinstance(day, date) else None,
                    village=villages.get(row.pk) or getattr(row, "shown_village", None) or "",
                    type=str(getattr(row, "shown_type", None) or ""),
                    amount=amount,
                    value=labels.get(value, "" if value is None else str(value)),
                    record=root,
                )
            )
        return lines

    def _villages(self, rows: Sequence[Any]) -> dict[Any, str]:
        """The villages of records that may stand in several."""
        lookup = self.figure.village
        if not rows or not lookup or not goes_through_many(self.query.model, lookup):
            return {}
        names: dict[Any, list[str]] = {}
        pairs = self.query.model._default_manager.filter(pk__in=[row.pk for row in rows]).values_list(
            "pk", lookup
        )
        for pk, name in sorted(pairs, key=lambda pair: pair[1] or ""):
            if name and name not in names.setdefault(pk, []):
                names[pk].append(name)
        return {
            pk: "、".join(some[:3]) + (f"等{len(some)}个" if len(some) > 3 else "")
            for pk, some in names.items()
        }

    def _roots(self, rows: Sequence[Any]) -> dict[Any, Any]:
        if self.kind is None:
            return {}
        return by_id(self.kind, {root_id(row) for row in rows})


def root_id(row: Any) -> Any:
    """The id of the record that a row is, or is a part of."""
    return getattr(row, "record_id", None) or row.pk


def behind(figure: Figure, query: QuerySet[Any], actor: Actor, town_id: UUID) -> Behind | None:
    """The records of a figure's query that the person may see; None when the kind is not theirs to see."""
    if not actor.may_see(figure.kind, town_id):
        return None
    try:
        kind: RecordKind | None = kind_of(figure.kind)
    except KeyError:
        kind = None
    is_part = kind is not None and query.model is not kind.model
    if kind is not None:
        mine = actor.rows(kind.code, town_id, has_grid=kind.has_grid)
        if mine != Q():
            if is_part:
                allowed = kind.model._default_manager.filter(mine, town_id=town_id)
                query = query.filter(record_id__in=allowed.values("pk"))
            else:
                query = query.filter(mine)
    return Behind(figure, query, kind, town_id, is_part)


def who_may_see(kind: str) -> str:
    """The offices that see records of a kind, for a person who does not."""
    names = [role.name for role in ROLES.values() if "*" in role.sees or kind in role.sees | role.keeps]
    return "、".join(names)


def record_url(kind: str, pk: Any) -> str:
    """The page of a record, or nothing where pages of records are not installed."""
    try:
        return reverse("record_page", args=[kind, pk])
    except NoReverseMatch:
        return ""


def _labels(model: type[Model], of: str, keys: list[Any]) -> dict[Any, str]:
    """How a value is called: a village by its name, a meeting by its day, a word as it is."""
    owner: Any = model
    last: Any = None
    for name in of.split("__"):
        try:
            last = owner._meta.get_field(name)
        except FieldDoesNotExist:
            last = next((f for f in owner._meta.concrete_fields if f.attname == name), None)
        if last is not None and last.is_relation and last.related_model is not None:
            owner = last.related_model
    if isinstance(last, ForeignKey) and keys:
        target: Any = last.related_model
        return {pk: str(found) for pk, found in target._default_manager.in_bulk(keys).items()}
    return {key: str(key) for key in keys}


def amount_text(figure: Figure, amount: int | None) -> str:
    """The number of one row; money with its fen, so that the column adds up to the sum before rounding down."""
    if amount is None:
        return ""
    if figure.in_yuan:
        yuan, fen = divmod(amount, 100)
        return f"{ui_number(yuan)}.{fen:02d}" if fen else ui_number(yuan)
    return ui_number(amount)
