"""发布日志: what is in hand, and year by year what was published, changed and taken down; taken along as files too."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from fazhi.orgs.models import Town
from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.pages.views.access import said_plainly, town_of
from fazhi.pages.words import office_date, office_today, table_datetime
from fazhi.publishing.access import kinds_in_sight
from fazhi.publishing.log import Entry, log, names_in
from fazhi.publishing.matters import matter_of
from fazhi.publishing.models import IN_HAND, Release
from fazhi.publishing.views import LIGHTS

AT_ONCE = 30


@require_safe
@said_plainly
def releases(request: HttpRequest) -> HttpResponseBase:
    """What is in hand above, the log of a year below."""
    kinds = kinds_in_sight(request)
    town = town_of(request)
    entries = log(town, kinds)
    years = sorted({office_date(one.at).year for one in entries}, reverse=True)
    year = _year(request, years)
    of_year = [one for one in entries if office_date(one.at).year == year]
    page = Paginator(of_year, AT_ONCE).get_page(request.GET.get("page"))
    rows = Release.objects.filter(town=town, state__in=IN_HAND)
    hand = [row for row in rows if matter_of(row.matter).kind in kinds]
    context = {
        "in_hand": hand_table(hand) if hand else None,
        "years": years,
        "year": year,
        "page": page,
        "table": as_table(list(page)),
        "total": len(of_year),
    }
    return page_or_file(request, "publishing/releases.html", context, log_file(town, year, of_year))


def _year(request: HttpRequest, years: Sequence[int]) -> int:
    given = request.GET.get("year", "")
    if given.isascii() and given.isdigit() and int(given) in years:
        return int(given)
    return years[0] if years else office_today().year


def hand_table(rows: Sequence[Release]) -> Table:
    """Drafts, what waits and what came back."""
    names = names_in(rows)
    lines = [
        [
            Cell(row.title, url=reverse("release", args=[row.pk]), chief=True),
            Cell(matter_of(row.matter).name, meta=f"第{row.number}稿"),
            Cell(row.get_state_display(), tag=LIGHTS[Release.State(row.state)] or "blue"),
            Cell("、".join(names.get(key, "已删除的用户") for key in row.written_by)),
            Cell(table_datetime(row.sent_at)),
        ]
        for row in sorted(rows, key=lambda row: (row.state != Release.State.WAITING, str(row.pk)))
    ]
    headings = [Heading(text) for text in ("标题", "种类", "状态", "起草人", "送审时间")]
    return Table("还没有发布的", headings, lines)


def as_table(entries: Sequence[Entry]) -> Table:
    """The log; each title opens the version as it was."""
    headings = ("标题", "种类", "做了什么", "时间", "起草人", "审核人、撤下人", "理由")
    lines = [
        [
            Cell(one.release.title, url=reverse("release", args=[one.release.pk]), chief=True),
            Cell(one.matter, meta=f"第{one.release.number}稿"),
            Cell(one.what),
            Cell(table_datetime(one.at)),
            Cell(one.drafted_by),
            Cell(one.decided_by),
            Cell(one.reason),
        ]
        for one in entries
    ]
    return Table("发布日志", [Heading(text) for text in headings], lines)


def log_file(town: Town, year: int, entries: Sequence[Entry]) -> ListFile:
    """The log of a year, as its page shows it, all pages of it."""
    columns = (
        Offered("title", "标题", attrgetter("release.title"), 40), Offered("matter", "种类", attrgetter("matter"), 14),
        Offered("number", "第几稿", attrgetter("release.number"), 8), Offered("what", "做了什么", attrgetter("what"), 16),
        Offered("at", "时间", lambda one: table_datetime(one.at), 18), Offered("drafted_by", "起草人", attrgetter("drafted_by")),
        Offered("decided_by", "审核人、撤下人", attrgetter("decided_by")), Offered("reason", "理由", attrgetter("reason"), 36),
    )  # fmt: skip
    name = f"{town.name}{year}年发布日志"
    return ListFile(name, name, columns, lambda: entries)
