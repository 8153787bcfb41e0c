"""人员与权限: who may, what it does, and what it must not allow."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from fazhi.orgs.models import User
from fazhi.orgs.roles import ROLES
from fazhi.pages.tests.towns import a_person, a_town, a_village, add_post, client_of, text_of
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db


def page(user):
    return reverse("person_page", args=[user.pk])


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"system_admin"}))
def test_only_a_system_admin_keeps_people(role):
    town = a_town()
    other = a_person(town, "grid_worker")
    client = client_of(a_person(town, role))
    for url in (reverse("people"), reverse("person_new"), page(other)):
        assert client.get(url).status_code == 403
    assert client.post(page(other), {"act": "reset_password"}).status_code == 403
    assert (
        client.post(
            reverse("person_new"), {"name": "x", "username": "xx", "role": "justice_office"}
        ).status_code
        == 403
    )


def test_somebody_new_gets_a_password_that_is_shown_once_and_must_be_changed():
    town = a_town()
    client = client_of(a_person(town, "system_admin"))
    sent = {"name": "李新", "username": "lixin", "role": "justice_office"}
    answer = client.post(reverse("person_new"), sent)
    password = re.search(r'<p class="big">([a-z0-9-]{8,})</p>', text_of(answer).split("一次性密码</p>")[1])[1]
    assert "no-store" in answer["Cache-Control"]
    person = User.objects.get(username="lixin")
    assert [post.role for post in person.posts.all()] == ["justice_office"]
    assert password not in text_of(client.get(page(person)))
    newcomer = Client()
    newcomer.post(reverse("login"), {"username": "lixin", "password": password})
    assert newcomer.get(reverse("home"))["Location"] == reverse("password_change")
    told = " ".join(TraceRecord.objects.values_list("change", flat=True))
    assert password not in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "请填写姓名"), ({"username": "有 空格"}, "用户名应为"), ({"role": ""}, "请选择岗位"),
        ({"role": "emperor"}, "请从列表里选岗位"), ({"role": "village_mediator"}, "请选是哪个村居"),
        ({"role": "grid_worker", "village": "own"}, "请填写网格"), ({"username": "TAKEN"}, "已经有人用"),
        ({"role": "village_mediator", "village": "foreign"}, "请从列表里选村居"), ({"name": "长" * 61}, "60字以内"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_made(changes, said):
    town, other = a_town("合作镇"), a_town("别的镇")
    places = {"own": str(a_village(town, "示例一村").pk), "foreign": str(a_village(other, "示例一村").pk)}
    client = client_of(a_person(town, "system_admin"))
    client.post(reverse("person_new"), {"name": "某", "username": "taken", "role": "justice_office"})
    before = User.objects.count()
    sent = {"name": "李新", "username": "lixin", "role": "justice_office", **changes}
    if sent.get("village") in places:
        sent["village"] = places[sent["village"]]
    answer = client.post(reverse("person_new"), sent)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert User.objects.count() == before


def test_people_of_another_town_are_not_there():
    mine, theirs = a_town("合作镇"), a_town("别的镇")
    stranger = a_person(theirs, "justice_office")
    client = client_of(a_person(mine, "system_admin"))
    assert client.get(page(stranger)).status_code == 404
    for act in ("reset_password", "shut_out", "give_post", "take_post"):
        assert client.post(page(stranger), {"act": act, "role": "system_admin"}).status_code == 404
    assert stranger.name not in text_of(client.get(reverse("people")))


def test_the_password_of_somebody_who_works_in_another_town_too_is_not_this_towns_to_reset():
    mine, theirs = a_town("合作镇"), a_town("别的镇")
    county = a_person(mine, "county_bureau")
    add_post(county, theirs, "justice_office")
    client = client_of(a_person(mine, "system_admin"))
    before = county.password
    assert "在别的乡镇也有岗位" in text_of(client.get(page(county)))
    for act in ("reset_password", "shut_out"):
        assert client.post(page(county), {"act": act}).status_code == 403
    county.refresh_from_db()
    assert (county.password, county.is_active) == (before, True)
    # The post here is this town's to take, the one there is not.
    there = county.posts.get(town=theirs)
    client.post(page(county), {"act": "take_post", "post": str(there.pk)})
    assert county.posts.filter(pk=there.pk).exists()
    client.post(page(county), {"act": "take_post", "post": str(county.posts.get(town=mine).pk)})
    assert not county.posts.filter(town=mine).exists()


def test_nobody_gives_themselves_a_post_or_shuts_themselves_out():
    town = a_town()
    admin = a_person(town, "system_admin")
    client = client_of(admin)
    answer = client.post(page(admin), {"act": "give_post", "role": "justice_office"})
    assert answer.status_code == 302
    assert "不能给自己加岗位" in text_of(client.get(page(admin)))
    client.post(page(admin), {"act": "take_post", "post": str(admin.posts.get().pk)})
    client.post(page(admin), {"act": "shut_out"})
    admin.refresh_from_db()
    assert [post.role for post in admin.posts.all()] == ["system_admin"]
    assert admin.is_active


def test_posts_are_given_and_taken_and_told_in_the_trace():
    town = a_town()
    person = a_person(town, "grid_worker")
    village = a_village(town, "示例一村")
    client = client_of(a_person(town, "system_admin"))
    client.post(page(person), {"act": "give_post", "role": "village_mediator", "village": str(village.pk)})
    assert {post.role for post in person.posts.all()} == {"grid_worker", "village_mediator"}
    twice = client.post(
        page(person), {"act": "give_post", "role": "village_mediator", "village": str(village.pk)}
    )
    assert "已经是村调解员" in text_of(twice)
    client.post(page(person), {"act": "take_post", "post": str(person.posts.get(role="grid_worker").pk)})
    assert {post.role for post in person.posts.all()} == {"village_mediator"}
    assert (
        TraceRecord.objects.filter(subject=str(person.pk), verb__in=("post_given", "post_taken"))
        .exclude(actor="console")
        .count()
        == 2
    )


def test_somebody_is_shut_out_and_let_in_again():
    town = a_town()
    person = a_person(town, "grid_worker")
    client = client_of(a_person(town, "system_admin"))
    client.post(page(person), {"act": "shut_out"})
    person.refresh_from_db()
    assert not person.is_active
    assert "已停用" in text_of(client.get(reverse("people")))
    client.post(page(person), {"act": "let_in"})
    person.refresh_from_db()
    assert person.is_active


def test_an_act_nobody_offers_does_nothing():
    town = a_town()
    person = a_person(town, "grid_worker")
    client = client_of(a_person(town, "system_admin"))
    for act in ("", "delete", "superuser"):
        assert client.post(page(person), {"act": act}).status_code == 200
    assert client.post(page(person), {"act": "take_post", "post": "x"}).status_code == 302
    assert person.posts.count() == 1


def known(town, user, **changes):
    sent = {"username": user.username, "name": user.name, "role": "justice_office", **changes}
    return client_of(a_person(town, "system_admin")).post(reverse("person_known"), sent)


def test_somebody_of_another_town_gets_a_post_here_by_exact_user_name_and_name():
    town, other = a_town("合作镇"), a_town("别的镇")
    person = a_person(other, "county_bureau")
    assert known(town, person, username=person.username.upper()).status_code == 422
    assert known(town, person, name="别人").status_code == 422
    assert not person.posts.filter(town=town).exists()
    answer = known(town, person)
    assert answer.status_code == 302
    assert person.posts.get(town=town).role == "justice_office"
    assert person.posts.get(town=other).role == "county_bureau"
    traced = TraceRecord.objects.filter(verb="post_given", town=str(town.pk), subject=str(person.pk))
    assert traced.count() == 1
    shown = text_of(client_of(a_person(town, "system_admin")).get(answer["Location"]))
    assert "别的镇" not in shown
    assert "县司法局</th>" not in shown


def test_only_a_system_admin_gives_posts_to_known_people():
    town = a_town()
    client = client_of(a_person(town, "justice_office"))
    assert client.get(reverse("person_known")).status_code == 403
