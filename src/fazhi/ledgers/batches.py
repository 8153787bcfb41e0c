"""The life of a batch: opened by one writer, told of in the trace, voided when its writer is gone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.records.actions import Refused
from fazhi.records.models import ImportBatch
from fazhi.storage.workers import is_gone, this_worker
from fazhi.trace.writing import Entry, append

Standings = dict[UUID, str]  # {batch: status}, as it was when an import began to compare


def standings(town_id: UUID) -> Standings:
    """All batches of the town and their status; what an import compared with holds only while this stays equal."""
    return dict(ImportBatch.objects.filter(town_id=town_id).values_list("pk", "status"))


def open_batch(
    town: Town, year: int, *, by: Actor, rows_total: int, compared_with: Standings, files: list[str]
) -> ImportBatch:
    """A new batch of the town, hidden until it is published.

    Raises Refused while another import of the town runs, or when one ended after this one began to compare: two
    writers who both saw nothing would bring everything in twice.
    """
    with transaction.atomic():
        Town.objects.select_for_update().get(pk=town.pk)
        for other in ImportBatch.objects.filter(town=town, status=ImportBatch.Status.WRITING):
            if not is_gone(other.worker, other.alive_at):
                raise Refused(f"{town.name}的第{other.number}批正在导入。请等它完成，再导入一次。")
            void_batch(other, by)
            compared_with = {**compared_with, other.pk: ImportBatch.Status.FAILED}
        if standings(town.pk) != compared_with:
            raise Refused("刚才有人导入或撤销了别的台账，比对的结果已经过时。请再导入一次。")
        last = ImportBatch.objects.filter(town=town).aggregate(last=Max("number"))["last"] or 0
        batch = ImportBatch.objects.create(
            town=town, number=last + 1, year=year, made_by=by.key, worker=this_worker(), rows_total=rows_total,
            summary={"files": files},
        )  # fmt: skip
        tell_batch(batch, "import_started", by)
    return batch


def tell_batch(batch: ImportBatch, verb: str, by: Actor, **more: Any) -> None:
    """One entry in the chain of the town's batches; `fazhi check` compares the status it names with the row."""
    append([
        Entry(
            chain=f"{batch.town_id}:batch", verb=verb, kind="batch", subject=batch.pk, actor=by.key, town=batch.town_id,
            change={"status": batch.status, "number": batch.number, **more},
        )
    ])  # fmt: skip


def void_batch(batch: ImportBatch, by: Actor) -> None:
    """Mark an unfinished batch as failed; what it wrote is never seen."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.status != ImportBatch.Status.WRITING:
            return
        batch.status = ImportBatch.Status.FAILED
        batch.save(update_fields=["status"])
        tell_batch(batch, "import_voided", by)


def void_leftovers(by: Actor, *, quiet_seconds: int = 60) -> int:
    """Void the batches a crash left behind; called at start-up. Returns how many."""
    count = 0
    for batch in ImportBatch.objects.filter(status=ImportBatch.Status.WRITING):
        if is_gone(batch.worker, batch.alive_at, quiet_seconds):
            void_batch(batch, by)
            count += 1
    return count
