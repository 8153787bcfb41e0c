"""An import of a long ledger, alone and while the pages are asked."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from ledger import HEADINGS
from measuring import Absent, Line, Spent, as_list, call, say, spent, timed
from postgres import cluster
from towns import Towns, import_disputes
from web import Asked, asking

SECONDS, MEGABYTES, PAGE_SECONDS = 45, 500, 1.0
FLOOR = "calamine reads the sheet, sqlite3 inserts plain rows, 400 a transaction"


def lines(towns: Towns) -> list[Line]:
    """The import at three sizes, with the pages asked meanwhile, and on PostgreSQL."""
    found = []
    floors: dict[int, Spent] = {}
    for rows in towns.sizes[1:]:
        towns.disputes(rows)
        floors[rows] = _floor(towns, rows)
        if rows in towns.imports:
            found.append(_line(f"{rows:,} rows, alone", towns.imports[rows], floors[rows], rows, towns))
    whole = towns.rows
    try:
        found += _with_pages(towns, floors[whole])
    except Absent as absent:
        say(f"not measured: import while pages are asked ({absent})")
    try:
        with cluster() as url:
            say(f"importing {whole:,} rows into PostgreSQL")
            folder = towns.folder / "on-postgresql"
            folder.mkdir(exist_ok=True)
            found.append(
                _line(f"{whole:,} rows, PostgreSQL", import_disputes(folder, towns.workbook(whole), url), floors[whole], 0, towns)
            )  # fmt: skip
    except Absent as absent:
        say(f"not measured: import on PostgreSQL ({absent})")
    return found


def _floor(towns: Towns, rows: int) -> Spent:
    path = towns.folder / "floor.sqlite3"
    return spent(call("importing", "floor", towns.folder, book=str(towns.workbook(rows)), path=str(path)))


def _line(what: str, measured: Spent, floor: Spent, rows: int, towns: Towns) -> Line:
    limit = rows == towns.rows == 100_000
    fine = measured.wall <= SECONDS and measured.peak <= MEGABYTES
    return Line(
        "import", what, measured, FLOOR, floor, f"≤ {SECONDS} s, ≤ {MEGABYTES} MB" if limit else "", fine if limit else None,
        note=f"{measured.peak:.0f} MB",
    )  # fmt: skip


def _with_pages(towns: Towns, floor: Spent) -> list[Line]:
    folder = towns.fresh("with-pages")
    book = towns.workbook(towns.rows)
    answers: list[Asked] = []
    with asking(folder, answers):
        say(f"importing {towns.rows:,} rows while pages are asked")
        measured = import_disputes(folder, book)
    found = [_line(f"{towns.rows:,} rows while pages are asked", measured, floor, towns.rows, towns)]
    quiet: list[Asked] = []
    with asking(folder, quiet, seconds=10):
        pass
    for page in sorted({one.page for one in answers}):
        slow, still = _p99(answers, page), _p99(quiet, page)
        bad = sum(1 for one in answers if one.page == page and one.status not in (200, 302))
        asked = sum(1 for one in answers if one.page == page)
        found.append(
            Line(
                "import", f"{page} meanwhile, p99", Spent(slow, 0), "the same after the import, p99", Spent(still, 0),
                f"≤ {PAGE_SECONDS:.0f} s", slow <= PAGE_SECONDS and not bad, note=f"{asked} asked, {bad} failed",
            )
        )  # fmt: skip
    return found


def _p99(answers: list[Asked], page: str) -> float:
    some = sorted(one.seconds for one in answers if one.page == page)
    return some[min(len(some) - 1, int(len(some) * 0.99))] if some else 0.0


# ── In a child ──────────────────────────────────────────────────────────────────────────────────────────────────


def floor(book: str, path: str) -> list[float]:
    """The least any import must do: read the sheet, and insert its rows as they are, once each."""
    from python_calamine import CalamineWorkbook

    Path(path).unlink(missing_ok=True)
    measured: list[Spent] = []
    with timed(measured):
        rows = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()[2:]
        plain: list[list[Any]] = [
            [None if c == "" else c if isinstance(c, int | float | str) else str(c) for c in row]
            for row in rows
        ]
        database = sqlite3.connect(path, isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        database.execute(f"CREATE TABLE rows ({', '.join(f'c{at}' for at in range(len(HEADINGS)))})")
        marks = ", ".join("?" * len(HEADINGS))
        for start in range(0, len(plain), 400):
            database.execute("BEGIN IMMEDIATE")
            database.executemany(f"INSERT INTO rows VALUES ({marks})", plain[start : start + 400])
            database.execute("COMMIT")
        database.close()
    return as_list(measured[0])
