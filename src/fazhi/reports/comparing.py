"""Two years' reports side by side: words taken out and put in, figures moved."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from fazhi.reports.filling import Values, tokens_in, values_of, words_of
from fazhi.reports.models import AnnualReport, ReportSection
from fazhi.reports.sentences import split_sentences


@dataclass(frozen=True)
class Stretch:
    """Words that stand in one of the two texts only ("ins", "del"), or in both ("")."""

    words: str
    look: str


@dataclass(frozen=True)
class Pair:
    """A section of both years; one side may be empty."""

    heading: str
    before_heading: str
    now: list[list[Stretch]]
    before: list[list[Stretch]]


@dataclass(frozen=True)
class Moved:
    """A figure in both years."""

    code: str
    name: str
    now: str
    before: str
    unit: str


def compared(report: AnnualReport, last: AnnualReport) -> dict[str, Any]:
    """{"pairs": sections side by side, "moved": the figures of the text in both years}."""
    values, values_before = values_of(report), values_of(last)
    olds = list(last.sections.prefetch_related("paragraphs"))
    news = list(report.sections.prefetch_related("paragraphs"))
    left = list(olds)
    pairs = []
    for section in news:
        old = _partner(section, left)
        if old is not None:
            left.remove(old)
        pairs.append(_pair(section, old, values, values_before))
    pairs += [_pair(None, old, values, values_before) for old in left]
    codes = dict.fromkeys(
        token.code
        for section in (*news, *olds)
        for one in section.paragraphs.all()
        for token in tokens_in(one.text)
    )
    moved = [
        Moved(
            code, values[code].name, values[code].exact,
            values_before[code].exact if code in values_before else "—", "" if values[code].is_rate else values[code].unit,
        )
        for code in codes
        if code in values
    ]  # fmt: skip
    return {"pairs": pairs, "moved": moved}


def _partner(section: ReportSection, olds: list[ReportSection]) -> ReportSection | None:
    """Last year's section of the same line, or of the same heading."""
    for old in olds:
        if (section.line and section.line == old.line) or (
            section.heading and section.heading == old.heading
        ):
            return old
    return None


def _pair(
    new: ReportSection | None, old: ReportSection | None, values: Values, values_before: Values
) -> Pair:
    now = [words_of(one.text, values) for one in new.paragraphs.all()] if new else []
    before = [words_of(one.text, values_before) for one in old.paragraphs.all()] if old else []
    shown_now, shown_before = stretches("\n".join(before), "\n".join(now))
    return Pair(
        (new.heading or "引言") if new else "",
        (old.heading or "引言") if old else "",
        shown_now,
        shown_before,
    )


def stretches(before: str, now: str) -> tuple[list[list[Stretch]], list[list[Stretch]]]:
    """Paragraphs of both texts with what differs marked, compared sentence by sentence."""
    one, two = _cut(before), _cut(now)
    left: list[list[Stretch]] = [[]]
    right: list[list[Stretch]] = [[]]
    for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        same = kind == "equal"
        _put(left, one[a:b], "" if same else "del")
        _put(right, two[c:d], "" if same else "ins")
    return [line for line in right if line], [line for line in left if line]


def _cut(text: str) -> list[str]:
    """Sentences, and each end of a paragraph as a piece of its own."""
    pieces: list[str] = []
    for line in text.split("\n"):
        pieces += [sentence.words for sentence in split_sentences(line)] + ["\n"]
    return pieces


def _put(lines: list[list[Stretch]], pieces: list[str], look: str) -> None:
    for piece in pieces:
        if piece == "\n":
            lines.append([])
        else:
            lines[-1].append(Stretch(piece, look))
