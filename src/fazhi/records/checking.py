"""Whether the business rows are as the last action left them: every record's digest against its trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps

from fazhi.orgs.models import Village
from fazhi.records.digest import columns_of, read_rows, rows_digest
from fazhi.records.grouping import group_digest
from fazhi.records.kinds import RecordKind, Rows, all_kinds
from fazhi.records.models import ImportBatch, Record
from fazhi.storage.bulk import in_chunks
from fazhi.trace.checking import Fault
from fazhi.trace.models import TraceRecord
from fazhi.trace.writing import as_json, sm3

CHUNK = 500


@dataclass
class Compared:
    """How many business records were compared."""

    records: int = 0


def row_faults(compared: Compared | None = None) -> Iterator[Fault]:
    """Records changed, removed or added without an action, of every kind."""
    compared = compared if compared is not None else Compared()
    for kind in all_kinds():
        yield from _kind_faults(kind, compared)
    for model in grouping_models():
        yield from _plain_faults(model, str(model._meta.model_name), group_digest, compared)
    yield from _plain_faults(Village, "village", lambda row: sm3(row["name"]), compared)
    yield from _batch_faults()


def grouping_models() -> list[type[Record]]:
    """Models that group records (a meeting, a contract, a series): records that are no kind's root or case."""
    roots = {model for kind in all_kinds() for model in (kind.model, *kind.parts)}
    return [model for model in apps.get_models() if issubclass(model, Record) and model not in roots]


def _last_digests(ids: list[UUID]) -> dict[str, tuple[str, str]]:
    """{subject: (rows digest, verb)} of the newest trace record of each."""
    rows = TraceRecord.objects.filter(subject__in=[str(pk) for pk in ids]).order_by("seq")
    return {
        subject: (digest, verb)
        for subject, digest, verb in rows.values_list("subject", "rows_digest", "verb")
    }


def _kind_faults(kind: RecordKind, compared: Compared) -> Iterator[Fault]:
    ids = list(kind.model.objects.order_by("pk").values_list("pk", flat=True))
    for some in in_chunks(ids, CHUNK):
        rows = read_rows(kind, some)
        last = _last_digests(list(some))
        for record_id in some:
            compared.records += 1
            told = last.get(str(record_id))
            if told is None:
                yield Fault(
                    "added", str(record_id), f"有一条{kind.name}没有经过登记就出现在数据库里：{record_id}。"
                )
            elif told[0] not in _digests(kind, rows.get(record_id, {})):
                yield Fault(
                    "changed", str(record_id), f"有一条{kind.name}没有经过办理就被改了：{record_id}。"
                )
    for code in dict.fromkeys((kind.code, *([str(kind.model._meta.model_name)] if kind.groups else []))):
        yield from _gone(code, kind.name, {str(pk) for pk in ids})


def _digests(kind: RecordKind, rows: Rows) -> list[str]:
    """The digest of a record; of a grouping record also as it was traced before such records had pages."""
    root = rows.get(kind.model, ())
    earlier = [group_digest(row) for row in root] if kind.groups else []
    return [rows_digest(kind, rows), *earlier]


def _gone(code: str, name: str, there: set[str]) -> Iterator[Fault]:
    # Who took a whole list along stands there too, without a subject.
    told = TraceRecord.objects.filter(kind=code).exclude(subject="")
    subjects = told.order_by().values_list("subject", flat=True).distinct()
    for subject in subjects.iterator(chunk_size=5000):
        if subject not in there:
            yield Fault("row_gone", subject, f"有一条{name}的记录还在，业务数据不见了：{subject}。")


def _plain_faults(model: Any, code: str, digest: Any, compared: Compared) -> Iterator[Fault]:
    name = model._meta.verbose_name
    there = set()
    rows = list(model._default_manager.order_by("pk").values(*columns_of(model)))
    for some in in_chunks(rows, CHUNK):
        last = _last_digests([row["id"] for row in some])
        for row in some:
            compared.records += 1
            there.add(str(row["id"]))
            told = last.get(str(row["id"]))
            if told is None:
                yield Fault(
                    "added", str(row["id"]), f"有一条{name}没有经过登记就出现在数据库里：{row['id']}。"
                )
            elif told[0] and told[0] != digest(row):
                yield Fault("changed", str(row["id"]), f"有一条{name}没有经过办理就被改了：{row['id']}。")
    yield from _gone(code, name, there)


def _batch_faults() -> Iterator[Fault]:
    """A batch whose status was changed by hand would show or hide all its rows at once."""
    for batch in ImportBatch.objects.all():
        last = TraceRecord.objects.filter(subject=str(batch.pk), kind="batch").order_by("-seq").first()
        if last is None or as_json({"status": batch.status})[1:-1] not in last.change:
            yield Fault("changed", str(batch.pk), f"导入第{batch.number}批的状态没有经过办理就被改了。")
