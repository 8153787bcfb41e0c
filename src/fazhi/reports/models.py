"""The annual report: its sections and paragraphs, what it was when it was frozen, and how its status changed."""

from __future__ import annotations

from django.db import models

from fazhi.orgs.models import Town
from fazhi.storage.ids import new_id


class AnnualReport(models.Model):
    """A town's report of a year. Its text holds figure tokens, never numbers."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        IN_REVIEW = "in_review", "待审定"
        APPROVED = "approved", "已审定"
        FROZEN = "frozen", "已冻结"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("标题", max_length=120)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.DRAFT)
    # Counts the changes of outline and status; a form carries it back.
    version = models.PositiveIntegerField(default=1, editable=False)
    issuer = models.CharField("署名", max_length=120, blank=True)
    dated = models.DateField("成文日期", null=True, blank=True)
    # The marks of sentences without records are printed in the final paper too.
    keep_marks = models.BooleanField("定稿里保留缺记录的标记", default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    frozen_at = models.CharField("冻结时间", max_length=32, blank=True)  # as the trace writes moments

    class Meta:
        verbose_name = "年度报告"
        ordering = ("-year",)
        constraints = (models.UniqueConstraint(fields=("town", "year"), name="one_report_a_year"),)

    def __str__(self) -> str:
        return f"{self.town} {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether its text may be changed."""
        return self.status == self.Status.DRAFT


class ReportSection(models.Model):
    """A heading with its paragraphs. `line` names the part of the first draft it came from; empty for one added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="sections")
    place = models.PositiveIntegerField("次序")
    level = models.PositiveSmallIntegerField(
        "级", default=1
    )  # 0: before the first heading; 1: 一、 2: （一）
    heading = models.CharField("标题", max_length=200, blank=True)
    line = models.CharField(max_length=40, blank=True)
    # Codes of figures that belong here, so that one with records and no place in the text is noticed.
    expected = models.JSONField("应有的数字", default=list, blank=True)

    class Meta:
        verbose_name = "报告章节"
        ordering = ("place", "id")

    def __str__(self) -> str:
        return self.heading or "引言"


class Paragraph(models.Model):
    """One paragraph: words with tokens, and marks 【缺记录：…】 where records are missing."""

    class Origin(models.TextChoices):
        COMPOSED = "composed", "由记录起草"
        TYPED = "typed", "手写"
        ADOPTED = "adopted", "采用了建议"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    section = models.ForeignKey(ReportSection, models.CASCADE, related_name="paragraphs")
    place = models.PositiveIntegerField("次序")
    text = models.TextField("正文", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    origin = models.CharField("来历", max_length=10, choices=Origin.choices, default=Origin.TYPED)
    changed_by = models.CharField(max_length=60, blank=True)  # name of the person, for whoever comes second
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "报告段落"
        ordering = ("place", "id")

    def __str__(self) -> str:
        return self.text[:40]


class ReportMark(models.Model):
    """A sentence of the draft that was left out because its records do not exist.

    Its place in the text is the mark 【缺记录：…】; taking that out of the paragraph settles it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    paragraph = models.ForeignKey(Paragraph, models.CASCADE, related_name="marks")
    what = models.CharField("缺什么", max_length=200)
    needs = models.JSONField("需要的数字", default=list)
    # What the first draft would have said, so that it can be put in once there are records.
    sentence = models.TextField(blank=True)

    class Meta:
        verbose_name = "缺记录的句子"

    def __str__(self) -> str:
        return self.what


class Snapshot(models.Model):
    """A figure as it stood when the report was frozen: the number, the records, and a digest over them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="snapshots")
    code = models.CharField("代码", max_length=60)
    name = models.CharField("名称", max_length=100)
    unit = models.CharField("单位", max_length=12)
    rule = models.TextField("口径")
    value = models.BigIntegerField(null=True)  # of a rate: hundredths of a percent
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    # Ids of the records counted, sorted, as one text with commas; empty for a rate.
    ids = models.TextField(blank=True)
    # SM3 over the ids, each with the digest that the trace holds of its rows.
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "冻结的数字"
        constraints = (models.UniqueConstraint(fields=("report", "code"), name="one_snapshot_a_figure"),)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class Submission(models.Model):
    """One change of status: who, when, from what to what, and a word."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="submissions")
    before = models.CharField(max_length=12, choices=AnnualReport.Status.choices)
    after = models.CharField(max_length=12, choices=AnnualReport.Status.choices)
    by = models.CharField(max_length=60)
    remark = models.CharField("意见", max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "报告流转"
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.get_before_display()}→{self.get_after_display()}"


class Phrase(models.Model):
    """A wording that reports no longer use: what it was, what stands for it since when, and who says so.

    The office keeps them; the list begins empty, since no text that came with the software says which are outdated.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.PROTECT, related_name="+")
    old = models.CharField("原来的表述", max_length=100)
    new = models.CharField("现在的表述", max_length=200, blank=True)  # empty: not written any more
    since = models.DateField("从哪天起")
    source = models.CharField("依据", max_length=300)
    stopped_at = models.DateTimeField(null=True)  # no longer looked for
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = "表述"
        ordering = ("-since", "old", "id")

    def __str__(self) -> str:
        return f"{self.old}→{self.new or '不再写'}"
