"""What a work folder adds to the pages of its live cases, beyond what its procedure declares.

The pages themselves know no kind of work: diagram, buttons, forms, clocks and papers come from the declaration. What a
declaration cannot say (which facts stand under the heading, with what a form begins) a folder registers here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from fazhi.cases.drafts import Draft
from fazhi.orgs.models import Town
from fazhi.procedures.declaration import Step


@dataclass(frozen=True)
class Given:
    """What the form of a step begins with, by field.

    `initial` stands in the form; `offered` are the words to choose among (names as ticks); `suggested` come up while
    one writes, and any other word is taken.
    """

    initial: Mapping[str, Any] = field(default_factory=dict)
    offered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    suggested: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """A saved filter of the list: its code in the address, its words, and the rows it leaves on that day."""

    code: str
    name: str
    rows: Callable[[Town, date], Q]


@dataclass(frozen=True)
class CasePage:
    """The additions of one kind of case.

    `facts` are the pairs under the heading; `given` what a step's form begins with. `tables` names the fields of Shape
    ITEMS that are written as rows of cells: {field: headings}, one line of text for each row. `told` says how the
    timeline words the lines of such a field, given the day of the step. `settled` tells which cases of the same type
    ended well, `stages` the saved filters of the list.
    """

    kind: str
    facts: Callable[[Draft], Sequence[tuple[str, str]]] = lambda draft: ()
    given: Callable[[Draft, Step], Given] = lambda draft, step: Given()
    tables: Mapping[str, Sequence[str]] = field(default_factory=dict)
    told: Mapping[str, Callable[[Sequence[str], date], Sequence[str]]] = field(default_factory=dict)
    settled: Q | None = None
    stages: Sequence[Stage] = ()


_pages: dict[str, CasePage] = {}


def register_case_page(page: CasePage) -> None:
    """Make the additions of a kind known; called from the work folder's AppConfig.ready()."""
    _pages[page.kind] = page


def case_page_of(kind: str) -> CasePage:
    """The additions of that kind; none when nobody registered any."""
    return _pages.get(kind) or CasePage(kind)
