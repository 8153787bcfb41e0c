"""An installation made by the steps that were since joined into one has the same tables as a new one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from installation import environment, fazhi, run

# The steps one by one, as they were before they were joined, half the way.
EARLIER = """
import django; django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
executor.loader.replace_migrations = False
executor.loader.build_graph()
joined = executor.loader.replacements.values()
state = executor.migrate([step.replaces[(len(step.replaces) - 1) // 2] for step in joined])
state.apps.get_model("orgs", "Town").objects.create(name="示例镇")
"""
# What is there; then no record of the joined steps, as the earlier version would have left it.
THERE = """
import json, django; django.setup()
from django.db.migrations.recorder import MigrationRecorder
from fazhi.orgs.models import Town
from fazhi.records.models import SearchBacklog
from fazhi.site.tests.test_migrations import schema
print(json.dumps([
    schema(), sorted(MigrationRecorder.Migration.objects.values_list("app", "name")),
    [town.name for town in Town.objects.all()], SearchBacklog.objects.count(),
]))
MigrationRecorder.Migration.objects.filter(name__contains="_squashed_").delete()
"""
POSTGRESQL = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity "
    "FROM information_schema.columns WHERE table_schema = current_schema",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = current_schema::regnamespace",
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = current_schema::regnamespace",
)


def schema() -> list[list[Any]]:
    """Everything in the database but its rows. In which order the columns stand does not matter."""
    found: list[list[Any]] = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for sql in POSTGRESQL:
                cursor.execute(sql)
                found += [list(row) for row in cursor.fetchall()]
        else:
            cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
            found = [[*names, _parts(sql or "")] for *names, sql in cursor.fetchall()]
    return sorted(found, key=str)


def _parts(sql: str) -> list[str]:
    """A CREATE TABLE by its columns and constraints; anything else whole."""
    if not sql.startswith("CREATE TABLE"):
        return [sql]
    head, body = sql.split("(", 1)
    parts, depth = [""], 0
    for sign in body[: body.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [head.strip(), *sorted(re.sub(r"\s+", " ", part).strip() for part in parts)]


@pytest.mark.django_db
def test_an_earlier_installation_comes_to_the_same_tables_from_half_the_way_and_from_all_of_it(
    tmp_path: Path,
) -> None:
    where = environment(tmp_path / "data")
    new = schema()
    done = [list(step) for step in sorted(MigrationRecorder.Migration.objects.values_list("app", "name"))]
    assert any("_squashed_" in name for _, name in done)
    run(EARLIER, where)
    assert "已升级" in fazhi(where, "upgrade")
    there, steps, towns, backlog = json.loads(run(THERE, where))
    assert [one for one in there if one not in new] == [one for one in new if one not in there] == []
    assert steps == done
    assert (towns, backlog) == (["示例镇"], 0)
    assert "不用升级" in fazhi(where, "upgrade")
