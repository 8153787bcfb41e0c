"""Licences: rows there and back, and who counts as having applied or as holding one."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from fazhi.enforcement.licences import LICENCE
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.actions import add, correct
from fazhi.records.figures import BOOK, Figure, Scope
from telling import says_what_it_was_told

pytestmark = pytest.mark.django_db

LICENCE_ROW: dict[str, Any] = {
    "holder": "陆桂芳", "office": "司法所", "type": "行政执法监督证", "status": "申请中", "on": date(2023, 2, 5),
}  # fmt: skip


@pytest.fixture
def town() -> Town:
    return Town.objects.create(name="示例镇")


def licence(town: Town, holder: str = "陆桂芳", **values: Any) -> UUID:
    return add(LICENCE, {**LICENCE_ROW, "holder": holder, **values}, town=town, by=CONSOLE)


def value(town: Town, code: str, year: int = 2023) -> int:
    figure = BOOK[code]
    assert isinstance(figure, Figure)
    return figure.value(Scope(town.pk, year))


def test_what_was_entered_is_read_back_and_the_trace_knows_the_rows(town: Town) -> None:
    says_what_it_was_told(
        LICENCE,
        town,
        LICENCE_ROW,
        {**LICENCE_ROW, "office": None, "status": "已领证", "on": date(2023, 3, 1)},
    )


def test_supervision_licences_count_in_the_year_of_their_application(town: Town) -> None:
    licence(town)
    licence(town, "张玉兰", status="已发证")
    licence(town, "赵一", type="行政执法证")
    licence(town, "钱二", on=date(2022, 5, 1))
    licence(town, "孙三", status="已到期")
    assert value(town, "supervision_licences_applied") == 2
    assert value(town, "supervision_licences_applied", 2022) == 1


def test_an_application_stays_in_its_year_when_the_licence_is_issued_later(town: Town) -> None:
    record = licence(town)
    issued = {**LICENCE_ROW, "status": "已发证", "on": date(2024, 3, 1)}
    correct(LICENCE, record, issued, town=town, by=CONSOLE)
    correct(LICENCE, record, {**issued, "on": date(2024, 3, 2)}, town=town, by=CONSOLE)
    assert value(town, "supervision_licences_applied") == 1
    assert value(town, "supervision_licences_applied", 2024) == 0
    figure = BOOK["supervision_licences_applied"]
    assert isinstance(figure, Figure)
    assert [n for _, n, _ in figure.omitted(Scope(town.pk, 2024))] == [1]


def test_a_row_of_its_own_for_the_issue_is_no_second_application(town: Town) -> None:
    licence(town)
    licence(town, status="已发证", on=date(2024, 3, 1))
    assert value(town, "supervision_licences_applied") == 1
    assert value(town, "supervision_licences_applied", 2024) == 0


def test_a_wrong_date_of_an_issued_licence_can_be_put_right(town: Town) -> None:
    record = licence(town, status="已发证", on=date(2022, 2, 5))
    correct(LICENCE, record, {**LICENCE_ROW, "status": "已发证"}, town=town, by=CONSOLE)
    assert (
        value(town, "supervision_licences_applied", 2022),
        value(town, "supervision_licences_applied"),
    ) == (0, 1)


def test_holders_are_those_with_an_issued_enforcement_licence_by_the_end_of_the_year(town: Town) -> None:
    for holder, status, on in (
        ("甲", "已发证", date(2021, 3, 1)), ("乙", "已取得", date(2023, 3, 1)), ("乙", "已发证", date(2023, 9, 1)),
        ("丙", "申请中", date(2023, 3, 1)), ("丁", "已到期", date(2023, 3, 1)), ("戊", "已发证", date(2024, 1, 1)),
    ):  # fmt: skip
        licence(town, holder, type="行政执法证", status=status, on=on)
    licence(town, "己", status="已发证")
    assert value(town, "enforcement_licence_holders") == 2
    assert value(town, "enforcement_licences_issued") == 2
