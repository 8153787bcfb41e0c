"""待改正: ledger rows that cannot be right, until a person puts them right or sets them aside."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from fazhi.ledgers.matching import key_mark, texts_of
from fazhi.ledgers.reading import LedgerRow
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, require
from fazhi.records.actions import Refused, fault
from fazhi.records.grouping import looking_again
from fazhi.records.kinds import Values, kind_of, making_for
from fazhi.records.models import ImportBatch, SourceRow
from fazhi.records.new_records import NewRecord, finish, write_new
from fazhi.storage.ids import new_id
from fazhi.trace.writing import Entry, append


def waiting_rows(town: Town, by: Actor, year: int | None = None) -> QuerySet[SourceRow]:
    """The rows that wait, of batches that stand, of kinds this person keeps."""
    rows = SourceRow.objects.filter(
        town=town,
        outcome=SourceRow.Outcome.PROBLEM,
        settled_at=None,
        batch__status=ImportBatch.Status.PUBLISHED,
    ).select_related("batch")
    if year is not None:
        rows = rows.filter(year=year)
    if not by.may_import(town):
        return rows.none()
    return rows.order_by("file", "sheet", "row")


def put_right(source_id: UUID, values: Values, *, town: Town, by: Actor) -> UUID:
    """Make the record of a row whose values a person has put right; it counts from now on. Raises Refused."""
    return looking_again(lambda: _put_right(source_id, values, town, by))


def _put_right(source_id: UUID, values: Values, town: Town, by: Actor) -> UUID:
    with transaction.atomic():
        source = _locked(source_id, town, by)
        kind = kind_of(source.kind)
        require(by.may_keep(kind.code, town), f"您的岗位不能登记{kind.name}，请交给司法所办理。")
        if (refusal := fault(kind, values)) is not None:
            raise refusal
        making = making_for(town.pk, source.batch_id)
        making.record_id = new_id()
        rows = kind.rows(values, making)
        rows[kind.model][0]["extra"] = source.change.get("extra", {})
        finish(kind, rows, values)
        new = NewRecord(values, rows, making.record_id, source=f"{source.file}/{source.sheet}/{source.row}")
        write_new(kind, [new], making, town_id=town.pk, by=by, verb="put_right")
        source.record_id = making.record_id
        source.key_mark = key_mark(kind, texts_of(LedgerRow(source.row, dict(values))))
        source.settled_at = datetime.now(UTC)
        source.save(update_fields=["record_id", "key_mark", "settled_at"])
    return making.record_id


def set_aside(source_id: UUID, reason: str, *, town: Town, by: Actor) -> None:
    """Say that a row is no record at all (a remark, a trial entry), with a reason. Raises Refused."""
    if not reason.strip():
        raise Refused("请写明为什么不用改", "reason")
    with transaction.atomic():
        source = _locked(source_id, town, by)
        source.settled_at = datetime.now(UTC)
        source.save(update_fields=["settled_at"])
        _tell(source, by, "set_aside", {"reason": reason.strip()})


def _locked(source_id: UUID, town: Town, by: Actor) -> SourceRow:
    require(by.may_import(town), "只有司法所可以改正台账里的行，请交给司法所办理。")
    source = (
        SourceRow.objects.select_for_update(of=("self",))
        .filter(pk=source_id, town=town, outcome=SourceRow.Outcome.PROBLEM)
        .filter(batch__status=ImportBatch.Status.PUBLISHED)
        .first()
    )
    if source is None:
        raise Refused("没有找到这一行，它可能已随导入一起撤销。")
    if source.settled_at is not None:
        raise Refused("这一行已经有人处理过了。")
    return source


def _tell(source: SourceRow, by: Actor, verb: str, change: dict[str, Any]) -> None:
    append([
        Entry(
            chain=f"{source.town_id}:source_row", verb=verb, kind="source_row", subject=source.pk, actor=by.key,
            town=source.town_id, change={**change, "file": source.file, "sheet": source.sheet, "row": source.row},
        )
    ])  # fmt: skip
