"""Figure tokens: the text of a report holds {disputes_found|余}, never a typed number.

Syntax: `{code}` the exact number with its unit; `{code|manner}` one of the manners of `wording` (余 近 上万 数 百分比 准).
A brace that is meant is written twice: `{{` and `}}`. A code is small Latin letters, digits and underscores.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from fazhi.reports.sentences import Finding, found
from fazhi.reports.wording import (
    ABOVE,
    DIGITS,
    EXACT,
    MANNERS,
    NEAR,
    PERCENT,
    TEN_THOUSAND,
    claim,
    render,
    suits,
)
from fazhi.reports.wording_numbers import half_width


@dataclass(frozen=True, slots=True)
class Text:
    """Words between tokens, braces unescaped; `source[start:end]` is how they were typed.

    problem: what is wrong where a brace was typed that is no token (Chinese); the words are then left as typed.
    """

    start: int
    end: int
    words: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A figure in the text: `source[start:end]` is the token as typed."""

    start: int
    end: int
    code: str
    manner: str = EXACT

    def __str__(self) -> str:
        return token(self.code, self.manner)


@dataclass(frozen=True, slots=True)
class FigureValue:
    """What a token is filled with. `value` None: no record says (not the same as 0)."""

    value: int | None
    unit: str
    name: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A piece of the finished text: its words, the token they came from (None for plain text), what is wrong (Chinese)."""

    words: str
    token: Token | None = None
    problem: str | None = None


def token(code: str, manner: str = EXACT) -> str:
    """The token as typed: {code} or {code|manner}."""
    return f"{{{code}}}" if manner == EXACT else f"{{{code}|{manner}}}"


def escape(words: str) -> str:
    """Plain words as report text: braces doubled, so that nothing in them is taken for a token."""
    return words.replace("{", "{{").replace("}", "}}")


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────

_PIECE: Final = re.compile(
    r"(?P<escaped>\{\{|\}\})|\{\s*(?P<code>[a-z][a-z0-9_]*)\s*(?:\|\s*(?P<manner>[^{}|\n]*?)\s*)?\}|(?P<slip>[{}])"
)


def parse(text: str) -> list[Text | Token]:
    """The pieces of a text, in order and without gaps. Never raises: a half-typed token is a Text with a problem."""
    pieces: list[Text | Token] = []
    words: list[str] = []
    began = place = 0

    def close(end: int) -> None:
        nonlocal words
        if end > began:
            pieces.append(Text(began, end, "".join(words)))
        words = []

    for hit in _PIECE.finditer(text):
        words.append(text[place : hit.start()])
        place = hit.end()
        if hit["escaped"]:
            words.append(hit["escaped"][0])
            continue
        close(hit.start())
        began = hit.end()
        manner = EXACT if hit["manner"] is None else hit["manner"]
        if hit["slip"]:
            trouble = f"多了一个“{hit['slip']}”；要写花括号本身，请写两个"
            pieces.append(Text(*hit.span(), hit["slip"], trouble))
        elif manner not in MANNERS:
            trouble = f"没有“{manner}”这种写法，可用：{'、'.join(MANNERS)}"
            pieces.append(Text(*hit.span(), hit.group(), trouble))
        else:
            pieces.append(Token(*hit.span(), hit["code"], manner))
    words.append(text[place:])
    close(len(text))
    return pieces


def codes_in(text: str) -> list[str]:
    """The codes of all tokens, in order, each once."""
    return list(dict.fromkeys(piece.code for piece in parse(text) if isinstance(piece, Token)))


def unknown_codes(text: str, known: Collection[str]) -> list[Finding]:
    """Tokens whose code no figure has."""
    return [
        found(text, piece.start, piece.end, "unknown_code", f"没有代码为“{piece.code}”的数字")
        for piece in parse(text)
        if isinstance(piece, Token) and piece.code not in known
    ]


# ── Filling in ──────────────────────────────────────────────────────────────────────────────────────────────────


def render_text(text: str, values: Mapping[str, FigureValue]) -> list[Rendered]:
    """The text with its figures filled in, piece by piece.

    Nothing is invented: an unknown code and a figure without records become a mark in 【】 with a problem. A manner that
    would not be true is replaced by the exact number, with a problem. A unit typed again after a token is a problem.
    """
    pieces = parse(text)
    rendered = []
    for place, piece in enumerate(pieces):
        if isinstance(piece, Text):
            rendered.append(Rendered(piece.words, None, piece.problem))
            continue
        figure = values.get(piece.code)
        if figure is None:
            trouble = f"没有代码为“{piece.code}”的数字"
            rendered.append(Rendered(f"【没有这个数字：{piece.code}】", piece, trouble))
        elif figure.value is None:
            rendered.append(Rendered(f"【待补：{figure.name}】", piece, f"“{figure.name}”没有记录，不能写数"))
        else:
            words = render(figure.value, piece.manner, figure.unit)
            following = pieces[place + 1] if place + 1 < len(pieces) else None
            after = following.words if isinstance(following, Text) else ""
            rendered.append(Rendered(words, piece, _trouble(piece, figure.value, figure.unit, after)))
    return rendered


def plain_text(pieces: list[Rendered]) -> str:
    """The finished text."""
    return "".join(piece.words for piece in pieces)


def _trouble(piece: Token, value: int, unit: str, after: str) -> str | None:
    if not suits(value, piece.manner):
        return f"实为{value}，不能写“{piece.manner}”，已写准数"
    if unit and piece.manner not in (DIGITS, PERCENT) and after.startswith(unit):
        return f"数字已带单位“{unit}”，后面的“{unit}”重复"
    return None


# ── Typed numbers ───────────────────────────────────────────────────────────────────────────────────────────────

# Units that make a number a count. Longer ones first.
_UNITS = "人次|场次|件次|户次|课时|学时|万元|亿元|个百分点|起|件|份|条|次|期|人|名|户|所|个|场|家|处|项|宗|卷|篇|部|册|元|张|支|本|集|例|批|%|％"
_COUNT = re.compile(
    rf"(?<![\d.\-+第〔（(/])(?P<words>(?:(?:近|约|超过|超|逾|上)\s*)?"
    rf"(?:\d[\d,]*(?:\.\d+)?\s*[百千万亿]*|(?<=[近上])[百千万])\s*[余多]?)\s*(?P<unit>{_UNITS})(?:左右|以上)?"
)
_NAMES = re.compile(r"《[^《》]*》|“[^“”]*”")


def digits_without_token(text: str, values: Mapping[str, FigureValue]) -> list[Finding]:
    """Numbers typed by hand that look like counts (148 起, 近万人次), with the tokens that could stand there.

    `mend` is the one figure that has just this value and unit; with several, `choices` names all and a person picks.
    Dates, document numbers, names in 《》 and “” and ordinals are no counts.
    """
    findings = []
    for piece in parse(text):
        if not isinstance(piece, Text):
            continue
        # Spans are counted in what was typed, so the search runs there and not in the unescaped words.
        typed = half_width(text[piece.start : piece.end])
        names = [hit.span() for hit in _NAMES.finditer(typed)]
        for hit in _COUNT.finditer(typed):
            if any(start <= hit.start() < end for start, end in names):
                continue
            tokens = _candidates(hit.group().replace(" ", ""), hit["unit"], values)
            trouble = "这是手打的数字"
            if tokens:
                trouble += "，可换成" + "、".join(
                    f"{values[code].name} {written}" for code, written in tokens
                )
            else:
                trouble += "，没有数字与它相等，请核实"
            start, end = piece.start + hit.start(), piece.start + hit.end()
            written = tuple(one for _, one in tokens)
            mend = written[0] if len(written) == 1 else None
            findings.append(Finding(start, end, "typed_number", text[start:end], trouble, mend, written))
    return findings


def _candidates(words: str, unit: str, values: Mapping[str, FigureValue]) -> list[tuple[str, str]]:
    """(code, token) of the figures for which these words would be true, in a manner like the one typed."""
    said = claim(words)
    manner = NEAR if words[0] == "近" else ABOVE if re.search("[余多]", words) else EXACT
    manner = TEN_THOUSAND if words.startswith("上万") else manner
    if said is None:
        return []
    return [
        (code, token(code, manner if suits(figure.value, manner) else EXACT))
        for code, figure in values.items()
        if figure.value is not None and said.holds(figure.value) and _same_unit(figure.unit, unit)
    ]


def _same_unit(unit: str, typed: str) -> bool:
    """Whether a typed unit may mean the figure's: 人 is often typed where 人次 is counted."""
    return unit.startswith(typed.replace("％", "%"))
