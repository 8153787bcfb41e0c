"""What a reception at the window leads to: its answer, where it was sent, when the person comes again.

The ledger's row stays in Reception. None of these is a ledger: they live with a reception made at the window or taken
over from an application, and a reception brought in from Excel has none of them.
"""

from __future__ import annotations

from django.db import models

from fazhi.reception.models.reception import Reception
from fazhi.records.kept import KeptRow


class Visit(KeptRow):
    """One matter at the window: who came with whom, what it is in one sentence, where it went."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", "当场答复"
        MEDIATION = "mediation", "转调解"
        LEGAL_AID = "legal_aid", "转法律援助"
        DEPARTMENT = "department", "转部门"
        APPOINTMENT = "appointment", "约下次"

    class Status(models.TextChoices):
        OPEN = "open", "在办"
        CLOSED = "closed", "办结"

    reception = models.OneToOneField(Reception, models.PROTECT, related_name="visit", verbose_name="接待记录")
    matter = models.CharField("事项", max_length=200)
    anonymous = models.BooleanField("匿名", default=False)
    outcome = models.CharField("去向", max_length=12, choices=Outcome.choices)
    answer = models.TextField("答复", blank=True)
    # [{"name", "phone"}]: who came along; one matter, so one reception.
    companions = models.JSONField("同来的人", default=list, blank=True)
    times = models.PositiveSmallIntegerField("来了几次", default=1)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.OPEN)
    closed_on = models.DateField("办结日期", null=True)
    # SM3 of the query code on the slip; the code itself is nowhere.
    code_mark = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = "接待经过"

    def __str__(self) -> str:
        return self.matter


class VisitNote(KeptRow):
    """One line of what happened with a visit, in the words of whoever did it."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="notes")
    at = models.DateTimeField("时间")
    what = models.CharField("做了什么", max_length=30)
    text = models.TextField("内容", blank=True)
    who = models.CharField("谁", max_length=60)

    class Meta:
        verbose_name = "接待经过的一条"
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.what


class Referral(KeptRow):
    """A matter handed to legal aid or another office, until the reply is back."""

    class Target(models.TextChoices):
        LEGAL_AID = "legal_aid", "法律援助"
        DEPARTMENT = "department", "部门"

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="referrals")
    target = models.CharField("转到", max_length=12, choices=Target.choices)
    office = models.CharField("转给谁", max_length=100)
    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("序号")
    what = models.TextField("请办的事", blank=True)
    sent_on = models.DateField("转出日期")
    reply_by = models.DateField("请在哪天前回复", null=True)
    replied_on = models.DateField("回复日期", null=True)
    reply = models.TextField("回复", blank=True)

    class Meta:
        verbose_name = "转办单"
        ordering = ("sent_on", "id")
        indexes = (models.Index(fields=("town", "replied_on"), name="referrals_without_reply"),)
        constraints = (
            models.UniqueConstraint(fields=("town", "year", "serial"), name="one_referral_number_a_year"),
        )

    def __str__(self) -> str:
        return f"转办〔{self.year}〕{self.serial}号"

    @property
    def number(self) -> str:
        """转办〔2026〕3号."""
        return str(self)


class Appointment(KeptRow):
    """A day and a time at which somebody comes, agreed at the window or with what the public asked for."""

    class Status(models.TextChoices):
        BOOKED = "booked", "已约好"
        CAME = "came", "已来"
        MISSED = "missed", "没有来"
        CANCELLED = "cancelled", "取消"

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="appointments")
    name = models.CharField("姓名", max_length=100)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    matter = models.CharField("事项", max_length=200)
    day = models.DateField("日期")
    time = models.TimeField("时间")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.BOOKED)

    class Meta:
        verbose_name = "预约"
        ordering = ("day", "time", "id")
        indexes = (models.Index(fields=("town", "status", "day"), name="appointments_of_a_town"),)

    def __str__(self) -> str:
        return f"{self.day} {self.matter}"
