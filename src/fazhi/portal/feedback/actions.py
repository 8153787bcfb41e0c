"""Sending by anybody; reading and answering by the justice office and the town's leader."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.portal.feedback.models import Feedback
from fazhi.reception.codes import code_for, mark_of
from fazhi.reception.keeping import KIND, locked, put, tell

READERS = ("justice_office", "town_leader")
LONGEST = 1000
CONTACT_LONGEST = 100


def may_read(by: Actor, town: Town) -> bool:
    """Whether this person reads and answers the town's feedback."""
    return by.holds(READERS, town)


def _require_reader(by: Actor, town: Town) -> None:
    require(may_read(by, town), "投诉建议只给司法所和镇领导看。")


def send(
    text: str, *, town: Town, by: Actor, command: UUID, now: datetime, contact: str = "", about: str = ""
) -> Feedback:
    """Take down what somebody says; nobody is asked who they are. The same command is one.

    `by` is the person logged in, or PUBLIC. Raises Refused.
    """
    text, contact = text.strip(), contact.strip()
    if not text:
        raise Refused("请写写是什么事", "text")
    if len(text) > LONGEST:
        raise Refused(f"请写在{LONGEST}字以内，现在是{len(text)}字", "text")
    if len(contact) > CONTACT_LONGEST:
        raise Refused(f"请写在{CONTACT_LONGEST}字以内", "contact")
    with transaction.atomic():
        # The town's row makes two of the same command take turns.
        Town.objects.select_for_update().get(pk=town.pk)
        if (known := Feedback.objects.filter(pk=command).first()) is not None:
            if known.town_id != town.pk:
                raise Refused("这一件的编号已被占用，请从头再写一次。")
            return known
        made = Feedback(
            id=command, town=town, code_mark=mark_of(code_for(command)), sent_at=now, sender=by.key, text=text,
            contact=contact, about=about.strip()[:200],
        )  # fmt: skip
        put(made, "applied", by=by, new=True)
    return made


def answer(
    feedback_id: UUID, text: str, *, town: Town, by: Actor, today: date, version: int | None = None
) -> Feedback:
    """Answer it; the sender reads the answer with the query code. Raises NotAllowed, Refused, ChangedMeanwhile."""
    _require_reader(by, town)
    if not text.strip():
        raise Refused("请写下答复：怎么处理，或者为什么不这样做", "answer")
    with transaction.atomic():
        row = locked(Feedback, feedback_id, town, version=version)
        if row.status != Feedback.Status.WAITING:
            raise Refused("这一件已经答复过。")
        row.answer, row.answered_on, row.status = text.strip(), today, Feedback.Status.ANSWERED
        put(row, "answered", by=by)
    return row


def read_contact(feedback_id: UUID, *, town: Town, by: Actor) -> str:
    """How to reach the sender, in full; that somebody looked is traced. Raises NotAllowed, Refused."""
    _require_reader(by, town)
    require(by.may_unmask(KIND, town), "您的岗位看不到联系方式，要联系对方请找司法所。")
    with transaction.atomic():
        row = locked(Feedback, feedback_id, town)
        tell(row, "read_in_full", by=by, told={"what": "联系方式"})
    return row.contact


def erase_contact(feedback_id: UUID, *, town: Town, by: Actor, today: date) -> Feedback:
    """Take the way to reach the sender out, once answered. Raises NotAllowed, Refused."""
    _require_reader(by, town)
    with transaction.atomic():
        row = locked(Feedback, feedback_id, town)
        if row.status != Feedback.Status.ANSWERED:
            raise Refused("还没有答复。答复以后再删联系方式。")
        row.contact, row.erased_on = "", today
        put(row, "erased", by=by)
    return row


def find(code: str, town: Town | None = None) -> Feedback | None:
    """What the query code names, in that town or in any."""
    rows = Feedback.objects.select_related("town").filter(code_mark=mark_of(code), voided_at=None)
    found: Feedback | None = (rows.filter(town=town) if town else rows).first()
    return found
