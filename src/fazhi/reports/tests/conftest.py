"""A town with a year of records, made by the same actions as on the pages."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from fazhi.orgs.models import Post, Town, User, Village
from fazhi.orgs.permissions import CONSOLE, Actor, actor
from fazhi.records.actions import add
from fazhi.records.kinds import kind_of

DISPUTE = {"village": "示例一村", "grid": "1网格", "type": "邻里纠纷", "source": "网格员排查"}


@pytest.fixture
def town():
    return Town.objects.create(name="示例镇", studio="示例调解工作室")


def person(town: Town, role: str, **post: object) -> Actor:
    user = User.objects.create(username=f"{role}{User.objects.count()}", name=f"{role}某")
    Post.objects.create(user=user, town=town, role=role, **post)
    return actor(user)


@pytest.fixture
def office(town):
    return person(town, "justice_office")


@pytest.fixture
def leader(town):
    return person(town, "town_leader")


def made(town: Town, kind: str, **values: object):
    return add(kind_of(kind), values, town=town, by=CONSOLE)


def a_dispute(town: Town, number: int, **values: object):
    told = {
        "found_on": date(2023, number % 12 + 1, number % 27 + 1),
        "parties": [f"甲{number}", f"乙{number}"],
        "village_attempts": 1,
        "result": "村调解成功",
        **DISPUTE,
        **values,
    }
    return made(town, "dispute", **told)


def a_visit(town: Town, number: int, **values: object):
    told = {
        "received_on": date(2023, 4, number % 27 + 1), "visitor": f"来访人{number}", "phone": f"199000000{number:02d}",
        "village": "示例一村", "category": "申请调解", "type": "邻里纠纷", **values,
    }  # fmt: skip
    return made(town, "reception", **told)


@pytest.fixture
def rich(town):
    """A town with a few records of every kind, small enough to count by hand."""
    Village.objects.create(town=town, name="示例二村")
    for number in range(12):
        a_dispute(town, number, village="示例二村" if number % 3 else "示例一村")
    a_dispute(town, 12, result="上报镇调解室", village_attempts=3)
    made(
        town,
        "study_session",
        held_on=date(2023, 3, 1),
        category="机关学法",
        topic="行政处罚法",
        attendance=30,
    )
    made(town, "study_session", held_on=date(2023, 6, 1), category="机关学法", topic="民法典", attendance=20)
    made(
        town, "study_session", held_on=date(2023, 7, 1), category="调解培训", topic="调解方法", attendance=45
    )
    made(town, "law_exam", name="一季度考试", held_on=date(2023, 3, 20), due=40, took=38, passed=36)
    for number in range(5):
        a_visit(town, number)
    made(
        town, "activity", held_on=date(2023, 5, 4), place_kind="村居", places=["示例一村", "示例二村"], form="讲座",
        topic="民法典", audience=120,
    )  # fmt: skip
    made(
        town, "activity", held_on=date(2023, 9, 4), place_kind="村居", places=["示例一村"], form="讲座", topic="宪法",
        audience=60,
    )  # fmt: skip
    for day, views in ((date(2023, 4, 1), 300), (date(2023, 12, 20), 9_642)):
        made(
            town, "views", series="调解示例法", episode="第1期", published_on=date(2023, 3, 1), channel="抖音号",
            counted_on=day, views=views, purpose="讲调解的",
        )  # fmt: skip
    return town


@pytest.fixture
def signed_in(client, monkeypatch):
    """A client that acts as somebody in a town, without the workbench's middleware."""

    def enter(who: Actor) -> object:
        user = User.objects.get(pk=who.key)
        client.force_login(user)
        return SimpleNamespace(get=client.get, post=client.post, user=user)

    return enter
