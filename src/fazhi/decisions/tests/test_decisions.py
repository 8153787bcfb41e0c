"""Decisions: rows there and back, the five steps, and the year an item belongs to."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from fazhi.cases.models import Case
from fazhi.decisions.ledger import DECISION
from fazhi.decisions.procedure import PROCEDURE
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.actions import Refused, add
from fazhi.records.figures import BOOK, Figure, Scope
from telling import says_what_it_was_told

pytestmark = pytest.mark.django_db

ITEM: dict[str, Any] = {
    "title": "镇村公共停车场建设方案", "office": "农业农村局", "consulted_from": date(2023, 2, 6),
    "consulted_to": date(2023, 3, 9), "participation": "座谈会、公开征求意见", "argued_on": date(2023, 3, 14),
    "risk": "低风险，可控", "assessed_on": date(2023, 3, 18), "reviewed_on": date(2023, 3, 30), "counsel": True,
    "government_lawyer": False, "discussed_on": date(2023, 4, 5), "published_on": date(2023, 4, 7),
}  # fmt: skip
BARE = {**dict.fromkeys(ITEM), "title": "集镇菜市场改造", "consulted_from": date(2023, 12, 20)}


@pytest.fixture
def town() -> Town:
    return Town.objects.create(name="示例镇")


def decision(town: Town, title: str, **values: Any) -> UUID:
    return add(DECISION, {**ITEM, "title": title, **values}, town=town, by=CONSOLE)


def value(town: Town, code: str, year: int = 2023) -> int:
    figure = BOOK[code]
    assert isinstance(figure, Figure)
    return figure.value(Scope(town.pk, year))


@pytest.mark.parametrize("values", [ITEM, BARE], ids=["complete", "bare"])
def test_what_was_entered_is_read_back_and_the_trace_knows_the_rows(
    town: Town, values: dict[str, Any]
) -> None:
    says_what_it_was_told(DECISION, town, values, {**ITEM, "argued_on": None, "counsel": None}, BARE)


def test_a_decision_has_the_five_steps_and_its_announcement_as_declared(town: Town) -> None:
    case = Case.objects.get(pk=decision(town, "甲"))
    assert tuple(case.steps.values_list("code", flat=True)) == PROCEDURE.codes
    assert (case.opened_on, case.closed_on, case.status) == (date(2023, 2, 6), date(2023, 4, 7), "closed")
    assert Case.objects.get(pk=add(DECISION, BARE, town=town, by=CONSOLE)).status == "open"


def test_an_item_counts_in_the_year_of_its_announcement_and_before_that_of_its_first_step(
    town: Town,
) -> None:
    decision(town, "甲")
    decision(town, "乙", argued_on=None, counsel=None)
    last_year = {
        "consulted_from": date(2022, 11, 1),
        "consulted_to": date(2022, 12, 1),
        "reviewed_on": date(2022, 12, 20),
    }
    decision(town, "去年开始今年公布", **last_year)
    decision(town, "去年开始还没公布", published_on=None, **last_year)
    add(DECISION, BARE, town=town, by=CONSOLE)
    assert value(town, "decisions_catalogued") == 4
    assert value(town, "decisions_catalogued", 2022) == 1
    assert value(town, "decisions_announced") == 3
    assert value(town, "decisions_complete") == 2
    assert value(town, "decisions_reviewed") == 2
    assert value(town, "decisions_reviewed", 2022) == 2
    assert value(town, "decision_expert_arguments") == 3
    assert value(town, "decision_consultations") == 3
    assert value(town, "decisions_with_counsel") == 2
    assert value(town, "decisions_with_government_lawyer") == 0
    figure = BOOK["decisions_complete"]
    assert isinstance(figure, Figure)
    assert [(r, n) for r, n, _ in figure.omitted(Scope(town.pk, 2023))] == [("五步里有一步没有日期的", 2)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"consulted_to": date(2023, 2, 1)}, "结束日期早于开始日期"),
        ({"published_on": date(2023, 2, 1)}, "公布日期早于征求意见开始日期"),
        (dict.fromkeys(
            ("consulted_from", "consulted_to", "argued_on", "assessed_on", "reviewed_on", "discussed_on", "published_on")
        ), "至少填一个"),
    ],
    ids=["ends before it begins", "announced before it began", "no date"],
)  # fmt: skip
def test_what_cannot_be_is_refused(town: Town, change: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=message):
        decision(town, "甲", **change)
