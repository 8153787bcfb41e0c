"""Bringing ledgers in: read, ask, compare, write in small chunks, and show it all with one change of the batch."""

from __future__ import annotations

import os
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from fazhi.ledgers.matching import Known, Standing, fingerprint, key_mark, known_rows, pair_changed
from fazhi.ledgers.models import LedgerAnswer
from fazhi.ledgers.reading import Answers, LedgerRow, Reading, SheetPlan, read
from fazhi.orgs.ids import new_id
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, require
from fazhi.records.actions import NewRecord, correct, current_values, finish, set_batch, write_new
from fazhi.records.columns import Shape
from fazhi.records.kinds import Making, RecordKind, kind_of, likely_mark, making_for
from fazhi.records.models import ImportBatch, SourceRow, hidden_batches
from fazhi.storage.bulk import in_chunks, insert_many
from fazhi.trace.writing import Entry, append, as_json

# SQLite lets one writer in at a time and is unfair in who comes next: small chunks and a breath between them keep the
# pages answering while an import runs.
CHUNK = 400
BREATH = 0.004

Progress = Callable[[int, int, str], None]


@dataclass
class SheetResult:
    """What became of one table. `rows` = new + unchanged + changed + merged + rows with problems."""

    file: str
    sheet: str
    kind: str | None
    rows: int = 0
    new: int = 0
    unchanged: int = 0
    changed: int = 0
    merged: int = 0
    suspected: int = 0
    missing: int = 0  # rows of an earlier version of this file that it no longer has; they stay
    problems: list[dict[str, Any]] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(
        default_factory=list
    )  # for the preview: row, title, {heading: [before, after]}
    suspects: list[dict[str, Any]] = field(default_factory=list)  # for the preview: row, what it looks like
    total_rows: int = 0

    def to_json(self) -> dict[str, Any]:
        """The form `fazhi import --json` prints."""
        return {
            "sheet": self.sheet, "kind": self.kind, "rows": self.rows, "new": self.new, "unchanged": self.unchanged,
            "changed": self.changed, "merged": self.merged, "suspected": self.suspected, "problems": self.problems,
            "unmapped": self.unmapped, "missing": self.missing, "changes": self.changes, "suspects": self.suspects,
        }  # fmt: skip


@dataclass
class ImportResult:
    """The whole import: its batch (None when nothing was to be written), its sheets, or the questions to answer."""

    batch: ImportBatch | None = None
    sheets: list[SheetResult] = field(default_factory=list)
    questions: list[Any] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The form `fazhi import --json` prints."""
        files: dict[str, list[dict[str, Any]]] = {}
        for sheet in self.sheets:
            files.setdefault(sheet.file, []).append(sheet.to_json())
        told: dict[str, Any] = {
            "batch": str(self.batch.pk) if self.batch else None,
            "batch_number": self.batch.number if self.batch else None,
            "files": [{"file": name, "sheets": sheets} for name, sheets in files.items()],
            "passed_over": [{"file": name, "reason": why} for name, why in self.passed_over],
        }
        if self.broken:
            told["unreadable"] = [{"file": name, "reason": why} for name, why in self.broken]
        if self.questions:
            told["questions"] = [question.to_json() for question in self.questions]
        return told


class NothingReadable(Exception):
    """None of what was given is a ledger; the message says what each is."""


def answers_of(town: Town, given: Answers | None = None) -> dict[str, dict[str, str]]:
    """What the town answered before, and over it what is answered now."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, heading, answer in LedgerAnswer.objects.filter(town=town).values_list(
        "kind", "heading", "answer"
    ):
        found[kind][heading] = answer
    for kind, headings in (given or {}).items():
        found[kind].update(headings)
    return dict(found)


def import_ledgers(
    paths: Sequence[Path], *, town: Town, year: int, by: Actor, answers: Answers | None = None, dry_run: bool = False,
    progress: Progress | None = None, today: date | None = None,
) -> ImportResult:  # fmt: skip
    """Bring workbooks (or folders of them) into a town's year.

    With unanswered questions nothing is written and the result lists them. With `dry_run` nothing is written either,
    and the result says what would be. Raises NotAllowed, NothingReadable; on any other error the batch is voided and
    nothing of it is ever seen.
    """
    require(by.may_import(town), "只有司法所可以导入台账，请交给司法所办理。")
    today = today or timezone.localdate()
    reading = read(paths, town_name=town.name, year=year, answers=answers_of(town, answers), today=today)
    result = ImportResult(questions=reading.questions, passed_over=reading.passed_over, broken=reading.broken)
    plans = [plan for plan in reading.plans if plan.kind is not None]
    _tell_unrecognised(reading, result)
    if reading.broken and not plans:
        raise NothingReadable("；".join(f"{name}：{why}" for name, why in reading.broken))
    if not plans and not reading.questions:
        raise NothingReadable(
            "没有找到可以导入的台账。请给出 .xlsx、.xlsm、.xls 或 .et 文件，或放着它们的文件夹。"
        )
    if result.questions:
        return result
    writer = _Writer(town, year, by, dry_run, progress, sum(plan.table.count for plan in plans))
    try:
        for plan in plans:
            result.sheets.append(writer.sheet(plan))
        writer.publish(result)
    except BaseException:
        writer.void()
        raise
    result.batch = writer.batch
    if not dry_run:
        remember(town, answers or {})
    return result


def _tell_unrecognised(reading: Reading, result: ImportResult) -> None:
    for plan in reading.plans:
        if plan.kind is None and not plan.recognition.questions:
            result.passed_over.append((plan.file, f"工作表“{plan.sheet}”不是认得的台账，没有读"))


def remember(town: Town, answers: Answers) -> None:
    """Keep what was answered, so that it is not asked again."""
    for kind, headings in answers.items():
        for heading, answer in headings.items():
            LedgerAnswer.objects.update_or_create(
                town=town, kind=kind, heading=heading[:200], defaults={"answer": answer[:100]}
            )


@dataclass
class _Writer:
    """One batch under way. Nothing it writes is seen before `publish`."""

    town: Town
    year: int
    by: Actor
    dry_run: bool
    progress: Progress | None
    total: int
    batch: ImportBatch | None = None
    done: int = 0
    known: dict[str, Known] = field(default_factory=dict)
    seen: dict[str, dict[str, UUID]] = field(default_factory=lambda: defaultdict(dict))
    marks: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    hidden: list[Any] = field(default_factory=list)
    making: Making | None = None
    changes: list[tuple[RecordKind, Standing, LedgerRow, SheetPlan, str, str]] = field(default_factory=list)

    def sheet(self, plan: SheetPlan) -> SheetResult:
        """Compare and write one table."""
        kind = plan.kind
        assert kind is not None  # noqa: S101  import_ledgers gives only recognised tables
        result = SheetResult(plan.file, plan.sheet, kind.code, unmapped=list(plan.recognition.unmapped))
        result.total_rows = len(plan.table.total_rows)
        if kind.code not in self.known:
            self.known[kind.code] = known_rows(kind, self.town.pk)
        known = self.known[kind.code]
        # Nothing came in before: rows go straight to the tables, and a long ledger never stands in memory.
        fresh = not known.rows
        waiting: list[tuple[LedgerRow, str, str]] = []
        for chunk in _chunks(plan.rows(), CHUNK):
            unmatched = self._compare(kind, plan, chunk, known, result)
            if fresh:
                self._write(kind, plan, unmatched, result)
            else:
                waiting += unmatched
                self._report(plan, len(chunk), written=False)
        if waiting:
            pairs = pair_changed(waiting, known, plan.file)
            for at, standing in pairs.items():
                self._change(kind, standing, waiting[at], plan, result)
            rest = [row for at, row in enumerate(waiting) if at not in pairs]
            for some in in_chunks(rest, CHUNK):
                self._write(kind, plan, list(some), result)
        result.missing = sum(1 for s in known.rows if s.alive and not s.seen and s.file == plan.file)
        return result

    def _compare(
        self, kind: RecordKind, plan: SheetPlan, chunk: Iterable[LedgerRow], known: Known, result: SheetResult
    ) -> list[tuple[LedgerRow, str, str]]:
        """Count what is there already; return (row, fingerprint, key mark) of what is not."""
        unmatched = []
        seen = self.seen[kind.code]
        for row in chunk:
            result.rows += 1
            mark = fingerprint(kind, row)
            for problem in row.problems:
                result.problems.append({"row": row.row, **problem})
            first = seen.get(mark)
            if first is not None and not row.problems:
                result.merged += 1
                if (
                    known.by_fingerprint.get(mark, [None])[0] is None
                    or not known.by_fingerprint[mark][0].alive
                ):  # type: ignore[union-attr]
                    self._merged(kind, plan, row, mark, first)
                continue
            standing = known.take(mark)
            if standing is not None and standing.alive:
                seen[mark] = standing.record_id or standing.source_id
                # A faulty row still waits where it waited; once put right it is a record like any other.
                result.unchanged += 0 if row.problems else 1
                continue
            if row.problems:
                self._problem(kind, plan, row, mark)
                continue
            seen[mark] = standing.record_id if standing and standing.record_id else new_id()
            unmatched.append((row, mark, key_mark(kind, row)))
        return unmatched

    def _write(
        self, kind: RecordKind, plan: SheetPlan, rows: list[tuple[LedgerRow, str, str]], result: SheetResult
    ) -> None:
        """Write one chunk of new rows in one transaction."""
        result.new += len(rows)
        self._suspect(kind, [row for row, _, _ in rows], result)
        if self.dry_run:
            self._report(plan, len(rows), written=False)
            return
        batch = self._batch()
        with transaction.atomic():
            making = self._making(batch)
            known, seen = self.known[kind.code], self.seen[kind.code]
            new: list[NewRecord] = []
            revived: list[UUID] = []
            for row, mark, _ in rows:
                making.record_id = seen[mark]
                if any(s.record_id == making.record_id for s in known.by_fingerprint.get(mark, ())):
                    revived.append(making.record_id)
                    continue
                made = kind.rows(row.values, making)
                made[kind.model][0]["extra"] = row.extra
                finish(kind, made, row.values)
                new.append(
                    NewRecord(
                        row.values, made, making.record_id, source=f"{plan.file}/{plan.sheet}/{row.row}"
                    )
                )
            write_new(kind, new, making, town_id=self.town.pk, by=self.by, verb="imported")
            if revived:
                set_batch(kind, revived, batch.pk, town_id=self.town.pk, by=self.by, verb="brought_back")
            insert_many(
                SourceRow,
                (
                    self._source(kind, plan, row, mark, SourceRow.Outcome.NEW, seen[mark], key)
                    for row, mark, key in rows
                ),
            )
            ImportBatch.objects.filter(pk=batch.pk).update(
                alive_at=timezone.now(), rows_done=F("rows_done") + len(rows)
            )
        self._report(plan, len(rows))

    def _making(self, batch: ImportBatch) -> Making:
        if self.making is None:
            self.making = making_for(self.town.pk, batch.pk)
        self.making.serials = {}  # read anew under the town's lock: somebody may have registered a case meanwhile
        return self.making

    def _suspect(self, kind: RecordKind, rows: Sequence[LedgerRow], result: SheetResult) -> None:
        """Count the rows that look like one that is there already or stands in the same file."""
        if kind.likely is None:
            return
        marked = [(row, mark) for row in rows if (mark := likely_mark(kind, row.values))]
        fresh = [mark for _, mark in marked if mark not in self.marks]
        for some in in_chunks(fresh, 500):
            there = kind.model.objects.seen(self.town.pk, hidden=self.hidden).filter(likely_mark__in=some)
            for mark, on in there.values_list("likely_mark", kind.date_field):
                self.marks[mark].append(on)
        for row, mark in marked:
            on = row.values[kind.date_field]
            if any(abs((on - other).days) <= kind.likely_days for other in self.marks[mark]):
                result.suspected += 1
                if len(result.suspects) < 200:
                    result.suspects.append({"row": row.row, "values": _told(kind, row.values)})
            self.marks[mark].append(on)

    def _change(
        self,
        kind: RecordKind,
        standing: Standing,
        found: tuple[LedgerRow, str, str],
        plan: SheetPlan,
        result: SheetResult,
    ) -> None:
        row, mark, key = found
        before = SourceRow.objects.filter(pk=standing.source_id).values_list("values", flat=True).get()
        differing = {
            name
            for name in (*row.values, *before)
            if as_json(row.values.get(name)) != as_json(before.get(name))
        }
        result.changed += 1
        headings = {column.field: column.heading for column in kind.columns}
        result.changes.append(
            {
                "row": row.row,
                "columns": {
                    headings.get(name, name): [before.get(name), _plain(row.values.get(name))]
                    for name in sorted(differing)
                },
            }
        )
        self.changes.append((kind, standing, row, plan, mark, key))

    def _merged(self, kind: RecordKind, plan: SheetPlan, row: LedgerRow, mark: str, first: UUID) -> None:
        if self.dry_run:
            return
        with transaction.atomic():
            insert_many(SourceRow, [self._source(kind, plan, row, mark, SourceRow.Outcome.MERGED, first, "")])

    def _problem(self, kind: RecordKind, plan: SheetPlan, row: LedgerRow, mark: str) -> None:
        if self.dry_run:
            return
        source = self._source(kind, plan, row, mark, SourceRow.Outcome.PROBLEM, None, "")
        source.update(cells=row.cells, problems=row.problems)
        with transaction.atomic():
            insert_many(SourceRow, [source])

    def _source(
        self,
        kind: RecordKind,
        plan: SheetPlan,
        row: LedgerRow,
        mark: str,
        outcome: str,
        record_id: UUID | None,
        key: str,
    ) -> dict[str, Any]:
        return {
            "id": new_id(), "town_id": self.town.pk, "batch_id": self._batch().pk, "kind": kind.code, "year": self.year,
            "file": plan.file, "sheet": plan.sheet, "row": row.row, "fingerprint": mark, "key_mark": key,
            "outcome": outcome, "record_id": record_id, "values": _plain_values(row.values),
        }  # fmt: skip

    def _batch(self) -> ImportBatch:
        """The batch, made when the first thing is to be written."""
        if self.batch is None:
            with transaction.atomic():
                Town.objects.select_for_update().get(pk=self.town.pk)
                last = ImportBatch.objects.filter(town=self.town).aggregate(last=Max("number"))["last"] or 0
                self.batch = ImportBatch.objects.create(
                    town=self.town, number=last + 1, year=self.year, made_by=self.by.key, worker=this_worker(),
                    rows_total=self.total,
                )  # fmt: skip
                tell_batch(self.batch, "import_started", self.by)
            self.hidden = hidden_batches(self.town.pk)
        return self.batch

    def _report(self, plan: SheetPlan, rows: int, *, written: bool = True) -> None:
        self.done += rows
        if self.progress:
            self.progress(min(self.done, self.total), self.total, f"{plan.file}／{plan.sheet}")
        if written:
            time.sleep(BREATH)

    def publish(self, result: ImportResult) -> None:
        """Apply the staged changes and let everything be seen, in one transaction."""
        if self.dry_run:
            return
        if self.changes:
            self._batch()
        if self.batch is None:
            return
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update().get(pk=self.batch.pk)
            for kind, standing, row, plan, mark, key in self.changes:
                self._apply(kind, standing, row, plan, mark, key)
            batch.status = ImportBatch.Status.PUBLISHED
            batch.summary = {"sheets": [{"file": s.file, **s.to_json()} for s in result.sheets]}
            batch.alive_at = timezone.now()
            batch.save(update_fields=["status", "summary", "alive_at"])
            tell_batch(batch, "import_published", self.by)
        self.batch = batch

    def _apply(
        self, kind: RecordKind, standing: Standing, row: LedgerRow, plan: SheetPlan, mark: str, key: str
    ) -> None:
        """Bring the columns that changed in the file into the record; what a person corrected elsewhere stays."""
        record_id = standing.record_id
        assert record_id is not None  # noqa: S101  pair_changed gives only rows that became records
        before = SourceRow.objects.get(pk=standing.source_id).values
        now = current_values(kind, record_id)
        differing = [n for n in row.values if as_json(row.values.get(n)) != as_json(before.get(n))]
        change = {
            "before": {n: _plain(now.get(n)) for n in differing},
            "after": {n: _plain(row.values.get(n)) for n in differing},
        }
        correct(
            kind, record_id, {**now, **{n: row.values.get(n) for n in differing}}, town=self.town, by=self.by,
            verb="corrected_by_import", source=f"{plan.file}/{plan.sheet}/{row.row}",
        )  # fmt: skip
        source = self._source(kind, plan, row, mark, SourceRow.Outcome.CHANGED, record_id, key)
        source["change"] = change
        insert_many(SourceRow, [source])

    def void(self) -> None:
        """After a failure: what was written is never seen."""
        if self.batch is not None and self.batch.status == ImportBatch.Status.WRITING:
            void_batch(self.batch, self.by)


def tell_batch(batch: ImportBatch, verb: str, by: Actor, **more: Any) -> None:
    """One entry in the chain of the town's batches; `fazhi check` compares the status it names with the row."""
    append([
        Entry(
            chain=f"{batch.town_id}:batch", verb=verb, kind="batch", subject=batch.pk, actor=by.key, town=batch.town_id,
            change={"status": batch.status, "number": batch.number, **more},
        )
    ])  # fmt: skip


def void_batch(batch: ImportBatch, by: Actor) -> None:
    """Mark an unfinished batch as failed."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.status != ImportBatch.Status.WRITING:
            return
        batch.status = ImportBatch.Status.FAILED
        batch.save(update_fields=["status"])
        tell_batch(batch, "import_voided", by)


def this_worker() -> str:
    """Host and process, by which start-up tells whether the writer of a batch still lives."""
    return f"{socket.gethostname()}:{os.getpid()}"


def void_leftovers(by: Actor, *, quiet_seconds: int = 60) -> int:
    """Void the batches a crash left behind; called at start-up. Returns how many."""
    count = 0
    for batch in ImportBatch.objects.filter(status=ImportBatch.Status.WRITING):
        if _worker_is_gone(batch, quiet_seconds):
            void_batch(batch, by)
            count += 1
    return count


def _worker_is_gone(batch: ImportBatch, quiet_seconds: int) -> bool:
    host, _, pid = batch.worker.rpartition(":")
    if host == socket.gethostname() and pid.isdigit() and os.name == "posix":
        try:
            os.kill(int(pid), 0)  # signal 0 asks, it does not stop
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return int(pid) == os.getpid()
    return (datetime.now(UTC) - batch.alive_at).total_seconds() > quiet_seconds


def _chunks(rows: Iterable[LedgerRow], size: int) -> Iterator[list[LedgerRow]]:
    chunk: list[LedgerRow] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _plain_values(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items() if value is not None}


def _told(kind: RecordKind, values: dict[str, Any]) -> dict[str, Any]:
    """The first columns of a row in words, for the preview; personal columns stay out."""
    shown = [c for c in kind.columns if not c.masked and c.shape is not Shape.LONG_TEXT][:5]
    return {column.heading: _plain(values.get(column.field)) for column in shown}


__all__ = ["ImportResult", "NothingReadable", "answers_of", "import_ledgers", "kind_of", "void_leftovers"]
