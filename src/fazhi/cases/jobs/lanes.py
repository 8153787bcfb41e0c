"""The lanes in which jobs wait, so that what takes a moment never waits behind what takes minutes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from fazhi.cases.models import Job

# Bytes of material from which on a volume takes seconds.
HEAVY = 20 << 20


@dataclass(frozen=True)
class Lane:
    """Jobs with one worker. `apart`: made by a process of its own, which gives its memory back and holds no page up."""

    which: Q
    apart: bool = False

    def jobs(self) -> QuerySet[Job]:
        """All jobs of the lane, in their order."""
        return Job.objects.filter(self.which)


_papers, _heavy = Q(what=Job.What.PAPERS), Q(weight__gt=HEAVY)
PAPERS, SMALL, LARGE = Lane(_papers), Lane(~_papers & ~_heavy), Lane(~_papers & _heavy, apart=True)
LANES = (PAPERS, SMALL, LARGE)
EVERY = Lane(Q())


def lane_of(job: Job) -> Lane:
    """The lane the job waits in."""
    if job.what == Job.What.PAPERS:
        return PAPERS
    return LARGE if job.weight > HEAVY else SMALL
