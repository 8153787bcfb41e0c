"""The villages of a town that stand: those that only an import brought which was undone are offered nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from fazhi.orgs.models import Post, Village
from fazhi.records.models import Part, Record


def standing_villages(town_id: UUID, hidden: Iterable[Any]) -> QuerySet[Village]:
    """The town's villages, without those whose records all belong to these batches, which nobody sees.

    A village the office uses stays: one with a post, with a record people see, or one no ledger ever named.
    """
    villages = Village.objects.filter(town_id=town_id)
    if not (batches := list(hidden)):
        return villages
    here = {"town_id": town_id, "village": OuterRef("pk")}
    used, brought = Q(Exists(Post.objects.filter(**here))), Q(pk__in=[])
    for model, batch in _holding():
        rows = model._default_manager.filter(**here)
        gone = Q(**{f"{batch}__in": batches})
        used |= Q(Exists(rows.filter(Q(**{batch: None}) | ~gone)))
        brought |= Q(Exists(rows.filter(gone)))
    return villages.filter(used | ~brought)


def _holding() -> Iterator[tuple[type[Model], str]]:
    """The models of records and their parts that name a village, each with where its batch stands."""
    for model in apps.get_models():
        if any(field.related_model is Village for field in model._meta.concrete_fields):
            if issubclass(model, Record):
                yield model, "batch"
            elif issubclass(model, Part):
                yield model, "record__batch"
