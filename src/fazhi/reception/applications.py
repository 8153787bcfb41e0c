"""What the public sends in: taken down by anybody, accepted or answered by the window, told all without names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import F

from fazhi.orgs.models import Town, Village
from fazhi.orgs.permissions import PUBLIC, Actor, Refused, require
from fazhi.pages.words import office_date
from fazhi.publishing.models import Release
from fazhi.publishing.releasing import write
from fazhi.reception.anonymity import NUMBERS
from fazhi.reception.codes import code_for, mark_of
from fazhi.reception.keeping import KIND, locked, put, require_window, tell
from fazhi.reception.models import Application, Satisfaction, ServiceCentre, Visit
from fazhi.reception.promises import promised
from fazhi.reception.public_matters import ANSWER
from fazhi.reception.turning import Asked, turn_into_mediation
from fazhi.reception.window import Coming, receive
from fazhi.storage.ids import new_id
from fazhi.terms.periods import months_after

Kind, Status = Application.Kind, Application.Status
LONGEST = 1000
# What waits: by the day promised; what nobody promised a day for comes after.
IN_TURN = (F("promised_on").asc(nulls_last=True), "made_at")


@dataclass(frozen=True)
class Sent:
    """What one application holds. `wanted_part` is 上午 or 下午; a suggestion needs neither name nor telephone."""

    kind: str
    matter: str
    topic: str = ""
    other_party: str = ""
    village: str = ""
    name: str = ""
    phone: str = ""
    wanted_on: date | None = None
    wanted_part: str = ""


def apply(sent: Sent, *, centre: ServiceCentre, command: UUID, now: datetime) -> Application:
    """Take down what somebody sent from the public pages; nobody is asked who they are. The same command is one.

    Raises Refused when the centre takes nothing online, or something that is needed is missing.
    """
    if not centre.is_open:
        raise Refused("线上申请现在没有开放，请直接打电话或到窗口来。")
    _refuse_incomplete(sent)
    with transaction.atomic():
        # The centre's row makes two of the same command take turns.
        ServiceCentre.objects.select_for_update().get(pk=centre.pk)
        if (known := Application.objects.filter(pk=command).first()) is not None:
            if known.town_id != centre.town_id:
                raise Refused("这份申请的编号已被占用，请从头再填一次。")
            return known
        days = centre.answer_days if sent.kind == Kind.QUESTION else centre.accept_days
        made = Application(
            id=command, town_id=centre.town_id, kind=sent.kind, code_mark=mark_of(code_for(command)), made_at=now,
            promised_on=promised(office_date(now), days) if sent.kind != Kind.SUGGESTION else None,
            topic=sent.topic[:40], matter=sent.matter.strip(), other_party=sent.other_party.strip()[:200],
            village=sent.village.strip()[:60], name=sent.name.strip()[:60], phone=sent.phone,
            wanted_on=sent.wanted_on, wanted_part=sent.wanted_part,
        )  # fmt: skip
        put(made, "applied", by=PUBLIC, told={"what": made.get_kind_display()}, new=True)
    return made


def _refuse_incomplete(sent: Sent) -> None:
    if sent.kind not in Kind.values:
        raise Refused("请从办事页重新开始。")
    if not sent.matter.strip():
        raise Refused("请写写是什么事", "matter")
    if len(sent.matter) > LONGEST:
        raise Refused(f"请写在{LONGEST}字以内，来的时候可以慢慢说", "matter")
    if sent.kind != Kind.SUGGESTION and not sent.phone:
        raise Refused("请填写电话，我们好找到您", "phone")
    if sent.kind in (Kind.MEDIATION, Kind.BOOKING) and not sent.name.strip():
        raise Refused("请填写怎么称呼您", "name")


def accept(
    application_id: UUID, matter: str, *, town: Town, by: Actor, today: date, version: int | None = None,
    asked: Asked | None = None, day: date | None = None, at: time | None = None,
) -> Application:  # fmt: skip
    """Take it on: it becomes a reception, and what is asked a case (mediation) or an appointment (booking).

    `matter` is the sentence that goes into the ledger. Raises NotAllowed, Refused, ChangedMeanwhile.
    """
    require_window(by, town)
    with transaction.atomic():
        row = _waiting(application_id, town, version)
        if row.kind not in (Kind.MEDIATION, Kind.BOOKING):
            raise Refused("咨询和意见建议不用接下，直接写答复。")
        booking = row.kind == Kind.BOOKING
        asked = None if booking else asked
        if not booking and asked is None:
            raise Refused("请写明当事人、村居和纠纷类型")
        coming = Coming(
            name=row.name, matter=matter, phone=row.phone,
            village=asked.village if asked else row.village if _knows_village(town, row.village) else "",
            category="来访" if booking else "申请调解",
            outcome=Visit.Outcome.APPOINTMENT if booking else Visit.Outcome.MEDIATION,
            type=asked.type if asked else "",
            source="线上申请", day=day, time=at,
        )  # fmt: skip
        visit = receive(coming, town=town, by=by, today=today, command=new_id())
        if asked is not None:
            turn_into_mediation(visit.pk, asked, town=town, by=by, today=today)
        row.reception_id, row.status, row.settled_on = visit.reception_id, Status.ACCEPTED, today
        put(row, "accepted", by=by)
    return row


def _knows_village(town: Town, name: str) -> bool:
    return Village.objects.filter(town=town, name=name).exists()


def answer(
    application_id: UUID, text: str, *, town: Town, by: Actor, today: date, version: int | None = None,
    declined: bool = False,
) -> Application:  # fmt: skip
    """Answer a question or a suggestion, or say with `declined` who else is there for it.

    A question that is answered is a consultation of the day and stands in the ledger. Raises NotAllowed, Refused,
    ChangedMeanwhile.
    """
    require_window(by, town)
    if not text.strip():
        raise Refused("请写下答复。不属于本窗口的，写明该找谁、怎么找", "answer")
    with transaction.atomic():
        row = _waiting(application_id, town, version)
        row.answer, row.settled_on = text.strip(), today
        row.status = Status.DECLINED if declined else Status.ANSWERED
        if row.kind == Kind.QUESTION and not declined:
            coming = Coming(
                name=row.name, anonymous=not row.name.strip(), matter=first_sentence(row.matter), phone=row.phone,
                village=row.village if _knows_village(town, row.village) else "", category="咨询",
                outcome=Visit.Outcome.ANSWERED, answer=row.answer, source="线上申请",
            )  # fmt: skip
            row.reception_id = receive(coming, town=town, by=by, today=today, command=new_id()).reception_id
        put(row, "answered", by=by)
    return row


def first_sentence(text: str, longest: int = 60) -> str:
    """The first sentence of what somebody wrote, for the one line of a ledger."""
    line = re.split(r"[。！？!?\n]", text.strip(), maxsplit=1)[0].strip()
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _waiting(application_id: UUID, town: Town, version: int | None) -> Application:
    row = locked(Application, application_id, town, version=version)
    if row.status != Status.WAITING:
        raise Refused(f"这一件已经办过：{row.get_status_display()}。")
    return row


def draft_answer(
    application_id: UUID, question: str, text: str, *, town: Town, by: Actor, looked_through: bool = False,
    seen: str | None = None, recalling: bool = False,
) -> Release:  # fmt: skip
    """Draft an answer for 常见问题, in words of the office's own. `looked_through`: a person saw what was suspicious.

    Raises NotAllowed, Refused: always where a telephone or an identity number or the applicant's name stands in it.
    """
    require_window(by, town)
    if not question.strip() or not text.strip():
        raise Refused("问题和答复都要写", "question" if not question.strip() else "answer")
    with transaction.atomic():
        row = locked(Application, application_id, town)
        values = {"public_question": question.strip(), "public_answer": text.strip()}
        return write(
            ANSWER, row, values, town=town, by=by, seen=seen, recalling=recalling, looked_through=looked_through
        )  # fmt: skip


def rate(mark: str, choice: str, words: str, *, town: Town, today: date) -> Satisfaction:
    """What the holder of a code says, once, when the matter has been answered or ended. Raises Refused."""
    if choice not in Satisfaction.Choice.values:
        raise Refused("请选满意、一般或者不满意", "choice")
    with transaction.atomic():
        visit = Visit.objects.select_for_update().filter(town=town, code_mark=mark).first()
        row = (
            None
            if visit
            else Application.objects.select_for_update().filter(town=town, code_mark=mark).first()
        )
        if visit is None and row is None:
            raise Refused("没有找到这个查询码，请核对后再填。", "code")
        said = Satisfaction.objects.filter(visit=visit, application=row).first()
        if said is not None:
            return said
        made = Satisfaction(
            town=town, visit=visit, application=row, choice=choice,
            words=NUMBERS.sub("（号码）", words.strip())[:300], said_on=today,
        )  # fmt: skip
        put(made, "rated", by=PUBLIC, told={"what": made.get_choice_display()}, new=True)
    return made


def read_phone(application_id: UUID, *, town: Town, by: Actor) -> str:
    """The telephone number in full, to ring back; that somebody looked is traced. Raises NotAllowed, Refused."""
    require_window(by, town)
    require(by.may_unmask(KIND, town), "您的岗位只能看遮住的号码，需要看全号请找司法所。")
    with transaction.atomic():
        row = locked(Application, application_id, town)
        tell(row, "read_in_full", by=by, told={"what": "联系电话"})
    return row.phone


def due_for_erasure(town: Town, keep_months: int, today: date) -> list[UUID]:
    """Applications settled longer ago than the office keeps personal data."""
    until = months_after(today, -keep_months)
    rows = Application.objects.filter(town=town, erased_on=None, settled_on__lt=until)
    return list(rows.exclude(status=Status.WAITING).values_list("pk", flat=True))


def erase(ids: Sequence[UUID], *, town: Town, by: Actor, today: date) -> int:
    """Take names, telephone numbers and texts out of applications; what was accepted stands in the ledger anyway.

    Raises NotAllowed.
    """
    require_window(by, town)
    with transaction.atomic():
        for pk in ids:
            row = locked(Application, pk, town)
            row.name = row.phone = row.other_party = row.village = row.answer = ""
            row.matter = "（已删去）"
            row.erased_on = today
            put(row, "erased", by=by)
    return len(ids)
