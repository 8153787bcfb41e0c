"""The page of a live case: where it stands, what comes next, what was done, what its file holds."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fazhi.cases.actions import live_of
from fazhi.cases.drafts import Draft, take_in_hand
from fazhi.cases.in_force import terms_in_force
from fazhi.cases.procedures import LiveProcedure, is_taken_live
from fazhi.orgs.names import actor_names
from fazhi.orgs.permissions import Refused
from fazhi.pages.case_pages import case_page_of
from fazhi.pages.diagram import lanes_of
from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.pages.totals import of_late
from fazhi.pages.views.access import actor_of, has_field, in_sight, kind_or_404, said_plainly, town_of
from fazhi.pages.views.case_parts import (
    clock_cards,
    law_of,
    light_tag,
    next_box,
    offered_step,
    papers_of,
    people_of,
    timeline,
)
from fazhi.pages.views.repeats import Group, like
from fazhi.pages.views.tracing import may_read_trace, of_record
from fazhi.pages.words import table_datetime
from fazhi.records.columns import Shape
from fazhi.records.kinds import RecordKind
from fazhi.records.models import hidden_batches

REPEATS = 5  # so many likely repeats stand on the page; of more it says that there are
URGENT = {1: ("amber", "尽快"), 2: ("red", "马上")}


def draft_or_404(request: HttpRequest, kind: str, case_id: UUID, *, for_change: bool = False) -> Draft:
    """The live case in hand, to be looked at; 404 for another town's, one out of sight, or one that is history.

    `for_change` inside a transaction that goes on to change it.
    """
    of_kind = kind_or_404(request, kind)
    if not is_taken_live(kind):
        raise Http404
    try:
        draft = take_in_hand(
            of_kind, case_id, town=town_of(request), by=actor_of(request), for_change=for_change
        )
    except Refused:
        raise Http404 from None
    if not draft.case["edition"] or draft.case["voided_at"] is not None:
        raise Http404
    return draft


def live_case(request: HttpRequest, kind: RecordKind, case_id: UUID) -> Draft | None:
    """The draft of a live case that stands; None when the record page shows it better, or says that it is not there."""
    if not is_taken_live(kind.code):
        return None
    try:
        return draft_or_404(request, kind.code, case_id)
    except Http404:
        return None


def case_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Everything about one live case on one page, each thing once."""
    live, actor, town = live_of(draft), draft.by, draft.town
    kind, case = draft.kind, draft.case
    procedure = live.declaration
    may_keep = actor.may_keep(kind.code, town)
    calendar, rules = terms_in_force(town)
    handled_by = str(case["handler_id"] or "")
    names = actor_names({handled_by, *(row["by"] for row in draft.steps)}, village=case["village_id"])
    village, handler = names.get(str(case["village_id"]), ""), names.get(handled_by, "") if handled_by else ""
    ahead = _codes_ahead(live, case["state"])
    offers = offered_step(draft, live)
    lanes = lanes_of(procedure, case["state"], draft.steps, offers=offers)
    box = next_box(draft, live)
    hidden = hidden_batches(town.pk)
    repeats = []
    if may_keep and not box["state"].closed:
        repeats = like(kind, kind.model(**draft.detail), town, actor, hidden=hidden, at_most=REPEATS + 1)
    facts = [
        *([("村居", village)] if village else []),
        *case_page_of(kind.code).facts(draft),
    ]
    hand_over = reverse("case_hand_over", args=[kind.code, draft.case_id])
    handled = {
        "name": "主办",
        "text": handler or "还没有指定",
        "url": hand_over if may_keep and not handler else "",
    }
    context = {
        "kind": kind,
        "draft": draft,
        "case": case,
        "title": case["title"].strip() or f"（没有写明的{kind.name}）",
        "number": case["number"] or (f"{case['year']}年第{case['serial']}号" if case["serial"] else ""),
        "state": box["state"],
        "urgent": URGENT.get(case["urgent"]) if not box["state"].closed else None,
        "light": light_tag(draft, calendar),
        "facts": [*({"name": name, "text": text} for name, text in facts), handled],
        "lanes": lanes,
        "clocks": clock_cards(draft, live, ahead, calendar, rules),
        "next": box,
        "events": timeline(draft, live, names),
        "papers": papers_of(draft, live, may_file=may_keep and not box["state"].closed),
        "people": people_of(draft, may_unmask=actor.may_unmask(kind.code, town)),
        "add_person_url": next((one["url"] for one in box["aside"] if one["code"] == "person_added"), ""),
        "law": law_of(live.declaration.step(offers)) if offers else None,
        "law_name": live.declaration.step(offers).name if offers else "",
        "similar": _similar(draft, hidden),
        "repeats": Group(kind, repeats[:REPEATS]).lines if repeats else [],
        "more_repeats_url": reverse("repeats") if len(repeats) > REPEATS else "",
        "may_keep": may_keep,
        "urls": {
            **{name: reverse(f"record_{name}", args=[kind.code, draft.case_id]) for name in ("correct", "void")},
            "hand_over": hand_over,
            "case_merge": reverse("case_merge", args=[kind.code, draft.case_id]),
            "trace": reverse("case_trace", args=[kind.code, draft.case_id]) if may_read_trace(actor, town, kind) else "",
            "upper": reverse("upper_card", args=[kind.code, draft.case_id]) if may_keep else "",
            "make": reverse("case_make", args=[kind.code, draft.case_id]),
        },
        "list_url": reverse("record_list", args=[kind.code]),
    }  # fmt: skip
    if not may_read_trace(actor, town, kind):
        _only_where_it_stands(context, draft)
    return render(request, "fazhi/cases/case.html", context)


def _only_where_it_stands(context: dict[str, Any], draft: Draft) -> None:
    """For who follows a report: what they said themselves, and of all else only that it was done (人民调解法第十五条)."""
    own = [row["by"] == draft.by.key for row in draft.steps][::-1]
    for event, mine in zip(context["events"], own, strict=True):
        if not mine:
            event.update(facts=[], outcome="", origin=None)
    context["lanes"] = [
        replace(lane, dots=[replace(dot, outcome="") for dot in lane.dots]) for lane in context["lanes"]
    ]
    context.update(clocks={}, light=None, papers=None, people=[], similar=None, law=None)


def _codes_ahead(live: LiveProcedure, state: str) -> list[str]:
    """The steps on the usual way from here, and those that stand beside them as another way out of the same states."""
    procedure, seen, todo, found = live.declaration, set(), [state], []
    while todo:
        now = procedure.state(todo.pop(0))
        if now.code in seen or not now.offers:
            continue
        seen.add(now.code)
        step = procedure.step(now.offers)
        found.append(step.code)
        todo += [code for code in (*(code for _, code in step.turns), step.to) if code]
    return list(dict.fromkeys(found))


def _similar(draft: Draft, hidden: list[Any]) -> dict[str, Any] | None:
    """How many of the same type there are in what this person sees, and how many of them ended well."""
    kind, page = draft.kind, case_page_of(draft.kind.code)
    column = next(
        (c for c in kind.columns if c.shape is Shape.CHOICE and c.choices and has_field(kind.model, c.field)), None
    )  # fmt: skip
    code = draft.detail.get(column.field) if column else None
    if column is None or not code or page.settled is None:
        return None
    scope = str(draft.by.rows(kind.code, draft.town, has_grid=kind.has_grid))

    def count() -> dict[str, int]:
        rows = in_sight(kind, draft.town, draft.by, hidden=hidden).filter(**{column.field: code})
        return dict(rows.aggregate(all=Count("pk"), settled=Count("pk", filter=page.settled)))

    # It reads all the town's rows of the kind: a hint may be half a minute old.
    found = of_late(("similar", kind.code, code, scope), draft.town, count)
    if found["all"] < 2:
        return None
    return {
        "type": column.choices.word_of(code) if column.choices else "", "all": found["all"], "settled": found["settled"],
        "url": f"{reverse('record_list', args=[kind.code])}?type={code}&year=all",
    }  # fmt: skip


@require_safe
@said_plainly
def case_trace(request: HttpRequest, kind: str, case_id: UUID) -> HttpResponseBase:
    """谁看过改过: every entry of the case's trace, readings in full and downloads among them."""
    draft = draft_or_404(request, kind, case_id)
    if not may_read_trace(draft.by, draft.town, draft.kind):
        raise Http404
    entries = of_record(draft.kind, case_id, actor=draft.by, town=draft.town, at_most=500)
    context = about(draft)
    title = f"谁看过改过：{context['title']}"
    listed = ListFile(
        title[:60], title, TRACE_COLUMNS, lambda: entries, sheet="谁看过改过", kind=kind, subject=case_id,
        change={"what": "谁看过改过"},
    )  # fmt: skip
    return page_or_file(request, "fazhi/cases/trace.html", {**context, "entries": entries}, listed)


TRACE_COLUMNS = (
    Offered("at", "时间", lambda one: table_datetime(one.at), 18), Offered("who", "谁", attrgetter("who")),
    Offered("what", "做了什么", attrgetter("verb"), 24), Offered("text", "内容", attrgetter("text"), 60),
)  # fmt: skip


def about(draft: Draft) -> dict[str, Any]:
    """What every page below a case's page says of it."""
    code = draft.kind.code
    return {
        "kind": draft.kind, "case": draft.case, "title": draft.case["title"].strip() or f"（没有写明的{draft.kind.name}）",
        "number": draft.case["number"], "list_url": reverse("record_list", args=[code]),
        "page_url": reverse("record_page", args=[code, draft.case_id]),
    }  # fmt: skip
