"""Photos of a report: put into the case once, pictures only, one's own reports only."""

from __future__ import annotations

import io
import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from fazhi.cases.models import Attachment
from fazhi.mediation.tests.archiving import archive, reopen
from fazhi.orgs.permissions import actor
from fazhi.pages.tests.towns import a_person, a_town, client_of
from fazhi.portal.phone.models import GridReport
from fazhi.portal.tests.test_sending import one, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA = tmp_path


def picture(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return SimpleUploadedFile("照片.jpg", out.getvalue(), "image/jpeg")


def post(client, report, photo=None, content=None):
    return client.post(f"/w/send/{report}/{photo or uuid4()}/", {"photo": content or picture()})


@pytest.fixture
def town():
    return a_town()


@pytest.fixture
def worker(town):
    return a_person(town, "grid_worker")


@pytest.fixture
def report(town, worker):
    return send(client_of(worker), worker, [one(town)]).json()["answers"][0]["id"]


def test_a_photo_goes_into_the_case_once(worker, report):
    client, photo = client_of(worker), uuid4()
    for _ in range(2):
        assert post(client, report, photo).json()["taken"]
    assert Attachment.objects.get().paper == "evidence"


def test_a_fourth_photo_and_what_is_no_picture_are_refused_in_words(worker, report):
    client = client_of(worker)
    for colour in ("red", "green", "blue"):
        assert post(client, report, content=picture(colour)).json()["taken"]
    assert "最多3张" in post(client, report, content=picture("black")).json()["message"]
    other = SimpleUploadedFile("照片.jpg", b"MZ no picture", "image/jpeg")
    assert not post(client, report, content=other).json()["taken"]
    assert Attachment.objects.count() == 3


def test_into_the_report_of_another_nothing_goes(town, report):
    other = client_of(a_person(town, "grid_worker"))
    assert not post(other, report).json()["taken"]
    assert not Attachment.objects.exists()


def test_a_photo_of_another_village_goes_in_as_well(town, worker):
    from fazhi.pages.tests.towns import a_village

    there = one(town, village=str(a_village(town, "示例二村").pk), grid="9网格")
    told = send(client_of(worker), worker, [there]).json()["answers"][0]
    assert post(client_of(worker), told["id"]).json()["taken"]


def test_without_a_login_the_photo_stays_in_the_phone(client, report):
    answer = post(client, report)
    assert answer.status_code == 401
    assert "手机里" in json.loads(answer.content)["message"]


def test_a_photo_is_never_sent_under_somebody_else_who_came_in_meanwhile(town, worker, report):
    other = client_of(a_person(town, "grid_worker"))
    photo = {"photo": picture(), "user": str(worker.pk)}
    answer = other.post(f"/w/send/{report}/{uuid4()}/", photo)
    assert answer.status_code == 409
    assert "手机里" in answer.json()["message"]
    assert not Attachment.objects.exists()
    photo = {"photo": picture(), "user": str(worker.pk)}
    assert client_of(worker).post(f"/w/send/{report}/{uuid4()}/", photo).json()["taken"]


def test_a_photo_that_comes_after_archiving_is_refused_in_words_and_goes_in_once_reopened(
    town, worker, report, tmp_path
):
    office = actor(a_person(town, "justice_office"))
    case = GridReport.objects.get().case_id
    client, early = client_of(worker), uuid4()
    assert post(client, report, early).json()["taken"]
    archive(case, town, office)
    there = set((tmp_path / "files").rglob("*"))
    told = post(client, report, content=picture("black")).json()
    assert not told["taken"]
    assert "请镇调解员、司法所先“重新办”" in told["message"]
    assert set((tmp_path / "files").rglob("*")) == there
    assert post(client, report, early).json()["taken"], "sent again, it is there"
    reopen(case, town, office)
    assert post(client, report, content=picture("black")).json()["taken"]
