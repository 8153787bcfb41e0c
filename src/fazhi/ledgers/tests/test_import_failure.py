"""A failed import leaves nothing behind, and two at once do not bring everything in twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fazhi.ledgers import comparison, writing
from fazhi.ledgers.batches import void_leftovers
from fazhi.ledgers.importing import NothingReadable
from fazhi.ledgers.tests.office import (
    DISPUTES,
    RECEPTIONS,
    SAMPLES,
    books,
    bring_in,
    copied,
    dispute_ledger,
    figures,
    hezuo,
    totals,
)  # fmt: skip
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.actions import Refused
from fazhi.records.checking import row_faults
from fazhi.records.models import ImportBatch
from fazhi.storage.workers import is_gone, this_worker

pytestmark = pytest.mark.django_db


class Broken(Exception):
    """What goes wrong in these tests."""


def breaking_after(chunks: int) -> Any:
    """A progress report that fails after so many chunks were written."""
    left = [chunks]

    def report(done: int, total: int, what: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Broken

    return report


def test_an_import_that_fails_in_the_middle_leaves_nothing_to_be_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(comparison, "CHUNK", 50)
    town = hezuo()
    with pytest.raises(Broken):
        bring_in(town, DISPUTES, progress=breaking_after(3))
    assert ImportBatch.objects.get().status == ImportBatch.Status.FAILED
    assert books(town)["dispute"] == {}
    assert figures(town)["disputes_found"] == 0
    assert list(row_faults()) == []


def test_the_import_after_a_failed_one_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "CHUNK", 50)
    town = hezuo()
    with pytest.raises(Broken):
        bring_in(town, DISPUTES, progress=breaking_after(3))
    result = bring_in(town, DISPUTES)
    assert totals(result)["new"] == 312
    assert figures(town)["disputes_found"] == 312
    assert bring_in(town, DISPUTES).batch is None
    assert list(row_faults()) == []


def test_a_failure_while_changes_are_brought_in_takes_all_of_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fazhi.ledgers.tests.office import cell, data_rows, edited

    town = hezuo()
    path = dispute_ledger(tmp_path / "台账.xlsx", 4)
    bring_in(town, path)
    before = books(town)

    def edit(sheet: Any) -> None:
        for row in data_rows(sheet):
            cell(sheet, row, "村调解次数").value = 8

    real, calls = writing.apply, [0]

    def fail_at_the_third(*args: Any, **options: Any) -> Any:
        calls[0] += 1
        if calls[0] == 3:
            raise Broken
        return real(*args, **options)

    monkeypatch.setattr(writing, "apply", fail_at_the_third)
    with pytest.raises(Broken):
        bring_in(town, edited(path, tmp_path / "新", edit))
    assert books(town) == before


def test_start_up_voids_what_a_dead_process_left() -> None:
    town = hezuo()
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    host = this_worker().rpartition(":")[0]
    batch = ImportBatch.objects.create(
        town=town, number=1, year=2023, made_by="console", worker=f"{host}:{process.pid}"
    )
    assert void_leftovers(CONSOLE) == 1
    batch.refresh_from_db()
    assert batch.status == ImportBatch.Status.FAILED


def test_start_up_leaves_a_living_process_alone() -> None:
    town = hezuo()
    host = this_worker().rpartition(":")[0]
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        ImportBatch.objects.create(
            town=town, number=1, year=2023, made_by="console", worker=f"{host}:{process.pid}"
        )
        assert void_leftovers(CONSOLE) == 0
        with pytest.raises(Refused, match="正在导入"):
            bring_in(town, DISPUTES)
    finally:
        process.kill()
        process.wait()


def test_of_another_machine_silence_decides() -> None:
    now = datetime.now(UTC)
    assert not is_gone("elsewhere:1", now)
    assert is_gone("elsewhere:1", now - timedelta(minutes=2))


def test_an_import_that_compared_with_what_is_no_longer_so_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two at once: the first publishes while the second is still comparing."""
    town = hezuo()
    real, meanwhile = comparison.known_rows, []

    def known(*args: Any) -> Any:
        found = real(*args)
        if not meanwhile:
            meanwhile.append(True)
            bring_in(town, DISPUTES)
        return found

    monkeypatch.setattr(comparison, "known_rows", known)
    with pytest.raises(Refused, match="过时"):
        bring_in(town, DISPUTES)
    assert figures(town)["disputes_found"] == 312


def test_what_is_no_ledger_gets_a_clear_message_and_good_files_beside_it_come_in(tmp_path: Path) -> None:
    town = hezuo()
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(NothingReadable, match=r"坏\.xlsx：文件已损坏"):
        bring_in(town, tmp_path / "坏.xlsx")
    copied(RECEPTIONS, tmp_path, "好.xlsx")
    result = bring_in(town, tmp_path)
    assert [name for name, _ in result.broken] == ["坏.xlsx"]
    assert totals(result)["new"] == 151


def test_a_folder_without_ledgers_says_what_to_give(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text("x")
    with pytest.raises(NothingReadable, match=r"\.xlsx"):
        bring_in(hezuo(), tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")
def test_a_killed_import_leaves_nothing_and_the_next_one_works(tmp_path: Path) -> None:
    """The real command, killed while it writes; then start-up, then the same import again."""
    data = tmp_path / "其他数据"
    many = dispute_ledger(tmp_path / "台账.xlsx", 4000)
    environment = {**os.environ, "FAZHI_DATA": str(data), "PYTHONPATH": str(SAMPLES.parents[1] / "src")}
    environment.pop("DATABASE_URL", None)
    command = [
        sys.executable,
        "-m",
        "fazhi",
        "import",
        str(many),
        "--town",
        "合作镇",
        "--year",
        "2023",
        "--create-town",
    ]
    process = subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "正在导入" in line and " 0/" not in line:
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.returncode == -signal.SIGKILL

    def fazhi(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "fazhi", *words],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    told = fazhi("figures", "--town", "合作镇", "--year", "2023", "--json")
    assert "没有完成，已作废" in told.stderr
    assert json.loads(told.stdout)["figures"]["disputes_found"]["value"] == 0
    again = fazhi(*command[3:])
    assert again.returncode == 0, again.stderr
    told = fazhi("figures", "--town", "合作镇", "--year", "2023", "--json")
    assert json.loads(told.stdout)["figures"]["disputes_found"]["value"] == 4000
    assert fazhi("check").returncode == 0
