"""`{% load fazhi_words %}`: the formats of fazhi.pages.words, and the few words components need."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from fazhi.pages import words

register = template.Library()

for _format in (
    words.ui_date,
    words.table_date,
    words.document_date,
    words.ui_time,
    words.ui_datetime,
    words.table_datetime,
    words.ui_number,
    words.ui_money,
    words.ui_percent,
    words.ui_share,
    words.masked_phone,
    words.masked_id_number,
    words.masked_name,
):
    register.filter(_format.__name__, _format)


@register.filter
def still_to_see(page: Any) -> int:
    """Of a Django Page: how many rows “再看n件” brings, 0 on the last page."""
    return max(0, min(page.paginator.per_page, page.paginator.count - page.end_index()))


@register.simple_tag(takes_context=True)
def navigation(context: Any) -> SafeString:
    """The navigation of shell.sections as HTML. It is on every page twice, and mostly what it was on the page before."""
    sections = (context.get("shell") or {}).get("sections", [])
    return _navigation(
        tuple((one["title"], tuple(tuple(item.items()) for item in one["items"])) for one in sections)
    )


@lru_cache(maxsize=256)
def _navigation(sections: tuple[tuple[str, tuple[tuple[tuple[str, Any], ...], ...]], ...]) -> SafeString:
    told = [{"title": title, "items": [dict(item) for item in items]} for title, items in sections]
    return render_to_string("fazhi/components/sections.html", {"sections": told})


@register.simple_tag
def printed_at() -> str:
    """The moment of printing, for the footer of a printed page: 2026-03-12 14:30."""
    return words.table_datetime(timezone.now())
