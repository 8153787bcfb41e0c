"""What one page asks several times, asked once: for as long as a reading lasts, in its own thread.

Only for what cannot change while a page is only read; whoever writes the trace forgets all of it. What every page asks
of its town and its reader (which rows are hidden, what is new, what waits unseen) are questions registered here: the
first of them that is asked in a reading brings the answers to all, in one statement.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

from django.db.models import QuerySet

from fazhi.storage.together import ask_again

T = TypeVar("T")
_reading = threading.local()

# (town's id, who asks) -> a query whose columns are text (`together.as_text`). It may depend on these two and on the day
# (UTC), and on nothing else; of who asks on what `sight` tells.
Question = Callable[[Any, Any], "QuerySet[Any, Any]"]


class _Registered(NamedTuple):
    question: Question
    read: Callable[[list[tuple[Any, ...]]], Any]
    personal: bool


_questions: dict[str, _Registered] = {}


def register_question(
    name: str, question: Question, read: Callable[[list[tuple[Any, ...]]], Any], *, personal: bool = False
) -> None:
    """Make known what every page asks. `read` turns the rows of the answer into what `answer` gives.

    `personal`: the answer depends on who asks, and not on the town alone.
    """
    _questions[name] = _Registered(question, read, personal)


@contextmanager
def one_reading() -> Iterator[None]:
    """While the block lasts, `once` and `answer` remember."""
    _reading.known, _reading.whose = {}, None
    try:
        yield
    finally:
        _reading.known = _reading.whose = None


def reading_for(town_id: Any, who: Any) -> None:
    """Whose town this reading is about and who reads, once that is known."""
    if getattr(_reading, "known", None) is not None:
        _reading.whose = (town_id, who)


def once(key: Hashable, ask: Callable[[], T]) -> T:
    """`ask()`, or what it answered before in this reading; outside of one it is always asked."""
    known: dict[Hashable, T] | None = getattr(_reading, "known", None)
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    return known[key]


def answer(name: str, town_id: Any, who: Any = None) -> Any:
    """The answer to a registered question; in a reading about that town and person, to all of them at once."""
    known: dict[Hashable, Any] | None = getattr(_reading, "known", None)
    if known is None:
        return _asked([name], town_id, who)[name]
    if _place(name, town_id, who) not in known:
        whose = getattr(_reading, "whose", None)
        together = (
            whose is not None and whose[0] == town_id and (who == whose[1] or not _questions[name].personal)
        )
        reader = whose[1] if together and whose else who
        for one, found in _asked(list(_questions) if together else [name], town_id, reader).items():
            known[_place(one, town_id, reader)] = found
    return known[_place(name, town_id, who)]


def _place(name: str, town_id: Any, who: Any) -> Hashable:
    return ("question", name, town_id, who if _questions[name].personal else None)


def _asked(names: list[str], town_id: Any, who: Any) -> dict[str, Any]:
    """The questions look the same for a person all day long, so they are compiled once."""
    asked = [name for name in names if who is not None or not _questions[name].personal]
    key = ("questions", *asked, town_id, getattr(who, "sight", None), datetime.now(UTC).date())
    answers = dict(
        zip(
            asked,
            ask_again(key, lambda _: [_questions[one].question(town_id, who) for one in asked]),
            strict=True,
        )
    )
    return {name: _questions[name].read(answers.get(name, [])) for name in names}


def forget() -> None:
    """Something was written: whatever was remembered may no longer hold."""
    if getattr(_reading, "known", None):
        _reading.known = {}
