"""Reading the sentences of a report before it is handed in: what was left over from last year, what nobody changed.

Every check takes plain text and gives findings with their place in it. `mended` puts the mends in.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: `text[start:end]`, what is wrong (Chinese), and what could stand there instead.

    mend: the replacement for just that span, for one click; None where only a person can decide.
    choices: further replacements, where more than one is possible.
    """

    start: int
    end: int
    kind: str
    words: str
    trouble: str
    mend: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its place: `text[start:end] == words`."""

    start: int
    end: int
    words: str


def found(text: str, start: int, end: int, kind: str, trouble: str, mend: str | None = None) -> Finding:
    """A finding for a span of `text`."""
    return Finding(start, end, kind, text[start:end], trouble, mend)


def mended(text: str, findings: Iterable[Finding]) -> str:
    """The text with every mend put in. Of findings that overlap the first in the text counts."""
    pieces = []
    place = 0
    for finding in sorted(findings, key=lambda one: (one.start, one.end)):
        if finding.mend is not None and finding.start >= place:
            pieces += [text[place : finding.start], finding.mend]
            place = finding.end
    return "".join((*pieces, text[place:]))


# ── Sentences ───────────────────────────────────────────────────────────────────────────────────────────────────

_SENTENCE = re.compile(r"[^。！？；\n]+(?:[。！？；]+[”’）》]*)?")


def split_sentences(text: str) -> list[Sentence]:
    """Sentences and long clauses, each with its closing mark: ended by 。！？； or the end of a line."""
    sentences = []
    for hit in _SENTENCE.finditer(text):
        words = hit.group().strip()
        if words:
            start = hit.start() + hit.group().index(words)
            sentences.append(Sentence(start, start + len(words), words))
    return sentences


_CHANGING = re.compile(r"[\s0-9０-９，,.、。；！？：“”]")
LONG_ENOUGH = 15


def unchanged_sentences(now: str, last_year: str) -> list[Finding]:
    """Sentences of `now` that stood in `last_year` too, digits, punctuation and spaces apart; 15 characters or more.

    Both are rendered text, without tokens. A sentence where only figures moved is still last year's sentence, and the
    finding says which of the two it is.
    """
    before = {_CHANGING.sub("", sentence.words): sentence.words for sentence in split_sentences(last_year)}
    findings = []
    for sentence in split_sentences(now):
        core = _CHANGING.sub("", sentence.words)
        if len(core) >= LONG_ENOUGH and core in before:
            same = before[core] == sentence.words
            trouble = "与上一年报告一字不差" if same else "除数字外与上一年报告相同"
            findings.append(found(now, sentence.start, sentence.end, "unchanged", trouble))
    return findings


# ── Years ───────────────────────────────────────────────────────────────────────────────────────────────────────

_CHINESE_DIGITS = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
_YEAR = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d{2}|二[〇零][〇零一二三四五六七八九]{2})\s*(?=年|[.\-/]\d{1,2}(?!\d))"
)
_TITLE = re.compile(r"《[^《》]*》")
# Years that belong to the thing named, not to the report: editions, periods, numbers of documents and cases.
_BELONGS_BEFORE = re.compile(r"(?:[〔（(\[【]\s*|[—\-~～至到]\s*|\d{4}\s*年?\s*[—\-~～至到]\s*)$")
_PERIOD_AFTER = re.compile(r"^\s*年?\s*[—\-~～至到]\s*\d{4}")
_EDITION_AFTER = re.compile(r"^\s*年\s*(?:修订|修正|版|颁布|公布|施行|制定)")
_COMPARED_BEFORE = re.compile(r"(?:较|比|与|同|对比|相比|不同于)\s*$")
_HISTORY_BEFORE = re.compile(r"(?:自|从|早在|于|始于|建于|成立于)\s*$")
_HISTORY_AFTER = re.compile(r"^\s*年(?:\d{1,2}月)?(?:起|以来|开始|成立|建成|设立|挂牌|年?底建成)")
_ANNUAL = re.compile(r"计划|要点|方案|安排|任务|考核|清单|通知")


def leftover_years(text: str, year: int) -> list[Finding]:
    """Years other than the report's `year`, offered to be changed to it.

    Left in peace: next year (下一步打算), years inside 《》 unless it names last year's annual plan, 〔2022〕 and case
    numbers, periods (2021—2025年), editions (2021年修订), comparisons (较2022年), and history two years back or more
    (自2019年起). 去年, n年来 and 二十大 hold no year in digits and are not looked at.
    """
    titles = [hit.span() for hit in _TITLE.finditer(text)]
    findings = []
    for hit in _YEAR.finditer(text):
        written = hit["year"]
        value = int("".join(_CHINESE_DIGITS.get(letter, letter) for letter in written))
        if value in (year, year + 1):
            continue
        before, after = text[max(0, hit.start() - 12) : hit.start()], text[hit.end("year") : hit.end() + 14]
        title = next((text[a:b] for a, b in titles if a < hit.start() < b), None)
        end = hit.start() + len(written)
        if _BELONGS_BEFORE.search(before) or _PERIOD_AFTER.match(after) or _EDITION_AFTER.match(after):
            continue
        if title is not None:
            if value == year - 1 and _ANNUAL.search(title):
                trouble = f"{title}是{value}年的，本报告是{year}年的，请核对文件名"
                findings.append(found(text, hit.start(), end, "year", trouble))
            continue
        if _COMPARED_BEFORE.search(before):
            continue
        if value < year - 1 and (_HISTORY_BEFORE.search(before) or _HISTORY_AFTER.match(after)):
            continue
        mend = str(year) if written.isascii() else _chinese_year(year)
        findings.append(found(text, hit.start(), end, "year", f"{year}年的报告里留有{value}年", mend))
    return findings


def _chinese_year(year: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))


# ── Claims about all ────────────────────────────────────────────────────────────────────────────────────────────

_ABSOLUTE = re.compile(
    r"100\s*[%％]|百分之百|全部|所有|每一[个件起份名条次家户]?|(?<![平户人年月日场])均(?!衡|等|价|匀|分|值|摊|可|线)"
    r"|一律|无一(?:例外|起|件)?|全覆盖|件件|人人|村村|事事|户户|逐一|从未|零[上投舆复败差]\w?"
)


def absolute_words(text: str) -> list[Finding]:
    """均, 全部, 100% and their like, each to be held against its denominator by the caller."""
    return [
        found(text, *hit.span(), "absolute", f"“{hit.group()}”是说一个不漏，请对照总数核实")
        for hit in _ABSOLUTE.finditer(text)
    ]
