"""How far the cells of a sheet reach, found by streaming over its XML in the package, in bounded memory.

A million blank but coloured rows, formulas dragged down to the last row, a stray cell far out: all of them are told
apart here before a reader that lays the sheet out as a full rectangle sees them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import PurePosixPath
from xml.etree import ElementTree

_CHUNK = 1 << 20
_LONGEST_ROW = 16 << 20


@dataclass
class SheetExtent:
    """How far a sheet reaches. Rows and columns count from 1; 0 is none."""

    sheet: str
    part: str  # name of its XML in the package
    last_filled_row: int = 0  # holding a value that is not empty
    last_row: int = 0  # about the last one holding a value, be it the empty text of a formula dragged down
    last_column: int = 0


def extents_of(package: zipfile.ZipFile) -> dict[str, SheetExtent]:
    """The extent of every worksheet by its name. Raises BadZipFile where a part is damaged or larger than declared."""
    for part in package.namelist():
        if part.endswith((".xml", ".rels")) and not part.startswith("xl/worksheets/"):
            for _ in _chunks(package, part):
                pass  # only to see that its size and checksum are true, as those of the sheets will be seen below
    relations = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    }
    extents = {}
    # The parts are plain lists; expat itself refuses entities that blow up.
    for element in ElementTree.fromstring(package.read("xl/workbook.xml")).iter():  # noqa: S314
        if not element.tag.endswith("}sheet"):
            continue
        ids = [value for key, value in element.attrib.items() if key.endswith("}id")]
        target = relations[ids[0]].lstrip("/") if ids else ""
        part = target if target.startswith("xl/") else str(PurePosixPath("xl") / target)
        if "worksheets" in part:
            extents[element.get("name", "")] = _extent(package, element.get("name", ""), part)
    return extents


def _extent(package: zipfile.ZipFile, name: str, part: str) -> SheetExtent:
    extent = SheetExtent(name, part)
    counted = 0
    words = _SheetWords.of(package, part)
    for block, starts in _row_blocks(package, part, words):
        if words.value_ends(block):
            ends = [*starts[1:], len(block)]
            extent.last_row = max(
                extent.last_row, _row_number(block[starts[-1] :], counted + len(starts) - 1)
            )
            # From the end: once a filled row is found, those above it in the block cannot reach further down.
            for at in range(len(starts) - 1, -1, -1) if words.filled(block) else ():
                row = block[starts[at] : ends[at]]
                if words.filled(row):
                    extent.last_filled_row = max(extent.last_filled_row, _row_number(row, counted + at))
                    break
            extent.last_column = words.last_column(block, starts, ends, extent.last_column)
        counted += len(starts)
    return extent


@dataclass
class _SheetWords:
    """The tags of a sheet's XML as bytes, with the namespace prefix that some programs write (<x:row>).

    Plain byte searches, for a sheet may have a hundred million bytes.
    """

    prefix: bytes

    @classmethod
    def of(cls, package: zipfile.ZipFile, part: str) -> _SheetWords:
        with package.open(part) as stream:
            opening = re.search(rb"<(\w+:)?(?:sheetData|worksheet)\b", stream.read(_CHUNK))
        return cls((opening and opening[1]) or b"")

    def __post_init__(self) -> None:
        self.row_opens = re.compile(rb"<%brow[\s>/]" % self.prefix)
        self.rows_end = b"</%bsheetData>" % self.prefix
        self.cell_opens = b"<%bc " % self.prefix
        self._cell = re.compile(rb"<%bc\s[^>]*?\br=[\"']([A-Z]{1,3})\d" % self.prefix)
        self._ends = tuple(b"</%b%b>" % (self.prefix, tag) for tag in (b"v", b"t"))
        self._filled = [re.compile(rb"<%b%b[^>]*>\s*[^<\s]" % (self.prefix, tag)) for tag in (b"v", b"t")]

    def value_ends(self, xml: bytes) -> bool:
        """Whether there is any value element, be it empty."""
        return any(end in xml for end in self._ends)

    def filled(self, xml: bytes) -> bool:
        """Whether there is a value that is not empty."""
        return any(pattern.search(xml) for pattern in self._filled)

    def last_column(self, block: bytes, starts: list[int], ends: list[int], known: int) -> int:
        """The widest column (A is 1) with a value element in the rows of the block, or `known` if that is wider."""
        for start, end in zip(starts, ends, strict=True):
            if self._column(block, block.rfind(self.cell_opens, start, end), start, end) > known:
                value = max(block.rfind(tag, start, end) for tag in self._ends)
                if value > 0:
                    known = max(
                        known, self._column(block, block.rfind(self.cell_opens, start, value), start, end)
                    )
        return known

    def _column(self, block: bytes, opens: int, start: int, end: int) -> int:
        cell = self._cell.match(block, opens) if opens >= 0 else None
        # Cells may go without a reference; then they stand one after the other.
        return _column_number(cell[1]) if cell else block.count(b"<%bc" % self.prefix, start, end)


_ROW_NUMBER = re.compile(rb"^<[\w:]+\s[^>]*?\br=[\"'](\d+)")


def _row_number(row: bytes, before: int) -> int:
    written = _ROW_NUMBER.match(row)
    return int(written[1]) if written else before + 1


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _chunks(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part unpacked piece by piece. Raises BadZipFile when it is larger than the package declares."""
    member = copy(package.getinfo(part))
    declared = member.file_size
    member.file_size += 1  # one byte more than declared comes only when the package lies
    read = 0
    with package.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            if read > declared:
                raise zipfile.BadZipFile("a part is larger than declared")
            yield chunk


def _row_blocks(package: zipfile.ZipFile, part: str, words: _SheetWords) -> Iterator[tuple[bytes, list[int]]]:
    """The sheet's XML in blocks of whole rows, with where in the block each row opens. What precedes the first row is
    left out, what follows the last one stays with it.
    """
    rest = b""
    for chunk in _chunks(package, part):
        rest += chunk
        starts = [match.start() for match in words.row_opens.finditer(rest)]
        if len(starts) > 1:
            yield rest[: starts[-1]], starts[:-1]
        rest = rest[starts[-1] :] if starts else rest[-64:]
        if len(rest) > _LONGEST_ROW:
            raise zipfile.BadZipFile("a row without end")
    if words.row_opens.match(rest):
        yield rest, [0]


def without_rows_below(package: zipfile.ZipFile, last_rows: dict[str, int]) -> BytesIO:
    """A copy of the package whose named parts end with the given row; what follows the rows (merges) is kept."""
    copied = BytesIO()
    with zipfile.ZipFile(copied, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name in package.namelist():
            if name not in last_rows:
                if name.endswith((".xml", ".rels")):
                    out.writestr(name, package.read(name))
                continue
            words = _SheetWords.of(package, name)
            with out.open(name, "w") as sheet:
                with package.open(name) as stream:
                    head = stream.read(_CHUNK)
                sheet.write(head[: words.row_opens.search(head).start()])  # type: ignore[union-attr]
                counted = 0
                for block, starts in _row_blocks(package, name, words):
                    if counted > last_rows[name] and words.rows_end not in block:
                        continue
                    for start, end in pairwise([*starts, len(block)]):
                        row = block[start:end]
                        counted = _row_number(row, counted)
                        if counted <= last_rows[name]:
                            sheet.write(row)
                        elif words.rows_end in row:
                            sheet.write(row[row.index(words.rows_end) :])
    copied.seek(0)
    return copied
