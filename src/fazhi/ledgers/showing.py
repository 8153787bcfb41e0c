"""What an import did or would do, as the upload page and the page of a batch show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from fazhi.ledgers.results import SHOWN
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.pages.words import ui_number
from fazhi.records.kinds import kind_of

Sheet = Mapping[str, Any]  # what SheetResult.to_json gives, with "file"


@dataclass(frozen=True)
class Group:
    """One light of the preview: how many, of what, and where on the page they stand."""

    code: str
    name: str
    count: int
    light: str = ""
    note: str = ""


@dataclass(frozen=True)
class Shown:
    """All groups and tables of one import."""

    groups: list[Group]
    sheets: Table
    problems: Table | None
    changes: Table | None
    repeats: Table | None
    suspects: Table | None
    samples: list[tuple[str, Table]]
    columns: list[tuple[str, list[tuple[str, str]]]]  # sheet, [(heading in the file, heading of the field)]
    kept: list[tuple[str, list[str]]]  # sheet, headings no field takes: kept beside the record
    not_read: list[tuple[str, str]]  # file, why
    no_records: list[tuple[str, list[list[Any]]]]  # sheet, [[row, why]]
    missing: list[tuple[str, int]]
    mended: int
    is_nothing: bool  # the files bring nothing that is not there already


def sheets_of(told: Mapping[str, Any]) -> list[Sheet]:
    """The sheets of a preview or of a batch's summary, each with its file."""
    if "sheets" in told:
        return list(told["sheets"])
    return [
        {"file": file["file"], **sheet}
        for file in told.get("files", ())
        if isinstance(file, dict)
        for sheet in file["sheets"]
    ]


def shown(told: Mapping[str, Any], *, done: bool = False) -> Shown:
    """The groups and tables of a preview (or, `done`, of what was imported)."""
    sheets = sheets_of(told)
    total = {name: sum(sheet.get(name, 0) for sheet in sheets) for name in
             ("rows", "new", "unchanged", "changed", "merged", "suspected", "missing", "mended", "brings")}  # fmt: skip
    waiting = sum(_waiting(sheet) for sheet in sheets)
    groups = [
        Group("new", "新登记", total["new"], "green" if total["new"] else ""),
        Group("changed", "有改动", total["changed"], "amber" if total["changed"] else ""),
        Group("waiting", "待改正", waiting, "red" if waiting else "", "改好后才计入"),
        Group("repeats", "完全重复", total["merged"], "", "只留一条"),
        Group(
            "suspects",
            "疑似重复",
            total["suspected"],
            "amber" if total["suspected"] else "",
            "照数计入，请人看",
        ),
        Group("unchanged", "已有，未变", total["unchanged"]),
    ]
    return Shown(
        groups=groups,
        sheets=_sheets(sheets, done),
        problems=_problems(sheets),
        changes=_changes(sheets),
        repeats=_rows(sheets, "repeats", "完全重复的行"),
        suspects=_rows(sheets, "suspects", "疑似重复的行"),
        samples=_samples(sheets),
        columns=[
            (_where(sheet), [(h, f) for h, f in sheet.get("columns", ()) if h != f]) for sheet in sheets
        ],
        kept=[(_where(sheet), sheet["unmapped"]) for sheet in sheets if sheet.get("unmapped")],
        not_read=[
            (item["file"], item["reason"])
            for item in (*told.get("unreadable", ()), *told.get("passed_over", ()))
        ],
        no_records=[(_where(sheet), sheet["no_records"]) for sheet in sheets if sheet.get("no_records")],
        missing=[(_where(sheet), sheet["missing"]) for sheet in sheets if sheet.get("missing")],
        mended=total["mended"],
        is_nothing=not total["brings"],
    )


def kind_name(code: str | None) -> str:
    """The name of a kind; its code when this installation does not know it."""
    try:
        return kind_of(code or "").name
    except KeyError:
        return code or "认不出"


def url_of(name: str, *args: Any, query: str = "") -> str:
    """The address of a page, or "" where that part of the site is not there."""
    try:
        return reverse(name, args=args) + query
    except NoReverseMatch:
        return ""


def _waiting(sheet: Sheet) -> int:
    return len({problem["row"] for problem in sheet["problems"]})


def _where(sheet: Sheet) -> str:
    return f"{sheet['file']}／{sheet['sheet']}"


def _sheets(sheets: Iterable[Sheet], done: bool) -> Table:
    rows = [
        [
            Cell(sheet["sheet"], meta=sheet["file"], chief=True),
            Cell(kind_name(sheet["kind"]), url=url_of("record_list", sheet["kind"]) if done else ""),
            *(Cell(_count(sheet[name]), number=True) for name in ("rows", "new", "changed")),
            Cell(_count(_waiting(sheet)), number=True),
            Cell(
                _count(sheet["merged"]),
                number=True,
                meta=f"另疑似{sheet['suspected']}" if sheet["suspected"] else "",
            ),
            Cell(_count(sheet["unchanged"]), number=True),
        ]
        for sheet in sheets
    ]
    headings = (
        Heading("工作表"), Heading("台账"), Heading("行数", number=True), Heading("新登记", number=True),
        Heading("有改动", number=True), Heading("待改正", number=True), Heading("完全重复", number=True),
        Heading("已有未变", number=True),
    )  # fmt: skip
    return Table("各工作表的行数", headings, rows)


def _count(number: int) -> str:
    return ui_number(number) if number else "—"


def _problems(sheets: Iterable[Sheet]) -> Table | None:
    rows = [
        [
            Cell(f"{sheet['sheet']} 第{problem['row']}行", meta=sheet["file"], chief=True),
            Cell(problem["column"]),
            Cell(str(problem["value"]) if problem["value"] is not None else "（空）"),
            Cell(problem["reason"]),
        ]
        for sheet in sheets
        for problem in sheet["problems"]
    ]
    headings = (Heading("行"), Heading("栏"), Heading("现在写的"), Heading("哪里不对"))
    return Table("待改正的行", headings, rows[:SHOWN]) if rows else None


def _changes(sheets: Iterable[Sheet]) -> Table | None:
    rows = [
        [
            Cell(change["title"], meta=f"{sheet['sheet']} 第{change['row']}行", chief=True),
            Cell(heading),
            Cell(_text(was) or "（空）"),
            Cell(_text(now) or "（空）"),
        ]
        for sheet in sheets
        for change in sheet.get("changes", ())
        for heading, (was, now) in change["columns"].items()
    ]
    headings = (Heading("记录"), Heading("栏"), Heading("原来"), Heading("改成"))
    return Table("有改动的行", headings, rows[: 2 * SHOWN]) if rows else None


def _rows(sheets: Iterable[Sheet], group: str, caption: str) -> Table | None:
    rows = [
        [
            Cell(f"{sheet['sheet']} 第{item['row']}行", meta=sheet["file"], chief=True),
            Cell(_values(item["values"])),
        ]
        for sheet in sheets
        for item in sheet.get(group, ())
    ]
    return Table(caption, (Heading("行"), Heading("内容")), rows[:SHOWN]) if rows else None


def _samples(sheets: Iterable[Sheet]) -> list[tuple[str, Table]]:
    """The first new rows of each table under the headings of the record, to see that it was read right."""
    tables = []
    for sheet in sheets:
        if items := sheet.get("samples"):
            names = list(items[0]["values"])
            rows = [
                [
                    Cell(f"第{item['row']}行", chief=True),
                    *(Cell(_text(item["values"].get(n)) or "（空）") for n in names),
                ]
                for item in items
            ]
            headings = (Heading("行"), *(Heading(name) for name in names))
            tables.append((_where(sheet), Table(f"{_where(sheet)}的前几行", headings, rows)))
    return tables


def _values(values: Mapping[str, Any]) -> str:
    return "，".join(text for value in values.values() if (text := _text(value)))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return (
        "、".join(str(item) for item in value)
        if isinstance(value, Sequence) and not isinstance(value, str)
        else str(value)
    )
