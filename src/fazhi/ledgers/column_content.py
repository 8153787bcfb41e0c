"""What the cells of a column look like, to bear out or gainsay what its heading says.

Looked at loosely: a wrong date is still date-like. What is wrong with a single cell is for `cells.read_cell` to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from fazhi.ledgers.cells import plain_text
from fazhi.ledgers.heading_words import general_form, readings
from fazhi.records.columns import Column, Shape
from fazhi.terms.written_lists import split_names, split_places
from fazhi.terms.written_numbers import NOTHING, read_count, read_yes_no

_DATE = re.compile(
    r"\s*(?:(?:\d{4}|\d{2})\s*[年.\-/。]\s*\d{1,2}(?:\s*[月.\-/。]\s*\d{1,2})?|\d{1,2}\s*[月]\s*\d{1,2}|[〇○零一二]{1,2}[〇○零一二三四五六七八九]{2,3}年"
    r"|(?:19|20)\d{6}$|\d{1,2}[.\-/]\d{1,2}$)"
)
# Hidden numbers are numbers: 138****5678, ****-****5678.
_PHONE = re.compile(
    r"(?<!\d)(?:1\d{10}|0\d{2,3}-?\d{7,8}|[2-9]\d{6,7})(?!\d)|1\d{2}\*{4}\d{4}(?!\d)|\*{3,}-?\**\d{4}(?!\d)"
)
_PLACE = re.compile(r"(?:村|社区|居|居委会|村委会|村民小组|\d*组)(?:[（(].*[）)])?$")
_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}(?:[（(].*[）)])?$|.*(?:公司|厂|店|部|社|会|学校|中心|单位|人|户)$")
_MONEY = re.compile(r"\d|[壹贰叁肆伍陆柒捌玖拾佰仟].*[元圆]")
_FITS = 0.5  # below this share the content gainsays the heading
_TELLS = 0.8

_FREE_TEXT = (Shape.TEXT, Shape.LONG_TEXT, Shape.NUMBER, Shape.NAMES, Shape.PLACES, Shape.ITEMS, Shape.CHOICE)


def fit(column: Column, cells: Sequence[object]) -> float | None:
    """The share of filled cells that could stand in the column; None when nothing is filled in."""
    filled = [cell for cell in cells if plain_text(cell) not in NOTHING]
    if not filled:
        return None
    return sum(_could_be(column, cell) for cell in filled) / len(filled)


def contradicts(column: Column, share: float | None) -> bool:
    """Whether the content says plainly that the column is something else."""
    return share is not None and share < _FITS


def is_telling(column: Column, cells: Sequence[object], *, strictly: bool = False) -> bool:
    """Whether the content by itself points to the column: known words of its code set, dates, phones, villages, names.

    `strictly` asks for what hardly any other column holds, so dates, numbers and names are not enough.
    """
    filled = [cell for cell in cells if plain_text(cell) not in NOTHING]
    if not filled or (strictly and len(filled) < 3):
        return False
    share = sum(_is_typical(column, cell, strictly) for cell in filled) / len(filled)
    return share >= (0.95 if strictly else _TELLS)


def _could_be(column: Column, cell: object) -> bool:
    shape = column.shape
    if shape is Shape.DATE:
        return _is_date(cell) or (isinstance(cell, (int, float)) and _could_be_day(cell))
    text = plain_text(cell)
    if shape is Shape.PHONE:
        return bool(_PHONE.search(text.replace(" ", "")))
    if isinstance(cell, date) or (
        shape in _FREE_TEXT and shape is not Shape.NUMBER and _PHONE.fullmatch(text)
    ):
        return False
    if shape in (Shape.COUNT, Shape.PERCENT):
        return (bool(re.search(r"\d", text)) and not _is_date(cell)) or read_count(cell).value is not None
    if shape is Shape.MONEY:
        return bool(_MONEY.search(text)) and not (
            isinstance(cell, str) and _DATE.match(cell) and not _is_number(text)
        )
    if shape is Shape.YES_NO:
        return read_yes_no(cell).problem is None or len(text) <= 6
    if isinstance(cell, str) and _DATE.match(cell) and not re.search(r"[号第次期季]", cell):
        return False
    return not (shape in (Shape.CHOICE, Shape.NAMES, Shape.PLACES) and _is_number(text))


def _is_typical(column: Column, cell: object, strictly: bool) -> bool:
    shape, text = column.shape, plain_text(cell)
    if shape is Shape.PHONE:
        return bool(_PHONE.search(text.replace(" ", "")))
    if shape is Shape.CHOICE:
        return column.choices is not None and column.choices.knows(text)
    if shape is Shape.PLACES or is_village(column):
        return all(_PLACE.search(place) for place in split_places(text))
    if strictly:
        return False
    if shape is Shape.DATE:
        return _is_date(cell)
    if shape is Shape.NAMES:
        return all(_NAME.fullmatch(name) for name in split_names(text))
    if shape is Shape.YES_NO:
        return isinstance(cell, str) and read_yes_no(cell).value is not None
    return False


def is_village(column: Column) -> bool:
    """Whether the column's heading is that of the village of a record."""
    return any(general_form(word) == "村居" for word in readings(column.heading))


def _is_date(cell: object) -> bool:
    return isinstance(cell, date) or (isinstance(cell, str) and bool(_DATE.match(cell)))


def _could_be_day(number: float) -> bool:
    return (
        20_000 <= number < 60_000
        or 1 <= number < 13
        or 19_000_000 < number < 21_000_000
        or 1949 <= number < 2101
    )


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text))
