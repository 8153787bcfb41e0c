"""Several tables in one statement give what each gives alone."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fazhi.cases.drafts import take_in_hand
from fazhi.cases.models import Attachment, Case, CaseClock, CaseStep, Notice, Participant
from fazhi.mediation.models import Dispute
from fazhi.orgs.models import Town, Village
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.kinds import kind_of
from fazhi.storage.together import Asked, as_text, ask_again, ask_together, read_tables, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    town = Town.objects.create(name="示例镇")
    for name in ("示例一村", "示例二村"):
        Village.objects.create(town=town, name=name)
    return town


@pytest.fixture
def case_id(town: Town):
    from fazhi.cases.actions import open_case

    facts = {
        "village": "示例一村", "type": "邻里纠纷", "summary": "为水沟吵了两天", "parties": ["示例甲", "示例乙"],
        "on": date(2026, 3, 5),
    }  # fmt: skip
    return open_case("dispute", "found", facts, town=town, by=CONSOLE).case_id


def test_the_rows_of_a_case_read_in_one_statement_are_those_of_its_tables(town, case_id):
    tables = {
        Case: "id",
        Dispute: "case_id",
        CaseStep: "record_id",
        Participant: "record_id",
        CaseClock: "record_id",
    }
    with CaptureQueriesContext(connection) as log:
        found = read_tables([Asked(model, {owner: case_id}) for model, owner in tables.items()])
    assert len(log.captured_queries) == 1
    for (model, owner), rows in zip(tables.items(), found, strict=True):
        names = [field.attname for field in model._meta.concrete_fields]
        alone = list(model._default_manager.filter(**{owner: case_id}).values(*names))
        assert sorted(rows, key=lambda row: str(row[model._meta.pk.attname])) == sorted(
            alone, key=lambda row: str(row[model._meta.pk.attname])
        )
        for row, same in zip(rows, alone, strict=True):
            assert {name: type(value) for name, value in row.items()} == {
                name: type(value) for name, value in same.items()
            }
    assert [len(rows) for rows in found[:4]] == [1, 1, 1, 2]


def test_tables_in_any_order_are_read_with_every_type_they_have(town, case_id):
    """On SQLite the first table decides how a column is called: dates, moments, truths and JSON must not depend on it."""
    asked = [
        Asked(CaseClock, {"record_id": case_id}), Asked(Attachment, {"record_id": case_id}), Asked(Notice, {"subject": case_id}),
        Asked(Participant, {"record_id": case_id}), Asked(CaseStep, {"record_id": case_id}), Asked(Dispute, {"case_id": case_id}),
        Asked(Case, {"id": case_id, "town_id": town.pk, "kind": "dispute"}), Asked(Town, {"id": town.pk}),
    ]  # fmt: skip
    *_, notices, people, steps, disputes, cases, towns = read_tables(asked)
    assert notices
    for model, rows in (
        (Notice, notices), (Participant, people), (CaseStep, steps), (Dispute, disputes), (Case, cases), (Town, towns),
    ):  # fmt: skip
        names = [field.attname for field in model._meta.concrete_fields]
        for row in rows:
            assert row == model._default_manager.values(*names).get(pk=row[model._meta.pk.attname])


def test_what_has_none_of_the_values_is_not_read(town, case_id):
    assert read_tables([Asked(Case, {"id": uuid4()}), Asked(Case, {"id": case_id, "kind": "penalty"})]) == [
        [],
        [],
    ]


def test_a_case_in_hand_keeps_what_it_was_when_its_rows_are_changed_in_place(town, case_id):
    draft = take_in_hand(kind_of("dispute"), case_id, town=town, by=CONSOLE, for_change=False)
    draft.steps[0]["facts"]["summary"] = "别的"
    draft.case["title"] = "别的"
    assert draft.as_read().steps[0]["facts"] == CaseStep.objects.get(record_id=case_id).facts
    assert draft.as_read().case["title"] == Case.objects.get(pk=case_id).title


def test_questions_of_different_width_are_answered_in_one_statement_each_by_itself(town):
    villages = Village.objects.filter(town=town).order_by("-name")
    with CaptureQueriesContext(connection) as log:
        newest, none, names, towns = ask_together([
            villages.values_list(as_text("name"))[:1],
            Village.objects.filter(pk__in=[]).values_list(as_text("pk"), as_text("name")),
            villages.values_list(as_text("pk"), as_text("name")),
            Town.objects.filter(name="没有").values_list(as_text("pk"), as_text("name"), as_text("code")),
        ])  # fmt: skip
    assert len(log.captured_queries) == 1
    assert newest == [("示例二村",)]
    assert none == towns == []
    assert {name for _, name in names} == {"示例一村", "示例二村"}


def test_a_question_compiled_before_is_answered_by_what_stands_now(town):
    made = []

    def make(_):
        made.append(1)
        villages = Village.objects.filter(town=town).order_by("name")
        return [
            villages.values_list(text("village"), as_text("name")),
            Village.objects.none().values_list(as_text("name")),
        ]

    key = ("test", town.pk)
    assert ask_again(key, make) == [[("village", "示例一村"), ("village", "示例二村")], []]
    Village.objects.filter(name="示例一村").delete()
    assert ask_again(key, make) == [[("village", "示例二村")], []]
    assert len(made) == 1
    assert ask_again(("test", "another"), make) == [[("village", "示例二村")], []]
    assert len(made) == 2


def test_a_question_about_one_id_is_compiled_once_for_all_ids(town):
    one, other = Village.objects.filter(town=town).order_by("name")
    made = []

    def make(about):
        made.append(about)
        return [Village.objects.filter(pk=about, town=town).values_list(as_text("name"))]

    key = ("test of one", town.pk)
    assert ask_again(key, make, one.pk) == [[(one.name,)]]
    assert ask_again(key, make, other.pk) == [[(other.name,)]]
    assert ask_again(key, make, uuid4()) == [[]]
    assert len(made) == 1
    assert made[0] not in (one.pk, other.pk)
