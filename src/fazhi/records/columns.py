"""One declaration per column of a kind of record; read by list, page, form, Excel in and Excel out.

Plain Python: the work folders declare their columns with these words, and nothing here knows a database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property


class Shape(Enum):
    """What a cell of the column holds, and the Python value it becomes."""

    TEXT = "text"  # str, one line
    LONG_TEXT = "long_text"  # str
    NUMBER = "number"  # str: a document or case number such as 合调〔2023〕1号
    PHONE = "phone"  # str
    DATE = "date"  # datetime.date
    COUNT = "count"  # int, never negative
    MONEY = "money"  # int, fen
    PERCENT = "percent"  # int, hundredths of a percent (25% is 2500)
    YES_NO = "yes_no"  # bool
    CHOICE = "choice"  # str: the town's own word; Choices gives the standard code beside it
    NAMES = "names"  # list[str]: several people in one cell
    PLACES = "places"  # list[str]: several villages, schools or enterprises in one cell
    ITEMS = "items"  # list[str]: several opinions or problems in one cell


@dataclass(frozen=True)
class Choice:
    """One standard value: `code` is stored and exchanged, `word` is printed, `known_as` is what offices write."""

    code: str
    word: str
    known_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choices:
    """A code set. A closed set asks about a word it does not know; an open one keeps it under `other`."""

    values: tuple[Choice, ...]
    other: str | None = None  # the code unknown words fall under; None: the set is closed
    source: str = ""

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Every way of writing a value, to its code; the first declared wins."""
        codes: dict[str, str] = {}
        for choice in self.values:
            for written in (choice.word, choice.code, *choice.known_as):
                codes.setdefault(written, choice.code)
        return codes

    @cached_property
    def _found(self) -> dict[str, str | None]:
        return {}

    def _known(self, word: str) -> str | None:
        """The code of a word we know, written alone or inside a longer remark that points to one value only."""
        plain = word.strip()
        if (code := self._codes.get(plain)) is not None:
            return code
        if plain not in self._found:
            self._found[plain] = self._inside(plain)
        return self._found[plain]

    def _inside(self, remark: str) -> str | None:
        spans = []
        for written, code in self._codes.items():
            start = remark.find(written) if len(written) >= 2 and not written.isascii() else -1
            if start >= 0:
                spans.append((start, start + len(written), code))
        # 未化解 holds 化解, but means the opposite: a shorter word within a longer one says nothing.
        longest = {
            code
            for start, end, code in spans
            if not any(s <= start and end <= e and (s, e) != (start, end) for s, e, _ in spans)
        }
        return longest.pop() if len(longest) == 1 else None

    def code_of(self, word: str) -> str | None:
        """The code a written word stands for, or None when the word is not known (an open set gives `other`)."""
        return self._known(word) or self.other

    def word_of(self, code: str) -> str:
        """The standard word of a code; the code itself when it is none of ours."""
        return next((choice.word for choice in self.values if choice.code == code), code)

    def knows(self, word: str) -> bool:
        """Whether the word is one of the set's own, so that nothing need be asked."""
        return self._known(word) is not None


@dataclass(frozen=True)
class Column:
    """A column of a ledger and a field of a form: one fact, asked once."""

    field: str  # key in the row of values an action receives
    heading: str  # the office's usual heading, and the label on every page
    shape: Shape = Shape.TEXT
    known_as: tuple[str, ...] = ()  # other headings offices use
    required: bool = False
    choices: Choices | None = None
    unit: str = ""  # of COUNT and MONEY on pages and in exports: 人, 份, 元
    masked: bool = False  # personal data: shown masked unless read in full with a reason
    help: str = ""  # a line under the label of the form
    future_allowed: bool = False  # of DATE: a due date may lie ahead
    is_due: bool = False  # of DATE: by when; a month alone means its last day
    asked_as: tuple[str, ...] = ()  # headings that may mean it and may not: an import asks
    in_list: bool = True  # shown as a column of the list page


@dataclass(frozen=True)
class LedgerLayout:
    """How one kind of record stands in an Excel sheet."""

    kind: str  # code of the kind of record
    name: str  # 矛盾纠纷
    sheet: str  # the usual sheet name; also the name of the office's ledger
    columns: tuple[Column, ...]
    title_words: tuple[str, ...] = ()  # words in a title, sheet or file name that point to this kind
    key: tuple[str, ...] = ()  # fields that say which row it is, when a file comes again with changes
    date_field: str = ""  # the date by which a row belongs to a year
    implied: dict[str, str] = field(default_factory=dict)  # fields a sheet of this kind may leave out
    year_ahead: bool = False  # its title may name the year after: what a year's report says of the next

    def column(self, name: str) -> Column:
        """The column of that field; KeyError when there is none."""
        for column in self.columns:
            if column.field == name:
                return column
        raise KeyError(name)
