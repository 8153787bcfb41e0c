"""Volume, package and several papers on the page: asked for, watched while they are made, taken away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fazhi.cases.drafts import Draft
from fazhi.cases.filing import note_taking_away
from fazhi.cases.jobs.asking import OVER, ahead_of, ask, stand_of, wait_for
from fazhi.cases.jobs.keeping import is_there, path_of
from fazhi.cases.models import Job
from fazhi.evidence.file_types import PDF
from fazhi.evidence.serving import serve_made
from fazhi.orgs.permissions import Refused
from fazhi.pages.views.access import actor_of, case_or_404, said_plainly, town_of
from fazhi.pages.words import ui_datetime

# So long an answer waits for what is made at once, so that a small volume comes without a further click.
A_MOMENT = 1.0  # seconds
FILES = {Job.What.VOLUME: (PDF, "卷宗", "pdf"), Job.What.PACKAGE: ("application/zip", "移交", "zip")}
DOING = {Job.What.VOLUME: "装订整卷", Job.What.PACKAGE: "打移交包", Job.What.PAPERS: "生成文书"}


@require_POST
@said_plainly
def case_make(request: HttpRequest, kind: str, case_id: UUID) -> HttpResponse:
    """Ask for the volume, the package or all papers still lacking; what is ready within a moment is given at once."""
    case_or_404(request, kind, case_id)
    if request.POST.get("what") not in Job.What.values:
        raise Http404
    what = Job.What(request.POST["what"])
    try:
        job = ask(
            kind, case_id, what, town=town_of(request), by=actor_of(request),
            form="pdf" if request.POST.get("form") == "pdf" else "docx",
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("case_papers", kind, case_id)
    job = wait_for(job, A_MOMENT)
    if job.state == Job.State.READY and what in FILES:
        return redirect("case_made_file", kind, case_id, job.pk)
    if job.state == Job.State.READY and not job.refused:
        messages.success(request, _written(job))
        return redirect("case_papers", kind, case_id)
    return redirect("case_made", kind, case_id, job.pk)


def _written(job: Job) -> str:
    return f"{job.done}份文书已生成，放进了卷里。要签字的打印出来签，签好后拍照放进来。"


def _job(request: HttpRequest, kind: str, case_id: UUID, job_id: UUID) -> tuple[Draft, Job]:
    """A job of this case, for who may keep the case; whoever asked for it. 404 otherwise."""
    draft = case_or_404(request, kind, case_id)
    job = Job.objects.filter(pk=job_id, case_id=case_id, town=draft.town).first()
    if job is None or not draft.by.may_keep(kind, draft.town):
        raise Http404
    return draft, job


@never_cache
@require_safe
@said_plainly
def case_made(request: HttpRequest, kind: str, case_id: UUID, job_id: UUID) -> HttpResponse:
    """How far it is; when it is over, the link to take it away, or what could not be done and why."""
    draft, job = _job(request, kind, case_id, job_id)
    what, address = Job.What(job.what), [kind, case_id, job_id]
    ready = job.state == Job.State.READY
    context: dict[str, Any] = {
        "kind": draft.kind, "case": draft.case, "title": draft.case["title"], "job": job, "doing": DOING[what],
        "list_url": reverse("record_list", args=[kind]), "page_url": reverse("record_page", args=[kind, case_id]),
        "papers_url": reverse("case_papers", args=[kind, case_id]), "working": job.state not in OVER,
        "words": words_of(job), "poll_url": reverse("case_made_progress", args=address),
    }  # fmt: skip
    if ready and is_there(job):
        context["file"] = {
            "url": reverse("case_made_file", args=address), "is_pdf": what == Job.What.VOLUME,
            "size": f"{job.size / 1048576:.1f}MB", "changed": job.stands != stand_of(draft),
            "until": ui_datetime(job.ends_at) if job.ends_at else "",
        }  # fmt: skip
    elif ready and what in FILES:
        context["dropped"] = True
    elif ready:
        context["written"] = _written(job)
    return render(request, "fazhi/cases/made.html", context)


@never_cache
@require_safe
@said_plainly
def case_made_progress(request: HttpRequest, kind: str, case_id: UUID, job_id: UUID) -> HttpResponse:
    """The progress line alone, asked for again and again; when it is over the whole page is loaded."""
    _, job = _job(request, kind, case_id, job_id)
    if job.state in OVER:
        return HttpResponse(headers={"HX-Redirect": reverse("case_made", args=[kind, case_id, job_id])})
    context = {"done": job.done, "total": job.total, "words": words_of(job), "poll_url": request.path}
    return render(request, "fazhi/components/progress.html", context)


def words_of(job: Job) -> str:
    """How far it is, in one line."""
    what = Job.What(job.what)
    if job.state == Job.State.WAITING:
        ahead = ahead_of(job)
        return f"{DOING[what]}：排队中，前面还有{ahead}件" if ahead else f"{DOING[what]}：马上就开始"
    if not job.total:
        return f"正在{DOING[what]}"
    if what == Job.What.PAPERS:
        return f"正在生成第{job.done + 1}份，共{job.total}份　{job.message}"
    if job.done >= job.total:
        return f"{job.total}件都装好了，正在编页码、写成文件"
    return f"正在{job.message}第{job.done + 1}件，共{job.total}件"


@require_safe
@said_plainly
def case_made_file(request: HttpRequest, kind: str, case_id: UUID, job_id: UUID) -> HttpResponseBase:
    """Take it away: whether they may is asked now, and the case's trace says that it was taken."""
    draft, job = _job(request, kind, case_id, job_id)
    path = path_of(job)
    if path is None or job.state != Job.State.READY or not is_there(job):
        return redirect("case_made", kind, case_id, job_id)
    media_type, word, ending = FILES[Job.What(job.what)]
    name = f"{word}-{draft.case['number'] or draft.case['title']}.{ending}"
    answer = serve_made(path, media_type, name, inline=media_type == PDF and request.GET.get("save") != "1")
    if request.method == "GET":
        note_taking_away(kind, case_id, job.what, town=town_of(request), by=actor_of(request))
    return answer
