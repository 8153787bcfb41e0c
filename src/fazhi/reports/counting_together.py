"""Many numbers over one table in one pass.

Ten figures of 100,000 disputes asked one by one walk the table ten times. Here the queries over one table and one
year become one SELECT: what all of them demand stands in WHERE, the rest of each in its own CASE. The conditions are
those that Django compiles for each query by itself, so a number counted together is the number counted alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, Field, QuerySet
from django.db.models.sql.datastructures import BaseTable
from django.db.models.sql.where import AND, WhereNode

Condition = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Wanted:
    """A number to be counted: how many rows, the sum of a column, or its different values."""

    key: Hashable
    query: QuerySet[Any]
    measure: str = "count"
    of: str = ""


@dataclass(frozen=True)
class _Plain:
    wanted: Wanted
    conditions: tuple[Condition, ...]
    column: str


def count_together(wanted: Iterable[Wanted], year: int) -> dict[Hashable, int]:
    """The numbers of those queries that read one table alone; the others are not in the answer."""
    groups: dict[tuple[Any, ...], list[_Plain]] = {}
    found: dict[Hashable, int] = {}
    ends = {str(date(year, 1, 1)), str(date(year, 12, 31))}
    for one in wanted:
        try:
            plain = _plain(one)
        except EmptyResultSet:
            found[one.key] = 0
            continue
        if plain is not None:
            days = tuple(sorted(sql for sql, params in plain.conditions if {str(p) for p in params} & ends))
            groups.setdefault((one.query.model, days), []).append(plain)
    for some in groups.values():
        if len(some) > 1:
            found.update(_counted(some))
    return found


def _plain(one: Wanted) -> _Plain | None:
    """The conditions of a query over one table, or None for a query of another make."""
    query = one.query.order_by().query
    joined = any(
        query.alias_refcount[alias] and not isinstance(table, BaseTable)
        for alias, table in query.alias_map.items()
    )
    made = query.distinct or query.combinator or query.group_by is not None or query.is_sliced
    if joined or made or query.annotations or query.extra:
        return None
    column = ""
    if one.measure != "count":
        field = next(
            (f for f in one.query.model._meta.concrete_fields if one.of in (f.name, f.attname)), None
        )
        if field is None:
            return None
        column = _column(one.query.model, field)
    compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
    conditions = []
    for node in _demands(query.where):
        try:
            sql, params = compiler.compile(node)
        except FullResultSet:
            continue
        if sql:
            conditions.append((sql, tuple(params)))
    return _Plain(one, tuple(conditions), column)


def _demands(node: Any) -> list[Any]:
    """What a condition demands, each demand apart: AND within AND is one list."""
    if isinstance(node, WhereNode) and node.connector == AND and not node.negated:
        return [demand for child in node.children for demand in _demands(child)]
    return [node]


def _column(model: Any, field: Field[Any, Any] | AutoField[Any, Any]) -> str:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    return f"{quote(model._meta.db_table)}.{quote(field.column or field.attname)}"


def _counted(some: list[_Plain]) -> dict[Hashable, int]:
    connection = connections[DEFAULT_DB_ALIAS]
    common = [c for c in some[0].conditions if all(c in other.conditions for other in some[1:])]
    columns: list[str] = []
    params: list[Any] = []
    for one in some:
        own = [c for c in one.conditions if c not in common]
        told = one.column or "1"
        if own:
            told = f"CASE WHEN {' AND '.join(f'({sql})' for sql, _ in own)} THEN {told} END"
        for _, values in own:
            params += values
        columns.append(
            {"count": "COUNT({})", "sum": "SUM({})", "different": "COUNT(DISTINCT {})"}[
                one.wanted.measure
            ].format(told)
        )
    table = connection.ops.quote_name(some[0].wanted.query.model._meta.db_table)
    where = " AND ".join(f"({sql})" for sql, _ in common)
    for _, values in common:
        params += values
    # Every piece is SQL that Django compiled; the values stay parameters.
    statement = f"SELECT {', '.join(columns)} FROM {table}" + (f" WHERE {where}" if where else "")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        row = cursor.fetchone()
    return {one.wanted.key: int(value or 0) for one, value in zip(some, row, strict=True)}
