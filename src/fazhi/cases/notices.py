"""What somebody is told: which notices are theirs, which they have not seen, and that they have seen them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from fazhi.cases.models import Notice
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.orgs.roles import ROLES
from fazhi.storage.one_reading import answer, register_question
from fazhi.storage.together import as_text

KEPT = timedelta(days=60)  # older ones are not shown: what they tell of stands in the trace


def notices_of(actor: Actor, town: Town | UUID) -> QuerySet[Notice]:
    """The notices of the last sixty days for this person: by name, or by a role held here (in the own village)."""
    theirs = Q(user_id=_id(actor))
    town_id = town.pk if isinstance(town, Town) else town
    for post in actor.posts:
        if post.town_id != town_id:
            continue
        role = Q(role=post.role)
        # A role bound to a village hears of its own; one of the whole town of every village.
        theirs |= (
            role & (Q(village=None) | Q(village=post.village_id)) if ROLES[post.role].own_village else role
        )
    # The beginning of a day: so the question is the same all day long.
    since = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - KEPT
    return Notice.objects.filter(theirs, town_id=town_id, at__gte=since).order_by("-at", "-id")


def unseen(actor: Actor, town: Town | UUID) -> QuerySet[Notice]:
    """Of these, those not seen yet."""
    # As text: not every database can look into JSON.
    asked = notices_of(actor, town).annotate(readers=Cast("read_by", TextField()))
    return asked.exclude(readers__contains=str(_id(actor)))


MANY = 99  # more are not counted
UNSEEN = "unseen notices"


def waiting_notices(actor: Actor, town: Town) -> list[tuple[UUID, str, bool]]:
    """(id, text, urgent) of the newest unseen ones, one more than MANY at most."""
    found: list[tuple[UUID, str, bool]] = answer(UNSEEN, town.pk, actor)
    return found


def _unseen(town_id: UUID, actor: Actor) -> QuerySet[Notice, Any]:
    return unseen(actor, town_id).values_list(*map(as_text, ("at", "id", "text", "urgent")))[: MANY + 1]


register_question(
    UNSEEN,
    _unseen,
    lambda rows: [
        (UUID(pk), text, urgent in ("1", "true")) for _, pk, text, urgent in sorted(rows, reverse=True)
    ],
    personal=True,
)


def see(actor: Actor, town: Town, ids: list[UUID]) -> int:
    """Remember that this person has seen these of their notices; how many were new to them."""
    key, number = str(_id(actor)), 0
    with transaction.atomic():
        allowed = list(notices_of(actor, town).filter(pk__in=ids).values_list("pk", flat=True))
        for notice in Notice.objects.select_for_update().filter(pk__in=allowed).order_by("pk"):
            if key not in notice.read_by:
                notice.read_by = [*notice.read_by, key]
                notice.save(update_fields=["read_by"])
                number += 1
    return number


def _id(actor: Actor) -> UUID:
    try:
        return UUID(actor.key)
    except ValueError:
        return UUID(int=0)
