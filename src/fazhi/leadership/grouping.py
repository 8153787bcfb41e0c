"""Meetings: what holds the agenda items of one day and name together."""

from __future__ import annotations

from typing import Any

from fazhi.leadership.models import Meeting
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Grouped, Making, RecordKind, Rows, Values

LAYOUT = LedgerLayout(
    kind="meeting",
    name="会议",
    sheet="会议",
    date_field="held_on",
    columns=(
        Column("held_on", "会议日期", Shape.DATE, required=True),
        Column("meeting", "会议名称", help="同一天开几个会的，用名称区分。"),
    ),
)


def rows(values: Values, making: Making) -> Rows:
    """One meeting, known by its day and name."""
    return {Meeting: [making.root(held_on=values["held_on"], name=values.get("meeting") or "")]}


def values(record: Any) -> dict[str, Any]:
    """A meeting as its form has it."""
    return {"held_on": record.held_on, "meeting": record.name or None}


def item_of(item: Values, meeting: Values) -> Values:
    """An agenda item once its meeting says another day or name."""
    return {**item, "held_on": meeting["held_on"], "meeting": meeting.get("meeting")}


MEETING = RecordKind(
    layout=LAYOUT,
    model=Meeting,
    section="leadership",
    rows=rows,
    values=values,
    title=lambda record: f"{record.held_on} {record.name or '会议'}",
    search=("name",),
    groups=(Grouped("agenda_item", "meeting", lay=item_of),),
    natural=("held_on", "name"),
)
