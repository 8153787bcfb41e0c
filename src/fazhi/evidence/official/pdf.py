"""Writes a paper as PDF with typst: the same words, the same grid and the same order as the .docx."""

import json
import os
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from typing import IO, Any

import typst

from fazhi.evidence.official.fonts import NoChineseFont, faces, font_folders, installed
from fazhi.evidence.official.layout import (
    GBT9704,
    PaperFormat,
    signature_indents,
    title_lines,
    title_space_after_pt,
)
from fazhi.evidence.official.paper import (
    ANNEX_COLUMNS,
    Heading,
    Paper,
    heading_text,
    numbered,
    official_date,
    official_runs,
    official_text,
)
from fazhi.evidence.official.word_parts import UNDATED

__all__ = ["NoChineseFont", "pdf_bytes", "write_pdf"]


def write_pdf(
    paper: Paper, target: str | os.PathLike[str] | IO[bytes], layout: PaperFormat = GBT9704
) -> None:
    """Writes `paper` to a path or an open binary file.

    Raises NoChineseFont (its message says what to install) before anything is written; OSError of the file system.
    """
    content = pdf_bytes(paper, layout)
    if isinstance(target, (str, os.PathLike)):
        with open(target, "wb") as file:
            file.write(content)
    else:
        target.write(content)


def pdf_bytes(paper: Paper, layout: PaperFormat = GBT9704) -> bytes:
    """The PDF as bytes; text is selectable, fonts are embedded. Raises NoChineseFont."""
    return compiled("fazhi.evidence.official", "paper.typ", _data(paper, layout), paper.day)


def compiled(package: str, template: str, data: dict[str, Any], day: date | None = None) -> bytes:
    """What typst makes of a template of ours with `data` (its input `paper`, as JSON). Raises NoChineseFont."""
    compiler = typst.Compiler(
        _template(package, template),
        font_paths=installed(font_folders()),
        sys_inputs={"paper": json.dumps(data, ensure_ascii=False)},
    )
    content = compiler.compile(format="pdf", timestamp=datetime.combine(day or UNDATED, time(), UTC))
    if not isinstance(content, bytes):  # a list only for the formats that make one file a page
        raise TypeError("typst gave no single PDF")
    return content


@cache
def _template(package: str, template: str) -> bytes:
    return resources.files(package).joinpath(template).read_bytes()


def faces_of(layout: PaperFormat) -> dict[str, Any]:
    """The faces installed here for the fonts of a layout. Raises NoChineseFont."""
    families = installed(font_folders()).families()

    def found(name: str, *, title: bool = False) -> list[dict[str, str]]:
        return [asdict(face) for face in faces(name, families, title=title)]

    return {
        "body": found(layout.body_font),
        "levels": [found(name) for name in layout.level_fonts],
        "title": found(layout.title_font, title=True),
        "annex_mark": found(layout.annex_mark_font),
        "page_number": found(layout.page_number_font),
    }


def _data(paper: Paper, layout: PaperFormat) -> dict[str, Any]:
    """What `paper.typ` reads; words are finished here, so that both writers share every rule about them."""

    def title(text: str) -> dict[str, Any]:
        lines = [official_text(line) for line in title_lines(text, layout.block_width_pt // layout.title_pt)]
        return {"lines": lines, "after": title_space_after_pt(len(lines), layout)}

    issuer = official_text(paper.issuer) if paper.issuer else ""
    day = official_date(paper.day) if paper.day else ""
    issuer_indent, day_indent = signature_indents(issuer, day, layout)
    return {
        "layout": asdict(layout),
        "character": layout.character_pt,
        "fonts": faces_of(layout),
        "language": paper.language.split("-")[0],
        "title": title(paper.title),
        "subject": paper.subject,
        "keywords": list(paper.keywords),
        "blocks": [
            {"level": block.level, "text": number + heading_text(block)}
            if isinstance(block, Heading)
            else {"level": 0, "runs": [asdict(run) for run in official_runs(block)]}
            for number, block in numbered(paper.blocks)
        ],
        "issuer": {"text": issuer, "indent": issuer_indent},
        "day": {"text": day, "indent": day_indent},
        "annex": None
        if paper.annex is None
        else {
            "name": official_text(paper.annex.title),
            "title": title(paper.annex.title),
            "columns": ANNEX_COLUMNS,
            "rows": [row.cells() for row in paper.annex.rows],
        },
    }
