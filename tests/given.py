"""What tests start from, made by calling actions, so that every fixture has a true trace."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from fazhi.orgs.actions import create_user, give_post
from fazhi.orgs.models import Town, User, Village
from fazhi.orgs.permissions import CONSOLE, Actor, actor
from fazhi.orgs.roles import ROLES
from fazhi.records.actions import add
from fazhi.records.grouping import write_surroundings
from fazhi.records.kinds import kind_of, making_for


def a_town(name: str = "示例镇", code: str | None = None) -> Town:
    """A town without records."""
    from fazhi.orgs.actions import create_town

    return create_town(name, code=code, by=CONSOLE)


def a_village(town: Town, name: str = "示例一村") -> Village:
    """A village of the town, with its trace."""
    making = making_for(town.pk)
    village_id = making.village(name)
    with transaction.atomic():
        write_surroundings(making, town_id=town.pk, by=CONSOLE)
    return Village.objects.get(pk=village_id)


def somebody(town: Town, role: str, village: str = "", grid: str = "") -> Actor:
    """A person with one post in the town, made once for each role, village and grid."""
    username = f"{town.pk}{role}{village}{grid}"[-60:]
    user = User.objects.filter(username=username).first()
    if user is None:
        user = create_user(username, f"示例{ROLES[role].name}", password="shili-mima-1", by=CONSOLE)
        place = a_village(town, village) if village else None
        give_post(user, town, role, village=place, grid=grid, by=CONSOLE)
    return actor(user)


DISPUTE: dict[str, Any] = {
    "found_on": date(2023, 3, 5), "village": "示例一村", "grid": "1网格", "reporter": "示例网格员",
    "parties": ["示例甲", "示例乙"], "phone": "19900000001", "type": "邻里纠纷", "summary": "排水沟改道",
    "village_attempts": 1, "result": "村调解成功", "settled_on": date(2023, 3, 9), "source": "网格员排查",
}  # fmt: skip


def a_dispute(town: Town, **values: Any) -> UUID:
    """One dispute, registered at the console."""
    return add(kind_of("dispute"), {**DISPUTE, **values}, town=town, by=CONSOLE)
