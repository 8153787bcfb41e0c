"""Undoing a batch: its records are no longer seen, its changes go back; what a person has edited since stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from fazhi.ledgers.importing import tell_batch
from fazhi.orgs.permissions import Actor, require
from fazhi.records.actions import Refused, correct, current_values, set_batch
from fazhi.records.columns import Shape
from fazhi.records.kinds import RecordKind, kind_of
from fazhi.records.models import ImportBatch, SourceRow
from fazhi.storage.bulk import in_chunks
from fazhi.trace.writing import as_json


@dataclass
class UndoResult:
    """What an undo did: records taken out, changes taken back, and what it left alone with the reason."""

    batch: ImportBatch
    removed: int = 0
    taken_back: int = 0
    untouched: list[dict[str, Any]] = field(
        default_factory=list
    )  # {"record", "title", "reason", "file", "sheet", "row"}

    def to_json(self) -> dict[str, Any]:
        """The form `fazhi import --undo --json` prints."""
        return {
            "batch": str(self.batch.pk), "batch_number": self.batch.number, "removed": self.removed,
            "taken_back": self.taken_back, "untouched": self.untouched,
        }  # fmt: skip


def undo(batch: ImportBatch, *, by: Actor) -> UndoResult:
    """Take a published batch back, in one transaction. Raises NotAllowed, Refused."""
    require(by.may_import(batch.town_id), "只有司法所可以撤销导入，请交给司法所办理。")
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().select_related("town").get(pk=batch.pk)
        if batch.status != ImportBatch.Status.PUBLISHED:
            raise Refused(f"第{batch.number}批现在是“{batch.get_status_display()}”，不能撤销。")
        result = UndoResult(batch)
        _take_back_changes(batch, result, by)
        _keep_edited(batch, result, by)
        result.removed = _count_new(batch) - sum(1 for item in result.untouched if item["outcome"] == "new")
        batch.status = ImportBatch.Status.UNDONE
        batch.save(update_fields=["status"])
        tell_batch(batch, "import_undone", by, untouched=[item["record"] for item in result.untouched])
    return result


def _count_new(batch: ImportBatch) -> int:
    return (
        batch.source_rows.filter(outcome__in=(SourceRow.Outcome.NEW, SourceRow.Outcome.PROBLEM))
        .exclude(record_id=None)
        .count()
    )


def _take_back_changes(batch: ImportBatch, result: UndoResult, by: Actor) -> None:
    for source in batch.source_rows.filter(outcome=SourceRow.Outcome.CHANGED).order_by("-id"):
        kind = kind_of(source.kind)
        assert source.record_id is not None  # noqa: S101  a changed row changed a record
        now = current_values(kind, source.record_id)
        before, after = source.change["before"], source.change["after"]
        if any(as_json(now.get(name)) != as_json(after.get(name)) for name in after):
            result.untouched.append(_told(kind, source, "导入后又有人改过这几栏，改动没有撤回"))
            continue
        record = kind.model.objects.get(pk=source.record_id)
        if record.voided_at is not None:
            result.untouched.append(_told(kind, source, "导入后已被作废，没有动"))
            continue
        back = {name: _typed(kind, name, value) for name, value in before.items()}
        correct(kind, source.record_id, {**now, **back}, town=batch.town, by=by, verb="change_undone")
        result.taken_back += 1


def _keep_edited(batch: ImportBatch, result: UndoResult, by: Actor) -> None:
    """Records of the batch that say something else than the ledger did stay, and leave the batch."""
    for code in batch.source_rows.order_by().values_list("kind", flat=True).distinct():
        kind = kind_of(code)
        # A record nobody touched is still of version 1, so only the others need be compared.
        touched = set(kind.model.objects.filter(batch=batch, version__gt=1).values_list("pk", flat=True))
        sources = {
            source.record_id: source
            for source in batch.source_rows.filter(kind=code, record_id__in=touched).exclude(
                outcome__in=(SourceRow.Outcome.MERGED, SourceRow.Outcome.CHANGED)
            )
        }
        kept: list[UUID] = []
        for record_id, source in sources.items():
            assert record_id is not None  # noqa: S101  chosen by record_id
            record = kind.model.objects.get(pk=record_id)
            now = {n: v for n, v in current_values(kind, record_id).items() if v not in (None, "", [])}
            said = {n: v for n, v in source.values.items() if v not in (None, "", [])}
            if record.voided_at is None and as_json(now) == as_json(said) and source.settled_at is None:
                continue
            result.untouched.append(_told(kind, source, "导入后有人改过这条记录，保留不动"))
            kept.append(record_id)
        for some in in_chunks(kept, 200):
            set_batch(kind, some, None, town_id=batch.town_id, by=by, verb="kept_after_undo")


def _told(kind: RecordKind, source: SourceRow, reason: str) -> dict[str, Any]:
    record = kind.model.objects.select_related(*kind.related).get(pk=source.record_id)
    return {
        "record": str(source.record_id), "kind": kind.code, "title": kind.title(record), "reason": reason,
        "file": source.file, "sheet": source.sheet, "row": source.row, "outcome": source.outcome,
    }  # fmt: skip


def _typed(kind: RecordKind, name: str, value: Any) -> Any:
    """A value kept as JSON, as its column holds it."""
    if value is not None and kind.layout.column(name).shape is Shape.DATE:
        return date.fromisoformat(value)
    return value
