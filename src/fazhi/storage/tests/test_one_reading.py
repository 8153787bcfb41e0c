"""What a page asks is asked once, all at once, and never kept beyond the page or a change."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fazhi.cases.notices import waiting_notices
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.pages.totals import mark
from fazhi.records.models import ImportBatch, hidden_batches
from fazhi.records.searching import is_waiting
from fazhi.statutes.in_force import terms_in_force
from fazhi.storage.one_reading import forget, one_reading, reading_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town.objects.create(name="示例镇")


def a_batch(town: Town, number: int, status: str) -> ImportBatch:
    return ImportBatch.objects.create(town=town, number=number, year=2026, status=status, made_by="console")


def statements(work) -> int:
    with CaptureQueriesContext(connection) as log:
        work()
    return len(log.captured_queries)


def test_what_a_page_asks_of_its_town_comes_in_one_statement(town):
    a_batch(town, 1, "published")
    hidden = a_batch(town, 2, "writing")

    def page() -> None:
        with one_reading():
            reading_for(town.pk, CONSOLE)
            assert hidden_batches(town.pk) == [hidden.pk]
            assert not is_waiting(town)
            assert waiting_notices(CONSOLE, town) == []
            assert mark(town, []) is None
            terms_in_force(town)
            assert hidden_batches(town.pk) == [hidden.pk]

    assert statements(page) == 1


def test_another_town_is_asked_for_by_itself(town):
    other = Town.objects.create(name="另一镇")
    batch = a_batch(other, 1, "undone")
    with one_reading():
        reading_for(town.pk, CONSOLE)
        assert hidden_batches(town.pk) == []
        assert hidden_batches(other.pk) == [batch.pk]
        assert hidden_batches() == [batch.pk]


def test_a_change_in_the_middle_of_a_page_is_seen_by_the_rest_of_it(town):
    with one_reading():
        reading_for(town.pk, CONSOLE)
        assert hidden_batches(town.pk) == []
        batch = a_batch(town, 1, "failed")
        forget()
        assert hidden_batches(town.pk) == [batch.pk]


def test_outside_of_a_page_nothing_is_remembered(town):
    assert hidden_batches(town.pk) == []
    batch = a_batch(town, 1, "failed")
    assert hidden_batches(town.pk) == [batch.pk]
    with one_reading():
        reading_for(town.pk, CONSOLE)
        hidden_batches(town.pk)
    ImportBatch.objects.update(status="published")
    assert hidden_batches(town.pk) == []
