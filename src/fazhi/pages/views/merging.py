"""合并: another case that may be the same matter is looked for, laid beside this one, and made one with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fazhi.cases.actions import live_of
from fazhi.cases.drafts import Draft
from fazhi.cases.merging import merge_cases, what_comes_over, which_stays
from fazhi.cases.models import Case, Participant
from fazhi.orgs.permissions import Refused, require
from fazhi.pages.showing import masked_text, title_of
from fazhi.pages.views.access import (
    actor_of,
    has_field,
    in_sight,
    loaded,
    said_plainly,
    town_of,
    uuid_or_none,
)
from fazhi.pages.views.case import about, draft_or_404
from fazhi.pages.views.repeats import like
from fazhi.pages.words import ui_date
from fazhi.records.columns import Shape
from fazhi.records.kinds import RecordKind

SHOWN, NEAR_DAYS = 20, 60
NO_LIVE_CASE = "只有正在办的案件能这样合并。"


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def case_merge(request: HttpRequest, kind: str, case_id: UUID) -> HttpResponse:
    """Choose the other case, see both beside each other and what comes over, and make them one."""
    draft = draft_or_404(request, kind, case_id)
    require(draft.by.may_keep(kind, draft.town), f"您的岗位不能合并{draft.kind.name}，请交给司法所办理。")
    if request.method == "POST":
        return _merge(request, draft)
    other = uuid_or_none(request.GET.get("with"))
    if other is None:
        return _choose(request, draft)
    return _beside(request, draft, draft_or_404(request, kind, other))


def _choose(request: HttpRequest, draft: Draft, *, error: str = "") -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context = {
        **about(draft), "error": error, "words": words, "cases": candidates(draft, words),
        "action": reverse("case_merge", args=[draft.kind.code, draft.case_id]),
    }  # fmt: skip
    return render(request, "fazhi/cases/merge_choose.html", context, status=422 if error else 200)


def candidates(draft: Draft, words: str = "") -> list[dict[str, Any]]:
    """Open live cases that may be the same: the likely ones, then those of the same place and days; or by words."""
    kind, town, by = draft.kind, draft.town, draft.by
    rows = in_sight(kind, town, by).filter(case__status=Case.Status.OPEN).exclude(case__edition="")
    rows = rows.exclude(pk=draft.case_id)
    likely = {one.pk for one in like(kind, kind.model(**draft.detail), town, by)}
    if words:
        rows = rows.filter(
            Q(case__title__icontains=words) | Q(case__number__icontains=words)
            | Q(case__participants__name__icontains=words)
        ).distinct()  # fmt: skip
    else:
        near = Q(case__village=draft.case["village_id"])
        if day := draft.case["opened_on"]:
            span = timedelta(days=NEAR_DAYS)
            near &= Q(case__opened_on__range=(day - span, day + span))
        rows = rows.filter(near | Q(pk__in=likely))
    column = _type_column(kind)
    found = [
        {
            "id": one.pk, "title": title_of(kind, one), "number": one.case.number, "on": one.case.opened_on,
            "likely": one.pk in likely, "summary": masked_text(str(getattr(one, "summary", "") or ""))[:80],
            "same_type": bool(column) and getattr(one, column) == draft.detail[column],
        }
        for one in loaded(kind, rows).order_by("-case__opened_on", "-pk")[: SHOWN * 3]
    ]  # fmt: skip
    found.sort(key=lambda one: (not one["likely"], not one["same_type"]))
    return found[:SHOWN]


def _type_column(kind: RecordKind) -> str:
    return next(
        (c.field for c in kind.columns if c.shape is Shape.CHOICE and c.choices and has_field(kind.model, c.field)), ""
    )  # fmt: skip


def _beside(request: HttpRequest, one: Draft, other: Draft) -> HttpResponse:
    if one.case_id == other.case_id:
        raise Http404
    stays, goes = which_stays(one, other)
    context = {
        **about(one), "sides": [_side(stays, stays=True), _side(goes, stays=False)], "over": what_comes_over(stays, goes),
        "into": stays.case_id, "goes": goes.case_id, "version": goes.case["version"],
        "stays_title": stays.case["title"], "goes_title": goes.case["title"],
        "action": reverse("case_merge", args=[one.kind.code, one.case_id]),
    }  # fmt: skip
    return render(request, "fazhi/cases/merge_beside.html", context)


def _side(draft: Draft, *, stays: bool) -> dict[str, Any]:
    people = draft.people(Participant.Role.PARTY)
    reporters = draft.people(Participant.Role.REPORTER)
    pairs = [
        ("编号", draft.case["number"]),
        ("现在", live_of(draft).declaration.state(draft.case["state"]).name),
        ("登记", ui_date(draft.case["opened_on"])),
        ("谁报的", "、".join(row["name"] for row in reporters)),
        ("当事人", "、".join(row["name"] for row in people)),
        ("简要情况", masked_text(str(draft.detail.get("summary") or ""))),
        ("办过", f"{len(draft.steps)}步"),
        ("材料", f"{sum(not row['removed_reason'] for row in draft.attachments)}份"),
    ]
    return {
        "title": draft.case["title"], "stays": stays, "facts": [{"name": n, "text": t} for n, t in pairs if t],
        "url": reverse("record_page", args=[draft.kind.code, draft.case_id]),
    }  # fmt: skip


def _merge(request: HttpRequest, draft: Draft) -> HttpResponse:
    into, goes = uuid_or_none(request.POST.get("into")), uuid_or_none(request.POST.get("goes"))
    version = request.POST.get("version", "")
    if into is None or goes is None or draft.case_id not in (into, goes):
        raise Http404
    try:
        merge_cases(
            draft.kind.code, goes, into, town=town_of(request), by=actor_of(request),
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None,
        )  # fmt: skip
    except Refused as refusal:
        return _choose(request, draft, error=str(refusal))
    messages.success(
        request,
        "已合并：两件算一件，这里是留下的那一件，那件的经过、人和材料都在。两边报的人都会听到结果。弄错了，打开已合并的那件点“恢复”。",
    )
    return redirect("record_page", kind=draft.kind.code, record_id=into)
