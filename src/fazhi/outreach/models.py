"""Activities with their places; series, episodes, channels, postings and snapshots of views."""

from __future__ import annotations

from django.db import models

from fazhi.orgs.models import Village
from fazhi.records.models import Part, Record


class Activity(Record):
    """One event, however many places it covered. Its audience is counted once."""

    held_on = models.DateField("日期")
    place_kind = models.CharField("场所类型", max_length=12)
    place_kind_word = models.TextField("场所类型（本镇写法）", blank=True)
    form = models.CharField("形式", max_length=16, blank=True)
    form_word = models.TextField("形式（本镇写法）", blank=True)
    topic = models.TextField("主题", blank=True)
    audience = models.PositiveIntegerField("人数", null=True)
    audience_source = models.CharField("人数来源", max_length=10, blank=True)
    audience_source_word = models.TextField("人数来源（本镇写法）", blank=True)
    materials = models.PositiveIntegerField("发放资料（份）", null=True)

    class Meta:
        verbose_name = "普法活动"
        indexes = (models.Index(fields=("town", "held_on"), name="activities_of_a_town"),)

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic or self.form_word}".strip()


class ActivityPlace(Part):
    """A school, village, enterprise or other place an activity covered."""

    record = models.ForeignKey(Activity, models.CASCADE, related_name="places")
    place = models.PositiveSmallIntegerField("次序", default=0)
    name = models.TextField("地点")
    village = models.ForeignKey(Village, models.PROTECT, null=True, related_name="+", verbose_name="村居")

    class Meta:
        verbose_name = "活动地点"
        ordering = ("place",)

    def __str__(self) -> str:
        return self.name


class Series(Record):
    """A series of videos (调解26法); groups episodes."""

    name = models.TextField("系列", blank=True)

    class Meta:
        verbose_name = "系列"
        constraints = (models.UniqueConstraint(fields=("town", "name"), name="one_series_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class Channel(Record):
    """Where videos are shown: an account on a platform."""

    name = models.TextField("渠道", blank=True)

    class Meta:
        verbose_name = "渠道"
        constraints = (models.UniqueConstraint(fields=("town", "name"), name="one_channel_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class Episode(Record):
    """One episode of a series, by its number or title."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="episodes")
    label = models.TextField("期次")

    class Meta:
        verbose_name = "期次"
        indexes = (models.Index(fields=("town", "label"), name="episodes_of_a_town"),)
        constraints = (models.UniqueConstraint(fields=("series", "label"), name="one_episode_of_a_label"),)

    def __str__(self) -> str:
        return f"{self.series} {self.label}".strip()


class Posting(Record):
    """An episode published on a channel on a day."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="postings")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="postings")
    published_on = models.DateField("发布日期")

    class Meta:
        verbose_name = "发布"
        indexes = (models.Index(fields=("town", "published_on"), name="postings_of_a_town"),)
        constraints = (
            models.UniqueConstraint(
                fields=("episode", "channel", "published_on"), name="one_posting_of_an_episode_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.episode} {self.channel}".strip()


class ViewSnapshot(Record):
    """How often a posting had been watched by a day. The figures are there to improve content, not to rate people."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="snapshots")
    # As the ledger writes them; the posting groups 第1期, 第一期 and 1.
    series_word = models.TextField("系列（本镇写法）", blank=True)
    episode_word = models.TextField("期次（本镇写法）")
    channel_word = models.TextField("渠道（本镇写法）", blank=True)
    published_on = models.DateField("发布日期")
    # Empty: taken as of the day of publishing, so that any dated snapshot is later.
    counted_on = models.DateField("统计日期", null=True)
    views = models.PositiveBigIntegerField("累计播放量", null=True)
    # Kept with the row and not with the series: then a correction, an undone import and a second answer all hold.
    purpose = models.CharField("栏目用途", max_length=12)
    purpose_word = models.TextField("栏目用途（本镇写法）", blank=True)

    class Meta:
        verbose_name = "普法视频"
        indexes = (models.Index(fields=("town", "published_on"), name="view_snapshots_of_a_town"),)

    def __str__(self) -> str:
        return f"{self.series_word} {self.episode_word}".strip()
