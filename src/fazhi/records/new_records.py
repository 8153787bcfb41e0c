"""New records on their way into the tables: one typed on a page, or some hundred of a ledger at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from fazhi.orgs.permissions import Actor
from fazhi.records import search_entries
from fazhi.records.digest import complete, owner_column, rows_digests
from fazhi.records.grouping import write_surroundings
from fazhi.records.kinds import Making, RecordKind, Rows, Values, likely_mark
from fazhi.storage.bulk import Written, insert_many
from fazhi.trace.writing import Entry, append, as_json, object_of, text_of


@dataclass(frozen=True)
class NewRecord:
    """One record to come in by a bulk action: its values, what no field took, and the rows made of them."""

    values: Values
    rows: Rows
    record_id: UUID
    source: str = ""  # file, sheet and row, for the trace
    told: Written | None = None  # the values as `as_json` writes them, where they are at hand

    def change(self) -> Written:
        """What the trace tells of it."""
        texts = [("after", self.told or as_json(self.values))]
        if self.source:
            texts.append(("source", text_of(self.source)))
        return object_of(texts)


def finish(kind: RecordKind, rows: Rows, values: Values, *, mark: str | None = None) -> Rows:
    """What every record gets after its kind has made its rows: the mark of likeness, and defaults filled in.

    `mark` is that mark, where it is known already.
    """
    rows[kind.model][0]["likely_mark"] = likely_mark(kind, values) if mark is None else mark
    return complete(rows)


def write_new(
    kind: RecordKind, new: Sequence[NewRecord], making: Making, *, town_id: UUID, by: Actor, verb: str,
    digests: Iterable[str] | None = None,
) -> None:  # fmt: skip
    """Insert the rows of new records with their villages, grouping records and trace. Inside a transaction.

    `digests` are theirs in order (`rows_digests`), where they were worked out before the transaction began.
    """
    write_surroundings(making, town_id=town_id, by=by)
    tables: Rows = {}
    for record in new:
        for model, rows in record.rows.items():
            tables.setdefault(model, []).extend(rows)
    for model in parents_first(kind):
        insert_many(model, tables.get(model, ()))
    if digests is None:
        digests = rows_digests(kind, [record.rows for record in new])
    append(
        Entry(
            chain=kind.chain(town_id, record.record_id), verb=verb, kind=kind.code, subject=record.record_id,
            actor=by.key, town=town_id, rows_digest=digest, change=record.change(), opens=kind.is_case,
        )
        for record, digest in zip(new, digests, strict=True)
    )  # fmt: skip
    # The rows of an unfinished batch get their search entries when it is published (records/search_backlog.py).
    if verb != "imported":
        search_entries.keep(kind, [record.record_id for record in new])


def parents_first(kind: RecordKind) -> Iterable[type[models.Model]]:
    """Root and parts in the order in which keys allow inserting: a case before its details, parts last."""
    shared = [model for model in kind.parts if owner_column(kind, model) == "id"]
    return (*shared, kind.model, *(model for model in kind.parts if model not in shared))
