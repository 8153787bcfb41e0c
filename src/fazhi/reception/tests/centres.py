"""A centre that is open, and what the public sends it, for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE, Actor
from fazhi.publishing.models import Release
from fazhi.publishing.releasing import in_hand, publish, submit, withdraw
from fazhi.reception.applications import Sent, apply, draft_answer
from fazhi.reception.centre import keep_centre
from fazhi.reception.models import Application, ServiceCentre
from fazhi.storage.ids import new_id

# A Monday, 08:00 in China.
NOW = datetime(2026, 3, 9, 0, 0, tzinfo=UTC)
CENTRE: dict[str, Any] = {
    "slug": "shili", "name": "示例镇公共法律服务中心", "address": "示例路1号", "phone": "0513-00000000",
    "hours": "工作日", "way": "", "accept_days": 3, "answer_days": 5, "keep_months": 12, "frames": "",
    "address_outside": "",
}  # fmt: skip
MEDIATION: dict[str, Any] = {
    "kind": "mediation", "topic": "邻里纠纷", "matter": "隔壁把水排到我家门口", "other_party": "示例邻居",
    "village": "示例一村", "name": "示例某女士", "phone": "19900000008",
}  # fmt: skip


# Who publishes what the console drafted: nobody publishes what they wrote.
ANOTHER = Actor(key="another", name="另一个人", at_console=True)


def a_centre(town: Town, **changes: Any) -> ServiceCentre:
    """Drafted by the console, published by another with all that waits."""
    keep_centre({**CENTRE, **changes}, town=town, by=CONSOLE, today=date(2026, 3, 2))
    centre = ServiceCentre.objects.get(town=town)
    if (release := in_hand(centre.pk)) is not None:
        submit(release.pk, town=town, by=CONSOLE)
    publish_all(town)
    return ServiceCentre.objects.get(town=town)


def publish_all(town: Town) -> None:
    """All that waits for a decision goes out."""
    for release in Release.objects.filter(town=town, state=Release.State.WAITING):
        publish(release.pk, town=town, by=ANOTHER, version=release.version)


def withdrawn(row: Any, reason: str = "不对") -> None:
    """What is public of it is taken down."""
    release = Release.objects.get(subject=row.pk, state=Release.State.PUBLIC)
    withdraw(release.pk, reason, town=release.town, by=CONSOLE)


def an_answer(row: Application, question: str, text: str, *, by: Actor = CONSOLE) -> None:
    """Among 常见问题, drafted by one and published by another."""
    release = draft_answer(row.pk, question, text, town=row.town, by=by)
    submit(release.pk, town=row.town, by=by)
    publish_all(row.town)


def an_application(centre: ServiceCentre, **changes: Any) -> Application:
    return apply(Sent(**{**MEDIATION, **changes}), centre=centre, command=new_id(), now=NOW)


def a_question(centre: ServiceCentre, **changes: Any) -> Application:
    values = {
        "kind": "question", "matter": "借条过了三年还能要吗？当时没写日期", "topic": "", "other_party": "", "village": "",
        **changes,
    }  # fmt: skip
    return an_application(centre, **values)
