"""What an import brings is found once it is published and indexed, and an undo takes it out of what is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from fazhi.ledgers.importing import void_leftovers
from fazhi.ledgers.tests.office import bring_in, cell, dispute_ledger, edited, hezuo
from fazhi.ledgers.undoing import undo
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.records import search_backlog
from fazhi.records.actions import correct, current_values
from fazhi.records.kinds import kind_of
from fazhi.records.models import SearchBacklog, SearchEntry
from fazhi.records.search_checking import search_faults
from fazhi.records.searching import Search

pytestmark = pytest.mark.django_db


def search(query: str, town: Town) -> Search:
    return Search(query, town=town, actor=CONSOLE)


def found(query: str, town: Town) -> int | None:
    return search(query, town).total


def test_the_sample_year_is_found_as_soon_as_it_is_in() -> None:
    town = hezuo()
    bring_in(town)
    assert not search("纠纷", town).waiting
    assert not SearchBacklog.objects.exists()
    assert len(search("合作镇", town).kinds) > 1 or found("纠纷", town)
    assert list(search_faults()) == []


def test_a_large_import_is_indexed_after_it_and_what_a_person_does_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_backlog, "FEW", 5)
    monkeypatch.setattr(search_backlog, "CHUNK", 4)
    town, kind = hezuo(), kind_of("dispute")
    result = bring_in(town, dispute_ledger(tmp_path / "a.xlsx", 12))
    assert result.batch is not None
    assert (found("示例甲", town), search("示例甲", town).waiting) == (0, True)
    record = kind.model.objects.filter(batch=result.batch).order_by("-pk").first()
    correct(
        kind, record.pk, {**current_values(kind, record.pk), "parties": ["新名", "示例乙"]}, town=town, by=CONSOLE
    )  # fmt: skip
    assert found("新名", town) == 1
    # The power goes after the first chunk, and somebody serves the pages again.
    assert search_backlog.work_off(go_on=lambda: False) == 4
    assert void_leftovers(CONSOLE) == 0
    assert search("示例甲", town).waiting
    assert search_backlog.work_off() == 7
    assert (found("示例甲", town), found("新名", town), search("新名", town).waiting) == (11, 1, False)
    assert list(search_faults()) == []


def test_an_undo_takes_out_what_came_and_the_file_brought_in_again_is_found_again(tmp_path: Path) -> None:
    town = hezuo()
    book = dispute_ledger(tmp_path / "a.xlsx", 6)
    batch = bring_in(town, book).batch
    assert batch is not None
    assert found("示例甲", town) == 6
    undo(batch, by=CONSOLE)
    assert found("示例甲", town) == 0
    assert list(search_faults()) == []
    bring_in(town, book)
    assert found("示例甲", town) == 6
    assert SearchEntry.objects.count() == 6
    assert list(search_faults()) == []


def test_a_batch_undone_before_it_was_indexed_leaves_only_what_a_person_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_backlog, "FEW", 0)
    town, kind = hezuo(), kind_of("dispute")
    batch = bring_in(town, dispute_ledger(tmp_path / "a.xlsx", 6)).batch
    assert batch is not None
    record = kind.model.objects.filter(batch=batch).first()
    correct(
        kind, record.pk, {**current_values(kind, record.pk), "parties": ["新名", "示例乙"]}, town=town, by=CONSOLE
    )  # fmt: skip
    undo(batch, by=CONSOLE)
    assert search_backlog.work_off() == 0
    assert (found("新名", town), found("示例甲", town)) == (1, 0)
    assert not SearchBacklog.objects.exists()
    assert list(search_faults()) == []
    monkeypatch.setattr(search_backlog, "FEW", 100)
    bring_in(town, dispute_ledger(tmp_path / "a.xlsx", 6))
    assert list(search_faults()) == []
    assert found("示例甲", town) in (5, 6)


def test_an_edited_file_changes_what_is_found_and_its_undo_changes_it_back(tmp_path: Path) -> None:
    town = hezuo()
    book = dispute_ledger(tmp_path / "a.xlsx", 6)
    bring_in(town, book)

    def edit(sheet) -> None:  # type: ignore[no-untyped-def]
        cell(sheet, 3, "纠纷类型").value = "土地纠纷"

    changed = bring_in(town, edited(book, tmp_path / "new", edit)).batch
    assert changed is not None
    assert (found("土地", town), found("邻里", town)) == (1, 5)
    undo(changed, by=CONSOLE)
    assert (found("土地", town), found("邻里", town)) == (0, 6)
    assert list(search_faults()) == []
