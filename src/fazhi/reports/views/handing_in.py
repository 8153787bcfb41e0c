"""送审, 审定, 退回 and 冻结; comparing with last year and with the records since freezing; downloads."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.evidence.official import NoChineseFont, docx_bytes, pdf_bytes
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Refused, require
from fazhi.pages.fields import OfficeDateField
from fazhi.reports import actions
from fazhi.reports.checking import check
from fazhi.reports.comparing import compared
from fazhi.reports.documents import file_name, paper_of
from fazhi.reports.freezing import difference
from fazhi.reports.holding import MAY_DRAFT
from fazhi.reports.models import AnnualReport
from fazhi.reports.views.access import require_report

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class RemarkForm(forms.Form):
    """A word that goes with the step."""

    remark = forms.CharField(
        label="意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class SendBackForm(RemarkForm):
    remark = forms.CharField(
        label="退回的意见", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明退回的意见，起草人照着改"},
    )  # fmt: skip


class FinalForm(RemarkForm):
    """Before approval: who signs, on which day."""

    issuer = forms.CharField(label="署名", max_length=120)
    dated = OfficeDateField(label="成文日期", required=False, future_allowed=True)
    keep_marks = forms.BooleanField(label="定稿里保留缺记录的标记", required=False)
    field_order = ("issuer", "dated", "keep_marks", "remark")


# step: verb, title, form, action, what is said afterwards
STEPS: dict[str, tuple[str, str, type[RemarkForm], Callable[..., AnnualReport], str]] = {
    "submit": ("送审", "送审以后正文不能再改", FinalForm, actions.submit, "已送审。请镇领导审定。"),
    "approve": ("审定", "审定以后可以冻结、报送", RemarkForm, actions.approve, "已审定。下一步是冻结，冻结后再报送。"),
    "send_back": ("退回", "退回以后起草人可以再改", SendBackForm, actions.send_back, "已退回给起草人修改。"),
    "freeze": ("冻结", "冻结以后数字不再随记录变动", RemarkForm, actions.freeze, "已冻结。以后记录改动会显示为差异。"),
}  # fmt: skip


def report_of(town: Town, year: int) -> AnnualReport:
    """The town's report of the year. Raises Http404."""
    found = AnnualReport.objects.filter(town=town, year=year).select_related("town").first()
    if found is None:
        raise Http404("这一年的报告还没有开始。请从年度报告页开始起草。")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, year: int, step: str) -> HttpResponse:
    """One step of the report's way: a page that names the effect, then the step."""
    actor, town = require_report(request)
    if step not in STEPS:
        raise Http404("没有这一步。请回到报告页。")
    verb, title, form_type, act, said = STEPS[step]
    found = report_of(town, year)
    if step in ("submit",):
        require(actor.may_draft_report(town), MAY_DRAFT)
    if step in ("approve",):
        require(actor.may_approve_report(town), actions.MAY_APPROVE)
    initial = {"issuer": found.issuer, "dated": found.dated, "keep_marks": found.keep_marks}
    form = form_type(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        remark = given.pop("remark", "")
        try:
            if given:
                actions.describe(town, found.pk, by=actor, **given)
            act(town, found.pk, remark, by=actor)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("report", args=[year]))
    context: dict[str, Any] = {
        "report": found, "title": title, "verb": verb, "form": form, "effects": _effects(step, found),
        "back_url": reverse("report", args=[year]), "action": "", "hidden": (("acting_town", town.pk),),
    }  # fmt: skip
    return render(request, "fazhi/reports/step.html", context)


def _effects(step: str, found: AnnualReport) -> list[str]:
    if step == "submit":
        checked = check(found)
        effects = ["镇领导会看到这份报告，可以审定或者退回"]
        if checked.red:
            effects.append(f"有{len(checked.red)}处必须先改，改好才能送审：{checked.red[0].trouble}")
        if more := checked.to_mend - len(checked.red):
            effects.append(f"还有{more}处建议看一看，不改也能送审")
        return effects
    if step == "freeze":
        return [
            "每个数字连同后面的记录都存下来",
            "以后再改记录，报告里的数字不变，改动显示为差异",
            "冻结以后不能撤回",
        ]
    if step == "approve":
        return [
            "定稿里不再印出缺记录的标记" if not found.keep_marks else "定稿里保留缺记录的标记",
            "冻结之前还可以退回",
        ]
    return ["正文可以再改，改好后重新送审"]


@require_safe
def differences(request: HttpRequest, year: int) -> HttpResponse:
    """What changed in the records since the report was frozen."""
    _, town = require_report(request)
    found = report_of(town, year)
    return render(
        request, "fazhi/reports/differences.html", {"report": found, "differences": difference(found)}
    )


@require_safe
def compare(request: HttpRequest, year: int) -> HttpResponse:
    """This year beside last year, section by section and figure by figure."""
    _, town = require_report(request)
    found = report_of(town, year)
    before = AnnualReport.objects.filter(town=town, year=year - 1).select_related("town").first()
    context: dict[str, Any] = {"report": found, "before": before}
    if before is not None:
        context.update(compared(found, before))
    return render(request, "fazhi/reports/compare.html", context)


@require_safe
def as_docx(request: HttpRequest, year: int) -> FileResponse:
    """The report as .docx; ?public=1 the version with names hidden."""
    return _download(request, year, "docx", docx_bytes, DOCX)


@require_safe
def as_pdf(request: HttpRequest, year: int) -> HttpResponse | FileResponse:
    """The same as PDF; where no Chinese font is found the page says what to install."""
    try:
        return _download(request, year, "pdf", pdf_bytes, "application/pdf")
    except NoChineseFont as trouble:
        messages.error(request, str(trouble))
        return HttpResponseRedirect(reverse("report", args=[year]))


def _download(
    request: HttpRequest, year: int, ending: str, write: Callable[..., bytes], content_type: str
) -> FileResponse:
    _, town = require_report(request)
    found = report_of(town, year)
    public = request.GET.get("public") == "1"
    response = FileResponse(io.BytesIO(write(paper_of(found, public=public))), content_type=content_type)
    name = file_name(found, ending, public=public)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
