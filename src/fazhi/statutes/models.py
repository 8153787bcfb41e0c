"""What offices enter: holiday notices, which hold for the whole country, and numbers of rules, which hold for a town."""

from __future__ import annotations

from django.db import models

from fazhi.orgs.models import Town
from fazhi.storage.ids import new_id


class HolidayNotice(models.Model):
    """A notice of the General Office of the State Council, as somebody read it.

    `off` are spans [{"name", "from", "to"}], `worked` days [{"day", "name"}], as terms/notices.json has them. A row is
    never changed: a whole notice entered again for its year takes the place of the one before.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveSmallIntegerField("年份")
    off = models.JSONField("放假的日子", default=list)
    worked = models.JSONField("调休上班的日子", default=list)
    document = models.CharField("文号", max_length=60)
    issued_on = models.DateField("印发日期")
    source = models.CharField("出处", max_length=300)
    amends = models.BooleanField("临时调整", default=False)
    entered_by = models.CharField("录入人", max_length=60)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = "放假通知"
        ordering = ("entered_at", "id")

    def __str__(self) -> str:
        return f"{self.year}年放假通知 {self.document}"


class RuleEdit(models.Model):
    """Another number for a rule that the law leaves to the town, or that nobody could verify. Never changed, only followed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.PROTECT, related_name="+")
    code = models.CharField("规则", max_length=60)
    amount = models.PositiveSmallIntegerField("数字")
    unit = models.CharField("单位", max_length=20)
    since = models.DateField("从哪天起")
    source = models.CharField("出处", max_length=300)
    note = models.CharField("说明", max_length=300, blank=True)
    entered_by = models.CharField("录入人", max_length=60)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = "期限的改动"
        ordering = ("entered_at", "id")

    def __str__(self) -> str:
        return f"{self.code} {self.amount} {self.unit}"


class Edition(models.Model):
    """One row whose mark changes with every entry: a process that kept another mark reads everything anew."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mark = models.UUIDField(default=new_id)

    class Meta:
        verbose_name = "法条版本"

    def __str__(self) -> str:
        return str(self.mark)
