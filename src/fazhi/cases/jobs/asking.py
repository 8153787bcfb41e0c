"""Asking for something to be made, and waiting a moment for it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fazhi.cases.drafts import Draft, take_in_hand
from fazhi.cases.filing import NO_WRITING, edition_in_use, refuse_archived, unwritten
from fazhi.cases.jobs.keeping import is_there
from fazhi.cases.jobs.lanes import lane_of
from fazhi.cases.jobs.waking import made_something, wake, works_here
from fazhi.cases.models import Job
from fazhi.cases.volumes import refuse_empty
from fazhi.evidence.papers import Form
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.records.kinds import kind_of

NO_TAKING = "您的岗位不能下载整卷和移交包，请交给司法所。"
OVER = (Job.State.READY, Job.State.FAILED)


def ask(kind: str, case_id: UUID, what: Job.What, *, town: Town, by: Actor, form: Form = "docx") -> Job:
    """The job that makes it: the one that is there already where the case has not changed, else a new one.

    `form` is that of papers. Raises NotAllowed; Refused where there is nothing to make.
    """
    papers = what == Job.What.PAPERS
    require(by.may_keep(kind, town), NO_WRITING if papers else NO_TAKING)
    with transaction.atomic():
        # Locked, so that of two who ask at once the second finds what the first asked for.
        draft = take_in_hand(kind_of(kind), case_id, town=town, by=by, voided=not papers)
        if (there := _there(draft, what)) is not None:
            return there
        if not papers:
            refuse_empty(draft)
        now = datetime.now(UTC)
        job = Job.objects.create(
            town=town, case_id=case_id, what=what, by=by.key, asked_at=now, alive_at=now, stands=stand_of(draft),
            papers=_lacking(draft) if papers else [], form=form if papers else "",
            weight=0 if papers else sum(row["size"] for row in draft.attachments if not row["removed_reason"]),
        )  # fmt: skip
        transaction.on_commit(wake)
    return job


def stand_of(draft: Draft) -> str:
    """How the case stands: every act on it makes this another."""
    return f"{draft.case['version']}.{draft.detail['version']}"


def _there(draft: Draft, what: Job.What) -> Job | None:
    """What waits reads the case when its turn comes; what was begun must have been begun from the case as it stands."""
    jobs = Job.objects.filter(case_id=draft.case_id, what=what).exclude(state=Job.State.FAILED)
    for job in jobs.order_by("-asked_at"):
        if job.state == Job.State.WAITING:
            return job
        if what == Job.What.PAPERS:
            if job.state == Job.State.MAKING:
                return job
        elif job.stands == stand_of(draft) and (job.state == Job.State.MAKING or is_there(job)):
            return job
    return None


def _lacking(draft: Draft) -> list[dict[str, Any]]:
    """The papers to write, each with the edition of its template in use now: a change made meanwhile does not reach them."""
    case = draft.case
    refuse_archived(
        case["edition"], case["state"], "生成文书", kind=draft.kind.code, town=draft.town, by=draft.by
    )
    found = unwritten(draft)
    if not found:
        raise Refused("现在没有能写的文书：能写的都在卷里了，其余的要先办到那一步，或者放进扫描件、照片。")
    return [
        {"paper": one.paper, "at": one.at, "title": one.title, "edition": edition_in_use(one, draft.town)}
        for one in found
    ]


def wait_for(job: Job, seconds: float) -> Job:
    """The job as it stands once it is over, or after that time.

    Does not wait for what takes longer anyway, nor where nobody in this process works.
    """
    until = time.monotonic() + seconds
    while (
        works_here()
        and not lane_of(job).apart
        and job.state not in OVER
        and (left := until - time.monotonic()) > 0
    ):
        made_something(min(left, 0.2))
        job.refresh_from_db()
    return job


def ahead_of(job: Job) -> int:
    """How many jobs stand before it in the queue, the one being made among them."""
    if job.state != Job.State.WAITING:
        return 0
    return lane_of(job).jobs().filter(asked_at__lt=job.asked_at).exclude(state__in=OVER).count()


def under_way(draft: Draft) -> list[Job]:
    """What is being made of this case, or waits to be."""
    return list(Job.objects.filter(case_id=draft.case_id).exclude(state__in=OVER))
