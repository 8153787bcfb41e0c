"""What surrounds every page: navigation by role, towns, large type, what may be loaded, and what goes wrong."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from fazhi.orgs.roles import ROLES
from fazhi.pages.tests.towns import a_dispute, a_person, a_town, add_post, client_of, text_of

pytestmark = pytest.mark.django_db


def items(client):
    sections = client.get(reverse("home")).context["shell"]["sections"]
    return [item for section in sections for item in section["items"]]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_item_of_the_navigation_opens(role):
    client = client_of(a_person(a_town(), role))
    for item in items(client):
        assert client.get(item["url"]).status_code == 200, (role, item["name"])


def test_the_navigation_shows_what_a_role_may_open():
    town = a_town()
    names = {role: [item["name"] for item in items(client_of(a_person(town, role)))] for role in ROLES}
    assert names["grid_worker"] == ["我的待办", "报纠纷", "矛盾纠纷"]
    assert names["system_admin"] == ["我的待办", "手机页二维码", "法条与期限", "操作记录", "人员与权限"]
    assert "导入导出" in names["justice_office"]
    assert "人员与权限" not in names["justice_office"]
    assert "导入导出" not in names["town_leader"]
    assert "行政执法" in names["enforcement_bureau"]
    assert "矛盾纠纷" not in names["enforcement_bureau"]


def test_exactly_one_item_is_the_one_being_looked_at():
    client = client_of(a_person(a_town(), "justice_office"))
    for url, name in (
        (reverse("home"), "我的待办"),
        ("/records/reception/", "来访接待"),
        ("/records/law_exam/", "学法考试"),
    ):
        sections = client.get(url).context["shell"]["sections"]
        current = [item["name"] for section in sections for item in section["items"] if item["current"]]
        assert current == [name]


def test_a_county_user_works_in_one_town_at_a_time_and_only_in_the_own_ones():
    one, two, third = a_town("甲镇"), a_town("乙镇"), a_town("丙镇")
    user = a_person(one, "county_bureau")
    add_post(user, two, "county_bureau")
    a_dispute(one, parties=["甲镇人", "某"])
    a_dispute(two, parties=["乙镇人", "某"])
    client = client_of(user)
    client.post(reverse("switch_town"), {"town": str(two.pk)})
    page = text_of(client.get("/records/dispute/"))
    assert "乙镇人" in page
    assert "甲镇人" not in page
    client.post(reverse("switch_town"), {"town": one.code})
    assert "甲镇人" in text_of(client.get("/records/dispute/"))
    for wrong in (str(third.pk), "x", ""):
        assert client.post(reverse("switch_town"), {"town": wrong}).status_code == 404
    assert client.get("/records/dispute/").context["shell"]["town"]["name"] == "甲镇"


def test_a_town_taken_away_is_gone_from_a_session_that_chose_it():
    from fazhi.orgs.actions import take_post
    from fazhi.orgs.permissions import CONSOLE

    one, two = a_town("甲镇"), a_town("乙镇")
    user = a_person(one, "county_bureau")
    add_post(user, two, "county_bureau")
    client = client_of(user)
    client.post(reverse("switch_town"), {"town": str(two.pk)})
    take_post(user.posts.get(town=two), by=CONSOLE)
    assert client.get(reverse("home")).context["shell"]["town"]["name"] == "甲镇"


def test_somebody_without_a_post_is_told_whom_to_ask():
    from fazhi.orgs.actions import create_user
    from fazhi.orgs.permissions import CONSOLE

    client = client_of(create_user("lonely", "无岗", "kaohe-2026-liang", by=CONSOLE))
    for url in (reverse("home"), "/records/dispute/", reverse("figures"), reverse("ledgers")):
        answer = client.get(url)
        assert answer.status_code == 403
        assert "请找系统管理员加上岗位" in text_of(answer)
    assert client.get(reverse("password_change")).status_code == 200


def test_large_type_is_remembered_for_the_person_and_for_the_login_page():
    user = a_person(a_town(), "justice_office")
    client = client_of(user)
    answer = client.post(reverse("large_type"), {"on": "1", "next": "/records/dispute/"})
    assert answer["Location"] == "/records/dispute/"
    assert '<html lang="zh-CN" class="large">' in text_of(client.get(reverse("home")))
    assert 'class="large"' in text_of(client_of(user).get(reverse("home")))
    client.post(reverse("logout"))
    assert 'class="large"' in text_of(client.get(reverse("login")))


def test_no_switch_leads_to_another_host():
    client = client_of(a_person(a_town(), "justice_office"))
    for url in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        answer = client.post(reverse("large_type"), {"on": "1", "next": url})
        assert answer["Location"] == reverse("home")


def test_every_page_forbids_scripts_written_into_it_and_has_none():
    town = a_town()
    dispute = a_dispute(town)
    client = client_of(a_person(town, "justice_office"))
    urls = [
        "/",
        "/register/",
        "/records/dispute/",
        f"/records/dispute/{dispute}/",
        "/records/dispute/new",
        "/repeats/",
        "/trace/",
        "/password/",
    ]
    for url in urls:
        answer = client.get(url)
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        page = text_of(answer)
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"\son[a-z]+=", page)
        assert not re.search(r"\sstyle=", page)
        assert not re.search(r"(src|href)=\"(https?:)?//", page)


def test_a_form_without_its_token_changes_nothing():
    town = a_town()
    user = a_person(town, "justice_office")
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    answer = client.post(f"/records/dispute/{a_dispute(town)}/void", {"reason": "x"})
    assert answer.status_code == 403
    assert "页面开得太久了" in text_of(answer)


def test_health_answers_without_a_login_and_without_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get(reverse("health"))
    assert answer.content == b"ok"


def test_a_fault_of_the_server_has_a_number_to_tell(monkeypatch, caplog):
    from fazhi.workbench import home

    def fails(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(home, "_todo", fails)
    client = client_of(a_person(a_town(), "justice_office"))
    client.raise_request_exception = False
    answer = client.get(reverse("home"))
    assert answer.status_code == 500
    number = re.search(r"编号 <b>([0-9A-F]{4})</b>", text_of(answer))
    assert number
    assert number[1] in caplog.text
    assert "Traceback" not in text_of(answer)


def test_a_part_of_a_page_sends_the_whole_page_to_the_login():
    answer = Client().get(reverse("home"), headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith(reverse("login"))
