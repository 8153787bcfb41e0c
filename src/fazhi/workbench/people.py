"""人员与权限: adding people, giving and taking posts, passwords that are shown once."""

from __future__ import annotations

import secrets
from operator import attrgetter
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.orgs import actions
from fazhi.orgs.actions import Refused, manages
from fazhi.orgs.models import Post, Town, User, Village
from fazhi.orgs.names import numbered
from fazhi.orgs.permissions import Actor, require
from fazhi.orgs.roles import ROLES
from fazhi.pages.fields import TextField
from fazhi.pages.forms import OfficeForm
from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.pages.views.access import uuid_or_none
from fazhi.workbench.models import GivenPassword

# Without characters that look alike on paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz"
DIGITS = "23456789"


def one_time_password() -> str:
    """Four groups of letters and digits that can be read out: about 48 bits."""
    groups = ["".join(secrets.choice(LETTERS + DIGITS) for _ in range(3)) for _ in range(3)]
    return "-".join([*groups, secrets.choice(DIGITS) + secrets.choice(LETTERS)])


class PostForm(OfficeForm):
    """A role in the town, and its village and grid where the role has them."""

    acting_town = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, town: Town, *args: Any, **options: Any) -> None:
        super().__init__(*args, initial={"acting_town": str(town.pk)}, **options)
        there = sorted(Village.objects.filter(town=town), key=lambda village: numbered(village.name))
        self.villages = {str(village.pk): village for village in there}
        self.fields["role"] = forms.ChoiceField(
            label="岗位", choices=[("", "请选择"), *((role.code, role.name) for role in ROLES.values())],
            error_messages={"required": "请选择岗位", "invalid_choice": "请从列表里选岗位"},
        )  # fmt: skip
        self.fields["village"] = forms.ChoiceField(
            label="村居", required=False, help_text="村调解员、网格员要选，只看本村的",
            choices=[("", "请选择"), *((pk, village.name) for pk, village in self.villages.items())],
            error_messages={"invalid_choice": "请从列表里选村居"},
        )  # fmt: skip
        self.fields["grid"] = TextField(
            label="网格", required=False, help_text="网格员要填，写法和台账里一样，如3网格"
        )

    @property
    def post(self) -> dict[str, Any]:
        """Role, village and grid as give_post takes them."""
        cleaned = self.cleaned_data
        return {
            "role": cleaned["role"],
            "village": self.villages.get(cleaned["village"]),
            "grid": cleaned["grid"],
        }


class PersonForm(PostForm):
    """Somebody new, with a first post."""

    def __init__(self, town: Town, *args: Any, **options: Any) -> None:
        super().__init__(town, *args, **options)
        plain = forms.TextInput({"autocomplete": "off", "autocapitalize": "none"})
        self.fields["name"] = TextField(label="姓名")
        self.fields["username"] = TextField(
            label="用户名", help_text="登录时填的，如姓名拼音。定了不能改", widget=plain
        )
        self.order_fields(["acting_town", "name", "username", "role", "village", "grid"])


class KnownPersonForm(PostForm):
    """Somebody who logs in already, in another town say, named exactly: user name and name must both be right."""

    def __init__(self, town: Town, *args: Any, **options: Any) -> None:
        super().__init__(town, *args, **options)
        plain = forms.TextInput({"autocomplete": "off", "autocapitalize": "none"})
        self.fields["username"] = TextField(
            label="用户名", help_text="向本人问清，大小写也要一样", widget=plain
        )
        self.fields["name"] = TextField(label="姓名", help_text="核对是不是这个人")
        self.order_fields(["acting_town", "username", "name", "role", "village", "grid"])
        self.person: User | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        username, name = cleaned.get("username"), cleaned.get("name")
        if username and name:
            self.person = User.objects.filter(username=username, name=name, is_active=True).first()
            if self.person is None:
                self.add_error(
                    "username",
                    "没有用户名和姓名都对得上、能登录的人。请向本人核对；还没有用户的，到“加一个人”里加",
                )
        return cleaned


def _keeper(request: Any) -> tuple[Actor, Town]:
    require(request.actor.may_keep_people(request.town), actions.ONLY_KEEPERS)
    return request.actor, request.town


def _person(town: Town, user_id: UUID) -> User:
    """A person with a post in this town; of others this town's keeper knows nothing."""
    user = User.objects.filter(pk=user_id, posts__town=town).distinct().first()
    if user is None:
        raise Http404
    return user


@require_safe
def people(request: HttpRequest) -> HttpResponseBase:
    """Everybody with a post in this town."""
    _, town = _keeper(request)
    users = list(User.objects.filter(posts__town=town).distinct().prefetch_related("posts__village"))

    def posts(user: User) -> str:
        return "、".join(post_words(post) for post in user.posts.all() if post.town_id == town.pk)

    lines = [
        [
            Cell(user.name, url=reverse("person_page", args=[user.pk]), meta=user.username, chief=True),
            Cell(posts(user)),
            Cell(state_words(user), tag="green" if user.is_active else "gray"),
        ]
        for user in users
    ]
    table = Table("本镇人员", [Heading("姓名"), Heading("岗位"), Heading("状态")], lines)
    columns = (
        Offered("name", "姓名", attrgetter("name")), Offered("username", "用户名", attrgetter("username")),
        Offered("posts", "岗位", posts, 46), Offered("state", "状态", state_words),
    )  # fmt: skip
    listed = ListFile(f"{town.name}人员", f"{town.name}人员与权限", columns, lambda: users, kind="user")
    return page_or_file(request, "workbench/people.html", {"table": table, "count": len(lines)}, listed)


def state_words(user: User) -> str:
    """Whether somebody may log in."""
    return "可以登录" if user.is_active else "已停用"


def post_words(post: Post) -> str:
    """村调解员（示例一村）"""
    where = "".join([post.village.name if post.village else "", post.grid])
    return ROLES[post.role].name + (f"（{where}）" if where else "")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Add somebody; the password made for them is shown on the answer and nowhere else."""
    by, town = _keeper(request)
    form = PersonForm(town, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        password = one_time_password()
        try:
            with transaction.atomic():
                user = actions.create_user(
                    form.cleaned_data["username"], form.cleaned_data["name"], password, by=by, town=town
                )
                actions.give_post(user, town, by=by, **form.post)
                GivenPassword.objects.create(user=user)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return render(
                request,
                "workbench/given_password.html",
                {"person": user, "password": password, "is_new": True},
            )
    return render(request, "workbench/person_new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_known(request: HttpRequest) -> HttpResponse:
    """Give a post here to somebody who has a user already. What they do elsewhere is not shown."""
    by, town = _keeper(request)
    form = KnownPersonForm(town, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.person is not None:
        try:
            actions.give_post(form.person, town, by=by, **form.post)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request, f"已给{form.person.name}加上岗位，用原来的密码登录，下次打开页面就能用。"
            )
            return redirect("person_page", user_id=form.person.pk)
    return render(request, "workbench/person_known.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_page(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """One person: posts here, and what can be done. POST says which in `act`."""
    by, town = _keeper(request)
    person = _person(town, user_id)
    act = request.POST.get("act") if request.method == "POST" else None
    form = PostForm(town, request.POST if act == "give_post" else None)
    try:
        if act == "give_post" and form.is_valid():
            actions.give_post(person, town, by=by, **form.post)
            messages.success(request, f"已给{person.name}加上岗位，下次打开页面就能用。")
            return redirect("person_page", user_id=user_id)
        if act == "take_post":
            return _take_post(request, by, town, person)
        if act == "reset_password":
            password = one_time_password()
            with transaction.atomic():
                actions.reset_password(person, password, by=by)
                GivenPassword.objects.get_or_create(user=person)
            return render(request, "workbench/given_password.html", {"person": person, "password": password})
        if act in ("shut_out", "let_in"):
            actions.set_active(person, act == "let_in", by=by)
            words = "已恢复登录。" if act == "let_in" else "已停用，不能再登录。以前做的都留着。"
            messages.success(request, f"{person.name}{words}")
            return redirect("person_page", user_id=user_id)
    except Refused as refusal:
        if act == "give_post" and by.key != str(person.pk):
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.error(request, str(refusal))
            return redirect("person_page", user_id=user_id)
    posts = Post.objects.filter(user=person, town=town).select_related("village")
    elsewhere = Post.objects.filter(user=person).exclude(town=town).exists()
    context = {
        "person": person,
        "posts": [{"id": post.pk, "words": post_words(post)} for post in posts],
        "elsewhere": elsewhere,
        "is_self": by.key == str(person.pk),
        "may_manage": manages(by, person) and by.key != str(person.pk),
        "form": form,
    }
    return render(request, "workbench/person.html", context, status=422 if form.errors else 200)


def _take_post(request: HttpRequest, by: Actor, town: Town, person: User) -> HttpResponse:
    wanted = uuid_or_none(request.POST.get("post"))
    if wanted is None:
        raise Refused("这个岗位已经去掉了。")
    post = (
        Post.objects.filter(pk=wanted, user=person, town=town)
        .select_related("town", "user", "village")
        .first()
    )
    if post is None:
        raise Refused("这个岗位已经去掉了。")
    actions.take_post(post, by=by)
    messages.success(request, f"已去掉{person.name}的岗位：{post_words(post)}。")
    still_here = Post.objects.filter(user=person, town=town).exists()
    return redirect("person_page", user_id=person.pk) if still_here else redirect("people")
