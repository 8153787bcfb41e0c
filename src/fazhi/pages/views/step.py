"""Taking a step of a live case: its form, what refuses it, and what somebody else did meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fazhi.cases.actions import Done, live_of, step_on, would_refuse
from fazhi.cases.drafts import Draft
from fazhi.cases.jottings import drop, jotted
from fazhi.cases.models import Jotting
from fazhi.cases.procedures import LiveProcedure
from fazhi.orgs.names import actor_names
from fazhi.orgs.permissions import NotAllowed, Refused
from fazhi.orgs.roles import ROLES
from fazhi.pages.case_pages import case_page_of
from fazhi.pages.step_forms import step_form
from fazhi.pages.views.access import said_plainly, uuid_or_none
from fazhi.pages.views.case import about, draft_or_404
from fazhi.pages.views.case_parts import facts_in_words, law_of, offered_step, refusal_words, waits_for
from fazhi.pages.views.jotting import brought_back, keep_refused, place_of, words_of
from fazhi.pages.views.tracing import Told, may_read_trace, of_record
from fazhi.pages.words import ui_date, ui_datetime
from fazhi.procedures.declaration import Step
from fazhi.records.actions import ChangedMeanwhile
from fazhi.storage.ids import new_id


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def case_step(request: HttpRequest, kind: str, case_id: UUID, step: str) -> HttpResponse:
    """The form of one step; sent, the step is taken and the case's page says what happened and what comes next."""
    if request.method != "POST":
        draft = draft_or_404(request, kind, case_id)
        live, of_step = _step_of(draft, step)
        form, kept, since = (
            the_form(request, draft, of_step),
            jotted(place_of(request, kind, case_id, step)),
            None,
        )
        if kept:
            brought_back(form, kept)
            # Somebody went on with the case meanwhile: told here, and what was typed is sent with what is seen now.
            if kept.version is not None and kept.version < draft.case["version"]:
                since = _since(draft, live, (kept.seen_at or kept.at).isoformat())
        return _page(request, draft, live, form, refusal=would_refuse(draft, of_step), since=since, kept=kept)
    return _sent(request, kind, case_id, step)


def _step_of(draft: Draft, code: str) -> tuple[LiveProcedure, Step]:
    """The procedure and the step, for somebody whose step it is; 404 where there is no such step."""
    live = live_of(draft)
    try:
        of_step = live.declaration.step(code)
    except KeyError:
        raise Http404 from None
    if of_step.opens:
        raise Http404
    if not draft.by.holds(of_step.roles, draft.town):
        names = "、".join(ROLES[role].name for role in of_step.roles)
        raise NotAllowed(f"“{of_step.button}”由{names}办，请转给他们。")
    return live, of_step


def _sent(request: HttpRequest, kind: str, case_id: UUID, step: str) -> HttpResponse:
    """The step is taken on the very rows its form was made from: the case is read once, and locked.

    Pages are written after the transaction, so that nobody waits for them.
    """
    command, place = uuid_or_none(request.POST.get("command")), place_of(request, kind, case_id, step)
    done: Done | None = None
    refusal: Refused | None = None
    try:
        with transaction.atomic():
            draft = draft_or_404(request, kind, case_id, for_change=True)
            live, of_step = _step_of(draft, step)
            form = the_form(request, draft, of_step, data=request.POST.copy())
            fits = form.is_valid()
            if fits and command is not None and (seen := form.cleaned_data["version"]) is not None:
                done = step_on(draft, step, form.facts, version=seen, command=command)
                drop(place)
    except Refused as refused:
        refusal = refused
    if done is not None:
        messages.success(request, said_after(live, of_step, form.facts, done, draft))
        return redirect("record_page", kind=kind, record_id=case_id)
    draft = draft.as_read()
    if isinstance(refusal, ChangedMeanwhile):
        return _changed_meanwhile(request, draft, live, form)
    if refusal is not None:
        show_refusal(form, refusal)
    elif fits:
        form.data.update({"command": str(new_id()), "version": str(draft.case["version"])})
        form.add_error(None, "页面不完整。您写的内容还在，请再点一次。")
    keep_refused(place, form.data)
    return _page(request, draft, live, form, answered=refusal)


def the_form(request: HttpRequest, draft: Draft, step: Step, *, data: Any = None) -> Any:
    """The form with what the case knows; words of the address may choose an answer (?outcome=调成了)."""
    page = case_page_of(draft.kind.code)
    initial: dict[str, Any] = {
        "acting_town": str(draft.town.pk), "command": str(new_id()), "version": draft.case["version"],
        "seen_at": datetime.now(UTC).isoformat(),
    }  # fmt: skip
    for column in step.asks:
        if column.choices and (word := request.GET.get(column.field)) and column.choices.knows(word):
            initial[column.field] = word
    return step_form(step, page.given(draft, step), page.tables, data=data, initial=initial)


def show_refusal(form: Any, refusal: Refused) -> None:
    """The reason beside the field it is about, with the article that asks for it."""
    article = f"（{refusal.article}）" if refusal.article else ""
    form.add_error(refusal.field if refusal.field in form.fields else None, f"{refusal}{article}")


def said_after(live: LiveProcedure, step: Step, facts: Mapping[str, Any], done: Done, draft: Draft) -> str:
    """What happened, where the case is now, and who has it."""
    outcome = f"（{facts[step.by]}）" if step.by and facts.get(step.by) else ""
    registered = f"已登记{step.name.removeprefix('登记')}"
    if done.again:
        return f"{step.name}{outcome}刚才已经登记过，没有重复登记。"
    state = live.declaration.state(done.state)
    if state.closed:
        return f"{registered}{outcome}。这件案件办结了。"
    mine = draft.by.holds(state.waits_for, draft.town)
    who = "" if mine or not state.waits_for else f"，等{waits_for(state)}办"
    offers = offered_step(draft, live)
    after = f"下一步：{live.declaration.step(offers).name}。" if offers and mine else ""
    return f"{registered}{outcome}。现在是“{state.name}”{who}。{after}"


def _changed_meanwhile(request: HttpRequest, now: Draft, live: LiveProcedure, form: Any) -> HttpResponse:
    """The page says who did what meanwhile; what was typed stays and is saved when it is sent again."""
    since = _since(now, live, form.data.get("seen_at", ""))
    form.data.update({"version": str(now.case["version"]), "seen_at": datetime.now(UTC).isoformat()})
    keep_refused(place_of(request, now.kind.code, now.case_id, form.step.code), form.data)
    form.add_error(None, "这件案件刚被别人办过。您写的内容还在，请看过上面的新情况，再保存一次。")
    refusal = would_refuse(now, form.step)
    return _page(request, now, live, form, since=since, answered=refusal, status=409)


def _since(draft: Draft, live: LiveProcedure, seen_at: str) -> list[dict[str, Any]]:
    """What others did since the form was opened: steps with their facts, anything else by its trace."""
    try:
        seen = datetime.fromisoformat(seen_at)
        seen = seen if seen.tzinfo else seen.replace(tzinfo=UTC)
    except (ValueError, TypeError):
        seen = datetime.min.replace(tzinfo=UTC)
    rows = [row for row in draft.steps if row["at"] is not None and row["at"] >= seen]
    names = actor_names({row["by"] for row in rows})
    known = {step.code: step for step in live.declaration.steps}
    told = may_read_trace(draft.by, draft.town, draft.kind)
    found = [
        {
            "title": known[row["code"]].name, "who": names.get(row["by"], ""), "at": ui_datetime(row["at"]),
            "on": ui_date(row["on"]),
            "facts": [] if not told else [
                *([("结果", row["facts"][known[row["code"]].by])] if row["facts"].get(known[row["code"]].by) else []),
                *facts_in_words(draft, known[row["code"]], row),
            ],
        }
        for row in rows
        if row["code"] in known
    ]  # fmt: skip
    if found:
        return found
    entries: list[Told] = of_record(draft.kind, draft.case_id, actor=draft.by, town=draft.town, at_most=20)
    return [
        {
            "title": one.verb, "who": one.who, "at": ui_datetime(one.at),
            "facts": [("内容", one.text)] if one.text and told else [],
        }
        for one in entries
        if one.at >= seen
    ]  # fmt: skip


def _page(
    request: HttpRequest, draft: Draft, live: LiveProcedure, form: Any, *, refusal: Refused | None = None,
    answered: Refused | None = None, since: Any = None, status: int = 0, kept: Jotting | None = None,
) -> HttpResponse:  # fmt: skip
    """`refusal` stands instead of the form, since no answer would help; `answered` beside what was typed."""
    context = {
        **about(draft),
        "step": form.step,
        "law": law_of(form.step),
        "form": form,
        "state": live.declaration.state(draft.case["state"]),
        "refusal": refusal_words(draft, live, refusal) if refusal else None,
        "answered": refusal_words(draft, live, answered) if answered else None,
        "since": since,
        "jot": words_of(kept, reverse("jot_step", args=[draft.kind.code, draft.case_id, form.step.code])),
    }
    return render(request, "fazhi/cases/step.html", context, status=status or (422 if form.errors else 200))
