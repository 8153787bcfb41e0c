"""Towns, villages, users and their posts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from fazhi.orgs.roles import ROLES
from fazhi.storage.ids import new_id


class Town(models.Model):
    """A township, town or sub-district (乡镇街道): the tenant that every business row belongs to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField("名称", max_length=60)
    # The nine digits of the statistics bureau. Names repeat across China, codes do not.
    code = models.CharField("统计用区划代码", max_length=9, unique=True, null=True, blank=True)
    county = models.CharField("所属县（市、区）", max_length=60, blank=True)
    studio = models.CharField("镇调解室名称", max_length=60, blank=True)
    # 三次不成再上报 is the town's practice, not law, so it is the town's to change.
    village_attempts = models.PositiveSmallIntegerField("村调解几次不成可上报", default=3)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "乡镇"
        ordering = ("name", "code")

    def __str__(self) -> str:
        return self.name


class Village(models.Model):
    """A village or residents' committee (村、居) of a town."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.PROTECT, related_name="villages")
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = "村居"
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("town", "name"), name="one_village_name_a_town"),)

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """Somebody who logs in. What they may do follows from their posts, never from a flag here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField("登录名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    is_active = models.BooleanField("可以登录", default=True)
    large_type = models.BooleanField("大字版", default=False)

    objects: Any = People()
    # The posts, where whoever read the user read them along.
    posts_read: tuple[Post, ...] = ()

    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = "用户"
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """One person's role in one town; a county user has a post in each of several."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="posts")
    town = models.ForeignKey(Town, models.CASCADE, related_name="posts")
    role = models.CharField(
        "角色", max_length=30, choices=[(role.code, role.name) for role in ROLES.values()]
    )
    village = models.ForeignKey(Village, models.PROTECT, null=True, blank=True, related_name="posts")
    grid = models.CharField("网格", max_length=30, blank=True)

    class Meta:
        verbose_name = "岗位"
        constraints = (models.UniqueConstraint(fields=("user", "town", "role"), name="one_role_once_a_town"),)

    def __str__(self) -> str:
        return f"{self.town} {ROLES[self.role].name}"
