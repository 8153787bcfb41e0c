"""All figures of a town's year."""

from __future__ import annotations

from typing import Any

from measuring import Line, as_list, best, call, repeated, spent
from towns import Towns

SECONDS = 1.0
FLOOR = "one full count over the disputes for each of their figures"


def lines(towns: Towns) -> list[Line]:
    """At a tenth, a half and the whole of the rows."""
    found = []
    for rows in (towns.sizes[0], towns.sizes[-2], towns.sizes[-1]):
        told = call("figures", "measure", towns.disputes(rows))
        measured = spent(told["figures"])
        limit = rows == towns.rows
        found.append(
            Line(
                "figures", f"{told['count']} figures, {rows:,} records", measured, FLOOR, spent(told["floor"]),
                f"≤ {SECONDS:.0f} s" if limit else "", measured.wall <= SECONDS if limit else None,
                note=f"{told['statements']} statements",
            )
        )  # fmt: skip
    return found


# ── In a child ──────────────────────────────────────────────────────────────────────────────────────────────────


def measure() -> dict[str, Any]:
    """Every figure with what it leaves out, counted anew each time; and the floor."""
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from fazhi.mediation.models import Dispute
    from fazhi.orgs.models import Town
    from fazhi.records.figures import BOOK, Figure
    from fazhi.reports.evaluation import evaluate
    from ledger import TOWN, YEAR

    town = Town.objects.get(name=TOWN)
    figures = [figure for figure in BOOK if isinstance(figure, Figure) and figure.kind == "dispute"]
    with CaptureQueriesContext(connection) as asked:
        found = evaluate(town, YEAR)
    assert found["disputes_found"].value, "the town has no disputes"

    def counts() -> None:
        with connection.cursor() as cursor:
            for _ in figures:
                # A column no index holds, so that the table itself is gone through.
                cursor.execute(f"SELECT COUNT(summary) FROM {Dispute._meta.db_table}")
                cursor.fetchone()

    return {
        "figures": as_list(best(repeated(lambda: evaluate(town, YEAR), 5))),
        "floor": as_list(best(repeated(counts, 5))),
        "count": len(found),
        "statements": len(asked),
    }
