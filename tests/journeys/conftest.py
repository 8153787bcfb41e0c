"""A whole installation in a folder of its own, served as an office serves it, and a browser in front of it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

LOGINS = {
    "司法所": "sifasuo", "综合执法局": "zhifaju", "党政办": "dangzhengban", "镇领导": "lingdao",
    "村调解员": "tiaojieyuan", "网格员": "wanggeyuan", "系统管理员": "guanliyuan", "县司法局": "xianju",
}  # fmt: skip
PC, PHONE = (1366, 768), (360, 640)


@dataclass
class Office:
    """One running installation: its data folder, its address, its passwords."""

    folder: Path
    address: str
    passwords: dict[str, str]

    def fazhi(self, *words: str | Path, given: str = "") -> str:
        """A command on the same data; its stdout. Fails the test when the command fails."""
        done = subprocess.run(
            [sys.executable, "-m", "fazhi", *map(str, words)], env=_environment(self.folder), input=given,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


def _environment(folder: Path) -> dict[str, str]:
    environment = {**os.environ, "FAZHI_DATA": str(folder)}
    environment.pop("DATABASE_URL", None)
    return environment


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """`fazhi demo`, as the README's first command runs it."""
    home = tmp_path_factory.mktemp("office")
    port = _free_port()
    log = (home / "log").open("w+", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "fazhi", "demo", "--port", str(port)], env=_environment(home / "data"), stderr=log,
        stdout=log,
    )  # fmt: skip
    try:
        _wait_for(lambda: "网页已打开" in (home / "log").read_text(encoding="utf-8"), process)
        passwords = json.loads((home / "data" / "demo-logins.json").read_text(encoding="utf-8"))
        yield Office(home / "data", f"http://127.0.0.1:{port}", passwords)
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _wait_for(ready: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 180
    while not ready():
        assert process.poll() is None, "the server ended before it served"
        assert time.monotonic() < ends, "the server did not come up"
        time.sleep(0.2)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all stories."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("FAZHI_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def own_password(page: Any, given: str) -> str:
    """Change a given password, as its owner must at the first login; returns the new one."""
    page.get_by_label("现在的密码").fill(given)
    page.get_by_label("新密码", exact=True).fill(f"{given}-own")
    page.get_by_label("再写一遍新密码").fill(f"{given}-own")
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: not url.endswith("/password/"))
    return f"{given}-own"


@pytest.fixture
def log_in(office: Office, chromium: Any) -> Iterator[Callable[..., Any]]:
    """Log in as a role and get the page: log_in("司法所", size=PHONE, javascript=False)."""
    contexts = []

    def come(
        role: str, *, size: tuple[int, int] = PC, javascript: bool = True, password: str = "", **options: Any
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            locale="zh-CN",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        name = LOGINS.get(role, role)
        page.goto(f"{office.address}/")
        page.get_by_label("用户名").fill(name)
        page.get_by_label("密码").fill(password or office.passwords[name])
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(re.compile(f"^{re.escape(office.address)}/(password/|w/|m/)?$"))
        if page.url.endswith("/password/"):  # a password set at the command line is changed first
            office.passwords[name] = own_password(page, password or office.passwords[name])
        if not page.url.endswith(
            f"{office.address}/"
        ):  # who works on a phone begins there; stories begin at home
            page.goto(f"{office.address}/")
        return page

    yield come
    for context in contexts:
        context.close()
