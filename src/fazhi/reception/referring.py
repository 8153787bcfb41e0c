"""Referrals (转办): to legal aid or another office, on paper, until the reply is back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.reception.keeping import locked, put, require_window
from fazhi.reception.models import Referral, Visit
from fazhi.reception.promises import legal_aid_days
from fazhi.reception.visits import note, reopen, say_result


def refer(
    visit_id: UUID, target: str, office: str, *, town: Town, by: Actor, today: date, reply_by: date | None = None,
    what: str = "",
) -> Referral:  # fmt: skip
    """Hand the matter over. Legal aid is expected to have decided when 法律援助法 第四十三条 says, unless a day is given.

    Raises NotAllowed, Refused.
    """
    require_window(by, town)
    if target not in Referral.Target.values:
        raise Refused("请选转法律援助还是转部门", "target")
    if not office.strip():
        raise Refused("请写明转给谁，如县法律援助中心", "office")
    if reply_by is not None and reply_by < today:
        raise Refused("请对方回复的日期不能早于今天", "reply_by")
    with transaction.atomic():
        visit = locked(Visit, visit_id, town)
        # The town's lock makes two numbers of two writers at once.
        Town.objects.select_for_update().get(pk=town.pk)
        last = Referral.objects.filter(town=town, year=today.year).aggregate(last=Max("serial"))["last"]
        if reply_by is None and target == Referral.Target.LEGAL_AID:
            reply_by = legal_aid_days(today, town)
        made = Referral(
            town=town, visit=visit, target=target, office=office.strip()[:100], year=today.year,
            serial=(last or 0) + 1, what=what.strip(), sent_on=today, reply_by=reply_by,
        )  # fmt: skip
        put(made, "added", by=by, told={"what": made.office}, new=True)
        reopen(visit, Visit.Outcome(target), by=by, told="referred")
        note(visit, f"转{made.get_target_display()}", f"{made.office}，{made.number}", by=by)
        say_result(visit, "转其他部门", town=town, by=by)
    return made


def reply(
    referral_id: UUID, text: str, on: date, *, town: Town, by: Actor, today: date, version: int | None = None
) -> Referral:
    """Register what the other office replied. Raises NotAllowed, Refused, ChangedMeanwhile."""
    require_window(by, town)
    if not text.strip():
        raise Refused("请写下对方怎么回复的", "reply")
    with transaction.atomic():
        row = locked(Referral, referral_id, town, version=version)
        if row.replied_on is not None:
            raise Refused("这份转办单已经登记过回复。")
        if on < row.sent_on:
            raise Refused(f"回复日期不能早于转出的{row.sent_on.isoformat()}", "on")
        if on > today:
            raise Refused("回复日期不能晚于今天", "on")
        row.replied_on, row.reply = on, text.strip()
        put(row, "replied", by=by)
        note(row.visit, "收到回复", f"{row.office}：{row.reply}", by=by)
    return row


def awaited(town: Town) -> list[Referral]:
    """Referrals without a reply, the longest waiting first."""
    rows = Referral.objects.filter(town=town, replied_on=None, voided_at=None)
    return list(rows.select_related("visit__reception").order_by("sent_on", "id"))
