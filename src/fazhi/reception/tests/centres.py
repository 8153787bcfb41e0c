"""A centre that is open, and what the public sends it, for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.reception.applications import Sent, apply
from fazhi.reception.centre import keep_centre
from fazhi.reception.models import Application, ServiceCentre
from fazhi.storage.ids import new_id

# A Monday, 08:00 in China.
NOW = datetime(2026, 3, 9, 0, 0, tzinfo=UTC)
CENTRE: dict[str, Any] = {
    "slug": "shili", "name": "示例镇公共法律服务中心", "is_open": True, "address": "示例路1号", "phone": "0513-00000000",
    "hours": "工作日", "way": "", "accept_days": 3, "answer_days": 5, "keep_months": 12, "frames": "",
    "address_outside": "",
}  # fmt: skip
MEDIATION: dict[str, Any] = {
    "kind": "mediation", "topic": "邻里纠纷", "matter": "隔壁把水排到我家门口", "other_party": "示例邻居",
    "village": "示例一村", "name": "示例某女士", "phone": "19900000008",
}  # fmt: skip


def a_centre(town: Town, **changes: Any) -> ServiceCentre:
    return keep_centre({**CENTRE, **changes}, town=town, by=CONSOLE, today=date(2026, 3, 2))


def an_application(centre: ServiceCentre, **changes: Any) -> Application:
    return apply(Sent(**{**MEDIATION, **changes}), centre=centre, command=new_id(), now=NOW)


def a_question(centre: ServiceCentre, **changes: Any) -> Application:
    values = {
        "kind": "question", "matter": "借条过了三年还能要吗？当时没写日期", "topic": "", "other_party": "", "village": "",
        **changes,
    }  # fmt: skip
    return an_application(centre, **values)
