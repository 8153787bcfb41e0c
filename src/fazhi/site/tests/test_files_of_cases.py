"""Files of a case over the pages: who opens which, every taking away is traced, what is refused leaves nothing on disk."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from fazhi.cases.filing import attach
from fazhi.cases.models import Attachment
from fazhi.evidence.folders import kept_files, unfinished_files
from fazhi.evidence.store import keep
from fazhi.orgs.models import User
from fazhi.site.tests.full_town import FullTown, a_full_town
from fazhi.storage.ids import new_id
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
ROLES = ("justice_office", "grid_worker", "town_leader", "county_bureau", "village_mediator")


@pytest.fixture
def full(tmp_path: Path) -> FullTown:
    return a_full_town("甲镇", "jia", tmp_path, roles=ROLES)


def client_of(full: FullTown, role: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=full.people[role].key))
    return client


def a_word_file() -> io.BytesIO:
    document, written = Document(), io.BytesIO()
    document.add_paragraph("示例甲承认堵了水沟")
    document.save(written)
    written.seek(0)
    return written


def test_a_grid_worker_opens_only_what_they_put_in(full: FullTown) -> None:
    kind, case_id, theirs = full.args["paper_open"]
    client = client_of(full, "grid_worker")
    assert client.get(full.url("paper_open")).status_code == 404
    assert client.get(full.url("paper_thumbnail")).status_code == 404
    assert client.get(full.url("case_papers")).status_code == 403
    assert client.post(full.url("paper_attach"), {"command": str(new_id())}).status_code == 403
    assert str(theirs) not in client.get(full.url("record_page")).content.decode()
    kept = keep(io.BytesIO(Path(__file__).read_bytes()), "我看见的.txt")
    own = attach(kind, case_id, kept, town=full.town, by=full.people["grid_worker"]).step_id
    assert client.get(reverse("paper_open", args=[kind, case_id, own])).status_code == 200
    assert client_of(full, "town_leader").get(full.url("paper_open")).status_code == 200


def test_a_word_file_is_saved_whatever_link_was_clicked_and_the_trace_says_so(full: FullTown) -> None:
    kind, case_id, _ = full.args["paper_open"]
    put = attach(
        kind, case_id, keep(a_word_file(), "笔录.docx"), town=full.town, by=full.people["justice_office"]
    )
    answer = client_of(full, "county_bureau").get(reverse("paper_open", args=[kind, case_id, put.step_id]))
    assert answer["Content-Disposition"].startswith("attachment")
    taken = TraceRecord.objects.get(subject=str(case_id), verb="downloaded")
    assert taken.actor == full.people["county_bureau"].key
    assert "笔录.docx" in taken.change


@pytest.mark.parametrize("role", ["town_leader", "county_bureau"])
def test_a_file_from_who_may_not_file_is_refused_before_it_lies_on_disk(full: FullTown, role: str) -> None:
    before = {*kept_files(), *unfinished_files()}
    sent = {"command": str(new_id()), "file": SimpleUploadedFile("x.txt", "占地方的内容".encode() * 50)}
    answer = client_of(full, role).post(full.url("paper_attach"), sent)
    assert answer.status_code == 403
    assert "请交给司法所" in answer.content.decode()
    assert {*kept_files(), *unfinished_files()} == before


def test_a_file_for_a_case_that_is_not_there_lies_nowhere(full: FullTown) -> None:
    before = {*kept_files(), *unfinished_files()}
    sent = {"command": str(new_id()), "file": SimpleUploadedFile("x.txt", "占地方的内容".encode() * 50)}
    url = reverse("paper_attach", args=["dispute", new_id()])
    assert client_of(full, "justice_office").post(url, sent).status_code == 404
    assert {*kept_files(), *unfinished_files()} == before
    assert Attachment.objects.count() == 1


def test_a_paper_is_looked_at_before_it_is_written_only_by_who_may_write_it(full: FullTown) -> None:
    assert client_of(full, "village_mediator").get(full.url("paper_preview")).status_code == 200
    assert client_of(full, "town_leader").get(full.url("paper_preview")).status_code == 403
