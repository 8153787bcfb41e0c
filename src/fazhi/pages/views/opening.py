"""Opening a live case: which of the opening steps, its form, and the case it makes. Also 接着办, for history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fazhi.cases.actions import open_case, take_up
from fazhi.cases.filing import attach
from fazhi.cases.jottings import drop, jotted
from fazhi.cases.models import Case, Jotting
from fazhi.cases.procedures import LiveProcedure, current_procedure, is_taken_live
from fazhi.evidence.store import keep_all
from fazhi.orgs.permissions import NotAllowed, Refused
from fazhi.orgs.roles import ROLES
from fazhi.pages.case_pages import Given, case_page_of
from fazhi.pages.file_fields import FilesField
from fazhi.pages.step_forms import step_form
from fazhi.pages.views.access import actor_of, kind_or_404, record_or_404, said_plainly, town_of, uuid_or_none
from fazhi.pages.views.case_parts import law_of, waits_for
from fazhi.pages.views.jotting import brought_back, keep_refused, place_of, words_of
from fazhi.pages.views.listing import villages_of
from fazhi.pages.views.step import show_refusal
from fazhi.pages.words import office_today
from fazhi.procedures.declaration import Step
from fazhi.records.kinds import RecordKind
from fazhi.storage.ids import new_id


def openings(request: HttpRequest, kind: str) -> list[Step]:
    """The opening steps this person may take; none where cases of the kind are not taken live."""
    if not is_taken_live(kind):
        return []
    actor, town = actor_of(request), town_of(request)
    steps = current_procedure(kind, office_today()).declaration.openings()
    return [step for step in steps if actor.holds(step.roles, town)]


def _kind_or_404(request: HttpRequest, kind: str) -> RecordKind:
    of_kind = kind_or_404(request, kind)
    if not is_taken_live(kind):
        raise Http404
    return of_kind


@require_safe
@said_plainly
def case_new(request: HttpRequest, kind: str) -> HttpResponse:
    """How the matter came: one choice for each opening step. With one only, its form."""
    of_kind = _kind_or_404(request, kind)
    able = openings(request, kind)
    if not able:
        raise NotAllowed(f"您的岗位不能登记{of_kind.name}，请交给司法所登记。")
    if len(able) == 1:
        return redirect("case_open", kind=kind, step=able[0].code)
    context = {
        "kind": of_kind,
        "choices": [{"step": step, "url": reverse("case_open", args=[kind, step.code])} for step in able],
        "list_url": reverse("record_list", args=[kind]),
        "history_url": _history_url(request, kind),
    }
    return render(request, "fazhi/cases/new.html", context)


def _history_url(request: HttpRequest, kind: str) -> str:
    """补录历史: the ledger's form, for what was over before it came into the system."""
    able = actor_of(request).may_keep(kind, town_of(request))
    return reverse("record_new", args=[kind]) if able else ""


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def case_open(request: HttpRequest, kind: str, step: str) -> HttpResponse:
    """The form of an opening step, and the case made of it. The same command twice is one case."""
    of_kind = _kind_or_404(request, kind)
    actor, town = actor_of(request), town_of(request)
    live = current_procedure(kind, office_today())
    of_step = next((one for one in live.declaration.openings() if one.code == step), None)
    if of_step is None:
        raise Http404
    if not actor.holds(of_step.roles, town):
        names = "、".join(ROLES[role].name for role in of_step.roles)
        raise NotAllowed(f"“{of_step.button}”由{names}办，请转给他们。")
    place = place_of(request, kind, None, step)
    if request.method != "POST":
        form, kept = _form(request, of_kind, of_step), jotted(place)
        if kept:
            brought_back(form, kept)
        return _page(request, of_kind, form, kept=kept)
    form = _form(request, of_kind, of_step, data=request.POST.copy(), files=request.FILES)
    command = uuid_or_none(request.POST.get("command"))
    if not form.is_valid():
        keep_refused(place, form.data)
        return _page(request, of_kind, form)
    if command is None:
        form.data["command"] = str(new_id())
        form.add_error(None, f"页面不完整。您写的内容还在，请再点一次“{of_step.button}”。")
        return _page(request, of_kind, form)
    try:
        kept_files = keep_all([(one, one.name) for one in form.cleaned_data.get("files", ())])
        with transaction.atomic():
            done = open_case(kind, step, form.facts, town=town, by=actor, command=command)
            for one in kept_files:
                attach(kind, done.case_id, one, town=town, by=actor)
            drop(place)
    except Refused as refusal:
        keep_refused(place, form.data)
        show_refusal(form, refusal)
        return _page(request, of_kind, form)
    except IntegrityError:
        # Sent twice at the same moment: the other one opened the case. Else the id is that of something else.
        if not Case.objects.filter(pk=command, town=town, kind=kind).exists():
            form.data["command"] = str(new_id())
            form.add_error(None, f"没有保存上。您写的内容还在，请再点一次“{of_step.button}”。")
            return _page(request, of_kind, form)
        drop(place)
        return redirect("record_page", kind=kind, record_id=command)
    messages.success(request, _said(live, of_kind, done.state, again=done.again))
    return redirect("record_page", kind=kind, record_id=done.case_id)


def _said(live: LiveProcedure, kind: RecordKind, state: str, *, again: bool) -> str:
    now = live.declaration.state(state)
    if again:
        return f"这件{kind.name}刚才已经登记过，没有重复登记。"
    who = f"等{waits_for(now)}办。" if now.waits_for else ""
    return f"已登记这件{kind.name}。现在是“{now.name}”，{who}"


def _form(request: HttpRequest, kind: RecordKind, step: Step, *, data: Any = None, files: Any = None) -> Any:
    """Village and grid of the person's post are filled in; a village is chosen, never made here by a slip.

    Who may put papers into cases can bring those that are there already along.
    """
    actor, town = actor_of(request), town_of(request)
    initial: dict[str, Any] = {"acting_town": str(town.pk), "command": str(new_id())}
    offered: dict[str, list[str]] = {}
    if kind.village_field and step.column(kind.village_field):
        villages = [village.name for village in villages_of(town, actor)]
        offered[kind.village_field] = villages
        if len(villages) == 1:
            initial[kind.village_field] = villages[0]
    posts = [post for post in actor.posts if post.town_id == town.pk]
    if kind.has_grid and step.column("grid") and len(posts) == 1 and posts[0].grid:
        initial["grid"] = posts[0].grid
    for column in step.asks:
        if column.choices and (word := request.GET.get(column.field)) and column.choices.knows(word):
            initial[column.field] = word
    own = {"files": _files_field()} if actor.may_keep(kind.code, town) else {}
    tables = case_page_of(kind.code).tables
    return step_form(step, Given({}, offered), tables, data=data, files=files, initial=initial, more=own)


def _files_field() -> FilesField:
    return FilesField(
        label="材料",
        required=False,
        max_length=400,
        help_text="申请书、照片等，可以一次选几个，登记后就在卷里",
    )


def _page(request: HttpRequest, kind: RecordKind, form: Any, *, kept: Jotting | None = None) -> HttpResponse:
    context = {
        "kind": kind,
        "step": form.step,
        "law": law_of(form.step),
        "form": form,
        "jot": words_of(kept, reverse("jot_opening", args=[kind.code, form.step.code])),
        "list_url": reverse("record_list", args=[kind.code]),
        "new_url": reverse("case_new", args=[kind.code]) if len(openings(request, kind.code)) > 1 else "",
    }
    return render(request, "fazhi/cases/open.html", context, status=422 if form.errors else 200)


@require_POST
@said_plainly
def case_take_up(request: HttpRequest, kind: str, case_id: UUID) -> HttpResponse:
    """接着办: an open case that a ledger brought in is taken further through its procedure."""
    record_or_404(request, _kind_or_404(request, kind), case_id)
    try:
        done = take_up(kind, case_id, town=town_of(request), by=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        state = current_procedure(kind, office_today()).declaration.state(done.state)
        messages.success(request, f"接着办了。现在是“{state.name}”，等{waits_for(state)}办。")
    return redirect("record_page", kind=kind, record_id=case_id)
