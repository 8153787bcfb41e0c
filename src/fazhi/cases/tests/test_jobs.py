"""What is made in the background: asked for once, claimed once, taken up again after a crash, gone after its time."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from docx import Document
from PIL import Image
from pypdf import PdfReader

from fazhi.cases import filing
from fazhi.cases.actions import Done, open_case
from fazhi.cases.filing import attach, unwritten
from fazhi.cases.jobs import making, producing
from fazhi.cases.jobs.asking import ask
from fazhi.cases.jobs.checking import job_faults
from fazhi.cases.jobs.keeping import drop_made, made_folder, path_of
from fazhi.cases.jobs.lanes import HEAVY, LARGE, SMALL, lane_of
from fazhi.cases.jobs.making import MOST_ATTEMPTS, QUIET, _make_apart, claim, make, make_waiting
from fazhi.cases.jobs.waking import a_bell
from fazhi.cases.models import Attachment, Job
from fazhi.evidence.models import IssuedPaper
from fazhi.evidence.papers.editions import change_template
from fazhi.evidence.papers.registry import template_of
from fazhi.evidence.store import keep
from fazhi.mediation.tests.test_papers import AGREED, APPLIED, in_hand, take
from fazhi.orgs.models import Post, Town
from fazhi.orgs.permissions import Actor, NotAllowed, Refused
from fazhi.site.backup import kept_models
from fazhi.storage.workers import this_worker
from given import a_town, somebody

pytestmark = pytest.mark.django_db

LACKING = [
    "人民调解申请书",
    "人民调解受理登记表",
    "当事人权利义务告知书",
    "调解记录（第1次）",
    "人民调解协议书",
]


@pytest.fixture
def town() -> Town:
    return a_town("示例镇")


@pytest.fixture
def mediator(town: Town) -> Actor:
    return somebody(town, "village_mediator", "示例一村")


@pytest.fixture
def case(town: Town, mediator: Actor) -> Done:
    """Agreed upon; one photograph in its file."""
    done = open_case("dispute", "applied", APPLIED, town=town, by=mediator)
    take(done, "village_mediation", town, mediator, point="改道的钱谁出", outcome="调成了")
    take(done, "agreed", town, mediator, **AGREED)
    a_photograph(done, town, mediator, "navy")
    return done


def a_photograph(case: Done, town: Town, by: Actor, colour: str) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (80, 60), colour).save(picture, "JPEG")
    picture.seek(0)
    attach("dispute", case.case_id, keep(picture, f"{colour}.jpg"), town=town, by=by, paper="evidence")


def asked(case: Done, town: Town, by: Actor, what: Job.What = Job.What.VOLUME, **more: Any) -> Job:
    return ask("dispute", case.case_id, what, town=town, by=by, **more)


def written(case: Done) -> list[str]:
    rows = Attachment.objects.filter(record=case.case_id, made=True).order_by("place")
    return [row.name.rpartition(".")[0] for row in rows]


def as_left_by_a_killed_one(job: Job) -> None:
    """As a process leaves it that was killed in the middle: it says of itself what nobody says any more."""
    host = this_worker().rpartition(":")[0]
    Job.objects.filter(pk=job.pk).update(worker=f"{host}:{a_dead_process()}")
    making._at_hand.discard(job.pk)


def a_dead_process() -> int:
    import subprocess
    import sys

    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_volume_asked_for_is_made_and_asked_for_again_is_the_same(town, mediator, case) -> None:
    job = asked(case, town, mediator)
    assert asked(case, town, mediator).pk == job.pk
    assert [one.state for one in make_waiting()] == ["ready"]
    assert asked(case, town, mediator).pk == job.pk
    path = path_of(job)
    assert path is not None
    assert len(PdfReader(path).pages) == 4  # cover, catalogue, photograph, memo
    a_photograph(case, town, mediator, "maroon")
    other = asked(case, town, mediator)
    assert other.pk != job.pk
    make_waiting()
    assert Job.objects.get(pk=other.pk).done == 2
    assert sorted(path.name for path in made_folder().iterdir()) == sorted(
        f"{one.pk}.pdf" for one in (job, other)
    )


def test_what_waits_is_made_of_the_case_as_it_stands_when_its_turn_comes(town, mediator, case) -> None:
    job = asked(case, town, mediator)
    a_photograph(case, town, mediator, "maroon")
    assert asked(case, town, mediator).pk == job.pk
    make_waiting()
    assert Job.objects.get(pk=job.pk).done == 2
    assert asked(case, town, mediator).pk == job.pk


def test_a_file_that_was_lost_is_made_again(town, mediator, case) -> None:
    job = asked(case, town, mediator)
    make_waiting()
    path_of(job).unlink()
    assert asked(case, town, mediator).pk != job.pk


def test_nothing_to_bind_and_no_right_to_it_are_said_when_it_is_asked_for(town, mediator) -> None:
    empty = open_case("dispute", "applied", APPLIED, town=town, by=mediator)
    with pytest.raises(Refused, match="卷里还没有材料"):
        asked(empty, town, mediator)
    with pytest.raises(NotAllowed, match="请交给司法所"):
        asked(empty, town, somebody(town, "town_leader"))
    with pytest.raises(Refused, match="没有找到这件案件"):
        asked(empty, town, somebody(town, "village_mediator", "示例二村"))
    assert not Job.objects.exists()


def test_who_lost_the_post_after_asking_gets_nothing_made(town, mediator, case) -> None:
    asked(case, town, mediator)
    Post.objects.filter(user_id=mediator.key).delete()
    (job,) = make_waiting()
    assert (job.state, list(made_folder().iterdir())) == ("failed", [])
    assert "请交给司法所" in job.message


def test_all_papers_still_lacking_are_written_each_with_its_trace(town, mediator, case) -> None:
    assert [one.title for one in unwritten(in_hand(case, town, mediator))] == LACKING
    asked(case, town, mediator, Job.What.PAPERS)
    (job,) = make_waiting()
    assert (job.state, job.done, job.refused) == ("ready", 5, [])
    assert written(case) == LACKING
    assert IssuedPaper.objects.filter(subject=case.case_id).count() == 5
    with pytest.raises(Refused, match="能写的都在卷里了"):
        asked(case, town, mediator, Job.What.PAPERS)


def test_a_scan_stands_for_its_paper_and_a_new_attempt_wants_its_record(town, mediator) -> None:
    case = open_case("dispute", "applied", APPLIED, town=town, by=mediator)
    take(case, "village_mediation", town, mediator, point="钱", outcome="没调成", why_not="钱数谈不拢")
    a_photograph(case, town, mediator, "navy")
    scan = io.BytesIO()
    Image.new("RGB", (80, 60), "grey").save(scan, "JPEG")
    scan.seek(0)
    attach("dispute", case.case_id, keep(scan, "签好的.jpg"), town=town, by=mediator, paper="registration")
    asked(case, town, mediator, Job.What.PAPERS, form="pdf")
    make_waiting()
    assert written(case) == ["人民调解申请书", "当事人权利义务告知书", "调解记录（第1次）"]
    take(case, "village_mediation", town, mediator, point="钱", outcome="没调成", why_not="钱数谈不拢")
    assert [one.title for one in unwritten(in_hand(case, town, mediator))] == ["调解记录（第2次）"]


def test_a_template_changed_between_asking_and_making_alters_neither_these_papers_nor_issued_ones(
    town, mediator, case
) -> None:
    office = somebody(town, "justice_office")
    own = template_of("mediation_agreement").text
    change_template(town, "mediation_agreement", own + "\n第一版的话", edition=0, by=office)
    asked(case, town, mediator, Job.What.PAPERS)
    change_template(town, "mediation_agreement", own + "\n第二版的话", edition=1, by=office)
    make_waiting()
    issued = IssuedPaper.objects.get(subject=case.case_id, code="mediation_agreement")
    assert issued.edition == 1
    content = issued.stored_file.path.read_bytes()
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    assert "第一版的话" in text
    assert "第二版的话" not in text
    assert Attachment.objects.get(digest=issued.stored_file_id).template == "mediation_agreement@1"


def test_one_paper_that_fails_loses_none_of_the_others_and_is_named_with_the_reason(
    town, mediator, case, monkeypatch
) -> None:
    really = filing.prepare_paper

    def failing(template: Any, *args: Any, **options: Any) -> Any:
        if template.code == "mediation_minutes":
            raise ZeroDivisionError
        return really(template, *args, **options)

    monkeypatch.setattr(filing, "prepare_paper", failing)
    asked(case, town, mediator, Job.What.PAPERS)
    (job,) = make_waiting()
    assert (job.state, job.done, job.total) == ("ready", 4, 5)
    ((title, why),) = job.refused
    assert title == "调解记录（第1次）"
    assert "请单独生成一次" in why
    assert written(case) == [one for one in LACKING if one != title]
    monkeypatch.undo()
    asked(case, town, mediator, Job.What.PAPERS)
    make_waiting()
    assert written(case)[-1] == title


def test_papers_written_before_a_kill_are_not_written_twice(town, mediator, case, monkeypatch) -> None:
    class Killed(BaseException):
        pass

    really, left = producing._write, [3]

    def dying(*args: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        really(*args)

    monkeypatch.setattr(producing, "_write", dying)
    job = asked(case, town, mediator, Job.What.PAPERS)
    with pytest.raises(Killed):
        make_waiting()
    monkeypatch.undo()
    as_left_by_a_killed_one(job)
    make_waiting()
    assert written(case) == LACKING
    assert IssuedPaper.objects.filter(subject=case.case_id).count() == 5


def test_what_a_killed_worker_left_is_taken_up_again_and_given_up_after_three_times(
    town, mediator, case
) -> None:
    job = asked(case, town, mediator)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        claimed = claim()
        assert claimed is not None
        assert (claimed.pk, claimed.attempts) == (job.pk, attempt)
        assert claim() is None  # under way, in this very process
        as_left_by_a_killed_one(job)
    assert claim() is None
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "请再试一次" in job.message
    assert asked(case, town, mediator).pk != job.pk


def test_a_worker_elsewhere_counts_as_gone_only_when_it_has_been_quiet_for_long(town, mediator, case) -> None:
    job = asked(case, town, mediator)
    claim()
    making._at_hand.clear()
    now = datetime.now(UTC)
    Job.objects.filter(pk=job.pk).update(worker="elsewhere:1", alive_at=now)
    assert claim() is None
    # The number of a dead process may have gone to another program: silence decides.
    for worker in ("elsewhere:1", f"{this_worker().rpartition(':')[0]}:{os.getppid()}"):
        Job.objects.filter(pk=job.pk).update(
            worker=worker, alive_at=now - timedelta(seconds=QUIET + 5), attempts=1
        )
        assert claim() is not None
        making._at_hand.clear()


def test_who_was_taken_for_dead_spoils_nothing_of_who_took_over(town, mediator, case) -> None:
    job = asked(case, town, mediator)
    slow = claim()
    as_left_by_a_killed_one(job)
    quick = claim()
    make(quick)
    make(slow)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("ready", 2)
    assert [path.suffix for path in made_folder().iterdir()] == [".pdf"]


def test_a_server_that_is_stopped_leaves_the_job_to_the_next_start_without_counting_it(
    town, mediator, case
) -> None:
    job = asked(case, town, mediator)
    going = iter([True, False])
    make_waiting(go_on=lambda: next(going, False))
    job.refresh_from_db()
    assert (job.state, job.attempts, list(made_folder().iterdir())) == ("waiting", 0, [])
    assert [one.state for one in make_waiting()] == ["ready"]


def test_a_worker_in_the_same_process_is_woken_when_something_is_asked_for(
    town, mediator, case, django_capture_on_commit_callbacks
) -> None:
    with a_bell() as bell, django_capture_on_commit_callbacks(execute=True):
        asked(case, town, mediator)
        assert not bell.is_set()  # who rings before the row can be read wakes nobody
    assert bell.is_set()


def test_what_is_made_of_much_material_is_left_to_a_process_of_its_own(
    town, mediator, case, monkeypatch
) -> None:
    started: list[tuple[str, ...]] = []

    class Process:
        ended = 0

        def poll(self) -> int | None:
            return self.ended or None

        def terminate(self) -> None:
            self.ended = -15

    monkeypatch.setattr(making, "start_process", lambda *words: started.append(words) or Process())
    _make_apart(LARGE, lambda: False)
    assert started == []
    job = asked(case, town, mediator)
    assert lane_of(job) is SMALL
    Job.objects.update(weight=HEAVY + 1)
    assert claim(SMALL) is None
    _make_apart(LARGE, lambda: False)  # and it is ended with the server
    assert started == [("make", "--large")]
    assert [one.state for one in make_waiting(LARGE)] == ["ready"]


def test_a_full_disk_is_said_in_plain_words(town, mediator, case, monkeypatch) -> None:
    def full(*args: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(producing, "bind_case", full)
    asked(case, town, mediator)
    (job,) = make_waiting()
    assert job.state == Job.State.FAILED
    assert "磁盘满了" in job.message


def test_after_its_time_nothing_of_it_is_left(town, mediator, case) -> None:
    asked(case, town, mediator)
    asked(case, town, mediator, Job.What.PACKAGE)
    make_waiting()
    left = made_folder() / "left.1.part"
    left.write_bytes(b"half a volume")
    os.utime(left, (0, 0))
    now = datetime.now(UTC)
    assert drop_made(now) == 0
    assert sorted(path.suffix for path in made_folder().iterdir()) == [".pdf", ".zip"]
    assert drop_made(now + timedelta(days=3)) == 2
    assert list(made_folder().iterdir()) == []
    assert not Job.objects.exists()


def test_the_check_tells_of_what_nobody_makes_and_of_what_outlived_its_time(town, mediator, case) -> None:
    job = asked(case, town, mediator)
    assert list(job_faults()) == []
    later = datetime.now(UTC) + timedelta(hours=2)
    (fault,) = job_faults(later)
    assert (fault.code, fault.where) == ("job_waits", str(job.pk))
    assert "fazhi make" in fault.text
    make_waiting()
    assert list(job_faults(later)) == []
    assert [fault.code for fault in job_faults(later + timedelta(days=4))] == ["made_left"]


def test_a_backup_takes_no_jobs_along() -> None:
    assert Job not in kept_models()
