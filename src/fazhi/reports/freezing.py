"""What a report's figures were when it was frozen, and how they differ from what the records say now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from fazhi.records.figures import BOOK, Figure
from fazhi.records.kinds import kind_of
from fazhi.reports.evaluation import Counting
from fazhi.reports.listing import record_url, root_id
from fazhi.reports.models import AnnualReport, Snapshot
from fazhi.storage.bulk import in_chunks
from fazhi.trace.models import TraceRecord
from fazhi.trace.writing import as_json, sm3


def take_snapshots(report: AnnualReport) -> str:
    """Store every figure with its ids and digest. Returns SM3 over all of them. Inside a transaction."""
    counting = Counting(report.town, report.year)
    counting.count_ahead(BOOK, left_out=False)
    made = []
    digests: dict[str, str] = {}
    for figure in BOOK:
        found = counting.evaluated(figure, left_out=False)
        ids, digest = "", ""
        if isinstance(figure, Figure):
            rows = _ids(figure, counting)
            ids = ",".join(sorted(row for row, _ in rows))
            digest = _digest(rows, digests)
        made.append(
            Snapshot(
                report=report, code=figure.code, name=figure.name, unit=figure.unit, rule=figure.rule,
                value=found.value, numerator=found.numerator, denominator=found.denominator, ids=ids, digest=digest,
            )
        )  # fmt: skip
    Snapshot.objects.filter(report=report).delete()
    Snapshot.objects.bulk_create(made, batch_size=50)
    return sm3(as_json([[one.code, one.value, one.numerator, one.denominator, one.digest] for one in made]))


def _ids(figure: Figure, counting: Counting) -> list[tuple[str, str]]:
    """(id of the row counted, id of the record it belongs to)."""
    query = figure.records(counting.scope).order_by()
    owner = "record_id" if any(f.attname == "record_id" for f in query.model._meta.concrete_fields) else "pk"
    return [(str(pk), str(root)) for pk, root in query.values_list("pk", owner)]


def _digest(rows: list[tuple[str, str]], known: dict[str, str]) -> str:
    """SM3 over the sorted ids, each with what the trace last said of its record's rows."""
    wanted = [root for _, root in rows if root not in known]
    for some in in_chunks(sorted(set(wanted)), 500):
        told = TraceRecord.objects.filter(subject__in=some).exclude(rows_digest="").order_by("seq")
        known.update(dict.fromkeys(some, ""))
        known.update(told.values_list("subject", "rows_digest"))
    return sm3(as_json(sorted([pk, known[root]] for pk, root in rows)))


# ── Differences ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class RecordChange:
    """A record that is counted now and was not, or the other way, or that somebody edited since."""

    what: str  # 新计入, 不再计入, 改过
    title: str
    url: str


@dataclass
class Difference:
    """A figure whose records are not what they were when the report was frozen."""

    code: str
    name: str
    unit: str
    frozen: str
    now: str
    changes: list[RecordChange] = field(default_factory=list)
    more: int = 0  # changes beyond those listed

    @property
    def number_differs(self) -> bool:
        return self.frozen != self.now


LISTED = 20


def difference(report: AnnualReport) -> list[Difference]:
    """What changed in the records since freezing, figure by figure; nothing for a report that is not frozen."""
    if report.status != AnnualReport.Status.FROZEN:
        return []
    counting = Counting(report.town, report.year)
    counting.count_ahead(BOOK, left_out=False)
    digests: dict[str, str] = {}
    found = []
    for frozen in report.snapshots.order_by("code"):
        figure = BOOK.figures.get(frozen.code)
        if not isinstance(figure, Figure):
            continue
        rows = _ids(figure, counting)
        now = counting.value(figure.code)
        if now == frozen.value and _digest(rows, digests) == frozen.digest:
            continue
        one = Difference(figure.code, figure.name, figure.unit, str(frozen.value), str(now))
        _changes(one, figure, frozen, rows, report.frozen_at)
        found.append(one)
    return found


def _changes(
    one: Difference, figure: Figure, frozen: Snapshot, rows: list[tuple[str, str]], since: str
) -> None:
    was = set(frozen.ids.split(",")) - {""}
    roots = dict(rows)
    added, gone = sorted(set(roots) - was), sorted(was - set(roots))
    edited: set[str] = set()
    stayed = {roots[pk]: pk for pk in was & set(roots)}
    for some in in_chunks(sorted(stayed), 500):
        told = TraceRecord.objects.filter(subject__in=some, at__gt=since).exclude(verb="read_in_full")
        edited.update(stayed[subject] for subject in told.values_list("subject", flat=True))
    wanted = [("新计入", pk) for pk in added] + [("不再计入", pk) for pk in gone]
    wanted += [("改过", pk) for pk in sorted(edited)]
    titles = _titles(figure, [pk for _, pk in wanted[:LISTED]])
    for what, pk in wanted[:LISTED]:
        title, url = titles.get(pk, ("（记录已不在）", ""))
        one.changes.append(RecordChange(what, title, url))
    one.more = max(0, len(wanted) - LISTED)


def _titles(figure: Figure, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """{id of a row: (title, address) of its record}; a record taken out since is still readable."""
    ids = list(ids)
    kind = kind_of(figure.kind)
    model: Any = _model(figure)
    owners = {str(row.pk): root_id(row) for row in model._default_manager.filter(pk__in=ids)}
    # A part goes when its record is corrected; a row of the kind itself stays, voided or not.
    roots = kind.model._default_manager.filter(Q(pk__in=set(owners.values())))
    named = {
        root.pk: kind.title(root)
        for root in roots.select_related(*kind.related).prefetch_related(*kind.fetched)
    }
    return {pk: (named[root], record_url(kind.code, root)) for pk, root in owners.items() if root in named}


def _model(figure: Figure) -> Any:
    from fazhi.records.figures import Scope

    return figure.records(Scope(UUID(int=0), 2000)).model
