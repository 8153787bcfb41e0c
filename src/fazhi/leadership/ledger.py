"""The ledgers of agenda, leading group, shortcomings and plans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fazhi.leadership.models import AgendaItem, AgendaOpinion, GroupMember, Meeting, NextYearTask, Shortcoming
from fazhi.leadership.words import ADOPTIONS, TASK_STATES, TOPIC_TYPES
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Doubt, Making, RecordKind, Rows, Values, plain_back, plain_rows, plain_values

AGENDA = LedgerLayout(
    kind="agenda_item",
    name="党委会议列席",
    sheet="党委会议列席",
    title_words=("党委会议列席", "会议列席", "列席会议", "列席党委会", "列席", "党委会议", "党委会", "议题"),
    key=("held_on", "meeting", "topic"),
    date_field="held_on",
    columns=(
        Column(
            "held_on", "会议日期", Shape.DATE, required=True,
            known_as=("会议时间", "列席日期", "列席时间", "开会日期", "开会时间", "召开日期", "召开时间", "日期", "时间"),
        ),
        Column(
            "meeting", "会议名称", in_list=False,
            known_as=("会议", "会议类型", "会议类别", "会议主题", "列席会议", "列席会议名称", "会次"),
        ),
        Column(
            "topic", "议题", Shape.LONG_TEXT, required=True,
            known_as=("议题名称", "议题内容", "会议议题", "研究事项", "讨论事项", "议定事项", "列席议题", "上会议题", "审议事项",
                      "研究内容", "会议内容"),
        ),
        Column(
            "type", "议题类型", Shape.CHOICE, choices=TOPIC_TYPES,
            known_as=("议题类别", "议题种类", "事项类型", "事项类别", "类型", "类别"),
        ),
        Column(
            "is_legal", "是否涉法", Shape.YES_NO,
            known_as=("涉法", "涉法议题", "是否涉法议题", "是否涉及法律", "是否涉及法制审核", "是否涉及法律事务", "是否需法制审核",
                      "涉及法律事务"),
        ),
        Column(
            "director_attended", "司法所所长列席", Shape.YES_NO,
            known_as=("所长列席", "司法所列席", "司法所所长是否列席", "是否列席", "列席情况", "司法所长列席", "司法所长是否列席",
                      "司法所列席情况", "所长是否列席", "司法所是否列席"),
        ),
        Column(
            "opinions", "法律意见", Shape.ITEMS, in_list=False,
            known_as=("法律意见建议", "提出法律意见", "提出的法律意见", "意见建议", "意见", "司法所意见", "审核意见", "所提意见",
                      "提出意见", "发表意见", "法律建议"),
        ),
        Column(
            "adoption", "采纳情况", Shape.CHOICE, choices=ADOPTIONS,
            known_as=("是否采纳", "意见采纳情况", "采纳", "采纳与否", "意见采纳", "意见是否采纳"),
        ),
    ),
)  # fmt: skip

MEMBERS = LedgerLayout(
    kind="group_member",
    name="领导小组成员",
    sheet="领导小组成员",
    title_words=("领导小组成员", "领导小组", "小组成员"),
    key=("group", "post", "name", "since"),
    date_field="since",
    columns=(
        Column("group", "领导小组", known_as=("小组名称", "领导小组名称", "小组"), in_list=False),
        Column("post", "职务", required=True, known_as=("现任职务", "行政职务", "职位", "岗位", "党政职务", "单位职务", "单位及职务")),
        Column("name", "姓名", known_as=("成员姓名", "成员", "人员", "人员姓名")),
        Column(
            "role", "组内职务",
            known_as=("小组职务", "领导小组职务", "组内角色", "小组内职务", "担任职务", "组内分工", "小组任职"),
        ),
        Column(
            "since", "任职起", Shape.DATE, required=True,
            known_as=("任职开始", "任职时间", "任职日期", "任职起始", "任职开始日期", "任职起始日期", "起始日期", "开始日期", "起始时间",
                      "开始时间", "任职起始时间", "任职起日期", "起"),
        ),
        Column(
            "until", "任职止", Shape.DATE, future_allowed=True,
            known_as=("任职结束", "离任时间", "离任日期", "任职截止", "任职结束日期", "任职截止日期", "截止日期", "结束日期", "截止时间",
                      "结束时间", "免职时间", "免职日期", "任职止日期", "止"),
            help="还在任的不填。",
        ),
    ),
)  # fmt: skip

NOTED = Column(
    "noted_on", "登记日期", Shape.DATE, required=True,
    known_as=("日期", "登记时间", "填报日期", "填报时间", "记录日期", "提出日期", "提出时间", "时间"), in_list=False,
)  # fmt: skip
YEAR = Column(
    "year", "年度", Shape.COUNT, known_as=("年份", "所属年度", "报告年度", "年"),
    help="写进哪一年的报告；不填就按登记日期。",
)  # fmt: skip

SHORTCOMINGS = LedgerLayout(
    kind="shortcoming",
    name="存在的不足",
    sheet="存在的不足",
    title_words=("存在的不足", "存在不足", "存在的问题", "不足", "问题和不足"),
    key=("year", "text"),
    date_field="noted_on",
    columns=(
        NOTED,
        YEAR,
        Column(
            "text", "不足", Shape.LONG_TEXT, required=True,
            known_as=("存在的不足", "存在不足", "问题", "存在问题", "存在的问题", "不足之处", "主要问题", "问题不足"),
        ),
        Column("cause", "原因", Shape.LONG_TEXT, known_as=("原因分析", "产生原因", "问题原因", "成因"), in_list=False),
        Column(
            "measure", "措施", Shape.LONG_TEXT,
            known_as=("改进措施", "整改措施", "解决措施", "下一步措施", "整改举措", "改进举措"),
        ),
    ),
)  # fmt: skip

TASKS = LedgerLayout(
    kind="next_year_task",
    name="下一步打算",
    sheet="下一步打算",
    year_ahead=True,
    title_words=(
        "下一步打算", "下一步工作", "下一年任务", "下步打算", "工作打算", "明年任务", "下一年计划", "工作计划", "下年计划",
    ),
    key=("year", "text"),
    date_field="noted_on",
    columns=(
        NOTED,
        YEAR,
        Column(
            "text", "任务", Shape.LONG_TEXT, required=True,
            known_as=("工作任务", "任务内容", "下一步打算", "工作内容", "打算", "重点任务", "工作打算", "任务名称", "下步打算"),
        ),
        Column(
            "responsible_office", "责任单位",
            known_as=("责任部门", "牵头单位", "牵头部门", "承办单位", "责任科室", "负责单位", "承办部门"),
        ),
        Column(
            "due_on", "期限", Shape.DATE, future_allowed=True, is_due=True,
            known_as=("完成期限", "完成时限", "时限", "截止日期", "计划完成日期", "计划完成时间", "完成时间", "办结期限"),
        ),
        Column(
            "status", "状态", Shape.CHOICE, choices=TASK_STATES,
            known_as=("完成情况", "进展", "进展情况", "完成状态", "落实情况", "办理情况", "任务状态", "是否完成"),
        ),
        Column(
            "from_shortcoming", "来自不足", Shape.LONG_TEXT, in_list=False,
            known_as=("对应不足", "针对不足", "对应问题", "针对问题", "来源", "针对的不足"),
        ),
    ),
)  # fmt: skip


# The columns that are plain fields of the agenda item; meeting and opinions stand in tables of their own.
_PLAIN = tuple(column for column in AGENDA.columns if column.field not in ("meeting", "opinions"))


def agenda_rows(values: Values, making: Making) -> Rows:
    """An item of the meeting of that day and name, with one row per opinion."""
    meeting = making.parent(Meeting, {"held_on": values["held_on"], "name": values.get("meeting") or ""})
    return {
        AgendaItem: [making.root(meeting_id=meeting, **plain_values(AgendaItem, _PLAIN, values, making))],
        AgendaOpinion: [
            making.part(AgendaOpinion, place, place=place, text=text)
            for place, text in enumerate(values.get("opinions") or ())
        ],
    }


_plain_back = plain_back(_PLAIN)


def agenda_values(record: Any) -> dict[str, Any]:
    """An agenda item in the language of its ledger."""
    return {
        **_plain_back(record),
        "meeting": record.meeting.name or None,
        "opinions": [opinion.text for opinion in record.opinions.all()],
    }


def agenda_doubts(record: Any) -> Iterable[Doubt]:
    """What does not go together, though each may be true."""
    if record.is_legal is False and record.opinions.all():
        yield Doubt("不涉法的议题写有法律意见，请核对是否涉法", "is_legal")
    if record.is_legal and record.director_attended is False:
        yield Doubt("涉法议题上会时司法所所长没有列席", "director_attended")
    if record.adoption == "adopted" and not record.opinions.all():
        yield Doubt("写了采纳，但没有写法律意见的内容", "opinions")


def check_member(values: Values) -> str | None:
    """A membership cannot end before it began."""
    if values.get("until") and values["until"] < values["since"]:
        return "任职止早于任职起，请核对两个日期"
    return None


def check_year(values: Values) -> str | None:
    """A year is four digits."""
    year = values.get("year")
    if year is not None and not 1949 <= year <= 2199:
        return f"年度“{year}”不是一个年份，请写四位数，例如 2023"
    return None


AGENDA_ITEM = RecordKind(
    layout=AGENDA,
    model=AgendaItem,
    section="leadership",
    rows=agenda_rows,
    values=agenda_values,
    title=lambda record: record.topic,
    parts=(AgendaOpinion,),
    related=("meeting",),
    fetched=("opinions",),
    doubts=agenda_doubts,
    search=("meeting", "topic", "opinions"),
)

GROUP_MEMBER = RecordKind(
    layout=MEMBERS,
    model=GroupMember,
    section="leadership",
    rows=plain_rows(GroupMember, MEMBERS.columns),
    values=plain_back(MEMBERS.columns),
    title=lambda record: f"{record.post} {record.name}".strip(),
    check=check_member,
    search=("post", "name", "role", "group"),
)

SHORTCOMING = RecordKind(
    layout=SHORTCOMINGS,
    model=Shortcoming,
    section="leadership",
    rows=plain_rows(Shortcoming, SHORTCOMINGS.columns),
    values=plain_back(SHORTCOMINGS.columns),
    title=lambda record: record.text,
    check=check_year,
    search=("text", "cause", "measure"),
)

NEXT_YEAR_TASK = RecordKind(
    layout=TASKS,
    model=NextYearTask,
    section="leadership",
    rows=plain_rows(NextYearTask, TASKS.columns),
    values=plain_back(TASKS.columns),
    title=lambda record: record.text,
    check=check_year,
    search=("text", "responsible_office", "from_shortcoming"),
)
