"""The words that were found, marked in what is shown of a record."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fazhi.records.search_entries import INITIALS
from fazhi.records.searching import Needles
from fazhi.storage.fulltext import normal
from fazhi.terms.initials import spans

AROUND = 16  # characters shown on either side of a word
PIECES = 3  # of a text


def marked(text: str, needles: Needles) -> SafeString:
    """The text with <mark> around what was found, as HTML."""
    hit = [False] * len(text)
    for start, end in _hits(text, needles):
        hit[start:end] = [True] * (end - start)
    parts: list[tuple[bool, str]] = []
    for character, is_hit in zip(text, hit, strict=True):
        if parts and parts[-1][0] == is_hit:
            parts[-1] = (is_hit, parts[-1][1] + character)
        else:
            parts.append((is_hit, character))
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", part) if is_hit else part,) for is_hit, part in parts)
    )


def excerpt(text: str, needles: Needles, *, shown: Sequence[str]) -> SafeString:
    """The pieces of an entry's text that hold a word which what is shown already does not; empty when none does."""
    told = " ".join(map(normal, shown))
    wanted = [spellings[0] for spellings in needles if spellings[0] not in told]
    pieces: list[str] = []
    for piece in text.split(" ") if wanted else ():
        if piece.startswith(INITIALS):
            break
        at = min((found for word in wanted if (found := piece.find(word)) >= 0), default=-1)
        if at < 0:
            continue
        start, end = max(0, at - AROUND), at + AROUND * 2
        pieces.append(f"{'……' if start else ''}{piece[start:end]}{'……' if end < len(piece) else ''}")
        wanted = [word for word in wanted if word not in piece]
        if not wanted or len(pieces) == PIECES:
            break
    return marked("　".join(pieces), needles)


def _hits(text: str, needles: Needles) -> list[tuple[int, int]]:
    """(start, end) in the text of every word; by initials where the text does not hold it as written."""
    plain, places = (
        "",
        [],
    )  # the normal text with no character dropped, and where each character of it comes from
    for at, character in enumerate(text):
        letters = normal(character) or " "
        plain += letters
        places += [at] * len(letters)
    found = []
    for spellings in needles:
        word = spellings[0]
        here = [at for at in range(len(plain)) if plain.startswith(word, at)]
        if here:
            found += [(places[at], places[at + len(word) - 1] + 1) for at in here]
        elif len(spellings) > 1:
            found += spans(text, word)
    return found
