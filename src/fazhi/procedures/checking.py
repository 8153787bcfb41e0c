"""Whether a declared procedure holds together. Run by the tests over every procedure there is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from fazhi.procedures.declaration import Procedure, Step
from fazhi.records.columns import Shape
from fazhi.terms.articles import citations, shipped_articles

ARTICLE = re.compile(r"^(.+?)(第[一二三四五六七八九十百零]+条.*)$")


def problems(
    procedure: Procedure,
    *,
    guards: Collection[str],
    rules: Collection[str],
    laws: Collection[str],
    roles: Collection[str],
) -> list[str]:
    """What cannot be right in it, one sentence each; empty when nothing is wrong.

    Every state is reached and can be left by somebody whose turn it is, from every state a closed one can be reached,
    every guard, rule, role, paper and clock named exists, every verified article is of a law in the rule book, and the
    words of every article cited are there to be read beside the step.
    """
    found = [f"{step.code}：{text}" for step in procedure.steps for text in _articles(step, laws)]
    cited = [(step.code, step.article) for step in procedure.steps if step.article]
    cited += [(paper.code, paper.article) for paper in procedure.papers if paper.article]
    found += [f"{code}：{text}" for code, article in cited for text in _words(article)]
    if not procedure.live:
        return found
    for step in procedure.steps:
        found += [f"{step.code}：{text}" for text in _step(procedure, step, guards, rules, roles)]
    for paper in procedure.papers:
        if paper.when and paper.when not in guards:
            found.append(f"材料{paper.code}：没有名为{paper.when}的条件")
    found += _states(procedure, roles)
    return found


def _articles(step: Step, laws: Collection[str]) -> Iterator[str]:
    """The first law a verified step cites must be one we have; the rest of the line is prose."""
    if step.mark != "V":
        return
    law = ARTICLE.match(step.article.split("、")[0].split("；")[0])
    if law is None:
        yield f"“{step.article}”不是条文的写法"
    elif laws and law.group(1).strip("《》") not in laws:
        yield f"没有《{law.group(1).strip('《》')}》的资料"


def _words(citation: str) -> Iterator[str]:
    """Every article a citation names has its words in the book."""
    named = citations(citation)
    if not named:
        yield f"“{citation}”里读不出条文"
    for law, number in named:
        if (law, number) not in shipped_articles():
            yield f"没有{f'《{law}》' if law else '这部法'}{number}的原文（{citation}）"


def _step(
    procedure: Procedure, step: Step, guards: Collection[str], rules: Collection[str], roles: Collection[str]
) -> Iterator[str]:
    states = {state.code for state in procedure.states}
    papers = {paper.code for paper in procedure.papers}
    clocks = procedure.clocks()
    if step.opens == bool(step.frm):
        yield "要么开始一件案件，要么写明从哪些状态可以办"
    yield from (f"没有状态{code}" for code in step.frm if code != "*" and code not in states)
    if step.opens and not (step.to or step.by):
        yield "开始案件的步骤要写明到哪个状态"
    for code in filter(None, (step.to, *(to for _, to in step.turns))):
        if code not in states:
            yield f"没有状态{code}"
    if step.by:
        column = step.column(step.by)
        if column is None or column.choices is None or column.shape is not Shape.CHOICE:
            yield f"按{step.by}决定去向，表上却没有这一项选择"
        else:
            known = {choice.code for choice in column.choices.values}
            yield from (f"{step.by}没有{code}这一项" for code, _ in step.turns if code not in known)
    if not step.roles:
        yield "没有写明由谁办"
    yield from (f"没有角色{role}" for role in step.roles if role not in roles)
    yield from (f"没有名为{guard}的条件" for guard in step.guards if guard not in guards)
    yield from (f"没有材料{code}" for code in (*step.needs, *step.makes) if code not in papers)
    yield from (f"没有期限{code}" for code in step.ends if code not in clocks)
    for runs in step.starts:
        if bool(runs.rule) == bool(runs.due):
            yield f"期限{runs.code}要么依据规则，要么依据约定的日期"
        if runs.rule and runs.rule not in rules:
            yield f"期限{runs.code}：没有规则{runs.rule}"
        if runs.when and runs.when not in guards:
            yield f"期限{runs.code}：没有名为{runs.when}的条件"
        for field in filter(None, (runs.due, runs.start if runs.start != "on" else "")):
            if step.column(field) is None:
                yield f"期限{runs.code}：表上没有{field}"
    fields = [column.field for column in step.asks]
    yield from (f"{field}问了两次" for field in sorted({f for f in fields if fields.count(f) > 1}))


def targets(procedure: Procedure, step: Step, state: str) -> set[str]:
    """The states a step can lead to from `state`."""
    if step.by:
        led = {to for _, to in step.turns}
        column = step.column(step.by)
        rest = column is None or column.choices is None or len(step.turns) < len(column.choices.values)
        return led | ({step.to or state} if rest else set())
    return {step.to or state}


def _states(procedure: Procedure, roles: Collection[str]) -> Iterator[str]:
    ways = {
        state.code: {
            to for step in procedure.possible(state.code) for to in targets(procedure, step, state.code)
        }
        for state in procedure.states
    }
    reached: set[str] = set()
    waiting = [to for step in procedure.openings() for to in targets(procedure, step, "")]
    while waiting:
        code = waiting.pop()
        if code in ways and code not in reached:
            reached.add(code)
            waiting += ways[code]
    closing = {state.code for state in procedure.states if state.closed}
    while more := {code for code, to in ways.items() if code not in closing and to & closing}:
        closing |= more
    lanes = {code for code, _ in procedure.lanes}
    for state in procedure.states:
        if state.code not in reached:
            yield f"状态{state.code}：没有一步能到"
        if state.code not in closing:
            yield f"状态{state.code}：从这里走不到办结"
        if state.lane and state.lane not in lanes:
            yield f"状态{state.code}：没有泳道{state.lane}"
        yield from (f"状态{state.code}：没有角色{role}" for role in state.waits_for if role not in roles)
        if state.closed:
            continue
        able = {role for step in procedure.possible(state.code) for role in step.roles}
        if not set(state.waits_for) & able:
            yield f"状态{state.code}：轮到的人没有可办的步骤"
        if state.offers and state.offers not in {step.code for step in procedure.possible(state.code)}:
            yield f"状态{state.code}：推荐的步骤{state.offers}在这里不能办"
        if not state.public:
            yield f"状态{state.code}：没有给群众看的说法"
