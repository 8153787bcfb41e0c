"""Court cases and appearances."""

from __future__ import annotations

from django.db import models

from fazhi.cases.models import Case
from fazhi.records.models import Part, Record


class CourtCase(Record):
    """An administrative case against the town before a court."""

    id = None  # type: ignore[assignment]
    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="court_case")
    cause = models.CharField("案由", max_length=200, blank=True)
    noticed_on = models.DateField("收到应诉通知日期", null=True)
    heard_on = models.DateField("开庭日期", null=True)
    heads_word = models.CharField("出庭负责人（本镇写法）", max_length=200, blank=True)
    result = models.CharField("结果", max_length=16, blank=True)
    result_word = models.CharField("结果（本镇写法）", max_length=300, blank=True)
    performed_on = models.DateField("判决履行日期", null=True)

    class Meta:
        verbose_name = "行政应诉"
        indexes = (models.Index(fields=("town", "heard_on"), name="court_cases_by_hearing"),)

    def __str__(self) -> str:
        return self.cause


class Appearance(Part):
    """Who stood for the town at the hearing; deputies count as heads, agents do not."""

    record = models.ForeignKey(CourtCase, models.CASCADE, related_name="appearances")
    name = models.CharField("出庭人（姓名或职务）", max_length=100)
    is_head = models.BooleanField("是负责人")
    on = models.DateField("出庭日期", null=True)
    place = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "出庭"
        ordering = ("place",)

    def __str__(self) -> str:
        return self.name
