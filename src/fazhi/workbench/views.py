"""The first page, registering, the small switches, and what a server must answer."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fazhi.cases.procedures import is_taken_live
from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import Actor
from fazhi.records.kinds import ledger_kinds
from fazhi.workbench.middleware import TOWN
from fazhi.workbench.shell import LARGE

log = logging.getLogger("fazhi.workbench")
LATEST = 8
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Choice:
    """One of the six things one comes to register, and the kinds it may become."""

    name: str
    words: str
    kinds: tuple[str, ...]


CHOICES = (
    Choice("有人来访", "来访、咨询、申请调解", ("reception",)),
    Choice("有纠纷", "网格、村里排查到的矛盾纠纷", ("dispute",)),
    Choice("要审材料", "合同、协议、规范性文件、决策", ("contract_review", "normative_review", "decision")),
    Choice(
        "办了培训或活动",
        "学法、考试、普法、会议",
        ("study_session", "law_exam", "activity", "views", "agenda_item"),
    ),
    Choice("执法检查", "处罚案件、案卷评查、证件", ("penalty", "file_review", "licence")),
    Choice("收到法院或复议文书", "行政诉讼、行政复议", ("litigation",)),
)


def choices_of(actor: Actor, town: Town) -> list[dict[str, Any]]:
    there = {kind.code: kind for kind in ledger_kinds() if actor.may_keep(kind.code, town)}
    found = []
    for choice in CHOICES:
        kinds = [there[code] for code in choice.kinds if code in there]
        if kinds:
            links = [{"name": kind.name, "url": _where_to(kind.code)} for kind in kinds]
            found.append({"name": choice.name, "words": choice.words, "links": links})
    placed = {code for choice in CHOICES for code in choice.kinds}
    others = [{"name": k.name, "url": _where_to(k.code)} for k in there.values() if k.code not in placed]
    return [*found, *([{"name": "其他", "words": "", "links": others}] if others else [])]


def _where_to(code: str) -> str:
    """Somebody who comes is registered at the window, a case taken live is opened; all else is a row of its ledger."""
    if code == "reception":
        return reverse("reception_window")
    return reverse("case_new" if is_taken_live(code) else "record_new", args=[code])


@require_safe
def register(request: Any) -> HttpResponse:
    """＋登记一件事: six large choices."""
    return render(request, "workbench/register.html", {"choices": choices_of(request.actor, request.town)})


@require_POST
def switch_town(request: Any) -> HttpResponse:
    """Work on another of one's towns."""
    wanted = request.POST.get("town", "")
    town = next((one for one in request.actor.towns() if wanted and wanted in (str(one.pk), one.code)), None)
    if town is None:
        raise Http404
    request.session[TOWN] = str(town.pk)
    messages.success(request, f"现在看的是{town.name}。")
    # A record's page belongs to its town: after the switch the way is home.
    return redirect("home")


@require_POST
def large_type(request: Any) -> HttpResponse:
    """大字 or standard, remembered for the person and for this browser's login page."""
    on = request.POST.get("on") == "1"
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(large_type=on)
    url = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    response = redirect(url if url and allowed else "home")
    response.set_cookie(LARGE, "1" if on else "0", max_age=365 * 24 * 3600, httponly=True, samesite="Lax")
    return response


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: it answers."""
    return HttpResponse("ok", content_type="text/plain")


def broken(request: HttpRequest) -> HttpResponse:
    """500: a number to tell the administrator, and the same number in the log."""
    number = secrets.token_hex(2).upper()
    log.error("error %s at %s %s", number, request.method, request.path)
    try:
        return render(request, "500.html", {"error_number": number}, status=500)
    except Exception:  # noqa: BLE001  the page about errors must not fail on the error itself
        return HttpResponse(f"没保存成功，是系统出了问题。请告诉系统管理员，编号{number}。", status=500)
