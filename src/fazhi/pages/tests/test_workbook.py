"""A table written row by row is a workbook that reads back as it was."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from fazhi.pages.workbook import LONGEST_CELL, Sheet, write


def sheet(columns: int = 4) -> Sheet:
    return Sheet(
        "台账",
        "题目",
        [f"列{n}" for n in range(columns)],
        [10] * columns,
        footer="导出人：甲&乙",
        closing="完",
    )


def read(rows, **given):
    file, written = write(sheet(**given), rows)
    with file:
        return list(openpyxl.load_workbook(file).active.iter_rows(min_row=3)), written


def test_dates_numbers_and_money_are_cells_of_their_kind():
    [first, *_], written = read([[date(2023, 3, 5), 7, Decimal("1234.5"), "字"]])
    assert written == 1
    assert [cell.value for cell in first] == [datetime(2023, 3, 5), 7, 1234.5, "字"]
    assert [cell.number_format for cell in first] == ["yyyy-mm-dd", "General", "#,##0.00", "General"]
    assert all(cell.border.left.style == "thin" for cell in first)


@pytest.mark.parametrize(
    "text", ["<b>&amp;", "=1+1", " 前后有空 ", "换\n行", "&#65;", "“引号”'\"", "00123", "𠮷"]
)
def test_text_stays_as_it_was_typed(text):
    [first, *_], _ = read([[text, "", "", ""]])
    assert (first[0].value, first[0].data_type) == (text, "s")


def test_what_a_workbook_cannot_hold_does_not_spoil_it():
    [first, *_], _ = read([["甲\x00乙\x1f\uffff", "\ud800", "很" * (LONGEST_CELL + 5), date(1899, 5, 4)]])
    assert "甲" in first[0].value
    assert len(first[2].value) == LONGEST_CELL
    assert first[3].value == "1899-05-04"


def test_what_excel_would_take_for_an_escape_is_escaped():
    file, _ = write(sheet(), [["_x0041_", "", "", ""]])
    with zipfile.ZipFile(file) as book:
        assert b"<t>_x005F_x0041_</t>" in book.read("xl/worksheets/sheet1.xml")


def test_a_table_without_rows_has_its_title_headings_and_closing_line():
    rows, written = read([])
    assert written == 0
    assert [row[0].value for row in rows if row[0].value] == ["完"]


def test_many_rows_stand_in_order_and_another_reader_finds_them():
    file, written = write(sheet(columns=2), ([n, f"第{n}行"] for n in range(1, 1203)))
    with file:
        found = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
        assert not zipfile.ZipFile(file).testzip()
    assert written == 1202
    assert [row[:2] for row in found[2:1204]] == [[float(n), f"第{n}行"] for n in range(1, 1203)]
