"""Tables are found in sheets as offices lay them out."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from fazhi.ledgers.tables import find_tables, town_in, year_in
from fazhi.ledgers.workbooks import open_workbook

SAMPLES = Path(__file__).parents[4] / "samples" / "hezuo-2023"
HEADINGS = ["序号", "排查日期", "村居", "当事人", "纠纷类型", "调解次数"]
RECORD = [1, datetime(2023, 3, 5), "示例一村", "张三、李四", "邻里纠纷", 2]


@pytest.fixture
def tables(tmp_path):
    """The tables of a sheet with these rows and merges."""

    def found(*rows, merges=()):
        book = openpyxl.Workbook()
        for number, cells in enumerate(rows, 1):
            for column, value in enumerate(cells, 1):
                book.active.cell(number, column, value)
        for merge in merges:
            book.active.merge_cells(merge)
        book.save(tmp_path / "a.xlsx")
        with open_workbook(tmp_path / "a.xlsx") as opened:
            result = [table for sheet in opened.sheets for table in find_tables(sheet)]
            return [(table, list(table.rows)) for table in result]

    return found


@pytest.mark.parametrize(
    ("file", "counts"),
    [("01", [10, 4]), ("02", [24, 4]), ("03", [3]), ("04", [9, 3]), ("05", [8, 8]), ("06", [11]), ("07", [320]), ("08", [155]),
     ("09", [29]), ("10", [40]), ("11", [2])],
)  # fmt: skip
def test_every_sheet_of_the_sample_town_gives_its_table(file, counts):
    [path] = SAMPLES.glob(f"{file}*.xlsx")
    with open_workbook(path) as book:
        found = [table for sheet in book.sheets for table in find_tables(sheet)]
        assert [table.count for table in found] == counts
        assert [len(list(table.rows)) for table in found] == counts
    for table in found:
        assert (table.year_in_title, table.town_in_title, table.heading_row) == (2023, "合作镇", 2)
        assert table.headings[0] == "序号"


def test_title_unit_and_blank_lines_stand_above_the_headings(tables):
    [(table, rows)] = tables(
        ["启东市合作镇2023年度矛盾纠纷台账"], [], ["填报单位：合作镇司法所", None, None, None, "单位：万元"], HEADINGS, RECORD, merges=["A1:F1"]
    )  # fmt: skip
    assert (table.title, table.year_in_title, table.town_in_title) == (
        "启东市合作镇2023年度矛盾纠纷台账",
        2023,
        "合作镇",
    )
    assert table.unit == "万元"
    assert table.headings == HEADINGS
    assert [number for number, _ in rows] == [5]


def test_a_sheet_without_title_begins_with_its_headings(tables):
    [(table, rows)] = tables(HEADINGS, RECORD)
    assert (table.title, table.year_in_title, len(rows)) == ("", None, 1)


@pytest.mark.parametrize(
    "total",
    [
        ["合计", "320起"],
        ["合 计", None, None, None, None, 640],
        [None, "总计", None, None, None, 12.5],
        ["小计：", 3, "—"],
        ["合计320起"],
        ["一季度小计", None, None, None, None, 5],
    ],
)
def test_a_total_row_is_not_a_row(tables, total):
    [(table, rows)] = tables(HEADINGS, RECORD, total)
    assert [number for number, _ in rows] == [2]
    assert table.total_rows == [3]
    assert table.passed_over == {3: "合计行"}


@pytest.mark.parametrize(
    "record",
    [
        ["合计", datetime(2023, 3, 5), "示例一村", "张三", "邻里纠纷", 2],
        ["合计", None, "示例一村", "张三"],
        [2, "合计", "示例一村"],
    ],
)
def test_a_record_that_says_total_is_still_a_record(tables, record):
    [(table, rows)] = tables(HEADINGS, RECORD, record)
    assert (len(rows), table.total_rows) == (2, [])


def test_repeated_headings_footers_and_blank_rows_are_passed_over_and_listed(tables):
    [(table, rows)] = tables(
        ["合作镇2023年台账"], HEADINGS, RECORD, [], ["合作镇2023年台账"], HEADINGS, RECORD, ["填表人：张三", None, "审核人：李四"],
        ["备注：本表一式两份"], merges=["A1:F1", "A5:F5"],
    )  # fmt: skip
    assert [number for number, _ in rows] == [3, 7]
    assert table.count == 2
    assert table.passed_over == {5: "标题行", 6: "重复的表头", 8: "填表说明", 9: "填表说明"}


def test_a_row_that_only_numbers_the_columns_is_passed_over(tables):
    [(_table, rows)] = tables(HEADINGS, [1, 2, 3, 4, 5, 6], RECORD)
    assert [number for number, _ in rows] == [3]


@pytest.mark.parametrize("merges", [(), ("A1:A2", "B1:B2", "C1:E1", "F1:F2")])
def test_headings_in_two_rows_are_joined(tables, merges):
    [(table, rows)] = tables(
        ["序号", "排查日期", "村调解", None, None, "结果"], [None, None, "次数", "日期", "调解员", None], RECORD, merges=merges
    )  # fmt: skip
    assert table.headings == ["序号", "排查日期", "村调解次数", "村调解日期", "村调解调解员", "结果"]
    assert [number for number, _ in rows] == [3]


def test_two_tables_one_below_the_other_are_two(tables):
    found = tables(
        ["合作镇2023年排查台账"], HEADINGS, RECORD, RECORD, [], ["合作镇2023年接待登记表"], ["序号", "接待日期", "来访人", "类别"],
        [1, datetime(2023, 4, 1), "王五", "咨询"], merges=["A1:F1", "A6:D6"],
    )  # fmt: skip
    assert [(t.title, t.count, [n for n, _ in rows]) for t, rows in found] == [
        ("合作镇2023年排查台账", 2, [3, 4]),
        ("合作镇2023年接待登记表", 1, [8]),
    ]


def test_rows_of_plain_words_are_never_taken_for_headings(tables):
    headings = ["村居", "姓名", "职务", "类别"]
    [(table, rows)] = tables(
        headings, ["示例一村", "张三", "网格员", "村居"], [], ["示例二村", "李四", "网格员", "编号"]
    )
    assert (table.headings, len(rows)) == (headings, 2)


def test_a_sheet_of_prose_has_no_table(tables):
    assert tables(["本台账填写说明，请各村认真填写，不得遗漏。"], ["联系电话：0513-83000000"]) == []


@pytest.mark.parametrize(
    ("title", "year", "town"),
    [("启东市合作镇2023年度台账", 2023, "合作镇"), ("2023年合作镇学法台账", 2023, "合作镇"), ("合作镇人民政府2023年", 2023, "合作镇"),
     ("合作街道二〇二三年登记表", 2023, "合作街道"), ("南通市海门区三厂街道 2023 年", 2023, "三厂街道"), ("关于全镇学法情况表", None, None),
     ("矛盾纠纷台账", None, None), ("２０２３年台账", 2023, None)],
)  # fmt: skip
def test_a_title_names_its_year_and_town(title, year, town):
    assert (year_in(title), town_in(title)) == (year, town)
