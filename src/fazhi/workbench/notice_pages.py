"""通知: what one is told, urgent ones on top of every page until seen, and opening what they tell of."""

from __future__ import annotations

from operator import attrgetter
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.cases.models import Notice
from fazhi.cases.notices import MANY, notices_of, see, unseen, waiting_notices
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.pages.words import table_datetime
from fazhi.records.kinds import kind_of

AT_ONCE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: Any) -> HttpResponseBase:
    """The last fifty, unseen ones marked; POST says that all of them were seen."""
    actor, town = request.actor, request.town
    if request.method == "POST":
        see(actor, town, list(unseen(actor, town).values_list("pk", flat=True)[:1000]))
        return redirect("notices")
    found = list(notices_of(actor, town)[:AT_ONCE])
    new = [one for one in found if actor.key not in one.read_by]
    context = {
        "new": [_shown(one) for one in new],
        "seen": [_shown(one) for one in found if actor.key in one.read_by],
        "count": unseen(actor, town).count(),
    }
    columns = (
        Offered("text", "通知", attrgetter("text"), 60), Offered("kind", "哪一类", lambda one: _kind(one.kind)),
        Offered("at", "时间", lambda one: table_datetime(one.at), 18),
        Offered("urgent", "急不急", lambda one: "急" if one.urgent else "", 8),
        Offered("seen", "看过没有", lambda one: "看过" if actor.key in one.read_by else "没看过", 10),
    )  # fmt: skip
    listed = ListFile(f"{actor.name}的通知", f"{actor.name}的通知", columns, notices_of(actor, town).iterator)
    return page_or_file(request, "workbench/notices.html", context, listed)


@require_safe
def notice_open(request: Any, notice_id: UUID) -> HttpResponse:
    """Open what a notice tells of; with that are seen it and whatever else was told of the same case."""
    actor, town = request.actor, request.town
    notice = notices_of(actor, town).filter(pk=notice_id).first()
    if notice is None:
        raise Http404
    told = unseen(actor, town).filter(subject=notice.subject) if notice.subject else Notice.objects.none()
    see(actor, town, [notice.pk, *told.values_list("pk", flat=True)])
    return redirect(_target(notice) or "notices")


def bell(actor: Actor, town: Town) -> dict[str, Any]:
    """For the shell: how many are unseen, and the urgent ones among them for the top of the page."""
    waiting = waiting_notices(actor, town)
    urgent = [
        {"kind": "red", "title": "", "text": text, "url": reverse("notice_open", args=[pk]), "url_text": "去看"}
        for pk, text, at_once in waiting
        if at_once
    ]  # fmt: skip
    if len(urgent) > 2:
        more = {
            "kind": "red", "title": "", "text": f"还有{len(urgent) - 2}条急的通知。", "url": reverse("notices"),
            "url_text": "都看看",
        }  # fmt: skip
        urgent = [*urgent[:2], more]
    count = len(waiting)
    return {"unseen": f"{MANY}+" if count > MANY else str(count) if count else "", "urgent": urgent}


def _shown(notice: Notice) -> dict[str, Any]:
    return {
        "text": notice.text,
        "url": reverse("notice_open", args=[notice.pk]) if _target(notice) else "",
        "at": notice.at,
        "urgent": notice.urgent,
        "kind": _kind(notice.kind),
    }


def _kind(code: str) -> str:
    try:
        return kind_of(code).name
    except KeyError:
        return ""


def _target(notice: Notice) -> str:
    """The page of the record a notice is about; whoever may not see it gets the page that says so."""
    if notice.subject is None or not _kind(notice.kind):
        return ""
    try:
        return reverse("record_page", args=[notice.kind, notice.subject])
    except NoReverseMatch:
        return ""
