"""The names behind the keys that actors leave in traces and rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fazhi.orgs.models import User, Village
from fazhi.orgs.permissions import CONSOLE, PUBLIC
from fazhi.storage.together import as_text, ask_again


def user_names(keys: Iterable[str], *, village: UUID | None = None) -> dict[str, str]:
    """{key: name} of those who are users, in one statement or none; with it the name of a village, by its id.

    Other keys, and users that are gone, are left out.
    """
    wanted = sorted({found for key in keys if (found := _user_id(key))})

    def ask(_: UUID) -> list[QuerySet[Any, Any]]:
        columns = as_text("pk"), as_text("name")
        people = User.objects.filter(pk__in=wanted).order_by().values_list(*columns)
        places = Village.objects.filter(pk__in=[village] if village else []).order_by().values_list(*columns)
        return [people, places]

    asked = ask_again(("names", *wanted, "of", village), ask)
    return {str(UUID(pk)): name for rows in asked for pk, name in rows}


def actor_names(keys: Iterable[str], *, village: UUID | None = None) -> dict[str, str]:
    """The same of all who act, as the trace shows them: users, the console, the public, the software by itself."""
    return {
        CONSOLE.key: CONSOLE.name,
        PUBLIC.key: PUBLIC.name,
        "": "系统",
        **user_names(keys, village=village),
    }


def _user_id(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None
