"""Running numbers of a town's year, given one after the other without a gap."""

from __future__ import annotations

from fazhi.cases.models import Numbering
from fazhi.orgs.models import Town


def next_number(town: Town, series: str, year: int) -> int:
    """The next number of the series; two writers at once get two numbers. Inside a transaction."""
    row, _ = Numbering.objects.get_or_create(town=town, series=series, year=year)
    row = Numbering.objects.select_for_update().get(pk=row.pk)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
