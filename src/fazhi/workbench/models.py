"""Wrong passwords, counted across processes, and passwords that must be changed at the first login."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from fazhi.orgs.models import Town, User
from fazhi.storage.ids import new_id


class Session(AbstractBaseSession):
    """A session, with whose it is, so that session, person and posts are read together."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+", db_index=True)

    class Meta:
        verbose_name = "登录会话"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """What reads and writes these rows."""
        from fazhi.workbench.sessions import SessionStore

        return SessionStore


class LoginTry(models.Model):
    """A try to log in that has not succeeded, kept for as long as it counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60)  # as typed, in lower case; there may be no such user
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "没有成功的登录"
        indexes = (models.Index(fields=("username", "address", "at"), name="login_tries"),)

    def __str__(self) -> str:
        return f"{self.username} {self.address}"


class GivenPassword(models.Model):
    """A password that an administrator gave: its owner changes it before doing anything else."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "一次性密码"

    def __str__(self) -> str:
        return str(self.user_id)


class ReminderChoice(models.Model):
    """Where somebody's daily mail goes, and that they want it. Theirs alone to set."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    email = models.EmailField("邮箱", blank=True)
    wants = models.BooleanField("收邮件提醒", default=True)
    last_on = models.DateField(null=True)  # the day of the last daily mail

    class Meta:
        verbose_name = "提醒设置"

    def __str__(self) -> str:
        return str(self.user_id)


class TownReminder(models.Model):
    """The day on which a town's group was last told."""

    town = models.OneToOneField(Town, models.CASCADE, primary_key=True, related_name="+")
    last_on = models.DateField(null=True)

    class Meta:
        verbose_name = "镇的提醒"

    def __str__(self) -> str:
        return str(self.town_id)


class ReminderRunner(models.Model):
    """One row: until when somebody is reminding, so that only one process does."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    held_until = models.DateTimeField()
    holder = models.UUIDField()

    class Meta:
        verbose_name = "正在提醒"

    def __str__(self) -> str:
        return str(self.held_until)
