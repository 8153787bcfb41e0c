"""What somebody has typed into the form of a step and not sent: kept for them until the step is taken, or for some weeks.

It is no part of the case's record: nobody else sees it, no trace tells of it, no backup takes it along. What stands in it
may be personal data of others, so it goes as soon as it has served (个人信息保护法 第十九条).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from fazhi.cases.models import Case, CaseStep, Jotting
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.storage.ids import new_id
from fazhi.storage.prepared import Prepared

WEEKS = 4
MOST = 60  # of one person; the oldest goes first
LONGEST = 60_000  # characters of all answers together
NO_CASE = UUID(int=0)  # of an opening form


@dataclass(frozen=True)
class Place:
    """Whose form it is: the person, the town, the kind, the case (none yet for an opening) and the step."""

    by: Actor
    town: Town
    kind: str
    case_id: UUID | None
    step: str

    def key(self) -> dict[str, object]:
        """The columns that find its row."""
        return {
            "user_id": UUID(self.by.key), "town_id": self.town.pk, "kind": self.kind, "subject": self.case_id or NO_CASE,
            "step": self.step,
        }  # fmt: skip


# Every step taken asks for this, and mostly nothing is there.
_AT_PLACE = Prepared(
    lambda **key: Jotting.objects.filter(**key),
    user_id=lambda: Jotting._meta.get_field("user"),
    town_id=lambda: Jotting._meta.get_field("town"),
    kind=lambda: Jotting._meta.get_field("kind"),
    subject=lambda: Jotting._meta.get_field("subject"),
    step=lambda: Jotting._meta.get_field("step"),
)


def jot(
    place: Place, words: Mapping[str, Sequence[str]], *, version: int | None = None, seen_at: datetime | None = None,
    command: UUID | None = None, at: datetime | None = None,
) -> datetime | None:  # fmt: skip
    """Keep what stands in the form, {name of the input: its values}; when, or None where the step was taken meanwhile.

    `version` is the case's that the person saw at `seen_at`, `command` the id under which the form would be sent: a save that comes
    in after it was sent brings nothing back. Raises Refused when it is too long to be kept.
    """
    if place.by.at_console:
        raise Refused("请登录后再写。")
    told = {name: [str(value) for value in values] for name, values in words.items()}
    if len(json.dumps(told, ensure_ascii=False)) > LONGEST:
        raise Refused("写得太长，没能自动存。请先办这一步，或者写短些。")
    at = at or datetime.now(UTC)
    with transaction.atomic():
        if command is not None and _sent(command):
            return None
        Jotting.objects.bulk_create(
            [Jotting(id=new_id(), **place.key(), words=told, version=version, seen_at=seen_at, at=at)],
            update_conflicts=True, unique_fields=["user", "town", "kind", "subject", "step"],
            update_fields=["words", "version", "seen_at", "at"],
        )  # fmt: skip
        mine = Jotting.objects.filter(user_id=UUID(place.by.key))
        if extra := list(mine.order_by("-at", "-pk").values_list("pk", flat=True)[MOST:]):
            mine.filter(pk__in=extra).delete()
    return at


def _sent(command: UUID) -> bool:
    return CaseStep.objects.filter(pk=command).exists() or Case.objects.filter(pk=command).exists()


def jotted(place: Place) -> Jotting | None:
    """What the person had typed there, if it is kept."""
    return None if place.by.at_console else Jotting.objects.filter(**place.key()).first()


def drop(place: Place) -> None:
    """Forget it: the step was taken, or the person begins anew. Again is nothing."""
    if not place.by.at_console:
        _AT_PLACE.delete(**place.key())


def drop_old(now: datetime) -> int:
    """Forget what has lain for some weeks; how many. Run with the day's reminders, safe to call again."""
    return Jotting.objects.filter(at__lt=now - timedelta(weeks=WEEKS)).delete()[0]
