"""Reports as they came from phones, and the phones on which a person may come in by PIN.

Nothing here says where a person was, when or how long they were online, or how many reports they owe.
"""

from __future__ import annotations

from django.db import models

from fazhi.cases.models import Case
from fazhi.orgs.models import Town, User, Village
from fazhi.storage.ids import new_id


class GridReport(models.Model):
    """A dispute as a grid worker told it in one sentence; the case made of it goes its own way.

    The id was made on the phone, so that a report sent twice is one. The words stay as they were said: what the
    office writes into the case later is not the reporter's to read.
    """

    class Urgency(models.TextChoices):
        LATER = "later", "不急"
        SOON = "soon", "尽快"
        NOW = "now", "马上"

    id = models.UUIDField(primary_key=True, editable=False)
    town = models.ForeignKey(Town, models.PROTECT, related_name="+")
    reporter = models.ForeignKey(User, models.PROTECT, related_name="+")
    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="村居")
    grid = models.CharField("网格", max_length=30, blank=True)
    tile = models.CharField("什么事", max_length=12)
    sentence = models.TextField("谁和谁，怎么了")
    urgency = models.CharField("急不急", max_length=6, choices=Urgency.choices, default=Urgency.LATER)
    place = models.CharField("在哪里", max_length=100, blank=True)
    phone = models.CharField("当事人电话", max_length=40, blank=True)
    said_at = models.DateTimeField(
        "什么时候报的"
    )  # what counts: the phone's time, or ours when that cannot be
    phone_clock = models.DateTimeField("手机上的时间", null=True)
    arrived_at = models.DateTimeField("什么时候到的")
    case = models.OneToOneField(Case, models.CASCADE, related_name="grid_report")
    told = models.CharField("已经告诉上报人的状态", max_length=20, blank=True)

    class Meta:
        verbose_name = "网格上报"
        indexes = (models.Index(fields=("reporter", "town", "said_at"), name="grid_reports_of_a_person"),)

    def __str__(self) -> str:
        return self.sentence[:40]


class Pin(models.Model):
    """Four to six digits that bring a person into the phone pages, hashed; on their own phones only."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    digits = models.CharField("PIN", max_length=128)
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "手机页PIN"

    def __str__(self) -> str:
        return str(self.user_id)


class Phone(models.Model):
    """A phone that somebody chose to come back on by PIN; known by a cookie, of which only the digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "手机"

    def __str__(self) -> str:
        return str(self.pk)


class PhoneUser(models.Model):
    """A person on a phone, who logged in there with the password once. A new password ends it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phone = models.ForeignKey(Phone, models.CASCADE, related_name="users")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    password_mark = models.CharField(max_length=128)  # a digest of the password of that login
    wrong = models.PositiveSmallIntegerField("PIN输错几次", default=0)

    class Meta:
        verbose_name = "手机上的人"
        constraints = (models.UniqueConstraint(fields=("phone", "user"), name="a_person_once_a_phone"),)

    def __str__(self) -> str:
        return f"{self.phone_id} {self.user_id}"
