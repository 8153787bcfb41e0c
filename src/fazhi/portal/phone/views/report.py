"""报纠纷, 我报的, 电话与说明: they work as plain forms, and better with the phone's own memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fazhi.orgs.models import Village
from fazhi.orgs.permissions import Refused, require
from fazhi.pages.qr import qr_svg
from fazhi.portal.phone import reporting, status
from fazhi.portal.phone.photos import MOST, add_photo
from fazhi.portal.phone.views.access import DEVICE, FIELDS, for_reporters, page_context, take_kept

AT_ONCE = 30


def form_context(
    villages: Sequence[Village], values: dict[str, Any], errors: dict[str, str]
) -> dict[str, Any]:
    """What the form shows: chosen values, the village among those offered, the tiles."""
    chosen = next(
        (village for village in villages if str(village.pk) == str(values.get("village") or "")), None
    )
    values = {
        **values,
        "village": chosen.pk if chosen else None,
        "village_name": chosen.name if chosen else "",
    }
    return {
        "values": values, "errors": errors, "tiles": reporting.TILES,
        "urgencies": reporting.URGENCIES,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_reporters
def report(request: Any) -> HttpResponse:
    """The report form, which is the first screen; place filled in, one sentence, 报上去."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        values: dict[str, Any] = {name: request.POST.get(name, "") for name in FIELDS}
        try:
            command = UUID(values["id"])
        except ValueError:
            command = uuid4()
        values["id"] = str(command)
        errors = reporting.faults(values, request.town)
        if not errors:
            try:
                receipt = reporting.report(values, town=request.town, by=request.actor, command=command)
            except reporting.Taken:
                values["id"] = str(uuid4())
                errors = {"": "没报上，请再点一次“报上去”。"}
            except Refused as refusal:
                errors = {refusal.field: str(refusal)}
            else:
                messages.success(request, receipt.message)
                if not receipt.again:
                    _take_photos(request, command)
                return redirect("phone_mine")
    else:
        village, grid = reporting.own_place(request.actor, request.town)
        values = {
            "id": str(uuid4()), "village": village.pk if village else "", "grid": grid, "urgency": "later", "tile": "",
            **take_kept(request),
        }  # fmt: skip
    news = sum(line.is_news for line in map(status.line_of, status.reports_of(request.actor, request.town)))
    # A phone on which nobody comes in by PIN yet.
    context = page_context(request, news=news, offers_pin=not errors and DEVICE not in request.COOKIES)
    context |= form_context(context["villages"], values, errors)
    return render(request, "phone/report.html", context, status=422 if errors else 200)


def _take_photos(request: Any, report_id: UUID) -> None:
    """The photos of a plain form; one that cannot be taken costs the report nothing."""
    for photo in request.FILES.getlist("photos")[:MOST]:
        try:
            add_photo(report_id, photo, town=request.town, by=request.actor, command=uuid4())
        except Refused as refusal:
            messages.warning(request, str(refusal))


@require_safe
@for_reporters
def mine(request: Any) -> HttpResponse:
    """我报的: what became of each; news first."""
    lines = [status.line_of(one) for one in status.reports_of(request.actor, request.town)]
    page = Paginator(lines, AT_ONCE).get_page(request.GET.get("page"))
    more = f"{reverse('phone_mine')}?page={page.next_page_number()}" if page.has_next() else ""
    context = page_context(
        request, news=[line for line in lines if line.is_news], reports=page.object_list, more_url=more
    )
    return render(request, "phone/mine.html", context)


@require_POST
@for_reporters
def seen(request: Any) -> HttpResponse:
    """知道了."""
    status.mark_told(request.actor, request.town)
    return redirect("phone_mine")


@require_safe
@for_reporters
def help_page(request: Any) -> HttpResponse:
    """电话与说明."""
    return render(request, "phone/help.html", page_context(request))


@require_safe
def poster(request: HttpRequest) -> HttpResponse:
    """The QR code of the report page, to be printed and given out."""
    actor, town = request.actor, request.town  # type: ignore[attr-defined]
    allowed = actor.may_import(town) or actor.may_keep_people(town)
    require(allowed, "二维码由司法所或系统管理员打印。")
    host = request.get_host()
    # Behind a proxy only the setting knows that people come by https.
    origin = next((one for one in settings.CSRF_TRUSTED_ORIGINS if one.split("://")[-1] == host), "")
    address = (
        origin + reverse("phone_report") if origin else request.build_absolute_uri(reverse("phone_report"))
    )
    context = {"qr": qr_svg(address, f"打开{address}"), "address": address, "town_name": town.name,
        "only_here": host.split(":")[0] in ("127.0.0.1", "localhost"),
        "keeps": address.startswith("https"),
    }  # fmt: skip
    return render(request, "phone/poster.html", context)
