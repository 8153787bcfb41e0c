"""Totals of long lists, counted once until something in the town changes.

Counting 100,000 rows costs more than showing twenty of them. Every change of a record writes the trace in the same
transaction, so the town's newest trace record tells whether a total still holds.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from fazhi.orgs.models import Town
from fazhi.pages.words import office_today
from fazhi.records.kinds import ledger_kinds
from fazhi.records.models import ImportBatch, hidden_batches
from fazhi.storage.one_reading import answer, register_question
from fazhi.storage.together import as_text, ask_again
from fazhi.trace.models import TraceRecord

T = TypeVar("T")
LARGEST = 1000
# On PostgreSQL two writers may commit in another order than they wrote: a total is never trusted for longer.
SECONDS = 30.0

_lock = threading.Lock()
_known: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()


def mark(town: Town, hidden: list[Any]) -> Hashable:
    """What changes whenever a record of the town does; None while nothing has ever happened there."""
    last = answer(NEWEST, town.pk)
    return None if last is None else (town.pk, last, tuple(sorted(map(str, hidden))))


NEWEST = "newest trace"


def _newest(town_id: Any, who: Any) -> QuerySet[TraceRecord, Any]:
    return TraceRecord.objects.filter(town=str(town_id)).order_by("-at", "-id").values_list(as_text("id"))[:1]


register_question(NEWEST, _newest, lambda rows: rows[0][0] if rows else None)


def remembered(key: Hashable, town: Town, hidden: list[Any], count: Callable[[], T]) -> T:
    """`count()`, or what it gave last time if nothing in the town has changed since."""
    at = mark(town, hidden)
    return count() if at is None else _kept((key, at), count)


def of_late(key: Hashable, town: Town, count: Callable[[], T]) -> T:
    """`count()`, or what it gave within the last SECONDS, whatever has changed since: for a hint that is no figure."""
    return _kept(("of late", key, town.pk), count)


def _kept(place: Hashable, count: Callable[[], T]) -> T:
    """`count()`, or what it gave for that place within the last SECONDS."""
    now = time.monotonic()
    if (kept := _still_kept(place)) is not None:
        value: T = kept[1]
        return value
    value = count()
    with _lock:
        _known[place] = (now, value)
        while len(_known) > LARGEST:
            _known.popitem(last=False)
    return value


def _still_kept(place: Hashable) -> tuple[float, Any] | None:
    """Since when, and what, where it is not older than SECONDS."""
    with _lock:
        kept = _known.get(place)
        if kept is None or time.monotonic() - kept[0] >= SECONDS:
            return None
        _known.move_to_end(place)
        return kept


def working_year(town: Town) -> int:
    """The year being worked on: the newest one that has records or imported ledgers, this year at the latest."""
    hidden = hidden_batches(town.pk)
    this_year = office_today().year
    # Once it is this year, no change brings a later one.
    reached = ("reached", this_year, town.pk, tuple(sorted(map(str, hidden))))
    if _still_kept(reached):
        return this_year
    newest = remembered("working_year", town, hidden, lambda: _newest_year(town, hidden))
    if newest == this_year:
        _kept(reached, lambda: True)
    return newest or this_year


def _newest_year(town: Town, hidden: list[Any]) -> int | None:
    today = office_today()
    key = ("working year", town.pk, today, tuple(sorted(map(str, hidden))))
    years = [
        int(rows[0][0][:4]) for rows in ask_again(key, lambda _: _newest_of_each(town, hidden, today)) if rows
    ]
    return max(years, default=None)


def _newest_of_each(town: Town, hidden: list[Any], today: date) -> list[QuerySet[Any, Any]]:
    """The newest year of a ledger, and the newest day of each kind of record, each a query."""
    batches = ImportBatch.objects.filter(town=town, status=ImportBatch.Status.PUBLISHED, year__lte=today.year)
    newest: list[QuerySet[Any, Any]] = [batches.order_by("-year").values_list(as_text("year"))[:1]]
    for kind in ledger_kinds():
        if not any(field.name == kind.date_field for field in kind.model._meta.concrete_fields):
            continue
        rows = kind.model.objects.seen(town, hidden=hidden).filter(**{f"{kind.date_field}__lte": today})
        newest.append(rows.order_by(f"-{kind.date_field}").values_list(as_text(kind.date_field))[:1])
    return newest
