"""Whether what was asked for is made: `fazhi check` asks here.

Faults: job_waits (nobody takes it up, or it never ends), made_left (a file that outlived its end).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from fazhi.cases.jobs.asking import OVER
from fazhi.cases.jobs.keeping import UNDER_WAY, left_over
from fazhi.cases.models import Job
from fazhi.trace.checking import Fault

TOO_LONG = timedelta(hours=1)


def job_faults(now: datetime | None = None) -> Iterator[Fault]:
    """Jobs that have waited for over an hour, and files that should have been dropped."""
    now = now or datetime.now(UTC)
    for job in Job.objects.exclude(state__in=OVER).filter(asked_at__lt=now - TOO_LONG):
        hours = int((now - job.asked_at).total_seconds() // 3600)
        yield Fault(
            "job_waits", str(job.pk),
            f"案件{job.case_id}的{job.get_what_display()}要了{hours}小时还没有做好。请看网页是不是开着（fazhi serve），或运行 fazhi make。",
        )  # fmt: skip
    for job in Job.objects.filter(ends_at__lt=now - UNDER_WAY):
        yield Fault(
            "made_left",
            str(job.pk),
            f"{job.get_what_display()}过了保存的时间还没有删去：{job.pk}。请运行 fazhi make。",
        )
    for path in left_over(now):
        yield Fault(
            "made_left", path.name, f"made 文件夹里有一个没有记录用到的文件：{path.name}。请运行 fazhi make。"
        )
