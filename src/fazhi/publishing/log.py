"""发布日志: what was published, changed and taken down, by whom drafted, by whom let go, when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fazhi.orgs.models import Town
from fazhi.orgs.names import actor_names
from fazhi.pages.words import office_date
from fazhi.publishing.matters import matter_of
from fazhi.publishing.models import WAS_PUBLIC, Release

State, Way = Release.State, Release.Way
PUBLISHED, UPDATED, WITHDRAWN = "发布", "更新", "撤下"


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    release: Release
    at: datetime
    what: str  # 发布, 更新, 撤下, 紧急发布 or 升级时已在发布
    matter: str
    drafted_by: str
    decided_by: str  # of 撤下 who took it down
    reason: str = ""


def log(town: Town, kinds: Collection[str], year: int | None = None) -> list[Entry]:
    """The entries of these kinds of record, newest first; of one year or of all."""
    # Oldest first, so that the first after a withdrawal is told from those that changed what was there.
    rows = Release.objects.filter(town=town, state__in=WAS_PUBLIC).order_by("subject", "number")
    releases = [row for row in rows if matter_of(row.matter).kind in kinds]
    names = names_in(releases)
    found: list[Entry] = []
    stood: UUID | None = None
    for row in releases:
        assert row.published_at is not None  # noqa: S101  of WAS_PUBLIC
        drafted = "、".join(names.get(key, "已删除的用户") for key in row.written_by)
        told = matter_of(row.matter).name
        found.append(Entry(
            row, row.published_at, _what(row, row.subject == stood), told, drafted, names.get(row.published_by or row.looked_by, "") if row.published_by or row.looked_by else "",
        ))  # fmt: skip
        stood = row.subject
        if row.state == State.WITHDRAWN and row.ended_at:
            found.append(
                Entry(
                    row, row.ended_at, WITHDRAWN, told, drafted, names.get(row.ended_by, ""), row.end_reason
                )
            )
            stood = None
    found = [one for one in found if year is None or office_date(one.at).year == year]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _what(row: Release, stood: bool) -> str:
    if row.way == Way.APPROVED:
        return UPDATED if stood else PUBLISHED
    return row.get_way_display()


def names_in(releases: Iterable[Release]) -> dict[str, str]:
    """The names behind all keys in these versions."""
    keys = {
        key
        for row in releases
        for key in (*row.written_by, row.returned_by, row.published_by, row.looked_by, row.ended_by)
        if key
    }
    return actor_names(keys)


def dates(town: Town, matter: str) -> dict[UUID, tuple[date | None, date | None]]:
    """{subject: (published on, changed on)} of what is public now, for the public pages.

    Published on is when it began to stand there without a break; None where that was before there was a log.
    """
    rows = Release.objects.filter(town=town, matter=matter, state__in=WAS_PUBLIC).order_by(
        "subject", "number"
    )
    found: dict[UUID, tuple[date | None, date | None]] = {}
    began: date | None = None
    stood: UUID | None = None
    for row in rows:
        on = office_date(row.published_at) if row.published_at and row.way != Way.UPGRADE else None
        goes_on = stood == row.subject
        began = began if goes_on else on
        stood = None if row.state == State.WITHDRAWN else row.subject
        if row.state == State.PUBLIC:
            found[row.subject] = (began, on if goes_on and on != began else None)
    return found
