"""What somebody typed and has not sent."""

from __future__ import annotations

from django.db import models

from fazhi.orgs.models import Town, User
from fazhi.storage.ids import new_id


class Jotting(models.Model):
    """What one person typed into the form of a step and has not sent (cases/jottings.py); never part of a record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()  # the case; all zeros for an opening form
    step = models.CharField(max_length=40)
    words = models.JSONField(default=dict)  # {name of the input: its values}
    version = models.PositiveIntegerField(null=True)  # of the case, as the person saw it
    seen_at = models.DateTimeField(null=True)  # when they saw it: what others did since is news to them
    at = models.DateTimeField()

    class Meta:
        verbose_name = "写到一半的"
        constraints = (
            models.UniqueConstraint(
                fields=("user", "town", "kind", "subject", "step"), name="one_jotting_a_form"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.step} {self.at:%Y-%m-%d}"
