"""投诉建议: one box for anybody, with or without a login, and the answer by query code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import PUBLIC, Actor, Refused
from fazhi.pages.qr import qr_svg
from fazhi.pages.views.access import uuid_or_none
from fazhi.portal.feedback import actions
from fazhi.portal.feedback.forms import FeedbackForm, own_page
from fazhi.portal.feedback.models import Feedback
from fazhi.portal.public import limits
from fazhi.portal.public.access import public
from fazhi.portal.public.forms import CodeForm
from fazhi.reception.codes import code_for, read_code, shown_code
from fazhi.reception.models import ServiceCentre
from fazhi.storage.ids import new_id

STAMP_AGE = 24 * 3600
SHOWN = 20  # of what one sent oneself
_SALT = "fazhi feedback form"
_INSIDE, _OUTSIDE, _FRAMED = "fazhi/shell.html", "fazhi/public_shell.html", "public/page.html"


@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """For who is logged in, in the town being worked on; for who is not, in the town one chooses."""
    by = _sender(request)
    town: Town | None = getattr(request, "town", None)
    if by is not PUBLIC and town is not None:
        return _box(request, by, town, by.towns(), _base(request))
    return _box(request, PUBLIC, None, list(Town.objects.order_by("name")), _OUTSIDE)


@require_http_methods(["GET", "HEAD", "POST"])
@public
def public_feedback(request: HttpRequest, centre: ServiceCentre) -> HttpResponse:
    """The same among the public pages of a centre, which may stand in a county portal's frame."""
    return _box(request, PUBLIC, centre.town, [centre.town], _FRAMED, centre)


def _sender(request: HttpRequest) -> Actor:
    by: Actor = request.actor  # type: ignore[attr-defined]
    return by if by.key else PUBLIC


def _base(request: HttpRequest) -> str:
    """Who came in by PIN has the phone pages only: no navigation."""
    return _OUTSIDE if request.session.get(settings.BY_PIN) else _INSIDE


def _box(
    request: HttpRequest, by: Actor, town: Town | None, towns: Sequence[Town], base: str, centre: ServiceCentre | None = None
) -> HttpResponse:  # fmt: skip
    """The box, or what became of it. `town` is None where somebody outside must say which."""
    if town is None and len(towns) == 1:
        town = towns[0]
    asked = list(towns) if town is None else None
    if request.method != "POST":
        about = own_page(request.GET.get("about", "")) or _came_from(request)
        return _show(request, FeedbackForm(towns=asked, initial={"about": about}), by, town, base, centre)
    data = {name: str(value).replace("\x00", "") for name, value in request.POST.items()}
    command, stamped = _read_stamp(data.get("stamp", ""))
    form = FeedbackForm(data, towns=asked)
    if not form.is_valid():
        return _show(request, form, by, town, base, centre, data.get("stamp", "") if command else "")
    given = form.cleaned_data
    wanted = given.get("town") or stamped
    where = next((one for one in towns if str(one.pk) == wanted), None)
    if command is None or where is None:
        form.add_error(None, "这一页开得太久了。您写的内容还在，请再点一次。")
        return _show(request, form, by, town, base, centre)
    known = Feedback.objects.filter(pk=command).exists()
    if by is PUBLIC and not known and (trouble := _held_up(request, data)):
        form.add_error(None, trouble)
        return _show(request, form, by, town, base, centre, data["stamp"], ask=True)
    try:
        made = actions.send(
            given["text"], contact=given["contact"], about=given["about"], town=where, by=by, command=command,
            now=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _show(request, form, by, town, base, centre, data["stamp"])
    return _sent(request, made, base, centre)


def _held_up(request: HttpRequest, data: dict[str, str]) -> str:
    """Why this address must wait or answer a question first; counted when neither."""
    if limits.refused(request, "sent"):
        return f"这里一小时里提交得太多了。您写的内容还在，请过{limits.minutes('sent')}分钟再点一次。"
    if limits.must_answer(request, "sent") and not limits.answers(
        data.get("question", ""), data.get("question_answer", "")
    ):
        tried = "question_answer" in data
        return "没有算对，请再算一次。" if tried else "请先回答最下面的一个小问题，再点一次。"
    limits.count(request, "sent")
    return ""


def _show(
    request: HttpRequest, form: FeedbackForm, by: Actor, town: Town | None, base: str, centre: ServiceCentre | None,
    stamp: str = "", *, ask: bool = False,
) -> HttpResponse:  # fmt: skip
    ask = by is PUBLIC and (ask or limits.must_answer(request, "sent"))
    question, sealed = limits.new_question() if ask else ("", "")
    own: Any = []
    if by is not PUBLIC:
        own = Feedback.objects.filter(sender=by.key, town=town, voided_at=None).order_by("-sent_at")[:SHOWN]
    context = {
        "base": base, "centre": centre, "form": form, "town": town, "by_name": by.name if by is not PUBLIC else "",
        "stamp": stamp or _stamp(town), "question": question, "sealed": sealed,
        "own": [{"row": row, "code": code_for(row.pk)} for row in own],
        "query_url": _query_url(centre), "may_read": town is not None and actions.may_read(by, town),
    }  # fmt: skip
    return render(request, "feedback/write.html", context, status=422 if form.errors else 200)


def _sent(request: HttpRequest, made: Feedback, base: str, centre: ServiceCentre | None) -> HttpResponse:
    code = code_for(made.pk)
    path = (
        reverse("public_code", args=[centre.slug, code]) if centre else reverse("feedback_code", args=[code])
    )
    outside = centre.address_outside.rstrip("/") if centre else ""
    context = {
        "base": base, "centre": centre, "code": shown_code(code), "code_url": path,
        "qr": qr_svg(outside + path if outside else request.build_absolute_uri(path), "扫码看答复"),
    }  # fmt: skip
    return render(request, "feedback/sent.html", context)


def _came_from(request: HttpRequest) -> str:
    """The page of this host whose link was followed, where the browser says so."""
    given = urlsplit(request.headers.get("Referer", "")[:500])
    here = request.path
    return own_page(given.path) if given.netloc == request.get_host() and given.path != here else ""


def _query_url(centre: ServiceCentre | None) -> str:
    return reverse("public_progress", args=[centre.slug]) if centre else reverse("feedback_query")


def _stamp(town: Town | None) -> str:
    """The command of this one, sealed: nobody else can choose it, and sent twice it is one."""
    return signing.dumps({"command": str(new_id()), "town": str(town.pk) if town else ""}, salt=_SALT)


def _read_stamp(stamp: str) -> tuple[UUID | None, str]:
    try:
        held = signing.loads(stamp, salt=_SALT, max_age=STAMP_AGE)
    except signing.BadSignature:
        return None, ""
    return uuid_or_none(held["command"]), held["town"]


# ── The answer ──────────────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def query(request: HttpRequest) -> HttpResponse:
    """看答复: the code, then the answer."""
    if request.method != "POST":
        return _ask_code(request, CodeForm())
    return _answered(request, CodeForm(request.POST))


@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """The same by the address a QR code holds."""
    return _answered(request, CodeForm({"code": code}))


def _answered(request: HttpRequest, form: CodeForm) -> HttpResponse:
    if not form.is_valid():
        return _ask_code(request, form)
    code = read_code(form.cleaned_data["code"])
    if code is None:
        form.add_error("code", "查询码不对，应是10个字母和数字。请对着小票再看一遍")
        return _ask_code(request, form)
    if limits.refused(request, "code"):
        form.add_error(None, f"查得太多了，请过{limits.minutes('code')}分钟再查。")
        return _ask_code(request, form, 429)
    if limits.must_answer(request, "code") and not limits.answers(
        request.POST.get("question", ""), request.POST.get("question_answer", "")
    ):
        form.add_error(None, "请先回答下面的小问题，再点“查”。")
        return _ask_code(request, form)
    row = actions.find(code)
    if row is None:
        limits.count(request, "code")
        form.add_error("code", "没有查到这个码。请核对后再填")
        return _ask_code(request, form)
    return status_page(request, row, _inside(request))


def status_page(
    request: HttpRequest, row: Feedback, base: str = _FRAMED, centre: ServiceCentre | None = None
) -> HttpResponse:
    """Whether it was answered, and the answer: never what was written, nor by whom."""
    context = {
        "base": base, "centre": centre, "row": row, "code": shown_code(code_for(row.pk)), "query_url": _query_url(centre)
    }  # fmt: skip
    return render(request, "feedback/status.html", context)


def _inside(request: HttpRequest) -> str:
    inside = _sender(request) is not PUBLIC and getattr(request, "town", None) is not None
    return _base(request) if inside else _OUTSIDE


def _ask_code(request: HttpRequest, form: CodeForm, status: int = 0) -> HttpResponse:
    question, sealed = limits.new_question() if limits.must_answer(request, "code") else ("", "")
    context = {"base": _inside(request), "form": form, "question": question, "sealed": sealed}
    return render(request, "feedback/query.html", context, status=status or (422 if form.errors else 200))
