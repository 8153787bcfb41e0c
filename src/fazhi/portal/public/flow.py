"""我要调解, 我要咨询, 预约, 提意见: a few screens that carry what was typed along, so that nothing is kept half done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from fazhi.orgs.names import numbered
from fazhi.orgs.permissions import Refused
from fazhi.pages.qr import qr_svg
from fazhi.portal.public import limits
from fazhi.portal.public.access import public
from fazhi.portal.public.forms import FLOWS, Flow, Screen, WhereScreen
from fazhi.reception.applications import Sent, apply
from fazhi.reception.codes import code_for, shown_code
from fazhi.reception.models import Application, ServiceCentre
from fazhi.records.models import hidden_batches
from fazhi.records.villages import standing_villages
from fazhi.storage.ids import new_id

STAMP_AGE = 24 * 3600
_SALT = "fazhi public form"
OWN = ("stamp", "at", "back", "question", "question_answer")


@require_http_methods(["GET", "HEAD", "POST"])
@public
def flow(request: HttpRequest, centre: ServiceCentre, code: str) -> HttpResponse:
    """One screen after the other; the last sends it. Sent twice, it is one application and shows the same code."""
    if code not in FLOWS:
        raise Http404
    what = FLOWS[code]
    if request.method != "POST":
        return _screen(request, centre, what, 0, what.screens[0](), _stamp(centre))
    data = request.POST
    at = _at(data.get("at"), len(what.screens))
    command = _command(data.get("stamp", ""), centre)
    stamp = data["stamp"] if command is not None else _stamp(centre)
    if "back" in data:
        at = max(0, at - 1)
        return _screen(request, centre, what, at, what.screens[at](initial=_given(data)), stamp)
    forms = [_bound(centre, screen, data) for screen in what.screens]
    for n, form in enumerate(forms[: at + 1]):
        if not form.is_valid():
            return _screen(request, centre, what, n, form, stamp, status=422)
    if at + 1 < len(forms):
        screen = what.screens[at + 1](initial=_given(data))
        return _screen(request, centre, what, at + 1, screen, stamp)
    if command is None:
        said = "这一页开得太久了。您写的内容还在，请再点一次。"
        return _screen(request, centre, what, at, forms[at], stamp, said=said, status=422)
    return _send(request, centre, what, forms, command, stamp)


def _send(
    request: HttpRequest, centre: ServiceCentre, what: Flow, forms: list[Screen], command: UUID, stamp: str
) -> HttpResponse:
    at = len(forms) - 1
    known = Application.objects.filter(pk=command, town=centre.town_id).first()
    if known is None:
        if limits.refused(request, "sent"):
            said = f"这里一小时里提交得太多了。您写的内容还在，请过{limits.minutes('sent')}分钟再点一次，或者打电话{centre.phone}。"
            return _screen(request, centre, what, at, forms[at], stamp, said=said, status=429)
        if limits.must_answer(request, "sent") and not limits.answers(
            request.POST.get("question", ""), request.POST.get("question_answer", "")
        ):
            tried = request.POST.get("question_answer", "").strip()
            said = "没有算对，请再算一次。" if tried else "请先回答最下面的一个小问题，再点一次。"
            return _screen(request, centre, what, at, forms[at], stamp, said=said, ask=True, status=422)
        limits.count(request, "sent")
    given: dict[str, Any] = {}
    for form in forms:
        given |= form.cleaned_data
    try:
        made = known or apply(
            Sent(kind=what.kind, **given), centre=centre, command=command, now=timezone.now()
        )
    except Refused as refusal:
        return _screen(request, centre, what, at, forms[at], stamp, said=str(refusal), status=422)
    code = code_for(made.pk)
    path = reverse("public_code", args=[centre.slug, code])
    url = (
        centre.address_outside.rstrip("/") + path
        if centre.address_outside
        else request.build_absolute_uri(path)
    )
    context = {
        "centre": centre, "flow": what, "made": made, "code": shown_code(code), "qr": qr_svg(url, "扫码查进度"),
        "code_url": path,
    }  # fmt: skip
    return render(request, "public/done.html", context)


def _screen(
    request: HttpRequest, centre: ServiceCentre, what: Flow, at: int, form: Screen, stamp: str, *, said: str = "",
    ask: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    if isinstance(form, WhereScreen):
        names = standing_villages(centre.town_id, hidden_batches(centre.town_id)).values_list(
            "name", flat=True
        )
        form.offer(sorted(names, key=numbered))
    last = at + 1 == len(what.screens)
    ask = ask or (last and limits.must_answer(request, "sent"))
    question, sealed = limits.new_question() if ask else ("", "")
    carried = [
        (name, request.POST[name].replace("\x00", ""))
        for screen in what.screens
        for name in screen.base_fields
        if name not in form.fields and name in request.POST
    ]
    context = {
        "centre": centre, "flow": what, "form": form, "at": at, "stamp": stamp, "carried": carried, "said": said,
        "last": last, "question": question, "sealed": sealed,
        "steps": [
            {"title": screen.title, "state": "done" if n < at else "now" if n == at else "todo"}
            for n, screen in enumerate(what.screens)
        ],
    }  # fmt: skip
    return render(request, "public/flow.html", context, status=status)


def _bound(centre: ServiceCentre, screen: type[Screen], data: Any) -> Screen:
    return screen({name: data.get(name, "").replace("\x00", "") for name in screen.base_fields})


def _given(data: Any) -> dict[str, str]:
    return {name: value for name, value in data.items() if name not in OWN}


def _at(text: str | None, many: int) -> int:
    return min(int(text), many - 1) if text and text.isascii() and text.isdigit() and len(text) < 3 else 0


def _stamp(centre: ServiceCentre) -> str:
    """The command of this application, sealed: nobody else can choose it, and sent twice it is one."""
    return signing.dumps({"command": str(new_id()), "centre": str(centre.pk)}, salt=_SALT)


def _command(stamp: str, centre: ServiceCentre) -> UUID | None:
    try:
        held = signing.loads(stamp, salt=_SALT, max_age=STAMP_AGE)
    except signing.BadSignature:
        return None
    return UUID(held["command"]) if held.get("centre") == str(centre.pk) else None
