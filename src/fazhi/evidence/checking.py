"""Whether every file is there as it was kept: `fazhi check` asks here.

Faults: file_missing, file_altered (a row's file), file_unknown (a file that no row names).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fazhi.evidence.folders import kept_files
from fazhi.evidence.models import StoredFile
from fazhi.trace.checking import Fault

# A file is written before its row, and a large one over a slow line takes its time.
UNDER_WAY = 24 * 3600  # seconds


@dataclass
class Compared:
    """How many files were read again."""

    files: int = 0


def file_faults(compared: Compared | None = None) -> Iterator[Fault]:
    """Read every file again and hold it against its digest; then look for files that no row names."""
    compared = compared if compared is not None else Compared()
    known = set()
    for stored in StoredFile.objects.order_by("digest").iterator(chunk_size=2000):
        known.add(stored.digest)
        compared.files += 1
        path = stored.path
        if not path.is_file():
            yield Fault(
                "file_missing", stored.digest,
                f"文件不见了：{stored.file_type.words}，{stored.size}字节，摘要{stored.digest}。请从备份找回，放到 files 文件夹里。",
            )  # fmt: skip
        elif path.stat().st_size != stored.size or digest_of(path) != stored.digest:
            yield Fault(
                "file_altered", stored.digest,
                f"文件被改过或损坏：{stored.file_type.words}，摘要{stored.digest}。请从备份找回原来的文件。",
            )  # fmt: skip
    now = time.time()
    for path in kept_files():
        if path.name not in known and now - path.stat().st_mtime > UNDER_WAY:
            yield Fault(
                "file_unknown", path.name,
                f"有一个文件没有任何记录用到：{path.name}。可能是上传到一半停下的，请核对后移走。",
            )  # fmt: skip


def digest_of(path: Path) -> str:
    """SM3 of a file, hexadecimal."""
    digest = hashlib.new("sm3")
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
