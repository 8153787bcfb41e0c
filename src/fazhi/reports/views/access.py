"""What every page here asks first: whose town, which year, and whether this person may."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, NotAllowed, require
from fazhi.pages.totals import working_year
from fazhi.pages.words import office_today

FIRST_YEAR, YEARS_AHEAD = 2000, 1


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined]


def town_of(request: HttpRequest) -> Town:
    """The town being worked on. Raises NotAllowed when the person has none."""
    town = getattr(request, "town", None)
    if town is None:
        raise NotAllowed("您还没有在哪个乡镇任职，请找系统管理员加上岗位。")
    return town


def year_of(request: HttpRequest, given: Any = None) -> int:
    """The year of the page: of its address, of ?year=, the year being worked on, or this year."""
    for value in (given, request.GET.get("year")):
        try:
            year = int(str(value))
        except (TypeError, ValueError):
            continue
        if FIRST_YEAR <= year <= office_today().year + YEARS_AHEAD:
            return year
    town: Town | None = getattr(request, "town", None)
    return working_year(town) if town else office_today().year


def require_figures(request: HttpRequest) -> tuple[Actor, Town]:
    """The person and the town, for pages of figures. Raises NotAllowed, which the shell turns into a 403."""
    actor, town = actor_of(request), town_of(request)
    require(
        actor.may_see_figures(town),
        "数字只给司法所、综合执法局、党政办、镇领导和县司法局看。需要时请找司法所。",
    )
    return actor, town


def require_report(request: HttpRequest) -> tuple[Actor, Town]:
    """The person and the town, for pages of the report: whoever sees figures may read it."""
    return require_figures(request)
