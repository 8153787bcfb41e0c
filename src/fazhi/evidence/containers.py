"""Looking inside Office files without opening them: what they are, and whether they carry macros or a bomb."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import IO

from fazhi.evidence.file_types import DOCX, XLSX

MEBI = 1 << 20
# A document of 50 MB unpacks to some hundreds at most; what claims more is made to fill a memory.
MOST_UNPACKED = 1024 * MEBI
MOST_RATIO = 200
MOST_MEMBERS = 20_000
WITH_MACROS = "这个文件带宏（会自动运行的程序），不能收。请用 Word 或 WPS 另存为不带宏的 docx、xlsx，或转成 PDF 再上传。"
LOCKED = "这个文件加了密码，别人打不开。请去掉密码后再上传。"
BROKEN = "这个文件打不开，可能没有传完整。请用 Word 或 WPS 打开看看，另存一份再上传。"
BOMB = "这个文件解开后大得不正常，不能收。请另存一份，或转成 PDF 再上传。"


class Unfit(Exception):
    """The container is not taken; the message says why and what to do."""


def office_zip(path: Path) -> str:
    """The media type of an Office Open XML file. Raises Unfit."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise Unfit(BOMB)
            unpacked, packed = sum(one.file_size for one in members), path.stat().st_size
            if unpacked > MOST_UNPACKED or (unpacked > 20 * MEBI and unpacked > MOST_RATIO * packed):
                raise Unfit(BOMB)
            names = {one.filename.lower() for one in members}
            if "[content_types].xml" not in names:
                raise Unfit("这是压缩包，请解开后把里面的文件一个一个上传。")
            with archive.open(
                next(one for one in members if one.filename.lower() == "[content_types].xml")
            ) as listed:
                types = listed.read(MEBI).lower()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise Unfit(BROKEN) from None
    if b"macroenabled" in types or b"vbaproject" in types or any("vbaproject" in name for name in names):
        raise Unfit(WITH_MACROS)
    if any("/activex/" in name for name in names):
        raise Unfit(WITH_MACROS)
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return XLSX
    raise Unfit("只收 Word、Excel 文档。演示文稿等请打印成 PDF 再上传。")


def ole_family(path: Path) -> str:
    """ "word" or "sheet", of an Office file of before 2007 or of WPS. Raises Unfit."""
    try:
        with path.open("rb") as file:
            names = set(_ole_names(file))
    except (struct.error, IndexError, ValueError):
        raise Unfit(BROKEN) from None
    if names & {"_vba_project", "_vba_project_cur", "macros", "vba"}:
        raise Unfit(WITH_MACROS)
    if "encryptedpackage" in names:
        raise Unfit(LOCKED)
    if "worddocument" in names:
        return "word"
    if names & {"workbook", "book"}:
        return "sheet"
    raise Unfit("只收 Word、Excel、WPS 文档。安装包、邮件、演示文稿等请打印成 PDF 再上传。")


_END = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors


def _ole_names(file: IO[bytes]) -> list[str]:
    """The names of all storages and streams ([MS-CFB] 2.2 header, 2.3 FAT, 2.6 directory), in small letters."""
    header = file.read(512)
    (shift,) = struct.unpack_from("<H", header, 30)
    (first_directory,) = struct.unpack_from("<I", header, 48)
    if shift not in (9, 12):
        raise ValueError("sector size")
    size = 1 << shift

    def sector(number: int) -> bytes:
        file.seek((number + 1) * size)
        return file.read(size)

    tables = [number for number in struct.unpack_from("<109I", header, 76) if number < _END]
    (more,) = struct.unpack_from("<I", header, 68)
    for _ in range(2000):
        if more >= _END:
            break
        entries = struct.unpack(f"<{size // 4}I", sector(more))
        tables += [number for number in entries[:-1] if number < _END]
        more = entries[-1]
    names: list[str] = []
    seen: set[int] = set()
    here = first_directory
    while here < _END and here not in seen and len(seen) < 5000:
        seen.add(here)
        content = sector(here)
        for start in range(0, len(content) - 127, 128):
            (length,) = struct.unpack_from("<H", content, start + 64)
            if 2 <= length <= 64:
                names.append(content[start : start + length - 2].decode("utf-16-le", "replace").lower())
        table = sector(tables[here // (size // 4)])
        (here,) = struct.unpack_from("<I", table, here % (size // 4) * 4)
    return names
