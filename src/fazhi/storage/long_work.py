"""What a process that writes rows by the hundred thousand sets otherwise than one that answers pages."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Pages of the write-ahead log (4 KB each) after which SQLite copies them into the database; its own default is 1000.
_LOG_PAGES, _LOG_PAGES_BY_DEFAULT = 10_000, 1_000


@contextmanager
def long_work() -> Iterator[None]:
    """For the time of the block, cycles are looked for seldom, and SQLite copies its log into the database seldom.

    Rows hold no cycles, and looking through all of them again and again costs a tenth of the time. A page of an index
    that changes with every chunk is written to the database once instead of ten times. Nothing is less safe: what is
    committed is in the log.
    """
    thresholds = gc.get_threshold()
    gc.freeze()  # what is there already, Django and all, is not gone through either
    gc.set_threshold(100_000, 20, 50)
    connection.ensure_connection()
    _set_log_pages(_LOG_PAGES)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        _set_log_pages(_LOG_PAGES_BY_DEFAULT)


def _set_log_pages(pages: int) -> None:
    # Past Django's cursor, which refuses to work after a failure: this must not hide the failure itself.
    if connection.vendor == "sqlite" and connection.connection is not None:
        connection.connection.execute(f"PRAGMA wal_autocheckpoint={pages}")
