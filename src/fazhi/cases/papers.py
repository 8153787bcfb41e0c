"""Which papers a case's file has, which it still lacks, and which it may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fazhi.cases.drafts import Draft
from fazhi.cases.procedures import LiveProcedure, procedure_of
from fazhi.procedures.declaration import Paper, Step

_NO_STEP = Step("papers", "材料")


@dataclass(frozen=True)
class PaperState:
    """One paper of the procedure in one case: whether this case must have it, and the files that are there."""

    paper: Paper
    must: bool
    asked: bool  # whether its condition holds for this case at all
    files: tuple[dict[str, Any], ...]

    @property
    def lacking(self) -> bool:
        return self.must and not self.files


def paper_states(draft: Draft) -> list[PaperState]:
    """Every paper of the case's procedure, in the order of the file."""
    live: LiveProcedure = procedure_of(draft.kind.code, draft.case["edition"])
    found = []
    for paper in live.declaration.papers:
        asked = not paper.when or live.guards[paper.when](draft, _NO_STEP, {}) is None
        found.append(PaperState(paper, paper.must and asked, asked, tuple(draft.papers(paper.code))))
    return found


def lacking(draft: Draft) -> list[Paper]:
    """The papers the case must have and has not."""
    return [state.paper for state in paper_states(draft) if state.lacking]
