"""The hand-over package: one case as a BagIt bag (RFC 8493) in a zip, which any archive can verify without us.

示例调〔2026〕31号/
  bagit.txt  bag-info.txt  manifest-sha256.txt  manifest-sha512.txt  tagmanifest-sha256.txt  tagmanifest-sha512.txt
  data/说明.txt  data/案件.json  data/卷宗.pdf  data/材料清单.csv  data/材料/…  data/操作记录.json
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from fazhi import VERSION
from fazhi.evidence.models import StoredFile
from fazhi.evidence.names import distinct, safe_name
from fazhi.evidence.papers.facts import SHANGHAI
from fazhi.orgs.permissions import Refused

ALGORITHMS = ("sha256", "sha512")
PIECE = 1 << 20
# Labels that RFC 8493 gives a meaning; others may stand beside them in Chinese.
_LINE_ENDS = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]+")
READ_ME = """这是一件案件的移交包，按 BagIt 1.0（RFC 8493）封装，里面的文件可以用通用工具核对，不需要本平台。

  卷宗.pdf       封面、目录、全部材料和备考表，已编页号；图片按纸的大小缩过
  案件.json      案件的登记内容
  材料           原件：上传的文件和写出的文书，没有改动
  材料清单.csv   每个文件叫什么、多大、摘要（SM3）是多少
  操作记录.json  谁在什么时候做了什么，每条带前一条的摘要

核对：解开压缩包，运行  bagit.py --validate 文件夹名  ，或用 sha256sum -c manifest-sha256.txt。
"""


class DamagedFile(Refused):
    """A file to hand over is gone or no longer what was kept; the message says which and what to do."""


@dataclass(frozen=True)
class HandedFile:
    """One file of the package. name: as people know it, made safe and distinct here. title: of the paper or material."""

    name: str
    content: StoredFile | bytes
    title: str = ""


@dataclass
class _Bag:
    """The zip that is being written, and the digests of what went in."""

    archive: zipfile.ZipFile
    top: str
    moment: tuple[int, int, int, int, int, int]
    manifests: dict[str, dict[str, str]] = field(default_factory=lambda: {name: {} for name in ALGORITHMS})
    size: int = 0
    count: int = 0

    def add(self, path: str, pieces: Iterable[bytes], *, packed: bool = False) -> None:
        """One member, its digests noted by its path within the bag."""
        digests = [hashlib.new(name) for name in ALGORITHMS]
        entry = zipfile.ZipInfo(f"{self.top}/{path}", self.moment)
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        with self.archive.open(entry, "w", force_zip64=True) as member:
            for piece in pieces:
                for digest in digests:
                    digest.update(piece)
                self.size += len(piece)
                member.write(piece)
        self.count += 1
        for name, digest in zip(ALGORITHMS, digests, strict=True):
            self.manifests[name][path] = digest.hexdigest()


def hand_over(
    target: str | os.PathLike[str] | IO[bytes],
    *,
    name: str,
    description: Mapping[str, Any],
    volume: bytes | IO[bytes] | None,
    files: Sequence[HandedFile],
    trace: Iterable[Mapping[str, Any]],
    info: Mapping[str, str],
    progress: Callable[[int, int], None] | None = None,
) -> list[str]:
    """Write the package to a path (whole or not at all) or an open binary file; returns the names given to `files`.

    name: of the folder in the zip, e.g. the case's number. description and trace: what json can hold, and dates.
    volume: the PDF, or an open file of it.
    info: lines of bag-info.txt; 移交单位, 联系人, 案件编号 and the like, beside the standard's own labels.
    progress: told, before each file, how many are in of how many; what it raises ends the work.
    Raises DamagedFile where a stored file is not what it was; OSError.
    """
    if not isinstance(target, (str, os.PathLike)):
        return _write(target, name, description, volume, files, trace, info, progress)
    draft = Path(target).with_name(Path(target).name + ".part")
    try:
        with draft.open("wb") as file:
            names = _write(file, name, description, volume, files, trace, info, progress)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return names


def _write(
    target: IO[bytes], name: str, description: Mapping[str, Any], volume: bytes | IO[bytes] | None,
    files: Sequence[HandedFile], trace: Iterable[Mapping[str, Any]], info: Mapping[str, str],
    progress: Callable[[int, int], None] | None,
) -> list[str]:  # fmt: skip
    now = datetime.now(SHANGHAI)
    names = distinct([_name(number, one) for number, one in enumerate(files, 1)])
    with zipfile.ZipFile(target, "w", allowZip64=True) as archive:
        bag = _Bag(archive, safe_name(name), (now.year, now.month, now.day, now.hour, now.minute, now.second))
        bag.add("data/说明.txt", [READ_ME.encode()])
        bag.add("data/案件.json", [_json(description)])
        if volume is not None:
            bag.add("data/卷宗.pdf", [volume] if isinstance(volume, bytes) else _pieces(volume), packed=True)
        for done, (one, given) in enumerate(zip(files, names, strict=True)):
            if progress is not None:
                progress(done, len(files))
            bag.add(f"data/材料/{given}", _content(one), packed=True)
        bag.add("data/材料清单.csv", [_catalogue(files, names)])
        bag.add("data/操作记录.json", [_json(list(trace))])
        payload = {algorithm: dict(lines) for algorithm, lines in bag.manifests.items()}
        size, count = bag.size, bag.count
        bag.manifests = {algorithm: {} for algorithm in ALGORITHMS}
        bag.add("bagit.txt", [b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"])
        bag.add("bag-info.txt", [_info(info, now.date(), size, count)])
        for algorithm, lines in payload.items():
            bag.add(f"manifest-{algorithm}.txt", [_manifest(lines)])
        tags = {algorithm: dict(lines) for algorithm, lines in bag.manifests.items()}
        for algorithm, lines in tags.items():
            bag.add(f"tagmanifest-{algorithm}.txt", [_manifest(lines)])
    return names


def _name(number: int, one: HandedFile) -> str:
    ending = one.name.rpartition(".")[2].lower() if "." in one.name else ""
    if isinstance(one.content, StoredFile) and ending not in one.content.file_type.endings:
        ending = one.content.file_type.endings[0]
    return f"{number:02d}{safe_name(one.name, ending)}"


def _content(one: HandedFile) -> Iterator[bytes]:
    """The bytes; what lies in the store is held against its digest on the way out."""
    if isinstance(one.content, bytes):
        yield one.content
        return
    digest = hashlib.new("sm3")
    try:
        with one.content.path.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                yield piece
    except FileNotFoundError:
        raise DamagedFile(f"文件“{one.name}”不见了，不能移交。请系统管理员从备份找回再移交。") from None
    if digest.hexdigest() != one.content.digest:
        raise DamagedFile(f"文件“{one.name}”与存入时不同，不能移交。请系统管理员从备份找回再移交。")


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain).encode() + b"\n"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)


def _catalogue(files: Sequence[HandedFile], names: Sequence[str]) -> bytes:
    memory = io.StringIO()
    lines = csv.writer(memory)
    lines.writerow(("序号", "文件", "名称", "类型", "大小（字节）", "摘要（SM3）"))
    for number, (one, given) in enumerate(zip(files, names, strict=True), 1):
        stored = one.content if isinstance(one.content, StoredFile) else None
        digest = stored.digest if stored else hashlib.new("sm3", one.content).hexdigest()  # type: ignore[arg-type]
        size = stored.size if stored else len(one.content)  # type: ignore[arg-type]
        words = stored.file_type.words if stored else ""
        lines.writerow([_cell(part) for part in (number, given, one.title, words, size, digest)])
    # With a mark of order, else Excel takes the Chinese for something else.
    return memory.getvalue().encode("utf-8-sig")


def _cell(part: Any) -> Any:
    """A text that Excel would run as a formula is made a text."""
    return f"'{part}" if isinstance(part, str) and part[:1] in "=+-@\t\r" and part else part


def _info(info: Mapping[str, str], day: date, size: int, count: int) -> bytes:
    lines = {
        **{_label(label): _LINE_ENDS.sub(" ", str(value)).strip() for label, value in info.items()},
        "Bagging-Date": day.isoformat(),
        "Payload-Oxum": f"{size}.{count}",
        "Bag-Software-Agent": f"Fazhi {VERSION}",
    }
    return "".join(f"{label}: {value}\n" for label, value in lines.items() if value).encode()


def _label(label: str) -> str:
    return _LINE_ENDS.sub(" ", label).replace(":", "：").strip()


def _manifest(lines: Mapping[str, str]) -> bytes:
    # No name holds a line end or %, which the standard would have written as %0A and %25: safe_name sees to it.
    return "".join(f"{digest}  {path}\n" for path, digest in lines.items()).encode()
