"""The list behind a figure as the table component prints it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from fazhi.pages.tables import Cell, Heading, Table
from fazhi.pages.words import table_date, ui_number
from fazhi.records.figures import Figure
from fazhi.reports.listing import Behind, Distinct, amount_text


def as_table(found: Behind, rows: Sequence[Any], figure: Figure | None, first: int) -> Table:
    """The rows of one page. `figure` adds the column it sums or tells apart; None for what is left out."""
    base = found.figure
    headings = [
        Heading("序号", number=True),
        Heading("记录"),
        Heading("日期"),
        Heading("村居"),
        Heading("类型"),
    ]
    if figure is not None and figure.measure == "sum":
        headings.append(Heading(f"{base.name}（{base.unit}）", number=True))
    elif figure is not None and figure.measure == "different":
        headings.append(Heading("按这个算一个"))
    lines = []
    for number, line in enumerate(found.lines(rows), start=first):
        cells = [
            Cell(str(number), number=True),
            Cell(line.title or "（没有标题）", url=line.url, meta=line.meta, chief=True),
            Cell(table_date(line.on)),
            Cell(line.village),
            Cell(line.type),
        ]
        if figure is not None and figure.measure == "sum":
            cells.append(Cell(amount_text(base, line.amount), number=True))
        elif figure is not None and figure.measure == "different":
            cells.append(Cell(line.value))
        lines.append(cells)
    foot: list[Cell] = []
    if figure is not None and figure.measure == "sum" and rows:
        foot = [
            Cell(""),
            Cell("全部合计"),
            Cell(""),
            Cell(""),
            Cell(""),
            Cell(ui_number(found.total()), number=True),
        ]
    return Table(f"{base.name}的记录", headings, lines, foot)


def distinct_table(found: Behind, distinct: Sequence[Distinct], year: int) -> Table:
    """The different values, each with the records that have it."""
    figure = found.figure
    page = reverse("figure_page", args=[figure.code])
    rows = [
        [
            Cell(str(number), number=True),
            Cell(one.label, url=f"{page}?{urlencode({'year': year, 'value': one.key})}#list", chief=True),
            Cell(ui_number(one.records), number=True),
        ]
        for number, one in enumerate(distinct, start=1)
    ]
    headings = [Heading("序号", number=True), Heading("不同的值"), Heading("记录（条）", number=True)]
    return Table(f"{figure.name}：不同的值", headings, rows)
