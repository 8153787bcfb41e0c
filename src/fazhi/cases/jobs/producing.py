"""How each thing is made, in the name of who asked for it: whether they may is asked again before the work."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.db import DatabaseError

from fazhi.cases.drafts import Draft, take_in_hand
from fazhi.cases.filing import NO_WRITING, unwritten, writable, write_into
from fazhi.cases.jobs.asking import NO_TAKING, stand_of
from fazhi.cases.models import Job
from fazhi.cases.volumes import bind_case, pack_case
from fazhi.evidence.official import NoChineseFont
from fazhi.evidence.papers import Form
from fazhi.orgs.models import User
from fazhi.orgs.permissions import CONSOLE, Actor, NotAllowed, Refused, actor, require
from fazhi.records.kinds import kind_of

log = logging.getLogger(__name__)

# Told how many are done of how many, and what is being done; further columns of the job beside.
Tell = Callable[..., None]
GONE = "要做这件的人已停用或不在岗了。请在岗的人再点一次。"
NO_LONGER = "案件的内容变了，这份现在写不了。请看过案件，再单独生成。"
UNWRITTEN = "没有写成。请单独生成一次；仍不行的，请把这个编号交给系统管理员：{mark}。"


@dataclass(frozen=True)
class Made:
    """What came of a job: how many things, how large its file, and what could not be written: [title, why]."""

    count: int
    size: int = 0
    refused: list[list[str]] = field(default_factory=list)


def _asker(job: Job) -> Actor:
    """Who asked, with their posts as they are now. Raises NotAllowed."""
    if job.by == CONSOLE.key:
        return CONSOLE
    user = User.objects.filter(pk=job.by, is_active=True).first()
    require(user is not None, GONE)
    return actor(user)


def _in_hand(job: Job, by: Actor) -> Draft:
    return take_in_hand(kind_of(job.case.kind), job.case_id, town=job.town, by=by, for_change=False)


def _volume(job: Job, target: Path | None, tell: Tell) -> Made:
    return _file(job, target, tell, bind_case)


def _package(job: Job, target: Path | None, tell: Tell) -> Made:
    return _file(job, target, tell, pack_case)


def _file(job: Job, target: Path | None, tell: Tell, write: Callable[[Draft, IO[bytes], Tell], int]) -> Made:
    by = _asker(job)
    require(by.may_keep(job.case.kind, job.town), NO_TAKING)
    draft = _in_hand(job, by)
    # From here on it is the volume of the case as it stands now.
    tell(0, 0, "", stands=stand_of(draft))
    assert target is not None  # noqa: S101  what makes a file has a place for it
    with target.open("wb") as file:
        count = write(draft, file, tell)
        file.flush()
        os.fsync(file.fileno())
    return Made(count, size=target.stat().st_size)


def _papers(job: Job, target: Path | None, tell: Tell) -> Made:
    """Each by the action that writes a single one, in a transaction of its own: one that fails keeps no other back.

    What a worker wrote before it was killed stands in the file and is not written twice.
    """
    by = _asker(job)
    require(by.may_keep(job.case.kind, job.town), NO_WRITING)
    count, refused = 0, []
    for at, asked in enumerate(job.papers):
        title = asked["title"]
        tell(at, len(job.papers), title)
        try:
            _write(job, asked, by)
            count += 1
        except (Refused, NotAllowed, NoChineseFont) as refusal:
            refused.append([title, str(refusal)])
        except (DatabaseError, OSError):
            raise  # neither this paper's fault: the job waits, or says that there is no room
        except Exception:
            mark = str(job.pk)[-8:].upper()
            log.exception("paper %s of job %s (%s)", asked["paper"], job.pk, mark)
            refused.append([title, UNWRITTEN.format(mark=mark)])
    return Made(count, refused=refused)


def _write(job: Job, asked: Mapping[str, Any], by: Actor) -> None:
    draft = _in_hand(job, by)  # anew: each paper changes the case
    known = (asked["paper"], asked["at"])
    one = next((one for one in writable(draft) if (one.paper, one.at) == known), None)
    if one is None:
        raise Refused(NO_LONGER)
    if any((other.paper, other.at) == known for other in unwritten(draft)):
        form: Form = "pdf" if job.form == "pdf" else "docx"
        write_into(job.case.kind, job.case_id, one, town=job.town, by=by, form=form, edition=asked["edition"])


PRODUCERS: Mapping[Job.What, Callable[[Job, Path | None, Tell], Made]] = {
    Job.What.VOLUME: _volume, Job.What.PACKAGE: _package, Job.What.PAPERS: _papers,
}  # fmt: skip
