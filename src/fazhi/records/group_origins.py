"""Which import a grouping record came in by, for those made before that was kept.

A meeting or series that an import makes belongs to its batch, so that undoing takes it out of the lists with the rest.
Those made by earlier versions belong to none and stayed behind, empty. `fazhi upgrade` names their batch, with trace.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction

from fazhi.orgs.permissions import Actor
from fazhi.records.actions import set_batch
from fazhi.records.kinds import RecordKind, grouping_kinds, kind_of
from fazhi.storage.bulk import in_chunks
from fazhi.trace.models import TraceRecord


def name_batches(by: Actor) -> int:
    """Give grouping records that an import made, and nobody changed since, the batch of the first record they hold.

    What a person registered or corrected stays as it is. Returns how many were named; again it names none.
    """
    named = 0
    for kind in dict.fromkeys(group for group, _ in grouping_kinds()):
        homeless = kind.model.objects.filter(batch=None).order_by("pk")
        for some in in_chunks(list(homeless.values_list("pk", "town_id")), 200):
            towns = dict(some)
            batches: dict[tuple[Any, Any], list[UUID]] = {}
            for pk in _made_with_a_record(towns):
                if (batch := _batch_of_first(kind, pk)) is not None:
                    batches.setdefault((towns[pk], batch), []).append(pk)
            with transaction.atomic():
                for (town_id, batch), ids in batches.items():
                    set_batch(kind, ids, batch, town_id=town_id, by=by, verb="named_its_import")
                    named += len(ids)
    return named


def _made_with_a_record(ids: Iterable[UUID]) -> list[UUID]:
    """Those that came into being with a record they hold: the trace tells the row; of a form it tells the values."""
    entries = TraceRecord.objects.filter(subject__in=[str(pk) for pk in ids]).order_by("subject", "seq")
    told: dict[str, list[tuple[str, str]]] = {}
    for subject, verb, change in entries.values_list("subject", "verb", "change"):
        told.setdefault(subject, []).append((verb, change))
    return [
        UUID(subject)
        for subject, verbs in told.items()
        if [verb for verb, _ in verbs] == ["added"]
        and "town_id" in (json.loads(verbs[0][1] or "{}").get("after") or {})
    ]


def _batch_of_first(kind: RecordKind, group_id: UUID) -> UUID | None:
    """The batch of the oldest record under it; ids are in the order in which they were made."""
    oldest: tuple[UUID, UUID | None] | None = None
    for grouped in kind.groups:
        other = kind_of(grouped.kind)
        if other.groups:
            continue
        rows = other.model.objects.filter(**{grouped.path: group_id}).order_by("pk")
        first = rows.values_list("pk", "batch_id").first()
        if first is not None and (oldest is None or first[0] < oldest[0]):
            oldest = first
    return oldest[1] if oldest else None
