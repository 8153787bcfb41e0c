"""Meetings and their agenda, the leading group's members, shortcomings and next year's tasks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from fazhi.records.models import Part, Record, RecordQuerySet


class Meeting(Record):
    """A meeting: groups the agenda items of one day and name, and has nothing of its own."""

    held_on = models.DateField("会议日期")
    name = models.TextField("会议名称", blank=True)

    class Meta:
        verbose_name = "会议"
        constraints = (
            models.UniqueConstraint(fields=("town", "held_on", "name"), name="one_meeting_of_a_name_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.held_on} {self.name}".strip()


class AgendaItem(Record):
    """One matter put to a meeting: whether law is touched, whether the head of the justice office sat in."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items", verbose_name="会议")
    held_on = models.DateField("会议日期")
    topic = models.TextField("议题")
    type = models.CharField("议题类型", max_length=20, blank=True)
    type_word = models.TextField("议题类型（本镇写法）", blank=True)
    is_legal = models.BooleanField("是否涉法", null=True)
    director_attended = models.BooleanField("司法所所长列席", null=True)
    adoption = models.CharField("采纳情况", max_length=10, blank=True)
    adoption_word = models.TextField("采纳情况（本镇写法）", blank=True)

    class Meta:
        verbose_name = "党委会议列席"
        indexes = (models.Index(fields=("town", "held_on"), name="agenda_of_a_town"),)

    def __str__(self) -> str:
        return self.topic


class AgendaOpinion(Part):
    """One legal opinion given on an agenda item."""

    record = models.ForeignKey(AgendaItem, models.CASCADE, related_name="opinions")
    place = models.PositiveSmallIntegerField("次序", default=0)
    text = models.TextField("法律意见")

    class Meta:
        verbose_name = "议题法律意见"
        ordering = ("place",)

    def __str__(self) -> str:
        return self.text


class GroupMember(Record):
    """A post in a leading group, from a day until another; no end means still a member."""

    group = models.TextField("领导小组", blank=True)
    post = models.TextField("职务")
    name = models.TextField("姓名", blank=True)
    role = models.TextField("组内职务", blank=True)
    since = models.DateField("任职起")
    until = models.DateField("任职止", null=True)

    class Meta:
        verbose_name = "领导小组成员"
        indexes = (models.Index(fields=("town", "since"), name="group_members_of_a_town"),)

    def __str__(self) -> str:
        return f"{self.post} {self.name}".strip()


def on_day(day: date) -> Q:
    """The members of that day; first and last day of a membership belong to it."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))


def members_on(town: Any, day: date) -> RecordQuerySet:
    """The roster of all leading groups of the town on that day."""
    seen: RecordQuerySet = GroupMember.objects.seen(town)
    return seen.filter(on_day(day)).order_by("group", "since", "pk")


class Shortcoming(Record):
    """A shortcoming that the report of a year owns up to."""

    noted_on = models.DateField("登记日期")
    # Whose report it stands in; empty: the year of noted_on.
    year = models.PositiveIntegerField("年度", null=True)
    text = models.TextField("不足")
    cause = models.TextField("原因", blank=True)
    measure = models.TextField("措施", blank=True)

    class Meta:
        verbose_name = "存在的不足"
        indexes = (models.Index(fields=("town", "noted_on"), name="shortcomings_of_a_town"),)

    def __str__(self) -> str:
        return self.text


class NextYearTask(Record):
    """Something the report of a year sets out to do next."""

    noted_on = models.DateField("登记日期")
    year = models.PositiveIntegerField("年度", null=True)
    text = models.TextField("任务")
    responsible_office = models.TextField("责任单位", blank=True)
    due_on = models.DateField("期限", null=True)
    status = models.CharField("状态", max_length=12, blank=True)
    status_word = models.TextField("状态（本镇写法）", blank=True)
    from_shortcoming = models.TextField("来自哪条不足", blank=True)

    class Meta:
        verbose_name = "下一步打算"
        indexes = (models.Index(fields=("town", "noted_on"), name="tasks_of_a_town"),)

    def __str__(self) -> str:
        return self.text
