"""A cell becomes the value its column wants, or says what is wrong."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.ledgers.cells import CellReading, plain_text, read_cell
from fazhi.records.columns import Choice, Choices, Column, Shape

TODAY = date(2024, 6, 1)


def read(shape, cell, unit=None, **column):
    return read_cell(Column("x", "某列", shape, **column), cell, year=2023, today=TODAY, unit=unit)


@pytest.mark.parametrize(
    ("shape", "cell", "value"),
    [
        (Shape.TEXT, "示例 一村", "示例一村"),
        (Shape.TEXT, "５网格", "5网格"),
        (Shape.TEXT, "ＡＢ\u200b１２", "AB12"),
        (Shape.TEXT, "Li Lei", "Li Lei"),
        (Shape.TEXT, 12.0, "12"),
        (Shape.TEXT, "无", "无"),
        (Shape.TEXT, "—", None),
        (Shape.LONG_TEXT, "第一行 \n第二行", "第一行\n第二行"),
        (Shape.NUMBER, "合调〔２０２３〕 1号", "合调〔2023〕1号"),
        (Shape.NUMBER, "无", None),
        (Shape.PHONE, 19900001234, "19900001234"),
        (Shape.PHONE, "199 0000 1234", "19900001234"),
        (Shape.PHONE, "0513-83000000", "0513-83000000"),
        (Shape.DATE, "3月5日", date(2023, 3, 5)),
        (Shape.DATE, datetime(2023, 3, 5, 9), date(2023, 3, 5)),
        (Shape.DATE, date(2023, 3, 5), date(2023, 3, 5)),
        (Shape.COUNT, "63人", 63),
        (Shape.MONEY, 2000, 200_000),
        (Shape.PERCENT, "25%", 2500),
        (Shape.YES_NO, "未列席", False),
        (Shape.NAMES, "张 三、李四等3人", ["张三", "李四"]),
        (Shape.PLACES, "示例二、三村", ["示例二村", "示例三村"]),
        (Shape.ITEMS, "1.甲；2.乙", ["甲", "乙"]),
        (Shape.ITEMS, "无", []),
        (Shape.TEXT, None, None),
        (Shape.DATE, "", None),
        (Shape.NAMES, "/", None),
    ],
)
def test_a_cell_is_read_as_its_column_wants(shape, cell, value):
    assert read(shape, cell) == CellReading(value, None)


@pytest.mark.parametrize(
    ("shape", "cell"),
    [(Shape.DATE, "2023-02-30"), (Shape.DATE, date(2025, 1, 1)), (Shape.COUNT, -1), (Shape.MONEY, "警告"), (Shape.YES_NO, "不详")],
)  # fmt: skip
def test_what_cannot_be_right_is_said_and_not_guessed(shape, cell):
    value, problem = read(shape, cell)
    assert value is None
    assert str(cell) in problem


def test_the_unit_of_the_heading_goes_before_the_columns():
    assert read(Shape.MONEY, 2, unit="万元").value == 2_000_000
    assert read(Shape.MONEY, 2, unit=None).value == 200


def test_a_due_date_may_lie_ahead():
    assert read(Shape.DATE, date(2025, 1, 1), future_allowed=True).value == date(2025, 1, 1)


def test_an_unknown_word_is_handed_on_for_the_import_to_ask_about():
    closed = Choices((Choice("visit", "来访"),))
    assert read(Shape.CHOICE, "上门 走访", choices=closed) == CellReading("上门走访", None)


def test_chinese_punctuation_stays():
    assert plain_text("“袁”法，（一）：〔2023〕；《民法典》！") == "“袁”法，（一）：〔2023〕；《民法典》！"


@given(st.text(max_size=60))
def test_plain_text_is_plain_already_the_second_time(text):
    assert plain_text(plain_text(text)) == plain_text(text)


@given(
    st.sampled_from(list(Shape)),
    st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.datetimes(), st.booleans(), st.dates()),
)
def test_any_cell_can_be_read_in_any_shape_without_an_error(shape, cell):
    value, problem = read(shape, cell)
    assert problem is None or value is None
