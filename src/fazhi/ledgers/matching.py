"""Which rows of a file are new, which are there already, which have changed.

A row equal to one that came before is that row, whatever file it now stands in. A row that is not is paired with one
that is missing from this file: by the kind's key, or by its place in the same file when most of it is unchanged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fazhi.ledgers.reading import LedgerRow
from fazhi.records.kinds import RecordKind
from fazhi.records.models import ImportBatch, SourceRow
from fazhi.trace.writing import as_json, sm3


@dataclass
class Standing:
    """A ledger row that came in before, as the newest import left it."""

    source_id: UUID
    record_id: UUID | None
    fingerprint: str
    key_mark: str
    file: str
    row: int
    alive: bool  # its batch stands; False: undone or failed, so the record can be brought back
    problem: bool
    seen: bool = False  # the file now read has it too


@dataclass
class Known:
    """All rows of a town's kind that came in before."""

    rows: list[Standing] = field(default_factory=list)
    by_fingerprint: dict[str, list[Standing]] = field(default_factory=lambda: defaultdict(list))

    def take(self, fingerprint: str) -> Standing | None:
        """A row equal to this one that no row of the file has claimed yet; live ones first."""
        rows = self.by_fingerprint.get(fingerprint)
        if not rows:
            return None
        for row in rows:
            if not row.seen:
                row.seen = True
                return row
        return rows[0]


def fingerprint(kind: RecordKind, row: LedgerRow) -> str:
    """Equal for rows that say the same, whatever the order of columns or the shape of dates."""
    wrong = [[problem["column"], problem["value"]] for problem in row.problems]
    said = {name: value for name, value in row.values.items() if value not in (None, "", [])}
    return sm3(as_json([kind.code, said, row.extra, wrong]))


def key_mark(kind: RecordKind, row: LedgerRow) -> str:
    """Equal for rows that are the same row of the ledger; empty when the key is not filled."""
    key = [row.values.get(name) for name in kind.layout.key]
    if not key or any(value in (None, "", []) for value in key):
        return ""
    return sm3(as_json([kind.code, key]))


def known_rows(kind: RecordKind, town_id: UUID) -> Known:
    """What came in before: per record the newest row of a batch that stands, else the newest of one that does not."""
    newest: dict[UUID, Standing] = {}
    loose: list[Standing] = []
    rows = (
        SourceRow.objects.filter(town_id=town_id, kind=kind.code)
        .exclude(outcome=SourceRow.Outcome.MERGED)
        .order_by("id")
        .values_list("id", "record_id", "fingerprint", "key_mark", "file", "row", "batch__status", "outcome")
    )
    for pk, record_id, mark, key, file, number, status, outcome in rows.iterator(chunk_size=5000):
        alive = status == ImportBatch.Status.PUBLISHED
        standing = Standing(
            pk, record_id, mark, key, file, number, alive, outcome == SourceRow.Outcome.PROBLEM
        )
        if record_id is None:
            if alive:  # a faulty row nobody has put right yet
                loose.append(standing)
            continue
        before = newest.get(record_id)
        # A change of a batch that was undone is no longer what the record says.
        if before is None or alive or (not before.alive and outcome == SourceRow.Outcome.NEW):
            newest[record_id] = standing
    known = Known([*newest.values(), *loose])
    for standing in sorted(known.rows, key=lambda s: not s.alive):
        known.by_fingerprint[standing.fingerprint].append(standing)
    return known


def pair_changed(
    unmatched: Sequence[tuple[LedgerRow, str, str]], known: Known, file: str
) -> dict[int, Standing]:
    """{index in unmatched: the row it replaces}, for rows of an edited file. Never two to one."""
    missing = [s for s in known.rows if not s.seen and s.alive and s.record_id is not None]
    if not missing or not unmatched:
        return {}
    pairs: dict[int, Standing] = {}
    by_key: dict[str, list[Standing]] = defaultdict(list)
    for standing in missing:
        if standing.key_mark:
            by_key[standing.key_mark].append(standing)
    for at, (row, _, key) in enumerate(unmatched):
        found = by_key.get(key, []) if key and not row.problems else []
        if len(found) == 1 and not found[0].seen:
            found[0].seen = True
            pairs[at] = found[0]
    rest = {s.row: s for s in missing if not s.seen and s.file == file}
    candidates = [
        (at, rest[row.row]) for at, (row, _, _) in enumerate(unmatched) if at not in pairs and row.row in rest
    ]
    said = _values([standing.source_id for _, standing in candidates])
    for at, standing in candidates:
        if not standing.seen and alike(unmatched[at][0].values, said[standing.source_id]):
            standing.seen = True
            pairs[at] = standing
    return pairs


def _values(ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    return dict(SourceRow.objects.filter(pk__in=list(ids)).values_list("pk", "values"))


def alike(now: dict[str, Any], before: dict[str, Any]) -> bool:
    """Whether more than half of what either row says is the same."""
    names = {name for name in (*now, *before) if now.get(name) or before.get(name)}
    same = sum(as_json(now.get(name)) == as_json(before.get(name)) for name in names)
    return bool(names) and same * 2 > len(names)
