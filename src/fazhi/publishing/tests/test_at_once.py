"""紧急通知: out at once by one person, looked at by another within the town's number of working days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import NotAllowed, Refused, actor
from fazhi.pages.tests.towns import a_person, a_town, client_of, text_of
from fazhi.pages.words import office_today
from fazhi.publishing import releasing
from fazhi.publishing.log import log
from fazhi.publishing.models import Release
from fazhi.reception.centre import keep_guide, keep_notice
from fazhi.reception.models import ServiceGuide, UrgentNotice
from fazhi.reception.promises import promised
from fazhi.reception.public_matters import notices_of
from fazhi.reception.tests.centres import a_centre
from fazhi.records.checking import row_faults

pytestmark = pytest.mark.django_db
TYPHOON = "今天台风，窗口不开"
PAGES = ("", "centre/", "asked/", "progress/", "guides/legal-aid/", "do/question/")


@pytest.fixture
def town() -> Town:
    made = a_town("示例镇")
    a_centre(made)
    return made


@pytest.fixture
def li(town: Town) -> User:
    return a_person(town, "justice_office")


@pytest.fixture
def wang(town: Town) -> User:
    return a_person(town, "town_leader")


def out_at_once(office: Client, **changes: str) -> Release:
    path = reverse("centre_notice_new")
    sent = {"text": TYPHOON, "until": office_today().isoformat(), "do": "at_once", **changes}
    assert office.post(path, sent).status_code == 302
    return Release.objects.get(matter="notice")


def public(path: str) -> str:
    return text_of(Client().get(f"/p/shili/{path}"))


def test_it_stands_on_every_public_page_at_once_and_waits_for_a_second_look(
    town: Town, li: User, wang: User
) -> None:
    office, leader = client_of(li), client_of(wang)
    release = out_at_once(office)
    assert [path for path in PAGES if TYPHOON not in public(path)] == []
    assert release.look_by == promised(office_today(), 2)
    path = reverse("release", args=[release.pk])
    assert f'href="{path}"' in text_of(leader.get(reverse("home")))
    assert f'href="{path}"' not in text_of(office.get(reverse("home")))
    assert office.post(path, {"act": "look", "version": release.version}).status_code == 403
    leader.post(path, {"act": "look", "version": release.version})
    assert f'href="{path}"' not in text_of(leader.get(reverse("home")))
    (entry,) = [one for one in log(town, ["reception"]) if one.release.matter == "notice"]
    assert (entry.what, entry.drafted_by, entry.decided_by) == ("紧急发布", li.name, wang.name)
    assert list(row_faults()) == []


def test_taken_down_or_over_it_is_gone_and_still_wants_a_look(town: Town, li: User, wang: User) -> None:
    release = out_at_once(client_of(li))
    assert not notices_of(town, office_today() + timedelta(days=1))
    releasing.withdraw(release.pk, "台风走了", town=town, by=actor(li))
    assert TYPHOON not in "".join(map(public, PAGES))
    assert reverse("release", args=[release.pk]) in text_of(client_of(wang).get(reverse("home")))


def test_nothing_but_a_notice_goes_out_at_once(town: Town, li: User) -> None:
    guide = ServiceGuide.objects.get(town=town, code="legal-aid")
    release = keep_guide({"steps": "改了"}, town=town, by=actor(li), guide_id=guide.pk)
    with pytest.raises(Refused, match="不能一个人发布"):
        releasing.publish_at_once(release.pk, town=town, by=actor(li))
    path = reverse("centre_guide", args=[guide.pk])
    page: Any = client_of(li).get(path)
    sent = {name: str(page.context["form"][name].value()) for name in page.context["form"].fields}
    assert client_of(li).post(path, {**sent, "steps": "再改", "do": "at_once"}).status_code == 422
    assert "再改" not in public("guides/legal-aid/")


def test_who_does_not_keep_receptions_publishes_no_notice(town: Town, li: User, wang: User) -> None:
    values = {"text": TYPHOON, "until": office_today()}
    release = keep_notice(values, town=town, by=actor(li))
    for user in (wang, a_person(town, "county_bureau")):
        with pytest.raises(NotAllowed):
            keep_notice(values, town=town, by=actor(user))
        with pytest.raises(NotAllowed):
            releasing.publish_at_once(release.pk, town=town, by=actor(user))
    assert not UrgentNotice.objects.get().is_public


@pytest.mark.parametrize(
    "changes", [{"text": " "}, {"text": "长" * 201}, {"until": "2020-01-06"}, {"until": ""}]
)
def test_a_notice_without_end_or_words_is_refused(town: Town, li: User, changes: dict[str, str]) -> None:
    sent = {"text": TYPHOON, "until": office_today().isoformat(), "do": "at_once", **changes}
    assert client_of(li).post(reverse("centre_notice_new"), sent).status_code == 422
    assert not UrgentNotice.objects.exists()
    far = {"text": TYPHOON, "until": office_today() + timedelta(days=31)}
    with pytest.raises(Refused, match="30天以内"):
        keep_notice(far, town=town, by=actor(li))


def test_the_days_to_look_are_the_towns_to_change(town: Town, li: User) -> None:
    office = client_of(li)
    assert office.post(reverse("releases"), {"days": "5"}).status_code == 302
    assert out_at_once(office).look_by == promised(office_today(), 5)
    for wrong in ("0", "11", "", "x"):
        assert office.post(reverse("releases"), {"days": wrong}).status_code == 422
    assert (
        client_of(a_person(town, "town_mediator")).post(reverse("releases"), {"days": "9"}).status_code == 403
    )
    assert releasing.look_within(town) == 5
    assert releasing.look_within(a_town("别镇")) == 2
    assert list(row_faults()) == []


def test_what_is_late_to_be_looked_at_is_red(town: Town, li: User, wang: User) -> None:
    from fazhi.cases.in_force import calendar_in_force
    from fazhi.publishing.todo import waiting_releases

    release = out_at_once(client_of(li))
    late: date = promised(release.look_by or office_today(), 1)
    (line,) = waiting_releases(actor(wang), town, late, calendar_in_force(town))
    assert (line.light, line.url) == ("overdue", reverse("release", args=[release.pk]))
