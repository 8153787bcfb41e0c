"""What is bound into a volume (卷): one entry for each paper, picture or recording, in the order of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fazhi.evidence.models import StoredFile

Facts = Mapping[str, Any]  # label → value, in the order in which they are printed


@dataclass(frozen=True)
class VolumeEntry:
    """One entry of the catalogue.

    content: a stored file, the bytes of a PDF, or None for what exists on paper only. name: of the file, as it is found
    in the hand-over package. responsible: 责任者, who made it. note: 备注. number: 文号. sheets: the PDF to bind in its
    place, of a paper that was kept in another form.
    """

    title: str
    responsible: str
    day: date | None
    content: StoredFile | bytes | None
    note: str = ""
    name: str = ""
    number: str = ""
    sheets: bytes | None = None


@dataclass(frozen=True)
class Placed:
    """An entry with its pages, from 1; first and last are the same for a single sheet."""

    entry: VolumeEntry
    first: int
    last: int

    @property
    def pages(self) -> str:
        """页号 as the catalogue prints it: 3 or 3-7."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def placed(entries: Sequence[VolumeEntry], lengths: Sequence[int]) -> list[Placed]:
    """The entries one after the other."""
    found, page = [], 1
    for entry, length in zip(entries, lengths, strict=True):
        found.append(Placed(entry, page, page + length - 1))
        page += length
    return found
