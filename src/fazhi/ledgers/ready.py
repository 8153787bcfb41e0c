"""New records of a chunk as they go into the tables, made ready before the database is asked to let us write.

SQLite lets one writer in at a time. What needs no lock is done without one, so that a page that saves waits half as long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fazhi.ledgers.matching import Found
from fazhi.ledgers.reading import SheetPlan
from fazhi.records.digest import rows_digests
from fazhi.records.kinds import Making
from fazhi.records.new_records import NewRecord, finish
from fazhi.trace.writing import object_of


@dataclass(frozen=True)
class Ready:
    """The records with the digests of their rows, and the surroundings they were made in."""

    new: list[NewRecord]
    digests: list[str]
    making: Making


def make_ready(plan: SheetPlan, rows: Sequence[Found], ids: Mapping[str, UUID], making: Making) -> Ready:
    """The rows of new records; `ids` are theirs by fingerprint. Those that an undo took out are no new ones."""
    kind = plan.kind
    assert kind is not None  # noqa: S101  import_ledgers gives only recognised tables
    new: list[NewRecord] = []
    for found in rows:
        if found.revives:
            continue
        values = found.row.values
        making.record_id = ids[found.mark]
        made = kind.rows(values, making)
        made[kind.model][0]["extra"] = found.row.extra
        finish(kind, made, values, mark=found.likely)
        source = f"{plan.file}/{plan.sheet}/{found.row.row}"
        new.append(NewRecord(values, made, making.record_id, source, object_of(found.texts.items())))
    return Ready(new, list(rows_digests(kind, [record.rows for record in new])), making)
