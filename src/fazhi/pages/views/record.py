"""The page of one record: what it says, where it came from, who did what to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fazhi.cases.models import Case, CaseStep, Participant
from fazhi.cases.procedures import is_taken_live
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.pages.list_files import file_asked
from fazhi.pages.showing import masked_text, number_of, shown, step_names, title_of
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.pages.views.access import (
    actor_of,
    in_sight,
    kind_or_404,
    may_see,
    record_or_404,
    said_plainly,
    town_of,
)
from fazhi.pages.views.case import case_page, live_case
from fazhi.pages.views.groups import belongs_to, records_held
from fazhi.pages.views.repeats import Group, like
from fazhi.pages.views.tracing import may_read_trace, of_record
from fazhi.pages.words import document_date, masked_id_number, masked_phone, table_date, ui_datetime
from fazhi.records.kinds import RecordKind, all_kinds, kind_of
from fazhi.records.linking import case_model
from fazhi.records.models import Part, SourceRow

# Columns of a part that the page of its record does not repeat.
UNSHOWN = ("id", "town", "record", "place")
OF_CASES = (Case, CaseStep, Participant)


@require_safe
@said_plainly
def record_page(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponseBase:
    """Everything about one record, each thing once."""
    of_kind = kind_or_404(request, kind)
    if (live := live_case(request, of_kind, record_id)) is not None:
        return case_page(request, live)
    record = record_or_404(request, of_kind, record_id)
    actor, town = actor_of(request), town_of(request)
    values = of_kind.values(record)
    standing = record.voided_at is None
    may_keep = actor.may_keep(kind, town)
    urls = {
        name: reverse(f"record_{name}", args=[kind, record_id])
        for name in ("correct", "void", "restore", "merge")
    }
    held = records_held(request, of_kind, record)
    if (file := file_asked(request, *(one.file for one in held))) is not None:
        return file
    repeats = like(of_kind, record, town, actor)
    context = {
        "kind": of_kind,
        "record": record,
        "title": title_of(of_kind, record),
        "number": number_of(record),
        "case": getattr(record, "case", None) if of_kind.is_case else None,
        "standing": standing,
        "doubts": list(of_kind.doubts(record)) if of_kind.doubts and standing else [],
        "facts": _facts(request, of_kind, record, values),
        "steps": _steps(of_kind, record),
        "parts": _parts(of_kind, record),
        "extra": [{"name": name, "text": masked_text(value)} for name, value in _extra(record)],
        "sources": _sources(record, town),
        "trace": _events(of_kind, record, actor, town),
        "repeats": Group(of_kind, repeats).lines if repeats else [],
        "into": _merged_into(request, of_kind, record),
        "linked": _linked(request, of_kind, record),
        "link_url": reverse("record_link", args=[kind, record_id]) if may_keep and standing and case_model(of_kind) else "",
        "held": held,
        "regroup_url": reverse("record_regroup", args=[kind, record_id]) if of_kind.groups and may_keep and standing else "",
        "groups": belongs_to(request, of_kind, record),
        "visits": _joined_to(request, of_kind, record),
        "may_keep": may_keep,
        "take_up_url": _take_up_url(of_kind, record) if may_keep and standing else "",
        "urls": urls,
        "list_url": reverse("record_list", args=[kind]),
    }  # fmt: skip
    return render(request, "fazhi/records/page.html", context)


def _take_up_url(kind: RecordKind, record: Any) -> str:
    """接着办, for an open case that a ledger brought in."""
    if not kind.is_case or not is_taken_live(kind.code) or record.case.edition:
        return ""
    if record.case.status == Case.Status.CLOSED:
        return ""
    return reverse("case_take_up", args=[kind.code, record.pk])


def _facts(
    request: HttpRequest, kind: RecordKind, record: Any, values: dict[str, Any]
) -> list[dict[str, str]]:
    may_unmask = actor_of(request).may_unmask(kind.code, town_of(request))
    facts = []
    for column in kind.columns:
        value = values.get(column.field)
        fact = {"name": column.heading, "text": shown(column, value)}
        if column.masked and value not in (None, "", []) and may_unmask:
            fact["in_full_url"] = reverse("record_in_full", args=[kind.code, record.pk, column.field])
        facts.append(fact)
    if record.note:
        facts.append({"name": "备注", "text": masked_text(record.note)})
    return facts


def _extra(record: Any) -> list[tuple[str, Any]]:
    """Ledger columns that no field took."""
    extra = record.extra
    return (
        [(str(name), value) for name, value in extra.items() if value not in (None, "")]
        if isinstance(extra, dict)
        else []
    )


def _steps(kind: RecordKind, record: Any) -> list[dict[str, str]]:
    """The steps of a case in their words; a count without dates stays a count."""
    if not kind.is_case:
        return []
    names = step_names(kind)
    steps = []
    for step in record.case.steps.order_by("place"):
        if step.on is None:
            when = "日期不详"
        elif step.precision == CaseStep.Precision.MONTH:
            when = f"{step.on.year}年{step.on.month}月"
        else:
            when = document_date(step.on)
        times = f"共{step.count}次" if step.count > 1 else ""
        steps.append({"title": names.get(step.code, step.code), "text": times, "meta": when, "key": "1"})
    return steps


def _parts(kind: RecordKind, record: Any) -> list[Table]:
    """The rows of each part that says more than the facts above: several of them, or dates of their own."""
    tables = []
    for model in kind.parts:
        if model in OF_CASES or not issubclass(model, Part):
            continue
        rows = list(model._default_manager.filter(**{"record": record.pk})[:200])
        fields = [field for field in model._meta.concrete_fields if _is_shown(field, model)]
        if len(rows) > 1 and fields:
            headings = [
                Heading("序号", number=True),
                *(Heading(str(field.verbose_name).split("（")[0]) for field in fields),
            ]
            lines = [
                [Cell(str(at), number=True), *(Cell(_part_text(row, field)) for field in fields)]
                for at, row in enumerate(rows, start=1)
            ]
            tables.append(Table(str(model._meta.verbose_name), headings, lines))
    return tables


def _is_shown(field: models.Field[Any, Any], model: type[models.Model]) -> bool:
    if field.name in UNSHOWN or str(field.verbose_name).isascii() or field.is_relation:
        return False
    # Where the town's own word stands beside the code, the word is shown.
    return not any(other.name == f"{field.name}_word" for other in model._meta.concrete_fields)


def _part_text(row: Any, field: models.Field[Any, Any]) -> str:
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")() or "")
    value = getattr(row, field.attname)
    if value is None or value == "":
        return ""
    if isinstance(field, models.DateField):
        return table_date(value)
    if isinstance(field, models.BooleanField):
        return "是" if value else "否"
    if field.name in ("phone", "mobile"):
        return masked_phone(value)
    if field.name == "id_number":
        return masked_id_number(value)
    return str(value)


def _sources(record: Any, town: Town) -> list[SourceRow]:
    rows = SourceRow.objects.filter(record_id=record.pk, town=town, batch__status="published")
    return list(rows.select_related("batch").order_by("-batch__number", "file", "sheet", "row")[:20])


def _events(kind: RecordKind, record: Any, actor: Actor, town: Town) -> list[dict[str, str]]:
    if not may_read_trace(actor, town, kind):
        return []
    entries = of_record(kind, record.pk, actor=actor, town=town)
    return [
        {"title": one.verb, "text": one.text, "meta": f"{one.who}　{ui_datetime(one.at)}"} for one in entries
    ]


def _merged_into(request: HttpRequest, kind: RecordKind, record: Any) -> dict[str, str] | None:
    if not record.merged_into:
        return None
    rows = in_sight(kind, town_of(request), actor_of(request), voided=None).select_related(*kind.related)
    other = rows.filter(pk=record.merged_into).first()
    if other is None:
        return {"title": "另一条记录", "url": ""}
    return {"title": title_of(kind, other), "url": reverse("record_page", args=[kind.code, other.pk])}


def _linked(request: HttpRequest, kind: RecordKind, record: Any) -> dict[str, str] | None:
    """The case a visit was joined to, for those who may see it."""
    case_id = getattr(record, "case_id", None) if case_model(kind) else None
    if not case_id:
        return None
    case = Case.objects.filter(pk=case_id, town=town_of(request)).first()
    if case is None or not may_see(request)(case.kind):
        return {"title": "已关联一件案件", "url": ""}
    of_kind = kind_of(case.kind)
    if not in_sight(of_kind, town_of(request), actor_of(request), voided=None).filter(pk=case.pk).exists():
        return {"title": "已关联一件案件", "url": ""}
    return {"title": case.title, "url": reverse("record_page", args=[case.kind, case.pk])}


def _joined_to(request: HttpRequest, kind: RecordKind, record: Any) -> list[dict[str, str]]:
    """The records of other kinds that people joined to this case, those the person may see."""
    if not kind.is_case:
        return []
    found = []
    for other in all_kinds():
        if case_model(other) is not Case or not may_see(request)(other.code):
            continue
        rows = in_sight(other, town_of(request), actor_of(request)).filter(case=record.pk)
        for one in rows.select_related(*other.related).prefetch_related(*other.fetched)[:50]:
            day = getattr(one, other.date_field, None)
            found.append(
                {
                    "name": other.name,
                    "title": title_of(other, one),
                    "url": reverse("record_page", args=[other.code, one.pk]),
                    "meta": table_date(day) if day else "",
                }
            )
    return found
