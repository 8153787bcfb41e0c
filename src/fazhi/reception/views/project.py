"""The building of the centre: milestones, budget and papers on one page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fazhi.orgs.permissions import Refused
from fazhi.pages.fields import MoneyField, OfficeDateField, TextField
from fazhi.pages.list_files import page_or_file
from fazhi.pages.views.access import actor_of, said_plainly, town_of
from fazhi.pages.words import office_today, ui_date
from fazhi.reception import centre as actions
from fazhi.reception import project_files
from fazhi.reception.forms import ActForm, TileField
from fazhi.reception.models import BudgetItem, CentreProject, Milestone, ProjectFile, ProjectPaper
from fazhi.reception.views import files
from fazhi.reception.views.access import require_keeping, require_sight, row_or_404
from fazhi.reception.views.project_files import files_field, shown


class ProjectForm(ActForm):
    name = TextField(label="项目名称")
    goal = TextField(label="要建成什么样", long=True, required=False)
    started_on = OfficeDateField(label="开始日期", required=False)


class MilestoneForm(ActForm):
    name = TextField(label="节点")
    planned_on = OfficeDateField(label="计划哪天完成", required=False, future_allowed=True)
    done_on = OfficeDateField(label="哪天完成的", required=False)


class ItemForm(ActForm):
    name = TextField(label="项目", help_text="如墙面、家具、标识、设备")
    budgeted = MoneyField(label="预算", help_text="多少元，如52000，也可以写5.2万")
    paid = MoneyField(label="已付", required=False)

    def clean_paid(self) -> int:
        return self.cleaned_data["paid"] or 0


class PaperForm(ActForm):
    kind = TileField(ProjectPaper.Kind.choices, label="种类")
    title = TextField(label="名称", help_text="如去某镇中心看了什么、第几稿图纸")
    on = OfficeDateField(label="日期", required=False)
    text = TextField(label="内容", long=True, required=False)
    kept_at = TextField(label="纸质原件放在哪里", required=False)


class NewPaperForm(PaperForm):
    """A paper that comes with its files."""

    files = files_field(required=False)  # type: ignore[assignment]


FORMS: dict[str, tuple[type[ActForm], str]] = {
    "milestone": (MilestoneForm, "节点"), "item": (ItemForm, "预算项目"), "paper": (PaperForm, "资料"),
}  # fmt: skip


def progress_of(project: CentreProject) -> dict[str, Any]:
    """How far it is: milestones done, the one that comes next, the money. Late is what was planned for a day gone by."""
    today = office_today()
    milestones = list(Milestone.objects.filter(project=project, voided_at=None))
    items = list(BudgetItem.objects.filter(project=project, voided_at=None))
    coming = next((one for one in milestones if one.done_on is None), None)
    steps = []
    for one in milestones:
        late = one.done_on is None and one.planned_on is not None and one.planned_on < today
        note = (
            f"{ui_date(one.done_on)}完成" if one.done_on
            else f"过了计划的{ui_date(one.planned_on)}" if late
            else f"计划{ui_date(one.planned_on)}" if one.planned_on else ""
        )  # fmt: skip
        state = "done" if one.done_on else "fail" if late else "now" if one is coming else "todo"
        steps.append({"title": one.name, "state": state, "note": note, "row": one})
    return {
        "steps": steps,
        "done": sum(one.done_on is not None for one in milestones),
        "total": len(milestones),
        "coming": coming,
        "late": [step for step in steps if step["state"] == "fail"],
        "items": items,
        "budgeted": sum(one.budgeted for one in items),
        "paid": sum(one.paid for one in items),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def project_page(request: HttpRequest) -> HttpResponseBase:
    """The project; before there is one, the form that begins it."""
    require_sight(request)
    town = town_of(request)
    project = actions.project_of(town)
    may_keep = actor_of(request).may_keep("reception", town)
    form = None
    if project is None and may_keep:
        initial = {"acting_town": str(town.pk), "name": f"{town.name}公共法律服务中心建设"}
        form = ProjectForm(request.POST if request.method == "POST" else None, initial=initial)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            actions.begin_project(
                given["name"], given["goal"], given["started_on"], town=town, by=actor_of(request)
            )
            messages.success(request, "已登记。请给每个节点填上计划日期。")
            return redirect("centre_project")
    elif request.method == "POST":
        require_keeping(request)
    context = {
        "project": project,
        "progress": progress_of(project) if project else None,
        "papers": _papers(project) if project else [],
        "form": form,
        "may_keep": may_keep,
    }
    status = 422 if form is not None and form.errors else 200
    lists = files.of_project(project) if project else []
    return page_or_file(request, "reception/project.html", context, *lists, status=status)


def _papers(project: CentreProject) -> list[ProjectPaper]:
    """The papers, each with its files as `shown`; two queries however many there are."""
    papers = list(ProjectPaper.objects.filter(project=project, voided_at=None))
    files: dict[UUID, list[Any]] = {}
    rows = ProjectFile.objects.filter(paper__in=papers, voided_at=None).select_related("stored_file")
    for row in rows:
        files.setdefault(row.paper_id, []).append(shown(row))
    for paper in papers:
        paper.shown = files.get(paper.pk, [])  # type: ignore[attr-defined]
    return papers


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def piece_edit(request: HttpRequest, piece: str, row_id: UUID | None = None) -> HttpResponse:
    """A milestone, an item of the budget or a paper of the project."""
    require_keeping(request)
    if piece not in FORMS:
        raise Http404
    town = town_of(request)
    form_class, name = FORMS[piece]
    row = row_or_404(request, actions.PIECES[piece][0], row_id) if row_id else None
    names = [one for one in form_class.base_fields if one not in ("acting_town", "version")]
    if row is None and form_class is PaperForm:
        form_class = NewPaperForm
    initial: dict[str, Any] = {"acting_town": str(town.pk)}
    if row is not None:
        initial |= {one: getattr(row, one) for one in (*names, "version")}
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = form_class(*sent, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {one: form.cleaned_data[one] for one in names}
        files = [(one, one.name) for one in form.cleaned_data.get("files", ())]
        by = actor_of(request)
        try:
            kept = project_files.keep_files(files, town=town, by=by)
            with transaction.atomic():
                saved = actions.keep_piece(
                    piece, values, town=town, by=by, row_id=row_id, version=form.cleaned_data["version"]
                )  # fmt: skip
                if kept:
                    project_files.attach(saved.pk, kept, town=town, by=by)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"{name}已保存。" + (f"放进了{len(kept)}个文件。" if kept else ""))
            return redirect("centre_project")
    context = {"form": form, "name": name, "row": row}
    return render(request, "reception/piece_edit.html", context, status=422 if form.errors else 200)
