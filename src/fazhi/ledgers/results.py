"""What an import did, or would do: per table, in the form the command line prints and the pages show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fazhi.records.models import ImportBatch

# A preview shows so many rows of each group; the counts are always whole.
SHOWN = 200


@dataclass
class SheetResult:
    """What became of one table. `rows` = new + unchanged + changed + merged + rows with problems."""

    file: str
    sheet: str
    kind: str | None
    rows: int = 0
    new: int = 0
    unchanged: int = 0
    changed: int = 0
    merged: int = 0
    suspected: int = 0
    missing: int = 0  # rows of an earlier version of this file that it no longer has; they stay
    mended: int = 0  # rows that waited in 待改正 and are right (or wrong in another way) in this version
    brings: int = 0  # rows that are kept anew; 0 when the table says nothing that is not known already
    problems: list[dict[str, Any]] = field(default_factory=list)  # row, column, value, reason
    unmapped: list[str] = field(default_factory=list)
    columns: list[list[str]] = field(default_factory=list)  # [heading in the file, heading of the field]
    no_records: list[list[Any]] = field(
        default_factory=list
    )  # [row, 合计行 or 填表说明 …]: rows that are no data
    # For the preview, the first of each: {"row", "values"}; of changes {"row", "title", "columns": {heading: [was, is]}}.
    samples: list[dict[str, Any]] = field(default_factory=list)
    repeats: list[dict[str, Any]] = field(default_factory=list)
    suspects: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The form `fazhi import --json` prints."""
        return {
            "sheet": self.sheet, "kind": self.kind, "rows": self.rows, "new": self.new, "unchanged": self.unchanged,
            "changed": self.changed, "merged": self.merged, "suspected": self.suspected, "problems": self.problems,
            "unmapped": self.unmapped, "missing": self.missing, "mended": self.mended, "brings": self.brings, "columns": self.columns,
            "no_records": self.no_records, "samples": self.samples, "repeats": self.repeats, "suspects": self.suspects, "changes": self.changes,
        }  # fmt: skip


@dataclass
class ImportResult:
    """The whole import: its batch (None when nothing was to be written), its sheets, or the questions to answer."""

    batch: ImportBatch | None = None
    sheets: list[SheetResult] = field(default_factory=list)
    questions: list[Any] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The form `fazhi import --json` prints."""
        files: dict[str, list[dict[str, Any]]] = {}
        for sheet in self.sheets:
            files.setdefault(sheet.file, []).append(sheet.to_json())
        told: dict[str, Any] = {
            "batch": str(self.batch.pk) if self.batch else None,
            "batch_number": self.batch.number if self.batch else None,
            "files": [{"file": name, "sheets": sheets} for name, sheets in files.items()],
            **self.passed_by(),
        }
        if self.questions:
            told["questions"] = [question.to_json() for question in self.questions]
        return told

    def passed_by(self) -> dict[str, list[dict[str, str]]]:
        """The files and sheets that were not read, each with the reason."""
        told = {"passed_over": [{"file": name, "reason": why} for name, why in self.passed_over]}
        if self.broken:
            told["unreadable"] = [{"file": name, "reason": why} for name, why in self.broken]
        return told
