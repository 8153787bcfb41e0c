"""Whether every file is there as it was kept: `fazhi check` asks here.

Faults: file_missing, file_altered (a row's file), file_unknown (a file that no row names).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fazhi.evidence.folders import kept_files, unfinished_files
from fazhi.evidence.models import IssuedPaper, StoredFile, TownTemplate
from fazhi.evidence.papers.editions import edition_digest
from fazhi.evidence.papers.issuing import paper_digest
from fazhi.trace.checking import Fault
from fazhi.trace.models import TraceRecord

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
    for path in (*kept_files(), *unfinished_files()):
        if path.name not in known and _age(path, now) > UNDER_WAY:
            yield Fault(
                "file_unknown", path.name,
                f"有一个文件没有任何记录用到：{path.name}。可能是上传到一半停下的，请核对后移走。",
            )  # fmt: skip


def _age(path: Path, now: float) -> float:
    """Seconds since a file was written; 0 for one that was just renamed to where it belongs."""
    try:
        return now - path.stat().st_mtime
    except FileNotFoundError:
        return 0


def paper_faults() -> Iterator[Fault]:
    """Templates and issued papers that say something else than was recorded of them."""
    for model, digest, words in (
        (TownTemplate, edition_digest, "文书模板"),
        (IssuedPaper, paper_digest, "写出的文书"),
    ):
        kind = str(model._meta.model_name)
        traced = TraceRecord.objects.filter(kind=kind).order_by("subject", "seq")
        told = dict(traced.values_list("subject", "rows_digest").iterator(chunk_size=5000))
        rows: Any = model._default_manager.order_by("pk").iterator(chunk_size=500)
        for row in rows:
            said = told.pop(str(row.pk), None)
            if said is None:
                yield Fault("added", str(row.pk), f"有一份{words}没有经过办理就出现在数据库里：{row}。")
            elif said != digest(row):
                yield Fault("changed", str(row.pk), f"有一份{words}没有经过办理就被改了：{row}。")
        for subject in told:
            yield Fault("row_gone", subject, f"有一份{words}的记录还在，内容不见了：{subject}。")


def digest_of(path: Path) -> str:
    """SM3 of a file, hexadecimal."""
    digest = hashlib.new("sm3")
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
