"""Charts drawn on the server as SVG text, and the data tables that stand beside them.

Horizontal places are percent and all letters em, so a drawing fills any width and its letters never shrink.
No colour carries a meaning alone: this year is a solid line with dots, last year dashed, and numbers stand on
the marks. Every text is escaped; the strings returned are safe to print in a template.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from fazhi.pages.words import percent_of, ui_number, ui_percent

# Tokens of static/fazhi/tokens.css, written out so that a drawing stands alone; a test keeps them equal.
INK, INK3, LINE, LINE_STRONG = "#1a1f26", "#5c6673", "#d6dbe2", "#788290"
BRAND, BRAND_LIGHT, GREEN, LINK, GROUND = "#1a4f8b", "#2a68ab", "#17663a", "#1a56a0", "#eceff3"

Step = tuple[str, int, str | None]


@dataclass(frozen=True)
class DataTable:
    """The numbers of a chart in words: `head` and `rows` of equal length, for components/chart.html."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class HeatCell:
    value: int
    tint: int  # 0–5, class h0…h5
    url: str  # "" when there is nothing to open


@dataclass(frozen=True)
class HeatRow:
    name: str
    cells: tuple[HeatCell, ...]
    total: int


@dataclass(frozen=True)
class HeatTable:
    """What components/heat.html prints."""

    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    totals: tuple[int, ...]
    total: int


def months_chart(
    title: str, this_year: Sequence[int | None], last_year: Sequence[int | None] | None, unit: str, year: int
) -> SafeString:
    """Twelve months of `year` against those of the year before, as a line chart.

    Both take up to twelve values; None (or a shorter list) means the month has not come yet. Each line has its
    year at its end; there is no legend.
    """
    now, before = _months(this_year), _months(last_year or ())
    known = [value for value in now + before if value is not None]
    top, step = _scale(max(known, default=0))
    height, top_room, bottom = 12.0, 1.5, 1.9
    span = height - top_room - bottom

    def y(value: int) -> float:
        return top_room + span * (1 - value / top)

    out: list[str] = []
    for tick in range(0, top + 1, step):
        out.append(
            f'<line x1="0" x2="100%" y1="{y(tick):.2f}em" y2="{y(tick):.2f}em" stroke="{LINE}"/>'
            f'<text x="0" dx="-.4em" y="{y(tick):.2f}em" dy=".35em" text-anchor="end" fill="{INK3}">'
            f"{ui_number(tick)}</text>"
        )
    for month in range(12):
        minor = ' class="minor"' if month % 2 else ""
        out.append(
            f'<text{minor} x="{_x(month)}" y="{height - 0.3:.2f}em" text-anchor="middle" fill="{INK3}">'
            f"{month + 1}{'' if month else '月'}</text>"
        )
    out += _line(before, y, LINE_STRONG, 2, dash=True)
    out += _line(now, y, BRAND, 3, dash=False)

    ends: list[tuple[float, int, str]] = []
    for values, of, look in (
        (now, year, f'fill="{BRAND}" font-weight="700"'),
        (before, year - 1, f'fill="{INK3}"'),
    ):
        marks = [month for month, value in enumerate(values) if value is not None]
        if marks:
            value = values[marks[-1]] or 0
            ends.append((y(value), marks[-1], f"{look}>{of}年"))
    # Two lines ending in the same place would print one label over the other.
    if len(ends) == 2 and ends[0][1] == ends[1][1] and abs(ends[0][0] - ends[1][0]) < 1.3:
        middle = (ends[0][0] + ends[1][0]) / 2
        above = 0 if ends[0][0] <= ends[1][0] else 1
        ends[above] = (middle - 0.65, *ends[above][1:])
        ends[1 - above] = (middle + 0.65, *ends[1 - above][1:])

    marks = [month for month, value in enumerate(now) if value is not None]
    highest = max((now[month] or 0 for month in marks), default=0)
    crowded = max(known, default=0) >= 1000
    for month in marks:
        value = now[month] or 0
        out.append(f'<circle cx="{_x(month)}" cy="{y(value):.2f}em" r=".27em" fill="{BRAND}"/>')
        chief = value == highest and value > 0
        if crowded and not chief:
            continue
        minor = "" if chief else " minor"
        out.append(
            f'<text class="halo{minor}" x="{_x(month)}" y="{y(value) - 0.6:.2f}em" text-anchor="middle" '
            f'fill="{INK}">{ui_number(value)}</text>'
        )
    for place, month, rest in ends:
        out.append(f'<text class="halo" x="{_x(month)}" dx=".6em" y="{place:.2f}em" dy=".35em" {rest}</text>')

    said = f"{title}。{year}年合计{ui_number(_sum(now))}{unit}"
    if marks:
        said += f"，最高{max(marks, key=lambda m: now[m] or 0) + 1}月{ui_number(highest)}{unit}"
    if last_year is not None:
        months = "" if len(marks) in (0, 12) else f"前{marks[-1] + 1}个月"
        same = before if not marks else before[: marks[-1] + 1]
        said += f"；{year - 1}年{months}合计{ui_number(_sum(same))}{unit}"
    # Attributes place the plot where a page's stylesheet is missing; .plot in components.css is exact.
    body = f'<svg class="plot" x="9%" width="68%" height="{height}em" overflow="visible">{"".join(out)}</svg>'
    return _drawing(said, height, body)


def months_table(
    this_year: Sequence[int | None], last_year: Sequence[int | None] | None, unit: str, year: int
) -> DataTable:
    """The numbers of months_chart, with a total row; months to come are blank."""
    now, before = _months(this_year), _months(last_year or ())
    head = ("月份", f"{year}年（{unit}）") + ((f"{year - 1}年（{unit}）",) if last_year is not None else ())
    rows = [(f"{i + 1}月", ui_number(now[i]), ui_number(before[i]))[: len(head)] for i in range(12)]
    rows.append(("合计", ui_number(_sum(now)), ui_number(_sum(before)))[: len(head)])
    return DataTable(head, tuple(rows))


def funnel_chart(
    title: str, steps: Sequence[Step], unit: str, bases: Sequence[int | None] | None = None
) -> SafeString:
    """Horizontal bars, one for each (label, value, href): how many of one step reach the next.

    Beside each number stands its share of the step before, or of the step whose place `bases` names (None: no share);
    with a base under ten only the two numbers. A number with an href is a link.
    """
    colours = [BRAND, BRAND_LIGHT, GREEN]
    rows = []
    for place, (label, value, href) in enumerate(steps):
        colour = colours[min(2, place * 3 // max(1, len(steps)))]
        rows.append((label, value, href, _rate(steps, place, bases), colour))
    said = f"{title}。" + "，".join(f"{label}{ui_number(value)}{unit}" for label, value, _ in steps)
    return _bars(said, rows, unit)


def funnel_table(steps: Sequence[Step], unit: str, bases: Sequence[int | None] | None = None) -> DataTable:
    """The numbers of funnel_chart."""
    rows = []
    for place, (label, value, _) in enumerate(steps):
        base = _base(place, bases)
        share = "" if base is None else ui_percent(value, steps[base][1])
        if share and base != place - 1:
            share = f"{steps[base or 0][0]}的{share}"
        rows.append((label, ui_number(value), share))
    return DataTable(("环节", f"数量（{unit}）", "占上一步"), tuple(rows))


def _base(place: int, bases: Sequence[int | None] | None) -> int | None:
    if bases is not None:
        return bases[place]
    return place - 1 if place else None


def bars_chart(title: str, pairs: Sequence[tuple[str, int]], unit: str) -> SafeString:
    """Horizontal bars of one colour in the order given; for kinds, places and offices."""
    said = f"{title}。" + (
        "，".join(f"{label}{ui_number(value)}{unit}" for label, value in pairs) or "还没有记录"
    )
    return _bars(said, [(label, value, None, "", BRAND) for label, value in pairs], unit)


def bars_table(pairs: Sequence[tuple[str, int]], unit: str) -> DataTable:
    """The numbers of bars_chart, with a total row."""
    rows = [(label, ui_number(value)) for label, value in pairs]
    rows.append(("合计", ui_number(sum(value for _, value in pairs))))
    return DataTable(("项目", f"数量（{unit}）"), tuple(rows))


def heat_table(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[int]],
    href: Callable[[str, str], str | None] | None = None,
) -> HeatTable:
    """Row × column counts with one of six tints each. `href(row, column)` gives the list behind a number."""
    highest = max((value for line in values for value in line), default=0)

    def cell(row: str, column: str, value: int) -> HeatCell:
        tint = 0 if value <= 0 else min(5, 1 + 5 * (value - 1) // max(1, highest - 1))
        return HeatCell(value, tint, (href(row, column) or "") if href and value else "")

    return HeatTable(
        columns=tuple(columns),
        rows=tuple(
            HeatRow(
                name,
                tuple(cell(name, column, value) for column, value in zip(columns, line, strict=True)),
                sum(line),
            )
            for name, line in zip(rows, values, strict=True)
        ),
        totals=tuple(sum(line[i] for line in values) for i in range(len(columns))),
        total=sum(sum(line) for line in values),
    )


def _bars(said: str, rows: Sequence[tuple[str, int, str | None, str, str]], unit: str) -> SafeString:
    """Each row: label, number and note above, the bar below, so that long names need no room at the left."""
    highest = max((value for _, value, *_ in rows), default=0)
    row_height = 2.9
    out = []
    for place, (label, value, href, note, colour) in enumerate(rows):
        y = place * row_height
        width = 100 * value / highest if highest else 0
        look = f'fill="{LINK}" text-decoration="underline"' if href else f'fill="{INK}"'
        number = f'<tspan dx=".5em" font-weight="700" {look}>{ui_number(value)}{escape(unit)}</tspan>'
        if href:
            number = f'<a href="{escape(href)}">{number}</a>'
        rest = f'<tspan dx=".5em" fill="{INK3}">{escape(note)}</tspan>' if note else ""
        out.append(
            f'<text x="0" y="{y + 1.2:.2f}em" fill="{INK}"><tspan>{escape(label)}</tspan>{number}{rest}'
            f'</text><rect x="0" y="{y + 1.6:.2f}em" width="100%" height=".75em" rx="2" fill="{GROUND}"/>'
        )
        if value > 0:
            out.append(
                f'<rect x="0" y="{y + 1.6:.2f}em" width="{max(0.7, width):.1f}%" height=".75em" rx="2" '
                f'fill="{colour}"/>'
            )
    return _drawing(said, max(1.0, len(rows) * row_height), "".join(out), linked=any(row[2] for row in rows))


def _drawing(said: str, height: float, body: str, *, linked: bool = False) -> SafeString:
    # role=img hides what is inside from a screen reader, so a drawing with links in it is a group.
    role = "group" if linked else "img"
    return mark_safe(
        f'<svg role="{role}" aria-label="{escape(said)}" width="100%" height="{height:.2f}em" '
        f'font-size="15px">{body}</svg>'
    )


def _line(
    values: Sequence[int | None], y: Callable[[int], float], colour: str, width: int, *, dash: bool
) -> list[str]:
    """Segments rather than one polyline, whose points cannot be percent."""
    look = f'stroke="{colour}" stroke-width="{width}" stroke-linecap="{"butt" if dash else "round"}"'
    look += ' stroke-dasharray="5 4"' if dash else ""
    out = []
    for month in range(11):
        here, there = values[month], values[month + 1]
        if here is not None and there is not None:
            out.append(
                f'<line x1="{_x(month)}" y1="{y(here):.2f}em" '
                f'x2="{_x(month + 1)}" y2="{y(there):.2f}em" {look}/>'
            )
    return out


def _x(month: int) -> str:
    return f"{2 + 96 * month / 11:.2f}%"


def _months(values: Sequence[int | None]) -> list[int | None]:
    if len(values) > 12:
        raise ValueError("a year has twelve months")
    return [*values, *[None] * (12 - len(values))]


def _sum(values: Sequence[int | None]) -> int:
    return sum(value or 0 for value in values)


def _scale(highest: int) -> tuple[int, int]:
    """The top of the axis and the distance of its lines: three to five lines at round numbers."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * 4 >= max(4, highest):
                distance = step * factor
                return distance * max(2, -(-highest // distance)), distance
        step *= 10


def _rate(steps: Sequence[Step], place: int, bases: Sequence[int | None] | None = None) -> str:
    at = _base(place, bases)
    if at is None:
        return ""
    value, base = steps[place][1], steps[at][1]
    if not base or value > base:
        return ""
    of = "上一步" if at == place - 1 else steps[at][0]
    return f"{of}的{percent_of(value, base)}%" if base >= 10 else f"{of}{base}中的{value}"
