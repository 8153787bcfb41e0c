"""A table as CSV, for programs that read nothing else: UTF-8 with its mark, so that Excel and WPS know it."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, Any

CSV = "text/csv; charset=utf-8"
# What Excel would take for a formula. A number may begin with a minus; it comes as a number and not as text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> tuple[IO[bytes], int]:
    """The file, at its start, and how many rows it has. Dates as 2023-03-05. The caller closes it.

    Text that a spreadsheet would work out as a formula has a ' before it.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    try:
        out = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
        writer = csv.writer(out)
        writer.writerow(headings)
        written = 0
        for row in rows:
            writer.writerow([_plain(value) for value in row])
            written += 1
        out.flush()
        out.detach()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file, written


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return value.isoformat() if isinstance(value, date) else value
