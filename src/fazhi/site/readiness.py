"""Before a command works: is there a database, is it of this version, and did a crash leave anything behind."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from fazhi.ledgers.importing import void_leftovers
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.records import search_backlog
from fazhi.site.terminal import CommandFailed, say
from fazhi.trace.sealing import seal


def data_folder() -> Path:
    """The data folder, made when it is not there."""
    folder = Path(settings.DATA)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def pending_migrations() -> int:
    """How many steps the database is behind this version of the software."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_new() -> bool:
    """Whether the database holds nothing yet."""
    return "orgs_town" not in connection.introspection.table_names()


def ready() -> Path:
    """Bring the database to a state to work with; returns the data folder.

    A new database is set up at once. One of an older version is left as it is: `fazhi upgrade` is a decision.
    """
    folder = data_folder()
    if is_new():
        call_command("migrate", verbosity=0, interactive=False)
    elif pending_migrations():
        raise CommandFailed("数据库是旧版本的。请先备份（fazhi backup 文件名），再运行 fazhi upgrade。")
    voided = void_leftovers(CONSOLE)
    if voided:
        say(f"上次有{voided}批导入没有完成，已作废，没有留下任何记录。请重新导入。")
    if not search_backlog.mend():
        say(
            "这台电脑上 Python 带的 SQLite 没有全文索引（FTS5），搜索能用，记录多了会慢。"
            "请换用 python.org 的 Python 安装包，或改用 PostgreSQL。"
        )
    return folder


def sealed(folder: Path) -> None:
    """Seal what was done; a failure to seal is told, not hidden, and loses nothing."""
    try:
        seal(folder)
    except OSError as error:
        say(f"操作记录没有封存：{error}。请检查数据文件夹能不能写。")


def town_named(word: str) -> Town:
    """The town of that name or nine-digit code. Raises CommandFailed when there is none or more than one."""
    found = list(Town.objects.filter(code=word) if word.isdigit() else Town.objects.filter(name=word))
    if not found:
        raise CommandFailed(
            f"没有叫“{word}”的乡镇。请先建：fazhi town create {word}，或导入时加 --create-town。"
        )
    if len(found) > 1:
        codes = "、".join(f"{town.code or '无代码'}（{town.county or '未填县'}）" for town in found)
        raise CommandFailed(f"有{len(found)}个乡镇都叫“{word}”：{codes}。请改用9位代码。", 2)
    return found[0]
