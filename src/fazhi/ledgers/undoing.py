"""Undoing a batch: its records are no longer seen, its changes go back; what a person has edited since stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from fazhi.ledgers.batches import tell_batch
from fazhi.ledgers.changes import unmend
from fazhi.ledgers.sources import typed
from fazhi.orgs.permissions import Actor, require
from fazhi.records.actions import Refused, correct, current_values, fault, set_batch
from fazhi.records.kinds import RecordKind, kind_of
from fazhi.records.models import ImportBatch, SourceRow
from fazhi.storage.bulk import in_chunks
from fazhi.storage.workers import is_gone
from fazhi.trace.writing import as_json

EDITED = "导入后有人改过这条记录，保留不动"
EDITED_COLUMNS = "导入后又有人改过这几栏，改动没有撤回"
VOIDED = "导入后已被作废，没有动"
PUT_RIGHT = "这一行是有人在“待改正”里改好的，保留不动"


@dataclass
class UndoResult:
    """What an undo does: records taken out, changes taken back, and what it leaves alone with the reason."""

    batch: ImportBatch
    removed: int = 0
    taken_back: int = 0
    # {"record", "kind", "title", "reason", "file", "sheet", "row", "outcome"}
    untouched: list[dict[str, Any]] = field(default_factory=list)
    _back: list[tuple[RecordKind, SourceRow, dict[str, Any]]] = field(default_factory=list)
    _kept: dict[str, list[UUID]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The form `fazhi import --undo --json` prints."""
        return {
            "batch": str(self.batch.pk), "batch_number": self.batch.number, "removed": self.removed,
            "taken_back": self.taken_back, "untouched": self.untouched,
        }  # fmt: skip


def effect(batch: ImportBatch) -> UndoResult:
    """What undoing the batch would do. Changes nothing."""
    result = UndoResult(batch)
    _find_changes(result)
    _find_edited(result)
    return result


def undo(batch: ImportBatch, *, by: Actor) -> UndoResult:
    """Take a published batch back, in one transaction. Raises NotAllowed, Refused."""
    require(by.may_import(batch.town_id), "只有司法所可以撤销导入，请交给司法所办理。")
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().select_related("town").get(pk=batch.pk)
        if batch.status != ImportBatch.Status.PUBLISHED:
            raise Refused(f"第{batch.number}批现在是“{batch.get_status_display()}”，不能撤销。")
        for other in ImportBatch.objects.filter(town=batch.town, status=ImportBatch.Status.WRITING):
            if not is_gone(other.worker, other.alive_at):
                raise Refused(f"第{other.number}批正在导入。请等它完成，再撤销第{batch.number}批。")
        result = effect(batch)
        for kind, source, back in result._back:
            assert source.record_id is not None  # noqa: S101  a changed row changed a record
            now = current_values(kind, source.record_id)
            correct(
                kind, source.record_id, {**now, **back}, town=batch.town, by=by, verb="change_undone",
                extra={name: source.change["extra_before"].get(name) for name in source.change.get("extra_after", ())},
            )  # fmt: skip
        for code, ids in result._kept.items():
            for some in in_chunks(ids, 200):
                set_batch(kind_of(code), some, None, town_id=batch.town_id, by=by, verb="kept_after_undo")
        unmend(batch, by)
        batch.status = ImportBatch.Status.UNDONE
        batch.save(update_fields=["status"])
        tell_batch(batch, "import_undone", by, untouched=[item["record"] for item in result.untouched])
    return result


def _find_changes(result: UndoResult) -> None:
    """Each change goes back, unless its columns say something else by now."""
    changed = result.batch.source_rows.filter(outcome=SourceRow.Outcome.CHANGED)
    for kind, source, record in _records(list(changed.order_by("-id"))):
        now = kind.values(record)
        before, after = source.change["before"], source.change["after"]
        extra_after = source.change.get("extra_after", {})
        back = {name: typed(kind, name, value) for name, value in before.items()}
        if record.voided_at is not None:
            reason = VOIDED
        elif any(as_json(now.get(n)) != as_json(v) for n, v in after.items()) or any(
            record.extra.get(n) != v for n, v in extra_after.items()
        ):
            reason = _by_a_later_batch(result.batch, record.pk) or EDITED_COLUMNS
        elif (refusal := fault(kind, {**now, **back})) is not None:
            reason = f"撤回后记录对不上（{refusal}），改动没有撤回"
        else:
            result._back.append((kind, source, back))
            result.taken_back += 1
            continue
        result.untouched.append(_told(kind, source, record, reason))


def _find_edited(result: UndoResult) -> None:
    """Records of the batch that say something else than the ledger did stay, and leave the batch."""
    batch = result.batch
    came = batch.source_rows.exclude(record_id=None).filter(
        outcome__in=(SourceRow.Outcome.NEW, SourceRow.Outcome.PROBLEM)
    )
    result.removed = came.count()
    for code in list(came.order_by().values_list("kind", flat=True).distinct()):
        kind = kind_of(code)
        rows = came.filter(kind=code)
        # A record nobody touched is still of version 1, so only the others need be compared.
        of_batch = kind.model.objects.filter(town_id=batch.town_id, batch=batch)
        touched = list(of_batch.filter(version__gt=1).values_list("pk", flat=True))
        compared = [row for some in in_chunks(touched, 500) for row in rows.filter(record_id__in=some)]
        put_right = [row for row in rows.exclude(settled_at=None) if row.record_id not in set(touched)]
        for _, source, record in _records([*compared, *put_right]):
            if record.batch_id != batch.pk:
                continue
            now = {n: v for n, v in kind.values(record).items() if v not in (None, "", [])}
            said = {n: v for n, v in source.values.items() if v not in (None, "", [])}
            if source.settled_at is not None:
                reason = PUT_RIGHT
            elif record.voided_at is None and as_json(now) != as_json(said):
                reason = _by_a_later_batch(batch, record.pk) or EDITED
            else:
                continue
            result.untouched.append(_told(kind, source, record, reason))
            result._kept.setdefault(code, []).append(record.pk)
            result.removed -= 1


def _by_a_later_batch(batch: ImportBatch, record_id: UUID) -> str:
    """That it was not a person but a later import that changed the record, in words; else ""."""
    later = SourceRow.objects.filter(
        record_id=record_id, outcome=SourceRow.Outcome.CHANGED, batch__status=ImportBatch.Status.PUBLISHED,
        batch__number__gt=batch.number,
    ).order_by("-id").select_related("batch").first()  # fmt: skip
    if later is None:
        return ""
    number = later.batch.number
    return f"第{number}批导入又改过这条记录，保留不动。要连它一起撤，请先撤销第{number}批"


def _records(sources: list[SourceRow]) -> Iterator[tuple[RecordKind, SourceRow, Any]]:
    """Each source row with its record."""
    for code in dict.fromkeys(source.kind for source in sources):
        kind = kind_of(code)
        of_kind = [source for source in sources if source.kind == code]
        for some in in_chunks(of_kind, 200):
            records = (
                kind.model.objects.select_related(*kind.related)
                .prefetch_related(*kind.fetched)
                .in_bulk([source.record_id for source in some])
            )
            for source in some:
                yield kind, source, records[source.record_id]


def _told(kind: RecordKind, source: SourceRow, record: Any, reason: str) -> dict[str, Any]:
    return {
        "record": str(source.record_id), "kind": kind.code, "title": kind.title(record), "reason": reason,
        "file": source.file, "sheet": source.sheet, "row": source.row, "outcome": source.outcome,
    }  # fmt: skip
