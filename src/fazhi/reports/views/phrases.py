"""过时的表述: the list, one more, and one looked for no longer."""

from __future__ import annotations

from operator import attrgetter
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from fazhi.orgs.permissions import Refused, require
from fazhi.pages.fields import OfficeDateField, TextField
from fazhi.pages.forms import OfficeForm
from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.reports.models import Phrase
from fazhi.reports.phrases import MAY_KEEP, add_phrase, stop_phrase
from fazhi.reports.views.access import require_report


class PhraseForm(OfficeForm):
    """One wording."""

    acting_town = forms.CharField(required=False, widget=forms.HiddenInput)
    old = TextField(label="原来的表述", help_text="报告里出现一字不差的这几个字，就提示")
    new = TextField(label="现在的表述", required=False, help_text="不再写的，空着")
    since = OfficeDateField(label="从哪天起", future_allowed=True)
    source = TextField(label="依据", help_text="哪份文件、哪次会议，哪天的")


@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request: HttpRequest) -> HttpResponseBase:
    """The list with the form for one more."""
    actor, town = require_report(request)
    may = actor.may_draft_report(town)
    if request.method == "POST":
        require(may, MAY_KEEP)
    form = PhraseForm(request.POST if request.method == "POST" else None, initial={"acting_town": town.pk})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = add_phrase(
                town,
                old=given["old"],
                new=given["new"] or "",
                since=given["since"],
                source=given["source"],
                by=actor,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"已加上“{row.old}”。写报告时会提示，送审前要改好。")
            return redirect("report_phrases")
    rows = list(Phrase.objects.filter(town=town))
    context = {
        "phrases": [row for row in rows if row.stopped_at is None],
        "stopped": [row for row in rows if row.stopped_at is not None],
        "form": form,
        "may_write": may,
    }
    status = 422 if form.errors else 200
    title = f"{town.name}过时的表述"
    listed = ListFile(title, title, COLUMNS, lambda: rows)
    return page_or_file(request, "fazhi/reports/phrases.html", context, listed, status=status)


COLUMNS = (
    Offered("old", "原来的表述", attrgetter("old"), 30),
    Offered("new", "现在的表述", lambda row: row.new or "不再写", 30),
    Offered("since", "从哪天起", attrgetter("since"), 12),
    Offered("source", "依据", attrgetter("source"), 46),
    Offered("state", "状态", lambda row: "停用" if row.stopped_at else "在检查", 10),
)


@require_POST
def phrase_stop(request: HttpRequest, phrase_id: UUID) -> HttpResponse:
    """停用."""
    actor, town = require_report(request)
    if not Phrase.objects.filter(pk=phrase_id, town=town).exists():
        raise Http404
    try:
        row = stop_phrase(town, phrase_id, by=actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{row.old}”不再检查。还要检查的，再加一条。")
    return redirect("report_phrases")
