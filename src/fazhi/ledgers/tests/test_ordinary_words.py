"""Ordinary office words raise no question, whatever office wrote them; what may mean another thing is asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import given
from fazhi.leadership.models import NextYearTask
from fazhi.ledgers.importing import import_ledgers
from fazhi.ledgers.tests.office import figures
from fazhi.ledgers.tests.third_town import NAME, write_ledgers
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.kinds import ledger_kinds

pytestmark = pytest.mark.django_db
HEADS = {"litigation": {"出庭人员": "heads"}}


def test_eighteen_ledgers_of_another_town_ask_only_who_appeared_as_head(tmp_path: Path) -> None:
    write_ledgers(tmp_path)
    town = given.a_town(NAME)
    asked = import_ledgers([tmp_path], town=town, year=2024, by=CONSOLE, today=date(2025, 1, 10)).questions
    assert [(one.kind, one.heading) for one in asked] == [("litigation", "出庭人员")]
    result = import_ledgers(
        [tmp_path], town=town, year=2024, by=CONSOLE, today=date(2025, 1, 10), answers=HEADS
    )
    assert result.questions == []
    assert {sheet.kind for sheet in result.sheets} == {kind.code for kind in ledger_kinds()}
    assert [(sheet.kind, sheet.unmapped) for sheet in result.sheets if sheet.unmapped] == []
    assert [sheet.problems for sheet in result.sheets if sheet.problems] == []
    counted = figures(town, 2024)
    expected = {
        "disputes_found": 2, "village_failed_three_times": 1, "receptions": 2, "written_agreements": 1,
        "contracts_reviewed": 1, "contract_opinions": 2, "entrusted_cases": 1, "fines_total_yuan": 500,
        "file_review_problems": 2, "supervision_licences_applied": 1, "court_hearings_attended_by_head": 1,
        "study_sessions": 1, "schools_reached": 1, "villages_reached": 1, "mediation_series_views": 1200,
    }  # fmt: skip
    assert {code: counted[code] for code in expected} == expected


def test_a_month_by_which_something_is_due_is_its_last_day(tmp_path: Path) -> None:
    write_ledgers(tmp_path)
    town = given.a_town(NAME)
    import_ledgers([tmp_path], town=town, year=2024, by=CONSOLE, today=date(2025, 1, 10), answers=HEADS)
    assert NextYearTask.objects.get(town=town).due_on == date(2025, 12, 31)
