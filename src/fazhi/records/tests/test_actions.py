"""The verbs every change goes through: what they do, what they refuse, what they leave in the trace."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

import given
from fazhi.mediation.models import Dispute
from fazhi.orgs.models import Town, User, Village
from fazhi.orgs.permissions import CONSOLE, Actor, NotAllowed, Refused
from fazhi.records.actions import (
    ChangedMeanwhile,
    add,
    correct,
    current_values,
    merge,
    read_in_full,
    restore,
    void,
)
from fazhi.records.digest import read_rows, rows_digest
from fazhi.records.figures import BOOK, Figure, Scope
from fazhi.records.kinds import kind_of
from fazhi.storage.ids import new_id
from fazhi.trace.models import TraceRecord
from given import DISPUTE

pytestmark = pytest.mark.django_db
KIND = kind_of("dispute")


@pytest.fixture
def town() -> Town:
    return given.a_town()


def verbs(record_id: UUID) -> list[str]:
    return list(
        TraceRecord.objects.filter(chain=str(record_id)).order_by("seq").values_list("verb", flat=True)
    )


def found(town: Town) -> int:
    figure = BOOK["disputes_found"]
    assert isinstance(figure, Figure)
    return figure.value(Scope(town.pk, 2023))


def a_mediator(town: Town, village: str) -> Actor:
    """A village mediator of that village."""
    from fazhi.orgs.actions import create_user, give_post
    from fazhi.orgs.permissions import actor

    place, _ = Village.objects.get_or_create(town=town, name=village)
    name = f"mediator{User.objects.count()}"
    user = create_user(name, "示例调解员", f"{name}-password", by=CONSOLE)
    give_post(user, town, "village_mediator", village=place, by=CONSOLE)
    return actor(user)


def test_the_same_command_twice_is_one_record(town: Town) -> None:
    command = new_id()
    assert add(KIND, DISPUTE, town=town, by=CONSOLE, command=command) == command
    assert add(KIND, DISPUTE, town=town, by=CONSOLE, command=command) == command
    assert Dispute.objects.count() == 1
    assert verbs(command) == ["added"]


def test_a_command_id_of_another_towns_record_opens_nothing(town: Town) -> None:
    other = given.a_town("示例邻镇")
    command = add(KIND, DISPUTE, town=other, by=CONSOLE, command=new_id())
    with pytest.raises(Refused):
        add(KIND, DISPUTE, town=town, by=CONSOLE, command=command)


def test_a_correction_keeps_what_it_does_not_touch_and_tells_before_and_after(town: Town) -> None:
    pk = given.a_dispute(town)
    parts = read_rows(KIND, [pk])[pk]
    correct(KIND, pk, {**current_values(KIND, pk), "village_attempts": 3}, town=town, by=CONSOLE, version=1)
    after = read_rows(KIND, [pk])[pk]
    kept = {row["id"] for rows in parts.values() for row in rows if "id" in row}
    assert kept <= {row["id"] for rows in after.values() for row in rows if "id" in row}
    told = json.loads(TraceRecord.objects.filter(chain=str(pk)).order_by("-seq")[0].change)
    assert told == {"before": {"village_attempts": 1}, "after": {"village_attempts": 3}}


def test_nobody_overwrites_what_they_have_not_seen(town: Town) -> None:
    pk = given.a_dispute(town)
    values = current_values(KIND, pk)
    correct(KIND, pk, {**values, "village_attempts": 2}, town=town, by=CONSOLE, version=1)
    with pytest.raises(ChangedMeanwhile):
        correct(KIND, pk, {**values, "village_attempts": 3}, town=town, by=CONSOLE, version=1)
    assert current_values(KIND, pk)["village_attempts"] == 2


def test_a_voided_record_counts_no_more_and_can_be_restored(town: Town) -> None:
    pk = given.a_dispute(town)
    assert found(town) == 1
    with pytest.raises(Refused, match="原因"):
        void(KIND, pk, "  ", town=town, by=CONSOLE)
    void(KIND, pk, "登记错了", town=town, by=CONSOLE)
    assert found(town) == 0
    with pytest.raises(Refused, match="作废"):
        correct(KIND, pk, DISPUTE, town=town, by=CONSOLE)
    restore(KIND, pk, town=town, by=CONSOLE)
    assert found(town) == 1
    assert verbs(pk) == ["added", "voided", "restored"]


def test_a_likely_repeat_counts_until_a_person_merges_it(town: Town) -> None:
    first, second = given.a_dispute(town), given.a_dispute(town, summary="又来说")
    assert found(town) == 2
    merge(KIND, second, first, town=town, by=CONSOLE)
    assert found(town) == 1
    assert Dispute.objects.get(pk=second).merged_into == first
    with pytest.raises(Refused, match="自己"):
        merge(KIND, first, first, town=town, by=CONSOLE)
    with pytest.raises(Refused, match="已作废"):
        merge(KIND, first, second, town=town, by=CONSOLE)


def test_a_village_post_neither_sees_nor_changes_another_village(town: Town) -> None:
    own = given.a_dispute(town, village="示例一村")
    other = given.a_dispute(town, village="示例二村")
    mediator = a_mediator(town, "示例一村")
    correct(KIND, own, {**current_values(KIND, own), "village_attempts": 2}, town=town, by=mediator)
    with pytest.raises(Refused, match="没有找到"):
        correct(KIND, other, DISPUTE, town=town, by=mediator)
    with pytest.raises(Refused, match="本村"):
        add(KIND, {**DISPUTE, "village": "示例二村"}, town=town, by=mediator)
    with pytest.raises(Refused, match="本村"):
        correct(KIND, own, {**DISPUTE, "village": "示例二村"}, town=town, by=mediator)
    with pytest.raises(NotAllowed):
        add(kind_of("law_exam"), {}, town=town, by=mediator)


def test_a_number_is_read_in_full_only_for_a_reason_and_that_is_traced(town: Town) -> None:
    pk = given.a_dispute(town)
    mediator = a_mediator(town, "示例一村")
    with pytest.raises(Refused, match="为什么"):
        read_in_full(KIND, pk, "phone", "", town=town, by=mediator)
    assert read_in_full(KIND, pk, "phone", "联系当事人", town=town, by=mediator) == DISPUTE["phone"]
    assert verbs(pk) == ["added", "read_in_full"]
    assert (
        rows_digest(KIND, read_rows(KIND, [pk])[pk])
        == TraceRecord.objects.get(chain=str(pk), seq=2).rows_digest
    )


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"village": None}, "请填写村居"),
        ({"parties": []}, "请填写当事人"),
        ({"grid": "长" * 31}, "太长"),
        ({"village_attempts": 40_000}, "太大"),
    ],
)
def test_what_cannot_be_a_record_is_refused_with_what_to_do(
    town: Town, values: dict[str, object], told: str
) -> None:
    with pytest.raises(Refused, match=told):
        given.a_dispute(town, **values)
    assert Dispute.objects.count() == 0


def test_numbers_run_on_within_the_year(town: Town) -> None:
    from datetime import date

    ids = [
        given.a_dispute(town),
        given.a_dispute(town),
        given.a_dispute(town, found_on=date(2022, 5, 1), settled_on=None),
    ]
    numbers = [Dispute.objects.select_related("case").get(pk=pk).case for pk in ids]
    assert [(case.year, case.serial) for case in numbers] == [(2023, 1), (2023, 2), (2022, 1)]
