"""并到另一个: a meeting, contract or series that was typed twice, and the other one it goes to."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fazhi.pages.showing import title_of
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
from fazhi.pages.views.groups import numbers_held
from fazhi.records.actions import Refused
from fazhi.records.kinds import RecordKind
from fazhi.records.regrouping import merge_groups

SHOWN = 20
LOOKED_AT = 2000  # of so many the most like are shown; a town with more searches by name


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def record_regroup(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Choose the one that stays; everything under this one goes there."""
    of_kind = kind_or_404(request, kind)
    record = record_or_404(request, of_kind, record_id)
    if not of_kind.groups:
        raise Http404
    require_keeper(request, of_kind, "合并")
    actor, town = actor_of(request), town_of(request)
    error, chosen = "", None
    if request.method == "POST":
        chosen = uuid_or_none(request.POST.get("into"))
        if chosen is None:
            error = f"请选并到哪一个{of_kind.name}"
        else:
            try:
                moved = merge_groups(of_kind, record_id, chosen, town=town, by=actor)
            except Refused as refusal:
                error = str(refusal)
            else:
                messages.success(
                    request, f"已合并，{len(moved)}条归到了这里。弄错了，打开已合并的那一个点“恢复”。"
                )
                return redirect("record_page", kind=kind, record_id=chosen)
    if record.voided_at is not None:
        messages.warning(request, "这一个已作废或已合并。要并到别处，请先恢复。")
        return redirect("record_page", kind=kind, record_id=record_id)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    others, more = _others(request, of_kind, record, words)
    counts = numbers_held(of_kind, town, actor, [record, *others])
    context = {
        "kind": of_kind,
        "record": record,
        "title": title_of(of_kind, record),
        "held": [
            {"number": numbers[record.pk], "name": other.name}
            for other, numbers in counts
            if numbers.get(record.pk)
        ],
        "others": [{"id": one.pk, "title": title_of(of_kind, one), "counts": _counts(counts, one.pk)} for one in others],
        "more": more,
        "words": words,
        "chosen": chosen,
        "error": error,
        "action": reverse("record_regroup", args=[kind, record_id]),
        "acting_town": str(town.pk),
        "list_url": reverse("record_list", args=[kind]),
        "page_url": reverse("record_page", args=[kind, record_id]),
    }  # fmt: skip
    return render(request, "fazhi/records/regroup.html", context, status=422 if error else 200)


def _counts(counts: list[tuple[RecordKind, dict[Any, int]]], pk: Any) -> str:
    told = [f"{numbers[pk]}条{other.name}" for other, numbers in counts if numbers.get(pk)]
    return "、".join(told)


def _others(request: HttpRequest, kind: RecordKind, record: Any, words: str) -> tuple[list[Any], bool]:
    """The others that stand, those with the most like title first; of those that hold the words, when there are any."""
    rows = in_sight(kind, town_of(request), actor_of(request)).exclude(pk=record.pk)
    if words:
        held = Q()
        for lookup in kind.search:
            held |= Q(**{f"{lookup}__icontains": words})
        rows = rows.filter(held)
    found = list(loaded(kind, rows).order_by("-pk")[:LOOKED_AT])
    title = title_of(kind, record)
    likeness = SequenceMatcher(b=title, autojunk=False)

    def like(other: Any) -> float:
        likeness.set_seq1(title_of(kind, other))
        return likeness.ratio()

    found.sort(key=like, reverse=True)
    return found[:SHOWN], len(found) > SHOWN
