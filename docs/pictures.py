"""Take the pictures of docs/pictures/ anew, from a sample town of their own: when the pages have changed.

    python3 run.py test tests/test_docs.py      once, so that the browser's driver is installed
    .venv/bin/python docs/pictures.py

Needs Chromium and Chinese fonts, as the tests do. What stands in the pictures is made up and typed here.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

HOME = Path(__file__).resolve().parent
PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
PC, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 640}
EDGE, GROUND = 20, "#d5dae3"
REPORTS = (
    ("工资劳动", "包装厂3个人工资没发，要去堵门", "马上"),
    ("邻里", "5组示例老王和隔壁示例老陈，为水沟吵了两天", "尽快"),
    ("宅基地房屋", "6组示例老周家翻建占路，和邻居示例老李吵", "不急"),
)


@contextmanager
def sample_town() -> Iterator[dict[str, str]]:
    """`fazhi demo` in a folder of its own; {login name: password}."""
    with tempfile.TemporaryDirectory(prefix="fazhi-pictures-") as folder:
        environment = {**os.environ, "FAZHI_DATA": folder, "PYTHONPATH": str(HOME.parent / "src")}
        command = [sys.executable, "-m", "fazhi", "demo", "--port", str(PORT)]
        log = Path(folder) / "log"
        with log.open("w") as said:
            server = subprocess.Popen(command, env=environment, stdout=said, stderr=said)  # noqa: S603  our own program
            try:
                while "网页已打开" not in log.read_text(encoding="utf-8"):
                    if server.poll() is not None:
                        raise SystemExit(log.read_text(encoding="utf-8"))
                    time.sleep(0.2)
                yield json.loads((Path(folder) / "demo-logins.json").read_text(encoding="utf-8"))
            finally:
                server.terminate()
                server.wait(30)


def come_in(browser: Any, name: str, passwords: dict[str, str], size: dict[str, int]) -> Any:
    """A page of a browser of their own, logged in."""
    page = browser.new_context(viewport=size, locale="zh-CN", has_touch=size == PHONE).new_page()
    page.goto(f"{ADDRESS}/login/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(passwords[name])
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile(f"^{ADDRESS}/(w/|m/)?$"))
    return page


def beside_each_other(shots: list[bytes], name: str) -> None:
    """Three screens of a phone in one picture."""
    screens = [Image.open(BytesIO(shot)).resize((324, 576)) for shot in shots]
    wide = EDGE * (len(screens) - 1) + sum(one.width for one in screens) + 2 * 16
    sheet = Image.new("RGB", (wide, 576 + 2 * 16), GROUND)
    left = 16
    for one in screens:
        sheet.paste(one, (left, 16))
        left += one.width + EDGE
    _save(sheet, name)


def _save(picture: Image.Image, name: str) -> None:
    picture.convert("RGB").quantize(128).save(HOME / "pictures" / name, optimize=True)
    sys.stdout.write(f"docs/pictures/{name}\n")


def home(open_as: Callable[..., Any]) -> None:
    """The first page of the justice office."""
    page = open_as("sifasuo", PC)
    page.goto(f"{ADDRESS}/")
    _save(Image.open(BytesIO(page.screenshot())), "home.png")


def report(open_as: Callable[..., Any]) -> None:
    """The grid worker's page: as it opens, 马上, without network."""
    page = open_as("wanggeyuan", PHONE)
    shots = [page.screenshot()]
    for tile, sentence, urgency in REPORTS:
        page.get_by_text(tile, exact=True).tap()
        page.get_by_label("谁和谁，怎么了").fill(sentence)
        page.get_by_text(urgency, exact=False).first.tap()
        if urgency == "马上":
            page.get_by_text("先打110").first.scroll_into_view_if_needed()
            page.mouse.wheel(0, 120)
            page.wait_for_timeout(400)
            shots.append(page.screenshot())
        page.get_by_role("button", name="报上去").tap()
        page.get_by_text("收到了").first.wait_for()
        page.goto(f"{ADDRESS}/w/")
    page.context.set_offline(True)
    page.get_by_text("打架受伤赔偿").tap()
    page.get_by_label("谁和谁，怎么了").fill("2组示例老孙要和示例老钱动手")
    page.get_by_text("马上").first.tap()
    page.get_by_role("button", name="报上去").tap()
    page.get_by_text("先打110").first.wait_for()
    page.wait_for_timeout(400)
    page.evaluate("window.scrollTo(0, 0)")
    shots.append(page.screenshot())
    beside_each_other(shots, "phone-report.png")


def mediate(open_as: Callable[..., Any]) -> None:
    """The village mediator's phone: what is to be mediated, an attempt, after the third."""
    page = open_as("tiaojieyuan", PHONE)
    page.goto(f"{ADDRESS}/m/")
    shots = [page.screenshot()]
    page.get_by_role("link", name=re.compile("水沟")).tap()
    for attempt in (1, 2, 3):
        page.get_by_role("link", name=f"记第{attempt}次调解").or_(
            page.get_by_role("button", name=f"记第{attempt}次调解")
        ).first.tap()
        page.get_by_text("没调成", exact=True).tap()
        if attempt == 1:
            shots.append(page.screenshot())
        page.get_by_text("钱数谈不拢").tap()
        for box in page.locator("form input[type=text]:visible, form textarea:visible").all():
            if not box.input_value():
                box.fill("改道的钱谁出")
        page.get_by_role("button", name="记下来").tap()
        page.get_by_text(f"第{attempt}次调解记好了").wait_for()
    shots.append(page.screenshot())
    beside_each_other(shots, "phone-mediator.png")


def main() -> None:
    """All of them."""
    with sample_town() as passwords, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("FAZHI_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )

        def open_as(name: str, size: dict[str, int]) -> Any:
            return come_in(browser, name, passwords, size)

        for take in (home, report, mediate):
            take(open_as)


if __name__ == "__main__":
    main()
