"""How the benchmarks measure: child processes with their time and memory, and lines of one table.

Everything heavy runs in a child: the parent stays small, because the peak memory of a child counts from its parent's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


@dataclass(frozen=True)
class Spent:
    """What a piece of work cost: seconds by the clock, seconds of processor, peak memory in MB."""

    wall: float
    cpu: float
    peak: float = 0.0


@dataclass(frozen=True)
class Line:
    """One line of the table. Times in seconds. `ok` None: no target, told for comparison."""

    case: str
    what: str
    measured: Spent
    floor: str  # its name
    floor_spent: Spent | None
    target: str = ""
    ok: bool | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the floor, by the clock."""
        return (
            self.measured.wall / self.floor_spent.wall if self.floor_spent and self.floor_spent.wall else None
        )

    @property
    def cpu_ratio(self) -> float | None:
        """How many times the floor, by processor time: what a busy machine disturbs least."""
        return self.measured.cpu / self.floor_spent.cpu if self.floor_spent and self.floor_spent.cpu else None


class Absent(Exception):
    """What is to be measured is not there; the message says what is missing."""


def say(text: str) -> None:
    """A line of progress."""
    print(f"· {text}", file=sys.stderr, flush=True)


@contextmanager
def timed(into: list[Spent]) -> Any:
    """Appends what the block cost this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    into.append(Spent(time.perf_counter() - wall, time.process_time() - cpu))


def best(measured: Iterable[Spent]) -> Spent:
    """The one that took least by the clock: what else ran on the machine only ever adds."""
    return min(measured, key=lambda spent: spent.wall)


def median(measured: Iterable[Spent]) -> Spent:
    """The middle one by the clock."""
    some = sorted(measured, key=lambda spent: spent.wall)
    return some[len(some) // 2]


def repeated(work: Callable[[], Any], times: int) -> list[Spent]:
    """The work done so many times in this process."""
    found: list[Spent] = []
    for _ in range(times):
        with timed(found):
            work()
    return found


def run(
    command: Sequence[str], environment: Mapping[str, str], *, may_fail: bool = False
) -> tuple[Spent, str]:
    """A child process to its end: what it cost, and what it printed. Raises RuntimeError with its last words."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        began = time.perf_counter()
        child = subprocess.Popen(command, env=dict(environment), stdout=out, stderr=err, cwd=ROOT)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode and not may_fail:
            raise RuntimeError(
                f"{' '.join(command[1:4])} ended with {child.returncode}: {err.read()[-3000:]}"
            )
        peak = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
        return Spent(wall, usage.ru_utime + usage.ru_stime, peak), out.read()


def environment(folder: Path, url: str = "") -> dict[str, str]:
    """For a child that works on the installation in that folder."""
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    given.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.site.settings")
    path = os.pathsep.join([str(ROOT / "src"), *filter(None, [given.get("PYTHONPATH", "")])])
    return {**given, "FAZHI_DATA": str(folder), "PYTHONPATH": path, **({"DATABASE_URL": url} if url else {})}


def fazhi(folder: Path, *words: str, url: str = "", may_fail: bool = False) -> tuple[Spent, str]:
    """`fazhi …` on the installation in that folder."""
    return run([sys.executable, "-m", "fazhi", *words], environment(folder, url), may_fail=may_fail)


def call(module: str, function: str, folder: Path, *, url: str = "", **given: Any) -> Any:
    """A function of a benchmark in a child process of its own; its result comes back as JSON."""
    command = [
        sys.executable,
        str(HERE / "child.py"),
        module,
        function,
        json.dumps(given, ensure_ascii=False),
    ]
    _, printed = run(command, environment(folder, url))
    found = json.loads(printed.splitlines()[-1])
    if isinstance(found, dict) and "absent" in found:
        raise Absent(found["absent"])
    return found


def spent(found: Sequence[float]) -> Spent:
    """From a child's [wall, cpu]."""
    return Spent(*found)


def as_list(measured: Spent) -> list[float]:
    """For a child's result."""
    return [measured.wall, measured.cpu]
