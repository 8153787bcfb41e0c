"""The first draft of a report, composed from the records. What has no records is marked, never invented."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldError

from fazhi.evidence.official.paper import chinese_number
from fazhi.orgs.models import Town
from fazhi.pages.words import document_date
from fazhi.records.figures import BOOK, Figure, Rate
from fazhi.reports.draft_text import EACH_MISSING, INTRO, PARTS, WORDS, Clause, Part, Point
from fazhi.reports.evaluation import Counting, evaluated_once
from fazhi.reports.filling import mark
from fazhi.reports.models import AnnualReport
from fazhi.reports.tokens import codes_in, escape, token
from fazhi.reports.wording import best_manner


@dataclass(frozen=True)
class Gap:
    """A sentence left out for want of records."""

    what: str
    needs: tuple[str, ...]
    sentence: str


@dataclass
class Passage:
    """One paragraph of the draft, and what was left out of it."""

    text: str
    gaps: list[Gap] = field(default_factory=list)


@dataclass
class DraftSection:
    """A heading of the draft with its paragraphs; level 0 has no heading."""

    level: int
    heading: str
    line: str
    passages: list[Passage] = field(default_factory=list)
    expected: tuple[str, ...] = ()


@dataclass
class Draft:
    """A report as it would begin."""

    title: str
    issuer: str
    sections: list[DraftSection]


def compose(town: Town, year: int, last_year: AnnualReport | None = None) -> Draft:
    """The first draft of the town's year. Headings and their order are last year's where there is such a report."""
    facts = Facts(town, year)
    made = [DraftSection(0, "", "intro", [_plain(clause, facts) for clause in INTRO])]
    made += [_section(part, facts) for part in PARTS]
    if last_year is not None:
        made = _carried_over(made, last_year)
    return Draft(f"{town.name}{year}年度法治政府建设情况报告", issuer_of(town), made)


def issuer_of(town: Town) -> str:
    """Who signs: 合作镇人民政府, or a sub-district's office."""
    return f"{town.name}{'办事处' if town.name.endswith('街道') else '人民政府'}"


def _carried_over(made: list[DraftSection], last_year: AnnualReport) -> list[DraftSection]:
    """The sections in last year's order under last year's headings; a section people added comes along, marked."""
    fresh = {section.line: section for section in made}
    carried: list[DraftSection] = []
    for old in last_year.sections.order_by("place", "pk"):
        section = fresh.pop(old.line, None) if old.line else None
        if section is None:
            what = f"“{old.heading}”是去年自己加的一节，请写今年的内容"
            section = DraftSection(old.level, old.heading, "", [Passage(mark(what), [Gap(what, (), "")])])
        section.level, section.heading = old.level, old.heading
        carried.append(section)
    return carried + list(fresh.values())


def _section(part: Part, facts: Facts) -> DraftSection:
    section = DraftSection(part.level, part.heading, part.line, expected=part.expected)
    section.passages += [_plain(clause, facts) for clause in part.opening]
    if part.points:
        section.passages.append(_points(part.points, facts))
    if part.each:
        section.passages += _each(part.each, facts)
    return section


def _plain(clause: Clause, facts: Facts) -> Passage:
    return Passage(facts.filled(clause.text))


def _points(points: Iterable[Point], facts: Facts) -> Passage:
    """一是…二是…: only points with records are numbered."""
    pieces, gaps, number = [], [], 0
    for point in points:
        told = [(clause, facts.sentence(clause)) for clause in point.clauses]
        # An optional sentence alone does not carry a point whose own records are missing.
        if any(words for clause, words in told):
            number += 1
            pieces.append(f"{chinese_number(number)}是{point.lead}。")
            for clause, words in told:
                if words:
                    pieces.append(words)
                elif not clause.optional:
                    pieces.append(mark(clause.what))
                    gaps.append(facts.gap(clause, clause.what))
        else:
            wanted = [clause for clause, _ in told if not clause.optional] or [point.clauses[0]]
            what = f"{point.lead}：{'、'.join(clause.what for clause in wanted)}"
            pieces.append(mark(what))
            gaps.append(facts.gap(wanted[0], what))
    return Passage("".join(pieces), gaps)


def _each(code: str, facts: Facts) -> list[Passage]:
    """One paragraph for each shortcoming or task on record."""
    texts = [_shortcoming(row) if code == "shortcomings" else _task(row) for row in facts.rows(code)]
    if not texts:
        what = EACH_MISSING[code]
        return [Passage(mark(what), [Gap(what, (code,), "")])]
    alone = len(texts) == 1
    return [
        Passage(escape(text if alone else f"{chinese_number(at)}是{text}"))
        for at, text in enumerate(texts, start=1)
        if at <= 99
    ]


def _sentence(text: str) -> str:
    """The words of a record as a sentence: one line, no number in front, one full stop."""
    plain = "".join(part.strip() for part in (text or "").splitlines())
    plain = re.sub(r"^\s*(?:[一二三四五六七八九十]+是|[一二三四五六七八九十]+、|\d+[.、．])\s*", "", plain)
    return plain.rstrip("。；;，, ") + "。" if plain.strip("。；;，, ") else ""


def _shortcoming(row: Any) -> str:
    return _sentence(row.text) + _sentence(row.cause)


def _task(row: Any) -> str:
    told = _sentence(row.text)
    more = []
    if row.responsible_office:
        more.append(f"由{row.responsible_office}负责")
    if row.due_on:
        more.append(f"{document_date(row.due_on)}前完成")
    return told + (f"这项工作{'，'.join(more)}。" if more else "")


# ── What the sentences are filled with ──────────────────────────────────────────────────────────────────────────

_SLOT = re.compile(r"\[\[([a-z_]+)\]\]")
_APPROXIMATE = re.compile(r"\{([a-z][a-z0-9_]*)\|约\}")


def each_now(town: Town, year: int, code: str) -> list[str]:
    """The paragraphs of the shortcomings or tasks on record, one each; none while there are none."""
    facts = Facts(town, year)
    return [passage.text for passage in _each(code, facts)] if facts.rows(code) else []


def resolved(town: Town, year: int, sentence: str, needs: Iterable[str] = ()) -> str:
    """A sentence that was left out, as the records fill it now; empty while any are missing."""
    facts = Facts(town, year)
    if not all(facts.stands(code) for code in needs):
        return ""
    return facts.sentence(Clause(sentence)) if sentence else ""


def _codes(text: str) -> list[str]:
    return codes_in(_APPROXIMATE.sub(r"{\1}", text))


class Facts:
    """The town's own words and numbers, each read once."""

    def __init__(self, town: Town, year: int) -> None:
        self.town, self.year = town, year
        self.counting = Counting(town, year)
        # The paper that is written of the draft asks for the same numbers again.
        for code, one in evaluated_once(town, year).items():
            if one.value is not None and not one.is_rate:
                self.counting.remember(code, one.value)
        self._words: dict[str, str] = {}
        self._own = own_words(town, year)

    def sentence(self, clause: Clause) -> str:
        """The sentence with its words, figures left as tokens; empty when a figure or a word is missing."""
        for text in (clause.text, *clause.otherwise):
            codes = [code for code in _codes(text) if code not in clause.zero or code not in BOOK]
            slots = [name for name in _SLOT.findall(text) if name in WORDS]
            if all(self.stands(code) for code in codes) and all(self.words(name) for name in slots):
                return self.filled(text)
        return ""

    def gap(self, clause: Clause, what: str) -> Gap:
        """What was left out, with the sentence as it would stand once its records are there."""
        return Gap(what, tuple(_codes(clause.text)), _SLOT.sub(self._own_only, clause.text))

    def stands(self, code: str) -> bool:
        """Whether a figure has records behind it."""
        figure = BOOK.figures.get(code)
        if isinstance(figure, Rate):
            return self.counting.value(figure.denominator) > 0
        return figure is not None and self.counting.value(code) > 0

    def filled(self, text: str) -> str:
        """The text with words in place of its slots, and approximate figures in the manner that is true of them."""
        text = _SLOT.sub(lambda hit: self._own.get(hit[1]) or escape(self.words(hit[1])), text)
        return _APPROXIMATE.sub(lambda hit: token(hit[1], best_manner(self.counting.value(hit[1]))), text)

    def _own_only(self, hit: re.Match[str]) -> str:
        return self._own.get(hit[1], hit[0])

    def words(self, name: str) -> str:
        """The most frequent words of that name in the records, joined by 、; empty when there are none."""
        if name not in self._words:
            code, lookup, most, _ = WORDS[name]
            # Names of series stand in quotes, each in its own.
            joint = "”“" if name.endswith("_series") else "、"
            self._words[name] = joint.join(self._frequent(code, lookup)[:most])
        return self._words[name]

    def _frequent(self, code: str, lookup: str) -> list[str]:
        figure = BOOK.figures.get(code)
        if not isinstance(figure, Figure):
            return []
        try:
            found = list(figure.records(self.counting.scope).order_by().values_list(lookup, flat=True)[:5000])
        except FieldError:
            return []
        counts: Counter[str] = Counter()
        for text in found:
            for word in _plain_words(str(text or ""), code):
                counts[word] += 1
        return sorted(counts, key=lambda word: (-counts[word], word))

    def rows(self, code: str) -> list[Any]:
        """The records behind a figure, oldest first."""
        figure = BOOK.figures.get(code)
        return (
            list(figure.records(self.counting.scope).order_by("pk")[:99])
            if isinstance(figure, Figure)
            else []
        )


def _plain_words(text: str, code: str) -> list[str]:
    """The words of a cell: 第四次机关学法：行政处罚法 is about 行政处罚法; 宪法、民法典 are two; 其他 says nothing."""
    text = re.split(r"[：:]", text)[-1].strip('《》“”" 。')
    found = [part.strip('《》“”" 。') for part in re.split(r"[、，,；;/]", text)]
    return [word for word in found if 1 < len(word) <= 20 and not word.startswith(("其他", "其它"))]


def own_words(town: Town, year: int) -> dict[str, str]:
    """What the town is called in its own report: 我镇, 镇党委, the studio."""
    kind = "街道" if town.name.endswith("街道") else town.name[-1:] if town.name[-1:] in "镇乡" else "镇"
    committee = "党工委" if kind == "街道" else "党委"
    return {
        "year": str(year),
        "us": f"我{kind}",
        "place": f"{kind}{'办事处' if kind == '街道' else '政府'}",
        "committee": committee,
        "party": f"{kind}{committee}",
        "county": escape(town.county),
        "studio": escape(town.studio or f"{kind}调解室"),
    }
