"""The ledger of reviews of normative documents, and how a row becomes a case and is read back."""

from __future__ import annotations

from typing import Any

from fazhi.cases.models import Participant
from fazhi.cases.rows import CASE_PARTS, case_rows, names, root_of
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Making, RecordKind, Rows, Values
from fazhi.review.models import NormativeDocument
from fazhi.review.words import CONCLUSIONS

LAYOUT = LedgerLayout(
    kind="normative_review",
    name="规范性文件审核",
    sheet="规范性文件审核",
    title_words=("规范性文件", "规范性文件审核", "规范性文件审查", "文件合法性审核", "文件合法性审查"),
    key=("title", "number"),
    date_field="reviewed_on",
    columns=(
        Column(
            "title", "文件名称", required=True,
            known_as=("规范性文件名称", "文件标题", "文件题目", "标题", "文件", "送审文件", "送审文件名称", "名称"),
        ),
        Column(
            "office", "起草单位",
            known_as=("起草部门", "制定单位", "制定部门", "承办单位", "承办部门", "送审单位", "送审部门", "报送单位", "责任单位"),
        ),
        Column(
            "reviewed_on", "审核日期", Shape.DATE, required=True,
            known_as=(
                "审核时间", "审查日期", "审查时间", "合法性审核日期", "合法性审查日期", "合法性审核时间", "合法性审查时间", "出具意见日期",
                "出具意见时间", "审核完成日期", "审结日期", "日期",
            ),
        ),
        Column(
            "conclusion", "审核结论", Shape.CHOICE, choices=CONCLUSIONS,
            known_as=("审查结论", "审核结果", "审查结果", "审核意见", "审查意见", "结论", "合法性审核结论", "合法性审查结论", "合法性审核意见"),
        ),
        Column(
            "reviewer", "审核人",
            known_as=("审查人", "审核人员", "审查人员", "承办人", "经办人", "审核员"), in_list=False,
        ),
        Column("number", "文号", Shape.NUMBER, known_as=("发文字号", "文件文号", "文件编号", "发文号", "编号", "文件号")),
    ),
)  # fmt: skip


def rows(values: Values, making: Making) -> Rows:
    """A normative document under review is a case with the step of its review."""
    reviewer, word = values.get("reviewer"), values.get("conclusion")
    made = case_rows(
        making,
        kind="normative_review",
        title=values["title"],
        number=values.get("number") or "",
        opened_on=values["reviewed_on"],
        closed_on=values["reviewed_on"],
        steps=(("reviewed", values["reviewed_on"], 1),),
        people=[(Participant.Role.REVIEWER, reviewer, "")] if reviewer else [],
    )
    made[NormativeDocument] = [
        root_of(
            making,
            title=values["title"],
            office=values.get("office") or "",
            reviewed_on=values["reviewed_on"],
            conclusion=(CONCLUSIONS.code_of(word) or "") if word else "",
            conclusion_word=word or "",
            number=values.get("number") or "",
        )
    ]
    return made


def values(record: Any) -> dict[str, Any]:
    """A document under review in the language of its ledger."""
    reviewers = names(record, Participant.Role.REVIEWER)
    return {
        "title": record.title,
        "office": record.office or None,
        "reviewed_on": record.reviewed_on,
        "conclusion": record.conclusion_word or None,
        "reviewer": reviewers[0] if reviewers else None,
        "number": record.number or None,
    }


NORMATIVE_REVIEW = RecordKind(
    layout=LAYOUT,
    model=NormativeDocument,
    section="review",
    rows=rows,
    values=values,
    title=lambda record: record.title,
    parts=CASE_PARTS,
    related=("case",),
    fetched=("case__participants",),
    likely=lambda values: (values.get("title"),),
    likely_days=90,
    search=("title", "number", "office", "reviewer"),
    is_case=True,
)
