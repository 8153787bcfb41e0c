"""From the values of a ledger row or a form to the rows of a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max

from fazhi.cases.models import Case, CaseStep, Participant
from fazhi.orgs.models import Town
from fazhi.records.kinds import Making, Rows

CASE_PARTS = (Case, CaseStep, Participant)

# One step as a ledger tells it: code, date or None, how many times.
Told = tuple[str, date | None, int]
# One person as a ledger tells it: role, name, phone.
Named = tuple[str, str, str]


def case_rows(
    making: Making, *, kind: str, title: str, number: str = "", village_id: UUID | None = None,
    opened_on: date | None, closed_on: date | None, steps: Sequence[Told], people: Iterable[Named] = (),
    closed: bool | None = None,
) -> Rows:  # fmt: skip
    """The rows of case, steps and participants. A step is kept when it has a date or a count.

    `closed` says so where the ledger knows the end but not its date; None: closed when there is a date.
    """
    kept = [step for step in steps if step[1] is not None or step[2]]
    ended = closed_on is not None if closed is None else closed
    before = making.before.get(Case)
    year, serial = (before[0]["year"], before[0]["serial"]) if before else (None, None)
    if not number and serial is None and opened_on is not None:
        year, serial = opened_on.year, _next_serial(making, kind, opened_on.year)
    return {
        Case: [
            making.root(
                kind=kind, number=number, year=year, serial=serial, title=title[:200], village_id=village_id,
                opened_on=opened_on, closed_on=closed_on, status=Case.Status.CLOSED if ended else Case.Status.OPEN,
                is_history=before[0]["is_history"] if before else making.batch_id is not None,
            )
        ],
        CaseStep: [
            making.part(
                CaseStep, place, code=code, on=on, count=count or 1, place=place,
                precision=CaseStep.Precision.DAY if on else CaseStep.Precision.UNKNOWN,
            )
            for place, (code, on, count) in enumerate(kept)
        ],
        Participant: [
            making.part(Participant, place, role=role, name=name, phone=phone, place=place)
            for place, (role, name, phone) in enumerate(people)
        ],
    }  # fmt: skip


def _next_serial(making: Making, kind: str, year: int) -> int:
    """The next running number. The town's row is locked, so two writers at once get two numbers."""
    if (kind, year) not in making.serials:
        Town.objects.select_for_update().get(pk=making.town_id)
        last = Case.objects.filter(town_id=making.town_id, kind=kind, year=year).aggregate(
            last=Max("serial")
        )["last"]
        making.serials[kind, year] = last or 0
    making.serials[kind, year] += 1
    return making.serials[kind, year]


def root_of(making: Making, **values: Any) -> dict[str, Any]:
    """The row of a kind's details: the common columns, with the case's id for key."""
    row = making.root(**values)
    row["case_id"] = row.pop("id")
    return row


def people(record: Any, role: str) -> list[Participant]:
    """The participants of that role, from what was prefetched."""
    return [person for person in record.case.participants.all() if person.role == role]


def names(record: Any, role: str) -> list[str]:
    """Their names, in order."""
    return [person.name for person in people(record, role)]
