"""That a record of any kind says what it was told, and that the trace seals the rows in which it stands."""

from __future__ import annotations

from typing import Any

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.actions import add, correct, current_values
from fazhi.records.digest import read_rows, rows_digest
from fazhi.records.kinds import RecordKind, kind_of
from fazhi.trace.models import TraceRecord


def says_what_it_was_told(kind: RecordKind, town: Town, *told: dict[str, Any]) -> None:
    """Add what is told first, correct it to each of the rest: every time it reads back whole and sealed."""
    assert kind_of(kind.code) is kind
    record = add(kind, told[0], town=town, by=CONSOLE)
    for values in told:
        correct(kind, record, values, town=town, by=CONSOLE)
        assert current_values(kind, record) == values
        last = TraceRecord.objects.filter(subject=str(record)).order_by("seq").last()
        assert last is not None
        assert last.rows_digest == rows_digest(kind, read_rows(kind, [record])[record])


def says_nothing_it_was_not_told(kind: RecordKind, town: Town, values: dict[str, Any]) -> None:
    """Of the values only the required ones are told."""
    told = {column.field: values[column.field] for column in kind.columns if column.required}
    record = add(kind, told, town=town, by=CONSOLE)
    assert {name: value for name, value in current_values(kind, record).items() if value} == told
