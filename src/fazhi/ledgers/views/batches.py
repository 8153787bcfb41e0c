"""What a batch brought, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fazhi.evidence.serving import serve
from fazhi.ledgers import originals, undoing
from fazhi.ledgers.models import BatchFile
from fazhi.ledgers.showing import kind_name, sheets_of, shown, url_of
from fazhi.ledgers.views.access import for_importers
from fazhi.orgs.models import Town
from fazhi.orgs.names import actor_names
from fazhi.pages.list_files import ListFile, Offered
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.pages.words import table_datetime, ui_datetime, ui_number
from fazhi.records.actions import Refused
from fazhi.records.models import ImportBatch

LIGHTS = {
    ImportBatch.Status.WRITING: "blue",
    ImportBatch.Status.PUBLISHED: "green",
    ImportBatch.Status.UNDONE: "gray",
    ImportBatch.Status.FAILED: "amber",
}
LONGEST_LIST = 100


def batch_table(batches: Iterable[ImportBatch]) -> Table:
    """Earlier batches, newest first."""
    batches = list(batches)
    who = actor_names({batch.made_by for batch in batches})
    rows = []
    for batch in batches:
        sheets = sheets_of(batch.summary)
        standing = batch.status == ImportBatch.Status.PUBLISHED
        rows.append([
            Cell(f"第{batch.number}批", url=reverse("batch", args=[batch.pk]), meta=_files(batch), chief=True),
            Cell(f"{batch.year}年"),
            Cell(batch.get_status_display(), tag=LIGHTS[ImportBatch.Status(batch.status)]),
            *(Cell(ui_number(sum(sheet[name] for sheet in sheets)), number=True) for name in ("new", "changed")),
            Cell(table_datetime(batch.made_at), meta=who.get(batch.made_by, "")),
            Cell("撤销", url=reverse("batch_undo", args=[batch.pk]), act=True) if standing else Cell(act=True),
        ])  # fmt: skip
    headings = (
        Heading("批次"), Heading("年度"), Heading("状态"), Heading("新登记", number=True),
        Heading("有改动", number=True), Heading("导入时间"), Heading("操作", act=True),
    )  # fmt: skip
    return Table("导入过的批次", headings, rows)


def batches_file(town: Town) -> ListFile:
    """All batches to take along, newest first."""

    def rows() -> Iterator[tuple[ImportBatch, str]]:
        batches = list(ImportBatch.objects.filter(town=town))
        who = actor_names({batch.made_by for batch in batches})
        return ((batch, who.get(batch.made_by, "")) for batch in batches)

    def sum_of(name: str) -> Callable[[Any], int]:
        return lambda row: sum(sheet[name] for sheet in sheets_of(row[0].summary))

    columns = (
        Offered("number", "批次", lambda row: row[0].number, 8),
        Offered("files", "文件", lambda row: "、".join(_all_files(row[0])), 46),
        Offered("year", "年度", lambda row: row[0].year, 8),
        Offered("status", "状态", lambda row: row[0].get_status_display(), 14),
        Offered("new", "新登记（行）", sum_of("new"), 14), Offered("changed", "有改动（行）", sum_of("changed"), 14),
        Offered("made_at", "导入时间", lambda row: table_datetime(row[0].made_at), 18),
        Offered("who", "谁", itemgetter(1)),
    )  # fmt: skip
    title = f"{town.name}导入过的批次"
    return ListFile(title, title, columns, rows, kind="batch")


def _all_files(batch: ImportBatch) -> list[str]:
    return batch.summary.get("files") or list(
        dict.fromkeys(sheet["file"] for sheet in sheets_of(batch.summary))
    )


def _files(batch: ImportBatch) -> str:
    files = _all_files(batch)
    return files[0] + (f"等{len(files)}个文件" if len(files) > 1 else "") if files else ""


def _of_town(request: Any, pk: UUID) -> ImportBatch:
    return get_object_or_404(ImportBatch, pk=pk, town=request.town)


@never_cache
@for_importers
def batch(request: Any, pk: UUID) -> HttpResponse:
    """What the batch brought, table by table."""
    batch = _of_town(request, pk)
    what = shown(batch.summary, done=True)
    kinds = dict.fromkeys(sheet["kind"] for sheet in sheets_of(batch.summary) if sheet["kind"])
    context = {
        "batch": batch,
        "shown": what,
        "done": "done" in request.GET and batch.status == ImportBatch.Status.PUBLISHED,
        "standing": batch.status == ImportBatch.Status.PUBLISHED,
        "light": LIGHTS[ImportBatch.Status(batch.status)],
        "facts": [
            {"name": "年度", "text": f"{batch.year}年"},
            {"name": "导入时间", "text": ui_datetime(batch.made_at)},
            {"name": "导入人", "text": actor_names([batch.made_by]).get(batch.made_by, "")},
        ],
        "lists": [
            {"name": kind_name(code), "url": url} for code in kinds
            if (url := url_of("record_list", code, query=f"?year={batch.year}"))
        ],
        "figures": url_of("figures", query=f"?year={batch.year}"),
        "waiting": batch.source_rows.filter(outcome="problem", settled_at=None).count(),
        "files": BatchFile.objects.filter(batch=batch).select_related("stored_file"),
        "not_kept": batch.summary.get("not_kept", []),
    }  # fmt: skip
    return render(request, "fazhi/ledgers/batch.html", context)


@require_safe
@for_importers
def batch_file(request: Any, pk: UUID, file_id: UUID) -> HttpResponseBase:
    """An original workbook of the batch, to be saved."""
    found = get_object_or_404(BatchFile, pk=file_id, batch=_of_town(request, pk))
    if request.method == "HEAD":
        return serve(request, found.stored_file, found.name)
    found = originals.take_out(found.pk, town=request.town, by=request.actor)
    return serve(request, found.stored_file, found.name)


@never_cache
@for_importers
def batch_undo(request: Any, pk: UUID) -> HttpResponse:
    """Names what undoing would do; on POST does it."""
    batch = _of_town(request, pk)
    if request.method == "POST":
        try:
            result = undoing.undo(batch, by=request.actor)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("batch", batch.pk)
        return render(request, "fazhi/ledgers/batch_undone.html", _effect(batch, result))
    if batch.status != ImportBatch.Status.PUBLISHED:
        messages.warning(request, f"第{batch.number}批现在是“{batch.get_status_display()}”，不用撤销。")
        return redirect("batch", batch.pk)
    return render(request, "fazhi/ledgers/batch_undo.html", _effect(batch, undoing.effect(batch)))


def _effect(batch: ImportBatch, result: undoing.UndoResult) -> dict[str, Any]:
    untouched = [
        [
            Cell(item["title"], url=url_of("record_page", item["kind"], item["record"]), chief=True,
                 meta=f"{kind_name(item['kind'])}　{item['file']} {item['sheet']} 第{item['row']}行"),
            Cell(item["reason"]),
        ]
        for item in result.untouched
    ]  # fmt: skip
    effects = []
    if result.removed:
        effects.append(f"这一批登记的{ui_number(result.removed)}条记录不再出现在列表和数字里")
    if result.taken_back:
        effects.append(f"这一批改过的{ui_number(result.taken_back)}条记录恢复成导入前的内容")
    if waiting := batch.source_rows.filter(outcome="problem", settled_at=None).count():
        effects.append(f"{ui_number(waiting)}行待改正的不再等人改")
    if untouched:
        effects.append(f"{ui_number(len(untouched))}条不会动，导入后又改过，列在下面")
    if not effects:
        effects.append("没有记录会变")
    effects.append("再导入同一份台账，记录、编号和关联都会回来。操作记录里两次都留着")
    return {
        "batch": batch,
        "effects": effects,
        "result": result,
        "hidden": (("acting_town", batch.town_id),),
        "untouched_count": len(untouched),
        "untouched": Table("不会动的记录", (Heading("记录"), Heading("原因")), untouched[:LONGEST_LIST])
        if untouched else None,
    }  # fmt: skip
