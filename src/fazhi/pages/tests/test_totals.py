"""What is counted once and kept: how long it holds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fazhi.pages import totals
from fazhi.pages.tests.towns import a_dispute, a_town
from fazhi.pages.words import office_today

pytestmark = pytest.mark.django_db


def test_the_working_year_follows_the_newest_record_until_it_is_this_year() -> None:
    town = a_town()
    today = office_today()
    assert totals.working_year(town) == today.year
    a_dispute(town, found_on=today.replace(year=today.year - 3, day=1))
    assert totals.working_year(town) == today.year - 3
    a_dispute(town, found_on=today)
    assert totals.working_year(town) == today.year


def test_a_hint_may_be_half_a_minute_old_and_a_total_never_older_than_a_change(monkeypatch) -> None:
    town = a_town()
    a_dispute(town)
    asked: list[int] = []

    def count() -> int:
        asked.append(1)
        return len(asked)

    assert totals.of_late("hint", town, count) == 1
    assert totals.remembered("total", town, [], count) == 2
    assert totals.remembered("total", town, [], count) == 2
    a_dispute(town, found_on=office_today() - timedelta(days=1))
    assert totals.of_late("hint", town, count) == 1
    assert totals.remembered("total", town, [], count) == 3
    now = totals.time.monotonic()
    monkeypatch.setattr(totals.time, "monotonic", lambda: now + totals.SECONDS)
    assert totals.of_late("hint", town, count) == 4
