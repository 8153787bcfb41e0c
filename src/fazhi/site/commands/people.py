"""fazhi town and fazhi user."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from typing import Any

from fazhi.orgs.roles import ROLES
from fazhi.site.terminal import CommandFailed, say

_ROLES = "、".join(f"{role.code}（{role.name}）" for role in ROLES.values())


def add_commands(commands: Any) -> None:
    """Declare the commands of this file."""
    town = commands.add_parser("town", help="建乡镇、看乡镇", description="建乡镇、看乡镇。")
    verbs = town.add_subparsers(dest="verb", metavar="create|list", required=True)
    create = verbs.add_parser(
        "create",
        help="新建乡镇",
        description="例子：\n  fazhi town create 合作镇 --code 320681108 --county 启东市",
    )
    create.add_argument("name", help="乡镇名称")
    create.add_argument("--code", help="统计用区划代码，9位")
    create.add_argument("--county", default="", help="所属县（市、区）")
    create.set_defaults(run=run_create_town)
    verbs.add_parser("list", help="看有哪些乡镇").set_defaults(run=run_list_towns)
    user = commands.add_parser(
        "user", help="建用户、重设密码", description="建用户、给岗位、重设密码、看用户。"
    )
    verbs = user.add_subparsers(dest="verb", metavar="create|post|password|list", required=True)
    create = verbs.add_parser(
        "create", help="新建用户",
        description="密码会在屏幕上问，也可以从标准输入给。\n\n例子：\n"
        "  fazhi user create zhangmin --name 张敏 --town 合作镇 --role justice_office",
    )  # fmt: skip
    create.add_argument("username", help="登录名")
    create.add_argument("--name", required=True, help="姓名")
    _post_options(create)
    create.set_defaults(run=run_create_user)
    post = verbs.add_parser("post", help="给已有的用户再加一个岗位")
    post.add_argument("username", help="登录名")
    _post_options(post)
    post.set_defaults(run=run_give_post)
    password = verbs.add_parser("password", help="重设密码")
    password.add_argument("username", help="登录名")
    password.set_defaults(run=run_password)
    verbs.add_parser("list", help="看有哪些用户").set_defaults(run=run_list_users)


def _post_options(command: Any) -> None:
    command.add_argument("--town", required=True, help="乡镇的名称或9位代码")
    command.add_argument("--role", required=True, choices=list(ROLES), metavar="ROLE", help=_ROLES)
    command.add_argument("--village", help="村居（村调解员、网格员要写）")
    command.add_argument("--grid", default="", help="网格（网格员要写）")


def run_create_town(given: Namespace) -> int:
    """fazhi town create."""
    from fazhi.orgs.actions import create_town
    from fazhi.orgs.permissions import CONSOLE
    from fazhi.site.readiness import ready, sealed

    folder = ready()
    town = create_town(given.name, code=given.code, county=given.county, by=CONSOLE)
    sealed(folder)
    say(
        f"已新建{town.name}。接着建用户：fazhi user create 登录名 --name 姓名 --town {town.name} --role justice_office"
    )
    return 0


def run_list_towns(given: Namespace) -> int:
    """fazhi town list."""
    from fazhi.orgs.models import Town
    from fazhi.site.readiness import ready

    ready()
    for town in Town.objects.all():
        sys.stdout.write(f"{town.name}\t{town.code or ''}\t{town.county}\n")
    return 0


def run_create_user(given: Namespace) -> int:
    """fazhi user create."""
    from fazhi.orgs.actions import create_user
    from fazhi.orgs.permissions import CONSOLE
    from fazhi.site.readiness import ready, sealed, town_named

    folder = ready()
    town = town_named(given.town)
    user = create_user(given.username, given.name, _password(), by=CONSOLE, town=town)
    _give(user, town, given)
    _to_be_changed(user)
    sealed(folder)
    say(
        f"已新建用户 {user.username}（{user.name}），岗位：{ROLES[given.role].name}。本人第一次登录要先改密码。"
    )
    return 0


def run_give_post(given: Namespace) -> int:
    """fazhi user post."""
    from fazhi.site.readiness import ready, sealed, town_named

    folder = ready()
    user = _user(given.username)
    _give(user, town_named(given.town), given)
    sealed(folder)
    say(f"已给 {user.username} 加上岗位：{ROLES[given.role].name}。")
    return 0


def _give(user: Any, town: Any, given: Namespace) -> None:
    from fazhi.orgs.actions import give_post
    from fazhi.orgs.models import Village
    from fazhi.orgs.permissions import CONSOLE

    village = None
    if given.village:
        village = Village.objects.filter(town=town, name=given.village).first()
        if village is None:
            raise CommandFailed(f"{town.name}还没有“{given.village}”。导入台账后会有，或请核对村名。")
    give_post(user, town, given.role, village=village, grid=given.grid, by=CONSOLE)


def run_password(given: Namespace) -> int:
    """fazhi user password."""
    from fazhi.orgs.actions import reset_password
    from fazhi.orgs.permissions import CONSOLE
    from fazhi.site.readiness import ready, sealed

    folder = ready()
    user = _user(given.username)
    reset_password(user, _password(), by=CONSOLE)
    _to_be_changed(user)
    sealed(folder)
    say(f"已重设 {user.username} 的密码，本人登录后要先改。")
    return 0


def _to_be_changed(user: Any) -> None:
    """Whoever typed the password knows it: its owner changes it first."""
    from fazhi.workbench.models import GivenPassword

    GivenPassword.objects.get_or_create(user=user)


def run_list_users(given: Namespace) -> int:
    """fazhi user list."""
    from fazhi.orgs.models import User
    from fazhi.site.readiness import ready

    ready()
    for user in User.objects.prefetch_related("posts__town"):
        posts = "、".join(str(post) for post in user.posts.all())
        sys.stdout.write(f"{user.username}\t{user.name}\t{posts}\t{'' if user.is_active else '已停用'}\n")
    return 0


def _user(username: str) -> Any:
    from fazhi.orgs.models import User

    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandFailed(f"没有登录名是“{username}”的用户。看有哪些：fazhi user list")
    return user


def _password() -> str:
    """Asked twice on a terminal, read from standard input otherwise, never from the command line."""
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = getpass.getpass("密码（至少8位）：")
        if password != getpass.getpass("再写一遍："):
            raise CommandFailed("两次写的密码不一样，请重新运行。")
    if not password:
        raise CommandFailed("密码不能空着。", 2)
    return password
