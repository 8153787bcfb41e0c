"""The file of a case on the page: what is there, what is lacking, writing papers, putting files in, taking it all away."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fazhi.cases.drafts import Draft
from fazhi.cases.filing import (
    FILING,
    NO_FILING,
    NO_WRITING,
    Writable,
    attach,
    note_taking_away,
    preview,
    refuse_archived,
    take_out,
    unwritten,
    writable,
    write_into,
    written_before,
)
from fazhi.cases.jobs.asking import under_way
from fazhi.cases.models import Case
from fazhi.cases.papers import paper_states
from fazhi.cases.procedures import is_taken_live, live_procedures, procedure_of
from fazhi.evidence.models import StoredFile
from fazhi.evidence.official import NoChineseFont
from fazhi.evidence.papers import Form
from fazhi.evidence.serving import serve, serve_thumbnail
from fazhi.evidence.store import keep
from fazhi.orgs.names import actor_names
from fazhi.orgs.permissions import Refused, require
from fazhi.pages.fields import TextField
from fazhi.pages.forms import OfficeForm
from fazhi.pages.views.access import actor_of, case_or_404, kind_or_404, said_plainly, town_of
from fazhi.pages.views.acts import ReasonForm
from fazhi.pages.views.case_jobs import words_of
from fazhi.pages.views.tracing import may_open, may_read_trace
from fazhi.records.actions import ChangedMeanwhile
from fazhi.records.kinds import RecordKind
from fazhi.storage.ids import new_id

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {"docx": (WORD, "Word"), "pdf": ("application/pdf", "PDF")}


class AttachForm(OfficeForm):
    """One file, what it is, and the id that makes a double click one file."""

    command = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label="文件", error_messages={"required": "请选择文件", "empty": "文件是空的，请换一个文件"},
        help_text="照片、扫描件、PDF、Word、Excel、录音录像都可以", max_length=400,
    )  # fmt: skip

    def __init__(self, papers: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["paper"] = forms.ChoiceField(
            label="这是什么材料", choices=[*papers, ("", "其他材料")], required=False
        )
        self.fields["name"] = TextField(label="名称", required=False, help_text="不填就用文件名")


@require_safe
@said_plainly
def case_papers(request: HttpRequest, kind: str, case_id: UUID) -> HttpResponse:
    """卷宗材料: every paper, what this case must still have, the files, and the ways to add to it."""
    draft = case_or_404(request, kind, case_id)
    require(
        may_read_trace(draft.by, draft.town, draft.kind),
        "卷宗材料由村调解员和司法所看，您报的办到哪里在“我报的”里看。",
    )
    return _page(request, draft)


def _page(
    request: HttpRequest, draft: Draft, form: AttachForm | None = None, status: int = 200
) -> HttpResponse:
    kind, case_id = draft.kind.code, draft.case_id
    live = bool(draft.case["edition"]) and is_taken_live(kind)
    states = paper_states(draft) if live else []
    able = writable(draft)
    ready: dict[str, list[dict[str, Any]]] = {}
    for one in able:
        ready.setdefault(one.paper, []).append({"one": one, "before": written_before(draft, one)})
    made = [row for some in ready.values() for one in some for row in one["before"]]
    names = actor_names({row["by"] for row in made}) if made else {}
    for row in made:
        row["by_name"] = names.get(row["by"], "")
    files = [one for one in draft.attachments if not one["removed_reason"]]
    known = {state.paper.code for state in states}
    closed = live and procedure_of(kind, draft.case["edition"]).declaration.state(draft.case["state"]).closed
    may_keep = draft.by.may_keep(kind, draft.town) and draft.case["voided_at"] is None
    must = [state for state in states if state.must]
    wanted = request.GET.get("paper", "")
    context = {
        "kind": draft.kind, "case": draft.case, "title": draft.case["title"], "closed": closed,
        "list_url": reverse("record_list", args=[kind]), "page_url": reverse("record_page", args=[kind, case_id]),
        "lines": [
            {
                "paper": state.paper, "must": state.must, "there": bool(state.files),
                "files": [_shown(draft, one) for one in state.files], "ready": ready.get(state.paper.code, []),
            }
            for state in states if state.asked or state.files or ready.get(state.paper.code)
        ],
        "others": [_shown(draft, one) for one in files if one["paper"] not in known],
        "lacking": "、".join(state.paper.name for state in states if state.lacking),
        "must": len(must), "have": sum(bool(state.files) for state in must),
        "may_keep": may_keep, "unwritten": unwritten(draft, able) if may_keep and live and not closed else [],
        "under_way": [
            {"text": words_of(job), "url": reverse("case_made", args=[kind, case_id, job.pk])}
            for job in (under_way(draft) if may_keep else ())
        ],
        "form": form or _attach_form(draft, None, initial={"paper": wanted, "command": new_id()}),
        "live": live, "made": bool(made),
    }  # fmt: skip
    return render(request, "fazhi/cases/papers.html", context, status=status)


def _attach_form(draft: Draft, data: Any, files: Any = None, initial: Any = None) -> AttachForm:
    papers: list[tuple[str, str]] = []
    if draft.case["edition"]:
        declaration = procedure_of(draft.kind.code, draft.case["edition"]).declaration
        papers = [(paper.code, paper.name) for paper in declaration.papers]
    return AttachForm(papers, data, files, initial=initial)


def _shown(draft: Draft, row: dict[str, Any]) -> dict[str, Any]:
    address = [draft.kind.code, draft.case_id, row["id"]]
    size, opens = row["size"], may_open(draft.by, draft.town, draft.kind, row)
    picture = row["media_type"].startswith("image/")
    return {
        **row, "url": reverse("paper_open", args=address) if opens else "", "out_url": reverse("paper_take_out", args=address),
        "thumbnail": reverse("paper_thumbnail", args=address) if opens and picture else "",
        "size_words": f"{size / 1048576:.1f}MB" if size >= 1048576 else f"{max(size // 1024, 1)}KB",
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def paper_attach(request: HttpRequest, kind: str, case_id: UUID) -> HttpResponse:
    """Put a file in. What was chosen besides the file stays when it is refused."""
    of_kind = kind_or_404(request, kind)
    if request.method != "POST":
        return redirect(reverse("case_papers", args=[kind, case_id]) + "#attach")
    # What it may be put under, the action asks of the case itself: it is read once, by whoever changes it.
    state = _require_filing(request, of_kind, case_id)
    form = AttachForm(_papers_of(of_kind.code), request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            refuse_archived(*state, FILING, kind=kind, town=town_of(request), by=actor_of(request))
            kept = keep(data["file"], data["file"].name)
            attach(
                kind, case_id, kept, town=town_of(request), by=actor_of(request), paper=data["paper"], name=data["name"],
                command=data["command"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"“{data['name'] or kept.name}”已放进卷里。")
            return redirect("case_papers", kind, case_id)
    return _page(request, case_or_404(request, kind, case_id), form, status=422)


def _require_filing(request: HttpRequest, kind: RecordKind, case_id: UUID) -> tuple[str, str]:
    """Asked before a file is written to disk: what a stranger sends would lie there, named by no record.

    The case's edition and state.

    404 for a case the person does not see. Raises NotAllowed: who reported it adds photos on the phone, and does not
    see this page.
    """
    actor, town = actor_of(request), town_of(request)
    seen = kind.model.objects.filter(
        actor.rows(kind.code, town, has_grid=kind.has_grid), town=town, pk=case_id
    )
    case = Case.objects.filter(pk__in=seen.values("pk")).values_list("edition", "state")
    state = case.first() if kind.is_case else None
    if state is None:
        raise Http404
    require(actor.may_keep(kind.code, town), NO_FILING)
    return state


def _papers_of(kind: str) -> list[tuple[str, str]]:
    """The papers of every edition of the kind's procedure."""
    editions = [live.declaration for live in live_procedures() if live.declaration.code == kind]
    return list({paper.code: (paper.code, paper.name) for one in editions for paper in one.papers}.values())


def _asked_for(request: HttpRequest, draft: Draft, given: Any) -> tuple[Writable, Form]:
    form: Form = "docx" if given.get("form") == "docx" else "pdf"
    at = given.get("at", "0")
    for one in writable(draft):
        if one.paper == given.get("paper") and str(one.at) == at:
            return one, form
    raise Http404


@require_POST
@said_plainly
def paper_write(request: HttpRequest, kind: str, case_id: UUID) -> HttpResponse:
    """Write a paper from the case's facts and put it in the file."""
    draft = case_or_404(request, kind, case_id)
    one, form = _asked_for(request, draft, request.POST)
    try:
        done = write_into(kind, case_id, one, town=town_of(request), by=actor_of(request), form=form)
    except (Refused, NoChineseFont) as refusal:
        messages.error(request, str(refusal))
    else:
        if done.again:
            messages.info(request, f"{one.title}和卷里那份一个字不差，没有另放一份。")
            return redirect("case_papers", kind, case_id)
        messages.success(request, f"{one.title}已生成，放进了卷里。要签字的打印出来签，签好后拍照放进来。")
    return redirect("case_papers", kind, case_id)


@require_safe
@said_plainly
def paper_preview(request: HttpRequest, kind: str, case_id: UUID) -> HttpResponse:
    """The paper as it would be written now, without putting it in the file."""
    draft = case_or_404(request, kind, case_id)
    require(actor_of(request).may_keep(kind, town_of(request)), NO_WRITING)
    one, form = _asked_for(request, draft, request.GET)
    try:
        content = preview(one, town=town_of(request), form=form)
    except NoChineseFont as refusal:
        messages.error(request, str(refusal))
        return redirect("case_papers", kind, case_id)
    answer = HttpResponse(content, content_type=FORMS[form][0])
    answer.headers["Content-Disposition"] = (
        f"{'inline' if form == 'pdf' else 'attachment'}; filename*=UTF-8''{_quoted(one.title)}.{form}"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _quoted(name: str) -> str:
    return quote(name, safe="")


def _attachment(draft: Draft, attachment_id: UUID) -> dict[str, Any]:
    row = next((one for one in draft.attachments if one["id"] == attachment_id), None)
    if row is None or not may_open(draft.by, draft.town, draft.kind, row):
        raise Http404
    return row


def _stored(row: dict[str, Any]) -> StoredFile:
    stored = StoredFile.objects.filter(pk=row["digest"]).first()
    if stored is None:
        raise Http404
    return stored


@require_safe
@said_plainly
def paper_open(request: HttpRequest, kind: str, case_id: UUID, attachment_id: UUID) -> HttpResponseBase:
    """Show a file within the window, or save it (?save=1, and whatever is no PDF or picture)."""
    draft = case_or_404(request, kind, case_id)
    row = _attachment(draft, attachment_id)
    stored = _stored(row)
    save = request.GET.get("save") == "1" or not stored.file_type.inline
    if save and request.method == "GET":
        note_taking_away(kind, case_id, "file", town=town_of(request), by=actor_of(request), name=row["name"])
    return serve(request, stored, row["name"], inline=not save)


@require_safe
@said_plainly
def paper_thumbnail(request: HttpRequest, kind: str, case_id: UUID, attachment_id: UUID) -> HttpResponseBase:
    """The small picture of a picture."""
    draft = case_or_404(request, kind, case_id)
    return serve_thumbnail(request, _stored(_attachment(draft, attachment_id)))


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def paper_take_out(request: HttpRequest, kind: str, case_id: UUID, attachment_id: UUID) -> HttpResponse:
    """移出, with a reason, after a page that says what it does."""
    draft = case_or_404(request, kind, case_id)
    require(actor_of(request).may_keep(kind, town_of(request)), "您的岗位不能移出材料，请交给司法所。")
    row = _attachment(draft, attachment_id)
    page = reverse("case_papers", args=[kind, case_id])
    initial = {"acting_town": str(town_of(request).pk), "version": draft.case["version"]}
    form = ReasonForm("移出原因", request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            take_out(
                kind, case_id, attachment_id, form.cleaned_data["reason"], town=town_of(request), by=actor_of(request),
                version=form.cleaned_data["version"],
            )  # fmt: skip
        except (Refused, ChangedMeanwhile) as refusal:
            form.add_error("reason" if refusal.field == "reason" else None, str(refusal))
        else:
            messages.success(request, f"“{row['name']}”已移出。放错了可以再放进来。")
            return redirect(page)
    context = {
        "kind": draft.kind, "case": draft.case, "title": draft.case["title"], "name": row["name"], "form": form,
        "list_url": reverse("record_list", args=[kind]), "page_url": reverse("record_page", args=[kind, case_id]),
        "papers_url": page, "back_url": page, "action": request.path,
        "effects": ["不再算卷里的材料", "文件和原因都留着，操作记录里能查到", "放错了可以再放进来"],
    }  # fmt: skip
    return render(request, "fazhi/cases/take_out.html", context, status=422 if form.errors else 200)
