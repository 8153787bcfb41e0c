"""The lists on a figure's page as files: its records, its different values, the ledger rows it leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from operator import attrgetter
from typing import Any

from fazhi.pages.list_files import ListFile, Offered, RecordRow, column_of
from fazhi.records.columns import Shape
from fazhi.records.figures import Figure
from fazhi.records.models import SourceRow
from fazhi.reports.evaluation import Evaluated
from fazhi.reports.listing import Behind, Line
from fazhi.reports.sections import section_name

CHUNK = 500
DIFFERENT = "different"  # which list of the page


@dataclass
class _Row(RecordRow):
    """A row of the list: its number, and what the page says of it."""

    number: int
    line: Line


def columns_of(found: Behind, figure: Figure | None) -> list[Offered]:
    """What the page shows, then what else the records hold, their dates ticked.

    `figure` adds the column it sums or tells apart; None for what is left out.
    """
    base, columns = found.figure, [
        Offered("row", "序号", attrgetter("number"), 6, always=True),
        Offered("record", "记录", _title, 46, always=True),
        Offered("day", "日期", lambda row: row.line.on or "", 12),
        Offered("of_village", "村居", lambda row: row.line.village),
        Offered("of_type", "类型", lambda row: row.line.type),
    ]  # fmt: skip
    if figure is not None and figure.measure == "sum":
        columns.append(
            Offered("amount", f"{base.name}（{base.unit}）", lambda row: _amount(base, row.line.amount or 0))
        )
    elif figure is not None and figure.measure == "different":
        columns.append(Offered("value", "按这个算一个", lambda row: row.line.value))
    told = {
        (lookup or "").removeprefix("record__").removesuffix("__name").removesuffix("_word")
        for lookup in (base.month, base.village, base.type)
    }
    own = [column for column in found.kind.columns if column.field not in told] if found.kind else []
    return [*columns, *(column_of(column, shown=column.shape is Shape.DATE) for column in own)]


def figures_file(town: str, year: int, found: Sequence[Evaluated], *, with_last_year: bool) -> ListFile:
    """All figures of a year with their rules; those of the year before where the page compares."""
    columns = [
        Offered("section", "部分", lambda one: section_name(one.figure.section), 20),
        Offered("name", "数字", attrgetter("name"), 36),
        Offered("value", "本年", lambda one: one.text if one.is_rate else one.value),
        Offered("unit", "单位", lambda one: "" if one.is_rate else one.unit, 8),
        *([Offered("before", "去年", _before)] if with_last_year else []),
        Offered("rule", "口径", attrgetter("rule"), 60),
        Offered("code", "代码", attrgetter("code"), 24, shown=False),
    ]
    title = f"{town}{year}年的数字"
    return ListFile(title, title, columns, lambda: found, sheet="数字")


def _before(one: Evaluated) -> Any:
    return f"{one.before / 100:.0f}%" if one.is_rate and one.before is not None else one.before


def records_file(found: Behind, figure: Figure | None, title: str, name: str, year: int) -> ListFile:
    """The records behind a figure, as many as the page lists on all its pages."""

    def rows() -> Iterator[_Row]:
        numbers = count(1)
        for some in found.chunks(CHUNK):
            for line in found.lines(some):
                yield _Row(found.kind, line.record, next(numbers), line)

    def foot() -> dict[str, Any]:
        return {"record": "合计", "amount": found.total()}

    summed = figure is not None and figure.measure == "sum"
    return ListFile(
        name=name, title=title, sheet="清单", columns=columns_of(found, figure), rows=rows,
        foot=foot if summed else None, **_told(found.figure, year),
    )  # fmt: skip


def different_file(found: Behind, title: str, name: str, year: int) -> ListFile:
    """The different values a figure counts, each with how many records have it."""
    return ListFile(
        name=name, title=title, sheet="不同的值", columns=DIFFERENT_COLUMNS, rows=found.distinct, code=DIFFERENT,
        **_told(found.figure, year),
    )  # fmt: skip


DIFFERENT_COLUMNS = (
    Offered("label", "不同的值", attrgetter("label"), 46),
    Offered("records", "记录（条）", attrgetter("records")),
)


def ledger_rows_file(figure: Figure, rows: Any, title: str, name: str, year: int) -> ListFile:
    """Rows of ledgers that are no records: where each stands in its workbook, and why."""
    return ListFile(
        name=name, title=title, sheet="台账行", columns=LEDGER_COLUMNS, rows=lambda: rows.iterator(chunk_size=CHUNK),
        **_told(figure, year),
    )  # fmt: skip


def _reasons(row: SourceRow) -> str:
    said = "；".join(f"{one['column']}：{one['reason']}" for one in row.problems)
    return said or "与另一行完全相同，已合并"


LEDGER_COLUMNS = (
    Offered("file", "台账", attrgetter("file"), 36),
    Offered("sheet", "工作表", attrgetter("sheet"), 20),
    Offered("row", "行", attrgetter("row"), 8),
    Offered("reason", "原因", _reasons, 46),
)


def _told(figure: Figure, year: int) -> dict[str, Any]:
    """What the trace says of the file beside its number of rows."""
    return {"kind": figure.kind, "change": {"figure": figure.code, "year": year}}


def _title(row: _Row) -> str:
    line = row.line
    return f"{line.title}（{line.meta}）" if line.meta else line.title


def _amount(figure: Figure, amount: int) -> Any:
    return Decimal(amount) / 100 if figure.in_yuan else amount
