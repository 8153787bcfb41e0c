"""The pages: one click from the to-do list to the text as the public reads it, two buttons, nothing typed lost."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from fazhi.orgs.models import Town, User
from fazhi.pages.tests.towns import a_person, a_town, client_of, text_of
from fazhi.publishing.models import Release
from fazhi.reception.models import ServiceGuide
from fazhi.reception.tests.centres import a_centre
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
NEW = "先打电话，再到窗口来。"
State = Release.State


@pytest.fixture
def town() -> Town:
    made = a_town("示例镇")
    a_centre(made)
    return made


@pytest.fixture
def guide(town: Town) -> ServiceGuide:
    return ServiceGuide.objects.get(town=town, code="legal-aid")


@pytest.fixture
def li(town: Town) -> User:
    return a_person(town, "justice_office")


@pytest.fixture
def wang(town: Town) -> User:
    return a_person(town, "town_leader")


def typed(page: Any, **changes: str) -> dict[str, str]:
    """What a browser would send back of the form on the page, with these changes."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: str(value) for name, value in values.items() if value is not None} | changes


def submitted(client: Client, guide: ServiceGuide, **changes: str) -> Release:
    path = reverse("centre_guide", args=[guide.pk])
    client.post(path, typed(client.get(path), **{"steps": NEW, **changes}))
    return Release.objects.get(subject=guide.pk, state=State.WAITING)


def test_what_waits_is_one_click_from_the_first_page_and_one_from_the_public(
    town: Town, guide: ServiceGuide, li: User, wang: User
) -> None:
    release = submitted(client_of(li), guide)
    path = reverse("release", args=[release.pk])
    leader = client_of(wang)
    assert f'href="{path}"' in text_of(leader.get(reverse("home")))
    assert f'href="{path}"' not in text_of(client_of(li).get(reverse("home")))
    page = text_of(leader.get(path))
    assert '<ins><span class="sr">加上：</span>先打电话，再到窗口来。</ins>' in page
    assert '<del><span class="sr">删去：</span>' in page
    assert f"<li>{NEW}</li>" in page
    assert 'value="publish"' in page
    assert 'value="send_back"' in page
    leader.post(path, {"act": "publish", "version": release.version})
    assert NEW in text_of(Client().get("/p/shili/guides/legal-aid/"))
    assert f'href="{path}"' not in text_of(leader.get(reverse("home")))


def test_the_page_of_who_wrote_it_has_no_button_and_a_forged_post_changes_nothing(
    town: Town, guide: ServiceGuide, li: User, wang: User
) -> None:
    office = client_of(li)
    release = submitted(office, guide)
    path = reverse("release", args=[release.pk])
    page = text_of(office.get(path))
    assert 'value="publish"' not in page
    assert f"可以审核的有：{wang.name}（镇领导）" in page
    for act in ("publish", "send_back"):
        refused = office.post(path, {"act": act, "version": release.version, "reason": "好"})
        assert refused.status_code == 403
        assert "要由另一个人审核" in text_of(refused)
    for act, role in (
        ("publish", "town_mediator"),
        ("withdraw", "county_bureau"),
        ("submit", "county_bureau"),
    ):
        client = client_of(a_person(town, role))
        assert client.post(path, {"act": act, "version": release.version, "reason": "好"}).status_code == 403
    for version in ("", "0", "x", str(release.version - 1)):
        assert client_of(wang).post(path, {"act": "publish", "version": version}).status_code == 422
    assert client_of(wang).post(path, {"act": "burn", "version": release.version}).status_code == 422
    guide.refresh_from_db()
    assert guide.steps != NEW


@pytest.mark.parametrize("name", ["is_public", "is_open", "published_on", "state", "way"])
def test_no_field_of_a_form_makes_anything_public(town: Town, li: User, name: str) -> None:
    office = client_of(li)
    path = reverse("centre_guide_new")
    office.post(path, typed(office.get(path), title="办社保", steps="来", kind="guide", **{name: "public"}))
    made = ServiceGuide.objects.get(town=town, title="办社保")
    assert not made.is_public
    assert Client().get(f"/p/shili/guides/{made.code}/").status_code == 404


def test_what_came_back_waits_for_its_writer_with_the_reason_on_the_form(
    town: Town, guide: ServiceGuide, li: User, wang: User
) -> None:
    office = client_of(li)
    release = submitted(office, guide)
    path = reverse("release", args=[release.pk])
    leader = client_of(wang)
    empty = leader.post(path, {"act": "send_back", "version": release.version})
    assert (empty.status_code, "退回的理由" in text_of(empty)) == (422, True)
    leader.post(path, {"act": "send_back", "version": release.version, "reason": "写清楚几楼"})
    assert "写清楚几楼" in text_of(office.get(reverse("home")))
    form = text_of(office.get(reverse("centre_guide", args=[guide.pk])))
    assert "写清楚几楼" in form
    assert NEW in form


def test_a_second_editor_is_told_and_nothing_typed_is_lost(
    town: Town, guide: ServiceGuide, li: User, wang: User
) -> None:
    path = reverse("centre_guide", args=[guide.pk])
    second = client_of(a_person(town, "justice_office"))
    begun = typed(second.get(path), steps="第二个人写的。")
    release = submitted(client_of(li), guide)
    told = second.post(path, begun)
    assert told.status_code == 422
    page = text_of(told)
    assert "刚被别人改过" in page
    assert "这一份正在等审核" in page
    assert page.count("第二个人写的。") == 2  # in the field, and in what differs
    assert NEW in page
    release.refresh_from_db()
    assert release.state == State.WAITING
    # Seen and sent again, knowingly: what waited is taken back.
    assert second.post(path, {**typed(told), "recalling": "1", "do": "save"}).status_code == 302
    release.refresh_from_db()
    assert (release.state, release.values["steps"]) == (State.DRAFT, "第二个人写的。")
    assert (
        client_of(wang)
        .post(reverse("release", args=[release.pk]), {"act": "publish", "version": release.version})
        .status_code
        == 422
    )


def test_after_one_decision_the_next_text_stands_there(
    town: Town, guide: ServiceGuide, li: User, wang: User
) -> None:
    office, leader = client_of(li), client_of(wang)
    first = submitted(office, guide)
    other = submitted(office, ServiceGuide.objects.get(town=town, code="mediation"))
    done = leader.post(reverse("release", args=[first.pk]), {"act": "publish", "version": first.version})
    assert done.headers["Location"] == reverse("release", args=[other.pk])


def test_taking_down_asks_for_a_reason_and_needs_nobody_else(
    town: Town, guide: ServiceGuide, li: User
) -> None:
    release = Release.objects.get(subject=guide.pk, state=State.PUBLIC)
    path, office = reverse("release", args=[release.pk]), client_of(li)
    assert office.post(path, {"act": "withdraw", "version": release.version}).status_code == 422
    office.post(path, {"act": "withdraw", "version": release.version, "reason": "电话错了"})
    assert Client().get("/p/shili/guides/legal-aid/").status_code == 404
    assert "电话错了" in text_of(office.get(path))


def test_the_log_is_read_and_taken_out(town: Town, guide: ServiceGuide, li: User, wang: User) -> None:
    release = submitted(client_of(li), guide)
    client_of(wang).post(
        reverse("release", args=[release.pk]), {"act": "publish", "version": release.version}
    )
    bureau = client_of(a_person(town, "county_bureau"))
    page = text_of(bureau.get(reverse("releases")))
    assert reverse("release", args=[release.pk]) in page
    assert wang.name in page
    book = bureau.get(reverse("releases"), {"export": "list"})
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active.values)
    line = next(row for row in rows if row[0] == guide.title and row[3] == "更新")
    assert line[5:7] == (li.name, wang.name)
    csv = b"".join(
        bureau.get(reverse("releases"), {"export": "list", "format": "csv"}).streaming_content
    ).decode("utf-8-sig")
    assert csv.splitlines()[0].startswith("标题,种类")
    assert TraceRecord.objects.filter(verb="exported", town=str(town.pk)).count() == 2
    versions = Release.objects.filter(subject=guide.pk)
    assert all(bureau.get(reverse("release", args=[one.pk])).status_code == 200 for one in versions)


def test_of_another_town_no_version_exists(town: Town, guide: ServiceGuide, li: User) -> None:
    release = submitted(client_of(li), guide)
    stranger = client_of(a_person(a_town("别镇"), "town_leader"))
    path = reverse("release", args=[release.pk])
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, {"act": "publish", "version": release.version}).status_code == 404
