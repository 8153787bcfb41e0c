"""fazhi remind."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from fazhi.site.terminal import CommandFailed, say

REMIND_HELP = """提醒该提醒的人：工作日上班时间，每人一天最多一封邮件；届满的当事人期限自动了结；封存操作记录。

网页开着时每小时自己运行一次。网页不常开的，用计划任务每小时运行一次。多运行几次也不会重发。

例子：
  fazhi remind
"""


def add_commands(commands: Any) -> None:
    """Declare the command of this file."""
    command = commands.add_parser("remind", help="发待办提醒", description=REMIND_HELP)
    command.set_defaults(run=run_remind)


def run_remind(given: Namespace) -> int:
    """fazhi remind: exit 1 when something could not be sent."""
    from fazhi.site.readiness import data_folder, is_new, pending_migrations, sealed
    from fazhi.workbench.reminding import remind

    folder = data_folder()
    if is_new():
        raise CommandFailed("这个数据文件夹里还没有数据，没有可提醒的。")
    if pending_migrations():
        raise CommandFailed("数据库是旧版本的。请先备份（fazhi backup 文件名），再运行 fazhi upgrade。")
    done = remind()
    sealed(folder)
    say(done.words)
    return 1 if done.failed or done.problems else 0
