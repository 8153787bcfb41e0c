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


def origins_of(draft: Draft) -> list[tuple[str, UUID]]:
    """(kind, id) of the records that opened the case: one, or several where cases were merged."""
    found = [row["facts"].get("origin") for row in draft.steps]
    return list(
        dict.fromkeys((str(one["kind"]), UUID(str(one["id"]))) for one in found if one and one.get("id"))
    )


def tell_origin(draft: Draft, result: str, on: date) -> None:
    """Tell whatever opened the case, in the transaction of the step."""
    for kind, record_id in origins_of(draft):
        if kind in _heard:
            _heard[kind](
                record_id, Outcome(draft.case_id, result, on, draft.case["number"]), draft.town, draft.by
            )
