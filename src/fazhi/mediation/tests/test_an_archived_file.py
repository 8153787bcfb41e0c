"""The file of an archived case stands as it was archived: whoever has something more for it reopens the case first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fazhi.cases.actions import Done, open_case
from fazhi.cases.drafts import take_in_hand
from fazhi.cases.filing import attach, take_out, writable, write_into
from fazhi.cases.jobs.asking import ask
from fazhi.cases.merging import merge_cases, separate
from fazhi.cases.models import Attachment, Job
from fazhi.evidence.models import IssuedPaper
from fazhi.mediation.tests.archiving import a_scan, archive, reopen
from fazhi.mediation.tests.test_papers import APPLIED
from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import Actor, Refused
from fazhi.pages.tests.towns import client_of
from fazhi.records.kinds import kind_of
from given import a_town, somebody

pytestmark = pytest.mark.django_db

WAY_OUT = "案件已归档，卷里的材料不再变动。确要放进材料的，请先“重新办”。"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def town() -> Town:
    return a_town("示例镇")


@pytest.fixture
def office(town: Town) -> Actor:
    return somebody(town, "justice_office")


@pytest.fixture
def case(town: Town, office: Actor) -> Done:
    done = open_case("dispute", "applied", APPLIED, town=town, by=office)
    archive(done.case_id, town, office)
    return done


def one_to_write(case: Done, town: Town, by: Actor) -> Any:
    return writable(take_in_hand(kind_of("dispute"), case.case_id, town=town, by=by, for_change=False))[0]


def files_in(folder: Path) -> int:
    return sum(path.is_file() for path in (folder / "files").rglob("*"))


@pytest.mark.parametrize(
    "late",
    [
        lambda case, town, by: attach("dispute", case.case_id, a_scan("blue"), town=town, by=by, paper="evidence"),
        lambda case, town, by: write_into("dispute", case.case_id, one_to_write(case, town, by), town=town, by=by),
    ],
    ids=["a scan", "a paper written"],
)  # fmt: skip
def test_nothing_goes_in_until_it_is_reopened(
    town: Town, office: Actor, case: Done, late: Callable[[Done, Town, Actor], Done]
) -> None:
    before = Attachment.objects.count()
    with pytest.raises(Refused, match=WAY_OUT):
        late(case, town, office)
    assert (Attachment.objects.count(), IssuedPaper.objects.count()) == (before, 0)
    reopen(case.case_id, town, office)
    late(case, town, office)
    assert Attachment.objects.count() == before + 1


def test_who_may_not_reopen_it_is_told_who_may(town: Town, case: Done) -> None:
    mediator = somebody(town, "village_mediator", "示例一村")
    with pytest.raises(Refused, match="请镇调解员、司法所先“重新办”"):
        attach("dispute", case.case_id, a_scan("blue"), town=town, by=mediator)


def test_what_was_put_in_before_and_is_sent_again_is_no_late_file(town: Town, office: Actor) -> None:
    done, command = open_case("dispute", "applied", APPLIED, town=town, by=office), uuid4()
    attach("dispute", done.case_id, a_scan("blue"), town=town, by=office, paper="evidence", command=command)
    archive(done.case_id, town, office)
    assert attach(
        "dispute", done.case_id, a_scan("blue"), town=town, by=office, paper="evidence", command=command
    ).again


def test_several_papers_and_taking_out_are_refused_with_the_same_way_out(
    town: Town, office: Actor, case: Done
) -> None:
    with pytest.raises(Refused, match="确要生成文书的，请先“重新办”"):
        ask("dispute", case.case_id, Job.What.PAPERS, town=town, by=office)
    row = Attachment.objects.get()
    with pytest.raises(Refused, match="确要更换的，请先“重新办”"):
        take_out("dispute", case.case_id, row.pk, "放错了", town=town, by=office)


def test_on_the_page_it_is_said_and_nothing_is_left_in_the_store(
    town: Town, office: Actor, case: Done, own_folder: Path
) -> None:
    client, before = client_of(User.objects.get(pk=office.key)), files_in(own_folder)
    papers = reverse("case_papers", args=["dispute", case.case_id])
    assert "确要放进、更换材料的，请先“重新办”" in client.get(papers).content.decode()
    form = {
        "file": SimpleUploadedFile("说明.txt", "晚到的说明".encode()), "paper": "evidence", "name": "", "command": str(uuid4()),
    }  # fmt: skip
    answer = client.post(reverse("paper_attach", args=["dispute", case.case_id]), form)
    assert answer.status_code == 422
    assert WAY_OUT in answer.content.decode()
    one = one_to_write(case, town, office)
    given = {"paper": one.paper, "at": one.at, "form": "docx"}
    answer = client.post(reverse("paper_write", args=["dispute", case.case_id]), given, follow=True)
    assert WAY_OUT in answer.content.decode()
    assert files_in(own_folder) == before
    assert Attachment.objects.count() == 1


def test_of_two_made_one_nothing_is_given_back_once_it_is_archived(town: Town, office: Actor) -> None:
    one, other = (open_case("dispute", "applied", APPLIED, town=town, by=office) for _ in range(2))
    attach("dispute", other.case_id, a_scan("blue"), town=town, by=office, paper="evidence")
    merge_cases("dispute", other.case_id, one.case_id, town=town, by=office)
    archive(one.case_id, town, office)
    before = Attachment.objects.filter(record=one.case_id).count()
    with pytest.raises(Refused, match="请先在那件上点“重新办”，再分开"):
        separate("dispute", other.case_id, town=town, by=office)
    assert Attachment.objects.filter(record=one.case_id).count() == before
    reopen(one.case_id, town, office)
    separate("dispute", other.case_id, town=town, by=office)
