"""The database as it stands at one moment, for whoever reads all of it while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """For the block, every read sees what was there at its first. Nothing can be written in it; others write on.

    Inside a transaction, as in tests, it is that transaction's moment: on PostgreSQL each statement's own.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        # Plain BEGIN: a read snapshot in WAL mode, which lets others go on writing; ours are IMMEDIATE and would not.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
