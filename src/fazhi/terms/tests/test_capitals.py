"""Amounts in capitals and dates in words, as legal documents write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.terms.capitals import LARGEST_FEN, date_in_chinese, money_in_capitals
from fazhi.terms.written_dates import read_date
from fazhi.terms.written_numbers import read_money


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (55, "伍角伍分"),
        (100, "壹元整"),
        (1000, "壹拾元整"),
        (140950, "壹仟肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (168032, "壹仟陆佰捌拾元叁角贰分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (10700053, "壹拾万柒仟元伍角叁分"),
        (1000300, "壹万零叁元整"),
        (10_0000_0000_00, "壹拾亿元整"),
        (1_0000_1000_00, "壹亿零壹仟元整"),
        (1_0001_0000_00, "壹亿零壹万元整"),
        (1230000000, "壹仟贰佰叁拾万元整"),
    ],
)
def test_amounts_are_written_as_the_bank_rules_write_them(fen: int, words: str) -> None:
    assert money_in_capitals(fen) == f"人民币{words}"


@given(st.integers(0, 10**12 - 1) | st.integers(0, 10**7))
def test_every_amount_in_capitals_reads_back_as_itself(fen: int) -> None:
    assert read_money(money_in_capitals(fen)).value == fen


@given(st.integers(0, LARGEST_FEN - 1))
def test_no_zero_is_doubled_and_none_stands_before_a_unit(fen: int) -> None:
    words = money_in_capitals(fen)
    assert "零零" not in words
    assert not any(f"零{unit}" in words for unit in "拾佰仟万亿角分")
    assert words.endswith(("整", "分"))


@pytest.mark.parametrize("fen", [-1, LARGEST_FEN])
def test_what_no_document_holds_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="amount"):
        money_in_capitals(fen)


@given(st.dates(date(1949, 10, 1), date(2099, 12, 31)))
def test_every_date_in_words_reads_back_as_itself(day: date) -> None:
    assert read_date(date_in_chinese(day), year=None, today=date(2200, 1, 1)).value == day


def test_a_date_in_words_is_as_papers_write_it() -> None:
    assert date_in_chinese(date(2026, 3, 12)) == "二〇二六年三月十二日"
    assert date_in_chinese(date(2020, 10, 30)) == "二〇二〇年十月三十日"
