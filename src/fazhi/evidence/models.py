"""Files by digest, the town's own editions of templates, and the papers issued."""

from __future__ import annotations

from pathlib import Path

from django.db import models

from fazhi.evidence.file_types import TYPES, FileType
from fazhi.evidence.folders import path_of
from fazhi.orgs.models import Town
from fazhi.storage.ids import new_id


class StoredFile(models.Model):
    """One content that was kept: the file lies outside the database under its digest, the same content once only.

    It belongs to no town and says nothing of who may read it: what names it (an attachment, a paper) does.
    """

    digest = models.CharField("摘要", primary_key=True, max_length=64)  # SM3, hexadecimal
    size = models.PositiveBigIntegerField("大小")  # bytes
    media_type = models.CharField("类型", max_length=90)
    pages = models.PositiveIntegerField("页数", null=True)
    width = models.PositiveIntegerField("宽", null=True)  # pixels, as seen: turned as the camera says
    height = models.PositiveIntegerField("高", null=True)
    made_at = models.DateTimeField("存入时间", auto_now_add=True)

    class Meta:
        verbose_name = "文件"

    def __str__(self) -> str:
        return self.digest

    @property
    def path(self) -> Path:
        """Where the content lies."""
        return path_of(self.digest)

    @property
    def file_type(self) -> FileType:
        """The type, with its Chinese name and its usual ending."""
        return TYPES[self.media_type]

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


class TownTemplate(models.Model):
    """One edition of a paper's template by a town; the highest number is the one in use.

    An edition is never changed: a change is a new one. Empty text means: from here on the software's own again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.PROTECT, related_name="+", db_index=False)
    code = models.CharField("文书", max_length=40)
    edition = models.PositiveIntegerField("第几版")
    text = models.TextField("模板", blank=True)
    since = models.DateTimeField("启用时间", auto_now_add=True)
    made_by = models.CharField("谁改的", max_length=60)  # the actor's key, as the trace has it

    class Meta:
        verbose_name = "文书模板"
        ordering = ("code", "-edition")
        constraints = (
            models.UniqueConstraint(fields=("town", "code", "edition"), name="one_number_an_edition"),
        )

    def __str__(self) -> str:
        return f"{self.code} 第{self.edition}版"


class IssuedPaper(models.Model):
    """A paper as it was written out: the file, and all it was made from, so that it can be made again.

    A later edition of the template changes nothing here. `subject` is the record it belongs to.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.PROTECT, related_name="+", db_index=False)
    stored_file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    subject = models.UUIDField("记录", null=True)
    code = models.CharField("文书", max_length=40)
    title = models.CharField("名称", max_length=100)
    edition = models.PositiveIntegerField("模板第几版")  # 0: the software's own
    template_text = models.TextField("所用模板")
    facts = models.JSONField("所用内容", default=dict)  # as papers.facts.as_plain writes them
    issued_at = models.DateTimeField("写出时间", auto_now_add=True)
    issued_by = models.CharField("谁写出的", max_length=60)

    class Meta:
        verbose_name = "写出的文书"
        ordering = ("issued_at",)
        indexes = (models.Index(fields=("subject", "code"), name="papers_of_a_record"),)

    def __str__(self) -> str:
        return self.title
