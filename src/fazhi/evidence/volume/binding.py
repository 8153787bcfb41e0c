"""Binding a volume: cover, catalogue, every paper and picture on numbered sheets, memo; one PDF with bookmarks."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Sequence
from typing import IO

from django.conf import settings
from pypdf import PageObject, PdfReader

from fazhi.evidence.file_types import FileClass
from fazhi.evidence.models import StoredFile
from fazhi.evidence.official.paper import official_date
from fazhi.evidence.volume import sheets
from fazhi.evidence.volume.entries import Facts, Placed, VolumeEntry, placed
from fazhi.evidence.volume.pages import Unprintable, pdf_pages, picture_page
from fazhi.evidence.volume.writer import VolumeWriter

# Told how many are done of how many.
Progress = Callable[[int, int], None]


def bind_volume(
    target: IO[bytes],
    cover: Facts,
    entries: Sequence[VolumeEntry],
    memo: Facts,
    *,
    title: str = "案卷",
    office: str = "",
    progress: Progress | None = None,
) -> None:
    """Write one PDF into an open file: cover, catalogue with pages from and to, the entries in order, memo (备考表).

    cover and memo: label → value, printed in that order. title and office stand on the cover. progress is told, before each
    entry and after the last, how many are done of how many; what it raises ends the work.
    Cover, catalogue and memo bear no number, every sheet between them does: in the outer corner above. What cannot be
    printed (recordings, Word files brought in, a PDF that is broken or locked) has a slip that says what it is and where.
    Raises NoChineseFont, OSError.
    """
    # In the data folder, where there is room for files: the system's own folder may be a small one in memory.
    with tempfile.TemporaryFile(dir=settings.DATA) as aside:
        writer = VolumeWriter(aside)
        places = _put_in(writer, entries, progress)
        inside = list(writer.pages)
        stamps = _read(sheets.numbers([_size(page) for page in inside])) if inside else []
        for page, stamp in zip(inside, stamps, strict=True):
            page.merge_page(stamp)
            page.compress_content_streams()
        first = _read(sheets.front(title, office, cover, places))
        for at, page in enumerate(first):
            writer.insert_page(page, at)
        for page in _read(sheets.memo(memo, places)):
            writer.add_page(page)
        marks = [("封面", 0), ("卷内目录", 1)]
        marks += [(f"{one.entry.title}（第{one.pages}页）", len(first) + one.first - 1) for one in places]
        for words, number in [*marks, ("备考表", len(writer.pages) - 1)]:
            writer.add_outline_item(title=words, page_number=number)
        writer.add_metadata({"/Title": title, "/Author": office, "/Producer": "Fazhi"})
        writer.page_mode = "/UseOutlines"
        writer.write(target)


def _put_in(writer: VolumeWriter, entries: Sequence[VolumeEntry], progress: Progress | None) -> list[Placed]:
    """Add the sheets of every entry, a slip where there are none."""
    lengths, missing = [], []
    for done, entry in enumerate(entries):
        if progress is not None:
            progress(done, len(entries))
        pages, rows, where = _printed(entry)
        writer.add(pages)
        lengths.append(len(pages))
        if not pages:
            missing.append((entry, rows, where))
    if progress is not None:
        progress(len(entries), len(entries))
    places = placed(entries, [length or 1 for length in lengths])
    slips = iter(_read(sheets.slips(missing)) if missing else ())
    for place, length in zip(places, lengths, strict=True):
        if not length:
            writer.insert_page(next(slips), place.first - 1)
    return places


def _read(content: bytes) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(content)).pages)


def _size(page: PageObject) -> tuple[float, float]:
    return float(page.mediabox.width), float(page.mediabox.height)


def _printed(entry: VolumeEntry) -> tuple[list[PageObject], list[tuple[str, str]], str]:
    """The sheets of an entry; without any, the rows of its slip and where the thing itself is."""
    content = entry.content
    if content is None:
        return [], _rows(entry), "这份材料只有纸质原件，没有电子文件。原件存放的地方见备注。"
    why = "不能印在纸上"
    try:
        if entry.sheets is not None:
            return pdf_pages(entry.sheets), [], ""
        if isinstance(content, bytes) or content.media_type == "application/pdf":
            return pdf_pages(content), [], ""
        if content.is_picture:
            return [picture_page(content)], [], ""
        if content.file_type.file_class is not FileClass.SOUND:
            why = "是办公软件的文件，没有排印进本卷"
    except Unprintable as unprintable:
        why = f"不能排印（{unprintable}）"
    name = f"“{entry.name}”" if entry.name else "同名的文件"
    return [], _rows(entry), f"这份材料{why}。原件存在平台里；移交时在移交包的“材料”文件夹里，文件是{name}。"


def _rows(entry: VolumeEntry) -> list[tuple[str, str]]:
    rows = [
        ("文号", entry.number), ("责任者", entry.responsible),
        ("日期", official_date(entry.day) if entry.day else ""), ("备注", entry.note),
    ]  # fmt: skip
    rows = [(label, value) for label, value in rows if value]
    if isinstance(entry.content, StoredFile):
        stored = entry.content
        rows += [
            ("类型", stored.file_type.words), ("大小", _size_in_words(stored.size)), ("摘要（SM3）", " ".join(stored.digest[at : at + 8] for at in range(0, 64, 8))),
        ]  # fmt: skip
    return rows or [("类型", "纸质原件")]


def _size_in_words(size: int) -> str:
    if size < 1 << 20:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / (1 << 20):.1f} MB"
