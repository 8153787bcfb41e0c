"""Many numbers over one table, or over the same tables joined alike, in one pass.

Ten figures of 100,000 disputes asked one by one walk the table ten times. Here the queries over the same tables and one
year become one SELECT: what all of them demand stands in WHERE, the rest of each in its own CASE. A condition that looks
into a table for each row and stands in several queries, plain or turned round by NOT, is asked once a row. The conditions
are those that Django compiles for each query by itself, so a number counted together is the number counted alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldError, FullResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.expressions import Col
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
    tables: tuple[str, ...]  # their names there, quoted
    conditions: tuple[Condition, ...]
    column: str


def count_together(wanted: Iterable[Wanted], year: int) -> dict[Hashable, int]:
    """The numbers of those queries that read the same rows; the others are not in the answer."""
    groups: dict[tuple[Any, ...], list[_Plain]] = {}
    found: dict[Hashable, int] = {}
    for one in wanted:
        try:
            plain = _plain(one)
        except EmptyResultSet:
            found[one.key] = 0
            continue
        if plain is not None:
            groups.setdefault((plain.source, _days(plain, year)), []).append(plain)
    for some in groups.values():
        if len(some) > 1:
            found.update(_counted(some))
    return found


def _days(plain: _Plain, year: int) -> tuple[str, ...]:
    """By which days of its own rows a query belongs to the year: the index it is read by."""
    first = (str(date(year, 1, 1)),)
    days = (sql for sql, params in plain.conditions if ">=" in sql and tuple(map(str, params)) == first)
    return tuple(sorted(days))


def _plain(one: Wanted) -> _Plain | None:
    """The tables and conditions of a query that counts rows as they stand, or None for a query of another make."""
    query = one.query.order_by().query.clone()
    made = query.distinct or query.combinator or query.group_by is not None or query.is_sliced
    if made or query.annotations or query.extra:
        return None
    column = None
    if one.measure != "count":
        try:
            column = query.resolve_ref(one.of)
        except FieldError:
            return None
        if not isinstance(column, Col):
            return None
    query.clear_select_clause()  # nothing is read but the numbers
    compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
    compiler.pre_sql_setup()
    tables, values = compiler.get_from_clause()
    conditions = []
    for node in _demands(query.where):
        try:
            sql, params = compiler.compile(node)
        except FullResultSet:
            continue
        if sql:
            conditions.append((sql, tuple(params)))
    used = tuple(
        compiler.quote_name_unless_alias(alias) for alias in query.alias_map if query.alias_refcount[alias]
    )
    told = compiler.compile(column)[0] if column is not None else ""
    return _Plain(one, (" ".join(tables), tuple(values)), used, tuple(conditions), told)


def _demands(node: Any) -> list[Any]:
    """What a condition demands, each demand apart: AND within AND is one list."""
    if isinstance(node, WhereNode) and node.connector == AND and not node.negated:
        return [demand for child in node.children for demand in _demands(child)]
    return [node]


def _counted(some: list[_Plain]) -> dict[Hashable, int]:
    connection = connections[DEFAULT_DB_ALIAS]
    common = [c for c in some[0].conditions if all(c in other.conditions for other in some[1:])]
    # What looks into another table last: it is asked only of rows that meet the rest.
    owns = [sorted((c for c in one.conditions if c not in common), key=_looks_elsewhere) for one in some]
    asked_once = _asked_once(owns, some[0].tables)
    columns: list[str] = []
    params: list[Any] = []
    for one, own in zip(some, owns, strict=True):
        told = one.column or "1"
        if own:
            tests = []
            for condition in own:
                base, turned = _turned(condition)
                if base in asked_once:
                    tests.append(f"NOT {asked_once[base]}" if turned else asked_once[base])
                else:
                    tests.append(f"({condition[0]})")
                    params += condition[1]
            told = f"CASE WHEN {' AND '.join(tests)} THEN {told} END"
        columns.append(
            {"count": "COUNT({})", "sum": "SUM({})", "different": "COUNT(DISTINCT {})"}[
                one.wanted.measure
            ].format(told)
        )
    where = " AND ".join(f"({sql})" for sql, _ in common)
    tables, joins = some[0].source
    source = tables + (f" WHERE {where}" if where else "")
    if asked_once:
        columns, source = _with_answers(some[0].tables, source, asked_once, columns)
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


def _turned(condition: Condition) -> tuple[Condition, bool]:
    """The condition without a NOT that stands before all of it, and whether there was one."""
    sql, params = condition
    if not sql.startswith("NOT (") or not sql.endswith(")"):
        return condition, False
    depth = 0
    for at, letter in enumerate(sql):
        depth += (letter == "(") - (letter == ")")
        if letter == ")" and depth == 0:
            return ((sql[5:-1], params), True) if at == len(sql) - 1 else (condition, False)
    return condition, False


def _asked_once(owns: list[list[Condition]], tables: tuple[str, ...]) -> dict[Condition, str]:
    """The conditions with a subquery that stand in many queries, each with the name of its answer.

    In few of them it is left where it is, behind conditions that few rows meet. But what stands beside its opposite is
    asked of every row, and what asks nothing of the row costs a whole pass wherever it stands.
    """
    stands = Counter(_turned(condition) for own in owns for condition in own if _looks_elsewhere(condition))
    often = []
    for base in dict.fromkeys(base for base, _ in stands):
        plain, turned = stands[base, False], stands[base, True]
        if plain + turned >= (OFTEN if _asks_the_row(base, tables) else 2) or (plain and turned):
            often.append(base)
    return {base: f"answer_{number}" for number, base in enumerate(often)}


def _asks_the_row(condition: Condition, tables: tuple[str, ...]) -> bool:
    """Whether its subquery has another answer for each row."""
    inside = condition[0][condition[0].index("SELECT") :]
    return any(f"{table}." in inside for table in tables)


def _with_answers(
    tables: tuple[str, ...], source: str, asked_once: dict[Condition, str], columns: list[str]
) -> tuple[list[str], str]:
    """The columns, and the rows they count with the answers beside what they need of each table.

    The limit that limits nothing keeps both databases from putting each condition back where its answer is used.
    """
    column = re.compile(rf'(?:{"|".join(map(re.escape, tables))})\."[^"]+"')
    names: dict[str, str] = {}
    for told in columns:
        for found in column.findall(told):
            names.setdefault(found, f"column_{len(names)}")
    columns = [column.sub(lambda found: names[found[0]], told) for told in columns]
    needed = [f"{told} AS {name}" for told, name in names.items()]
    answers = [f"({sql}) AS {name}" for (sql, _), name in asked_once.items()]
    most = connections[DEFAULT_DB_ALIAS].ops.no_limit_value()
    limit = "OFFSET 0" if most is None else f"LIMIT {most}"
    return columns, f"(SELECT {', '.join([*needed, *answers])} FROM {source} {limit}) one"  # noqa: S608
