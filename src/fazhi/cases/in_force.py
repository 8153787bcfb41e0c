"""The calendar and the rule book that hold today: what came with the product, and what the office has entered since."""

from __future__ import annotations

from fazhi.statutes.in_force import calendar_in_force, rules_in_force, terms_in_force

__all__ = ["calendar_in_force", "rules_in_force", "terms_in_force"]
