"""One case, one file (一案一卷): the volume as one PDF, and the package a case is handed over in."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import IO, Any

from django.conf import settings

from fazhi.cases.clocks import HERE
from fazhi.cases.drafts import Draft
from fazhi.cases.papers import paper_states
from fazhi.cases.procedures import procedure_of
from fazhi.evidence.hand_over import HandedFile, hand_over
from fazhi.evidence.models import IssuedPaper, StoredFile
from fazhi.evidence.papers.issuing import printed
from fazhi.evidence.volume import VolumeEntry, bind_volume
from fazhi.orgs.names import user_names
from fazhi.orgs.permissions import Refused
from fazhi.terms.calendar import written
from fazhi.trace.models import TraceRecord

# Told how many are done of how many, and what is being done.
Progress = Callable[[int, int, str], None]


def refuse_empty(draft: Draft) -> None:
    """Raise Refused where there is nothing to bind."""
    if all(row["removed_reason"] for row in draft.attachments):
        raise Refused("卷里还没有材料。请先生成文书、放进材料，再下载整卷。")


def entries(draft: Draft) -> list[VolumeEntry]:
    """The papers of the file in the order of the procedure, other material after them. Raises Refused when empty."""
    refuse_empty(draft)
    order, names = {}, {}
    if draft.case["edition"]:
        declaration = procedure_of(draft.kind.code, draft.case["edition"]).declaration
        order = {paper.code: at for at, paper in enumerate(declaration.papers)}
        names = {paper.code: paper.name for paper in declaration.papers}
    rows = [row for row in draft.attachments if not row["removed_reason"]]
    rows.sort(key=lambda row: (order.get(row["paper"], len(order)), row["place"]))
    stored = StoredFile.objects.in_bulk({row["digest"] for row in rows})
    people = user_names({row["by"] for row in rows})
    whose = _whose(draft, rows)
    sheets = _sheets(draft, rows)
    return [
        VolumeEntry(
            title=_title(row, names), responsible=whose.get(row["id"]) or people.get(row["by"], ""),
            day=row["at"].astimezone(HERE).date() if row["at"] else None, content=stored[row["digest"]], name=row["name"],
            sheets=sheets.get(row["digest"]),
        )
        for row in rows
        if row["digest"] in stored
    ]  # fmt: skip


def _whose(draft: Draft, rows: Iterable[dict[str, Any]]) -> dict[Any, str]:
    """{attachment: 责任者} of the papers declared to be somebody's: who answers for the document, not who filed it."""
    if not draft.case["edition"]:
        return {}
    live = procedure_of(draft.kind.code, draft.case["edition"])
    papers = {paper.code: paper.whose for paper in live.declaration.papers if paper.whose}
    steps = {step["id"]: step["code"] for step in draft.steps}
    if live.names_whose is None:
        return {}
    return {
        row["id"]: live.names_whose(draft, papers[row["paper"]], steps.get(row["step_id"], ""))
        for row in rows
        if row["paper"] in papers
    }


def _sheets(draft: Draft, rows: Iterable[dict[str, Any]]) -> dict[str, bytes]:
    """{digest: PDF} of the papers written here as Word: bound as they were issued, not left to a slip."""
    digests = {row["digest"] for row in rows if row["made"] and row["media_type"] != "application/pdf"}
    papers = IssuedPaper.objects.filter(town=draft.town, stored_file__in=digests)
    found: dict[str, bytes] = {}
    for paper in papers:
        with suppress(KeyError):  # a paper nobody declares any more: its file stays, a slip says where
            found[paper.stored_file_id] = printed(paper)
    return found


def _title(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What the catalogue calls it: 当事人身份证明（IMG_2031）, where the name of the file does not say what it is."""
    stem, dot, ending = row["name"].rpartition(".")
    title = stem if dot and len(ending) <= 5 else row["name"]
    paper = names.get(row["paper"], "")
    if title in paper:
        return paper
    return title if paper in title else f"{paper}（{title}）"


def cover(draft: Draft) -> dict[str, str]:
    """What stands on the cover."""
    case = draft.case
    archived = draft.last("archived")
    facts = archived["facts"] if archived else {}
    return {
        "全宗名称": draft.town.name, "类别": draft.kind.name, "卷名": case["title"],
        "卷号": str(facts.get("volume_number") or case["number"] or ""), "案号": case["number"],
        "立卷日期": written(archived["on"]) if archived else "", "开始日期": written(case["opened_on"]),
        "办结日期": written(case["closed_on"]), "保管期限": f"{facts['kept_years']}年" if facts.get("kept_years") else "",
        "调解员": "、".join(one["name"] for one in draft.people("mediator")),
    }  # fmt: skip


def memo(draft: Draft) -> dict[str, str]:
    """The memo page (备考表): what is lacking is said, not left out."""
    archived = draft.last("archived")
    lacking = (
        [state.paper.name for state in paper_states(draft) if state.lacking] if draft.case["edition"] else []
    )
    told = (archived["facts"].get("memo", "") if archived else "") or "本卷材料由系统按程序次序编排。"
    return {
        "卷内情况说明": told + (f"缺：{'、'.join(lacking)}。" if lacking else ""), "立卷人": "", "检查人": "",
        "立卷日期": written(archived["on"]) if archived else "",
    }  # fmt: skip


def _title_of(draft: Draft) -> str:
    return f"{draft.kind.name}卷宗"


def bind_case(draft: Draft, target: IO[bytes], progress: Progress | None = None) -> int:
    """Write the whole file as one PDF; how many things are in it. Raises Refused where there is nothing to bind."""
    return _bind(draft, entries(draft), target, progress)


def _bind(draft: Draft, found: Sequence[VolumeEntry], target: IO[bytes], progress: Progress | None) -> int:
    bind_volume(
        target, cover(draft), found, memo(draft), title=_title_of(draft), office=draft.town.name,
        progress=_saying(progress, "装订"),
    )  # fmt: skip
    return len(found)


def pack_case(draft: Draft, target: IO[bytes], progress: Progress | None = None) -> int:
    """Write the hand-over package: volume, the files as they came in, the trace; how many files are in it.

    Raises Refused where there is nothing to hand over, DamagedFile.
    """
    found = entries(draft)
    handed = [
        HandedFile(entry.name or entry.title, entry.content, entry.title)
        for entry in found
        if entry.content is not None
    ]
    trace = TraceRecord.objects.filter(chain=draft.kind.chain(draft.town, draft.case_id)).order_by("seq")
    # In the data folder, where there is room for files: the system's own folder may be a small one in memory.
    with tempfile.TemporaryFile(dir=settings.DATA) as volume:
        _bind(draft, found, volume, progress)
        hand_over(
            target, name=draft.case["number"] or str(draft.case_id), description=cover(draft), volume=volume, files=handed,
            trace=[{"seq": r.seq, "at": r.at, "verb": r.verb, "actor": r.actor, "change": r.change, "digest": r.digest, "previous": r.previous} for r in trace],
            info={"移交单位": draft.town.name, "案件": draft.case["title"]}, progress=_saying(progress, "装包"),
        )  # fmt: skip
    return len(handed)


def _saying(progress: Progress | None, what: str) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda done, total: progress(done, total, what)
