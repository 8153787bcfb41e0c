"""Who acts in which town, on every request; and what a page may load."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, NotAllowed, actor
from fazhi.storage.one_reading import one_reading, reading_for
from fazhi.workbench.login import MUST_CHANGE

NOBODY = Actor(key="", name="")
TOWN = "town"  # in the session
# Pages for people who are not logged in; the first needs not even the database.
WITHOUT_DATABASE = ("health",)
OPEN = ("login", "feedback", "feedback_query", "feedback_code")
# For somebody logged in who has no post yet, or a given password to change first.
FOR_ALL = ("logout", "password_change", "large_type")
# The phone pages ask who one is themselves: by PIN where the phone knows the person, and without losing what is written.
PHONE = "phone_"


class Acting:
    """Sets request.actor and request.town; everything but the login wants somebody logged in.

    A form carries the town its page was opened in (acting_town), so that a switch in another window does not move
    what is being typed. A town that the person has no post in is refused, whatever asks for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self._answer(request)
        with one_reading():
            return self._answer(request)

    def _answer(self, request: Any) -> HttpResponse:
        request.actor, request.town = NOBODY, None
        page = _page_name(request)
        if page in WITHOUT_DATABASE or request.path.startswith((settings.STATIC_URL, *settings.OPEN_PATHS)):
            return self.get_response(request)
        if request.user.is_authenticated:
            request.actor = actor(request.user)
            request.town = _town(request)
            if request.town is not None:
                reading_for(request.town.pk, request.actor)
        elif page not in OPEN and not (page or "").startswith(PHONE):
            if request.headers.get("HX-Request"):
                # A part of a page cannot hold the login: the whole page goes there.
                response = HttpResponse(status=204)
                response["HX-Redirect"] = redirect_to_login(request.path)["Location"]
                return response
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, options: Any) -> HttpResponse | None:
        """After the check of the form's token: first things first, and the town of the form."""
        page = request.resolver_match.url_name or ""
        if request.actor is NOBODY:
            return None
        if (
            request.session.get(settings.BY_PIN)
            and not page.startswith(PHONE)
            and page not in (*OPEN, "logout", "large_type")
        ):
            if page == "home":
                return redirect("phone_report")
            return _refused(request, "PIN只开手机页。这一页要用密码登录：请先退出，再用密码登录。")
        if page in (*OPEN, *FOR_ALL):
            return None
        if request.session.get(MUST_CHANGE):
            return redirect("password_change")
        if request.town is None:
            return _refused(request, "您还没有在哪个乡镇任职。请找系统管理员加上岗位，加好后刷新这一页。")
        if request.method == "POST" and (wanted := request.POST.get("acting_town")):
            town = next((one for one in request.actor.towns() if str(one.pk) == wanted), None)
            if town is None:
                return _refused(request, "这一页是在您不负责的乡镇里打开的。请回首页，换到您的乡镇再办。")
            if town.pk != request.town.pk:
                request.town = town
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a person may not do is said in its own words."""
        return _refused(request, str(exception)) if isinstance(exception, NotAllowed) else None


def _page_name(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None


def _town(request: Any) -> Town | None:
    """The town chosen in this session, or the first of the person's towns."""
    towns: list[Town] = request.actor.towns()
    chosen = request.session.get(TOWN)
    return next((town for town in towns if str(town.pk) == chosen), towns[0] if towns else None)


def _refused(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "403.html", {"exception": reason}, status=403)


class ContentSecurity:
    """A page loads from this host only, runs no script written into it, and stands in no stranger's frame."""

    POLICY = "; ".join((
        "default-src 'self'", "img-src 'self' data:", "object-src 'none'", "base-uri 'self'", "form-action 'self'",
        "frame-ancestors 'self'",
    ))  # fmt: skip

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.POLICY)
        # Pages hold personal data: no shared office PC keeps them after the person has left.
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
