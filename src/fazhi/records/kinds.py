"""Kinds of records: what a work folder declares once, and all pages, ledgers and actions read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from fazhi.orgs.models import Village
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.models import Record
from fazhi.storage.ids import new_id
from fazhi.trace.writing import as_json, sm3

Values = Mapping[
    str, Any
]  # {column field: value}, values as Shape says: the one language of forms, ledgers, actions
Rows = dict[type[models.Model], list[dict[str, Any]]]  # rows to stand in each table for one record


@dataclass(frozen=True)
class Doubt:
    """What a person should look at, though it holds nothing back: two records that do not agree."""

    text: str
    field: str = ""


@dataclass(frozen=True)
class Grouped:
    """Records of another kind that a grouping record (a meeting, a contract, a round) holds together."""

    kind: str  # code of their kind
    path: str  # the lookup from their model to the grouping record
    order: tuple[str, ...] = ()  # in which its page shows them; empty: by their date
    # (their values, what the grouping record says now) -> their values. None: they say nothing of it themselves.
    lay: Callable[[Values, Values], Values] | None = None


@dataclass(frozen=True, eq=False)  # a kind is one object; to hash all its columns costs more than a row
class RecordKind:
    """One kind of record. The functions speak the language of Values.

    `rows` turns values into the rows of root and parts; `values` reads them back; `title` names a record in lists.
    """

    layout: LedgerLayout
    model: type[Record]
    section: str  # where it stands in the navigation
    rows: Callable[[Values, Making], Rows]
    values: Callable[[Any], dict[str, Any]]
    title: Callable[[Any], str]
    parts: tuple[type[models.Model], ...] = ()
    related: tuple[str, ...] = ()  # select_related
    fetched: tuple[str, ...] = ()  # prefetch_related
    check: Callable[[Values], str | None] | None = None  # a fault within one record, in words, or None
    doubts: Callable[[Any], Iterable[Doubt]] | None = None
    likely: Callable[[Values], tuple[Any, ...] | None] | None = None  # values of one key are likely repeats
    likely_days: int = 7  # when this many days apart at most
    # A question these values leave open, which an import must put to a person: the column that takes the answer, the
    # word in doubt, and the answers as (value of the column, label). None: nothing to ask.
    asks: Callable[[Values], tuple[str, str, list[tuple[str, str]]] | None] | None = None
    village_field: str | None = None
    has_grid: bool = False
    date_only: bool = True
    # Columns whose words are searched, beside title and number. What a masked column holds is never searched. Of a
    # grouping kind: lookups, for it has few rows and no search entries.
    search: tuple[str, ...] = ()
    # {record id: texts} that are searched too and stand in tables of its folder's own; whoever changes those calls
    # search_entries.keep.
    beside: Callable[[Sequence[UUID]], dict[UUID, list[str]]] | None = None
    is_case: bool = False
    # Of a grouping record: what it holds together. Such a kind has no ledger of its own to import.
    groups: tuple[Grouped, ...] = ()
    natural: tuple[
        str, ...
    ] = ()  # the columns of its model by which it is known: no two of a town have the same
    shown: Q = field(default_factory=Q)  # which of its rows are more than a place holder
    # What stands and falls with a record, in the same transaction: (id, the reason of the voiding, whether it is voided
    # or comes back, town, by).
    with_it: Callable[[UUID, str, bool, Any, Any], None] | None = None

    @property
    def code(self) -> str:
        return self.layout.kind

    @property
    def name(self) -> str:
        return self.layout.name

    @property
    def date_field(self) -> str:
        return self.layout.date_field

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.layout.columns

    def chain(self, town: Any, record: UUID) -> str:
        """One chain per case; per town and kind for records that are no cases."""
        return str(record) if self.is_case else f"{getattr(town, 'pk', town)}:{self.code}"


@dataclass
class Making:
    """The surroundings in which values become rows: whose town, which id, which parents are there already."""

    town_id: UUID
    record_id: UUID = field(default_factory=new_id)
    batch_id: UUID | None = None
    villages: dict[str, UUID] = field(default_factory=dict)
    # {model: {key: id}} of grouping records (a meeting, a contract, a round) known so far.
    parents: dict[type[models.Model], dict[tuple[Any, ...], UUID]] = field(default_factory=dict)
    # {model: {key: id}} of records of other kinds that rows point to.
    links: dict[type[Record], dict[tuple[Any, ...], UUID]] = field(default_factory=dict)
    new_villages: dict[str, UUID] = field(default_factory=dict)
    new_parents: list[tuple[type[models.Model], dict[str, Any]]] = field(default_factory=list)
    # {model: {id: key}} of the grouping records that were there already and are pointed to.
    used_parents: dict[type[models.Model], dict[UUID, dict[str, Any]]] = field(default_factory=dict)
    # {(kind, year): last} running numbers given so far, and the last that stood before them. The writer holds the town's
    # lock meanwhile, unless it makes its rows early, before its transaction, and looks again in it.
    serials: dict[tuple[str, int], int] = field(default_factory=dict)
    serials_read: dict[tuple[str, int], int] = field(default_factory=dict)
    early: bool = False
    # Parts as they stand, so that a correction keeps their ids: {model: [row]}.
    before: Rows = field(default_factory=dict)
    _fresh: set[UUID] = field(default_factory=set)  # grouping records made here and not yet written

    def village(self, name: str | None) -> UUID | None:
        """The id of the village of that name; a name not met before becomes a new village of the town."""
        if not name:
            return None
        known = self.villages.get(name)
        if known is None:
            known = self.villages[name] = self.new_villages[name] = new_id()
        return known

    def parent(self, model: type[models.Model], key: Mapping[str, Any]) -> UUID:
        """The id of the grouping record with that natural key; made when there is none."""
        known = self.parents.get(model)
        if known is None:
            known = self.parents[model] = _parents(model, self.town_id, tuple(key))
        mark = tuple(key.values())
        if mark not in known:
            known[mark] = new_id()
            row = {"id": known[mark], "town_id": self.town_id, "batch_id": self.batch_id, **key}
            self.new_parents.append((model, row))
            self._fresh.add(known[mark])
        elif known[mark] not in self._fresh:
            self.used_parents.setdefault(model, {})[known[mark]] = dict(key)
        return known[mark]

    def known(self, model: type[Record], key: Mapping[str, Any]) -> UUID | None:
        """The id of the town's record with that natural key, or None: a link to a record of another kind."""
        found = self.links.get(model)
        if found is None:
            standing = model._default_manager.filter(town_id=self.town_id, voided_at=None)
            rows = standing.order_by("pk").values_list("pk", *key)
            found = self.links[model] = {tuple(rest): pk for pk, *rest in rows}
        return found.get(tuple(key.values()))

    def root(self, **values: Any) -> dict[str, Any]:
        """The root row: the common columns and these."""
        return {
            "id": self.record_id, "town_id": self.town_id, "batch_id": self.batch_id, "version": 1, "voided_at": None,
            "void_reason": "", "merged_into": None, "likely_mark": "", "note": "", "extra": {}, **values,
        }  # fmt: skip

    def part(self, model: type[models.Model], at: int = 0, **values: Any) -> dict[str, Any]:
        """A part row; the one that stood at the same place before keeps its id."""
        old = self.before.get(model, ())
        return {
            "id": old[at]["id"] if at < len(old) else new_id(), "town_id": self.town_id, "record_id": self.record_id,
            **values,
        }  # fmt: skip


def likely_mark(kind: RecordKind, values: Values) -> str:
    """The mark that likely repeats share: half an SM3 over the kind's key of likeness; empty when it has none."""
    key = kind.likely(values) if kind.likely else None
    if not key or any(part in (None, "", (), []) for part in key):
        return ""
    return sm3(as_json([kind.code, *key]))[:32]


def _parents(model: type[models.Model], town_id: UUID, key: Sequence[str]) -> dict[tuple[Any, ...], UUID]:
    rows = model._default_manager.filter(town_id=town_id).values_list("pk", *key)
    return {tuple(rest): pk for pk, *rest in rows}


def making_for(town_id: UUID, batch_id: UUID | None = None) -> Making:
    """Fresh surroundings with the town's villages read."""
    villages = dict(Village.objects.filter(town_id=town_id).values_list("name", "pk"))
    return Making(town_id=town_id, batch_id=batch_id, villages=villages)


def plain_rows(
    model: type[Record], columns: Sequence[Column], **fixed: Any
) -> Callable[[Values, Making], Rows]:
    """For kinds without parts whose columns are the model's fields; a choice stores its code and the town's word."""

    def rows(values: Values, making: Making) -> Rows:
        return {model: [making.root(**plain_values(model, columns, values, making), **fixed)]}

    return rows


def plain_values(
    model: type[models.Model], columns: Sequence[Column], values: Values, making: Making
) -> dict[str, Any]:
    """The columns that are plain fields of the model, as {attname: value}."""
    row: dict[str, Any] = {}
    for column in columns:
        value = values.get(column.field)
        if column.field == "village":
            row["village_id"] = making.village(value)
        elif column.shape is Shape.CHOICE and column.choices:
            row[column.field] = (column.choices.code_of(value) or "") if value else ""
            row[f"{column.field}_word"] = value or ""
        elif column.shape in (Shape.TEXT, Shape.LONG_TEXT, Shape.NUMBER, Shape.PHONE):
            row[column.field] = value or ""
        else:
            row[column.field] = value
    return row


def plain_back(columns: Sequence[Column]) -> Callable[[Any], dict[str, Any]]:
    """The reverse of plain_rows."""

    def values(record: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for column in columns:
            if column.field == "village":
                found["village"] = record.village.name if record.village_id else None
            elif column.shape is Shape.CHOICE:
                found[column.field] = getattr(record, f"{column.field}_word") or None
            else:
                value = getattr(record, column.field)
                found[column.field] = None if value == "" else value
        return found

    return values


def number_of(record: Any) -> str:
    """The number of a case: its official one, else the town's running number."""
    case = getattr(record, "case", None)
    if case is None:
        return ""
    if case.number:
        return str(case.number)
    return f"{case.year}年第{case.serial}号" if case.serial else ""


_kinds: dict[str, RecordKind] = {}


def register(*kinds: RecordKind) -> None:
    """Make kinds known; called from the work folder's AppConfig.ready()."""
    for kind in kinds:
        _kinds[kind.code] = kind


def kind_of(code: str) -> RecordKind:
    """The kind with that code; KeyError when there is none."""
    return _kinds[code]


def all_kinds() -> list[RecordKind]:
    """All kinds, in the order in which the work folders declare them."""
    return list(_kinds.values())


def ledger_kinds() -> list[RecordKind]:
    """The kinds that have a ledger: all but those that only group records."""
    return [kind for kind in _kinds.values() if not kind.groups]


def grouping_kinds(code: str = "") -> list[tuple[RecordKind, Grouped]]:
    """The kinds that group records, each with what it groups; of `code`: those that group records of that kind."""
    pairs = [(kind, grouped) for kind in _kinds.values() for grouped in kind.groups]
    return [(kind, grouped) for kind, grouped in pairs if code in ("", grouped.kind)]


def kind_of_model(model: type[models.Model]) -> RecordKind | None:
    """The kind whose root that model is, or None."""
    return next((kind for kind in _kinds.values() if kind.model is model), None)


def layouts() -> list[LedgerLayout]:
    """The ledger layouts of all kinds that have one, for recognising sheets."""
    return [kind.layout for kind in ledger_kinds()]
