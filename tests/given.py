"""What tests start from, made by calling actions, so that every fixture has a true trace."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.actions import add
from fazhi.records.kinds import kind_of


def a_town(name: str = "示例镇", code: str | None = None) -> Town:
    """A town without records."""
    from fazhi.orgs.actions import create_town

    return create_town(name, code=code, by=CONSOLE)


DISPUTE: dict[str, Any] = {
    "found_on": date(2023, 3, 5), "village": "示例一村", "grid": "1网格", "reporter": "示例网格员",
    "parties": ["示例甲", "示例乙"], "phone": "19900000001", "type": "邻里纠纷", "summary": "排水沟改道",
    "village_attempts": 1, "result": "村调解成功", "settled_on": date(2023, 3, 9), "source": "网格员排查",
}  # fmt: skip


def a_dispute(town: Town, **values: Any) -> UUID:
    """One dispute, registered at the console."""
    return add(kind_of("dispute"), {**DISPUTE, **values}, town=town, by=CONSOLE)
