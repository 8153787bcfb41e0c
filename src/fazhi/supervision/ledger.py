"""The ledger of file reviews: one row a file in a round, and how it is stored and read back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fazhi.cases.models import Case
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Doubt, Making, RecordKind, Rows, Values
from fazhi.supervision.models import FileReview, FileReviewRound, Problem
from fazhi.supervision.words import problems_in

LAYOUT = LedgerLayout(
    kind="file_review",
    name="案卷评查",
    sheet="案卷评查",
    title_words=("案卷评查", "评查", "卷宗评查", "案卷检查"),
    key=("round", "case_number", "reviewed_on"),
    date_field="reviewed_on",
    columns=(
        Column(
            "round", "评查批次", required=True,
            known_as=("批次", "评查次数", "评查轮次", "轮次", "评查活动", "评查名称", "第几次评查", "评查期次", "评查场次"),
        ),
        Column(
            "reviewed_on", "评查日期", Shape.DATE, required=True,
            known_as=("评查时间", "检查日期", "检查时间", "评审日期", "阅卷日期", "评查开展时间", "日期"),
        ),
        Column(
            "case_number", "案号", Shape.NUMBER, required=True,
            known_as=("评查案卷文号", "评查案卷", "评查案号", "被评查案卷", "案卷文号", "案件编号", "案卷编号", "卷宗号", "案卷号", "处罚决定书文号", "文号", "案卷案号", "评查案卷", "卷宗编号", "案卷"),
        ),
        Column("score", "得分", known_as=("分数", "评分", "评查得分", "评查分数", "总分", "评查结果", "评定等次", "等次")),
        Column(
            "problems", "发现问题", Shape.ITEMS, in_list=False,
            known_as=("存在问题", "问题", "发现的问题", "主要问题", "评查问题", "问题清单", "问题描述", "存在的问题", "评查意见"),
        ),
        Column(
            "due_on", "整改期限", Shape.DATE, future_allowed=True, is_due=True, in_list=False,
            known_as=("整改时限", "限期整改日期", "整改截止日期", "整改到期日", "整改要求时限", "要求整改日期"),
        ),
        Column(
            "rectified_on", "整改完成日期", Shape.DATE,
            known_as=("整改日期", "整改时间", "整改完成时间", "整改到位日期", "整改到位时间", "完成整改日期", "完成日期", "完成时间", "销号日期"),
        ),
    ),
)  # fmt: skip


def rows(values: Values, making: Making) -> Rows:
    """A file in its round, with one row a problem; a round is known by its name and year."""
    dates = {"due_on": values.get("due_on"), "rectified_on": values.get("rectified_on")}
    reviewed_on = values["reviewed_on"]
    return {
        FileReview: [
            making.root(
                round_id=making.parent(FileReviewRound, {"name": values["round"], "year": reviewed_on.year}),
                reviewed_on=reviewed_on,
                case_number=values["case_number"],
                score=values.get("score") or "",
                **dates,
            )
        ],
        Problem: [
            making.part(Problem, place, text=text, place=place, **dates)
            for place, text in enumerate(problems_in(values.get("problems")))
        ],
    }


def values(record: Any) -> dict[str, Any]:
    """A reviewed file in the language of its ledger."""
    return {
        "round": record.round.name,
        "reviewed_on": record.reviewed_on,
        "case_number": record.case_number,
        "score": record.score or None,
        "problems": [problem.text for problem in record.problems.all()],
        "due_on": record.due_on,
        "rectified_on": record.rectified_on,
    }


def check(values: Values) -> str | None:
    """A problem cannot be mended before the file was reviewed."""
    reviewed_on, rectified_on = values.get("reviewed_on"), values.get("rectified_on")
    if reviewed_on and rectified_on and rectified_on < reviewed_on:
        return "整改完成日期早于评查日期，请核对两个日期"
    return None


# Offices write the year of a number in any of these; the number is the same.
_OPEN, _CLOSE = "(（〔[【［", ")）〕]】］"


def same_numbers(number: str) -> list[str]:
    """The ways in which the number of one case is written: (2023)委罚1号 with each kind of brackets."""
    plain = "".join("(" if c in _OPEN else ")" if c in _CLOSE else c for c in number)
    ways = [
        plain.replace("(", opening).replace(")", closing)
        for opening, closing in zip(_OPEN, _CLOSE, strict=True)
    ]
    return list(dict.fromkeys([number, *ways]))


def doubts(record: Any) -> Iterable[Doubt]:
    """A file of a case the town does not know, or reviewed before its case was filed: a person should look."""
    known = Case.objects.seen(record.town_id).filter(kind="penalty")
    cases = list(
        known.filter(number__in=same_numbers(record.case_number)).values_list("opened_on", flat=True)
    )
    if not cases:
        yield Doubt("没有这个案号的处罚案件，请核对案号，或者补登案件", "case_number")
    elif all(opened_on and opened_on > record.reviewed_on for opened_on in cases):
        yield Doubt("评查日期早于立案日期，请核对评查日期和案号", "reviewed_on")


FILE_REVIEW = RecordKind(
    layout=LAYOUT,
    model=FileReview,
    section="supervision",
    rows=rows,
    values=values,
    title=lambda record: f"{record.case_number}（{record.round.name}）",
    parts=(Problem,),
    related=("round",),
    fetched=("problems",),
    check=check,
    doubts=doubts,
    likely=lambda values: (values.get("case_number"), values.get("round")),
    likely_days=30,
    search=("round", "case_number", "problems"),
)
