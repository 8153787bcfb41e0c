"""发布日志: what is in hand, and year by year what was published, changed and taken down; taken along as files too."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Refused, require
from fazhi.pages.fields import CountField
from fazhi.pages.forms import OfficeForm
from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.pages.views.access import actor_of, said_plainly, town_of
from fazhi.pages.words import office_date, office_today, table_datetime
from fazhi.publishing import releasing
from fazhi.publishing.access import kinds_in_sight
from fazhi.publishing.log import Entry, log, names_in
from fazhi.publishing.matters import matter_of
from fazhi.publishing.models import IN_HAND, Release
from fazhi.publishing.views import LIGHTS

AT_ONCE = 30


class LookWithinForm(OfficeForm):
    """补看期限."""

    days = CountField(label="紧急发布的，几个工作日内补看")
    acting_town = forms.CharField(required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def releases(request: HttpRequest) -> HttpResponseBase:
    """What is in hand above, the log of a year below; POST sets within how many days is looked at what went out at once."""
    kinds = kinds_in_sight(request)
    town, actor = town_of(request), actor_of(request)
    initial = {"days": releasing.look_within(town), "acting_town": str(town.pk)}
    form = LookWithinForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        require(actor.may_publish(town), "只有司法所和镇领导可以改这个数。")
        if form.is_valid():
            try:
                releasing.set_look_within(form.cleaned_data["days"], town=town, by=actor)
            except Refused as refusal:
                form.add_error("days", str(refusal))
            else:
                messages.success(request, "已保存。以后紧急发布的照这个数。")
                return redirect("releases")
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
        "form": form,
        "may_set": actor.may_publish(town),
    }
    return page_or_file(
        request,
        "publishing/releases.html",
        context,
        log_file(town, year, of_year),
        status=422 if form.errors else 200,
    )


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
