"""The base of this folder's rows that are no ledger: traced one by one by `keeping.put`."""

from __future__ import annotations

from typing import Any, ClassVar

from fazhi.records.models import Record, RecordQuerySet


class KeptRow(Record):
    """A row that stands alone: a visit, an application, a guide, an item of the budget."""

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
