"""What somebody is told."""

from __future__ import annotations

from django.db import models

from fazhi.orgs.models import Town, User, Village
from fazhi.storage.ids import new_id


class Notice(models.Model):
    """Something that somebody is told: a person, or everybody who holds a role (in a village, where it names one).

    Not part of a case's record: it may be read and forgotten, what it tells of stands in the trace.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+", db_index=False)
    role = models.CharField(max_length=30, blank=True)
    village = models.ForeignKey(Village, models.CASCADE, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=40, blank=True)
    subject = models.UUIDField(null=True)  # the record it is about
    text = models.CharField(max_length=200)
    urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    read_by = models.JSONField(default=list)  # ids of those who have seen it
    sent_at = models.DateTimeField(null=True)  # in a digest by mail or another channel

    class Meta:
        verbose_name = "通知"
        indexes = (
            # Whose it is stands in it: most notices of a town are for others, and every page asks.
            models.Index(fields=("town", "at", "role", "user"), name="notices_of_a_town_by_whose"),
            models.Index(fields=("user", "at"), name="notices_of_a_person"),
        )

    def __str__(self) -> str:
        return self.text
