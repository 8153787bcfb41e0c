"""Whether notices and numbers are as somebody entered them: each row's digest against its trace."""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.statutes.actions import row_digest
from fazhi.statutes.models import HolidayNotice, RuleEdit
from fazhi.trace.checking import Fault
from fazhi.trace.models import TraceRecord


def statute_faults() -> Iterator[Fault]:
    """Notices and numbers changed, removed or added without an action."""
    for model in (HolidayNotice, RuleEdit):
        kind, name = str(model._meta.model_name), model._meta.verbose_name
        told = dict(TraceRecord.objects.filter(kind=kind).values_list("subject", "rows_digest"))
        rows = {str(row.pk): row for row in model._default_manager.all()}
        for key, row in rows.items():
            if key not in told:
                yield Fault("added", key, f"有一条{name}没有经过录入就出现在数据库里：{row}。")
            elif told[key] != row_digest(row):
                yield Fault("changed", key, f"有一条{name}没有经过录入就被改了：{row}。")
        for key in told.keys() - rows.keys():
            yield Fault("row_gone", key, f"有一条{name}的记录还在，数据不见了：{key}。")
