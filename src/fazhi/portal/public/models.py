"""What the public pages count, to slow down who sends or guesses in bulk. Nothing here says who somebody is."""

from __future__ import annotations

from django.db import models


class PublicTry(models.Model):
    """One application, wrong code or wrong digits from an address, kept for a day.

    The address stands as a digest keyed anew every day, so that yesterday's cannot be compared with today's. Wrong
    digits are kept once more under a digest of the code they were tried for.
    """

    address_mark = models.CharField(max_length=32)
    what = models.CharField(max_length=12)  # sent, code or digits
    at = models.DateTimeField()

    class Meta:
        verbose_name = "公众页的次数"
        indexes = (models.Index(fields=("address_mark", "what", "at"), name="public_tries"),)

    def __str__(self) -> str:
        return self.what
