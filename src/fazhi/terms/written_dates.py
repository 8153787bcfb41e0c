"""Dates as offices type them, read without guessing.

A date that cannot be (30 February), lies ahead, or could be two different days is a problem said in plain Chinese, for
a person to put right; it is never mended here.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from fazhi.terms.written_numbers import CHINESE_NUMERAL, NOTHING, chinese_integer

Precision = Literal["day", "month", "unknown"]

# An open end is written in words where the date has not come yet; that is an empty cell, not a fault.
NOT_YET = frozenset(
    [
        "未定",
        "待定",
        "未办结",
        "未结",
        "未结案",
        "办理中",
        "进行中",
        "正在办理",
        "至今",
        "现任",
        "在任",
        "未完成",
        "未签订",
    ]
)
FIRST_YEAR, LAST_YEAR = 1949, 2100  # outside of these a year is a slip of the pen
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 60_000  # Excel's day numbers of October 1954 to April 2064
_EXCEL_EPOCH = date(1899, 12, 30)
_EXAMPLE = "请写成 2023-03-05 或 2023年3月5日 这样"


@dataclass(frozen=True, slots=True)
class ReadDate:
    """What a cell said. `precision` is "month" when no day was written (value is the 1st), "unknown" without value."""

    value: date | None
    precision: Precision = "unknown"
    problem: str | None = None


_EMPTY = ReadDate(None)

_WEEKDAY = re.compile(r"[（(]?\s*(?:星期|周|礼拜)[一二三四五六日天]\s*[）)]?")
_TIME = re.compile(
    r"(?<=[\d日号\s])[T\s]*(?:上午|下午|晚上|中午|早上|凌晨|AM|PM)?\s*"
    r"(?:\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?|\d{1,2}[时点](?:半|\d{1,2}分?)?)?\s*(?:Z|AM|PM)?\s*"
    r"(?:[-~—至]\s*(?:\d{1,2}:\d{2}|\d{1,2}[时点](?:\d{1,2}分)?))?$",
    re.IGNORECASE,
)
_DAY_PART = re.compile(r"(?:上午|下午|晚上|中午|早上|凌晨|全天|晚|夜)$")
_SEPARATED_TIME = re.compile(r"[\s日号T](?:\D{2})?\s*\d{1,2}(?::|时|点)")
_PART_OF_MONTH = re.compile(r"(?<=月)(?:份|上旬|中旬|下旬|初|底|中|末)$")
_SEP = r"[.\-/。、·_]"
_YMD = re.compile(
    rf"(\d{{4}}|\d{{2}})(?:{_SEP}|年{_SEP}?)(\d{{1,2}})(?:{_SEP}|月{_SEP}?)(\d{{1,2}})[日号.。]?"
)
_YM = re.compile(rf"(\d{{4}})(?:{_SEP}|年{_SEP}?)(\d{{1,2}})(?:月|[.。])?")
_YM_SHORT = re.compile(r"(\d{2})年(\d{1,2})月?")
_MD = re.compile(rf"(\d{{1,2}})(?:{_SEP}|月{_SEP}?)(\d{{1,2}})[日号.。]?")
_M = re.compile(r"(\d{1,2})月")
_RUN = re.compile(r"\d{6}|\d{8}")
_RANGE = re.compile(r"[日号\d]\s*(?:至|到|~|—|－|–|-)+\s*\d.*[日号月.]")
_NUMERALS = re.compile(rf"[{CHINESE_NUMERAL}]+")
_DASHES = str.maketrans("—–−~", "----")


def read_date(cell: object, *, year: int | None, today: date, future_allowed: bool = False) -> ReadDate:
    """The date of a cell: a date, an Excel day number, or text in any shape an office types.

    `year` is the ledger's and only supplies a missing year. After `today` a date is a problem unless
    `future_allowed`. An empty cell, and words like 无 or 未办结, give neither value nor problem. Never raises.
    """
    if cell is None:
        return _EMPTY
    if isinstance(cell, date):  # a datetime is one too
        return _judged(cell.year, cell.month, cell.day, cell, today, future_allowed)
    if isinstance(cell, str):
        return _read_text(cell, year, today, future_allowed)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _read_number(cell, year, today, future_allowed)
    return ReadDate(None, problem=f"“{cell}”不是日期，{_EXAMPLE}。")


def read_date_ahead(cell: object, *, since: date) -> ReadDate:
    """A day that is promised: written without its year it is the first such day from `since` on, as people mean it."""
    read = read_date(cell, year=since.year, today=since, future_allowed=True)
    if read.value is None or read.value >= since:
        return read
    if read_date(cell, year=None, today=since, future_allowed=True).value is not None:
        return read
    return read_date(cell, year=since.year + 1, today=since, future_allowed=True)


def _read_number(cell: int | float, year: int | None, today: date, future_allowed: bool) -> ReadDate:
    if _FIRST_SERIAL <= cell < _LAST_SERIAL:
        day = _EXCEL_EPOCH + timedelta(days=int(cell))
        return _judged(day.year, day.month, day.day, cell, today, future_allowed)
    if float(cell).is_integer():
        return _read_text(str(int(cell)), year, today, future_allowed)
    return _read_decimal(repr(cell), year, today, future_allowed)


def _read_decimal(text: str, year: int | None, today: date, future_allowed: bool) -> ReadDate:
    """A date Excel took for a number: 3.5 is 3月5日, but 3.1 may have been typed 3.1 or 3.10."""
    before, _, after = text.partition(".")
    if len(after) == 1:
        first, second = int(before), int(after)
        if FIRST_YEAR <= first <= LAST_YEAR:
            both = second == 1
            shown = (f"{first}年1月", f"{first}年10月")
        else:
            # 2.3 is plain, for no February has a 30th.
            both = second <= 3 and _day_exists(year or 2000, first, second * 10)
            shown = (f"{first}月{second}日", f"{first}月{second * 10}日")
        if both:
            return ReadDate(
                None,
                problem=f"“{text}”可能是{shown[0]}，也可能是{shown[1]}（Excel 会去掉末尾的 0），{_EXAMPLE}。",
            )
    return _read_text(text, year, today, future_allowed)


@lru_cache(maxsize=16384)
def _read_text(text: str, year: int | None, today: date, future_allowed: bool) -> ReadDate:
    plain = _plain(text)
    if plain in NOTHING or plain in NOT_YET:
        return _EMPTY
    if match := _YMD.fullmatch(plain):
        return _judged(_full_year(match[1], today), int(match[2]), int(match[3]), text, today, future_allowed)
    if match := _YM.fullmatch(plain) or _YM_SHORT.fullmatch(plain):
        return _judged(_full_year(match[1], today), int(match[2]), None, text, today, future_allowed)
    if match := _MD.fullmatch(plain):
        return _without_year(int(match[1]), int(match[2]), text, year, today, future_allowed)
    if match := _M.fullmatch(plain):
        return _without_year(int(match[1]), None, text, year, today, future_allowed)
    if _RUN.fullmatch(plain):
        return _run_of_digits(plain, text, today, future_allowed)
    if re.fullmatch(r"(?:19|20)\d\d年?", plain):
        return ReadDate(None, problem=f"“{text}”只写了年份，没有月和日，{_EXAMPLE}。")
    if _RANGE.search(plain):
        return ReadDate(None, problem=f"“{text}”写的是一段时间，这里要一个日期，{_EXAMPLE}。")
    return ReadDate(None, problem=f"“{text}”看不出是哪一天，{_EXAMPLE}。")


def _plain(text: str) -> str:
    """Half-width digits, no blanks, no weekday, no time of day, Chinese numerals as digits."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("\u200b", "").translate(_DASHES)
    if plain in NOTHING:
        return plain
    plain = _WEEKDAY.sub("", plain).strip()
    if _SEPARATED_TIME.search(plain):
        plain = _TIME.sub("", plain)
    plain = re.sub(r"\s+", "", plain)
    plain = _PART_OF_MONTH.sub("", _DAY_PART.sub("", plain))
    plain = _NUMERALS.sub(_as_digits, plain)
    return plain.rstrip(",;，；")


def _as_digits(match: re.Match[str]) -> str:
    number = chinese_integer(match[0])
    return match[0] if number is None else str(number)


def _run_of_digits(plain: str, text: str, today: date, future_allowed: bool) -> ReadDate:
    if len(plain) == 8:
        return _judged(int(plain[:4]), int(plain[4:6]), int(plain[6:]), text, today, future_allowed)
    as_month = FIRST_YEAR <= int(plain[:4]) <= LAST_YEAR and 1 <= int(plain[4:]) <= 12
    short_year = _full_year(plain[:2], today)
    as_day = _day_exists(short_year, int(plain[2:4]), int(plain[4:]))
    if as_month and as_day:
        return ReadDate(None, problem=f"“{text}”有两种读法，{_EXAMPLE}。")
    if as_month:
        return _judged(int(plain[:4]), int(plain[4:]), None, text, today, future_allowed)
    return _judged(short_year, int(plain[2:4]), int(plain[4:]), text, today, future_allowed)


def _without_year(
    month: int, day: int | None, text: str, year: int | None, today: date, future_allowed: bool
) -> ReadDate:
    if year is None:
        return ReadDate(None, problem=f"“{text}”没有写年份，{_EXAMPLE}。")
    return _judged(year, month, day, text, today, future_allowed)


def _full_year(digits: str, today: date) -> int:
    """Two digits mean the century in which the year is not far ahead: 23 is 2023, 98 is 1998."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if 2000 + year <= today.year + 10 else 1900 + year


def _judged(
    year: int, month: int, day: int | None, written: object, today: date, future_allowed: bool
) -> ReadDate:
    """The date when it exists and may stand; otherwise the problem with what was written."""
    shown = str(written)[:10] if isinstance(written, datetime) else str(written)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ReadDate(None, problem=f"“{shown}”的年份是 {year} 年，请核对，{_EXAMPLE}。")
    if not 1 <= month <= 12:
        return ReadDate(None, problem=f"“{shown}”里没有 {month} 月这个月份，{_EXAMPLE}。")
    if day is not None and not _day_exists(year, month, day):
        return ReadDate(None, problem=f"“{shown}”这一天不存在：{year}年{month}月没有{day}日，请核对。")
    value = date(year, month, day or 1)
    if value > today and not future_allowed:
        return ReadDate(
            None, problem=f"“{shown}”在今天（{today.isoformat()}）之后，事情还没有发生，请核对日期。"
        )
    return ReadDate(value, "month" if day is None else "day")


def _day_exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
