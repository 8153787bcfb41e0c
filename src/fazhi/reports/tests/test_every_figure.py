"""Behind every number stand as many records as it says, for every figure there is."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fazhi.orgs.permissions import CONSOLE
from fazhi.pages.tests.towns import a_reception, a_town
from fazhi.records.actions import add
from fazhi.records.figures import BOOK, Figure, Rate, Scope
from fazhi.records.kinds import kind_of
from fazhi.reports.breakdown import goes_through_many, months_of, narrowed, parts_by
from fazhi.reports.evaluation import Counting, evaluate, figures_json, share, totals_that_must_agree
from fazhi.reports.listing import behind
from fazhi.reports.tests.conftest import made

pytestmark = pytest.mark.django_db


CONTRACT = {
    "type": "民事合同", "counterparty": "示例公司", "submitted_on": date(2023, 3, 1), "opinion_on": date(2023, 3, 5),
}  # fmt: skip


def figures():
    return [figure for figure in BOOK if isinstance(figure, Figure)]


def in_list(figure, town, year=2023):
    scope = Scope(town.pk, year)
    found = behind(figure, figure.records(scope), CONSOLE, town.pk)
    rows = list(found.ordered())
    return found, rows, found.lines(rows)


def test_there_are_sixty_different_rules_and_more():
    assert len({figure.rule for figure in BOOK}) >= 60


def test_the_list_behind_every_number_is_as_long_or_adds_up_or_has_as_many_values(rich):
    counted = 0
    for figure in figures():
        value = figure.value(Scope(rich.pk, 2023))
        found, rows, lines = in_list(figure, rich)
        assert len(rows) == found.count() == len(lines), figure.code
        if figure.measure == "count":
            assert len(rows) == value, figure.code
        elif figure.measure == "sum":
            assert found.total() == value, figure.code
            column = sum(line.amount or 0 for line in lines)
            assert (column // 100 if figure.in_yuan else column) == value, figure.code
        else:
            assert len(found.distinct()) == value, figure.code
        counted += value > 0
    assert counted > 25


def test_every_line_of_a_list_has_a_title(rich):
    for figure in figures():
        for line in in_list(figure, rich)[2]:
            assert line.title.strip(), figure.code


def test_months_add_up_to_the_year(rich):
    for figure in figures():
        if figure.month and figure.measure != "different" and not figure.in_yuan:
            scope = Scope(rich.pk, 2023)
            assert sum(months_of(figure, scope)) == figure.value(scope), figure.code


def test_a_list_narrowed_to_a_part_of_the_breakdown_is_as_long_as_that_part(rich):
    narrow = 0
    for figure in figures():
        scope = Scope(rich.pk, 2023)
        for name, lookup in (("village", figure.village), ("type", figure.type)):
            if not lookup or figure.measure != "count":
                continue
            parts = parts_by(figure, scope, lookup)
            for part in parts:
                query = narrowed(figure, figure.records(scope), {name: part.key})
                assert query.count() == part.value, (figure.code, name, part.label)
                narrow += 1
            if not goes_through_many(figure.records(scope).model, lookup):
                assert sum(part.value for part in parts) == figure.value(scope), (figure.code, name)
    assert narrow > 20


def test_an_event_in_two_villages_is_one_event_and_its_audience_counts_once(rich):
    found = evaluate(rich, 2023)
    assert found["village_events"].value == 2
    assert found["villages_reached"].value == 2
    assert found["village_audience"].value == 180


def test_a_rate_carries_both_its_counts_and_has_no_value_without_a_base(rich, town):
    rate = evaluate(rich, 2023)["village_settled_rate"]
    assert (rate.numerator, rate.denominator, rate.value) == (12, 13, 9231)
    assert rate.text == "92%（12/13）"
    empty = evaluate(rich, 2021)["village_settled_rate"]
    assert empty.value is None
    assert empty.text == "没有基数"


@pytest.mark.parametrize(
    ("part", "base", "words"),
    [
        (142, 181, "78%（142/181）"),
        (0, 9, "0%（0/9）"),
        (9, 9, "100%（9/9）"),
        (999, 1000, "99%（999/1000）"),
    ],
)
def test_a_rate_is_written_with_its_base_and_never_rounds_to_all(part, base, words):
    assert share(part, base) == words


def test_every_rate_stands_on_figures_that_exist():
    for figure in BOOK:
        if isinstance(figure, Rate):
            assert figure.numerator in BOOK, figure.code
            assert figure.denominator in BOOK, figure.code


def test_figures_as_json_carry_name_unit_value_rule_and_what_was_left_out(rich):
    made = figures_json(rich, 2023)
    assert (made["town"], made["year"]) == ("示例镇", 2023)
    found = made["figures"]["study_sessions"]
    assert set(found) == {"name", "unit", "value", "rule", "left_out"}
    assert found["value"] == 2
    assert {"reason": "调解培训，另计", "count": 1} in found["left_out"]
    rate = made["figures"]["village_settled_rate"]
    assert (rate["value"], rate["numerator"], rate["denominator"]) == (92.31, 12, 13)
    assert figures_json(rich, 2021)["figures"]["village_settled_rate"]["value"] is None


def test_last_year_is_counted_only_when_asked(rich):
    assert evaluate(rich, 2024)["disputes_found"].before is None
    assert evaluate(rich, 2024, with_last_year=True)["disputes_found"].before == 13


def test_totals_agree_and_a_disagreement_is_said_in_words(rich):
    assert totals_that_must_agree(rich, 2023) == []
    counting = Counting(rich, 2023)
    counting.remember("written_agreements", 99)
    found = totals_that_must_agree(rich, 2023, counting, months=False)
    assert any("协议" in one.sentence and one.left == 99 for one in found)


def test_batches_are_read_once_for_all_figures(rich, django_assert_max_num_queries):
    with django_assert_max_num_queries(400) as seen:
        evaluate(rich, 2023)
    assert (
        sum(
            "importbatch" in query["sql"] and "sourcerow" not in query["sql"]
            for query in seen.captured_queries
        )
        == 1
    )


def test_a_new_record_moves_its_own_figures_and_no_other(rich):
    before = {code: one.value for code, one in evaluate(rich, 2023, left_out=False).items()}
    values = {"held_on": date(2023, 8, 8), "category": "宪法宣誓", "attendance": 6}
    add(kind_of("study_session"), values, town=rich, by=CONSOLE)
    after = {code: one.value for code, one in evaluate(rich, 2023, left_out=False).items()}
    assert {code for code in after if after[code] != before[code]} == {"oath_ceremonies", "oath_takers"}


def test_figures_counted_together_are_the_figures_counted_alone(rich):
    together = Counting(rich, 2023)
    together.count_ahead(BOOK, left_out=True)
    alone = Counting(rich, 2023)
    assert len(together._values) > 60
    for figure in figures():
        assert together.value(figure.code) == figure.value(Scope(rich.pk, 2023)), figure.code
        assert together.left_out(figure) == alone.left_out(figure), figure.code


def test_disputes_are_walked_once_for_all_their_figures(rich, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as seen:
        evaluate(rich, 2023)
    walks = [q["sql"] for q in seen.captured_queries if 'FROM "mediation_dispute"' in q["sql"]]
    # Agreements and confirmations are few and have indexes of their own: once each, beside the walk by the day found.
    of_agreements = [sql for sql in walks if "agreed_on" in sql or "confirmed_on" in sql]
    assert len(walks) - len(of_agreements) <= 1
    assert len(of_agreements) <= 2


def test_conditions_asked_once_for_many_figures_count_as_each_figure_alone(monkeypatch):
    monkeypatch.setattr("fazhi.reception.figures.FEW", 0)  # as in a town with hundreds of repeats
    town = a_town()
    for n in range(12):
        a_reception(
            town, received_on=date(2023, 5, 1 + n % 3), category=("来访", "咨询", "申请调解", "信访转办")[n % 4],
            agreement_number=("合调〔2023〕1号", "口头协议", "")[n % 3], performance="已履行" if n % 3 == 0 else None,
        )  # fmt: skip
    together = evaluate(town, 2023)
    scope = Scope(town.pk, 2023)
    alone = {
        figure.code: figure for figure in BOOK if isinstance(figure, Figure) and figure.kind == "reception"
    }
    assert len(alone) >= 9
    assert {code: together[code].value for code in alone} == {
        code: f.value(scope) for code, f in alone.items()
    }
    assert together["receptions"].value < 9


def test_what_stands_beside_its_opposite_and_what_asks_nothing_of_the_row_is_asked_once(rich):
    made(rich, "contract_review", **CONTRACT, contract="甲合同", opinions=["一", "二"], adopted=2)
    made(rich, "contract_review", **CONTRACT, contract="乙合同", opinions=["一"], adopted=9)
    made(rich, "contract_review", **CONTRACT, contract="丙合同", opinions=["一", "二", "三"], adopted=None)
    with CaptureQueriesContext(connection) as asked:
        together = evaluate(rich, 2023)
    statements = [query["sql"] for query in asked.captured_queries]
    # The last snapshots of a purpose, and those of all purposes.
    assert sum(sql.count("ROW_NUMBER") for sql in statements) == 2
    # How many opinions a draft has: among the drafts, and among their opinions.
    assert sum(sql.count("SELECT COUNT(*) AS") for sql in statements if "review_opinion" in sql) == 2
    answered = together["contract_opinions_answered"]
    assert answered.value == 2
    assert answered.left_out == [("没有填采纳条数，或者采纳条数多于意见条数的", 4)]
    assert together["contract_opinions_adopted"].left_out == [("采纳条数多于意见条数的稿", 1)]
