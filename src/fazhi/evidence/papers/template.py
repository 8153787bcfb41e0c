"""Templates of papers: a text that a township can read and change, one paragraph or instruction a line.

What stands in 【】 at the beginning of a line is an instruction, what stands in {} a field, all else is printed:

    【标题】【居中】【右】【顶格】【小标题】【空行】【换页】   one line each; a line without any is a paragraph
    【每个 当事人】 … 【完】   【有 代理人】 … 【完】   【无 代理人】 … 【完】
    【表】 … 【完】   rows of cells with | between; a cell without a field is a label; 【高6】 before a row: six lines at least
    【签名】甲方： | 乙方：   【盖章】{调委会}   【日期】{签订日期}
    {姓名}   {姓名 12字} a blank line of twelve characters when empty   {金额 大写}   {日期 大写}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fazhi.evidence.papers.facts import takes_capitals

LONGEST = 40_000  # characters
DEEPEST = 4
MOST_COLUMNS = 8


class BadTemplate(ValueError):
    """The text is no template: `line` (from 1) and the reason in Chinese; str() says both."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"第{line}行：{reason}")
        self.line = line
        self.reason = reason


# ── What a template is made of ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Field:
    """{名称}: a field to be filled. `blank` is how many characters its empty line is long."""

    name: str
    capitals: bool = False
    blank: int = 0


Piece = str | Field
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: title, text, left, centre, right or heading."""

    style: str
    pieces: Pieces
    number: int


@dataclass(frozen=True, slots=True)
class Sign:
    """A line of the signature block: sign (one or more places), seal or date."""

    style: str
    cells: tuple[Pieces, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Mark:
    """An empty line or a new page: gap, page."""

    style: str
    number: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; the last cell takes the columns that are left. `least` lines high at least."""

    cells: tuple[Pieces, ...]
    least: int
    number: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part between an instruction and its 【完】: each, if, unless (of a field) or table."""

    style: str
    name: str
    body: tuple[Node, ...]
    number: int


Node = Line | Sign | Mark | Row | Part


@dataclass(frozen=True)
class PaperTemplate:
    """A paper that can be written: its code, its Chinese title, the text of the template, and made-up facts.

    sample: its keys are the fields that the paper, and a town's own edition of it, may use; a list of mappings
    declares a repeated part. Raises BadTemplate where the text is wrong.
    """

    code: str
    title: str
    text: str
    sample: Mapping[str, Any] = field(hash=False)
    group: str = "文书"  # under which heading the list of templates shows it

    def __post_init__(self) -> None:
        self.nodes  # noqa: B018 — a wrong template of our own is found when the program starts

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The template as read and checked."""
        return read_template(self.text, self.sample)

    def with_text(self, text: str) -> PaperTemplate:
        """The same paper after another text: a town's edition. Raises BadTemplate."""
        return PaperTemplate(self.code, self.title, text, self.sample, self.group)


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────

_LINES = {"标题": "title", "居中": "center", "右": "right", "顶格": "left", "小标题": "heading"}
_SIGNS = {"签名": "sign", "盖章": "seal", "日期": "date"}
_MARKS = {"空行": "gap", "换页": "page"}
_PARTS = {"每个": "each", "有": "if", "无": "unless"}
_KNOWN = "标题、居中、右、顶格、小标题、空行、换页、每个、有、无、表、高、签名、盖章、日期、完"
_INSTRUCTION = re.compile(r"【\s*([^】]*?)\s*】\s*")
_FIELD = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")
_HEIGHT = re.compile(r"高\s*(\d{1,2})")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def read_template(text: str, sample: Mapping[str, Any]) -> tuple[Node, ...]:
    """The parts of a template. Raises BadTemplate with line and reason."""
    if len(text) > LONGEST:
        raise BadTemplate(1, f"模板最多{LONGEST}个字，现在有{len(text)}个。")
    reader = _Reader(text, sample)
    nodes = reader.body(None, (sample,), 0)
    if not any(isinstance(node, Line) and node.style == "title" for node in nodes):
        raise BadTemplate(1, "缺标题。请在第一行写“【标题】”和文书名称。")
    return nodes


@dataclass(frozen=True, slots=True)
class _Opening:
    words: str
    number: int
    in_table: bool


class _Reader:
    def __init__(self, text: str, sample: Mapping[str, Any]) -> None:
        cleaned = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        self.lines: Iterator[tuple[int, str]] = iter(
            [(number, line.strip()) for number, line in enumerate(cleaned.split("\n"), 1) if line.strip()]
        )
        self.sample = sample

    def body(
        self, opening: _Opening | None, scopes: tuple[Mapping[str, Any], ...], depth: int
    ) -> tuple[Node, ...]:
        in_table = opening is not None and opening.in_table
        nodes: list[Node] = []
        for number, line in self.lines:
            found = _INSTRUCTION.match(line)
            words = found[1] if found else ""
            rest = line[found.end() :] if found else line
            if words == "完":
                if opening is None:
                    raise BadTemplate(number, "多了一个“【完】”，前面没有要结束的部分。")
                if rest:
                    raise BadTemplate(number, "“【完】”要单独占一行。")
                return tuple(nodes)
            nodes.append(self._node(number, found is not None, words, rest, scopes, depth, in_table))
        if opening is not None:
            raise BadTemplate(opening.number, f"“【{opening.words}】”没有结束，请在它的最后加一行“【完】”。")
        return tuple(nodes)

    def _node(
        self, number: int, told: bool, words: str, rest: str, scopes: tuple[Mapping[str, Any], ...],
        depth: int, in_table: bool,
    ) -> Node:  # fmt: skip
        verb, _, name = words.partition(" ") if " " in words else words.partition("　")
        if told and (verb in _PARTS or words == "表"):
            return self._part(number, words, verb, name.strip(), rest, scopes, depth, in_table)
        if in_table:
            return self._row(number, told, words, rest, scopes)
        if not told:
            return Line("text", self._pieces(number, rest, scopes), number)
        if words in _LINES:
            if not rest:
                raise BadTemplate(number, f"“【{words}】”后面要写字。")
            return Line(_LINES[words], self._pieces(number, rest, scopes), number)
        if words in _SIGNS:
            cells = re.split(r"[|｜]", rest) if words == "签名" else [rest]
            if not rest or len(cells) > 3:
                raise BadTemplate(number, f"“【{words}】”后面要写谁，最多三处，用 | 隔开。")
            return Sign(
                _SIGNS[words], tuple(self._pieces(number, cell.strip(), scopes) for cell in cells), number
            )
        if words in _MARKS and not rest:
            return Mark(_MARKS[words], number)
        raise BadTemplate(number, f"没有“【{words}】”这种写法。可以用的有：{_KNOWN}。")

    def _part(
        self, number: int, words: str, verb: str, name: str, rest: str, scopes: tuple[Mapping[str, Any], ...],
        depth: int, in_table: bool,
    ) -> Part:  # fmt: skip
        if rest:
            raise BadTemplate(number, f"“【{words}】”要单独占一行。")
        if depth >= DEEPEST:
            raise BadTemplate(number, f"“【{words}】”套得太深，最多{DEEPEST}层。")
        if words == "表":
            if in_table:
                raise BadTemplate(number, "表里不能再放表。前一个“【表】”是不是少了“【完】”？")
            body = self.body(_Opening(words, number, True), scopes, depth + 1)
            if not body:
                raise BadTemplate(number, "表里一行也没有。")
            return Part("table", "", body, number)
        sample = self._sample(number, name, scopes)
        inner = scopes
        if verb == "每个":
            if not isinstance(sample, (list, tuple)) or not all(isinstance(one, Mapping) for one in sample):
                raise BadTemplate(
                    number, f"“{name}”只有一个，不能用“每个”。要看有没有，请写“【有 {name}】”。"
                )
            inner = ({"序号": 1, **{key: value for one in sample for key, value in one.items()}}, *scopes)
        body = self.body(_Opening(words, number, in_table), inner, depth + 1)
        return Part(_PARTS[verb], name, body, number)

    def _row(
        self, number: int, told: bool, words: str, rest: str, scopes: tuple[Mapping[str, Any], ...]
    ) -> Row:
        height = _HEIGHT.fullmatch(words)
        if told and not height:
            raise BadTemplate(number, f"表里不能用“【{words}】”。表写完了请加一行“【完】”。")
        cells = re.split(r"[|｜]", rest)
        if len(cells) > MOST_COLUMNS:
            raise BadTemplate(number, f"一行最多{MOST_COLUMNS}格，现在有{len(cells)}格。")
        return Row(
            tuple(self._pieces(number, cell.strip(), scopes) for cell in cells),
            int(height[1]) if height else 1,
            number,
        )

    # ── Fields ──

    def _pieces(self, number: int, text: str, scopes: tuple[Mapping[str, Any], ...]) -> Pieces:
        pieces: list[Piece] = []
        end = 0
        for found in _FIELD.finditer(text):
            if found.start() > end:
                pieces.append(self._plain(number, text[end : found.start()]))
            pieces.append(self._field(number, found[1], scopes))
            end = found.end()
        if end < len(text):
            pieces.append(self._plain(number, text[end:]))
        return tuple(pieces)

    def _plain(self, number: int, text: str) -> str:
        if re.search("[{}｛｝]", text):
            raise BadTemplate(number, "大括号没有成对。字段要写成“{姓名}”这样。")
        return text

    def _field(self, number: int, inner: str, scopes: tuple[Mapping[str, Any], ...]) -> Field:
        name, *options = inner.split() or [""]
        sample = self._sample(number, name, scopes)
        if isinstance(sample, (list, tuple)) and any(isinstance(one, Mapping) for one in sample):
            raise BadTemplate(
                number, f"“{name}”有好几个，请用“【每个 {name}】”和“【完】”把要重复的几行包起来。"
            )
        capitals, blank = False, 0
        for option in options:
            if option == "大写":
                if not takes_capitals(sample):
                    raise BadTemplate(number, f"“{name}”不是金额也不是日期，不能用“大写”。")
                capitals = True
            elif (length := re.fullmatch(r"(\d{1,2})字", option)) and 1 <= int(length[1]) <= 40:
                blank = int(length[1])
            else:
                raise BadTemplate(
                    number, f"不认得“{{{inner}}}”里的“{option}”。可以写“大写”，或空白的长度如“8字”。"
                )
        return Field(name, capitals, blank)

    def _sample(self, number: int, name: str, scopes: tuple[Mapping[str, Any], ...]) -> Any:
        for scope in scopes:
            if name in scope:
                return scope[name]
        known = "、".join(dict.fromkeys(key for scope in scopes for key in scope))
        raise BadTemplate(number, f"没有“{name}”这个字段。这里可以用的有：{known}。")
