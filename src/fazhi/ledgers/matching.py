"""Which rows of a file are new, which are there already, which have changed.

A row equal to one that came before is that row, whatever file it now stands in. A row that is not is paired with one
that is missing from this file: by the kind's key, or by its place in the same sheet when most of it is unchanged.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from fazhi.ledgers.reading import LedgerRow
from fazhi.records.kinds import RecordKind
from fazhi.records.models import ImportBatch, SourceRow
from fazhi.trace.writing import as_json, object_of, sm3, text_of


@dataclass(slots=True)
class Found:
    """A row of the file now read."""

    row: LedgerRow
    mark: str  # its fingerprint
    key: str
    file: str
    sheet: str
    revives: bool = False  # an undone import brought it: its record comes back under the same id
    edited: bool = False  # and says something else than it did then
    likely: str = ""  # its mark of likeness
    texts: dict[str, str] = field(default_factory=dict)  # what its columns say, as JSON


@dataclass(slots=True)
class Standing:
    """A ledger row that came in before, as the newest import left it."""

    source_id: UUID
    record_id: UUID | None
    fingerprint: str
    key_mark: str
    file: str
    sheet: str
    row: int
    alive: bool  # its batch stands; False: undone or failed, so the record can be brought back
    settled: bool  # it waited in 待改正, and a person put it right or set it aside
    this_year: bool  # of the year now imported: next year's ledger changes nothing of this year's
    seen: bool = False  # the file now read has it too
    replaced: bool = False  # an edited row of the file now read has taken its record


@dataclass
class Known:
    """All rows of a town's kind that came in before."""

    rows: list[Standing] = field(default_factory=list)
    by_fingerprint: dict[str, list[Standing]] = field(default_factory=lambda: defaultdict(list))
    merged: Counter[UUID | None] = field(default_factory=Counter)  # repeats merged so far, by record

    def take(self, fingerprint: str, *, again: bool = True) -> Standing | None:
        """A row equal to this one that no row of the file has claimed yet; live ones first.

        When all are claimed: one of them with `again`, else None.
        """
        rows = [row for row in self.by_fingerprint.get(fingerprint, ()) if not row.replaced]
        if not rows:
            return None
        for row in rows:
            if not row.seen:
                row.seen = True
                return row
        return rows[0] if again else None

    def take_undone(self, key: str) -> Standing | None:
        """The one row of that key, when an undo took it out: the edited row is the same record and keeps its id."""
        rows = self._by_key.get(key, ()) if key else ()
        if len(rows) != 1 or rows[0].alive or rows[0].seen or rows[0].record_id is None:
            return None
        rows[0].seen = rows[0].replaced = True
        return rows[0]

    @cached_property
    def _by_key(self) -> dict[str, list[Standing]]:
        found: dict[str, list[Standing]] = defaultdict(list)
        for row in self.rows:
            if row.this_year and row.key_mark:
                found[row.key_mark].append(row)
        return found

    def merged_before(self, record_id: UUID) -> bool:
        """Whether a repeat of that record is one that an earlier import merged already; each is claimed once."""
        if self.merged[record_id] <= 0:
            return False
        self.merged[record_id] -= 1
        return True


def texts_of(row: LedgerRow) -> dict[str, str]:
    """What each column says, as text: encoded once for fingerprint, key, the row kept and the trace; names sorted."""
    values = row.values
    return {name: text_of(values[name]) for name in sorted(values)}


_EMPTY = frozenset(("null", '""', "[]"))


def fingerprint(kind: RecordKind, row: LedgerRow, texts: dict[str, str]) -> str:
    """Equal for rows that say the same, whatever the order of columns or the shape of dates."""
    wrong = (
        as_json([[problem["column"], problem["value"]] for problem in row.problems]) if row.problems else "[]"
    )
    said = object_of([(name, text) for name, text in texts.items() if text not in _EMPTY])
    return sm3(f"[{text_of(kind.code)},{said},{as_json(row.extra) if row.extra else '{}'},{wrong}]")


def key_mark(kind: RecordKind, texts: dict[str, str]) -> str:
    """Equal for rows that are the same row of the ledger; empty when the key is not filled."""
    key = [texts.get(name, "null") for name in kind.layout.key]
    if not key or any(text in _EMPTY for text in key):
        return ""
    return sm3(f"[{text_of(kind.code)},[{','.join(key)}]]")


def known_rows(kind: RecordKind, town_id: UUID, year: int) -> Known:
    """What came in before: per record the newest row of a batch that stands, else the newest of one that does not."""
    newest: dict[UUID, Standing] = {}
    loose: list[Standing] = []
    came = SourceRow.objects.filter(town_id=town_id, kind=kind.code)
    rows = (
        came.exclude(outcome=SourceRow.Outcome.MERGED)
        .order_by("id")
        .values_list(
            "id", "record_id", "fingerprint", "key_mark", "file", "sheet", "row", "batch__status", "outcome", "settled_at",
            "year",
        )
    )  # fmt: skip
    for pk, record_id, mark, key, file, sheet, number, status, outcome, settled_at, of in rows.iterator(
        chunk_size=5000
    ):
        alive = status == ImportBatch.Status.PUBLISHED
        standing = Standing(
            pk, record_id, mark, key, file, sheet, number, alive, settled_at is not None, of == year
        )
        if record_id is None:
            if alive:  # a faulty row that waits, or that was set aside
                loose.append(standing)
            continue
        before = newest.get(record_id)
        # A change of a batch that was undone is no longer what the record says.
        if before is None or alive or (not before.alive and outcome == SourceRow.Outcome.NEW):
            newest[record_id] = standing
    _keep_alive(kind, town_id, newest)
    known = Known([*newest.values(), *loose])
    for standing in sorted(known.rows, key=lambda s: not s.alive):
        known.by_fingerprint[standing.fingerprint].append(standing)
    merged = came.filter(outcome=SourceRow.Outcome.MERGED, batch__status=ImportBatch.Status.PUBLISHED)
    known.merged = Counter(merged.values_list("record_id", flat=True).iterator(chunk_size=5000))
    return known


def _keep_alive(kind: RecordKind, town_id: UUID, newest: dict[UUID, Standing]) -> None:
    """Records an undo left standing, because a person had edited them, are there although their batch is not."""
    if all(standing.alive for standing in newest.values()):
        return
    for pk in kind.model.objects.filter(town_id=town_id, batch=None).values_list("pk", flat=True):
        if pk in newest:
            newest[pk].alive = True


def pair_changed(unmatched: Sequence[Found], known: Known) -> dict[int, Standing]:
    """{index in unmatched: the row it replaces}, for rows of an edited file. Never two to one."""
    missing = [s for s in known.rows if s.this_year and not s.seen and s.alive and s.record_id is not None]
    if not missing or not unmatched:
        return {}
    pairs: dict[int, Standing] = {}
    by_key: dict[str, list[Standing]] = defaultdict(list)
    for standing in missing:
        if standing.key_mark:
            by_key[standing.key_mark].append(standing)
    for at, found in enumerate(unmatched):
        same = [s for s in by_key.get(found.key, ()) if not s.seen] if found.key else []
        if len(same) == 1:
            same[0].seen = True
            pairs[at] = same[0]
    rest = {(s.file, s.sheet, s.row): s for s in missing if not s.seen}
    candidates = [
        (at, rest[found.file, found.sheet, found.row.row])
        for at, found in enumerate(unmatched)
        if at not in pairs and (found.file, found.sheet, found.row.row) in rest
    ]
    said = _values([standing.source_id for _, standing in candidates])
    for at, standing in candidates:
        if not standing.seen and alike(unmatched[at].row.values, said[standing.source_id]):
            standing.seen = True
            pairs[at] = standing
    return pairs


def pair_mended(rows: Sequence[Found], known: Known) -> list[tuple[Standing, Found, bool]]:
    """The waiting rows of the same sheet that these rows stand for now, and whether nothing was put right in them.

    The row in the same place goes first, then any that says mostly the same.
    """
    waiting = [
        s
        for s in known.rows
        if s.this_year and s.record_id is None and s.alive and not s.seen and not s.settled
    ][:LONGEST_COMPARED]
    if not waiting or not rows:
        return []
    said = {
        pk: (values, problems)
        for pk, values, problems in SourceRow.objects.filter(
            pk__in=[s.source_id for s in waiting]
        ).values_list("pk", "values", "problems")
    }
    places = {(found.file, found.sheet, found.row.row): found for found in rows}
    sheets: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for found in rows:
        if len(sheets[found.file, found.sheet]) < LONGEST_COMPARED:
            sheets[found.file, found.sheet].append(found)
    taken: set[int] = set()
    mended: list[tuple[Standing, Found, bool]] = []
    for standing in waiting:
        same_place = places.get((standing.file, standing.sheet, standing.row))
        near = sheets.get((standing.file, standing.sheet), [])
        values, problems = said[standing.source_id]
        for found in (*([same_place] if same_place else ()), *near):
            if id(found) not in taken and alike(found.row.values, values):
                standing.seen = True
                taken.add(id(found))
                mended.append((standing, found, _as_wrong(found.row, values, problems)))
                break
    return mended


def _as_wrong(row: LedgerRow, values: dict[str, Any], problems: list[dict[str, Any]]) -> bool:
    """Whether the row has the same faults as before and its columns, of which there may be fewer, say the same."""
    if [(p["column"], p["value"]) for p in row.problems] != [(p["column"], p["value"]) for p in problems]:
        return False
    return all(as_json(value) == as_json(values.get(name)) for name, value in row.values.items())


# Comparing every waiting row with every new one grows with their product; a ledger with more faults than this is
# better put right on the page.
LONGEST_COMPARED = 500


def _values(ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    return dict(SourceRow.objects.filter(pk__in=list(ids)).values_list("pk", "values"))


def alike(now: dict[str, Any], before: dict[str, Any]) -> bool:
    """Whether more than half of what either row says is the same."""
    names = {name for name in (*now, *before) if now.get(name) or before.get(name)}
    same = sum(as_json(now.get(name)) == as_json(before.get(name)) for name in names)
    return bool(names) and same * 2 > len(names)
