"""The annual report of the sample town, from its records to the finished .docx."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from measuring import Line, as_list, best, call, fazhi, repeated, spent
from towns import SAMPLE_TOWN, Towns

SECONDS = 2.0
FLOOR = "writing the finished paper as .docx alone"


def lines(towns: Towns) -> list[Line]:
    """The function, and the command an office types, start of Python included."""
    folder = towns.sample()
    told = call("report", "measure", folder)
    out = towns.folder / "report.docx"
    command = best(
        fazhi(folder, "report", "--town", SAMPLE_TOWN, "--year", "2023", "--out", str(out))[0]
        for _ in range(3)
    )
    floor = spent(told["floor"])
    written = spent(told["report"])
    target = f"≤ {SECONDS:.0f} s"
    return [
        Line(
            "report",
            "report .docx of the sample town",
            written,
            FLOOR,
            floor,
            target,
            written.wall <= SECONDS,
        ),
        Line("report", "the same by `fazhi report`", command, FLOOR, floor, target, command.wall <= SECONDS),
    ]


# ── In a child ──────────────────────────────────────────────────────────────────────────────────────────────────


def measure() -> dict[str, Any]:
    """Nothing stored, nothing remembered: figures counted, sentences written, document made, five times over."""
    import django

    django.setup()
    from fazhi.evidence.official import docx_bytes
    from fazhi.orgs.models import Town
    from fazhi.reports.documents import paper_of, report_docx

    town = Town.objects.get(name=SAMPLE_TOWN)
    paper = paper_of(town=town, year=2023)
    with tempfile.TemporaryDirectory() as folder:
        written = repeated(lambda: report_docx(town, 2023, Path(folder) / "report.docx"), 5)
    return {"report": as_list(best(written)), "floor": as_list(best(repeated(lambda: docx_bytes(paper), 5)))}
