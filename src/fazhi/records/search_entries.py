"""Search entries: what a record is found by, kept in the transaction that changes the record.

Every action that changes records calls `keep` before its transaction ends. Rows of an import wait in the backlog
(`search_backlog`) until their batch is published, since to index a row costs as much as to write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from fazhi.records.columns import Column, Shape
from fazhi.records.kinds import RecordKind, number_of
from fazhi.records.models import SearchEntry
from fazhi.storage import fulltext
from fazhi.storage.bulk import in_chunks, update_many
from fazhi.storage.fulltext import normal
from fazhi.terms.initials import initials

NO_DAY = date.min
CHUNK = 500
# Before initials, which stand in capitals: normal text has neither, so that they are told from words.
INITIALS = "·"
# Longer texts are no names, and nobody asks for them by their initials.
LONGEST_NAME = 20
# Telephone and identity numbers, wherever they stand: nobody shall find a person by them.
_PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d(?:[-\s]?\d{4}){2}|\d{17}[\dXx])(?!\d)")
_YEAR_IN_BRACKETS = re.compile(r"[〔\[【〈(（]\s*\d{4}\s*年?\s*[〕\]】〉)）]")


def keep(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """Bring the search entries of these records up to what the records say now; those of deleted records go.

    To be called, inside the transaction of the change, by every action that adds or changes records of a kind. Grouping
    records have none: what they are called stands in the records they hold.
    """
    if kind.groups:
        return
    for some in in_chunks(list(ids), CHUNK):
        write(some, entries_of(kind, some))


def keep_new(kind: RecordKind, record: Any) -> None:
    """`keep` of a record that has just been made, loaded with the kind's related and fetched rows."""
    _insert([entry_of(kind, record)])


def equal(kind: RecordKind, one: Any, other: Any) -> bool:
    """Whether two states of a record, loaded both, have the same entry but for the version it is made of."""
    return {**entry_of(kind, one), "version": 0} == {**entry_of(kind, other), "version": 0}


def entries_of(kind: RecordKind, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The entries these records should have, as rows without id."""
    records = kind.model.objects.filter(pk__in=ids)
    beside = kind.beside(ids) if kind.beside else {}
    return [
        entry_of(kind, record, beside.get(record.pk, ()))
        for record in records.select_related(*kind.related).prefetch_related(*kind.fetched)
    ]


def write(ids: Sequence[UUID], rows: Sequence[dict[str, Any]]) -> None:
    """Make the stored entries of the records `ids` equal to `rows`. Inside a transaction."""
    stored = SearchEntry.objects.filter(record_id__in=ids).values("id", "record_id", "text")
    before = {entry["record_id"]: entry for entry in stored}
    new, changed, fading, fresh = [], [], [], []
    for row in rows:
        old = before.pop(row["record_id"], None)
        if old is None:
            new.append(row)
            continue
        changed.append({"id": old["id"], **row})
        if old["text"] != row["text"]:
            fading.append((old["id"], old["text"]))
            fresh.append((old["id"], row["text"]))
    fading += [(old["id"], old["text"]) for old in before.values()]
    fulltext.take(SearchEntry, fading)
    if before:
        SearchEntry.objects.filter(pk__in=[old["id"] for old in before.values()]).delete()
    update_many(SearchEntry, changed)
    fulltext.put(SearchEntry, fresh)
    _insert(new)


def _insert(rows: Sequence[dict[str, Any]]) -> None:
    made = SearchEntry.objects.bulk_create([SearchEntry(**row) for row in rows])
    fulltext.put(SearchEntry, [(entry.pk, entry.text) for entry in made])


def move(kind: RecordKind, ids: Sequence[UUID], batch_id: UUID | None) -> None:
    """The records stand in another batch now; those that leave a batch for good may have had no entry yet."""
    if batch_id is None:
        keep(kind, ids)
    elif not kind.groups:
        SearchEntry.objects.filter(record_id__in=ids).update(batch_id=batch_id)


def entry_of(kind: RecordKind, record: Any, beside: Iterable[str] = ()) -> dict[str, Any]:
    """The entry a record should have. `record` is loaded with the kind's related and fetched rows.

    `beside`: what the kind is found by besides its own columns, as `kind.beside` tells.
    """
    values = kind.values(record)
    secrets = [
        str(secret)
        for column in kind.columns
        if column.masked
        for secret in _listed(values.get(column.field))
        if len(str(secret)) > 1
    ]
    number = number_of(record) if kind.is_case else ""
    title = str(kind.title(record) or "").strip()
    day = values.get(kind.date_field)
    text = [*_pieces(kind, values, title, number), *((piece, False) for piece in beside)]
    return {
        "town_id": record.town_id, "kind": kind.code, "record_id": record.pk, "batch_id": record.batch_id,
        "village_id": getattr(record, "village_id", None), "grid": getattr(record, "grid", "") or "",
        "day": day if isinstance(day, date) else NO_DAY, "voided": record.voided_at is not None,
        "version": record.version, "number": number, "title": _without(title, secrets)[:200],
        "text": _joined((_without(piece, secrets), is_name) for piece, is_name in text),
    }  # fmt: skip


def _pieces(kind: RecordKind, values: dict[str, Any], title: str, number: str) -> Iterator[tuple[str, bool]]:
    """(text, whether it is found by its initials too)."""
    yield title, True
    for spelling in spellings_of(number):
        yield spelling, False
    for column in kind.columns:
        if column.field in kind.search and not column.masked:
            for value in _listed(values.get(column.field)):
                for text in spellings_of(value) if column.shape is Shape.NUMBER else (value,):
                    yield text, _is_name(column, text)


def _is_name(column: Column, text: str) -> bool:
    return column.shape in (Shape.NAMES, Shape.PLACES) or (
        column.shape in (Shape.TEXT, Shape.CHOICE) and len(text) <= LONGEST_NAME
    )


def _listed(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def spellings_of(number: str) -> list[str]:
    """A document or case number and how people write it in short: 合调字〔2026〕第31号, 合调字第31号, 合调31号."""
    if not number:
        return []
    short = _YEAR_IN_BRACKETS.sub("", number)
    found = (number, short, re.sub("[第字]", "", number), re.sub("[第字]", "", short))
    return list(dict.fromkeys(found))


def _without(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, " ")
    return _PERSONAL.sub(" ", text)


def _joined(pieces: Iterable[tuple[str, bool]]) -> str:
    """Normal text of all pieces, each only where it says something new, and after it the initials of names."""
    text = ""
    names: dict[str, None] = {}
    for piece, is_name in pieces:
        words = normal(piece)
        if not words:
            continue
        if words not in text:
            text = f"{text} {words}" if text else words
        if is_name:
            for word in words.split(" "):
                for letters in initials(word):
                    if len(letters) > 1:
                        names[f"{INITIALS}{letters.upper()}"] = None
    return " ".join([text, *names]) if names else text
