"""The PDF a volume is put together in: it holds the pages, while their pictures wait in a file until all is written."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import IO, Any

from pypdf import PageObject, PdfWriter
from pypdf.generic import StreamObject


class VolumeWriter(PdfWriter):
    """A PdfWriter for volumes of hundreds of pictures, which would not fit into the memory of an office PC at once.

    aside: an open file for what waits, writable and readable; it must stay open until `write` is done.
    """

    def __init__(self, aside: IO[bytes]) -> None:
        super().__init__()
        self._aside = aside
        self._looked_at = 0

    def add(self, pages: Iterable[PageObject]) -> None:
        """Add pages at the end and keep nothing of where they came from; their links are gone before."""
        for page in pages:
            self.add_page(page)
        self.reset_translation()
        self._merged_in_pages.clear()
        self._unresolved_links.clear()
        for number in range(self._looked_at, len(self._objects)):
            one = self._objects[number]
            if isinstance(one, StreamObject) and one.get("/Subtype") == "/Image":
                self._replace_object(number + 1, _Waiting(one, self._aside))
        self._looked_at = len(self._objects)


class _Waiting(StreamObject):
    """A picture as it will stand in the PDF, lying in a file."""

    def __init__(self, picture: StreamObject, aside: IO[bytes]) -> None:
        super().__init__()
        self.update(picture)
        self._file, self._start = aside, aside.seek(0, os.SEEK_END)
        picture.write_to_stream(aside)
        self._length = aside.tell() - self._start

    def write_to_stream(self, stream: IO[Any]) -> None:
        self._file.seek(self._start)
        stream.write(self._file.read(self._length))
