"""The ledger of contract reviews: one row a draft, and how it becomes a case with its opinions and is read back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fazhi.cases.models import Participant
from fazhi.cases.rows import CASE_PARTS, case_rows, names, root_of
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Doubt, Making, RecordKind, Rows, Values
from fazhi.review.models import Contract, ContractReview, Opinion
from fazhi.review.words import CONTRACT_TYPES, opinions_in

LAYOUT = LedgerLayout(
    kind="contract_review",
    name="合同审核",
    sheet="合同审核",
    title_words=("合同审核", "合同审查", "合同法制审核", "合同合法性审查", "合同合法性审核", "合同", "协议审核", "协议审查"),
    key=("contract", "submitted_on"),
    date_field="submitted_on",
    columns=(
        Column(
            "submitted_on", "送审日期", Shape.DATE,
            known_as=(
                "送审时间", "收件日期", "收件时间", "报送日期", "报送时间", "提交日期", "提交时间", "受理日期", "受理时间", "收到日期",
                "收文日期", "送达司法所日期", "登记日期", "日期",
            ),
        ),
        Column(
            "contract", "合同名称", required=True,
            known_as=(
                "合同（协议）名称", "合同(协议)名称", "合同协议名称", "合同/协议名称", "协议名称", "合同标题", "合同项目", "审核事项",
                "审查事项", "送审合同", "合同文本名称", "名称",
            ),
        ),
        Column(
            "type", "类型", Shape.CHOICE, required=True, choices=CONTRACT_TYPES,
            known_as=("合同类型", "合同类别", "类别", "合同性质", "合同种类", "协议类型", "合同（协议）类型", "性质"),
        ),
        Column(
            "office", "送审部门",
            known_as=("送审单位", "承办部门", "承办单位", "报送部门", "报送单位", "提交部门", "部门", "责任部门", "经办部门", "合同承办部门"),
        ),
        Column(
            "counterparty", "相对方",
            known_as=("合同相对方", "对方当事人", "对方单位", "合同对方", "乙方", "签约对象", "签约方", "相对人", "对方", "合同相对人"),
        ),
        Column("draft", "稿次", known_as=("版次", "文本版次", "审核稿次", "第几版", "版本", "第几稿", "送审稿次", "稿件", "审核次数", "轮次", "文稿")),
        Column(
            "reviewer", "审核人",
            known_as=("审查人", "审核人员", "审查人员", "审核律师", "法律顾问", "承办人", "经办人", "审核员"), in_list=False,
        ),
        Column(
            "opinion_on", "出具意见日期", Shape.DATE,
            known_as=(
                "出具意见时间", "审核日期", "审核时间", "审查日期", "审查时间", "意见日期", "反馈日期", "反馈时间", "审结日期", "审核完成日期",
                "回复日期", "出具日期", "办结日期", "审核意见日期", "意见出具日期",
            ),
        ),
        Column(
            "opinions", "法律意见", Shape.ITEMS, in_list=False,
            known_as=(
                "审核意见", "审查意见", "修改意见", "意见内容", "法律意见内容", "意见建议", "修改建议", "审核修改意见", "法律审核意见", "意见",
                "提出意见", "风险提示",
            ),
        ),
        Column(
            "adopted", "采纳条数", Shape.COUNT, unit="条",
            known_as=("采纳数", "采纳意见条数", "采纳意见数", "已采纳条数", "意见采纳数", "采纳数量", "采纳（条）", "被采纳条数"),
        ),
    ),
)  # fmt: skip


def rows(values: Values, making: Making) -> Rows:
    """One draft under review is a case: sent in, opinion given. Drafts of one contract share the contract."""
    name, counterparty = values["contract"], values.get("counterparty") or ""
    submitted_on, opinion_on = values.get("submitted_on"), values.get("opinion_on")
    opinions, adopted = opinions_in(values.get("opinions")), values.get("adopted")
    reviewer, draft = values.get("reviewer"), values.get("draft") or ""
    made = case_rows(
        making,
        kind="contract_review",
        title=f"{name}{f'（{draft}）' if draft else ''}",
        opened_on=submitted_on or opinion_on,
        closed_on=opinion_on,
        steps=(("submitted", submitted_on, 0), ("opinion_given", opinion_on, 0)),
        people=[
            *([(Participant.Role.COUNTERPARTY, counterparty, "")] if counterparty else []),
            *([(Participant.Role.REVIEWER, reviewer, "")] if reviewer else []),
        ],
    )
    key = {"name": name, "counterparty": counterparty, "type": CONTRACT_TYPES.code_of(values["type"]) or ""}
    made[ContractReview] = [
        root_of(
            making,
            contract_id=making.parent(Contract, key),
            type_word=values["type"],
            submitted_on=submitted_on,
            office=values.get("office") or "",
            draft=draft,
            opinion_on=opinion_on,
            adopted=adopted,
        )
    ]
    made[Opinion] = [
        making.part(Opinion, place, text=text, place=place, adoption=_adoption(adopted, len(opinions)))
        for place, text in enumerate(opinions)
    ]
    return made


def _adoption(adopted: int | None, number: int) -> Opinion.Adoption:
    if adopted == number:
        return Opinion.Adoption.ADOPTED
    return Opinion.Adoption.NOT_ADOPTED if adopted == 0 else Opinion.Adoption.UNKNOWN


def values(record: Any) -> dict[str, Any]:
    """A draft under review in the language of its ledger."""
    reviewers = names(record, Participant.Role.REVIEWER)
    return {
        "submitted_on": record.submitted_on,
        "contract": record.contract.name,
        "type": record.type_word,
        "office": record.office or None,
        "counterparty": record.contract.counterparty or None,
        "draft": record.draft or None,
        "reviewer": reviewers[0] if reviewers else None,
        "opinion_on": record.opinion_on,
        "opinions": [opinion.text for opinion in record.opinions.all()],
        "adopted": record.adopted,
    }


def check(values: Values) -> str | None:
    """A review has at least one of its two dates, and no opinion is given before the draft came in."""
    submitted_on, opinion_on = values.get("submitted_on"), values.get("opinion_on")
    if submitted_on is None and opinion_on is None:
        return "送审日期和出具意见日期至少填一个"
    if submitted_on and opinion_on and opinion_on < submitted_on:
        return "出具意见日期早于送审日期，请核对两个日期"
    return None


def doubts(record: Any) -> Iterable[Doubt]:
    """More opinions adopted than stand apart in the ledger: perhaps several stand in one line."""
    number = len(record.opinions.all())
    if record.adopted is not None and record.adopted > number:
        yield Doubt(
            f"采纳条数是{record.adopted}，法律意见只分出{number}条，请看是否有几条写在一起", "adopted"
        )


def likely(values: Values) -> tuple[Any, ...] | None:
    """The same draft of one contract twice. Different drafts are ordinary: the contract's page shows them together."""
    if values.get("submitted_on") is None:
        return None
    return (
        values.get("contract"),
        values.get("counterparty") or "未写相对方",
        values.get("type"),
        values.get("draft") or "未写稿次",
    )


CONTRACT_REVIEW = RecordKind(
    layout=LAYOUT,
    model=ContractReview,
    section="review",
    rows=rows,
    values=values,
    title=lambda record: record.case.title,
    parts=(*CASE_PARTS, Opinion),
    related=("case", "contract"),
    fetched=("case__participants", "opinions"),
    check=check,
    doubts=doubts,
    likely=likely,
    likely_days=180,
    search=("contract", "counterparty", "office", "reviewer", "opinions"),
    is_case=True,
)
