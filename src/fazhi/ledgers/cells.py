"""One cell of a ledger read as its column wants it. Called a million times for a large file, so plain cells go first."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from fazhi.records.columns import Column, Shape
from fazhi.terms.written_dates import read_date
from fazhi.terms.written_lists import split_items, split_names, split_places
from fazhi.terms.written_numbers import NOTHING, read_count, read_money, read_percent, read_yes_no

# Not in NOTHING's sense for text: 无 and 不详 are words a town may well mean.
_BLANK_TEXT = NOTHING - {"无", "暂无", "空", "不详"}
_ZERO_WIDTH = "\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff"
_UNPLAIN = re.compile(rf"[\s{_ZERO_WIDTH}\u2e80-\u2fdf\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_FOREIGN = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_WIDTHLESS = re.compile(rf"[{_ZERO_WIDTH}]+")
_INNER_BLANK = re.compile(
    r"(?<=[\u3400-\u9fff，。、；：（）〔〕《》“”])[^\S\n]+(?=[\u3400-\u9fff，。、；：（）〔〕《》“”])"
)
_BLANKS = re.compile(r"[^\S\n]+")
_PHONE_BLANKS = re.compile(r"(?<=\d)[\s\-－—]+(?=\d)")
_DATE, _AMOUNT = Shape.DATE, Shape.MONEY
_MOBILE = re.compile(r"1\d{10}")


class CellReading(NamedTuple):
    """The value for the record, or None; and what is wrong with the cell, in Chinese, or None."""

    value: Any
    problem: str | None


_NOTHING_READ = CellReading(None, None)


def read_cell(
    column: Column, cell: object, *, year: int | None, today: date, unit: str | None = None
) -> CellReading:
    """The cell as the column's shape wants it. `unit` is the one the sheet's heading names (万元), else the column's.

    `year` supplies the year of dates written without one. A word outside of a code set is handed on as it stands; the
    import asks about it. An empty cell gives neither value nor problem, also where the column is required. Never raises.
    """
    if cell is None or cell == "":
        return _NOTHING_READ
    shape = column.shape
    if shape is _DATE:
        if type(cell) is date and cell <= today and cell.year > 1949:
            return CellReading(cell, None)
        read = read_date(cell, year=year, today=today, future_allowed=column.future_allowed)
        if column.is_due and read.value is not None and read.precision == "month":
            last = monthrange(read.value.year, read.value.month)[1]
            return CellReading(read.value.replace(day=last), read.problem)
        return CellReading(read.value, read.problem)
    if shape is _AMOUNT:
        amount = read_money(cell, unit or column.unit or "元")
        return CellReading(amount.value, amount.problem)
    return _READERS[shape._value_](cell)  # by the plain string: an Enum is slow to hash


def plain_text(cell: object) -> str:
    """A cell as text: half-width digits and letters, no zero-width characters, no blanks between Chinese characters.

    Chinese punctuation and 〔〕 stay as they are, line ends too; whole floats lose their 「.0」, dates are written
    2023-03-05.
    """
    if type(cell) is str:
        return _plain(cell) if len(cell) < 200 else _plain.__wrapped__(cell)
    if type(cell) is float and cell.is_integer():
        return str(int(cell))
    if type(cell) is bool:
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    return "" if cell is None else str(cell)


@lru_cache(maxsize=65536)
def _plain(text: str) -> str:
    if not _UNPLAIN.search(text):
        return text
    text = _WIDTHLESS.sub("", text)
    text = _FOREIGN.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = "\n".join(line.strip() for line in text.split("\n")).strip()
    return _BLANKS.sub(" ", _INNER_BLANK.sub("", text))


def _text(cell: object) -> CellReading:
    text = plain_text(cell)
    return _NOTHING_READ if text in _BLANK_TEXT else CellReading(text, None)


def _one_line(cell: object) -> CellReading:
    text = plain_text(cell)
    if text in _BLANK_TEXT:
        return _NOTHING_READ
    return CellReading(text.replace("\n", "") if "\n" in text else text, None)


def _document_number(cell: object) -> CellReading:
    text = plain_text(cell)
    return _NOTHING_READ if text in NOTHING else CellReading(re.sub(r"\s+", "", text), None)


def _phone(cell: object) -> CellReading:
    if type(cell) is str and len(cell) == 11 and _MOBILE.fullmatch(cell):
        return CellReading(cell, None)
    text = plain_text(cell)
    if text in NOTHING:
        return _NOTHING_READ
    joined = _PHONE_BLANKS.sub("", text)
    # Landlines keep their hyphen; only a mobile number written in groups is put together.
    return CellReading(joined if _MOBILE.fullmatch(joined) else text.replace("\n", "、"), None)


def _count(cell: object) -> CellReading:
    read = read_count(cell)
    return CellReading(read.value, read.problem)


def _percent(cell: object) -> CellReading:
    read = read_percent(cell)
    return CellReading(read.value, read.problem)


def _yes_no(cell: object) -> CellReading:
    read = read_yes_no(cell)
    return CellReading(read.value, read.problem)


def _names(cell: object) -> CellReading:
    return CellReading(split_names(_lines(cell)) or None, None)


def _places(cell: object) -> CellReading:
    return CellReading(split_places(_lines(cell)) or None, None)


def _items(cell: object) -> CellReading:
    return CellReading(split_items(_lines(cell)), None)


def _lines(cell: object) -> str:
    """Plain text with its blanks, for in a list a blank may part two names."""
    if type(cell) is str and not _FOREIGN.search(cell):
        return _WIDTHLESS.sub("", cell)
    if type(cell) is str:
        return _FOREIGN.sub(lambda found: unicodedata.normalize("NFKC", found[0]), _WIDTHLESS.sub("", cell))
    return plain_text(cell)


_READERS: dict[str, Callable[[object], CellReading]] = {
    Shape.TEXT.value: _one_line,
    Shape.LONG_TEXT.value: _text,
    Shape.NUMBER.value: _document_number,
    Shape.PHONE.value: _phone,
    Shape.COUNT.value: _count,
    Shape.PERCENT.value: _percent,
    Shape.YES_NO.value: _yes_no,
    Shape.CHOICE.value: _one_line,
    Shape.NAMES.value: _names,
    Shape.PLACES.value: _places,
    Shape.ITEMS.value: _items,
}
