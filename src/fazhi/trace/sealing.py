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
from django.db.models import F

from fazhi.storage.bulk import in_chunks
from fazhi.trace.models import ChainHead, Seal
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
    """Seal all chains that grew since the last seal; None when none did. Writes the file, then the row.

    What commits while this runs, whatever seal its records expected, is left whole to the next one.
    """
    secret = key(folder)
    try:
        with transaction.atomic():
            return _seal(folder, secret)
    except IntegrityError:
        return None  # another process sealed at the same moment


def _seal(folder: Path, secret: bytes) -> Seal | None:
    last = Seal.objects.select_for_update().order_by("-number").first()
    number = last.number + 1 if last else 1
    # Locked in the order in which actions lock them, so that neither waits for the other in a circle.
    grown = list(
        ChainHead.objects.select_for_update()
        .filter(count__gt=F("sealed"))
        .order_by("chain")
        .values_list("chain", "count", "digest", "sealed")
        .iterator(chunk_size=5000)
    )
    if not grown:
        return None
    heads = {chain: (count, digest) for chain, count, digest, _ in grown}
    at, previous = now_text(), last.digest if last else ""
    lines = _lines(heads)
    digest = _mac(secret, number, at, previous, lines)
    made = Seal.objects.create(
        number=number, at=at, chains=len(heads), previous=previous, digest=digest,
        records=sum(count - sealed for _, count, _, sealed in grown),
    )  # fmt: skip
    # These and no others: a chain that was begun meanwhile is not in the file.
    for chains in in_chunks(list(heads), 500):
        ChainHead.objects.filter(chain__in=chains).update(sealed=F("count"))
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


def database_is_ready() -> bool:
    """Whether the trace's tables exist, so that a shutdown before set-up seals nothing."""
    return Seal._meta.db_table in connection.introspection.table_names()
