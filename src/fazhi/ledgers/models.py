"""What a town answered about its headings, and the workbooks waiting on the upload page."""

from __future__ import annotations

from django.db import models

from fazhi.evidence.models import StoredFile
from fazhi.orgs.models import Town
from fazhi.records.models import ImportBatch
from fazhi.storage.ids import new_id


class LedgerAnswer(models.Model):
    """A question an import asked, and what this town answered: asked once, remembered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40, blank=True)  # empty: about a sheet, not a column
    heading = models.CharField(max_length=200)
    answer = models.CharField(max_length=100)

    class Meta:
        verbose_name = "台账表头答复"
        constraints = (
            models.UniqueConstraint(fields=("town", "kind", "heading"), name="one_answer_a_heading"),
        )

    def __str__(self) -> str:
        return f"{self.heading}：{self.answer}"


class Upload(models.Model):
    """Workbooks given on the page: read, previewed, then imported. The files lie in the data folder."""

    class Status(models.TextChoices):
        READING = "reading", "正在读"
        READY = "ready", "请看预览"
        IMPORTING = "importing", "正在导入"
        DONE = "done", "已导入"
        FAILED = "failed", "没有成功"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")
    files = models.JSONField("文件", default=list)  # [name]
    # The process that reads or imports and its last sign of life, as ImportBatch has them.
    worker = models.CharField(max_length=120, blank=True)
    alive_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.READING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    preview = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "上传的台账"
        ordering = ("-id",)

    def __str__(self) -> str:
        return "、".join(self.files)


class BatchFile(models.Model):
    """One workbook of a batch as it came. It stays when the batch is undone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="files")
    number = models.PositiveIntegerField()
    name = models.CharField("文件", max_length=200)  # as it was called where it came from
    stored_file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "台账原件"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("batch", "number"), name="one_number_a_batch_file"),)

    def __str__(self) -> str:
        return self.name
