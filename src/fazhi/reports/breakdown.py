"""A figure taken apart: by village, by month and by type, always from the query that gives the number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, F, Model, Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth

from fazhi.orgs.names import numbered
from fazhi.records.figures import Figure, Scope

UNTOLD = "没有填"


@dataclass(frozen=True)
class Part:
    """One line of a breakdown: what it is called, the value a list is narrowed by, and its number."""

    label: str
    key: str
    value: int


def amount(figure: Figure) -> Any:
    """The aggregate that makes the figure's number."""
    if figure.measure == "sum":
        return Sum(figure.of)
    if figure.measure == "different":
        return Count(figure.of, distinct=True)
    return Count("pk")


def whole(figure: Figure, value: int | None) -> int:
    """A number as the figure gives it: fen become yuan."""
    return (value or 0) // 100 if figure.in_yuan else int(value or 0)


def parts_by(figure: Figure, scope: Scope, lookup: str) -> list[Part]:
    """The number for each value of the lookup, greatest first."""
    query = figure.records(scope).order_by()
    rows: Iterable[tuple[Any, Any]]
    if goes_through_many(query.model, lookup) or query.query.group_by is not None:
        rows = _once_each(figure, query, lookup)
    else:
        rows = query.values_list(lookup).annotate(amount=amount(figure))
    found: dict[str, int] = {}
    for key, value in rows:
        word = str(key) if key not in (None, "") else ""
        found[word] = found.get(word, 0) + (value or 0)
    parts = [Part(key or UNTOLD, key, whole(figure, value)) for key, value in found.items() if value]
    return sorted(parts, key=lambda part: (-part.value, numbered(part.label)))


def goes_through_many(model: type[Model], lookup: str) -> bool:
    """Whether a record can have several values of the lookup, as an activity has several places."""
    owner: Any = model
    for name in lookup.split("__"):
        try:
            found = owner._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        if found.one_to_many or found.many_to_many:
            return True
        owner = found.related_model if found.is_relation else owner
    return False


def _once_each(figure: Figure, query: QuerySet[Any], lookup: str) -> list[tuple[Any, int]]:
    """(value, amount) where each record stands once under each of its values, however often it has it.

    Also for a query that counts parts of its own: a second aggregate beside the first would multiply both.
    """
    if figure.measure == "count":
        return [(key, 1) for _, key in query.values_list("pk", lookup).distinct()]
    rows = set(query.values_list("pk", lookup, figure.of))
    if figure.measure == "sum":
        return [(key, value or 0) for _, key, value in rows]
    return [(key, 1) for key, _ in {(key, value) for _, key, value in rows if value is not None}]


def months_of(figure: Figure, scope: Scope) -> list[int]:
    """The number of each of the twelve months; a record without a date stands in none."""
    return months_in(figure, figure.records(scope))


def months_in(figure: Figure, query: QuerySet[Any]) -> list[int]:
    """The same over records already narrowed."""
    months = [0] * 12
    if not figure.month:
        return months
    rows: Iterable[tuple[Any, Any]]
    if query.query.group_by is not None:
        days = _once_each(figure, query.order_by(), figure.month)
        rows = [(day.month if day else None, value) for day, value in days]
    else:
        rows = query.order_by().values_list(ExtractMonth(figure.month)).annotate(amount=amount(figure))
    for month, value in rows:
        if month:
            months[month - 1] += whole(figure, value)
    return months


def _village_key(model: Any, lookup: str, scope: Scope) -> tuple[str, dict[Any, str] | None]:
    """What to group by for the names of villages: their ids where the record holds one, and {id: name}.

    A join to the village of each of 100,000 records costs as much as all the rest of the count.
    """
    path, _, name = lookup.rpartition("__")
    if name != "name" or not path or "__" in path:
        return lookup, None
    villages = model._meta.get_field(path).related_model
    return path, dict(villages._default_manager.filter(town_id=scope.town_id).values_list("pk", "name"))


def heat_of(figure: Figure, scope: Scope) -> tuple[list[str], list[str], list[list[int]]]:
    """Villages, types and the counts between them; villages by name, types by how many."""
    model = figure.records(scope).model
    if not (figure.village and figure.type) or goes_through_many(model, figure.village):
        return [], [], []
    by, names = _village_key(model, figure.village, scope)
    rows = figure.records(scope).order_by().values_list(by, figure.type).annotate(n=amount(figure))
    cells: dict[tuple[str, str], int] = {}
    types: dict[str, int] = {}
    for village, kind, n in rows:
        village = names.get(village) if names is not None else village
        place, word = village or UNTOLD, kind or UNTOLD
        cells[place, word] = cells.get((place, word), 0) + n
        types[word] = types.get(word, 0) + n
    columns = sorted(types, key=lambda word: (-types[word], word))
    if len(columns) > 8:  # more columns than a screen holds: the rare ones together
        columns = columns[:7]
    villages = sorted({place for place, _ in cells}, key=numbered)
    values = [[cells.get((place, word), 0) for word in columns] for place in villages]
    if len(types) > len(columns):
        for place, line in zip(villages, values, strict=True):
            line.append(sum(n for (v, w), n in cells.items() if v == place and w not in columns))
        columns = [*columns, "其余类型"]
    return villages, columns, values


def narrowed(figure: Figure, query: QuerySet[Any], choices: dict[str, str]) -> QuerySet[Any]:
    """The records of one village, month, type or different value, as the breakdown counted them.

    An annotation takes the join that the figure's own conditions made; a second filter would make its own.
    """
    for name, lookup in (("village", figure.village), ("type", figure.type)):
        if name in choices and lookup and goes_through_many(query.model, lookup):
            having: Any = query.model
            query = query.filter(
                pk__in=having._default_manager.filter(_equal(lookup, choices[name])).values("pk")
            )
        elif name in choices and lookup:
            query = query.annotate(**{f"its_{name}": F(lookup)})
            query = query.filter(_equal(f"its_{name}", choices[name]))
    if "month" in choices and figure.month and choices["month"].isdigit():
        query = query.annotate(its_month=ExtractMonth(figure.month)).filter(its_month=int(choices["month"]))
    if "value" in choices and figure.of:
        query = query.annotate(its_value=F(figure.of)).filter(its_value=choices["value"])
    return query


def _equal(name: str, value: str) -> Q:
    # An empty word and no word at all are one line of the breakdown.
    return Q(**{name: value}) if value else Q(**{f"{name}__isnull": True}) | Q(**{name: ""})
