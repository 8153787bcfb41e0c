"""Cases, their steps and the people in them."""

from __future__ import annotations

from django.db import models

from fazhi.orgs.models import Village
from fazhi.records.models import InVillage, Part, Record


class Case(Record, InVillage):
    """A matter that takes steps over time. The details of its kind stand in a row of the same id."""

    class Status(models.TextChoices):
        OPEN = "open", "在办"
        CLOSED = "closed", "办结"

    # Villages are looked for among the details, which have an index of them.
    village = models.ForeignKey(
        Village, models.PROTECT, null=True, related_name="+", verbose_name="村居", db_index=False
    )
    kind = models.CharField("种类", max_length=30)
    number = models.CharField("编号", max_length=60, blank=True)
    # Where the matter has no official number of its own, the town's running number within kind and year.
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    title = models.CharField("事项", max_length=200)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.OPEN)
    opened_on = models.DateField("开始日期", null=True)
    closed_on = models.DateField("办结日期", null=True)
    # History brought in from a ledger ran no guards and started no clocks; 接着办 turns it into a live case.
    is_history = models.BooleanField("由台账带入", default=False)

    class Meta:
        verbose_name = "案件"
        indexes = (models.Index(fields=("town", "kind", "opened_on"), name="cases_of_a_town"),)
        constraints = (
            models.UniqueConstraint(
                fields=("town", "kind", "year", "serial"), name="one_running_number_a_year"
            ),
        )

    def __str__(self) -> str:
        return self.title


class CaseStep(Part):
    """A step taken: a declared code, when, and how exactly that is known.

    A ledger that says 调解3次 gives one row with a count of 3 and no date, never three invented dates.
    """

    class Precision(models.TextChoices):
        DAY = "day", "日"
        MONTH = "month", "月"
        UNKNOWN = "unknown", "不详"

    record = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    code = models.CharField("步骤", max_length=40)
    on = models.DateField("日期", null=True)
    precision = models.CharField("日期精度", max_length=8, choices=Precision.choices, default=Precision.DAY)
    count = models.PositiveSmallIntegerField("次数", default=1)
    place = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "步骤"
        ordering = ("place",)

    def __str__(self) -> str:
        return self.code


class Participant(Part):
    """Somebody in a case, a row of their own from the first import; joined to a person by hand, never by name alone."""

    class Role(models.TextChoices):
        PARTY = "party", "当事人"
        REPORTER = "reporter", "上报人"
        HANDLER = "handler", "承办人"
        REVIEWER = "reviewer", "审核人"
        COUNTERPARTY = "counterparty", "相对方"
        HEAD = "head", "出庭负责人"

    record = models.ForeignKey(Case, models.CASCADE, related_name="participants")
    role = models.CharField("身份", max_length=16, choices=Role.choices)
    name = models.CharField("姓名或名称", max_length=100)
    phone = models.CharField("电话", max_length=40, blank=True)
    place = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "参与人"
        ordering = ("place",)

    def __str__(self) -> str:
        return self.name
