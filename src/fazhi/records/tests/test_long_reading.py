"""A long reading tells of every record what the record itself tells."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fazhi.ledgers.tests.office import bring_in, hezuo
from fazhi.orgs.permissions import CONSOLE
from fazhi.pages.tests.towns import a_town, disputes
from fazhi.pages.views.access import in_sight, loaded
from fazhi.records import long_reading
from fazhi.records.kinds import RecordKind, all_kinds, kind_of, number_of

pytestmark = pytest.mark.django_db


def told(kind: RecordKind, record):
    doubts = [one.text for one in kind.doubts(record)] if kind.doubts else []
    return (
        kind.title(record),
        number_of(record),
        kind.values(record),
        doubts,
        record.voided_at,
        record.likely_mark,
    )


def test_every_record_of_the_sample_town_reads_as_the_model_does():
    town = hezuo()
    bring_in(town)
    read = 0
    for kind in all_kinds():
        rows = in_sight(kind, town, CONSOLE, voided=None).order_by("pk")
        as_models = [told(kind, record) for record in loaded(kind, rows)]
        for _ in range(2):  # while it learns the columns, and when it knows them
            as_rows = [
                told(kind, record) for some in long_reading.read(kind, rows, chunk=7) for record in some
            ]
            assert as_rows == as_models, kind.code
        read += len(as_models)
    assert read > 600


def test_once_the_columns_are_known_a_chunk_costs_one_statement_for_each_table_and_its_ids():
    town, kind = a_town(), kind_of("dispute")
    disputes(town, 20)
    rows = in_sight(kind, town, CONSOLE).order_by("pk")

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            for some in long_reading.read(kind, rows, chunk=10):
                for record in some:
                    told(kind, record)
        return len(asked)

    statements()
    assert statements() <= 2 + 2 * 2


def test_what_is_no_column_is_asked_of_the_record_itself():
    town, kind = a_town(), kind_of("dispute")
    disputes(town, 1)
    rows = in_sight(kind, town, CONSOLE)
    [[row]] = long_reading.read(kind, rows)
    assert row.case.get_status_display() == rows.get().case.get_status_display()
    assert row.batch is None
    assert row.town.name == town.name
    with pytest.raises(AttributeError, match="weather"):
        row.weather  # noqa: B018


def test_ids_nobody_knows_are_passed_over():
    town, kind = a_town(), kind_of("dispute")
    [first, second] = disputes(town, 2)
    assert set(long_reading.by_id(kind, [first, second, town.pk])) == {first, second}
