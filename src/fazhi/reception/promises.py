"""The days the office promises (服务承诺), and the statutory periods its guides name: both counted by fazhi.terms."""

from __future__ import annotations

from datetime import date

from fazhi.cases.in_force import calendar_in_force, rules_in_force
from fazhi.orgs.models import Town
from fazhi.terms.calendar import Calendar
from fazhi.terms.counting import end
from fazhi.terms.periods import Period, Unit
from fazhi.terms.statutory import Refusal, Rule

LONGEST = 60


def working_calendar() -> Calendar:
    """The calendar; a year without a holiday notice is counted by weekends, since a promise may be early, never lost."""
    return calendar_in_force().estimating()


def promised(start: date, working_days: int) -> date:
    """The last day of so many working days after `start`, whose own day is not counted."""
    return end(start, working_calendar(), Period(working_days, Unit.WORKING_DAYS))


def late_days(due: date, today: date) -> int:
    """How many working days `due` has passed; 0 while it has not."""
    return 0 if today <= due else max(1, working_calendar().working_days(due, today))


def rules_of(codes: str, on: date, town: Town) -> list[Rule]:
    """The statutory rules named one a line, as they hold on that day; unknown or not in force ones are left out."""
    found, book = [], rules_in_force(town)
    for code in codes.split():
        try:
            rule = book.find(code, on)
        except KeyError:
            continue
        if not isinstance(rule, Refusal):
            found.append(rule)
    return found


def legal_aid_days(sent_on: date, town: Town) -> date | None:
    """The day by which legal aid must have decided on an application it received on that day."""
    rules = rules_of("legalaid_decide", sent_on, town)
    return end(sent_on, working_calendar(), rules[0].period) if rules else None
