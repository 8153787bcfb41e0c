"""The details of a major administrative decision."""

from __future__ import annotations

from django.db import models

from fazhi.cases.models import Case
from fazhi.records.models import Record


class Decision(Record):
    """One item of the catalogue, with the date of each of the five statutory steps and of its announcement."""

    id = None  # type: ignore[assignment]
    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="decision")
    title = models.CharField("决策事项", max_length=300)
    office = models.CharField("承办单位", max_length=100, blank=True)
    consulted_from = models.DateField("征求意见开始", null=True)
    consulted_to = models.DateField("征求意见结束", null=True)
    participation = models.CharField("公众参与方式", max_length=200, blank=True)
    argued_on = models.DateField("专家论证日期", null=True)
    risk = models.CharField("风险评估结论", max_length=200, blank=True)
    assessed_on = models.DateField("风险评估日期", null=True)
    reviewed_on = models.DateField("合法性审查意见日期", null=True)
    counsel = models.BooleanField("法律顾问参与", null=True)
    government_lawyer = models.BooleanField("公职律师参与", null=True)
    discussed_on = models.DateField("集体讨论日期", null=True)
    published_on = models.DateField("公布日期", null=True)
    # The date by which it belongs to a year: of its announcement, before that of its first step.
    counts_on = models.DateField("归年日期")

    class Meta:
        verbose_name = "重大行政决策"
        indexes = (models.Index(fields=("town", "counts_on"), name="decisions_of_a_town"),)

    def __str__(self) -> str:
        return self.title
