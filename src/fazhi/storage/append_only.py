"""Triggers that refuse UPDATE and DELETE, with the same name and message on both databases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.migrations.operations import RunPython

MESSAGE = "操作记录只能增加，不能修改或删除"


def trigger_names(table: str) -> list[str]:
    """The triggers a table must have for `fazhi check` to find it guarded."""
    names = [f"{table}_refuses_update", f"{table}_refuses_delete"]
    return [*names, f"{table}_refuses_truncate"] if connection.vendor == "postgresql" else names


def _statements(vendor: str, tables: Iterable[str]) -> Iterable[str]:
    for table in tables:
        if vendor == "sqlite":
            for event in ("update", "delete"):
                yield (
                    f"CREATE TRIGGER {table}_refuses_{event} BEFORE {event.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
                )
        else:
            # search_path does not travel to the workers of a distributed schema, so the function keeps its own.
            yield (
                f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT "
                f"AS $$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
            )
            for event in ("update", "delete"):
                yield (
                    f"CREATE TRIGGER {table}_refuses_{event} BEFORE {event.upper()} ON {table} "
                    f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
                )
            yield (
                f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
            )


class AppendOnly(RunPython):
    """Migration operation: from here on these tables only grow."""

    def __init__(self, *tables: str) -> None:
        self.tables = tables

        def guard(apps: Any, schema_editor: Any) -> None:
            for statement in _statements(schema_editor.connection.vendor, tables):
                schema_editor.execute(statement)

        super().__init__(guard, RunPython.noop)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__qualname__, list(self.tables), {})


def put_back_missing(tables: Iterable[str]) -> list[str]:
    """Make the guards that are gone anew; returns their names. The rows they guarded must be checked by a person."""
    gone = missing_triggers(tables)
    broken = [table for table in tables if any(name.startswith(f"{table}_refuses_") for name in gone)]
    with connection.cursor() as cursor:
        for table in broken:
            for name in trigger_names(table):
                cursor.execute(
                    f"DROP TRIGGER IF EXISTS {name}"
                    + (f" ON {table}" if connection.vendor == "postgresql" else "")
                )
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {table}_refuse()")
        for statement in _statements(connection.vendor, broken):
            cursor.execute(statement)
    return gone


def missing_triggers(tables: Iterable[str]) -> list[str]:
    """Names of guards that are gone from the database."""
    if connection.vendor == "sqlite":
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        # A trigger that is there but disabled guards nothing.
        sql = (
            "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        there = {name for (name,) in cursor.fetchall()}
    return [name for table in tables for name in trigger_names(table) if name not in there]
