"""The ledger of videos: one row per snapshot of an episode's views on a channel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fazhi.outreach.models import Channel, Episode, Posting, Series, ViewSnapshot
from fazhi.outreach.series import episode_label, plain_name, purpose_of
from fazhi.outreach.words import PURPOSES
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Doubt, Making, RecordKind, Rows, Values
from fazhi.storage.one_reading import once

LAYOUT = LedgerLayout(
    kind="views",
    name="普法视频",
    sheet="普法视频",
    title_words=("普法视频", "视频", "短视频", "微课堂", "公众号", "抖音", "新媒体"),
    key=("series", "episode", "channel", "counted_on"),
    date_field="published_on",
    columns=(
        Column(
            "series", "系列",
            known_as=("栏目", "系列名称", "栏目名称", "专题", "专题名称", "专栏", "系列视频", "视频系列", "所属系列", "所属栏目", "节目"),
        ),
        Column(
            "episode", "期次", required=True,
            known_as=("视频期次", "视频期数", "视频集数", "节目期次", "期数", "集数", "期号", "集次", "第几期", "期", "集", "视频名称", "视频标题", "标题", "作品名称", "视频题目", "作品标题",
                      "推文标题", "视频内容"),
        ),
        Column(
            "published_on", "发布日期", Shape.DATE, required=True,
            known_as=("发布时间", "推送日期", "推送时间", "上线日期", "上线时间", "发表日期", "发表时间", "推出日期", "推出时间", "发布日",
                      "播出日期", "播出时间"),
        ),
        Column(
            "channel", "渠道",
            known_as=("发布渠道", "平台", "发布平台", "媒体", "账号", "发布账号", "推送渠道", "推送平台", "发布媒体", "播出平台"),
        ),
        Column(
            "counted_on", "统计日期", Shape.DATE,
            known_as=("统计时间", "截止日期", "统计截止日期", "截至日期", "数据截止", "数据截止日期", "数据日期", "统计截止时间", "截止时间",
                      "统计日"),
            help="播放量是哪一天看到的数。",
        ),
        Column(
            "views", "累计播放量", Shape.COUNT, unit="次",
            known_as=("播放量", "阅读量", "观看人数", "观看人次", "观看量", "点击量", "浏览量", "累计播放", "播放次数", "累计观看人次", "浏览次数",
                      "观看次数", "阅读人次", "累计阅读量", "点击率", "播放数", "阅读数"),
        ),
        Column(
            "purpose", "栏目用途", Shape.CHOICE, choices=PURPOSES, in_list=False,
            known_as=("系列用途", "栏目类型", "栏目类别", "系列类型", "系列类别", "视频类型", "视频类别"),
            help="不填时按系列名称判断：写明调解的、写明反诈防骗的各归一类。",
        ),
    ),
)  # fmt: skip


def purpose(values: Values) -> str | None:
    """The code of the purpose: as told, else as the name of the series says; None leaves a question."""
    if told := values.get("purpose"):
        return PURPOSES.code_of(told)
    if series := values.get("series"):
        return purpose_of(series)
    # A video of no series is asked nothing: it belongs to a series' figure only when its title says so.
    return purpose_of(values.get("episode") or "") or "other"


def rows(values: Values, making: Making) -> Rows:
    """A snapshot, with the series, episode, channel and posting it belongs to."""
    series = making.parent(Series, {"name": plain_name(values.get("series"))})
    episode = making.parent(Episode, {"series_id": series, "label": episode_label(values["episode"])})
    channel = making.parent(Channel, {"name": plain_name(values.get("channel"))})
    posting = making.parent(
        Posting, {"episode_id": episode, "channel_id": channel, "published_on": values["published_on"]}
    )
    return {
        ViewSnapshot: [
            making.root(
                posting_id=posting,
                series_word=values.get("series") or "",
                episode_word=values["episode"],
                channel_word=values.get("channel") or "",
                published_on=values["published_on"],
                counted_on=values.get("counted_on"),
                views=values.get("views"),
                purpose=purpose(values) or "other",
                purpose_word=values.get("purpose") or "",
            )
        ]
    }


def values(record: Any) -> dict[str, Any]:
    """A snapshot in the language of its ledger."""
    return {
        "series": record.series_word or None,
        "episode": record.episode_word,
        "published_on": record.published_on,
        "channel": record.channel_word or None,
        "counted_on": record.counted_on,
        "views": record.views,
        "purpose": record.purpose_word or None,
    }


def check(values: Values) -> str | None:
    """Views cannot be counted before there is anything to watch."""
    if values.get("counted_on") and values["counted_on"] < values["published_on"]:
        return "统计日期早于发布日期，请核对两个日期"
    return None


def asks(values: Values) -> tuple[str, str, list[tuple[str, str]]] | None:
    """What a series is for, where its name says neither mediation nor fraud, or both."""
    series = values.get("series")
    if not series or values.get("purpose") or purpose(values):
        return None
    return "purpose", series, [(choice.code, choice.word) for choice in PURPOSES.values]


def doubts(record: Any) -> Iterable[Doubt]:
    """Rows of one series that say different things of what it is for."""
    if not record.series_word:
        return
    series = record.posting.episode.series_id
    rows = ViewSnapshot.objects.filter(posting__episode__series=series)

    def purposes() -> set[str]:
        return set(rows.seen(record.town_id).order_by().values_list("purpose", flat=True).distinct())

    if once(("purposes of a series", series), purposes) - {record.purpose}:
        yield Doubt(f"“{record.series_word}”的各行栏目用途不一样，请核对", "purpose")


VIEWS = RecordKind(
    layout=LAYOUT,
    model=ViewSnapshot,
    section="outreach",
    rows=rows,
    values=values,
    title=lambda record: " ".join(
        part for part in (record.series_word, record.episode_word, record.channel_word) if part
    ),
    related=("posting__episode",),
    check=check,
    doubts=doubts,
    asks=asks,
    search=("series", "episode", "channel"),
)
