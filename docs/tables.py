"""Write the tables of docs/work/*.md and docs/figures.md from what the work folders declare.

    .venv/bin/python docs/tables.py            write the pages whose tables are stale
    .venv/bin/python docs/tables.py --check    write nothing; exit 1 when a page is stale

What stands outside the two marks of a page is written by hand and kept.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fazhi.procedures.declaration import Procedure, Step
    from fazhi.records.columns import Choices, Column
    from fazhi.records.figures import Figure, Rate
    from fazhi.records.kinds import RecordKind

DOCS = Path(__file__).resolve().parent
BEGIN = "<!-- 以下由 docs/tables.py 按代码生成，不要手改 -->"
END = "<!-- 生成的内容到此为止 -->"

HOLDS = {
    "TEXT": "文字",
    "LONG_TEXT": "文字，可以长",
    "NUMBER": "文号或案号",
    "PHONE": "电话",
    "DATE": "日期，不能晚于今天",
    "COUNT": "数，不能是负的",
    "MONEY": "金额",
    "PERCENT": "百分比",
    "YES_NO": "是或否",
    "CHOICE": "选一项",
    "NAMES": "人名，可以几个",
    "PLACES": "地方，可以几个",
    "ITEMS": "一条或几条",
}
MARKS = {"V": "已对照法律原文", "X": "只见过摘录", "U": "没有法律规定，或没有核对"}


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; a bar within a cell stays a bar."""
    lines = [headings, ["---"] * len(headings), *rows]
    return [
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |"
        for line in lines
    ]


# ── One kind of record ──────────────────────────────────────────────────────────────────────────────────────────


def what_it_holds(column: Column) -> str:
    """What a cell of the column holds, in words."""
    told = HOLDS[column.shape.name]
    if column.shape.name == "DATE" and column.future_allowed:
        told = "日期，可以是将来的"
    if column.unit:
        told += f"（{column.unit}）"
    if column.choices:
        closed = column.choices.other is None
        told += (
            "；不认得的词会问"
            if closed
            else f"；不认得的词归入“{column.choices.word_of(column.choices.other or '')}”"
        )
    if column.masked:
        told += "；平时遮住"
    return f"{told}。{column.help.rstrip('。')}" if column.help else told


def required_word(kind: RecordKind, column: Column) -> str:
    """Whether the column must be filled, and what stands in for it."""
    if implied := kind.layout.implied.get(column.field):
        return f"不填就按“{implied}”"
    return "必填" if column.required else ""


def columns_of(kind: RecordKind) -> list[str]:
    """The columns of the ledger: what --map calls them, what else is understood, what they hold."""
    rows = [
        [
            column.heading,
            f"`{column.field}`",
            "、".join(column.known_as) or "—",
            what_it_holds(column),
            required_word(kind, column),
        ]
        for column in kind.columns
    ]
    return table(("栏", "字段", "也认得的叫法", "填什么", "必填"), rows)


def choices_of(kind: RecordKind) -> list[str]:
    """The code sets of the kind's columns."""
    lines: list[str] = []
    for column in kind.columns:
        if column.choices:
            lines += [f"**{column.heading}**", "", *words_of(column.choices), ""]
            if column.choices.source:
                lines += [f"出处：{column.choices.source}。", ""]
    return lines


def words_of(choices: Choices) -> list[str]:
    """One code set: what is stored, what is printed, what offices write."""
    rows = [[f"`{one.code}`", one.word, "、".join(one.known_as) or "—"] for one in choices.values]
    return table(("代码", "标准词", "也认得的写法"), rows)


def rules_of(kind: RecordKind) -> list[str]:
    """How rows are told apart, in sentences."""
    headings = {column.field: column.heading for column in kind.columns}
    if kind.groups:
        from fazhi.records.kinds import kind_of

        held = "、".join(kind_of(grouped.kind).name for grouped in kind.groups)
        return [
            f"- 代码 `{kind.code}`。把{held}归在一起：登记或导入它们时自动产生，也可以先登记。",
            "- 没有单独的台账。更正它，下面的记录跟着更正；下面还有记录时不能作废。",
        ]
    lines = [f"- 工作表通常叫“{kind.layout.sheet}”，代码 `{kind.code}`。"]
    if kind.layout.key:
        key = "、".join(headings[name] for name in kind.layout.key)
        lines.append(f"- 再次导入时，{key}相同的算同一行。")
    if kind.layout.date_field in headings:
        lines.append(f"- 清单按{headings[kind.layout.date_field]}归年。")
    if kind.likely:
        days = f"日期相差不超过{kind.likely_days}天" if kind.likely_days else "日期相同"
        lines.append(f"- 会提示疑似重复（{days}的才比）。")
    if kind.asks:
        lines.append("- 有的行看不出归哪一类时，导入会问。")
    if kind.is_case:
        lines.append("- 是案件：有编号、状态和带日期的步骤。")
    return lines


def roles_of(kinds: Sequence[RecordKind]) -> list[str]:
    """Who may see and keep the records of the folder."""
    from fazhi.orgs.roles import ROLES

    rows = []
    for role in ROLES.values():
        cells = [role.name]
        for kind in kinds:
            keeps = "*" in role.keeps or kind.code in role.keeps
            sees = keeps or "*" in role.sees or kind.code in role.sees
            cells.append(_may(role, kind, sees=sees, keeps=keeps))
        if any(cell != "—" for cell in cells[1:]):
            rows.append(cells)
    return table(("角色", *(kind.name for kind in kinds)), rows)


def _may(role: object, kind: RecordKind, *, sees: bool, keeps: bool) -> str:
    if not sees:
        return "—"
    words = "看、登记、更正、作废" if keeps else "看"
    if any(column.masked for column in kind.columns) and getattr(role, "unmasks", False):
        words += "、看全号"
    if getattr(role, "own_grid", False) and kind.has_grid:
        return f"{words}（本网格的）"
    return f"{words}（本村的）" if getattr(role, "own_village", False) else words


# ── Steps and figures ───────────────────────────────────────────────────────────────────────────────────────────


def procedures_of(folder: str) -> list[Procedure]:
    """The procedures a folder declares in its procedure.py, in the order they stand there."""
    from fazhi.procedures.declaration import Procedure

    name = f"fazhi.{folder}.procedure"
    if find_spec(name) is None:
        return []
    return [item for item in vars(import_module(name)).values() if isinstance(item, Procedure)]


def steps_of(procedure: Procedure) -> list[str]:
    """The steps with the article each rests on, and how sure that is."""
    rows = [
        [step.name, f"`{step.code}`", step.article or "—", MARKS[step.mark], step.note]
        for step in procedure.steps
    ]
    lines = [f"**{procedure.name}**（{procedure.edition}）。依据：{procedure.basis}。", ""]
    lines += [*table(("步骤", "代码", "条文", "核对", "说明"), rows), ""]
    return [*lines, *live_tables(procedure)] if procedure.live else lines


def live_tables(procedure: Procedure) -> list[str]:
    """Of a procedure that cases are taken through: who takes which step from where, the states, papers and clocks."""
    from fazhi.orgs.roles import ROLES
    from fazhi.terms.rules import shipped_rules

    names = {state.code: state.name for state in procedure.states}
    papers = {paper.code: paper.name for paper in procedure.papers}
    lanes = dict(procedure.lanes)

    def roles(codes: Iterable[str]) -> str:
        return "、".join(ROLES[code].name for code in codes) or "—"

    steps = [
        [
            step.name + ("（更多里）" if step.aside and not step.at_hand else ""), roles(step.roles),
            "登记时" if step.opens else "没有归档时都可以" if "*" in step.frm else "；".join(names[one] for one in step.frm),
            "；".join(
                [*(f"{_word_of(step, code)}：{names[to]}" for code, to in step.turns), *([names[step.to]] if step.to else [])]
            ) or "不变",
            "、".join(papers[one] for one in step.makes) or "—",
        ]
        for step in procedure.steps
    ]  # fmt: skip
    states = [
        [
            state.name, f"`{state.code}`", lanes.get(state.lane, "—"), roles(state.waits_for),
            procedure.step(state.offers).name if state.offers else "—", state.public or "—",
        ]
        for state in procedure.states
    ]  # fmt: skip
    held = [
        [
            paper.name, "必备" if paper.must and not paper.when else "看情形必备" if paper.must else "按需",
            "系统生成" if paper.made else "拍照或扫描放进来", paper.article or "—",
        ]
        for paper in procedure.papers
    ]  # fmt: skip
    book = {rule.code: rule for rule in shipped_rules().rules}
    clocks = [
        [
            runs.name, "、".join(step.name for step in procedure.steps if runs.code in {one.code for one in step.starts}),
            book[runs.rule].says if runs.rule else "按约定的日子",
            "；".join(map(str, book[runs.rule].basis)) if runs.rule else "—",
            MARKS[book[runs.rule].mark] if runs.rule else "—",
            "、".join(step.name for step in procedure.steps if runs.code in step.ends) or "案件办结",
        ]
        for runs in procedure.clocks().values()
    ]  # fmt: skip
    return [
        "**谁在什么时候办哪一步**", "", *table(("步骤", "谁办", "从哪里", "办完到哪里", "可以生成"), steps), "",
        "**办到哪里**", "", *table(("状态", "代码", "泳道", "轮到谁", "先办", "对外怎么说"), states), "",
        "**卷宗材料**", "", *table(("材料", "要不要", "怎么来", "条文"), held), "",
        "**期限**", "", *table(("期限", "从哪一步起", "多长", "依据", "核对", "办了哪一步就停"), clocks), "",
    ]  # fmt: skip


def _word_of(step: Step, code: str) -> str:
    """The words chosen for a code where the step parts ways."""
    column = step.column(step.by)
    return column.choices.word_of(code) if column and column.choices else code


def figures_table(figures: Iterable[Figure | Rate]) -> list[str]:
    """The figures with their counting rules; a rate names its two figures."""
    from fazhi.records.figures import BOOK, Rate

    rows = []
    for figure in figures:
        rule = figure.rule
        if isinstance(figure, Rate):
            part, base = BOOK[figure.numerator].name, BOOK[figure.denominator].name
            rule = f"{part}÷{base}。{rule}"
        elif figure.left_out:
            rule += f"不计：{'；'.join(item.reason for item in figure.left_out)}。"
        rows.append([f"`{figure.code}`", figure.name, figure.unit, rule, figure.period])
    return table(("代码", "名称", "单位", "口径", "按什么归年"), rows)


def folder_of(figure: Figure | Rate) -> str:
    """The work folder whose records a figure counts."""
    from fazhi.records.figures import BOOK, Rate
    from fazhi.records.kinds import kind_of

    counted = figure
    while isinstance(counted, Rate):
        counted = BOOK[counted.numerator]
    return str(kind_of(counted.kind).model._meta.app_label)


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────────────────────


def work_folders() -> dict[str, list[RecordKind]]:
    """The kinds of each work folder, in the order the folders are installed."""
    from fazhi.records.kinds import all_kinds

    found: dict[str, list[RecordKind]] = {}
    for kind in all_kinds():
        found.setdefault(str(kind.model._meta.app_label), []).append(kind)
    return found


def work_tables(folder: str, kinds: Sequence[RecordKind]) -> list[str]:
    """All that is generated on the page of a work folder."""
    from fazhi.records.figures import BOOK

    lines = ["## 台账", ""]
    for kind in kinds:
        lines += [f"### {kind.name}", "", *rules_of(kind), "", *columns_of(kind), ""]
        lines += choices_of(kind)
    if procedures := procedures_of(folder):
        lines += ["## 步骤", ""]
        for procedure in procedures:
            lines += steps_of(procedure)
    lines += ["## 数字", "", *figures_table(one for one in BOOK if folder_of(one) == folder), ""]
    return [*lines, "## 谁能看、谁能办", "", *roles_of(kinds)]


def figure_tables() -> list[str]:
    """All figures, by section in the order of the report."""
    from fazhi.records.figures import BOOK
    from fazhi.reports.sections import section_name, section_order

    everything = sorted(BOOK, key=lambda one: section_order(one.section))
    names = list(dict.fromkeys(section_name(one.section) for one in everything))
    lines = [f"共{len(everything)}个。", ""]
    for name in names:
        lines += [f"## {name}", ""]
        lines += [*figures_table(one for one in everything if section_name(one.section) == name), ""]
    return lines[:-1]


def between_the_marks(page: Path, lines: Sequence[str], title: str) -> str:
    """The page with what is generated put between its marks; a page that is not there yet begins with `title`."""
    written = page.read_text(encoding="utf-8") if page.exists() else f"# {title}\n\n{BEGIN}\n{END}\n"
    before, begin, rest = written.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{page.name} has lost its marks: {BEGIN} … {END}")
    return "\n".join([before + BEGIN, "", *lines, "", END + after])


def pages() -> dict[Path, str]:
    """Every page with generated tables, as it should be now."""
    found = {
        page: between_the_marks(page, work_tables(folder, kinds), "、".join(kind.name for kind in kinds))
        for folder, kinds in work_folders().items()
        for page in [DOCS / "work" / f"{folder}.md"]
    }
    page = DOCS / "figures.md"
    found[page] = between_the_marks(page, figure_tables(), "全部数字")
    return found


def stale() -> dict[Path, str]:
    """The pages that are not what they should be."""
    return {
        page: text
        for page, text in pages().items()
        if not page.exists() or page.read_text(encoding="utf-8") != text
    }


def main(arguments: Sequence[str]) -> int:
    """Write what is stale, or with --check only say so."""
    sys.path.insert(0, str(DOCS.parent / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.site.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("FAZHI_DATA", folder)  # settings make a key; not in the developer's data
        import django

        django.setup()
    found = stale()
    for page, text in found.items():
        sys.stdout.write(f"{page.relative_to(DOCS.parent)}\n")
        if "--check" not in arguments:
            page.write_text(text, encoding="utf-8")
    return 1 if found and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
