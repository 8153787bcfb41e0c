"""Where a case came from: the record that opened it hears how it ended, without the two folders knowing each other.

A visit turned into mediation counts the agreement it led to; so the reception registers how it hears of one, and the
dispute tells whoever it came from. What the town takes in without a visit (from a village, a court) is entered in the
studio's register of receptions by the step that accepts it, and hears of the end in the same way. Such an entry is the
case's own: voided and restored with it, and where two cases become one, one entry counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fazhi.cases.drafts import Draft
from fazhi.cases.models import CaseStep
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor


@dataclass(frozen=True)
class Outcome:
    """How the case ended, as far as its origin asks: written, oral, failed, withdrawn, transferred; and on which day.
    `again` when it is taken up once more without an agreement.

    `performance`: how an agreement is kept, performing, performed or confirmed. Without a result it alone is news.
    """

    case_id: UUID
    result: str
    on: date
    number: str = ""
    performance: str = ""


@dataclass(frozen=True)
class Intake:
    """What a register of those who came holds of a case that the town takes in; `source` and `category` are its words."""

    case_id: UUID
    on: date
    visitor: str
    phone: str
    village: str
    type: str
    category: str
    source: str
    mediator: str


Heard = Callable[[UUID, Outcome, Town, Actor], None]
_heard: dict[str, Heard] = {}
Entered = Callable[[Intake, Town, Actor], UUID]
_entered: dict[str, Entered] = {}
# (entry, the reason, whether it is voided or comes back, town, by).
Voided = Callable[[UUID, str, bool, Town, Actor], None]
_voided: dict[str, Voided] = {}
Entry = tuple[str, UUID]  # kind and id


def register_origin(kind: str, heard: Heard) -> None:
    """Say how records of that kind take in the outcome of a case they opened; called from AppConfig.ready()."""
    _heard[kind] = heard


def register_intake(kind: str, entered: Entered, voided: Voided) -> None:
    """Say how records of that kind enter a case that the town takes in, and how such an entry is voided and restored.

    Called from AppConfig.ready().
    """
    _entered[kind], _voided[kind] = entered, voided


def enter_intake(draft: Draft, kind: str, intake: Intake, text: str) -> None:
    """Enter the case there, unless a record of that kind opened it; the step just taken names the entry as an origin."""
    if kind not in _entered or any(origin == kind for origin, _ in origins_of(draft)):
        return
    entry = _entered[kind](intake, draft.town, draft.by)
    draft.steps[-1]["facts"]["origin"] = {"kind": kind, "id": str(entry), "text": text, "entered": True}


def entries_beyond_one(draft: Draft) -> list[Entry]:
    """The entries of a case with others merged in that count it again: none is left beside a visit, else one, its own first."""
    rows = sorted(draft.steps, key=lambda row: "merged_from" in row["facts"])
    found = [one for row in rows if (one := row["facts"].get("origin")) and one.get("kind") in _entered]
    entered = list(dict.fromkeys((one["kind"], UUID(one["id"])) for one in found if one.get("entered")))
    return entered if any(not one.get("entered") for one in found) else entered[1:]


def void_entries(entries: Iterable[Entry], reason: str, *, town: Town, by: Actor) -> None:
    """Void what acceptance entered, for the reason the case was. What was voided before stays as it is."""
    for kind, entry in entries:
        _voided[kind](entry, reason, True, town, by)


def restore_entries(entries: Iterable[Entry], reason: str, *, town: Town, by: Actor) -> None:
    """Bring back those that were voided for that reason."""
    for kind, entry in entries:
        _voided[kind](entry, reason, False, town, by)


def void_or_restore_entries(case_id: UUID, reason: str, voided: bool, town: Town, by: Actor) -> None:
    """What acceptance entered stands and falls with the case: the `with_it` of a kind of case."""
    origins = (
        facts.get("origin") or {}
        for facts in CaseStep.objects.filter(record_id=case_id).values_list("facts", flat=True)
    )
    entries = [(one["kind"], UUID(one["id"])) for one in origins if one.get("entered")]
    (void_entries if voided else restore_entries)(dict.fromkeys(entries), reason, town=town, by=by)


def origins_of(draft: Draft) -> list[tuple[str, UUID]]:
    """(kind, id) of the records that opened the case: one, or several where cases were merged."""
    found = [row["facts"].get("origin") for row in draft.steps]
    return list(
        dict.fromkeys((str(one["kind"]), UUID(str(one["id"]))) for one in found if one and one.get("id"))
    )


def tell_origin(draft: Draft, result: str, on: date, performance: str = "") -> None:
    """Tell whatever opened the case, in the transaction of the step."""
    outcome = Outcome(draft.case_id, result, on, draft.case["number"], performance)
    for kind, record_id in origins_of(draft):
        if kind in _heard:
            _heard[kind](record_id, outcome, draft.town, draft.by)
