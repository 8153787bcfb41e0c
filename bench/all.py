"""All benchmarks, in one command: `python3 bench/all.py`; `python3 bench/all.py list figures` for some of them.

Each is a ratio to a named floor measured in the same run, because times depend on the machine and ratios less so.
  --rows N       a town of N disputes instead of 100,000, to try it out
  --write        write the table to docs/bench.md
  --folder PATH  keep what is made there, to measure again without importing again

Needs a POSIX system (the peak memory of a process is asked of it). Set up first: `python3 run.py --version`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
NAMES = (
    "import",
    "export",
    "figures",
    "kinds",
    "list",
    "search",
    "cases",
    "kill",
    "report",
    "trace",
    "growth",
)


def main() -> int:
    """Run what is asked for; 0 when every target is met."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="、".join(NAMES))
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in NAMES]:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    if PYTHON.exists() and Path(sys.prefix).resolve() != PYTHON.parent.parent.resolve():
        os.execv(PYTHON, [str(PYTHON), *sys.argv])  # noqa: S606  this very program
    import cases
    import exporting
    import figures
    import growth
    import importing
    import killing
    import kinds
    import lists
    import report
    import search
    import table
    import traces
    from measuring import Absent, Line, say
    from towns import Towns

    order = (importing, exporting, figures, kinds, lists, search, cases, killing, report, traces, growth)
    works = dict(zip(NAMES, order, strict=True))
    found: list[Line] = []
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fazhi-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        towns = Towns(folder.resolve(), given.rows)
        for name in given.names or NAMES:
            say(name)
            try:
                found += works[name].lines(towns)
            except Absent as absent:
                say(f"not measured: {name} ({absent})")
    print(table.plain(found))
    if given.write:
        path = ROOT / "docs" / "bench.md"
        path.write_text(table.document(found, given.names), encoding="utf-8")
        say(f"written: {path.relative_to(ROOT)}")
    return 1 if any(line.ok is False for line in found) else 0


if __name__ == "__main__":
    raise SystemExit(main())
