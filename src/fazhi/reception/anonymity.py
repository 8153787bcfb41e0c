"""What would tell the public who somebody is: numbers, names, a surname with a form of address."""

from __future__ import annotations

import re

from fazhi.reception.models import Application

# What a published answer must not hold: a telephone or identity number, a form of address with a surname.
NUMBERS = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{3,4}-?\d{7,8}|\d{17}[\dXx])(?!\d)")
ADDRESSED = re.compile(r"[\u4e00-\u9fff]{1,3}(?:某某?|先生|女士|小姐|师傅|大爷|大妈|阿姨|老板)")


def telling(text: str, row: Application) -> list[str]:
    """What tells in any case who somebody is: numbers, and the names this application gave."""
    names = [name for name in re.split(r"[、，,；;\s]+", f"{row.name} {row.other_party}") if len(name) >= 2]
    return [*numbers(text), *(f"姓名“{name}”" for name in dict.fromkeys(names) if name in text)]


def numbers(text: str) -> list[str]:
    """Telephone and identity numbers."""
    return [f"号码“{number}”" for number in NUMBERS.findall(text)]


def doubts(text: str) -> list[str]:
    """What may tell it: a surname with a form of address."""
    return list(dict.fromkeys(ADDRESSED.findall(text)))
