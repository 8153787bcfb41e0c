"""Contracts, their drafts under review with one row an opinion, and normative documents under review."""

from __future__ import annotations

from django.db import models

from fazhi.cases.models import Case
from fazhi.records.models import Part, Record


class Contract(Record):
    """One contract or agreement, whatever number of drafts was reviewed."""

    name = models.CharField("合同名称", max_length=200)
    counterparty = models.CharField("相对方", max_length=200, blank=True)
    type = models.CharField("类型", max_length=30)

    class Meta:
        verbose_name = "合同"
        constraints = (
            models.UniqueConstraint(
                fields=("town", "name", "counterparty", "type"), name="one_contract_of_a_name_and_party"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ContractReview(Record):
    """The review of one draft of a contract: sent in, opinion given, so many opinions adopted."""

    id = None  # type: ignore[assignment]
    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="contract_review")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="reviews")
    type_word = models.CharField("类型（本镇写法）", max_length=200)
    submitted_on = models.DateField("送审日期", null=True)
    office = models.CharField("送审部门", max_length=100, blank=True)
    draft = models.CharField("稿次", max_length=60, blank=True)
    opinion_on = models.DateField("出具意见日期", null=True)
    adopted = models.PositiveIntegerField("采纳条数", null=True)

    class Meta:
        verbose_name = "合同审核"
        indexes = (
            # With all that figures count by, so that they do not read the table.
            models.Index(
                fields=(
                    "town",
                    "opinion_on",
                    "contract",
                    "adopted",
                    "voided_at",
                    "batch",
                    "case",
                    "type_word",
                ),
                name="contract_reviews_counted",
            ),
            models.Index(fields=("town", "likely_mark"), name="contract_reviews_by_likeness"),
        )

    def __str__(self) -> str:
        return f"{self.contract}{self.draft}"


class Opinion(Part):
    """One legal opinion on a draft, and whether it was adopted.

    A ledger tells how many were adopted, not which: all or none says it of each, anything between leaves each unknown.
    """

    class Adoption(models.TextChoices):
        ADOPTED = "adopted", "已采纳"
        PARTLY = "partly_adopted", "部分采纳"
        NOT_ADOPTED = "not_adopted", "未采纳"
        UNKNOWN = "unknown", "不明"

    record = models.ForeignKey(ContractReview, models.CASCADE, related_name="opinions")
    text = models.TextField("法律意见")
    place = models.PositiveSmallIntegerField("次序", default=0)
    adoption = models.CharField("采纳情况", max_length=16, choices=Adoption.choices, default=Adoption.UNKNOWN)

    class Meta:
        verbose_name = "法律意见"
        ordering = ("place",)

    def __str__(self) -> str:
        return self.text


class NormativeDocument(Record):
    """A normative document (规范性文件) under review."""

    id = None  # type: ignore[assignment]
    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="normative_document")
    title = models.CharField("文件名称", max_length=300)
    office = models.CharField("起草单位", max_length=100, blank=True)
    reviewed_on = models.DateField("审核日期")
    conclusion = models.CharField("审核结论", max_length=30, blank=True)
    conclusion_word = models.CharField("审核结论（本镇写法）", max_length=200, blank=True)
    number = models.CharField("文号", max_length=60, blank=True)

    class Meta:
        verbose_name = "规范性文件审核"
        indexes = (
            models.Index(fields=("town", "reviewed_on"), name="documents_of_a_town"),
            models.Index(fields=("town", "likely_mark"), name="documents_by_likeness"),
        )

    def __str__(self) -> str:
        return self.title
