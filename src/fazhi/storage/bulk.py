"""Many rows in one call. Django's bulk_create builds a model object a row; an import of 100,000 rows cannot wait.

PostgreSQL takes them by COPY: one statement for all of them, instead of one each that it must plan and answer.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from operator import itemgetter
from typing import Any

from django.db import connection, models

Row = Mapping[str, Any]

# Fewer rows than this go one by one: COPY cannot be prepared, and an act on one case writes a row or two a table.
WORTH_COPYING = 20


class Written(str):
    """A value that is JSON text already."""

    __slots__ = ()


def _same(value: Any) -> Any:
    return value


def _sqlite_uuid(value: Any) -> str | None:
    if type(value) is uuid.UUID:
        return f"{value.int:032x}"
    return None if value is None else uuid.UUID(str(value)).hex


def _sqlite_date(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _sqlite_datetime(value: datetime | None) -> str | None:
    # The form in which Django reads it back: UTC, without an offset.
    return None if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def _as_json(value: Any) -> str | None:
    if type(value) is Written:
        return str(value)
    if not value:  # most are empty
        return "{}" if value == {} else "[]" if value == [] else None if value is None else _encode(value)
    return _encode(value)


def _converter(field: models.Field[Any, Any], vendor: str) -> Callable[[Any], Any]:
    target: models.Field[Any, Any] = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, models.JSONField):
        return _as_json
    if vendor == "sqlite":
        if isinstance(target, models.UUIDField):
            return _sqlite_uuid
        if isinstance(target, models.DateTimeField):
            return _sqlite_datetime
        if isinstance(target, models.DateField):
            return _sqlite_date
    return _same


@dataclass(frozen=True)
class _Plan:
    """How rows of a model are inserted: the statement, and per column its name in a row, converter and default."""

    sql: str
    copy: str  # the same for many rows; empty where the database has no such statement
    names: tuple[str, ...]
    whole: Callable[[Row], Sequence[Any]]  # the values of a row that has all columns
    converters: tuple[
        tuple[int, Callable[[Any], Any]], ...
    ]  # only of columns that are not stored as they are
    defaults: tuple[Callable[[], Any], ...]

    def insert(self, values: Sequence[Sequence[Any]]) -> None:
        """Insert rows as `values` or `converted` gave them."""
        with connection.cursor() as cursor:
            if not self.copy or len(values) < WORTH_COPYING:
                cursor.executemany(self.sql, values)
                return
            with connection.wrap_database_errors, cursor.copy(self.copy) as copy:
                for row in values:
                    copy.write_row(row)

    def values(self, rows: Iterable[Row]) -> list[Sequence[Any]]:
        """The rows as the database takes them, converted column by column."""
        found = [self._given(row) for row in rows]
        if not self.converters or not found:
            return found
        return self.converted(list(zip(*found, strict=True)))

    def converted(self, columns: list[Sequence[Any]]) -> list[Sequence[Any]]:
        """The rows from all columns in order, as the database takes them."""
        for at, convert in self.converters:
            columns[at] = _converted(convert, columns[at])
        return list(zip(*columns, strict=True))

    def _given(self, row: Row) -> Sequence[Any]:
        try:
            return self.whole(row)
        except KeyError:
            defaults = zip(self.names, self.defaults, strict=True)
            return [row[name] if name in row else default() for name, default in defaults]


def _converted(convert: Callable[[Any], Any], column: Sequence[Any]) -> list[Any]:
    """Each value of a column; one that stands in many rows, such as the town's id, is converted once."""
    different = dict(zip(map(id, column), column, strict=True))
    if len(different) * 2 > len(column):
        return [convert(value) for value in column]
    done = {key: convert(value) for key, value in different.items()}
    return [done[key] for key in map(id, column)]


@cache
def _plan(model: type[models.Model], vendor: str) -> _Plan:
    """How rows of the model are inserted into that database."""
    quote = connection.ops.quote_name
    fields = model._meta.concrete_fields
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(
        "%s::jsonb" if vendor == "postgresql" and isinstance(f, models.JSONField) else "%s" for f in fields
    )
    names = tuple(field.attname for field in fields)
    converters = ((at, _converter(field, vendor)) for at, field in enumerate(fields))
    table = quote(model._meta.db_table)
    return _Plan(
        sql=f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608
        copy=f"COPY {table} ({columns}) FROM STDIN" if vendor == "postgresql" else "",
        names=names,
        whole=itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],),
        converters=tuple((at, convert) for at, convert in converters if convert is not _same),
        defaults=tuple(field.get_default for field in fields),
    )


def insert_many(model: type[models.Model], rows: Iterable[Row]) -> int:
    """Insert rows given as {attname: value}; missing columns take the model's default. Returns how many.

    Must run inside a transaction; constraint errors are the database's own.
    """
    plan = _plan(model, connection.vendor)
    values = plan.values(rows)
    if values:
        plan.insert(values)
    return len(values)


def insert_columns(model: type[models.Model], columns: Mapping[str, Sequence[Any]]) -> None:
    """As insert_many, the rows given as {attname: [value of each row]} with every column of the model there."""
    plan = _plan(model, connection.vendor)
    plan.insert(plan.converted([columns[name] for name in plan.names]))


@dataclass(frozen=True)
class _Change:
    """How rows of a model are updated by their key: the statement, and the columns it takes in order, with converters."""

    sql: str
    columns: tuple[tuple[str, Callable[[Any], Any]], ...]  # the key last


@cache
def _change(model: type[models.Model], names: frozenset[str], vendor: str) -> _Change:
    quote = connection.ops.quote_name
    key: Any = model._meta.pk
    fields = [field for field in model._meta.concrete_fields if field.attname in names and field is not key]
    assignments = ", ".join(
        f"{quote(str(field.column))} = %s"
        + ("::jsonb" if vendor == "postgresql" and isinstance(field, models.JSONField) else "")
        for field in fields
    )
    return _Change(
        f"UPDATE {quote(model._meta.db_table)} SET {assignments} WHERE {quote(str(key.column))} = %s",  # noqa: S608
        tuple((field.attname, _converter(field, vendor)) for field in (*fields, key)),
    )


def update_many(model: type[models.Model], rows: Sequence[Row]) -> int:
    """Update whole rows by primary key, all columns present in each row. Returns how many."""
    if not rows:
        return 0
    change = _change(model, frozenset(rows[0]), connection.vendor)
    values = [[convert(row[name]) for name, convert in change.columns] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(change.sql, values)
    return len(rows)


def in_chunks(values: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    """Slices of at most `size`, in order. SQLite takes 999 variables a statement on old builds."""
    return (values[start : start + size] for start in range(0, len(values), size))
