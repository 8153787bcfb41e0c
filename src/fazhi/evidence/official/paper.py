"""The neutral document: what an official paper says, without a word on how it is printed.

The two writers (`word`, `pdf`) read the same `Paper` and must put the same words on the page.

Numbers of headings (一、 （一） 1. （1）) are made here, by `numbered`, so that sections can be reordered; the text of
a heading carries none, and one typed by hand is dropped.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

Level = int
"""1 to 4: 一、 （一） 1. （1） (GB/T 9704-2012, 7.3.3)."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one paragraph. `missing` marks a passage without records; it is printed on yellow, with a wave."""

    text: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body, indented by two characters."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4, without its number. Raises ValueError for another level."""

    level: Level
    text: str

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3, 4):
            raise ValueError(f"公文的标题只有四级，没有第 {self.level} 级")


Block = Heading | Paragraph


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One figure of the annex: 代码, 名称, 数值, 单位, 口径. `value` is written as it is, whole numbers exactly."""

    code: str
    name: str
    value: int | str
    unit: str
    rule: str

    def cells(self) -> tuple[str, str, str, str, str]:
        """The five cells as official text; the code is left as it is, it is a name and not prose."""
        return (
            self.code,
            official_text(self.name),
            official_text(str(self.value)),
            official_text(self.unit),
            official_text(self.rule),
        )


ANNEX_COLUMNS = ("代码", "名称", "数值", "单位", "口径")


@dataclass(frozen=True, slots=True)
class Annex:
    """The table of all figures, on its own page after the paper."""

    title: str
    rows: tuple[AnnexRow, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """An official paper.

    title: broken into lines where it holds line ends, else by `title_lines`.
    issuer: 署名, the office that issues it; None leaves the signature out.
    day: 成文日期; None (a draft) leaves the line out.
    language: BCP 47, for the properties of the file and hyphenation.
    """

    title: str
    blocks: tuple[Block, ...]
    issuer: str | None = None
    day: date | None = None
    annex: Annex | None = None
    language: str = "zh-CN"
    subject: str = ""
    keywords: tuple[str, ...] = field(default=())


def paragraph(*parts: str | Run) -> Paragraph:
    """A paragraph of plain strings and runs."""
    return Paragraph(tuple(part if isinstance(part, Run) else Run(part) for part in parts))


# ── Text ────────────────────────────────────────────────────────────────────────────────────────────────────────

_CHINESE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…"
# What a 公文 does not hold. Line ends take the spaces beside them along.
_DROPPED = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff\u200b\ufeff]"  # XML 1.0 cannot hold these; a ledger can
    r"|^\s+|\s+$|\s*[\r\n\x0b\x0c\x85\u2028\u2029\t]+\s*"
    rf"|(?<=[{_CHINESE}])[ \u00a0]+(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])[ \u00a0]+(?=[{_CHINESE}])"
    r"|(?<=[0-9]),(?=[0-9]{3}(?![0-9]))"
)


def official_text(text: str) -> str:
    """The text as a 公文 writes it: no space between Chinese and digits or letters, no commas in thousands, one line.

    Source: product.md §4.9.
    """
    return _DROPPED.sub("", text)


def official_runs(block: Paragraph) -> tuple[Run, ...]:
    """The runs of a paragraph as official text; the rule holds across the joints of runs too. No run is empty."""
    whole = "".join(run.text for run in block.runs)
    dropped = {place for hit in _DROPPED.finditer(whole) for place in range(*hit.span())}
    runs = []
    start = 0
    for run in block.runs:
        end = start + len(run.text)
        kept = "".join(whole[place] for place in range(start, end) if place not in dropped)
        if kept:
            runs.append(Run(kept, run.missing))
        start = end
    return tuple(runs)


def official_date(day: date) -> str:
    """2024年1月5日: Arabic digits, no leading zeros (GB/T 9704-2012, 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


# ── Numbers of headings ─────────────────────────────────────────────────────────────────────────────────────────

_TYPED_NUMBER = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]、?|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)])\s*"
)
_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十; for 1 to 99, as headings need it. Raises ValueError outside."""
    if not 1 <= number <= 99:
        raise ValueError(f"标题编号只到九十九，收到 {number}")
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (
        _DIGITS[ones] if ones else ""
    )


def heading_number(level: Level, number: int) -> str:
    """一、 （一） 1. （1） for level 1 to 4."""
    return (
        f"{chinese_number(number)}、",
        f"（{chinese_number(number)}）",
        f"{number}.",
        f"（{number}）",
    )[level - 1]


def numbered(blocks: Sequence[Block]) -> Iterator[tuple[str, Block]]:
    """Each block with its number ("" for paragraphs). A higher heading starts the lower levels again at one."""
    counts = [0, 0, 0, 0]
    for block in blocks:
        if isinstance(block, Heading):
            counts[block.level - 1] += 1
            counts[block.level :] = [0] * (4 - block.level)
            yield heading_number(block.level, counts[block.level - 1]), block
        else:
            yield "", block


def heading_text(heading: Heading) -> str:
    """The words of a heading as official text, without a number typed by hand."""
    return _TYPED_NUMBER.sub("", official_text(heading.text), count=1)
