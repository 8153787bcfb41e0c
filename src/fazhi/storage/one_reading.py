"""What one page asks several times, asked once: for as long as a reading lasts, in its own thread.

Only for what cannot change while a page is only read; whoever writes the trace forgets all of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
_reading = threading.local()


@contextmanager
def one_reading() -> Iterator[None]:
    """While the block lasts, `once` remembers."""
    _reading.known = {}
    try:
        yield
    finally:
        _reading.known = None


def once(key: Hashable, ask: Callable[[], T]) -> T:
    """`ask()`, or what it answered before in this reading; outside of one it is always asked."""
    known: dict[Hashable, T] | None = getattr(_reading, "known", None)
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    return known[key]


def forget() -> None:
    """Something was written: whatever was remembered may no longer hold."""
    if getattr(_reading, "known", None):
        _reading.known = {}
