"""What an act on a case in hand leaves beside the case: its search entry."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from fazhi.cases.actions import open_case, step_on, take_step
from fazhi.cases.drafts import take_in_hand
from fazhi.cases.models import Case
from fazhi.orgs.models import Town, Village
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.kinds import kind_of
from fazhi.records.models import SearchEntry
from fazhi.records.search_checking import search_faults

pytestmark = pytest.mark.django_db

TRIED = {
    "on": date(2026, 3, 6),
    "outcome": "没调成",
    "why_not": "钱数谈不拢",
    "time": "15:30",
    "point": "改道的钱谁出",
}


@pytest.fixture
def town() -> Town:
    town = Town.objects.create(name="示例镇")
    Village.objects.create(town=town, name="示例一村")
    return town


@pytest.fixture
def case_id(town: Town):
    facts = {
        "village": "示例一村", "type": "邻里纠纷", "summary": "为水沟吵了两天", "parties": ["示例甲", "示例乙"],
        "on": date(2026, 3, 5),
    }  # fmt: skip
    return open_case("dispute", "found", facts, town=town, by=CONSOLE).case_id


def test_a_new_case_is_found_by_its_words_and_its_village(case_id):
    entry = SearchEntry.objects.get(record_id=case_id)
    assert all(word in entry.text for word in ("示例甲", "示例乙", "水沟", "示例一村"))
    assert list(search_faults()) == []


def test_a_step_that_changes_no_word_leaves_the_entry_and_the_check_finds_no_fault(town, case_id):
    before = SearchEntry.objects.values().get(record_id=case_id)
    take_step("dispute", case_id, "village_mediation", TRIED, town=town, by=CONSOLE)
    assert Case.objects.get(pk=case_id).version == 2
    assert SearchEntry.objects.values().get(record_id=case_id) == before
    assert list(search_faults()) == []


def test_a_person_added_to_a_case_finds_it(town, case_id):
    with transaction.atomic():
        draft = take_in_hand(kind_of("dispute"), case_id, town=town, by=CONSOLE)
        draft.people("party")[0]["name"] = "示例丙"
        draft.save("step", {})
    assert "示例丙" in SearchEntry.objects.get(record_id=case_id).text
    assert list(search_faults()) == []


def test_a_case_that_moves_to_another_village_is_found_there(town, case_id):
    other = Village.objects.create(town=town, name="示例二村")
    with transaction.atomic():
        draft = take_in_hand(kind_of("dispute"), case_id, town=town, by=CONSOLE)
        draft.case["village_id"] = draft.detail["village_id"] = other.pk
        draft.save("step", {})
    entry = SearchEntry.objects.get(record_id=case_id)
    assert "示例二村" in entry.text
    assert "示例一村" not in entry.text
    assert entry.village_id == other.pk


def test_a_step_on_a_case_in_hand_is_the_step_taken(town, case_id):
    with transaction.atomic():
        draft = take_in_hand(kind_of("dispute"), case_id, town=town, by=CONSOLE)
        done = step_on(draft, "village_mediation", TRIED, version=1)
    assert done.version == 2
    assert Case.objects.get(pk=case_id).state == done.state
