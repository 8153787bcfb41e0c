"""Writing the report: every button of the editor comes in here, and the saving as one types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.pages.words import office_time
from fazhi.reports import actions
from fazhi.reports.filling import rendered, values_of, with_names
from fazhi.reports.holding import EditedMeanwhile
from fazhi.reports.models import AnnualReport
from fazhi.reports.tokens import token
from fazhi.reports.views.access import require_report
from fazhi.reports.wording import EXACT, MANNERS

PLACE = "□"  # where a figure chosen from the list goes


@require_POST
def begin(request: HttpRequest, year: int) -> HttpResponse:
    """Compose the first draft."""
    actor, town = require_report(request)
    report = actions.draft(town, year, by=actor)
    messages.success(request, f"{report.year}年度报告的初稿已按记录写好，缺记录的地方做了标记。")
    return HttpResponseRedirect(reverse("report", args=[year]))


@require_POST
def edit(request: HttpRequest, year: int) -> HttpResponse:
    """One change of the report, named by the button `do`."""
    actor, town = require_report(request)
    report = _report(town, year)
    do = DOINGS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404("不认识这个按钮。请回到报告页再点一次。")
    try:
        query = do(request, report, actor, town)
    except EditedMeanwhile as conflict:
        return _both(request, report, conflict)
    except Refused as refusal:
        messages.error(request, str(refusal))
        query = _stay(request)
    return HttpResponseRedirect(reverse("report", args=[year]) + query)


@require_POST
def autosave(request: HttpRequest, year: int) -> HttpResponse:
    """Save a paragraph as it is typed; answers with the time, and the version that the form carries from now on."""
    actor, town = require_report(request)
    paragraph_id, version = _uuid(request, "paragraph"), _number(request, "version")
    try:
        paragraph = actions.write(town, paragraph_id, request.POST.get("text", ""), version, by=actor)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
    time = f"{office_time(paragraph.changed_at):%H:%M}"
    return HttpResponse(
        format_html(
            '<input type="hidden" name="version" id="version-{}" value="{}" hx-swap-oob="true">{} 已自动保存',
            paragraph.pk, paragraph.version, time,
        )
    )  # fmt: skip


def _report(town: Town, year: int) -> AnnualReport:
    report = AnnualReport.objects.filter(town=town, year=year).first()
    if report is None:
        raise Http404("这一年的报告还没有开始。请从年度报告页开始起草。")
    return report


def _uuid(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Http404("这个按钮过期了。请回到报告页再点一次。") from None


def _number(request: HttpRequest, name: str) -> int:
    try:
        return int(request.POST.get(name, ""))
    except ValueError:
        raise Http404("这个按钮过期了。请回到报告页再点一次。") from None


def _stay(request: HttpRequest) -> str:
    """Back to where the person was."""
    at = request.POST.get("paragraph", "")
    return f"#p-{at}" if at else ""


def _write(request: HttpRequest, report: AnnualReport, actor: Actor, town: Town) -> str:
    at = _uuid(request, "paragraph")
    actions.write(town, at, request.POST.get("text", ""), _number(request, "version"), by=actor)
    return f"#p-{at}"


def _insert(request: HttpRequest, report: AnnualReport, actor: Actor, town: Town) -> str:
    """Save what was typed with the chosen figure at □, or at the end."""
    at = _uuid(request, "paragraph")
    text, code = request.POST.get("text", ""), request.POST.get("code", "")
    manner = request.POST.get("manner", EXACT)
    if not code:
        raise Refused("请先从列表里选一个数字")
    written = token(code, manner if manner in MANNERS else EXACT)
    text = text.replace(PLACE, written, 1) if PLACE in text else text + written
    actions.write(town, at, text, _number(request, "version"), by=actor)
    return f"?edit={at}&figure={code}#p-{at}"


def _preview(request: HttpRequest, report: AnnualReport, actor: Actor, town: Town) -> str:
    at = _uuid(request, "paragraph")
    actions.write(town, at, request.POST.get("text", ""), _number(request, "version"), by=actor)
    return f"?edit={at}#p-{at}"


def _mend(request: HttpRequest, report: AnnualReport, actor: Actor, town: Town) -> str:
    at = _uuid(request, "paragraph")
    actions.mend(
        town, at, _number(request, "version"), _number(request, "start"), _number(request, "end"),
        request.POST.get("words", ""), request.POST.get("replacement", ""), by=actor,
    )  # fmt: skip
    messages.success(request, "已改好这一处。")
    return f"#p-{at}"


def _fill_mark(request: HttpRequest, report: AnnualReport, actor: Actor, town: Town) -> str:
    at = _uuid(request, "paragraph")
    actions.fill_mark(town, at, _number(request, "version"), request.POST.get("what", ""), by=actor)
    messages.success(request, "已按记录补上这一句。")
    return f"#p-{at}"


def _write_in(request: HttpRequest, report: AnnualReport, actor: Actor, town: Town) -> str:
    code = request.POST.get("code", "")
    paragraph = actions.write_in(town, _uuid(request, "section"), code, by=actor)
    messages.success(request, "已写在这一节的最后，请看看放在哪里合适。")
    return f"?figure={code}#p-{paragraph.pk}"


def _add_paragraph(request: HttpRequest, report: AnnualReport, actor: Actor, town: Town) -> str:
    after = request.POST.get("after", "")
    paragraph = actions.add_paragraph(
        town, _uuid(request, "section"), request.POST.get("text", ""), by=actor,
        after=UUID(after) if after else None,
    )  # fmt: skip
    return f"?edit={paragraph.pk}#p-{paragraph.pk}"


def _remove_paragraph(request: HttpRequest, report: AnnualReport, actor: Actor, town: Town) -> str:
    actions.remove_paragraph(town, _uuid(request, "paragraph"), _number(request, "version"), by=actor)
    messages.success(request, "已删去这一段。原文留在操作记录里。")
    return ""


def _retitle(request: HttpRequest, report: AnnualReport, actor: Actor, town: Town) -> str:
    at = _uuid(request, "section")
    actions.retitle_section(town, at, request.POST.get("heading", ""), _number(request, "level"), by=actor)
    return f"#s-{at}"


def _move(request: HttpRequest, report: AnnualReport, actor: Actor, town: Town) -> str:
    at = _uuid(request, "section")
    actions.move_section(town, at, _number(request, "by_places"), by=actor)
    return f"?section={at}#s-{at}"


def _add_section(request: HttpRequest, report: AnnualReport, actor: Actor, town: Town) -> str:
    after = request.POST.get("after", "")
    section = actions.add_section(
        town, report.pk, request.POST.get("heading", ""), _number(request, "level"), by=actor,
        after=UUID(after) if after else None,
    )  # fmt: skip
    return f"?section={section.pk}#s-{section.pk}"


def _remove_section(request: HttpRequest, report: AnnualReport, actor: Actor, town: Town) -> str:
    actions.remove_section(town, _uuid(request, "section"), by=actor)
    messages.success(request, "已删去这一节。原文留在操作记录里。")
    return ""


def _both(request: HttpRequest, report: AnnualReport, conflict: EditedMeanwhile) -> HttpResponse:
    """Both texts side by side; saving again puts the person's choice over the newer one."""
    values = values_of(report)
    context: dict[str, Any] = {
        "report": report, "paragraph": conflict.theirs, "yours": with_names(conflict.yours),
        "theirs": with_names(conflict.theirs.text), "message": str(conflict),
        "theirs_words": [piece.words for piece in rendered(conflict.theirs.text, values)],
        "yours_words": [piece.words for piece in rendered(conflict.yours, values)],
    }  # fmt: skip
    return render(request, "fazhi/reports/both.html", context, status=409)


Doing = Callable[[HttpRequest, AnnualReport, Actor, Town], str]
DOINGS: dict[str, Doing] = {
    "write": _write, "insert": _insert, "preview": _preview, "mend": _mend, "fill_mark": _fill_mark, "write_in": _write_in,
    "add_paragraph": _add_paragraph, "remove_paragraph": _remove_paragraph, "retitle": _retitle, "move": _move,
    "add_section": _add_section, "remove_section": _remove_section,
}  # fmt: skip
