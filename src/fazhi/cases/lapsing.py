"""Periods of the parties run out without anybody's fault: they lapse, and are no deadline of the office's any more.

司法确认 can be asked for within thirty days; after them the case goes on, and its next deadline is another one.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from fazhi.cases import clocks
from fazhi.cases.drafts import take_in_hand
from fazhi.cases.in_force import rules_in_force
from fazhi.cases.models import Case, CaseClock
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.records.kinds import kind_of

# What runs by itself stands in the trace as 系统.
SYSTEM = Actor(key="", name="系统", at_console=True)


def let_lapse(today: date) -> int:
    """End every running clock of a party's right whose last day has passed; how many. Safe to call again."""
    rules = {
        rule.code
        for town in Town.objects.all()
        for rule in rules_in_force(town).rules
        if rule.whose == "party"
    }
    waiting = CaseClock.objects.filter(
        rule__in=rules,
        done_on=None,
        due_on__lt=today,
        record__status=Case.Status.OPEN,
        record__voided_at=None,
    )
    ended = 0
    for clock in waiting.select_related("record__town"):
        with transaction.atomic():
            case = clock.record
            try:
                draft = take_in_hand(kind_of(case.kind), case.pk, town=case.town, by=SYSTEM)
            except Refused:  # voided meanwhile
                continue
            row = next(
                (one for one in draft.clocks if one["id"] == clock.pk and one["done_on"] is None), None
            )
            if row is None or row["due_on"] is None or row["due_on"] >= today:
                continue
            row["done_on"] = row["due_on"]
            row["told"] = {**row["told"], "lapsed": True}
            clocks.show_nearest(draft)
            draft.save("clock_lapsed", {"what": f"{row['name']}到{row['due_on'].isoformat()}届满"})
            ended += 1
    return ended
