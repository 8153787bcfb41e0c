"""What waits at the window: replies to referrals, appointments, and what the public sent in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from fazhi.cases.todo import Line, light_by_day
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.reception.models import Application, Appointment, Referral
from fazhi.storage.together import as_text, text
from fazhi.terms.calendar import Calendar

KIND = "reception"
LONGEST = 100  # of each kind of line
AHEAD = timedelta(days=7)  # appointments further off wait in their own list


def waiting_at_the_window(actor: Actor, town: Town, today: date, calendar: Calendar) -> Iterator[Line]:
    """For those who keep receptions: what the public asked, what others owe a reply to, who comes this week."""
    if not actor.may_keep(KIND, town):
        return
    applications, referrals, appointments = _waiting(town, today)
    for asked in applications:
        act = "答复" if asked.kind == Application.Kind.QUESTION else "接下"
        yield _line(
            f"{act}群众的{asked.get_kind_display()}：{_short(asked.matter)}",
            " · ".join(part for part in ("线上申请", asked.village, asked.topic) if part),
            act, asked.promised_on, reverse("reception_application", args=[asked.pk]), today, calendar,
        )  # fmt: skip
    for referral in referrals.select_related("visit"):
        yield _line(
            f"等回复：{_short(referral.visit.matter)}", f"{referral.number} · 转给{referral.office}", "登记回复",
            referral.reply_by, reverse("reception_referral", args=[referral.pk]), today, calendar,
        )  # fmt: skip
    for one in appointments:
        come = f"{one.day.month}月{one.day.day}日{one.time:%H:%M}"
        yield _line(
            f"接待：{_short(one.matter)}", f"约好{come}来 · {one.name}", "登记来没来", one.day,
            reverse("reception_visit", args=[one.visit_id]), today, calendar,
        )  # fmt: skip


def counted_at_the_window(actor: Actor, town: Town, today: date) -> Iterator[QuerySet[Any, Any]]:
    """The days on which these lines are due."""
    if not actor.may_keep(KIND, town):
        return
    applications, referrals, appointments = _waiting(town, today)
    yield applications.values_list(text(KIND), as_text("promised_on"))
    yield referrals.values_list(text(KIND), as_text("reply_by"))
    yield appointments.values_list(text(KIND), as_text("day"))


def _waiting(
    town: Town, today: date
) -> tuple[QuerySet[Application], QuerySet[Referral], QuerySet[Appointment]]:
    booked = Appointment.objects.filter(town=town, status=Appointment.Status.BOOKED, day__lte=today + AHEAD)
    return (
        Application.objects.filter(town=town, status=Application.Status.WAITING)[:LONGEST],
        Referral.objects.filter(town=town, replied_on=None)[:LONGEST],
        booked[:LONGEST],
    )


def _line(
    title: str, context: str, act: str, due: date | None, url: str, today: date, calendar: Calendar
) -> Line:
    kind, words = light_by_day(due, today, calendar) if due else ("fine", "等您办")
    return Line(kind, words, title, context, act, due=due, url=url, group=KIND)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 30 else f"{line[:30]}……"
