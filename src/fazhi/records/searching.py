"""Finding records by their words, across kinds, within what a person may see. What is asked for is kept nowhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.records.kinds import RecordKind, ledger_kinds
from fazhi.records.models import SearchBacklog, SearchEntry, hidden_batches
from fazhi.records.search_entries import INITIALS
from fazhi.storage.bulk import in_chunks
from fazhi.storage.fulltext import normal
from fazhi.storage.one_reading import answer, register_question
from fazhi.storage.together import as_text

# More is not looked at: nobody types it, and each word costs.
LONGEST, WORDS = 100, 8
# Up to so many are looked up by the index and put in order; of more, the newest are met soon enough in their order.
FEW = 1000
SHOWN = 20
_LETTERS = re.compile(r"[a-z]{2,}")

Needles = list[list[str]]  # all of the words, each in any of its spellings


def needles(query: str) -> Needles:
    """What an entry's text must hold to be found by these words. Empty when there is no letter or digit in them.

    Latin letters alone may be pinyin initials as well: two or more from the beginning of a name or title, three or
    more anywhere.
    """
    found: Needles = []
    for word in dict.fromkeys(normal(query.replace("\x00", " ")[:LONGEST]).split(" ")):
        if not word:
            continue
        spellings = [word]
        if _LETTERS.fullmatch(word):
            spellings.append(word.upper() if len(word) > 2 else INITIALS + word.upper())
        found.append(spellings)
    return found[:WORDS]


def in_sight(
    kinds: list[RecordKind],
    town: Town,
    actor: Actor,
    *,
    hidden: list[Any],
    voided: bool | None = False,
) -> QuerySet[SearchEntry]:
    """The entries of these kinds this person may see: the rule of Actor.rows, whose fields entries have too."""
    whole: list[str] = []
    allowed = Q(pk__in=[])
    for kind in kinds:
        if not actor.may_see(kind.code, town):
            continue
        rows = actor.rows(kind.code, town, has_grid=kind.has_grid)
        if not rows:
            whole.append(kind.code)
        else:
            allowed |= Q(kind=kind.code) & rows
    if whole:
        allowed |= Q(kind=whole[0]) if len(whole) == 1 else Q(kind__in=whole)
    entries = SearchEntry.objects.filter(allowed, town_id=town.pk)
    if hidden:
        entries = entries.filter(Q(batch=None) | ~Q(batch__in=hidden))
    return entries if voided is None else entries.filter(voided=voided)


def is_waiting(town: Town) -> bool:
    """Whether records of the town still wait for their entries."""
    found: bool = answer(WAITS, town.pk)
    return found


WAITS = "search waits"
register_question(
    WAITS,
    lambda town_id, who: SearchBacklog.objects.filter(town_id=town_id).values_list(as_text("pk"))[:1],
    bool,
)


@dataclass(frozen=True)
class Place:
    """Where a page of results ends: the next begins after it."""

    day: date
    record_id: UUID

    def __str__(self) -> str:
        return f"{self.day.isoformat()}_{self.record_id.hex}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """From its own text; None for anything else."""
        day, _, record = text.partition("_")
        try:
            return cls(date.fromisoformat(day), UUID(hex=record))
        except ValueError:
            return None


class Search:
    """One search of one person in one town, newest first, twenty at a time. Three statements at most."""

    def __init__(
        self, query: str, *, town: Town, actor: Actor, kind: str = "", after: Place | None = None
    ) -> None:
        self.needles = needles(query)
        self.town, self.actor, self.after = town, actor, after
        self.kind = next(
            (one for one in ledger_kinds() if one.code == kind and actor.may_see(kind, town)), None
        )

    @property
    def waiting(self) -> bool:
        """Whether just imported records may be missing from what is found."""
        return is_waiting(self.town)

    @cached_property
    def _entries(self) -> QuerySet[SearchEntry]:
        hidden = hidden_batches(self.town.pk)
        return in_sight(ledger_kinds(), self.town, self.actor, hidden=hidden).order_by()

    @cached_property
    def _few(self) -> list[tuple[date, UUID, str]] | None:
        """(day, record, kind) of everything found, newest first; None when it is more than a few."""
        if not self.needles:
            return []
        found = self._entries.filter(text__holds=self.needles).values_list("day", "record_id", "kind")
        rows = list(found[: FEW + 1])
        return sorted(rows, reverse=True) if len(rows) <= FEW else None

    @property
    def total(self) -> int | None:
        """How many are found, of the kind if one is chosen; None: more than a few."""
        return None if self._few is None else len(self._of_kind(self._few))

    @property
    def kinds(self) -> list[tuple[RecordKind, int]]:
        """The kinds among what is found, and how many of each; empty when it is more than a few."""
        counted = Counter(kind for _, _, kind in self._few or ())
        return [(kind, counted[kind.code]) for kind in ledger_kinds() if kind.code in counted]

    def _of_kind(self, rows: list[tuple[date, UUID, str]]) -> list[tuple[date, UUID, str]]:
        return [row for row in rows if row[2] == self.kind.code] if self.kind else rows

    def everything(self) -> Iterator[SearchEntry]:
        """All that is found, newest first, read some at a time."""
        entries = self._entries.select_related("village")
        if self._few is not None:
            for some in in_chunks([pk for _, pk, _ in self._of_kind(self._few)], 500):
                found = {entry.record_id: entry for entry in entries.filter(record_id__in=some)}
                yield from (found[pk] for pk in some if pk in found)
            return
        entries = entries.filter(text__reads=self.needles)
        if self.kind is not None:
            entries = entries.filter(kind=self.kind.code)
        yield from entries.order_by("-day", "-record_id").iterator(chunk_size=500)

    @cached_property
    def _page(self) -> list[SearchEntry]:
        """The entries of this page and one more."""
        entries = self._entries.select_related("village")
        if self._few is not None:
            rows = self._of_kind(self._few)
            if (after := self.after) is not None:
                rows = [row for row in rows if row[:2] < (after.day, after.record_id)]
            ids = [pk for _, pk, _ in rows[: SHOWN + 1]]
            if not ids:
                return []
            found = {
                entry.record_id: entry
                for entry in SearchEntry.objects.select_related("village").filter(record_id__in=ids)
            }
            return [found[pk] for pk in ids if pk in found]
        entries = entries.filter(text__reads=self.needles)
        if self.kind is not None:
            entries = entries.filter(kind=self.kind.code)
        if self.after is not None:
            day, record = self.after.day, self.after.record_id
            entries = entries.filter(Q(day__lt=day) | Q(day=day, record_id__lt=record), day__lte=day)
        return list(entries.order_by("-day", "-record_id")[: SHOWN + 1])

    @property
    def found(self) -> list[SearchEntry]:
        """The entries of this page."""
        return self._page[:SHOWN]

    @property
    def next(self) -> Place | None:
        """Where the next page begins; None on the last."""
        if len(self._page) <= SHOWN:
            return None
        last = self._page[SHOWN - 1]
        return Place(last.day, last.record_id)
