"""Reading in full what is masked of the people in a case."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from fazhi.cases.drafts import take_in_hand
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.records.digest import rows_digest
from fazhi.records.kinds import kind_of
from fazhi.trace.writing import Entry, append

READABLE = ("phone", "id_number", "address")


def read_person_in_full(
    kind: str,
    case_id: UUID,
    person_id: UUID,
    field: str,
    reason: str,
    *,
    town: Town,
    by: Actor,
    said: str = "",
) -> str:
    """A masked fact of a participant, for a stated reason, which is traced; `said` is what the trace calls it.

    Raises NotAllowed, Refused (no reason, no such person or fact, not in sight).
    """
    require(by.may_unmask(kind, town), "您的岗位只能看遮住的号码，需要看全号请找司法所。")
    if not reason.strip():
        raise Refused("请写明为什么要看全号", "reason")
    of_kind = kind_of(kind)
    with transaction.atomic():
        draft = take_in_hand(of_kind, case_id, town=town, by=by)
        row = next((one for one in draft.participants if one["id"] == person_id), None)
        if row is None or field not in READABLE:
            raise Refused("这件案件里没有这个人，请回到案件页再看。")
        append([
            Entry(
                chain=of_kind.chain(town.pk, case_id), verb="read_in_full", kind=kind, subject=case_id, actor=by.key,
                town=town.pk, rows_digest=rows_digest(of_kind, draft.rows),
                change={"person": person_id, "what": said or field, "reason": reason.strip()},
            )
        ])  # fmt: skip
    return str(row[field])
