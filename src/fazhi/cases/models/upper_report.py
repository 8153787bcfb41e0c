"""What was reported to an upper system."""

from __future__ import annotations

from django.db import models

from fazhi.cases.models.case import Case
from fazhi.orgs.models import Town
from fazhi.storage.ids import new_id


class UpperReport(models.Model):
    """That a case was typed into or sent to an upper system: in which form, with which values, when and by whom.

    `version` is the case's at that moment: what changed since is what must be reported again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="upper_reports")
    form = models.CharField("报送表", max_length=60)
    version = models.PositiveIntegerField()
    values = models.JSONField("报送的内容", default=dict)  # {heading: [word, code]}
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "报送记录"
        indexes = (models.Index(fields=("town", "form", "case"), name="upper_reports_of_a_town"),)

    def __str__(self) -> str:
        return f"{self.form} {self.at:%Y-%m-%d}"
