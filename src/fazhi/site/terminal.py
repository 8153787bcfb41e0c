"""What a command says to the person at the machine, and how it gives up."""

from __future__ import annotations

import sys


class CommandFailed(Exception):
    """The command cannot go on; the message says why and what to do. `code` is the exit status."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def say(text: str) -> None:
    """A line to the person at the machine."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201
