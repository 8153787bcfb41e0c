"""A grid worker's phone where the network comes and goes: nothing is lost, nothing arrives twice, nobody sees another's."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import LOGINS, Office, _environment, _free_port, _wait_for, own_password
from PIL import Image

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("FAZHI_CHROMIUM", "/usr/bin/chromium")
SIZE = {"width": 360, "height": 640}


class Server:
    """A second door to the same installation, which can be shut."""

    def __init__(self, office: Office, log: Path) -> None:
        self.office, self.log, self.port = office, log, _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with self.log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "fazhi", "serve", "--port", str(self.port)],
                env=_environment(self.office.folder), stdout=log, stderr=log,
            )  # fmt: skip
        _wait_for(lambda: "网页已打开" in self.log.read_text(encoding="utf-8"), self.process)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=30)
            self.process = None


@pytest.fixture(scope="module")
def server(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    door = Server(office, tmp_path_factory.mktemp("door") / "log")
    door.start()
    yield door
    door.stop()


@pytest.fixture(scope="module")
def second_worker(office: Office, chromium: Any) -> str:
    """Another grid worker of the same town."""
    office.fazhi(
        "user", "create", "wanggeyuan2", "--name", "示例网格员二", "--town", "合作镇", "--role", "grid_worker",
        "--village", "示例二村", "--grid", "2网格", given="wanggeyuan2-pass\n",
    )  # fmt: skip
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{office.address}/")
    page.get_by_label("用户名").fill("wanggeyuan2")
    page.get_by_label("密码").fill("wanggeyuan2-pass")
    page.get_by_role("button", name="登录").click()
    office.passwords["wanggeyuan2"] = own_password(page, "wanggeyuan2-pass")
    context.close()
    return "wanggeyuan2"


@pytest.fixture
def phone(chromium: Any, server: Server, office: Office) -> Iterator[Callable[..., Any]]:
    """phone(name, **context options) is a page on 报纠纷 of that person, ready to be cut off."""
    contexts = []

    def make(name: str = "网格员", **options: Any) -> Any:
        context = chromium.new_context(viewport=SIZE, locale="zh-CN", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        come_in(page, office, server.address, name)
        if options.get("service_workers") != "block" and options.get("java_script_enabled", True):
            wait_until_kept(page)
        return page

    yield make
    for context in contexts:
        context.close()


def wait_until_kept(page: Any) -> None:
    """The service worker has the page and answers for it."""
    page.evaluate(
        """() => new Promise(done => navigator.serviceWorker.controller ? done() :
            navigator.serviceWorker.addEventListener('controllerchange', () => done()))"""
    )


def come_in(page: Any, office: Office, address: str, name: str = "网格员") -> None:
    name = LOGINS.get(name, name)
    page.goto(f"{address}/w/")
    if "/enter/" in page.url:
        page.get_by_role("button", name="用密码登录").click()
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(office.passwords[name])
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{address}/w/")


def write(page: Any, sentence: str, tile: str = "邻里") -> None:
    page.locator("fieldset label", has_text=re.compile(f"^{tile}$")).click()
    page.get_by_label("谁和谁，怎么了").fill(sentence)
    page.get_by_role("button", name="报上去").click()


def arrived(page: Any, server: Server, sentence: str) -> int:
    """How many reports of that sentence the office has."""
    heading = page.get_by_role("heading", name="已报", exact=True)
    for _ in range(3):
        page.goto(f"{server.address}/w/mine/")
        page.wait_for_timeout(500)
        if heading.count():  # the server's own page, not the one kept for a slow answer
            break
    assert heading.count() == 1
    return page.locator("main ul li .t", has_text=sentence).count()


def kept(page: Any) -> Any:
    return page.locator("#outbox li")


def test_a_report_without_network_survives_reload_and_restart_and_arrives_once(
    chromium: Any, server: Server, office: Office, tmp_path: Path
) -> None:
    def start() -> tuple[Any, Any]:
        context = chromium.browser_type.launch_persistent_context(
            tmp_path, executable_path=CHROMIUM, args=["--no-sandbox"], viewport=SIZE, locale="zh-CN"
        )
        page = context.pages[0] if context.pages else context.new_page()
        page.set_default_timeout(15_000)
        return context, page

    context, page = start()
    come_in(page, office, server.address)
    wait_until_kept(page)
    context.set_offline(True)
    write(page, "断网第一件，甲和乙")
    page.get_by_text("现在没网。1件已存在手机里，有网自动发").wait_for()
    page.reload()
    page.locator("#where", has_text="示例一村").wait_for()
    kept(page).get_by_text("断网第一件").wait_for()
    # Half a sentence, and the browser is gone.
    page.get_by_label("谁和谁，怎么了").fill("写到一半")
    page.wait_for_timeout(800)
    context.close()

    context, page = start()
    context.set_offline(True)
    page.goto(f"{server.address}/w/")
    kept(page).get_by_text("断网第一件").wait_for()
    assert page.get_by_label("谁和谁，怎么了").input_value() == "写到一半"
    page.goto(f"{server.address}/w/mine/")
    kept(page).get_by_text("断网第一件").wait_for()
    context.set_offline(False)
    kept(page).first.wait_for(state="detached")
    assert arrived(page, server, "断网第一件") == 1
    assert kept(page).count() == 0
    for _ in range(2):
        page.goto(f"{server.address}/w/")
        page.wait_for_timeout(300)
    assert arrived(page, server, "断网第一件") == 1
    context.close()


def test_what_cannot_wait_and_has_not_gone_out_says_so_and_to_call(
    phone: Callable[..., Any], server: Server
) -> None:
    page = phone()
    page.context.set_offline(True)
    page.locator("label", has_text="马上").click()
    write(page, "没网时要动手的一件")
    page.get_by_text("村里、镇里都还不知道").wait_for()
    assert page.locator("#notes").get_by_role("link", name="打110").get_attribute("href") == "tel:110"
    page.goto(f"{server.address}/w/enter/")
    page.get_by_text("现在连不上，换不了人").wait_for()
    page.goto(f"{server.address}/w/")
    page.get_by_text("村里、镇里都还不知道").wait_for()
    assert not page.get_by_label("哪个村").is_visible()
    assert "示例网格员，合作镇" in page.locator("#whose").inner_text()
    page.context.set_offline(False)
    page.get_by_text("收到了，编号").wait_for()
    assert page.get_by_text("村里、镇里都还不知道").count() == 0
    write(page, "接着报的一件")
    page.locator("#notes .green").wait_for()
    assert page.get_by_text("收到了，编号").count() == 1


def test_a_server_that_is_down_is_told_from_no_network_and_what_cannot_wait_says_to_call(
    phone: Callable[..., Any], server: Server
) -> None:
    page = phone()
    page.clock.install()
    page.goto(f"{server.address}/w/")
    server.stop()
    try:
        page.locator("label", has_text="马上").click()
        write(page, "服务器停了的一件")
        page.get_by_text("服务器暂时连不上。1件已存在手机里，会自己再报").wait_for()
        page.get_by_text("村里、镇里都还不知道").wait_for()
        assert page.locator("#notes").get_by_role("link", name="打110").get_attribute("href") == "tel:110"
        assert page.evaluate("navigator.onLine")
        assert "没网" not in page.locator("#notes").inner_text()
        page.reload()
        kept(page).get_by_text("服务器停了").wait_for()
    finally:
        server.start()
    # Nobody touches anything: the timer tries again by itself.
    for _ in range(6):
        page.clock.fast_forward(20_000)
        page.wait_for_timeout(2_000)
        if page.get_by_text("收到了，编号").count():
            break
    page.get_by_text("收到了，编号").wait_for()
    assert arrived(page, server, "服务器停了的一件") == 1


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_that_answers_for_a_server_that_is_down_is_told_like_it(
    phone: Callable[..., Any], server: Server, status: int
) -> None:
    page = phone(service_workers="block")
    page.context.route("**/w/send/", lambda route: route.fulfill(status=status, body="<h1>Bad Gateway</h1>"))
    write(page, f"网关说{status}的一件")
    page.get_by_text("服务器暂时连不上。1件已存在手机里，会自己再报").wait_for()
    page.context.unroute_all()
    page.reload()
    page.get_by_text("收到了，编号").wait_for()
    assert arrived(page, server, f"网关说{status}的一件") == 1


def test_twenty_reports_are_kept_and_sent_in_one_go(phone: Callable[..., Any], server: Server) -> None:
    page = phone()
    page.context.set_offline(True)
    for number in range(20):
        write(page, f"一批里的第{number:02d}件")
        page.locator("#outbox li").nth(number).wait_for()
    page.get_by_text("20件已存在手机里").wait_for()
    asked = []
    page.on(
        "request", lambda request: asked.append(request.url) if request.url.endswith("/w/send/") else None
    )
    page.context.set_offline(False)
    page.get_by_text("收到了20件").wait_for()
    assert len(asked) <= 2
    assert arrived(page, server, "一批里的第") == 20


def test_an_answer_lost_on_the_way_does_not_make_two(phone: Callable[..., Any], server: Server) -> None:
    page = phone(service_workers="block")
    cut = {"left": 2}

    def lose_the_answer(route: Any) -> None:
        if cut["left"]:
            cut["left"] -= 1
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.context.route("**/w/send/", lose_the_answer)
    write(page, "回音丢了的一件")
    page.get_by_text("服务器暂时连不上。1件已存在手机里").wait_for()
    page.reload()
    page.get_by_text("服务器暂时连不上。1件已存在手机里").wait_for()
    page.reload()
    page.get_by_text("收到了，编号").wait_for()
    assert cut["left"] == 0
    assert arrived(page, server, "回音丢了的一件") == 1


def test_photos_wait_in_the_phone_too_made_small_and_arrive_once(
    phone: Callable[..., Any], server: Server, log_in: Callable[..., Any], tmp_path: Path
) -> None:
    big = tmp_path / "big.png"
    Image.effect_noise((3000, 2000), 60).convert("RGB").save(big)
    page = phone()
    page.context.set_offline(True)
    page.locator(".more summary").click()
    page.get_by_label("照片").set_input_files([str(big), str(big)])
    page.locator("#photos img").nth(1).wait_for()
    write(page, "有照片的一件")
    kept(page).get_by_text("有照片的一件").wait_for()
    page.reload()
    kept(page).get_by_text("有照片的一件").wait_for()
    page.context.set_offline(False)
    page.get_by_text("收到了，编号").wait_for()
    kept(page).first.wait_for(state="detached")
    with sqlite3.connect(server.office.folder / "fazhi.sqlite3") as database:
        sizes = database.execute(
            "select size from cases_attachment a join portal_gridreport g on g.case_id = a.record_id"
            " where g.sentence = '有照片的一件'"
        ).fetchall()
    # The same picture twice is one file of the case.
    assert len(sizes) == 1
    assert sizes[0][0] < 600_000 < big.stat().st_size


def test_a_full_phone_keeps_the_words_without_the_photos_and_never_loses_them(
    phone: Callable[..., Any], server: Server, tmp_path: Path
) -> None:
    Image.effect_noise((300, 200), 60).convert("RGB").save(picture := tmp_path / "photo.png")
    page = phone()
    page.evaluate(
        """() => { const put = IDBObjectStore.prototype.put; window.full = one => one.photos && one.photos.length;
            IDBObjectStore.prototype.put = function (one) {
                if (window.full(one)) throw new DOMException("", "QuotaExceededError");
                return put.call(this, one); } }"""
    )
    page.context.set_offline(True)
    page.locator(".more summary").click()
    page.get_by_label("照片").set_input_files(str(picture))
    page.locator("#photos img").wait_for()
    write(page, "手机快满了的一件")
    page.get_by_text("手机里存不下照片").wait_for()
    kept(page).get_by_text("手机快满了的一件").wait_for()
    page.evaluate("() => { window.full = one => one.sentence }")
    write(page, "手机全满了的一件")
    page.get_by_text("请别关这一页").wait_for()
    assert page.get_by_label("谁和谁，怎么了").input_value() == "手机全满了的一件"
    page.context.set_offline(False)
    page.get_by_text("收到了，编号").wait_for()
    page.get_by_role("button", name="报上去").click()
    page.wait_for_url("**/w/mine/")
    assert arrived(page, server, "手机快满了的一件") == arrived(page, server, "手机全满了的一件") == 1


def test_a_kept_report_can_be_changed_or_dropped_before_it_goes(
    phone: Callable[..., Any], server: Server
) -> None:
    page = phone()
    page.context.set_offline(True)
    write(page, "写错了的一件")
    write(page, "不报了的一件")
    kept(page).filter(has_text="写错了").get_by_text("改一改").click()
    page.get_by_label("谁和谁，怎么了").fill("改对了的一件")
    page.get_by_role("button", name="报上去").click()
    kept(page).filter(has_text="改对了").wait_for()
    assert kept(page).filter(has_text="写错了").count() == 0
    dropped = kept(page).filter(has_text="不报了的一件")
    dropped.get_by_role("button", name="不报了").click()
    dropped.get_by_role("button", name="真的不报了").click()
    dropped.wait_for(state="detached")
    page.context.set_offline(False)
    page.get_by_text("收到了，编号").wait_for()
    assert arrived(page, server, "改对了的一件") == 1
    assert arrived(page, server, "写错了") + arrived(page, server, "不报了的一件") == 0


def test_a_login_that_ran_out_asks_for_it_and_keeps_everything(
    phone: Callable[..., Any], server: Server, office: Office
) -> None:
    page = phone()
    page.context.clear_cookies(name="sessionid")
    write(page, "登录过期时的一件")
    page.get_by_text("登录过期了").wait_for()
    kept(page).get_by_text("登录过期时的一件").wait_for()
    come_in(page, office, server.address)
    page.get_by_text("收到了，编号").wait_for()
    assert arrived(page, server, "登录过期时的一件") == 1


def test_on_a_shared_phone_the_unsent_of_one_is_neither_shown_to_nor_sent_by_the_other(
    phone: Callable[..., Any], server: Server, office: Office, second_worker: str
) -> None:
    page = phone(service_workers="block")
    page.context.route("**/w/send/", lambda route: route.abort())
    write(page, "甲存下的一件")
    kept(page).get_by_text("甲存下的一件").wait_for()
    page.goto(f"{server.address}/w/enter/")
    page.get_by_role("button", name=re.compile("退出")).click()
    page.context.unroute_all()
    come_in(page, office, server.address, second_worker)
    page.wait_for_timeout(800)
    assert "甲存下的一件" not in page.content()
    write(page, "乙自己的一件")
    page.get_by_text("收到了，编号").wait_for()
    assert arrived(page, server, "乙自己的一件") == 1
    assert arrived(page, server, "甲存下的一件") == 0
    page.goto(f"{server.address}/w/enter/")
    page.get_by_role("button", name=re.compile("退出")).click()
    come_in(page, office, server.address)
    page.get_by_text("收到了，编号").wait_for()
    assert arrived(page, server, "甲存下的一件") == 1
    assert arrived(page, server, "乙自己的一件") == 0


def test_in_a_page_left_open_by_one_the_other_writes_nothing_under_that_name(
    phone: Callable[..., Any], server: Server, office: Office, second_worker: str
) -> None:
    left = phone(service_workers="block")
    page = left.context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{server.address}/w/enter/")
    page.get_by_role("button", name=re.compile("退出")).click()
    page.wait_for_url("**/w/enter/")
    come_in(page, office, server.address, second_worker)
    assert "示例网格员，合作镇" in left.locator("#whose").inner_text()
    write(left, "乙在甲的页上写的")
    left.locator("#whose", has_text="示例网格员二").wait_for()
    assert left.locator("#outbox li").count() == 0
    assert arrived(page, server, "乙在甲的页上写的") == 0


@pytest.mark.parametrize("whole_pages", [True, False], ids=["whole pages kept", "pages fetched again"])
def test_behind_back_the_next_person_finds_nothing_of_who_was_in_before(
    chromium: Any, server: Server, office: Office, second_worker: str, whole_pages: bool
) -> None:
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM,
        args=["--no-sandbox", *([] if whole_pages else ["--disable-features=BackForwardCache"])],
        ignore_default_args=["--disable-back-forward-cache"] if whole_pages else None,
    )
    page = browser.new_context(viewport=SIZE, locale="zh-CN", service_workers="block").new_page()
    page.set_default_timeout(15_000)
    come_in(page, office, server.address)
    write(page, "甲报过的一件")
    page.get_by_text("收到了，编号").wait_for()
    page.get_by_label("谁和谁，怎么了").fill("甲写到一半的话")
    page.wait_for_timeout(600)
    page.goto(f"{server.address}/w/mine/")
    page.locator("main li", has_text="甲报过的一件").first.wait_for()
    page.goto(f"{server.address}/w/enter/")
    page.get_by_role("button", name=re.compile("退出")).click()
    page.wait_for_url("**/w/enter/")
    come_in(page, office, server.address, second_worker)
    asked: list[str] = []
    while page.url != "about:blank" and len(asked) < 12:
        page.go_back()
        page.wait_for_timeout(700)
        asked.append(page.url)
        seen = page.content() + "".join(page.locator("textarea").evaluate_all("all => all.map(e => e.value)"))
        assert "甲报过" not in seen
        assert "甲写到一半" not in seen
        if page.url == f"{server.address}/w/":
            assert "示例网格员二" in page.locator("#whose").inner_text()
    assert f"{server.address}/w/mine/" in asked
    assert asked.count(f"{server.address}/w/") >= 2
    browser.close()


def test_where_no_page_can_be_kept_it_says_so_and_what_was_written_goes_out_later(
    chromium: Any, server: Server, office: Office
) -> None:
    # Plain http under a name, as on a town's network: browsers give such a page no service worker.
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM,
        args=["--no-sandbox", "--host-resolver-rules=MAP fazhi.test 127.0.0.1"],
    )
    address = f"http://fazhi.test:{server.port}"
    page = browser.new_context(viewport=SIZE, locale="zh-CN").new_page()
    page.set_default_timeout(15_000)
    come_in(page, office, address)
    assert page.evaluate("navigator.serviceWorker === undefined")
    page.get_by_text("没网时打不开本页").wait_for()
    page.context.set_offline(True)
    write(page, "局域网里的一件")
    page.get_by_text("1件已存在手机里").wait_for()
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"{address}/w/")
    page.get_by_text("收到了，编号").wait_for()
    page.goto(f"{address}/w/mine/")
    assert page.locator("main ul li .t", has_text="局域网里的一件").count() == 1
    browser.close()
