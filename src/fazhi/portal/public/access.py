"""What every public page shares: which centre, who may frame it, that nothing of it is kept anywhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt

from fazhi.pages.words import office_today
from fazhi.reception.centre import frame_ancestors
from fazhi.reception.models import ServiceCentre
from fazhi.reception.public_matters import notices_of

View = Callable[..., HttpResponseBase]
LARGE = "public_large"  # the cookie of 大字


def public(view: View) -> View:
    """A page without login, for a centre that is open, framed only by the sites the office named.

    Without the token against forged forms: there is no session to misuse, and in another site's frame old browsers
    send no cookie. Forms carry a sealed stamp instead.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, slug: str, *args: Any, **options: Any) -> HttpResponseBase:
        centre = _centre_or_404(slug)
        large = request.GET.get("large", request.COOKIES.get(LARGE, "")) == "1"
        notices = notices_of(centre.town, office_today())
        request.public = {"centre": centre, "town": centre.town, "large": large, "notices": notices}  # type: ignore[attr-defined]
        try:
            response = view(request, centre, *args, **options)
        except Http404:
            response = render(request, "public/not_found.html", {"centre": centre}, status=404)
        response.headers["Content-Security-Policy"] = (
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
            f"frame-ancestors {frame_ancestors(centre)}"
        )
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        if "large" in request.GET:
            secure = request.is_secure()
            response.set_cookie(
                LARGE, "1" if large else "0", max_age=365 * 24 * 3600, httponly=True, secure=secure,
                samesite="None" if secure else "Lax",
            )  # fmt: skip
        return response

    return csrf_exempt(xframe_options_exempt(wrapped))


def _centre_or_404(slug: str) -> ServiceCentre:
    """By the centre's own name or the nine digits of its town; one that is not open does not exist."""
    rows = ServiceCentre.objects.select_related("town").filter(is_open=True, voided_at=None)
    centre: ServiceCentre | None = rows.filter(slug=slug).first()
    if centre is None and slug.isdigit():
        centre = rows.filter(town__code=slug).first()
    if centre is None:
        raise Http404
    return centre
