"""The centre: what the public is told, guides that cite what is in the law, the project."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE, NotAllowed, Refused, actor
from fazhi.pages.tests.towns import a_person, a_town
from fazhi.publishing.releasing import submit
from fazhi.reception.centre import (
    begin_project,
    bring_shipped_guides,
    frame_ancestors,
    keep_centre,
    keep_guide,
    keep_piece,
    project_of,
    shipped_guides,
)
from fazhi.reception.models import Milestone, ServiceCentre, ServiceGuide
from fazhi.reception.promises import late_days, legal_aid_days, promised, rules_of
from fazhi.reception.tests.centres import CENTRE, a_centre, publish_all
from fazhi.reception.views.project import progress_of
from fazhi.records.checking import row_faults

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)


@pytest.fixture
def town() -> Town:
    return a_town("示例镇")


def test_a_first_centre_brings_its_guides_and_none_is_overwritten(town: Town) -> None:
    centre = a_centre(town)
    assert ServiceGuide.objects.filter(town=town).count() == len(shipped_guides())
    guide = ServiceGuide.objects.get(town=town, code="legal-aid")
    submit(keep_guide({"title": "法援"}, town=town, by=CONSOLE, guide_id=guide.pk).pk, town=town, by=CONSOLE)
    publish_all(town)
    assert bring_shipped_guides(town=town, by=CONSOLE, today=TODAY) == 0
    guide.refresh_from_db()
    assert guide.title == "法援"
    a_centre(town, phone="12345")
    assert ServiceCentre.objects.get().pk == centre.pk
    assert list(row_faults()) == []


def test_the_periods_of_guides_come_from_the_rule_book(town: Town) -> None:
    for guide in shipped_guides():
        codes = "\n".join(guide.get("rules", ()))
        assert len(rules_of(codes, TODAY, town)) == len(codes.split()), guide["code"]
        # Typed nowhere: a number of days in the text would not follow the rule book.
        lines = " ".join(line for name in ("for_whom", "steps", "bring") for line in guide.get(name, ()))
        assert not [word for word in ("七日", "7日", "三日", "3日", "三十日", "30日") if word in lines]
    (decide,) = rules_of("legalaid_decide", TODAY, town)
    assert decide.says == "自收到申请之日起7日"
    assert str(decide.basis[0]) == "《法律援助法》第四十三条"
    assert legal_aid_days(date(2026, 3, 12), town) == date(2026, 3, 19)


def test_every_guide_said_to_be_checked_cites_articles() -> None:
    for guide in shipped_guides():
        if guide["checked"] == "yes":
            assert guide["basis"], guide["code"]
            assert all("《" in line and "第" in line for line in guide["basis"]), guide["code"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "示例"}, "slug"), ({"slug": "-a"}, "slug"), ({"slug": "a" * 31}, "slug"), ({"accept_days": 0}, "accept_days"),
        ({"frames": "javascript:alert(1)"}, "frames"), ({"frames": "https://a.example/x"}, "frames"),
        ({"frames": "https://a.example;script-src"}, "frames"), ({"address_outside": "ftp://x"}, "address_outside"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(town: Town, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        keep_centre({**CENTRE, **changes}, town=town, by=CONSOLE, today=TODAY)
    assert refusal.value.field == field


def test_two_towns_have_two_addresses(town: Town) -> None:
    a_centre(town)
    with pytest.raises(Refused, match="已经有乡镇在用"):
        a_centre(a_town("别镇"))


def test_only_named_sites_may_frame_the_public_pages(town: Town) -> None:
    centre = a_centre(town, frames="https://county.example\nhttp://portal.example/")
    assert frame_ancestors(centre) == "'self' https://county.example http://portal.example"
    assert frame_ancestors(a_centre(a_town("别镇"), slug="bie")) == "'self'"


def test_the_project_has_milestones_budget_and_says_what_is_late(town: Town) -> None:
    project = begin_project("示例中心建设", "", None, town=town, by=CONSOLE)
    assert begin_project("再来", "", None, town=town, by=CONSOLE) == project == project_of(town)
    first, second, *_ = Milestone.objects.filter(project=project)
    keep_piece(
        "milestone", {"name": first.name, "done_on": date(2020, 1, 6)}, town=town, by=CONSOLE, row_id=first.pk
    )
    keep_piece(
        "milestone", {"name": second.name, "planned_on": date(2020, 2, 3)}, town=town, by=CONSOLE, row_id=second.pk
    )  # fmt: skip
    keep_piece("item", {"name": "标识", "budgeted": 500_000, "paid": 120_050}, town=town, by=CONSOLE)
    with pytest.raises(Refused, match="已付不能超过预算"):
        keep_piece("item", {"name": "家具", "budgeted": 100, "paid": 101}, town=town, by=CONSOLE)
    told = progress_of(project)
    assert (told["done"], told["budgeted"], told["paid"]) == (1, 500_000, 120_050)
    assert told["coming"] == second
    assert [step["title"] for step in told["late"]] == [second.name]
    assert list(row_faults()) == []


@pytest.mark.parametrize("role", ["town_leader", "county_bureau", "party_office", "enforcement_bureau"])
def test_only_the_office_writes_what_the_public_reads(town: Town, role: str) -> None:
    by = actor(a_person(town, role))
    with pytest.raises(NotAllowed):
        keep_centre(CENTRE, town=town, by=by, today=TODAY)
    with pytest.raises(NotAllowed):
        begin_project("建设", "", None, town=town, by=by)


def test_a_guide_for_the_public_says_how(town: Town) -> None:
    values = {
        "kind": "guide",
        "title": "空的",
        "steps": "",
        "for_whom": "",
        "since": TODAY,
    }
    with pytest.raises(Refused, match="要写明怎么办"):
        keep_guide(values, town=town, by=CONSOLE)


def test_promises_count_working_days_also_in_a_year_without_a_notice() -> None:
    assert promised(date(2026, 3, 13), 1) == date(2026, 3, 16)
    assert promised(date(2031, 3, 14), 1) == date(2031, 3, 17)
    assert (late_days(TODAY, TODAY), late_days(date(2026, 3, 13), date(2026, 3, 14))) == (0, 1)
    assert late_days(date(2026, 3, 6), TODAY) == 2
