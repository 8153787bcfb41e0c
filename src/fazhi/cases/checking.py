"""Whether every open live case can go on, and whether its dates are those its clocks count to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from fazhi.cases import clocks
from fazhi.cases.in_force import calendar_in_force
from fazhi.cases.models import Case, CaseClock
from fazhi.cases.procedures import LiveProcedure, procedure_of
from fazhi.orgs.models import Post
from fazhi.orgs.roles import ROLES
from fazhi.storage.bulk import in_chunks
from fazhi.terms.calendar import Calendar
from fazhi.trace.checking import Fault

CHUNK = 500
_DATES = ("due_on", "due_at", "amber_on", "estimated", "paused")


def case_faults() -> Iterator[Fault]:
    """Open live cases that nobody can take further, and clocks whose stored dates are not what they count to."""
    somebody = _posts()
    calendar = calendar_in_force()
    cases = Case.objects.filter(status=Case.Status.OPEN, voided_at=None).exclude(edition="").order_by("pk")
    found = cases.values(
        "id", "kind", "edition", "state", "title", "number", "town_id", "village_id", "handler_id", "due_on"
    )
    for some in in_chunks(list(found), CHUNK):
        running = _running([case["id"] for case in some])
        for case in some:
            yield from _stuck(case, running.get(case["id"], ()), somebody)
            yield from _misdated(case, running.get(case["id"], ()), calendar)


def _running(ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in CaseClock.objects.filter(record_id__in=ids, done_on=None).values():
        found.setdefault(row["record_id"], []).append(dict(row))
    return found


def _posts() -> set[tuple[UUID, str, UUID | None]]:
    """(town, role, village) of everybody who can log in; village None for roles of the whole town."""
    posts = Post.objects.filter(user__is_active=True).values_list("town_id", "role", "village_id")
    return {(town, role, village if ROLES[role].own_village else None) for town, role, village in posts}


def _stuck(
    case: dict[str, Any],
    running: Sequence[dict[str, Any]],
    somebody: set[tuple[UUID, str, UUID | None]],
) -> Iterator[Fault]:
    """A case without a possible step for somebody who exists, and without a running clock."""
    try:
        live: LiveProcedure = procedure_of(case["kind"], case["edition"])
        possible = [*live.declaration.possible(case["state"])]
    except KeyError:
        yield Fault(
            "no_procedure", str(case["id"]),
            f"{_named(case)}停在系统不认得的程序或状态里（{case['edition']}，{case['state']}），请找维护人员。",
        )  # fmt: skip
        return
    if running:
        return
    roles = {role for step in possible for role in step.roles}
    village = case["village_id"]
    if any(
        (case["town_id"], role, village if ROLES[role].own_village else None) in somebody for role in roles
    ):
        return
    names = "、".join(ROLES[role].name for role in sorted(roles))
    do = f"请给本镇加上{names}的岗位。" if names else "请司法所核对这件案件。"
    yield Fault("stuck", str(case["id"]), f"{_named(case)}没有人能办下一步，也没有在走的期限。{do}")


def _misdated(case: dict[str, Any], running: Sequence[dict[str, Any]], calendar: Calendar) -> Iterator[Fault]:
    """A clock whose stored day is not the one it counts to, a case whose nearest day is none of its clocks'."""
    for row in running:
        counted = dict(row)
        clocks.date_clock(counted, calendar)
        if any(counted[name] != row[name] for name in _DATES):
            yield Fault(
                "misdated", str(case["id"]),
                f"{_named(case)}的期限“{row['name']}”存的是{row['due_on'] or '暂停'}，推算是{counted['due_on'] or '暂停'}。"
                "请在“放假安排”里接着推算。",
            )  # fmt: skip
    # A right of the parties that runs out is no deadline of the case (clocks.show_nearest).
    days = [row["due_on"] for row in running if row["due_on"] and row["told"].get("whose") != "party"]
    if case["due_on"] != (min(days) if days else None):
        yield Fault(
            "misdated", str(case["id"]),
            f"{_named(case)}列出的最近期限是{case['due_on'] or '没有'}，和它的期限对不上。",
        )  # fmt: skip


def _named(case: dict[str, Any]) -> str:
    """By number, else by id: a title names people, and this goes to a log."""
    return f"案件{case['number'] or case['id']}"
