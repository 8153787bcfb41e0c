"""What one does to a record: void, restore, merge, read in full, join to a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from fazhi.cases.merging import separate, was_merged_live
from fazhi.orgs.permissions import require
from fazhi.pages.fields import TextField
from fazhi.pages.forms import OfficeForm
from fazhi.pages.showing import number_of, title_of
from fazhi.pages.views.access import (
    actor_of,
    in_sight,
    kind_or_404,
    loaded,
    record_or_404,
    require_keeper,
    said_plainly,
    town_of,
    uuid_or_none,
)
from fazhi.pages.views.repeats import merge_into
from fazhi.records.actions import Refused, read_in_full, restore, void
from fazhi.records.kinds import RecordKind, kind_of
from fazhi.records.linking import case_model, cases_in_sight, link
from fazhi.records.regrouping import take_apart

CASES_SHOWN = 20


class ReasonForm(OfficeForm):
    """One line that says why; the town and version of the page that asked."""

    acting_town = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, label: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"] = TextField(
            label=label, widget=forms.TextInput({"autocomplete": "off", "maxlength": 200})
        )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if len(reason) > 200:
            raise forms.ValidationError(f"请写在200字以内，现在是{len(reason)}字")
        return reason


def _asked(request: HttpRequest, label: str, record: Any) -> ReasonForm:
    initial = {"acting_town": str(town_of(request).pk), "version": record.version}
    return ReasonForm(label, request.POST if request.method == "POST" else None, initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def record_void(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """作废, with a reason, after a page that says what it does."""
    of_kind = kind_or_404(request, kind)
    record = record_or_404(request, of_kind, record_id)
    require_keeper(request, of_kind, "作废")
    page = reverse("record_page", args=[kind, record_id])
    form = _asked(request, "作废原因", record)
    if request.method == "POST" and form.is_valid():
        try:
            void(
                of_kind, record_id, form.cleaned_data["reason"], town=town_of(request), by=actor_of(request),
                version=form.cleaned_data["version"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "已作废，不再计入清单和数字。弄错了可以恢复。")
            return redirect(page)
    context = {
        **_about(of_kind, record),
        "form": form,
        "action": reverse("record_void", args=[kind, record_id]),
        "back_url": page,
        "effects": [
            "不再出现在清单里，也不再计入任何数字",
            "记录和原因都留着，在清单里选“已作废”还能看到",
            *(["由它自动登进别的台账的那一条，一起作废，也一起恢复"] if of_kind.with_it else []),
            "以后可以恢复",
        ],
    }
    return render(request, "fazhi/records/void.html", context, status=422 if form.errors else 200)


def _about(kind: RecordKind, record: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "record": record,
        "title": title_of(kind, record),
        "list_url": reverse("record_list", args=[kind.code]),
        "page_url": reverse("record_page", args=[kind.code, record.pk]),
    }


@require_POST
@said_plainly
def record_restore(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """恢复: a voided record counts again."""
    of_kind = kind_or_404(request, kind)
    record = record_or_404(request, of_kind, record_id)
    town, by = town_of(request), actor_of(request)
    try:
        if was_merged_live(kind, record_id):
            separate(kind, record_id, town=town, by=by)
            told = "已分开：两件各归各，这一件重新计入清单和数字。"
        elif of_kind.groups and record.merged_into:
            back, stay = take_apart(of_kind, record_id, town=town, by=by)
            told = f"已恢复，原来归过去的{back}条也回来了。"
            if stay:
                told += f"另有{stay}条合并后又改过，没有动，请打开逐条看。"
        else:
            restore(of_kind, record_id, town=town, by=by)
            told = "已恢复，重新计入清单和数字。"
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect("record_page", kind=kind, record_id=record_id)


@require_POST
@said_plainly
def record_merge(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """并入: this record is the same matter as the one given in `into`, which counts from now on for both."""
    of_kind = kind_or_404(request, kind)
    record_or_404(request, of_kind, record_id)
    into = uuid_or_none(request.POST.get("into"))
    if into is None:
        raise Http404
    target = into
    try:
        merge_into(of_kind, [record_id], into, town=town_of(request), by=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        target = record_id
    else:
        messages.success(
            request, "已合并：两条算一条，这里是留下的那一条。弄错了，打开已合并的那条点“恢复”。"
        )
    return redirect("record_page", kind=kind, record_id=target)


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def record_in_full(request: HttpRequest, kind: str, record_id: UUID, field: str) -> HttpResponse:
    """看全号: after a reason, which the trace keeps, the value stands on this page once and is stored nowhere."""
    of_kind = kind_or_404(request, kind)
    record = record_or_404(request, of_kind, record_id)
    column = next((one for one in of_kind.columns if one.field == field and one.masked), None)
    if column is None:
        raise Http404
    actor, town = actor_of(request), town_of(request)
    require(actor.may_unmask(kind, town), "您的岗位只能看遮住的号码，需要看全号请找司法所。")
    form = _asked(request, "为什么要看全号", record)
    context = {
        **_about(of_kind, record),
        "form": form,
        "column": column,
        "action": reverse("record_in_full", args=[kind, record_id, field]),
    }
    if request.method == "POST" and form.is_valid():
        try:
            value = read_in_full(of_kind, record_id, field, form.cleaned_data["reason"], town=town, by=actor)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            context["value"] = "、".join(value) if isinstance(value, list) else value
    response = render(request, "fazhi/records/in_full.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def record_link(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """关联案件: search for the case, choose it; never by name alone."""
    of_kind = kind_or_404(request, kind)
    record = record_or_404(request, of_kind, record_id)
    if case_model(of_kind) is None:
        raise Http404
    require_keeper(request, of_kind, "关联")
    actor, town = actor_of(request), town_of(request)
    context = _about(of_kind, record)
    error, status = "", 200
    if request.method == "POST":
        chosen = uuid_or_none(request.POST.get("case"))
        taking_out = request.POST.get("case") == "none"
        version = request.POST.get("version", "")
        if chosen is None and not taking_out:
            error, status = "请选一件案件", 422
        else:
            try:
                seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
                link(of_kind, record_id, chosen, town=town, by=actor, version=seen)
            except Refused as refusal:
                error, status = str(refusal), 409
            else:
                messages.success(request, "已取消关联。" if taking_out else "已关联。两边的页面上都能看到。")
                return redirect(context["page_url"])
        record = record_or_404(request, of_kind, record_id)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context.update(
        record=record,
        cases=_cases(request, of_kind, record, words),
        words=words,
        error=error,
        action=reverse("record_link", args=[kind, record_id]),
        acting_town=str(town.pk),
    )
    return render(request, "fazhi/records/link.html", context, status=status)


def _cases(request: HttpRequest, kind: RecordKind, record: Any, words: str) -> list[dict[str, Any]]:
    """Cases that hold the words; without words those of the same village around the same day."""
    actor, town = actor_of(request), town_of(request)
    cases = cases_in_sight(kind, town, actor)
    if words:
        cases = cases.filter(
            Q(title__icontains=words) | Q(number__icontains=words) | Q(participants__name__icontains=words)
        )
    elif getattr(record, "village_id", None):
        cases = cases.filter(village=record.village_id)
    ids = cases.order_by("-opened_on", "-pk").values_list("pk", "kind").distinct()[:CASES_SHOWN]
    found: list[dict[str, Any]] = []
    by_kind: dict[str, list[UUID]] = {}
    for pk, code in ids:
        by_kind.setdefault(code, []).append(pk)
    for code, some in by_kind.items():
        of_kind = kind_of(code)
        for one in loaded(of_kind, in_sight(of_kind, town, actor).filter(pk__in=some)):
            found.append(
                {
                    "id": one.pk,
                    "title": title_of(of_kind, one),
                    "number": number_of(one),
                    "kind": of_kind.name,
                    "opened_on": one.case.opened_on,
                    "village": one.case.village.name if one.case.village_id else "",
                    "current": one.pk == getattr(record, "case_id", None),
                }
            )
    found.sort(key=lambda one: str(one["opened_on"] or ""), reverse=True)
    return found
