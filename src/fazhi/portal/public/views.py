"""The public pages that only show: home, centre, guides, 常见问题; and 查进度 by code."""

from __future__ import annotations

import hmac
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fazhi.orgs.permissions import Refused
from fazhi.pages.qr import qr_svg
from fazhi.pages.words import office_today
from fazhi.portal.feedback import actions as feedback
from fazhi.portal.feedback.views import status_page
from fazhi.portal.public import limits
from fazhi.portal.public.access import public
from fazhi.portal.public.forms import FLOWS, CodeForm
from fazhi.publishing.log import dates
from fazhi.reception.applications import rate
from fazhi.reception.codes import mark_of, read_code, shown_code
from fazhi.reception.models import Application, Satisfaction, ServiceCentre, ServiceGuide
from fazhi.reception.progress import find, progress_of
from fazhi.reception.promises import rules_of

SHOWN = 100


@require_safe
@public
def home(request: HttpRequest, centre: ServiceCentre) -> HttpResponse:
    """办事四键, and what else there is."""
    context = {
        "centre": centre,
        "flows": FLOWS,
        "guides": ServiceGuide.objects.filter(town=centre.town_id, is_public=True, kind="guide", voided_at=None),
        "asked": _published(centre).exists(),
    }  # fmt: skip
    return render(request, "public/home.html", context)


@require_safe
@public
def centre_page(request: HttpRequest, centre: ServiceCentre) -> HttpResponse:
    """服务中心: where, when, and all its public guides, flows and rules."""
    guides = list(ServiceGuide.objects.filter(town=centre.town_id, is_public=True, voided_at=None))
    groups = [
        (label, [guide for guide in guides if guide.kind == kind])
        for kind, label in ServiceGuide.Kind.choices
        if any(guide.kind == kind for guide in guides)
    ]
    told = dates(centre.town, "centre").get(centre.pk)
    return render(request, "public/centre.html", {"centre": centre, "groups": groups, "dates": told})


@require_safe
@public
def guide(request: HttpRequest, centre: ServiceCentre, code: str) -> HttpResponse:
    """One guide, rule or flow."""
    row = ServiceGuide.objects.filter(town=centre.town_id, code=code, is_public=True, voided_at=None).first()
    if row is None:
        raise Http404
    url = (
        centre.address_outside.rstrip("/") + request.path
        if centre.address_outside
        else request.build_absolute_uri(request.path)
    )
    context = {
        "centre": centre,
        "guide": row,
        "rules": rules_of(row.rules, office_today(), centre.town),
        "dates": dates(centre.town, "guide").get(row.pk),
        "qr": qr_svg(url, "扫码看这一页"),
    }
    return render(request, "public/guide.html", context)


def _published(centre: ServiceCentre) -> Any:
    rows = Application.objects.filter(town=centre.town_id, voided_at=None, kind=Application.Kind.QUESTION)
    return rows.exclude(published_on=None).order_by("-published_on", "-pk")


@require_safe
@public
def asked(request: HttpRequest, centre: ServiceCentre) -> HttpResponse:
    """常见问题."""
    known = dates(centre.town, "answer")
    rows = [
        {**row, "dates": (row["published_on"], known.get(row["pk"], (None, None))[1])}
        for row in _published(centre).values("pk", "public_question", "public_answer", "published_on")[:SHOWN]
    ]
    return render(request, "public/asked.html", {"centre": centre, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@public
def progress(request: HttpRequest, centre: ServiceCentre) -> HttpResponse:
    """查进度: the code, then the words."""
    if request.method != "POST":
        return _ask_code(request, centre, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask_code(request, centre, form)
    code = read_code(form.cleaned_data["code"])
    if code is None:
        form.add_error("code", "查询码不对，应是10个字母和数字。请对着小票再看一遍")
        return _ask_code(request, centre, form)
    return _show(request, centre, code, form)


@require_safe
@public
def by_code(request: HttpRequest, centre: ServiceCentre, code: str) -> HttpResponse:
    """The same by the address a QR code holds."""
    read = read_code(code)
    form = CodeForm({"code": code})
    form.is_valid()
    if read is None:
        form.add_error("code", "查询码不对，应是10个字母和数字。请对着小票再看一遍")
        return _ask_code(request, centre, form)
    return _show(request, centre, read, form)


def _ask_code(request: HttpRequest, centre: ServiceCentre, form: CodeForm, status: int = 0) -> HttpResponse:
    question, sealed = limits.new_question() if limits.must_answer(request, "code") else ("", "")
    context = {"centre": centre, "form": form, "question": question, "sealed": sealed}
    return render(request, "public/progress.html", context, status=status or (422 if form.errors else 200))


def _show(request: HttpRequest, centre: ServiceCentre, code: str, form: CodeForm) -> HttpResponse:
    """Whether a code exists is told like one that does not match: guessing is slowed down before it looks."""
    if limits.refused(request, "code"):
        form.add_error(
            None, f"查得太多了，请过{limits.minutes('code')}分钟再查，或者打电话{centre.phone}来问。"
        )
        return _ask_code(request, centre, form, 429)
    if limits.must_answer(request, "code") and not limits.answers(
        request.POST.get("question", ""), request.POST.get("question_answer", "")
    ):
        form.add_error(None, "请先回答下面的小问题，再点“查”。")
        return _ask_code(request, centre, form)
    row = find(code, centre.town)
    if row is None and (said := feedback.find(code, centre.town)) is not None:
        return status_page(request, said, centre=centre)
    if row is None:
        limits.count(request, "code")
        form.add_error("code", "没有查到这个码。请核对；还查不到，请打电话或到窗口来问")
        return _ask_code(request, centre, form)
    return _status_page(request, centre, code, row)


def _status_page(
    request: HttpRequest, centre: ServiceCentre, code: str, row: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "centre": centre, "code": shown_code(code), "plain_code": code,
        "progress": progress_of(row, centre, office_today()), "choices": Satisfaction.Choice.choices,
        "has_phone": bool(getattr(row, "phone", "")), **more,
    }  # fmt: skip
    return render(request, "public/status.html", context, status=status)


def _row_or_404(request: HttpRequest, centre: ServiceCentre, code: str) -> tuple[str, Any]:
    """What the code names; guessing here counts like guessing in 查进度."""
    read = read_code(code)
    if read is None or limits.refused(request, "code"):
        raise Http404
    row = find(read, centre.town)
    if row is None:
        limits.count(request, "code")
        raise Http404
    return read, row


@require_POST
@public
def answer(request: HttpRequest, centre: ServiceCentre, code: str) -> HttpResponse:
    """The office's answer, for who has the code and knows the last four digits of the telephone left with it."""
    read, row = _row_or_404(request, centre, code)
    if limits.refused(request, "digits", code=read):
        wait = f"试得太多了，请过{limits.minutes('digits')}分钟再试，或者打电话来问。"
        return _status_page(request, centre, read, row, 429, digits_error=wait)
    digits = "".join(one for one in request.POST.get("digits", "") if one.isascii() and one.isdigit())
    given = getattr(row, "phone", "")
    if not given or len(digits) != 4 or not hmac.compare_digest(digits, given[-4:]):
        limits.count(request, "digits", code=read)
        return _status_page(request, centre, read, row, 422, digits_error="后四位不对，请核对您当时留的电话")
    return _status_page(request, centre, read, row, answer=row.answer)


@require_POST
@public
def satisfaction(request: HttpRequest, centre: ServiceCentre, code: str) -> HttpResponse:
    """One of three words and a sentence, once, by whoever holds the code."""
    read, row = _row_or_404(request, centre, code)
    if not progress_of(row, centre, office_today()).ended:
        return redirect("public_code", slug=centre.slug, code=read)
    try:
        rate(
            mark_of(read), request.POST.get("choice", ""), request.POST.get("words", "").replace("\x00", ""),
            town=centre.town, today=office_today(),
        )  # fmt: skip
    except Refused as refusal:
        return _status_page(request, centre, read, row, 422, rate_error=str(refusal))
    return redirect("public_code", slug=centre.slug, code=read)
