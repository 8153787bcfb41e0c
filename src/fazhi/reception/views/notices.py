"""紧急通知: what stands on top of every public page for some days; one person may publish it at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from fazhi.orgs.permissions import Refused
from fazhi.pages.fields import DateText, OfficeDateField, TextField
from fazhi.pages.views.access import actor_of, said_plainly, town_of
from fazhi.pages.words import office_today
from fazhi.publishing.differences import Changed
from fazhi.publishing.draft_pages import DraftForm, again, begun, kept
from fazhi.publishing.models import Release
from fazhi.publishing.releasing import in_hand, look_within
from fazhi.reception.centre import keep_notice
from fazhi.reception.forms import AHEAD
from fazhi.reception.models import UrgentNotice
from fazhi.reception.public_matters import NOTICE
from fazhi.reception.views.access import require_keeping, row_or_404


class NoticeForm(DraftForm):
    text = TextField(label="通知什么", long=True, help_text="如：今天台风，窗口不开，有事打电话")
    until = OfficeDateField(label="到哪天为止", future_allowed=True, widget=DateText(AHEAD))


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def notice_edit(request: HttpRequest, notice_id: UUID | None = None) -> HttpResponse:
    """Write an urgent notice."""
    require_keeping(request)
    town = town_of(request)
    notice = row_or_404(request, UrgentNotice, notice_id) if notice_id else None
    initial: dict[str, Any] = {"acting_town": str(town.pk), "until": office_today()}
    if notice is not None:
        initial |= begun(NOTICE, notice)
    form: DraftForm = NoticeForm(request.POST if request.method == "POST" else None, initial=initial)
    theirs: list[Changed] = []
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in NOTICE.fields}

        def keep(seen: str, recalling: bool) -> Release:
            common: dict[str, Any] = {"town": town, "by": actor_of(request), "notice_id": notice_id}
            return keep_notice(values, seen=seen or None, recalling=recalling, **common)

        done = kept(request, form, keep)
        if not isinstance(done, Refused):
            return done
        if notice is not None:
            form, theirs = again(form, done, NOTICE, notice)
        else:
            form.add_error(done.field if done.field in form.fields else None, str(done))
    context = {
        "form": form, "notice": notice, "in_hand": in_hand(notice.pk) if notice else None, "theirs": theirs,
        "days": look_within(town),
    }  # fmt: skip
    return render(request, "reception/notice_edit.html", context, status=422 if form.errors else 200)
