"""What is done with a visit after it was registered: it comes again, is answered, closed, goes on elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.reception.keeping import keep_found, locked, put, require_window
from fazhi.reception.models import Visit, VisitNote
from fazhi.records.actions import correct, current_values
from fazhi.records.kinds import kind_of
from fazhi.storage.ids import new_id


def note(visit: Visit, what: str, text: str, *, by: Actor) -> None:
    """One line of the visit's story. Inside a transaction."""
    line = VisitNote(
        town_id=visit.town_id, visit=visit, at=datetime.now(UTC), what=what, text=text, who=by.name
    )
    put(line, "added", by=by, told={"what": what}, new=True)


def came_again(
    visit_id: UUID, said: str, *, town: Town, by: Actor, today: date, command: UUID | None = None
) -> Visit:
    """接着上次: the same person with the same matter. One reception stays one, and the figure counts it once.

    Raises NotAllowed, Refused.
    """
    require_window(by, town)
    if not said.strip():
        raise Refused("请用一句话写明这次说了什么", "matter")
    with transaction.atomic():
        visit = locked(Visit, visit_id, town)
        if command is not None and VisitNote.objects.filter(pk=command).exists():
            return visit
        visit.times += 1
        visit.status, visit.closed_on = Visit.Status.OPEN, None
        put(visit, "came_again", by=by)
        line = VisitNote(
            id=command or new_id(), town=town, visit=visit, at=datetime.now(UTC), what="又来", text=said.strip(),
            who=by.name,
        )  # fmt: skip
        put(line, "added", by=by, told={"what": "又来"}, new=True)
    return visit


def answer(
    visit_id: UUID, text: str, *, town: Town, by: Actor, today: date, version: int | None = None
) -> Visit:
    """Answer a matter; that closes it. Raises NotAllowed, Refused, ChangedMeanwhile."""
    require_window(by, town)
    if not text.strip():
        raise Refused("请写下怎么答复的", "answer")
    with transaction.atomic():
        visit = locked(Visit, visit_id, town, version=version)
        visit.answer = text.strip()
        _closed(visit, today)
        put(visit, "answered", by=by)
        keep_found(visit.reception_id)
        note(visit, "答复", visit.answer, by=by)
        say_result(visit, "已答复", town=town, by=by)
    return visit


def close(
    visit_id: UUID, text: str, *, town: Town, by: Actor, today: date, version: int | None = None
) -> Visit:
    """办结, with a word how it ended. Raises NotAllowed, Refused, ChangedMeanwhile."""
    require_window(by, town)
    if not text.strip():
        raise Refused("请写一句怎么办结的", "text")
    with transaction.atomic():
        visit = locked(Visit, visit_id, town, version=version)
        if visit.status == Visit.Status.CLOSED:
            raise Refused("这一件已经办结。")
        if visit.referrals.filter(replied_on=None).exists():
            raise Refused("转出去的还没有回复。请先登记回复，再办结。")
        _closed(visit, today)
        put(visit, "closed", by=by)
        note(visit, "办结", text.strip(), by=by)
    return visit


def follow(reception_id: UUID, result: str, on: date, *, by: Actor) -> None:
    """The case that a visit opened has ended: so has the visit. Inside the transaction of the case's step."""
    visit = Visit.objects.select_for_update().filter(reception=reception_id).first()
    if visit is None or visit.status == Visit.Status.CLOSED:
        return
    _closed(visit, on)
    put(visit, "closed", by=by)
    note(visit, "调解结果", result, by=by)


def reopen(visit: Visit, outcome: Visit.Outcome, *, by: Actor, told: str) -> None:
    """The matter goes on at another place. Inside a transaction, with the visit locked."""
    visit.outcome, visit.status, visit.closed_on = outcome, Visit.Status.OPEN, None
    put(visit, told, by=by, told={"what": outcome.label})


def say_result(visit: Visit, word: str, *, town: Town, by: Actor) -> None:
    """Bring the result of the ledger's row after; a result that mediation reached is not overwritten."""
    kind = kind_of("reception")
    values = current_values(kind, visit.reception_id)
    if values["result"] in ("调解成功", "调解不成", word):
        return
    correct(kind, visit.reception_id, {**values, "result": word}, town=town, by=by)


def _closed(visit: Visit, today: date) -> None:
    visit.status, visit.closed_on = Visit.Status.CLOSED, today
