"""Coming in by PIN: on one's own phones, to the phone pages, with few tries."""

from __future__ import annotations

import pytest
from django.test import Client

from fazhi.orgs.actions import reset_password, set_active
from fazhi.orgs.permissions import CONSOLE, NotAllowed, Refused, actor
from fazhi.pages.tests.towns import PASSWORD, a_person, a_town, client_of, text_of
from fazhi.portal.phone import pins
from fazhi.portal.phone.models import Phone, Pin
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
DIGITS = "2580"


@pytest.fixture
def town():
    return a_town()


def by_password(person, client=None):
    client = client or Client()
    client.post("/login/", {"username": person.username, "password": PASSWORD})
    return client


@pytest.fixture
def phone(town):
    """A phone on which a grid worker has set a PIN and gone out."""
    worker = a_person(town, "grid_worker")
    client = by_password(worker)
    assert client.post("/w/enter/pin/", {"new": DIGITS}).status_code == 302
    client.post("/w/leave/")
    client.worker = worker
    return client


def come_in(phone, digits, person=None):
    return phone.post("/w/enter/", {"person": str((person or phone.worker).pk), "pin": digits})


def test_the_pin_opens_the_phone_pages_and_never_the_desk(phone):
    assert phone.get("/w/")["Location"] == "/w/enter/"
    assert come_in(phone, DIGITS)["Location"] == "/w/"
    assert phone.get("/w/").status_code == 200
    assert phone.get("/")["Location"] == "/w/"
    for path in ("/records/dispute/", "/password/", "/people/", "/trace/"):
        answer = phone.get(path)
        assert answer.status_code == 403, path
        assert "要用密码登录" in text_of(answer)
    # Another PIN cannot be set by somebody who only knows this one.
    assert phone.post("/w/enter/pin/", {"new": "9517"}).status_code == 422


def test_where_nobody_comes_in_by_pin_yet_it_is_offered_below_the_form(town, phone):
    assert "设个PIN" in text_of(by_password(a_person(town, "grid_worker")).get("/w/"))
    come_in(phone, DIGITS)
    assert "设个PIN" not in text_of(phone.get("/w/"))


def test_a_village_mediator_comes_in_to_what_is_to_be_mediated(town):
    mediator = a_person(town, "village_mediator")
    phone = by_password(mediator)
    phone.post("/w/enter/pin/", {"new": DIGITS})
    phone.post("/w/leave/")
    assert come_in(phone, DIGITS, mediator)["Location"] == "/m/"


def test_five_wrong_tries_and_only_the_password_helps(phone):
    for left in (4, 3, 2, 1):
        assert f"还能试{left}次" in text_of(come_in(phone, "0001"))
    assert "请用密码登录" in text_of(come_in(phone, "0001"))
    assert "请用密码登录" in text_of(come_in(phone, DIGITS))
    by_password(phone.worker, phone)
    phone.post("/w/enter/pin/", {"new": ""})
    phone.post("/w/leave/")
    assert come_in(phone, DIGITS)["Location"] == "/w/"


def test_on_another_phone_the_pin_is_worth_nothing(phone):
    stranger = Client()
    stranger.worker = phone.worker
    assert come_in(stranger, DIGITS).status_code == 200
    assert stranger.get("/w/")["Location"].startswith("/login/")


def test_a_new_password_or_being_shut_out_ends_the_pin(phone):
    reset_password(phone.worker, "quite-another-1", by=CONSOLE)
    assert "密码改过了" in text_of(come_in(phone, DIGITS))
    set_active(phone.worker, False, by=CONSOLE)
    assert phone.worker.name not in text_of(phone.get("/w/enter/"))


def test_people_of_one_phone_choose_their_name(town, phone):
    second = a_person(town, "grid_worker")
    by_password(second, phone)
    phone.post("/w/enter/pin/", {"new": "7391"})
    phone.post("/w/leave/")
    page = text_of(phone.get("/w/enter/"))
    assert phone.worker.name in page
    assert second.name in page
    assert come_in(phone, "7391", second)["Location"] == "/w/"
    assert phone.cookies["phone_me"].value == str(second.pk)
    assert come_in(phone, "7391").status_code == 422


@pytest.mark.parametrize("digits", ["123", "1234567", "abcd", "1111", "1234", "654321", "１２５８"])
def test_a_pin_that_is_none_or_easily_guessed_is_refused(town, digits):
    worker = a_person(town, "grid_worker")
    with pytest.raises(Refused):
        pins.set_pin(worker, digits, by=actor(worker))


def test_the_keeper_may_set_it_for_others_and_nobody_else_may(town):
    worker = a_person(town, "grid_worker")
    pins.set_pin(worker, DIGITS, by=actor(a_person(town, "system_admin")))
    assert TraceRecord.objects.filter(verb="pin_set", subject=str(worker.pk)).count() == 1
    with pytest.raises(NotAllowed):
        pins.set_pin(worker, DIGITS, by=actor(a_person(town, "grid_worker")))


def test_the_keepers_page_sets_it_for_people_of_the_town_only(town):
    worker, keeper = a_person(town, "grid_worker"), client_of(a_person(town, "system_admin"))
    assert keeper.get(f"/people/{worker.pk}/pin/").status_code == 200
    assert keeper.post(f"/people/{worker.pk}/pin/", {"new": "1111"}).status_code == 422
    assert keeper.post(f"/people/{worker.pk}/pin/", {"new": DIGITS}).status_code == 302
    assert pins.has_pin(worker)
    assert f"/people/{worker.pk}/pin/" in text_of(keeper.get(f"/people/{worker.pk}/"))
    stranger = a_person(a_town("别的镇"), "grid_worker")
    assert keeper.get(f"/people/{stranger.pk}/pin/").status_code == 404
    assert client_of(worker).get(f"/people/{worker.pk}/pin/").status_code == 403


def test_neither_pin_nor_cookie_is_kept_as_it_is(phone):
    assert DIGITS not in Pin.objects.get().digits
    assert phone.cookies["phone"].value not in Phone.objects.get().token
    assert phone.cookies["phone"]["httponly"]


def test_a_pin_sent_after_the_login_ran_out_leads_back_to_it():
    answer = Client().post("/w/enter/pin/", {"new": "2580"})
    assert (answer.status_code, answer["Location"]) == (302, "/w/enter/")
