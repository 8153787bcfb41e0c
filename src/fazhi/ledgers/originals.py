"""The workbooks of a batch as they came: kept under their digest, so that what was read can be looked up in the file itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.db import transaction

from fazhi.evidence.file_types import FileClass
from fazhi.evidence.store import FileRefused, Kept, Limits, record_kept
from fazhi.evidence.store import keep as keep_file
from fazhi.ledgers.batches import tell_batch
from fazhi.ledgers.models import BatchFile
from fazhi.ledgers.reading import workbooks
from fazhi.ledgers.workbooks import MAX_FILE_BYTES
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.records.models import ImportBatch


@dataclass
class Originals:
    """Files that lie on disk now and are not yet named by any row, and those that may not be kept: [(name, why)]."""

    kept: list[tuple[str, Kept]] = field(default_factory=list)
    not_kept: list[tuple[str, str]] = field(default_factory=list)


def keep(paths: Sequence[Path], names: Collection[str]) -> Originals:
    """Keep the workbooks of these names among files and folders. Call it before the transaction.

    What may not lie among the files (a workbook with macros) is named with its reason: it is read all the same.
    """
    found = Originals()
    limits = Limits(dict.fromkeys(FileClass, MAX_FILE_BYTES))
    files, _, _ = workbooks(paths)
    for path in files:
        if path.name not in names:
            continue
        try:
            with path.open("rb") as stream:
                found.kept.append((path.name, keep_file(stream, path.name, limits=limits)))
        except FileRefused as refusal:
            found.not_kept.append((path.name, str(refusal)))
    return found


def record(came: Originals | None, batch: ImportBatch) -> dict[str, dict[str, str]]:
    """Name the kept files by rows of the batch; in the transaction that publishes it.

    Returns what the trace is told: {"files": {name: digest}}, or nothing.
    """
    if came is None or not came.kept:
        return {}
    for number, (name, kept) in enumerate(came.kept, start=1):
        stored = record_kept(kept)
        BatchFile.objects.create(
            town_id=batch.town_id, batch=batch, number=number, name=name[:200], stored_file=stored
        )
    return {"files": {name: kept.digest for name, kept in came.kept}}


def take_out(file_id: UUID, *, town: Town, by: Actor) -> BatchFile:
    """The original to be handed out; that somebody took it is traced. Raises NotAllowed, Refused."""
    require(by.may_import(town), "只有司法所可以下载导入的台账原件。")
    with transaction.atomic():
        found = BatchFile.objects.select_related("batch", "stored_file").filter(pk=file_id, town=town).first()
        if found is None:
            raise Refused("没有找到这份原件。")
        tell_batch(found.batch, "downloaded", by, what=found.name)
    return found
