"""Whether every record has its search entry, and every entry its record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from fazhi.records.kinds import RecordKind, ledger_kinds
from fazhi.records.models import ImportBatch, SearchBacklog, SearchEntry
from fazhi.records.search_entries import CHUNK, INITIALS, entries_of
from fazhi.storage.bulk import in_chunks
from fazhi.trace.checking import Fault

SAMPLE = 200  # of a kind, spread over all of it, made anew and compared word for word
REBUILD = "请运行 fazhi check --rebuild-search。"


def search_faults() -> Iterator[Fault]:
    """Entries that are missing, stale, without a record, or not found by the index: one fault of each for a kind."""
    waiting = list(SearchBacklog.objects.filter(town__isnull=False).values_list("town_id", "batch_id"))
    towns = {town for town, batch in waiting if batch is None}
    batches = {batch for _, batch in waiting if batch is not None}
    for kind in ledger_kinds():
        yield from _kind_faults(kind, towns, batches)
    known = [kind.code for kind in ledger_kinds()]
    if strange := SearchEntry.objects.exclude(kind__in=known).count():
        yield Fault("search_orphaned", "", f"搜索里有{strange}条属于已没有的种类。{REBUILD}")


def _kind_faults(kind: RecordKind, towns: set[Any], batches: set[Any]) -> Iterator[Fault]:
    standing = kind.model.objects.values_list("pk", "town_id", "batch_id", "voided_at", "version")
    records = {
        pk: (town, batch, voided is not None, version) for pk, town, batch, voided, version in standing
    }
    seen = set(
        kind.model.objects.filter(Q(batch=None) | Q(batch__status=ImportBatch.Status.PUBLISHED))
        .order_by()
        .values_list("pk", flat=True)
    )
    entries = {
        pk: tuple(rest)
        for pk, *rest in SearchEntry.objects.filter(kind=kind.code)
        .order_by()
        .values_list("record_id", "town_id", "batch_id", "voided", "version")
    }
    missing = [
        pk for pk in seen - entries.keys() if records[pk][0] not in towns and records[pk][1] not in batches
    ]
    orphaned = entries.keys() - records.keys()
    both = entries.keys() & records.keys()
    stale = {pk for pk in both if entries[pk][:-1] != records[pk][:-1]}
    # An act that changes no word leaves the entry as it is; one that forgot it leaves it with an older version too.
    for some in in_chunks([pk for pk in both - stale if entries[pk] != records[pk]], CHUNK):
        stale |= set(_not_as_made(kind, list(some)))
    sample = sorted(entries.keys() & records.keys(), key=str)
    sample = sample[:: max(1, len(sample) // SAMPLE)]
    stale |= set(_not_as_made(kind, sample))
    lost = _not_found(sample)
    for code, count, words in (
        ("search_missing", len(missing), "没有编进搜索，搜不到"),
        ("search_stale", len(stale), "在搜索里还是改动以前的样子"),
        ("search_orphaned", len(orphaned), "在搜索里还有，记录已经没有了"),
        ("search_lost", len(lost), "编进了搜索，却搜不出来"),
    ):
        if count:
            yield Fault(code, kind.code, f"有{count}条{kind.name}{words}。{REBUILD}")


def _not_as_made(kind: RecordKind, ids: list[Any]) -> Iterator[Any]:
    """Of these, the ones whose entry says something else than the record would say now."""
    stored = {entry["record_id"]: entry for entry in SearchEntry.objects.filter(record_id__in=ids).values()}
    for made in entries_of(kind, ids):
        entry: Any = stored.get(made["record_id"], {})
        if any(entry.get(name) != value for name, value in made.items() if name != "version"):
            yield made["record_id"]


def _not_found(ids: list[Any]) -> list[Any]:
    """Of these, the ones the index does not find by their own first word."""
    lost = []
    for pk, text in SearchEntry.objects.filter(record_id__in=ids).values_list("pk", "text"):
        words = [[word] for word in text.split(" ")[:1] if word and not word.startswith(INITIALS)]
        if words and not SearchEntry.objects.filter(pk=pk, text__holds=words).exists():
            lost.append(pk)
    return lost
