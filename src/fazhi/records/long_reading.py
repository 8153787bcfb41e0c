"""Many records read for one pass over them: no model object a row, and only the columns that are asked for.

A row answers like the record it stands for: its columns, the records its kind joins (`related`) and the parts it
fetches (`fetched`). Which columns those are is learnt: the first row that lacks one brings it for its whole chunk, and
the next chunks read it with the rest. Anything else a record can do is asked of the record itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import ForeignKey, ManyToOneRel, Model

from fazhi.records.kinds import RecordKind
from fazhi.records.models import RecordQuerySet
from fazhi.storage.bulk import in_chunks

CHUNK = 500  # SQLite takes 999 variables a statement on old builds


def read(kind: RecordKind, rows: RecordQuerySet, *, chunk: int = CHUNK) -> Iterator[list[Any]]:
    """The records in the order of `rows`, some at a time."""
    shape, size = _shape(kind), min(chunk, CHUNK)
    ids = rows.values_list("pk", flat=True).iterator(chunk_size=size)
    while some := list(islice(ids, size)):
        yield _Chunk(shape, some).records


def by_id(kind: RecordKind, ids: Iterable[Any]) -> dict[Any, Any]:
    """The records of these ids, whatever their state; unknown ids are passed over."""
    chunks = (_Chunk(_shape(kind), some) for some in in_chunks(list(ids), CHUNK))
    return {record.pk: record for chunk in chunks for record in chunk.records}


class Row:
    """A record as read: what it has stands in its dictionary, what it lacks is brought when it is asked for."""

    _of: _Table
    _chunk: _Chunk

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._chunk.lacking(self, name)


class _Parts(list[Any]):
    """The parts of a record, asked for as a prefetched relation is."""

    def all(self) -> _Parts:
        return self


class _Table:
    """A table that is read: its place beside the root, and the columns learnt so far."""

    def __init__(self, model: type[Model], path: str = "", owner: str = "", attribute: str = "") -> None:
        self.model = model
        self.path = path  # "", "case__", "posting__episode__"
        self.owner = owner  # the path of the table whose row holds this one
        self.attribute = attribute  # under which name
        assert model._meta.pk is not None  # noqa: S101  every model has one; for the type checker
        self.key = model._meta.pk.attname
        self.columns = frozenset(field.attname for field in model._meta.concrete_fields)
        self.link = ""  # of a joined table: the column of its owner that holds its key
        self.learnt: tuple[str, ...] = ()

    def learn(self, name: str) -> None:
        if name not in self.learnt:
            self.learnt = (*self.learnt, name)


class _Fetched(_Table):
    """A table of parts, each row belonging to a row of `owner`."""

    def __init__(self, owner: _Table, attribute: str) -> None:
        relation: Any = owner.model._meta.get_field(attribute)
        if not isinstance(relation, ManyToOneRel):
            raise TypeError(f"{owner.model.__name__}.{attribute} is no relation to parts")
        super().__init__(relation.related_model, owner=owner.path, attribute=attribute)
        self.to_owner = relation.field.attname
        self.learnt = (self.to_owner, self.key)


class _Shape:
    """The tables of a kind: its root first, then what is joined to it, and the parts."""

    def __init__(self, kind: RecordKind) -> None:
        self.tables: dict[str, _Table] = {"": _Table(kind.model)}
        self.tables[""].learn(self.tables[""].key)
        for whole in kind.related:
            for path in _steps(whole):
                self._join(path)
        self.fetched = []
        for whole in kind.fetched:
            *before, attribute = whole.split("__")
            self.fetched.append(_Fetched(self.tables["".join(f"{one}__" for one in before)], attribute))

    def _join(self, path: list[str]) -> None:
        *before, attribute = path
        owner = self.tables["".join(f"{one}__" for one in before)]
        here = f"{owner.path}{attribute}__"
        if here not in self.tables:
            field: Any = owner.model._meta.get_field(attribute)
            self.tables[here] = _Table(field.related_model, here, owner.path, attribute)
            self.tables[here].link = field.attname
            owner.learn(field.attname)


def _steps(path: str) -> Iterator[list[str]]:
    names = path.split("__")
    for end in range(1, len(names) + 1):
        yield names[:end]


_shapes: dict[str, _Shape] = {}


def _shape(kind: RecordKind) -> _Shape:
    if kind.code not in _shapes:
        _shapes[kind.code] = _Shape(kind)
    return _shapes[kind.code]


class _Chunk:
    """Some records with all that was learnt of them."""

    def __init__(self, shape: _Shape, ids: Any) -> None:
        self.shape = shape
        self.rows: dict[_Table, list[Row]] = {}
        self.records = self._read(ids)
        for table in shape.fetched:
            self._fetch(table)

    def _read(self, ids: Any) -> list[Any]:
        """The root rows in the order of their ids, those joined to them within."""
        spans: list[tuple[_Table, tuple[str, ...], int, int]] = []
        names: list[str] = []
        for table in self.shape.tables.values():
            learnt = table.learnt
            spans.append((table, learnt, len(names), len(names) + len(learnt)))
            names += [f"{table.path}{name}" for name in learnt]
            self.rows[table] = []
        root, key = spans[0][0], spans[0][1].index(spans[0][0].key)
        made: dict[Any, Row] = {}
        found = root.model._default_manager.filter(pk__in=ids).order_by().values_list(*names)
        for values in found:
            here: dict[str, Row] = {}
            for table, learnt, first, end in spans:
                if table is root:
                    made[values[key]] = here[""] = self._row(table, learnt, values[:end], values[key])
                elif (owner := here.get(table.owner)) is not None:
                    owned = owner.__dict__
                    if owned[table.link] is None:
                        owned[table.attribute] = None
                    else:
                        row = self._row(table, learnt, values[first:end], owned[table.link])
                        owned[table.attribute] = here[table.path] = row
        return [made[pk] for pk in ids if pk in made]

    def _row(self, table: _Table, names: tuple[str, ...], values: Any, key: Any) -> Row:
        row = Row()
        row.__dict__ = held = dict(zip(names, values, strict=True))
        held["_of"], held["_chunk"], held["pk"] = table, self, key
        held[table.key] = key
        self.rows[table].append(row)
        return row

    def _fetch(self, table: _Fetched) -> None:
        owners = {row.pk: row for row in self.rows[self.shape.tables[table.owner]]}
        learnt = table.learnt
        self.rows[table] = []
        for owner in owners.values():
            owner.__dict__[table.attribute] = _Parts()
        order = table.model._meta.ordering or ("pk",)
        for some in in_chunks(list(owners), CHUNK):
            parts = table.model._default_manager.filter(**{f"{table.to_owner}__in": some}).order_by(*order)
            for values in parts.values_list(*learnt):
                row = self._row(table, learnt, values, values[1])
                owners[values[0]].__dict__[table.attribute].append(row)

    def lacking(self, row: Row, name: str) -> Any:
        """What a row was asked for and has not: a column, brought for all rows of its table, or something else."""
        table = row._of
        if name in table.columns:
            table.learn(name)
            self._bring(table, name)
            return row.__dict__[name]
        if not hasattr(table.model, name):
            raise AttributeError(f"{table.model.__name__} has no {name}")
        field = next((one for one in table.model._meta.concrete_fields if one.name == name), None)
        if isinstance(field, ForeignKey) and getattr(row, field.attname) is None:
            return None
        record = row.__dict__.get("_itself") or table.model._default_manager.get(pk=row.pk)
        row.__dict__["_itself"] = record
        return getattr(record, name)

    def _bring(self, table: _Table, name: str) -> None:
        rows = self.rows[table]
        found: dict[Any, Any] = {}
        for some in in_chunks(list({row.pk for row in rows}), CHUNK):
            found.update(table.model._default_manager.filter(pk__in=some).values_list("pk", name))
        for row in rows:
            row.__dict__[name] = found.get(row.pk)
