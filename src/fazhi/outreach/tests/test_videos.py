"""Snapshots share series, episodes and channels; episodes count by their first day, views by the latest snapshot."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.outreach.models import Channel, Episode, Posting, Series, ViewSnapshot
from fazhi.outreach.video_ledger import VIEWS
from fazhi.records.actions import Refused, add, correct, current_values, void
from fazhi.records.figures import BOOK, Scope

pytestmark = pytest.mark.django_db

WECHAT, DOUYIN = "微信公众号", "抖音号"


@pytest.fixture
def town():
    return Town.objects.create(name="示例镇")


def counted(code, town, year=2023):
    return BOOK[code].value(Scope(town.pk, year))


def left_out(code, town, year=2023):
    return {reason: n for reason, n, _ in BOOK[code].omitted(Scope(town.pk, year))}


def snapshot(
    town,
    views,
    counted_on,
    *,
    series="调解26法",
    episode="第1期",
    channel=WECHAT,
    out=date(2023, 2, 8),
    **more,
):
    told = {
        "series": series, "episode": episode, "channel": channel, "published_on": out, "counted_on": counted_on,
        "views": views, **more,
    }  # fmt: skip
    return add(VIEWS, told, town=town, by=CONSOLE)


def test_rows_share_their_series_episode_channel_and_posting(town):
    snapshot(town, 857, date(2023, 2, 22))
    snapshot(town, 1715, date(2023, 12, 25))
    snapshot(town, 154, date(2023, 2, 22), series="《调解26法》", episode="第一期", channel=DOUYIN)
    snapshot(town, 9, date(2023, 5, 22), episode="2", out=date(2023, 5, 8))
    snapshot(Town.objects.create(name="邻镇"), 1, date(2023, 2, 22))
    of_town = {
        model: model.objects.filter(town=town).count() for model in (Series, Episode, Channel, Posting)
    }
    assert of_town == {Series: 1, Episode: 2, Channel: 2, Posting: 3}


def test_the_latest_snapshot_of_the_year_counts_for_each_episode_and_channel(town):
    snapshot(town, 857, date(2023, 2, 22))
    snapshot(town, 1715, date(2023, 12, 25))
    snapshot(town, 9000, date(2024, 1, 5))
    snapshot(town, 154, date(2023, 2, 22), channel=DOUYIN)
    snapshot(town, 308, date(2023, 12, 25), channel=DOUYIN)
    snapshot(town, 586, date(2023, 12, 31), episode="第2期", out=date(2023, 4, 8))
    assert counted("mediation_series_episodes", town) == 2
    assert counted("mediation_series_views", town) == 1715 + 308 + 586
    assert left_out("mediation_series_views", town) == {
        "同一期、同一渠道较早的统计，以最近一次为准": 2, "本年12月31日以后的统计": 1,
    }  # fmt: skip
    assert len(BOOK["mediation_series_views"].records(Scope(town.pk, 2023))) == 3


def test_a_voided_latest_snapshot_gives_way_to_the_one_before(town):
    snapshot(town, 857, date(2023, 2, 22))
    void(VIEWS, snapshot(town, 99999, date(2023, 12, 25)), "抄错了", town=town, by=CONSOLE)
    assert counted("mediation_series_views", town) == 857


def test_two_counts_of_one_day_are_one_count(town):
    snapshot(town, 857, date(2023, 2, 22))
    snapshot(town, 860, date(2023, 2, 22))
    assert counted("mediation_series_views", town) == 860


def test_a_snapshot_without_a_day_yields_to_any_dated_one(town):
    snapshot(town, 5000, None)
    assert counted("mediation_series_views", town) == 5000
    snapshot(town, 857, date(2023, 2, 22))
    assert counted("mediation_series_views", town) == 857


def test_an_episode_belongs_to_the_year_it_first_came_out(town):
    snapshot(town, 100, date(2022, 12, 31), out=date(2022, 12, 30))
    snapshot(town, 200, date(2023, 12, 25), out=date(2022, 12, 30))
    snapshot(town, 300, date(2023, 12, 25), channel=DOUYIN, out=date(2023, 1, 2))
    assert counted("mediation_series_episodes", town, 2022) == 1
    assert counted("mediation_series_views", town, 2022) == 100
    assert counted("mediation_series_episodes", town) == 0
    assert counted("mediation_series_views", town) == 0
    assert left_out("mediation_series_episodes", town) == {"以前年度已经发布、本年又发布的期次": 1}
    assert counted("video_postings", town) == 1


def test_series_are_told_apart_by_what_they_are_for(town):
    snapshot(town, 100, date(2023, 12, 25))
    snapshot(town, 200, date(2023, 12, 25), series="反诈1+6公益短片专题")
    snapshot(town, 400, date(2023, 12, 25), series="反诈1+6公益短片专题", channel=DOUYIN)
    snapshot(town, 800, date(2023, 12, 25), series="普法微课堂")
    snapshot(town, 1600, date(2023, 12, 25), series="以案释法", purpose="讲调解的")
    snapshot(town, None, None, series=None, episode="民法典宣传片", channel=None)
    assert counted("mediation_series_episodes", town) == 2
    assert counted("mediation_series_views", town) == 1700
    assert counted("anti_fraud_episodes", town) == 1
    assert counted("anti_fraud_views", town) == 600
    assert counted("other_video_episodes", town) == 2
    assert counted("video_episodes", town) == 5
    assert counted("video_views", town) == 3100
    assert counted("video_series", town) == 4
    assert counted("video_channels", town) == 2
    assert counted("video_postings", town) == 6
    assert left_out("video_views", town) == {"没有填播放量的": 1}


def test_an_import_asks_only_about_a_series_whose_name_leaves_doubt(town):
    row = {"series": "普法微课堂", "episode": "第1期", "published_on": date(2023, 2, 8)}
    column, word, options = VIEWS.asks(row)
    assert (column, word) == ("purpose", "普法微课堂")
    assert [code for code, _ in options] == ["mediation", "anti_fraud", "other"]
    assert VIEWS.asks({**row, "purpose": "其他"}) is None
    assert VIEWS.asks({**row, "series": "调解26法"}) is None
    assert VIEWS.asks({**row, "series": None, "episode": "一个好故事"}) is None


def test_what_a_series_is_for_can_be_put_right(town):
    record_id = snapshot(town, 100, date(2023, 12, 25), series="普法微课堂")
    snapshot(town, 50, date(2023, 3, 25), series="普法微课堂")
    assert counted("mediation_series_views", town) == 0
    told = current_values(VIEWS, record_id)
    correct(VIEWS, record_id, {**told, "purpose": "讲调解的"}, town=town, by=CONSOLE)
    assert counted("mediation_series_views", town) == 100
    record = ViewSnapshot.objects.get(pk=record_id)
    assert [doubt.field for doubt in VIEWS.doubts(record)] == ["purpose"]


def test_views_cannot_be_counted_before_publishing(town):
    with pytest.raises(Refused, match="统计日期早于发布日期"):
        snapshot(town, 1, date(2023, 2, 7))
    with pytest.raises(Refused, match="请填写期次"):
        snapshot(town, 1, date(2023, 2, 22), episode=None)
    assert not ViewSnapshot.objects.exists()
    assert not Series.objects.exists()
