"""The workbooks of a batch as they came: kept by digest, handed out to who imports, traced, there after an undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import given
from fazhi.evidence.checking import file_faults
from fazhi.evidence.folders import kept_files
from fazhi.ledgers.models import BatchFile
from fazhi.ledgers.originals import take_out
from fazhi.ledgers.tests.office import DISPUTES, LICENCES, bring_in, hezuo
from fazhi.ledgers.undoing import undo
from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import CONSOLE, NotAllowed
from fazhi.records.checking import row_faults
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings: Any, tmp_path: Path) -> Town:
    settings.DATA = tmp_path / "data"
    return hezuo()


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def client_as(town: Town, role: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=given.somebody(town, role).key))
    return client


def test_an_import_keeps_its_workbooks_byte_for_byte_and_hands_them_out(town: Town) -> None:
    batch = bring_in(town, DISPUTES, LICENCES).batch
    assert batch is not None
    files = {file.name: file for file in BatchFile.objects.filter(batch=batch)}
    assert set(files) == {DISPUTES.name, LICENCES.name}
    office = client_as(town, "justice_office")
    page = office.get(reverse("batch", args=[batch.pk])).content.decode()
    for path in (DISPUTES, LICENCES):
        url = reverse("batch_file", args=[batch.pk, files[path.name].pk])
        assert url in page
        assert body(office.get(url)) == path.read_bytes()
    traced = TraceRecord.objects.filter(subject=str(batch.pk), verb="downloaded")
    assert [DISPUTES.name in one.change or LICENCES.name in one.change for one in traced] == [True, True]
    assert list(file_faults()) == []
    assert list(row_faults()) == []


def test_who_may_not_see_the_batch_may_not_take_its_files(town: Town) -> None:
    batch = bring_in(town, DISPUTES).batch
    assert batch is not None
    file = BatchFile.objects.get()
    url = reverse("batch_file", args=[batch.pk, file.pk])
    assert client_as(town, "town_leader").get(url).status_code == 403
    other = given.a_town("示例镇")
    assert client_as(other, "justice_office").get(url).status_code == 404
    with pytest.raises(NotAllowed):
        take_out(file.pk, town=town, by=given.somebody(town, "party_office"))
    assert not TraceRecord.objects.filter(verb="downloaded").exists()


def test_undoing_keeps_the_originals_and_bringing_them_back_keeps_the_content_once(town: Town) -> None:
    first = bring_in(town, DISPUTES).batch
    assert first is not None
    undo(first, by=CONSOLE)
    second = bring_in(town, DISPUTES).batch
    assert second is not None
    assert BatchFile.objects.filter(batch__in=(first, second)).count() == 2
    assert len(list(kept_files())) == 1
    file = BatchFile.objects.get(batch=first)
    answer = client_as(town, "justice_office").get(reverse("batch_file", args=[first.pk, file.pk]))
    assert body(answer) == DISPUTES.read_bytes()


def test_a_trial_or_an_import_of_nothing_new_leaves_no_file_behind(town: Town) -> None:
    bring_in(town, DISPUTES, dry_run=True)
    assert list(kept_files()) == []
    bring_in(town, DISPUTES)
    assert bring_in(town, DISPUTES).batch is None
    assert BatchFile.objects.count() == 1


def test_a_workbook_with_macros_is_read_and_not_kept_and_the_page_says_so(town: Town, tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "带宏.xlsm"
    path.write_bytes(DISPUTES.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    batch = bring_in(town, path).batch
    assert batch is not None
    assert not BatchFile.objects.exists()
    page = client_as(town, "justice_office").get(reverse("batch", args=[batch.pk])).content.decode()
    assert "没有留原件" in page
