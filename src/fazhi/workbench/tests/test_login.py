"""Logging in, being kept out, out, and passwords."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fazhi.orgs.actions import reset_password, set_active
from fazhi.orgs.permissions import CONSOLE, actor
from fazhi.pages.tests.towns import PASSWORD, a_person, a_town, client_of, text_of
from fazhi.trace.models import TraceRecord
from fazhi.workbench.login import ByPassword
from fazhi.workbench.models import GivenPassword, LoginTry

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return a_person(a_town(), "justice_office")


def log_in(user, password=PASSWORD, client=None, **more):
    name = user if isinstance(user, str) else user.username
    return (client or Client()).post(reverse("login"), {"username": name, "password": password}, **more)


def test_the_right_password_leads_to_the_first_page(person):
    client = Client()
    assert log_in(person, client=client)["Location"] == reverse("home")
    assert person.name in text_of(client.get(reverse("home")))


@pytest.mark.parametrize(
    ("role", "first"),
    [("grid_worker", "phone_report"), ("village_mediator", "phone_cases"), ("town_leader", "home")],
)
def test_who_works_on_a_phone_begins_there_and_still_goes_where_a_link_leads(role, first):
    person = a_person(a_town(), role)
    assert log_in(person)["Location"] == reverse(first)
    for wanted, got in (("/", reverse(first)), ("/records/dispute/", "/records/dispute/")):
        form = {"username": person.username, "password": PASSWORD, "next": wanted}
        assert Client().post(reverse("login"), form)["Location"] == got


def test_after_the_login_one_is_where_one_wanted_to_go_but_never_on_another_host(person):
    for wanted, got in (
        ("/records/dispute/", "/records/dispute/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example", "/"),
    ):
        answer = Client().post(
            reverse("login"), {"username": person.username, "password": PASSWORD, "next": wanted}
        )
        assert answer["Location"] == got


def test_a_wrong_password_says_what_to_do_and_not_what_was_wrong(person):
    for name in (person, "nobody-of-that-name"):
        page = text_of(log_in(name, "wrong"))
        assert "用户名或密码不对，请核对后再填一次。忘了密码，请找系统管理员重设。" in page


def test_after_five_wrong_passwords_even_the_right_one_waits(person):
    for _ in range(5):
        assert log_in(person, "wrong").status_code == 200
    answer = log_in(person)
    assert answer.status_code == 429
    assert "请等10分钟再试" in text_of(answer)


def test_a_name_nobody_has_waits_as_well_so_that_names_cannot_be_told_apart():
    for _ in range(5):
        log_in("nobody", "wrong")
    assert log_in("nobody", "wrong").status_code == 429


def test_the_wait_is_for_one_name_at_one_address(person):
    other = a_person(a_town("别的镇"), "justice_office")
    for _ in range(5):
        log_in(person, "wrong")
    assert log_in(other).status_code == 302
    assert log_in(person, REMOTE_ADDR="10.0.0.9").status_code == 302
    # Another spelling of the name, or an address one only claims, is no way around it.
    assert log_in(person.username.upper(), "wrong").status_code == 429
    assert log_in(person, HTTP_X_FORWARDED_FOR="10.9.9.9").status_code == 429


def test_the_wait_ends(person):
    for _ in range(5):
        log_in(person, "wrong")
    LoginTry.objects.update(at=datetime.now(UTC) - timedelta(minutes=11))
    assert log_in(person).status_code == 302
    assert not LoginTry.objects.exists()


def test_the_right_password_wipes_earlier_slips(person):
    for _ in range(4):
        log_in(person, "wrong")
    log_in(person)
    for _ in range(4):
        assert log_in(person, "wrong").status_code == 200
    assert log_in(person).status_code == 302


def test_somebody_shut_out_is_told_so_and_is_out_at_once(person):
    client = client_of(person)
    assert client.get(reverse("home")).status_code == 200
    set_active(person, False, by=CONSOLE)
    assert client.get(reverse("home")).status_code == 302
    assert "这个用户已停用" in text_of(log_in(person))
    assert "用户名或密码不对" in text_of(log_in(person, "wrong"))


def test_a_session_ends_when_somebody_resets_the_password(person):
    client = client_of(person)
    reset_password(person, "a-new-one-2026", by=CONSOLE)
    assert client.get(reverse("home")).status_code == 302
    assert log_in(person).status_code == 200
    assert log_in(person, "a-new-one-2026").status_code == 302


def test_logging_out_wants_a_form_and_ends_the_session(person):
    client = client_of(person)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).status_code == 302
    assert client.get(reverse("home")).status_code == 302


def test_the_backend_gives_nobody_a_permission():
    assert not hasattr(ByPassword(), "has_perm")
    assert ByPassword().get_user("not-an-id") is None
    assert ByPassword().authenticate(None, username="x", password=None) is None


def test_one_changes_ones_password_with_the_old_one_and_stays_logged_in(person):
    client, other = client_of(person), client_of(person)
    url = reverse("password_change")
    answer = client.post(url, {"old": PASSWORD, "new": "qiu-tian-2026", "again": "qiu-tian-2026"})
    assert answer["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 200
    assert other.get(reverse("home")).status_code == 302
    assert log_in(person, "qiu-tian-2026").status_code == 302
    entry = TraceRecord.objects.get(verb="password_changed")
    assert entry.actor == actor(person).key
    assert "qiu-tian" not in entry.change


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", "qiu-tian-2026", "qiu-tian-2026", "现在的密码不对"),
        (PASSWORD, "qiu-tian-2026", "qiu-tian-2027", "两遍新密码不一样"),
        (PASSWORD, "short", "short", "至少"),
        (PASSWORD, "20261123456", "20261123456", "数字"),
        (PASSWORD, "password1", "password1", "常见"),
        (PASSWORD, PASSWORD, PASSWORD, "和现在的一样"),
        ("", "", "", "请填写新密码"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(person, old, new, again, said):
    answer = client_of(person).post(reverse("password_change"), {"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert log_in(person).status_code == 302


def test_guessing_the_old_password_on_an_unattended_screen_is_stopped(person):
    client = client_of(person)
    for _ in range(5):
        client.post(
            reverse("password_change"), {"old": "wrong", "new": "qiu-tian-2026", "again": "qiu-tian-2026"}
        )
    sent = {"old": PASSWORD, "new": "qiu-tian-2026", "again": "qiu-tian-2026"}
    assert client.post(reverse("password_change"), sent).status_code == 429


def test_a_password_somebody_was_given_is_changed_before_anything_else(person):
    GivenPassword.objects.create(user=person)
    client = Client()
    log_in(person, client=client)
    for name in ("home", "register", "repeats"):
        assert client.get(reverse(name))["Location"] == reverse("password_change")
    page = text_of(client.get(reverse("password_change")))
    assert "只用来登录这一次" in page
    client.post(
        reverse("password_change"), {"old": PASSWORD, "new": "qiu-tian-2026", "again": "qiu-tian-2026"}
    )
    assert client.get(reverse("home")).status_code == 200
    assert not GivenPassword.objects.exists()


def test_the_logins_of_a_demonstration_are_shown_only_where_there_is_one(settings):
    assert "演示用的用户" not in text_of(Client().get(reverse("login")))
    settings.DEMO_LOGINS = [{"username": "zhangmin", "password": "demo", "office": "司法所"}]
    assert "zhangmin" in text_of(Client().get(reverse("login")))
