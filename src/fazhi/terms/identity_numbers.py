"""What a citizen's identity number says by itself (GB 11643-1999): the day of birth is not asked a second time."""

from __future__ import annotations

import re
from datetime import date

_NUMBER = re.compile(r"\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dXx]", re.ASCII)


def born_on(number: str) -> date | None:
    """The day of birth in an identity number of 18 places; None for any other number, or one with no such day."""
    found = _NUMBER.fullmatch(re.sub(r"\s", "", number))
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None
