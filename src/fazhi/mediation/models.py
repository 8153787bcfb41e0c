"""The details of a dispute."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fazhi.cases.models import Case
from fazhi.records.models import InVillage, Record


class Dispute(Record, InVillage):
    """A dispute between villagers, found by whom, of what type, mediated how often in the village, with what result."""

    # What a live case comes to know; empty where only the ledger tells of it.
    added_later: ClassVar = (
        "place", "case_source", "referrer", "risk", "difficulty", "people_involved", "amount_fen", "town_result",
        "agreement_form", "agreement_number", "agreed_on", "effective_on", "performance", "confirmed_on", "reported_by",
    )  # fmt: skip

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

    place = models.CharField("地点", max_length=200, blank=True)
    case_source = models.CharField("案件来源（上级编码）", max_length=4, blank=True)
    referrer = models.CharField("转来的单位", max_length=100, blank=True)
    risk = models.CharField("风险", max_length=4, blank=True)
    difficulty = models.CharField("难度", max_length=4, blank=True)
    people_involved = models.PositiveIntegerField("涉及人数", null=True)
    amount_fen = models.BigIntegerField("涉及金额（分）", null=True)
    # settled, failed, referred, withdrawn: how it ended after it had come to the town.
    town_result = models.CharField("镇里的结果", max_length=20, blank=True)
    agreement_form = models.CharField("协议形式", max_length=10, blank=True)  # written, oral
    agreement_number = models.CharField("协议编号", max_length=60, blank=True)
    agreed_on = models.DateField("协议签订日期", null=True)
    effective_on = models.DateField("协议生效日期", null=True)
    performance = models.CharField("协议履行情况", max_length=4, blank=True)
    confirmed_on = models.DateField("司法确认日期", null=True)
    # The user who reported it from the phone, who always hears what became of it.
    reported_by = models.UUIDField("上报的人", null=True)

    class Meta:
        verbose_name = "矛盾纠纷"
        indexes = (
            # With all that figures and lists count or order by, so that neither reads the table: a third of the time.
            models.Index(
                fields=(
                    "town", "found_on", "case", "voided_at", "batch", "source", "result", "village_attempts", "settled_on",
                    "village", "type", "type_word",
                ),
                name="disputes_of_a_town",
            ),
            models.Index(fields=("town", "likely_mark"), name="disputes_by_likeness"),
            # Few of many have an agreement: the figures of agreements read only those.
            models.Index(
                fields=("town", "agreed_on"), condition=models.Q(agreed_on__isnull=False), name="agreements_of_a_town"
            ),
            models.Index(
                fields=("town", "confirmed_on"), condition=models.Q(confirmed_on__isnull=False), name="confirmations_of_a_town"
            ),
            models.Index(
                fields=("reported_by",), condition=models.Q(reported_by__isnull=False), name="disputes_a_person_reported"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.type_word}（{self.found_on}）"
