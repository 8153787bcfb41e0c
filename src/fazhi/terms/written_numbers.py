"""Numbers as offices write them: counts, money, percentages, yes and no.

Each reader takes one cell as it stands in the sheet (None, str, int, float, bool, a date) and gives a small frozen
result: `value`, or None with a `problem` in plain Chinese. An empty cell gives neither. Nothing here raises.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from math import isfinite

# What an office writes when there is nothing to write; the caller cannot tell it from an empty cell.
NOTHING = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "空", "不详", "N/A", "n/a", "…", "……"}
)

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_DIGITS |= {c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")}
_DIGITS |= {"○": 0, "两": 2, "弍": 2, "貳": 2, "陸": 6}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
CHINESE_NUMERAL = "零〇○一二两三四五六七八九壹贰貳弍叁肆伍陆陸柒捌玖十拾百佰千仟万萬亿億"

_COUNT_UNITS = (
    "人次|人|名|位|次|起|件|份|个|条|场|期|集|家|所|户|册|张|部|本|项|宗|例|天|处|遍|回|点|分|课时|学时|"
    "个村|个村居|所学校|场次|批次|批|卷|支|篇|幅|块|套|票|站|年|月|小时|播放|阅读|次播放"
)
_NUMBER = r"(?P<number>[+-]?\d+(?:\.\d+)?|[" + CHINESE_NUMERAL + r"]+)"
_COUNT = re.compile(
    r"(?P<about1>约|大约|近|超|超过|上|共|共计|计)?"
    + _NUMBER
    + r"(?P<scale>万|千|百|w|W|k|K)?(?P<about2>余|多|来)?(?P<scale2>万)?(?:"
    + _COUNT_UNITS
    + r")?(?P<about3>余|多|左右|上下|以上)?(?:人次|次|人)?"
)
_SCALES = {"万": 10_000, "w": 10_000, "W": 10_000, "千": 1000, "k": 1000, "K": 1000, "百": 100}
_ROUND_WORDS = {"约", "大约", "近", "超", "超过", "上"}

_MONEY_UNITS = {"亿元": 10**10, "万元": 10**6, "千元": 10**5, "百元": 10**4, "元": 100, "角": 10, "分": 1}
_MONEY_PREFIX = re.compile(r"^(?:罚款|金额|人民币|共计|共|合计|计|RMB|CNY|[￥¥:：])+", re.IGNORECASE)
_MONEY = re.compile(r"(?P<number>[+-]?\d+(?:\.\d+)?)(?P<unit>亿|万|千|百)?元?(?:整|正)?")
_MONEY_SMALL = re.compile(r"(?P<yuan>\d{1,12})元(?:(?P<jiao>\d)角)?(?:(?P<fen>\d)分)?")
_MONEY_WORDS = re.compile(
    rf"(?:(?P<yuan>[{CHINESE_NUMERAL}]+)[元圆块])?(?:零?(?P<jiao>[{CHINESE_NUMERAL}])角)?"
    rf"(?:零?(?P<fen>[{CHINESE_NUMERAL}])分)?(?:整|正)?"
)
_BLANKS = re.compile(r"[\s\u200b-\u200f\ufeff]+")


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A number read from a cell: pieces or people, fen, or hundredths of a percent, as the reader says."""

    value: int | None
    problem: str | None = None
    approximate: bool = False  # written with 约, 余, 多, 左右: the office itself says it is no exact count


@dataclass(frozen=True, slots=True)
class ReadYesNo:
    """A yes or no read from a cell."""

    value: bool | None
    problem: str | None = None


_EMPTY = ReadNumber(None)
_LARGEST = 10**12  # more than any town counts or pays; a longer run of digits is a phone or an ID number


def bare(text: str) -> str:
    """The text in half-width form without any blanks: 「６３ 人」 becomes 「63人」."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def chinese_integer(text: str) -> int | None:
    """The whole number a Chinese numeral stands for (一百二十, 贰仟, 二〇二三, 十五), or None when it is none.

    A run of bare digits is read digit by digit, as in years and house numbers.
    """
    if not 0 < len(text) <= 24 or any(c not in CHINESE_NUMERAL for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = 0
    digit: int | None = None
    last_small = 10_000
    for c in text:
        if c in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[c]
        elif c in _SMALL:
            if _SMALL[c] >= last_small or (digit == 0 and c not in "十拾"):
                return None
            section += (1 if digit is None or digit == 0 else digit) * _SMALL[c]
            last_small, digit = _SMALL[c], None
        else:
            section += digit or 0
            if section == 0 and total == 0:
                return None
            if section and total > _LARGE[c]:  # 一亿零一万: the 万 counts only what follows the 亿
                total += section * _LARGE[c]
            else:
                total = (total + section) * _LARGE[c]
            section, digit, last_small = 0, None, 10_000
    if digit is not None and digit and text[-2] not in "零〇○十拾" and text[-2] not in _DIGITS:
        # 三百五 and 一万二 are spoken short forms; what they mean is a guess.
        return None
    return total + section + (digit or 0)


def read_count(cell: object) -> ReadNumber:
    """A count of people, times or pieces, never negative: 63, 63.0, 「320起」, 「６３」, 「三次」, 「约50」, 「1.2万」."""
    if cell is None:
        return _EMPTY
    if type(cell) is int and 0 <= cell < _LARGEST:
        return ReadNumber(cell)
    if type(cell) is int or (type(cell) is float and isfinite(cell)):
        return _counted(Decimal(cell), cell)
    if type(cell) is str:
        return _count_in_words(cell)
    return _not_a_number(cell, "一个数，例如 63")


@lru_cache(maxsize=4096)
def _count_in_words(text: str) -> ReadNumber:
    plain = bare(text).replace(",", "").replace("，", "")
    if plain in NOTHING:
        return _EMPTY
    if plain.startswith(("-", "负", "−")):
        return _negative(text)
    match = _COUNT.fullmatch(plain)
    number = _decimal(match["number"]) if match else None
    if match is None or number is None:
        return ReadNumber(None, f"“{text}”看不出是多少，请只写一个数，例如 63。")
    for scale in (match["scale"], match["scale2"]):
        number *= _SCALES.get(scale, 1)
    about = bool(match["about2"] or match["about3"] or match["about1"] in _ROUND_WORDS)
    return _counted(number, text, about)


def _counted(number: Decimal, written: object, about: bool = False) -> ReadNumber:
    if number < 0:
        return _negative(written)
    if number > _LARGEST:
        return ReadNumber(None, f"“{written}”大得不像是数出来的，请核对。")
    if number != number.to_integral_value():
        return ReadNumber(None, f"“{written}”不是整数，这里要填整数，例如 63。")
    return ReadNumber(int(number), None, about)


def read_money(cell: object, unit: str = "元") -> ReadNumber:
    """An amount in fen. `unit` is the heading's (元, 万元 …) and holds where the cell names none.

    Reads 2000, 「2,000.00元」, 「￥2000」, 「0.2万元」, 「贰仟元整」, 「12元5角」. Negative amounts and parts of a fen
    are problems.
    """
    if cell is None:
        return _EMPTY
    if type(cell) is int and 0 <= cell < _LARGEST:
        return ReadNumber(cell * _MONEY_UNITS.get(unit, 100))
    if type(cell) in (int, float):
        return _fen(Decimal(repr(cell)), unit, cell)
    if type(cell) is str:
        return _money_in_words(cell, unit)
    return _not_a_number(cell, "金额，例如 2000 元")


@lru_cache(maxsize=4096)
def _money_in_words(text: str, unit: str) -> ReadNumber:
    plain = bare(text).replace(",", "").replace("，", "")
    if plain in NOTHING:
        return _EMPTY
    plain = _MONEY_PREFIX.sub("", plain)
    if plain.startswith(("-", "负", "−")):
        return _negative(text)
    if match := _MONEY.fullmatch(plain):
        written = f"{match['unit'] or ''}元" if match["unit"] or "元" in plain else unit
        # 「2万」 under a heading in 万元 is still two ten-thousands, not twenty thousand ten-thousands.
        return _fen(Decimal(match["number"]), written, text)
    if match := _MONEY_SMALL.fullmatch(plain):
        return ReadNumber(int(match["yuan"]) * 100 + int(match["jiao"] or 0) * 10 + int(match["fen"] or 0))
    match = _MONEY_WORDS.fullmatch(plain)
    if match and any(match.groups()):
        parts = [chinese_integer(match[name]) if match[name] else 0 for name in ("yuan", "jiao", "fen")]
        yuan, jiao, fen = parts
        if yuan is not None and jiao is not None and fen is not None:
            return ReadNumber(yuan * 100 + jiao * 10 + fen)
    return ReadNumber(None, f"“{text}”看不出是多少钱，请写成 2000 或 2000元。")


def _fen(number: Decimal, unit: str, written: object) -> ReadNumber:
    if not number.is_finite() or number > _LARGEST:
        return _not_a_number(written, "金额，例如 2000 元")
    if number < 0:
        return _negative(written)
    fen = number * _MONEY_UNITS.get(unit, 100)
    whole = fen.to_integral_value(ROUND_HALF_UP)
    # Excel's own arithmetic leaves 1999.9999999999998 where a person wrote 2000; more than that is a real part of a fen.
    if abs(fen - whole) > Decimal("0.0001"):
        return ReadNumber(None, f"“{written}”小于一分的部分没法记账，请核对金额。")
    return ReadNumber(int(whole))


def read_percent(cell: object) -> ReadNumber:
    """A share in hundredths of a percent: 「25%」, 25 and Excel's 0.25 are all 2500.

    A number without a percent sign up to 1 is Excel's share (1 is 100%), above 1 it is percent. A share over 100% is a
    problem. Finer parts are rounded half up.
    """
    if cell is None:
        return _EMPTY
    if type(cell) in (int, float):
        return _share(Decimal(repr(cell)), cell)
    if type(cell) is not str:
        return _not_a_number(cell, "百分比，例如 25%")
    plain = bare(cell)
    if plain in NOTHING:
        return _EMPTY
    if plain.startswith("百分之"):
        number = _decimal(plain[3:])
    else:
        number = _decimal(plain.removesuffix("%").lstrip("约"))
        if number is not None and not plain.endswith("%"):
            return _share(number, cell)
    if number is None:
        return ReadNumber(None, f"“{cell}”看不出是百分之几，请写成 25%。")
    return _percent(number, cell)


def _share(number: Decimal, written: object) -> ReadNumber:
    if not number.is_finite():
        return _not_a_number(written, "百分比，例如 25%")
    return _percent(number * 100 if 0 <= number <= 1 else number, written)


def _percent(number: Decimal, written: object) -> ReadNumber:
    if not number.is_finite():
        return _not_a_number(written, "百分比，例如 25%")
    if number < 0:
        return _negative(written)
    if number > 100:
        return ReadNumber(None, f"“{written}”超过了百分之百，请核对。")
    return ReadNumber(int((number * 100).to_integral_value(ROUND_HALF_UP)))


_YES = frozenset(
    [
        "是",
        "有",
        "已",
        "√",
        "✓",
        "✔",
        "☑",
        "对",
        "y",
        "yes",
        "true",
        "t",
        "1",
        "参加",
        "列席",
        "出席",
        "到会",
        "到场",
        "出庭",
        "参与",
        "涉法",
        "涉及",
        "需要",
        "属于",
        "完成",
    ]
)
_NO = frozenset(
    [
        "否",
        "×",
        "x",
        "✗",
        "✘",
        "✕",
        "╳",
        "无",
        "没",
        "没有",
        "未",
        "不",
        "非",
        "n",
        "no",
        "false",
        "f",
        "0",
        "缺席",
        "请假",
        "未到",
        "缺勤",
        "不是",
        "不涉及",
        "不需要",
        "不属于",
    ]
)
_UNSURE = frozenset(
    ["不详", "不清楚", "不知道", "不明", "不确定", "未知", "无法确定", "有待核实", "有待确认"]
)
_YES_START = re.compile(r"(?:是|有|已|已经)[^未不没无否，,。；（(]{1,6}")
_NO_START = re.compile(r"(?:未|不|没|没有|无|非|否)[^，,。；（(]{1,6}")


def read_yes_no(cell: object) -> ReadYesNo:
    """Yes or no: 是, √, 有, 已…, 列席, 出席 against 否, ×, 无, 未…, 缺席. 「/」 and 「—」 are an empty cell."""
    if cell is None:
        return ReadYesNo(None)
    if type(cell) is bool:
        return ReadYesNo(cell)
    if type(cell) in (int, float) and cell in (0, 1):
        return ReadYesNo(bool(cell))
    if type(cell) is str:
        return _yes_no_in_words(cell)
    return ReadYesNo(None, f"“{cell}”看不出是“是”还是“否”，请写“是”或“否”。")


@lru_cache(maxsize=1024)
def _yes_no_in_words(text: str) -> ReadYesNo:
    plain = bare(text).lower().rstrip("。.")
    if plain in _YES:
        return ReadYesNo(True)
    if plain in _NO:
        return ReadYesNo(False)
    if plain in NOTHING and plain != "不详":
        return ReadYesNo(None)
    if plain not in _UNSURE and plain not in NOTHING:
        if _NO_START.fullmatch(plain):
            return ReadYesNo(False)
        if _YES_START.fullmatch(plain):
            return ReadYesNo(True)
    return ReadYesNo(None, f"“{text}”看不出是“是”还是“否”，请写“是”或“否”。")


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        whole = chinese_integer(text)
        return None if whole is None else Decimal(whole)


def _negative(written: object) -> ReadNumber:
    return ReadNumber(None, f"“{written}”是负数，这里不会是负数，请核对。")


def _not_a_number(cell: object, expected: str) -> ReadNumber:
    return ReadNumber(None, f"“{cell}”不是数，这里要填{expected}。")
