"""Papers of the building project are files: kept by content, listed, opened by who may see, taken out with a reason."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from PIL import Image

from fazhi.evidence.checking import file_faults
from fazhi.evidence.folders import kept_files, path_of
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE, NotAllowed, Refused, actor
from fazhi.pages.tests.towns import a_person, a_town, client_of, text_of
from fazhi.reception.centre import begin_project, keep_piece
from fazhi.reception.models import ProjectFile, ProjectPaper
from fazhi.reception.project_files import attach, files_of, keep_files, take_out
from fazhi.records.checking import row_faults
from fazhi.site.backup import kept_models
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    made = a_town("示例镇")
    begin_project("示例中心建设", "", None, town=made, by=CONSOLE)
    return made


@pytest.fixture
def office(town: Town) -> Client:
    return client_of(a_person(town, "justice_office"))


def a_drawing(name: str = "一层平面图.png", colour: str = "white") -> SimpleUploadedFile:
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(picture, "PNG")
    return SimpleUploadedFile(name, picture.getvalue(), "image/png")


def a_budget() -> SimpleUploadedFile:
    document, written = Document(), io.BytesIO()
    document.add_paragraph("预算方案")
    document.save(written)
    return SimpleUploadedFile("预算方案.docx", written.getvalue())


def a_paper(office: Client, *files: Any, **changes: Any) -> ProjectPaper:
    sent = {
        "kind": "drawing",
        "title": "第二稿图纸",
        "on": "",
        "text": "",
        "kept_at": "",
        **changes,
        "files": list(files),
    }
    answer = office.post(reverse("centre_piece_new", args=["paper"]), sent)
    assert answer.status_code == 302, text_of(answer)
    return ProjectPaper.objects.get(title=sent["title"])


def test_a_paper_is_registered_with_its_files_in_one_form(town: Town, office: Client) -> None:
    paper = a_paper(office, a_drawing(), a_budget())
    page = text_of(office.get(reverse("centre_project")))
    for row in files_of(paper):
        assert row.name in page
        assert reverse("centre_file", args=[row.pk]) in page
    picture, word = files_of(paper)
    assert (picture.stored_file.width, picture.stored_file.height) == (400, 300)
    assert reverse("centre_file_thumbnail", args=[picture.pk]) in page
    assert office.get(reverse("centre_file_thumbnail", args=[picture.pk]))["Content-Type"] == "image/jpeg"
    assert office.get(reverse("centre_file_thumbnail", args=[word.pk])).status_code == 404
    shown = office.get(reverse("centre_file", args=[picture.pk]))
    assert shown["Content-Disposition"].startswith("inline")
    assert b"".join(shown.streaming_content) == a_drawing().read()
    assert list(row_faults()) == []
    assert list(file_faults()) == []


def test_a_word_file_is_saved_and_that_is_traced(town: Town, office: Client) -> None:
    row = files_of(a_paper(office, a_budget())).get()
    assert office.get(reverse("centre_file", args=[row.pk]))["Content-Disposition"].startswith("attachment")
    assert TraceRecord.objects.filter(subject=str(row.pk), verb="downloaded").count() == 1
    assert list(row_faults()) == []


def test_the_same_content_twice_is_one_file(town: Town, office: Client) -> None:
    paper = a_paper(office, a_drawing(), a_drawing("又一份.png"))
    office.post(reverse("centre_file_attach", args=[paper.pk]), {"files": [a_drawing("再一份.png")]})
    assert [row.name for row in files_of(paper)] == ["一层平面图.png"]


def test_a_bad_file_is_named_and_nothing_is_registered_half(town: Town, office: Client) -> None:
    sent = {
        "kind": "drawing",
        "title": "坏图纸",
        "files": [a_drawing(), SimpleUploadedFile("图.png", b"MZ\x90\x00\x03" + bytes(200))],
    }
    answer = office.post(reverse("centre_piece_new", args=["paper"]), sent)
    assert answer.status_code == 422
    assert "“图.png”：这是 Windows 程序" in text_of(answer)
    assert "坏图纸" in text_of(answer)
    assert not ProjectPaper.objects.exists()
    assert not ProjectFile.objects.exists()


def test_a_file_taken_out_leaves_its_reason_and_stays_in_the_store(town: Town, office: Client) -> None:
    paper = a_paper(office, a_drawing())
    row = files_of(paper).get()
    out = reverse("centre_file_out", args=[row.pk])
    assert office.post(out, {"reason": ""}).status_code == 422
    assert office.post(out, {"reason": "换成盖章的"}).status_code == 302
    assert not files_of(paper).exists()
    assert path_of(row.stored_file_id).is_file()
    assert office.get(reverse("centre_file", args=[row.pk])).status_code == 404
    assert "换成盖章的" in TraceRecord.objects.get(subject=str(row.pk), verb="taken_out").change
    with pytest.raises(Refused, match="已经移出"):
        take_out(row.pk, "再来", town=town, by=CONSOLE)
    assert list(row_faults()) == []
    # It may come back.
    office.post(reverse("centre_file_attach", args=[paper.pk]), {"files": [a_drawing()]})
    assert files_of(paper).count() == 1


@pytest.mark.parametrize("role", ["town_leader", "county_bureau", "village_mediator"])
def test_who_does_not_keep_the_window_writes_nothing_to_disk(town: Town, office: Client, role: str) -> None:
    paper = a_paper(office)
    before = sorted(kept_files())
    other = a_person(town, role)
    with pytest.raises(NotAllowed):
        keep_files([(a_drawing(), "图.png")], town=town, by=actor(other))
    answer = client_of(other).post(reverse("centre_file_attach", args=[paper.pk]), {"files": [a_drawing()]})
    assert answer.status_code in (403, 404)
    assert sorted(kept_files()) == before


def test_files_of_another_towns_project_are_not_there(town: Town, office: Client) -> None:
    row = files_of(a_paper(office, a_drawing())).get()
    elsewhere = a_town("别镇")
    stranger = client_of(a_person(elsewhere, "justice_office"))
    for name in ("centre_file", "centre_file_thumbnail", "centre_file_out"):
        assert stranger.get(reverse(name, args=[row.pk])).status_code == 404
    kept = keep_files([(a_drawing("x.png", "red"), "x.png")], town=elsewhere, by=CONSOLE)
    with pytest.raises(Refused, match="没有找到"):
        attach(row.paper_id, kept, town=elsewhere, by=CONSOLE)


def test_a_paper_holds_fifty_files_and_says_so(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fazhi.reception.project_files.MOST", 2)
    paper = keep_piece("paper", {"kind": "drawing", "title": "很多"}, town=town, by=CONSOLE)
    for colour in ("red", "green"):
        attach(
            paper.pk,
            keep_files([(a_drawing(colour=colour), "a.png")], town=town, by=CONSOLE),
            town=town,
            by=CONSOLE,
        )
    with pytest.raises(Refused, match="最多放2个文件"):
        attach(
            paper.pk,
            keep_files([(a_drawing(colour="blue"), "a.png")], town=town, by=CONSOLE),
            town=town,
            by=CONSOLE,
        )
    assert files_of(paper).count() == 2


def test_a_change_behind_the_back_is_found(town: Town, office: Client) -> None:
    row = files_of(a_paper(office, a_drawing())).get()
    ProjectFile.objects.filter(pk=row.pk).update(name="换了名.png")
    assert [fault.code for fault in row_faults()] == ["changed"]


def test_backups_take_the_files_along() -> None:
    assert {ProjectPaper, ProjectFile} <= set(kept_models())
