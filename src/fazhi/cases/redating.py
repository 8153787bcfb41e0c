"""Dating clocks anew when a holiday notice comes: which would move, and the one action that moves them all.

Every running clock of every open case of every town that the notice can touch, a chunk of cases a transaction, each
with its trace in its case. What is done is remembered in the same transaction: a crash loses nothing and repeats nothing.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from fazhi.cases import clocks
from fazhi.cases.drafts import Draft
from fazhi.cases.in_force import calendar_in_force
from fazhi.cases.models import Case, CaseClock, Redating
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.records import search_entries
from fazhi.records.digest import read_rows, rows_digest
from fazhi.records.kinds import kind_of
from fazhi.statutes.actions import GivenNotice, enter_notice
from fazhi.statutes.models import HolidayNotice
from fazhi.storage.bulk import update_many
from fazhi.terms.calendar import Calendar, Notice, written
from fazhi.trace.writing import Entry, append

CHUNK = 100  # cases in one transaction
# What a clock's day rests on, kept while a whole installation is dated anew: thousands of cases share few periods.
_DATES = ("due_on", "due_at", "amber_on", "estimated", "paused")


@dataclass(frozen=True)
class Moves:
    """What a notice would do: how many open cases have a clock whose last day moves, and a few of the moves."""

    cases: int
    clocks: int
    examples: tuple[
        tuple[date | None, date | None], ...
    ]  # (was, would be), at most five, without anybody's data
    looked_at: int


def preview(notice: Notice) -> Moves:
    """What entering this notice would move, in all towns. Nothing is written."""
    calendar = calendar_in_force().with_notice(notice)
    seen: dict[Any, dict[str, Any]] = {}
    cases: set[UUID] = set()
    looked_at = moved = 0
    examples: dict[tuple[date | None, date | None], None] = {}
    rows = _touched(notice.year).values(
        "record_id", "rule", "started", "started_at", "due_on", "done_on", "told"
    )
    for row in rows.iterator(chunk_size=2000):
        if not row["told"]:
            continue
        looked_at += 1
        due = _dated(row, calendar, seen)["due_on"]
        if due != row["due_on"]:
            moved += 1
            cases.add(row["record_id"])
            if len(examples) < 5:
                examples[row["due_on"], due] = None
    return Moves(len(cases), moved, tuple(examples), looked_at)


def enter(given: GivenNotice, *, town: Town, by: Actor) -> Redating:
    """Enter the notice and begin to date anew; `go_on` does the work. Raises NotAllowed, Refused."""
    with transaction.atomic():
        notice = enter_notice(given, town=town, by=by)
        return Redating.objects.create(notice=notice, by=by.key, started_at=datetime.now(UTC))


def go_on(redating: Redating, *, seconds: float | None = None) -> Redating:
    """Date chunk after chunk until all is done or `seconds` have gone. Safe to call again, and by two at once."""
    ends = None if seconds is None else time.monotonic() + seconds
    while redating.finished_at is None and (ends is None or time.monotonic() < ends):
        redating = _next_chunk(redating.pk)
    return redating


def unfinished() -> list[Redating]:
    """Those that were begun and not ended, oldest first."""
    return list(Redating.objects.filter(finished_at=None).select_related("notice"))


def _touched(year: int) -> models.QuerySet[CaseClock]:
    """The running clocks of open cases whose days may lie in that year (or at the end of the December before)."""
    return CaseClock.objects.filter(
        Q(due_on__isnull=True) | Q(due_on__gte=date(year - 1, 12, 20)),
        done_on=None,
        record__status=Case.Status.OPEN,
        record__voided_at=None,
    )


def _next_chunk(redating_id: UUID) -> Redating:
    with transaction.atomic():
        redating = Redating.objects.select_for_update().get(pk=redating_id)
        if redating.finished_at is not None:
            return redating
        waiting = _touched(redating.notice.year)
        if redating.last_case is not None:
            waiting = waiting.filter(record_id__gt=redating.last_case)
        ids = list(
            waiting.order_by("record_id").values_list("record_id", flat=True).distinct()[:CHUNK]
        )  # fmt: skip
        if ids:
            redating.moved += _date_anew(ids, redating.notice, redating.by)
            redating.seen += len(ids)
            redating.last_case = ids[-1]
        if len(ids) < CHUNK:
            redating.finished_at = datetime.now(UTC)
        redating.save()
        return redating


def _date_anew(ids: list[UUID], notice: HolidayNotice, by: str) -> int:
    """Date the clocks of these cases; how many cases changed."""
    calendar = calendar_in_force()
    locked = Case.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    kinds: dict[str, list[UUID]] = {}
    towns: dict[UUID, Town] = {}
    for case in locked.select_related("town"):
        kinds.setdefault(case.kind, []).append(case.pk)
        towns[case.pk] = case.town
    actor = Actor(key=by, name="")
    changed: list[Draft] = []
    told: list[str] = []
    for code, some in kinds.items():
        kind = kind_of(code)
        for case_id, rows in read_rows(kind, some).items():
            draft = Draft(kind, towns[case_id], actor, rows, before=copy.deepcopy(rows))
            if (moves := _redate(draft, calendar)) is not None:
                changed.append(draft)
                told.append(f"按{notice.document}重新推算：{moves}")
    _write(changed, told)
    return len(changed)


def _redate(draft: Draft, calendar: Calendar) -> str | None:
    """Date the running clocks of one case; what moved in words, None when nothing did."""
    said = []
    moved = False
    for row in clocks.running(draft):
        was = {name: row[name] for name in _DATES}
        clocks.date_clock(row, calendar)
        if {name: row[name] for name in _DATES} == was:
            continue
        moved = True
        if row["due_on"] != was["due_on"]:
            said.append(
                f"{row['name']} {written(was['due_on'], clocks.PAUSED)}→{written(row['due_on'], clocks.PAUSED)}"
            )
        elif was["estimated"] and not row["estimated"]:
            said.append(f"{row['name']} {written(row['due_on'], clocks.PAUSED)}，不再是初算")
    if not moved:
        return None
    clocks.show_nearest(draft)
    return "；".join(said) or "到期的日子没有变，提醒的日子变了"


def _write(drafts: list[Draft], told: list[str]) -> None:
    """The changed rows of many cases, and an entry in the trace of each."""
    roots: dict[type[models.Model], list[dict[str, Any]]] = {}
    rows: list[dict[str, Any]] = []
    for draft in drafts:
        pair: tuple[type[models.Model], ...] = (Case, draft.kind.model)
        for model in pair:
            row = draft.rows[model][0]
            row["version"] = row["version"] + 1
            roots.setdefault(model, []).append(row)
        before = {row["id"]: row for row in draft.before[CaseClock]}
        rows += [row for row in draft.clocks if row != before[row["id"]]]
    for model, some in roots.items():
        update_many(model, some)
    update_many(CaseClock, rows)
    append(
        Entry(
            chain=draft.kind.chain(draft.town, draft.case_id), verb="redated", kind=draft.kind.code,
            subject=draft.case_id, actor=draft.by.key, town=draft.town.pk,
            rows_digest=rows_digest(draft.kind, draft.rows), change={"what": what},
        )
        for draft, what in zip(drafts, told, strict=True)
    )  # fmt: skip
    for kind in {draft.kind for draft in drafts}:
        search_entries.keep(kind, [draft.case_id for draft in drafts if draft.kind is kind])


def _dated(row: Mapping[str, Any], calendar: Calendar, seen: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    """The row dated by that calendar; equal periods from equal days are counted once."""
    key = (row["started"], row["started_at"], repr(row["told"]))
    if key not in seen:
        copied = {**row, "paused": False, "estimated": False, "amber_on": None, "due_at": None}
        clocks.date_clock(copied, calendar)
        seen[key] = copied
    return seen[key]


def latest(notices: Iterable[HolidayNotice]) -> dict[UUID, Redating]:
    """{notice: its redating} for the page of notices."""
    found = Redating.objects.filter(notice__in=list(notices))
    return {one.notice_id: one for one in found}
