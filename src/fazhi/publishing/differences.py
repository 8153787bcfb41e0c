"""Two versions of a text as one: what went out struck through, what came in underlined, each said in words too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from fazhi.publishing.matters import PublicMatter

PIECE = re.compile(r"\n|[^。；！？，、\n]+[。；！？，、]?|[。；！？，、]")


@dataclass(frozen=True)
class Stretch:
    """Words that are new ("ins"), gone ("del"), or the same in both ("")."""

    words: str
    look: str


@dataclass(frozen=True)
class Changed:
    """A field that says something else."""

    label: str
    stretches: list[Stretch]


def changed(
    matter: PublicMatter, row: Any, before: Mapping[str, Any], now: Mapping[str, Any]
) -> list[Changed]:
    """The fields that differ, in their order; a field that only one side knows counts as empty on the other."""
    found = []
    for name in matter.fields:
        was, says = (matter.shown(row, name, side.get(name)) for side in (before, now))
        if was != says:
            found.append(Changed(matter.label(name), stretches(was, says)))
    return found


def stretches(before: str, now: str) -> list[Stretch]:
    """Both texts as one, compared clause by clause."""
    one, two = PIECE.findall(before), PIECE.findall(now)
    found: list[Stretch] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Stretch("".join(one[a:b]), ""))
            continue
        found += [
            Stretch(words, look)
            for words, look in (("".join(one[a:b]), "del"), ("".join(two[c:d]), "ins"))
            if words
        ]
    return found
