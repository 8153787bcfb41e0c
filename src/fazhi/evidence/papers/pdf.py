"""Writes a filled paper as PDF with typst: the same words in the same order as the .docx."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fazhi.evidence.official.layout import PaperFormat, title_space_after_pt
from fazhi.evidence.official.pdf import compiled, faces_of
from fazhi.evidence.official.word import title_of
from fazhi.evidence.papers.sheet import (
    Blank,
    Inks,
    Sheet,
    SheetItem,
    SheetLine,
    SheetMark,
    SheetSigning,
    SheetTable,
)


def sheet_pdf(sheet: Sheet, layout: PaperFormat, title: str) -> bytes:
    """The PDF of a sheet; text is selectable. Raises NoChineseFont (its message says what to install)."""
    return compiled("fazhi.evidence.papers", "sheet.typ", sheet_data(sheet, layout, title))


def sheet_data(sheet: Sheet, layout: PaperFormat, title: str) -> dict[str, Any]:
    """What `sheet.typ` reads."""
    lines = [part for line in sheet.title for part in title_of(line, layout)]
    return {
        "layout": asdict(layout),
        "character": layout.character_pt,
        "fonts": faces_of(layout),
        "name": title,
        "title": {"lines": lines, "after": title_space_after_pt(len(lines), layout)},
        "items": [_item(item) for item in sheet.items],
    }


def _item(item: SheetItem) -> dict[str, Any]:
    if isinstance(item, SheetLine):
        return {"kind": item.style, "inks": _inks(item.inks)}
    if isinstance(item, SheetSigning):
        return {
            "kind": "signing",
            "lines": [
                {"kind": line.style, "cells": [_inks(cell) for cell in line.cells]} for line in item.lines
            ],
        }
    if isinstance(item, SheetTable):
        rows = [
            {
                "least": row.least,
                "cells": [
                    {"label": cell.label, "span": cell.span, "lines": [_inks(line) for line in cell.lines]}
                    for cell in row.cells
                ],
            }
            for row in item.rows
        ]
        return {"kind": "table", "shares": item.shares, "rows": rows}
    assert isinstance(item, SheetMark)  # noqa: S101 — the four kinds of items
    return {"kind": item.style}


def _inks(inks: Inks) -> list[dict[str, Any]]:
    return [{"blank": ink.characters} if isinstance(ink, Blank) else {"text": ink.text} for ink in inks]
