"""Making what was asked for: claimed by one worker, taken up again when that one was killed, three times at most.

A claim is one UPDATE that names the row as it was read, so that of several processes on either database one gets it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import QuerySet

from fazhi.cases.jobs.keeping import KEPT, made_folder, path_of
from fazhi.cases.jobs.lanes import EVERY, Lane
from fazhi.cases.jobs.producing import PRODUCERS, Made
from fazhi.cases.jobs.waking import a_bell, tell_made
from fazhi.cases.models import Job
from fazhi.evidence.official import NoChineseFont
from fazhi.orgs.permissions import NotAllowed, Refused
from fazhi.storage.workers import is_gone, signs_of_life, start_process, this_worker

log = logging.getLogger(__name__)

GoOn = Callable[[], bool]
MOST_ATTEMPTS = 3
TELL_EVERY = 0.5  # seconds between two words on how far the work is
LOOK_EVERY = 5  # seconds, for what another process asked for
QUIET = 120  # seconds without a sign of life after which nobody works on it, whatever the system says of the process

GAVE_UP = (
    f"做了{MOST_ATTEMPTS}次都中断了，多半是材料太大、内存或磁盘不够。请再试一次。仍不行的，请找系统管理员。"
)
NO_ROOM = "写不进数据文件夹，多半是磁盘满了。请系统管理员腾出地方，再试一次。"
UNFORESEEN = "没有做成。请再试一次。仍不行的，请把这个编号交给系统管理员：{mark}。"

_claiming = threading.Lock()
_at_hand: set[object] = set()  # jobs that this very process is making


class Stopped(Exception):
    """The server is being stopped, or another process has taken the job over."""


def work(lane: Lane, stopping: threading.Event) -> None:
    """Make what waits until stopped, at once when it was asked for in this process. The life of a worker thread."""
    make_lane = _make_apart if lane.apart else make_waiting
    with a_bell() as bell:
        while not stopping.is_set():
            bell.clear()
            try:
                make_lane(lane, lambda: not stopping.is_set())
            except Exception:  # a thread that ends silently makes nothing more
                # It waits in the database and is taken up again.
                log.exception("jobs")
            connection.close()
            bell.wait(LOOK_EVERY)


def make_waiting(lane: Lane = EVERY, go_on: GoOn = lambda: True) -> list[Job]:
    """Make all that waits; the jobs as they ended."""
    ended = []
    while go_on() and (job := claim(lane)) is not None:
        try:
            make(job, go_on)
        finally:
            _at_hand.discard(job.pk)
        ended.append(job)
    return ended


def _make_apart(lane: Lane, go_on: GoOn) -> None:
    """Have a process of its own make what waits, and end it when the server ends: the next start takes it up."""
    if not any(job.state == Job.State.WAITING or _is_left(job) for job in _open(lane)):
        return
    process = start_process("make", "--large")
    while process.poll() is None:
        if not go_on():
            process.terminate()
        time.sleep(0.2)


def _open(lane: Lane) -> QuerySet[Job]:
    return lane.jobs().filter(state__in=(Job.State.WAITING, Job.State.MAKING)).select_related("town", "case")


def claim(lane: Lane = EVERY) -> Job | None:
    """The job that has waited longest, or one whose worker was killed, now ours; None where there is none."""
    with _claiming:
        for job in _open(lane):
            if job.state == Job.State.MAKING and not _is_left(job):
                continue
            now = datetime.now(UTC)
            # The row exactly as it was read: who was faster has changed it.
            read = Job.objects.filter(
                pk=job.pk, state=job.state, attempts=job.attempts, worker=job.worker, alive_at=job.alive_at
            )
            if job.attempts >= MOST_ATTEMPTS:
                read.update(state=Job.State.FAILED, message=GAVE_UP, ends_at=now + KEPT)
                continue
            job.state, job.attempts, job.worker = Job.State.MAKING, job.attempts + 1, this_worker()
            if read.update(
                state=job.state,
                attempts=job.attempts,
                worker=job.worker,
                alive_at=now,
                done=0,
                total=0,
                message="",
            ):
                _at_hand.add(job.pk)
                return job
    return None


def _is_left(job: Job) -> bool:
    """Whether whoever made it is gone: killed, or the machine was switched off."""
    if job.pk in _at_hand:
        return False
    return (datetime.now(UTC) - job.alive_at).total_seconds() > QUIET or is_gone(
        job.worker, job.alive_at, QUIET
    )


def make(job: Job, go_on: GoOn = lambda: True) -> None:
    """Make a claimed job and say what became of it. Raises DatabaseError: it waits again then."""
    # Not what another process has taken over meanwhile.
    ours = Job.objects.filter(pk=job.pk, state=Job.State.MAKING, attempts=job.attempts, worker=job.worker)
    made_folder().mkdir(parents=True, exist_ok=True)
    path, target = path_of(job), _begun(job, job.attempts)
    end: dict[str, Any]
    try:
        with signs_of_life(lambda: ours.update(alive_at=datetime.now(UTC))):
            made = PRODUCERS[Job.What(job.what)](job, target, _Teller(ours, go_on))
        if not ours.exists():
            raise Stopped
        if path is not None and target is not None:
            target.replace(path)
        end = _ended(made)
    except Stopped:
        # No attempt of its own: it goes on when the server does.
        ours.update(state=Job.State.WAITING, attempts=job.attempts - 1, message="")
        return
    except DatabaseError:
        ours.update(state=Job.State.WAITING, message="")
        raise
    except (Refused, NotAllowed, NoChineseFont) as refusal:
        end = {"state": Job.State.FAILED, "message": str(refusal)}
    except OSError:
        log.exception("job %s", job.pk)
        end = {"state": Job.State.FAILED, "message": NO_ROOM}
    except Exception:  # somebody waits at a page; whatever it was, it is said there and written down here
        mark = str(job.pk)[-8:].upper()
        log.exception("job %s (%s)", job.pk, mark)
        end = {"state": Job.State.FAILED, "message": UNFORESEEN.format(mark=mark)}
    finally:
        _clear(job)
    end["ends_at"] = datetime.now(UTC) + KEPT
    ours.update(**end)
    for name, value in end.items():
        setattr(job, name, value)
    tell_made()


def _begun(job: Job, attempt: int) -> Path | None:
    """Where that attempt writes its file until it is whole."""
    path = path_of(job)
    return path.with_suffix(f".{attempt}.part") if path else None


def _clear(job: Job) -> None:
    """Remove what was begun of its file, by this attempt and by earlier ones that were killed."""
    for attempt in range(1, job.attempts + 1):
        if begun := _begun(job, attempt):
            with suppress(PermissionError):  # Windows: somebody still writes; it goes when its time is over
                begun.unlink(missing_ok=True)


def _ended(made: Made) -> dict[str, Any]:
    failed = bool(made.refused) and not made.count
    return {
        "state": Job.State.FAILED if failed else Job.State.READY, "done": made.count, "total": made.count + len(made.refused),
        "message": "", "refused": made.refused, "size": made.size,
    }  # fmt: skip


class _Teller:
    """Says how far the work is, twice a second at most, and ends it where it is no longer ours."""

    def __init__(self, ours: QuerySet[Job], go_on: GoOn) -> None:
        self.ours, self.go_on, self.told = ours, go_on, 0.0

    def __call__(self, done: int, total: int, what: str, **columns: Any) -> None:
        if not self.go_on():
            raise Stopped
        now = time.monotonic()
        if now - self.told < TELL_EVERY and not columns and done < total:
            return
        self.told = now
        if not self.ours.update(done=done, total=total, message=what, alive_at=datetime.now(UTC), **columns):
            raise Stopped
