"""What somebody said, and what was answered."""

from __future__ import annotations

from django.db import models

from fazhi.records.kept import KeptRow


class Feedback(KeptRow):
    """One complaint or suggestion. Who sent it is known only where somebody was logged in or left a way to be reached."""

    class Status(models.TextChoices):
        WAITING = "waiting", "等答复"
        ANSWERED = "answered", "已答复"

    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.WAITING)
    code_mark = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField("提交时间")
    sender = models.CharField("谁提的", max_length=60)  # the actor's key, as the trace has it
    text = models.TextField("投诉建议")
    contact = models.CharField("怎么找您", max_length=100, blank=True)
    about = models.CharField("说的是哪一页", max_length=200, blank=True)
    answer = models.TextField("答复", blank=True)
    answered_on = models.DateField("答复日期", null=True)
    erased_on = models.DateField("联系方式删去日期", null=True)

    class Meta:
        verbose_name = "投诉建议"
        ordering = ("sent_at", "id")
        indexes = (models.Index(fields=("town", "status", "sent_at"), name="feedback_of_a_town"),)

    def __str__(self) -> str:
        return self.get_status_display()
