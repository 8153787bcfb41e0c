"""自动保存: what is typed into the form of a step is kept while one writes, and stands there when one comes back.

With JavaScript the form saves by itself (fazhi.js); without it there is the button 先存着. Both send here.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fazhi.cases import jottings
from fazhi.cases.jottings import Place
from fazhi.cases.models import Case, Jotting
from fazhi.cases.procedures import current_procedure, is_taken_live, procedure_of
from fazhi.orgs.permissions import NotAllowed, Refused
from fazhi.pages.views.access import actor_of, in_sight, kind_or_404, said_plainly, town_of, uuid_or_none
from fazhi.pages.words import office_today, ui_datetime, ui_time
from fazhi.procedures.declaration import Step

# What travels with a form and is no answer.
HIDDEN = frozenset({"csrfmiddlewaretoken", "acting_town", "command", "version", "seen_at", "next", "jot"})
BY_SCRIPT = "XMLHttpRequest"


@require_POST
@said_plainly
def jot_step(request: HttpRequest, kind: str, case_id: UUID, step: str) -> HttpResponse:
    """Keep, or clear, what stands in the form of a step of a case."""
    of_kind = kind_or_404(request, kind)
    rows = Case.objects.filter(pk=case_id, town=town_of(request), kind=kind, voided_at=None).exclude(
        edition=""
    )
    edition = rows.values_list("edition", flat=True).first()
    if (
        edition is None
        or not in_sight(of_kind, town_of(request), actor_of(request)).filter(pk=case_id).exists()
    ):
        raise Http404
    steps = procedure_of(kind, edition).declaration.steps
    _require(request, next((one for one in steps if one.code == step and not one.opens), None))
    return _act(
        request, place_of(request, kind, case_id, step), reverse("case_step", args=[kind, case_id, step])
    )


@require_POST
@said_plainly
def jot_opening(request: HttpRequest, kind: str, step: str) -> HttpResponse:
    """Keep, or clear, what stands in the form of an opening step."""
    kind_or_404(request, kind)
    if not is_taken_live(kind):
        raise Http404
    openings = current_procedure(kind, office_today()).declaration.openings()
    _require(request, next((one for one in openings if one.code == step), None))
    return _act(request, place_of(request, kind, None, step), reverse("case_open", args=[kind, step]))


def place_of(request: HttpRequest, kind: str, case_id: UUID | None, step: str) -> Place:
    """The form a person has before them."""
    return Place(actor_of(request), town_of(request), kind, case_id, step)


def _require(request: HttpRequest, step: Step | None) -> None:
    if step is None:
        raise Http404
    if not actor_of(request).holds(step.roles, town_of(request)):
        raise NotAllowed(f"“{step.button}”不归您的岗位办。")


def _act(request: HttpRequest, place: Place, form_url: str) -> HttpResponse:
    by_script = request.headers.get("X-Requested-With") == BY_SCRIPT
    if request.POST.get("jot") == "clear":
        jottings.drop(place)
        messages.success(request, "清掉了，从头填。")
        return redirect(form_url)
    try:
        at = keep_typed(place, request.POST)
    except Refused as refusal:
        if by_script:
            return JsonResponse({"said": str(refusal), "bad": True}, status=422)
        messages.error(request, str(refusal))
        return redirect(form_url)
    if by_script:
        return JsonResponse({"said": f"{ui_time(at)} 已自动保存" if at else "这一步已经办过"})
    messages.success(
        request, f"{ui_time(at)} 已存着。下次打开接着写。" if at else "这一步已经办过，不用再存。"
    )
    return redirect(form_url)


def keep_typed(place: Place, data: QueryDict) -> datetime | None:
    """Keep a form as it was sent; also one that was refused, so that leaving it loses nothing. Raises Refused."""
    version = data.get("version", "")
    try:
        seen_at: datetime | None = datetime.fromisoformat(data.get("seen_at", ""))
    except ValueError:
        seen_at = None
    return jottings.jot(
        place, answers_in(data), command=uuid_or_none(data.get("command")), seen_at=seen_at if seen_at and seen_at.tzinfo else None,
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None,
    )  # fmt: skip


def keep_refused(place: Place, data: QueryDict) -> None:
    """Keep what was typed into a form that was sent and refused; too long to be kept, it still stands on the page."""
    with suppress(Refused):
        keep_typed(place, data)


def answers_in(data: QueryDict) -> dict[str, list[str]]:
    """What a form was sent with, without what is no answer."""
    return {name: data.getlist(name) for name in data if name not in HIDDEN}


def brought_back(form: Any, kept: Jotting) -> None:
    """Let the form begin with what was kept, as it was typed, right or not."""
    data = QueryDict(mutable=True)
    for name, values in kept.words.items():
        data.setlist(name, values)
    for name, field in form.fields.items():
        if name not in HIDDEN:
            form.initial[name] = field.widget.value_from_datadict(data, {}, form.add_prefix(name))


def words_of(kept: Jotting | None, url: str) -> dict[str, Any]:
    """What the form's page says of it: where to keep, and when it was kept, where it was."""
    return {"url": url, "at": ui_datetime(kept.at) if kept else ""}
