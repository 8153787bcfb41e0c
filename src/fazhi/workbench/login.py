"""Logging in with name and password, out, and changing one's password."""

from __future__ import annotations

import math
import secrets
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView as DjangoLoginView
from django.contrib.auth.views import LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fazhi.orgs.actions import Refused, reset_password
from fazhi.orgs.models import Post, User
from fazhi.orgs.roles import ROLES
from fazhi.pages.forms import OfficeForm
from fazhi.workbench.models import GivenPassword, LoginTry
from fazhi.workbench.sessions import read_along

TRIES = 5
WINDOW = timedelta(minutes=10)
MUST_CHANGE = "must_change_password"  # in the session


class ByPassword:
    """Who one is; what one may do stands in one's posts, so this backend knows no permissions."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """The user of that name and password, shut out or not: the form says which."""
        if not username or password is None:
            return None
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            # As slow as a wrong password, so that names cannot be told from answers.
            get_user_model()().set_password(password)
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session, with their posts in the same statement; somebody shut out is logged out at once."""
        if (known := read_along(user_id)) is not None:
            return known
        try:
            posts = Post.objects.filter(user=user_id, user__is_active=True)
            if read := list(posts.select_related("user", "town", "village")):
                user = read[0].user
                user.posts_read = tuple(read)
                return user
            return get_user_model().objects.filter(pk=user_id, is_active=True).first()
        except (ValidationError, ValueError):
            return None


class TooManyTries(Exception):
    """Five wrong passwords in ten minutes. `minutes` is how long to wait."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


def begin_try(username: str, address: str) -> LoginTry:
    """Count this try before looking at the password, so that many at once are not more than five.

    Raises TooManyTries.
    """
    now = datetime.now(UTC)
    name = unicodedata.normalize("NFKC", username).strip().lower()[:60]
    LoginTry.objects.filter(at__lt=now - WINDOW).delete()
    this = LoginTry.objects.create(username=name, address=address[:45], at=now)
    times = list(
        LoginTry.objects.filter(username=name, address=this.address)
        .order_by("at")
        .values_list("at", flat=True)
    )
    if len(times) > TRIES:
        this.delete()
        wait = times[-TRIES - 1] + WINDOW - now
        raise TooManyTries(max(1, math.ceil(wait.total_seconds() / 60)))
    return this


def forget_tries(this: LoginTry) -> None:
    """The password was right: earlier slips no longer count."""
    LoginTry.objects.filter(username=this.username, address=this.address).delete()


class ShutOut(Exception):
    """The password was right, but the person may no longer log in."""


class LoginForm(AuthenticationForm):
    """Django's form, counting tries."""

    def confirm_login_allowed(self, user: Any) -> None:
        if not user.is_active:
            raise ShutOut

    def clean(self) -> dict[str, Any]:
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        # The name as far as it goes: another spelling of the same name is the same name.
        this = begin_try(str(self.cleaned_data.get("username") or ""), address)
        cleaned = super().clean()
        forget_tries(this)
        return cleaned


def first_page(user: User) -> str:
    """The page a person comes to after the login: their role's, and the to-do of all where they have several."""
    begins = {ROLES[role].begins for role in Post.objects.filter(user=user).values_list("role", flat=True)}
    return reverse(begins.pop() if len(begins) == 1 else "home")


class LoginView(DjangoLoginView):
    """登录. Somebody already logged in goes to their first page."""

    template_name = "registration/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **options)
        except TooManyTries as refusal:
            return render(
                request, "workbench/wait.html", {"minutes": refusal.minutes, "tries": TRIES}, status=429
            )
        except ShutOut:
            return render(request, "workbench/shut_out.html", status=403)

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        login(self.request, user)
        if GivenPassword.objects.filter(user=user).exists():
            self.request.session[MUST_CHANGE] = True
        response = redirect(self.get_success_url())
        # Scripts may read it, since it opens nothing (whose.js).
        response.set_cookie(settings.DESK_COOKIE, secrets.token_hex(8), samesite="Lax")
        return response

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Where somebody wanted to go; who typed no more than the address wanted no page of their own choice."""
        wanted: str = super().get_redirect_url()
        return "" if wanted == reverse("home") else wanted

    def get_default_redirect_url(self) -> str:
        return first_page(cast(User, self.request.user))

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        # Names and passwords of the demonstration, [{username, password, office}]; no setting, no list.
        return {**super().get_context_data(**more), "demo_logins": getattr(settings, "DEMO_LOGINS", None)}


class OfficeLogoutView(LogoutView):
    """退出, from the phone pages as well: the phone no longer shows this person's unsent reports; it keeps them."""

    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        response = super().post(request, *args, **options)
        response.delete_cookie(settings.PHONE_COOKIE)
        response.delete_cookie(settings.DESK_COOKIE)
        return response


logout_view = OfficeLogoutView.as_view()


class PasswordForm(OfficeForm):
    """The old password, and the new one twice."""

    old = forms.CharField(
        label="现在的密码", strip=False, error_messages={"required": "请填写现在的密码"},
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )  # fmt: skip
    new = forms.CharField(
        label="新密码", strip=False, error_messages={"required": "请填写新密码"}, help_text="至少8位，不能全是数字，不能太常见",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label="再写一遍新密码", strip=False, error_messages={"required": "请再写一遍新密码"},
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise ValidationError("现在的密码不对，请核对后再填一次")
        return old

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        new, again, old = cleaned.get("new"), cleaned.get("again"), cleaned.get("old")
        if new and again and new != again:
            self.add_error("again", "两遍新密码不一样，请再写一遍")
        if new and old and new == old:
            self.add_error("new", "新密码和现在的一样，请换一个")
        return cleaned


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """改密码, wanting the old one: an unattended screen is not enough. Other sessions of the person end."""
    user = request.user
    # Guessing the old password is guessing: it counts like a login.
    form = PasswordForm(user, request.POST if request.method == "POST" else None)  # type: ignore[arg-type]
    if request.method == "POST":
        try:
            this = begin_try(user.username, "session")
        except TooManyTries as refusal:
            return render(
                request, "workbench/wait.html", {"minutes": refusal.minutes, "tries": TRIES}, status=429
            )
        if "old" not in form.errors:
            forget_tries(this)
        if form.is_valid():
            try:
                reset_password(user, form.cleaned_data["new"], by=request.actor)  # type: ignore[arg-type, attr-defined]
            except Refused as refusal:
                form.add_error("new", str(refusal))
            else:
                GivenPassword.objects.filter(user=user).delete()  # type: ignore[misc]
                update_session_auth_hash(request, user)  # type: ignore[arg-type]
                request.session.pop(MUST_CHANGE, None)
                messages.success(request, "密码改好了。下次登录用新密码。")
                return redirect(first_page(user))  # type: ignore[arg-type]
    must = bool(request.session.get(MUST_CHANGE))
    context = {"form": form, "must": must}
    return render(request, "workbench/password.html", context, status=422 if form.errors else 200)
