"""The swim lanes of a case: what was done, where it stands, what lies ahead, from the declaration and the steps taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from fazhi.procedures.declaration import Procedure, State, Step

Standing = Literal["done", "fail", "now", "todo"]


@dataclass(frozen=True)
class Dot:
    """One step in a lane. `number` counts the tries of a step that may be taken again; `outcome` is what came of it."""

    name: str
    standing: Standing
    on: date | None = None
    outcome: str = ""
    number: int = 0
    times: int = 1  # more than one where a ledger only counted


@dataclass
class Lane:
    """One lane; `current` when the case is in it now."""

    code: str
    name: str
    current: bool = False
    dots: list[Dot] = field(default_factory=list)


def lanes_of(
    procedure: Procedure, state: str, taken: Sequence[Mapping[str, Any]], *, offers: str = ""
) -> list[Lane]:
    """The lanes in order, without those nothing happens in. `taken` are the rows of the steps, in order.

    `offers` is the code of the step the page offers next; it is drawn where it leads on.
    """
    if offers and not procedure.step(offers).leads_on:
        offers = ""
    lanes = {code: Lane(code, name) for code, name in procedure.lanes}
    if not lanes:
        return []
    here = procedure.state(state)
    last = next(reversed(lanes))
    for lane, dot in [*_past(procedure, taken), *_ahead(procedure, here, offers or here.offers)]:
        lanes.get(lane, lanes[last]).dots.append(dot)
    if here.lane in lanes and not here.closed:
        lanes[here.lane].current = True
    return [lane for lane in lanes.values() if lane.dots]


def outcome_of(step: Step, facts: Mapping[str, Any]) -> str:
    """The word chosen where the step parts ways; empty for a step that always leads the same way."""
    return str(facts.get(step.by) or "") if step.by else ""


def codes_of(step: Step, facts: Mapping[str, Any]) -> dict[str, object]:
    """The codes behind the words chosen in a step's form."""
    return {
        column.field: column.choices.code_of(str(facts[column.field]))
        for column in step.asks
        if column.choices and facts.get(column.field)
    }


def _past(procedure: Procedure, taken: Sequence[Mapping[str, Any]]) -> list[tuple[str, Dot]]:
    known = {step.code: step for step in procedure.steps}
    states = {state.code: state for state in procedure.states}
    dots: list[tuple[str, Dot]] = []
    tries: dict[str, int] = {}
    state = ""
    for row in taken:
        step = known.get(row["code"])
        if step is None:
            continue
        before = state
        told = row["at"] is None  # by a ledger: what it led to is not known
        # A second opening is another report of the same matter (merging.py): it leads nowhere new.
        stays = told or (step.opens and before != "")
        state = before if stays else step.leads_to(before, codes_of(step, row["facts"]))
        moved = state != before
        if step.aside and not moved:
            continue
        lane = _lane(states, step, state if step.opens else before)
        again = is_repeatable(step) or row["count"] > 1
        # It did not get anywhere when the same may be tried again.
        done_in_part = bool(step.part) and codes_of(step, row["facts"]).get(step.part) == "done"
        failed = again and (not moved or state in step.frm) and not done_in_part
        number = tries[step.code] = tries.get(step.code, 0) + row["count"] if again else 0
        dots.append((
            lane,
            Dot(
                step.name, "fail" if failed else "done", row["on"], outcome_of(step, row["facts"]), number,
                row["count"],
            ),
        ))  # fmt: skip
    return dots


def _lane(states: Mapping[str, State], step: Step, state: str) -> str:
    """The step's own lane, else that of the state it was taken in; a case opens where it then stands."""
    if state in states and (step.opens or not step.lane):
        return states[state].lane
    return step.lane


def is_repeatable(step: Step) -> bool:
    """Whether a step may lead back to where it may be taken again: an attempt."""
    return any(state in step.frm for _, state in step.turns)


def _ahead(procedure: Procedure, here: State, offers: str) -> list[tuple[str, Dot]]:
    dots: list[tuple[str, Dot]] = []
    for lane, step in _way(procedure, here, offers, frozenset()):
        dots.append((lane, Dot(step.name, "todo" if dots else "now")))
    return dots


def _way(procedure: Procedure, state: State, offers: str, seen: frozenset[str]) -> list[tuple[str, Step]]:
    """The usual steps from here to the end; where they part, the longest way, since it shows all that may come."""
    if state.closed or not offers:
        return []
    step = procedure.step(offers)
    seen |= {state.code}
    ways = [
        _way(procedure, after, after.offers, seen)
        for code in dict.fromkeys([*(code for _, code in step.turns), step.to])
        if code
        and code not in seen
        # Another try of the same step is no way on.
        and (after := procedure.state(code)).offers != step.code
    ]
    return [(step.lane or state.lane, step), *max(ways, key=len, default=[])]
