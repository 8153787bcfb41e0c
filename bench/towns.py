"""Towns to measure on: made once in a run, by the command an office types."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import ledger
from measuring import ROOT, Spent, as_list, call, fazhi, say, spent, timed

SAMPLES = ROOT / "samples" / "hezuo-2023"
SAMPLE_TOWN = "合作镇"


@dataclass
class Towns:
    """The installations of this run, each in a folder of its own under `folder`."""

    folder: Path
    rows: int  # of the largest town
    imports: dict[int, Spent] = field(default_factory=dict)  # {rows: what the import cost}
    indexed: dict[int, Spent] = field(default_factory=dict)  # {rows: what its search entries cost}

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """A tenth, a quarter, a half and the whole."""
        return tuple(dict.fromkeys(self.rows // part for part in (10, 4, 2, 1)))

    def workbook(self, rows: int) -> Path:
        """A ledger of so many disputes."""
        path = self.folder / f"disputes-{rows}.xlsx"
        if not path.exists():
            say(f"writing a ledger of {rows:,} rows")
            call("towns", "write_workbook", self.folder, path=str(path), rows=rows)
        return path

    def fresh(self, name: str, url: str = "") -> Path:
        """An installation without records, its tables made."""
        folder = self.folder / name
        folder.mkdir()
        fazhi(folder, "town", "list", url=url, may_fail=True)
        return folder

    def disputes(self, rows: int) -> Path:
        """An installation with a town of so many disputes, imported now unless it was before."""
        folder = self.folder / f"town-{rows}"
        if not folder.exists():
            book = self.workbook(rows)
            self.fresh(folder.name)
            say(f"importing {rows:,} rows")
            self.imports[rows] = import_disputes(folder, book)
            say("making search entries")
            self.indexed[rows] = spent(call("towns", "index", folder))
        return folder

    def sample(self) -> Path:
        """An installation with the sample town."""
        folder = self.folder / "sample"
        if not folder.exists():
            folder.mkdir()
            words = (str(SAMPLES), "--town", SAMPLE_TOWN, "--year", "2023", "--create-town")
            fazhi(folder, "import", *words)
        return folder


def import_disputes(folder: Path, book: Path, url: str = "") -> Spent:
    """`fazhi import` of the ledger into a new town."""
    words = (str(book), "--town", ledger.TOWN, "--year", str(ledger.YEAR), "--create-town")
    return fazhi(folder, "import", *words, url=url)[0]


def write_workbook(path: str, rows: int) -> None:
    """In a child: the parent stays small."""
    ledger.write(Path(path), rows)


def index() -> list[float]:
    """In a child: what `fazhi serve` does beside the pages after a large import."""
    import django

    django.setup()
    from fazhi.records.search_backlog import work_off

    found: list[Spent] = []
    with timed(found):
        work_off()
    return as_list(found[0])
