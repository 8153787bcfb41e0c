"""The figures of videos: episodes by the day they were first published, views by their latest snapshot."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

from fazhi.outreach.models import ViewSnapshot
from fazhi.records.figures import Figure, LeftOut, Query, Scope


def _earlier(scope: Scope) -> QuerySet[Any]:
    """Episodes that were out before the year began: they belong to the year they came out in."""
    out = scope.seen(ViewSnapshot).filter(published_on__lt=date(scope.year, 1, 1))
    return out.values("posting__episode_id")


def published(**equal: Any) -> Query:
    """Snapshots of the episodes first published in the year."""
    return lambda scope: scope.of_year(ViewSnapshot, "published_on", **equal).exclude(
        posting__episode_id__in=_earlier(scope)
    )


def published_again(**equal: Any) -> LeftOut:
    return LeftOut(
        "以前年度已经发布、本年又发布的期次",
        lambda scope: scope.of_year(ViewSnapshot, "published_on", **equal).filter(
            posting__episode_id__in=_earlier(scope)
        ),
    )


def _told_in_time(scope: Scope) -> Q:
    """That a snapshot tells how often a video had been watched, up to 31 December."""
    return (Q(counted_on=None) | Q(counted_on__lte=scope.last_day)) & Q(views__isnull=False)


def _latest(scope: Scope, *, of_a_purpose: bool) -> Q:
    """That a snapshot is the last in time of its episode on its channel, among those of its purpose or among all.

    Worded alike for every purpose, so that figures counted together find the last ones once; episodes of earlier years
    are passed over by the figures themselves.
    """
    at = Window(
        RowNumber(),
        partition_by=[
            F("posting__episode_id"),
            F("posting__channel_id"),
            *([F("purpose")] if of_a_purpose else []),
        ],
        order_by=[Coalesce("counted_on", "published_on").desc(), F("views").desc(), F("pk").desc()],
    )
    told = scope.of_year(ViewSnapshot, "published_on", _told_in_time(scope))
    return Q(pk__in=told.annotate(at=at).filter(at=1).values("pk"))


def latest(**equal: Any) -> Query:
    """The snapshots whose views add up to the number."""
    return lambda s: published(**equal)(s).filter(_told_in_time(s), _latest(s, of_a_purpose=bool(equal)))


def left_of_views(**equal: Any) -> tuple[LeftOut, ...]:
    return (
        LeftOut(
            "同一期、同一渠道较早的统计，以最近一次为准",
            lambda s: (
                published(**equal)(s).filter(_told_in_time(s)).exclude(_latest(s, of_a_purpose=bool(equal)))
            ),
        ),
        LeftOut("本年12月31日以后的统计", lambda s: published(**equal)(s).filter(counted_on__gt=s.last_day)),
        LeftOut("没有填播放量的", lambda s: published(**equal)(s).filter(views=None)),
        published_again(**equal),
    )


VIDEO: dict[str, Any] = {
    "kind": "views", "section": "outreach", "month": "published_on", "type": "posting__episode__series__name",
    "period": "发布日期",
}  # fmt: skip
VIEWS_RULE = "各期在各渠道截至本年12月31日最近一次统计的累计播放量相加；没有写统计日期的，有别的统计就以别的为准。只用于改进内容，不作考核依据。"
EPISODE_RULE = "同一期在几个渠道发布、统计几次都算一期，以前年度发布过的不算；重发、剪辑版不另算。"


def episodes_and_views(
    prefix: str, views_code: str, name: str, which: str, **equal: Any
) -> tuple[Figure, Figure]:
    """The two figures that always travel together."""
    return (
        Figure(
            code=prefix, name=f"{name}", unit="期", family="I7a",
            rule=f"发布日期在本年的{which}视频，按期次去重。{EPISODE_RULE}",
            records=published(**equal), measure="different", of="posting__episode_id",
            left_out=(published_again(**equal),), **VIDEO,
        ),
        Figure(
            code=views_code, name=f"{name}播放量", unit="人次", family="I7b", approximate=True,
            rule=f"本年发布的{which}视频，{VIEWS_RULE}",
            records=latest(**equal), measure="sum", of="views", left_out=left_of_views(**equal), **VIDEO,
        ),
    )  # fmt: skip


VIDEO_FIGURES = (
    *episodes_and_views(
        "mediation_series_episodes", "mediation_series_views", "调解系列视频", "讲调解的系列", purpose="mediation"
    ),
    *episodes_and_views(
        "anti_fraud_episodes", "anti_fraud_views", "反诈系列视频", "反诈防骗的系列", purpose="anti_fraud"
    ),
    *episodes_and_views("video_episodes", "video_views", "普法视频", "全部普法"),
    Figure(
        code="other_video_episodes", name="其他普法视频", unit="期",
        rule=f"发布日期在本年、既不是讲调解也不是反诈防骗的视频，按期次去重。{EPISODE_RULE}",
        records=published(purpose="other"), measure="different", of="posting__episode_id",
        left_out=(published_again(purpose="other"),), **VIDEO,
    ),
    Figure(
        code="video_postings", name="普法视频发布", unit="条次",
        rule="发布日期在本年的视频，一期在一个渠道发布一次算一条次，在几个渠道发布就算几条次。",
        records=lambda s: s.of_year(ViewSnapshot, "published_on"), measure="different", of="posting_id", **VIDEO,
    ),
    Figure(
        code="video_channels", name="发布普法视频的渠道", unit="个",
        rule="本年发布过普法视频的不同渠道，同一渠道算一个；没有填渠道的不算。",
        records=lambda s: s.of_year(ViewSnapshot, "published_on", ~Q(channel_word="")),
        measure="different", of="posting__channel_id", **VIDEO,
    ),
    Figure(
        code="video_series", name="普法视频系列", unit="个",
        rule="本年发布过视频的不同系列（栏目），同一系列算一个；不成系列的视频不算。",
        records=lambda s: s.of_year(ViewSnapshot, "published_on", ~Q(series_word="")),
        measure="different", of="posting__episode__series_id", **VIDEO,
    ),
)  # fmt: skip
