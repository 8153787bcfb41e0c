"""Who sees and keeps what: every role, every kind, every page, on reads and on writes, other towns included."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from fazhi.orgs.permissions import actor
from fazhi.orgs.roles import ROLES
from fazhi.pages.tests.towns import (
    PHONE,
    a_dispute,
    a_person,
    a_reception,
    a_record,
    a_town,
    client_of,
    form_of,
    text_of,
)
from fazhi.records.kinds import all_kinds, kind_of
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
READS = ("record_list", "record_export")
OF_A_RECORD = ("record_correct", "record_void")


def expected(role: str, kind: str) -> tuple[bool, bool]:
    """(sees, keeps), written out from the table of roles and not asked of the code under test."""
    table = ROLES[role]
    keeps = "*" in table.keeps or kind in table.keeps
    return keeps or "*" in table.sees or kind in table.sees, keeps


def one_of_each(town):
    """Made before any page is asked for: what a page has counted for its head holds until something is written."""
    return [(kind, a_record(kind, town)) for kind in all_kinds()]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_opens_the_pages_of_exactly_the_kinds_it_sees_and_the_forms_of_those_it_keeps(role):
    town = a_town()
    client = client_of(a_person(town, role))
    for kind, record in one_of_each(town):
        sees, keeps = expected(role, kind.code)
        wanted = dict.fromkeys(READS, 200 if sees else 404)
        wanted["record_new"] = 200 if keeps else 403 if sees else 404
        for name, status in wanted.items():
            assert client.get(reverse(name, args=[kind.code])).status_code == status, (role, kind.code, name)
        page = client.get(reverse("record_page", args=[kind.code, record]))
        assert page.status_code == (200 if sees else 404), (role, kind.code)
        for name in OF_A_RECORD:
            status = 200 if keeps else 403 if sees else 404
            assert client.get(reverse(name, args=[kind.code, record])).status_code == status, (
                role,
                kind.code,
                name,
            )


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_changes_only_what_it_keeps(role):
    town = a_town()
    client = client_of(a_person(town, role))
    for kind, record in one_of_each(town):
        sees, keeps = expected(role, kind.code)
        answer = client.post(reverse("record_void", args=[kind.code, record]), {"reason": "登重了"})
        assert answer.status_code == (302 if keeps else 403 if sees else 404), (role, kind.code)
        voided = kind.model.objects.get(pk=record).voided_at is not None
        assert voided == keeps, (role, kind.code)
        answer = client.post(reverse("record_restore", args=[kind.code, record]))
        assert answer.status_code == (302 if keeps else 403 if sees else 404)
        assert kind.model.objects.get(pk=record).voided_at is None


@pytest.mark.parametrize("role", sorted(ROLES))
def test_records_of_another_town_are_not_there_for_anybody(role):
    mine, theirs = a_town("合作镇"), a_town("别的镇")
    client = client_of(a_person(mine, role))
    for kind, record in one_of_each(theirs):
        for name in ("record_page", *OF_A_RECORD):
            assert client.get(reverse(name, args=[kind.code, record])).status_code == 404
        for name in ("record_correct", "record_void", "record_restore", "record_merge"):
            sent = {"reason": "x", "version": "1", "into": str(uuid4())}
            assert client.post(reverse(name, args=[kind.code, record]), sent).status_code == 404
        assert kind.model.objects.get(pk=record).version == 1
    assert not TraceRecord.objects.filter(town=str(theirs.pk)).exclude(actor="console").exists()


def test_a_form_cannot_name_a_town_in_which_the_person_has_no_post():
    mine, theirs = a_town("合作镇"), a_town("别的镇")
    client = client_of(a_person(mine, "justice_office"))
    a_dispute(theirs)
    sent = {**form_of(client.get(reverse("record_new", args=["dispute"]))), "acting_town": str(theirs.pk)}
    sent.update(village="示例一村", parties="甲\n乙", type="邻里纠纷")
    assert client.post(reverse("record_new", args=["dispute"]), sent).status_code == 403
    assert kind_of("dispute").model.objects.filter(town=theirs).count() == 1


def test_what_is_typed_goes_to_the_town_the_page_was_opened_in_whatever_was_switched_to_meanwhile():
    from fazhi.pages.tests.towns import add_post

    one, two = a_town("甲镇"), a_town("乙镇")
    user = a_person(one, "justice_office")
    add_post(user, two, "justice_office")
    client = client_of(user)
    client.post(reverse("switch_town"), {"town": str(one.pk)})
    sent = form_of(client.get(reverse("record_new", args=["dispute"])))
    client.post(reverse("switch_town"), {"town": str(two.pk)})
    sent.update(village="示例一村", parties="甲\n乙", type="邻里纠纷", new_village="on")
    client.post(reverse("record_new", args=["dispute"]), sent)
    model = kind_of("dispute").model
    assert model.objects.filter(town=one).count() == 1
    assert not model.objects.filter(town=two).exists()


def test_a_village_mediator_sees_and_changes_only_the_own_village():
    town = a_town()
    own, other = (
        a_dispute(town, village="示例一村"),
        a_dispute(town, village="示例二村", parties=["外村", "人家"]),
    )
    client = client_of(a_person(town, "village_mediator", village="示例一村"))
    listed = text_of(client.get(reverse("record_list", args=["dispute"])))
    assert "王五与赵六" in listed
    assert "外村" not in listed
    assert "示例二村" not in listed
    assert client.get(reverse("record_page", args=["dispute", own])).status_code == 200
    assert client.get(reverse("record_page", args=["dispute", other])).status_code == 404
    client.post(reverse("record_void", args=["dispute", other]), {"reason": "x"})
    assert kind_of("dispute").model.objects.get(pk=other).voided_at is None


def test_a_grid_worker_sees_only_the_own_grid():
    town = a_town()
    own = a_dispute(town, grid="3网格")
    other = a_dispute(town, grid="5网格", parties=["邻格", "人家"])
    client = client_of(a_person(town, "grid_worker", grid="3网格"))
    assert client.get(reverse("record_page", args=["dispute", own])).status_code == 200
    assert client.get(reverse("record_page", args=["dispute", other])).status_code == 404
    assert "邻格" not in text_of(client.get(reverse("record_list", args=["dispute"])))
    assert "邻格" not in text_of(client.get(reverse("record_list", args=["dispute"]) + "?q=邻格")).replace(
        "邻格”", ""
    ).replace('"邻格"', "")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_page_holds_a_telephone_number_in_full(role):
    town = a_town()
    dispute, reception = a_dispute(town), a_reception(town)
    client = client_of(a_person(town, role))
    for code, record in (("dispute", dispute), ("reception", reception)):
        for name, args in (
            ("record_list", [code]), ("record_page", [code, record]), ("record_correct", [code, record]),
            ("record_void", [code, record]), ("record_in_full", [code, record, "phone"]),
        ):  # fmt: skip
            assert PHONE not in text_of(client.get(reverse(name, args=args))), (role, name)
    for name in ("home", "repeats", "trace"):
        assert PHONE not in text_of(client.get(reverse(name))), (role, name)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_roles_that_may_unmask_read_a_number_in_full_and_each_reading_is_traced(role):
    town = a_town()
    dispute = a_dispute(town)
    user = a_person(town, role)
    client = client_of(user)
    url = reverse("record_in_full", args=["dispute", dispute, "phone"])
    allowed = ROLES[role].unmasks and expected(role, "dispute")[0]
    answer = client.post(url, {"reason": "约时间调解"})
    assert (PHONE in text_of(answer)) == allowed
    readings = TraceRecord.objects.filter(subject=str(dispute), verb="read_in_full", actor=actor(user).key)
    assert readings.count() == (1 if allowed else 0)
    if allowed:
        assert "no-store" in answer["Cache-Control"]


def test_a_field_that_is_not_masked_has_no_page_to_read_it_in_full():
    town = a_town()
    client = client_of(a_person(town, "justice_office"))
    for field in ("summary", "nothing", "town_id"):
        url = reverse("record_in_full", args=["dispute", a_dispute(town), field])
        assert client.post(url, {"reason": "x"}).status_code == 404


def test_whoever_is_not_logged_in_is_sent_to_the_login_by_every_page():
    from django.test import Client

    town = a_town()
    dispute = a_dispute(town)
    for name, args in (
        ("home", []), ("record_list", ["dispute"]), ("record_page", ["dispute", dispute]), ("repeats", []),
        ("record_export", ["dispute"]), ("trace", []), ("people", []), ("register", []),
    ):  # fmt: skip
        answer = Client().get(reverse(name, args=args))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("login"))


@pytest.mark.parametrize(
    "path", ["/records/nothing/", "/records/dispute/not-a-uuid/", "/records/../", "/records/a'b/"]
)
def test_an_address_that_means_nothing_is_a_page_that_says_so(path):
    client = client_of(a_person(a_town(), "justice_office"))
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没有这一页" in text_of(answer)
