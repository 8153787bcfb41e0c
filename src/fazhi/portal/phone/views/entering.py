"""换人: who is on this phone, by PIN; the password stays the only way to the desk."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from fazhi.orgs.actions import ONLY_KEEPERS
from fazhi.orgs.models import Post, User
from fazhi.orgs.permissions import Refused, require
from fazhi.orgs.roles import ROLES
from fazhi.pages.fields import TextField
from fazhi.pages.forms import OfficeForm
from fazhi.portal.phone import pins
from fazhi.portal.phone.views.access import DEVICE, YEAR, belongs_to, office_phone


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Any) -> HttpResponse:
    """The people of this phone; one of them and the PIN; or the password."""
    people = pins.people_on(request.COOKIES.get(DEVICE, ""))
    wanted = request.POST.get("person") or request.GET.get("person") or ""
    chosen = next((one for one in people if str(one.user_id) == wanted), None)
    error = ""
    if request.method == "POST" and chosen is not None:
        try:
            user = pins.check_pin(chosen, request.POST.get("pin", ""))
        except pins.Locked as refusal:
            error, chosen = str(refusal), None
        except Refused as refusal:
            error = str(refusal)
        else:
            if request.user.is_authenticated:
                logout(request)
            login(request, user)
            request.session[settings.BY_PIN] = True
            response = redirect(_first_page(user))
            belongs_to(response, str(user.pk))
            return response
    return _page(request, chosen=chosen, error=error)


def _first_page(user: User) -> str:
    """要我调的 for who is a village mediator and nothing else, 报纠纷 for all others."""
    begins = {ROLES[role].begins for role in Post.objects.filter(user=user).values_list("role", flat=True)}
    return "phone_cases" if begins == {"phone_cases"} else "phone_report"


def _page(request: Any, *, status: int = 200, **more: Any) -> HttpResponse:
    user = request.user if request.user.is_authenticated else None
    people = pins.people_on(request.COOKIES.get(DEVICE, ""))
    context = {
        "people": [one for one in people if user is None or one.user_id != user.pk],
        "self_name": user.name if user else "",
        "has_pin": bool(user and pins.has_pin(user)),
        "on_this_phone": bool(user and any(one.user_id == user.pk for one in people)),
        "by_pin": bool(request.session.get(settings.BY_PIN)),
        "office": office_phone(request.town) if user else [],
        **more,
    }
    if more.get("error") or more.get("pin_error"):
        status = 422
    return render(request, "phone/enter.html", context, status=status)


@require_POST
def by_password(request: HttpRequest) -> HttpResponse:
    """To the login page, and back to the phone page; whoever is in goes out first, their unsent reports stay."""
    if request.user.is_authenticated:
        logout(request)
    return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': reverse('phone_report')})}")


@never_cache
@sensitive_post_parameters()
@require_POST
def set_own_pin(request: Any) -> HttpResponse:
    """Set one's PIN, and come in by it on this phone from now on. After a login with the password."""
    if not request.user.is_authenticated:
        return redirect("phone_enter")  # the login ran out while the digits were typed
    if request.session.get(settings.BY_PIN):
        return _page(request, error="要设PIN，请先用密码登录一次。")
    token = request.COOKIES.get(DEVICE, "") or pins.new_token()
    digits = request.POST.get("new", "").strip()
    try:
        if digits or not pins.has_pin(request.user):
            pins.set_pin(request.user, digits, by=request.actor)
    except Refused as refusal:
        return _page(request, pin_error=str(refusal))
    pins.keep_on(token, request.user)
    messages.success(request, "设好了。以后在这部手机上点您的名字，输PIN就进来。")
    response = redirect("phone_enter")
    response.set_cookie(
        DEVICE, token, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


class PinForm(OfficeForm):
    """A PIN for somebody else."""

    new = TextField(label="新PIN", help_text="4到6位数字，当面告诉本人。在手机上用密码登录一次以后才能用")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def pin_of(request: Any, user_id: UUID) -> HttpResponse:
    """A keeper of people sets the PIN of a grid worker or mediator of the town."""
    require(request.actor.may_keep_people(request.town), ONLY_KEEPERS)
    person = User.objects.filter(pk=user_id, posts__town=request.town).distinct().first()
    if person is None:
        raise Http404
    form = PinForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            pins.set_pin(person, form.cleaned_data["new"], by=request.actor)
        except Refused as refusal:
            form.add_error("new", str(refusal))
        else:
            messages.success(request, f"{person.name}的手机页PIN设好了。")
            return redirect("person_page", user_id)
    context = {"form": form, "person": person, "back_url": reverse("person_page", args=[user_id])}
    return render(request, "phone/pin_of.html", context, status=422 if form.errors else 200)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """退出. What is unsent stays in the phone, hidden from the next person."""
    logout(request)
    response = redirect("phone_enter")
    response.delete_cookie(settings.PHONE_COOKIE)
    return response
