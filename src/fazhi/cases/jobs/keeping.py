"""Where the files lie that jobs made, and their end: what was made can be made again, so it is kept some days only.

A volume holds the personal data of everybody in it; a copy that has served must not stay (个人信息保护法 第十九条).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from fazhi.cases.models import Job

KEPT = timedelta(days=2)
# What lies there without a row may be being written this very moment.
UNDER_WAY = timedelta(days=1)
ENDINGS = {Job.What.VOLUME: "pdf", Job.What.PACKAGE: "zip"}


def made_folder() -> Path:
    """The folder of what was made; no backup takes it."""
    return Path(settings.DATA) / "made"


def path_of(job: Job) -> Path | None:
    """Where its file lies, None for a job without one."""
    ending = ENDINGS.get(Job.What(job.what))
    return made_folder() / f"{job.pk}.{ending}" if ending else None


def is_there(job: Job) -> bool:
    """Whether its file lies there whole."""
    path = path_of(job)
    return path is not None and path.is_file() and path.stat().st_size == job.size


def drop_made(now: datetime) -> int:
    """Drop jobs whose time is over, with their files, and files no job names; how many. Safe to call again."""
    dropped = 0
    for job in Job.objects.filter(ends_at__lt=now):
        path = path_of(job)
        # Windows deletes no file that somebody is reading: the row stays and is met again.
        with suppress(PermissionError):
            if path is not None:
                path.unlink(missing_ok=True)
            dropped += Job.objects.filter(pk=job.pk).delete()[0]
    for path in left_over(now):
        with suppress(OSError):
            path.unlink()
    return dropped


def left_over(now: datetime) -> list[Path]:
    """Files that no job names, old enough not to be under way."""
    if not made_folder().is_dir():
        return []
    known = {path_of(job) for job in Job.objects.filter(state=Job.State.READY)}
    return [
        path
        for path in sorted(made_folder().iterdir())
        if path not in known and _written(path) < now - UNDER_WAY
    ]


def _written(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.max.replace(tzinfo=UTC)
