"""Steps and procedures as plain data: each step with its code, its name and the article it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# How sure we are of an article: V read in a text of the law, X seen in an excerpt, U not verified or no law at all.
Mark = Literal["V", "X", "U"]


class WrongDeclaration(ValueError):
    """A procedure that contradicts itself; the message names it and the step."""


@dataclass(frozen=True)
class Step:
    """One step a case of this procedure may take. `code` stands in the rows of the case, so it never changes."""

    code: str
    name: str
    article: str = ""  # 行政处罚法第五十四条; empty where the step is the town's practice
    mark: Mark = "U"
    note: str = ""  # what the article leaves open, or who orders the step instead


@dataclass(frozen=True)
class Procedure:
    """The steps of one kind of case, in their usual order, under one edition of the rules.

    Raises WrongDeclaration when a code stands twice, a step has no name, or a verified step cites nothing.
    """

    code: str
    name: str
    edition: str  # 年份或版本: 2021, of the rules these steps follow
    steps: tuple[Step, ...]
    basis: str = ""  # the laws, in one line

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
