"""A query compiled once gives what the query itself gives, for other values too."""

from __future__ import annotations

from uuid import uuid4

import pytest

from fazhi.orgs.models import Town, Village
from fazhi.records.models import ImportBatch
from fazhi.storage.prepared import Prepared

pytestmark = pytest.mark.django_db


def test_it_is_the_query_with_other_values_and_types_converted():
    towns = [Town.objects.create(name=name) for name in ("示例镇", "另一镇")]
    for number, town in enumerate(towns, 1):
        ImportBatch.objects.create(
            town=town, number=number, year=2026, made_by="console", summary={"rows": number}
        )
    made = []

    def query(town, since):
        made.append(1)
        batches = ImportBatch.objects.filter(town=town, made_at__gte=since, year=2026)
        return batches.values_list("pk", "town_id", "made_at", "summary", "number")

    prepared = Prepared(
        query,
        town=lambda: ImportBatch._meta.get_field("town"),
        since=lambda: ImportBatch._meta.get_field("made_at"),
    )
    since = ImportBatch.objects.get(number=2).made_at
    for town in towns:
        assert prepared.rows(town=town.pk, since=since) == list(query(town.pk, since))
        earlier = since.replace(year=2020)
        assert prepared.rows(town=town.pk, since=earlier) == list(query(town.pk, earlier))
    assert prepared.rows(town=uuid4(), since=since) == []
    assert len(made) == 5  # four by the test itself


def test_a_value_that_the_query_does_not_ask_for_is_a_mistake():
    lost = Prepared(
        lambda town: Village.objects.filter(name="x").values_list("pk"),
        town=lambda: Village._meta.get_field("town"),
    )
    with pytest.raises(TypeError):
        lost.rows(town=uuid4())


def test_a_deletion_takes_the_rows_asked_for_and_no_others():
    towns = [Town.objects.create(name=name) for name in ("示例镇", "另一镇")]
    for town in towns:
        Village.objects.create(town=town, name="示例一村")
        Village.objects.create(town=town, name="示例二村")
    of_name = Prepared(
        lambda town, name: Village.objects.filter(town=town, name=name),
        town=lambda: Village._meta.get_field("town"),
        name=lambda: Village._meta.get_field("name"),
    )
    for _ in range(2):  # again is nothing
        of_name.delete(town=towns[0].pk, name="示例一村")
        assert list(Village.objects.filter(town=towns[0]).values_list("name", flat=True)) == ["示例二村"]
    assert Village.objects.filter(town=towns[1]).count() == 2
