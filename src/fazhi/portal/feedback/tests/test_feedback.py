"""投诉建议: on every page, by anybody, once; read and answered by two offices; the answer by query code."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fazhi.cases.todo import todo
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE, PUBLIC, NotAllowed, Refused, actor
from fazhi.orgs.roles import ROLES
from fazhi.pages.tests.towns import a_person, a_town, client_of, text_of
from fazhi.portal.feedback.actions import READERS, answer, erase_contact, read_contact, send
from fazhi.portal.feedback.models import Feedback
from fazhi.portal.public import limits
from fazhi.reception.codes import code_for, shown_code
from fazhi.reception.tests.centres import a_centre
from fazhi.records.checking import row_faults
from fazhi.storage.ids import new_id
from fazhi.terms.notices import shipped_calendar
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return a_town("示例镇", code="320681999")


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


def hidden(page: Any) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text_of(page))
    return {name: unescape(value) for name, value in found}


def write(client: Client, url: str = "/feedback/", **given: str) -> Any:
    page = client.get(url)
    return client.post(
        url, {**hidden(page), "text": "登记页的按钮找不到", "contact": "", "about": "", **given}
    )


def said(town: Town, **changes: Any) -> Feedback:

    given = {"by": PUBLIC, "command": new_id(), "now": timezone.now(), "contact": "19900000008", **changes}
    return send("登记页的按钮找不到", town=town, **given)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_writes_one_and_only_two_roles_read_them(town: Town, role: str) -> None:
    one = said(town)
    client = client_of(a_person(town, role))
    assert "投诉建议" in text_of(client.get("/feedback/"))
    assert "收到了" in text_of(write(client))
    wanted = 200 if role in READERS else 403
    assert client.get("/feedback/inbox/").status_code == wanted
    assert client.get(reverse("feedback_item", args=[one.pk])).status_code == wanted
    names = [
        item["name"] for section in client.get("/").context["shell"]["sections"] for item in section["items"]
    ]
    assert ("投诉建议" in names) == (role in READERS)


def test_the_link_stands_on_desk_phone_public_login_and_missing_pages(town: Town) -> None:
    a_centre(town)
    desk = client_of(a_person(town, "justice_office"))
    assert "/feedback/?about=/records/dispute/" in text_of(desk.get("/records/dispute/"))
    worker = client_of(a_person(town, "grid_worker"))
    for client, url in ((worker, "/w/"), (worker, "/w/help/"), (Client(), "/login/")):
        assert f"/feedback/?about={url}" in text_of(client.get(url)), url
    assert "/feedback/?about=" in text_of(Client().get("/p/nowhere/"))
    for url in ("/p/shili/", "/p/shili/centre/", "/p/shili/progress/"):
        assert f"/p/shili/feedback/?about={url}" in text_of(Client().get(url)), url


def test_without_a_login_nothing_is_asked_of_the_person_and_the_page_is_known(
    town: Town, visitor: Client
) -> None:
    page = visitor.get("/feedback/?about=/login/")
    assert 'value="/login/"' in text_of(page)
    done = write(visitor, about="/login/")
    row = Feedback.objects.get()
    assert (row.sender, row.contact, row.about, row.town) == (PUBLIC.key, "", "/login/", town)
    assert shown_code(code_for(row.pk)) in text_of(done)
    assert "登记页" not in TraceRecord.objects.get(subject=str(row.pk)).change


def test_sent_twice_it_is_one_and_shows_the_same_code(town: Town, visitor: Client) -> None:
    page = visitor.get("/feedback/")
    given = {**hidden(page), "text": "按钮找不到", "contact": "", "about": ""}
    first, again = visitor.post("/feedback/", given), visitor.post("/feedback/", given)
    assert Feedback.objects.count() == 1
    code = shown_code(code_for(Feedback.objects.get().pk))
    assert code in text_of(first)
    assert code in text_of(again)


def test_a_form_without_our_stamp_sends_nothing_and_keeps_what_was_written(
    town: Town, visitor: Client
) -> None:
    refused = write(visitor, stamp="forged")
    assert refused.status_code == 422
    assert "登记页的按钮找不到" in text_of(refused)
    assert not Feedback.objects.exists()


def test_who_sends_in_bulk_answers_a_question_first(town: Town, visitor: Client) -> None:
    for _ in range(limits.LIMITS["sent"][1]):
        assert write(visitor).status_code == 200
    held = write(visitor)
    assert held.status_code == 422
    assert "等于几" in text_of(held)
    assert Feedback.objects.count() == limits.LIMITS["sent"][1]
    clerk = client_of(a_person(town, "justice_office"))
    assert write(clerk).status_code == 200, "an office shares one address and is known anyway"


def test_with_several_towns_a_person_outside_says_which(town: Town, visitor: Client) -> None:
    other = a_town("另一镇")
    assert write(visitor).status_code == 422
    assert write(visitor, town=str(other.pk)).status_code == 200
    assert Feedback.objects.get().town == other


def test_a_person_cannot_write_into_a_town_of_others(town: Town) -> None:
    other = a_town("另一镇")
    client = client_of(a_person(town, "grid_worker"))
    client.get("/feedback/")
    assert write(client, town=str(other.pk)).status_code == 200
    assert Feedback.objects.get().town == town


def test_the_public_page_works_in_a_frame_without_cookies(town: Town) -> None:
    a_centre(town)
    visitor = Client(enforce_csrf_checks=True)
    url = "/p/shili/feedback/"
    page = visitor.get(url)
    visitor.cookies.clear()
    done = visitor.post(url, {**hidden(page), "text": "窗口没有人", "contact": "", "about": ""})
    row = Feedback.objects.get()
    assert shown_code(code_for(row.pk)) in text_of(done)
    answer(row.pk, "已加派人手", town=town, by=CONSOLE, today=date(2026, 3, 2))
    assert "已加派人手" in text_of(visitor.get(f"/p/shili/q/{code_for(row.pk)}/"))


def test_the_answer_is_seen_with_the_code_and_what_was_written_never(town: Town, visitor: Client) -> None:
    row = said(town)
    code = code_for(row.pk)
    assert "等答复" in text_of(visitor.get(f"/feedback/q/{code}/"))
    leader = client_of(a_person(town, "town_leader"))
    page = leader.get(reverse("feedback_item", args=[row.pk]))
    leader.post(page.request["PATH_INFO"], {**hidden(page), "act": "answer", "answer": "按钮已挪到上面"})
    shown = text_of(visitor.get(f"/feedback/q/{code}/"))
    assert "按钮已挪到上面" in shown
    assert "登记页的按钮" not in shown
    assert visitor.get("/feedback/q/AAAAAAAAAA/").status_code == 422
    with pytest.raises(Refused):
        answer(row.pk, "再答一次", town=town, by=CONSOLE, today=date(2026, 3, 2))


def test_it_waits_in_the_list_of_those_who_answer(town: Town) -> None:
    row = said(town)

    def waits(role: str) -> list[str]:
        lines = todo(
            actor(a_person(town, role)), town, today=date(2026, 3, 2), calendar=shipped_calendar()
        ).lines
        return [line.url for line in lines if "投诉建议" in line.title]

    assert waits("justice_office") == waits("town_leader") == [reverse("feedback_item", args=[row.pk])]
    assert waits("party_office") == []
    answer(row.pk, "已改", town=town, by=CONSOLE, today=date(2026, 3, 2))
    assert waits("justice_office") == []


def test_looking_at_the_contact_is_traced_and_it_can_be_erased_once_answered(town: Town) -> None:
    row = said(town)
    clerk = a_person(town, "justice_office")
    page = client_of(clerk).get(reverse("feedback_item", args=[row.pk]))
    assert "19900000008" not in text_of(page)
    full = client_of(clerk).post(reverse("feedback_contact", args=[row.pk]))
    assert "19900000008" in text_of(full)
    assert TraceRecord.objects.filter(subject=str(row.pk), verb="read_in_full", actor=str(clerk.pk)).exists()
    with pytest.raises(NotAllowed):
        read_contact(row.pk, town=town, by=actor(a_person(town, "town_leader")))
    with pytest.raises(Refused):
        erase_contact(row.pk, town=town, by=CONSOLE, today=date(2026, 3, 2))
    answer(row.pk, "已改", town=town, by=CONSOLE, today=date(2026, 3, 2))
    erase_contact(row.pk, town=town, by=CONSOLE, today=date(2026, 3, 3))
    assert Feedback.objects.get().contact == ""
    assert list(row_faults()) == []


def test_another_towns_feedback_does_not_exist(town: Town) -> None:
    row = said(a_town("另一镇"))
    client = client_of(a_person(town, "justice_office"))
    assert client.get(reverse("feedback_item", args=[row.pk])).status_code == 404
    assert client.post(reverse("feedback_contact", args=[row.pk])).status_code == 404
