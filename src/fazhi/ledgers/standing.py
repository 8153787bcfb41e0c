"""Rows of a file that say what a record says as it stands now: exported from here, or registered on a page before.

An export hides telephone numbers. A hidden number that is the hidden form of the stored one says the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from fazhi.ledgers.cells import read_cell
from fazhi.pages.showing import excel_value, in_full
from fazhi.pages.showing import masked as hidden_form
from fazhi.pages.views.access import date_lookup
from fazhi.records.columns import Column
from fazhi.records.kinds import RecordKind
from fazhi.records.models import RecordQuerySet
from fazhi.storage.bulk import in_chunks
from fazhi.trace.writing import as_json, sm3


def says_the_same(column: Column, written: Any, stored: Any) -> bool:
    """Whether a cell says what the record says: the same value, or its hidden form."""
    if as_json(written) == as_json(stored):
        return True
    return column.masked and bool(written) and written == hidden_form(column, stored)


def is_hidden(column: Column, value: Any) -> bool:
    """Whether the value is a hidden one: 138****5678."""
    return column.masked and isinstance(value, str) and "*" in value


@dataclass
class StandingRecords:
    """The records of a town's kind that nobody has claimed yet, by what an export of them would say."""

    kind: RecordKind
    claimed: set[UUID] = field(default_factory=set)
    _by_mark: dict[str, list[tuple[UUID, dict[str, Any]]]] = field(default_factory=lambda: defaultdict(list))

    def load(self, rows: RecordQuerySet, days: Iterable[date], *, today: date) -> None:
        """Read those of these days; all, where the kind keeps no day of its own."""
        lookup = date_lookup(self.kind)
        if lookup is None:
            self._add(rows, today)
            return
        for some in in_chunks(sorted(set(days)), 300):
            self._add(rows.filter(**{f"{lookup}__in": some}), today)

    def _add(self, rows: RecordQuerySet, today: date) -> None:
        loaded = rows.select_related(*self.kind.related).prefetch_related(*self.kind.fetched).order_by("pk")
        for record in loaded.iterator(chunk_size=500):
            if record.pk in self.claimed:
                continue
            values = self.kind.values(record)
            for hide in (True, False):
                mark = self._mark(self._as_read(values, today, hide=hide))
                self._by_mark[mark].append((record.pk, record.extra))

    def _as_read(self, values: Mapping[str, Any], today: date, *, hide: bool) -> dict[str, Any]:
        """What an import reads from the row an export makes of these values."""
        said: dict[str, Any] = {}
        for column in self.kind.columns:
            value = values.get(column.field)
            if column.masked and not hide:
                cell: Any = in_full(column, value)
            else:
                cell = excel_value(column, value)
            if isinstance(cell, Decimal):
                cell = float(cell)
            said[column.field] = read_cell(column, cell, year=None, today=today).value
        for name, value in self.kind.layout.implied.items():
            said[name] = said.get(name) or value
        return said

    @staticmethod
    def _mark(values: Mapping[str, Any]) -> str:
        return sm3(as_json({name: value for name, value in values.items() if value not in (None, "", [])}))

    def take(self, values: Mapping[str, Any], extra: Mapping[str, Any]) -> UUID | None:
        """The record that says this and no less, claimed by the row; None when there is none."""
        for pk, kept in self._by_mark.get(self._mark(values), ()):
            if pk not in self.claimed and all(kept.get(name) == value for name, value in extra.items()):
                self.claimed.add(pk)
                return pk
        return None
