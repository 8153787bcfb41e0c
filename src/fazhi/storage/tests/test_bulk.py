"""Many rows in one call say the same as few."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from fazhi.orgs.actions import create_town
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.models import ImportBatch, SourceRow
from fazhi.storage.bulk import WORTH_COPYING, Written, insert_many
from fazhi.storage.ids import new_id

# What a format of rows as text could take for its own signs.
AWKWARD = ("", "\\N", "\\.", "a\tb", "a\nb\r\nc", 'a"b\\c', "示例村，「一」", " ", "null", "\\x41")


@pytest.fixture
def batch(db) -> ImportBatch:
    town = create_town("示例镇", by=CONSOLE)
    return ImportBatch.objects.create(town=town, number=1, year=2023, made_by="console")


def rows(batch: ImportBatch, count: int) -> list[dict[str, object]]:
    """Rows of a ledger with awkward words, JSON ready and not, ids and empty places."""
    return [
        {
            "id": new_id(), "town_id": batch.town_id, "batch_id": batch.pk, "kind": "dispute", "year": 2023,
            "file": AWKWARD[at % len(AWKWARD)], "sheet": "表", "row": at, "fingerprint": "0" * 64, "outcome": "new",
            "values": {"summary": AWKWARD[at % len(AWKWARD)], "count": at},
            "cells": Written('{"a":"b\\n"}'), "record_id": None if at % 2 else new_id(),
        }
        for at in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, WORTH_COPYING - 1, WORTH_COPYING, 3 * WORTH_COPYING])
def test_rows_are_read_back_as_they_were_given_however_many_come_at_once(batch, count):
    given = rows(batch, count)
    with transaction.atomic():
        assert insert_many(SourceRow, given) == count
    names = tuple(name for name in given[0] if name != "cells")
    read = SourceRow.objects.order_by("row").values(*names, "cells")
    assert [{name: row[name] for name in names} for row in read] == [
        {name: row[name] for name in names} for row in given
    ]
    assert all(row["cells"] == {"a": "b\n"} for row in read)


def test_a_key_given_twice_is_refused_as_the_database_refuses_it_and_nothing_stays(batch):
    given = rows(batch, 2 * WORTH_COPYING)
    given[-1]["id"] = given[0]["id"]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many(SourceRow, given)
    assert not SourceRow.objects.exists()
