"""Whether cost grows with the rows, or faster: the cost of one row at a tenth, a half and the whole."""

from __future__ import annotations

from collections.abc import Callable

import figures
import lists
from measuring import Line, Spent, call, spent
from towns import Towns

ALLOWED = 1.25  # the whole may cost so much more a row than a half; times on a shared machine scatter


def lines(towns: Towns) -> list[Line]:
    """Import, figures and list; what was measured before in this run is taken from there."""
    works: dict[str, Callable[[int], Spent]] = {
        "import": lambda rows: _import(towns, rows),
        "figures": lambda rows: spent(call(figures.__name__, "measure", towns.disputes(rows))["figures"]),
        "list after a change": lambda rows: spent(
            call(lists.__name__, "measure", towns.disputes(rows), whole=False)[0]["after a change"]
        ),
    }
    sizes = (towns.sizes[0], towns.sizes[-2], towns.sizes[-1])
    found = []
    for name, work in works.items():
        each = {rows: work(rows) for rows in sizes}
        small, whole = _a_row(each, sizes[-2]), _a_row(each, sizes[-1])
        told = "，".join(f"{rows:,}: {_a_row(each, rows).cpu * 1e6:.1f} µs a row" for rows in sizes)
        found.append(
            Line(
                "growth", f"{name}, processor time a row", whole, f"the same at {sizes[-2]:,} rows", small,
                f"≤ {ALLOWED} of it", whole.cpu <= ALLOWED * small.cpu, note=told.replace("，", "; "),
            )
        )  # fmt: skip
    return found


def _a_row(each: dict[int, Spent], rows: int) -> Spent:
    return Spent(each[rows].wall / rows, each[rows].cpu / rows)


def _import(towns: Towns, rows: int) -> Spent:
    towns.disputes(rows)
    return towns.imports[rows]
