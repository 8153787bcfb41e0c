"""Who may open these pages: those who import for the town they work on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

View = Callable[..., HttpResponseBase]


def for_importers(view: View) -> View:
    """Only for a signed-in person who may import for the town they work on; others learn who may."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect("login")
        if request.town is None or not request.actor.may_import(request.town):
            raise PermissionDenied("只有司法所可以导入台账。要导入的，请把文件交给司法所。")
        return view(request, *args, **kwargs)

    return guarded


def year_of(request: HttpRequest, default: int | None = None) -> int | None:
    """The year asked for in the address, or the default."""
    given = request.GET.get("year", "")
    return int(given) if given.isascii() and given.isdigit() and 1990 <= int(given) <= 2100 else default
