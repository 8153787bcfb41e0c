"""The pages of a grid worker as plain forms: filled in, sent once, told what became of it."""

from __future__ import annotations

import gzip
import re
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fazhi.cases.actions import take_step
from fazhi.orgs.permissions import actor
from fazhi.pages.tests.towns import PASSWORD, a_person, a_town, a_village, client_of, text_of
from fazhi.portal.phone.models import GridReport
from fazhi.portal.phone.status import WORDS
from fazhi.reception.models import ServiceCentre
from fazhi.reception.tests.centres import a_centre, withdrawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return a_town()


@pytest.fixture
def worker(town):
    return a_person(town, "grid_worker")


def form(town, **changes):
    return {
        "id": str(uuid4()), "tile": "house", "sentence": "6组示例丙家翻建占路", "urgency": "soon",
        "village": str(a_village(town, "示例一村").pk), "grid": "3网格", **changes,
    }  # fmt: skip


def test_the_first_screen_is_the_form_with_village_and_grid_filled_in(worker):
    page = text_of(client_of(worker).get("/w/"))
    assert "示例一村 · 3网格" in page
    assert page.count('type="radio" name="tile"') == 8
    assert "打110" in page
    assert 'href="tel:110"' in page


def test_a_double_tap_is_one_report(town, worker):
    client, sent = client_of(worker), form(town)
    for _ in range(2):
        assert client.post("/w/", sent)["Location"] == "/w/mine/"
    assert GridReport.objects.count() == 1
    page = text_of(client.get("/w/mine/"))
    assert "收到了，编号" in page
    assert "宅基地房屋：6组示例丙家翻建占路" in page
    assert "已收到" in page


def test_what_is_missing_is_said_and_what_was_written_stays(town, worker):
    answer = client_of(worker).post("/w/", form(town, tile=""))
    assert answer.status_code == 422
    assert "6组示例丙家翻建占路" in text_of(answer)
    assert "请点一下是什么事" in text_of(answer)


def test_a_login_that_ran_out_loses_nothing_and_shows_it_to_nobody_else(town, worker):
    client = client_of(worker)
    client.get("/w/")
    client.cookies.pop("sessionid")
    assert client.post("/w/", form(town))["Location"] == "/login/?next=/w/"
    other = a_person(town, "grid_worker")
    stranger = Client()
    stranger.cookies = client.cookies
    client.post("/login/", {"username": worker.username, "password": PASSWORD})
    assert "6组示例丙家翻建占路" in text_of(client.get("/w/"))
    client.cookies.pop("sessionid")
    client.post("/w/", form(town))
    client.post("/login/", {"username": other.username, "password": PASSWORD})
    assert "6组示例丙家翻建占路" not in text_of(client.get("/w/"))


def test_the_outcome_stands_first_until_it_was_seen_and_names_nobody(town, worker):
    client = client_of(worker)
    client.post("/w/", form(town))
    facts = {
        "point": "示例秘密甲要示例秘密乙赔偿三千元",
        "outcome": "调成了",
        "present": ["示例秘密甲", "示例秘密乙"],
    }
    mediator = actor(a_person(town, "village_mediator"))
    case = GridReport.objects.get().case_id
    take_step("dispute", case, "village_mediation", facts, town=town, by=mediator)
    page = text_of(client.get("/w/mine/"))
    assert page.index("有新消息") < page.index("已报")
    assert "村里调成了" in page
    assert not re.search("秘密|三千元", page)
    assert client.post("/w/mine/seen/").status_code == 302
    assert "有新消息" not in text_of(client.get("/w/mine/"))


def test_nobody_sees_the_reports_of_another(town, worker):
    client_of(worker).post("/w/", form(town))
    other = a_person(town, "grid_worker")
    assert "6组示例丙家翻建占路" not in text_of(client_of(other).get("/w/mine/"))


def test_the_status_words_are_the_agreed_ones():
    assert {word.text for word in WORDS.values()} == {
        "已收到", "村里在调", "村里调成了", "报到镇里", "镇里在调", "调成了", "没调成，已告诉双方别的办法", "转给别的部门", "已归档",
        "当事人不调了",
    }  # fmt: skip


def test_the_pages_kept_in_the_phone_hold_nobodys_data(town, worker):
    client = client_of(worker)
    client.post("/w/", form(town))
    for name in ("report", "mine", "help", "enter"):
        page = text_of(client.get(f"/w/shell/{name}/"))
        assert page == text_of(Client().get(f"/w/shell/{name}/"))
        assert not re.search(f"示例|{worker.name}|csrf|{worker.pk}", page.replace("例：5组老王", "")), name
    assert client.get("/w/shell/other/").status_code == 404


def test_the_worker_keeps_only_what_is_there(client):
    script = text_of(client.get("/w/worker.js"))
    kept = re.search(r"KEPT=(\[.*?\])", script).group(1)
    for path in re.findall('"([^"]+)"', kept):
        if path.startswith("/static/"):
            assert finders.find(path.removeprefix("/static/")), path
        else:
            assert client.get(path).status_code == 200, path


def test_the_report_page_with_all_its_files_is_at_most_25_kilobytes(worker):
    client = client_of(worker)
    page = client.get("/w/").content
    files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode()))
    assert len(files) == 6
    contents = [page, client.get("/w/worker.js").content, client.get("/w/shell/report/").content]
    contents += [open(finders.find(path), "rb").read() for path in files]  # noqa: SIM115
    assert 5_000 < sum(len(gzip.compress(content)) for content in contents) <= 25 * 1024


def test_the_report_page_reads_the_villages_once(worker):
    client = client_of(worker)
    with CaptureQueriesContext(connection) as log:
        page = client.get("/w/").content.decode()
    assert "示例一村" in page
    assert sum('FROM "orgs_village"' in one["sql"] for one in log.captured_queries) == 1


@pytest.mark.parametrize(
    ("written", "dialled"),
    [("0513-83000000", "051383000000"), ("0513 83000000转2", "051383000000"), ("12348", "12348"), ("", None), ("没有", None)],
)  # fmt: skip
def test_the_offices_number_stands_at_the_foot_where_the_town_made_it_public(town, worker, written, dialled):
    client = client_of(worker)
    a_centre(town, phone=written)
    a_centre(a_town("别镇"), slug="bie", phone="0513-99999999")
    for page in ("/w/", "/w/mine/", "/w/help/", "/w/enter/"):
        text = text_of(client.get(page))
        assert "99999999" not in text
        assert f'href="tel:{dialled}">司法所电话 {written}<' in text if dialled else "司法所电话" not in text
    withdrawn(ServiceCentre.objects.get(town=town))
    assert "司法所电话" not in text_of(client.get("/w/"))


@pytest.mark.parametrize("page", ["/w/", "/w/mine/", "/w/help/", "/w/enter/"])
def test_no_page_asks_for_presence_rank_or_position(worker, page):
    text = text_of(client_of(worker).get(page))
    assert "不打卡、不排名、不记在线时间" in text
    bare = re.sub(r"不打卡、不排名、不记在线时间", "", text)
    assert not re.search("签到|打卡|积分|排名|在线时[间长]|零报告|今日无事|定位", bare)
    assert not re.search(r"<input[^>]*(required|geo)|capture", text)


def test_the_office_prints_the_code_that_opens_the_page(town):
    client = client_of(a_person(town, "justice_office"))
    page = text_of(client.get("/w/poster/"))
    assert "http://testserver/w/" in page
    assert "<svg" in page
    assert client_of(a_person(town, "grid_worker")).get("/w/poster/").status_code == 403
