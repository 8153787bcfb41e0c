"""One version of something the public reads, from the first draft to the day it is taken down."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from fazhi.records.kept import KeptRow


class Release(KeptRow):
    """发布稿. What it says stays in `content` for good; the row it is about holds what the public reads now."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        WAITING = "waiting", "等审核"
        RETURNED = "returned", "已退回"
        DROPPED = "dropped", "不要了"
        PUBLIC = "public", "在公众页上"
        REPLACED = "replaced", "已换成新稿"
        WITHDRAWN = "withdrawn", "已撤下"

    class Way(models.TextChoices):
        APPROVED = "approved", "审核后发布"
        AT_ONCE = "at_once", "紧急发布"
        UPGRADE = "upgrade", "升级时已在发布"

    matter = models.CharField("公开内容的种类", max_length=20)
    subject = models.UUIDField("哪一件")
    number = models.PositiveSmallIntegerField("第几稿")
    title = models.CharField("标题", max_length=300)
    content = models.TextField("内容")  # {field: value} as JSON
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    way = models.CharField("怎么发布的", max_length=10, choices=Way.choices, blank=True)
    # Keys of the actors who wrote in it, one a line, the last one last. None of them publishes it.
    writers = models.TextField("起草人")
    looked_through = models.BooleanField("起草人看过可疑处", default=False)
    sent_at = models.DateTimeField("送审时间", null=True)
    reason = models.TextField("退回的理由", blank=True)
    returned_by = models.CharField("谁退回的", max_length=60, blank=True)
    published_at = models.DateTimeField("发布时间", null=True)
    published_by = models.CharField("谁同意发布的", max_length=60, blank=True)
    # Of what one person published at once: until when another looks at it, and who did.
    look_by = models.DateField("最迟哪天补看", null=True)
    looked_at = models.DateTimeField("补看时间", null=True)
    looked_by = models.CharField("谁补看的", max_length=60, blank=True)
    ended_at = models.DateTimeField("撤下或换下时间", null=True)
    ended_by = models.CharField("谁撤下的", max_length=60, blank=True)
    end_reason = models.TextField("撤下的理由", blank=True)

    class Meta:
        verbose_name = "发布稿"
        ordering = ("matter", "subject", "-number")
        constraints = (
            models.UniqueConstraint(fields=("subject", "number"), name="one_release_a_number"),
            # Two at work on one thing would lose each other's words; two at once would leave open what is public.
            models.UniqueConstraint(
                fields=("subject",), condition=models.Q(state__in=("draft", "waiting", "returned")),
                name="one_release_in_hand",
            ),
            models.UniqueConstraint(
                fields=("subject",), condition=models.Q(state="public"), name="one_release_public"
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=("town", "state"), name="releases_of_a_town"),)

    def __str__(self) -> str:
        return self.title

    @property
    def values(self) -> dict[str, Any]:
        """What it says, as JSON knows it; `PublicMatter.values` makes dates of it."""
        found: dict[str, Any] = json.loads(self.content)
        return found

    @property
    def written_by(self) -> list[str]:
        """The keys of those who wrote in it."""
        return self.writers.split()


class LookWithin(KeptRow):
    """补看期限: within how many working days another looks at what one person published at once. The town's own rule."""

    days = models.PositiveSmallIntegerField("几个工作日内补看", default=2)

    class Meta:
        verbose_name = "补看期限"
        constraints = (models.UniqueConstraint(fields=("town",), name="one_look_within_a_town"),)

    def __str__(self) -> str:
        return str(self.days)


IN_HAND = (Release.State.DRAFT, Release.State.WAITING, Release.State.RETURNED)
WAS_PUBLIC = (Release.State.PUBLIC, Release.State.REPLACED, Release.State.WITHDRAWN)
