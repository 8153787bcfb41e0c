"""The catalogue of decisions, and how a row becomes a case with its steps and is read back."""

from __future__ import annotations

from typing import Any

from fazhi.cases.rows import CASE_PARTS, case_rows, root_of
from fazhi.decisions.models import Decision
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Making, RecordKind, Rows, Values, plain_back, plain_values

LAYOUT = LedgerLayout(
    kind="decision",
    name="重大行政决策",
    sheet="重大行政决策目录",
    title_words=("重大行政决策", "重大决策", "行政决策", "决策目录", "决策事项"),
    key=("title",),
    date_field="consulted_from",
    columns=(
        Column(
            "title", "决策事项", required=True,
            known_as=("决策事项名称", "事项名称", "重大行政决策事项", "决策名称", "事项", "决策内容", "项目名称", "重大决策事项"),
        ),
        Column(
            "office", "承办单位",
            known_as=("承办部门", "责任单位", "责任部门", "牵头单位", "牵头部门", "决策承办单位", "主办单位", "单位"),
        ),
        Column(
            "consulted_from", "征求意见开始", Shape.DATE,
            known_as=(
                "征求意见开始日期", "征求意见开始时间", "征求意见起", "公开征求意见开始", "公众参与日期", "公众参与时间", "征求意见日期",
                "征求意见时间", "征求意见起始日期", "公示开始日期", "公开征求意见日期", "公开征求意见时间", "征求意见起始时间",
            ),
        ),
        Column(
            "consulted_to", "征求意见结束", Shape.DATE, future_allowed=True, in_list=False,
            known_as=(
                "征求意见结束日期", "征求意见结束时间", "征求意见止", "公开征求意见结束", "征求意见截止日期", "征求意见截止", "公示结束日期",
                "征求意见截止时间",
            ),
        ),
        Column(
            "participation", "公众参与方式", in_list=False,
            known_as=("参与方式", "公众参与形式", "征求意见方式", "公众参与情况", "公众参与", "听取意见方式"),
        ),
        Column(
            "argued_on", "专家论证日期", Shape.DATE, in_list=False,
            known_as=("专家论证时间", "论证日期", "论证时间", "专家论证会日期", "专家论证会时间"),
        ),
        Column("risk", "风险评估结论", known_as=("风险评估结果", "风险等级", "评估结论", "风险评估情况", "评估结果"), in_list=False),
        Column(
            "assessed_on", "风险评估日期", Shape.DATE, in_list=False,
            known_as=("风险评估时间", "评估日期", "评估时间", "社会稳定风险评估日期", "稳评日期", "稳评时间"),
        ),
        Column(
            "reviewed_on", "合法性审查意见日期", Shape.DATE,
            known_as=(
                "合法性审查日期", "合法性审查时间", "合法性审核日期", "合法性审核时间", "审查日期", "审查时间", "法制审核日期", "审核日期",
                "法制审核时间", "合法性审核意见日期", "合法性审查意见时间",
            ),
        ),
        Column(
            "counsel", "法律顾问参与", Shape.YES_NO, in_list=False,
            known_as=("法律顾问是否参与", "是否有法律顾问参与"),
        ),
        Column(
            "government_lawyer", "公职律师参与", Shape.YES_NO, in_list=False,
            known_as=("公职律师是否参与", "是否有公职律师参与"),
        ),
        Column(
            "discussed_on", "集体讨论日期", Shape.DATE,
            known_as=("集体讨论时间", "会议日期", "会议时间", "讨论日期", "集体讨论决定日期", "上会日期", "上会时间", "集体讨论决定时间"),
        ),
        Column(
            "published_on", "公布日期", Shape.DATE,
            known_as=("公布时间", "发布日期", "发布时间", "决策公布日期", "印发日期", "出台日期", "公开日期", "公布实施日期", "出台时间"),
        ),
    ),
)  # fmt: skip
# The date that shows each of the five steps as taken, in the order of the law.
STEP_FIELDS = {
    "public_participation": "consulted_from",
    "expert_argumentation": "argued_on",
    "risk_assessment": "assessed_on",
    "legality_review": "reviewed_on",
    "collective_discussion": "discussed_on",
}
DATED = (*STEP_FIELDS.values(), "consulted_to")


def rows(values: Values, making: Making) -> Rows:
    """A decision is a case with the five statutory steps and its announcement."""
    dates = [values[name] for name in DATED if values.get(name)]
    published_on = values.get("published_on")
    opened_on = min(dates, default=published_on)
    made = case_rows(
        making,
        kind="decision",
        title=values["title"],
        opened_on=opened_on,
        closed_on=published_on,
        steps=(
            *((code, values.get(name), 0) for code, name in STEP_FIELDS.items()),
            ("published", published_on, 0),
        ),
    )
    made[Decision] = [
        root_of(
            making,
            **plain_values(Decision, LAYOUT.columns, values, making),
            counts_on=published_on or opened_on,
        )
    ]
    return made


def check(values: Values) -> str | None:
    """A decision has at least one date, and a consultation does not end before it begins."""
    if not any(values.get(name) for name in (*DATED, "published_on")):
        return "各步日期和公布日期至少填一个，才知道是哪一年的决策"
    begun, ended = values.get("consulted_from"), values.get("consulted_to")
    if begun and ended and ended < begun:
        return "征求意见结束日期早于开始日期，请核对两个日期"
    published_on = values.get("published_on")
    if begun and published_on and published_on < begun:
        return "公布日期早于征求意见开始日期，请核对两个日期"
    return None


def title(record: Any) -> str:
    return str(record.title)


DECISION = RecordKind(
    layout=LAYOUT,
    model=Decision,
    section="decisions",
    rows=rows,
    values=plain_back(LAYOUT.columns),
    title=title,
    parts=CASE_PARTS,
    related=("case",),
    check=check,
    search=("title", "office"),
    is_case=True,
)
