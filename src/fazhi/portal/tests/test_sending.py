"""What the phone sends at once, and the answer for each."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest
from django.test import Client

from fazhi.pages.tests.towns import a_person, a_town, a_village, client_of
from fazhi.portal.phone.models import GridReport

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return a_town()


@pytest.fixture
def worker(town):
    return a_person(town, "grid_worker")


def one(town, **changes):
    return {
        "id": str(uuid4()), "tile": "neighbour", "sentence": "5组示例甲和示例乙吵架", "urgency": "later",
        "village": str(a_village(town, "示例一村").pk), "grid": "3网格", "place": "", "phone": "", **changes,
    }  # fmt: skip


def send(client, user, reports, **more):
    body = reports if isinstance(reports, str) else json.dumps({"user": str(user.pk), "reports": reports})
    return client.post("/w/send/", body, content_type="application/json", **more)


def test_many_at_once_are_answered_one_by_one(town, worker):
    good, bad = one(town), one(town, sentence="")
    answer = send(client_of(worker), worker, [good, bad, "nonsense", one(town, id="no-id")])
    assert answer.status_code == 200
    told = answer.json()["answers"]
    assert [each["taken"] for each in told] == [True, False, False, False]
    assert [each["id"] for each in told][:2] == [good["id"], bad["id"]]
    assert told[1]["field"] == "sentence"
    assert told[2]["code"] == "broken"
    assert told[3]["code"] == "id"
    assert GridReport.objects.count() == 1


def test_what_was_taken_before_is_confirmed_again(town, worker):
    report, client = one(town), client_of(worker)
    send(client, worker, [report])
    again = send(client, worker, [report, report]).json()["answers"]
    assert [each["code"] for each in again] == ["again", "again"]
    assert all(each["taken"] for each in again)
    assert GridReport.objects.count() == 1


def test_an_id_of_somebody_else_gets_the_word_to_make_a_new_one(town, worker):
    report = one(town)
    send(client_of(worker), worker, [report])
    other = a_person(town, "grid_worker")
    told = send(client_of(other), other, [report]).json()["answers"][0]
    assert (told["taken"], told["code"]) == (False, "id")


def test_without_a_login_everything_stays_in_the_phone(town, worker):
    answer = send(Client(), worker, [one(town)])
    assert answer.status_code == 401
    assert "写的都在手机里" in answer.json()["message"]


def test_what_one_person_wrote_is_never_sent_as_anothers(town, worker):
    other = a_person(town, "grid_worker")
    answer = send(client_of(other), worker, [one(town)])
    assert answer.status_code == 409
    assert not GridReport.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"user":"x"}', '{"reports":[]}', "[" * 100_000])
def test_a_broken_body_is_answered_in_words(worker, body):
    answer = send(client_of(worker), worker, body)
    assert answer.status_code == 400
    assert "再发一次" in answer.json()["message"]


def test_too_much_at_once_says_so_before_it_is_read(town, worker):
    client = client_of(worker)
    assert send(client, worker, [one(town)] * 51).status_code == 413
    assert send(client, worker, [one(town, sentence="字" * 600_000)]).status_code == 413
    assert not GridReport.objects.exists()


@pytest.mark.parametrize("clock", [-1e30, 1e30, "yesterday", None, True, 4102444800000, 0])
def test_any_clock_of_a_phone_is_lived_with(town, worker, clock):
    told = send(client_of(worker), worker, [one(town, said_at=clock)]).json()["answers"][0]
    assert told["taken"]
    report = GridReport.objects.get(pk=UUID(told["id"]))
    assert report.said_at == report.arrived_at


def test_a_role_that_does_not_report_is_told_so_per_report(town):
    person = a_person(town, "party_office")
    told = send(client_of(person), person, [one(town)]).json()["answers"][0]
    assert told["code"] == "not_allowed"


def test_sending_wants_the_token_of_the_page(town, worker):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(worker)
    assert send(strict, worker, [one(town)]).status_code == 403
    page = strict.get("/w/")
    token = page.cookies["csrftoken"].value
    assert send(strict, worker, [one(town)], headers={"X-CSRFToken": token}).status_code == 200


def test_a_form_in_place_of_reports_is_answered_in_words(worker):
    answer = client_of(worker).post("/w/send/", {"user": str(worker.pk), "reports": "[]"})
    assert answer.status_code == 400
    assert answer.json()["message"] == "发来的内容不完整，请再发一次。"
