"""Query codes: read however written, wrong ones told from right ones before any look-up."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.reception.codes import ALPHABET, LENGTH, check_character, code_for, mark_of, read_code, shown_code
from fazhi.storage.ids import new_id

codes = st.text(alphabet=ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1).map(
    lambda p: p + check_character(p)
)


def test_a_code_is_ten_plain_characters_the_same_for_the_same_record() -> None:
    record = new_id()
    assert code_for(record) == code_for(UUID(str(record)))
    assert len(code_for(record)) == LENGTH
    assert len({code_for(new_id()) for _ in range(500)}) == 500


@given(codes)
def test_a_code_is_read_as_a_person_types_it(code: str) -> None:
    for typed in (code, code.lower(), shown_code(code), f" {code[:3]} {code[3:]} ", code.translate(WIDE)):
        assert read_code(typed) == code


WIDE = {ord(one): ord(one) + 0xFEE0 for one in ALPHABET}


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(code: str, at: int, other: str) -> None:
    wrong = code[:at] + other + code[at + 1 :]
    assert (read_code(wrong) is None) == (wrong != code)


@given(codes, st.integers(0, LENGTH - 2))
def test_two_neighbours_swapped_are_found(code: str, at: int) -> None:
    wrong = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert (read_code(wrong) is None) == (wrong != code)


@pytest.mark.parametrize(
    "text", ["", "O0O0O-0O0O0", "3" * 9, "3" * 11, "'; drop table", "三三三三三三三三三三", "\x00" * 10]
)
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert read_code(text) is None


def test_the_mark_is_not_the_code() -> None:
    code = code_for(new_id())
    assert code not in mark_of(code)
    assert len(mark_of(code)) == 64
