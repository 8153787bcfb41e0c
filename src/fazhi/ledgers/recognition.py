"""Which ledger a table is and which field each heading means: by words known, and by what the columns hold.

Where the words are plain nothing is asked. Where they are not, there is a Question; nothing is guessed in silence, and
a column that is not understood is kept beside the record under its own heading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fazhi.ledgers.column_content import contradicts, fit, is_telling
from fazhi.ledgers.heading_words import (
    BARE,
    BROAD,
    IGNORED,
    ITS_OWN,
    KNOWN,
    LIKE,
    PART,
    SAME,
    readings,
    strength,
    unit_in,
)
from fazhi.ledgers.tables import Table
from fazhi.records.columns import Column, LedgerLayout, Shape

NONE_OF_THEM = (
    "-"  # the answer that a heading means no field, a sheet is no ledger, a column is really not there
)
_SAMPLE = 200  # rows looked at to see what a column holds


@dataclass(frozen=True)
class Question:
    """Something a person must say before the sheet is written. The answer belongs under `answers[kind][heading]`."""

    kind: str  # code of the kind of record; "" when asked which kind the sheet is
    sheet: str
    heading: str  # the heading in doubt; the sheet's name for kind ""; 「缺列：…」 for a column not found
    text: str
    options: list[tuple[str, str]]  # (value to answer with, what the page shows)

    def to_json(self) -> dict[str, Any]:
        """The question as the command line prints it."""
        options = [{"value": value, "label": label} for value, label in self.options]
        return {
            "kind": self.kind,
            "sheet": self.sheet,
            "heading": self.heading,
            "text": self.text,
            "options": options,
        }


@dataclass
class Recognition:
    """What a table was recognised as. Column numbers count from 0 (column A)."""

    kind: str | None = None
    fields: dict[int, str] = field(default_factory=dict)  # column → field of the layout
    units: dict[int, str] = field(default_factory=dict)  # column → unit its heading or the sheet names: 万元
    unmapped: list[str] = field(default_factory=list)  # headings kept beside the record
    unmapped_at: set[int] = field(default_factory=set)  # their columns
    missing: list[str] = field(default_factory=list)  # required fields a person says the sheet does not have
    questions: list[Question] = field(default_factory=list)


@dataclass(frozen=True)
class _Pair:
    at: int
    column: Column
    words: int
    content: float | None  # share of cells that fit; None when the column is empty


def recognise(
    table: Table,
    layouts: Sequence[LedgerLayout],
    *,
    sheet_name: str,
    file_name: str,
    answers: Mapping[str, Mapping[str, str]],
) -> Recognition:
    """Recognise a table as one of the layouts. `answers` is {kind: {heading: field}}, with {"": {sheet: kind}} for sheets;
    "-" answers that it is none. A table without rows raises no question.
    """
    content = _columns_of(table)
    given = _answer(answers.get("", {}), sheet_name, f"{file_name}/{sheet_name}")
    ranked = sorted(
        ((_likeness(table, content, layout, sheet_name, file_name), layout) for layout in layouts),
        key=lambda scored: -scored[0].total,
    )
    if given == NONE_OF_THEM or not ranked:
        return Recognition()
    chosen = next((layout for layout in layouts if layout.kind == given), None)
    if chosen is None and _is_certain(ranked):
        chosen = ranked[0][1]
    if chosen is None:
        recognition = Recognition()
        if table.count:
            recognition.questions.append(_kind_question(ranked, sheet_name, file_name))
        return recognition
    return _Matching(table, content, chosen, sheet_name, answers.get(chosen.kind, {})).recognition()


def _columns_of(table: Table) -> dict[int, list[object]]:
    """The first filled cells of each column that has a heading worth matching."""
    sample = table.sample(_SAMPLE)
    return {
        at: [cells[at] for cells in sample if at < len(cells) and cells[at] is not None]
        for at, heading in enumerate(table.headings)
        if heading and not any(word in IGNORED for word in readings(heading))
    }


def _answer(answers: Mapping[str, str], *names: str) -> str | None:
    """The answer given for any of the names, blanks and width aside."""
    for name in names:
        if name in answers:
            return answers[name]
    plain = {key: value for name, value in answers.items() for key in readings(name)[:1]}
    return next((plain[key] for name in names for key in readings(name)[:1] if key in plain), None)


# --- which kind ---


class _Likeness(NamedTuple):
    """How like a layout a table is; each from 0 to 1."""

    total: float
    title: float  # words of the title, the sheet's and the file's name
    understood: float  # share of the headings


def _likeness(
    table: Table, content: Mapping[int, list[object]], layout: LedgerLayout, sheet_name: str, file_name: str
) -> _Likeness:
    found = _plain_matches(table, content, layout)
    required = [c for c in layout.columns if c.required and c.field not in layout.implied]
    have = {pair.column.field for pair in found}
    share = sum(c.field in have for c in required) / len(required) if required else 0.5
    weight = sum(1.0 if pair.words >= SAME else 0.6 if pair.words >= BARE else 0.4 for pair in found)
    understood = min(1.0, weight / len(content)) if content else 0.0
    title = _title_likeness(table, layout, sheet_name, file_name)
    return _Likeness(0.4 * share + 0.35 * understood + 0.25 * title, title, understood)


def _plain_matches(table: Table, content: Mapping[int, list[object]], layout: LedgerLayout) -> list[_Pair]:
    """The matches by words alone, the surest first, each heading and each field once."""
    pairs = [
        pair
        for at in content
        for column in layout.columns
        if (pair := _pair(table, content, at, column, layout)).words >= PART and not _is_wrong(pair)
    ]
    taken: list[_Pair] = []
    for pair in sorted(pairs, key=lambda p: -p.words):
        if all(pair.at != t.at and pair.column is not t.column for t in taken):
            taken.append(pair)
    return taken


def _title_likeness(table: Table, layout: LedgerLayout, sheet_name: str, file_name: str) -> float:
    if sheet_name.strip() == layout.sheet:
        return 1.0
    words = (*layout.title_words, layout.name, layout.sheet)

    def longest(text: str) -> int:
        return max((len(word) for word in words if word and word in text), default=0)

    return max(min(1.0, longest(f"{table.title} {sheet_name}") / 5), 0.5 * min(1.0, longest(file_name) / 5))


def _is_certain(ranked: Sequence[tuple[_Likeness, LedgerLayout]]) -> bool:
    best = ranked[0][0]
    others = [likeness for likeness, _ in ranked[1:]]
    ahead = best.total - max((other.total for other in others), default=0.0)
    if best.total >= 0.55 and ahead >= (0.06 if best.total >= 0.75 else 0.12):
        return True
    # A title that names this ledger and no other, over headings of which a good part is known.
    named = best.title - max((other.title for other in others), default=0.0)
    return best.title >= 0.6 and named >= 0.3 and best.understood >= 0.3 and ahead >= 0.12


def _kind_question(
    ranked: Sequence[tuple[_Likeness, LedgerLayout]], sheet_name: str, file_name: str
) -> Question:
    # 「Sheet1」 says nothing when the next file comes, so its answer is kept with the file.
    plain = sheet_name.strip().lower()
    heading = f"{file_name}/{sheet_name}" if plain.startswith(("sheet", "工作表")) else sheet_name
    options = [(layout.kind, layout.name) for _, layout in ranked]
    return Question(
        kind="",
        sheet=sheet_name,
        heading=heading,
        text=f"看不出 {file_name} 的“{sheet_name}”是哪一种台账，请选一种；不是台账就选“不导入这张表”。",
        options=[*options, (NONE_OF_THEM, "不导入这张表")],
    )


# --- which field ---


def _pair(
    table: Table, content: Mapping[int, list[object]], at: int, column: Column, layout: LedgerLayout
) -> _Pair:
    words = strength(table.headings[at], column, layout)
    return _Pair(at, column, words, fit(column, content[at]) if words else None)


def _is_wrong(pair: _Pair) -> bool:
    return contradicts(pair.column, pair.content)


class _Matching:
    """The matching of one table's headings to one layout's columns."""

    def __init__(
        self,
        table: Table,
        content: dict[int, list[object]],
        layout: LedgerLayout,
        sheet: str,
        answers: Mapping[str, str],
    ) -> None:
        self.table, self.content, self.layout, self.sheet, self.answers = (
            table,
            content,
            layout,
            sheet,
            answers,
        )
        self.result = Recognition(kind=layout.kind)
        self.free = {column.field: column for column in layout.columns}
        self.open = dict.fromkeys(content)  # columns of the sheet not yet settled
        self.asked: set[int] = set()

    def recognition(self) -> Recognition:
        """Answers first, then the surest words, then content, then questions for what is left."""
        self._take_answers()
        for floor in (ITS_OWN, KNOWN, SAME, BROAD, BARE, PART, LIKE):
            self._settle(floor)
        self._ask_about_the_missing()
        result, headings = self.result, self.table.headings
        result.unmapped_at = {at for at in self.content if at not in result.fields}
        result.unmapped = [headings[at] for at in sorted(result.unmapped_at)]
        result.fields = dict(sorted(result.fields.items()))
        for at, name in result.fields.items():
            shape = self.layout.column(name).shape
            unit = unit_in(headings[at]) or (self.table.unit if shape is Shape.MONEY else None)
            if unit and (shape is not Shape.MONEY or unit.endswith("元")):
                result.units[at] = unit
        return result

    def _take_answers(self) -> None:
        fields = {column.field for column in self.layout.columns}
        for at in self.content:
            answer = _answer(self.answers, self.table.headings[at])
            if answer == NONE_OF_THEM:
                self.open.pop(at, None)
            elif answer in fields and answer in self.free:
                self._map(at, self.free[answer])
        for column in self.layout.columns:
            answer = self.answers.get(_missing_name(column))
            named = [at for at in self.open if self.table.headings[at] == answer]
            if named and column.field in self.free:
                self._map(named[0], column)

    def _map(self, at: int, column: Column) -> None:
        self.result.fields[at] = column.field
        self.open.pop(at, None)
        self.free.pop(column.field, None)

    def _settle(self, floor: int) -> None:
        """Settle what the words of this strength say, as far as the content bears it out; ask about the rest."""
        pairs = [
            pair
            for at in self.open
            if at not in self.asked
            for column in self.free.values()
            if (pair := _pair(self.table, self.content, at, column, self.layout)).words == floor
        ]
        if floor <= PART:
            pairs = [pair for pair in pairs if not _is_wrong(pair)]
        for at in dict.fromkeys(pair.at for pair in pairs):
            mine = [pair for pair in pairs if pair.at == at and pair.column.field in self.free]
            if at in self.asked or not mine:
                continue
            good = [pair for pair in mine if not _is_wrong(pair)]
            if not good:
                # The words are plain, what stands below them is something else.
                if not self._has_better(mine[0]):
                    self._ask(at, mine, contradicted=True)
                continue
            one = self._the_one(good)
            rivals = [
                p for p in pairs if one and p.at in self.open and p.column is one.column and not _is_wrong(p)
            ]
            if one and self._is_sure(one, floor) and self._wins(one, rivals):
                self._map(at, one.column)
            elif one is None or len(rivals) < 2 or self._the_one_of(rivals) is None:
                self._ask(at, good)
            # Otherwise a rival heading takes the field when its turn comes.

    def _has_better(self, wrong: _Pair) -> bool:
        """Whether another heading means the same field with content that fits."""
        others = (
            _pair(self.table, self.content, at, wrong.column, self.layout)
            for at in self.open
            if at != wrong.at
        )
        return any(
            pair.words >= BROAD and not _is_wrong(pair) and pair.content is not None for pair in others
        )

    def _the_one(self, pairs: Sequence[_Pair]) -> _Pair | None:
        """Of one heading's possible fields the one, by content, then the main date for a bare 日期."""
        if len(pairs) == 1:
            return pairs[0]
        telling = [p for p in pairs if is_telling(p.column, self.content[p.at])]
        if len(telling) == 1:
            return telling[0]
        main = [p for p in pairs if p.column.field == self.layout.date_field]
        return main[0] if main and pairs[0].words in (BROAD, PART) else None

    def _the_one_of(self, rivals: Sequence[_Pair]) -> _Pair | None:
        """Of several headings for one field the one whose content fits it while the others' does not."""
        if len(rivals) == 1:
            return rivals[0]
        filled = [p for p in rivals if p.content is not None]
        if len(filled) == 1:
            return filled[0]
        telling = [p for p in rivals if is_telling(p.column, self.content[p.at])]
        return telling[0] if len(telling) == 1 else None

    def _wins(self, pair: _Pair, rivals: Sequence[_Pair]) -> bool:
        winner = self._the_one_of(rivals)
        return winner is not None and winner.at == pair.at

    def _is_sure(self, pair: _Pair, floor: int) -> bool:
        # Words that only resemble need content that hardly anything else would have.
        return floor > LIKE or is_telling(pair.column, self.content[pair.at], strictly=True)

    def _ask(self, at: int, pairs: Sequence[_Pair], *, contradicted: bool = False) -> None:
        heading = self.table.headings[at]
        example = "、".join(str(value) for value in self.content[at][:2])
        said = (
            f"“{self.sheet}”的“{heading}”列（例如：{example}）"
            if example
            else f"“{self.sheet}”的“{heading}”列"
        )
        names = "、".join(f"“{pair.column.heading}”" for pair in pairs)
        if contradicted:
            text = f"{said}看起来不是{names}，请核对它是哪一项。"
        else:
            text = f"{said}是不是{names}？请选一项，都不是就选“都不是”。"
        columns = {pair.column.field: pair.column for pair in pairs}
        for column in self.free.values():
            if len(columns) < 12 and is_telling(column, self.content[at]):
                columns.setdefault(column.field, column)
        options = [(column.field, column.heading) for column in columns.values()]
        options.append((NONE_OF_THEM, "都不是，作为附加内容保留"))
        self.result.questions.append(Question(self.layout.kind, self.sheet, heading, text, options))
        self.asked.add(at)

    def _ask_about_the_missing(self) -> None:
        offered = {value for question in self.result.questions for value, _ in question.options}
        for column in list(self.free.values()):
            if not column.required or column.field in self.layout.implied or column.field in offered:
                continue
            if self.answers.get(_missing_name(column)) == NONE_OF_THEM:
                self.result.missing.append(column.field)
                continue
            left = [
                at
                for at in self.open
                if at not in self.asked and not contradicts(column, fit(column, self.content[at]))
            ]
            left.sort(key=lambda at: -(fit(column, self.content[at]) or 0))
            headings = [self.table.headings[at] for at in left]
            text = f"“{self.sheet}”里没有找到“{column.heading}”这一列。"
            text += (
                "请选出是哪一列；确实没有就选“没有这一列”，各行会列入待改正。"
                if headings
                else "没有这一列，各行会列入待改正。"
            )
            options = [(heading, heading) for heading in headings] + [(NONE_OF_THEM, "没有这一列")]
            self.result.questions.append(
                Question(self.layout.kind, self.sheet, _missing_name(column), text, options)
            )


def _missing_name(column: Column) -> str:
    return f"缺列：{column.heading}"
