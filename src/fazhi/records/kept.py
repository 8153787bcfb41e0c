"""A row that stands alone, no ledger's record: a visit, a guide, one version of what the public reads.

Written and traced one by one. The trace gets the digest of the whole row and, in words, only what `told` names: never a
name, a telephone number or what somebody wrote, since the trace cannot be erased and these must be one day
(个人信息保护法 第十九条).
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar
from uuid import UUID

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.records.actions import ChangedMeanwhile
from fazhi.records.digest import columns_of
from fazhi.records.grouping import group_digest
from fazhi.records.models import Record, RecordQuerySet
from fazhi.trace.writing import Entry, append


class KeptRow(Record):
    """The base of such rows."""

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=KeptRow)


def put(row: KeptRow, verb: str, *, by: Actor, told: dict[str, Any] | None = None, new: bool = False) -> None:
    """Save the row and tell the trace. Inside a transaction."""
    if not new:
        row.version += 1
    row.save(force_insert=new)
    tell(row, verb, by=by, told=told)


def tell(row: KeptRow, verb: str, *, by: Actor, told: dict[str, Any] | None = None) -> None:
    """The trace of a row as it stands in the database. Inside a transaction."""
    model = type(row)
    written = model._default_manager.filter(pk=row.pk).values(*columns_of(model)).get()
    name = str(model._meta.model_name)
    append([
        Entry(
            chain=f"{row.town_id}:{name}", verb=verb, kind=name, subject=row.pk, actor=by.key, town=row.town_id,
            rows_digest=group_digest(written), change={"after": told} if told else {},
        )
    ])  # fmt: skip


def locked(model: type[Row], row_id: UUID, town: Town, *, version: int | None = None) -> Row:
    """The town's row, locked. Raises Refused, ChangedMeanwhile when it is not the version somebody saw."""
    rows: Any = model.objects
    row: Row | None = rows.select_for_update().filter(pk=row_id, town_id=town.pk).first()
    if row is None:
        raise Refused("没有找到这一件，请从列表里重新打开。")
    if version is not None and row.version != version:
        raise ChangedMeanwhile("这一件刚被别人办过，请看过新内容再办。")
    return row
