"""A town's year of ledgers comes in whole, once, and an edited file brings only what was edited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from fazhi.ledgers.importing import import_ledgers
from fazhi.ledgers.tests.office import (
    DISPUTES,
    EXPECTED,
    RECEPTIONS,
    REVIEWS,
    SAMPLES,
    books,
    bring_in,
    cell,
    copied,
    data_rows,
    dispute_ledger,
    edited,
    figures,
    hezuo,
    moved,
    totals,
)  # fmt: skip
from fazhi.orgs.permissions import CONSOLE, Actor, NotAllowed
from fazhi.records.actions import correct, current_values, void
from fazhi.records.figures import BOOK, Scope
from fazhi.records.kinds import kind_of
from fazhi.records.models import ImportBatch, SourceRow
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db


def test_the_sample_year_gives_every_expected_figure() -> None:
    town = hezuo()
    result = bring_in(town)
    assert result.questions == []
    assert result.broken == []
    found = figures(town)
    assert {code: found.get(code) for code in EXPECTED["figures"]} == EXPECTED["figures"]
    merged: dict[str, int] = {}
    invalid: dict[str, int] = {}
    for sheet in result.sheets:
        if sheet.merged:
            merged[sheet.file] = merged.get(sheet.file, 0) + sheet.merged
        if sheet.problems:
            invalid[sheet.file] = invalid.get(sheet.file, 0) + len({p["row"] for p in sheet.problems})
    assert merged == EXPECTED["import"]["merged_duplicates"]
    assert invalid == EXPECTED["import"]["invalid_rows"]


def test_every_row_of_the_sample_is_accounted_for() -> None:
    result = bring_in(hezuo())
    for sheet in result.sheets:
        counted = (
            sheet.new
            + sheet.unchanged
            + sheet.changed
            + sheet.merged
            + len({p["row"] for p in sheet.problems})
        )
        assert sheet.rows == counted, sheet.sheet
    assert totals(result)["rows"] == SourceRow.objects.count()
    assert [(s.sheet, s.no_records) for s in result.sheets if s.no_records] == [
        ("网格排查矛盾纠纷", [[323, "合计行"]]),
        ("调解工作室接待", [[158, "合计行"]]),
    ]


def test_the_same_files_again_add_nothing() -> None:
    town = hezuo()
    bring_in(town)
    before, numbers, traced = books(town), figures(town), TraceRecord.objects.count()
    again = bring_in(town)
    assert again.batch is None
    assert totals(again) | {"rows": 0, "unchanged": 0, "merged": 0, "problems": 0} == dict.fromkeys(
        totals(again), 0
    )
    assert totals(again)["merged"] == 10
    assert totals(again)["problems"] == 2
    assert books(town) == before
    assert figures(town) == numbers
    assert TraceRecord.objects.count() == traced
    assert ImportBatch.objects.count() == 1


def test_a_renamed_copy_adds_nothing(tmp_path: Path) -> None:
    town = hezuo()
    bring_in(town, DISPUTES)
    again = bring_in(town, copied(DISPUTES, tmp_path, "排查台账（最终版）.xlsx"))
    assert again.batch is None
    assert totals(again)["new"] == totals(again)["changed"] == 0


def test_a_file_and_its_copy_together_count_once(tmp_path: Path) -> None:
    town = hezuo()
    copied(DISPUTES, tmp_path / "台账", "a.xlsx")
    copied(DISPUTES, tmp_path / "台账", "b.xlsx")
    result = bring_in(town, tmp_path / "台账")
    assert totals(result)["new"] == 312
    assert totals(result)["merged"] == 6 + 318
    assert figures(town)["disputes_found"] == 312
    assert bring_in(town, tmp_path / "台账").batch is None


def test_an_edited_file_shows_its_changes_and_brings_only_these(tmp_path: Path) -> None:
    town = hezuo()
    bring_in(town, DISPUTES)
    before = books(town)["dispute"]
    numbers = figures(town)

    def edit(sheet: Any) -> None:
        first, second, third = data_rows(sheet)[:3]
        cell(sheet, first, "村调解次数").value = 9
        cell(sheet, second, "村居").value = "示例二村"  # part of the key: paired by its place
        cell(sheet, third, "联系电话").value = "19900009999"
        sheet.insert_rows(30)
        for at, value in enumerate(
            (999, "2023-12-01", "示例一村", "1网格", "示例员", "新甲、新乙", None, "邻里纠纷"), 1
        ):
            sheet.cell(30, at).value = value

    changed = edited(DISPUTES, tmp_path, edit)
    preview = bring_in(town, changed, dry_run=True)
    assert preview.batch is None
    assert books(town)["dispute"] == before
    assert (totals(preview)["new"], totals(preview)["changed"]) == (1, 3)
    assert [list(change["columns"]) for change in preview.sheets[0].changes] == [
        ["村调解次数"],
        ["村居"],
        ["联系电话"],
    ] or {name for change in preview.sheets[0].changes for name in change["columns"]} == {
        "村调解次数",
        "村居",
        "联系电话",
    }
    told = {name: pair for change in preview.sheets[0].changes for name, pair in change["columns"].items()}
    assert told["村调解次数"][1] == "9次"
    assert told["联系电话"][1] == "199****9999"  # personal data stays masked

    result = bring_in(town, changed)
    assert (totals(result)["new"], totals(result)["changed"]) == (1, 3)
    after = books(town)["dispute"]
    assert len(after) == len(before) + 1
    assert sum(after[pk] != values for pk, values in before.items()) == 3
    assert moved(numbers, figures(town))["disputes_found"] == 1
    assert bring_in(town, changed).batch is None


def test_what_a_person_corrected_stays_when_the_file_changes_elsewhere(tmp_path: Path) -> None:
    town, kind = hezuo(), kind_of("dispute")
    path = dispute_ledger(tmp_path / "台账.xlsx")
    bring_in(town, path)
    record = kind.model.objects.seen(town).order_by("found_on").first()
    assert record is not None
    now = current_values(kind, record.pk)
    correct(kind, record.pk, {**now, "summary": "司法所补记", "village_attempts": 7}, town=town, by=CONSOLE)

    def edit(sheet: Any) -> None:
        for row in data_rows(sheet):
            cell(sheet, row, "处理结果").value = "上报镇调解室"

    result = bring_in(town, edited(path, tmp_path / "新", edit))
    assert totals(result)["changed"] == 5
    after = current_values(kind, record.pk)
    assert (after["summary"], after["village_attempts"], after["result"]) == ("司法所补记", 7, "上报镇调解室")


def test_a_file_that_now_says_what_a_person_corrected_changes_nothing(tmp_path: Path) -> None:
    town, kind = hezuo(), kind_of("dispute")
    path = dispute_ledger(tmp_path / "台账.xlsx", 1)
    bring_in(town, path)
    record = kind.model.objects.seen(town).get()
    correct(
        kind, record.pk, {**current_values(kind, record.pk), "village_attempts": 3}, town=town, by=CONSOLE
    )

    def edit(sheet: Any) -> None:
        cell(sheet, 3, "村调解次数").value = 3

    result = bring_in(town, edited(path, tmp_path / "新", edit))
    assert result.batch is None
    assert (totals(result)["changed"], totals(result)["unchanged"]) == (0, 1)


def test_a_column_taken_out_of_the_file_empties_no_record(tmp_path: Path) -> None:
    town = hezuo()
    bring_in(town, DISPUTES)
    before = books(town)["dispute"]
    again = bring_in(town, edited(DISPUTES, tmp_path, lambda sheet: sheet.delete_cols(7)))
    assert again.batch is None
    assert totals(again)["unchanged"] == 312
    assert books(town)["dispute"] == before


def test_a_column_no_field_takes_is_kept_beside_the_record_and_follows_the_file(tmp_path: Path) -> None:
    town, model = hezuo(), kind_of("dispute").model
    path = dispute_ledger(tmp_path / "台账.xlsx", 2)

    def with_remark(word: str) -> Any:
        def edit(sheet: Any) -> None:
            sheet.cell(2, 8).value = "天气"
            sheet.cell(3, 8).value = word

        return edit

    first = bring_in(town, edited(path, tmp_path / "一", with_remark("晴")))
    assert first.sheets[0].unmapped == ["天气"]
    assert sorted(str(extra) for extra in model.objects.values_list("extra", flat=True)) == [
        "{'天气': '晴'}",
        "{}",
    ]
    second = bring_in(town, edited(path, tmp_path / "二", with_remark("雨")))
    assert totals(second)["changed"] == 1
    assert {"天气": "雨"} in model.objects.values_list("extra", flat=True)


def test_a_row_of_a_voided_record_that_changed_waits_instead_of_failing_the_import(tmp_path: Path) -> None:
    town, kind = hezuo(), kind_of("dispute")
    path = dispute_ledger(tmp_path / "台账.xlsx", 3)
    bring_in(town, path)
    gone = kind.model.objects.seen(town).order_by("found_on").first()
    assert gone is not None
    void(kind, gone.pk, "登记错了", town=town, by=CONSOLE)

    def edit(sheet: Any) -> None:
        for row in data_rows(sheet):
            cell(sheet, row, "村调解次数").value = 8

    result = bring_in(town, edited(path, tmp_path / "新", edit))
    assert (totals(result)["changed"], totals(result)["problems"]) == (2, 1)
    assert "已作废" in result.sheets[0].problems[0]["reason"]
    assert figures(town)["disputes_found"] == 2


def test_rows_moved_between_sheets_of_one_file_are_the_same_rows(tmp_path: Path) -> None:
    import openpyxl

    town = hezuo()
    path = tmp_path / "台账.xlsx"
    halves = [dispute_ledger(tmp_path / f"{n}.xlsx", 6) for n in (1, 2)]

    def two_sheets(first: range, second: range) -> None:
        book = openpyxl.load_workbook(halves[0])
        other = book.copy_worksheet(book.worksheets[0])
        other.title = "排查2"
        for sheet, keep in ((book.worksheets[0], first), (other, second)):
            for row in sorted(set(range(3, 9)) - set(keep), reverse=True):
                sheet.delete_rows(row)
        book.save(path)

    two_sheets(range(3, 6), range(6, 9))
    assert totals(bring_in(town, path))["new"] == 6
    two_sheets(range(5, 9), range(3, 5))
    again = bring_in(town, path)
    assert again.batch is None
    assert (totals(again)["unchanged"], totals(again)["missing"]) == (6, 0)


def test_rows_that_vanished_from_the_file_stay_and_are_told(tmp_path: Path) -> None:
    town = hezuo()
    path = dispute_ledger(tmp_path / "台账.xlsx", 5)
    bring_in(town, path)
    again = bring_in(town, edited(path, tmp_path / "新", lambda sheet: sheet.delete_rows(4, 2)))
    assert totals(again)["missing"] == 2
    assert figures(town)["disputes_found"] == 5


def test_likely_repeats_are_shown_and_counted_until_merged(tmp_path: Path) -> None:
    town, kind = hezuo(), kind_of("dispute")
    path = dispute_ledger(tmp_path / "台账.xlsx", 2)

    def edit(sheet: Any) -> None:
        for at, source in enumerate(sheet[3], 1):
            sheet.cell(5, at).value = source.value
        sheet.cell(5, 1).value = 3
        cell(sheet, 5, "排查日期").value = "2023-03-05"

    result = bring_in(town, edited(path, tmp_path / "新", edit))
    assert totals(result)["suspected"] == 1
    assert result.sheets[0].suspects[0]["row"] == 5
    assert figures(town)["disputes_found"] == 3
    from fazhi.records.actions import merge

    one, other = kind.model.objects.seen(town).filter(
        likely_mark__in=kind.model.objects.seen(town).filter(found_on="2023-03-05").values("likely_mark")
    )
    merge(kind, one.pk, other.pk, town=town, by=CONSOLE)
    assert figures(town)["disputes_found"] == 2


def test_a_second_draft_is_no_repeat_and_the_contract_counts_once() -> None:
    town = hezuo()
    result = bring_in(town, REVIEWS)
    assert next(sheet for sheet in result.sheets if sheet.kind == "contract_review").suspected == 0
    assert figures(town)["contracts_reviewed"] == 6


def test_a_dry_run_does_not_take_undone_rows_for_likely_repeats(tmp_path: Path) -> None:
    from fazhi.ledgers.undoing import undo

    town = hezuo()
    path = dispute_ledger(tmp_path / "台账.xlsx", 3)
    batch = bring_in(town, path).batch
    assert batch is not None
    undo(batch, by=CONSOLE)

    def edit(sheet: Any) -> None:
        cell(sheet, 3, "排查日期").value = "2023-03-06"

    assert totals(bring_in(town, edited(path, tmp_path / "新", edit), dry_run=True))["suspected"] == 0


def test_while_an_import_writes_no_list_and_no_figure_sees_its_rows() -> None:
    town = hezuo()
    seen: list[tuple[int, int]] = []

    def look(done: int, total: int, what: str) -> None:
        records = kind_of("dispute").model.objects
        seen.append((records.seen(town).count(), figures_of_disputes(town)))

    result = bring_in(town, DISPUTES, progress=look)
    assert result.batch is not None
    assert seen
    assert set(seen) == {(0, 0)}
    assert figures_of_disputes(town) == 312


def figures_of_disputes(town: Any) -> int:
    figure = BOOK["disputes_found"]
    return figure.value(Scope(town.pk, 2023))  # type: ignore[union-attr]


def test_only_those_who_may_import_import() -> None:
    town = hezuo()
    with pytest.raises(NotAllowed, match="司法所"):
        import_ledgers([SAMPLES], town=town, year=2023, by=Actor(key="x", name="某人"))


def test_every_imported_record_is_traced_with_its_row() -> None:
    town = hezuo()
    bring_in(town, RECEPTIONS)
    record = kind_of("reception").model.objects.seen(town).first()
    assert record is not None
    trace = TraceRecord.objects.get(subject=str(record.pk))
    assert trace.verb == "imported"
    assert "08调解工作室接待台账.xlsx/调解工作室接待/" in trace.change
    assert connection.in_atomic_block  # the tests' own transaction; an import opens one for each chunk


def test_two_towns_do_not_see_each_other() -> None:
    import given

    one, other = hezuo(), given.a_town("示例镇")
    bring_in(one, DISPUTES)
    assert figures(other)["disputes_found"] == 0
    question = bring_in(other, DISPUTES)
    assert [q.heading for q in question.questions] == [
        "07网格排查矛盾纠纷台账.xlsx 网格排查矛盾纠纷 标题乡镇"
    ]
