"""The row of a ledger as it is kept: what it said, where it stood, what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from fazhi.ledgers.matching import Found
from fazhi.pages.words import masked_id_number, masked_phone, plain_yuan, table_date, ui_number, ui_share
from fazhi.records.columns import Column, Shape
from fazhi.records.kinds import RecordKind
from fazhi.storage.ids import new_id
from fazhi.trace.writing import object_of


def source_row(
    found: Found, *, kind: RecordKind, town_id: UUID, batch_id: UUID, year: int, outcome: str, record_id: UUID | None,
) -> dict[str, Any]:  # fmt: skip
    """The columns of a SourceRow. The cells are kept only of a row that waits to be put right."""
    row = found.row
    source: dict[str, Any] = {
        "id": new_id(), "town_id": town_id, "batch_id": batch_id, "kind": kind.code, "year": year, "file": found.file,
        "sheet": found.sheet, "row": row.row, "fingerprint": found.mark, "key_mark": found.key, "outcome": outcome,
        "record_id": record_id, "values": _kept(found),
    }  # fmt: skip
    if row.problems:
        source.update(
            cells=row.cells, problems=row.problems, change={"extra": row.extra} if row.extra else {}
        )
    return source


def _kept(found: Found) -> Any:
    if not found.texts:
        return plain_values(found.row.values)
    return object_of([(name, text) for name, text in found.texts.items() if text != "null"])


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def plain_values(values: dict[str, Any]) -> dict[str, Any]:
    """What a row says, as JSON keeps it; empty columns left out."""
    return {name: plain(value) for name, value in values.items() if value is not None}


def typed(kind: RecordKind, name: str, value: Any) -> Any:
    """A value kept as JSON, as its column holds it."""
    if value is not None and kind.layout.column(name).shape is Shape.DATE:
        return date.fromisoformat(value)
    return value


def in_words(column: Column, value: Any) -> str:
    """A value of the column as pages and the command line write it; personal columns masked."""
    if value in (None, "", []):
        return ""
    match column.shape:
        case Shape.DATE:
            text = table_date(value) if isinstance(value, date) else str(value)
        case Shape.MONEY:
            text = f"{plain_yuan(value, comma=True)}元"
        case Shape.PERCENT:
            text = ui_share(value)
        case Shape.COUNT:
            text = f"{ui_number(value)}{column.unit}"
        case Shape.YES_NO:
            text = "是" if value else "否"
        case Shape.NAMES | Shape.PLACES:
            text = "、".join(value)
        case Shape.ITEMS:
            text = "；".join(value)
        case _:
            text = str(value)
    if column.masked:
        return masked_phone(text) if column.shape is Shape.PHONE else masked_id_number(text) or "*"
    return text
