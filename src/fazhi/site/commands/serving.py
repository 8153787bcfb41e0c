"""fazhi serve and fazhi demo."""

from __future__ import annotations

import errno
import gc
import json
import logging
import os
import secrets
import select
import signal
import socket
import sys
import sysconfig
import threading
from argparse import Namespace
from pathlib import Path
from typing import Any

from fazhi.site.terminal import CommandFailed, say

SERVE_HELP = """打开网页，让同一网络的电脑用浏览器办事。

例子：
  fazhi serve                          只给本机用：http://127.0.0.1:8000
  fazhi serve --host 0.0.0.0 --port 80  给全镇用
"""
DEMO_HELP = """看样例：导入样例镇一年的台账，写出年度报告，打开网页，列出每种角色的登录名和密码。
第二次运行不会再导入，也不会改动有人改过的东西。
"""
DEMO_TOWN, DEMO_CODE, DEMO_COUNTY, DEMO_YEAR = "合作镇", "320681108", "启东市", 2023
DEMO_STUDIO = "“袁”法议事调解工作室"
SEAL_EVERY, REMIND_EVERY = 24 * 3600, 3600
INDEX_EVERY = 5
log = logging.getLogger("fazhi.site")


def add_commands(commands: Any) -> None:
    """Declare the commands of this file."""
    for name, text, description, run in (
        ("serve", "打开网页", SERVE_HELP, run_serve),
        ("demo", "看样例镇", DEMO_HELP, run_demo),
    ):
        command = commands.add_parser(name, help=text, description=description)
        command.add_argument("--host", default="127.0.0.1", help="在哪个地址上开，不写就只给本机用")
        command.add_argument("--port", type=int, default=8000, help="端口，不写就是 8000")
        command.set_defaults(run=run)
        if name == "demo":
            command.add_argument("--no-serve", action="store_true", help="只准备好，不打开网页")


def run_serve(given: Namespace) -> int:
    """fazhi serve."""
    from fazhi.orgs.models import User
    from fazhi.site.readiness import ready

    folder = ready()
    if not User.objects.exists():
        say("还没有用户，谁也登录不了。请先建乡镇和用户：fazhi town create …，fazhi user create …")
    serve(given.host, given.port, folder, extra=())
    return 0


# A browser keeps up to six connections open between two pages, and one beyond the limit waits until others are closed.
# Waitress lets in a hundred: twenty people, or five hundred phones after an outage, would wait for a minute and more.
# Where there is no poll (Windows) a program watches at most 512 at once.
CONNECTIONS = 800 if hasattr(select, "poll") else 400


def serve(host: str, port: int, folder: Path, *, extra: tuple[str, ...]) -> None:
    """Serve the pages until stopped; seal at start when a day has passed, daily, and at the end."""
    import waitress

    from fazhi.cases.jobs.lanes import LANES
    from fazhi.cases.jobs.making import work
    from fazhi.site.readiness import sealed
    from fazhi.site.wsgi import application

    _refuse_taken_port(host, port)
    stopping = threading.Event()
    sealer = threading.Thread(target=_seal_daily, args=(folder, stopping), daemon=True)
    indexer = threading.Thread(target=_index_what_waits, args=(stopping,), daemon=True)
    makers = [threading.Thread(target=work, args=(lane, stopping), daemon=True) for lane in LANES]
    server = waitress.create_server(
        application, host=host, port=port, threads=8, ident=None, max_request_body_size=2 * 1024**3,
        channel_timeout=60, clear_untrusted_proxy_headers=True, asyncore_use_poll=True, connection_limit=CONNECTIONS,
        **proxy_options(os.environ.get("FAZHI_PROXY", "")),
    )  # fmt: skip
    if hasattr(signal, "SIGTERM") and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _stop)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
    for line in extra:
        say(line)
    say(f"网页已打开：http://{shown}:{port}/　（按 Ctrl+C 停下）")
    sealer.start()
    threading.Thread(target=_remind_hourly, args=(stopping,), daemon=True).start()
    indexer.start()
    for maker in makers:
        maker.start()
    _collect_less()
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        stopping.set()
        server.close()
        sealed(folder)
        say("网页已关，操作记录已封存。")


def _collect_less() -> None:
    """Look for garbage a thirtieth as often, and not in what is loaded once: a tenth of the processor for a page.

    A page makes thousands of objects and gives them back; Python looks after every 700.
    """
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018  loads all pages, so that they are among what stays
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def proxy_options(address: str) -> dict[str, Any]:
    """What waitress is told of the proxy in front of it, by the address it comes from; "" for none.

    From it alone the visitor's own address and whether they came by HTTPS are believed. Without it all visitors would
    share the proxy's address, and the public pages would slow down the whole town for what one of them does.
    """
    if not address:
        return {}
    return {
        "trusted_proxy": address, "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }  # fmt: skip


def _stop(number: int, frame: Any) -> None:
    raise SystemExit(0)


def _refuse_taken_port(host: str, port: int) -> None:
    if not 0 < port < 65_536:
        raise CommandFailed(f"端口应在1到65535之间，现在是 {port}。", 2)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror:
            raise CommandFailed(
                f"--host 应是这台电脑的地址，现在是 {host}。只给本机用的不用写。", 2
            ) from None
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise CommandFailed(f"这台电脑没有 {host} 这个地址，请检查 --host。", 2) from None
            raise CommandFailed(
                f"打不开 {host}:{port}（{error.strerror}）。可能有别的程序占着，请换一个端口：--port {port + 1}"
            ) from None


def _seal_daily(folder: Path, stopping: threading.Event) -> None:
    from django.db import connection

    from fazhi.site.readiness import sealed

    while not stopping.is_set():
        sealed(folder)
        connection.close()
        stopping.wait(SEAL_EVERY)


def _index_what_waits(stopping: threading.Event) -> None:
    """Search entries for what was imported, here or by another process; at the start for what a crash left over."""
    from django.db import DatabaseError, connection

    from fazhi.records.search_backlog import work_off

    while not stopping.is_set():
        try:
            work_off(go_on=lambda: not stopping.is_set())
        except DatabaseError:
            # It waits in the database and is taken up again.
            log.exception("search entries")
        connection.close()
        stopping.wait(INDEX_EVERY)


def _remind_hourly(stopping: threading.Event) -> None:
    """Reminders, and what runs out by itself; a failure is written down and tried again in an hour."""
    from django.db import connection

    from fazhi.workbench.reminding import log, remind

    while not stopping.is_set():
        try:
            remind()
        except Exception:  # noqa: BLE001  a thread that ends silently reminds nobody
            log.exception("reminding failed")
        connection.close()
        stopping.wait(REMIND_EVERY)


def run_demo(given: Namespace) -> int:
    """fazhi demo."""
    from django.conf import settings
    from django.core.management import call_command

    from fazhi.orgs.models import Town
    from fazhi.site.readiness import is_new, ready

    if not is_new() and not Town.objects.filter(code=DEMO_CODE).exists() and Town.objects.exists():
        raise CommandFailed(
            "这个数据文件夹里已有别的乡镇的数据。看样例请另指定文件夹：FAZHI_DATA=文件夹 fazhi demo"
        )
    call_command("migrate", verbosity=0, interactive=False)
    folder = ready()
    logins = _load(folder)
    report = folder / f"{DEMO_TOWN}{DEMO_YEAR}年度法治政府建设情况报告.docx"
    if not report.exists():
        from fazhi.orgs.models import Town as Towns
        from fazhi.site.commands.reporting import write_report
        from fazhi.site.readiness import sealed

        town = Towns.objects.get(code=DEMO_CODE)
        _begin_report(town)
        write_report(town, DEMO_YEAR, report)
        sealed(folder)
        say(f"已写出报告：{report}")
    lines = ("", f"报告：{report}", "登录名和密码：", *(f"  {n}\t{p}\t{role}" for n, p, role in logins), "")
    if given.no_serve:
        for line in lines:
            say(line)
        return 0
    settings.DEMO_LOGINS = [{"username": n, "password": p, "office": role} for n, p, role in logins]
    serve(given.host, given.port, folder, extra=lines)
    return 0


def _begin_report(town: Any) -> None:
    """按记录起草 for the sample year, by the user a person logs in as, so that the page opens with its text."""
    from fazhi.orgs.models import User
    from fazhi.orgs.permissions import actor
    from fazhi.reports.actions import draft

    user = User.objects.filter(username=DEMO_NAMES["justice_office"]).first()
    if user is not None and (office := actor(user)).may_draft_report(town):
        draft(town, DEMO_YEAR, by=office)


def _load(folder: Path) -> list[tuple[str, str, str]]:
    """The sample town with its ledgers and one login a role; what is there already is left as it is."""
    from fazhi.ledgers.importing import import_ledgers
    from fazhi.orgs.actions import create_town
    from fazhi.orgs.models import Town
    from fazhi.orgs.permissions import CONSOLE
    from fazhi.publishing.upgrading import enter_public
    from fazhi.records.models import ImportBatch
    from fazhi.site.commands.ledgers import progress, tell
    from fazhi.site.readiness import sealed

    town = Town.objects.filter(code=DEMO_CODE).first()
    if town is None:
        town = create_town(DEMO_TOWN, code=DEMO_CODE, county=DEMO_COUNTY, studio=DEMO_STUDIO, by=CONSOLE)
    if not ImportBatch.objects.filter(town=town).exclude(status=ImportBatch.Status.FAILED).exists():
        say(f"正在导入{DEMO_TOWN}{DEMO_YEAR}年的台账……")
        result = import_ledgers([samples()], town=town, year=DEMO_YEAR, by=CONSOLE, progress=progress())
        tell(result, dry_run=False)
    logins = _logins(town, folder)
    _open_centre(town)
    enter_public(CONSOLE)
    sealed(folder)
    return logins


def _open_centre(town: Any) -> None:
    """The public pages of the sample town, with made-up address and telephone; one drafts, the leader lets them go."""
    from fazhi.orgs.models import User
    from fazhi.orgs.permissions import actor
    from fazhi.pages.words import office_today
    from fazhi.publishing.models import Release
    from fazhi.publishing.releasing import publish, submit
    from fazhi.reception.centre import centre_of, keep_centre

    if centre_of(town) is not None:
        return
    office, leader = (
        actor(User.objects.filter(posts__town=town, posts__role=role).order_by("pk")[0])
        for role in ("justice_office", "town_leader")
    )
    values = {
        "slug": "hezuo", "name": f"{town.name}公共法律服务中心", "address": "示例路1号", "phone": "0513-00000000",
        "hours": "工作日8:30到11:30，14:00到17:30", "way": "", "accept_days": 3, "answer_days": 5, "keep_months": 12,
        "frames": "", "address_outside": "",
    }  # fmt: skip
    submit(keep_centre(values, town=town, by=office, today=office_today()).pk, town=town, by=office)
    for release in Release.objects.filter(town=town, state=Release.State.WAITING):
        publish(release.pk, town=town, by=leader, version=release.version)


def samples() -> Path:
    """The sample ledgers: beside the source, or where pip put them."""
    places = (
        Path(__file__).parents[4] / "samples" / "hezuo-2023",
        Path(sysconfig.get_path("data")) / "share" / "fazhi" / "samples" / "hezuo-2023",
        Path(sys.prefix) / "share" / "fazhi" / "samples" / "hezuo-2023",
    )
    for place in places:
        if place.is_dir():
            return place
    raise CommandFailed("找不到样例台账（samples/hezuo-2023）。请在源码文件夹里运行，或重新安装。")


def _logins(town: Any, folder: Path) -> list[tuple[str, str, str]]:
    """One user a role, with passwords made for this installation and kept beside its data."""
    from fazhi.orgs.actions import create_user, give_post
    from fazhi.orgs.models import User, Village
    from fazhi.orgs.permissions import CONSOLE
    from fazhi.orgs.roles import ROLES

    path = folder / "demo-logins.json"
    passwords: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    village = Village.objects.filter(town=town).order_by("name").first()
    found = []
    for role in ROLES.values():
        username = DEMO_NAMES[role.code]
        if username not in passwords:
            passwords[username] = f"{username}-{secrets.token_hex(3)}"
            path.write_text(json.dumps(passwords, ensure_ascii=False, indent=1), encoding="utf-8")
        user = User.objects.filter(username=username).first()
        if user is None:
            user = create_user(username, f"示例{role.name}", passwords[username], by=CONSOLE, town=town)
        if not user.posts.filter(town=town, role=role.code).exists() and not user.posts.exists():
            give_post(
                user, town, role.code, by=CONSOLE, village=village if role.own_village else None,
                grid="1网格" if role.own_grid else "",
            )  # fmt: skip
        found.append((username, passwords[username], role.name))
    return found


DEMO_NAMES = {
    "justice_office": "sifasuo", "enforcement_bureau": "zhifaju", "party_office": "dangzhengban",
    "town_leader": "lingdao", "village_mediator": "tiaojieyuan", "town_mediator": "zhentiaojie", "grid_worker": "wanggeyuan",
    "system_admin": "guanliyuan", "county_bureau": "xianju",
}  # fmt: skip
