"""fazhi make."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from fazhi.site.terminal import CommandFailed, say

MAKE_HELP = """做完网页上要的整卷、移交包和成批的文书，删去过了保存时间的，给导入的记录编好搜索的索引。

网页开着时自己在后台做，不用运行。用别的服务器打开网页的，用计划任务每分钟运行一次。多运行几次也不会重做。

例子：
  fazhi make
"""


def add_commands(commands: Any) -> None:
    """Declare the command of this file."""
    command = commands.add_parser("make", help="做完网页上要的整卷、移交包和文书", description=MAKE_HELP)
    command.add_argument(
        "--large", action="store_true", help="只做材料多的（网页开着时，用它另开一个程序做）"
    )
    command.set_defaults(run=run_make)


def run_make(given: Namespace) -> int:
    """fazhi make: exit 1 when something could not be made."""
    from django.utils import timezone

    from fazhi.cases.jobs.keeping import drop_made
    from fazhi.cases.jobs.lanes import EVERY, LARGE
    from fazhi.cases.jobs.making import make_waiting
    from fazhi.cases.models import Job
    from fazhi.records.search_backlog import work_off
    from fazhi.site.readiness import data_folder, is_new, pending_migrations

    data_folder()
    if is_new():
        raise CommandFailed("这个数据文件夹里还没有数据，没有可做的。")
    if pending_migrations():
        raise CommandFailed("数据库是旧版本的。请先备份（fazhi backup 文件名），再运行 fazhi upgrade。")
    ended = make_waiting(LARGE if given.large else EVERY)
    failed = [job for job in ended if job.state == Job.State.FAILED]
    for job in failed:
        say(f"案件{job.case_id}的{job.get_what_display()}没有做成：{job.message or '一份也没有写成'}")
    dropped = drop_made(timezone.now())
    # Of whoever serves the pages a thread does it, and `--large` is started by that.
    if not given.large and (made := work_off()):
        say(f"给{made}条记录编了搜索的索引。")
    say(f"做了{len(ended) - len(failed)}件，没有做成{len(failed)}件，删去过了时间的{dropped}件。")
    return 1 if failed else 0
