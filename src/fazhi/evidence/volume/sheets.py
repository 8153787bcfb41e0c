"""The sheets of a volume that are written by us: cover, catalogue, slips, memo, and the numbers on every sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fazhi.evidence.official.layout import PaperFormat
from fazhi.evidence.official.paper import official_date, official_text
from fazhi.evidence.official.pdf import compiled, faces_of
from fazhi.evidence.papers.facts import written
from fazhi.evidence.volume.entries import Facts, Placed, VolumeEntry

LAYOUT = PaperFormat(top_mm=30, bottom_mm=28, table_pt=12, table_line_pt=20, table_padding_pt=4)


def front(title: str, office: str, cover: Facts, entries: Sequence[Placed]) -> bytes:
    """Cover and catalogue."""
    pages = entries[-1].last if entries else 0
    return _sheets(
        "front", title=title, office=office, facts=_rows(cover), total=f"本卷共{len(entries)}件{pages}页",
        entries=[_line(number, one) for number, one in enumerate(entries, 1)],
    )  # fmt: skip


def slips(entries: Sequence[tuple[VolumeEntry, Sequence[tuple[str, str]], str]]) -> bytes:
    """One sheet for each entry that cannot be printed: its facts, and where it is."""
    return _sheets(
        "slips",
        slips=[
            {"title": entry.title, "facts": [list(row) for row in rows], "where": where}
            for entry, rows, where in entries
        ],
    )


def memo(facts: Facts, entries: Sequence[Placed]) -> bytes:
    """备考表, the last sheet."""
    pages = entries[-1].last if entries else 0
    return _sheets("memo", facts=_rows(facts), total=f"本卷共{len(entries)}件，编{pages}页。")


def numbers(sizes: Sequence[tuple[float, float]]) -> bytes:
    """Sheets of these sizes (points) with nothing but their numbers: outer corner above, right on odd ones."""
    return _sheets("numbers", sizes=[list(size) for size in sizes])


def _sheets(part: str, **data: Any) -> bytes:
    return compiled("fazhi.evidence.volume", "volume.typ", {"part": part, "fonts": faces_of(LAYOUT), **data})


def _rows(facts: Facts) -> list[list[str]]:
    return [[label, "\n".join(written(fact))] for label, fact in facts.items()]


def _line(number: int, one: Placed) -> list[str]:
    entry = one.entry
    day = official_date(entry.day) if entry.day else ""
    texts = (entry.number, entry.responsible, entry.title)
    return [str(number), *map(official_text, texts), day, one.pages, official_text(entry.note)]
