"""An office and its ledgers: the sample workbooks, edited copies of them, and what stands in the books afterwards."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

import given
from fazhi.ledgers.importing import ImportResult, import_ledgers
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.pages.views.access import in_sight
from fazhi.records.figures import BOOK, Figure, Scope
from fazhi.records.kinds import all_kinds, kind_of

SAMPLES = Path(__file__).parents[4] / "samples" / "hezuo-2023"
EXPECTED: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
TODAY = date(2024, 1, 10)

DISPUTES = SAMPLES / "07网格排查矛盾纠纷台账.xlsx"
RECEPTIONS = SAMPLES / "08调解工作室接待台账.xlsx"
LICENCES = SAMPLES / "06人员证件台账.xlsx"
REVIEWS = SAMPLES / "04法制审核台账.xlsx"
COURT = SAMPLES / "11行政应诉台账.xlsx"


def hezuo() -> Town:
    """The sample town, without records."""
    return given.a_town("合作镇")


def bring_in(town: Town, *paths: Path, **options: Any) -> ImportResult:
    """Import as the town's office would, in January of the next year."""
    return import_ledgers(
        list(paths) or [SAMPLES],
        town=town,
        year=options.pop("year", 2023),
        by=CONSOLE,
        today=TODAY,
        **options,
    )


def figures(town: Town, year: int = 2023) -> dict[str, int]:
    """All counted figures of the town's year."""
    scope = Scope(town.pk, year)
    return {f.code: f.value(scope) for f in BOOK.figures.values() if isinstance(f, Figure)}


def moved(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """The figures that differ, and by how much."""
    return {code: after[code] - before[code] for code in before if after[code] != before[code]}


def books(town: Town) -> dict[str, dict[UUID, dict[str, Any]]]:
    """All records people see, {kind: {id: values}}."""
    return {
        kind.code: {
            record.pk: kind.values(record)
            for record in in_sight(kind, town, CONSOLE)
            .select_related(*kind.related)
            .prefetch_related(*kind.fetched)
        }
        for kind in all_kinds()
    }


def contents(town: Town, kind: str) -> list[str]:
    """What the records of a kind say, in a fixed order, whatever their ids."""
    return sorted(
        json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
        for values in books(town)[kind].values()
    )


def serials(town: Town) -> dict[UUID, tuple[Any, ...]]:
    """The running numbers of all disputes."""
    rows = kind_of("dispute").model.objects.filter(town=town).values_list("pk", "case__year", "case__serial")
    return {pk: (year, serial) for pk, year, serial in rows}


def totals(result: ImportResult) -> dict[str, int]:
    """The counts of an import over all its tables; `problems` counts rows."""
    names = ("rows", "new", "unchanged", "changed", "merged", "suspected", "missing", "mended")
    counts = {name: sum(getattr(sheet, name) for sheet in result.sheets) for name in names}
    counts["problems"] = sum(len({p["row"] for p in sheet.problems}) for sheet in result.sheets)
    return counts


def edited(
    path: Path, folder: Path, edit: Callable[[Worksheet], None], *, sheet: str = "", name: str = ""
) -> Path:
    """A copy of a workbook in which somebody changed something, under the same name unless told otherwise."""
    folder.mkdir(exist_ok=True)
    book = openpyxl.load_workbook(path)
    edit(book[sheet] if sheet else book.worksheets[0])
    copy = folder / (name or path.name)
    book.save(copy)
    return copy


def copied(path: Path, folder: Path, name: str) -> Path:
    """The same file under another name."""
    folder.mkdir(exist_ok=True)
    return Path(shutil.copy(path, folder / name))


def column(sheet: Worksheet, heading: str) -> int:
    """Excel's number of the column under a heading of the sample's second row."""
    return next(cell.column for cell in sheet[2] if cell.value == heading)


def cell(sheet: Worksheet, row: int, heading: str) -> Any:
    """The cell of that row under that heading."""
    return sheet.cell(row, column(sheet, heading))


def data_rows(sheet: Worksheet) -> list[int]:
    """Excel's numbers of the data rows of a sample sheet."""
    return [r for r in range(3, sheet.max_row + 1) if isinstance(sheet.cell(r, 1).value, int)]


def row_where(sheet: Worksheet, **wanted: Any) -> int:
    """The first data row that says that, {heading: value}."""
    for row in data_rows(sheet):
        if all(cell(sheet, row, heading).value == value for heading, value in wanted.items()):
            return row
    raise AssertionError(f"no row says {wanted}")


def ledger(
    path: Path, title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]], *, sheet: str = "Sheet1"
) -> Path:
    """A small workbook: title, headings, rows."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    if title:
        page.append([title])
    page.append(list(headings))
    for row in rows:
        page.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


DISPUTE_HEADINGS = ("序号", "排查日期", "村居", "当事人", "纠纷类型", "村调解次数", "处理结果")


def dispute_ledger(path: Path, count: int = 5, *, title: str = "合作镇2023年网格排查矛盾纠纷台账") -> Path:
    """A ledger of so many plain disputes."""
    rows = [
        (
            n,
            f"2023-03-{n % 28 + 1:02d}",
            f"示例{n % 3 + 1}村",
            f"示例甲{n}、示例乙{n}",
            "邻里纠纷",
            n % 4,
            "村调解成功",
        )
        for n in range(1, count + 1)
    ]
    return ledger(path, title, DISPUTE_HEADINGS, rows, sheet="排查")
