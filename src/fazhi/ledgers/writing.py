"""One batch under way: tables compared with what is there, written in small chunks, shown by one change of the batch.

Where nothing of a kind came in for that year, rows go straight to the tables, so a long ledger never stands in memory.
Otherwise all tables are compared first, and what matches nothing is then paired with what is missing: the rows that
changed.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from fazhi.cases.rows import confirm_numbers
from fazhi.ledgers import originals
from fazhi.ledgers.batches import Standings, open_batch, standings, tell_batch, void_batch
from fazhi.ledgers.changes import Change, apply, changes_of, mend
from fazhi.ledgers.compared import Compared, chunks_of, near, parts_of, told_of
from fazhi.ledgers.matching import (
    Found,
    Known,
    fingerprint,
    key_mark,
    known_rows,
    pair_changed,
    pair_mended,
    texts_of,
)
from fazhi.ledgers.reading import LedgerRow, SheetPlan
from fazhi.ledgers.ready import Ready, make_ready
from fazhi.ledgers.results import SHOWN, ImportResult, SheetResult
from fazhi.ledgers.sources import source_row
from fazhi.ledgers.standing import StandingRecords
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.pages.views.access import in_sight
from fazhi.records import search_backlog
from fazhi.records.actions import Refused, correct, set_batch
from fazhi.records.grouping import MovedMeanwhile
from fazhi.records.kinds import Making, RecordKind, likely_mark, making_for
from fazhi.records.models import ImportBatch, SourceRow, hidden_batches
from fazhi.records.new_records import write_new
from fazhi.storage.bulk import in_chunks, insert_many
from fazhi.storage.ids import new_id

# SQLite lets one writer in at a time and is unfair in who comes next: small chunks and a breath between them keep the
# pages answering while an import runs.
CHUNK = 400
BREATH = 0.004

Progress = Callable[[int, int, str], None]


@dataclass
class Writer:
    """One batch under way. Nothing it writes is seen before `publish`."""

    town: Town
    year: int
    by: Actor
    dry_run: bool
    progress: Progress | None
    total: int
    files: list[str]
    batch: ImportBatch | None = None
    done: int = 0
    known: dict[str, Known] = field(default_factory=dict)
    seen: dict[str, dict[str, UUID]] = field(default_factory=lambda: defaultdict(dict))
    marks: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    hidden: list[Any] = field(default_factory=list)
    making: Making | None = None
    collected: list[tuple[RecordKind, SheetPlan, SheetResult, Compared]] = field(default_factory=list)
    changes: list[tuple[Change, SheetResult]] = field(default_factory=list)
    mended: list[UUID] = field(default_factory=list)
    before: Standings = field(init=False)

    def __post_init__(self) -> None:
        self.before = standings(self.town.pk)
        self.hidden = hidden_batches(self.town.pk)

    def table(self, plan: SheetPlan) -> SheetResult:
        """Compare one table, and write it at once where nothing of its kind came in for that year."""
        kind = plan.kind
        assert kind is not None  # noqa: S101  import_ledgers gives only recognised tables
        result = SheetResult(plan.file, plan.sheet, kind.code, unmapped=list(plan.recognition.unmapped))
        result.no_records = [[row, why] for row, why in plan.table.passed_over.items()]
        result.columns = [[plan.table.headings[at], column.heading] for at, column in plan.columns().items()]
        if kind.code not in self.known:
            self.known[kind.code] = known_rows(kind, self.town.pk, self.year)
        known = self.known[kind.code]
        fresh = not any(standing.this_year and standing.alive for standing in known.rows)
        fresh = fresh and not self._registered_by_hand(kind)
        whole = Compared()
        for chunk in chunks_of(plan.rows(), CHUNK):
            compared = self._compare(kind, plan, chunk, result)
            if fresh:
                self._leave_out_known_repeats(kind, compared)
                self._write(kind, plan, compared, result)
            else:
                whole.extend(compared)
            self._report(plan, len(chunk), written=fresh and not self.dry_run)
        if not fresh:
            self.collected.append((kind, plan, result, whole))
        return result

    def rest(self) -> None:
        """Once all tables are compared: which rows changed, which are new; write the new ones."""
        for code in dict.fromkeys(kind.code for kind, _, _, _ in self.collected):
            tables = [table for table in self.collected if table[0].code == code]
            self._settle(tables, self.known[code])
        for kind, plan, result, compared in self.collected:
            for some in parts_of(compared, CHUNK):
                self._write(kind, plan, some, result)
                self._report(plan, 0, written=not self.dry_run)
            result.missing = sum(
                1
                for s in self.known[kind.code].rows
                if s.this_year and s.alive and not s.seen and (s.file, s.sheet) == (plan.file, plan.sheet)
            )
        self.collected = []

    def _settle(
        self, tables: Sequence[tuple[RecordKind, SheetPlan, SheetResult, Compared]], known: Known
    ) -> None:
        """Take the changed rows out of the new ones, and find the waiting rows that others replace."""
        self._leave_out_what_stands(tables, known)
        for kind, _, result, compared in tables:
            pairs = pair_changed(compared.new, known)
            taken = {at: compared.new[at] for at in pairs}
            compared.new = [found for at, found in enumerate(compared.new) if at not in pairs]
            for at, found in taken.items():
                self.seen[kind.code][found.mark] = pairs[at].record_id or new_id()
            for change in changes_of(kind, [(pairs[at], found) for at, found in taken.items()]):
                if change.refused:
                    change.found.row.problems.append({"column": "", "value": None, "reason": change.refused})
                    self._tell_problems(change.found.row, result)
                    compared.faulty.append(change.found)
                elif change.is_nothing:
                    result.unchanged += 1
                else:
                    result.changed += 1
                    result.brings += 1
                    if len(result.changes) < SHOWN:
                        result.changes.append(change.told())
                    self.changes.append((change, result))
        for kind, _, result, compared in tables:
            self._leave_out_known_repeats(kind, compared)
            pairs_mended = pair_mended([*compared.new, *compared.faulty], known)
            same = {id(found) for _, found, as_wrong in pairs_mended if as_wrong}
            compared.faulty = [found for found in compared.faulty if id(found) not in same]
            mends = [standing.source_id for standing, _, as_wrong in pairs_mended if not as_wrong]
            result.mended = len(mends)
            self.mended += mends

    def _registered_by_hand(self, kind: RecordKind) -> bool:
        """Whether people registered records of the kind on pages, which a ledger may hold as well."""
        rows = kind.model.objects.filter(town_id=self.town.pk, batch=None, voided_at=None)
        return bool(rows.exists())

    def _leave_out_what_stands(
        self, tables: Sequence[tuple[RecordKind, SheetPlan, SheetResult, Compared]], known: Known
    ) -> None:
        """Rows that say what a record says as it stands now bring nothing: an export brought back, say."""
        if not any(compared.new or compared.merged for _, _, _, compared in tables):
            return
        kind, plan = tables[0][0], tables[0][1]
        records = StandingRecords(kind, {s.record_id for s in known.rows if s.seen and s.record_id})
        days = [
            on
            for _, _, _, compared in tables
            for found in (*compared.new, *compared.merged)
            if (on := found.row.values.get(kind.date_field)) is not None
        ]
        there = in_sight(kind, self.town, self.by, hidden=self.hidden)
        records.load(there, days, today=plan.today)
        of_record = {s.record_id: s for s in known.rows}
        for _, _, result, compared in tables:
            for some in (compared.new, compared.merged):
                left = []
                for found in some:
                    pk = None if found.revives else records.take(found.row.values, found.row.extra)
                    if pk is None:
                        left.append(found)
                        continue
                    result.unchanged += 1
                    if some is compared.merged:
                        result.merged -= 1
                        result.repeats = [one for one in result.repeats if one["row"] != found.row.row]
                    else:
                        self.seen[kind.code][found.mark] = pk
                    if pk in of_record:
                        of_record[pk].seen = True
                some[:] = left

    def _leave_out_known_repeats(self, kind: RecordKind, compared: Compared) -> None:
        """Repeats that an earlier import merged already are not kept again."""
        known, seen = self.known[kind.code], self.seen[kind.code]
        compared.merged = [found for found in compared.merged if not known.merged_before(seen[found.mark])]

    def _compare(
        self, kind: RecordKind, plan: SheetPlan, chunk: Iterable[LedgerRow], result: SheetResult
    ) -> Compared:
        """Count what is there already; return what is not."""
        compared = Compared()
        known, seen = self.known[kind.code], self.seen[kind.code]
        for row in chunk:
            result.rows += 1
            texts = texts_of(row)
            found = Found(row, fingerprint(kind, row, texts), "", plan.file, plan.sheet, texts=texts)
            if row.problems:
                standing = known.take(found.mark, again=False)
                if standing is not None and standing.alive and standing.settled:
                    result.unchanged += 1
                    continue
                self._tell_problems(row, result)
                if standing is None or not standing.alive:
                    compared.faulty.append(found)
                continue
            if found.mark in seen:
                result.merged += 1
                if len(result.repeats) < SHOWN:
                    result.repeats.append({"row": row.row, "values": told_of(kind, row.values)})
                compared.merged.append(found)
                continue
            standing = known.take(found.mark)
            if standing is not None and standing.alive:
                seen[found.mark] = standing.record_id or standing.source_id
                result.unchanged += 1
                continue
            found.key = key_mark(kind, texts)
            if standing is None and (standing := known.take_undone(found.key)) is not None:
                known_as = str(standing.record_id)
                found.edited = kind.model.objects.filter(pk=known_as, voided_at=None).exists()
                standing = standing if found.edited else None
            found.revives = standing is not None and standing.record_id is not None
            seen[found.mark] = (standing.record_id if standing else None) or new_id()
            compared.new.append(found)
        return compared

    @staticmethod
    def _tell_problems(row: LedgerRow, result: SheetResult) -> None:
        for problem in row.problems:
            result.problems.append({"row": row.row, **problem})

    def _write(self, kind: RecordKind, plan: SheetPlan, rows: Compared, result: SheetResult) -> None:
        """Write one chunk in one transaction: new records, rows that wait, rows merged."""
        result.new += len(rows.new)
        result.brings += len(rows.new) + len(rows.faulty) + len(rows.merged)
        for found in rows.new[: 3 - len(result.samples)] if len(result.samples) < 3 else ():
            result.samples.append({"row": found.row.row, "values": told_of(kind, found.row.values)})
        self._suspect(kind, rows.new, result)
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

    def _suspect(self, kind: RecordKind, rows: Sequence[Found], result: SheetResult) -> None:
        """Count the rows that look like one that is there already or stands in the same file."""
        if kind.likely is None:
            return
        marked = []
        for found in rows:
            found.likely = likely_mark(kind, found.row.values)
            if found.likely:
                marked.append((found.row, found.likely))
        fresh = [mark for _, mark in marked if mark not in self.marks]
        hidden = self.hidden if self.batch is None else [*self.hidden, self.batch.pk]
        for some in in_chunks(fresh, 500):
            there = kind.model.objects.seen(self.town.pk, hidden=hidden).filter(likely_mark__in=some)
            for mark, on in there.values_list("likely_mark", kind.date_field):
                self.marks[mark].append(on)
        for row, mark in marked:
            on = row.values.get(kind.date_field)
            others = self.marks[mark]
            if any(near(on, other, kind.likely_days) for other in others):
                result.suspected += 1
                if len(result.suspects) < SHOWN:
                    result.suspects.append({"row": row.row, "values": told_of(kind, row.values)})
            others.append(on)  # type: ignore[arg-type]

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

    def _report(self, plan: SheetPlan, rows: int, *, written: bool) -> None:
        self.done += rows
        if self.progress:
            self.progress(min(self.done, self.total), self.total, f"{plan.file}／{plan.sheet}")
        if written:
            time.sleep(BREATH)

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
