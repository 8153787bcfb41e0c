"""Files by digest, the town's own editions of templates, and the papers issued."""

from __future__ import annotations

from pathlib import Path

from django.db import models

from fazhi.evidence.file_types import TYPES, FileType
from fazhi.evidence.folders import path_of


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
