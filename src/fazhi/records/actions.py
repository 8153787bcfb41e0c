"""The verbs: add, correct, void, merge, and moving many to another batch. One transaction each.

Each checks permission, then the values, then changes the rows, then writes the trace. Pages, imports, the command
line and tests all come through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.records import search_entries
from fazhi.records.columns import Column, Shape
from fazhi.records.digest import read_rows, rows_digest
from fazhi.records.grouping import (
    Held,
    MovedMeanwhile,
    bring_back_groups,
    held_by,
    looking_again,
    refuse_taken,
    refuse_while_holding,
    write_surroundings,
)
from fazhi.records.kinds import Making, RecordKind, Rows, Values, making_for
from fazhi.records.limits import too_large
from fazhi.records.models import Record
from fazhi.records.new_records import NewRecord, finish, parents_first, write_new
from fazhi.storage.bulk import insert_many, update_many
from fazhi.trace.writing import Entry, append


class ChangedMeanwhile(Refused):
    """Somebody else changed the record since the person opened it."""


def missing(columns: Sequence[Column], values: Values) -> list[Column]:
    """The required columns without a value."""
    return [column for column in columns if column.required and values.get(column.field) in (None, "", [])]


def fault(kind: RecordKind, values: Values) -> Refused | None:
    """What keeps these values from being a record of the kind, or None."""
    for column in missing(kind.columns, values):
        return Refused(f"请填写{column.heading}", column.field)
    if (large := too_large(kind, values)) is not None:
        return Refused(large[1], large[0].field)
    if kind.check and (text := kind.check(values)):
        return Refused(text)
    return None


def add(
    kind: RecordKind, values: Values, *, town: Town, by: Actor, command: UUID | None = None, extra: Any = None,
    verb: str = "added",
) -> UUID:  # fmt: skip
    """Add one record. `command` is the id the client made: the same command twice is one record.

    Raises NotAllowed, Refused.
    """
    require(by.may_keep(kind.code, town), f"您的岗位不能登记{kind.name}，请交给司法所登记。")
    if (refusal := fault(kind, values)) is not None:
        raise refusal

    def make() -> UUID:
        with transaction.atomic():
            if command is not None and (old := kind.model.objects.filter(pk=command).first()) is not None:
                if old.town_id != town.pk:
                    raise Refused("这份登记的编号已被占用，请重新打开登记页再填。")
                return UUID(str(old.pk))
            making = making_for(town.pk)
            if command is not None:
                making.record_id = command
            _refuse_foreign_village(kind, values, making, by, town)
            rows = kind.rows(values, making)
            if extra:
                rows[kind.model][0]["extra"] = extra
            finish(kind, rows, values)
            refuse_taken(kind, rows[kind.model][0], town.pk)
            new = NewRecord(values, rows, making.record_id)
            write_new(kind, [new], making, town_id=town.pk, by=by, verb=verb)
        return making.record_id

    return looking_again(make)


def _refuse_foreign_village(kind: RecordKind, values: Values, making: Making, by: Actor, town: Town) -> None:
    """A post bound to a village registers for that village only."""
    if kind.village_field is None or by.at_console:
        return
    own = [p for p in by.posts if p.town_id == town.pk]
    if own and all(r.own_village for r in by.roles(town)):
        names = {p.village.name for p in own if p.village_id and p.village}
        if values.get(kind.village_field) not in names:
            raise Refused(
                f"只能登记本村的{kind.name}：{'、'.join(sorted(names)) or '您的岗位还没有定村'}。",
                kind.village_field,
            )


def correct(
    kind: RecordKind, record_id: UUID, values: Values, *, town: Town, by: Actor, version: int | None = None,
    verb: str = "corrected", source: str = "", extra: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Replace the values of a record. `version` is the one the person saw; None means whatever stands.

    `extra` is laid over what the record keeps of columns no field takes; None as a value takes a column out.
    Raises NotAllowed, Refused, ChangedMeanwhile (what was typed stays with the caller).
    """
    require(by.may_keep(kind.code, town), f"您的岗位不能更正{kind.name}，请交给司法所更正。")
    if (refusal := fault(kind, values)) is not None:
        raise refusal
    looking_again(
        lambda: _correct(
            kind, record_id, values, town, by, version=version, verb=verb, source=source, extra=extra
        )
    )


def _correct(
    kind: RecordKind, record_id: UUID, values: Values, town: Town, by: Actor, *, version: int | None = None,
    verb: str = "corrected", source: str = "", extra: Mapping[str, Any] | None = None, before: Values | None = None,
) -> None:  # fmt: skip
    """`before`: what a record said whose grouping record is corrected; it follows, standing or not."""
    standing = before is None
    with transaction.atomic():
        record = _locked(kind, record_id, town, by) if standing else kind.model.objects.get(pk=record_id)
        _refuse_stale(record, version)
        if standing and record.voided_at is not None:
            raise Refused("这条记录已作废，不能更正。如需恢复，请在记录页点“恢复”。")
        old = read_rows(kind, [record_id])[record_id]
        before = current_values(kind, record_id) if before is None else before
        making = making_for(town.pk, record.batch_id)
        making.record_id, making.before = record_id, old
        if standing:
            _refuse_foreign_village(kind, values, making, by, town)
        new = kind.rows(values, making)
        kept = {name: value for name, value in {**record.extra, **(extra or {})}.items() if value is not None}
        for row in _roots(kind, new):
            row.update(version=record.version + 1, batch_id=record.batch_id)
            row.update(
                voided_at=record.voided_at, void_reason=record.void_reason, merged_into=record.merged_into
            )
            row["note"] = row["note"] or record.note
        new[kind.model][0]["extra"] = kept
        finish(kind, new, values)
        refuse_taken(kind, new[kind.model][0], town.pk)
        renamed = any(new[kind.model][0][name] != getattr(record, name) for name in kind.natural)
        held = held_by(kind, record_id) if renamed else []
        write_surroundings(making, town_id=town.pk, by=by)
        try:
            with transaction.atomic():
                _replace(kind, old, new)
        except IntegrityError as conflict:
            if not kind.natural:
                raise
            raise MovedMeanwhile() from conflict  # another grouping record took the same name
        changed = {name: value for name, value in values.items() if before.get(name) != value}
        change: dict[str, Any] = {"before": {name: before.get(name) for name in changed}, "after": changed}
        if extra:
            change["extra"] = {name: [record.extra.get(name), value] for name, value in extra.items()}
        if source:
            change["source"] = source
        _tell(kind, record_id, town.pk, by, verb, change)
        _spread(held, record_id, values, town, by)


def _spread(held: Iterable[Held], group_id: UUID, now: Values, town: Town, by: Actor) -> None:
    """Lay what a grouping record says now into what it holds: each is corrected, and must still be under it."""
    for one in held:
        assert one.grouped.lay is not None  # noqa: S101  held_by gives no others
        after = one.grouped.lay(one.values, now)
        if (refusal := fault(one.kind, after)) is not None:
            raise Refused(f"下面的{one.kind.name}“{one.title}”会对不上：{refusal}。请先更正它，再改这里。")
        _correct(one.kind, one.record_id, after, town, by, before=one.values)
        if not one.kind.model.objects.filter(**{one.grouped.path: group_id}, pk=one.record_id).exists():
            raise Refused(f"下面的{one.kind.name}“{one.title}”和这次更正对不上。请先更正它的日期，再改这里。")


def void(
    kind: RecordKind, record_id: UUID, reason: str, *, town: Town, by: Actor, version: int | None = None,
    merged_into: UUID | None = None, more: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Take a record out of all lists and figures, with a reason; it stays readable and can be restored.

    `more` is told in the trace beside the reason.
    """
    require(by.may_keep(kind.code, town), f"您的岗位不能作废{kind.name}，请交给司法所办理。")
    if not reason.strip():
        raise Refused("请写明作废原因", "reason")
    _set_voided(kind, record_id, town, by, version, datetime.now(UTC), reason.strip(), merged_into, more)


def restore(kind: RecordKind, record_id: UUID, *, town: Town, by: Actor, version: int | None = None) -> None:
    """Bring a voided record back."""
    require(by.may_keep(kind.code, town), f"您的岗位不能恢复{kind.name}，请交给司法所办理。")
    _set_voided(kind, record_id, town, by, version, None, "", None)


def merge(kind: RecordKind, record_id: UUID, into: UUID, *, town: Town, by: Actor) -> None:
    """Say that a record is the same matter as another: it no longer counts and points to the one that does.

    Raises NotAllowed, Refused.
    """
    if record_id == into:
        raise Refused("不能把一条记录并到它自己。")
    with transaction.atomic():
        if _locked(kind, into, town, by).voided_at is not None:
            raise Refused("要并入的那条记录已作废，请另选一条，或先恢复它。")
        _refuse_loss(kind, current_values(kind, record_id), current_values(kind, into))
        void(kind, record_id, "与另一条记录是同一件事，已合并", town=town, by=by, merged_into=into)


def _refuse_loss(kind: RecordKind, gone: Values, kept: Values) -> None:
    """Opinions and problems are counted one by one: none may vanish with the record that is merged away."""
    for column in kind.columns:
        if column.shape is not Shape.ITEMS:
            continue
        there = kept.get(column.field) or []
        lost = [item for item in gone.get(column.field) or [] if item not in there]
        if lost:
            raise Refused(
                f"并掉的那一条有{len(lost)}条{column.heading}，留下的那一条里没有，合并会丢掉。请先更正留下的那一条，"
                f"把{column.heading}补进去，再合并；不是同一件的，不用合并。"
            )


def _set_voided(
    kind: RecordKind, record_id: UUID, town: Town, by: Actor, version: int | None, when: datetime | None, reason: str,
    merged_into: UUID | None, more: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    with transaction.atomic():
        record = _locked(kind, record_id, town, by)
        _refuse_stale(record, version)
        if (record.voided_at is None) == (when is None):
            raise Refused("这条记录已经作废。" if when else "这条记录没有作废，不用恢复。")
        told = reason or record.void_reason
        if when is not None:
            refuse_while_holding(kind, record_id, town.pk)
        for model in (kind.model, *kind.parts):
            if issubclass(model, Record):
                model.objects.filter(pk=record_id).update(
                    voided_at=when, void_reason=reason, merged_into=merged_into, version=record.version + 1
                )
        if when is None:
            bring_back_groups(kind, [record_id], town_id=town.pk, by=by)
        verb = "restored" if when is None else "merged" if merged_into else "voided"
        change: dict[str, Any] = {"reason": reason, **(more or {})}
        if merged_into:
            change["into"] = merged_into
        _tell(kind, record_id, town.pk, by, verb, change)
        if kind.with_it is not None:
            kind.with_it(record_id, told, when is not None, town, by)


def read_in_full(
    kind: RecordKind, record_id: UUID, column: str, reason: str, *, town: Town, by: Actor
) -> Any:
    """The unmasked value of a field, for a stated reason, which is traced. Raises NotAllowed, Refused."""
    require(by.may_unmask(kind.code, town), "您的岗位只能看遮住的号码，需要看全号请找司法所。")
    if not reason.strip():
        raise Refused("请写明为什么要看全号", "reason")
    with transaction.atomic():
        _locked(kind, record_id, town, by)
        value = current_values(kind, record_id).get(column)
        digest = rows_digest(kind, read_rows(kind, [record_id])[record_id])
        append([
            Entry(
                chain=kind.chain(town.pk, record_id), verb="read_in_full", kind=kind.code, subject=record_id,
                actor=by.key, town=town.pk, rows_digest=digest, change={"field": column, "reason": reason.strip()},
            )
        ])  # fmt: skip
    return value


def current_values(kind: RecordKind, record_id: UUID) -> dict[str, Any]:
    """The values of a record as they stand."""
    record = (
        kind.model.objects.select_related(*kind.related).prefetch_related(*kind.fetched).get(pk=record_id)
    )
    return kind.values(record)


def set_batch(
    kind: RecordKind, ids: Sequence[UUID], batch_id: UUID | None, *, town_id: UUID, by: Actor, verb: str
) -> None:
    """Move records to another batch (or none), traced row by row. Inside a transaction."""
    for model in (kind.model, *kind.parts):
        if issubclass(model, Record):
            model.objects.filter(pk__in=ids).update(batch_id=batch_id)
    bring_back_groups(kind, ids, town_id=town_id, by=by)
    rows = read_rows(kind, ids)
    append(
        Entry(
            chain=kind.chain(town_id, record_id), verb=verb, kind=kind.code, subject=record_id, actor=by.key,
            town=town_id, rows_digest=rows_digest(kind, rows[record_id]), change={"batch": batch_id},
        )
        for record_id in ids
    )  # fmt: skip
    search_entries.move(kind, ids, batch_id)


def _locked(kind: RecordKind, record_id: UUID, town: Town, by: Actor) -> Record:
    """The record, locked, if it is this town's and within what the person sees. Raises Refused."""
    scope = by.rows(kind.code, town, has_grid=kind.has_grid)
    record = kind.model.objects.select_for_update().filter(scope, pk=record_id, town_id=town.pk).first()
    if record is None:
        raise Refused(f"没有找到这条{kind.name}记录，它可能不在您能看的范围内。")
    return record


def _refuse_stale(record: Record, version: int | None) -> None:
    if version is not None and record.version != version:
        raise ChangedMeanwhile("这条记录刚被别人改过。您写的内容还在，请对照下面的新内容再保存一次。")


def _roots(kind: RecordKind, rows: Rows) -> Iterable[dict[str, Any]]:
    """The root row and, of a case, the row of the case: those that carry version, batch and void."""
    for model in (kind.model, *kind.parts):
        if issubclass(model, Record):
            yield from rows.get(model, ())


def _replace(kind: RecordKind, old: Rows, new: Rows) -> None:
    """Bring the tables from the old rows to the new: what stays keeps its id."""
    for model in parents_first(kind):
        key = model._meta.pk.attname
        was = {row[key]: row for row in old.get(model, ())}
        now = {row[key]: row for row in new.get(model, ())}
        gone = [pk for pk in was if pk not in now]
        if gone:
            model._default_manager.filter(pk__in=gone).delete()
        update_many(model, [row for pk, row in now.items() if pk in was and row != was[pk]])
        insert_many(model, [row for pk, row in now.items() if pk not in was])


def _tell(
    kind: RecordKind, record_id: UUID, town_id: UUID, by: Actor, verb: str, change: dict[str, Any]
) -> None:
    digest = rows_digest(kind, read_rows(kind, [record_id])[record_id])
    append([
        Entry(
            chain=kind.chain(town_id, record_id), verb=verb, kind=kind.code, subject=record_id, actor=by.key,
            town=town_id, rows_digest=digest, change=change,
        )
    ])  # fmt: skip
    search_entries.keep(kind, [record_id])
