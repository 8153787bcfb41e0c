"""Taking files in: streamed to disk under their digest, known by their content, before any database transaction.

A file that was written and then named by no row does no harm and `fazhi check` tells of it; a row without its file
would be a loss. So the file comes first.
"""

from __future__ import annotations

import hashlib
import io
import os
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from fazhi.evidence.containers import BROKEN, LOCKED, Unfit, office_zip, ole_family
from fazhi.evidence.file_types import (
    ALLOWED_WORDS,
    PDF,
    TEXT,
    TYPES,
    FileClass,
    candidates,
    is_plain_text,
    refusal_of,
)
from fazhi.evidence.folders import INCOMING, files_folder, path_of
from fazhi.evidence.models import StoredFile
from fazhi.evidence.names import as_given, ending_of, safe_name
from fazhi.orgs.permissions import Refused
from fazhi.storage.ids import new_id

PIECE = 1 << 20
HEAD = 64 * 1024
_PIL_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
_OLE = {
    "application/msword": "word", "application/vnd.kingsoft.wps": "word",
    "application/vnd.ms-excel": "sheet", "application/vnd.kingsoft.et": "sheet",
}  # fmt: skip


class FileRefused(Refused):
    """The file is not taken; the message says why and what to do instead."""

    def __init__(self, message: str, field: str = "file") -> None:
        super().__init__(message, field)


class Readable(Protocol):
    """Anything to read bytes from: an open file, an uploaded one."""

    def read(self, size: int = -1, /) -> bytes: ...


def _default_sizes() -> dict[FileClass, int]:
    return {FileClass[name.upper()]: size << 20 for name, size in settings.FILE_LIMITS_MB.items()}


@dataclass(frozen=True)
class Limits:
    """How large a file of each class may be (bytes), how many pixels a picture may have, and which types are asked for.

    media_types: None for all that may come in at all.
    """

    sizes: dict[FileClass, int] = field(default_factory=_default_sizes)
    pixels: int = field(default_factory=lambda: settings.PICTURE_PIXELS)
    media_types: frozenset[str] | None = None


@dataclass(frozen=True)
class Kept:
    """A file that lies on disk now and is not yet named by any row.

    name: safe to store and to show, with the ending of its content. original_name: as the sender wrote it, as text.
    """

    digest: str
    size: int
    media_type: str
    name: str
    original_name: str
    pages: int | None = None
    width: int | None = None
    height: int | None = None


def keep(stream: Readable, name: str, *, limits: Limits | None = None) -> Kept:
    """Write what `stream` holds under its digest and tell what it is. Call it before the transaction.

    Raises FileRefused (empty, too large, not of an allowed type, mislabelled, with macros, a bomb); OSError.
    """
    limits = limits or Limits()
    with _incoming() as draft:
        digest, size = _write(stream, draft, max(limits.sizes.values()))
        media_type = media_type_of(draft, name)
        _check_limits(media_type, size, limits)
        found = _measured(draft, media_type, limits)
        _settle(draft, digest)
    return Kept(
        digest=digest, size=size, media_type=media_type,
        name=safe_name(name, _ending(name, media_type)), original_name=as_given(name), **found,
    )  # fmt: skip


def keep_all(files: Iterable[tuple[Readable, str]]) -> list[Kept]:
    """Each (stream, name) kept, before the transaction that names them. Raises FileRefused naming the one not taken."""
    kept = []
    for stream, name in files:
        try:
            kept.append(keep(stream, name))
        except FileRefused as refusal:
            raise FileRefused(f"“{name[:60]}”：{refusal}", "files") from None
    return kept


def keep_bytes(content: bytes, name: str) -> Kept:
    """Keep a content made here: a paper, a volume. What is our own has no limit of size."""
    return keep(io.BytesIO(content), name, limits=Limits(dict.fromkeys(FileClass, len(content) + 1)))


def record_kept(kept: Kept) -> StoredFile:
    """The row of a kept file, made on first use; call it in the transaction of what names the file."""
    stored = StoredFile(
        digest=kept.digest, size=kept.size, media_type=kept.media_type, pages=kept.pages, width=kept.width, height=kept.height,
    )  # fmt: skip
    # The digest is the content's: what stands there under it already says the same.
    StoredFile.objects.bulk_create([stored], ignore_conflicts=True)
    return stored


# ── On disk ─────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _incoming() -> Iterator[Path]:
    folder = files_folder() / INCOMING
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / new_id().hex
    try:
        yield draft
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _write(stream: Readable, draft: Path, most: int) -> tuple[str, int]:
    digest, size = hashlib.new("sm3"), 0
    with draft.open("xb") as file:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > most:
                raise FileRefused(_too_large(most))
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if size == 0:
        raise FileRefused("文件是空的，请打开看看有没有内容，再上传一次。")
    return digest.hexdigest(), size


def _settle(draft: Path, digest: str) -> None:
    """Rename to where it belongs. One that lies there already is replaced: if it was damaged, it is whole again."""
    target = path_of(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft.chmod(0o440)
    if os.name == "nt" and target.exists():
        target.chmod(0o660)  # Windows replaces no read-only file
    draft.replace(target)
    if os.name != "nt":  # the folder's own entry too must outlive a power cut
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# ── What it is ──────────────────────────────────────────────────────────────────────────────────────────────────


def media_type_of(path: Path, name: str) -> str:
    """The media type by content. Raises FileRefused where it is none of ours, or another than the name says."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if (words := refusal_of(head)) is not None:
        raise FileRefused(words)
    possible = _possible(path, head)
    ending = ending_of(name)
    if TEXT in possible and ending != "txt":
        raise FileRefused(f"只收这些文件：{ALLOWED_WORDS}。文字内容请存成 .txt 或 Word 再上传。")
    if not ending:
        return possible[0]
    for media_type in possible:
        if ending in TYPES[media_type].endings:
            return media_type
    there = TYPES[possible[0]]
    raise FileRefused(
        f"文件名说是 .{ending}，内容却是{there.words}。请把文件名的结尾改成 .{there.endings[0]} 再上传；"
        "拿不准就用原来的软件打开，另存一份。"
    )


def _possible(path: Path, head: bytes) -> tuple[str, ...]:
    possible = candidates(head)
    try:
        if head.startswith(b"PK\x03\x04"):
            return (office_zip(path),)
        if possible and possible[0] in _OLE:
            family = ole_family(path)
            return tuple(one for one in possible if _OLE[one] == family)
    except Unfit as unfit:
        raise FileRefused(str(unfit)) from None
    if not possible and is_plain_text(head):
        return (TEXT,)
    if not possible:
        raise FileRefused(f"认不出这是什么文件。只收这些：{ALLOWED_WORDS}。请换一种格式再上传。")
    return possible


def _ending(name: str, media_type: str) -> str:
    ending = ending_of(name)
    return ending if ending in TYPES[media_type].endings else TYPES[media_type].endings[0]


def _check_limits(media_type: str, size: int, limits: Limits) -> None:
    if limits.media_types is not None and media_type not in limits.media_types:
        wanted = "、".join(TYPES[one].words for one in TYPES if one in limits.media_types)
        raise FileRefused(f"这里只收{wanted}，这个文件是{TYPES[media_type].words}。请换一个文件。")
    most = limits.sizes[TYPES[media_type].file_class]
    if size > most:
        raise FileRefused(_too_large(most, TYPES[media_type].file_class.value))


def _too_large(most: int, words: str = "文件") -> str:
    return f"{words}不能超过 {most >> 20} MB。请压缩、降低清晰度，或分成几个文件再上传。"


def _measured(path: Path, media_type: str, limits: Limits) -> dict[str, Any]:
    if media_type in _PIL_FORMATS:
        return _picture_size(path, media_type, limits.pixels)
    if media_type == PDF:
        return {"pages": _pdf_pages(path)}
    return {}


def _picture_size(path: Path, media_type: str, most: int) -> dict[str, int]:
    bomb = f"这张图片的像素太多（超过{most // 1_000_000}百万），打开会占满内存。请缩小后再上传。"
    try:
        with warnings.catch_warnings():
            # Our own limit is the one that holds.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            formats = [_PIL_FORMATS[media_type]]
            with Image.open(path, formats=formats) as picture:
                width, height = picture.size
                if width * height > most:
                    raise FileRefused(bomb)
                picture.verify()
            # Verifying wants a picture nothing was read of, and leaves one nothing can be read of.
            with Image.open(path, formats=formats) as picture:
                turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    except Image.DecompressionBombError:
        raise FileRefused(bomb) from None
    except FileRefused:
        raise
    except Exception:  # noqa: BLE001 — a picture made to break a reader may raise anything
        raise FileRefused("这张图片打不开，可能没有传完整。请重新拍照或另存一份再上传。") from None
    return {"width": height, "height": width} if turned else {"width": width, "height": height}


def _pdf_pages(path: Path) -> int | None:
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileRefused(LOCKED)
        return len(reader.pages)
    except FileRefused:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, AttributeError, IndexError, OSError):
        raise FileRefused(BROKEN.replace("用 Word 或 WPS ", "")) from None
