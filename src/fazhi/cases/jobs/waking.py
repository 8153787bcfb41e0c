"""How those who ask and those who make hear of each other within one process; between processes the table is looked at."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_bells: list[threading.Event] = []
_made = threading.Condition()


@contextmanager
def a_bell() -> Iterator[threading.Event]:
    """The bell of one worker, for as long as it works: rung when something was asked for."""
    bell = threading.Event()
    _bells.append(bell)
    try:
        yield bell
    finally:
        _bells.remove(bell)


def works_here() -> bool:
    """Whether a worker runs in this process."""
    return bool(_bells)


def wake() -> None:
    """Something was asked for."""
    for bell in _bells:
        bell.set()


def tell_made() -> None:
    """Something is over."""
    with _made:
        _made.notify_all()


def made_something(seconds: float) -> None:
    """Wait until something is over, at most so long."""
    with _made:
        _made.wait(seconds)
