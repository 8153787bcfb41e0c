"""A village mediator's work from the phone: what waits, an attempt recorded, escalated, agreed, performed; the files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from fazhi.cases.actions import Done, step_on, take_step
from fazhi.cases.drafts import Draft, take_in_hand
from fazhi.cases.merging import merge_cases, which_stays
from fazhi.cases.models import Participant
from fazhi.cases.papers import lacking
from fazhi.cases.procedures import procedure_of
from fazhi.cases.standing import merged_ids
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.pages.views.access import in_sight
from fazhi.pages.views.merging import candidates
from fazhi.portal.phone.models import GridReport
from fazhi.procedures.declaration import State
from fazhi.records.actions import ChangedMeanwhile
from fazhi.records.kinds import kind_of

KIND = "dispute"
ROOM = "村调解室"
SAME_DAYS = 14
FIRST, UP, LATER = (
    ("reported", "village", "village_agreed"),
    ("escalated", "town", "town_agreed"),
    ("performing", "performed", "ended", "withdrawn", "transferred"),
)
FAILED = "没调成"
DONE = "已履行"
TRIED = "village_mediation"
# What the standing of a participant is called where a person adds one from the phone.
PARTY = "当事人（个人）"


@dataclass(frozen=True)
class Attempt:
    """One try of the village: its number, when, the point at issue, how it went and why not."""

    number: int
    on: date | None
    time: str
    where: str
    present: tuple[str, ...]
    point: str
    outcome: str
    why_not: str


@dataclass(frozen=True)
class Waiting:
    """One matter of 要我调的."""

    id: UUID
    title: str
    where: str
    urgent: int
    state: str
    tried: int
    found_on: date
    call: str  # whom to call: a party's id, "report" for the number that came with it, or nobody


def waiting(by: Actor, town: Town) -> list[Waiting]:
    """What waits for the village, the most urgent first; what the town has; what is agreed and still to be carried out."""
    rows = (
        in_sight(kind_of(KIND), town, by)
        .filter(case__state__in=(*FIRST, *UP, *LATER))
        .exclude(case__edition="")
        .select_related("case", "village")
        .prefetch_related("case__participants")
        .order_by("-case__urgent", F("case__due_on").asc(nulls_last=True), "found_on", "pk")
    )
    ids = [row.pk for row in rows]
    phones = set(GridReport.objects.filter(case__in=ids).exclude(phone="").values_list("case_id", flat=True))
    found = [_waiting(row, phones) for row in rows]
    return sorted(found, key=lambda one: (one.state not in FIRST, one.state not in UP))


def _waiting(row: Any, phones: Collection[UUID]) -> Waiting:
    where = " ".join(filter(None, (row.village.name if row.village else "", row.grid, row.place)))
    people = [one for one in row.case.participants.all() if one.role == Participant.Role.PARTY and one.phone]
    return Waiting(
        row.pk, row.summary.strip() or row.case.title, where, row.case.urgent, row.case.state,
        row.village_attempts or 0, row.found_on, str(people[0].pk) if people else "report" if row.pk in phones else "",
    )  # fmt: skip


def case_in_hand(case_id: UUID, *, town: Town, by: Actor) -> Draft:
    """The case as it stands, for a page. Raises Refused when it is not there for this person."""
    return take_in_hand(kind_of(KIND), case_id, town=town, by=by, for_change=False)


def state_of(draft: Draft) -> State:
    """Where it stands, as declared."""
    return procedure_of(KIND, draft.case["edition"]).declaration.state(draft.case["state"])


def attempts(draft: Draft) -> list[Attempt]:
    """The village's attempts, numbered in the order taken."""
    return [
        Attempt(
            at, step["on"], step["facts"].get("time", ""), step["facts"].get("where", ""),
            tuple(step["facts"].get("present") or ()), step["facts"].get("point", ""),
            step["facts"].get("outcome", ""),
            "，".join(filter(None, (step["facts"].get("why_not"), step["facts"].get("why_not_text")))),
        )
        for at, step in enumerate(draft.taken(TRIED), 1)
    ]  # fmt: skip


def failed(draft: Draft) -> int:
    """How many of them came to nothing; putting off to another day is no failure."""
    return sum(one.outcome == FAILED for one in attempts(draft))


def may_escalate_freely(draft: Draft) -> bool:
    """After the town's number of failed attempts no reason is asked."""
    return failed(draft) >= draft.town.village_attempts


def parties(draft: Draft) -> list[dict[str, Any]]:
    """The parties, in order."""
    return draft.people(Participant.Role.PARTY)


def told_phone(draft: Draft) -> str:
    """The telephone number the reporter gave, while no party has it."""
    report = (
        GridReport.objects.filter(case__in=merged_ids(draft.case_id)).exclude(phone="").only("phone").first()
    )
    number = report.phone if report else ""
    return "" if any(one["phone"] == number for one in parties(draft)) else number


def same_matters(draft: Draft) -> list[dict[str, Any]]:
    """What may be the same matter, for the mediator to say: likely repeats, and the same type within a few days.

    Only while it is new or mediated in the village; the one who reported is never asked.
    """
    if draft.case["state"] not in ("reported", "village"):
        return []
    day = draft.case["opened_on"]
    near = [
        one
        for one in candidates(draft)
        if one["likely"] or (one["same_type"] and day and abs((one["on"] - day).days) <= SAME_DAYS)
    ]
    return near[:3]


def merge_with(case_id: UUID, other: UUID, *, town: Town, by: Actor) -> UUID:
    """Say that both are one; the further one stays, and its id comes back. Raises NotAllowed, Refused."""
    stays, goes = which_stays(case_in_hand(case_id, town=town, by=by), case_in_hand(other, town=town, by=by))
    return merge_cases(KIND, goes.case_id, stays.case_id, town=town, by=by)


def record_attempt(
    case_id: UUID, facts: Mapping[str, Any], new_parties: list[str], *, town: Town, by: Actor, command: UUID,
    number: int | None = None,
) -> Done:  # fmt: skip
    """Record one attempt: {on, time, where, present, point, outcome, why_not, why_not_text}, once for each `command`.

    `new_parties` are names learnt meanwhile; `number` is the attempt it is to be. Raises NotAllowed, Refused,
    ChangedMeanwhile (somebody recorded another one meanwhile).
    """
    with transaction.atomic():
        draft = take_in_hand(kind_of(KIND), case_id, town=town, by=by)
        tried = draft.taken(TRIED)
        if number not in (None, len(tried) + 1) and all(step["id"] != command for step in tried):
            raise ChangedMeanwhile(
                f"刚有人记了第{len(tried)}次调解。您写的还在，先看看那一次，还要记就再点“记下来”，记成第{len(tried) + 1}次"
            )
        done = step_on(draft, TRIED, facts, command=command)
        if not done.again:
            for name in new_parties:
                add_party(case_id, name, town=town, by=by)
    return done


def add_party(case_id: UUID, name: str, *, town: Town, by: Actor, phone: str = "") -> Done:
    """A party's name, or the telephone number of one who is there. Raises NotAllowed, Refused."""
    facts = {"name": name, "standing": PARTY, "phone": phone}
    return take_step(KIND, case_id, "person_added", facts, town=town, by=by)


def escalate(
    case_id: UUID, *, reason: str = "", reason_text: str = "", town: Town, by: Actor, command: UUID
) -> Done:
    """报到镇里. Raises NotAllowed, Refused (a reason is wanted before the town's number of attempts)."""
    facts = {"reason": reason, "reason_text": reason_text}
    return take_step(KIND, case_id, "escalated", facts, town=town, by=by, command=command)


def agree_orally(
    case_id: UUID, terms: str, mode: str, amount_fen: int | None, *, town: Town, by: Actor, command: UUID
) -> Done:
    """An oral agreement in three facts; what leaves something to perform wants writing. Raises NotAllowed, Refused."""
    facts = {
        "terms": [line for line in terms.splitlines() if line.strip()],
        "mode": mode,
        "amount_fen": amount_fen,
    }
    return take_step(KIND, case_id, "agreed_orally", facts, town=town, by=by, command=command)


def instalments(draft: Draft) -> list[dict[str, Any]]:
    """What was promised and is not done yet, the nearest first."""
    open_ones = [row for row in draft.clocks if row["code"] == "instalment" and row["done_on"] is None]
    return sorted(open_ones, key=lambda row: (row["due_on"] is None, row["due_on"] or date.max))


def record_performance(
    case_id: UUID, name: str, result: str, *, town: Town, by: Actor, command: UUID
) -> Done:
    """已履行, 履行了一部分, 没有履行 of one promise; the last one done makes all done. Raises NotAllowed, Refused."""
    draft = case_in_hand(case_id, town=town, by=by)
    waiting_for = instalments(draft)
    everything = result == DONE and len(waiting_for) <= 1
    facts = {"instalment": name, "result": result, "left": "全部履行完了" if everything else "还有没履行的"}
    return take_step(KIND, case_id, "performed", facts, town=town, by=by, command=command)


@dataclass(frozen=True)
class File:
    """One case file: what it still lacks; nothing lacking is complete."""

    id: UUID
    title: str
    number: str
    state: str
    lacking: tuple[str, ...]


def files(by: Actor, town: Town, *, first: int = 0, many: int = 20) -> tuple[list[File], bool]:
    """The files of matters that are agreed or ended, newest first, and whether there are more."""
    rows = (
        in_sight(kind_of(KIND), town, by)
        .filter(case__state__in=(*LATER, "village_agreed", "town_agreed", "archived"))
        .exclude(case__edition="")
        .order_by("-found_on", "-pk")
        .values_list("pk", flat=True)[first : first + many + 1]
    )
    found = []
    for pk in rows[:many]:
        try:
            draft = case_in_hand(pk, town=town, by=by)
        except Refused:
            continue
        names = tuple(paper.name for paper in lacking(draft))
        case = draft.case
        number = case["number"] or (f"{case['year']}年第{case['serial']}号" if case["serial"] else "")
        found.append(File(pk, case["title"], number, state_of(draft).name, names))
    return found, len(rows) > many


def is_mediator(by: Actor, town: Town) -> bool:
    """Whether 要我调的 is this person's."""
    return by.holds(("village_mediator",), town)
