"""Three pictures of a town's year of disputes: where they get to, month by month, which village has what."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from fazhi.orgs.models import Town
from fazhi.pages import charts
from fazhi.pages.totals import remembered
from fazhi.pages.words import office_today
from fazhi.records.figures import BOOK, Figure
from fazhi.records.models import hidden_batches
from fazhi.reports.breakdown import heat_of, months_of
from fazhi.reports.evaluation import Counting, evaluated_once, figure_url

# Name, figure, and the place of what it is a share of. What failed is no share of what was settled; whoever comes to
# the town without having been in the village is in no step before.
FUNNEL = (
    ("网格排查", "disputes_found", None),
    ("村级化解", "village_settled", 0),
    ("村调解满三次未成", "village_failed_three_times", 0),
    ("上报镇调解室", "escalated_to_town", 0),
    ("镇里受理申请调解", "mediation_requests", None),
    ("签订协议书", "written_agreements", None),
)
# What the committees agreed in cases taken through here; ledgers of receptions alone have none.
COMMITTEE = ("调委会签订协议书", "committee_written_agreements", None)
BASES = [base for _, _, base in (*FUNNEL, COMMITTEE)]


def pictures_of_disputes(town: Town, year: int) -> dict[str, Any]:
    """{"funnel", "funnel_table", "months", "months_table", "heat", "heat_note"}; nothing of a year without disputes.

    Counted once until something in the town changes.
    """
    figure = BOOK.figures.get("disputes_found")
    if not isinstance(figure, Figure):
        return {}
    codes = tuple(code for _, code, _ in (*FUNNEL, COMMITTEE))
    values = {code: one.value or 0 for code, one in evaluated_once(town, year, codes=codes).items()}
    if not values["disputes_found"]:
        return {}

    def count() -> tuple[list[int], list[int], tuple[list[str], list[str], list[list[int]]]]:
        counting, before = Counting(town, year), Counting(town, year - 1)
        return (
            months_of(figure, counting.scope),
            months_of(figure, before.scope),
            heat_of(figure, counting.scope),
        )

    key = ("pictures of disputes", year)
    months, before, (villages, types, cells) = remembered(key, town, hidden_batches(town.pk), count)
    shown = (
        FUNNEL
        if not values[COMMITTEE[1]]
        else (*FUNNEL[:-1], ("接待时签订协议书", *FUNNEL[-1][1:]), COMMITTEE)
    )
    steps = [(name, values[code], figure_url(code, year)) for name, code, _ in shown]
    now, had = so_far(months, year), before if any(before) else None
    page = reverse("figure_page", args=[figure.code])

    def cell(village: str, word: str) -> str | None:
        if word == "其余类型":
            return None
        return f"{page}?{urlencode({'year': year, 'village': village, 'type': word})}#list"

    return {
        "funnel": charts.funnel_chart("矛盾纠纷从排查到协议", steps, "起", BASES),
        "funnel_table": charts.funnel_table(steps, "起", BASES),
        "months": charts.months_chart("每月排查纠纷", now, had, figure.unit, year),
        "months_table": charts.months_table(now, had, figure.unit, year),
        "heat": charts.heat_table(villages, types, cells, cell),
        "heat_note": _busiest(villages, types, cells),
    }


def so_far(months: list[int], year: int) -> list[int | None]:
    """Months that have not come yet are blank, unless something stands in them."""
    today = office_today()
    last = today.month if year == today.year else 12
    return [n if at < last or n else None for at, n in enumerate(months)]


def _busiest(villages: list[str], types: list[str], cells: list[list[int]]) -> str:
    """The one sentence a reader takes away: where is most of which kind, against the mean of the villages."""
    most, place, word = 0, "", ""
    for village, line in zip(villages, cells, strict=True):
        for name, n in zip(types, line, strict=True):
            if n > most and name != "其余类型":
                most, place, word = n, village, name
    if most < 3 or len(villages) < 3:
        return ""
    mean = sum(line[types.index(word)] for line in cells) / len(villages)
    return f"{place}{word}{most}起，各村平均{mean:.1f}起。"
