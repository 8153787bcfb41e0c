"""Counts, amounts, shares, yes and no as offices write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.terms.written_numbers import chinese_integer, read_count, read_money, read_percent, read_yes_no


@pytest.mark.parametrize(
    ("cell", "count"),
    [(63, 63), (63.0, 63), ("320起", 320), ("63人", 63), ("６３", 63), ("约50", 50), ("三次", 3), ("3 次", 3), ("十", 10),
     ("1,234", 1234), ("1.2万人次", 12000), ("300余人次", 300), ("一百二十人", 120), ("两次", 2), (0, 0), ("0", 0)],
)  # fmt: skip
def test_a_count_is_read_in_every_way_it_is_written(cell, count):
    assert (read_count(cell).value, read_count(cell).problem) == (count, None)


@pytest.mark.parametrize("cell", ["约50", "300余人", "50多人", "50人左右", "近百人"])
def test_a_count_the_office_calls_rough_is_marked_so(cell):
    assert read_count(cell).approximate or read_count(cell).problem


def test_an_exact_count_is_not_marked_rough():
    assert not read_count("63人").approximate


@pytest.mark.parametrize(
    "cell", [-1, "-3", "负三", 2.5, "2.5人", "3-5人", "第三次", "若干", True, float("nan"), "三百五"]
)
def test_what_is_no_count_is_a_problem_and_no_number(cell):
    read = read_count(cell)
    assert read.value is None
    assert read.problem
    assert str(cell) in read.problem


@pytest.mark.parametrize("cell", [None, "", " ", "—", "/", "无"])
def test_an_empty_count_is_neither_a_number_nor_a_problem(cell):
    assert (read_count(cell).value, read_count(cell).problem) == (None, None)


@pytest.mark.parametrize(
    ("cell", "unit", "fen"),
    [(2000, "元", 200_000), ("2000元", "万元", 200_000), (0.2, "万元", 200_000), ("0.2万元", "元", 200_000),
     ("2万", "万元", 2_000_000), ("￥2,000.50", "元", 200_050), ("２０００", "元", 200_000), ("人民币贰仟元整", "元", 200_000),
     ("壹万贰仟叁佰肆拾伍元陆角柒分", "元", 1_234_567), ("壹万零伍佰元", "元", 1_050_000), ("12元5角", "元", 1250),
     (1999.9999999999998, "元", 200_000), ("2千元", "元", 200_000), ("罚款200元", "元", 20_000)],
)  # fmt: skip
def test_an_amount_becomes_whole_fen(cell, unit, fen):
    assert (read_money(cell, unit).value, read_money(cell, unit).problem) == (fen, None)


@pytest.mark.parametrize("cell", [-1, "-200元", "警告", 0.123, True, "200元/日"])
def test_what_is_no_amount_is_a_problem(cell):
    assert read_money(cell).value is None
    assert read_money(cell).problem


@given(st.integers(0, 10**11))
def test_every_amount_written_in_yuan_reads_back(fen):
    assert read_money(f"{fen / 100:,.2f}元").value == fen
    assert read_money(fen / 100).value == fen


@pytest.mark.parametrize("cell", ["25%", 0.25, 25, "25", "25％", "百分之二十五", "0.25"])
def test_a_quarter_is_read_in_every_way_it_is_written(cell):
    assert read_percent(cell).value == 2500


@pytest.mark.parametrize("cell", [-1, 101, "120%", "四成"])
def test_what_is_no_share_is_a_problem(cell):
    assert read_percent(cell).value is None
    assert read_percent(cell).problem


@pytest.mark.parametrize("cell", ["是", "√", "有", "列席", "已列席", "参加", "出席", True, 1, "1"])
def test_yes_is_read(cell):
    assert read_yes_no(cell).value is True


@pytest.mark.parametrize("cell", ["否", "×", "无", "未", "未列席", "不涉法", "缺席", False, 0, "X"])
def test_no_is_read(cell):
    assert read_yes_no(cell).value is False


@pytest.mark.parametrize("cell", ["不详", "因公未列席", "有待核实", 7])
def test_neither_yes_nor_no_is_a_problem(cell):
    assert read_yes_no(cell).value is None
    assert read_yes_no(cell).problem


def _in_chinese(n: int) -> str:
    digits, units = "零一二三四五六七八九", ["", "十", "百", "千"]
    if n >= 10_000:
        rest = n % 10_000
        return (
            _in_chinese(n // 10_000)
            + "万"
            + (("零" if rest < 1000 else "") + _in_chinese(rest) if rest else "")
        )
    text = "".join(
        digits[int(d)] + (units[len(str(n)) - 1 - i] if d != "0" else "") for i, d in enumerate(str(n))
    )
    while "零零" in text:
        text = text.replace("零零", "零")
    return text.rstrip("零") or "零"


@given(st.integers(0, 99_999_999))
def test_every_number_in_chinese_words_reads_back(number):
    assert chinese_integer(_in_chinese(number)) == number


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers()))
def test_any_cell_can_be_read_without_an_error(cell):
    read_count(cell), read_money(cell), read_percent(cell), read_yes_no(cell)
