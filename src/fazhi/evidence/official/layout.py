"""How an official paper is laid out: GB/T 9704-2012 in numbers, and what follows from them.

A town's house rules are another `PaperFormat`; both writers take every length and every font from it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class PaperFormat:
    """Lengths in millimetres where the name ends in _mm, in points (1/72 inch) where it ends in _pt.

    The defaults are GB/T 9704-2012: A4, 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm, 22 lines of 28 characters of 3号 (16 pt).
    """

    page_width_mm: float = 210
    page_height_mm: float = 297
    top_mm: float = 37
    left_mm: float = 28
    right_mm: float = 26
    bottom_mm: float = 35

    body_pt: float = 16
    # 225 mm / 22 = 28.99 pt. In twips (1/20 pt) 580 would need 638 pt for 22 lines, more than the block's 637.8.
    line_pt: float = 28.95
    # 28 characters of 16 pt are 448 pt, the block has 442.2: each gives a quarter of a point.
    tracking_pt: float = -0.25
    lines: int = 22
    characters: int = 28

    title_pt: float = 22
    title_line_pt: float = 32
    page_number_pt: float = 14
    page_number_below_mm: float = 7

    table_pt: float = 9
    code_pt: float = 7.5
    table_line_pt: float = 13
    table_padding_pt: float = 2.5
    # 代码, 名称, 数值, 单位, 口径; together the width of the block.
    column_shares: tuple[float, float, float, float, float] = (112, 88, 70, 32, 140)

    # Named, not embedded: offices have them. `word` writes the names, `pdf` looks for the nearest font installed.
    body_font: str = "仿宋_GB2312"
    level_fonts: tuple[str, str, str, str] = ("黑体", "楷体_GB2312", "仿宋_GB2312", "仿宋_GB2312")
    title_font: str = "方正小标宋简体"
    annex_mark_font: str = "黑体"
    page_number_font: str = "宋体"
    code_font: str = "Times New Roman"

    # With a seal the date stands four characters from the right and the issuer is centred over it (7.3.5.1);
    # without one both stand two characters in (7.3.5.2).
    sealed: bool = True
    blank_lines_before_signature: int = 2

    @property
    def block_width_pt(self) -> float:
        """Width of 版心 in points."""
        return points(self.page_width_mm - self.left_mm - self.right_mm)

    @property
    def character_pt(self) -> float:
        """Advance of one character of the body in points."""
        return self.body_pt + self.tracking_pt


GBT9704 = PaperFormat()


def points(millimetres: float) -> float:
    """Points of a length in millimetres."""
    return millimetres * 72 / 25.4


def width(text: str) -> float:
    """Width of a text in full characters: Chinese 1, digits and Latin letters a half."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.5 for letter in text)


# ── Title ───────────────────────────────────────────────────────────────────────────────────────────────────────

_ATOM = re.compile(r"[0-9A-Za-z.%+\-]+(?:年度?)?|.", re.DOTALL)
_NEVER_FIRST = set("，。、；：！？）》〉】〕”’…—的之和及与等了")
_NEVER_LAST = set("（《〈【〔“‘和及与第关")
# A line of a title ends well after one of these (词意完整, 7.3.1).
_GOOD_ENDS = (
    "关于",
    "政府",
    "委员会",
    "办公室",
    "镇",
    "乡",
    "街道",
    "局",
    "司法所",
    "年度",
    "情况",
    "工作",
    "建设",
    "的",
    "》",
)


def title_lines(title: str, line_characters: float) -> tuple[str, ...]:
    """The lines of a title: as broken by hand, else balanced and not broken inside a number or a word known here.

    line_characters: how many full characters of the title's size a line holds.
    """
    by_hand = tuple(line.strip() for line in title.splitlines() if line.strip())
    if len(by_hand) != 1:
        return by_hand
    words = _ATOM.findall(by_hand[0])
    count = 1
    while width(by_hand[0]) > count * line_characters:
        count += 1
    if count == 1:
        return by_hand
    # An awkward number of unbreakable words may ask for one line more; a line each always fits.
    for lines in range(count, len(words) + 1):
        broken = _balanced(words, lines, line_characters)
        if broken:
            return broken
    return tuple(words)


def _balanced(words: list[str], count: int, longest: float) -> tuple[str, ...]:
    """`words` in `count` lines of nearly equal width, none above `longest`; empty when impossible."""
    wanted = width("".join(words)) / count

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[str, ...]]:
        if left == 0:
            return (0.0, ()) if start == len(words) else (float("inf"), ())
        found: tuple[float, tuple[str, ...]] = (float("inf"), ())
        for end in range(start + 1, len(words) - left + 2):
            line = "".join(words[start:end])
            if width(line) > longest:
                break
            cost = (width(line) - wanted) ** 2 + (_break_cost(words, end) if end < len(words) else 0)
            rest, lines = best(end, left - 1)
            if cost + rest < found[0]:
                found = (cost + rest, (line, *lines))
        return found

    return best(0, count)[1]


def _break_cost(words: list[str], place: int) -> float:
    if words[place] in _NEVER_FIRST or words[place - 1] in _NEVER_LAST:
        return 1000
    return 0 if "".join(words[max(0, place - 4) : place]).endswith(_GOOD_ENDS) else 16


def title_space_after_pt(lines: int, layout: PaperFormat) -> float:
    """White below a title of so many lines, in points: about one line, and such that the body is on the grid again."""
    height = lines * layout.title_line_pt
    pitches = int(height // layout.line_pt) + 1
    while pitches * layout.line_pt - height < 0.7 * layout.line_pt:
        pitches += 1
    return pitches * layout.line_pt - height


# ── Signature ───────────────────────────────────────────────────────────────────────────────────────────────────


def signature_indents(issuer: str, day: str, layout: PaperFormat) -> tuple[float, float]:
    """How far issuer and date stand from the right edge of the block, in full characters of the body.

    With a seal: the date four characters in, the issuer centred over it. Without: the issuer two characters in and
    the date's first character two characters right of the issuer's; a date that is longer stands two in itself.
    """
    issuer_width, day_width = width(issuer), width(day)
    if layout.sealed:
        middle = 4 + day_width / 2
        # An issuer longer than fits over the date pushes both to the left; it must stay inside the block.
        middle = max(middle, issuer_width / 2)
        return middle - issuer_width / 2, middle - day_width / 2
    if day_width <= issuer_width:
        return 2, issuer_width - day_width
    return day_width + 4 - issuer_width, 2
