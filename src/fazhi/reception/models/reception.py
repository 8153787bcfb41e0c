"""Receptions and the agreements that came of them."""

from __future__ import annotations

from django.db import models

from fazhi.cases.models import Case
from fazhi.records.models import InVillage, Part, Record


class Reception(Record, InVillage):
    """A visit: one person, one matter, one day. It may open or join a case; only a person says which."""

    class Agreed(models.IntegerChoices):
        """The strongest form of agreement that came of it, so that a figure can rank repeats without a join."""

        NOTHING = 0, "没有协议"
        UNKNOWN = 1, "有协议，形式不明"
        ORAL = 2, "口头协议"
        WRITTEN = 3, "书面协议"

    received_on = models.DateField("接待日期")
    visitor = models.CharField("来访人", max_length=100)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    category = models.CharField("类别", max_length=20)
    category_word = models.CharField("类别（本镇写法）", max_length=200)
    type = models.CharField("纠纷类型", max_length=4, blank=True)
    type_word = models.CharField("纠纷类型（本镇写法）", max_length=200, blank=True)
    source = models.CharField("来源", max_length=20, blank=True)
    source_word = models.CharField("来源（本镇写法）", max_length=200, blank=True)
    mediator = models.CharField("调解员", max_length=200, blank=True)
    result = models.CharField("结果", max_length=20, blank=True)
    result_word = models.CharField("结果（本镇写法）", max_length=200, blank=True)
    agreed = models.PositiveSmallIntegerField("协议", choices=Agreed.choices, default=Agreed.NOTHING)
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="receptions", verbose_name="案件")

    class Meta:
        verbose_name = "来访接待"
        indexes = (
            # With all that figures compare and count by, so that neither they nor the search for repeats read the table.
            models.Index(
                fields=(
                    "town", "received_on", "visitor", "phone", "type", "category", "agreed", "result", "village",
                    "type_word", "voided_at", "batch", "id",
                ),
                name="receptions_counted",
            ),
            models.Index(fields=("town", "likely_mark", "received_on"), name="receptions_by_likeness"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.visitor}{self.category_word}（{self.received_on}）"


class Agreement(Part):
    """An agreement reached, in writing (with a number) or by word of mouth, and how it is kept."""

    class Form(models.TextChoices):
        WRITTEN = "written", "书面"
        ORAL = "oral", "口头"
        UNKNOWN = "unknown", "形式不明"

    record = models.ForeignKey(Reception, models.CASCADE, related_name="agreements")
    form = models.CharField("形式", max_length=8, choices=Form.choices)
    number = models.CharField("协议书编号", max_length=200, blank=True)
    word = models.CharField("编号栏（本镇写法）", max_length=200, blank=True)
    signed_on = models.DateField("协议日期", null=True)
    performance = models.CharField("履行情况", max_length=16, blank=True)
    performance_word = models.CharField("履行情况（本镇写法）", max_length=200, blank=True)

    class Meta:
        verbose_name = "调解协议"

    def __str__(self) -> str:
        return self.number or self.get_form_display()
