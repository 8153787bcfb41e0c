"""The details of a dispute."""

from __future__ import annotations

from django.db import models

from fazhi.cases.models import Case
from fazhi.records.models import InVillage, Record


class Dispute(Record, InVillage):
    """A dispute between villagers, found by whom, of what type, mediated how often in the village, with what result."""

    id = None  # type: ignore[assignment]
    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="dispute")
    found_on = models.DateField("排查日期")
    grid = models.CharField("网格", max_length=30, blank=True)
    type = models.CharField("纠纷类型", max_length=4)
    type_word = models.CharField("纠纷类型（本镇写法）", max_length=60)
    summary = models.TextField("简要情况", blank=True)
    village_attempts = models.PositiveSmallIntegerField("村调解次数", null=True)
    result = models.CharField("处理结果", max_length=20, blank=True)
    result_word = models.CharField("处理结果（本镇写法）", max_length=60, blank=True)
    settled_on = models.DateField("办结日期", null=True)
    source = models.CharField("来源", max_length=20, blank=True)
    source_word = models.CharField("来源（本镇写法）", max_length=60, blank=True)

    class Meta:
        verbose_name = "矛盾纠纷"
        indexes = (
            # With all that figures and lists count or order by, so that neither reads the table: a third of the time.
            models.Index(
                fields=(
                    "town", "found_on", "case", "voided_at", "batch", "source", "result", "village_attempts", "settled_on",
                    "village",
                ),
                name="disputes_of_a_town",
            ),
            # Likely repeats are grouped and looked for without reading the table.
            models.Index(
                fields=("town", "likely_mark", "found_on", "case", "voided_at", "batch"), name="disputes_by_likeness"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.type_word}（{self.found_on}）"
