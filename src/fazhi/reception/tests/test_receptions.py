"""Receptions: rows there and back, agreements written and oral, who counts once, and links to cases."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from fazhi.cases.models import Case
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.reception.figures import counted_together
from fazhi.reception.ledger import RECEPTION
from fazhi.reception.models import Agreement, Reception
from fazhi.reception.words import RECEPTION_CATEGORIES, form_of, number_of
from fazhi.records.actions import ChangedMeanwhile, Refused, add, correct, void
from fazhi.records.digest import read_rows, rows_digest
from fazhi.records.figures import BOOK, Figure, Scope
from fazhi.records.linking import link
from fazhi.trace.models import TraceRecord
from telling import says_what_it_was_told

pytestmark = pytest.mark.django_db

VISIT: dict[str, Any] = {
    "received_on": date(2023, 4, 15), "visitor": "袁春梅", "phone": "19900000198", "village": "示例六村",
    "category": "申请调解", "type": "合同", "source": "部门转来", "mediator": "施调解员", "result": "调解成功",
    "agreement_number": "合调〔2023〕21号", "agreement_on": date(2023, 4, 28), "performance": "已履行",
}  # fmt: skip
PLAIN = {**VISIT, "agreement_number": None, "agreement_on": None, "performance": None}


@pytest.fixture
def town() -> Town:
    return Town.objects.create(name="示例镇")


def visit(town: Town, **values: Any) -> UUID:
    return add(RECEPTION, {**PLAIN, **values}, town=town, by=CONSOLE)


def value(town: Town, code: str, year: int = 2023) -> int:
    figure = BOOK[code]
    assert isinstance(figure, Figure)
    return figure.value(Scope(town.pk, year))


def last_digest(record: UUID) -> str:
    return TraceRecord.objects.filter(subject=str(record)).order_by("seq").last().rows_digest  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "values", [VISIT, PLAIN, {**VISIT, "agreement_number": "口头协议", "agreement_on": None}],
    ids=["written", "none", "oral"],
)  # fmt: skip
def test_what_was_entered_is_read_back_and_the_trace_knows_the_rows(
    town: Town, values: dict[str, Any]
) -> None:
    says_what_it_was_told(RECEPTION, town, values, {**VISIT, "type": None, "result": None}, PLAIN)


@pytest.mark.parametrize(
    ("text", "form", "number"),
    [
        ("合调〔2023〕1号", "written", "合调〔2023〕1号"), ("口头协议", "oral", ""), ("达成口头协议", "oral", ""),
        ("已签订", "written", ""), ("无", None, ""), ("未签订", None, ""), (None, None, ""),
    ],
)  # fmt: skip
def test_the_number_column_tells_written_from_oral(text: str | None, form: str | None, number: str) -> None:
    assert (form_of(text), number_of(text)) == (form, number)


def test_a_date_alone_is_an_agreement_of_unknown_form_and_counts_as_neither(town: Town) -> None:
    visit(town, agreement_on=date(2023, 5, 1))
    assert Agreement.objects.get().form == "unknown"
    assert value(town, "written_agreements") == value(town, "oral_agreements") == 0
    figure = BOOK["written_agreements"]
    assert isinstance(figure, Figure)
    assert [(r, n) for r, n, _ in figure.omitted(Scope(town.pk, 2023))] == [("没有写明书面还是口头的", 1)]


def test_only_visits_consultations_and_requests_of_the_year_count(town: Town) -> None:
    visit(town, category="来访", result="已答复")
    visit(town, visitor="甲", category="法律咨询", result="已答复")
    visit(town, visitor="乙", category="申请调解")
    visit(town, visitor="丙", category="申请调解", result="调解不成")
    visit(town, visitor="丁", category="信访转办")
    visit(town, visitor="戊", category="电话回访")
    visit(town, visitor="己", category="发放资料")
    visit(town, visitor="庚", received_on=date(2022, 12, 31))
    assert value(town, "receptions") == 4
    assert value(town, "reception_visits") == value(town, "reception_consultations") == 1
    assert value(town, "mediation_requests") == 2
    assert value(town, "mediation_requests_settled") == 1
    figure = BOOK["receptions"]
    assert isinstance(figure, Figure)
    assert [(r, n) for r, n, _ in figure.omitted(Scope(town.pk, 2023))] == [
        ("类别不是来访、咨询、申请调解的", 3)
    ]


def test_one_person_one_matter_one_day_counts_once_and_the_list_is_as_long(town: Town) -> None:
    first = visit(town)
    visit(town, category="来访", result="已答复")
    visit(town, type="邻里纠纷")
    visit(town, received_on=date(2023, 4, 16))
    visit(town, phone="19900000199")
    figure = BOOK["receptions"]
    assert isinstance(figure, Figure)
    assert value(town, "receptions") == len(figure.records(Scope(town.pk, 2023))) == 4
    assert [n for _, n, _ in figure.omitted(Scope(town.pk, 2023))] == [1]
    void(RECEPTION, first, "登记错了", town=town, by=CONSOLE)
    assert value(town, "receptions") == 4


def test_many_repeats_are_left_out_like_few(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        visit(town)
    visit(town, visitor="甲")
    assert value(town, "receptions") == 2
    monkeypatch.setattr("fazhi.reception.figures.FEW", 1)
    assert value(town, "receptions") == 2


def test_a_repeat_with_the_agreement_stands_for_its_group(town: Town) -> None:
    visit(town)
    visit(town, agreement_number="合调〔2023〕9号")
    assert value(town, "receptions") == value(town, "written_agreements") == 1


def test_without_a_telephone_the_village_must_agree_too(town: Town) -> None:
    visit(town, phone=None)
    visit(town, phone=None, village="示例七村")
    visit(town, phone=None, mediator="别人")
    assert value(town, "receptions") == 2


@pytest.mark.parametrize(
    ("first", "second", "many"),
    [
        ({"phone": None, "village": None}, {"phone": None, "village": None}, 1),
        ({"phone": None, "village": None}, {}, 1),
        ({"village": None}, {"phone": None}, 1),
        ({"phone": None, "village": None}, {"phone": None}, 1),
        ({"phone": None}, {"phone": None, "village": "示例七村"}, 2),
        ({"phone": None}, {"village": "示例七村"}, 2),
        ({"village": None}, {"village": None, "phone": "19900000199"}, 2),
        ({}, {"village": "示例七村"}, 1),
        ({"phone": None, "village": None}, {"phone": None, "village": None, "type": "邻里纠纷"}, 2),
        ({"phone": None, "village": None}, {"phone": None, "village": None, "visitor": "甲"}, 2),
    ],
)  # fmt: skip
def test_what_is_not_written_makes_no_second_person_and_what_contradicts_does(
    town: Town, first: dict[str, Any], second: dict[str, Any], many: int
) -> None:
    for one, other in ((first, second), (second, first)):
        ids = [visit(town, **one), visit(town, **other)]
        assert value(town, "receptions") == many
        assert all(counted_together(record, Scope(town.pk, 2023)) == (many == 1) for record in ids)
        for record in ids:
            void(RECEPTION, record, "登记错了", town=town, by=CONSOLE)


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (1, 2, 0)])
@pytest.mark.parametrize("told", [("phone", "19900000199"), ("village", "示例七村")])
def test_one_who_left_nothing_never_makes_one_of_two_people(
    town: Town, told: tuple[str, str], order: tuple[int, int, int]
) -> None:
    field, other = told
    bare = {"phone": None, "village": None}
    rows = [bare, {**bare, field: VISIT[field]}, {**bare, field: other}]
    for at in order:
        visit(town, **rows[at])
    assert value(town, "receptions") == 2


def test_a_repeat_without_telephone_that_has_the_agreement_is_the_one_counted(town: Town) -> None:
    visit(town)
    visit(town, phone=None, village=None, agreement_number="合调〔2023〕9号")
    assert value(town, "receptions") == value(town, "written_agreements") == 1


def test_two_matters_under_other_stay_two_when_the_towns_words_differ(town: Town) -> None:
    visit(town, type="养殖纠纷")
    visit(town, type="种子纠纷")
    visit(town, type="种子纠纷", mediator="别人")
    assert value(town, "receptions") == 2


def test_agreements_belong_to_the_year_of_their_reception(town: Town) -> None:
    visit(town, received_on=date(2023, 12, 30), agreement_number="合调〔2024〕1号", agreement_on=date(2024, 1, 5),
          performance="已履行")  # fmt: skip
    visit(town, visitor="甲", agreement_number="合调〔2023〕2号", performance="已司法确认")
    visit(town, visitor="乙", agreement_number="口头协议")
    visit(town, visitor="丙", category="信访转办", agreement_number="合调〔2023〕3号")
    assert value(town, "written_agreements") == 2
    assert value(town, "written_agreements", 2024) == 0
    assert value(town, "oral_agreements") == 1
    assert value(town, "written_agreements_performed") == 1
    assert value(town, "written_agreements_confirmed") == 1
    assert value(town, "reception_villages") == 1


def test_an_agreement_before_the_visit_is_refused(town: Town) -> None:
    with pytest.raises(Refused, match="早于接待日期"):
        visit(town, agreement_number="合调〔2023〕2号", agreement_on=date(2023, 4, 14))


def test_words_of_other_categories_are_not_taken_for_visits() -> None:
    assert RECEPTION_CATEGORIES.code_of("信访转办") == "petition"
    assert RECEPTION_CATEGORIES.code_of("电话回访") == "follow_up"
    assert RECEPTION_CATEGORIES.code_of("发放资料") == "other"


def test_a_link_to_a_case_is_made_by_a_person_traced_and_survives_a_correction(town: Town) -> None:
    case = Case.objects.create(town=town, kind="dispute", title="甲与乙邻里纠纷")
    record = visit(town)
    assert Reception.objects.get().case is None
    link(RECEPTION, record, case.pk, town=town, by=CONSOLE, version=1)
    assert rows_digest(RECEPTION, read_rows(RECEPTION, [record])[record]) == last_digest(record)
    correct(RECEPTION, record, VISIT, town=town, by=CONSOLE)
    assert Reception.objects.get().case == case
    link(RECEPTION, record, None, town=town, by=CONSOLE)
    assert Reception.objects.get().case is None
    assert list(TraceRecord.objects.filter(subject=str(record)).order_by("seq").values_list("verb", flat=True)) == [
        "added", "linked", "corrected", "unlinked",
    ]  # fmt: skip


def test_a_link_to_another_towns_case_or_over_a_newer_version_is_refused(town: Town) -> None:
    foreign = Case.objects.create(town=Town.objects.create(name="别镇"), kind="dispute", title="别镇的事")
    record = visit(town)
    with pytest.raises(Refused, match="没有找到要关联的案件"):
        link(RECEPTION, record, foreign.pk, town=town, by=CONSOLE)
    with pytest.raises(ChangedMeanwhile):
        link(RECEPTION, record, None, town=town, by=CONSOLE, version=7)
