"""The last number of each series."""

from __future__ import annotations

from django.db import models

from fazhi.orgs.models import Town
from fazhi.storage.ids import new_id


class Numbering(models.Model):
    """The last number given in a series of a town's year: the mediation committee's cases, its agreements."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+", db_index=False)
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "编号"
        constraints = (
            models.UniqueConstraint(fields=("town", "series", "year"), name="one_numbering_a_year"),
        )

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.last}"
