"""Court cases: rows there and back, hearings, who counts as head, and which cases were lost."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from fazhi.cases.models import Case
from fazhi.litigation.ledger import LITIGATION
from fazhi.litigation.models import Appearance
from fazhi.litigation.procedure import PROCEDURE
from fazhi.litigation.words import COURT_RESULTS, LOST, is_head
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.actions import Refused, add
from fazhi.records.figures import BOOK, Figure, Scope
from telling import says_what_it_was_told

pytestmark = pytest.mark.django_db

SUIT: dict[str, Any] = {
    "number": "（2023）苏行初2号", "cause": "行政协议", "noticed_on": date(2023, 8, 7), "heard_on": date(2023, 9, 18),
    "heads": "副镇长 李四、委托代理人", "result": "责令履行", "performed_on": date(2023, 11, 2),
}  # fmt: skip
NEW = {**dict.fromkeys(SUIT), "number": "（2023）苏行初9号", "noticed_on": date(2023, 12, 7), "heads": None}


@pytest.fixture
def town() -> Town:
    return Town.objects.create(name="示例镇")


def suit(town: Town, number: str, **values: Any) -> UUID:
    return add(LITIGATION, {**SUIT, "number": number, **values}, town=town, by=CONSOLE)


def value(town: Town, code: str, year: int = 2023) -> int:
    figure = BOOK[code]
    assert isinstance(figure, Figure)
    return figure.value(Scope(town.pk, year))


@pytest.mark.parametrize("values", [SUIT, NEW], ids=["performed", "new"])
def test_what_was_entered_is_read_back_and_the_trace_knows_the_rows(
    town: Town, values: dict[str, Any]
) -> None:
    says_what_it_was_told(
        LITIGATION, town, values, {**SUIT, "heads": "张三", "result": None, "performed_on": None}, NEW
    )


def test_a_court_case_has_its_steps_declared_and_ends_with_performance_or_dismissal(town: Town) -> None:
    case = Case.objects.get(pk=suit(town, "1"))
    assert tuple(case.steps.values_list("code", flat=True)) == PROCEDURE.codes
    assert list(case.participants.values_list("role", "name")) == [("head", "副镇长 李四")]
    dismissed = Case.objects.get(pk=suit(town, "2", result="驳回原告诉讼请求", performed_on=None))
    assert (dismissed.status, dismissed.closed_on) == ("closed", None)
    assert Case.objects.get(pk=suit(town, "3", performed_on=None)).status == "open"


@pytest.mark.parametrize(
    "name", ["镇长", "副镇长", "张三", "党委委员李四", "副镇长（分管）", "是", "街道办事处主任"]
)
def test_heads_their_deputies_and_names_in_the_column_of_heads_count(name: str) -> None:
    assert is_head(name)


@pytest.mark.parametrize(
    "name", ["委托代理人", "王律师", "工作人员", "综合执法局局长", "司法所所长", "未出庭", "否", "/"]
)
def test_agents_staff_heads_of_offices_and_nobody_do_not_count(name: str) -> None:
    assert not is_head(name)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("判决驳回原告诉讼请求", "dismissed"), ("裁定准许撤诉", "withdrawn"), ("判决撤销", "annulled"), ("确认违法", "unlawful"),
        ("责令限期履行", "ordered"), ("一二三", None),
    ],
)  # fmt: skip
def test_what_courts_decide_is_known_and_anything_else_is_asked_about(word: str, code: str | None) -> None:
    assert COURT_RESULTS.code_of(word) == code


def test_hearings_heads_and_lost_cases_count_by_the_date_of_the_hearing(town: Town) -> None:
    suit(town, "1")
    suit(town, "2", heads="镇长", result="驳回原告诉讼请求", performed_on=None)
    suit(town, "3", heads="律师 张三", result=None, performed_on=None)
    suit(town, "4", heads="未出庭", result="审理中", performed_on=None)
    suit(town, "5", noticed_on=date(2022, 11, 1), heard_on=date(2022, 12, 1), performed_on=date(2023, 1, 5))
    suit(town, "6", noticed_on=None)
    add(LITIGATION, NEW, town=town, by=CONSOLE)
    assert value(town, "court_cases_received") == 5
    assert value(town, "court_hearings") == 5
    assert value(town, "court_hearings_attended_by_head") == 3
    assert value(town, "court_cases_lost") == 2
    assert value(town, "court_cases_concluded") == 3
    assert value(town, "judgments_performed") == 3
    assert value(town, "court_hearings", 2022) == value(town, "court_cases_lost", 2022) == 1
    figure = BOOK["court_hearings_attended_by_head"]
    assert isinstance(figure, Figure)
    assert {reason: n for reason, n, _ in figure.omitted(Scope(town.pk, 2023))} == {
        "只有委托代理人、律师或者工作人员出庭的": 1, "没有写谁出庭的": 1,
    }  # fmt: skip
    assert not Appearance.objects.filter(name="未出庭").exists()


def test_lost_cases_are_results_the_words_know() -> None:
    assert {choice.code for choice in COURT_RESULTS.values} >= set(LOST)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"heard_on": date(2023, 8, 1)}, "开庭日期早于收到应诉通知日期"),
        ({"performed_on": date(2023, 9, 1)}, "判决履行日期早于开庭日期"),
        ({"noticed_on": None, "heard_on": None}, "至少填一个"),
        ({"number": None}, "请填写案号"),
    ],
)
def test_what_cannot_be_is_refused(town: Town, change: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=message):
        add(LITIGATION, {**SUIT, **change}, town=town, by=CONSOLE)
