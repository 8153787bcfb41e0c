"""What fits into a column: a name longer than its place, a count larger than any ledger holds.

SQLite would take them, PostgreSQL would refuse the whole chunk: so they are told as faults of the one row.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models

from fazhi.records.columns import Column, Shape
from fazhi.records.kinds import RecordKind, Values

# A name in a table of its own (a party, a village, a round) where no column says otherwise.
NAME = 100
VILLAGE = 60
_LARGEST = {
    "PositiveSmallIntegerField": 32_767,
    "PositiveIntegerField": 2_147_483_647,
    "IntegerField": 2_147_483_647,
}
_WRITTEN = (Shape.TEXT, Shape.NUMBER, Shape.PHONE, Shape.CHOICE, Shape.NAMES)
_COUNTED = (Shape.COUNT, Shape.MONEY, Shape.PERCENT)


def too_large(kind: RecordKind, values: Values) -> tuple[Column, str] | None:
    """The first column whose value does not fit, and what to do about it."""
    for column, limit in _limits(kind):
        value = values.get(column.field)
        if not value:
            continue
        if column.shape in _COUNTED:
            if value > limit:
                return column, f"{column.heading}太大，最多{limit}，请核对"
            continue
        for text in value if isinstance(value, list) else (value,):
            if len(text) > limit:
                return (
                    column,
                    f"{column.heading}太长，有{len(text)}个字，最多{limit}个，请写短一些，详情写进备注",
                )
    return None


@cache
def _limits(kind: RecordKind) -> tuple[tuple[Column, int], ...]:
    found = []
    tables = (kind.model, *kind.parts)
    for column in kind.columns:
        if column.shape in _WRITTEN and (length := _length(column, tables)):
            found.append((column, length))
        elif column.shape in _COUNTED and (largest := _largest(column, tables)):
            found.append((column, largest))
    return tuple(found)


def _length(column: Column, tables: tuple[type[models.Model], ...]) -> int | None:
    if column.field == "village":
        return VILLAGE
    for field in _fields(column, tables):
        return field.max_length  # None for text without a limit
    return NAME


def _largest(column: Column, tables: tuple[type[models.Model], ...]) -> int | None:
    for field in _fields(column, tables):
        return _LARGEST.get(field.get_internal_type())
    return None


def _fields(column: Column, tables: tuple[type[models.Model], ...]) -> list[Any]:
    """The database columns of that name, the town's word before the code."""
    return [
        field
        for table in tables
        for name in (f"{column.field}_word", column.field)
        for field in table._meta.concrete_fields
        if field.name == name and not field.is_relation
    ]
