"""Numbers as Chinese prose writes them: 3000, 1.2万, 三百, 两千, ３０. Reading only; figures are written in digits."""

import re
import unicodedata

NUMBER = r"(?:\d[\d,]*(?:\.\d+)?[百千万亿]*|[一二两三四五六七八九十百千万亿零〇]+)"
"""Pattern of one number, in digits (full width too, once `half_width` has seen them) or in Chinese."""

_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def half_width(text: str) -> str:
    """Full-width digits and letters as ASCII, one character for one, so that places in the text stay the same."""
    return "".join(
        unicodedata.normalize("NFKC", letter) if "！" <= letter <= "～" and letter.isalnum() else letter
        for letter in text
    )


def read_number(words: str) -> float | None:
    """The value of a number written in digits or Chinese; None where it is none. 1.2万 → 12000, 百 → 100, 十二 → 12."""
    words = half_width(words).replace(",", "")
    mixed = re.fullmatch(r"(\d+(?:\.\d+)?)([百千万亿]*)", words)
    if mixed:
        value = float(mixed.group(1))
        for unit in mixed.group(2):
            value *= _UNITS[unit]
        return round(value, 6)
    if not words or any(letter not in _DIGITS and letter not in _UNITS for letter in words):
        return None
    return _chinese(words)


def _chinese(words: str) -> float:
    whole = 0  # closed groups of 万 and 亿
    group = 0  # below 万
    digit: int | None = None
    for letter in words:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        elif (unit := _UNITS[letter]) >= 10_000:
            whole = (whole + group + (digit or 0) or 1) * unit
            group, digit = 0, None
        else:
            group += (1 if digit is None else digit) * unit
            digit = None
    return float(whole + group + (digit or 0))


def plain(value: float) -> str:
    """Digits as a 公文 writes them: no commas, no needless decimals."""
    return str(int(value)) if value == int(value) else f"{value:g}"


def with_wan(value: int) -> str:
    """20000 → 2万, 300 → 300, 123 → 123; 万 only where nothing is lost."""
    if value >= 100_000_000 and value % 100_000_000 == 0:
        return f"{value // 100_000_000}亿"
    return f"{value // 10_000}万" if value >= 10_000 and value % 10_000 == 0 else str(value)
