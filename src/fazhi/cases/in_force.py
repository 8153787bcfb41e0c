"""The calendar and the rule book that hold today: what came with the product, and what the office has entered since."""

from __future__ import annotations

from fazhi.orgs.models import Town
from fazhi.terms.calendar import Calendar
from fazhi.terms.notices import shipped_calendar
from fazhi.terms.rules import shipped_rules
from fazhi.terms.statutory import RuleBook


def calendar_in_force() -> Calendar:
    """The working days of all notices known."""
    return shipped_calendar()


def rules_in_force(town: Town) -> RuleBook:
    """The rule book with the numbers this town has set where the law leaves them to it."""
    return shipped_rules()
