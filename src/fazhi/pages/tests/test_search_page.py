"""The search of the top bar, as a person uses it."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fazhi.pages.marking import excerpt, marked
from fazhi.pages.tests.towns import (
    PHONE,
    a_dispute,
    a_person,
    a_reception,
    a_town,
    client_of,
    disputes,
    office,
    text_of,
)
from fazhi.records.actions import void
from fazhi.records.kinds import kind_of
from fazhi.records.models import SearchBacklog
from fazhi.records.searching import needles

URL = "/search/"


def titles(response: Any) -> list[str]:
    assert response.status_code == 200
    return [line["title"] for line in response.context["lines"]]


@pytest.mark.django_db
def test_the_top_bar_of_every_page_searches():
    client, _ = office(a_town())
    page = text_of(client.get("/"))
    assert page.count(f'action="{URL}"') == 2  # of the bar and of the phone's menu
    assert 'name="q"' in page


@pytest.mark.django_db
def test_what_is_found_says_kind_number_village_and_date_and_marks_the_words():
    town = a_town()
    record = a_dispute(town, parties=["王五", "赵六"], summary="院墙滴水，要求赔偿")
    client, _ = office(town)
    page = client.get(URL, {"q": "王五 滴水"})
    assert titles(page) == ["<mark>王五</mark>与赵六邻里纠纷"]
    line = page.context["lines"][0]
    assert (line["kind"], line["number"], line["village"], line["date"]) == (
        "矛盾纠纷", "2023年第1号", "示例一村", "2023-06-01",
    )  # fmt: skip
    assert line["excerpt"] == "院墙<mark>滴水</mark>"
    assert f'href="{reverse("record_page", args=["dispute", record])}"' in text_of(page)
    assert client.get(line["url"]).status_code == 200
    assert "找到1件" in text_of(page)


@pytest.mark.django_db
def test_twenty_at_a_time_and_a_link_to_the_next():
    town = a_town()
    disputes(town, 25)
    client, _ = office(town)
    first = client.get(URL, {"q": "邻里"})
    assert len(titles(first)) == 20
    assert "再看20件" in text_of(first)
    second = client.get(first.context["more_url"])
    assert len(titles(second)) == 5
    assert not set(titles(first)) & set(titles(second))
    assert second.context["more_url"] == ""
    assert "回到最前面" in text_of(second)
    assert len(titles(client.get(URL, {"q": "邻里", "after": "nonsense"}))) == 20


@pytest.mark.django_db
def test_one_kind_of_what_is_found_can_be_chosen():
    town = a_town()
    a_dispute(town)
    a_reception(town, visitor="王五")
    client, _ = office(town)
    page = client.get(URL, {"q": "王五"})
    tabs = [(tab["name"], tab["count"]) for tab in page.context["tabs"]]
    assert tabs == [("全部", 2), ("矛盾纠纷", 1), ("来访接待", 1)]
    chosen = client.get(page.context["tabs"][2]["url"])
    assert len(titles(chosen)) == 1
    assert chosen.context["lines"][0]["kind"] == "来访接待"
    nothing = client.get(URL, {"q": "赵六", "kind": "reception"})
    assert "这一类里没有找到" in text_of(nothing)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "写出要找的字"),
        ("  ", "写出要找的字"),
        ("，。", "没有可以找的字"),
        ("没有这样的字", "少写几个字再找"),
    ],
)
def test_a_search_that_finds_nothing_says_what_to_do(query, says):
    town = a_town()
    a_dispute(town)
    client, _ = office(town)
    assert says in text_of(client.get(URL, {"q": query}))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%22", "q=a*", "q=NEAR(", "q=" + "很长" * 300, "q=" + "a+" * 60, "q=王&kind=zzz", "q=王&after=1_2",
     "q=%F0%A0%AE%B7", "q='%20OR%201=1"],
)  # fmt: skip
def test_an_address_with_nonsense_in_it_still_gives_a_page(query):
    town = a_town()
    a_dispute(town)
    client, _ = office(town)
    assert client.get(f"{URL}?{query}").status_code == 200


@pytest.mark.django_db
def test_what_is_searched_for_and_what_is_found_is_shown_as_text():
    town = a_town()
    a_dispute(town, parties=["<script>x</script>", "<b>乙</b>"])
    client, _ = office(town)
    for query in ("<script>x", "乙", "script"):
        page = text_of(client.get(URL, {"q": query}))
        assert "<script>x" not in page
        assert "<b>乙" not in page


@pytest.mark.django_db
def test_nobody_finds_what_they_may_not_see():
    town, other = a_town("合作镇"), a_town("示例镇")
    a_dispute(town, village="示例一村", parties=["示例甲", "示例乙"], grid="3网格")
    a_dispute(town, village="示例二村", parties=["示例丙", "示例丁"], grid="3网格")
    elsewhere = a_dispute(other, parties=["示例戊", "示例己"])
    client, who = office(town)
    gone = a_dispute(town, parties=["示例庚", "示例辛"])
    void(kind_of("dispute"), gone, "登重了", town=town, by=who)
    assert len(titles(client.get(URL, {"q": "示例"}))) == 2
    mediator = client_of(a_person(town, "village_mediator", village="示例一村"))
    assert titles(mediator.get(URL, {"q": "纠纷"})) == ["示例甲与示例乙邻里<mark>纠纷</mark>"]
    bureau = client_of(a_person(town, "enforcement_bureau"))
    assert titles(bureau.get(URL, {"q": "示例"})) == []
    assert elsewhere
    assert client.get(URL, {"q": PHONE}).context["lines"] == []


@pytest.mark.django_db
def test_nobody_searches_without_a_login():
    from django.test import Client

    assert Client().get(URL, {"q": "王"}).status_code == 302


@pytest.mark.django_db
def test_just_imported_rows_are_said_to_be_missing_still():
    town = a_town()
    a_dispute(town)
    client, _ = office(town)
    for url in (URL, "/records/dispute/"):
        assert "编索引" not in text_of(client.get(url, {"q": "王五"}))
    SearchBacklog.objects.create(town=town)
    for url in (URL, "/records/dispute/"):
        assert "正在为刚导入的台账编索引" in text_of(client.get(url, {"q": "王五"}))


@pytest.mark.django_db
def test_a_search_takes_three_statements_beside_what_every_page_takes():
    town = a_town()
    disputes(town, 30)
    client, _ = office(town)
    client.get(URL, {"q": "邻里"})
    with CaptureQueriesContext(connection) as bare:
        client.get(URL)
    with CaptureQueriesContext(connection) as asked:
        assert len(titles(client.get(URL, {"q": "邻里"}))) == 20
    assert len(asked) - len(bare) <= 2  # the bare page has asked for one of the three


@pytest.mark.django_db
def test_what_was_searched_for_is_written_nowhere(caplog, monkeypatch):
    town = a_town()
    a_dispute(town)
    client, _ = office(town)
    client.raise_request_exception = False
    with caplog.at_level(logging.DEBUG, logger="fazhi"), caplog.at_level(logging.INFO):
        assert client.get(URL, {"q": "示例之人"}).status_code == 200
        assert client.get(URL, {"q": "示例之人", "export": "list"}).status_code == 200
        monkeypatch.setattr("fazhi.pages.views.searching.page_or_file", lambda *given: 1 / 0)
        assert client.get(URL, {"q": "示例之人"}).status_code == 500
    assert "500" in caplog.text or "error" in caplog.text
    told = caplog.text.split("Traceback")[0]
    assert "示例之人" not in told
    from fazhi.trace.models import TraceRecord

    assert not TraceRecord.objects.filter(change__contains="示例之人").exists()


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("合调〔2026〕31号", "31 2026", "合调〔<mark>2026</mark>〕<mark>31</mark>号"),
        ("张三与李四邻里纠纷", "ls", "张三与<mark>李四</mark>邻里纠纷"),
        ("ＡＢ公司", "ab", "<mark>ＡＢ</mark>公司"),
        ("王五王五", "王五", "<mark>王五王五</mark>"),
        ("㈠甲", "一", "<mark>㈠</mark>甲"),
        ("<b>", "b", "&lt;<mark>b</mark>&gt;"),
        ("张三", "李", "张三"),
        ("", "李", ""),
    ],
)
def test_words_are_marked_where_they_stand(text, query, html):
    assert marked(text, needles(query)) == html


def test_an_excerpt_shows_what_the_title_does_not():
    text = f"王五邻里纠纷 {'前' * 30}院墙滴水{'后' * 60} ·WWLLJF"
    assert excerpt(text, needles("王五"), shown=("王五邻里纠纷",)) == ""
    assert (
        excerpt(text, needles("滴水"), shown=("王五",)) == f"……{'前' * 14}院墙<mark>滴水</mark>{'后' * 30}……"
    )
    assert excerpt(text, needles("wwlljf"), shown=("王五",)) == ""
