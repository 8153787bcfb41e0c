"""Records that wait for their search entries, given them in small chunks beside other work.

What waits stands in the database, so that a crash loses nothing: who serves the pages goes on with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from fazhi.orgs.models import Town
from fazhi.records.kinds import RecordKind, ledger_kinds
from fazhi.records.models import ImportBatch, SearchBacklog, SearchEntry
from fazhi.records.search_entries import entries_of, write
from fazhi.storage import fulltext
from fazhi.storage.bulk import in_chunks

# An import of at most so many rows is indexed before it ends.
FEW = 2000
# As an import writes: SQLite lets one writer in at a time, and pages write too.
CHUNK = 200
BREATH = 0.02
# So long nobody else takes up what somebody is at.
TAKEN = timedelta(seconds=60)
# After so many new entries the database is told to look at its statistics.
MANY = 5000

Progress = Callable[[int, int], None]
GoOn = Callable[[], bool]


def wait_for(batch: ImportBatch) -> None:
    """The batch's records want entries. In the transaction that publishes it."""
    SearchBacklog.objects.create(town_id=batch.town_id, batch=batch)


def work_off(
    *, batch_id: UUID | None = None, progress: Progress | None = None, go_on: GoOn | None = None
) -> int:
    """Make the entries that are waited for, of one batch or of all; returns how many were made.

    `progress` is told how many are done of how many; `go_on` is asked after each chunk, and False leaves the rest for
    the next time.
    """
    waiting = SearchBacklog.objects.filter(town__isnull=False)
    if batch_id is not None:
        waiting = waiting.filter(batch_id=batch_id)
    made = 0
    for item in waiting.order_by("pk").select_related("batch"):
        if not _take(item):
            continue
        done, finished = _work(item, progress, go_on)
        made += done
        if not finished:
            SearchBacklog.objects.filter(pk=item.pk).update(taken_until=None)
            break
        SearchBacklog.objects.filter(pk=item.pk).delete()
    if made >= MANY:
        fulltext.settle(SearchEntry)
    return made


def _take(item: SearchBacklog) -> bool:
    now = timezone.now()
    free = SearchBacklog.objects.filter(Q(taken_until=None) | Q(taken_until__lt=now), pk=item.pk)
    return free.update(taken_until=now + TAKEN) == 1


def _work(item: SearchBacklog, progress: Progress | None, go_on: GoOn | None) -> tuple[int, bool]:
    """(how many entries were made, whether all are)."""
    lacking = [(kind, ids) for kind in ledger_kinds() if (ids := lacking_ids(kind, item))]
    total, done = sum(len(ids) for _, ids in lacking), 0
    for kind, ids in lacking:
        for some in in_chunks(ids, CHUNK):
            with transaction.atomic():
                _make(kind, list(some))
                SearchBacklog.objects.filter(pk=item.pk).update(taken_until=timezone.now() + TAKEN)
            done += len(some)
            if progress:
                progress(done, total)
            if go_on and not go_on():
                return done, False
            if done < total:
                time.sleep(BREATH)
    return done, True


def _make(kind: RecordKind, ids: list[Any]) -> None:
    # Locked first: who corrects one of them meanwhile must not find an older entry laid over theirs.
    list(kind.model.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    write(ids, entries_of(kind, ids))


def lacking_ids(kind: RecordKind, item: SearchBacklog) -> list[Any]:
    """The records of the kind that this waits for: seen by people, and without an entry."""
    batch, town_id = item.batch, item.town_id
    if town_id is None:
        return []
    if batch is not None and batch.status != ImportBatch.Status.PUBLISHED:
        return []  # undone meanwhile; whoever brings the rows back waits for them anew
    records = kind.model.objects.filter(town_id=town_id)
    if batch is not None:
        records = records.filter(batch=batch)
    else:
        records = records.filter(Q(batch=None) | Q(batch__status=ImportBatch.Status.PUBLISHED))
    ids = list(records.order_by("pk").values_list("pk", flat=True))
    if not ids:
        return []
    there = SearchEntry.objects.filter(town_id=town_id, kind=kind.code)
    known = set(there.order_by().values_list("record_id", flat=True))
    return [pk for pk in ids if pk not in known]


def rebuild(progress: Progress | None = None) -> int:
    """All entries of all towns made anew; returns how many."""
    with transaction.atomic():
        SearchEntry.objects.all().delete()
        fulltext.empty(SearchEntry)
        SearchBacklog.objects.all().delete()
        SearchBacklog.objects.bulk_create([SearchBacklog(town=town) for town in Town.objects.all()])
    return work_off(progress=progress)


def mend() -> bool:
    """At start-up, SQLite's table of pairs as the entries want it. False when this SQLite cannot have one.

    Search then goes through all texts, and remembers that the table will be behind when FTS5 is there again.
    """
    if connection.vendor != "sqlite":
        return True
    behind = SearchBacklog.objects.filter(town=None)
    if not fulltext.built_in():
        if not behind.exists():
            SearchBacklog.objects.create()
        return False
    if behind.exists() or fulltext.is_missing(SearchEntry):
        with transaction.atomic():
            fulltext.make_anew(SearchEntry, "text")
            behind.delete()
    return True
