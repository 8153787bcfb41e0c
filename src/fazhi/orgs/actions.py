"""Towns, people and their posts: made and changed only here, by a keeper of people or at the command line.

Each asks for permission, checks what was given, changes the rows and writes the trace, in one transaction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from fazhi.orgs.models import Post, Town, User, Village
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.orgs.roles import ROLES
from fazhi.trace.writing import Entry, append

ONLY_KEEPERS = "只有系统管理员可以管理人员与权限，请找本镇的系统管理员。"
OTHER_TOWNS = "这个人在别的乡镇也有岗位，请找那里的系统管理员一起办，或在本机用命令行办理。"
USERNAME = re.compile(r"[\w.@-]{2,60}")


def create_town(name: str, *, code: str | None = None, county: str = "", studio: str = "", by: Actor) -> Town:
    """A new town. `code` is the nine digits of the statistics bureau, `studio` its mediation studio's name.

    Raises NotAllowed, Refused.
    """
    require(by.at_console, "新建乡镇要在安装平台的电脑上用命令行办理。")
    name, code = name.strip(), (code or "").strip() or None
    if not name or len(name) > 60:
        raise Refused("请写乡镇名称，60字以内", "name")
    if code is not None and not re.fullmatch(r"\d{9}", code, re.ASCII):
        raise Refused(f"统计用区划代码应为9位数字，现在是“{code}”", "code")
    with transaction.atomic():
        if code is not None and Town.objects.filter(code=code).exists():
            raise Refused(f"区划代码{code}已经有乡镇在用。", "code")
        if code is None and Town.objects.filter(name=name).exists():
            raise Refused(f"已经有叫{name}的乡镇。另一个同名的乡镇，请写明9位区划代码。", "code")
        town = Town.objects.create(name=name, code=code, county=county.strip(), studio=studio.strip())
        after = {"name": name, "code": code, "county": town.county, "studio": town.studio}
        _tell([town], by, "added", "town", town.pk, after=after)
    return town


def create_user(username: str, name: str, password: str, *, by: Actor, town: Town | None = None) -> User:
    """Somebody who can log in, without a post yet; `town` is the one whose keeper adds them.

    Raises NotAllowed, Refused.
    """
    require(by.at_console or (town is not None and by.may_keep_people(town)), ONLY_KEEPERS)
    username, name = username.strip(), name.strip()
    if not USERNAME.fullmatch(username):
        raise Refused("用户名应为2到60个字母、数字或汉字，不带空格", "username")
    if not name or len(name) > 60:
        raise Refused("请填写姓名，60字以内", "name")
    user = User(username=username, name=name)
    _set_password(user, password)
    with transaction.atomic():
        if User.objects.filter(username__iexact=username).exists():
            raise Refused(f"用户名“{username}”已经有人用，请换一个。", "username")
        user.save(force_insert=True)
        _tell(
            [town] if town else [], by, "added", "user", user.pk, after={"username": username, "name": name}
        )
    return user


def give_post(
    user: User, town: Town, role: str, *, village: Village | None = None, grid: str = "", by: Actor
) -> Post:
    """Give a person a role in a town. Raises NotAllowed, Refused."""
    require(by.may_keep_people(town), ONLY_KEEPERS)
    _not_oneself(user, by, "不能给自己加岗位，请另一位系统管理员办理，或在本机用命令行办理。")
    if (wanted := ROLES.get(role)) is None:
        raise Refused(f"没有“{role}”这个岗位，可选：{'、'.join(r.name for r in ROLES.values())}", "role")
    grid = grid.strip() if wanted.own_grid else ""
    if not wanted.own_village:
        village = None
    elif village is None or village.town_id != town.pk:
        raise Refused(f"{wanted.name}只看本村的，请选是哪个村居", "village")
    if wanted.own_grid and not grid:
        raise Refused("网格员只看本网格的，请填写网格，如3网格", "grid")
    if len(grid) > 30:
        raise Refused("网格应在30字以内", "grid")
    again = Refused(f"{user.name}在{town.name}已经是{wanted.name}了。", "role")
    with transaction.atomic():
        if Post.objects.filter(user=user, town=town, role=role).exists():
            raise again
        try:
            with transaction.atomic():
                post = Post.objects.create(user=user, town=town, role=role, village=village, grid=grid)
        except IntegrityError:  # given twice at the same moment
            raise again from None
        _tell([town], by, "post_given", "user", user.pk, after=_post_words(post))
    return post


def take_post(post: Post, *, by: Actor) -> None:
    """Take a role from a person. Raises NotAllowed, Refused."""
    require(by.may_keep_people(post.town), ONLY_KEEPERS)
    _not_oneself(post.user, by, "不能去掉自己的岗位，请另一位系统管理员办理。")
    with transaction.atomic():
        if not Post.objects.select_for_update().filter(pk=post.pk).exists():
            raise Refused("这个岗位已经去掉了。")
        before = _post_words(post)
        Post.objects.filter(pk=post.pk).delete()
        _tell([post.town], by, "post_taken", "user", post.user_id, before=before)


def reset_password(user: User, password: str, *, by: Actor) -> None:
    """Set a password: one's own, or that of a person all of whose towns one keeps. Raises NotAllowed, Refused.

    Sessions begun with the old password end.
    """
    own = by.key == str(user.pk)
    towns = _towns_of(user)
    if not own:
        _require_keeper_of(towns, by)
    _set_password(user, password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        _tell(towns, by, "password_changed" if own else "password_reset", "user", user.pk)


def set_active(user: User, active: bool, *, by: Actor) -> None:
    """Let a person log in or no longer. Raises NotAllowed, Refused."""
    towns = _towns_of(user)
    _require_keeper_of(towns, by)
    _not_oneself(user, by, "不能停用自己，请另一位系统管理员办理。")
    if user.is_active == active:
        raise Refused(f"{user.name}{'没有停用。' if active else '已经停用。'}")
    with transaction.atomic():
        user.is_active = active
        user.save(update_fields=["is_active"])
        _tell(towns, by, "let_in" if active else "shut_out", "user", user.pk)


def manages(by: Actor, user: User) -> bool:
    """Whether `by` may reset the password of that person: keeper in every town the person has a post in."""
    towns = _towns_of(user)
    return by.at_console or (bool(towns) and all(by.may_keep_people(town) for town in towns))


def _require_keeper_of(towns: list[Town], by: Actor) -> None:
    kept = [town for town in towns if by.may_keep_people(town)]
    require(by.at_console or bool(kept), ONLY_KEEPERS)
    require(by.at_console or len(kept) == len(towns), OTHER_TOWNS)


def _not_oneself(user: User, by: Actor, message: str) -> None:
    if by.key == str(user.pk):
        raise Refused(message)


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("".join(error.messages), "password") from None
    user.set_password(password)


def _towns_of(user: User) -> list[Town]:
    return list(Town.objects.filter(posts__user=user).distinct())


def _post_words(post: Post) -> dict[str, Any]:
    return {
        "user": post.user.name, "role": post.role, "village": post.village.name if post.village else None,
        "grid": post.grid,
    }  # fmt: skip


def _tell(towns: Sequence[Town], by: Actor, verb: str, kind: str, subject: Any, **change: Any) -> None:
    """One entry in each town concerned; in a chain of its own when there is none yet."""
    append(
        Entry(
            chain=f"{town.pk}:people" if town else "people", verb=verb, kind=kind, subject=subject, actor=by.key,
            town=town.pk if town else "", change=change,
        )
        for town in (towns or (None,))
    )  # fmt: skip
