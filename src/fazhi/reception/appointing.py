"""Appointments (预约): a day and a time, agreed at the window or confirmed from what the public asked for."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from django.db import transaction

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.reception.keeping import locked, put, require_window
from fazhi.reception.models import Appointment, Visit
from fazhi.reception.visits import note, reopen

Status = Appointment.Status


def book_for(visit_id: UUID, day: date, at: time, *, town: Town, by: Actor, today: date) -> Appointment:
    """Agree with a visitor when to come again. Raises NotAllowed, Refused."""
    require_window(by, town)
    _refuse_past(day, today)
    with transaction.atomic():
        visit = locked(Visit, visit_id, town)
        reception = visit.reception
        if visit.anonymous:
            raise Refused("约下次要留姓名，好知道是谁来。")
        made = Appointment(
            town=town, visit=visit, name=reception.visitor, phone=reception.phone, matter=visit.matter, day=day,
            time=at,
        )  # fmt: skip
        put(made, "added", by=by, told={"what": f"{day.isoformat()} {at:%H:%M}"}, new=True)
        reopen(visit, Visit.Outcome.APPOINTMENT, by=by, told="appointed")
        note(visit, "约下次", f"{day.isoformat()} {at:%H:%M}", by=by)
    return made


def settle(
    appointment_id: UUID, status: str, *, town: Town, by: Actor, today: date, version: int | None = None
) -> Appointment:
    """Say that the person came, did not come, or that it is cancelled. Raises NotAllowed, Refused, ChangedMeanwhile."""
    require_window(by, town)
    if status not in (Status.CAME, Status.MISSED, Status.CANCELLED):
        raise Refused("请选已来、没有来或者取消")
    with transaction.atomic():
        row = locked(Appointment, appointment_id, town, version=version)
        if row.status != Status.BOOKED:
            raise Refused(f"这个预约已经登记为“{row.get_status_display()}”。")
        if status != Status.CANCELLED and row.day > today:
            raise Refused("约的日子还没有到。要改日子，请先取消，再约一次。")
        row.status = status
        put(row, "settled", by=by, told={"what": row.get_status_display()})
        note(row.visit, f"预约{row.get_status_display()}", f"{row.day.isoformat()} {row.time:%H:%M}", by=by)
    return row


def _refuse_past(day: date, today: date) -> None:
    if day < today:
        raise Refused("约的日期不能早于今天", "day")


def booked(town: Town) -> list[Appointment]:
    """The appointments that stand, the nearest first; those of days gone by wait for a word whether the person came."""
    rows = Appointment.objects.filter(town=town, status=Status.BOOKED, voided_at=None)
    return list(rows.select_related("visit").order_by("day", "time", "id"))
