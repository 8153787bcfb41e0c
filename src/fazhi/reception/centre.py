"""The public legal service centre: what it tells the public, its guides, and the project that builds it."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.publishing.models import Release
from fazhi.publishing.releasing import submit, write
from fazhi.reception.keeping import locked, put, require_window
from fazhi.reception.models import (
    BudgetItem,
    CentreProject,
    Milestone,
    ProjectPaper,
    ServiceCentre,
    ServiceGuide,
    UrgentNotice,
)
from fazhi.reception.public_matters import CENTRE, GUIDE, NOTICE

# 调研 → 设计 → 预算 → 装修 → 验收 → 开放: the usual way of a centre, for the office to change.
USUAL_MILESTONES = ("外出调研", "设计图纸", "预算方案", "装修施工", "设备和标识", "验收", "开放")


def centre_of(town: Town) -> ServiceCentre | None:
    """The town's centre, open to the public or not."""
    found: ServiceCentre | None = ServiceCentre.objects.filter(town=town).first()
    return found


def keep_centre(
    values: dict[str, Any], *, town: Town, by: Actor, today: date, seen: str | None = None, recalling: bool = False
) -> Release:  # fmt: skip
    """Draft what the town tells the public: the fields of ServiceCentre. The first time, the shipped guides come along.

    The public pages open when it is published. Raises NotAllowed, Refused, ChangedMeanwhile.
    """
    require_window(by, town)
    with transaction.atomic():
        Town.objects.select_for_update().get(pk=town.pk)
        row = centre_of(town)
        if row is None:
            row = ServiceCentre(town=town, **values)
            CENTRE.check(row, values)
            put(row, "added", by=by, told={"name": row.name}, new=True)
            bring_shipped_guides(town=town, by=by, today=today)
        return write(CENTRE, row, values, town=town, by=by, seen=seen, recalling=recalling)


def frame_ancestors(centre: ServiceCentre) -> str:
    """Who may show the public pages in a frame, as Content-Security-Policy writes it."""
    sites = [f"{urlsplit(line).scheme}://{urlsplit(line).netloc}" for line in centre.frames.split()]
    return " ".join(("'self'", *sites))


def shipped_guides() -> list[dict[str, Any]]:
    """The guides that come with the product: facts of the laws they cite, for the office to complete."""
    text = (files("fazhi.reception") / "guides.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)["guides"]
    return found


def bring_shipped_guides(*, town: Town, by: Actor, today: date) -> int:
    """Add the shipped guides this town does not have; none is overwritten. Returns how many. Raises NotAllowed.

    Those for the public are submitted at once: whoever brings them has written none of them.
    """
    require_window(by, town)
    known = set(ServiceGuide.objects.filter(town=town).values_list("code", flat=True))
    added = 0
    with transaction.atomic():
        for place, guide in enumerate(shipped_guides()):
            if guide["code"] in known:
                continue
            lines = {
                name: "\n".join(guide[name]) for name in ("for_whom", "bring", "steps", "basis", "rules") if name in guide
            }  # fmt: skip
            row = ServiceGuide(
                town=town, code=guide["code"], kind=guide["kind"], title=guide["title"], time=guide.get("time", ""),
                fee=guide.get("fee", ""), since=today, checked=guide["checked"], place=place, **lines,
            )  # fmt: skip
            put(row, "added", by=by, told={"title": row.title}, new=True)
            if guide["is_public"]:
                submit(write(GUIDE, row, {}, town=town, by=by).pk, town=town, by=by)
            added += 1
    return added


def keep_guide(
    values: dict[str, Any], *, town: Town, by: Actor, guide_id: UUID | None = None, seen: str | None = None,
    recalling: bool = False,
) -> Release:  # fmt: skip
    """Draft a guide, a rule or a flow, or the next version of one. Raises NotAllowed, Refused, ChangedMeanwhile."""
    require_window(by, town)
    with transaction.atomic():
        if guide_id is None:
            Town.objects.select_for_update().get(pk=town.pk)
            taken = set(ServiceGuide.objects.filter(town=town).values_list("code", flat=True))
            code = next(code for n in range(1, 10_000) if (code := f"{values['kind']}-{n}") not in taken)
            row = ServiceGuide(town=town, code=code, place=len(taken), **values)
            GUIDE.check(row, values)
            put(row, "added", by=by, told={"title": row.title}, new=True)
            return write(GUIDE, row, values, town=town, by=by)
        row = locked(ServiceGuide, guide_id, town)
        return write(GUIDE, row, values, town=town, by=by, seen=seen, recalling=recalling)


def keep_notice(
    values: dict[str, Any], *, town: Town, by: Actor, notice_id: UUID | None = None, seen: str | None = None,
    recalling: bool = False,
) -> Release:  # fmt: skip
    """Draft an urgent notice, or the next version of one. Raises NotAllowed, Refused, ChangedMeanwhile."""
    require_window(by, town)
    with transaction.atomic():
        if notice_id is None:
            row = UrgentNotice(town=town, **values)
            NOTICE.check(row, values)
            put(row, "added", by=by, new=True)
            return write(NOTICE, row, values, town=town, by=by)
        row = locked(UrgentNotice, notice_id, town)
        return write(NOTICE, row, values, town=town, by=by, seen=seen, recalling=recalling)


def project_of(town: Town) -> CentreProject | None:
    """The town's building project; one at a time."""
    found: CentreProject | None = CentreProject.objects.filter(town=town, voided_at=None).first()
    return found


def begin_project(name: str, goal: str, started_on: date | None, *, town: Town, by: Actor) -> CentreProject:
    """Open the project with the usual milestones, none with a date. Raises NotAllowed, Refused."""
    require_window(by, town)
    if not name.strip():
        raise Refused("请填写项目名称", "name")
    with transaction.atomic():
        Town.objects.select_for_update().get(pk=town.pk)
        if (known := project_of(town)) is not None:
            return known
        project = CentreProject(town=town, name=name.strip(), goal=goal.strip(), started_on=started_on)
        put(project, "added", by=by, told={"name": project.name}, new=True)
        for place, milestone in enumerate(USUAL_MILESTONES):
            row = Milestone(town=town, project=project, name=milestone, place=place)
            put(row, "added", by=by, told={"name": milestone}, new=True)
    return project


# What belongs to a project, by the word in its address: the model and the field that names it.
PIECES: dict[str, tuple[type[Any], str]] = {
    "milestone": (Milestone, "name"), "item": (BudgetItem, "name"), "paper": (ProjectPaper, "title"),
}  # fmt: skip


def keep_piece(
    piece: str, values: dict[str, Any], *, town: Town, by: Actor, row_id: UUID | None = None,
    version: int | None = None,
) -> Any:  # fmt: skip
    """Add or change a milestone, an item of the budget (fen) or a paper. Raises NotAllowed, Refused, ChangedMeanwhile."""
    require_window(by, town)
    model, named = PIECES[piece]
    if not str(values.get(named, "")).strip():
        raise Refused("请填写名称", named)
    if piece == "item" and (values.get("paid") or 0) > (values.get("budgeted") or 0):
        raise Refused("已付不能超过预算。预算调整了的，请先改预算", "paid")
    with transaction.atomic():
        if row_id is not None:
            row: Any = locked(model, row_id, town, version=version)
            for name, value in values.items():
                setattr(row, name, value)
            put(row, "changed", by=by, told={"name": values[named]})
            return row
        project = project_of(town)
        if project is None:
            raise Refused("请先登记建设项目。")
        if piece == "milestone":
            values = {**values, "place": Milestone.objects.filter(project=project).count()}
        row = model(town=town, project=project, **values)
        put(row, "added", by=by, told={"name": values[named]}, new=True)
    return row
