"""Which process works on something, and whether it still runs: what a crash left is told from what is under way."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

log = logging.getLogger(__name__)

SIGN_EVERY = 15  # seconds


def this_worker() -> str:
    """Host and process, by which others tell whether the writer still lives."""
    return f"{socket.gethostname()}:{os.getpid()}"


def is_gone(worker: str, alive_at: datetime, quiet_seconds: int = 60) -> bool:
    """Whether that process no longer runs: asked of the system on this machine, else by how long it has been quiet."""
    host, _, pid = worker.rpartition(":")
    if host == socket.gethostname() and pid.isdigit() and os.name == "posix":
        try:
            os.kill(int(pid), 0)  # signal 0 asks, it does not stop
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        # This very process asks: what it wrote itself it is no longer writing.
        return int(pid) == os.getpid()
    return (datetime.now(UTC) - alive_at).total_seconds() > quiet_seconds


@contextmanager
def signs_of_life(tell: Callable[[], object]) -> Iterator[None]:
    """While the block runs, `tell` is called again and again by a thread of its own.

    For work that says nothing for long: a large workbook being opened, a volume being written. Windows cannot be asked
    whether a process lives.
    """
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(SIGN_EVERY):
            try:
                tell()
            except DatabaseError:  # busy; the next sign comes soon
                log.info("no sign of life")
            finally:
                connection.close()

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()


def start_process(*words: str) -> subprocess.Popen[bytes]:
    """A command of ours in a process of its own, on the same data; returns at once. Whoever starts it waits for it."""
    environment = {**os.environ, "FAZHI_DATA": str(settings.DATA), "PYTHONUTF8": "1"}
    options: dict[str, Any] = {}
    if os.name == "nt":
        # No black window on an office PC.
        options["creationflags"] = subprocess.CREATE_NO_WINDOW  # type: ignore[attr-defined]
    else:
        options["start_new_session"] = True
    return subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-m", "fazhi", *words],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        close_fds=True, **options,
    )  # fmt: skip
