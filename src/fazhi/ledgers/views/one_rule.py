"""改一类错: one wrong value, what it should be, which rows it touches and what they become, then all of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from fazhi.ledgers import rules
from fazhi.ledgers.showing import kind_name
from fazhi.ledgers.sources import in_words
from fazhi.ledgers.views.access import for_importers
from fazhi.orgs.permissions import NotAllowed
from fazhi.pages.forms import OfficeForm, form_for
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.pages.views.access import uuid_or_none
from fazhi.records.kinds import kind_of


@never_cache
@for_importers
def one_rule(request: Any) -> HttpResponse:
    """GET names the wrong value (kind, field, value, batch); POST act=try shows the preview, act=apply does it."""
    asked = request.POST if request.method == "POST" else request.GET
    try:
        kind = kind_of(asked.get("kind", ""))
        column = kind.layout.column(asked.get("field", ""))
    except KeyError:
        raise Http404 from None
    wrong = rules.Wrong(kind.code, column.field, column.heading, asked.get("value", ""))
    batch_id = uuid_or_none(asked.get("batch"))
    rows = rules.affected(wrong, town=request.town, by=request.actor, batch_id=batch_id)
    if not rows:
        messages.info(request, "这样写的行都已经处理过了。")
        return redirect("problems")
    form = _form(kind, column)(request.POST if request.method == "POST" else None)
    lines: list[rules.Line] = []
    if form.is_bound:
        lines = rules.tried(wrong, form.data.get(column.field, ""), rows)
        if request.POST.get("act") == "apply" and any(line.values is not None for line in lines):
            try:
                made, left = rules.apply(lines, town=request.town, by=request.actor)
            except NotAllowed as refusal:
                messages.error(request, str(refusal))
                return redirect("problems")
            rest = f"还有{len(left)}行有别的问题，仍在待改正。" if left else ""
            messages.success(request, f"{len(made)}行已改好，登记为{kind.name}，已计入数字。{rest}")
            return redirect("problems")
    context = {
        "wrong": wrong, "kind": kind, "form": form, "batch": batch_id or "", "count": len(rows),
        "table": _table(column, lines) if lines else None,
        "ready": sum(line.values is not None for line in lines),
        "left": sum(line.values is None for line in lines),
    }  # fmt: skip
    return render(request, "fazhi/ledgers/one_rule.html", context, status=422 if form.errors else 200)


def _form(kind: Any, column: Any) -> type[OfficeForm]:
    return form_for([column])


def _table(column: Any, lines: list[rules.Line]) -> Table:
    rows = [
        [
            Cell(f"{line.row.sheet} 第{line.row.row}行", url=reverse("problem", args=[line.row.pk]), meta=line.row.file, chief=True),
            Cell(kind_name(line.row.kind), meta=f"{line.row.year}年"),
            Cell("登记", tag="green") if line.values is not None else Cell("仍等改正", tag="amber"),
            Cell(in_words(column, line.values.get(column.field)) if line.values is not None else line.reason),
        ]
        for line in lines
    ]  # fmt: skip
    return Table(
        "会怎样", (Heading("行"), Heading("台账"), Heading("结果"), Heading("改成，或者还有什么不对")), rows
    )
