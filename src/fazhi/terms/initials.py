"""Pinyin initials (拼音首字母): 张三 is zs, so that a name is found without an input method."""

from __future__ import annotations

import os
from functools import cache
from itertools import product

# Characters that are often read in more than one way, with all initials of their common readings. A dictionary also
# names rare and old readings, which would only find what nobody meant.
COMMON_READINGS = {
    "乐": "ly", "乘": "cs", "仇": "cq", "传": "cz", "便": "bp", "伺": "sc", "卡": "kq", "区": "qo", "单": "ds",
    "参": "cs", "吓": "xh", "圈": "qj", "奇": "qj", "宿": "sx", "尉": "wy", "屏": "pb", "巷": "xh", "弄": "nl",
    "弹": "dt", "恶": "ew", "折": "zs", "晟": "sc", "曾": "zc", "曝": "bp", "朝": "cz", "朴": "pb", "查": "cz",
    "校": "xj", "泊": "bp", "澄": "cd", "率": "ls", "畜": "xc", "盛": "cs", "省": "sx", "禅": "cs", "秘": "mb",
    "繁": "fp", "翟": "dz", "茜": "qx", "藏": "cz", "行": "xh", "覃": "qt", "解": "jx", "调": "dt", "重": "cz",
    "长": "cz", "阿": "ae", "降": "jx", "隗": "wk", "颤": "cz", "祭": "jz", "茄": "qj",
}  # fmt: skip
MOST = 4  # ways of reading one word


def initials(word: str) -> tuple[str, ...]:
    """The initials of a word in its common readings, the likeliest first, at most four; letters and digits stay.

    Empty for a word without a Chinese character, which is found as it is written.
    """
    if word.isascii():
        return ()
    readings = [_readings(character) for character in word]
    if max(map(len, readings), default=0) < 2:
        return ("".join(readings),) if any(readings) else ()
    ways = 1
    for at, reading in enumerate(readings):
        if ways * len(reading) > MOST:
            readings[at] = reading[:1]
        ways *= max(1, len(readings[at]))
    return tuple("".join(letters) for letters in product(*(reading for reading in readings if reading)))


def spans(text: str, letters: str) -> list[tuple[int, int]]:
    """Where in a text characters stand that these initials may be meant for, as (start, end)."""
    found = []
    readings = [_readings(character) if not character.isascii() else "" for character in text]
    for start in range(len(text) - len(letters) + 1):
        if all(letter in readings[start + at] for at, letter in enumerate(letters)):
            found.append((start, start + len(letters)))
    return found


@cache
def _readings(character: str) -> str:
    """The initials of one character; itself for an ASCII letter or digit; nothing for what has no reading."""
    if character in COMMON_READINGS:
        return COMMON_READINGS[character]
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    reading = _dictionary().get(ord(character), "")
    letter = _PLAIN.get(reading[:1], reading[:1])
    return letter if "a" <= letter <= "z" else ""


_PLAIN = dict(zip("āáǎàēéěèōóǒòḿńňǹê", "aaaaeeeeoooomnnne", strict=True))


@cache
def _dictionary() -> dict[int, str]:
    """{code point: readings}, of which we take the first. Loaded when first needed."""
    # Words of several characters are not looked up: they would take 40 MB and a quarter of a millisecond a title.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.constants import PINYIN_DICT

    found: dict[int, str] = PINYIN_DICT
    return found
