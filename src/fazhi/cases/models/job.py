"""What is to be made in the background."""

from __future__ import annotations

from django.db import models

from fazhi.cases.models.case import Case
from fazhi.orgs.models import Town
from fazhi.storage.ids import new_id


class Job(models.Model):
    """One thing to be made in the background: what, of which case, for whom, how far it is.

    It is no record of the office: it can be asked for again, so it goes after some days with the file it made, no trace
    tells of it and no backup takes it along. What it does to the case (papers) and who takes the file away is traced.
    """

    class What(models.TextChoices):
        VOLUME = "volume", "整卷"
        PACKAGE = "package", "移交包"
        PAPERS = "papers", "文书"

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        MAKING = "making", "正在做"
        READY = "ready", "做好了"
        FAILED = "failed", "没有做成"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    what = models.CharField("做什么", max_length=10, choices=What.choices)
    by = models.CharField(max_length=60)  # the actor's key, as the trace has it
    asked_at = models.DateTimeField()
    weight = models.PositiveBigIntegerField(default=0)  # bytes of the material it is made from
    stands = models.CharField(max_length=40)  # the versions of the case's rows that it is made from
    # Of PAPERS: [{paper, at, title, edition}], the edition of each template as it was when they were asked for.
    papers = models.JSONField(default=list)
    form = models.CharField(max_length=4, blank=True)  # docx or pdf
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)  # what is being done; why it could not be done, and what to do
    refused = models.JSONField(default=list)  # of PAPERS: [[title, why]] of those that could not be written
    size = models.PositiveBigIntegerField(default=0)  # bytes of the file that was made
    attempts = models.PositiveSmallIntegerField(default=0)
    # The process that makes it and its last sign of life, as an upload has them.
    worker = models.CharField(max_length=120, blank=True)
    alive_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)  # row and file are dropped then

    class Meta:
        verbose_name = "后台制作"
        ordering = ("asked_at", "id")
        indexes = (models.Index(fields=("state", "asked_at"), name="jobs_by_state"),)

    def __str__(self) -> str:
        return f"{self.get_what_display()}，{self.get_state_display()}"
