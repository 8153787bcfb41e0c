"""The holiday notices that come with the product; later ones are entered by the office and read from its database.

Facts of the yearly notices of the General Office of the State Council (国务院办公厅关于某年部分节假日安排的通知), each with
its number, date and address. 2027's was not issued when this was written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from fazhi.terms.calendar import ONE_DAY, Calendar, Notice, NoticeDay


@lru_cache(maxsize=1)
def shipped_notices() -> tuple[Notice, ...]:
    """The notices in notices.json, by year; raises ValueError when one of them cannot be right."""
    text = (files("fazhi.terms") / "notices.json").read_text(encoding="utf-8")
    return tuple(read_notice(entry) for entry in json.loads(text)["notices"])


@lru_cache(maxsize=1)
def shipped_calendar() -> Calendar:
    """The calendar of the notices that come with the product."""
    return Calendar(shipped_notices())


def read_notice(entry: dict[str, Any]) -> Notice:
    """A notice from its entry: `off` in spans (name, from, to), `worked` in days; ValueError says what is wrong."""
    notice = Notice(
        year=int(entry["year"]),
        off=tuple(day for span in entry["off"] for day in _span(span)),
        worked=tuple(NoticeDay(date.fromisoformat(one["day"]), one["name"]) for one in entry["worked"]),
        document=entry["document"],
        issued_on=date.fromisoformat(entry["issued_on"]),
        source=entry["source"],
        amends=bool(entry.get("amends", False)),
    )
    if problems := notice.problems():
        raise ValueError(f"{notice.year}年放假通知：{problems[0]}")
    return notice


def _span(span: dict[str, str]) -> Iterator[NoticeDay]:
    day, last = date.fromisoformat(span["from"]), date.fromisoformat(span["to"])
    while day <= last:
        yield NoticeDay(day, span["name"])
        day += ONE_DAY
