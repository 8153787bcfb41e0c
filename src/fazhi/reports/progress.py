"""How many of a report's figures have records behind them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from fazhi.orgs.models import Town
from fazhi.reports.filling import MARK, Values, current_values, tokens_in
from fazhi.reports.models import AnnualReport, Paragraph


@dataclass(frozen=True)
class Progress:
    """How many of the report's figures have records behind them, and what is still marked as missing."""

    backed: int
    total: int
    missing: int
    url: str


def report_progress(town: Town, year: int) -> Progress | None:
    """The progress of the year's report; None when it has not been begun."""
    report = AnnualReport.objects.filter(town=town, year=year).first()
    if report is None:
        return None
    return Progress(*progress_of(report), url=reverse("report", args=[year]))


def progress_of(report: AnnualReport, values: Values | None = None) -> tuple[int, int, int]:
    """(figures with records, figures in the text, sentences still marked as missing)."""
    texts = list(Paragraph.objects.filter(section__report=report).values_list("text", flat=True))
    codes = {token.code for text in texts for token in tokens_in(text)}
    if values is None:
        if report.status == AnnualReport.Status.FROZEN:
            values = {}
            frozen = {one.code for one in report.snapshots.all() if one.denominator or one.value}
            return len(codes & frozen), len(codes), 0
        values = current_values(report.town, report.year, codes)
    backed = sum(1 for code in codes if code in values and values[code].has_records)
    return backed, len(codes), sum(len(MARK.findall(text)) for text in texts)
