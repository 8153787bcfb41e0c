"""Where a case came from: the record that opened it hears how it ended, without the two folders knowing each other.

A visit turned into mediation counts the agreement it led to; so the reception registers how it hears of one, and the
dispute tells whoever it came from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fazhi.cases.drafts import Draft
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor


@dataclass(frozen=True)
class Outcome:
    """How the case ended, as far as its origin asks: written, oral, failed, withdrawn, transferred; and on which day."""

    case_id: UUID
    result: str
    on: date
    number: str = ""


Heard = Callable[[UUID, Outcome, Town, Actor], None]
_heard: dict[str, Heard] = {}


def register_origin(kind: str, heard: Heard) -> None:
    """Say how records of that kind take in the outcome of a case they opened; called from AppConfig.ready()."""
    _heard[kind] = heard


def origin_of(draft: Draft) -> tuple[str, UUID] | None:
    """(kind, id) of the record that opened the case, if one did."""
    origin = draft.steps[0]["facts"].get("origin") if draft.steps else None
    if not origin or not origin.get("id"):
        return None
    return str(origin["kind"]), UUID(str(origin["id"]))


def tell_origin(draft: Draft, result: str, on: date) -> None:
    """Tell the record that opened the case, in the transaction of the step."""
    origin = origin_of(draft)
    if origin is None or origin[0] not in _heard:
        return
    kind, record_id = origin
    _heard[kind](record_id, Outcome(draft.case_id, result, on, draft.case["number"]), draft.town, draft.by)
