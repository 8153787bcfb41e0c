"""One batch under way: records written in small chunks, each in one transaction, shown by one change of the batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from fazhi.cases.rows import confirm_numbers
from fazhi.ledgers import originals
from fazhi.ledgers.batches import Standings, open_batch, standings, tell_batch, void_batch
from fazhi.ledgers.changes import Change, apply, mend
from fazhi.ledgers.compared import Compared
from fazhi.ledgers.matching import Found
from fazhi.ledgers.reading import SheetPlan
from fazhi.ledgers.ready import Ready, make_ready
from fazhi.ledgers.results import ImportResult, SheetResult
from fazhi.ledgers.sources import source_row
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.records import search_backlog
from fazhi.records.actions import Refused, correct, set_batch
from fazhi.records.grouping import MovedMeanwhile
from fazhi.records.kinds import Making, RecordKind, making_for
from fazhi.records.models import ImportBatch, SourceRow
from fazhi.records.new_records import write_new
from fazhi.storage.bulk import insert_many


@dataclass
class Writer:
    """One batch under way. Nothing it writes is seen before `publish`."""

    town: Town
    year: int
    by: Actor
    dry_run: bool
    total: int
    files: list[str]
    batch: ImportBatch | None = None
    # {kind: {mark of a row: the id its record has or will have}}
    seen: dict[str, dict[str, UUID]] = field(default_factory=lambda: defaultdict(dict))
    making: Making | None = None
    changes: list[tuple[Change, SheetResult]] = field(default_factory=list)
    mended: list[UUID] = field(default_factory=list)
    before: Standings = field(init=False)

    def __post_init__(self) -> None:
        self.before = standings(self.town.pk)

    def write(self, kind: RecordKind, plan: SheetPlan, rows: Compared) -> None:
        """Write one chunk in one transaction: new records, rows that wait, rows merged."""
        if self.dry_run or not (rows.new or rows.faulty or rows.merged):
            return
        # Made ready before the transaction, so that others wait only while rows are written, not while they are made.
        for early in (True, True, False):
            try:
                self._write_chunk(kind, plan, rows, early=early)
            except MovedMeanwhile:
                # Somebody registered the same meeting or village, renamed it or took the number: look it up anew.
                self.making = None
                if not early:
                    raise
            else:
                return

    def _write_chunk(self, kind: RecordKind, plan: SheetPlan, rows: Compared, *, early: bool) -> None:
        batch = self._batch()
        seen = self.seen[kind.code]
        sources = [
            *(self._source(kind, f, SourceRow.Outcome.NEW, seen[f.mark]) for f in rows.new),
            *(self._source(kind, f, SourceRow.Outcome.MERGED, seen[f.mark]) for f in rows.merged),
            *(self._source(kind, f, SourceRow.Outcome.PROBLEM, None) for f in rows.faulty),
        ]
        ready = make_ready(plan, rows.new, seen, self._making(batch, early=True)) if early else None
        with transaction.atomic():
            if rows.new:
                if ready is None:
                    ready = make_ready(plan, rows.new, seen, self._making(batch, early=False))
                self._write_new(kind, plan, rows.new, batch, ready)
            insert_many(SourceRow, sources)
            ImportBatch.objects.filter(pk=batch.pk).update(
                alive_at=timezone.now(), rows_done=F("rows_done") + len(rows.new)
            )

    def _write_new(
        self, kind: RecordKind, plan: SheetPlan, rows: Sequence[Found], batch: ImportBatch, ready: Ready
    ) -> None:
        seen = self.seen[kind.code]
        if ready.making.early:
            confirm_numbers(ready.making)
        write_new(
            kind, ready.new, ready.making, town_id=self.town.pk, by=self.by, verb="imported", digests=ready.digests
        )  # fmt: skip
        # What an undo took out comes back as it was: the same ids and numbers, so links hold.
        if revived := [seen[found.mark] for found in rows if found.revives]:
            set_batch(kind, revived, batch.pk, town_id=self.town.pk, by=self.by, verb="brought_back")
        for found in rows:
            if found.edited:
                correct(
                    kind, seen[found.mark], found.row.values, town=self.town, by=self.by, verb="corrected_by_import",
                    source=f"{plan.file}/{plan.sheet}/{found.row.row}", extra=found.row.extra,
                )  # fmt: skip

    def _making(self, batch: ImportBatch, *, early: bool) -> Making:
        if self.making is None:
            self.making = making_for(self.town.pk, batch.pk)
        # Read anew for each chunk: somebody may have registered a case meanwhile.
        self.making.serials, self.making.serials_read, self.making.early = {}, {}, early
        return self.making

    def _source(self, kind: RecordKind, found: Found, outcome: str, record_id: UUID | None) -> dict[str, Any]:
        return source_row(
            found, kind=kind, town_id=self.town.pk, batch_id=self._batch().pk, year=self.year, outcome=outcome,
            record_id=record_id,
        )  # fmt: skip

    def _batch(self) -> ImportBatch:
        """The batch, made when the first thing is to be written."""
        if self.batch is None:
            self.batch = open_batch(
                self.town, self.year, by=self.by, rows_total=self.total, compared_with=self.before, files=self.files
            )  # fmt: skip
        return self.batch

    @property
    def writes(self) -> bool:
        """Whether there is anything to publish."""
        return not self.dry_run and bool(self.changes or self.mended or self.batch is not None)

    def publish(self, result: ImportResult, came: originals.Originals | None = None) -> None:
        """Apply the changes and let everything be seen, in one transaction; `came` are the workbooks kept for it."""
        if not self.writes:
            return
        opened = self._batch()
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update().get(pk=opened.pk)
            if batch.status != ImportBatch.Status.WRITING:
                raise Refused("这次导入中途被判定为没有完成，已作废，没有留下任何记录。请再导入一次。")
            for change, sheet in self.changes:
                if (
                    refused := apply(change, town=self.town, batch=batch, year=self.year, by=self.by)
                ) is not None:
                    sheet.changed -= 1
                    sheet.problems.append({"row": change.found.row.row, **refused})
            batch.status = ImportBatch.Status.PUBLISHED
            batch.summary = {
                **result.passed_by(),
                "files": self.files,
                "not_kept": came.not_kept if came else [],
                "sheets": [{"file": sheet.file, **sheet.to_json()} for sheet in result.sheets],
            }
            mend(self.mended, batch, self.by)
            batch.alive_at = timezone.now()
            batch.save(update_fields=["status", "summary", "alive_at"])
            tell_batch(batch, "import_published", self.by, **originals.record(came, batch))
            search_backlog.wait_for(batch)
        self.batch = batch

    def void(self) -> None:
        """After a failure: what was written is never seen."""
        if self.batch is not None and self.batch.status == ImportBatch.Status.WRITING:
            void_batch(self.batch, self.by)
