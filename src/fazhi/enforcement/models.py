"""Penalty cases and licences."""

from __future__ import annotations

from django.db import models

from fazhi.cases.models import Case
from fazhi.records.models import Record


class Penalty(Record):
    """A penalty case: whose power, which steps when, what penalty."""

    id = None  # type: ignore[assignment]
    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="penalty")
    cause = models.CharField("案由", max_length=200, blank=True)
    # Empty when the ledger does not say; a case with an entrusting body is entrusted.
    power_source = models.CharField("权力来源", max_length=12, blank=True)
    power_source_word = models.CharField("权力来源（本镇写法）", max_length=200, blank=True)
    entrusted_by = models.CharField("委托机关", max_length=100, blank=True)
    filed_on = models.DateField("立案日期", null=True)
    noticed_on = models.DateField("告知日期", null=True)
    legally_reviewed_on = models.DateField("法制审核日期", null=True)
    decided_on = models.DateField("决定日期", null=True)
    penalty = models.CharField("最重的处罚", max_length=12, blank=True)
    penalty_word = models.CharField("处罚种类（本镇写法）", max_length=200, blank=True)
    fine = models.BigIntegerField("罚款（分）", null=True)
    served_on = models.DateField("送达日期", null=True)
    published_on = models.DateField("公示日期", null=True)
    closed_on = models.DateField("结案日期", null=True)
    archived_on = models.DateField("归档日期", null=True)

    class Meta:
        verbose_name = "行政处罚案件"
        indexes = (
            models.Index(fields=("town", "decided_on"), name="penalties_by_decision"),
            models.Index(fields=("town", "filed_on"), name="penalties_by_filing"),
        )

    def __str__(self) -> str:
        return self.cause


class Licence(Record):
    """A licence to enforce or to supervise: held or applied for by one person."""

    holder = models.CharField("姓名", max_length=60)
    office = models.CharField("单位", max_length=100, blank=True)
    type = models.CharField("证件种类", max_length=24)
    type_word = models.CharField("证件种类（本镇写法）", max_length=200)
    status = models.CharField("状态", max_length=12)
    status_word = models.CharField("状态（本镇写法）", max_length=200)
    on = models.DateField("日期")
    # When it was applied for: kept when the row later says 已发证 with another date.
    applied_on = models.DateField("申请日期")

    class Meta:
        verbose_name = "人员证件"
        indexes = (
            models.Index(fields=("town", "type", "on"), name="licences_of_a_town"),
            # Whether a person applied before is asked of every licence.
            models.Index(
                fields=("town", "holder", "type", "status", "office", "applied_on"),
                name="licences_of_a_holder",
            ),
            models.Index(fields=("town", "likely_mark"), name="licences_by_likeness"),
        )

    def __str__(self) -> str:
        return f"{self.holder}{self.type_word}"
