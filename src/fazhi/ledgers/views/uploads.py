"""From files to a preview to an import: each step a page that can be left and come back to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fazhi.ledgers import uploading
from fazhi.ledgers.correcting import waiting_rows
from fazhi.ledgers.forms import UploadForm, answers_in, question_form
from fazhi.ledgers.models import Upload
from fazhi.ledgers.showing import shown, url_of
from fazhi.ledgers.views.access import for_importers
from fazhi.ledgers.views.batches import batch_table, batches_file
from fazhi.pages.list_files import page_or_file
from fazhi.pages.totals import working_year
from fazhi.pages.words import ui_datetime
from fazhi.records.actions import Refused
from fazhi.records.kinds import ledger_kinds
from fazhi.records.models import ImportBatch, SourceRow


@for_importers
def ledgers(request: Any) -> HttpResponseBase:
    """Bring ledgers in; the batches that came in; the ledgers there are."""
    year = working_year(request.town)
    form = UploadForm(initial={"year": year})
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                upload = uploading.keep(
                    form.cleaned_data["files"],
                    town=request.town,
                    year=form.cleaned_data["year"],
                    user=request.user,
                )
            except Refused as refusal:
                form.add_error(refusal.field or None, str(refusal))
            else:
                uploading.start(upload)
                return redirect("upload", upload.pk)
    batches = list(ImportBatch.objects.filter(town=request.town)[:20])
    under_way = (
        Upload.objects.filter(town=request.town).exclude(status=Upload.Status.DONE).select_related("made_by")
    )
    context = {
        "form": form,
        "under_way": [uploading.look_after(upload) for upload in under_way[:10]],
        "batches": batch_table(batches) if batches else None,
        "ledgers": _ledgers(year),
        "waiting": waiting_rows(request.town, request.actor).count(),
        "merged": SourceRow.objects.filter(
            town=request.town, outcome=SourceRow.Outcome.MERGED, batch__status=ImportBatch.Status.PUBLISHED
        ).count(),
    }
    status, listed = 422 if form.errors else 200, batches_file(request.town)
    return page_or_file(request, "fazhi/ledgers/ledgers.html", context, listed, status=status)


def _ledgers(year: int) -> list[dict[str, str]]:
    return [
        {
            "name": kind.name,
            "sheet": kind.layout.sheet,
            "list": url_of("record_list", kind.code, query=f"?year={year}"),
            "office": url_of("record_export", kind.code, query=f"?year={year}&layout=office"),
        }
        for kind in ledger_kinds()
    ]


def _of_town(request: Any, pk: UUID) -> Upload:
    upload = get_object_or_404(Upload.objects.select_related("made_by", "batch"), pk=pk, town=request.town)
    return uploading.look_after(upload)


@never_cache
@for_importers
def upload(request: Any, pk: UUID) -> HttpResponse:
    """Where an upload stands: progress, questions, preview, or what went wrong."""
    return _page(request, _of_town(request, pk))


def _page(request: Any, upload: Upload, form: Any = None) -> HttpResponse:
    if upload.status == Upload.Status.DONE and upload.batch_id:
        return redirect(reverse("batch", args=[upload.batch_id]) + "?done=1")
    questions = upload.preview.get("questions") if upload.status == Upload.Status.READY else None
    context: dict[str, Any] = {
        "upload": upload,
        "steps": _steps(upload, bool(questions)),
        "working": upload.status in (Upload.Status.READING, Upload.Status.IMPORTING),
        "words": _words(upload),
        "files": _files(upload.files),
        "given": f"{upload.made_by.name if upload.made_by else ''}，{ui_datetime(upload.made_at)}",
    }
    if questions:
        context["questions"] = form or question_form(questions)(initial=_given_before(upload, questions))
        context["details"] = questions
    elif upload.status in (Upload.Status.READY, Upload.Status.DONE):
        context["shown"] = shown(upload.preview)
    return render(request, "fazhi/ledgers/upload.html", context, status=422 if form and form.errors else 200)


def _files(names: list[str]) -> str:
    return "、".join(names[:2]) + (f"等{len(names)}个文件" if len(names) > 2 else "")


def _given_before(upload: Upload, questions: list[dict[str, Any]]) -> dict[str, str]:
    return {
        f"q{at}": given
        for at, question in enumerate(questions)
        if (given := upload.answers.get(question["kind"] or "", {}).get(question["heading"]))
    }


def _steps(upload: Upload, asked: bool) -> list[dict[str, str]]:
    names = ["选文件", "读文件", *(["回答问题"] if asked or upload.answers else []), "看预览", "导入"]
    now = {
        Upload.Status.READING: "读文件", Upload.Status.READY: "回答问题" if asked else "看预览",
        Upload.Status.IMPORTING: "导入", Upload.Status.FAILED: "读文件", Upload.Status.DONE: "",
    }[Upload.Status(upload.status)]  # fmt: skip
    at = names.index(now) if now in names else len(names)
    failed = upload.status == Upload.Status.FAILED
    return [
        {"title": name, "state": "done" if i < at else ("fail" if failed else "now") if i == at else "todo"}
        for i, name in enumerate(names)
    ]


def _words(upload: Upload) -> str:
    doing = "正在导入" if upload.status == Upload.Status.IMPORTING else "正在读"
    if not upload.total:
        return f"{doing}，正在打开文件"
    return f"{doing}第{upload.done:,}行，共{upload.total:,}行　{upload.message}"


@never_cache
@for_importers
def progress(request: Any, pk: UUID) -> HttpResponse:
    """The progress line alone, asked for again and again; when the work is over the whole page is loaded."""
    upload = _of_town(request, pk)
    if upload.status not in (Upload.Status.READING, Upload.Status.IMPORTING):
        return HttpResponse(headers={"HX-Redirect": reverse("upload", args=[upload.pk])})
    context = {
        "done": upload.done, "total": upload.total, "words": _words(upload),
        "poll_url": reverse("upload_progress", args=[upload.pk]),
    }  # fmt: skip
    return render(request, "fazhi/components/progress.html", context)


@require_POST
@for_importers
def answers(request: Any, pk: UUID) -> HttpResponse:
    """Take the answers and read again."""
    upload = _of_town(request, pk)
    questions = upload.preview.get("questions") or []
    if upload.status != Upload.Status.READY or not questions:
        return redirect("upload", upload.pk)
    form = question_form(questions)(request.POST)
    if not form.is_valid():
        return _page(request, upload, form)
    uploading.answer(upload, answers_in(questions, form.cleaned_data))
    return redirect("upload", upload.pk)


@require_POST
@for_importers
def go(request: Any, pk: UUID) -> HttpResponse:
    """Import what was previewed."""
    upload = _of_town(request, pk)
    if not upload.preview.get("questions"):
        uploading.go(upload, request.user)
    return redirect("upload", upload.pk)


@require_POST
@for_importers
def again(request: Any, pk: UUID) -> HttpResponse:
    """Read a failed upload once more."""
    upload = _of_town(request, pk)
    uploading.try_again(upload)
    return redirect("upload", upload.pk)


@require_POST
@for_importers
def cancel(request: Any, pk: UUID) -> HttpResponse:
    """Remove an upload that was not imported."""
    upload = _of_town(request, pk)
    try:
        uploading.take_back(upload)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("upload", upload.pk)
    messages.success(request, "没有导入，文件已删去，什么也没有写入。")
    return redirect("ledgers")
