"""What waits for a second person's decision, and what came back to who wrote it, in the to-do list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from fazhi.cases.todo import Line, light_by_day
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.pages.words import ui_datetime
from fazhi.publishing.matters import all_matters, matter_of
from fazhi.publishing.models import Release
from fazhi.storage.together import as_text, text
from fazhi.terms.calendar import Calendar

LONGEST = 100
State = Release.State


def waits_for(actor: Actor, town: Town) -> Q:
    """The versions this person decides on: those of others that wait, and what went out at once unseen."""
    if not actor.may_publish(town):
        return Q(pk__in=[])
    unseen = Q(look_by__isnull=False, looked_at=None)
    return (Q(state=State.WAITING) | unseen) & ~Q(writers__contains=actor.key)


def _waiting(actor: Actor, town: Town, kind: str) -> QuerySet[Release]:
    came_back = Q(state=State.RETURNED, writers__contains=actor.key)
    codes = [matter.code for matter in all_matters() if matter.kind == kind]
    rows = Release.objects.filter(waits_for(actor, town) | came_back, town=town, matter__in=codes)
    return rows.order_by("sent_at", "pk")[:LONGEST]


def _kinds(actor: Actor, town: Town) -> list[str]:
    kinds = dict.fromkeys(matter.kind for matter in all_matters())
    return [kind for kind in kinds if actor.may_keep(kind, town) or actor.may_publish(town)]


def waiting_releases(actor: Actor, town: Town, today: date, calendar: Calendar) -> Iterator[Line]:
    """One line each; the link opens the text as the public will read it."""
    for kind in _kinds(actor, town):
        for row in _waiting(actor, town, kind):
            matter, url = matter_of(row.matter), reverse("release", args=[row.pk])
            if row.state == State.RETURNED:
                yield Line(
                    "soon", "退回了", f"改好再送审：{_short(row.title)}", f"{matter.name} · {_short(row.reason)}", "去改",
                    url=url, group=kind, mine=True,
                )  # fmt: skip
            elif row.state == State.WAITING:
                sent = f"{matter.name} · {ui_datetime(row.sent_at)}送审"
                yield Line(
                    "soon", "等您审核", f"审核发布稿：{_short(row.title)}", sent, "审核", url=url, group=kind
                )
            else:
                light, words = light_by_day(row.look_by, today, calendar) if row.look_by else ("fine", "")
                yield Line(
                    light, words, f"补看紧急发布的：{_short(row.title)}", f"{matter.name} · {row.get_state_display()}", "补看",
                    due=row.look_by, url=url, group=kind,
                )  # fmt: skip


def counted_releases(actor: Actor, town: Town, today: date) -> Iterator[QuerySet[Any, Any]]:
    """The same lines for counting."""
    for kind in _kinds(actor, town):
        yield _waiting(actor, town, kind).values_list(text(kind), as_text("look_by"))


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 30 else f"{line[:30]}……"
