"""Which files may come in, and how each is told by its content, never by its name.

The order of looking: what is refused by name of the thing it is (a program, a web page, an archive), then the types
below by their first bytes, then plain text. A name that says something else than the content is a mislabelled file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class FileClass(Enum):
    """What decides the size limit and how a file is shown."""

    PICTURE = "图片"
    DOCUMENT = "文档"
    SOUND = "录音录像"


@dataclass(frozen=True)
class FileType:
    """A type of file: its media type, what people call it, the name endings that go with it (the usual one first)."""

    media_type: str
    words: str
    endings: tuple[str, ...]
    file_class: FileClass

    @property
    def inline(self) -> bool:
        """Whether a browser may show it within its window: pictures and PDF, which run nothing."""
        return self.file_class is FileClass.PICTURE or self.media_type == PDF


PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{_OFFICE}.wordprocessingml.document"
XLSX = f"{_OFFICE}.spreadsheetml.sheet"
TEXT = "text/plain"

_PICTURE, _DOCUMENT, _SOUND = FileClass.PICTURE, FileClass.DOCUMENT, FileClass.SOUND
TYPES: dict[str, FileType] = {
    one.media_type: one
    for one in (
        FileType(PDF, "PDF 文件", ("pdf",), _DOCUMENT),
        FileType("image/jpeg", "JPG 图片", ("jpg", "jpeg", "jpe", "jfif"), _PICTURE),
        FileType("image/png", "PNG 图片", ("png",), _PICTURE),
        FileType("image/webp", "WebP 图片", ("webp",), _PICTURE),
        FileType("image/gif", "GIF 图片", ("gif",), _PICTURE),
        FileType(DOCX, "Word 文档（docx）", ("docx",), _DOCUMENT),
        FileType(XLSX, "Excel 表格（xlsx）", ("xlsx",), _DOCUMENT),
        FileType("application/msword", "Word 文档（doc）", ("doc",), _DOCUMENT),
        FileType("application/vnd.ms-excel", "Excel 表格（xls）", ("xls",), _DOCUMENT),
        FileType("application/vnd.kingsoft.wps", "WPS 文字（wps）", ("wps",), _DOCUMENT),
        FileType("application/vnd.kingsoft.et", "WPS 表格（et）", ("et",), _DOCUMENT),
        FileType(TEXT, "纯文字（txt）", ("txt",), _DOCUMENT),
        FileType("audio/mpeg", "MP3 录音", ("mp3",), _SOUND),
        FileType("audio/mp4", "M4A 录音", ("m4a",), _SOUND),
        FileType("audio/amr", "AMR 录音", ("amr",), _SOUND),
        FileType("audio/wav", "WAV 录音", ("wav",), _SOUND),
        FileType("video/mp4", "MP4 录像", ("mp4", "m4v"), _SOUND),
    )
}
ALLOWED_WORDS = "PDF、JPG、PNG、Word、Excel、WPS、TXT、MP3、M4A、AMR、WAV、MP4"

# First bytes of what is never taken, and what to do instead.
_NEVER: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "这是 Windows 程序，不能收。请上传文档、图片、录音或录像。"),
    (b"\x7fELF", "这是程序，不能收。请上传文档、图片、录音或录像。"),
    (b"#!/", "这是脚本程序，不能收。请上传文档、图片、录音或录像。"),
    (b"Rar!", "这是压缩包，请解开后把里面的文件一个一个上传。"),
    (b"7z\xbc\xaf\x27\x1c", "这是压缩包，请解开后把里面的文件一个一个上传。"),
    (b"\x1f\x8b", "这是压缩包，请解开后把里面的文件一个一个上传。"),
    (b"BM", "这是 BMP 图片，请用画图另存为 JPG 或 PNG 再上传。"),
    (b"II*\x00", "这是 TIFF 图片，请另存为 JPG、PNG 或 PDF 再上传。"),
    (b"MM\x00*", "这是 TIFF 图片，请另存为 JPG、PNG 或 PDF 再上传。"),
    (b"{\\rtf", "这是 RTF 文档，请用 Word 或 WPS 另存为 docx 再上传。"),
)
# A text that begins so is run or drawn by a browser or a system.
_ACTIVE = (
    b"<!doctype",
    b"<html",
    b"<head",
    b"<body",
    b"<script",
    b"<svg",
    b"<?xml",
    b"<?php",
    b"<%",
    b"<iframe",
)
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"}


def refusal_of(head: bytes) -> str | None:
    """Why a file with these first bytes is never taken, and what to do; None when nothing speaks against it."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()[:400]
    if start.startswith(_ACTIVE) or b"<svg" in start or b"<script" in start or b"<html" in start:
        return "这是网页或矢量图（HTML、SVG），打开时可能运行程序，不能收。请打印成 PDF 或截图后再上传。"
    for magic, words in _NEVER:
        # Two letters are too few to know a program by: a text may begin with them.
        if head.startswith(magic) and (len(magic) > 2 or b"\x00" in head[:64]):
            return words
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        return "这是 HEIC 图片，多数电脑打不开。请在手机上转成 JPG 再上传（苹果手机：设置 → 相机 → 格式 → 兼容性最佳）。"
    if head[4:8] == b"ftyp" and head[8:12] == b"qt  ":
        return "这是苹果的 MOV 录像，请转成 MP4 再上传。"
    return None


def candidates(head: bytes) -> tuple[str, ...]:
    """The media types these first bytes allow, the likeliest first; empty when they tell none.

    Zip and OLE containers give all types they may hold; `containers` looks inside.
    """
    if head.startswith(b"%PDF-"):
        return (PDF,)
    if head.startswith(b"\xff\xd8\xff"):
        return ("image/jpeg",)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return ("image/png",)
    if head.startswith((b"GIF87a", b"GIF89a")):
        return ("image/gif",)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return ("image/webp",)
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return ("audio/wav",)
    if head.startswith(b"#!AMR"):
        return ("audio/amr",)
    if head[4:8] == b"ftyp":
        return ("audio/mp4",) if head[8:12] == b"M4A " else ("video/mp4", "audio/mp4")
    if head.startswith(b"PK\x03\x04"):
        return (DOCX, XLSX)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return (
            "application/msword", "application/vnd.kingsoft.wps",
            "application/vnd.ms-excel", "application/vnd.kingsoft.et",
        )  # fmt: skip
    if head.startswith(b"ID3") or _is_mpeg_audio(head):
        return ("audio/mpeg",)
    return ()


def _is_mpeg_audio(head: bytes) -> bool:
    """A frame header of MPEG layer III with a bit rate and a sampling rate that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3


def is_plain_text(content: bytes) -> bool:
    """Whether the beginning of a file reads as text in UTF-8 or GB 18030, without control characters."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    text = None
    for encoding in ("utf-8", "gb18030"):
        # The last character may be cut in the middle.
        for cut in range(4):
            try:
                text = content[: len(content) - cut].decode(encoding)
                break
            except UnicodeDecodeError:
                continue
        if text is not None:
            break
    return text is not None and not any(ord(one) < 32 and one not in "\t\r\n\x0c" for one in text)
