"""The day of birth in an identity number."""

from datetime import date

import pytest

from fazhi.terms.identity_numbers import born_on


@pytest.mark.parametrize(
    ("number", "day"),
    [("000000198002290000", date(1980, 2, 29)), ("00000019991231000x", date(1999, 12, 31)),
     (" 000000 19991231 000X ", date(1999, 12, 31)), ("000000198102290000", None), ("E12345678", None), ("", None),
     ("0000001980022900001", None)],
)  # fmt: skip
def test_the_day_of_birth_is_read_or_there_is_none(number, day):
    assert born_on(number) == day
