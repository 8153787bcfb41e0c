"""Uploaded workbooks are kept under safe names, read and imported by a process of their own, and told of on the way."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given as any_of
from hypothesis import strategies as st

import given
from fazhi.ledgers import uploading
from fazhi.ledgers.models import Upload
from fazhi.ledgers.tests.office import DISPUTES, dispute_ledger, figures, hezuo
from fazhi.orgs import actions as orgs
from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.actions import Refused
from fazhi.records.models import ImportBatch
from fazhi.storage import workers

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return hezuo()


@pytest.fixture
def user(town: Town) -> User:
    someone = orgs.create_user("zhangmin", "张敏", "kaohe-2026-liang", by=CONSOLE)
    orgs.give_post(someone, town, "justice_office", by=CONSOLE)
    return someone


def as_file(path: Path, name: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name or path.name, path.read_bytes())


def kept(town: Town, user: User, *paths: Path) -> Upload:
    return uploading.keep([as_file(path) for path in paths], town=town, year=2023, user=user)


def test_files_are_kept_as_they_came_and_the_same_name_twice_is_two_files(
    town: Town, user: User, tmp_path: Path
) -> None:
    one, other = (
        dispute_ledger(tmp_path / "a" / "台账.xlsx", 1),
        dispute_ledger(tmp_path / "b" / "台账.xlsx", 2),
    )
    upload = kept(town, user, one, other)
    assert upload.files == ["台账.xlsx", "台账（2）.xlsx"]
    folder = uploading.folder_of(upload)
    assert (folder / "台账.xlsx").read_bytes() == one.read_bytes()
    assert (folder / "台账（2）.xlsx").read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("..\\..\\windows\\台账.xlsx", "台账.xlsx"),
        ("/etc/passwd", "passwd"),
        ("../../x.xlsx", "x.xlsx"),
        ("con.xlsx", "_con.xlsx"),
        ("a:b*?.xlsx", "a_b__.xlsx"),
        ("  .xlsx", "xlsx"),
        ("", "未命名"),
        ("台" * 200 + ".xlsx", "台" * 38 + ".xlsx"),
    ],
)
def test_names_are_made_safe(given_name: str, safe: str) -> None:
    assert uploading.safe_name(given_name) == safe


@any_of(st.text(max_size=300))
def test_no_name_leaves_the_folder(name: str) -> None:
    safe = uploading.safe_name(name)
    assert safe not in ("", ".", "..")
    assert not set(safe) & set('/\\\x00<>:"|?*')
    assert len(safe.encode("utf-8", "surrogatepass")) <= 140


def test_too_many_and_too_large_files_are_refused_with_what_to_do(
    town: Town, user: User, monkeypatch: Any
) -> None:
    files = [SimpleUploadedFile(f"{n}.xlsx", b"x") for n in range(21)]
    with pytest.raises(Refused, match="分几次"):
        uploading.keep(files, town=town, year=2023, user=user)
    monkeypatch.setattr(uploading, "MAX_FILE_BYTES", 10)
    with pytest.raises(Refused, match="分成几个文件"):
        uploading.keep([SimpleUploadedFile("大.xlsx", b"x" * 11)], town=town, year=2023, user=user)
    with pytest.raises(Refused, match="请选择"):
        uploading.keep([], town=town, year=2023, user=user)
    assert not Upload.objects.exists()


def test_reading_writes_nothing_and_keeps_the_preview(town: Town, user: User) -> None:
    upload = kept(town, user, DISPUTES)
    uploading.work(upload.pk)
    upload.refresh_from_db()
    assert upload.status == Upload.Status.READY
    assert (upload.done, upload.total) == (320, 320)
    assert upload.preview["files"][0]["sheets"][0]["new"] == 312
    assert not ImportBatch.objects.exists()


def test_progress_is_told_at_most_five_times_a_second(town: Town, user: User, monkeypatch: Any) -> None:
    upload = kept(town, user, DISPUTES)
    clock = [100.0]
    monkeypatch.setattr(uploading.time, "monotonic", lambda: clock[0])
    teller = uploading._Teller(upload)
    told = []
    for at in range(100):
        clock[0] += 0.05
        teller(at, 1000, "台账")
        upload.refresh_from_db()
        told.append(upload.done)
    assert 20 <= len(set(told)) <= 26


def test_importing_brings_the_rows_in_under_the_person_who_pressed_and_keeps_the_files(
    town: Town, user: User
) -> None:
    upload = kept(town, user, DISPUTES)
    uploading.work(upload.pk)
    Upload.objects.filter(pk=upload.pk).update(status=Upload.Status.IMPORTING)
    uploading.work(upload.pk)
    upload.refresh_from_db()
    assert upload.status == Upload.Status.DONE
    assert upload.batch is not None
    assert upload.batch.made_by == str(user.pk)
    assert figures(town)["disputes_found"] == 312
    assert (uploading.folder_of(upload) / DISPUTES.name).read_bytes() == DISPUTES.read_bytes()


def test_what_cannot_be_read_is_said(town: Town, user: User, tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"%PDF-1.7")
    upload = kept(town, user, tmp_path / "坏.xlsx")
    uploading.work(upload.pk)
    upload.refresh_from_db()
    assert upload.status == Upload.Status.FAILED
    assert "PDF" in upload.message


def test_an_unforeseen_fault_is_said_with_a_number_and_written_down(
    town: Town, user: User, monkeypatch: Any
) -> None:
    upload = kept(town, user, DISPUTES)

    def fail(*args: Any, **options: Any) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(uploading, "import_ledgers", fail)
    uploading.work(upload.pk)
    upload.refresh_from_db()
    assert upload.status == Upload.Status.FAILED
    assert str(upload.pk)[-8:].upper() in upload.message
    assert "secret" not in upload.message
    assert "ZeroDivisionError" in (uploading.folder_of(upload) / "fault.txt").read_text(encoding="utf-8")


def test_a_reader_that_died_is_noticed(town: Town, user: User) -> None:
    upload = kept(town, user, DISPUTES)
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    host = uploading.this_worker().rpartition(":")[0]
    Upload.objects.filter(pk=upload.pk).update(worker=f"{host}:{process.pid}")
    upload.refresh_from_db()
    assert uploading.look_after(upload).status == Upload.Status.FAILED
    assert "没有写入" in upload.message


def test_a_reader_that_never_began_is_noticed_after_a_minute(town: Town, user: User) -> None:
    upload = kept(town, user, DISPUTES)
    assert uploading.look_after(upload).status == Upload.Status.READING
    Upload.objects.filter(pk=upload.pk).update(alive_at=timezone.now() - timedelta(minutes=2))
    upload.refresh_from_db()
    assert uploading.look_after(upload).status == Upload.Status.FAILED


def test_import_pressed_twice_starts_once(town: Town, user: User, monkeypatch: Any) -> None:
    started: list[Any] = []
    monkeypatch.setattr(uploading, "start", started.append)
    upload = kept(town, user, DISPUTES)
    uploading.work(upload.pk)
    uploading.go(upload, user)
    uploading.go(upload, user)
    assert len(started) == 1


def test_an_upload_taken_back_leaves_no_file_and_one_under_way_is_not_taken_back(
    town: Town, user: User
) -> None:
    upload = kept(town, user, DISPUTES)
    folder = uploading.folder_of(upload)
    Upload.objects.filter(pk=upload.pk).update(status=Upload.Status.IMPORTING)
    with pytest.raises(Refused, match="整批撤销"):
        uploading.take_back(upload)
    Upload.objects.filter(pk=upload.pk).update(status=Upload.Status.READY)
    uploading.take_back(upload)
    assert not folder.exists()
    assert not Upload.objects.exists()


def test_a_person_who_may_no_longer_import_does_not(town: Town, user: User) -> None:
    upload = kept(town, user, DISPUTES)
    user.posts.all().delete()
    uploading.work(upload.pk)
    upload.refresh_from_db()
    assert upload.status == Upload.Status.FAILED
    assert "司法所" in upload.message


def test_the_process_that_reads_is_our_own_command_with_our_data_folder(
    town: Town, user: User, monkeypatch: Any, settings: Any
) -> None:
    calls: list[tuple[list[str], dict[str, Any]]] = []

    class Process:
        def __init__(self, command: list[str], **options: Any) -> None:
            calls.append((command, options))

        def wait(self) -> int:
            return 0

    monkeypatch.setattr(workers.subprocess, "Popen", Process)
    upload = kept(town, user, DISPUTES)
    uploading.start(upload)
    command, options = calls[0]
    assert command == [sys.executable, "-m", "fazhi", "work-upload", str(upload.pk)]
    assert options["env"]["FAZHI_DATA"] == str(settings.DATA)


def test_a_whole_upload_through_the_real_process(tmp_path: Path) -> None:
    """The database of the tests is in memory or in a transaction, so this one has a data folder of its own."""
    environment = {
        **os.environ, "FAZHI_DATA": str(tmp_path / "数据"), "PYTHONPATH": str(Path(given.__file__).parents[1] / "src"),
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    script = """
import sys, time
from pathlib import Path
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from fazhi.ledgers import uploading
from fazhi.ledgers.models import Upload
from fazhi.orgs.actions import create_town, create_user, give_post
from fazhi.orgs.permissions import CONSOLE
from fazhi.site.readiness import ready
ready()
town = create_town("合作镇", by=CONSOLE)
user = create_user("zhangmin", "张敏", "kaohe-2026-liang", by=CONSOLE)
give_post(user, town, "justice_office", by=CONSOLE)
path = Path(sys.argv[1])
upload = uploading.keep([SimpleUploadedFile(path.name, path.read_bytes())], town=town, year=2023, user=user)
def wait():
    uploading.start(upload)
    for _ in range(600):
        time.sleep(0.1)
        upload.refresh_from_db()
        if uploading.look_after(upload).status not in ("reading", "importing"):
            return upload.status
print(wait())
Upload.objects.filter(pk=upload.pk).update(status="importing")
print(wait(), upload.batch.number)
"""
    environment["DJANGO_SETTINGS_MODULE"] = "fazhi.site.settings"
    done = subprocess.run(
        [sys.executable, "-c", script, str(DISPUTES)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
    )
    assert done.stdout.split() == ["ready", "done", "1"], done.stderr
