"""Volume, package and papers made in the background, on the pages: asked for, watched, taken away."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from fazhi.cases.actions import Done, open_case
from fazhi.cases.filing import attach
from fazhi.cases.jobs import asking
from fazhi.cases.jobs.keeping import path_of
from fazhi.cases.jobs.making import make_waiting
from fazhi.cases.models import Attachment, Job
from fazhi.evidence.store import keep
from fazhi.orgs.models import Post, Town, User
from fazhi.orgs.permissions import Actor
from fazhi.trace.models import TraceRecord
from given import a_town, somebody

pytestmark = pytest.mark.django_db

APPLIED = {
    "applicants": ["示例甲"], "respondents": ["示例乙"], "village": "示例一村", "type": "邻里纠纷", "summary": "两家为排水沟改道争执",
    "request": "请求疏通排水沟", "phone": "19900000001", "applied_to": "村调解委员会",
}  # fmt: skip


@pytest.fixture
def town() -> Town:
    return a_town("示例镇")


@pytest.fixture
def mediator(town: Town) -> Actor:
    return somebody(town, "village_mediator", "示例一村")


@pytest.fixture
def case(town: Town, mediator: Actor) -> Done:
    done = open_case("dispute", "applied", APPLIED, town=town, by=mediator)
    picture = io.BytesIO()
    Image.new("RGB", (80, 60), "navy").save(picture, "JPEG")
    picture.seek(0)
    attach("dispute", done.case_id, keep(picture, "现场.jpg"), town=town, by=mediator, paper="evidence")
    return done


def browser_of(by: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=by.key))
    return browser


def asked(browser: Client, case: Done, what: str, **more: str) -> Any:
    return browser.post(reverse("case_make", args=["dispute", case.case_id]), {"what": what, **more})


def shown(browser: Client, url: str) -> str:
    return browser.get(url).content.decode()


def test_without_javascript_the_page_looks_again_by_itself_until_the_volume_can_be_taken(
    mediator, case
) -> None:
    browser = browser_of(mediator)
    page = asked(browser, case, "volume").url
    waiting = shown(browser, page)
    assert "马上就开始" in waiting
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in waiting
    assert page in shown(browser, reverse("case_papers", args=["dispute", case.case_id]))
    Job.objects.update(state=Job.State.MAKING, message="装订", done=2, total=7)
    assert "正在装订第3件，共7件" in shown(browser, page)
    Job.objects.update(state=Job.State.WAITING)
    make_waiting()
    ready = shown(browser, page)
    assert "整卷做好了" in ready
    assert "http-equiv" not in ready
    taken = browser.get(page + "file?save=1")
    assert b"".join(taken.streaming_content)[:5] == b"%PDF-"
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert page not in shown(browser, reverse("case_papers", args=["dispute", case.case_id]))


def test_with_javascript_the_progress_line_leads_to_the_page_when_it_is_over(mediator, case) -> None:
    browser = browser_of(mediator)
    page = asked(browser, case, "package").url
    assert "马上就开始" in shown(browser, page + "progress/")
    make_waiting()
    assert browser.get(page + "progress/").headers["HX-Redirect"] == page


def test_what_is_ready_comes_at_once_and_each_taking_away_is_traced(town, mediator, case) -> None:
    browser = browser_of(mediator)
    asked(browser, case, "volume")
    make_waiting()
    answer = browser.post(
        reverse("case_make", args=["dispute", case.case_id]), {"what": "volume"}, follow=True
    )
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline")
    url = answer.redirect_chain[-1][0]
    browser.head(url)
    downloads = TraceRecord.objects.filter(subject=str(case.case_id), verb="downloaded")
    assert [(one.actor, json.loads(one.change)["what"]) for one in downloads] == [(mediator.key, "volume")]


def test_whether_somebody_may_have_it_is_asked_when_it_is_taken_away(town, mediator, case) -> None:
    browser = browser_of(mediator)
    page = asked(browser, case, "volume").url
    make_waiting()
    Post.objects.filter(user_id=mediator.key).delete()
    for url in (page, page + "progress/", page + "file"):
        assert browser.get(url).status_code in (403, 404), url
    assert not TraceRecord.objects.filter(verb="downloaded").exists()
    # Somebody else who may, may have what the first one asked for.
    assert browser_of(somebody(town, "justice_office")).get(page + "file").status_code == 200


def test_a_volume_says_when_the_case_has_changed_since_and_when_it_was_dropped(town, mediator, case) -> None:
    browser = browser_of(mediator)
    page = asked(browser, case, "volume").url
    make_waiting()
    assert "这以后案件又有变动" not in shown(browser, page)
    Attachment.objects.all().update(removed_reason="")
    asked(browser, case, "papers")
    make_waiting()
    assert "这以后案件又有变动" in shown(browser, page)
    path_of(Job.objects.get(what="volume")).unlink()
    assert "这一份已经删去" in shown(browser, page)
    assert browser.get(page + "file").url == page


def test_the_papers_lacking_are_named_on_the_page_and_written_at_one_press(mediator, case) -> None:
    browser = browser_of(mediator)
    papers = reverse("case_papers", args=["dispute", case.case_id])
    assert "现在能写3份：人民调解申请书、人民调解受理登记表、当事人权利义务告知书。" in shown(browser, papers)
    page = asked(browser, case, "papers", form="pdf").url
    make_waiting()
    assert "3份文书已生成" in shown(browser, page)
    assert "一次生成" not in shown(browser, papers)
    assert asked(browser, case, "papers").url == papers
    assert "能写的都在卷里了" in shown(browser, papers)


def test_what_could_not_be_made_says_why_and_can_be_asked_for_again(mediator, case, monkeypatch) -> None:
    browser = browser_of(mediator)
    page = asked(browser, case, "papers").url
    job = Job.objects.get()
    Job.objects.update(
        state=Job.State.FAILED, refused=[["人民调解申请书", "没有“人民调解申请书”的模板，请找系统管理员。"]]
    )
    told = shown(browser, page)
    assert "1份没有写成" in told
    assert "请找系统管理员" in told
    assert "再做一次" in told
    assert asked(browser, case, "papers").url != page
    assert Job.objects.exclude(pk=job.pk).get().state == Job.State.WAITING


def test_another_kind_of_thing_is_not_made(mediator, case) -> None:
    assert asked(browser_of(mediator), case, "something").status_code == 404


@pytest.mark.parametrize(("what", "leads"), [("volume", "file"), ("papers", "papers/")])
def test_what_a_worker_makes_within_a_moment_comes_without_a_further_click(
    mediator, case, monkeypatch, what, leads
) -> None:
    monkeypatch.setattr(asking, "works_here", lambda: True)
    monkeypatch.setattr(asking, "made_something", lambda seconds: make_waiting())
    assert asked(browser_of(mediator), case, what).url.endswith(leads)


def test_who_asks_is_not_kept_waiting_for_long_nor_where_nobody_works(mediator, case, monkeypatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(asking, "made_something", waited.append)
    browser = browser_of(mediator)
    page = asked(browser, case, "volume").url
    assert waited == []
    monkeypatch.setattr(asking, "works_here", lambda: len(waited) < 3)
    assert asked(browser, case, "volume").url == page
    assert len(waited) == 3
    assert max(waited) <= 0.2
