"""The page of one record, and what one does to it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from fazhi.orgs.permissions import CONSOLE, actor
from fazhi.pages.tests.towns import (
    PHONE,
    a_dispute,
    a_person,
    a_reception,
    a_town,
    client_of,
    dispute_values,
    office,
    text_of,
)
from fazhi.records.actions import add, merge, void
from fazhi.records.kinds import kind_of
from fazhi.records.models import ImportBatch, SourceRow
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db


def page_of(client, record, kind="dispute"):
    return client.get(reverse("record_page", args=[kind, record]))


def stands(record, kind="dispute"):
    return kind_of(kind).model.objects.get(pk=record).voided_at is None


def test_a_dispute_shows_its_facts_its_number_and_its_steps_in_words():
    town = a_town()
    record = a_dispute(town)
    client, _ = office(town)
    page = text_of(page_of(client, record))
    for said in (
        "王五与赵六邻里纠纷",
        "2023年第1号",
        "138****5678",
        "看全号",
        "排查发现",
        "2023年6月1日",
        "村级调解",
        "共3次",
        "日期不详",
    ):
        assert said in page


def test_doubtful_numbers_in_columns_nobody_took_are_masked_too():
    town = a_town()
    extra = {"联系人手机": PHONE, "身份证": "320681198001011234", "备用": "普通内容"}
    record = add(kind_of("dispute"), dispute_values(), town=town, by=CONSOLE, extra=extra)
    client, _ = office(town)
    page = text_of(page_of(client, record))
    assert "台账里的其他栏" in page
    assert "普通内容" in page
    assert PHONE not in page
    assert "320681198001011234" not in page


def test_the_row_of_the_ledger_it_came_from_is_named():
    town = a_town()
    record = a_dispute(town)
    batch = ImportBatch.objects.create(town=town, number=4, year=2023, made_by="x", status="published")
    SourceRow.objects.create(
        town=town, batch=batch, kind="dispute", year=2023, file="排查.xlsx", sheet="6月", row=17, fingerprint="x",
        outcome="new", record_id=record,
    )  # fmt: skip
    client, _ = office(town)
    page = text_of(page_of(client, record))
    assert "排查.xlsx" in page
    assert "6月 第17行" in page


def test_who_did_what_stands_on_the_page_for_those_who_answer_for_the_record():
    town = a_town()
    record = a_dispute(town)
    user = a_person(town, "justice_office")
    client = client_of(user)
    url = reverse("record_in_full", args=["dispute", record, "phone"])
    client.post(url, {"reason": "约时间调解"})
    page = text_of(page_of(client, record))
    assert "谁看过改过" in page
    assert user.name in page
    assert "原因：约时间调解" in page
    assert "谁看过改过" not in text_of(page_of(client_of(a_person(town, "grid_worker")), record))


def test_voiding_wants_a_reason_says_what_it_does_and_can_be_taken_back():
    town = a_town()
    record = a_dispute(town)
    client, _ = office(town)
    url = reverse("record_void", args=["dispute", record])
    assert "以后可以恢复" in text_of(client.get(url))
    empty = client.post(url, {"reason": "  "})
    assert empty.status_code == 422
    assert "请填写作废原因" in text_of(empty)
    assert stands(record)
    assert client.post(url, {"reason": "长" * 201}).status_code == 422
    assert stands(record)
    client.post(url, {"reason": "登重了"})
    assert not stands(record)
    assert "登重了" in text_of(page_of(client, record))
    assert client.post(url, {"reason": "再来一次"}).status_code == 422
    client.post(reverse("record_restore", args=["dispute", record]))
    assert stands(record)


def test_voiding_what_somebody_else_changed_meanwhile_is_refused():
    town = a_town()
    record = a_dispute(town)
    client, _ = office(town)
    url = reverse("record_void", args=["dispute", record])
    assert client.post(url, {"reason": "x", "version": "7"}).status_code == 422
    assert stands(record)


def test_restoring_and_merging_are_never_done_by_following_a_link():
    town = a_town()
    record = a_dispute(town)
    client, _ = office(town)
    for name in ("record_restore", "record_merge"):
        assert client.get(reverse(name, args=["dispute", record])).status_code == 405


def test_likely_repeats_are_shown_and_one_is_merged_into_the_other():
    town = a_town()
    one = a_dispute(town, found_on=date(2023, 6, 1))
    two = a_dispute(town, found_on=date(2023, 6, 4))
    client, _ = office(town)
    assert "可能和1条记录重复登记了" in text_of(page_of(client, two))
    client.post(reverse("record_merge", args=["dispute", two]), {"into": str(one)})
    merged = kind_of("dispute").model.objects.get(pk=two)
    assert merged.merged_into == one
    assert stands(one)
    page = text_of(page_of(client, two))
    assert "已合并" in page
    assert reverse("record_page", args=["dispute", one]) in page


def test_nothing_is_merged_into_a_record_that_is_gone_itself():
    town, other = a_town("合作镇"), a_town("别的镇")
    one, two = a_dispute(town), a_dispute(town)
    theirs = a_dispute(other)
    client, me = office(town)
    void(kind_of("dispute"), one, "登重了", town=town, by=me)
    for into in (str(one), str(theirs), str(two)):
        client.post(reverse("record_merge", args=["dispute", two]), {"into": into})
        assert stands(two)
    for into in ("", "x", None):
        data = {} if into is None else {"into": into}
        assert client.post(reverse("record_merge", args=["dispute", two]), data).status_code == 404


def test_merging_in_a_ring_never_makes_both_disappear():
    town = a_town()
    one, two = a_dispute(town), a_dispute(town)
    client, _ = office(town)
    client.post(reverse("record_merge", args=["dispute", two]), {"into": str(one)})
    client.post(reverse("record_merge", args=["dispute", one]), {"into": str(two)})
    assert stands(one)
    assert not stands(two)


def test_the_page_of_repeats_keeps_the_one_chosen():
    town = a_town()
    ids = [a_dispute(town, found_on=date(2023, 6, day)) for day in (1, 4, 8)]
    a_dispute(town, found_on=date(2023, 11, 1))
    client, _ = office(town)
    page = client.get(reverse("repeats"))
    assert page.context["total"] == 1
    assert len(page.context["sections"][0]["groups"][0].records) == 3
    client.post(
        reverse("repeats"), {"kind": "dispute", "into": str(ids[1]), "other": [str(ids[0]), str(ids[2])]}
    )
    assert [stands(one) for one in ids] == [False, True, False]
    assert client.get(reverse("repeats")).context["total"] == 0


def test_the_page_of_repeats_knows_only_what_the_person_may_see():
    town, other = a_town("合作镇"), a_town("别的镇")
    for where, village in ((town, "示例一村"), (town, "示例二村"), (other, "示例一村")):
        a_dispute(where, village=village, found_on=date(2023, 6, 1))
        a_dispute(where, village=village, found_on=date(2023, 6, 2))
    assert office(town)[0].get(reverse("repeats")).context["total"] == 2
    mediator = client_of(a_person(town, "village_mediator", village="示例一村"))
    assert mediator.get(reverse("repeats")).context["total"] == 1
    leader = client_of(a_person(town, "town_leader"))
    page = leader.get(reverse("repeats"))
    assert "留这条" not in text_of(page)
    ids = [record.pk for record in page.context["sections"][0]["groups"][0].records]
    answer = leader.post(reverse("repeats"), {"kind": "dispute", "into": str(ids[0]), "other": [str(ids[1])]})
    assert answer.status_code == 403
    assert stands(ids[1])


def test_a_reception_is_joined_to_a_case_by_a_person_and_both_pages_say_so():
    town = a_town()
    case, reception = a_dispute(town), a_reception(town)
    client, me = office(town)
    url = reverse("record_link", args=["reception", reception])
    assert "王五与赵六" in text_of(client.get(url + "?q=王五"))
    assert "没有找到案件" in text_of(client.get(url + "?q=没有这个人"))
    assert client.post(url, {}).status_code == 422
    client.post(url, {"case": str(case), "version": "1"})
    assert kind_of("reception").model.objects.get(pk=reception).case_id == case
    assert reverse("record_page", args=["dispute", case]) in text_of(page_of(client, reception, "reception"))
    assert reverse("record_page", args=["reception", reception]) in text_of(page_of(client, case))
    entry = TraceRecord.objects.get(subject=str(reception), verb="linked")
    assert entry.actor == me.key
    client.post(url, {"case": "none", "version": "2"})
    assert kind_of("reception").model.objects.get(pk=reception).case_id is None


def test_a_reception_is_never_joined_to_a_case_of_another_town_or_after_somebody_changed_it():
    town, other = a_town("合作镇"), a_town("别的镇")
    theirs, ours, reception = a_dispute(other), a_dispute(town), a_reception(town)
    client, _ = office(town)
    url = reverse("record_link", args=["reception", reception])
    for case, version in ((theirs, "1"), (reception, "1"), (ours, "9")):
        assert client.post(url, {"case": str(case), "version": version}).status_code == 409
    assert kind_of("reception").model.objects.get(pk=reception).case_id is None


def test_a_kind_without_a_case_has_no_page_to_join_it():
    town = a_town()
    client, _ = office(town)
    assert client.get(reverse("record_link", args=["dispute", a_dispute(town)])).status_code == 404


def test_a_merge_made_by_the_action_leads_to_the_one_that_counts():
    town = a_town()
    one, two = a_dispute(town), a_dispute(town)
    user = a_person(town, "justice_office")
    merge(kind_of("dispute"), two, one, town=town, by=actor(user))
    assert f'href="{reverse("record_page", args=["dispute", one])}"' in text_of(page_of(client_of(user), two))
