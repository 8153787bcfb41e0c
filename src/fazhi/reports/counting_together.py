"""Many numbers over one table, or over the same tables joined alike, in one pass.

Ten figures of 100,000 disputes asked one by one walk the table ten times. Here the queries over the same tables and one
year become one SELECT: what all of them demand stands in WHERE, the rest of each in its own CASE. A condition that looks
into a table for each row and stands in several queries is asked once a row. The conditions are those that Django
compiles for each query by itself, so a number counted together is the number counted alone.
"""

from __future__ import annotations

import re
from collections import Counter
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
OFTEN = 4


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
    source: Condition  # what stands after FROM
    joined: bool
    conditions: tuple[Condition, ...]
    column: str


def count_together(wanted: Iterable[Wanted], year: int) -> dict[Hashable, int]:
    """The numbers of those queries that read the same rows; the others are not in the answer."""
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
            groups.setdefault((plain.source, days), []).append(plain)
    for some in groups.values():
        if len(some) > 1:
            found.update(_counted(some))
    return found


def _plain(one: Wanted) -> _Plain | None:
    """The tables and conditions of a query that counts rows as they stand, or None for a query of another make."""
    query = one.query.order_by().query.clone()
    made = query.distinct or query.combinator or query.group_by is not None or query.is_sliced
    if made or query.annotations or query.extra:
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
    compiler.pre_sql_setup()
    tables, values = compiler.get_from_clause()
    joined = any(
        query.alias_refcount[alias] and not isinstance(table, BaseTable)
        for alias, table in query.alias_map.items()
    )
    conditions = []
    for node in _demands(query.where):
        try:
            sql, params = compiler.compile(node)
        except FullResultSet:
            continue
        if sql:
            conditions.append((sql, tuple(params)))
    return _Plain(one, (" ".join(tables), tuple(values)), joined, tuple(conditions), column)


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
    # What looks into another table last: it is asked only of rows that meet the rest.
    owns = [sorted((c for c in one.conditions if c not in common), key=_looks_elsewhere) for one in some]
    asked_once = {} if some[0].joined else _asked_once(owns)
    columns: list[str] = []
    params: list[Any] = []
    for one, own in zip(some, owns, strict=True):
        told = one.column or "1"
        if own:
            tests = [f"({asked_once[c]} = 1)" if c in asked_once else f"({c[0]})" for c in own]
            told = f"CASE WHEN {' AND '.join(tests)} THEN {told} END"
        for condition in own:
            params += () if condition in asked_once else condition[1]
        columns.append(
            {"count": "COUNT({})", "sum": "SUM({})", "different": "COUNT(DISTINCT {})"}[
                one.wanted.measure
            ].format(told)
        )
    where = " AND ".join(f"({sql})" for sql, _ in common)
    table, joins = some[0].source
    source = table + (f" WHERE {where}" if where else "")
    if asked_once:
        source = _with_answers(table, source, asked_once, columns)
        params += [value for _, values in asked_once for value in values]
    params += joins
    for _, values in common:
        params += values
    # Every piece is SQL that Django compiled; the values stay parameters.
    statement = f"SELECT {', '.join(columns)} FROM {source}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        row = cursor.fetchone()
    return {one.wanted.key: int(value or 0) for one, value in zip(some, row, strict=True)}


def _looks_elsewhere(condition: Condition) -> bool:
    return "SELECT" in condition[0]


def _asked_once(owns: list[list[Condition]]) -> dict[Condition, str]:
    """The conditions with a subquery that stand in many queries, each with the name of its answer.

    In few of them it is left where it is, behind conditions that few rows meet.
    """
    times = Counter(condition for own in owns for condition in own if _looks_elsewhere(condition))
    often = [condition for condition, number in times.items() if number >= OFTEN]
    return {condition: f"answer_{number}" for number, condition in enumerate(often)}


def _with_answers(table: str, source: str, asked_once: dict[Condition, str], columns: list[str]) -> str:
    """The rows with the answers beside the columns that the counts need, under the table's own name.

    The limit that limits nothing keeps both databases from putting each condition back where its answer is used.
    """
    quoted = re.compile(rf'{re.escape(table)}\."[^"]+"')
    needed = sorted({found for told in columns for found in quoted.findall(told)})
    answers = [f"CASE WHEN {sql} THEN 1 ELSE 0 END AS {name}" for (sql, _), name in asked_once.items()]
    most = connections[DEFAULT_DB_ALIAS].ops.no_limit_value()
    limit = "OFFSET 0" if most is None else f"LIMIT {most}"
    return f"(SELECT {', '.join([*needed, *answers])} FROM {source} {limit}) {table}"  # noqa: S608
