"""Saying that a record (a visit, an agreement) belongs to a case: only a person does this, and the trace keeps it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models, transaction

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, require
from fazhi.records import search_entries
from fazhi.records.actions import ChangedMeanwhile, Refused
from fazhi.records.digest import read_rows, rows_digest
from fazhi.records.kinds import RecordKind
from fazhi.trace.writing import Entry, append


def case_model(kind: RecordKind) -> Any:
    """The model of cases a record of this kind may be joined to; None where it has no such key or is a case itself."""
    if kind.is_case:
        return None
    for field in kind.model._meta.concrete_fields:
        if field.name == "case" and isinstance(field, models.ForeignKey) and field.null:
            return field.related_model
    return None


def cases_in_sight(kind: RecordKind, town: Town, by: Actor) -> Any:
    """The cases of the town that this person may join records of the kind to."""
    model = case_model(kind)
    if model is None:
        raise Refused(f"{kind.name}不能关联案件。")
    allowed = models.Q(pk__in=[])
    for code in model.objects.filter(town_id=town.pk).order_by().values_list("kind", flat=True).distinct():
        if by.may_see(code, town):
            allowed |= models.Q(kind=code) & by.rows(code, town)
    return model.objects.seen(town).filter(allowed)


def link(
    kind: RecordKind,
    record_id: UUID,
    case_id: UUID | None,
    *,
    town: Town,
    by: Actor,
    version: int | None = None,
) -> None:
    """Join the record to a case of its town, or with None take it out again.

    Raises NotAllowed, Refused, ChangedMeanwhile.
    """
    require(by.may_keep(kind.code, town), f"您的岗位不能关联{kind.name}，请交给司法所办理。")
    with transaction.atomic():
        if case_id is not None and not cases_in_sight(kind, town, by).filter(pk=case_id).exists():
            raise Refused("没有找到要关联的案件，请从列表里重新选。", "case")
        scope = by.rows(kind.code, town, has_grid=kind.has_grid)
        standing = kind.model.objects.select_for_update().filter(scope, town_id=town.pk, voided_at=None)
        record: Any = standing.filter(pk=record_id).first()
        if record is None:
            raise Refused(f"没有找到这条{kind.name}记录，它可能已作废，或者不在您能看的范围内。")
        if version is not None and record.version != version:
            raise ChangedMeanwhile("这条记录刚被别人改过，请看过新内容再关联。")
        before = record.case_id
        if before == case_id:
            return
        kind.model.objects.filter(pk=record_id).update(**{"case_id": case_id, "version": record.version + 1})
        append([
            Entry(
                chain=kind.chain(town, record_id), verb="linked" if case_id else "unlinked", kind=kind.code,
                subject=record_id, actor=by.key, town=town.pk,
                rows_digest=rows_digest(kind, read_rows(kind, [record_id])[record_id]),
                change={"before": {"case": before}, "after": {"case": case_id}},
            )
        ])  # fmt: skip
        search_entries.keep(kind, [record_id])
