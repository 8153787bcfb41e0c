"""The search of the top bar: whatever a person may see, by its words."""

from __future__ import annotations

from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.pages.marking import excerpt, marked
from fazhi.pages.views.access import actor_of, said_plainly, town_of
from fazhi.pages.words import table_date, ui_number
from fazhi.records.kinds import kind_of
from fazhi.records.models import SearchEntry
from fazhi.records.search_entries import NO_DAY
from fazhi.records.searching import FEW, LONGEST, SHOWN, Place, Search


@require_safe
@said_plainly
def search(request: HttpRequest) -> HttpResponseBase:
    """Twenty of what is found, newest first; ?kind= one kind only, ?after= where the page before ended."""
    query = request.GET.get("q", "").replace("\x00", " ").strip()[:LONGEST]
    asked = Search(
        query,
        town=town_of(request),
        actor=actor_of(request),
        kind=request.GET.get("kind", ""),
        after=Place.read(request.GET.get("after", "")),
    )
    more = asked.next if asked.needles else None
    context = {
        "query": query,
        "asked": asked,
        "lines": [_line(entry, asked) for entry in asked.found] if asked.needles else [],
        "tabs": _tabs(query, asked),
        "sentence": _sentence(asked) if asked.needles else "",
        "more_url": _url(query, asked.kind.code if asked.kind else "", str(more)) if more else "",
        "first_url": _url(query, asked.kind.code if asked.kind else "") if asked.after else "",
        "all_url": _url(query) if asked.kind else "",
        "shown": SHOWN,
    }
    title = f"搜“{query}”（{context['sentence']}）"
    # The words are for whoever typed them: the trace says that something was taken out, not what was looked for.
    told = {"what": "搜索结果"}
    listed = ListFile(f"{asked.town.name}搜“{query}”", title, COLUMNS, asked.everything, change=told)
    return page_or_file(request, "fazhi/search.html", context, *([listed] if asked.needles else []))


COLUMNS = (
    Offered("title", "事项", lambda entry: entry.title or f"（没有写明的{kind_of(entry.kind).name}）", 46),
    Offered("kind", "种类", lambda entry: kind_of(entry.kind).name),
    Offered("number", "编号", attrgetter("number"), 20),
    Offered("village", "村居", lambda entry: entry.village.name if entry.village else ""),
    Offered("day", "日期", lambda entry: entry.day if entry.day != NO_DAY else "", 12),
)


def _url(query: str, kind: str = "", after: str = "") -> str:
    given = {"q": query, "kind": kind, "after": after}
    return f"{reverse('search')}?{urlencode({name: value for name, value in given.items() if value})}"


def _line(entry: SearchEntry, asked: Search) -> dict[str, Any]:
    kind = kind_of(entry.kind)
    title = entry.title or f"（没有写明的{kind.name}）"
    village = entry.village.name if entry.village else ""
    return {
        "url": reverse("record_page", args=[entry.kind, entry.record_id]),
        "title": marked(title, asked.needles),
        "kind": kind.name,
        "number": marked(entry.number, asked.needles),
        "village": marked(village, asked.needles),
        "date": table_date(entry.day) if entry.day != NO_DAY else "",
        "excerpt": excerpt(entry.text, asked.needles, shown=(title, entry.number, village)),
    }


def _tabs(query: str, asked: Search) -> list[dict[str, Any]]:
    """The kinds among what is found, where there is more than one."""
    kinds = asked.kinds
    if len(kinds) < 2:
        return []
    whole = {
        "name": "全部", "url": _url(query), "current": asked.kind is None, "count": sum(count for _, count in kinds)
    }  # fmt: skip
    return [
        whole,
        *(
            {"name": kind.name, "url": _url(query, kind.code), "current": kind is asked.kind, "count": count}
            for kind, count in kinds
        ),
    ]


def _sentence(asked: Search) -> str:
    if asked.total == 0:
        return ""
    found = f"找到{ui_number(FEW)}件以上" if asked.total is None else f"找到{ui_number(asked.total)}件"
    what = f"{asked.kind.name}，" if asked.kind else ""
    return f"{asked.town.name}，{what}{found}，新的在前"
