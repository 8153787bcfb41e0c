"""What every page of the window asks first, and small things several of them show."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import NotAllowed
from fazhi.pages.views.access import actor_of, town_of
from fazhi.reception.centre import centre_of
from fazhi.reception.codes import code_for
from fazhi.reception.keeping import KIND
from fazhi.reception.models import ServiceCentre


def require_sight(request: HttpRequest) -> None:
    """404 for who does not even see receptions: those pages do not exist for them."""
    if not actor_of(request).may_see(KIND, town_of(request)):
        raise Http404


def require_keeping(request: HttpRequest) -> None:
    """404 for who does not see receptions, 403 in words for who sees but does not keep them."""
    require_sight(request)
    if not actor_of(request).may_keep(KIND, town_of(request)):
        raise NotAllowed("您的岗位不能办理接待窗口的事，请交给司法所办理。")


def row_or_404(request: HttpRequest, model: Any, row_id: UUID, *related: str) -> Any:
    """The town's row; another town's does not exist."""
    row = (
        model.objects.filter(pk=row_id, town=town_of(request), voided_at=None)
        .select_related(*related)
        .first()
    )
    if row is None:
        raise Http404
    return row


def open_centre(town: Town) -> ServiceCentre | None:
    """The centre when its public pages are open."""
    centre = centre_of(town)
    return centre if centre is not None and centre.is_open else None


def outside_url(request: HttpRequest, centre: ServiceCentre | None, name: str, *args: Any) -> str:
    """The address of a public page as people outside reach it; empty while the centre is not open."""
    if centre is None or not centre.is_open:
        return ""
    try:
        path = reverse(name, args=[centre.slug, *args])
    except NoReverseMatch:
        return ""
    if centre.address_outside:
        return centre.address_outside.rstrip("/") + path
    return request.build_absolute_uri(path)


def progress_url(request: HttpRequest, centre: ServiceCentre | None, record_id: UUID) -> str:
    """Where the query code of a visit or an application leads."""
    return outside_url(request, centre, "public_code", code_for(record_id))


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages of the window beside each other."""
    names = (
        ("接待窗口", "reception_window"), ("预约", "reception_appointments"), ("转办", "reception_referrals"),
        ("线上申请", "reception_applications"), ("常见问题", "reception_published"), ("常用答复", "reception_wordings"), ("评价", "reception_satisfaction"),
    )  # fmt: skip
    here = request.path
    return [{"name": name, "url": (url := reverse(view)), "current": here == url} for name, view in names]
