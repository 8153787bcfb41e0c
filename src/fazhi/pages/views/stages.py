"""Where live cases stand, in their list: the saved filters with how many there are of each, state and light of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from fazhi.cases.models import Case
from fazhi.cases.procedures import is_taken_live, procedure_of
from fazhi.orgs.models import Town
from fazhi.pages.case_pages import Stage, case_page_of
from fazhi.pages.tables import Cell
from fazhi.pages.totals import remembered
from fazhi.pages.views.access import in_sight
from fazhi.pages.words import office_today
from fazhi.records.kinds import RecordKind
from fazhi.terms.lights import day_light
from fazhi.terms.notices import shipped_calendar
from fazhi.terms.periods import Unit

if TYPE_CHECKING:
    from fazhi.pages.views.listing import Listing

LATE = Stage("late", "超期", lambda town, today: Q(case__due_on__lt=today))


def being_dealt_with(kind: RecordKind, town: Town) -> Q:
    """The open live cases among the records of the kind, asked so that their own index, of few cases, finds them."""
    open_live = Q(case__status=Case.Status.OPEN) & ~Q(case__edition="")
    return open_live & Q(case__town=town, case__kind=kind.code)


def stages_of(kind: RecordKind) -> list[Stage]:
    """The saved filters of a kind whose cases are taken live: those of its folder, and what is late."""
    if not kind.is_case or not is_taken_live(kind.code):
        return []
    return [*case_page_of(kind.code).stages, LATE]


def stage_tabs(listing: Listing) -> list[dict[str, Any]]:
    """全部, 新报, 村里在调 … with how many there are of each, counted in one go."""
    kind, stages = listing.kind, stages_of(listing.kind)
    if not stages:
        return []
    here, today = reverse("record_list", args=[kind.code]), office_today()

    def count() -> dict[str, int]:
        rows = in_sight(kind, listing.town, listing.actor, hidden=listing.hidden).filter(
            being_dealt_with(kind, listing.town)
        )
        return rows.aggregate(
            **{one.code: Count("pk", filter=one.rows(listing.town, today)) for one in stages}
        )  # fmt: skip

    key = (
        "stages",
        kind.code,
        str(listing.actor.rows(kind.code, listing.town, has_grid=kind.has_grid)),
        today,
    )
    counts = remembered(key, listing.town, listing.hidden, count)
    more = "&handler=me" if listing.mine else ""
    chosen = listing.stage.code if listing.stage else ""
    first = {
        "name": "全部",
        "url": f"{here}?handler=me" if listing.mine else here,
        "current": not chosen,
        "count": None,
    }
    return [
        first,
        *(
            {
                "name": one.name, "url": f"{here}?stage={one.code}{more}", "current": one.code == chosen,
                "count": None if listing.mine else counts[one.code],
            }
            for one in stages
        ),
    ]  # fmt: skip


def mine(listing: Listing) -> dict[str, Any] | None:
    """只看我主办的, and the way back."""
    if not stages_of(listing.kind) or not listing.actor.may_keep(listing.kind.code, listing.town):
        return None
    here = reverse("record_list", args=[listing.kind.code])
    stage = f"stage={listing.stage.code}" if listing.stage else ""
    if listing.mine:
        return {"words": "不只看我主办的", "url": f"{here}?{stage}" if stage else here}
    return {
        "words": "只看我主办的",
        "url": f"{here}?{'&'.join(part for part in (stage, 'handler=me') if part)}",
    }


def is_live(kind: RecordKind, record: Any) -> bool:
    """Whether the record is a case being taken through its procedure, or one that was."""
    return kind.is_case and is_taken_live(kind.code) and bool(record.case.edition)


def has_live(kind: RecordKind, rows: QuerySet[Any, Any]) -> bool:
    """Whether one of these records at least is such a case."""
    return kind.is_case and is_taken_live(kind.code) and rows.exclude(case__edition="").order_by().exists()


LIGHTS = {"overdue": "red", "soon": "amber", "fine": "green"}


def standing(kind: RecordKind, record: Any) -> list[Cell]:
    """Where a live case stands, and the light of its nearest deadline."""
    case = record.case
    if not is_live(kind, record):
        return [
            Cell("台账带入" if case.status == Case.Status.OPEN else Case.Status(case.status).label),
            Cell(),
        ]
    state = procedure_of(kind.code, case.edition).declaration.state(case.state)
    where = Cell(state.name, meta="马上" if case.urgent == 2 and not state.closed else "")
    if state.closed:
        return [where, Cell()]
    if case.paused:
        return [where, Cell("暂停", tag="gray")]
    if case.due_on is None:
        return [where, Cell()]
    light = day_light(
        office_today(), case.due_on, case.amber_on or case.due_on, Unit.CALENDAR_DAYS, shipped_calendar().estimating()
    )  # fmt: skip
    return [where, Cell(light.words, tag=LIGHTS[light.kind])]
