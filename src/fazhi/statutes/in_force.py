"""The calendar and the rule books that hold now: shipped and entered, read once per process and edition."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any
from uuid import UUID

from fazhi.orgs.models import Town
from fazhi.statutes.models import Edition, HolidayNotice, RuleEdit
from fazhi.storage.one_reading import answer, register_question
from fazhi.storage.together import as_text
from fazhi.terms.acts import Refusal
from fazhi.terms.calendar import Calendar, Notice, NoticeDay
from fazhi.terms.notices import read_notice, shipped_calendar
from fazhi.terms.periods import Period
from fazhi.terms.rules import shipped_rules
from fazhi.terms.statutory import RuleBook

_lock = threading.Lock()
_kept: dict[Any, Any] = {"mark": None}


def calendar_in_force(town: Town | UUID | None = None) -> Calendar:
    """The working days of all notices known, shipped and entered; `town`: the page's, if there is one."""
    return _calendar_at(_mark(town))


def rules_in_force(town: Town | UUID) -> RuleBook:
    """The rule book with the numbers this town has set where the law leaves them to it."""
    return _rules_at(_mark(town), town)


def terms_in_force(town: Town | UUID) -> tuple[Calendar, RuleBook]:
    """Calendar and rule book together, for a page that needs both: whether they still hold is asked once."""
    mark = _mark(town)
    return _calendar_at(mark), _rules_at(mark, town)


def notice_of(row: HolidayNotice | dict[str, Any]) -> Notice:
    """The notice a row tells of; ValueError says what cannot be right in it."""
    told = row if isinstance(row, dict) else {
        "year": row.year, "off": row.off, "worked": row.worked, "document": row.document,
        "issued_on": row.issued_on.isoformat(), "source": row.source, "amends": row.amends,
    }  # fmt: skip
    return read_notice(told)


def spans_of(days: tuple[NoticeDay, ...]) -> list[dict[str, str]]:
    """Days off as spans of one name: [{"name", "from", "to"}]."""
    spans: list[dict[str, str]] = []
    last: date | None = None
    for one in sorted(days, key=lambda one: one.day):
        if spans and last and spans[-1]["name"] == one.name and (one.day - last).days == 1:
            spans[-1]["to"] = one.day.isoformat()
        else:
            spans.append({"name": one.name, "from": one.day.isoformat(), "to": one.day.isoformat()})
        last = one.day
    return spans


def _calendar_at(mark: UUID | None) -> Calendar:
    return shipped_calendar() if mark is None else _remembered(mark, "calendar", _calendar)


def _rules_at(mark: UUID | None, town: Town | UUID) -> RuleBook:
    town_id: UUID = town.pk if isinstance(town, Town) else town
    return shipped_rules() if mark is None else _remembered(mark, town_id, lambda: _rules(town_id))


def _mark(town: Town | UUID | None = None) -> UUID | None:
    """The mark of what is in force. It is that of all towns: in a page about one it comes with what else is asked."""
    found: UUID | None = answer(EDITION, town.pk if isinstance(town, Town) else town)
    return found


EDITION = "edition of statutes"
register_question(
    EDITION,
    lambda town_id, who: Edition.objects.filter(pk=1).values_list(as_text("mark")),
    lambda rows: UUID(rows[0][0]) if rows else None,
)


def _remembered(mark: UUID, key: Any, read: Any) -> Any:
    with _lock:
        if _kept["mark"] == mark and key in _kept:
            return _kept[key]
    value = read()
    with _lock:
        if _kept["mark"] != mark:
            _kept.clear()
            _kept["mark"] = mark
        _kept[key] = value
    return value


def _calendar() -> Calendar:
    calendar = shipped_calendar()
    for row in HolidayNotice.objects.all():
        calendar = calendar.with_notice(notice_of(row))
    return calendar


def _rules(town_id: UUID) -> RuleBook:
    book = shipped_rules()
    for edit in RuleEdit.objects.filter(town_id=town_id):
        edited = book.edited(
            edit.code, Period(edit.amount, edit.unit), source=edit.source, since=edit.since, note=edit.note
        )
        if not isinstance(edited, Refusal):
            book = edited
    return book
