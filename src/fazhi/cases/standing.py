"""Which case stands for which, once cases were merged: any case leads to the one that goes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from fazhi.cases.models import Case

LONGEST_CHAIN = 20


def standing_ids(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """{case: the case that stands for it}, for those of `ids` that were merged into another, through any chain."""
    found: dict[UUID, UUID] = {}
    waiting = {one: one for one in ids}
    for _ in range(LONGEST_CHAIN):
        rows = Case.objects.filter(pk__in=set(waiting.values())).exclude(merged_into=None)
        into: dict[UUID, Any] = dict(rows.values_list("pk", "merged_into"))
        waiting = {one: into[now] for one, now in waiting.items() if now in into}
        if not waiting:
            break
        found.update(waiting)
    return found


def merged_ids(case_id: UUID) -> list[UUID]:
    """The case and every case that was merged into it, directly or through another."""
    found, new = [case_id], [case_id]
    while new:
        new = list(
            Case.objects.filter(merged_into__in=new).exclude(pk__in=found).values_list("pk", flat=True)
        )
        found += new
    return found
