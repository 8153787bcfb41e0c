"""One rule for many rows of 待改正: previewed, each row checked and traced on its own, the rest stays waiting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import given
from fazhi.ledgers.correcting import waiting_rows
from fazhi.ledgers.rules import affected, tried, wrong_values
from fazhi.ledgers.tests.office import bring_in, cell, dispute_ledger, edited, hezuo
from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.checking import row_faults
from fazhi.records.models import SourceRow
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(tmp_path: Path, settings: Any) -> Town:
    """Four rows with the same impossible day, of which one has another fault as well."""
    settings.DATA = tmp_path / "data"
    made = hezuo()

    def edit(sheet: Any) -> None:
        for row in (3, 4, 5, 6):
            cell(sheet, row, "排查日期").value = "2023-02-30"
        cell(sheet, 6, "村居").value = None

    bring_in(made, edited(dispute_ledger(tmp_path / "台账.xlsx", 6), tmp_path / "错", edit))
    return made


def client_as(town: Town, role: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=given.somebody(town, role).key))
    return client


def test_the_shared_fault_is_named_with_how_many_rows_have_it(town: Town) -> None:
    one = next(one for one in wrong_values(waiting_rows(town, CONSOLE)) if one.field == "found_on")
    assert (one.kind, one.value, one.count) == ("dispute", "2023-02-30", 4)
    page = client_as(town, "justice_office").get(reverse("problems")).content.decode()
    assert "4行一起改" in page


def test_a_preview_says_what_each_row_becomes_and_writes_nothing(town: Town) -> None:
    wrong = next(one for one in wrong_values(waiting_rows(town, CONSOLE)) if one.field == "found_on")
    rows = affected(wrong, town=town, by=CONSOLE)
    lines = tried(wrong, "2023-02-28", rows)
    assert [line.values is not None for line in lines] == [True, True, True, False]
    assert "村居" in lines[-1].reason
    assert all(line.values is None for line in tried(wrong, "2023-02-31", rows))
    assert waiting_rows(town, CONSOLE).count() == 4


def test_all_rows_that_can_be_right_are_registered_each_with_its_trace(town: Town) -> None:
    office = client_as(town, "justice_office")
    given_rule = {"kind": "dispute", "field": "found_on", "value": "2023-02-30", "found_on": "2023-02-28"}
    preview = office.post(reverse("one_rule"), {**given_rule, "act": "try"}).content.decode()
    assert "改好3行" in preview
    assert waiting_rows(town, CONSOLE).count() == 4
    office.post(reverse("one_rule"), {**given_rule, "act": "apply"})
    assert waiting_rows(town, CONSOLE).count() == 1
    settled = SourceRow.objects.filter(outcome="problem").exclude(settled_at=None)
    verbs = [TraceRecord.objects.get(subject=str(row.record_id)).verb for row in settled]
    assert verbs == ["put_right"] * 3
    assert list(row_faults()) == []


def test_only_who_imports_opens_it_and_another_towns_rows_are_not_touched(town: Town) -> None:
    asked = "?kind=dispute&field=found_on&value=2023-02-30"
    assert client_as(town, "town_leader").get(reverse("one_rule") + asked).status_code == 403
    other = given.a_town("示例镇")
    assert affected(wrong_values(waiting_rows(town, CONSOLE))[0], town=other, by=CONSOLE) == []
    assert client_as(town, "justice_office").get(reverse("one_rule") + "?kind=x&field=y").status_code == 404
