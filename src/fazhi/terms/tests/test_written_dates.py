"""Dates in every shape an office types."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.terms.written_dates import ReadDate, read_date, read_date_ahead

TODAY = date(2024, 6, 1)
THE_DAY = date(2023, 3, 5)


def read(cell, year=2023):
    return read_date(cell, year=year, today=TODAY)


@pytest.mark.parametrize(
    "cell",
    [THE_DAY, datetime(2023, 3, 5, 9, 30), 44990, 44990.75, "2023.3.5", "2023-03-05", "2023/3/5", "2023年3月5日", "20230305",
     20230305, 20230305.0, "3月5日", "3.5", 3.5, "3-5", "3/5", "23.3.5", "２０２３．３．５", "２０２３年３月５日", " 2023年 3 月 5 日 ",
     "二〇二三年三月五日", "二零二三年三月五日", "2023年3月5号", "2023-03-05 09:30:00", "2023-03-05T00:00:00",
     "2023年3月5日上午9:30", "2023年3月5日下午3时", "2023年3月5日（星期日）", "2023.3.5 周日", "2023.3.5.", "2023。3。5", "230305"],
)  # fmt: skip
def test_the_same_day_is_read_in_every_shape(cell):
    assert read(cell) == ReadDate(THE_DAY, "day")


@pytest.mark.parametrize(
    "cell", ["2023年3月", "2023.3", "2023-03", "3月", "2023年3月份", "2023年3月上旬", 2023.3, "202303"]
)
def test_a_month_without_a_day_is_kept_as_a_month(cell):
    assert read(cell) == ReadDate(date(2023, 3, 1), "month")


@pytest.mark.parametrize("cell", [None, "", "  ", "—", "/", "无", "未办结", "至今"])
def test_an_empty_date_is_neither_a_date_nor_a_problem(cell):
    assert read(cell) == ReadDate(None)


@pytest.mark.parametrize(
    ("cell", "said"),
    [("2023-02-30", "没有30日"), ("2023年13月", "13 月"), ("2023.13.1", "13 月"), ("2099-1-1", "之后"), (date(2024, 6, 2), "之后"),
     ("2023", "只写了年份"), (2023, "只写了年份"), ("2023.3.5-3.8", "一段时间"), ("2023年3月5日至7日", "一段时间"), ("上周", "看不出"),
     (True, "不是日期"), (time(9, 30), "不是日期"), ("1023.3.5", "年份"), ("2012003", "看不出"), ("201203", "两种读法"), (305, "看不出")],
)  # fmt: skip
def test_a_date_that_cannot_be_is_a_problem_that_names_it(cell, said):
    answer = read(cell)
    assert answer.value is None
    assert said in answer.problem
    assert str(cell)[:10] in answer.problem


@pytest.mark.parametrize("cell", [3.1, 3.2, 3.3, 12.1, 2.2, 2023.1])
def test_a_number_that_may_have_lost_its_last_nought_is_asked_about(cell):
    assert read(cell).value is None
    assert "也可能是" in read(cell).problem


@pytest.mark.parametrize(("cell", "day"), [("3.10", 10), ("3.1", 1), (3.15, 15), (3.4, 4), (3.31, 31)])
def test_a_number_that_can_be_one_day_only_is_that_day(cell, day):
    assert read(cell).value == date(2023, 3, day)


def test_february_has_no_thirtieth_to_confuse_the_third_with():
    assert read(2.3).value == date(2023, 2, 3)


def test_a_day_without_a_year_needs_the_ledgers_year():
    assert "没有写年份" in read("3月5日", year=None).problem


def test_the_ledgers_year_never_replaces_a_written_one():
    assert read("2022.3.5", year=2023).value == date(2022, 3, 5)


def test_a_due_date_may_lie_ahead():
    assert read_date("2030-01-01", year=None, today=TODAY, future_allowed=True).value == date(2030, 1, 1)


_CHINESE_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


def _numeral(n: int) -> str:
    tens, ones = divmod(n, 10)
    words = "〇一二三四五六七八九"
    return (words[tens] if tens > 1 else "") + ("十" if tens else "") + (words[ones] if ones else "")


@given(st.dates(date(1990, 1, 1), TODAY))
def test_every_date_written_in_each_shape_reads_back(day):
    y, m, d = day.year, day.month, day.day
    shapes = [
        day.isoformat(), f"{y}.{m}.{d}", f"{y}/{m}/{d}", f"{y}年{m}月{d}日", f"{y}{m:02}{d:02}", int(f"{y}{m:02}{d:02}"),
        f"{y}年{m:02}月{d:02}号", f"{y % 100:02}.{m}.{d}", f"{y}.{m}.{d} 星期三", f"{day.isoformat()} 08:30",
        f"{str(y).translate(_CHINESE_DIGITS)}年{_numeral(m)}月{_numeral(d)}日", (day - date(1899, 12, 30)).days,
        "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in f"{y}年{m}月{d}日"),
    ]  # fmt: skip
    assert {read(shape, year=None) for shape in shapes} == {ReadDate(day, "day")}
    for shape in (f"{m}月{d}日", f"{m}.{d}", f"{m}-{d}", f"{m}/{d}"):
        assert read(shape, year=y) == ReadDate(day, "day")


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.datetimes()))
def test_any_cell_can_be_read_without_an_error(cell):
    answer = read(cell)
    assert answer.value is None or answer.problem is None


@pytest.mark.parametrize(
    ("cell", "day"),
    [("1.31", date(2025, 1, 31)), ("6月1日", TODAY), ("12-31", date(2024, 12, 31)), ("2024-01-31", date(2024, 1, 31)),
     ("5月31日", date(2025, 5, 31))],
)  # fmt: skip
def test_a_promised_day_without_its_year_is_the_first_such_day_to_come(cell, day):
    assert read_date_ahead(cell, since=TODAY).value == day
