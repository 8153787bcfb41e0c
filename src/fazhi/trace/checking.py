"""Whether the trace is whole: `fazhi check` asks here and names what is broken.

Faults: altered (a record was changed), removed (a place in a chain is empty), inserted (a record that its neighbours
do not know), cut off (a chain ends before its head or seal says), gone (a whole chain), unguarded (a trigger missing),
seal (a seal file altered, removed or forged), unregistered (a seal file that the database does not know).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from fazhi.storage.append_only import missing_triggers
from fazhi.trace.models import ChainHead, Seal, TraceRecord
from fazhi.trace.sealing import SealFile, seal_files
from fazhi.trace.writing import HASHED


@dataclass(frozen=True)
class Fault:
    """One thing that is broken: its code, where, and a sentence for the person who must look."""

    code: str
    where: str
    text: str


@dataclass
class Verified:
    """What was walked, so that "no fault" can be told from "nothing looked at"."""

    records: int = 0
    chains: int = 0
    seals: int = 0
    unsealed: int = 0  # records that the next seal will cover


UNREGISTERED = "unregistered"
GUARDED = (TraceRecord._meta.db_table, Seal._meta.db_table)


def trace_faults(folder: Path, verified: Verified | None = None) -> Iterator[Fault]:
    """Walk every chain from its first record, then heads, seals and guards."""
    verified = verified if verified is not None else Verified()
    # Asked before the files are read: each has its file by then, and a later file is of a seal made meanwhile.
    known = Seal.objects.order_by("-number").values_list("number", flat=True).first() or 0
    seals = list(seal_files(folder))
    # What the seals say of each chain: {chain: [(count, digest, seal number)]}.
    sealed: dict[str, list[tuple[int, str, int]]] = {}
    for seal in seals:
        if seal.number > known:
            continue  # told as unregistered, if it still is in the end
        for chain, (count, digest) in seal.heads.items():
            sealed.setdefault(chain, []).append((count, digest, seal.number))
    ends: dict[str, tuple[int, str]] = {}
    yield from _walk(sealed, ends, verified)
    covered = {chain: marks[-1][0] for chain, marks in sealed.items()}
    verified.unsealed = sum(max(count - covered.get(chain, 0), 0) for chain, (count, _) in ends.items())
    yield from _head_faults(ends)
    for chain, marks in sealed.items():
        count, _, number = marks[-1]
        if chain not in ends:
            yield Fault("gone", chain, f"整条记录链不见了：{chain}（第{number}次封存时有{count}条）。")
        elif ends[chain][0] < count:
            yield Fault(
                "cut_off", chain,
                f"记录链 {chain} 被截短：第{number}次封存时有{count}条，现在只有{ends[chain][0]}条。",
            )  # fmt: skip
    broken = list(_seal_faults(seals, verified))
    yield from broken or _passed_over(covered)
    for name in missing_triggers(GUARDED):
        yield Fault(
            "unguarded", name, f"防改触发器不见了：{name}。请运行 fazhi upgrade 补上，并查明是谁删的。"
        )


def _walk(
    sealed: dict[str, list[tuple[int, str, int]]], ends: dict[str, tuple[int, str]], verified: Verified
) -> Iterator[Fault]:
    new = hashlib.new
    chain, seq, last, marks = "", 0, "", {}
    for here, place, previous, digest, hashed in _stream(_walk_sql()):
        if here != chain:
            if chain:
                ends[chain] = (seq, last)
            chain, seq, last = here, 0, ""
            verified.chains += 1
            marks = {count: (digest, number) for count, digest, number in sealed.get(chain, ())}
        verified.records += 1
        if new("sm3", hashed).hexdigest() != digest:
            where = f"{chain}#{place}"
            yield Fault("altered", where, f"记录被改过：{where}，内容与它的摘要对不上。")
        if place == seq + 1:
            if previous != last:
                where = f"{chain}#{place}"
                yield Fault("inserted", where, f"记录被插入或换过：{where}，与前一条接不上。")
        else:
            yield Fault(
                "removed", f"{chain}#{seq + 1}", f"记录被删：{chain} 缺第{seq + 1}条到第{place - 1}条。"
            )
        if place in marks and marks[place][0] != digest:
            yield Fault(
                "altered", f"{chain}#{place}",
                f"记录链 {chain} 在第{marks[place][1]}次封存后被重新算过：第{place}条与封存时不同。",
            )  # fmt: skip
        seq, last = place, digest
    if chain:
        ends[chain] = (seq, last)


def _walk_sql() -> str:
    """Chain by chain in order; what was hashed is put together by the database, which is four times as fast."""
    quote = connection.ops.quote_name
    between = "||char(31)||" if connection.vendor == "sqlite" else "||chr(31)||"
    hashed = between.join(quote(name) for name in ("previous", *HASHED))
    # As bytes: a text would be decoded by the driver only to be encoded again for the digest.
    hashed = f"CAST({hashed} AS BLOB)" if connection.vendor == "sqlite" else f"convert_to({hashed}, 'UTF8')"
    table = quote(TraceRecord._meta.db_table)
    return f"SELECT chain, seq, previous, digest, {hashed} FROM {table} ORDER BY chain, seq"  # noqa: S608


def _stream(sql: str) -> Iterator[Any]:
    """Rows without holding them all: a named cursor on PostgreSQL, the plain cursor on SQLite."""
    connection.ensure_connection()
    raw = connection.connection
    if connection.vendor == "postgresql":
        with (
            transaction.atomic(),
            raw.cursor(name="fazhi_check") as cursor,
        ):  # a named cursor lives in a transaction
            cursor.itersize = 5000
            yield from cursor.execute(sql)
    else:
        cursor = raw.cursor()
        cursor.arraysize = 2000
        cursor.execute(sql)
        while rows := cursor.fetchmany():
            yield from rows


def _head_faults(ends: dict[str, tuple[int, str]]) -> Iterator[Fault]:
    seen = set()
    for chain, count, digest in ChainHead.objects.values_list("chain", "count", "digest").iterator(
        chunk_size=5000
    ):
        seen.add(chain)
        if chain not in ends:
            yield Fault("gone", chain, f"整条记录链不见了：{chain}（应有{count}条）。")
        elif ends[chain][0] < count:
            yield Fault(
                "cut_off", chain, f"记录链 {chain} 被截短：应有{count}条，现在只有{ends[chain][0]}条。"
            )
        elif ends[chain] != (count, digest):
            yield Fault(
                "inserted",
                chain,
                f"记录链 {chain} 的末尾与登记的不同：应有{count}条，现有{ends[chain][0]}条。",
            )
    for chain in ends:
        if chain not in seen:
            yield Fault("inserted", chain, f"记录链 {chain} 没有登记过，是从外面加进来的。")


def _passed_over(covered: dict[str, int]) -> Iterator[Fault]:
    """Chains that are said to be sealed further than any seal goes: the next one would leave those records out."""
    heads = ChainHead.objects.filter(sealed__gt=0).values_list("chain", "sealed")
    for chain, count in heads.iterator(chunk_size=5000):
        if count > covered.get(chain, 0):
            yield Fault(
                "seal", chain,
                f"记录链 {chain} 登记为封存到第{count}条，封存文件里只到第{covered.get(chain, 0)}条。",
            )  # fmt: skip


def _seal_faults(seals: list[SealFile], verified: Verified) -> Iterator[Fault]:
    files = {seal.number: seal for seal in seals}
    previous = ""
    for row in Seal.objects.order_by("number"):
        verified.seals += 1
        where = _where(row.number)
        file = files.pop(row.number, None)
        if file is None:
            yield Fault("seal", where, f"{where}的封存文件不见了，请从备份找回。")
        elif not file.true:
            yield Fault("seal", where, f"{where}的封存文件被改过，或封存密钥换过。")
        elif (file.digest, file.previous, file.at) != (
            row.digest,
            row.previous,
            row.at,
        ) or row.previous != previous:
            yield Fault("seal", where, f"{where}在数据库里的登记与封存文件不同。")
        elif row.chains != len(file.heads):
            yield Fault("seal", where, f"{where}应有{row.chains}条链，文件里有{len(file.heads)}条。")
        previous = row.digest
    for number in sorted(files):
        yield Fault(
            UNREGISTERED,
            _where(number),
            f"第{number}次封存有文件，但数据库里没有登记：数据库可能被换成了旧的。",
        )


def registered_meanwhile() -> set[tuple[str, str]]:
    """(code, where) of the faults that are none: a seal is a file first, and its row stands by now."""
    return {(UNREGISTERED, _where(number)) for number in Seal.objects.values_list("number", flat=True)}


def _where(number: int) -> str:
    return f"第{number}次封存"
