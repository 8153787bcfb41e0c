"""Sealing: the heads of all chains that grew, under a key that is not in the database.

A chain alone can be cut at its tail, dropped whole, or computed anew by whoever owns the database. A seal file lists
the heads (chain, count, digest) and ends with an HMAC-SM3 over them and over the seal before, so none of these passes.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, connection, transaction

from fazhi.trace.models import ChainHead, Seal, TraceRecord
from fazhi.trace.writing import now_text

KEY_FILE = "seal.key"
FOLDER = "seals"


@dataclass(frozen=True)
class SealFile:
    """One seal as it stands beside the database."""

    number: int
    at: str
    previous: str
    heads: dict[str, tuple[int, str]]  # chain → (count, digest)
    digest: str  # the HMAC written in the file
    true: bool  # whether that HMAC is right under the key


def key(folder: Path) -> bytes:
    """The sealing key of this installation, made on first use and readable by its owner only."""
    path = folder / KEY_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def _lines(heads: dict[str, tuple[int, str]]) -> list[str]:
    return [f"{chain}\t{count}\t{digest}" for chain, (count, digest) in sorted(heads.items())]


def _mac(secret: bytes, number: int, at: str, previous: str, lines: list[str]) -> str:
    text = "\n".join([str(number), at, previous, *lines])
    return hmac.new(secret, text.encode(), "sm3").hexdigest()


def seal(folder: Path) -> Seal | None:
    """Seal all chains that grew since the last seal; None when none did. Writes the file, then the row."""
    secret = key(folder)
    with transaction.atomic():
        last = Seal.objects.select_for_update().order_by("-number").first()
        number = last.number + 1 if last else 1
        heads = {
            chain: (count, digest)
            for chain, count, digest in ChainHead.objects.select_for_update()
            .filter(seal=number)
            .order_by("chain")
            .values_list("chain", "count", "digest")
            .iterator(chunk_size=5000)
        }
        if not heads:
            return None
        at, previous = now_text(), last.digest if last else ""
        lines = _lines(heads)
        digest = _mac(secret, number, at, previous, lines)
        try:
            with transaction.atomic():
                made = Seal.objects.create(
                    number=number, at=at, chains=len(heads), previous=previous, digest=digest,
                    records=TraceRecord.objects.filter(seal=number).count(),
                )  # fmt: skip
        except IntegrityError:
            return None  # another process sealed at the same moment
        target = folder / FOLDER / f"{number:06d}.seal"
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".part")
        draft.write_text("\n".join([str(number), at, previous, *lines, digest]) + "\n", encoding="utf-8")
        draft.replace(target)
        return made


def seal_files(folder: Path) -> Iterator[SealFile]:
    """The seals kept beside the database, in order, each with whether its HMAC is right."""
    secret = key(folder)
    for path in sorted((folder / FOLDER).glob("*.seal")):
        number, at, previous, *lines, digest = path.read_text(encoding="utf-8").split("\n")[:-1]
        heads: dict[str, tuple[int, str]] = {}
        for line in lines:
            chain, count, head = line.split("\t")
            heads[chain] = (int(count), head)
        right = hmac.compare_digest(digest, _mac(secret, int(number), at, previous, lines))
        yield SealFile(int(number), at, previous, heads, digest, right)


def unsealed() -> int:
    """How many trace records no seal covers yet."""
    next_seal = (Seal.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    return TraceRecord.objects.filter(seal=next_seal).count()


def database_is_ready() -> bool:
    """Whether the trace's tables exist, so that a shutdown before set-up seals nothing."""
    return Seal._meta.db_table in connection.introspection.table_names()
