"""收到的投诉建议: for the justice office and the town's leader, to read and to answer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fazhi.orgs.names import user_names
from fazhi.orgs.permissions import PUBLIC, Refused, require
from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.pages.views.access import actor_of, said_plainly, town_of
from fazhi.pages.words import office_today, table_datetime
from fazhi.portal.feedback import actions
from fazhi.portal.feedback.forms import FeedbackAnswerForm, own_page
from fazhi.portal.feedback.models import Feedback
from fazhi.reception.codes import code_for, shown_code
from fazhi.reception.keeping import KIND

AT_ONCE = 30


def _require_reader(request: HttpRequest) -> None:
    require(actions.may_read(actor_of(request), town_of(request)), "投诉建议只给司法所和镇领导看。")


@require_safe
@said_plainly
def inbox(request: HttpRequest) -> HttpResponseBase:
    """What waits, oldest first; below it what was answered, newest first."""
    _require_reader(request)
    rows = Feedback.objects.filter(town=town_of(request), voided_at=None)
    answered = rows.filter(status=Feedback.Status.ANSWERED).order_by("-answered_on", "-sent_at")
    page = Paginator(answered, AT_ONCE).get_page(request.GET.get("page"))
    waiting = list(rows.filter(status=Feedback.Status.WAITING).order_by("sent_at"))
    names = _names([*waiting, *page])
    context = {
        "page": page,
        "waiting": [{"row": row, "who": names.get(row.sender, "")} for row in waiting],
        "answered": [{"row": row, "who": names.get(row.sender, "")} for row in page],
    }

    def everything() -> Iterator[tuple[Feedback, str]]:
        for row in chain(waiting, answered.iterator()):
            if row.sender not in names:
                names.update(_names([row]))
            yield row, names.get(row.sender, "")

    title = f"{town_of(request).name}收到的投诉建议"
    return page_or_file(request, "feedback/inbox.html", context, ListFile(title, title, COLUMNS, everything))


COLUMNS = (
    Offered("status", "状态", lambda row: row[0].get_status_display(), 10),
    Offered("text", "投诉建议", lambda row: row[0].text, 60),
    Offered("who", "谁提的", itemgetter(1)),
    Offered("sent_at", "提交时间", lambda row: table_datetime(row[0].sent_at), 18),
    Offered("reachable", "留了联系方式没有", lambda row: "留了" if row[0].contact else "", 18),
    Offered("answered_on", "答复日期", lambda row: row[0].answered_on, 12),
    Offered("answer", "答复", lambda row: row[0].answer, 46),
)


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def item(request: HttpRequest, feedback_id: UUID) -> HttpResponse:
    """One of them; POST says in `act` whether it is answered or the contact erased."""
    _require_reader(request)
    row = _row_or_404(request, feedback_id)
    form = FeedbackAnswerForm(
        request.POST if request.POST.get("act") == "answer" else None,
        initial={"acting_town": str(town_of(request).pk), "version": row.version},
    )
    common: dict[str, Any] = {"town": town_of(request), "by": actor_of(request), "today": office_today()}
    try:
        if request.POST.get("act") == "erase":
            actions.erase_contact(row.pk, **common)
            messages.success(request, "联系方式已删去。")
            return redirect("feedback_item", feedback_id=row.pk)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            actions.answer(row.pk, given["answer"], version=given["version"], **common)
            messages.success(request, "答复已记下，对方凭查询码看得到。")
            return redirect("feedback_item", feedback_id=row.pk)
    except Refused as refusal:
        if not form.is_bound:
            messages.error(request, str(refusal))
            return redirect("feedback_item", feedback_id=row.pk)
        form.add_error("answer" if refusal.field == "answer" else None, str(refusal))
    return _page(request, row, form)


@require_POST
@said_plainly
def contact(request: HttpRequest, feedback_id: UUID) -> HttpResponse:
    """The same page with the way to reach the sender in full; looking is traced."""
    _require_reader(request)
    row = _row_or_404(request, feedback_id)
    known = actions.read_contact(row.pk, town=town_of(request), by=actor_of(request))
    form = FeedbackAnswerForm(initial={"acting_town": str(town_of(request).pk), "version": row.version})
    return _page(request, row, form, known)


def _row_or_404(request: HttpRequest, feedback_id: UUID) -> Feedback:
    row: Feedback | None = Feedback.objects.filter(
        pk=feedback_id, town=town_of(request), voided_at=None
    ).first()
    if row is None:
        raise Http404
    return row


def _page(request: HttpRequest, row: Feedback, form: FeedbackAnswerForm, contact: str = "") -> HttpResponse:
    context = {
        "row": row, "who": _names([row]).get(row.sender, ""), "form": form, "contact": contact,
        "may_see_contact": actor_of(request).may_unmask(KIND, town_of(request)), "page_url": own_page(row.about),
        "code": shown_code(code_for(row.pk)),
    }  # fmt: skip
    return render(request, "feedback/item.html", context, status=422 if form.errors else 200)


def _names(rows: list[Feedback]) -> dict[str, str]:
    """Of each sender the name to show."""
    return {**user_names(row.sender for row in rows), PUBLIC.key: "群众"}
