"""Likely repeats: records of one mark of likeness within a few days, shown to a person who says what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from fazhi.cases.merging import merge_cases
from fazhi.cases.models import Case
from fazhi.cases.procedures import is_taken_live
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, require
from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.pages.showing import number_of, shown, title_of, unit_of
from fazhi.pages.totals import remembered
from fazhi.pages.views.access import (
    actor_of,
    date_lookup,
    has_field,
    in_sight,
    kind_or_404,
    loaded,
    said_plainly,
    town_of,
    uuid_or_none,
)
from fazhi.records.actions import Refused, merge
from fazhi.records.kinds import RecordKind, all_kinds
from fazhi.records.models import hidden_batches
from fazhi.storage.bulk import in_chunks

SHOWN_AT_ONCE = 20


def merge_into(kind: RecordKind, ids: Sequence[UUID], into: UUID, *, town: Town, by: Actor) -> None:
    """Merge records into one that stands and is in sight, all or none. Raises NotAllowed, Refused."""
    require(by.may_keep(kind.code, town), f"您的岗位不能合并{kind.name}，请交给司法所办理。")
    with transaction.atomic():
        # Locked: whether it stands must still be true when the others go.
        kept = in_sight(kind, town, by).select_for_update(of=("self",)).filter(pk=into).first()
        if kept is None:
            raise Refused("要留下的那一条已经作废，或者不在您能看的范围内，没有合并。")
        for record_id in ids:
            if is_taken_live(kind.code) and kept.case.edition:
                merge_cases(kind.code, record_id, into, town=town, by=by)
            else:
                _refuse_live_into_history(kind, record_id)
                merge(kind, record_id, into, town=town, by=by)


def _refuse_live_into_history(kind: RecordKind, record_id: UUID) -> None:
    """A case that is being taken further would lose its steps and clocks in one that only a ledger tells of."""
    if kind.is_case and Case.objects.filter(pk=record_id).exclude(edition="").exists():
        raise Refused("要并掉的这一件正在办，留下的那一件是台账带入的。请反过来：留正在办的这一件。")


def _keep(request: HttpRequest, actor: Actor, town: Town) -> int:
    kind = kind_or_404(request, request.POST.get("kind", ""))
    into = uuid_or_none(request.POST.get("into"))
    others = [found for text in request.POST.getlist("other") if (found := uuid_or_none(text))]
    if into is None or not others:
        raise Refused("请选留下哪一条。")
    merge_into(kind, others[:50], into, town=town, by=actor)
    return len(others[:50])


@dataclass(frozen=True)
class Group:
    """Records that may be one matter, oldest first."""

    kind: RecordKind
    records: Sequence[Any]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What a person compares: title, number and the values that differ or stand in the list."""
        values = [self.kind.values(record) for record in self.records]
        columns = [
            column
            for column in self.kind.columns
            if column.in_list or len({str(one.get(column.field)) for one in values}) > 1
        ]
        return [
            {
                "record": record,
                "title": title_of(self.kind, record),
                "number": number_of(record),
                "facts": [
                    {"name": column.heading, "text": shown(column, one.get(column.field))}
                    for column in columns
                    if one.get(column.field) not in (None, "", [])
                ],
                "others": [other for other in self.records if other is not record],
            }
            for record, one in zip(self.records, values, strict=True)
        ]


def kinds_with_repeats(actor: Actor, town: Town) -> list[RecordKind]:
    """The kinds that know likely repeats and that this person sees."""
    return [
        kind
        for kind in all_kinds()
        if kind.likely and has_field(kind.model, "likely_mark") and actor.may_see(kind.code, town)
    ]


def likely_ids(
    kind: RecordKind, town: Town, actor: Actor, hidden: list[Any] | None = None
) -> list[list[UUID]]:
    """The ids of each group, grouped in the database by mark and here by days, newest group first."""
    hidden = hidden_batches(town.pk) if hidden is None else hidden
    marked = kind.model.objects.filter(town_id=town.pk).exclude(likely_mark="").order_by()
    marks = marked.values("likely_mark").annotate(n=Count("pk")).filter(n__gt=1)
    by_mark = _by_mark(kind, town, actor, list(marks.values_list("likely_mark", flat=True)), hidden)
    found = [run for members in by_mark.values() for run in _runs(members, kind.likely_days)]
    found.sort(key=lambda run: (run[-1][0] or date.min, str(run[-1][1])), reverse=True)
    return [[pk for _, pk in run] for run in found]


def _by_mark(
    kind: RecordKind, town: Town, actor: Actor, marks: Sequence[str], hidden: list[Any]
) -> dict[str, list[tuple[date | None, UUID]]]:
    """{mark: [(day, id)]} of the rows in sight.

    Asked by town and mark alone, which an index holds together; the state is looked at here.
    """
    day = date_lookup(kind)
    names = ("likely_mark", "pk", "voided_at", "batch_id", *((day,) if day else ()))
    scope, unseen = actor.rows(kind.code, town, has_grid=kind.has_grid), set(hidden)
    by_mark: dict[str, list[tuple[date | None, UUID]]] = {}
    for some in in_chunks(marks, 500):
        rows = kind.model.objects.filter(scope, town_id=town.pk, likely_mark__in=some)
        for mark, pk, voided_at, batch_id, *on in rows.order_by().values_list(*names):
            if voided_at is None and batch_id not in unseen:
                by_mark.setdefault(mark, []).append((on[0] if on else None, pk))
    return by_mark


def _runs(members: Iterable[tuple[date | None, UUID]], days: int) -> list[list[tuple[date | None, UUID]]]:
    """Runs of members each at most `days` after the one before, alone ones left out."""
    runs: list[list[tuple[date | None, UUID]]] = []
    for one in sorted(members, key=lambda member: (member[0] or date.min, str(member[1]))):
        last = runs[-1][-1][0] if runs else None
        if runs and ((last is None and one[0] is None) or (last and one[0] and (one[0] - last).days <= days)):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [run for run in runs if len(run) > 1]


def count_of_groups(town: Town, actor: Actor) -> int:
    """How many groups wait for a person, over all kinds."""
    hidden = hidden_batches(town.pk)
    key = (
        "repeats",
        *(
            str(actor.rows(kind.code, town, has_grid=kind.has_grid))
            for kind in kinds_with_repeats(actor, town)
        ),
    )

    def count() -> int:
        return sum(len(likely_ids(kind, town, actor, hidden)) for kind in kinds_with_repeats(actor, town))

    return remembered(key, town, hidden, count)


def like(
    kind: RecordKind,
    record: Any,
    town: Town,
    actor: Actor,
    *,
    hidden: list[Any] | None = None,
    at_most: int = 20,
) -> list[Any]:
    """The standing records that may be the same matter as this one."""
    mark = getattr(record, "likely_mark", "")
    if not mark or record.voided_at is not None:
        return []
    hidden = hidden_batches(town.pk) if hidden is None else hidden
    day = date_lookup(kind)
    on = getattr(record, day) if day else None
    of_mark = _by_mark(kind, town, actor, [mark], hidden).get(mark, ())
    found = sorted(
        pk
        for of_day, pk in of_mark
        if pk != record.pk and (day is None or _near(of_day, on, kind.likely_days))
    )[:at_most]
    # Mostly there is none: then nothing is loaded with all that belongs to it.
    return list(loaded(kind, kind.model.objects.filter(pk__in=found)).order_by("pk")) if found else []


def _near(one: date | None, other: date | None, days: int) -> bool:
    return one == other if one is None or other is None else abs((one - other).days) <= days


def marks_of_repeats(
    kind: RecordKind, town: Town, actor: Actor, records: Sequence[Any], *, hidden: list[Any]
) -> frozenset[Any]:
    """Those of the records that have a likely repeat; one query for all of them."""
    marked = {record.likely_mark for record in records if getattr(record, "likely_mark", "")}
    if not marked:
        return frozenset()
    day = date_lookup(kind)
    scope = str(actor.rows(kind.code, town, has_grid=kind.has_grid))
    marks = sorted(marked)
    by_mark = remembered(
        ("marks", kind.code, scope, *marks), town, hidden, lambda: _by_mark(kind, town, actor, marks, hidden)
    )
    return frozenset(
        record.pk
        for record in records
        if record.voided_at is None
        and any(
            pk != record.pk and (day is None or _near(getattr(record, day), on, kind.likely_days))
            for on, pk in by_mark.get(getattr(record, "likely_mark", ""), ())
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def repeats(request: HttpRequest) -> HttpResponseBase:
    """疑似重复 over all kinds: compare, and say which one to keep."""
    actor, town = actor_of(request), town_of(request)
    if request.method == "POST":
        try:
            merged = _keep(request, actor, town)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, f"已合并{merged}条，留下的那条照常计入。弄错了，打开已合并的那条点“恢复”。"
            )
        return redirect("repeats")
    sections, total = [], 0
    for kind in kinds_with_repeats(actor, town):
        ids = likely_ids(kind, town, actor)
        if not ids:
            continue
        total += len(ids)
        first = ids[:SHOWN_AT_ONCE]
        records = {
            record.pk: record
            for record in loaded(
                kind, kind.model.objects.filter(pk__in=[pk for group in first for pk in group])
            )
        }
        sections.append(
            {
                "kind": kind,
                "unit": unit_of(kind),
                "count": len(ids),
                "rest": len(ids) - len(first),
                "groups": [Group(kind, [records[pk] for pk in group if pk in records]) for group in first],
                "may_merge": actor.may_keep(kind.code, town),
            }
        )
    listed = ListFile(
        f"{town.name}疑似重复",
        f"{town.name}疑似重复（共{total}组）",
        COLUMNS,
        lambda: _all_of_all(actor, town),
    )
    return page_or_file(request, "fazhi/records/repeats.html", {"sections": sections, "total": total}, listed)


def _all_of_all(actor: Actor, town: Town) -> Iterator[tuple[int, RecordKind, dict[str, Any]]]:
    """(number of the group, its kind, the line) of every record of every group."""
    number = 0
    for kind in kinds_with_repeats(actor, town):
        for some in in_chunks(likely_ids(kind, town, actor), 100):
            ids = [pk for group in some for pk in group]
            records = {one.pk: one for one in loaded(kind, kind.model.objects.filter(pk__in=ids))}
            for group in some:
                number += 1
                lines = Group(kind, [records[pk] for pk in group if pk in records]).lines
                yield from ((number, kind, line) for line in lines)


def _facts(row: tuple[int, RecordKind, dict[str, Any]]) -> str:
    return "；".join(f"{fact['name']}：{fact['text']}" for fact in row[2]["facts"])


COLUMNS = (
    Offered("group", "组", itemgetter(0), 6),
    Offered("kind", "种类", lambda row: row[1].name),
    Offered("title", "事项", lambda row: row[2]["title"], 36),
    Offered("number", "编号", lambda row: row[2]["number"], 20),
    Offered("facts", "内容", _facts, 60),
)
