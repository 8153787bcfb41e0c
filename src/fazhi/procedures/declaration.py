"""Procedures as plain data: states, steps and papers, each declared once with the article it rests on.

Read by the case page (diagram, buttons, refusals), the forms, the clocks, the list of papers, the to-do list, the
figures, the manual's tables and the tests. A running case keeps the edition it was opened under.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fazhi.records.columns import Column

# How sure we are of an article: V read in a text of the law, X seen in an excerpt, U not verified or no law at all.
Mark = Literal["V", "X", "U"]


class WrongDeclaration(ValueError):
    """A procedure that contradicts itself; the message names it and the step."""


@dataclass(frozen=True)
class State:
    """Where a case stands between two steps.

    `waits_for` names the roles whose turn it is; `offers` the step that usually comes next; `public` is what the
    reporter and the public hear, without anybody's data.
    """

    code: str
    name: str
    lane: str = ""
    waits_for: tuple[str, ...] = ()
    offers: str = ""
    public: str = ""
    closed: bool = False


@dataclass(frozen=True)
class Runs:
    """A clock that a step starts.

    With `rule` it runs by the rule book from the date in the field `start`; without one it ends on the day in the field
    `due`. `when` names a guard that must let it start (a refusal means: not for this case).
    """

    code: str
    name: str
    rule: str = ""
    start: str = "on"
    due: str = ""
    when: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper (文书或材料) of the file. `must`: the file cannot be archived without it.

    `made` when the software writes it from the facts; otherwise somebody attaches it. `when` names a guard as in Runs:
    the paper is asked of this case only where the guard lets it pass. `whose` document it is (责任者 of the catalogue):
    a word that its folder knows, as committee, party or court; empty for what whoever filed it answers for.
    """

    code: str
    name: str
    must: bool = False
    made: bool = False
    when: str = ""
    article: str = ""
    whose: str = ""


@dataclass(frozen=True)
class Step:
    """One step a case of this procedure may take. `code` stands in the rows of the case, so it never changes.

    A step of a live procedure says who takes it (`roles`), from which states (`frm`; `opens` for those that begin a
    case), what its form asks, what must hold (`guards`, by name), and where it leads: to the state `to`, or by the code
    chosen in the field `by` to one of `turns`; with neither the case stays where it is. `"*"` in `frm` is every state
    that is not closed.
    """

    code: str
    name: str
    article: str = ""  # 行政处罚法第五十四条; empty where the step is the town's practice
    mark: Mark = "U"
    note: str = ""  # what the article leaves open, or who orders the step instead
    act: str = ""  # words of the button: 受理
    lane: str = ""
    roles: tuple[str, ...] = ()
    opens: bool = False
    anywhere: bool = False  # opens a case in any village of the town, by people bound to one as well
    frm: tuple[str, ...] = ()
    to: str = ""
    by: str = ""
    turns: tuple[tuple[str, str], ...] = ()
    part: str = ""  # of a step taken in parts: the field whose code "done" says that this part was done
    asks: tuple[Column, ...] = ()
    guards: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()  # papers that must be in the file
    makes: tuple[str, ...] = ()  # papers that can be written once it is taken
    starts: tuple[Runs, ...] = ()
    ends: tuple[str, ...] = ()  # clocks that are done with it
    aside: bool = False  # beside the main way: offered under 更多, not in the diagram
    at_hand: bool = False  # aside, and often wanted: a button next to the one of the next step all the same

    @property
    def button(self) -> str:
        """What its button says."""
        return self.act or self.name

    @property
    def leads_on(self) -> bool:
        """Whether the case may stand elsewhere after it."""
        return bool(self.to or self.turns)

    def leads_to(self, now: str, facts: dict[str, object]) -> str:
        """The state after the step, given the codes chosen; `now` when it changes nothing."""
        if self.by:
            return dict(self.turns).get(str(facts.get(self.by) or ""), "") or self.to or now
        return self.to or now

    def column(self, field: str) -> Column | None:
        """What the form asks under that name."""
        return next((column for column in self.asks if column.field == field), None)


@dataclass(frozen=True)
class Procedure:
    """The steps of one kind of case, in their usual order, under one edition of the rules.

    Without states it only names the steps of history; with them it is live: cases are opened and taken through it.
    Raises WrongDeclaration when a code stands twice, a step has no name, or a verified step cites nothing.
    """

    code: str
    name: str
    edition: str  # 年份或版本: 2021, of the rules these steps follow
    steps: tuple[Step, ...]
    basis: str = ""  # the laws, in one line
    states: tuple[State, ...] = ()
    papers: tuple[Paper, ...] = ()
    lanes: tuple[tuple[str, str], ...] = ()  # (code, name) of the diagram's lanes, in order
    since: date = date.min
    until: date | None = None

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for step in self.steps:
            if step.code in seen:
                raise WrongDeclaration(f"{self.code}: step {step.code} is declared twice")
            if not step.code or not step.name:
                raise WrongDeclaration(f"{self.code}: a step without a code or a name")
            if step.mark != "U" and not step.article:
                raise WrongDeclaration(
                    f"{self.code}: step {step.code} is marked {step.mark} but cites nothing"
                )
            seen.add(step.code)
        for what, codes in (
            ("state", [s.code for s in self.states]),
            ("paper", [p.code for p in self.papers]),
        ):
            if twice := {code for code in codes if codes.count(code) > 1}:
                raise WrongDeclaration(f"{self.code}: {what} {twice.pop()} is declared twice")

    @property
    def live(self) -> bool:
        """Whether cases are taken through it, rather than only remembered by its steps."""
        return bool(self.states)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the steps, in order."""
        return tuple(step.code for step in self.steps)

    def step(self, code: str) -> Step:
        """The step of that code; KeyError when the procedure has none."""
        for step in self.steps:
            if step.code == code:
                return step
        raise KeyError(code)

    def state(self, code: str) -> State:
        """The state of that code; KeyError when the procedure has none."""
        for state in self.states:
            if state.code == code:
                return state
        raise KeyError(code)

    def paper(self, code: str) -> Paper:
        """The paper of that code; KeyError when the procedure has none."""
        for paper in self.papers:
            if paper.code == code:
                return paper
        raise KeyError(code)

    def openings(self) -> Iterator[Step]:
        """The steps that begin a case."""
        return (step for step in self.steps if step.opens)

    def possible(self, state: str) -> Iterator[Step]:
        """The steps that can be taken from that state, in the order declared."""
        closed = self.state(state).closed
        return (
            step
            for step in self.steps
            if state in step.frm or ("*" in step.frm and not closed and not step.opens)
        )

    def ends_alone(self, clock: str, state: str) -> Step | None:
        """The one step from that state with which a clock is done: what its deadline asks for. None where several do."""
        ending = [step for step in self.possible(state) if clock in step.ends]
        return ending[0] if len(ending) == 1 else None

    def clocks(self) -> dict[str, Runs]:
        """Every clock some step starts, by code."""
        return {runs.code: runs for step in self.steps for runs in step.starts}
