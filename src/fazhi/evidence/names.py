"""Names of files: safe on Windows, in a header and on a page, with the ending that goes with the content."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 120  # characters; in UTF-8 at most 360 bytes, cut below
LONGEST_BYTES = 200  # of 255 that file systems allow; what is left is for a number before it
_FORBIDDEN = str.maketrans('<>:"|?*%', "＜＞：＂｜？＊％")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
_NAMELESS = "未命名"


def as_given(name: str) -> str:
    """The name as the sender wrote it, as text that both databases can hold, 255 characters at most."""
    text = "".join("�" if one == "\x00" or 0xD800 <= ord(one) <= 0xDFFF else one for one in name)
    return text[:255]


def safe_name(name: str, ending: str = "") -> str:
    """The name as it may stand on a page, in a header and in a folder of any system.

    No folder, control or direction mark, nothing that Windows forbids, never empty, LONGEST_BYTES in UTF-8 at most.
    `ending` (without a dot) replaces none that the name has: it is added where the name has another or none.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    last = unicodedata.normalize("NFC", last)
    # Cc control, Cf direction marks and zero widths, Cs halves of characters, Co private, Cn none, Zl Zp line ends.
    kept = "".join(
        " " if one in "\t\r\n" else one
        for one in last
        if one in "\t\r\n" or unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )
    kept = re.sub(r"\s+", " ", kept.translate(_FORBIDDEN)).strip(" .")
    stem, dot, tail = kept.rpartition(".")
    if ending:
        if not dot or tail.lower() != ending.lower():
            stem, tail = kept, ending
    elif not dot:
        stem, tail = kept, ""
    stem = stem.strip(" .") or _NAMELESS
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    tail = tail.strip(" .")[:20]
    stem = _cut(stem, LONGEST_BYTES - len(tail.encode()) - 1)
    return f"{stem}.{tail}" if tail else stem


def ending_of(name: str) -> str:
    """The ending of a name in small letters, without the dot; "" when there is none."""
    return PurePosixPath(safe_name(name)).suffix.lstrip(".").lower()


def _cut(text: str, most: int) -> str:
    text = text[:LONGEST]
    while len(text.encode()) > most:
        text = text[:-1]
    return text.rstrip(" .") or _NAMELESS


def distinct(names: list[str]) -> list[str]:
    """The names with a number added to those that stand there already; Windows does not tell 甲.PDF from 甲.pdf."""
    taken: set[str] = set()
    found = []
    for name in names:
        stem, dot, tail = name.rpartition(".")
        stem, tail = (stem, dot + tail) if dot else (name, "")
        one, number = name, 1
        while one.lower() in taken:
            number += 1
            one = f"{stem}（{number}）{tail}"
        taken.add(one.lower())
        found.append(one)
    return found
