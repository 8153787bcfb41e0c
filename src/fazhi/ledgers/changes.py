"""Rows of an edited file: what they change in records that are there, and how that is brought in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fazhi.ledgers.matching import Found, Standing
from fazhi.ledgers.sources import in_words, plain, source_row
from fazhi.ledgers.standing import is_hidden, says_the_same
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.records.actions import Refused, correct, current_values, fault
from fazhi.records.kinds import RecordKind
from fazhi.records.models import ImportBatch, SourceRow
from fazhi.storage.bulk import in_chunks, insert_many
from fazhi.trace.writing import Entry, append


@dataclass
class Change:
    """A row of an edited file and the record it belongs to.

    Only columns that the file itself changed are brought in, so what a person corrected elsewhere stays.
    """

    kind: RecordKind
    standing: Standing
    found: Found
    title: str = ""
    before: dict[str, Any] = field(default_factory=dict)  # the record's values in the columns to change
    after: dict[str, Any] = field(default_factory=dict)
    extra_before: dict[str, Any] = field(default_factory=dict)  # columns no field takes
    extra_after: dict[str, Any] = field(default_factory=dict)
    refused: str = ""  # why the change cannot be brought in

    @property
    def is_nothing(self) -> bool:
        """The record says already what the row says."""
        return not self.after and not self.extra_after

    def told(self) -> dict[str, Any]:
        """For the preview: {heading: [was, is]}."""
        columns: dict[str, list[Any]] = {}
        for column in self.kind.columns:
            if column.field in self.after:
                was, now = self.before.get(column.field), self.after[column.field]
                columns[column.heading] = [in_words(column, was), in_words(column, now)]
        columns.update(
            {name: [self.extra_before.get(name), value] for name, value in self.extra_after.items()}
        )
        return {"row": self.found.row.row, "title": self.title, "columns": columns}


def changes_of(kind: RecordKind, pairs: Sequence[tuple[Standing, Found]]) -> list[Change]:
    """What each row changes in its record as it stands now."""
    changes: list[Change] = []
    for some in in_chunks(pairs, 200):
        ids = [standing.record_id for standing, _ in some]
        said = dict(
            SourceRow.objects.filter(pk__in=[s.source_id for s, _ in some]).values_list("pk", "values")
        )
        records = (
            kind.model.objects.select_related(*kind.related).prefetch_related(*kind.fetched).in_bulk(ids)
        )
        for standing, found in some:
            record = records[standing.record_id]
            change = Change(kind, standing, found, title=kind.title(record))
            _fill(change, said[standing.source_id], kind.values(record), record.extra)
            if not change.is_nothing and not change.refused:
                if record.voided_at is not None:
                    change.refused = (
                        f"这一行对应的记录“{change.title}”已作废（{record.void_reason}），台账里的改动没有带入。"
                        "仍要登记的，改好后保存；不用的，写明原因"
                    )
                elif (refusal := fault(kind, {**kind.values(record), **change.after})) is not None:
                    change.refused = f"和记录里已有的内容合在一起对不上：{refusal}"
            changes.append(change)
    return changes


def _fill(change: Change, said: dict[str, Any], now: dict[str, Any], extra: dict[str, Any]) -> None:
    """Columns that differ from what the file said last time and from what the record says now."""
    for name, value in change.found.row.values.items():
        column = change.kind.layout.column(name)
        if says_the_same(column, value, said.get(name)) or says_the_same(column, value, now.get(name)):
            continue
        if is_hidden(column, value) and now.get(name) and not is_hidden(column, now[name]):
            change.refused = f"{column.heading}“{value}”是遮住的号码，和记录里的不一样，没有带入。请填全号，或者填和导出时一样的遮住的号码"
        change.before[name], change.after[name] = now.get(name), value
    for name, value in change.found.row.extra.items():
        if extra.get(name) != value:
            change.extra_before[name], change.extra_after[name] = extra.get(name), value


def apply(change: Change, *, town: Town, batch: ImportBatch, year: int, by: Actor) -> dict[str, Any] | None:
    """Bring the change into the record. Where that is refused the row waits instead; returns the problem then."""
    kind, found, record_id = change.kind, change.found, change.standing.record_id
    assert record_id is not None  # noqa: S101  pair_changed gives only rows that became records
    problem: dict[str, Any] | None = None
    try:
        with transaction.atomic():
            now = current_values(kind, record_id)
            correct(
                kind, record_id, {**now, **change.after}, town=town, by=by, verb="corrected_by_import",
                source=f"{found.file}/{found.sheet}/{found.row.row}", extra=change.extra_after,
            )  # fmt: skip
    except Refused as refusal:
        problem = {"column": "", "value": None, "reason": str(refusal)}
        found.row.problems.append(problem)
    source = source_row(
        found, kind=kind, town_id=town.pk, batch_id=batch.pk, year=year,
        outcome=SourceRow.Outcome.PROBLEM if problem else SourceRow.Outcome.CHANGED,
        record_id=None if problem else record_id,
    )  # fmt: skip
    if not problem:
        source["change"] = {
            "before": {name: plain(value) for name, value in change.before.items()},
            "after": {name: plain(value) for name, value in change.after.items()},
            "extra_before": change.extra_before,
            "extra_after": change.extra_after,
        }
    insert_many(SourceRow, [source])
    return problem


def mend(source_ids: Sequence[UUID], batch: ImportBatch, by: Actor) -> None:
    """Rows that waited and stand corrected in the file now wait no longer; undoing the batch lets them wait again."""
    if source_ids:
        batch.summary["mended"] = [str(pk) for pk in source_ids]
        _settle(source_ids, batch, by, "mended_by_import", datetime.now(UTC))


def unmend(batch: ImportBatch, by: Actor) -> None:
    """The reverse of `mend`."""
    _settle([UUID(pk) for pk in batch.summary.get("mended", ())], batch, by, "waits_again", None)


def _settle(ids: Sequence[UUID], batch: ImportBatch, by: Actor, verb: str, when: datetime | None) -> None:
    for some in in_chunks(ids, 500):
        SourceRow.objects.filter(pk__in=some, town_id=batch.town_id).update(settled_at=when)
    append(
        Entry(
            chain=f"{batch.town_id}:source_row", verb=verb, kind="source_row", subject=pk, actor=by.key,
            town=batch.town_id, change={"batch": batch.pk},
        )
        for pk in ids
    )  # fmt: skip
