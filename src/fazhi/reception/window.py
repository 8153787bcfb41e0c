"""The reception window: who came, what it is in one sentence, where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import transaction

from fazhi.cases.words import DISPUTE_TYPES
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.reception.appointing import book_for
from fazhi.reception.codes import code_for, mark_of
from fazhi.reception.keeping import keep_found, put, require_window
from fazhi.reception.models import Reception, Visit
from fazhi.reception.referring import refer
from fazhi.reception.visits import note
from fazhi.records.actions import add
from fazhi.records.kinds import kind_of

ANONYMOUS = "匿名"
# What the ledger says of a visit that went there; a mediation in progress and an appointment are still open.
RESULTS = {
    Visit.Outcome.ANSWERED: "已答复", Visit.Outcome.MEDIATION: "正在办理", Visit.Outcome.LEGAL_AID: "转其他部门",
    Visit.Outcome.DEPARTMENT: "转其他部门", Visit.Outcome.APPOINTMENT: "正在办理",
}  # fmt: skip
LONGEST_MATTER = 200


@dataclass(frozen=True)
class Coming:
    """What the window asks. `category` is 来访, 咨询 or 申请调解; only `matter` and, unless anonymous, `name` are needed.

    `companions` are the others of the same matter, (name, phone). `office` is to whom it goes for the two referrals,
    `day` and `time` when the person comes again for an appointment.
    """

    name: str
    matter: str
    category: str
    outcome: Visit.Outcome
    anonymous: bool = False
    phone: str = ""
    village: str = ""
    type: str = ""
    answer: str = ""
    source: str = ""
    companions: Sequence[tuple[str, str]] = field(default=())
    office: str = ""
    reply_by: date | None = None
    day: date | None = None
    time: time | None = None


def receive(
    coming: Coming, *, town: Town, by: Actor, today: date, command: UUID, receiver: str | None = None
) -> Visit:
    """Register a visit with all that follows from where it goes. The same command twice is one visit.

    `receiver` is whose name the ledger gets; None is the actor's. Raises NotAllowed, Refused.
    """
    require_window(by, town)
    _refuse_incomplete(coming, today)
    with transaction.atomic():
        Town.objects.select_for_update().get(pk=town.pk)
        if (known := Visit.objects.filter(reception=command).first()) is not None:
            if known.town_id != town.pk:
                raise Refused("这份登记的编号已被占用，请重新打开窗口再登记。")
            return known
        values = _ledger_values(coming, town, today, by.name if receiver is None else receiver)
        record = add(kind_of("reception"), values, town=town, by=by, command=command)
        visit = Visit(
            town=town, reception_id=record, matter=coming.matter.strip(), anonymous=coming.anonymous,
            outcome=coming.outcome, answer=coming.answer.strip(),
            companions=[{"name": name, "phone": phone} for name, phone in coming.companions],
            code_mark=mark_of(code_for(record)),
        )  # fmt: skip
        if coming.outcome == Visit.Outcome.ANSWERED:
            visit.status, visit.closed_on = Visit.Status.CLOSED, today
        put(visit, "added", by=by, told={"what": visit.get_outcome_display()}, new=True)
        keep_found(record)
        note(visit, "登记", visit.answer if coming.outcome == Visit.Outcome.ANSWERED else "", by=by)
        _send_on(visit, coming, town=town, by=by, today=today)
    return visit


def _refuse_incomplete(coming: Coming, today: date) -> None:
    if not coming.anonymous and not coming.name.strip():
        raise Refused("请填写姓名；不愿留姓名的，勾选“匿名”", "name")
    if not coming.matter.strip():
        raise Refused("请用一句话写明事项", "matter")
    if len(coming.matter.strip()) > LONGEST_MATTER:
        raise Refused(f"事项应在{LONGEST_MATTER}字以内，详细情况写在“答复或情况”里", "matter")
    if coming.anonymous and coming.category != "咨询":
        raise Refused("匿名的只按咨询登记。要申请调解或来访，请留姓名", "category")
    if coming.outcome in (Visit.Outcome.LEGAL_AID, Visit.Outcome.DEPARTMENT) and not coming.office.strip():
        raise Refused("请写明转给谁，如县法律援助中心", "office")
    if coming.outcome == Visit.Outcome.APPOINTMENT:
        if coming.anonymous:
            raise Refused("约下次要留姓名，好知道是谁来", "name")
        if coming.day is None or coming.time is None:
            raise Refused("请写明约在哪天几点", "day")
        if coming.day < today:
            raise Refused("约的日期不能早于今天", "day")


def _ledger_values(coming: Coming, town: Town, today: date, receiver: str) -> dict[str, Any]:
    name = _anonymous_name(town, today) if coming.anonymous else coming.name.strip()
    return {
        "received_on": today, "visitor": name, "phone": coming.phone or None, "village": coming.village or None,
        "category": coming.category, "type": coming.type or guessed_type(coming.matter) or None,
        "source": coming.source or "直接来访", "mediator": receiver or None,
        "result": RESULTS[coming.outcome], "agreement_number": None, "agreement_on": None, "performance": None,
    }  # fmt: skip


def _anonymous_name(town: Town, today: date) -> str:
    """匿名1, 匿名2 …: two people without a name are two people, so that the figure counts both."""
    told = Reception.objects.filter(town=town, received_on=today, visitor__startswith=ANONYMOUS)
    taken = set(told.values_list("visitor", flat=True))
    return next(name for n in range(1, 10_000) if (name := f"{ANONYMOUS}{n}") not in taken)


def guessed_type(matter: str) -> str:
    """The type of dispute that the sentence names itself (宅基地, 欠薪 …); empty where it names none or several."""
    code = DISPUTE_TYPES.code_of(matter) if DISPUTE_TYPES.knows(matter) else None
    return DISPUTE_TYPES.word_of(code) if code and code != DISPUTE_TYPES.other else ""


def _send_on(visit: Visit, coming: Coming, *, town: Town, by: Actor, today: date) -> None:
    if coming.outcome in (Visit.Outcome.LEGAL_AID, Visit.Outcome.DEPARTMENT):
        refer(
            visit.pk, coming.outcome.value, coming.office, town=town, by=by, today=today,
            reply_by=coming.reply_by, what=coming.matter.strip(),
        )  # fmt: skip
    elif coming.outcome == Visit.Outcome.APPOINTMENT and coming.day and coming.time:
        book_for(visit.pk, coming.day, coming.time, town=town, by=by, today=today)
