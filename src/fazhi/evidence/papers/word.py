"""Writes a filled paper as .docx, with the styles and the package of the official writer."""

from __future__ import annotations

from xml.sax.saxutils import escape

from fazhi.evidence.official.layout import PaperFormat
from fazhi.evidence.official.paper import Paper
from fazhi.evidence.official.word import document_around, packaged, paragraph_xml, title_of, title_xml
from fazhi.evidence.official.word_parts import fonts, twips
from fazhi.evidence.papers.sheet import (
    Blank,
    Ink,
    Inks,
    Sheet,
    SheetCell,
    SheetItem,
    SheetLine,
    SheetMark,
    SheetRow,
    SheetSigning,
    SheetTable,
)

_STYLES = {"text": "BodyText", "heading": "Heading1", "left": "Normal", "center": "Normal", "right": "Normal"}
_SIDES = {
    "center": '<w:jc w:val="center"/>',
    "right": '<w:jc w:val="right"/>',
    "left": '<w:jc w:val="left"/>',
}
NEW_PAGE = "<w:pageBreakBefore/>"
EAST_ASIAN = '<w:rFonts w:hint="eastAsia"/>'


def sheet_docx(sheet: Sheet, layout: PaperFormat, title: str) -> bytes:
    """The .docx of a sheet; the same sheet always gives the same bytes. `title` stands in its properties."""
    lines = tuple(part for line in sheet.title for part in title_of(line, layout))
    body = [title_xml(lines, "Title", layout)]
    new_page = False
    for place, item in enumerate(sheet.items):
        if isinstance(item, SheetMark) and item.style == "page":
            new_page = True
            continue
        keep = isinstance(item, SheetLine) and isinstance(_after(sheet.items, place), SheetSigning)
        body.append(_item(item, layout, keep=keep, before=NEW_PAGE if new_page else ""))
        new_page = False
    if sheet.items and isinstance(sheet.items[-1], SheetTable):
        # A table may not be the last thing of a body; this line is as low as can be, lest it make a page of its own.
        body.append(
            paragraph_xml(
                "AnnexCell", "", '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
            )
        )
    return packaged(document_around(body, layout), Paper(title, ()), layout)


def _after(items: tuple[SheetItem, ...], place: int) -> SheetItem | None:
    return items[place + 1] if place + 1 < len(items) else None


def _item(item: SheetItem, layout: PaperFormat, *, keep: bool, before: str) -> str:
    if isinstance(item, SheetLine):
        return paragraph_xml(
            _STYLES[item.style], _runs(item.inks), before + _SIDES.get(item.style, ""), keep=keep
        )
    if isinstance(item, SheetTable):
        gap = paragraph_xml("AnnexCell", "", before) if before else ""
        return gap + _table(item, layout)
    if isinstance(item, SheetSigning):
        return _signing(item, layout, before)
    return paragraph_xml("Normal", "", before)


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _runs(inks: Inks, letters: str = "") -> str:
    return "".join(_run(ink, letters) for ink in inks)


def _run(ink: Ink, letters: str = "") -> str:
    if isinstance(ink, Blank):
        # Underlined spaces would hang over the margin at the end of a line; these never do, in no program.
        text = "__" * ink.characters
    else:
        text = ink.text
    # The hint sends “ ” … — to the Chinese font; without it Word sets them half as wide.
    return f'<w:r><w:rPr>{letters or EAST_ASIAN}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


# ── Signature block ─────────────────────────────────────────────────────────────────────────────────────────────


def _signing(signing: SheetSigning, layout: PaperFormat, before: str) -> str:
    written = []
    for place, line in enumerate(signing.lines):
        keep = place + 1 < len(signing.lines)
        # Room for a hand above each line, and for a seal above the first.
        above = twips(layout.line_pt * (1 if place == 0 else 0.5 if line.style == "sign" else 0))
        spacing = (
            f'<w:spacing w:before="{above}" w:after="0" w:line="{twips(layout.line_pt)}" w:lineRule="exact"/>'
        )
        if line.style == "sign":
            step = layout.block_width_pt / len(line.cells)
            stops = "".join(
                f'<w:tab w:val="left" w:pos="{twips(step * n)}"/>' for n in range(1, len(line.cells))
            )
            tabs = f"<w:tabs>{stops}</w:tabs>" if stops else ""
            runs = "<w:r><w:tab/></w:r>".join(_runs(cell) for cell in line.cells)
            extra = f'{tabs}{spacing}<w:jc w:val="left"/>'
        else:
            runs = _runs(line.cells[0])
            extra = f'{spacing}<w:ind w:right="{twips(layout.character_pt * 4)}"/><w:jc w:val="right"/>'
        written.append(paragraph_xml("Normal", runs, (before if place == 0 else "") + extra, keep=keep))
    return "".join(written)


# ── Tables ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _table(table: SheetTable, layout: PaperFormat) -> str:
    whole = twips(layout.block_width_pt)
    widths = [int(whole * share) for share in table.shares]
    widths[-1] += whole - sum(widths)
    # WPS takes the widths from gridCol, Word from tblW and tcW: all three say the same.
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    padding = twips(layout.table_padding_pt)
    margins = "".join(
        f'<w:{side} w:w="{padding}" w:type="dxa"/>' for side in ("top", "left", "bottom", "right")
    )
    rows = "".join(_row(row, widths, layout) for row in table.rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{whole}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _row(row: SheetRow, widths: list[int], layout: PaperFormat) -> str:
    cells, place = [], 0
    for cell in row.cells:
        cells.append(_cell(cell, sum(widths[place : place + cell.span]), layout))
        place += cell.span
    height = twips(row.least * layout.table_line_pt + 2 * layout.table_padding_pt)
    # A short row is not torn over two pages; a long one has to be.
    long = sum(len(line) for cell in row.cells for line in cell.lines) > 12 or row.least > 8
    split = "" if long else "<w:cantSplit/>"
    return f'<w:tr><w:trPr>{split}<w:trHeight w:val="{height}" w:hRule="atLeast"/></w:trPr>{"".join(cells)}</w:tr>'


def _cell(cell: SheetCell, width: int, layout: PaperFormat) -> str:
    letters = fonts(layout.level_fonts[0]) if cell.label else ""
    side = '<w:jc w:val="center"/>' if cell.label else '<w:jc w:val="left"/>'
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    lines = "".join(paragraph_xml("AnnexCell", _runs(line, letters), side) for line in cell.lines)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>{lines}</w:tc>'
