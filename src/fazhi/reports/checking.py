"""送审前检查: what is wrong or doubtful in a report, each with where it stands and what could stand there instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from fazhi.pages.words import ui_number
from fazhi.records.figures import BOOK, Rate
from fazhi.reports.draft_text import PARTS
from fazhi.reports.filling import MARK, Filled, Values, mark, rendered, tokens_in, values_of, words_of
from fazhi.reports.models import AnnualReport, Paragraph, Phrase, ReportSection
from fazhi.reports.persons import people_named_in
from fazhi.reports.phrases import outdated, phrases_for
from fazhi.reports.sentences import (
    Finding,
    absolute_words,
    leftover_years,
    split_sentences,
    unchanged_sentences,
)
from fazhi.reports.sentences_persons import personal_data
from fazhi.reports.sentences_slips import dropped_or_doubled_characters, wrong_brackets
from fazhi.reports.tokens import Token, codes_in, digits_without_token, parse, token
from fazhi.reports.wording import best_manner

RED, AMBER, GREEN = "red", "amber", "green"
# A code behind the name of its figure, which a person on the page has no use for.
_CODED = re.compile(r"\s?\{[a-z0-9_]+(?:\|[^{}]*)?\}")


@dataclass(frozen=True)
class Mend:
    """One click: these words in place of those found."""

    label: str
    replacement: str


@dataclass(frozen=True)
class Check:
    """Something to look at in the report. Red must be mended before it is handed in."""

    kind: str
    light: str
    trouble: str
    paragraph: UUID | None = None
    version: int = 0
    start: int = 0
    end: int = 0
    words: str = ""
    mends: tuple[Mend, ...] = ()
    section: UUID | None = None  # where a figure could be written in
    code: str = ""  # the figure spoken of
    mark: str = ""  # a mark that could be filled in now


@dataclass
class Checked:
    """All findings of a report, and what was found right."""

    findings: list[Check] = field(default_factory=list)
    # Figures with records that no section expects and nothing mentions: many, so apart.
    unwritten: list[Check] = field(default_factory=list)
    right: list[str] = field(default_factory=list)

    @property
    def red(self) -> list[Check]:
        return [one for one in self.findings if one.light == RED]

    @property
    def to_mend(self) -> int:
        """How many must or should be changed."""
        return sum(1 for one in self.findings if one.light != GREEN)


def check(report: AnnualReport, values: Values | None = None, last_year: str | None = None) -> Checked:
    """Everything worth a look before the report is handed in."""
    values = values_of(report) if values is None else values
    sections = list(report.sections.prefetch_related("paragraphs"))
    paragraphs = [(section, paragraph) for section in sections for paragraph in section.paragraphs.all()]
    if last_year is None:
        last_year = last_years_text(report)
    names = people_named_in("".join(paragraph.text for _, paragraph in paragraphs), report.town)
    phrases = phrases_for(report)
    done = Checked()
    for _, paragraph in paragraphs:
        done.findings += _in_paragraph(paragraph, values, report.year, last_year, names)
        done.findings += _outdated(paragraph, phrases)
        done.right += _fitting(paragraph, values)
    done.findings.sort(key=lambda one: {RED: 0, AMBER: 1, GREEN: 2}[one.light])
    expected, others = _unwritten(report, sections, values)
    done.findings += expected
    done.unwritten = others
    return done


def must_mend(report: AnnualReport) -> list[Check]:
    """What keeps the report from being handed in."""
    return check(report, last_year="").red


def last_years_text(report: AnnualReport) -> str:
    """Last year's report as it read, for the sentences that nobody changed."""
    before = AnnualReport.objects.filter(town=report.town, year=report.year - 1).first()
    if before is None:
        return ""
    values = values_of(before)
    texts = Paragraph.objects.filter(section__report=before).order_by("section__place", "place")
    return "\n".join(words_of(text, values, marks=False) for text in texts.values_list("text", flat=True))


# ── One paragraph ───────────────────────────────────────────────────────────────────────────────────────────────


def _in_paragraph(
    paragraph: Paragraph, values: Values, year: int, last_year: str, names: Iterable[str]
) -> Iterator[Check]:
    text = paragraph.text
    plain = MARK.sub(lambda hit: "　" * len(hit.group()), text)  # marks are no prose, places stay the same

    def at(finding: Finding, light: str = AMBER, mends: tuple[Mend, ...] | None = None) -> Check:
        if mends is None:
            wanted = finding.choices or ((finding.mend,) if finding.mend is not None else ())
            mends = tuple(Mend(_label(one, values), one) for one in wanted[:3])
        return Check(
            finding.kind, light, _CODED.sub("", finding.trouble), paragraph.pk, paragraph.version, finding.start, finding.end,
            text[finding.start : finding.end], mends,
        )  # fmt: skip

    yield from _tokens(paragraph, values)
    yield from _marks(paragraph, values)
    typed = {code: one.for_token for code, one in values.items() if not one.is_rate}
    yield from (at(one) for one in digits_without_token(plain, typed))
    yield from (_absolute(one, text, values, at) for one in absolute_words(_without_figures(plain)))
    yield from (at(one) for one in leftover_years(plain, year))
    yield from (at(one) for one in dropped_or_doubled_characters(plain))
    yield from (at(one) for one in wrong_brackets(plain))
    yield from (at(one) for one in personal_data(plain, names))
    if last_year:
        for one in unchanged_sentences(words_of(text, values, marks=False), last_year):
            trouble = (
                f"“{one.words[:24]}{'…' if len(one.words) > 24 else ''}”{one.trouble}，请核对今年是不是还这样"
            )
            yield Check("unchanged", AMBER, trouble, paragraph.pk, paragraph.version, words=one.words)


def _outdated(paragraph: Paragraph, phrases: Iterable[Phrase]) -> Iterator[Check]:
    """Wordings that the office has put on its list: they must go before the report is handed in."""
    for one in outdated(_without_figures(paragraph.text), phrases):
        label = f"改成“{one.mend[:16]}”" if one.mend else "删去"
        yield Check(
            "outdated", RED, one.trouble, paragraph.pk, paragraph.version, one.start, one.end, one.words,
            (Mend(label, one.mend or ""),),
        )  # fmt: skip


def _label(words: str, values: Values) -> str:
    """What a mend is called on its button: the text it puts in, figures as they will read."""
    shown = words_of(words, values) if words else ""
    return f"改成“{shown[:16]}”" if shown else "删去"


def _without_figures(text: str) -> str:
    """The text with tokens blanked, so that no code in them reads as a word."""
    return re.sub(r"\{[^{}]*\}", lambda hit: "　" * len(hit.group()), text)


def _tokens(paragraph: Paragraph, values: Values) -> Iterator[Check]:
    text = paragraph.text

    def found(kind: str, light: str, trouble: str, piece: Token, *mends: Mend, end: int = 0) -> Check:
        stop = end or piece.end
        return Check(
            kind, light, trouble, paragraph.pk, paragraph.version, piece.start, stop, text[piece.start : stop], mends,
            code=piece.code,
        )  # fmt: skip

    for slip in parse(text):
        if not isinstance(slip, Token) and slip.problem:
            yield Check(
                "slip", RED, slip.problem, paragraph.pk, paragraph.version, slip.start, slip.end, slip.words,
                (Mend("删去", ""),),
            )  # fmt: skip
    for piece in rendered(text, values):
        if piece.token is None:
            continue
        one = values.get(piece.token.code)
        if one is None:
            yield found(
                "unknown_code", RED, f"没有代码为“{piece.token.code}”的数字", piece.token, Mend("删去", "")
            )
        elif not one.has_records:
            trouble = f"“{one.name}”没有记录，{'不能算率' if one.is_rate else f'写的是{piece.words}'}"
            sentence = _sentence_at(text, piece.token.start)
            yield Check(
                "no_records", AMBER, trouble, paragraph.pk, paragraph.version, *sentence,
                text[slice(*sentence)], (Mend("这一句换成缺记录的标记", mark(one.name)),), code=one.code,
            )  # fmt: skip
        elif piece.problem and "重复" in piece.problem:
            end = piece.token.end + len(one.unit)
            yield found(
                "unit_twice", AMBER, f"“{piece.words}{one.unit}”单位重复", piece.token,
                Mend(f"改成“{piece.words}”", str(piece.token)), end=end,
            )  # fmt: skip
        elif piece.problem and one.value is not None:
            manner = best_manner(one.value)
            better = token(one.code, manner)
            trouble = f"“{one.name}”实为{ui_number(one.value)}{one.unit}，不能写“{piece.token.manner}”"
            yield found(
                "wording", AMBER, trouble, piece.token, Mend(f"改成“{words_of(better, values)}”", better)
            )


def _sentence_at(text: str, place: int) -> tuple[int, int]:
    for sentence in split_sentences(text):
        if sentence.start <= place < sentence.end:
            return sentence.start, sentence.end
    return place, place


def _marks(paragraph: Paragraph, values: Values) -> Iterator[Check]:
    """Sentences left out: those whose records are there by now can be put in."""
    known = {gap.what: gap for gap in paragraph.marks.all()}
    for hit in MARK.finditer(paragraph.text):
        gap = known.get(hit["what"])
        ready = (
            gap is not None
            and gap.needs
            and all(code in values and values[code].has_records for code in gap.needs)
        )
        trouble = f"“{hit['what']}”现在有记录了" if ready else f"缺记录：{hit['what']}"
        yield Check(
            "mark", GREEN if ready else AMBER, trouble, paragraph.pk, paragraph.version, hit.start(), hit.end(),
            hit.group(), (Mend("不写这一句", ""),), mark=hit["what"] if ready else "",
        )  # fmt: skip


@cache
def _rates() -> dict[str, str]:
    """Which rate holds a claim about all of a figure: numerator → rate. Asked once the folders have declared them."""
    return {figure.numerator: figure.code for figure in BOOK if isinstance(figure, Rate)}


def _absolute(finding: Finding, text: str, values: Values, at: Callable[..., Check]) -> Check:
    """A claim about all, held against the rate of the figures in its sentence."""
    start, end = _sentence_at(text, finding.start)
    rates = [
        values[code]
        for one in codes_in(text[start:end])
        for code in (one, _rates().get(one, ""))
        if code in values and values[code].is_rate and values[code].value is not None
    ]
    short = [rate for rate in rates if (rate.value or 0) < 10_000]
    mends = (Mend("删去这个词", ""),) if finding.words in ("均", "全部", "一律", "所有") else ()
    if short:
        trouble = f"“{finding.words}”是说一个不漏，{short[0].name}实为{short[0].exact}"
        return at(_with(finding, trouble), RED, mends)
    if rates:
        trouble = f"“{finding.words}”：{rates[0].name}{rates[0].exact}，说法相符"
        return at(_with(finding, trouble), GREEN, ())
    return at(finding, AMBER, mends)


def _with(finding: Finding, trouble: str) -> Finding:
    return Finding(finding.start, finding.end, finding.kind, finding.words, trouble)


def _fitting(paragraph: Paragraph, values: Values) -> Iterator[str]:
    """Approximate words that are true, said so: 300余起实为312起."""
    for piece in rendered(paragraph.text, values):
        one = values.get(piece.token.code) if piece.token else None
        if (
            one
            and piece.token
            and one.value
            and not one.is_rate
            and not piece.problem
            and piece.words != f"{one.value}{one.unit}"
        ):
            yield f"“{piece.words}”：实数{ui_number(one.value)}{one.unit}，说法相符"


# ── The whole ───────────────────────────────────────────────────────────────────────────────────────────────────


def _unwritten(
    report: AnnualReport, sections: list[ReportSection], values: Values
) -> tuple[list[Check], list[Check]]:
    """Figures with records that occur nowhere: those a section expects, and all others."""
    written = {
        token.code
        for section in sections
        for paragraph in section.paragraphs.all()
        for token in tokens_in(paragraph.text)
    }
    written |= {side for code in written for side in _sides(code)}
    expected = {code: section for section in sections for code in section.expected}
    wanted: list[Check] = []
    others: list[Check] = []
    for code, one in values.items():
        if code in written or not one.has_records:
            continue
        section = expected.get(code) or section_for(code, sections)
        found = Check(
            "unwritten", AMBER, f"“{one.name}”{one.exact}{'' if one.is_rate else one.unit}，没有写进报告",
            section=section.pk if section else None, code=code,
        )  # fmt: skip
        (wanted if code in expected else others).append(found)
    return wanted, others


def _sides(code: str) -> tuple[str, ...]:
    figure = BOOK.figures.get(code)
    return (figure.numerator, figure.denominator) if isinstance(figure, Rate) else ()


def section_for(code: str, sections: list[ReportSection]) -> ReportSection | None:
    """The section of the report where a figure belongs."""
    figure = BOOK.figures.get(code)
    if figure is None:
        return None
    lines = {name: part.line for part in PARTS for name in part.sections}
    line = lines.get(figure.section)
    return next((one for one in sections if line and one.line == line), sections[-1] if sections else None)


def sentence_for(one: Filled) -> str:
    """The plainest sentence that says a figure, for a click on 写进去."""
    return f"{one.name}{token(one.code)}。"
