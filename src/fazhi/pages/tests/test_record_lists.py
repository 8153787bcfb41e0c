"""The list of a kind: order, filters, the sentence, and what hostile addresses get."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from fazhi.pages.tests.towns import (
    a_dispute,
    a_person,
    a_town,
    a_village,
    client_of,
    disputes,
    office,
    text_of,
)
from fazhi.records.actions import correct, current_values, set_batch, void
from fazhi.records.kinds import kind_of
from fazhi.records.models import ImportBatch

pytestmark = pytest.mark.django_db
URL = "/records/dispute/"


def titles(response):
    return [row[0].text for row in response.context["table"].rows]


def test_the_newest_come_first_twenty_to_a_page():
    town = a_town()
    disputes(town, 25)
    client, _ = office(town)
    first = titles(client.get(URL))
    assert len(first) == 20
    assert first[0].startswith("甲024")
    assert "再看5起" in text_of(client.get(URL))


def test_all_pages_together_hold_every_record_once_in_order():
    town = a_town()
    disputes(town, 50)
    for _ in range(15):  # many of one day: the order must not depend on luck
        a_dispute(town, found_on=date(2023, 1, 20), parties=["同日", "的人"])
    client, _ = office(town)
    links = [
        row[0].url for page in range(1, 5) for row in client.get(f"{URL}?page={page}").context["table"].rows
    ]
    assert len(links) == 65
    assert len(set(links)) == 65
    days = [
        row[1].text for page in range(1, 5) for row in client.get(f"{URL}?page={page}").context["table"].rows
    ]
    assert days == sorted(days, reverse=True)


def test_the_year_is_the_latest_with_records_unless_another_is_asked_for():
    town = a_town()
    a_dispute(town, found_on=date(2022, 12, 31), parties=["旧年", "的事"])
    a_dispute(town, found_on=date(2023, 1, 1), parties=["新年", "的事"])
    client, _ = office(town)
    assert titles(client.get(URL)) == ["新年与的事邻里纠纷"]
    assert titles(client.get(URL + "?year=2022")) == ["旧年与的事邻里纠纷"]
    assert len(titles(client.get(URL + "?year=all"))) == 2


def test_village_type_and_words_narrow_the_list_and_the_sentence_says_so():
    town = a_town()
    a_dispute(town, village="示例一村", type="邻里纠纷", parties=["张三", "李四"])
    a_dispute(town, village="示例二村", type="合同纠纷", parties=["张三", "王五"])
    a_dispute(town, village="示例二村", type="邻里纠纷", parties=["赵六", "钱七"])
    client, _ = office(town)
    village = a_village(town, "示例二村")
    assert client.get(URL).context["listing"].sentence == "示例一村、示例二村，2023年，共3起"
    both = client.get(f"{URL}?village={village.pk}")
    assert len(titles(both)) == 2
    assert both.context["listing"].sentence == "示例二村，2023年，共2起"
    column = client.get(URL).context["listing"].type_column
    code = column.choices.code_of("邻里纠纷")
    assert titles(client.get(f"{URL}?village={village.pk}&type={code}")) == ["赵六与钱七邻里纠纷"]
    # A party's name stands in two rows of participants and one of the title: still one row a case.
    found = client.get(URL + "?q=张三")
    assert len(titles(found)) == 2
    assert found.context["listing"].sentence == "示例一村、示例二村，2023年，含“张三”的，共2起"


def test_the_total_follows_every_change_at_once():
    town = a_town()
    ids = disputes(town, 3)
    client, actor = office(town)
    dispute = kind_of("dispute")
    assert client.get(URL).context["listing"].total == 3
    void(dispute, ids[0], "登重了", town=town, by=actor)
    assert client.get(URL).context["listing"].total == 2
    correct(
        dispute,
        ids[1],
        {**current_values(dispute, ids[1]), "found_on": date(2021, 5, 1)},
        town=town,
        by=actor,
    )
    assert client.get(URL).context["listing"].total == 1
    a_dispute(town)
    assert client.get(URL).context["listing"].total == 2


def test_voided_records_stand_in_a_list_of_their_own():
    town = a_town()
    keep, gone = disputes(town, 2)
    client, actor = office(town)
    void(kind_of("dispute"), gone, "登重了", town=town, by=actor)
    assert len(titles(client.get(URL))) == 1
    voided = client.get(URL + "?state=voided")
    assert titles(voided) == ["甲001与乙001邻里纠纷"]
    assert "已作废" in [cell.text for cell in voided.context["table"].rows[0]]
    assert keep


def test_rows_of_an_unfinished_import_are_seen_by_nobody():
    from django.db import transaction

    town = a_town()
    shown, hidden = disputes(town, 2)
    client, actor = office(town)
    batch = ImportBatch.objects.create(town=town, number=1, year=2023, made_by="x")
    with transaction.atomic():
        set_batch(kind_of("dispute"), [hidden], batch.pk, town_id=town.pk, by=actor, verb="imported")
    assert titles(client.get(URL)) == ["甲000与乙000邻里纠纷"]
    assert client.get(reverse("record_page", args=["dispute", hidden])).status_code == 404
    assert client.get(reverse("record_page", args=["dispute", shown])).status_code == 200
    ImportBatch.objects.filter(pk=batch.pk).update(status=ImportBatch.Status.PUBLISHED)
    assert len(titles(client.get(URL))) == 2


def test_likely_repeats_are_marked():
    town = a_town()
    a_dispute(town, found_on=date(2023, 6, 1))
    a_dispute(town, found_on=date(2023, 6, 5))
    a_dispute(town, found_on=date(2023, 9, 5))
    client, _ = office(town)
    marks = [row[-1].text for row in client.get(URL).context["table"].rows]
    assert marks == ["", "疑似重复", "疑似重复"]


@pytest.mark.parametrize(
    "query",
    [
        "year=99999999999", "year=abc", "year=-1", "year=0000", "year=２０２３", "page=-5", "page=zzz", "page=999999",
        "village=%27%20OR%201=1", "village=00000000-0000-0000-0000-000000000000", "type=%3Cb%3E", "state=everything",
        "q=%00", "q=%25%25", "q=" + "很长" * 300, "sort=drop",
    ],
)  # fmt: skip
def test_an_address_with_nonsense_in_it_still_gives_a_list(query):
    town = a_town()
    a_dispute(town)
    client, _ = office(town)
    assert client.get(f"{URL}?{query}").status_code == 200


def test_what_is_searched_for_is_shown_as_text():
    town = a_town()
    a_dispute(town)
    client, _ = office(town)
    page = text_of(client.get(URL + "?q=<script>alert(1)</script>"))
    assert "<script>alert" not in page
    assert "没有符合条件的记录" in page


def test_what_somebody_typed_into_a_record_is_shown_as_text():
    town = a_town()
    record = a_dispute(town, parties=["<script>x</script>", "<img src=x onerror=y>"])
    client, _ = office(town)
    for url in (
        URL,
        reverse("record_page", args=["dispute", record]),
        reverse("record_correct", args=["dispute", record]),
    ):
        page = text_of(client.get(url))
        assert "<script>x" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page


def test_a_list_costs_as_many_queries_with_forty_rows_as_with_four(django_assert_max_num_queries):
    town = a_town()
    disputes(town, 40)
    client, _ = office(town)
    client.get(URL)
    with django_assert_max_num_queries(30):
        client.get(URL)


def test_words_that_many_rows_hold_are_counted_and_paged_as_those_that_few_do(monkeypatch):
    town = a_town()
    disputes(town, 45)
    a_dispute(town, parties=["示例甲", "示例乙"], type="合同纠纷")
    client, _ = office(town)
    mediator = client_of(a_person(town, "village_mediator", village="示例一村"))
    asked = [f"{URL}?q=邻里&page={page}" for page in (1, 2, 3)]
    asked += [f"{URL}?q=邻里&type=2", f"{URL}?q=邻里&year=all&page=2", f"{URL}?q=邻里&state=voided"]
    asked += [f"{URL}?q=邻里&sort=found_on", f"{URL}?q=邻里&sort=found_on&page=3"]
    for browser in (client, mediator):
        few = [(titles(page), page.context["listing"].total) for page in map(browser.get, asked)]
        with monkeypatch.context() as many:
            many.setattr("fazhi.pages.views.listing.NAMED", 3)
            many.setattr("fazhi.pages.views.listing.remembered", lambda key, town, hidden, count: count())
            for near in (200, 0):
                many.setattr("fazhi.pages.views.listing.NEAR", near)
                assert [
                    (titles(page), page.context["listing"].total) for page in map(browser.get, asked)
                ] == few
        assert few[0][1] == 45
        assert len({title for shown, _ in few[:3] for title in shown}) == 45
