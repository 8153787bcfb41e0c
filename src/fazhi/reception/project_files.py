"""Files of the building project: put in, taken out with a reason, taken away with a trace, as in the file of a case.

The bytes are kept before the transaction (`evidence.store.keep`); here they become part of a paper of the project.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fazhi.evidence.store import Kept, Readable, keep_all, record_kept
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.reception.keeping import locked, put, require_window, tell
from fazhi.reception.models import ProjectFile, ProjectPaper
from fazhi.records.models import RecordQuerySet

MOST = 50  # files of one paper


def keep_files(files: Sequence[tuple[Readable, str]], *, town: Town, by: Actor) -> list[Kept]:
    """Write (content, name) of each to disk and tell what they are; all are known before one is put in.

    Raises NotAllowed before anything is written, FileRefused naming the file that cannot be taken.
    """
    require_window(by, town)
    if len(files) > MOST:
        raise Refused(f"一次最多放{MOST}个文件，请分几次放。", "files")
    return keep_all(files)


def attach(paper_id: UUID, kept: Sequence[Kept], *, town: Town, by: Actor) -> list[ProjectFile]:
    """Put kept files into a paper. A content that lies there already is not put in twice. Raises NotAllowed, Refused."""
    require_window(by, town)
    made: list[ProjectFile] = []
    with transaction.atomic():
        paper = locked(ProjectPaper, paper_id, town)
        there = set(files_of(paper).values_list("stored_file_id", flat=True))
        for one in kept:
            if one.digest in there:
                continue
            there.add(one.digest)
            if len(there) > MOST:
                raise Refused(f"一份资料最多放{MOST}个文件。请另加一份资料再放。", "files")
            row = ProjectFile(
                town=town, paper=paper, stored_file=record_kept(one), name=one.name[:255], put_in_at=timezone.now(),
                put_in_by=by.key,
            )  # fmt: skip
            put(row, "attached", by=by, told={"name": row.name, "digest": one.digest}, new=True)
            made.append(row)
    return made


def files_of(paper: ProjectPaper) -> RecordQuerySet:
    """The files that are in a paper now, in the order in which they came."""
    return ProjectFile.objects.filter(paper=paper, voided_at=None)


def take_out(file_id: UUID, reason: str, *, town: Town, by: Actor, version: int | None = None) -> ProjectFile:
    """Take a file out of its paper; it stays in the store. Raises NotAllowed, Refused, ChangedMeanwhile."""
    require_window(by, town)
    if not reason.strip():
        raise Refused("请写明为什么移出", "reason")
    with transaction.atomic():
        row = locked(ProjectFile, file_id, town, version=version)
        if row.voided_at is not None:
            raise Refused("这个文件已经移出了。")
        row.voided_at, row.void_reason = timezone.now(), reason.strip()[:200]
        put(row, "taken_out", by=by, told={"name": row.name, "reason": row.void_reason})
    return row


def note_taking_away(row: ProjectFile, *, by: Actor) -> None:
    """Write into the trace that somebody saved a copy."""
    with transaction.atomic():
        tell(row, "downloaded", by=by, told={"name": row.name})
