"""Trace records, the head of each chain, and the seals."""

from __future__ import annotations

from django.db import models

from fazhi.storage.ids import new_id


class TraceRecord(models.Model):
    """One change by one person. All columns but the id stand in the digest, as text, in this order.

    `at` is text (ISO 8601, UTC, microseconds) so that both databases give back exactly what was hashed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    chain = models.CharField(max_length=80)  # a case's id, or "town:kind" for records that are no cases
    seq = models.PositiveIntegerField()  # 1, 2, 3 … within the chain
    at = models.CharField(max_length=32)
    town = models.CharField(max_length=36, blank=True)
    actor = models.CharField(max_length=60)
    on_behalf = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=36)
    request = models.CharField(max_length=36, blank=True)
    rows_digest = models.CharField(
        max_length=64, blank=True
    )  # SM3 of the business rows as the action left them
    change = models.TextField(blank=True)  # JSON: {"before": …, "after": …, "reason": …}
    # The seal that came next when it was written. One written while that seal was being made falls under the one after.
    seal = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)  # digest of the record before it in the chain
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "操作记录"
        constraints = (models.UniqueConstraint(fields=("chain", "seq"), name="one_place_in_a_chain"),)
        indexes = (
            models.Index(fields=("subject", "seq"), name="trace_of_a_record"),
            models.Index(fields=("town", "at"), name="trace_of_a_town"),
        )

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq} {self.verb}"


class ChainHead(models.Model):
    """How long each chain is and where it ends; the row that writers of one chain queue on.

    `sealed` says how many of its records the seals cover: a seal takes every chain that is longer than that, whatever
    number its records bear. It has no index, so that an append rewrites none.
    """

    chain = models.CharField(primary_key=True, max_length=80)
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "记录链"

    def __str__(self) -> str:
        return f"{self.chain} ({self.count})"


class Seal(models.Model):
    """One sealing: an HMAC over the heads of all chains that grew since the seal before it.

    The heads themselves stand in a seal file beside the database, so that what was cut off can be named.
    """

    number = models.PositiveIntegerField(primary_key=True)
    at = models.CharField(max_length=32)
    chains = models.PositiveIntegerField()  # chains that grew since the seal before
    records = models.PositiveBigIntegerField()  # records newly covered
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "封存"

    def __str__(self) -> str:
        return f"第{self.number}次封存"
