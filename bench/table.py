"""The table of what was measured, for the screen and for docs/bench.md."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Sequence
from datetime import date

from measuring import Line, Spent

HEADINGS = ("what", "measured", "processor", "floor", "ratio", "by processor", "target", "met", "beside")

ABOUT = """# Speed

Every number stands beside a floor: the least work that could do the same, measured in the same run on the same
machine. Times say little about another machine, ratios more. `processor` is the time of the process itself, which
other work on the machine disturbs less than the clock. Made-up rows of the office's layout; code in `bench/`.
"""


def seconds(value: float) -> str:
    """12.3 s, 45 ms, 0.8 µs."""
    if value >= 10:
        return f"{value:.1f} s"
    if value >= 1:
        return f"{value:.2f} s"
    return f"{value * 1000:.1f} ms" if value >= 0.001 else f"{value * 1e6:.1f} µs"


def cells(line: Line) -> tuple[str, ...]:
    """The line as words."""
    floor = line.floor_spent or Spent(0, 0)
    return (
        line.what,
        seconds(line.measured.wall),
        seconds(line.measured.cpu) if line.measured.cpu else "",
        seconds(floor.wall) if floor.wall else "",
        f"{line.ratio:.2f}" if line.ratio else "",
        f"{line.cpu_ratio:.2f}" if line.cpu_ratio else "",
        line.target,
        "" if line.ok is None else "yes" if line.ok else "**no**",
        line.note,
    )


def plain(lines: Sequence[Line]) -> str:
    """For the screen."""
    if not lines:
        return "nothing measured"
    rows = [HEADINGS, *(cells(line) for line in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def document(lines: Sequence[Line], words: Sequence[str]) -> str:
    """docs/bench.md."""
    parts = [
        ABOUT,
        f"{machine()} Measured on {date.today().isoformat()} with `{' '.join(['python3 bench/all.py', *words])}`.\n",
    ]
    for case in dict.fromkeys(line.case for line in lines):
        some = [line for line in lines if line.case == case]
        parts.append(f"## {case}\n")
        for name in dict.fromkeys(line.floor for line in some):
            parts.append(f"Floor: {name}.\n" if name else "Without a floor.\n")
            rows = ["| " + " | ".join(HEADINGS) + " |", "|" + "---|" * len(HEADINGS)]
            rows += ["| " + " | ".join(cells(line)) + " |" for line in some if line.floor == name]
            parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def machine() -> str:
    """What it ran on, in words; no names of machines."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return (
        f"{os.cpu_count()} processors ({platform.machine()}), {memory:.0f} GB of memory, {platform.system()}, "
        f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}; other programs ran beside it."
    )
