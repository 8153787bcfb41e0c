"""Other towns' versions of the ledgers give the same figures, and nothing is asked where the words are plain."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.ledgers.reading import read
from fazhi.ledgers.tests import versions
from fazhi.ledgers.tests.office import (
    DISPUTES,
    EXPECTED,
    RECEPTIONS,
    SAMPLES,
    TODAY,
    bring_in,
    contents,
    figures,
    hezuo,
    totals,
)  # fmt: skip
from fazhi.orgs.models import Town
from fazhi.records.columns import Shape

pytestmark = pytest.mark.django_db

WORKBOOKS = sorted(SAMPLES.glob("*.xlsx"))


def all_expected(town: Town) -> None:
    found = figures(town)
    assert {code: found[code] for code in EXPECTED["figures"]} == EXPECTED["figures"]


def every_workbook(folder: Path, *changes: versions.Change, **options: object) -> Path:
    for path in WORKBOOKS:
        versions.changed(path, folder, *changes, **options)
    return folder


@pytest.mark.parametrize("turn", range(4))
def test_other_heading_words(tmp_path: Path, turn: int) -> None:
    town = hezuo()
    result = bring_in(town, every_workbook(tmp_path / "台账", versions.other_words(turn)))
    assert [(q.sheet, q.heading, q.text) for q in result.questions] == []
    all_expected(town)


def test_other_column_order_without_running_numbers(tmp_path: Path) -> None:
    town = hezuo()
    folder = every_workbook(tmp_path / "台账", versions.without_numbers, versions.other_order(7))
    assert bring_in(town, folder).questions == []
    all_expected(town)


def test_title_unit_blank_and_total_rows(tmp_path: Path) -> None:
    town = hezuo()
    above = [["填报单位：合作镇司法所", None, None, "填报时间：2024年1月5日"], []]
    folder = every_workbook(tmp_path / "台账", above=above, blank_rows=True, total=True)
    result = bring_in(town, folder)
    assert result.questions == []
    all_expected(town)
    assert all(any("合计" in why for _, why in sheet.no_records) for sheet in result.sheets)


def test_no_title_at_all(tmp_path: Path) -> None:
    town = hezuo()
    assert bring_in(town, every_workbook(tmp_path / "台账", title="")).questions == []
    all_expected(town)


def test_dates_in_every_shape(tmp_path: Path) -> None:
    town = hezuo()
    assert bring_in(town, every_workbook(tmp_path / "台账", versions.dates_in_every_shape)).questions == []
    all_expected(town)


def test_full_width_digits_numbers_with_units_and_opinions_in_lines(tmp_path: Path) -> None:
    town = hezuo()
    folder = every_workbook(
        tmp_path / "台账", versions.full_width_phones, versions.numbers_with_units, versions.items_in_lines
    )
    assert bring_in(town, folder).questions == []
    all_expected(town)


def test_names_parted_by_other_signs(tmp_path: Path) -> None:
    town = hezuo()
    folder = every_workbook(tmp_path / "台账", versions.by_column(Shape.NAMES, versions.names_otherwise))
    assert bring_in(town, folder).questions == []
    all_expected(town)


@pytest.mark.parametrize(
    ("path", "sheet"),
    [(DISPUTES, "网格排查矛盾纠纷"), (RECEPTIONS, "调解工作室接待")],
    ids=["disputes", "receptions"],
)
def test_merged_village_cells(tmp_path: Path, path: Path, sheet: str) -> None:
    town, plain = hezuo(), path
    kind = "dispute" if path is DISPUTES else "reception"
    result = bring_in(town, versions.merged_villages(plain, tmp_path / "合并", sheet, "村居"))
    assert result.questions == []
    expected = {"disputes_found": 312} if path is DISPUTES else {"receptions": 148, "written_agreements": 48}
    # A row without a village stands last, so no merged cell reaches it.
    assert {code: figures(town)[code] for code in expected} == expected
    assert bring_in(town, plain).batch is None
    assert len(contents(town, kind)) == totals(result)["new"]


@pytest.mark.parametrize("ending", [".xls", ".et"])
def test_old_excel_and_wps_files(tmp_path: Path, ending: str) -> None:
    town = hezuo()
    for path in WORKBOOKS:
        versions.as_xls(path, tmp_path / "台账", ending)
    assert bring_in(town, tmp_path / "台账").questions == []
    all_expected(town)


def test_the_same_ledger_in_another_shape_is_the_same_ledger(tmp_path: Path) -> None:
    town = hezuo()
    bring_in(town)
    folder = every_workbook(
        tmp_path / "台账", versions.dates_in_every_shape, versions.full_width_phones, versions.other_order(3)
    )
    again = bring_in(town, folder)
    assert (totals(again)["new"], totals(again)["changed"]) == (0, 0)


def test_macros_and_formulas_give_their_stored_values(tmp_path: Path) -> None:
    town = hezuo()
    copy = Path(shutil.copy(DISPUTES, tmp_path / "排查.xlsm"))
    assert bring_in(town, copy).questions == []
    assert figures(town)["disputes_found"] == 312


def read_values(path: Path) -> list[str]:
    """What the rows of a workbook say, without importing them."""
    from fazhi.trace.writing import as_json

    reading = read([path], town_name="合作镇", year=2023, answers={}, today=TODAY)
    assert reading.questions == []
    return sorted(
        as_json([row.values, [problem["reason"] != "" for problem in row.problems]])
        for plan in reading.plans
        for row in plan.rows()
    )


SMALL = {path: versions.read(path) for path in WORKBOOKS}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("版本")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_of_columns_and_rows_and_any_shape_of_dates_says_the_same(
    folder: Path, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(WORKBOOKS))
    sheet = data.draw(st.sampled_from(sorted(SMALL[path])))
    headings, rows = SMALL[path][sheet]
    rows = data.draw(
        st.lists(st.sampled_from(rows), min_size=min(3, len(rows)), max_size=15, unique_by=lambda row: row[0])
    )
    plain = versions.written(folder / "一.xlsx", {sheet: (headings, rows)})
    order = data.draw(st.permutations(range(len(headings))))
    shapes = data.draw(st.integers(0, 1000))
    write: Callable[[object, int], object] = lambda cell, n: versions.in_shape(cell, n * 7 + shapes)  # noqa: E731
    words, lines = versions.by_column(Shape.DATE, write)(sheet, list(headings), [list(row) for row in rows])
    lines = data.draw(st.permutations(lines))
    other = versions.written(
        folder / "二.xlsx",
        {sheet: ([words[at] for at in order], [[line[at] for at in order] for line in lines])},
    )
    assert read_values(plain) == read_values(other)
