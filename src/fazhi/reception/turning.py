"""Turning a visit into mediation (转调解): a dispute case that carries everything, linked both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from fazhi.cases.actions import open_case
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.reception.keeping import locked, require_window
from fazhi.reception.models import Visit
from fazhi.reception.visits import note, reopen, say_result
from fazhi.records.kinds import kind_of
from fazhi.records.linking import link

# The work folder of disputes is not known here; its procedure is found by these words.
DISPUTE, APPLIED = "dispute", "applied"
TOWN, VILLAGE = "镇调解室", "村调解委员会"
WHERE = ((TOWN, TOWN), (VILLAGE, VILLAGE))


@dataclass(frozen=True)
class Asked:
    """What a mediation is asked for with: who asks, against whom, where, what kind of dispute, village or town."""

    applicants: Sequence[str]
    respondents: Sequence[str]
    village: str
    type: str
    applied_to: str = TOWN


def turn_into_mediation(
    visit_id: UUID, asked: Asked, *, town: Town, by: Actor, today: date, version: int | None = None
) -> UUID:
    """Open a dispute from a visit: people, village, telephone, sentence and source go along. Returns the case's id.

    Raises NotAllowed, Refused, ChangedMeanwhile.
    """
    require_window(by, town)
    with transaction.atomic():
        visit = locked(Visit, visit_id, town, version=version)
        if visit.reception.case_id is not None:
            raise Refused("这一件已经转成调解案件，请从关联的案件里接着办。")
        if visit.anonymous:
            raise Refused("匿名的不能转调解。请先请来访人留下姓名，再另登一件。")
        case = _open_dispute(visit, asked, town=town, by=by, today=today)
        link(kind_of("reception"), visit.reception_id, case, town=town, by=by)
        visit.refresh_from_db()
        reopen(visit, Visit.Outcome.MEDIATION, by=by, told="turned_into_mediation")
        note(visit, "转调解", "已开一件矛盾纠纷", by=by)
        say_result(visit, "正在办理", town=town, by=by)
    return case


def _open_dispute(visit: Visit, asked: Asked, *, town: Town, by: Actor, today: date) -> UUID:
    """The dispute applied for at the window or on the public pages, by the opening step of its procedure."""
    facts = {
        "on": today, "applicants": list(asked.applicants), "respondents": list(asked.respondents),
        "village": asked.village, "type": asked.type, "summary": visit.matter, "phone": visit.reception.phone,
        "applied_to": asked.applied_to,
    }  # fmt: skip
    origin = {"kind": "reception", "id": visit.reception_id, "text": visit.matter}
    return open_case(DISPUTE, APPLIED, facts, town=town, by=by, origin=origin).case_id


def companion_names(visit: Visit) -> list[str]:
    """The visitor and everybody who came along, for the parties of the case."""
    names = [visit.reception.visitor, *(one.get("name", "") for one in visit.companions)]
    return [name for name in names if name]
