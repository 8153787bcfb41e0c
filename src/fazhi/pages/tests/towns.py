"""Towns, people and records for the tests of pages, all made by actions."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.test import Client, override_settings

from fazhi.orgs import actions as orgs
from fazhi.orgs.models import Town, User, Village
from fazhi.orgs.permissions import CONSOLE, Actor, Refused, actor
from fazhi.orgs.roles import ROLES
from fazhi.records.actions import add
from fazhi.records.columns import Shape
from fazhi.records.kinds import RecordKind, kind_of

PASSWORD = "kaohe-2026-liang"
PHONE = "13812345678"
_numbers = count(1)


def a_town(name: str = "合作镇", code: str | None = None) -> Town:
    return orgs.create_town(name, code=code or f"3206{next(_numbers):05d}", by=CONSOLE)


def a_person(town: Town, role: str, *, village: str = "示例一村", grid: str = "3网格") -> User:
    """A user with one post; the village is made if the town has none of that name yet."""
    number = next(_numbers)
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        user = orgs.create_user(f"user{number}", f"{ROLES[role].name}{number}", PASSWORD, by=CONSOLE)
    add_post(user, town, role, village=village, grid=grid)
    return user


def add_post(user: User, town: Town, role: str, *, village: str = "示例一村", grid: str = "3网格") -> None:
    place = a_village(town, village) if ROLES[role].own_village else None
    orgs.give_post(user, town, role, village=place, grid=grid, by=CONSOLE)


def a_village(town: Town, name: str) -> Village:
    """The village of that name; villages come into being with the first record that names them."""
    found = Village.objects.filter(town=town, name=name).first()
    if found is None:
        a_dispute(town, village=name, grid="建村用", parties=["建村", "备用"], found_on=date(2001, 1, 1))
        found = Village.objects.get(town=town, name=name)
    return found


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def office(town: Town) -> tuple[Client, Actor]:
    """Somebody of the justice office, as a browser and as an actor."""
    user = a_person(town, "justice_office")
    return client_of(user), actor(user)


def dispute_values(**changes: Any) -> dict[str, Any]:
    return {
        "found_on": date(2023, 6, 1), "village": "示例一村", "grid": "3网格", "reporter": "张网格",
        "parties": ["王五", "赵六"], "phone": PHONE, "type": "邻里纠纷", "summary": "排水沟改道",
        "village_attempts": 3, "result": "上报镇调解室", "settled_on": None, "source": "网格员排查", **changes,
    }  # fmt: skip


def a_dispute(town: Town, *, by: Actor = CONSOLE, **changes: Any) -> UUID:
    return add(kind_of("dispute"), dispute_values(**changes), town=town, by=by)


def disputes(town: Town, many: int, **changes: Any) -> list[UUID]:
    """Disputes between different people on different days of 2023, oldest first."""
    return [
        a_dispute(
            town,
            found_on=date(2023, 1, 1) + timedelta(days=n),
            parties=[f"甲{n:03d}", f"乙{n:03d}"],
            **changes,
        )
        for n in range(many)
    ]


def a_reception(town: Town, *, by: Actor = CONSOLE, **changes: Any) -> UUID:
    values = {
        "received_on": date(2023, 5, 4), "visitor": "沈来访", "phone": PHONE, "village": "示例一村", "category": "来访",
        "type": "邻里纠纷", **changes,
    }  # fmt: skip
    return add(kind_of("reception"), values, town=town, by=by)


def a_record(kind: RecordKind, town: Town) -> UUID:
    """A record of any kind: what is required and masked; everything, where the kind wants more than it requires."""
    try:
        return add(kind, _values(kind, everything=False), town=town, by=CONSOLE)
    except Refused:
        return add(kind, _values(kind, everything=True), town=town, by=CONSOLE)


def _values(kind: RecordKind, *, everything: bool) -> dict[str, Any]:
    values: dict[str, Any] = dict(kind.layout.implied)
    for at, column in enumerate(kind.columns):
        if everything or column.required or column.masked or column.field == kind.village_field:
            values[column.field] = _some(column.shape, column, at)
    if kind.groups:  # the records made before may have made one of the same name
        texts = [c.field for c in kind.columns if c.shape is Shape.TEXT]
        values.update(dict.fromkeys(texts, f"某某{next(_numbers)}"))
    if kind.has_grid:
        values["grid"] = "3网格"
    return values


def _some(shape: Shape, column: Any, at: int) -> Any:
    match shape:
        case Shape.COUNT if column.field == "year":
            return 2023
        case Shape.DATE:
            return date(2023, 3, 1) + timedelta(days=at)
        case Shape.COUNT | Shape.MONEY | Shape.PERCENT:
            return 1
        case Shape.YES_NO:
            return True
        case Shape.CHOICE if column.choices:
            return column.choices.values[0].word
        case Shape.PHONE:
            return PHONE
        case Shape.NAMES | Shape.PLACES | Shape.ITEMS:
            return ["某某"]
    return "示例一村" if column.field == "village" else "某某"


def form_of(response: Any) -> dict[str, str]:
    """What the form on a page would send back if nothing were changed."""
    form = response.context["form"]
    sent = {}
    for field in form:
        value = (
            field.field.prepare_value(field.value())
            if hasattr(field.field, "prepare_value")
            else field.value()
        )
        sent[field.html_name] = "" if value in (None, False) else str(value)
    return {name: value for name, value in sent.items() if value != ""}


def text_of(response: Any) -> str:
    return response.content.decode()
