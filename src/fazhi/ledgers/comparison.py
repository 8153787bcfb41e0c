"""The tables of an import compared with what is there: what stands already, what changed, what is new.

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

from fazhi.ledgers.changes import changes_of
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
from fazhi.ledgers.results import SHOWN, SheetResult
from fazhi.ledgers.standing import StandingRecords
from fazhi.ledgers.writing import Writer
from fazhi.pages.views.access import in_sight
from fazhi.records.kinds import RecordKind, likely_mark
from fazhi.records.models import hidden_batches
from fazhi.storage.bulk import in_chunks
from fazhi.storage.ids import new_id

# SQLite lets one writer in at a time and is unfair in who comes next: small chunks and a breath between them keep the
# pages answering while an import runs.
CHUNK = 400
BREATH = 0.004

Progress = Callable[[int, int, str], None]


@dataclass
class Comparison:
    """The tables of one import, one after the other; what they bring goes to the writer."""

    writer: Writer
    progress: Progress | None
    done: int = 0
    known: dict[str, Known] = field(default_factory=dict)
    marks: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    hidden: list[Any] = field(default_factory=list)
    collected: list[tuple[RecordKind, SheetPlan, SheetResult, Compared]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hidden = hidden_batches(self.writer.town.pk)

    def table(self, plan: SheetPlan) -> SheetResult:
        """Compare one table, and write it at once where nothing of its kind came in for that year."""
        kind = plan.kind
        assert kind is not None  # noqa: S101  import_ledgers gives only recognised tables
        result = SheetResult(plan.file, plan.sheet, kind.code, unmapped=list(plan.recognition.unmapped))
        result.no_records = [[row, why] for row, why in plan.table.passed_over.items()]
        result.columns = [[plan.table.headings[at], column.heading] for at, column in plan.columns().items()]
        if kind.code not in self.known:
            self.known[kind.code] = known_rows(kind, self.writer.town.pk, self.writer.year)
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
            self._report(plan, len(chunk), written=fresh and not self.writer.dry_run)
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
                self._report(plan, 0, written=not self.writer.dry_run)
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
                self.writer.seen[kind.code][found.mark] = pairs[at].record_id or new_id()
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
                    self.writer.changes.append((change, result))
        for kind, _, result, compared in tables:
            self._leave_out_known_repeats(kind, compared)
            pairs_mended = pair_mended([*compared.new, *compared.faulty], known)
            same = {id(found) for _, found, as_wrong in pairs_mended if as_wrong}
            compared.faulty = [found for found in compared.faulty if id(found) not in same]
            mends = [standing.source_id for standing, _, as_wrong in pairs_mended if not as_wrong]
            result.mended = len(mends)
            self.writer.mended += mends

    def _registered_by_hand(self, kind: RecordKind) -> bool:
        """Whether people registered records of the kind on pages, which a ledger may hold as well."""
        rows = kind.model.objects.filter(town_id=self.writer.town.pk, batch=None, voided_at=None)
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
        there = in_sight(kind, self.writer.town, self.writer.by, hidden=self.hidden)
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
                        self.writer.seen[kind.code][found.mark] = pk
                    if pk in of_record:
                        of_record[pk].seen = True
                some[:] = left

    def _leave_out_known_repeats(self, kind: RecordKind, compared: Compared) -> None:
        """Repeats that an earlier import merged already are not kept again."""
        known, seen = self.known[kind.code], self.writer.seen[kind.code]
        compared.merged = [found for found in compared.merged if not known.merged_before(seen[found.mark])]

    def _compare(
        self, kind: RecordKind, plan: SheetPlan, chunk: Iterable[LedgerRow], result: SheetResult
    ) -> Compared:
        """Count what is there already; return what is not."""
        compared = Compared()
        known, seen = self.known[kind.code], self.writer.seen[kind.code]
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
        """Tell of one chunk what it brings, and have it written."""
        result.new += len(rows.new)
        result.brings += len(rows.new) + len(rows.faulty) + len(rows.merged)
        for found in rows.new[: 3 - len(result.samples)] if len(result.samples) < 3 else ():
            result.samples.append({"row": found.row.row, "values": told_of(kind, found.row.values)})
        self._suspect(kind, rows.new, result)
        self.writer.write(kind, plan, rows)

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
        hidden = self.hidden if self.writer.batch is None else [*self.hidden, self.writer.batch.pk]
        for some in in_chunks(fresh, 500):
            there = kind.model.objects.seen(self.writer.town.pk, hidden=hidden).filter(likely_mark__in=some)
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

    def _report(self, plan: SheetPlan, rows: int, *, written: bool) -> None:
        self.done += rows
        if self.progress:
            self.progress(min(self.done, self.writer.total), self.writer.total, f"{plan.file}／{plan.sheet}")
        if written:
            time.sleep(BREATH)
