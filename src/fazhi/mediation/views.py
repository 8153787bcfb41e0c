"""My files (我的卷宗): which are complete, what the others lack, and the month's claim form."""

from __future__ import annotations

import re
from datetime import date
from operator import attrgetter
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from fazhi.evidence.official import NoChineseFont
from fazhi.evidence.papers import Form, write_paper
from fazhi.evidence.papers.editions import in_use
from fazhi.mediation.documents import CLAIM
from fazhi.mediation.subsidy import claim_facts, claims, files_of
from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.pages.views.access import actor_of, said_plainly, town_of
from fazhi.pages.words import office_today

MONTH = re.compile(r"(\d{4})-(\d{1,2})")


def _month(request: HttpRequest) -> date:
    read = MONTH.fullmatch(request.GET.get("month", ""))
    today = office_today()
    if read is None or not 1 <= int(read[2]) <= 12 or not 2000 <= int(read[1]) <= today.year + 1:
        return today.replace(day=1)
    return date(int(read[1]), int(read[2]), 1)


@require_safe
@said_plainly
def my_files(request: HttpRequest) -> HttpResponseBase:
    """我的卷宗: every file of the year with what it lacks; those archived complete this month make the claim."""
    actor, town = actor_of(request), town_of(request)
    if not actor.may_keep("dispute", town):
        raise Http404
    month = _month(request)
    files = files_of(actor, town, year=month.year)
    before = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
    context = {
        "month": month, "before": f"{before:%Y-%m}", "claimed": claims(files, month),
        "files": [{"file": one, "url": reverse("record_page", args=["dispute", one.case["id"]])} for one in files],
    }  # fmt: skip
    title = f"{actor.name}{month.year}年的卷宗"
    return page_or_file(
        request,
        "mediation/my_files.html",
        context,
        ListFile(title, title, COLUMNS, lambda: files, kind="dispute"),
    )


COLUMNS = (
    Offered("title", "案件", lambda one: one.case["title"], 46),
    Offered("number", "编号", lambda one: one.case["number"], 20),
    Offered("result", "结果", attrgetter("result"), 12),
    Offered("lacking", "还缺的材料", lambda one: "、".join(one.lacking), 36),
    Offered("archived_on", "归档日期", attrgetter("archived_on"), 12),
)


@require_safe
@said_plainly
def claim_form(request: HttpRequest) -> HttpResponse:
    """补贴申领表 of the month, as PDF or Word."""
    actor, town = actor_of(request), town_of(request)
    if not actor.may_keep("dispute", town):
        raise Http404
    month = _month(request)
    template = in_use(town, CLAIM).template
    form: Form = "docx" if request.GET.get("form") == "docx" else "pdf"
    claimed = claims(files_of(actor, town, year=month.year), month)
    try:
        content = write_paper(template, claim_facts(actor, town, claimed, month), form=form)
    except NoChineseFont as refusal:
        messages.error(request, str(refusal))
        return redirect("my_files")
    kind = (
        "application/pdf"
        if form == "pdf"
        else "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(f'补贴申领表-{month:%Y-%m}')}.{form}"
    )
    return answer
