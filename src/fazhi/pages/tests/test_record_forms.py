"""Registering and correcting: what was typed is never lost, never twice, never over somebody else's."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from fazhi.pages.tests.towns import (
    PHONE,
    a_dispute,
    a_person,
    a_reception,
    a_town,
    client_of,
    form_of,
    office,
    text_of,
)
from fazhi.records.actions import correct, current_values
from fazhi.records.kinds import kind_of
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
NEW = "/records/dispute/new"


def typed(client, **changes):
    """A form filled in as a person would."""
    sent = form_of(client.get(NEW))
    sent.update(found_on="2023-06-01", village="示例一村", parties="王五\n赵六", type="邻里纠纷", phone=PHONE)
    sent.update(changes)
    return sent


def standing():
    return kind_of("dispute").model.objects.filter(found_on__gte=date(2010, 1, 1))


def test_a_record_is_registered_with_what_was_typed():
    town = a_town()
    client, actor = office(town)
    answer = client.post(NEW, typed(client, found_on="2023.3.5", new_village="on", village_attempts="３次"))
    record = standing().get()
    assert answer["Location"] == reverse("record_page", args=["dispute", record.pk])
    values = current_values(kind_of("dispute"), record.pk)
    assert values["found_on"] == date(2023, 3, 5)
    assert values["parties"] == ["王五", "赵六"]
    assert values["village_attempts"] == 3
    assert TraceRecord.objects.get(subject=str(record.pk)).actor == actor.key


def test_the_same_form_sent_twice_is_one_record():
    town = a_town()
    a_dispute(town, found_on=date(2001, 1, 1))
    client, _ = office(town)
    sent = typed(client)
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    assert first["Location"] == second["Location"]
    assert standing().count() == 1


def test_the_id_of_something_else_is_not_taken_over():
    town, other = a_town("合作镇"), a_town("别的镇")
    a_dispute(town, found_on=date(2001, 1, 1))
    client, _ = office(town)
    theirs = a_dispute(other)
    of_another_kind = a_reception(town)
    for taken in (theirs, of_another_kind):
        before = standing().count()
        answer = client.post(NEW, typed(client, command=str(taken)))
        assert answer.status_code in (302, 422)
        assert kind_of("dispute").model.objects.filter(pk=theirs, town=other).count() == 1
        assert standing().count() in (before, before + 1)


def test_what_is_missing_is_said_above_and_at_the_field_and_nothing_typed_is_lost():
    town = a_town()
    a_dispute(town, found_on=date(2001, 1, 1))
    client, _ = office(town)
    answer = client.post(NEW, typed(client, parties="", summary="很长的一段经过", village="示例一村"))
    page = text_of(answer)
    assert answer.status_code == 422
    assert page.count("请填写当事人") == 2
    assert "很长的一段经过" in page
    assert not standing().exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("found_on", "2023年13月45日", "排查日期"), ("found_on", "2999-01-01", "排查日期"), ("phone", "123", "联系电话"),
        ("village_attempts", "-3", "应为0或正整数"), ("parties", "甲" * 30000, "当事人"), ("summary", "长" * 30000, "简要情况"),
        ("settled_on", "2020-01-01", "办结日期早于排查日期"), ("result", "从来没有过的结果", "处理结果"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said_in_words_that_help(field, value, said):
    town = a_town()
    a_dispute(town, found_on=date(2001, 1, 1))
    client, _ = office(town)
    answer = client.post(NEW, typed(client, **{field: value}))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not standing().exists()


def test_a_village_nobody_has_heard_of_is_asked_about_before_it_is_made():
    town = a_town()
    a_dispute(town, found_on=date(2001, 1, 1))
    client, _ = office(town)
    sent = typed(client, village="示列一村")
    answer = client.post(NEW, sent)
    assert "没有叫“示列一村”的村居" in text_of(answer)
    assert "这是新的村居" in text_of(answer)
    assert not town.villages.filter(name="示列一村").exists()
    client.post(NEW, {**sent, "new_village": "on"})
    assert town.villages.filter(name="示列一村").exists()


def test_a_village_mediator_registers_for_the_own_village_only():
    town = a_town()
    a_dispute(town, village="示例二村", found_on=date(2001, 1, 1))
    client = client_of(a_person(town, "village_mediator", village="示例一村"))
    assert form_of(client.get(NEW))["village"] == "示例一村"
    answer = client.post(NEW, typed(client, village="示例二村", new_village="on"))
    assert answer.status_code == 422
    assert "只能登记本村的" in text_of(answer)
    assert not standing().exists()
    assert client.post(NEW, typed(client)).status_code == 302


def test_a_command_that_is_none_asks_to_send_again():
    town = a_town()
    a_dispute(town, found_on=date(2001, 1, 1))
    client, _ = office(town)
    answer = client.post(NEW, typed(client, command="x' OR 1=1"))
    assert answer.status_code == 422
    assert "王五" in text_of(answer)
    assert not standing().exists()
    again = form_of(answer)
    assert client.post(NEW, again).status_code == 302


def test_a_correction_changes_what_was_changed_and_tells_before_and_after():
    town = a_town()
    record = a_dispute(town)
    client, actor = office(town)
    url = reverse("record_correct", args=["dispute", record])
    sent = {**form_of(client.get(url)), "village_attempts": "5"}
    assert client.post(url, sent).status_code == 302
    values = current_values(kind_of("dispute"), record)
    assert values["village_attempts"] == 5
    assert values["phone"] == PHONE
    entry = TraceRecord.objects.get(subject=str(record), verb="corrected")
    assert entry.actor == actor.key
    assert entry.change == '{"after":{"village_attempts":5},"before":{"village_attempts":3}}'


def test_a_masked_number_stays_when_its_field_is_left_empty_and_goes_when_a_tick_says_so():
    town = a_town()
    record = a_dispute(town)
    client, _ = office(town)
    url = reverse("record_correct", args=["dispute", record])
    page = client.get(url)
    assert "原来是138****5678" in text_of(page)
    assert "phone" not in form_of(page)
    client.post(url, form_of(page))
    assert current_values(kind_of("dispute"), record)["phone"] == PHONE
    client.post(url, {**form_of(client.get(url)), "phone": "13900000000"})
    assert current_values(kind_of("dispute"), record)["phone"] == "13900000000"
    client.post(url, {**form_of(client.get(url)), "clear_phone": "on"})
    assert current_values(kind_of("dispute"), record)["phone"] is None


def test_nobody_overwrites_what_they_have_not_seen_and_nothing_typed_is_lost():
    town = a_town()
    record = a_dispute(town)
    client, _ = office(town)
    _, other = office(town)
    dispute = kind_of("dispute")
    url = reverse("record_correct", args=["dispute", record])
    sent = {**form_of(client.get(url)), "summary": "我写的经过"}
    correct(
        dispute, record, {**current_values(dispute, record), "summary": "别人写的经过"}, town=town, by=other
    )
    answer = client.post(url, sent)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "我写的经过" in page
    assert "别人写的经过" in page
    assert current_values(dispute, record)["summary"] == "别人写的经过"
    # Having seen it, the same content may be saved.
    assert client.post(url, form_of(answer)).status_code == 302
    assert current_values(dispute, record)["summary"] == "我写的经过"


def test_a_clash_never_shows_a_masked_number():
    town = a_town()
    record = a_dispute(town)
    client, _ = office(town)
    _, other = office(town)
    dispute = kind_of("dispute")
    url = reverse("record_correct", args=["dispute", record])
    sent = form_of(client.get(url))
    correct(dispute, record, {**current_values(dispute, record), "phone": "13911112222"}, town=town, by=other)
    page = text_of(client.post(url, sent))
    assert "13911112222" not in page
    assert PHONE not in page


def test_a_form_without_its_version_changes_nothing():
    town = a_town()
    record = a_dispute(town)
    client, _ = office(town)
    url = reverse("record_correct", args=["dispute", record])
    sent = {**form_of(client.get(url)), "summary": "不该写进去"}
    for version in ("", "abc", "999"):
        assert client.post(url, {**sent, "version": version}).status_code in (409, 422)
    assert current_values(kind_of("dispute"), record)["summary"] == "排水沟改道"


def test_a_record_that_was_never_there_cannot_be_corrected():
    town = a_town()
    a_dispute(town)
    client, _ = office(town)
    assert client.post(reverse("record_correct", args=["dispute", uuid4()]), {}).status_code == 404
