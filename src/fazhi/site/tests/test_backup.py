"""Backup and restore: everything comes back, and what is damaged is refused."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest

from installation import environment, run

SAMPLES = Path(__file__).parents[4] / "samples" / "hezuo-2023"


@cache
def place(folder: Path) -> dict[str, str]:
    """An installation of its own for a data folder."""
    return environment(folder)


def fazhi(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, on an installation of its own."""
    command = [sys.executable, "-m", "fazhi", *map(str, words)]
    return subprocess.run(command, env=place(folder), capture_output=True, text=True, check=False)


def keep_a_file(folder: Path) -> None:
    """A film and its row, made by the store in a process of its own."""
    code = (
        "import django; django.setup()\n"
        "from fazhi.evidence.store import keep_bytes, record_kept\n"
        "record_kept(keep_bytes(b'\\0\\0\\0\\x18ftypisom' + bytes(3_000_000), '现场.mp4'))\n"
    )
    run(code, place(folder))


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a town with two ledgers."""
    home = tmp_path_factory.mktemp("backup")
    files = [SAMPLES / "08调解工作室接待台账.xlsx", SAMPLES / "10普法视频台账.xlsx"]
    done = fazhi(home / "data", "import", *files, "--town", "合作镇", "--year", "2023", "--create-town")
    assert done.returncode == 0, done.stderr
    keep_a_file(home / "data")
    done = fazhi(home / "data", "backup", home / "all.zip")
    assert done.returncode == 0, done.stderr
    figures = fazhi(home / "data", "figures", "--town", "合作镇", "--year", "2023", "--json")
    (home / "figures.json").write_text(figures.stdout, encoding="utf-8")
    return home / "all.zip"


def test_a_restored_town_has_the_same_figures_and_a_whole_trace(backup: Path, tmp_path: Path) -> None:
    done = fazhi(tmp_path / "new", "restore", backup)
    assert done.returncode == 0, done.stderr
    assert "全部完好" in done.stderr
    figures = fazhi(tmp_path / "new", "figures", "--town", "合作镇", "--year", "2023", "--json")
    assert json.loads(figures.stdout) == json.loads(
        (backup.parent / "figures.json").read_text(encoding="utf-8")
    )


def test_the_files_come_back_under_their_digests(backup: Path, tmp_path: Path) -> None:
    kept = [path for path in (backup.parent / "data" / "files").rglob("*") if path.is_file()]
    assert len(kept) == 3, "the film, and the originals of both ledgers"
    done = fazhi(tmp_path / "new", "restore", backup)
    assert "3个文件" in done.stderr
    again = tmp_path / "new" / kept[0].relative_to(backup.parent / "data")
    assert again.read_bytes() == kept[0].read_bytes()
    again.unlink()
    done = fazhi(tmp_path / "new", "check")
    assert done.returncode == 1
    assert "文件不见了" in done.stderr


def test_a_folder_with_data_is_not_restored_over(backup: Path, tmp_path: Path) -> None:
    assert fazhi(tmp_path / "new", "town", "create", "示例镇").returncode == 0
    done = fazhi(tmp_path / "new", "restore", backup)
    assert done.returncode == 1
    assert "空文件夹" in done.stderr


def test_a_damaged_backup_is_refused_and_leaves_nothing(backup: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(damaged, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace("黄佩芳".encode(), "示例乙".encode()))
    done = fazhi(tmp_path / "new", "restore", damaged)
    assert done.returncode == 1
    assert "损坏" in done.stderr
    assert "Traceback" not in done.stderr
    assert fazhi(tmp_path / "new", "restore", backup).returncode == 0


def test_half_a_backup_is_refused(backup: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.zip"
    half.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    done = fazhi(tmp_path / "new", "restore", half)
    assert done.returncode == 1
    assert "完好" in done.stderr


def test_a_backup_is_never_written_over_another(backup: Path) -> None:
    done = fazhi(backup.parent / "data", "backup", backup)
    assert done.returncode == 1
    assert "换一个文件名" in done.stderr


def test_a_backup_tells_the_steps_as_one_made_before_they_were_joined(backup: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        steps = json.loads(archive.read("manifest.json"))["migrations"]
    assert {"trace.0001_initial", "trace.0002_append_only"} <= set(steps)
    assert not [step for step in steps if "_squashed_" in step]
