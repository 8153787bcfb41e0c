"""The ledger of court cases, and how a row becomes a case with its appearances and is read back."""

from __future__ import annotations

from typing import Any

from fazhi.cases.models import Participant
from fazhi.cases.rows import CASE_PARTS, case_rows, root_of
from fazhi.litigation.models import Appearance, CourtCase
from fazhi.litigation.words import COURT_RESULTS, NOTHING_TO_PERFORM, appearing, is_head
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Making, RecordKind, Rows, Values

LAYOUT = LedgerLayout(
    kind="litigation",
    name="行政应诉",
    sheet="行政应诉",
    title_words=("行政应诉", "应诉", "行政诉讼", "诉讼案件", "出庭应诉"),
    key=("number",),
    date_field="noticed_on",
    columns=(
        Column("number", "案号", Shape.NUMBER, required=True, known_as=("案件编号", "法院案号", "诉讼案号", "文号", "立案号")),
        Column("cause", "案由", known_as=("案件名称", "案件类型", "诉讼事由", "事由", "诉讼请求", "被诉行政行为", "争议事项")),
        Column(
            "noticed_on", "收到应诉通知日期", Shape.DATE,
            known_as=("收到诉状日期", "收到诉状时间", "收到起诉状日期", "收到起诉状时间", "收到传票日期", "收到传票时间", 
                "应诉通知日期", "收到应诉通知时间", "收到应诉通知书日期", "应诉通知书日期", "收到通知日期", "收案日期", "收案时间", "受理日期",
                "收到应诉通知书时间", "立案日期", "收到传票日期",
            ),
        ),
        Column(
            "heard_on", "开庭日期", Shape.DATE,
            known_as=("开庭时间", "庭审日期", "庭审时间", "出庭日期", "出庭时间", "开庭审理日期"),
        ),
        Column(
            "heads", "出庭负责人",
            known_as=(
                "出庭应诉负责人", "应诉负责人", "出庭领导", "出庭负责人职务", "负责人", "行政机关负责人", "出庭应诉领导", "负责人出庭情况",
                "出庭负责人姓名", "出庭负责人姓名及职务", "负责人是否出庭", "是否负责人出庭",
            ),
            asked_as=("出庭人员", "出庭人", "应诉人员", "出庭应诉人员", "出庭应诉人", "出庭情况"),
            help="写姓名或职务；副职算负责人，委托代理人、律师、工作人员不算",
        ),
        Column(
            "result", "结果", Shape.CHOICE, choices=COURT_RESULTS,
            known_as=("判决结果", "裁判结果", "案件结果", "审理结果", "诉讼结果", "裁判情况", "判决情况", "处理结果", "结案方式"),
        ),
        Column(
            "performed_on", "判决履行日期", Shape.DATE,
            known_as=("履行日期", "履行时间", "判决履行时间", "判决执行日期", "执行日期", "履行完毕日期", "履行判决日期"),
        ),
    ),
)  # fmt: skip


def rows(values: Values, making: Making) -> Rows:
    """A court case: notice received, heard, judgment performed; each person who appeared is a row."""
    noticed_on, heard_on, performed_on = (values.get(n) for n in ("noticed_on", "heard_on", "performed_on"))
    word, cause = values.get("result") or "", values.get("cause") or ""
    result = (COURT_RESULTS.code_of(word) or "") if word else ""
    heads = appearing(values.get("heads"))
    made = case_rows(
        making,
        kind="litigation",
        number=values["number"],
        title=f"{cause or '行政诉讼'} {values['number']}",
        opened_on=noticed_on or heard_on,
        closed_on=performed_on,
        closed=performed_on is not None or result in NOTHING_TO_PERFORM,
        steps=(
            ("notice_received", noticed_on, 0),
            ("hearing", heard_on, 0),
            ("judgment_performed", performed_on, 0),
        ),
        people=[(Participant.Role.HEAD, name, "") for name in heads if is_head(name)],
    )
    made[CourtCase] = [
        root_of(
            making,
            cause=cause,
            noticed_on=noticed_on,
            heard_on=heard_on,
            heads_word=values.get("heads") or "",
            result=result,
            result_word=word,
            performed_on=performed_on,
        )
    ]
    made[Appearance] = [
        making.part(Appearance, place, name=name, is_head=is_head(name), on=heard_on, place=place)
        for place, name in enumerate(heads)
    ]
    return made


def values(record: Any) -> dict[str, Any]:
    """A court case in the language of its ledger."""
    return {
        "number": record.case.number or None,
        "cause": record.cause or None,
        "noticed_on": record.noticed_on,
        "heard_on": record.heard_on,
        "heads": record.heads_word or None,
        "result": record.result_word or None,
        "performed_on": record.performed_on,
    }


def check(values: Values) -> str | None:
    """A case has a date to stand by; no hearing before the notice, no judgment performed before the hearing."""
    noticed_on, heard_on, performed_on = (values.get(n) for n in ("noticed_on", "heard_on", "performed_on"))
    if noticed_on is None and heard_on is None:
        return "收到应诉通知日期和开庭日期至少填一个"
    if noticed_on and heard_on and heard_on < noticed_on:
        return "开庭日期早于收到应诉通知日期，请核对两个日期"
    if performed_on and (begun := heard_on or noticed_on) and performed_on < begun:
        return f"判决履行日期早于{'开庭日期' if heard_on else '收到应诉通知日期'}，请核对两个日期"
    return None


LITIGATION = RecordKind(
    layout=LAYOUT,
    model=CourtCase,
    section="litigation",
    rows=rows,
    values=values,
    title=lambda record: record.case.title,
    parts=(*CASE_PARTS, Appearance),
    related=("case",),
    check=check,
    search=("number", "cause", "heads"),
    is_case=True,
)
