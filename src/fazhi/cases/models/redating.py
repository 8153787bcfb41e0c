"""How far the dating of all clocks anew has come."""

from __future__ import annotations

from django.db import models

from fazhi.statutes.models import HolidayNotice
from fazhi.storage.ids import new_id


class Redating(models.Model):
    """Dating every running clock anew after a holiday notice: how far it has come, so that a crash loses nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(HolidayNotice, models.PROTECT, related_name="+")
    by = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    last_case = models.UUIDField(null=True)  # cases up to this id are done
    seen = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "重新推算期限"
        ordering = ("started_at", "id")

    def __str__(self) -> str:
        return f"{self.notice} {self.moved}"
