"""From files to rows of values: which sheets hold which ledger, and what each row says. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from fazhi.ledgers.cells import read_cell
from fazhi.ledgers.recognition import NONE_OF_THEM, Question, Recognition, recognise
from fazhi.ledgers.tables import Table, find_tables
from fazhi.ledgers.workbooks import UnreadableWorkbook, open_workbook
from fazhi.records.actions import missing
from fazhi.records.columns import Column, Shape
from fazhi.records.kinds import RecordKind, kind_of, layouts
from fazhi.records.limits import too_large

Answers = Mapping[
    str, Mapping[str, str]
]  # {kind: {heading: field}}; kind "" for sheets, "heading=word" for words

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et")


@dataclass
class LedgerRow:
    """One row of a ledger as read: its values, and what is wrong with it."""

    row: int  # Excel's row number
    values: dict[str, Any]
    extra: dict[str, Any] = field(default_factory=dict)  # headings no field takes
    problems: list[dict[str, Any]] = field(default_factory=list)  # [{"column", "value", "reason", "field"}]
    cells: dict[str, Any] = field(default_factory=dict)  # by heading, kept for a row with problems


@dataclass
class SheetPlan:
    """One table of one sheet, recognised, ready to be read row by row."""

    file: str
    sheet: str
    table: Table
    recognition: Recognition
    year: int
    today: date
    words: Mapping[str, str] = field(default_factory=dict)  # "heading=word" → the answer given

    @property
    def kind(self) -> RecordKind | None:
        return kind_of(self.recognition.kind) if self.recognition.kind else None

    def columns(self) -> dict[int, Column]:
        """The recognised columns by their place in the sheet."""
        kind = self.kind
        return {at: kind.layout.column(name) for at, name in self.recognition.fields.items()} if kind else {}

    def rows(self) -> Iterator[LedgerRow]:
        """Every data row, read. A row that cannot be right carries its problems."""
        kind = self.kind
        if kind is None:
            return
        columns = self.columns()
        headings = self.table.headings
        units = self.recognition.units
        plan = [(at, column, headings[at], units.get(at)) for at, column in columns.items()]
        others = [(at, name) for at, name in enumerate(headings) if at in self.recognition.unmapped_at]
        for number, cells in self.table.rows:
            read = LedgerRow(number, {})
            width = len(cells)
            for at, column, heading, unit in plan:
                cell = cells[at] if at < width else None
                if cell is None or cell == "":
                    read.values[column.field] = None
                    continue
                value, problem = read_cell(column, cell, unit=unit, year=self.year, today=self.today)
                if problem:
                    read.problems.append(
                        {"column": heading, "value": _shown(cell), "reason": problem, "field": column.field}
                    )
                elif (
                    column.shape is Shape.CHOICE
                    and column.choices
                    and (answer := self.words.get(f"{column.heading}={value}"))
                ):
                    read.extra[f"{heading}（原文）"] = value
                    value = column.choices.word_of(answer)
                read.values[column.field] = value
            for at, heading in others:
                cell = cells[at] if at < width else None
                if cell is not None and cell != "":
                    read.extra[heading] = _shown(cell)
            self._finish(kind, read, cells)
            yield read

    def _finish(self, kind: RecordKind, read: LedgerRow, cells: Sequence[Any]) -> None:
        for name, value in kind.layout.implied.items():
            if not read.values.get(name):
                read.values[name] = value
        if kind.asks and (asked := kind.asks(read.values)):
            name, word, _ = asked
            if answer := self.words.get(f"{kind.layout.column(name).heading}={word}"):
                read.values[name] = _choice_word(kind.layout.column(name), answer)
        for column in missing(kind.columns, read.values):
            heading = self._heading_of(column)
            if all(problem["column"] != heading for problem in read.problems):
                reason = f"没有填{column.heading}"
                read.problems.append(
                    {"column": heading, "value": None, "reason": reason, "field": column.field}
                )
        if not read.problems and (large := too_large(kind, read.values)) is not None:
            column, text = large
            heading = self._heading_of(column)
            read.problems.append({"column": heading, "value": None, "reason": text, "field": column.field})
        if not read.problems and kind.check and (fault := kind.check(read.values)):
            read.problems.append({"column": "", "value": None, "reason": fault, "field": ""})
        if read.problems:
            read.cells = {
                heading: _shown(cells[at])
                for at, heading in enumerate(self.table.headings)
                if at < len(cells) and cells[at] not in (None, "")
            }

    def _heading_of(self, column: Column) -> str:
        """What the sheet calls the column."""
        for at, name in self.recognition.fields.items():
            if name == column.field:
                return self.table.headings[at]
        return column.heading


@dataclass
class Reading:
    """All sheets of all files given, with the questions that must be answered before anything is written."""

    plans: list[SheetPlan] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)  # (file, why)
    broken: list[tuple[str, str]] = field(default_factory=list)  # (file, what is wrong and what to do)


def workbooks(paths: Iterable[Path]) -> tuple[list[Path], list[tuple[str, str]], list[tuple[str, str]]]:
    """The workbooks among files and folders, in order; what was passed over; what is not there at all."""
    found: list[Path] = []
    passed: list[tuple[str, str]] = []
    absent: list[tuple[str, str]] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(inner for inner in path.rglob("*") if inner.is_file())
        elif path.is_file():
            inside = [path]
        else:
            inside = []
            absent.append((str(path), "找不到这个文件或文件夹，请检查路径"))
        for file in inside:
            if file.name.startswith(("~$", ".")) or file.suffix.lower() not in WORKBOOKS:
                passed.append((file.name, "不是 Excel 或 WPS 表格，没有读"))
            else:
                found.append(file)
    return found, passed, absent


def read(paths: Iterable[Path], *, town_name: str, year: int, answers: Answers, today: date) -> Reading:
    """Open and recognise everything. Unreadable files are named in `broken`, doubts in `questions`."""
    reading = Reading()
    files, reading.passed_over, reading.broken = workbooks(paths)
    for path in files:
        try:
            book = open_workbook(path)
            for sheet in book.sheets:
                for table in find_tables(sheet):
                    recognition = recognise(
                        table, layouts(), sheet_name=sheet.name, file_name=path.name, answers=answers
                    )
                    plan = SheetPlan(path.name, sheet.name, table, recognition, year, today)
                    if _is_left_out(plan, answers):
                        reading.passed_over.append((path.name, f"工作表“{sheet.name}”按答复没有导入"))
                        continue
                    reading.plans.append(plan)
                    reading.questions += recognition.questions
                    if recognition.kind:
                        plan.words = answers.get(recognition.kind, {})
                        reading.questions += _title_questions(plan, town_name, answers)
                        reading.questions += _word_questions(plan)
        except UnreadableWorkbook as error:
            reading.broken.append((path.name, str(error)))
    reading.questions = _once(reading.questions)
    return reading


def _is_left_out(plan: SheetPlan, answers: Answers) -> bool:
    """Whether the person said that this sheet, of another year or town, is not to be imported."""
    given = answers.get("", {})
    return any(
        given.get(f"{plan.file} {plan.sheet} {what}") == NONE_OF_THEM for what in ("标题年度", "标题乡镇")
    )


def _title_questions(plan: SheetPlan, town_name: str, answers: Answers) -> list[Question]:
    """A title that names another year or town than asked is a question, never passed in silence."""
    asked: list[Question] = []
    given = answers.get("", {})
    named_year, named_town = plan.table.year_in_title, plan.table.town_in_title
    heading = f"{plan.file} {plan.sheet} 标题年度"
    # A plan is headed with the year it is for, and stands in the report of the year before.
    ahead = plan.kind is not None and plan.kind.layout.year_ahead and named_year == plan.year + 1
    if named_year and named_year != plan.year and not ahead and given.get(heading) != str(plan.year):
        asked.append(
            Question(
                kind="", sheet=plan.sheet, heading=heading,
                text=f"{plan.file} 的“{plan.sheet}”标题写的是{named_year}年，现在要导入到{plan.year}年。确定是{plan.year}年的台账吗？",
                options=[(str(plan.year), f"是，按{plan.year}年导入"), (NONE_OF_THEM, "不是，这张表不导入")],
            )
        )  # fmt: skip
    heading = f"{plan.file} {plan.sheet} 标题乡镇"
    if named_town and not _same_town(named_town, town_name) and given.get(heading) != town_name:
        asked.append(
            Question(
                kind="", sheet=plan.sheet, heading=heading,
                text=f"{plan.file} 的“{plan.sheet}”标题写的是{named_town}，现在要导入到{town_name}。确定是{town_name}的台账吗？",
                options=[(town_name, f"是，导入到{town_name}"), (NONE_OF_THEM, "不是，这张表不导入")],
            )
        )  # fmt: skip
    return asked


def _same_town(one: str, other: str) -> bool:
    return one == other or one.endswith(other) or other.endswith(one)


def _word_questions(plan: SheetPlan) -> list[Question]:
    """Words of closed code sets that are not known, and whatever else the kind must ask about a value."""
    kind = plan.kind
    if kind is None:
        return []
    columns = plan.columns()
    closed = {
        at: c
        for at, c in columns.items()
        if c.shape is Shape.CHOICE and c.choices and c.choices.other is None
    }
    asked: dict[str, Question] = {}
    if not closed and kind.asks is None:
        return []
    seen: set[Any] = set()
    for _, cells in plan.table.rows:
        for at, column in closed.items():
            cell = cells[at] if at < len(cells) else None
            if cell in (None, "") or (at, cell) in seen:
                continue
            seen.add((at, cell))
            word, problem = read_cell(column, cell, year=plan.year, today=plan.today)
            name = f"{column.heading}={word}"
            if (
                problem
                or not word
                or column.choices is None
                or column.choices.knows(word)
                or name in plan.words
            ):
                continue
            asked[name] = Question(
                kind=kind.code, sheet=plan.sheet, heading=name,
                text=f"“{plan.sheet}”的{column.heading}写着“{word}”，它属于哪一类？",
                options=[(choice.code, choice.word) for choice in column.choices.values],
            )  # fmt: skip
    if kind.asks:
        for row in plan.rows():
            if (question := kind.asks(row.values)) is None:
                continue
            field_name, word, options = question
            heading = kind.layout.column(field_name).heading
            name = f"{heading}={word}"
            if name not in asked and name not in plan.words:
                asked[name] = Question(
                    kind=kind.code, sheet=plan.sheet, heading=name, options=list(options),
                    text=f"“{plan.sheet}”里的“{word}”，{heading}是哪一种？",
                )  # fmt: skip
    return list(asked.values())


def _choice_word(column: Column, answer: str) -> str:
    return column.choices.word_of(answer) if column.choices else answer


def _once(questions: Iterable[Question]) -> list[Question]:
    found: dict[tuple[str, str], Question] = {}
    for question in questions:
        found.setdefault((question.kind, question.heading), question)
    return list(found.values())


def _shown(cell: Any) -> Any:
    """A cell as it can stand in JSON and be shown to the person who typed it."""
    if isinstance(cell, bool | str) or cell is None:
        return cell
    if isinstance(cell, int | float):
        return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return cell.isoformat()[:10] if hasattr(cell, "isoformat") else str(cell)
