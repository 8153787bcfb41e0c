"""Appending to the trace: always inside the transaction of the change it tells of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from json import encoder
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import IntegerField, QuerySet, Subquery, Value

from fazhi.storage.bulk import Written, in_chunks, insert_columns, insert_many, update_many
from fazhi.storage.ids import new_id
from fazhi.storage.one_reading import forget
from fazhi.storage.prepared import Prepared
from fazhi.trace.models import ChainHead, Seal, TraceRecord

# Unit separator: cannot occur in JSON text or in a name typed on a page.
SEPARATOR = "\x1f"
# In the order in which they are hashed, after the digest before.
HASHED = (
    "chain", "seq", "at", "town", "actor", "on_behalf", "verb", "kind", "subject", "request", "rows_digest", "change",
    "seal",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """What an action has to tell. `rows_digest` is SM3 over the business rows as it left them."""

    chain: str
    verb: str
    kind: str
    subject: UUID | str
    actor: str
    town: UUID | str = ""
    on_behalf: str = ""
    request: UUID | str = ""
    rows_digest: str = ""
    opens: bool = (
        False  # the chain begins here: what it is named after has just been made, so nobody else knows it
    )
    change: dict[str, Any] | Written = field(default_factory=dict)


# Looking the algorithm up by name costs as much as hashing a line of text; a copy of an empty digest does not.
_empty_sm3 = hashlib.new("sm3")


def sm3(text: str) -> str:
    """SM3 (GB/T 32905) of the text in UTF-8, as 64 hexadecimal digits; by OpenSSL."""
    digest = _empty_sm3.copy()
    digest.update(text.encode())
    return digest.hexdigest()


def now_text() -> str:
    """The moment as the trace writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def as_json(value: Any) -> str:
    """The one way a value becomes text for a digest: keys sorted, dates and ids as their standard text."""
    return value if type(value) is Written else _encode(value)


def text_of(value: Any) -> str:
    """`as_json` of one plain value, quickly: an import asks it a million times."""
    kind = type(value)
    if kind is str:
        return json_string(value)
    if kind is date:
        return _day_text(value)
    return "null" if value is None else _encode(value)


def object_of(texts: Iterable[tuple[str, str]]) -> Written:
    """The object of these names and texts of values, in the order given; for digests the names must be sorted."""
    return Written(f"{{{','.join([_name_text(name) + text for name, text in texts])}}}")


def _as_text(value: Any) -> str:
    return _id_text(value) if type(value) is UUID else str(value)


# An id stands in a dozen places of the rows of one record.
_id_text = lru_cache(maxsize=8192)(UUID.__str__)

json_string: Callable[[str], str] = encoder.encode_basestring


def _encoder() -> Callable[[Any], str]:
    """Made once: json.dumps, and JSONEncoder.encode too, make an encoder anew at every call."""
    make = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return json.JSONEncoder(
            ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":"), default=_as_text
        ).encode
    encode = make(None, _as_text, json_string, None, ":", ",", True, False, True)
    return lambda value: "".join(encode(value, 0))


_encode = _encoder()


@lru_cache(maxsize=4096)
def _day_text(day: date) -> str:
    return f'"{day.isoformat()}"'


@lru_cache(maxsize=1024)
def _name_text(name: str) -> str:
    return f"{json_string(name)}:"


def append(entries: Iterable[Entry]) -> None:
    """Append the entries, each at the end of its chain, in the order given.

    Raises RuntimeError outside a transaction: a change and its trace stand or fall together.
    """
    entries = list(entries)
    if not entries:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("the trace is written in the transaction of the change")
    forget()
    heads, seal = _heads_and_seal([entry.chain for entry in entries if not entry.opens])
    at, seal_text = now_text(), str(seal)
    known = set(heads)
    lines: list[tuple[str, ...]] = []
    places: list[int] = []
    before: list[str] = []
    digests: list[str] = []
    for entry in entries:
        count, previous = heads.get(entry.chain, (0, ""))
        # In the order of HASHED.
        told = (
            entry.chain, str(count + 1), at, _as_text(entry.town), entry.actor, entry.on_behalf, entry.verb, entry.kind,
            _as_text(entry.subject), _as_text(entry.request), entry.rows_digest,
            as_json(entry.change) if entry.change else "", seal_text,
        )  # fmt: skip
        digest = sm3(SEPARATOR.join((previous, *told)))
        lines.append(told)
        places.append(count + 1)
        before.append(previous)
        digests.append(digest)
        heads[entry.chain] = (count + 1, digest)
    columns: dict[str, Sequence[Any]] = dict(zip(HASHED, zip(*lines, strict=True), strict=True))
    columns.update(
        id=[new_id() for _ in lines], seq=places, seal=[seal] * len(lines), previous=before, digest=digests
    )
    insert_columns(TraceRecord, columns)
    changed = [{"chain": c, "count": n, "digest": d} for c, (n, d) in heads.items()]
    insert_many(ChainHead, [{**row, "sealed": 0} for row in changed if row["chain"] not in known])
    update_many(ChainHead, [row for row in changed if row["chain"] in known])


def _newest_seal() -> QuerySet[Seal, Any]:
    return Seal.objects.order_by("-number").values_list("number")[:1]


def _head(chain: Any) -> QuerySet[ChainHead, Any]:
    """Where a chain ends, locked. Where no rows are locked the newest seal comes along; elsewhere it is asked for later."""
    seal = (
        Value(None, IntegerField()) if connection.features.has_select_for_update else Subquery(_newest_seal())
    )
    return ChainHead.objects.select_for_update().filter(chain=chain).values_list("count", "digest", seal)


# Every act of a person asks these.
_HEAD = Prepared(_head, chain=lambda: ChainHead._meta.get_field("chain"))
_SEAL = Prepared(_newest_seal)


def _heads_and_seal(chains: Sequence[str]) -> tuple[dict[str, tuple[int, str]], int]:
    """Where each chain ends now, locked, so that two writers of one chain take turns; and the seal that comes next."""
    found: dict[str, tuple[int, str]] = {}
    last: int | None = None
    # Always in one order, so that two actions over the same chains cannot wait for each other.
    wanted = sorted(set(chains))
    if len(wanted) == 1:
        for count, digest, seal in _HEAD.rows(chain=wanted[0]):
            found[wanted[0]] = (count, digest)
            last = seal if connection.features.has_select_for_update else seal or 0
    else:
        for some in in_chunks(wanted, 500):
            heads = ChainHead.objects.select_for_update().filter(chain__in=some).order_by("chain")
            for chain, count, digest in heads.values_list("chain", "count", "digest"):
                found[chain] = (count, digest)
    # A seal may be made while one waits for a head: where rows are locked it is asked for afterwards.
    if last is None:
        last = next((number for (number,) in _SEAL.rows()), 0)
    return found, last + 1


def said(entry: Entry) -> None:
    """Append one entry in a transaction of its own, for acts that change no row: a reading in full, an export."""
    with transaction.atomic():
        append([entry])
