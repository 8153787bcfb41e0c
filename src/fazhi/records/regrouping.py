"""Two grouping records that are one (a meeting, a contract, a series typed twice): merged in one step, and taken apart.

All that stands under the one goes under the other, each with its own trace: a meeting's items follow its day and name,
a series takes its episodes along, and two episodes of one label become one in their turn. What was voided stays where
it is. The trace of the merge says what moved and what it said before, and restoring puts back what nobody has changed
since.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.records.actions import correct, current_values, fault, restore, void
from fazhi.records.columns import Shape
from fazhi.records.kinds import Grouped, RecordKind, Values, grouping_kinds, kind_of, making_for
from fazhi.trace.models import TraceRecord
from fazhi.trace.writing import as_json

REASON = "与另一个是同一个，已合并，下面的都归过去了"


@dataclass(frozen=True)
class Moved:
    """A record that went from one grouping record to another: what it said before and after in the columns that
    changed. `into`: it is itself a grouping record, and was merged into that one. `along`: it stayed under a grouping
    record that moved, and only its words followed."""

    kind: str
    record_id: UUID
    before: dict[str, Any]
    after: dict[str, Any]
    into: UUID | None = None
    along: bool = False

    def told(self) -> dict[str, Any]:
        """For the trace."""
        told: dict[str, Any] = {"kind": self.kind, "record": self.record_id}
        if self.along:
            told["along"] = True
        return (
            {**told, "into": self.into} if self.into else {**told, "before": self.before, "after": self.after}
        )


def merge_groups(kind: RecordKind, record_id: UUID, into: UUID, *, town: Town, by: Actor) -> list[Moved]:
    """Move everything that stands under one grouping record to another of its kind; the first then counts no more.

    All or nothing. Raises NotAllowed, Refused.
    """
    require(by.may_keep(kind.code, town), f"您的岗位不能合并{kind.name}，请交给司法所办理。")
    if record_id == into:
        raise Refused("不能并到它自己。请另选一个。")
    with transaction.atomic():
        for pk, what in ((record_id, "这一个"), (into, "要并到的那一个")):
            one = _locked(kind, pk, town, by)
            if one is None or one.voided_at is not None:
                raise Refused(f"{what}已经作废、合并，或者不在您能看的范围内。请刷新清单再选。")
        moved = list(_move(kind, record_id, into, town, by))
        told = {"moved": [one.told() for one in moved]}
        void(kind, record_id, REASON, town=town, by=by, merged_into=into, more=told)
    return moved


def _locked(kind: RecordKind, record_id: UUID, town: Town, by: Actor) -> Any:
    scope = by.rows(kind.code, town, has_grid=kind.has_grid)
    rows = kind.model.objects.select_for_update(of=("self",)).filter(scope, pk=record_id, town_id=town.pk)
    return rows.first()


def _move(kind: RecordKind, gone: UUID, kept: UUID, town: Town, by: Actor) -> Iterator[Moved]:
    now = current_values(kind, kept)
    for grouped in kind.groups:
        other = kind_of(grouped.kind)
        for record_id, values in _standing(other, grouped, gone, town):
            after = grouped.lay(values, now) if grouped.lay else _renamed(other, values, now)
            if other.groups and (twin := _twin(other, record_id, after, town)) is not None:
                if twin.voided_at is not None:
                    restore(other, twin.pk, town=town, by=by)
                merge_groups(other, record_id, twin.pk, town=town, by=by)
                yield Moved(other.code, record_id, {}, {}, into=twin.pk)
                continue
            said = list(_held(other, record_id, town))
            done = _corrected(other, record_id, values, after, town, by)
            yield from _followed(said)
            yield done
            if not other.model.objects.filter(**{grouped.path: kept}, pk=record_id).exists():
                title = other.title(other.model.objects.select_related(*other.related).get(pk=record_id))
                raise Refused(f"下面的{other.name}“{title}”归不过去。请先打开它更正，再合并。")


def _standing(
    kind: RecordKind, grouped: Grouped, group_id: UUID, town: Town
) -> Iterator[tuple[UUID, dict[str, Any]]]:
    """Those under the grouping record that stand, read one by one: moving one may have moved the next."""
    rows = kind.model.objects.seen(town).filter(**{grouped.path: group_id})
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        if rows.filter(pk=pk).exists():
            yield pk, current_values(kind, pk)


def _held(kind: RecordKind, record_id: UUID, town: Town) -> Iterator[tuple[RecordKind, UUID, dict[str, Any]]]:
    for grouped in kind.groups:
        if grouped.lay is not None:
            other = kind_of(grouped.kind)
            for pk, values in _standing(other, grouped, record_id, town):
                yield other, pk, values


def _followed(said: list[tuple[RecordKind, UUID, dict[str, Any]]]) -> Iterator[Moved]:
    """Records under a grouping record that moved: their words followed, and come back word for word."""
    for kind, pk, before in said:
        now = current_values(kind, pk)
        changed = [name for name in now if now[name] != before.get(name)]
        yield Moved(
            kind.code, pk, {n: before.get(n) for n in changed}, {n: now[n] for n in changed}, along=True
        )


def _renamed(kind: RecordKind, values: Values, now: Values) -> dict[str, Any]:
    """A grouping record once the one above it is another: it names that one."""
    own = {column.field for column in kind.columns}
    return {**values, **{name: value for name, value in now.items() if name in own}}


def _twin(kind: RecordKind, record_id: UUID, values: Values, town: Town) -> Any:
    """The other grouping record of the same name, once this one is renamed."""
    row = kind.rows(values, making_for(town.pk))[kind.model][0]
    same = kind.model.objects.filter(town_id=town.pk, **{name: row[name] for name in kind.natural})
    return same.exclude(pk=record_id).first()


def _corrected(
    kind: RecordKind, record_id: UUID, values: Values, after: Values, town: Town, by: Actor
) -> Moved:
    if (refusal := fault(kind, after)) is not None:
        raise Refused(f"下面的一条{kind.name}会对不上：{refusal}。请先更正它，再合并。")
    correct(kind, record_id, after, town=town, by=by)
    changed = [name for name in after if values.get(name) != after[name]]
    return Moved(kind.code, record_id, {n: values.get(n) for n in changed}, {n: after[n] for n in changed})


# ── Taken apart again ───────────────────────────────────────────────────────────────────────────────────────────


def take_apart(kind: RecordKind, record_id: UUID, *, town: Town, by: Actor) -> tuple[int, int]:
    """Restore a grouping record that was merged, with what went along. Returns how many came back and how many stay,
    because somebody has changed, voided or moved them since. Raises NotAllowed, Refused."""
    with transaction.atomic():
        restore(kind, record_id, town=town, by=by)
        back, stay = 0, 0
        for told in reversed(_told_moves(kind, record_id, town)):
            other, pk = kind_of(told["kind"]), UUID(told["record"])
            record = other.model.objects.filter(pk=pk, town_id=town.pk).first()
            if "into" in told:
                if record is not None and str(record.merged_into) == told["into"]:
                    some_back, some_stay = take_apart(other, pk, town=town, by=by)
                    back, stay = back + some_back, stay + some_stay
                continue
            now = current_values(other, pk) if record is not None and record.voided_at is None else {}
            before = {name: _typed(other, name, value) for name, value in told["before"].items()}
            if "along" in told:
                if now and now != {**now, **before} and _names_the_same(other, pk, {**now, **before}):
                    correct(other, pk, {**now, **before}, town=town, by=by)
                continue
            if not now or any(as_json(now.get(n)) != as_json(v) for n, v in told["after"].items()):
                stay += 1
                continue
            correct(other, pk, {**now, **before}, town=town, by=by)
            back += 1
    return back, stay


def _names_the_same(kind: RecordKind, record_id: UUID, values: Values) -> bool:
    """Whether a record would stay where it is if it said this."""
    for group, grouped in grouping_kinds(kind.code):
        held = kind.model.objects.filter(pk=record_id).order_by().values_list(grouped.path, flat=True)
        group_id = held.first() if grouped.lay is not None else None
        if group_id and grouped.lay and grouped.lay(values, current_values(group, group_id)) != values:
            return False
    return True


def _told_moves(kind: RecordKind, record_id: UUID, town: Town) -> list[dict[str, Any]]:
    """What the last merge of it moved."""
    entries = TraceRecord.objects.filter(
        chain=kind.chain(town.pk, record_id), subject=str(record_id), verb="merged"
    )
    last = entries.order_by("-seq").first()
    return json.loads(last.change).get("moved", []) if last else []


def _typed(kind: RecordKind, name: str, value: Any) -> Any:
    """A value as the trace wrote it, again as its column has it."""
    column = next((column for column in kind.columns if column.field == name), None)
    if value is not None and column is not None and column.shape is Shape.DATE:
        return date.fromisoformat(value)
    return value
