"""The first page and registering, by role."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from fazhi.orgs.roles import ROLES
from fazhi.pages.tests.towns import a_dispute, a_person, a_town, client_of, disputes, text_of
from fazhi.records.models import ImportBatch, SourceRow

pytestmark = pytest.mark.django_db


def home(user):
    return client_of(user).get(reverse("home"))


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_has_a_first_page(role):
    town = a_town()
    a_dispute(town)
    answer = home(a_person(town, role))
    assert answer.status_code == 200
    assert "我的待办" in text_of(answer)


def test_figures_stand_on_the_first_page_of_those_who_see_figures():
    town = a_town()
    a_dispute(town)
    assert home(a_person(town, "justice_office")).context["cards"]
    for role in ("village_mediator", "grid_worker", "system_admin"):
        assert not home(a_person(town, role)).context["cards"]


def test_leaders_see_three_pictures_below_what_waits_for_them():
    town = a_town()
    assert not home(a_person(town, "town_leader")).context["pictures"]
    disputes(town, 30)
    page = text_of(home(a_person(town, "town_leader")))
    order = [
        page.index(title) for title in ("要您过问的事", "从排查到协议", "每月排查纠纷", "哪个村、哪类事多")
    ]
    assert order == sorted(order)
    assert "每月排查纠纷" not in text_of(home(a_person(town, "justice_office")))


def test_the_year_is_the_newest_with_records():
    town = a_town()
    disputes(town, 2)
    assert home(a_person(town, "justice_office")).context["year"] == 2023
    a_dispute(town, found_on=date(2024, 2, 1))
    assert home(a_person(town, "justice_office")).context["year"] == 2024


def test_rows_waiting_to_be_put_right_are_something_to_do_for_those_who_import():
    town = a_town()
    batch = ImportBatch.objects.create(town=town, number=1, year=2023, made_by="x", status="published")
    for row in (3, 4):
        SourceRow.objects.create(
            town=town, batch=batch, kind="dispute", year=2023, file="a.xlsx", sheet="s", row=row, fingerprint=str(row),
            outcome="problem",
        )  # fmt: skip
    todo = home(a_person(town, "justice_office")).context["todo"]
    assert [(one["count"], one["title"]) for one in todo] == [(2, "改正台账里的行")]
    assert home(a_person(town, "town_leader")).context["todo"] == []
    assert home(a_person(town, "village_mediator")).context["todo"] == []
    ImportBatch.objects.update(status="undone")
    assert home(a_person(town, "justice_office")).context["todo"] == []


def test_likely_repeats_are_something_to_do_for_those_who_keep_them():
    town = a_town()
    a_dispute(town, found_on=date(2023, 6, 1))
    a_dispute(town, found_on=date(2023, 6, 3))
    assert home(a_person(town, "justice_office")).context["todo"][0]["count"] == 1
    assert home(a_person(town, "town_leader")).context["todo"] == []


def test_the_latest_records_are_those_the_person_sees():
    town = a_town()
    disputes(town, 12, village="示例一村")
    a_dispute(town, village="示例二村", parties=["外村", "人家"])
    latest = home(a_person(town, "justice_office")).context["latest"]
    assert len(latest) == 8
    assert latest[0]["title"] == "外村与人家邻里纠纷"
    mine = home(a_person(town, "village_mediator", village="示例一村")).context["latest"]
    assert len(mine) == 8
    assert all("外村" not in one["title"] for one in mine)
    assert home(a_person(town, "system_admin")).context["latest"] == []


def test_one_registers_what_one_keeps():
    town = a_town()
    for role, said, unsaid in (
        ("justice_office", "有人来访", "您的岗位不登记记录"), ("village_mediator", "有纠纷", "有人来访"),
        ("grid_worker", "您的岗位不登记记录", "有纠纷"),
    ):  # fmt: skip
        client = client_of(a_person(town, role))
        answer = client.get(reverse("register"))
        assert said in text_of(answer)
        assert unsaid not in text_of(answer)
        for choice in answer.context["choices"]:
            for link in choice["links"]:
                assert client.get(link["url"]).status_code == 200
