"""Feedback that waits for an answer, in the to-do list of those who read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from fazhi.cases.todo import Line
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.pages.words import ui_datetime
from fazhi.portal.feedback.actions import may_read
from fazhi.portal.feedback.models import Feedback
from fazhi.storage.together import text
from fazhi.terms.calendar import Calendar

LONGEST = 100


def waiting_feedback(actor: Actor, town: Town, today: date, calendar: Calendar) -> Iterator[Line]:
    """One line for each that has no answer yet."""
    if not may_read(actor, town):
        return
    for row in _waiting(town):
        words = " ".join(row.text.split())
        short = words if len(words) <= 30 else f"{words[:30]}……"
        yield Line(
            "fine", "等答复", f"答复投诉建议：{short}", f"{ui_datetime(row.sent_at)}提交", "答复",
            url=reverse("feedback_item", args=[row.pk]),
        )  # fmt: skip


def counted_feedback(actor: Actor, town: Town, today: date) -> Iterator[QuerySet[Any, Any]]:
    """The same lines for counting; nothing says until when they must be answered."""
    if may_read(actor, town):
        yield _waiting(town).values_list(text(""), text(None))


def _waiting(town: Town) -> QuerySet[Feedback]:
    rows = Feedback.objects.filter(town=town, status=Feedback.Status.WAITING, voided_at=None)
    return rows.order_by("sent_at")[:LONGEST]
