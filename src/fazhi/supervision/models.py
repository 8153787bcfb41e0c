"""Rounds of file review, the files reviewed in them, and the problems found."""

from __future__ import annotations

from django.db import models

from fazhi.records.models import Part, Record


class FileReviewRound(Record):
    """One round of file review in a year, such as 第一次."""

    name = models.CharField("评查批次", max_length=100)
    year = models.PositiveSmallIntegerField("年度")

    class Meta:
        verbose_name = "评查批次"
        constraints = (
            models.UniqueConstraint(fields=("town", "year", "name"), name="one_round_of_a_name_a_year"),
        )

    def __str__(self) -> str:
        return self.name


class FileReview(Record):
    """One file reviewed in one round."""

    round = models.ForeignKey(
        FileReviewRound, models.PROTECT, related_name="reviews", verbose_name="评查批次"
    )
    reviewed_on = models.DateField("评查日期")
    case_number = models.CharField("案号", max_length=60)
    score = models.CharField("得分", max_length=20, blank=True)
    due_on = models.DateField("整改期限", null=True)
    rectified_on = models.DateField("整改完成日期", null=True)

    class Meta:
        verbose_name = "案卷评查"
        indexes = (
            models.Index(fields=("town", "reviewed_on"), name="file_reviews_of_a_town"),
            models.Index(fields=("town", "likely_mark"), name="file_reviews_by_likeness"),
        )

    def __str__(self) -> str:
        return f"{self.case_number}（{self.round}）"


class Problem(Part):
    """One problem found in a file: by when it must be mended, and when it was."""

    record = models.ForeignKey(FileReview, models.CASCADE, related_name="problems")
    text = models.TextField("问题")
    place = models.PositiveSmallIntegerField("次序", default=0)
    due_on = models.DateField("整改期限", null=True)
    rectified_on = models.DateField("整改完成日期", null=True)

    class Meta:
        verbose_name = "评查问题"
        ordering = ("place",)

    def __str__(self) -> str:
        return self.text
