"""The figures of file review."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from fazhi.records.figures import Figure, LeftOut, Rate, Scope
from fazhi.records.models import RecordQuerySet
from fazhi.supervision.models import FileReview, Problem


def reviewed(scope: Scope) -> RecordQuerySet:
    """Files reviewed in the year, a file once a round."""
    return scope.of_year(FileReview, "reviewed_on")


SHOWS_PROBLEMS = Exists(Problem.objects.filter(record=OuterRef("pk")))
COMMON: dict[str, Any] = {
    "kind": "file_review", "section": "supervision", "month": "reviewed_on", "type": "round__name", "period": "评查日期",
}  # fmt: skip
OF_PROBLEMS: dict[str, Any] = {**COMMON, "month": "record__reviewed_on", "type": "record__round__name"}

FIGURES = (
    Figure(
        code="file_review_rounds", name="案卷评查", unit="次", family="F1",
        rule="评查日期在本年的评查批次数，同一批次评查几本案卷都算一次。",
        records=reviewed, measure="different", of="round", **COMMON,
    ),
    Figure(
        code="files_reviewed", name="评查案卷", unit="卷次", family="F1",
        rule="评查日期在本年的案卷，一本案卷在一个批次里算一卷次；同一案卷两个批次都评查的算两卷次。",
        records=reviewed, **COMMON,
    ),
    Figure(
        code="case_files_reviewed", name="评查过的不同案卷", unit="卷", family="F1",
        rule="评查日期在本年的不同案号数，同一案号评查几次都算一卷。",
        records=reviewed, measure="different", of="case_number", **COMMON,
    ),
    Figure(
        code="files_with_problems", name="发现问题的案卷", unit="卷次",
        rule="评查日期在本年、至少发现一个问题的案卷，一本案卷在一个批次里算一卷次。",
        records=lambda s: reviewed(s).filter(SHOWS_PROBLEMS),
        left_out=(LeftOut("没有发现问题的", lambda s: reviewed(s).filter(~SHOWS_PROBLEMS)),), **COMMON,
    ),
    Figure(
        code="file_review_problems", name="案卷评查发现问题", unit="个", family="F2",
        rule="评查日期在本年的案卷中发现的问题，分条计数，同样的问题在不同案卷里各算一个；写“无”的不算。",
        records=lambda s: s.parts(Problem, "reviewed_on"), **OF_PROBLEMS,
    ),
    Figure(
        code="file_review_problems_rectified", name="案卷评查问题已整改", unit="个", family="F2",
        rule="案卷评查发现的问题中，填了整改完成日期的，整改在下一年完成的也算；按评查日期归年。",
        records=lambda s: s.parts(Problem, "reviewed_on", rectified_on__isnull=False),
        left_out=(
            LeftOut("没有整改完成日期的", lambda s: s.parts(Problem, "reviewed_on", rectified_on=None)),
        ),
        **OF_PROBLEMS,
    ),
    Rate(
        code="file_review_rectification_rate", name="案卷评查问题整改率", section="supervision", family="F2",
        rule="已整改的问题占发现的问题的比例，按两个准数算出。",
        numerator="file_review_problems_rectified", denominator="file_review_problems",
    ),
)  # fmt: skip
