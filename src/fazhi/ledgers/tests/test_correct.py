"""待改正: rows that cannot be right wait, count once put right, and are put right in the file as well as on the page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fazhi.ledgers.correcting import put_right, set_aside, waiting_rows
from fazhi.ledgers.sources import typed
from fazhi.ledgers.tests.office import (
    DISPUTES,
    books,
    bring_in,
    cell,
    dispute_ledger,
    edited,
    figures,
    hezuo,
    totals,
)  # fmt: skip
from fazhi.ledgers.undoing import undo
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE, Actor, NotAllowed
from fazhi.records.actions import Refused
from fazhi.records.checking import row_faults
from fazhi.records.kinds import kind_of
from fazhi.records.models import SourceRow
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db

DISPUTE = "dispute"


def values_of(row: SourceRow, **right: Any) -> dict[str, Any]:
    kind = kind_of(row.kind)
    return {**{name: typed(kind, name, value) for name, value in row.values.items()}, **right}


def waiting(town: Town) -> list[SourceRow]:
    return list(waiting_rows(town, CONSOLE))


def test_faulty_rows_wait_with_sheet_row_column_and_reason() -> None:
    town = hezuo()
    bring_in(town, DISPUTES)
    rows = waiting(town)
    assert [(row.sheet, row.row) for row in rows] == [("网格排查矛盾纠纷", 39), ("网格排查矛盾纠纷", 144)]
    assert [(p["column"], p["value"]) for p in rows[0].problems] == [("排查日期", "2023-02-30")]
    assert "不存在" in rows[0].problems[0]["reason"]
    assert {p["column"] for p in rows[1].problems} == {"村居", "纠纷类型"}
    assert rows[0].cells["当事人"]


def test_a_row_put_right_counts_from_then_on() -> None:
    town = hezuo()
    bring_in(town, DISPUTES)
    record = put_right(
        waiting(town)[0].pk, values_of(waiting(town)[0], found_on=date(2023, 2, 28)), town=town, by=CONSOLE
    )
    assert figures(town)["disputes_found"] == 313
    assert [row.row for row in waiting(town)] == [144]
    assert books(town)[DISPUTE][record]["found_on"] == date(2023, 2, 28)
    assert TraceRecord.objects.get(subject=str(record)).verb == "put_right"
    assert list(row_faults()) == []


def test_columns_no_field_takes_come_along_when_a_row_is_put_right(tmp_path: Path) -> None:
    town = hezuo()
    path = dispute_ledger(tmp_path / "台账.xlsx", 1)

    def edit(sheet: Any) -> None:
        sheet.cell(2, 8).value = "天气"
        sheet.cell(3, 8).value = "雨"
        cell(sheet, 3, "排查日期").value = "2023-02-30"

    bring_in(town, edited(path, tmp_path / "错", edit))
    row = waiting(town)[0]
    record = put_right(row.pk, values_of(row, found_on=date(2023, 2, 28)), town=town, by=CONSOLE)
    assert kind_of(DISPUTE).model.objects.get(pk=record).extra == {"天气": "雨"}


def test_a_row_put_right_is_put_right_once() -> None:
    town = hezuo()
    bring_in(town, DISPUTES)
    row = waiting(town)[0]
    put_right(row.pk, values_of(row, found_on=date(2023, 2, 28)), town=town, by=CONSOLE)
    with pytest.raises(Refused, match="已经有人处理过"):
        put_right(row.pk, values_of(row, found_on=date(2023, 2, 28)), town=town, by=CONSOLE)
    assert figures(town)["disputes_found"] == 313


def test_values_still_wrong_are_refused_with_the_field() -> None:
    town = hezuo()
    bring_in(town, DISPUTES)
    row = waiting(town)[1]
    with pytest.raises(Refused) as refusal:
        put_right(row.pk, values_of(row), town=town, by=CONSOLE)
    assert refusal.value.field == "village"
    assert len(waiting(town)) == 2


def test_a_row_set_aside_needs_a_reason_and_waits_no_longer() -> None:
    town = hezuo()
    bring_in(town, DISPUTES)
    row = waiting(town)[0]
    with pytest.raises(Refused, match="为什么"):
        set_aside(row.pk, "  ", town=town, by=CONSOLE)
    set_aside(row.pk, "试填的一行", town=town, by=CONSOLE)
    assert [r.row for r in waiting(town)] == [144]
    assert figures(town)["disputes_found"] == 312
    assert TraceRecord.objects.filter(verb="set_aside", subject=str(row.pk)).exists()


def test_the_same_file_again_does_not_ask_again_for_rows_dealt_with() -> None:
    town = hezuo()
    bring_in(town, DISPUTES)
    first, second = waiting(town)
    put_right(first.pk, values_of(first, found_on=date(2023, 2, 28)), town=town, by=CONSOLE)
    set_aside(second.pk, "试填的一行", town=town, by=CONSOLE)
    again = bring_in(town, DISPUTES)
    assert again.batch is None
    assert (totals(again)["problems"], totals(again)["unchanged"]) == (0, 314)
    assert waiting(town) == []


def test_two_faulty_rows_that_say_the_same_both_wait(tmp_path: Path) -> None:
    town = hezuo()
    path = dispute_ledger(tmp_path / "台账.xlsx", 2)

    def edit(sheet: Any) -> None:
        for row in (3, 4):
            for heading, value in (
                ("排查日期", "2023-02-30"),
                ("村居", "示例一村"),
                ("当事人", "甲、乙"),
                ("村调解次数", 1),
            ):
                cell(sheet, row, heading).value = value

    wrong = edited(path, tmp_path / "错", edit)
    assert totals(bring_in(town, wrong))["problems"] == 2
    assert len(waiting(town)) == 2
    assert bring_in(town, wrong).batch is None
    assert len(waiting(town)) == 2


def test_a_row_mended_in_the_file_is_registered_and_waits_no_longer_and_undo_brings_the_wait_back(
    tmp_path: Path,
) -> None:
    town = hezuo()
    bring_in(town, DISPUTES)

    def edit(sheet: Any) -> None:
        cell(sheet, 39, "排查日期").value = "2023-02-28"

    mended = edited(DISPUTES, tmp_path, edit)
    result = bring_in(town, mended)
    assert (totals(result)["new"], totals(result)["mended"], totals(result)["problems"]) == (1, 1, 1)
    assert [row.row for row in waiting(town)] == [144]
    assert figures(town)["disputes_found"] == 313
    assert bring_in(town, mended).batch is None
    assert result.batch is not None
    undo(result.batch, by=CONSOLE)
    assert [row.row for row in waiting(town)] == [39, 144]
    assert figures(town)["disputes_found"] == 312


def test_a_row_put_right_on_the_page_and_then_in_the_file_is_one_record(tmp_path: Path) -> None:
    town = hezuo()
    bring_in(town, DISPUTES)
    row = waiting(town)[0]
    record = put_right(row.pk, values_of(row, found_on=date(2023, 2, 28)), town=town, by=CONSOLE)

    def edit(sheet: Any) -> None:
        cell(sheet, 39, "排查日期").value = "2023-02-28"

    result = bring_in(town, edited(DISPUTES, tmp_path, edit))
    assert (totals(result)["new"], totals(result)["changed"]) == (0, 0)
    assert figures(town)["disputes_found"] == 313
    assert record in books(town)[DISPUTE]


def test_rows_of_an_undone_batch_cannot_be_put_right() -> None:
    town = hezuo()
    batch = bring_in(town, DISPUTES).batch
    row = waiting(town)[0]
    assert batch is not None
    undo(batch, by=CONSOLE)
    assert waiting(town) == []
    with pytest.raises(Refused, match="撤销"):
        put_right(row.pk, values_of(row, found_on=date(2023, 2, 28)), town=town, by=CONSOLE)


def test_a_row_put_right_stays_when_its_batch_is_undone() -> None:
    town = hezuo()
    batch = bring_in(town, DISPUTES).batch
    row = waiting(town)[0]
    record = put_right(row.pk, values_of(row, found_on=date(2023, 2, 28)), town=town, by=CONSOLE)
    assert batch is not None
    result = undo(batch, by=CONSOLE)
    assert [item["record"] for item in result.untouched] == [str(record)]
    assert list(books(town)[DISPUTE]) == [record]
    again = bring_in(town, DISPUTES)
    assert totals(again)["problems"] == 1
    assert figures(town)["disputes_found"] == 313


def test_another_town_cannot_deal_with_the_row() -> None:
    import given

    town, other = hezuo(), given.a_town("示例镇")
    bring_in(town, DISPUTES)
    row = waiting(town)[0]
    with pytest.raises(Refused, match="没有找到"):
        put_right(row.pk, values_of(row, found_on=date(2023, 2, 28)), town=other, by=CONSOLE)
    with pytest.raises(NotAllowed):
        set_aside(row.pk, "试填", town=town, by=Actor(key="x", name="某人"))
