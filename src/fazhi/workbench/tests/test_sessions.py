"""A session brings its person along, and never an older state of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fazhi.orgs.actions import give_post
from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import CONSOLE
from fazhi.workbench.models import Session
from given import a_town, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return a_town("示例镇")


@pytest.fixture
def user(town: Town) -> User:
    return User.objects.get(pk=somebody(town, "justice_office").key)


@pytest.fixture
def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/")
    return client


def test_session_person_and_posts_come_in_one_statement(client, user, town):
    with CaptureQueriesContext(connection) as log:
        request = client.get("/").wsgi_request
    asked = [
        one["sql"] for one in log.captured_queries if "session" in one["sql"] or "orgs_post" in one["sql"]
    ]
    assert len(asked) == 1
    assert (request.user.pk, request.user.name, request.town.name) == (user.pk, user.name, town.name)
    assert [post.role for post in request.actor.posts] == ["justice_office"]
    assert Session.objects.get().user_id == user.pk


def test_a_post_given_or_taken_holds_from_the_next_page_on(client, user, town):
    other = a_town("另一镇")
    post = give_post(user, other, "town_leader", by=CONSOLE)
    assert {one.name for one in client.get("/").wsgi_request.actor.towns()} == {"示例镇", "另一镇"}
    type(post).objects.filter(pk=post.pk).delete()
    assert {one.name for one in client.get("/").wsgi_request.actor.towns()} == {"示例镇"}


def test_who_is_shut_out_is_out_at_once_and_who_has_another_password_too(client, user):
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/").status_code == 302
    User.objects.filter(pk=user.pk).update(is_active=True)
    client.force_login(user)
    assert client.get("/").status_code == 200
    user.set_password("liang-2026-kaohe")
    user.save()
    assert client.get("/").status_code == 302


def test_a_session_that_is_over_or_unknown_is_nobodys(client):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/").status_code == 302
    client.cookies["sessionid"] = "0" * 32
    assert client.get("/").status_code == 302


def test_somebody_without_a_post_is_known_all_the_same(town):
    user = User.objects.create(username="ohne", name="示例丁")
    client = Client()
    client.force_login(user)
    answer = client.get("/")
    assert answer.status_code == 403
    assert answer.wsgi_request.user == user
