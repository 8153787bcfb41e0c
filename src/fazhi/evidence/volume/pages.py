"""Pages of what came in, put on A4: PDF pages scaled, pictures drawn upright, nothing that acts taken along."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import ArrayObject, FloatObject, NameObject

from fazhi.evidence.models import StoredFile
from fazhi.evidence.thumbnails import drawn

A4 = (595.276, 841.890)  # points
PICTURE_MARGIN = 51.0  # points, 18 mm
DOTS = (
    200.0  # to the inch: as fine as scanned papers are kept; the picture itself stays in the store as it came
)
PICTURE_SIZE = (
    round((A4[0] - 2 * PICTURE_MARGIN) / 72 * DOTS),
    round((A4[1] - 2 * PICTURE_MARGIN) / 72 * DOTS),
)  # pixels
# A page box larger or smaller than this is no paper and no screen.
SMALLEST, LARGEST = 1.0, 20_000.0


class Unprintable(Exception):
    """The file cannot be put on sheets; a slip stands in for it."""


def pdf_pages(content: bytes | StoredFile) -> list[PageObject]:
    """The pages of a PDF on A4, upright or lying as they are. Raises Unprintable."""
    try:
        source: Any = io.BytesIO(content) if isinstance(content, bytes) else content.path
        reader = PdfReader(source)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unprintable("文件加了密码")
        # Pages are changed within a writer only: as they come in one, as they go out in the other.
        source_pages, sheets = PdfWriter(), PdfWriter()
        found = [_on_a4(source_pages.add_page(page), sheets) for page in reader.pages]
    except Unprintable:
        raise
    except Exception as error:
        raise Unprintable("文件打不开") from error
    if not found:
        raise Unprintable("文件里没有页")
    return found


def picture_page(stored: StoredFile) -> PageObject:
    """A picture in the middle of an upright A4 sheet, no finer than it prints, without its metadata. Raises Unprintable."""
    picture = drawn(stored.path, PICTURE_SIZE)
    if picture is None:
        raise Unprintable("图片打不开")
    memory = io.BytesIO()
    picture.save(memory, "PDF", resolution=DOTS, quality=85)
    page = PdfWriter().add_page(PdfReader(memory).pages[0])
    return _placed(page, PdfWriter(), A4, PICTURE_MARGIN)


def _on_a4(page: PageObject, sheets: PdfWriter) -> PageObject:
    page.transfer_rotation_to_content()
    lying = float(page.cropbox.width) > float(page.cropbox.height)
    return _placed(page, sheets, (A4[1], A4[0]) if lying else A4, 0)


def _placed(page: PageObject, sheets: PdfWriter, sheet: tuple[float, float], margin: float) -> PageObject:
    box = page.cropbox
    width, height = float(box.width), float(box.height)
    if not (SMALLEST < width < LARGEST and SMALLEST < height < LARGEST):
        raise Unprintable("页面大小不正常")
    scale = min((sheet[0] - 2 * margin) / width, (sheet[1] - 2 * margin) / height)
    if abs(scale - 1) < 0.01:
        scale = 1.0  # A4 already, but for a rounding
    left = (sheet[0] - width * scale) / 2 - float(box.left) * scale
    below = (sheet[1] - height * scale) / 2 - float(box.bottom) * scale
    notes = list(_seen_notes(page, scale, left, below))
    if "/Annots" in page:
        del page["/Annots"]
    placed = sheets.add_blank_page(width=sheet[0], height=sheet[1])
    placed.merge_transformed_page(page, Transformation().scale(scale).translate(left, below))
    placed.compress_content_streams()
    if notes:
        placed[NameObject("/Annots")] = ArrayObject([note.clone(sheets) for note in notes])
    return placed


def _seen_notes(page: PageObject, scale: float, left: float, below: float) -> Iterator[Any]:
    """Stamps, marks and filled fields that show something; links and what acts stay behind."""
    for reference in page.get("/Annots") or ():
        note = reference.get_object()
        if note.get("/Subtype") in (
            "/Link",
            "/Popup",
            "/FileAttachment",
            "/RichMedia",
            "/Movie",
            "/Sound",
            "/Screen",
        ):
            continue
        if "/AP" not in note or "/Rect" not in note:
            continue
        x1, y1, x2, y2 = (float(one) for one in note["/Rect"])
        moved = (x1 * scale + left, y1 * scale + below, x2 * scale + left, y2 * scale + below)
        note[NameObject("/Rect")] = ArrayObject([FloatObject(one) for one in moved])
        for acting in ("/A", "/AA", "/PA", "/Parent", "/P", "/Popup", "/Kids"):
            if acting in note:
                del note[acting]
        yield note
