"""What start-up, check, upgrade and restore do for search."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest
from django.db import connection

from fazhi.orgs.permissions import CONSOLE
from fazhi.pages.tests.towns import a_dispute, a_town
from fazhi.records.models import SearchBacklog, SearchEntry
from fazhi.records.searching import Search
from fazhi.site.backup import kept_models
from fazhi.site.command_line import main
from fazhi.site.commands.keeping import build_search
from fazhi.site.readiness import ready
from fazhi.storage import fulltext
from fazhi.trace.models import Seal

pytestmark = pytest.mark.django_db


def found(town: Any) -> int | None:
    return Search("示例甲", town=town, actor=CONSOLE).total


@pytest.fixture
def town() -> Any:
    made = a_town()
    a_dispute(made, parties=["示例甲", "示例乙"])
    return made


def test_a_sqlite_without_fts5_is_told_plainly_searched_all_the_same_and_mended_later(
    town: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ready()
    assert "FTS5" not in capsys.readouterr().err
    if connection.vendor != "sqlite":  # what SQLite was built with is nothing to PostgreSQL
        assert found(town) == 1
        return
    with monkeypatch.context() as without:
        without.setattr(fulltext, "built_in", lambda: False)
        ready()
        told = capsys.readouterr().err
        assert "没有全文索引（FTS5）" in told
        assert "请换用" in told
        assert found(town) == 1
        a_dispute(town, parties=["示例甲", "示例丙"])
        assert found(town) == 2
    assert found(town) == 1  # the table knows nothing of what was written without it
    ready()
    assert found(town) == 2
    assert not SearchBacklog.objects.exists()
    # A database that was made where FTS5 is left out has no table at all.
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {fulltext.words_table(SearchEntry)}")
    ready()
    assert found(town) == 2


def test_check_finds_a_missing_entry_and_mends_it_when_told(
    town: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    SearchEntry.objects.all().delete()
    capsys.readouterr()
    assert main(["check"]) == 1
    told = capsys.readouterr().err
    assert "有1条矛盾纠纷没有编进搜索，搜不到。请运行 fazhi check --rebuild-search。" in told
    assert main(["check", "--rebuild-search"]) == 0
    assert found(town) == 1


def test_who_serves_the_pages_indexes_what_waits(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from fazhi.site.commands import serving

    SearchEntry.objects.all().delete()
    SearchBacklog.objects.create(town=town)
    stopping = Event()
    monkeypatch.setattr(stopping, "wait", lambda seconds: stopping.set())
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own connection
    serving._index_what_waits(stopping)
    assert found(town) == 1
    assert not SearchBacklog.objects.exists()


def test_where_another_server_shows_the_pages_the_scheduled_tasks_index_and_seal(
    town: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    SearchEntry.objects.all().delete()
    SearchBacklog.objects.create(town=town)
    assert main(["make"]) == 0
    assert "给1条记录编了搜索的索引" in capsys.readouterr().err
    assert found(town) == 1
    assert not Seal.objects.exists()
    assert main(["remind"]) == 0
    assert Seal.objects.count() == 1


def test_an_upgrade_indexes_what_was_there_before(town: Any, capsys: pytest.CaptureFixture[str]) -> None:
    SearchEntry.objects.all().delete()
    SearchBacklog.objects.create(town=town)
    assert main(["upgrade"]) == 0
    assert "给1条记录编了搜索的索引" in capsys.readouterr().err
    assert found(town) == 1


def test_a_backup_holds_no_entries_since_a_restore_makes_them(town: Any) -> None:
    assert not {SearchEntry, SearchBacklog} & set(kept_models())
    SearchEntry.objects.all().delete()  # as after a restore, which ends in this
    build_search()
    assert found(town) == 1
