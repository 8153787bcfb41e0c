"""File reviews: rows there and back, rounds, problems separated, and doubts about the case reviewed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from fazhi.cases.models import Case
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.actions import Refused, add
from fazhi.records.figures import BOOK, Figure, Scope
from fazhi.supervision.ledger import FILE_REVIEW, same_numbers
from fazhi.supervision.models import FileReview, FileReviewRound
from telling import says_what_it_was_told

pytestmark = pytest.mark.django_db

FILE: dict[str, Any] = {
    "round": "2023年第一次", "reviewed_on": date(2023, 11, 24), "case_number": "(2023)委罚007号", "score": "80",
    "problems": ["送达回证缺签收日期", "笔录缺执法人员签名"], "due_on": date(2023, 12, 9), "rectified_on": date(2023, 12, 4),
}  # fmt: skip
CLEAN = {
    **FILE,
    "case_number": "(2023)委罚003号",
    "problems": [],
    "due_on": None,
    "rectified_on": None,
    "score": None,
}


@pytest.fixture
def town() -> Town:
    return Town.objects.create(name="示例镇")


def reviewed(town: Town, **values: Any) -> UUID:
    return add(FILE_REVIEW, {**FILE, **values}, town=town, by=CONSOLE)


def value(town: Town, code: str, year: int = 2023) -> int:
    figure = BOOK[code]
    assert isinstance(figure, Figure)
    return figure.value(Scope(town.pk, year))


@pytest.mark.parametrize("values", [FILE, CLEAN], ids=["with problems", "without"])
def test_what_was_entered_is_read_back_and_the_trace_knows_the_rows(
    town: Town, values: dict[str, Any]
) -> None:
    says_what_it_was_told(
        FILE_REVIEW, town, values, {**FILE, "problems": ["只剩一个"], "round": "2023年第二次"}, CLEAN
    )


def test_rounds_files_and_problems_are_counted_apart(town: Town) -> None:
    reviewed(town)
    add(FILE_REVIEW, CLEAN, town=town, by=CONSOLE)
    reviewed(
        town,
        round="2023年第二次",
        reviewed_on=date(2023, 12, 3),
        problems=["告知书未载明听证权利"],
        rectified_on=None,
    )
    reviewed(town, round="2023年第二次", case_number="9", reviewed_on=date(2023, 12, 3), problems=["无"])
    reviewed(town, round="2022年第一次", reviewed_on=date(2022, 6, 1))
    assert FileReviewRound.objects.count() == 3
    assert value(town, "file_review_rounds") == 2
    assert value(town, "files_reviewed") == 4
    assert value(town, "case_files_reviewed") == 3
    assert value(town, "files_with_problems") == 2
    assert value(town, "file_review_problems") == 3
    assert value(town, "file_review_problems_rectified") == 2
    figure = BOOK["file_review_problems_rectified"]
    assert isinstance(figure, Figure)
    assert [(r, n) for r, n, _ in figure.omitted(Scope(town.pk, 2023))] == [("没有整改完成日期的", 1)]


def test_the_first_round_of_another_year_is_another_round(town: Town) -> None:
    reviewed(town, round="第一次")
    reviewed(town, round="第一次", reviewed_on=date(2022, 11, 24))
    assert FileReviewRound.objects.count() == 2
    assert value(town, "file_review_rounds") == value(town, "file_review_rounds", 2022) == 1


def test_a_problem_mended_before_the_review_is_refused(town: Town) -> None:
    with pytest.raises(Refused, match="早于评查日期"):
        reviewed(town, rectified_on=date(2023, 11, 1))


def doubts(record: UUID) -> list[str]:
    assert FILE_REVIEW.doubts is not None
    return [doubt.field for doubt in FILE_REVIEW.doubts(FileReview.objects.get(pk=record))]


def test_a_file_of_an_unknown_case_or_one_filed_later_is_a_doubt(town: Town) -> None:
    record = reviewed(town)
    assert doubts(record) == ["case_number"]
    case = Case.objects.create(
        town=town, kind="penalty", number="（2023）委罚007号", title="某店", opened_on=date(2023, 12, 1)
    )
    assert doubts(record) == ["reviewed_on"]
    Case.objects.filter(pk=case.pk).update(opened_on=date(2023, 7, 10))
    assert doubts(record) == []


def test_a_case_number_is_the_same_in_any_brackets() -> None:
    assert {"(2023)委罚1号", "（2023）委罚1号", "〔2023〕委罚1号", "[2023]委罚1号"} <= set(
        same_numbers("〔2023〕委罚1号")
    )
