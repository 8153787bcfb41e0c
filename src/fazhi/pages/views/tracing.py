"""The trace in words: who, when, did what, from what to what, personal data masked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps

from fazhi.cases.procedures import is_taken_live
from fazhi.orgs.models import Town
from fazhi.orgs.names import actor_names
from fazhi.orgs.permissions import Actor
from fazhi.orgs.roles import ROLES
from fazhi.pages.showing import in_full, masked, masked_text, step_names
from fazhi.records.columns import Column
from fazhi.records.figures import BOOK
from fazhi.records.kinds import RecordKind, kind_of
from fazhi.trace.models import TraceRecord

VERBS = {
    "added": "登记", "imported": "导入", "corrected": "更正", "corrected_by_import": "导入时更正", "voided": "作废",
    "restored": "恢复", "merged": "并入另一条", "read_in_full": "看全号", "linked": "关联案件",
    "unlinked": "取消关联", "put_right": "改正台账里的行", "set_aside": "台账里的行不用改", "brought_back": "重新导入",
    "kept_after_undo": "撤销导入时保留", "named_its_import": "补记是哪批导入带进来的", "change_undone": "撤销导入带来的改动", "exported": "导出",
    "import_started": "开始导入", "import_published": "导入完成", "import_undone": "撤销导入",
    "import_voided": "导入没有完成，已作废", "drafted": "起草", "written": "改写", "paragraph_added": "加一段",
    "paragraph_removed": "删一段", "section_added": "加一节", "section_retitled": "改标题", "section_moved": "移动一节",
    "section_removed": "删一节", "described": "填写发文信息", "submitted": "送审", "recalled": "取回", "sent_back": "退回修改", "dropped": "不要了",
    "public_before": "升级时已在发布", "replaced": "换成新稿", "at_once": "紧急发布", "looked_at": "补看",
    "approved": "批准", "stopped": "不再检查", "frozen": "定稿", "reopened": "重新打开", "post_given": "加岗位",
    "post_taken": "去掉岗位", "password_reset": "重设密码", "password_changed": "改自己的密码", "let_in": "恢复登录",
    "shut_out": "停用登录", "came_again": "又来", "answered": "答复", "closed": "办结", "referred": "转办", "replied": "登记回复",
    "appointed": "约下次", "settled": "登记预约结果", "turned_into_mediation": "转调解", "applied": "线上提交",
    "accepted": "接下", "published": "发布", "withdrawn": "撤下", "rated": "评价", "erased": "删去个人信息",
    "opened": "开放", "shut": "停用", "changed": "修改", "removed": "删去", "done": "登记完成",
    "reported": "网格上报", "pin_set": "设手机页PIN",
    "template_changed": "改文书模板", "template_restored": "恢复本来的模板",
    "issued": "写出文书",
    "clock_paused": "暂停期限", "clock_resumed": "恢复期限", "clock_extended": "延长期限", "clock_restarted": "重新起算", "clock_lapsed": "期限届满", "clock_moved": "改约定的日期",
    "case_merged_in": "并进重复登记的一件", "case_separated": "分开并错的一件",
    "followed": "记下案件结果", "taken_in": "受理时登进台账", "redated": "重新推算期限", "entered": "录入", "number_set": "改期限的数字",
    "attached": "放进材料", "taken_out": "移出材料", "downloaded": "下载", "reported_up": "填报上级系统", "taken_up": "接着办", "handed_over": "换主办",
}  # fmt: skip
KINDS = {
    "village": "村居", "user": "人员", "town": "乡镇", "batch": "台账导入", "source_row": "台账行",
    "report": "年度报告", "phrase": "过时的表述",
}  # fmt: skip
WORDS = {
    "name": "名称", "code": "区划代码", "county": "所属县", "username": "用户名", "role": "岗位", "user": "姓名",
    "village": "村居", "grid": "网格", "case": "案件", "rows": "行数", "what": "范围", "note": "备注",
    "text": "内容", "heading": "标题", "title": "标题", "studio": "调解室", "said_at": "什么时候报的", "phone_clock": "手机上的时间",
    "edition": "第几版", "file": "文件摘要", "digest": "文件摘要", "number": "编号",
    "release": "第几稿",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One entry of the trace for a page."""

    id: str
    at: datetime
    who: str
    verb: str
    kind: str  # name of the kind
    kind_code: str
    subject: str
    text: str

    @property
    def title(self) -> str:
        return self.verb


def told(entries: Iterable[TraceRecord], *, actor: Actor, town: Town) -> list[Told]:
    """The entries in words. What a record held is told only to who may see records of its kind."""
    entries = list(entries)
    names = actor_names({entry.actor for entry in entries})
    return [
        Told(
            id=str(entry.pk),
            at=datetime.fromisoformat(entry.at),
            who=names.get(entry.actor, "已删除的用户"),
            verb=_verb(entry),
            kind=_kind_name(entry.kind),
            kind_code=entry.kind,
            subject=entry.subject,
            text=_content(entry, actor, town),
        )
        for entry in entries
    ]


def of_record(
    kind: RecordKind, record_id: Any, *, actor: Actor, town: Town, at_most: int = 100
) -> list[Told]:
    """The trace of one record, newest first."""
    entries = TraceRecord.objects.filter(subject=str(record_id), town=str(town.pk)).order_by("-at", "-seq")
    return told(entries[:at_most], actor=actor, town=town)


def may_read_trace(actor: Actor, town: Town, kind: RecordKind) -> bool:
    """谁看过改过 is for those who keep the kind and those who answer for the town's figures."""
    return actor.may_keep(kind.code, town) or (actor.may_see(kind.code, town) and actor.may_see_figures(town))


def may_open(actor: Actor, town: Town, kind: RecordKind, file: Mapping[str, Any]) -> bool:
    """Whether a person may open one file of a case in sight: the same people, and whoever put it in.

    A grid worker follows a report; what the parties said and signed afterwards is not theirs to read
    (人民调解法 第十五条第四项).
    """
    return may_read_trace(actor, town, kind) or file["by"] == actor.key


def _known(code: str) -> RecordKind | None:
    try:
        return kind_of(code)
    except KeyError:
        return None


def _kind_name(code: str) -> str:
    kind = _known(code)
    return kind.name if kind else KINDS.get(code) or _grouping_names().get(code, "")


@cache
def _grouping_names() -> dict[str, str]:
    """Meetings, contracts, rounds …: records that only hold others together, by the name of their model."""
    return {str(model._meta.model_name): str(model._meta.verbose_name) for model in apps.get_models()}


def _content(entry: TraceRecord, actor: Actor, town: Town) -> str:
    try:
        change = json.loads(entry.change) if entry.change else {}
    except ValueError:
        return ""
    kind = _known(entry.kind)
    if kind is not None and not actor.may_see(kind.code, town):
        return ""
    columns = {column.field: column for column in kind.columns} if kind else {}
    parts = []
    before, after = _mapping(change.get("before")), _mapping(change.get("after"))
    if entry.verb == "imported" or (entry.verb in ("added", "taken_in") and kind is not None):
        pass  # what came in stands on the record's page
    elif before or after:
        parts += [_changed(columns, name, before, after) for name in {**before, **after}]
    if field := change.get("field"):
        parts.append(columns[field].heading if field in columns else str(field))
    if reason := change.get("reason"):
        parts.append(f"原因：{masked_text(reason)}")
    # What follows from a case names it by its id: the page shows the case itself.
    if (source := change.get("source")) and entry.verb != "followed":
        parts.append(f"台账：{masked_text(source)}")
    if what := change.get("what"):
        parts.append(masked_text(what))
    if (figure := str(change.get("figure") or "")) in BOOK:
        parts.append(f"{change.get('year')}年{BOOK[figure].name}")
    if "rows" in change:
        parts.append(f"{change['rows']}行")
    if entry.kind == "batch" and change.get("number"):
        parts.append(f"第{change['number']}批")
    return "；".join(part for part in parts if part)


def _verb(entry: TraceRecord) -> str:
    """What was done, in words; a step of a live case by its own name."""
    if is_taken_live(entry.kind) and entry.verb in ("opened", "step"):
        try:
            code = str(json.loads(entry.change or "{}").get("step"))
            kind = kind_of(entry.kind)
        except (ValueError, KeyError):
            return "办了一步"
        return step_names(kind).get(code, code)
    return VERBS.get(entry.verb, entry.verb)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _changed(
    columns: Mapping[str, Column], name: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> str:
    heading = columns[name].heading if name in columns else WORDS.get(name, "")
    if not heading:
        return ""
    if name == "case":
        return ""
    was, now = (_value(columns.get(name), name, side.get(name)) for side in (before, after))
    # Only one side was told: what was given, or what was taken away.
    if not before or not after:
        return f"{heading}：{was or now}" if was or now else ""
    return f"{heading}：{was or '空'} → {now or '空'}"


def _value(column: Column | None, name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if column is not None:
        # Free texts may name a telephone number that no column masks.
        text = masked(column, value) if column.masked else masked_text(in_full(column, value))
    elif name == "role" and value in ROLES:
        text = ROLES[value].name
    else:
        text = masked_text(value)
    return text if len(text) <= 200 else f"{text[:200]}……"
