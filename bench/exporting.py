"""Taking a long list out as a workbook: as on the screen, and in the office's own layout."""

from __future__ import annotations

import resource
import sys
from typing import Any

from measuring import Line, Spent, as_list, call, spent, timed
from towns import Towns

SECONDS, PEAK = 20.0, 300
FLOOR = "XlsxWriter in constant memory writing the same cells, ready made"
LAYOUTS = {"screen": "as on the screen", "office": "the office's layout"}


def lines(towns: Towns) -> list[Line]:
    """At a tenth and the whole of the rows, so that growth shows."""
    found = []
    for rows in (towns.sizes[0], towns.sizes[-1]):
        folder = towns.disputes(rows)
        for layout, name in LAYOUTS.items():
            told = call("exporting", "measure", folder, layout=layout)
            measured = spent(told["export"])
            measured = Spent(measured.wall, measured.cpu, told["peak"])
            floor = spent(call("exporting", "floor", folder, layout=layout))
            limit = rows == towns.rows
            found.append(
                Line(
                    "export", f"{rows:,} disputes, {name}", measured, FLOOR, floor,
                    f"≤ {SECONDS:.0f} s processor, ≤ {PEAK} MB" if limit else "",
                    measured.cpu <= SECONDS and measured.peak <= PEAK if limit else None,
                    note=f"{told['size'] // 1024:,} KB",
                )
            )  # fmt: skip
    return found


# ── In a child ──────────────────────────────────────────────────────────────────────────────────────────────────


def _listing() -> Any:
    import django

    django.setup()
    from fazhi.orgs.models import Town
    from fazhi.orgs.permissions import CONSOLE
    from fazhi.pages.views.listing import Listing
    from fazhi.records.kinds import kind_of
    from ledger import TOWN, YEAR

    return Listing(kind_of("dispute"), Town.objects.get(name=TOWN), CONSOLE, {"year": str(YEAR)})


def _export(layout: str) -> Any:
    listing = _listing()
    from fazhi.orgs.permissions import CONSOLE
    from fazhi.pages.exporting import office_ledger, on_screen
    from fazhi.pages.list_files import write_list

    if layout == "office":
        return office_ledger(listing)
    screen = on_screen(listing)
    return write_list(screen, screen.chosen(()), by=CONSOLE)


def measure(layout: str) -> dict[str, Any]:
    """What the export costs, and the peak memory of its process in MB."""
    _listing()
    found: list[Spent] = []
    with timed(found):
        file, _ = _export(layout)
    file.seek(0, 2)
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return {"export": as_list(found[0]), "peak": peak, "size": file.tell()}


def floor(layout: str) -> list[float]:
    """The same cells written by XlsxWriter, read beforehand from the workbook the export makes."""
    import tempfile

    import xlsxwriter
    from python_calamine import CalamineWorkbook

    file, _ = _export(layout)
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    found: list[Spent] = []
    with tempfile.TemporaryFile() as out, timed(found):
        book = xlsxwriter.Workbook(
            out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        page = book.add_worksheet()
        plain, day = book.add_format({"border": 1}), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, int | float):
                    page.write_number(at, column, value, plain)
                elif isinstance(value, str):
                    page.write_string(at, column, value, plain)
                else:
                    page.write_datetime(at, column, value, day)
        book.close()
    return as_list(found[0])
