"""The words of the articles that steps, papers and refusals cite: articles.json, taken from the texts of the laws.

Laws may be quoted freely. Each law stands with the edition that was read, the day it holds from and
where it was read; an article with “……” was read in an excerpt. A citation is written as offices write it:
行政诉讼法第三条、第五十四条, 《人民调解法》第十七条.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from fazhi.terms.written_numbers import CHINESE_NUMERAL

_ARTICLE = re.compile(rf"第[{CHINESE_NUMERAL}]+条(?:之[{CHINESE_NUMERAL}]+)?")
# What may stand between two articles of one law: 第三条第二款、第五十四条.
_BETWEEN = re.compile(rf"(?:第[{CHINESE_NUMERAL}]+[款项])*[》、，,；;和及至 　]*")


@dataclass(frozen=True, slots=True)
class Article:
    """An article as the law words it: its paragraphs, and which edition of which text they were read in."""

    law: str
    title: str  # the law's full name, where the usual one is shorter
    number: str  # 第十七条
    paragraphs: tuple[str, ...]
    edition: str
    since: date
    source: str

    @property
    def name(self) -> str:
        """《人民调解法》第十七条."""
        return f"《{self.law}》{self.number}"

    @property
    def text(self) -> str:
        """Its words in one line."""
        return "".join(self.paragraphs)


@lru_cache(maxsize=1)
def shipped_articles() -> dict[tuple[str, str], Article]:
    """Every article there is, by (law, number)."""
    content = json.loads((files("fazhi.terms") / "articles.json").read_text(encoding="utf-8"))
    return {
        (law["law"], number): Article(
            law["law"], law.get("title", law["law"]), number, tuple(text.split("\n")), law["edition"],
            date.fromisoformat(law["since"]), law["source"],
        )
        for law in content["laws"]
        for number, text in law["articles"].items()
    }  # fmt: skip


def citations(text: str) -> list[tuple[str, str]]:
    """(law, number) of every article a citation names, in order; the law is empty where it is none of ours."""
    found: list[tuple[str, str]] = []
    law, end = "", 0
    for match in _tokens().finditer(text):
        if _BETWEEN.fullmatch(text[end : match.start()]) is None:
            law = ""
        if _ARTICLE.fullmatch(match.group()):
            found.append((law, match.group()))
        else:
            law = match.group()
        end = match.end()
    return found


def cited(text: str) -> list[Article]:
    """The articles a citation names whose words are there, in order."""
    book = shipped_articles()
    return [book[pair] for pair in dict.fromkeys(citations(text)) if pair in book]


@lru_cache(maxsize=1)
def _tokens() -> re.Pattern[str]:
    """A law's name, the longest first, or the number of an article."""
    laws = sorted({law for law, _ in shipped_articles()}, key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, laws), _ARTICLE.pattern]))
