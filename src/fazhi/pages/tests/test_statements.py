"""How many statements the daily work takes; issue 3 promises sixty for the journey and five for a list."""

from __future__ import annotations

import io
import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from fazhi.orgs.models import Town, User
from fazhi.pages.words import office_today
from given import a_town, a_village, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    town = a_town("示例镇")
    a_village(town, "示例一村")
    return town


@pytest.fixture
def office(town: Town) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=somebody(town, "justice_office").key))
    return client


def counted(work: Any) -> int:
    with CaptureQueriesContext(connection) as log:
        work()
    words = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not one["sql"].startswith(words) for one in log.captured_queries)


def a_picture() -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.effect_noise((120, 120), 90).save(made, "PNG")
    return SimpleUploadedFile("现场.png", made.getvalue(), "image/png")


def open_one(office: Client) -> str:
    case = str(uuid4())
    form = {
        "village": "示例一村", "on": office_today().isoformat(), "type": "邻里纠纷", "summary": "为水沟吵了两天",
        "parties": "示例甲\n示例乙", "command": case,
    }  # fmt: skip
    assert office.post(reverse("case_open", args=["dispute", "found"]), form).status_code == 302
    return case


def journey(office: Client) -> None:
    case = open_one(office)
    for version in (1, 2):
        form = {
            "on": office_today().isoformat(), "time": "15:30", "where": "村调解室", "point": "改道的钱谁出", "outcome": "没调成",
            "why_not": "钱数谈不拢", "version": version, "command": str(uuid4()),
        }  # fmt: skip
        url = reverse("case_step", args=["dispute", case, "village_mediation"])
        assert office.post(url, form).status_code == 302
    form = {"file": a_picture(), "paper": "evidence", "name": "", "command": str(uuid4())}
    assert office.post(reverse("paper_attach", args=["dispute", case]), form).status_code == 302
    page = office.get(reverse("record_page", args=["dispute", case])).content.decode()
    assert re.search("示例甲与示例乙邻里纠纷", page)


def test_from_the_opening_to_the_page_read_back_takes_sixty_statements_at_most(office, tmp_path, settings):
    settings.DATA = tmp_path
    journey(office)
    assert counted(lambda: journey(office)) <= 60


@pytest.mark.parametrize("query", ["", "?q=水沟", "?q=没有这样的词"])
def test_a_list_and_a_search_take_five_statements_at_most(office, query):
    for _ in range(25):
        open_one(office)
    url = reverse("record_list", args=["dispute"]) + query
    found = office.get(url).content.decode().count("示例甲与示例乙邻里纠纷")
    assert found >= (20 if query != "?q=没有这样的词" else 0)
    assert counted(lambda: office.get(url)) <= 5
