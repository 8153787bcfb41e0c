"""From the values of a ledger row or a form to the rows of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from fazhi.cases.models import Attachment, Case, CaseClock, CaseStep, Participant
from fazhi.orgs.models import Town, Village
from fazhi.records.grouping import MovedMeanwhile
from fazhi.records.kinds import Making, RecordKind, Rows
from fazhi.storage.ids import new_id

CASE_PARTS = (Case, CaseStep, Participant, CaseClock, Attachment)

# Plain strings: a database takes those as they are, and must look twice at the members of an enumeration.
OPEN, CLOSED = Case.Status.OPEN.value, Case.Status.CLOSED.value
DAY, UNKNOWN = CaseStep.Precision.DAY.value, CaseStep.Precision.UNKNOWN.value

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
    Of a live case only what the ledger says of the matter and its people is taken: its steps were taken, not told.
    """
    if is_live(making):
        return _live_rows(making, title=title, village_id=village_id, people=list(people))
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
                opened_on=opened_on, closed_on=closed_on, status=CLOSED if ended else OPEN,
                is_history=before[0]["is_history"] if before else making.batch_id is not None,
            )
        ],
        CaseStep: [
            making.part(
                CaseStep, place, code=code, on=on, count=count or 1, place=place,
                precision=DAY if on else UNKNOWN,
            )
            for place, (code, on, count) in enumerate(kept)
        ],
        Participant: [
            making.part(Participant, place, role=str(role), name=name, phone=phone, place=place)
            for place, (role, name, phone) in enumerate(people)
        ],
        CaseClock: making.before.get(CaseClock, []),
        Attachment: making.before.get(Attachment, []),
    }  # fmt: skip


def is_live(making: Making) -> bool:
    """Whether the rows before are those of a case that is taken through its procedure."""
    before = making.before.get(Case)
    return bool(before and before[0]["edition"])


def _live_rows(making: Making, *, title: str, village_id: UUID | None, people: list[Named]) -> Rows:
    """The rows of a live case with title, village and people corrected, and all else as it stands."""
    case = dict(making.before[Case][0])
    case.update(title=title[:200], village_id=village_id)
    told = {Participant.Role.PARTY, Participant.Role.REPORTER}
    stand = [dict(row) for row in making.before.get(Participant, ())]
    kept = [row for row in stand if row["role"] not in told]
    for role in sorted(told):
        old = sorted((row for row in stand if row["role"] == role), key=lambda row: row["place"])
        for at, (_, name, phone) in enumerate(one for one in people if one[0] == role):
            if at < len(old):
                kept.append({**old[at], "name": name, "phone": phone or old[at]["phone"]})
            else:
                place = max((row["place"] for row in kept), default=-1) + 1
                kept.append(
                    {
                        "id": new_id(), "town_id": making.town_id, "record_id": making.record_id, "role": role,
                        "name": name, "phone": phone, "place": place,
                    }
                )  # fmt: skip
    return {
        Case: [case], Participant: kept,
        **{model: making.before.get(model, []) for model in (CaseStep, CaseClock, Attachment)},
    }  # fmt: skip


def _next_serial(making: Making, kind: str, year: int) -> int:
    """The next running number. The town's row is locked, so two writers at once get two numbers.

    What is made before its transaction (`early`) takes the number that would come next; `confirm_numbers` looks again.
    """
    if (kind, year) not in making.serials:
        if not making.early:
            lock_numbers(making.town_id)
        making.serials[kind, year] = making.serials_read[kind, year] = _last_serial(making, kind, year)
    making.serials[kind, year] += 1
    return making.serials[kind, year]


def _last_serial(making: Making, kind: str, year: int) -> int:
    numbered = Case.objects.filter(town_id=making.town_id, kind=kind, year=year)
    return numbered.aggregate(last=Max("serial"))["last"] or 0


def confirm_numbers(making: Making) -> None:
    """Raise MovedMeanwhile where somebody has taken a number that was given early. Inside a transaction."""
    if not making.serials_read:
        return
    lock_numbers(making.town_id)
    if any(_last_serial(making, *of) != last for of, last in making.serials_read.items()):
        raise MovedMeanwhile


def lock_numbers(town_id: UUID) -> None:
    """Lock the town's row, where rows can be locked; SQLite lets one writer in at all."""
    if connection.features.has_select_for_update:
        Town.objects.select_for_update().values_list("pk").get(pk=town_id)


def root_of(making: Making, **values: Any) -> dict[str, Any]:
    """The row of a kind's details: the common columns, with the case's id for key."""
    row = making.root(**values)
    row["case_id"] = row.pop("id")
    return row


def record_of(kind: RecordKind, rows: Rows, villages: Mapping[UUID, str]) -> Any | None:
    """The record that a case's rows are, with all its kind reads along, as if loaded; None where rows cannot tell that.

    `villages` are names by id of the villages that are known; another is read when it is asked for.
    """
    if not set(kind.related) <= {"case", "village"} or not set(kind.fetched) <= {"case__participants"}:
        return None
    case = Case(**rows[Case][0])
    participants = Participant._default_manager.all()
    # What prefetch_related leaves: the list, and that it is there.
    participants._result_cache = [
        Participant(**row) for row in sorted(rows.get(Participant, ()), key=lambda row: row["place"])
    ]
    case._prefetched_objects_cache = {"participants": participants}  # type: ignore[attr-defined]
    record = kind.model(**rows[kind.model][0])
    record.case = case  # type: ignore[attr-defined]
    village_id = rows[kind.model][0].get("village_id")
    if village_id is not None and village_id in villages:
        record.village = Village(pk=village_id, town_id=case.town_id, name=villages[village_id])  # type: ignore[attr-defined]
    return record


def people(record: Any, role: str) -> list[Participant]:
    """The participants of that role, from what was prefetched."""
    return [person for person in record.case.participants.all() if person.role == role]


def names(record: Any, role: str) -> list[str]:
    """Their names, in order."""
    return [person.name for person in people(record, role)]
