"""Saying that a reception belongs to a case: only a person does this, and the trace keeps it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from fazhi.cases.models import Case
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, require
from fazhi.reception.ledger import RECEPTION
from fazhi.reception.models import Reception
from fazhi.records.actions import ChangedMeanwhile, Refused
from fazhi.records.digest import read_rows, rows_digest
from fazhi.trace.writing import Entry, append


def link(record_id: UUID, case_id: UUID | None, *, town: Town, by: Actor, version: int | None = None) -> None:
    """Join the reception to a case of the same town, or with None take it out again.

    Raises NotAllowed, Refused, ChangedMeanwhile.
    """
    require(by.may_keep(RECEPTION.code, town), "您的岗位不能关联来访接待，请交给司法所办理。")
    with transaction.atomic():
        found = Reception.objects.select_for_update().filter(pk=record_id, town_id=town.pk, voided_at=None)
        record = found.filter(by.rows(RECEPTION.code, town)).first()
        if record is None:
            raise Refused("没有找到这条来访接待记录，它可能已作废，或者不在您能看的范围内。")
        if version is not None and record.version != version:
            raise ChangedMeanwhile("这条记录刚被别人改过，请看过新内容再关联。")
        if case_id is not None:
            case = Case.objects.seen(town).filter(pk=case_id).first()
            if case is None or not by.may_see(case.kind, town):
                raise Refused("没有找到要关联的案件，请从列表里重新选。", "case")
        before = record.case_id
        Reception.objects.filter(pk=record_id).update(case_id=case_id, version=record.version + 1)
        append([
            Entry(
                chain=RECEPTION.chain(town, record_id), verb="linked" if case_id else "unlinked", kind=RECEPTION.code,
                subject=record_id, actor=by.key, town=town.pk,
                rows_digest=rows_digest(RECEPTION, read_rows(RECEPTION, [record_id])[record_id]),
                change={"before": {"case": before}, "after": {"case": case_id}},
            )
        ])  # fmt: skip
