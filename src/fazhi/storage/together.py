"""Rows of several tables, or the answers to several questions, in one statement.

A statement costs more than the few rows it brings: a case with its parts stands in six tables, and every page asks the
same handful of small questions. Both become one UNION ALL that SQLite and PostgreSQL understand alike.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.functions import Cast

# One value as it came from the database, to what Python code works with.
Reader = Callable[[Any], Any]


class Asked(NamedTuple):
    """The rows of a model in which these columns have these values."""

    model: type[models.Model]
    where: Mapping[str, Any]


def read_tables(asked: Sequence[Asked]) -> list[list[dict[str, Any]]]:
    """For each of them its rows, whole, as {attname: value}, in no order. One statement, so of one moment."""
    plan = _plan(tuple((one.model, tuple(one.where)) for one in asked), connection.vendor)
    values = [
        prepare(value)
        for one, prepares in zip(asked, plan.prepares, strict=True)
        for value, prepare in zip(one.where.values(), prepares, strict=True)
    ]
    found: list[list[dict[str, Any]]] = [[] for _ in asked]
    with connection.cursor() as cursor:
        cursor.execute(plan.sql, values)
        for row in cursor.fetchall():
            at = row[0]
            found[at].append({
                name: value if read is None or value is None else read(value)
                for (name, slot, read), value in ((one, row[one[1]]) for one in plan.columns[at])
            })  # fmt: skip
    return found


class _Plan(NamedTuple):
    sql: str
    prepares: tuple[tuple[Reader, ...], ...]  # per table and column asked for
    columns: tuple[
        tuple[tuple[str, int, Reader | None], ...], ...
    ]  # per table: name, place in the row, how to read


@lru_cache(maxsize=256)
def _plan(tables: tuple[tuple[type[models.Model], tuple[str, ...]], ...], vendor: str) -> _Plan:
    """Columns of one type share a place, so that a row is as wide as the types ask and not as all tables together."""
    places: dict[tuple[str, int], int] = {}
    laid: list[dict[int, models.Field[Any, Any]]] = []
    for model, _ in tables:
        used: dict[str, int] = {}
        lies: dict[int, models.Field[Any, Any]] = {}
        for field in model._meta.concrete_fields:
            of_type = _type(field)
            nth = used[of_type] = used.get(of_type, -1) + 1
            lies[places.setdefault((of_type, nth), len(places))] = field
        laid.append(lies)
    types = [of_type for of_type, _ in places]
    quote = connection.ops.quote_name
    parts, prepares, columns = [], [], []
    for at, ((model, where), lies) in enumerate(zip(tables, laid, strict=True)):
        shown = [
            quote(str(lies[place].column)) if place in lies else _nothing(of_type, vendor)
            for place, of_type in enumerate(types)
        ]
        fields = [model._meta.get_field(name) for name in where]
        asked = " AND ".join(f"{quote(str(field.column))} = %s" for field in fields)  # type: ignore[union-attr]
        parts.append(f"SELECT {at}, {', '.join(shown)} FROM {quote(model._meta.db_table)} WHERE {asked}")  # noqa: S608
        prepares.append(tuple(map(_preparing, fields)))
        columns.append(tuple((field.attname, place + 1, _reading(field)) for place, field in lies.items()))
    return _Plan(" UNION ALL ".join(parts), tuple(prepares), tuple(columns))


def _type(field: models.Field[Any, Any]) -> str:
    """The type of the column, texts of any length as one."""
    of_type = str(
        field.rel_db_type(connection) if isinstance(field, models.ForeignKey) else field.db_type(connection)
    )
    return (
        "text"
        if of_type.startswith("varchar")
        else of_type.split(" ")[0]
        if "unsigned" in of_type
        else of_type
    )


def _nothing(of_type: str, vendor: str) -> str:
    return f"NULL::{of_type}" if vendor == "postgresql" else "NULL"


def _preparing(field: Any) -> Reader:
    return lambda value: field.get_db_prep_value(value, connection, prepared=False)


def _reading(field: Any) -> Reader | None:
    """As a query reads it: first what the database's way of keeping asks for, then what the field does."""
    column = field.get_col(field.model._meta.db_table)
    steps = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]
    if not steps:
        return None

    def read(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return read


def as_text(name: str) -> Cast:
    """The column or expression as text, for `ask_together`: ids as UUID() reads them, dates as ISO, None as it is."""
    return Cast(name, models.TextField())


def text(word: str | None) -> Cast:
    """The same word in each row, for `ask_together`."""
    return Cast(models.Value(word), models.TextField())


class _Compiled(NamedTuple):
    sql: str
    given: tuple[Any, ...]
    widths: tuple[int, ...]  # columns of each question; 0: it can have no answer


_compiled: OrderedDict[Hashable, _Compiled] = OrderedDict()
_lock = threading.Lock()
KEPT = 256


def ask_together(questions: Sequence[QuerySet[Any, Any]]) -> list[list[tuple[Any, ...]]]:
    """The answers to queries that end in values_list, in one statement. Every column must be text (`as_text`)."""
    return _answers(_compile(questions))


# Stands for the id that is asked about while a question is compiled; no row has it.
_SOMETHING = UUID(int=0x5EA1)


def ask_again(
    key: Hashable, make: Callable[[UUID], Sequence[QuerySet[Any, Any]]], about: UUID | None = None
) -> list[list[tuple[Any, ...]]]:
    """`ask_together(make(about))`, with what was compiled for that key before: to compile costs more than to answer.

    The key must say everything the questions are made from, days and ids too, but for the one id they are `about`.
    """
    place = (connection.vendor, key)
    with _lock:
        compiled = _compiled.get(place)
        if compiled is not None:
            _compiled.move_to_end(place)
    if compiled is None:
        compiled = _compile(make(_SOMETHING))
        with _lock:
            _compiled[place] = compiled
            while len(_compiled) > KEPT:
                _compiled.popitem(last=False)
    if about is not None:
        mark, there = (_ID.get_db_prep_value(one, connection) for one in (_SOMETHING, about))
        compiled = compiled._replace(given=tuple(there if one == mark else one for one in compiled.given))
    return _answers(compiled)


_ID: Any = models.UUIDField()


def _compile(questions: Sequence[QuerySet[Any, Any]]) -> _Compiled:
    values: list[Any] = []
    asked: list[str] = []
    widths: list[int] = []
    for question in questions:
        try:
            sql, given = question.query.sql_with_params()
        except EmptyResultSet:
            sql, given = "", ()
        asked.append(sql)
        values += given
        widths.append(len(question.query.values_select) + len(question.query.annotation_select) if sql else 0)
    wide = max(widths, default=0)
    parts = [
        f"SELECT {at}, one.*{', NULL' * (wide - many)} FROM ({sql}) one"  # noqa: S608
        for at, (sql, many) in enumerate(zip(asked, widths, strict=True))
        if many
    ]
    return _Compiled(" UNION ALL ".join(parts), tuple(values), tuple(widths))


def _answers(compiled: _Compiled) -> list[list[tuple[Any, ...]]]:
    found: list[list[tuple[Any, ...]]] = [[] for _ in compiled.widths]
    if compiled.sql:
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, compiled.given)
            for row in cursor.fetchall():
                found[row[0]].append(row[1 : compiled.widths[row[0]] + 1])
    return found
