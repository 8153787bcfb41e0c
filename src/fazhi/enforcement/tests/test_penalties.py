"""Penalty cases: rows there and back, whose power, the year they count in, and what a ledger cannot mean."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from fazhi.cases.models import Case, Participant
from fazhi.enforcement.models import Penalty
from fazhi.enforcement.penalties import PENALTY
from fazhi.enforcement.procedure import PROCEDURE
from fazhi.enforcement.words import POWER_SOURCES, heaviest_in
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.actions import Refused, add, void
from fazhi.records.figures import BOOK, Figure, Scope
from telling import says_what_it_was_told

pytestmark = pytest.mark.django_db

CASE: dict[str, Any] = {
    "number": "(2023)委罚001号", "party": "某小吃店", "cause": "未按规定设置安全警示标志", "filed_on": date(2023, 7, 4),
    "power_source": "委托执法", "entrusted_by": "启东市应急管理局", "officers": ["周卫东", "黄永康"],
    "noticed_on": date(2023, 7, 19), "legally_reviewed_on": date(2023, 8, 7), "decided_on": date(2023, 8, 10),
    "penalty": "警告、罚款", "fine": 200050, "served_on": date(2023, 8, 13), "published_on": date(2023, 8, 15),
    "closed_on": date(2023, 8, 30), "archived_on": date(2023, 9, 9),
}  # fmt: skip
OPEN = {
    **dict.fromkeys(CASE), "number": "(2023)罚9号", "party": "某店", "filed_on": date(2023, 12, 1), "officers": [],
}  # fmt: skip


@pytest.fixture
def town() -> Town:
    return Town.objects.create(name="示例镇")


def case(town: Town, number: str, **values: Any) -> UUID:
    return add(PENALTY, {**CASE, "number": number, **values}, town=town, by=CONSOLE)


def value(town: Town, code: str, year: int = 2023) -> int:
    figure = BOOK[code]
    assert isinstance(figure, Figure)
    return figure.value(Scope(town.pk, year))


@pytest.mark.parametrize("values", [CASE, OPEN], ids=["closed", "open"])
def test_what_was_entered_is_read_back_and_the_trace_knows_the_rows(
    town: Town, values: dict[str, Any]
) -> None:
    says_what_it_was_told(PENALTY, town, values, {**CASE, "officers": ["周卫东"], "served_on": None}, OPEN)


def test_a_case_has_its_steps_declared_its_number_and_its_officers_by_name(town: Town) -> None:
    made = Case.objects.get(pk=case(town, "(2023)委罚001号"))
    assert (made.number, made.status, made.closed_on) == ("(2023)委罚001号", "closed", date(2023, 8, 30))
    assert tuple(made.steps.values_list("code", flat=True)) == PROCEDURE.codes
    handlers = made.participants.filter(role=Participant.Role.HANDLER)
    assert list(handlers.values_list("name", flat=True)) == ["周卫东", "黄永康"]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("委托", "entrusted"),
        ("上级委托执法", "entrusted"),
        ("省政府赋权", "granted"),
        ("镇政府名义", "own"),
        ("本级", "own"),
        ("不清楚", None),
    ],
)
def test_offices_words_for_the_source_of_power_are_known_and_others_are_asked_about(
    word: str, code: str | None
) -> None:
    assert POWER_SOURCES.code_of(word) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("罚款", "fine"), ("警告、罚款", "fine"), ("罚款并没收违法所得", "confiscation"), ("责令停产停业、罚款", "restriction"),
        ("不予行政处罚", "none"), ("不予罚款", "none"), ("责令限期拆除", "other"), ("", ""), (None, ""),
    ],
)  # fmt: skip
def test_a_case_with_several_penalties_stands_under_the_heaviest(text: str | None, code: str) -> None:
    assert heaviest_in(text) == code


def test_cases_count_by_the_date_of_the_decision_and_by_whose_power_it_is(town: Town) -> None:
    case(town, "1")
    case(town, "2", power_source=None)
    case(town, "3", power_source="赋权", entrusted_by=None, fine=100000)
    case(town, "4", power_source="法定职权", entrusted_by=None, penalty="不予处罚", fine=None)
    case(town, "5", power_source=None, entrusted_by=None, fine=50, archived_on=None, published_on=None)
    case(town, "6", filed_on=date(2022, 12, 1), decided_on=date(2022, 12, 30))
    case(town, "7", filed_on=date(2022, 12, 1), decided_on=date(2023, 1, 3), legally_reviewed_on=None)
    add(PENALTY, OPEN, town=town, by=CONSOLE)
    assert value(town, "entrusted_cases") == 3
    assert value(town, "own_name_cases") == 2
    assert value(town, "penalty_cases") == 6
    assert value(town, "penalties_not_imposed") == 1
    assert value(town, "fined_cases") == 5
    assert value(town, "fines_total_yuan") == (3 * 200050 + 100000 + 50) // 100
    assert value(town, "penalties_filed") == 6
    assert value(town, "penalties_undecided") == 1
    assert value(town, "penalties_legally_reviewed") == 5
    assert value(town, "penalties_published") == value(town, "penalties_archived") == 5
    assert value(town, "entrusted_cases", 2022) == 1
    figure = BOOK["own_name_cases"]
    assert isinstance(figure, Figure)
    assert {reason: n for reason, n, _ in figure.omitted(Scope(town.pk, 2023))} == {
        "以委托机关名义作出决定的": 3, "没有写明权力来源的": 1,
    }  # fmt: skip


def test_a_case_decided_next_year_is_left_out_with_the_reason(town: Town) -> None:
    record = case(
        town, "8", decided_on=date(2024, 1, 5), served_on=None, published_on=None, closed_on=None, archived_on=None
    )  # fmt: skip
    figure = BOOK["entrusted_cases"]
    assert isinstance(figure, Figure)
    assert [(r, n) for r, n, _ in figure.omitted(Scope(town.pk, 2023))] == [
        ("本年立案、年底前没有作出决定的", 1)
    ]
    assert (value(town, "entrusted_cases"), value(town, "entrusted_cases", 2024)) == (0, 1)
    void(PENALTY, record, "重复登记", town=town, by=CONSOLE)
    assert value(town, "entrusted_cases", 2024) == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"decided_on": date(2023, 7, 3)}, "决定日期早于立案日期"),
        ({"served_on": date(2023, 8, 9)}, "送达日期早于决定日期"),
        ({"published_on": date(2023, 8, 9)}, "公示日期早于决定日期"),
        ({"closed_on": date(2023, 7, 1)}, "结案日期早于立案日期"),
        ({"fine": -1}, "不能小于零"),
        ({"filed_on": None, "decided_on": None}, "至少填一个"),
        ({"party": None}, "请填写当事人"),
    ],
)
def test_what_cannot_be_is_refused(town: Town, change: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=message):
        case(town, "9", **change)


def test_a_case_decided_on_the_spot_needs_no_filing(town: Town) -> None:
    record = case(town, "简1", filed_on=None)
    assert Case.objects.get(pk=record).opened_on == date(2023, 8, 10)


def test_breaches_of_procedure_are_doubts_and_hold_nothing_back(town: Town) -> None:
    record = case(
        town, "10", noticed_on=date(2023, 8, 20), legally_reviewed_on=date(2023, 8, 21), officers=["周卫东"],
        entrusted_by=None,
    )  # fmt: skip
    assert PENALTY.doubts is not None
    fields = [doubt.field for doubt in PENALTY.doubts(Penalty.objects.get(pk=record))]
    assert fields == ["noticed_on", "legally_reviewed_on", "officers", "entrusted_by"]
    assert not list(PENALTY.doubts(Penalty.objects.get(pk=case(town, "11"))))
