"""Photos of a report: never asked for, at most three, shrunk on the phone, put into the file of the case."""

from __future__ import annotations

from uuid import UUID

from fazhi.cases.filing import attach, refuse_late
from fazhi.cases.models import Attachment
from fazhi.cases.standing import standing_ids
from fazhi.evidence.store import Limits, Readable, keep
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.portal.phone.models import GridReport

MOST = 3
TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
PAPER = "evidence"


def add_photo(report_id: UUID, stream: Readable, *, town: Town, by: Actor, command: UUID) -> None:
    """Put a photo into the case of one's own report, once for each `command`.

    Raises Refused (no such report of this person, archived, no picture, one too many), NotAllowed.
    """
    report = GridReport.objects.filter(pk=report_id, town=town, reporter_id=UUID(by.key)).first()
    if report is None:
        raise Refused("没有找到这一件，照片没有放进去。")
    # Merged into another case, the photo goes where the matter is taken further.
    case_id = standing_ids([report.case_id]).get(report.case_id, report.case_id)
    there = Attachment.objects.filter(record=case_id, by=by.key, paper=PAPER).exclude(pk=command).count()
    if there >= MOST:
        raise Refused(f"一件最多{MOST}张照片，多的没有放进去。")
    refuse_late("dispute", case_id, town=town, by=by, command=command)
    kept = keep(stream, "照片.jpg", limits=Limits(media_types=TYPES))
    # The report is theirs, wherever it happened; a grid worker otherwise sees the own grid only.
    reporter = Actor(key=by.key, name=by.name, at_console=True)
    attach("dispute", case_id, kept, town=town, by=reporter, paper=PAPER, command=command)
