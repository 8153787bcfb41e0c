"""The live procedures: a declaration, the named conditions it speaks of, and what each step does to the case.

Work folders register theirs in AppConfig.ready(). When one kind of work needs another, it names the procedure and opens
the linked case through here; the folders do not know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from fazhi.cases.drafts import Draft
from fazhi.orgs.models import Town
from fazhi.procedures.declaration import Procedure, Step
from fazhi.records.kinds import RecordKind, kind_of

# What the form of a step asked: {field: value}, values as their Column's Shape says.
Facts = Mapping[str, Any]
# A condition: None when it holds, else what is missing and what to do. It reads the draft and changes nothing.
Guard = Callable[[Draft, Step, Facts], "str | Exception | None"]
# What a step does to the rows of the case, beyond the step itself and its state.
Effect = Callable[[Draft, Step, dict[str, Any]], None]


@dataclass(frozen=True)
class Offer:
    """A step offered before the one of the state, where the case says more than its state does.

    The same condition twice: `fits` asks it of a case in hand for its page, `rows` of the cases of a list in SQL.
    """

    step: str
    fits: Callable[[Draft], bool]
    rows: Callable[[Town], Q]


@dataclass(frozen=True)
class LiveProcedure:
    """A declared procedure that cases of one kind are taken through.

    `opening` turns the facts of an opening step into the values of the kind's ledger, from which the rows are made.
    `takes_up` names the state in which a historical case goes on (接着办).
    """

    declaration: Procedure
    opening: Callable[[Step, Facts], dict[str, Any]]
    guards: Mapping[str, Guard] = field(default_factory=dict)
    effects: Mapping[str, Effect] = field(default_factory=dict)
    takes_up: Callable[[Draft], str] | None = None
    # The papers that can be written for the case as it stands: list of filing.Writable.
    writes: Callable[[Draft], list[Any]] | None = None
    # What the details of the case that stays take over from the one merged into it: (stays, goes) to the columns that
    # were added up. Raises Refused.
    merges: Callable[[Draft, Draft], Sequence[str]] | None = None
    offers: Sequence[Offer] = ()
    # The name of whose document it is (责任者): (the case, Paper.whose, the code of the step it tells of or "").
    names_whose: Callable[[Draft, str, str], str] | None = None

    @property
    def kind(self) -> RecordKind:
        return kind_of(self.declaration.code)


_procedures: dict[str, list[LiveProcedure]] = {}


def register_procedure(live: LiveProcedure) -> None:
    """Make an edition of a live procedure known; a later edition stands beside it, running cases keep theirs."""
    editions = _procedures.setdefault(live.declaration.code, [])
    editions[:] = [one for one in editions if one.declaration.edition != live.declaration.edition] + [live]
    editions.sort(key=lambda one: one.declaration.since)


def live_procedures() -> list[LiveProcedure]:
    """Every edition of every live procedure."""
    return [live for editions in _procedures.values() for live in editions]


def is_taken_live(kind: str) -> bool:
    """Whether cases of that kind can be opened and taken through steps."""
    return kind in _procedures


def procedure_of(kind: str, edition: str) -> LiveProcedure:
    """The edition a running case keeps; KeyError when nobody declared it."""
    for live in _procedures[kind]:
        if live.declaration.edition == edition:
            return live
    raise KeyError(f"{kind} {edition}")


def current_procedure(kind: str, on: date) -> LiveProcedure:
    """The edition a case opened on that day follows; KeyError when the kind has no live procedure."""
    editions = _procedures[kind]
    return next((one for one in reversed(editions) if one.declaration.since <= on), editions[0])
