"""What is missing, altered or unknown on disk is found."""

from __future__ import annotations

import os

import pytest

from fazhi.evidence.checking import UNDER_WAY, Compared, file_faults
from fazhi.evidence.folders import INCOMING, files_folder, path_of
from fazhi.evidence.store import keep_bytes, record_kept
from fazhi.evidence.tests import files
from fazhi.evidence.thumbnails import thumbnail

pytestmark = pytest.mark.django_db


def codes() -> list[str]:
    return [fault.code for fault in file_faults()]


def test_files_as_they_were_kept_are_no_fault() -> None:
    thumbnail(record_kept(keep_bytes(files.picture(), "a.jpg")))
    compared = Compared()
    assert list(file_faults(compared)) == []
    assert compared.files == 1


def test_a_missing_and_an_altered_file_are_named() -> None:
    gone, other = (record_kept(keep_bytes(files.pdf(n), "a.pdf")) for n in (1, 2))
    for one in (gone, other):
        one.path.chmod(0o600)
    gone.path.unlink()
    content = bytearray(other.path.read_bytes())
    content[100] ^= 1
    other.path.write_bytes(content)
    faults = {fault.where: fault.code for fault in file_faults()}
    assert faults == {gone.digest: "file_missing", other.digest: "file_altered"}


def test_a_file_that_no_row_names_is_told_once_no_upload_can_be_under_way() -> None:
    kept = keep_bytes(files.pdf(), "a.pdf")
    assert codes() == []
    path = path_of(kept.digest)
    earlier = path.stat().st_mtime - UNDER_WAY - 1
    os.utime(path, (earlier, earlier))
    assert codes() == ["file_unknown"]
    half = files_folder() / INCOMING / "half"
    half.write_bytes(b"%PDF")
    assert codes() == ["file_unknown"]
    os.utime(half, (earlier, earlier))
    assert codes() == ["file_unknown", "file_unknown"]
