"""fazhi check, backup, restore and upgrade."""

from __future__ import annotations

import json
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from fazhi.site.terminal import CommandFailed, say

CHECK_HELP = """检查操作记录有没有被改、被删、被插入、被截短，业务数据有没有不经办理就被改，存的文件有没有丢失或损坏，
在办的案件是不是都有人能办下一步或者有期限在走，存的到期日和推算的一样不一样，后台要做的整卷、移交包、文书有没有一直没做的。

例子：
  fazhi check
  fazhi check --json
  fazhi check --rebuild-search
"""
BACKUP_HELP = """把全部数据写进一个备份文件（.zip），办事的人不用停下来。

例子：
  fazhi backup 备份-20260301.zip

备份里有封存密钥和个人信息，请放在安全的地方。
"""
RESTORE_HELP = """把备份恢复到一个空的数据文件夹，并逐项核对。也可以用来把 SQLite 的数据搬到 PostgreSQL。

例子：
  FAZHI_DATA=新文件夹 fazhi restore 备份-20260301.zip
"""


def add_commands(commands: Any) -> None:
    """Declare the commands of this file."""
    check = commands.add_parser("check", help="检查数据是否完好", description=CHECK_HELP)
    check.add_argument("--json", action="store_true", help="以 JSON 写到标准输出")
    check.add_argument("--rebuild-search", action="store_true", help="先把搜索的索引全部重新编一遍")
    check.set_defaults(run=run_check)
    backup = commands.add_parser("backup", help="备份", description=BACKUP_HELP)
    backup.add_argument("file", metavar="FILE", help="备份写到这个文件")
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", help="从备份恢复", description=RESTORE_HELP)
    restore.add_argument("file", metavar="FILE", help="备份文件")
    restore.set_defaults(run=run_restore)
    upgrade = commands.add_parser("upgrade", help="换了新版本后，把数据库升到新版本")
    upgrade.set_defaults(run=run_upgrade)


def run_check(given: Namespace) -> int:
    """fazhi check: exit 0 when nothing is broken, 1 otherwise."""
    from fazhi.cases.checking import case_faults
    from fazhi.cases.jobs.checking import job_faults
    from fazhi.evidence import checking as evidence_checking
    from fazhi.records.checking import Compared, row_faults
    from fazhi.records.search_checking import search_faults
    from fazhi.reports.holding import report_faults
    from fazhi.reports.phrases import phrase_faults
    from fazhi.site.readiness import data_folder, is_new, pending_migrations
    from fazhi.statutes.checking import statute_faults
    from fazhi.storage.one_moment import one_moment
    from fazhi.trace.checking import Verified, registered_meanwhile, trace_faults

    folder = data_folder()
    if is_new():
        raise CommandFailed("这个数据文件夹里还没有数据，没有可检查的。")
    if pending_migrations():
        raise CommandFailed("数据库是旧版本的。请先备份（fazhi backup 文件名），再运行 fazhi upgrade。")
    if getattr(given, "rebuild_search", False):
        build_search()
    verified, compared, read = Verified(), Compared(), evidence_checking.Compared()
    started = time.perf_counter()
    # People go on working: what they save between two of these reads is no fault.
    with one_moment():
        faults = list(trace_faults(folder, verified))
        walked = time.perf_counter()
        faults += [
            *row_faults(compared),
            *statute_faults(),
            *case_faults(),
            *job_faults(),
            *report_faults(),
            *phrase_faults(),
            *search_faults(),
        ]
        ended = time.perf_counter()
        faults += [*evidence_checking.paper_faults(), *evidence_checking.file_faults(read)]
    registered = registered_meanwhile()
    faults = [fault for fault in faults if (fault.code, fault.where) not in registered]
    if given.json:
        told = {
            "faults": [fault.__dict__ for fault in faults], "records": verified.records, "chains": verified.chains,
            "seals": verified.seals, "unsealed": verified.unsealed, "rows": compared.records, "files": read.files,
            "seconds_trace": round(walked - started, 3), "seconds_rows": round(ended - walked, 3),
        }  # fmt: skip
        json.dump(told, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    for fault in faults:
        say(fault.text)
    say(
        f"查了{verified.records}条操作记录、{verified.chains}条记录链、{verified.seals}次封存，"
        f"对了{compared.records}条业务数据、{read.files}个文件。"
        + (f"有{verified.unsealed}条操作记录还没有封存，下次封存时一起盖住。" if verified.unsealed else "")
        + (f"发现{len(faults)}处问题。" if faults else "全部完好。")
    )
    return 1 if faults else 0


def build_search() -> None:
    """All search entries anew, telling how far it is."""
    from fazhi.records.search_backlog import rebuild

    def tell(done: int, total: int) -> None:
        if done % 10_000 == 0:
            say(f"编了{done}条，共{total}条。")

    say("正在重新编搜索的索引……")
    say(f"搜索的索引编好了，共{rebuild(tell)}条。")


def run_backup(given: Namespace) -> int:
    """fazhi backup."""
    from fazhi.site.backup import back_up
    from fazhi.site.readiness import data_folder, is_new, sealed

    folder = data_folder()
    if is_new():
        raise CommandFailed("这个数据文件夹里还没有数据，没有可备份的。")
    target = Path(given.file)
    if target.exists():
        raise CommandFailed(f"{target} 已经有了。请换一个文件名，免得盖掉旧的备份。")
    if not target.absolute().parent.exists():
        raise CommandFailed(f"没有文件夹 {target.parent}，请先建好。")
    sealed(folder)
    rows = back_up(target, folder)
    say(f"已备份{rows}行数据到 {target}。里面有封存密钥和个人信息，请放在安全的地方。")
    return 0


def run_restore(given: Namespace) -> int:
    """fazhi restore."""
    from fazhi.site.backup import DamagedBackup, restore
    from fazhi.site.readiness import data_folder

    source = Path(given.file)
    if not source.is_file():
        raise CommandFailed(f"找不到备份文件 {source}，请检查路径。")
    try:
        rows = restore(source, data_folder())
    except DamagedBackup as error:
        raise CommandFailed(str(error)) from None
    say(f"已恢复{rows}行数据，逐项核对无误。")
    build_search()
    say("现在检查操作记录……")
    return run_check(Namespace(json=False))


def run_upgrade(given: Namespace) -> int:
    """fazhi upgrade."""
    from django.core.management import call_command

    from fazhi.orgs.permissions import CONSOLE
    from fazhi.publishing.upgrading import enter_public
    from fazhi.records.group_origins import name_batches
    from fazhi.records.search_backlog import work_off
    from fazhi.site.readiness import data_folder, pending_migrations
    from fazhi.storage.append_only import put_back_missing
    from fazhi.trace.checking import GUARDED

    data_folder()
    steps = pending_migrations()
    call_command("migrate", verbosity=0, interactive=False)
    for name in put_back_missing(GUARDED):
        say(f"防改触发器 {name} 不见了，已补上。请查明是谁删的。")
    if named := name_batches(CONSOLE):
        say(f"{named}个会议、合同、视频系列等补记了是哪一批导入带进来的；撤销那一批时，它们一起撤。")
    if entered := enter_public(CONSOLE):
        say(f"公众页上的{entered}份照旧公开，发布日志里记为“升级时已在发布”。以后的改动要另一个人审核。")
    if made := work_off():
        say(f"给{made}条记录编了搜索的索引。")
    say(f"已升级，做了{steps}步。" if steps else "数据库已是这个版本，不用升级。")
    return 0
