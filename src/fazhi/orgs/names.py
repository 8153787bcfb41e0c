"""The names behind the keys that actors leave in traces and rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fazhi.orgs.models import User, Village
from fazhi.orgs.permissions import CONSOLE, PUBLIC
from fazhi.storage.together import as_text, ask_again

_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")}


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


def numbered(name: str) -> tuple[str, int, str]:
    """示例二村 before 示例十村: the Chinese number in the name of a village counts as a number, for sorting."""
    digits = [place for place, letter in enumerate(name) if letter in _DIGITS or letter == "十"]
    if not digits:
        return name, 0, name
    first, last = digits[0], digits[-1]
    written = name[first : last + 1]
    tens, _, ones = written.rpartition("十")
    value = _DIGITS.get(ones[-1:], 0) + (10 * _DIGITS.get(tens[-1:], 1) if "十" in written else 0)
    return name[:first], value, name
