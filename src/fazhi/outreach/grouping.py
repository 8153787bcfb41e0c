"""Series, episodes, channels and postings: what holds the snapshots of views together."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from fazhi.outreach.models import Channel, Episode, Posting, Series
from fazhi.outreach.series import episode_label, plain_name
from fazhi.outreach.video_ledger import purpose
from fazhi.outreach.words import PURPOSES
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Grouped, Making, RecordKind, Rows, Values

_SERIES = Column("series", "系列", help="不成系列的视频不填。")
_EPISODE = Column("episode", "期次", required=True, help="写第几期，没有期数的写标题。")
_CHANNEL = Column("channel", "渠道")
_PUBLISHED = Column("published_on", "发布日期", Shape.DATE, required=True)


def _layout(kind: str, name: str, *columns: Column, date_field: str = "") -> LedgerLayout:
    return LedgerLayout(kind=kind, name=name, sheet=name, columns=columns, date_field=date_field)


def _series(values: Values, making: Making) -> Any:
    return making.parent(Series, {"name": plain_name(values.get("series"))})


def _episode(values: Values, making: Making) -> Any:
    return making.parent(
        Episode, {"series_id": _series(values, making), "label": episode_label(values["episode"])}
    )


def series_rows(values: Values, making: Making) -> Rows:
    """One series, known by its name without quotation marks."""
    return {Series: [making.root(name=plain_name(values.get("series")))]}


def channel_rows(values: Values, making: Making) -> Rows:
    """One channel, known by its name."""
    return {Channel: [making.root(name=plain_name(values.get("channel")))]}


def episode_rows(values: Values, making: Making) -> Rows:
    """One episode of its series; 第1期, 第一集 and 1 are the same."""
    return {Episode: [making.root(series_id=_series(values, making), label=episode_label(values["episode"]))]}


def posting_rows(values: Values, making: Making) -> Rows:
    """One episode on one channel on one day."""
    channel = making.parent(Channel, {"name": plain_name(values.get("channel"))})
    return {
        Posting: [
            making.root(
                episode_id=_episode(values, making),
                channel_id=channel,
                published_on=values["published_on"],
            )
        ]
    }


def episode_values(record: Any) -> dict[str, Any]:
    """An episode as its form has it."""
    return {"series": record.series.name or None, "episode": record.label}


def posting_values(record: Any) -> dict[str, Any]:
    """A posting as its form has it."""
    return {
        **episode_values(record.episode),
        "channel": record.channel.name or None,
        "published_on": record.published_on,
    }


def _known_by_name(values: Values) -> str | None:
    """A name of quotation marks alone names nothing."""
    for column in (_SERIES, _CHANNEL):
        if column.field in values and values[column.field] and not plain_name(values[column.field]):
            return f"{column.heading}“{values[column.field]}”里没有字，请写名称"
    return None


def snapshot_of(snapshot: Values, now: Values) -> Values:
    """A snapshot once its series, episode, channel or posting says something else.

    Words that already name the same stay as the ledger wrote them. What the series is for is not guessed anew from a
    new name: no figure moves because a name was put right.
    """
    after = dict(snapshot)
    for name, known_as in (("series", plain_name), ("episode", episode_label), ("channel", plain_name)):
        if name in now and known_as(snapshot.get(name) or "") != known_as(now[name] or ""):
            after[name] = now[name]
    if "published_on" in now:
        after["published_on"] = now["published_on"]
    if not snapshot.get("purpose") and purpose(after) != purpose(snapshot):
        after["purpose"] = PURPOSES.word_of(purpose(snapshot) or "other")
    return after


def _titled(record: Any) -> str:
    return f"{record.series.name} {record.label}".strip()


SERIES = RecordKind(
    layout=_layout("series", "视频系列", Column("series", "系列", required=True)),
    model=Series,
    section="outreach",
    rows=series_rows,
    values=lambda record: {"series": record.name or None},
    title=lambda record: record.name,
    check=_known_by_name,
    search=("name",),
    groups=(
        Grouped("episode", "series", order=("label",)),
        Grouped(
            "views", "posting__episode__series", order=("posting__episode__label", "channel_word", "counted_on"),
            lay=snapshot_of,
        ),
    ),
    natural=("name",),
    shown=~Q(name=""),
)  # fmt: skip

EPISODE = RecordKind(
    layout=_layout("episode", "视频期次", _SERIES, _EPISODE),
    model=Episode,
    section="outreach",
    rows=episode_rows,
    values=episode_values,
    title=_titled,
    related=("series",),
    check=_known_by_name,
    search=("label", "series__name"),
    groups=(
        Grouped("posting", "episode", order=("channel__name", "published_on")),
        Grouped("views", "posting__episode", order=("channel_word", "counted_on"), lay=snapshot_of),
    ),
    natural=("series_id", "label"),
)

CHANNEL = RecordKind(
    layout=_layout("channel", "视频渠道", Column("channel", "渠道", required=True)),
    model=Channel,
    section="outreach",
    rows=channel_rows,
    values=lambda record: {"channel": record.name or None},
    title=lambda record: record.name,
    check=_known_by_name,
    search=("name",),
    groups=(
        Grouped("posting", "channel", order=("-published_on",)),
        Grouped("views", "posting__channel", order=("-published_on", "counted_on"), lay=snapshot_of),
    ),
    natural=("name",),
    shown=~Q(name=""),
)

POSTING = RecordKind(
    layout=_layout("posting", "视频发布", _SERIES, _EPISODE, _CHANNEL, _PUBLISHED, date_field="published_on"),
    model=Posting,
    section="outreach",
    rows=posting_rows,
    values=posting_values,
    title=lambda record: f"{_titled(record.episode)} {record.channel.name}".strip(),
    related=("episode__series", "channel"),
    check=_known_by_name,
    search=("episode__label", "episode__series__name", "channel__name"),
    groups=(Grouped("views", "posting", order=("counted_on",), lay=snapshot_of),),
    natural=("episode_id", "channel_id", "published_on"),
)
