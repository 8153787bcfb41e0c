"""Files of the building project on the pages: put in, looked at, saved, taken out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.evidence.serving import serve, serve_thumbnail
from fazhi.orgs.permissions import Refused
from fazhi.pages.fields import TextField
from fazhi.pages.file_fields import FilesField
from fazhi.pages.views.access import actor_of, said_plainly, town_of
from fazhi.reception import project_files as actions
from fazhi.reception.forms import ActForm
from fazhi.reception.models import ProjectFile, ProjectPaper
from fazhi.reception.views.access import require_keeping, require_sight, row_or_404
from fazhi.records.actions import ChangedMeanwhile

HOW = "图纸、照片、扫描件、PDF、Word、Excel都可以，可以一次选多个"


def files_field(*, required: bool) -> FilesField:
    """The input for the files of a paper."""
    return FilesField(label="文件", required=required, help_text=HOW, max_length=400)


class FilesForm(ActForm):
    """Files for a paper that is there."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["files"] = files_field(required=True)


class ReasonForm(ActForm):
    """Why a file is taken out."""

    reason = TextField(label="移出原因", help_text="如：放错了、换成盖章的那一份")


def shown(row: ProjectFile) -> dict[str, Any]:
    """A file as the list of its paper prints it."""
    stored = row.stored_file
    return {
        "name": row.name, "url": reverse("centre_file", args=[row.pk]), "out_url": reverse("centre_file_out", args=[row.pk]),
        "thumbnail": reverse("centre_file_thumbnail", args=[row.pk]) if stored.is_picture else "",
        "size_words": f"{stored.size / 1048576:.1f}MB" if stored.size >= 1048576 else f"{max(stored.size // 1024, 1)}KB",
        "pages": stored.pages, "at": row.put_in_at,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def attach(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Put files into a paper."""
    require_keeping(request)
    paper = row_or_404(request, ProjectPaper, paper_id)
    town, by = town_of(request), actor_of(request)
    form = FilesForm(
        request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None,
        initial={"acting_town": str(town.pk)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.keep_files(
                [(one, one.name) for one in form.cleaned_data["files"]], town=town, by=by
            )
            made = actions.attach(paper.pk, kept, town=town, by=by)
        except Refused as refusal:
            form.add_error("files" if refusal.field in ("file", "files") else None, str(refusal))
        else:
            messages.success(request, said(paper, made))
            return redirect("centre_project")
    context = {"form": form, "paper": paper, "files": [shown(one) for one in actions.files_of(paper)]}
    return render(request, "reception/project_files.html", context, status=422 if form.errors else 200)


def said(paper: ProjectPaper, made: list[ProjectFile]) -> str:
    """What became of the files."""
    return f"{len(made)}个文件已放进“{paper.title}”。" if made else "这些文件已经在里面了，没有再放一份。"


@require_safe
@said_plainly
def open_file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Show a file within the window, or save it (?save=1, and whatever is no PDF or picture), which is traced."""
    require_sight(request)
    row = row_or_404(request, ProjectFile, file_id, "stored_file")
    save = request.GET.get("save") == "1" or not row.stored_file.file_type.inline
    if save and request.method == "GET":
        actions.note_taking_away(row, by=actor_of(request))
    return serve(request, row.stored_file, row.name, inline=not save)


@require_safe
@said_plainly
def file_thumbnail(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """The small picture of a picture."""
    require_sight(request)
    return serve_thumbnail(request, row_or_404(request, ProjectFile, file_id, "stored_file").stored_file)


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def take_out(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """移出, with a reason, after a page that says what it does."""
    require_keeping(request)
    row = row_or_404(request, ProjectFile, file_id, "paper")
    town = town_of(request)
    initial = {"acting_town": str(town.pk), "version": row.version}
    form = ReasonForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.take_out(
                row.pk, given["reason"], town=town, by=actor_of(request), version=given["version"]
            )
        except (Refused, ChangedMeanwhile) as refusal:
            form.add_error("reason" if refusal.field == "reason" else None, str(refusal))
        else:
            messages.success(request, f"“{row.name}”已移出。放错了可以再放进来。")
            return redirect("centre_project")
    context = {
        "form": form, "name": row.name, "paper": row.paper, "action": request.path, "back_url": reverse("centre_project"),
        "effects": ["不再列在这份资料下面", "文件和原因都留着，操作记录里能查到", "放错了可以再放进来"],
    }  # fmt: skip
    return render(request, "reception/project_file_out.html", context, status=422 if form.errors else 200)
