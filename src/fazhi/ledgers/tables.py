"""The tables of a sheet: title, unit, headings and data rows, told apart from totals, repeats and footers.

No row is dropped in silence: whatever is not data is listed in `Table.passed_over` with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from fazhi.ledgers.heading_words import HEADING_ENDINGS, IGNORED
from fazhi.ledgers.workbooks import Merge, Sheet
from fazhi.terms.written_numbers import chinese_integer, read_count

Row = tuple[int, list[object]]

_SEARCHED_ROWS = 30  # of content in which the headings must stand
_LONGEST_HEADING = 25
_TITLE_WORDS = re.compile(
    r"台账|登记表|登记簿|登记册|一览表|统计表|汇总表|明细表|情况表|名册|名单|花名册|目录|清单|记录表|表$"
)
_UNIT = re.compile(r"(?:^|[^报位填制\w]|金额)单位\s*[:：]\s*(亿元|万元|千元|元|人次|人|起|件|份)")
_TOTAL = re.compile(
    r"(?:总?合计|总计|小计|共计|累计|总数|本页合计|本月合计|全年合计|年度合计).{0,12}|.{1,10}(?:小计|合计)"
)
_FOOTER = re.compile(
    r"(?:备注|注|说明|附注|填表人|填报人|填表单位|填报单位|填报时间|填表日期|填报日期|制表人?|制表日期|审核人?|审批人|"
    r"负责人|单位负责人|经办人|统计人|联系人|联系电话|签字|签章|盖章|打印日期)(?:[（(].{0,10}[）)])?\s*[:：]"
)  # fmt: skip
_YEAR = re.compile(r"((?:19|20)\d{2})\s*(?:年|[—\-~至]|度)|([二][〇○零一二三四五六七八九]{3})年")
_TOWN = re.compile(r"([\u4e00-\u9fff]{1,8}?(?:镇|乡|街道))")
_ABOVE_TOWN = re.compile(
    r"^.*(?:自治[区州县]|省|市|县|(?<!社)(?<!园)(?<!小)区)(?=[\u4e00-\u9fff]{1,8}?(?:镇|乡|街道))"
)


@dataclass
class Table:
    """One table of a sheet. `headings[i]` names column i (A is 0) and is "" where nothing stands above it."""

    title: str
    headings: list[str]
    heading_row: int  # Excel's number of the last heading row
    sheet: Sheet | None = field(repr=False)
    year_in_title: int | None = None
    town_in_title: str | None = None
    unit: str | None = None  # 万元, where a line above the headings says 单位：万元
    last_row: int = 0
    count: int = 0  # of data rows
    total_rows: list[int] = field(default_factory=list)
    passed_over: dict[int, str] = field(default_factory=dict)  # Excel row → 合计行, 重复的表头, 填表说明 …
    _rows: list[Row] | None = field(default=None, repr=False)

    @property
    def rows(self) -> Iterator[Row]:
        """The data rows, (Excel's row number, cells), read from the sheet anew each time: a table is never in memory."""
        source = self._rows if self._rows is not None else self.sheet.rows() if self.sheet else ()
        for number, cells in source:
            if number > self.last_row:
                return
            if number > self.heading_row and number not in self.passed_over:
                yield number, cells

    @classmethod
    def of_rows(cls, headings: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> Table:
        """A table of rows at hand, as if its headings stood in row 1."""
        held = [(number, list(cells)) for number, cells in enumerate(rows, 2)]
        table = cls(title, list(headings), 1, None, year_in(title), town_in(title), _rows=held)
        table.last_row, table.count = len(held) + 1, len(held)
        return table

    def sample(self, count: int = 200) -> list[list[object]]:
        """The first data rows, to see what the columns hold."""
        taken: list[list[object]] = []
        for _, cells in self.rows:
            taken.append(cells)
            if len(taken) == count:
                break
        return taken


def find_tables(sheet: Sheet) -> list[Table]:
    """The tables of a sheet, one below the other; none when no row looks like headings. Raises UnreadableWorkbook."""
    merges = sheet.merges
    rows = sheet.rows()
    above: list[Row] = []
    for row in rows:
        above.append(row)
        if len(above) == _SEARCHED_ROWS:
            break
    at = _heading_row(above)
    if at is None:
        return []
    search = _Search(sheet, merges)
    search.begin(above[: at + 1], above[at + 1 : at + 3])
    for row in above[at + 1 :]:
        search.take(row)
    for row in rows:
        search.take(row)
    return search.tables


class _Search:
    """Goes once over the rows below the headings and says of each what it is."""

    def __init__(self, sheet: Sheet, merges: list[Merge]) -> None:
        self.sheet = sheet
        self.across = {m.first_row for m in merges if m.last_column - m.first_column >= 2}
        self.merges = merges
        self.tables: list[Table] = []
        self.waiting: Row | None = None  # a title that may belong to a next table
        self.known: frozenset[str] = frozenset()
        self.unnamed: list[int] = []

    def begin(self, above: list[Row], below: list[Row]) -> None:
        """Start a table whose headings end with the last row of `above`, or go on into `below`."""
        first = len(above) - 1
        while first > 0 and _is_group_row(above[first - 1], above[first], self.merges):
            first -= 1
        stack = above[first:]
        for row in below:
            if not _is_group_row(stack[-1], row, self.merges):
                break
            stack.append(row)
        headings = _joined_headings(stack, self.merges)
        titles = [
            (n, cells) for n, cells in above[:first] if n > (self.tables[-1].last_row if self.tables else 0)
        ]
        texts = [_line(cells) for _, cells in titles]
        title = next((t for t in texts if _TITLE_WORDS.search(t)), max(texts, key=len, default=""))
        table = Table(title, headings, stack[-1][0], self.sheet)
        table.year_in_title, table.town_in_title = year_in(title), town_in(title)
        units = [match[1] for text in texts if (match := _UNIT.search(text))]
        table.unit = units[0] if units else None
        table.last_row = table.heading_row
        self.known = frozenset(_bare(cell) for _, cells in stack for cell in cells if isinstance(cell, str))
        self.unnamed = [column for column, heading in enumerate(headings) if not heading]
        self.tables.append(table)

    def take(self, row: Row) -> None:
        """One more row below the headings."""
        number, cells = row
        table = self.tables[-1]
        if number <= table.heading_row:
            return
        waiting, self.waiting = self.waiting, None
        kind = self._kind_of(number, cells, waiting is not None, number > table.last_row + 1)
        table.last_row = number
        if kind == _HEADINGS:
            table.last_row = waiting[0] - 1 if waiting else number - 1
            if waiting:
                table.passed_over.pop(waiting[0], None)
            self.begin([waiting, row] if waiting else [row], [])
        elif kind:
            table.passed_over[number] = kind
            if kind == _TOTAL_ROW:
                table.total_rows.append(number)
            elif kind == _TITLE:
                self.waiting = row
        else:
            table.count += 1
            for column in [c for c in self.unnamed if c < len(cells) and cells[c] is not None]:
                # Something is written under no heading; it is kept under its column's letter.
                table.headings[column] = f"第{_letters(column)}列"
                self.unnamed.remove(column)

    def _kind_of(self, number: int, cells: list[object], waiting: bool, after_blank: bool) -> str:
        """Why the row is no data; "" when it is."""
        first = next((cell for cell in cells if cell is not None), None)
        if isinstance(first, str):
            text = _bare(first)
            # Data rows open with a number or a short word; everything below needs a word in front.
            if text in self.known and _repeats(cells, self.known):
                return _AGAIN
            if _TOTAL.fullmatch(text) and _only_numbers_beside(cells, text):
                return _TOTAL_ROW
            if _FOOTER.match(text):
                return _NOTE
            if all(cell is None or cell == first for cell in cells):
                if _TITLE_WORDS.search(text) and (number in self.across or year_in(text)):
                    return _TITLE
                if number in self.across:
                    return _SECTION
                if len(cells) > 3 and _UNIT.search(text):
                    return _NOTE
            elif (waiting or (after_blank and text in IGNORED)) and _looks_like_headings(cells) >= 2:
                # Only below a title, or where counting begins anew: a row of plain words may be a record.
                return _HEADINGS
        elif isinstance(first, int) and _is_column_numbers(cells):
            return _COLUMN_NUMBERS
        for cell in cells[1:3]:
            if (
                isinstance(cell, str)
                and _TOTAL.fullmatch(_bare(cell))
                and _only_numbers_beside(cells, _bare(cell))
            ):
                return _TOTAL_ROW
        return ""


_HEADINGS, _AGAIN, _TITLE = "新的表头", "重复的表头", "标题行"
_TOTAL_ROW, _NOTE, _SECTION, _COLUMN_NUMBERS = "合计行", "填表说明", "分段标题", "栏次行"


def year_in(text: str) -> int | None:
    """The year a title names, 2023年 or 二〇二三年, or None."""
    match = _YEAR.search(unicodedata.normalize("NFKC", text))
    if not match:
        return None
    return int(match[1]) if match[1] else chinese_integer(match[2])


def town_in(text: str) -> str | None:
    """The town a title names (启东市合作镇2023年… gives 合作镇), or None."""
    plain = re.sub(r"\s+", "", text)
    match = _TOWN.search(
        _ABOVE_TOWN.sub("", re.sub(r"^.*?\d{4}年度?", "", plain) if plain[:1] in "12" else plain)
    )
    if not match or re.search(r"年|关于|全[镇乡]|本[镇乡]|各[镇乡]|^(?:城|乡|村)?[镇乡]$", match[1]):
        return None
    return match[1]


def _heading_row(rows: list[Row]) -> int | None:
    """Which of the rows is the headings: the first that reads about as much like headings as any."""
    scores = [_looks_like_headings(cells) for _, cells in rows]
    best = max(scores, default=0)
    return next((at for at, score in enumerate(scores) if score >= 0.6 * best), None) if best else None


def _looks_like_headings(cells: Sequence[object]) -> float:
    """How many cells read like headings; 0 when a cell holds what a heading never does."""
    words: list[str] = []
    for cell in cells:
        if cell is None:
            continue
        if not isinstance(cell, str) or len(cell) > _LONGEST_HEADING or _FOOTER.match(cell.strip()):
            return 0
        word = _bare(cell)
        if not word or word[-1] in ":：。；" or re.search(r"\d{4}|\d+[.\-/月]\d", word):
            return 0
        words.append(word)
    distinct = set(words)
    if len(distinct) < 2:
        return 0
    likely = sum(1 for word in distinct if HEADING_ENDINGS.search(re.sub(r"[（(].*?[）)]", "", word) or word))
    return likely + 0.01 * len(distinct) if likely * 2 >= len(distinct) else 0.001 * len(distinct)


def _is_group_row(upper: Row, lower: Row, merges: list[Merge]) -> bool:
    """Whether the lower row goes on with the headings of the upper: it has words under groups and none elsewhere."""
    if any(
        not isinstance(c, str) or len(c) > _LONGEST_HEADING
        for _, r in (upper, lower)
        for c in r
        if c is not None
    ):
        return False
    if any(":" in str(c) or "：" in str(c) for _, r in (upper, lower) for c in r):
        return False  # 填报单位：…
    spread = _spread_groups(upper, merges)
    if len({c for c in upper[1] if c is not None}) < 2:
        return False
    under_group = False
    for above, group, below in zip(upper[1], spread, lower[1], strict=False):
        if below is None or (below == above and group == above):
            continue
        if (
            above is not None
            and not any(
                m.first_row == upper[0]
                and upper[1][m.first_column] == above
                and m.last_column > m.first_column
                for m in merges
            )
            and _group_width(upper[1], lower[1], above) < 2
        ):
            return False
        if HEADING_ENDINGS.search(_bare(str(below))) is None and not merges:
            return False
        under_group = True
    return under_group and any(
        above is None or below is None or below == above
        for above, below in zip(upper[1], lower[1], strict=False)
    )


def _group_width(upper: list[object], lower: list[object], group: object) -> int:
    """How many columns a heading of the upper row stretches over: its own and the blank ones with a word below."""
    at = upper.index(group)
    width = 1
    while (
        at + width < min(len(upper), len(lower))
        and upper[at + width] is None
        and lower[at + width] is not None
    ):
        width += 1
    return width


def _spread_groups(row: Row, merges: list[Merge]) -> list[object]:
    """The row with every group heading over all the columns it is merged across."""
    number, cells = row
    spread = list(cells)
    for merge in merges:
        if merge.first_row <= number <= merge.last_row and merge.last_column > merge.first_column:
            for column in range(merge.first_column, min(merge.last_column + 1, len(spread))):
                spread[column] = cells[merge.first_column]
    return spread


def _joined_headings(stack: list[Row], merges: list[Merge]) -> list[str]:
    """One heading for each column; a group's word stands before those below it."""
    width = max(len(cells) for _, cells in stack)
    levels = []
    for at, row in enumerate(stack):
        spread = _spread_groups(row, merges) + [None] * (width - len(row[1]))
        if at + 1 < len(stack):
            below = stack[at + 1][1]
            for column in range(1, width):
                # Without merges a group reaches over the blank cells that have words below them.
                if spread[column] is None and column < len(below) and below[column] is not None:
                    spread[column] = spread[column - 1]
        levels.append(spread)
    headings = []
    for column in range(width):
        words: list[str] = []
        for level in levels:
            word = re.sub(r"\s+", "", str(level[column])) if level[column] is not None else ""
            if word and word not in words:
                words.append(word)
        heading, times = "".join(words), 1
        while heading and heading in headings:
            times += 1
            heading = f"{''.join(words)}（{times}）"
        headings.append(heading)
    return headings


def _only_numbers_beside(cells: Sequence[object], total: str) -> bool:
    """Whether beside the word 合计 there is nothing but numbers, so that no record is taken for a total."""
    for cell in cells:
        if cell is None or isinstance(cell, (int, float)) or (isinstance(cell, str) and _bare(cell) == total):
            continue
        if isinstance(cell, (date, datetime)):
            return False
        text = _bare(str(cell))
        if read_count(text).value is None and not re.fullmatch(r"[\d.,]+(?:万?元|%)?|[-—/]+", text):
            return False
    return True


def _repeats(cells: Sequence[object], known: frozenset[str]) -> bool:
    words = [_bare(cell) for cell in cells if isinstance(cell, str)]
    return (
        len(words) == sum(cell is not None for cell in cells)
        and sum(w in known for w in words) * 5 >= len(words) * 4
    )


def _is_column_numbers(cells: Sequence[object]) -> bool:
    """A row that only counts the columns: 1 2 3 4 …"""
    return len(cells) > 2 and all(cell == at for at, cell in enumerate(cells, 1))


def _letters(column: int) -> str:
    """Excel's letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _line(cells: Sequence[object]) -> str:
    texts: list[str] = []
    for cell in cells:
        if cell is not None and (not texts or str(cell).strip() != texts[-1]):
            texts.append(str(cell).strip())
    return " ".join(texts)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
