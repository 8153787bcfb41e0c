"""Small files of every kind, made here: no sample of anybody's."""

from __future__ import annotations

import io
import struct
import zipfile

from PIL import Image
from pypdf import PdfWriter

from fazhi.evidence.file_types import DOCX

MAIN = f"{DOCX}.main+xml"


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (60, 40), *, orientation: int = 1, colour: str = "red"
) -> bytes:
    """A picture; a JPEG says where it was taken and how the camera was held."""
    memory = io.BytesIO()
    image = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "示例相机"
    exif.get_ifd(0x8825)[1] = "N"
    image.save(memory, kind, exif=exif)
    return memory.getvalue()


def pdf(pages: int = 1, *, size: tuple[float, float] = (595, 842), password: str = "") -> bytes:
    """A PDF of empty pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(*size)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    memory = io.BytesIO()
    writer.write(memory)
    return memory.getvalue()


def office(*members: str, types: str = MAIN, filling: int = 0) -> bytes:
    """An Office Open XML package with members of these names."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f"<Types>{types}</Types>")
        for name in members:
            archive.writestr(name, b"0" * filling or b"<xml/>")
    return memory.getvalue()


def word(**options: int) -> bytes:
    return office("word/document.xml", **options)


def ole(*names: str) -> bytes:
    """A compound file with a directory of these names: one FAT sector, then the directory."""
    entries = ["Root Entry", *names]
    directory = b"".join(
        one.encode("utf-16-le").ljust(64, b"\x00") + struct.pack("<H", len(one) * 2 + 2) + bytes(62)
        for one in entries
    )
    sectors = -(-len(directory) // 512)
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<I", header, 68, 0xFFFFFFFE)
    struct.pack_into("<109I", header, 76, 0, *([0xFFFFFFFF] * 108))
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = struct.pack("<128I", *chain, *([0xFFFFFFFF] * (128 - len(chain))))
    return bytes(header) + table + directory.ljust(sectors * 512, b"\x00")


MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(200)
M4A = b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00" + bytes(200)
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00" + bytes(3000)
AMR = b"#!AMR\n" + bytes(100)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(100)
