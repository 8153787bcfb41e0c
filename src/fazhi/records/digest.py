"""The digest of a record: SM3 over the rows of root and parts, the same from rows to be written and rows read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from fazhi.records.kinds import RecordKind, Rows
from fazhi.trace.writing import as_json, sm3


@cache
def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that stand in the digest: all of them, in the model's order."""
    return tuple(field.attname for field in model._meta.concrete_fields)


def owner_column(kind: RecordKind, model: type[models.Model]) -> str:
    """The column of a part that holds the id of its root."""
    if model is kind.model:
        return kind.model._meta.pk.attname
    return "record_id" if any(f.attname == "record_id" for f in model._meta.concrete_fields) else "id"


def rows_digest(kind: RecordKind, rows: Rows) -> str:
    """SM3 over all rows of one record, every column present (`complete`)."""
    return next(rows_digests(kind, [rows]))


def rows_digests(kind: RecordKind, records: Sequence[Rows]) -> Iterator[str]:
    """`rows_digest` of each record, in order. The rows must not change meanwhile."""
    texts: dict[int, str] = {}  # ids as text, by the object: most stand in many rows and records
    for rows in records:
        yield _digest(kind, rows, texts)


def _digest(kind: RecordKind, rows: Rows, texts: dict[int, str]) -> str:
    parts: list[list[Any]] = []
    for model in (kind.model, *kind.parts):
        some_rows = rows.get(model, ())
        if not some_rows:
            continue
        table, columns, ids, later, later_columns, unsaid = _reader(model)
        some = []
        for row in some_rows:
            values = [table, *columns(row)]
            if later and (said := later_columns(row)) != unsaid:
                values.append(
                    [
                        [name, value]
                        for name, value, none in zip(later, said, unsaid, strict=True)
                        if value != none
                    ]
                )
            for at in ids:
                if (value := values[at]) is not None:
                    text = texts.get(id(value))
                    if text is None:
                        text = texts[id(value)] = str(value)
                    values[at] = text
            some.append(values)
        if len(some) > 1:
            some.sort(key=_first_column)
        parts += some
    return sm3(as_json(parts))


def _first_column(values: list[Any]) -> str:
    return str(values[1])


class _Reader(NamedTuple):
    table: str
    columns: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    ids: tuple[int, ...]  # where among the columns, counted from 1, ids stand
    later: tuple[str, ...]  # names of the columns added later
    later_columns: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    unsaid: tuple[Any, ...]  # what they hold where they say nothing


@cache
def _reader(model: type[models.Model]) -> _Reader:
    """How the rows of a model are read for their digest.

    A column added to a table that has rows (`added_later` of the model) stands in the digest, by its name, only where
    it says something: so what was digested before it came is digested the same after.
    """
    added = getattr(model, "added_later", ())
    fields = [field for field in model._meta.concrete_fields if field.attname not in added]
    later = [field for field in model._meta.concrete_fields if field.attname in added]
    return _Reader(
        model._meta.db_table,
        _several(field.attname for field in fields),
        tuple(at for at, field in enumerate(fields, 1) if _holds_id(field)),
        tuple(field.attname for field in later),
        _several(field.attname for field in later),
        tuple(field.get_default() for field in later),
    )


def _several(names: Iterable[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """What a row holds in these columns; a tuple also of one."""
    wanted = tuple(names)
    return itemgetter(*wanted) if len(wanted) > 1 else lambda row: tuple(row[name] for name in wanted)


def _holds_id(field: models.Field[Any, Any]) -> bool:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return isinstance(field, models.UUIDField)


def complete(rows: Rows) -> Rows:
    """The same rows with every column present, defaults filled in, so that they hash as they will be read back."""
    for model, some in rows.items():
        for row in some:
            plain, made = _missing(model, tuple(row))
            if plain:
                row.update(plain)
            for name, default in made:
                row[name] = default()
    return rows


@lru_cache(maxsize=1024)  # rows made by the same lines of code have the same columns
def _missing(
    model: type[models.Model], names: tuple[str, ...]
) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """What stands in the columns of the model that are not among these: plain values, and what each row gets its own of."""
    lacking = [field for field in model._meta.concrete_fields if field.attname not in names]
    own = {field.attname for field in lacking if field.has_default() and callable(field.default)}
    plain = {field.attname: field.get_default() for field in lacking if field.attname not in own}
    return plain, tuple((field.attname, field.get_default) for field in lacking if field.attname in own)


def read_rows(kind: RecordKind, ids: Iterable[UUID]) -> dict[UUID, Rows]:
    """The rows of these records as they stand in the database, {id: {model: [row]}}; one query a table."""
    ids = list(ids)
    found: dict[UUID, Rows] = {}
    for model in (kind.model, *kind.parts):
        owner = owner_column(kind, model)
        for row in (
            model._default_manager.filter(**{f"{owner}__in": ids}).order_by("pk").values(*columns_of(model))
        ):
            found.setdefault(row[owner], {}).setdefault(model, []).append(row)
    return found


def as_written(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without what every table has, for the trace's before and after."""
    return {name: value for name, value in row.items() if name not in ("town_id",)}
