"""One rule for many rows of 待改正: the same wrong value of a column put right in all of them, each checked on its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fazhi.ledgers.correcting import put_right, waiting_rows
from fazhi.ledgers.sources import typed
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.pages.forms import form_for
from fazhi.records.actions import Refused, fault
from fazhi.records.kinds import kind_of
from fazhi.records.models import SourceRow

MOST = 500  # rows of one rule in one go


@dataclass(frozen=True)
class Wrong:
    """A wrong value of a column of a kind, as the ledger has it; `value` "" is an empty cell."""

    kind: str
    field: str
    column: str
    value: str
    count: int = 0


@dataclass
class Line:
    """What a rule makes of one row: the values it would be registered with, or why it stays waiting."""

    row: SourceRow
    values: dict[str, Any] | None
    reason: str = ""


def wrong_values(rows: Iterable[SourceRow]) -> list[Wrong]:
    """The wrong values that more than one of these rows have, most frequent first."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for row in rows:
        found.update({
            (row.kind, one["field"], one["column"], _text(one["value"]))
            for one in row.problems
            if one.get("field") and one["column"]
        })  # fmt: skip
    return [Wrong(*key, count) for key, count in found.most_common() if count > 1]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def affected(wrong: Wrong, *, town: Town, by: Actor, batch_id: UUID | None = None) -> list[SourceRow]:
    """The waiting rows with that wrong value, of one batch or of the whole town; at most MOST."""
    rows = waiting_rows(town, by).filter(kind=wrong.kind)
    if batch_id is not None:
        rows = rows.filter(batch=batch_id)
    return [
        row
        for row in rows
        if any(p.get("field") == wrong.field and _text(p["value"]) == wrong.value for p in row.problems)
    ][:MOST]


def tried(wrong: Wrong, right: str, rows: Iterable[SourceRow]) -> list[Line]:
    """What becomes of each row when `right`, typed as on a form, stands in that column. Writes nothing."""
    return [_tried(wrong, right, row) for row in rows]


def _tried(wrong: Wrong, right: str, row: SourceRow) -> Line:
    kind = kind_of(row.kind)
    form_class = form_for(kind.columns, year=row.year)
    given = form_class(initial={name: typed(kind, name, value) for name, value in row.values.items()})
    data: dict[str, Any] = {}
    for bound in given:
        data[bound.html_name] = bound.field.prepare_value(bound.initial)
    for problem in row.problems:
        # What else is wrong stays as it was written, and so the row stays waiting.
        if problem.get("field") in given.fields:
            data[problem["field"]] = _text(problem["value"])
    data[wrong.field] = right
    form = form_class(data)
    if not form.is_valid():
        return Line(row, None, "；".join(str(error) for errors in form.errors.values() for error in errors))
    if (refusal := fault(kind, form.cleaned_data)) is not None:
        return Line(row, None, str(refusal))
    return Line(row, form.cleaned_data)


def apply(lines: Iterable[Line], *, town: Town, by: Actor) -> tuple[list[UUID], list[Line]]:
    """Put the rows right one by one, each in a transaction of its own with its trace.

    Returns the records made and the rows that stay waiting. Raises NotAllowed when the person may not at all.
    """
    made: list[UUID] = []
    left: list[Line] = []
    for line in lines:
        if line.values is None:
            left.append(line)
            continue
        try:
            made.append(put_right(line.row.pk, line.values, town=town, by=by))
        except Refused as refusal:
            left.append(Line(line.row, None, str(refusal)))
    return made, left
