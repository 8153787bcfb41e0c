"""Grouping records (a meeting, a contract, a round): made with the first record they hold, held as long as one stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q

from fazhi.orgs.models import Village
from fazhi.orgs.permissions import Actor, Refused
from fazhi.records.digest import columns_of, complete, rows_digest
from fazhi.records.kinds import Grouped, Making, RecordKind, Values, grouping_kinds, kind_of, kind_of_model
from fazhi.storage.bulk import in_chunks, insert_many
from fazhi.trace.writing import Entry, append, as_json, sm3

T = TypeVar("T")


class MovedMeanwhile(Refused):
    """Somebody else made or renamed a village or grouping record since it was looked up: look again."""

    def __init__(self) -> None:
        super().__init__("别人正在改同一个会议、合同或系列。您写的内容还在，请再保存一次。")


def looking_again(act: Callable[[], T]) -> T:
    """Do it, and once more when what it looked up had moved. Raises MovedMeanwhile when it moved again."""
    try:
        return act()
    except MovedMeanwhile:
        return act()


def write_surroundings(making: Making, *, town_id: UUID, by: Actor) -> None:
    """Insert the villages and grouping records that new rows refer to, with their trace; bring back voided ones.

    Inside a transaction. Raises MovedMeanwhile: then the rows are to be made anew from fresh surroundings.
    """
    if making.new_villages:
        rows = [{"id": pk, "town_id": town_id, "name": name} for name, pk in making.new_villages.items()]
        _insert(Village, rows)
        append(
            Entry(
                chain=f"{town_id}:village", verb="added", kind="village", subject=pk, actor=by.key, town=town_id,
                rows_digest=sm3(name), change={"after": {"name": name}},
            )
            for name, pk in making.new_villages.items()
        )  # fmt: skip
        making.new_villages = {}
    _hold_used(making, town_id, by)
    by_model: dict[type[models.Model], list[dict[str, Any]]] = {}
    for model, row in making.new_parents:
        by_model.setdefault(model, []).append(row)
    for model, rows in by_model.items():
        complete({model: rows})
        _insert(model, rows)
        append(_entry(model, row, town_id, by, "added", {"after": row}) for row in rows)
    making.new_parents = []
    making._fresh.clear()


def _insert(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    try:
        with transaction.atomic():
            insert_many(model, rows)
    except IntegrityError as conflict:
        raise MovedMeanwhile() from conflict


def _hold_used(making: Making, town_id: UUID, by: Actor) -> None:
    """Lock what the rows point to; it must still be what it was looked up as."""
    for model, used in making.used_parents.items():
        names = tuple(next(iter(used.values())))
        voided = []
        for some in in_chunks(sorted(used, key=str), 500):
            rows = model._default_manager.select_for_update(no_key=True).filter(pk__in=some).order_by("pk")
            found = {pk: (at, key) for pk, at, *key in rows.values_list("pk", "voided_at", *names)}
            for pk in some:
                if pk not in found or found[pk][1] != list(used[pk].values()):
                    raise MovedMeanwhile()
                if found[pk][0] is not None:
                    voided.append(pk)
        _bring_back(model, voided, town_id, by)
    making.used_parents = {}


def bring_back_groups(kind: RecordKind, ids: Iterable[UUID], *, town_id: UUID, by: Actor) -> None:
    """Bring back the voided grouping records of records that stand again. Inside a transaction."""
    ids = list(ids)
    for group, grouped in grouping_kinds(kind.code):
        for some in in_chunks(ids, 500):
            held = kind.model.objects.filter(pk__in=some).order_by().values(grouped.path)
            voided = group.model.objects.filter(pk__in=held).exclude(voided_at=None)
            _bring_back(group.model, list(voided.values_list("pk", flat=True)), town_id, by)


def _bring_back(model: Any, ids: list[UUID], town_id: UUID, by: Actor) -> None:
    if not ids:
        return
    model.objects.filter(pk__in=ids).update(
        voided_at=None, void_reason="", merged_into=None, version=models.F("version") + 1
    )
    change = {"what": "下面又有了记录"}
    rows = model.objects.filter(pk__in=ids).values(*columns_of(model))
    append(_entry(model, row, town_id, by, "restored", change) for row in rows)
    if (kind := kind_of_model(model)) is not None:
        bring_back_groups(kind, ids, town_id=town_id, by=by)


def _entry(
    model: type[models.Model],
    row: dict[str, Any],
    town_id: UUID,
    by: Actor,
    verb: str,
    change: dict[str, Any],
) -> Entry:
    kind = kind_of_model(model)
    code = kind.code if kind else str(model._meta.model_name)
    digest = (
        rows_digest(kind, {model: [row]})
        if kind
        else group_digest({name: row[name] for name in columns_of(model)})
    )
    return Entry(
        chain=f"{town_id}:{code}", verb=verb, kind=code, subject=row["id"], actor=by.key, town=town_id, change=change,
        rows_digest=digest,
    )  # fmt: skip


def group_digest(row: dict[str, Any]) -> str:
    """SM3 over a row that stands alone: all its columns and nothing else."""
    return sm3(as_json(row))


def held(kind: RecordKind, town_id: UUID, hidden: Iterable[Any]) -> Q:
    """Of a grouping kind: the rows that hold a record people see."""
    found = Q(pk__in=[])
    for grouped in kind.groups:
        rows = kind_of(grouped.kind).model.objects.seen(town_id, hidden=list(hidden))
        found |= Q(Exists(rows.filter(**{grouped.path: OuterRef("pk")})))
    return found


def refuse_while_holding(kind: RecordKind, record_id: UUID, town_id: UUID) -> None:
    """Refused while records that stand are grouped by it, with the way out."""
    told = []
    for grouped in kind.groups:
        other = kind_of(grouped.kind)
        number = other.model.objects.seen(town_id).filter(**{grouped.path: record_id}).count()
        if number:
            told.append(f"{number}条{other.name}")
    if told:
        raise Refused(
            f"下面还有{'、'.join(told)}，不能作废。登重了的，请在它的页面上点“并到另一个”，下面的会一起归过去。"
        )


def refuse_taken(kind: RecordKind, row: dict[str, Any], town_id: UUID) -> None:
    """Refused when the town has another grouping record known by the same."""
    if not kind.natural:
        return
    same = kind.model.objects.filter(town_id=town_id, **{name: row[name] for name in kind.natural})
    other: Any = same.select_related(*kind.related).exclude(pk=row["id"]).first()
    if other is None:
        return
    if other.voided_at is not None:
        raise Refused(f"已经有“{kind.title(other)}”，它作废了。请在清单里选“已作废”，打开它点“恢复”。")
    raise Refused(f"已经有“{kind.title(other)}”，不用再登记。请在清单里找到它，在它下面办理。")


@dataclass(frozen=True)
class Held:
    """A record under a grouping record, as it was before that was corrected."""

    kind: RecordKind
    grouped: Grouped
    record_id: UUID
    title: str
    values: Values


def held_by(kind: RecordKind, record_id: UUID) -> list[Held]:
    """All records under a grouping record that say themselves what it says, voided ones too."""
    found = []
    for grouped in kind.groups:
        if grouped.lay is None:
            continue
        other = kind_of(grouped.kind)
        records: Any = other.model.objects.filter(**{grouped.path: record_id}).order_by("pk")
        for record in records.select_related(*other.related).prefetch_related(*other.fetched):
            found.append(Held(other, grouped, record.pk, other.title(record), other.values(record)))
    return found
