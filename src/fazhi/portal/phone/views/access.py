"""Who a phone page is for, and what the phone keeps of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse

from fazhi.orgs.models import Town, Village
from fazhi.orgs.names import numbered
from fazhi.orgs.permissions import require
from fazhi.portal.phone.pins import people_on
from fazhi.portal.phone.reporting import may_report, own_place
from fazhi.reception.models import ServiceCentre
from fazhi.records.models import hidden_batches
from fazhi.records.villages import standing_villages

YEAR = 365 * 24 * 3600
DEVICE = "phone"  # the cookie of a phone on which people come in by PIN
KEPT = "kept_report"  # in the session: a report written in a page whose login had run out
FIELDS = ("id", "tile", "sentence", "urgency", "village", "grid", "place", "phone")
ONLY_REPORTERS = "手机报纠纷给网格员、村调解员和司法所用。您的岗位请用办公页。"


def for_reporters(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of people who report; the phone learns whose page it is, so that it shows nobody else's unsent words."""

    @wraps(view)
    def wrapped(request: Any, *args: Any, **options: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_come_in(request)
        require(may_report(request.actor, request.town), ONLY_REPORTERS)
        response = view(request, *args, **options)
        belongs_to(response, str(request.user.pk))
        return response

    return wrapped


def _to_come_in(request: Any) -> HttpResponseBase:
    """By PIN where the phone knows somebody, else by password; what was written waits in the session."""
    if request.method == "POST" and request.POST.get("sentence"):
        written = {name: request.POST.get(name, "")[:2000] for name in FIELDS}
        request.session[KEPT] = {"user": request.COOKIES.get(settings.PHONE_COOKIE, ""), "written": written}
    if people_on(request.COOKIES.get(DEVICE, "")):
        return redirect("phone_enter")
    return redirect_to_login(request.path if request.method == "GET" else reverse("phone_report"))


def belongs_to(response: HttpResponseBase, user_id: str) -> None:
    """Tell the phone who is in; scripts may read it, since it opens nothing."""
    response.set_cookie(settings.PHONE_COOKIE, user_id, max_age=YEAR, samesite="Lax", path="/")


def take_kept(request: Any) -> dict[str, str]:
    """What this person wrote before the login had run out; somebody else's is left out."""
    kept = request.session.pop(KEPT, None) or {}
    return kept["written"] if kept.get("user") == str(request.user.pk) else {}


def me_of(request: Any, villages: Sequence[Village]) -> dict[str, Any]:
    """What the phone keeps to make the page usable without network: who, where, the villages to choose from."""
    village, grid = own_place(request.actor, request.town)
    get_token(request)  # sending wants the cookie
    return {
        "user": str(request.user.pk),
        "name": request.user.name,
        "town": request.town.name,
        "village": str(village.pk) if village else "",
        "grid": grid,
        "office": office_phone(request.town),
        "villages": [[str(village.pk), village.name] for village in villages],
    }


def villages_for(request: Any) -> list[Village]:
    """The villages a person may report for: a mediator's own; all of the town for others."""
    standing = standing_villages(request.town.pk, hidden_batches(request.town.pk))
    found = sorted(standing, key=lambda village: numbered(village.name))
    if request.actor.holds(("grid_worker", "justice_office", "town_mediator"), request.town):
        return found
    own, _ = own_place(request.actor, request.town)
    return [village for village in found if village == own]


def office_phone(town: Town) -> list[str]:
    """The number the town made public, as written and as dialled; nothing where none is known."""
    numbers = ServiceCentre.objects.filter(town=town, is_open=True).values_list("phone", flat=True)
    shown = next(iter(numbers), "").strip()
    first = re.match(r"[+\d][\d -]{2,}", shown)  # what stands after it (转2) is for a person
    return [shown, re.sub("[ -]", "", first[0])] if first else []


def page_context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The context every phone page of a person has."""
    villages = villages_for(request)
    me = me_of(request, villages)
    mediates = request.actor.holds(("village_mediator",), request.town)  # type: ignore[attr-defined]
    return {
        "me": me, "user_id": me["user"], "user_name": me["name"], "villages": villages, "mediates_here": mediates,
        "office": me["office"], **more,
    }  # fmt: skip
