"""What a reporter hears: a few plain words, never a name, an agreement or an amount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fazhi.cases.models import Case
from fazhi.cases.standing import standing_ids
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.pages.showing import number_of
from fazhi.portal.phone.models import GridReport
from fazhi.portal.phone.reporting import TILE_OF


@dataclass(frozen=True)
class Word:
    """A status in words, and its colour."""

    code: str
    text: str
    tone: str = "blue"
    outcome: bool = False  # worth telling first


WORDS = {
    word.code: word
    for word in (
        Word("received", "已收到", "none"),
        Word("village", "村里在调"),
        Word("village_settled", "村里调成了", "green", True),
        Word("escalated", "报到镇里", "blue", True),
        Word("town", "镇里在调", "blue", True),
        Word("settled", "调成了", "green", True),
        Word("failed", "没调成，已告诉双方别的办法", "none", True),
        Word("referred", "转给别的部门", "none", True),
        Word("withdrawn", "当事人不调了", "none", True),
        Word("archived", "已归档", "none"),
    )
}
# The states of a live dispute; where the way there matters, what the village or the town came to says more.
STATES = {
    "reported": "received", "village": "village", "village_agreed": "village_settled", "escalated": "escalated",
    "town": "town", "town_agreed": "settled", "ended": "failed", "withdrawn": "withdrawn", "transferred": "referred",
}  # fmt: skip
RESULTS = {
    "village_settled": "village_settled", "escalated": "escalated", "referred": "referred", "failed": "failed",
}  # fmt: skip
TOWN_RESULTS = {"settled": "settled", "failed": "failed", "referred": "referred", "withdrawn": "withdrawn"}


@dataclass(frozen=True)
class Line:
    """One report in 我报的."""

    kind: str
    sentence: str
    said_at: datetime
    number: str
    code: str
    word: str
    tone: str
    is_news: bool
    archived: str = ""


def status_of(report: GridReport) -> Word:
    """Where the case of a report stands, in the reporter's words; of an archived one how it ended."""
    case = case_of(report)
    dispute = case.dispute
    if code := STATES.get(case.state):
        return WORDS[code]
    code = TOWN_RESULTS.get(dispute.town_result) or RESULTS.get(dispute.result)
    return WORDS[code or ("village" if dispute.village_attempts else "received")]


def case_of(report: GridReport) -> Case:
    """The case that stands for the report: its own, or the one its own was merged into."""
    return getattr(report, "standing", report.case)


def line_of(report: GridReport) -> Line:
    """The line of a report."""
    word = status_of(report)
    kind = TILE_OF[report.tile].word if report.tile in TILE_OF else ""
    is_news = word.outcome and report.told != word.code
    archived = WORDS["archived"].text if case_of(report).state == "archived" else ""
    return Line(
        kind,
        report.sentence,
        report.said_at,
        number_of(report),
        word.code,
        word.text,
        word.tone,
        is_news,
        archived,
    )


def reports_of(by: Actor, town: Town) -> list[GridReport]:
    """The person's own reports in that town, newest first."""
    found = list(
        GridReport.objects.filter(reporter_id=UUID(by.key), town=town)
        .select_related("case__dispute")
        .order_by("-said_at", "-pk")
    )
    into = standing_ids([one.case_id for one in found if one.case.merged_into])
    if into:
        cases = Case.objects.filter(town=town).select_related("dispute").in_bulk(set(into.values()))
        for one in found:
            if one.case_id in into:
                one.standing = cases[into[one.case_id]]  # type: ignore[attr-defined]
    return found


def mark_told(by: Actor, town: Town) -> None:
    """知道了: what stands now has been read."""
    for report in reports_of(by, town):
        code = status_of(report).code
        if report.told != code:
            GridReport.objects.filter(pk=report.pk).update(told=code)
