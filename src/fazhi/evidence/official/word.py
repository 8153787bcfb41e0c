"""Writes a paper as .docx (ECMA-376 transitional, GB/T 9704-2012 on the page).

The XML is written here and not by a library: a 公文 needs a dozen elements, needs them exactly (eastAsia fonts, grid,
gridCol), and needs the same bytes for the same paper, so that a frozen report can be compared by its digest.
"""

import io
import os
import zipfile
from collections.abc import Iterable
from typing import IO
from xml.sax.saxutils import escape

from fazhi.evidence.official import word_parts
from fazhi.evidence.official.layout import (
    GBT9704,
    PaperFormat,
    signature_indents,
    title_lines,
    title_space_after_pt,
)
from fazhi.evidence.official.paper import (
    ANNEX_COLUMNS,
    Annex,
    Block,
    Heading,
    Paper,
    Run,
    heading_text,
    numbered,
    official_date,
    official_runs,
    official_text,
)
from fazhi.evidence.official.word_parts import HEADING_STYLES, twips

# Zip knows no earlier moment; a fixed one keeps the bytes the same.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_docx(
    paper: Paper, target: str | os.PathLike[str] | IO[bytes], layout: PaperFormat = GBT9704
) -> None:
    """Writes `paper` to a path or an open binary file. Errors are those of the file system (OSError)."""
    content = docx_bytes(paper, layout)
    if isinstance(target, (str, os.PathLike)):
        with open(target, "wb") as file:
            file.write(content)
    else:
        target.write(content)


def docx_bytes(paper: Paper, layout: PaperFormat = GBT9704) -> bytes:
    """The .docx as bytes; the same paper and layout always give the same ones."""
    return packaged(document(paper, layout), paper, layout)


def packaged(document_xml: str, paper: Paper, layout: PaperFormat) -> bytes:
    """The .docx around a word/document.xml; of `paper` the properties are taken."""
    parts = {
        "[Content_Types].xml": word_parts.content_types(),
        "_rels/.rels": word_parts.package_relations(),
        "word/document.xml": document_xml,
        "word/_rels/document.xml.rels": word_parts.document_relations(),
        "word/styles.xml": word_parts.styles(layout, paper.language),
        "word/settings.xml": word_parts.settings(layout, paper.language),
        "word/fontTable.xml": word_parts.font_table(layout),
        "word/theme.xml": word_parts.theme(layout),
        "word/footer_odd.xml": word_parts.footer(layout, odd=True),
        "word/footer_even.xml": word_parts.footer(layout, odd=False),
        "docProps/core.xml": word_parts.core_properties(paper, "".join(title_of(paper.title, layout))),
        "docProps/app.xml": word_parts.extended_properties(paper),
    }
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in parts.items():
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else Windows and Linux would write different bytes
            package.writestr(entry, xml.encode())
    return memory.getvalue()


def document(paper: Paper, layout: PaperFormat) -> str:
    """word/document.xml."""
    body = [title_xml(title_of(paper.title, layout), "Title", layout)]
    body += [_block(number, block) for number, block in numbered(paper.blocks)]
    body += _ending(paper, layout)
    if paper.annex:
        body.append(_annex(paper.annex, layout))
    return document_around(body, layout)


def document_around(body: Iterable[str], layout: PaperFormat) -> str:
    """word/document.xml of these paragraphs and tables."""
    return (
        f'{word_parts.DECLARATION}<w:document xmlns:w="{word_parts.WORD}" xmlns:r="{word_parts.RELATIONS}">'
        f"<w:body>{''.join(body)}{word_parts.section(layout)}</w:body></w:document>"
    )


# ── Paragraphs ──────────────────────────────────────────────────────────────────────────────────────────────────


def paragraph_xml(style: str, runs: str, extra: str = "", keep: bool = False) -> str:
    """A w:p. `extra` holds children of w:pPr that come after w:keepNext in the schema's order."""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" if keep else ""}{extra}</w:pPr>{runs}</w:p>'
    )


def run_xml(text: str, missing: bool = False) -> str:
    """A w:r of the style's own letters; `missing` words are marked."""
    # The hint sends “ ” … — to the Chinese font; without it Word sets them half as wide.
    mark = '<w:highlight w:val="yellow"/><w:u w:val="wave"/>' if missing else ""
    return (
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{mark}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def title_of(title: str, layout: PaperFormat) -> tuple[str, ...]:
    """The lines of a title as they are printed."""
    lines = title_lines(title, layout.block_width_pt // layout.title_pt)
    return tuple(official_text(line) for line in lines)


def title_xml(lines: tuple[str, ...], style: str, layout: PaperFormat) -> str:
    """The w:p of a title."""
    runs = '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:br/></w:r>'.join(
        run_xml(line) for line in lines
    )
    after = twips(title_space_after_pt(len(lines), layout))
    # Line and rule are repeated because WPS takes a w:spacing of the paragraph as the whole of it.
    line = f'w:line="{twips(layout.title_line_pt)}" w:lineRule="exact"'
    return paragraph_xml(
        style, runs, f'<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="{after}" {line}/>'
    )


def _block(number: str, block: Block) -> str:
    if isinstance(block, Heading):
        return paragraph_xml(HEADING_STYLES[block.level - 1], run_xml(number + heading_text(block)))
    return paragraph_xml("BodyText", "".join(_written(run) for run in official_runs(block)))


def _written(run: Run) -> str:
    return run_xml(run.text, run.missing)


def _ending(paper: Paper, layout: PaperFormat) -> list[str]:
    """附件说明, 署名 and 成文日期, kept on one page."""
    character = layout.character_pt
    ending = []
    if paper.annex:
        hanging = (
            f'<w:ind w:left="{twips(character * 5)}" w:hangingChars="0" w:hanging="{twips(character * 3)}"/>'
        )
        ending.append(paragraph_xml("Normal", "", keep=True))
        ending.append(
            paragraph_xml("Normal", run_xml("附件：" + official_text(paper.annex.title)), hanging, keep=True)
        )
    issuer = official_text(paper.issuer) if paper.issuer else ""
    day = official_date(paper.day) if paper.day else ""
    if not issuer and not day:
        return ending
    ending += [paragraph_xml("Normal", "", keep=True)] * layout.blank_lines_before_signature
    for text, indent in zip((issuer, day), signature_indents(issuer, day, layout), strict=True):
        if text:
            inset = f'<w:ind w:right="{twips(character * indent)}"/>'
            ending.append(paragraph_xml("Signature", run_xml(text), inset, keep=text is issuer and bool(day)))
    return ending


# ── Annex ───────────────────────────────────────────────────────────────────────────────────────────────────────

_CELL_STYLES = ("AnnexCode", "AnnexCell", "AnnexCell", "AnnexCell", "AnnexCell")
_CELL_SIDES = ("left", "left", "right", "center", "left")


def _annex(annex: Annex, layout: PaperFormat) -> str:
    widths = _column_widths(layout)
    head = _row(ANNEX_COLUMNS, widths, ("AnnexHead",) * 5, ("center",) * 5, head=True)
    rows = "".join(_row(row.cells(), widths, _CELL_STYLES, _CELL_SIDES) for row in annex.rows)
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
    table = (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )
    return (
        paragraph_xml("AnnexMark", run_xml("附件"), "<w:pageBreakBefore/>")
        + paragraph_xml("Normal", "", keep=True)
        + title_xml(title_of(annex.title, layout), "AnnexTitle", layout)
        + table
        # A table may not be the last thing of a body; this line is as low as can be, lest it make a page of its own.
        + paragraph_xml(
            "AnnexCell", "", '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        )
    )


def _column_widths(layout: PaperFormat) -> list[int]:
    """Twips of the five columns; together exactly the width of the block."""
    whole = twips(layout.block_width_pt)
    widths = [int(whole * share / sum(layout.column_shares)) for share in layout.column_shares]
    widths[-1] += whole - sum(widths)
    return widths


def _row(
    cells: tuple[str, ...],
    widths: list[int],
    styles: tuple[str, ...],
    sides: tuple[str, ...],
    head: bool = False,
) -> str:
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        + paragraph_xml(style, run_xml(cell), f'<w:jc w:val="{side}"/>')
        + "</w:tc>"
        for cell, width, style, side in zip(cells, widths, styles, sides, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{written}</w:tr>"
