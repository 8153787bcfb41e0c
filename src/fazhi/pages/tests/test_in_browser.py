"""The sample pages in Chromium: no sideways scrolling, no axe complaint, usable without JavaScript, printable."""

import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any

import pytest

from fazhi.pages.tests.sample_pages import PAGES, samples

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# The last is 1366 wide at 200 % zoom.
SIZES = [(1366, 768), (360, 640), (683, 384)]
NAMES = [
    "list", "list_large", "form", "form_errors", "figures", "figures_large", "case", "editor", "editor_large",
    "login", "not_found", "broken",
]  # fmt: skip


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory) -> Iterator[Callable[..., Any]]:
    """looked_at(work, **context options) runs work(page, address of the sample pages) and gives what it returns.

    A thread of its own: Playwright leaves an event loop in the thread it runs in, where Django refuses its database.
    """
    if not CHROMIUM:
        pytest.skip("没有找到 Chromium，浏览器测试没有做。装上即可：apt-get install chromium")
    from django.test import override_settings
    from playwright.sync_api import sync_playwright

    folder = tmp_path_factory.mktemp("pages")
    shutil.copytree(PAGES / "static/fazhi", folder / "static/fazhi")
    htmx = files("django_htmx") / "static/django_htmx/htmx-2.min.js"
    (folder / "static/django_htmx").mkdir()
    (folder / "static/django_htmx/htmx-2.min.js").write_bytes(htmx.read_bytes())
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(ROOT_URLCONF="fazhi.pages.tests.sample_pages", STORAGES=plain):
        for name, html in samples().items():
            (folder / f"{name}.html").write_text(html, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"

    with ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        browser = thread.submit(
            lambda: playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
            )
        ).result()

        def visit(work: Callable[[Any, str], Any], options: dict[str, Any]) -> Any:
            context = browser.new_context(locale="zh-CN", **options)
            try:
                return work(context.new_page(), address)
            finally:
                context.close()

        yield lambda work, **options: thread.submit(visit, work, options).result()
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()
    server.shutdown()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_no_page_scrolls_sideways_and_axe_finds_nothing(looked_at, width, height):
    from axe_playwright_python.sync_playwright import Axe

    def work(page, address):
        found = {}
        for name in NAMES:
            page.goto(f"{address}/{name}.html")
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            faults = [
                f"{v['id']}: {v['nodes'][0]['html'][:90]}" for v in Axe().run(page).response["violations"]
            ]
            if beyond > 0 or faults:
                found[name] = (beyond, faults)
        return found

    assert looked_at(work, viewport={"width": width, "height": height}) == {}


def test_nothing_is_smaller_than_14_pixels_at_any_width(looked_at):
    def work(page, address):
        small = []
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for name in ("list", "figures", "editor", "case", "form"):
                page.goto(f"{address}/{name}.html")
                small += page.evaluate(
                    """[...document.querySelectorAll('main *')].filter(e =>
                        [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) &&
                        parseFloat(getComputedStyle(e).fontSize) < 13.99).map(e => e.outerHTML.slice(0, 90))"""
                )
        return small

    assert looked_at(work) == []


def test_the_narrow_menu_opens_without_javascript(looked_at):
    def work(page, address):
        page.goto(f"{address}/list.html")
        link = page.locator(".menu nav a", has_text="来访接待")
        before = link.is_visible()
        page.click(".menu > summary")
        return before, link.is_visible(), page.locator(".side").is_visible()

    narrow = {"viewport": {"width": 360, "height": 640}, "java_script_enabled": False}
    assert looked_at(work, **narrow) == (False, True, False)


def test_the_keyboard_reaches_the_text_first_and_the_search_by_a_slash(looked_at):
    def work(page, address):
        page.goto(f"{address}/list.html")
        page.keyboard.press("Tab")
        first = page.evaluate("document.activeElement.textContent")
        page.keyboard.press("Enter")
        second = page.evaluate("document.activeElement.id")
        page.keyboard.press("/")
        return first, second, page.evaluate("document.activeElement.id")

    assert looked_at(work, viewport={"width": 1366, "height": 768}) == ("跳到正文", "main", "q-top")


def test_errors_take_the_focus_and_lead_to_their_fields(looked_at):
    def work(page, address):
        page.goto(f"{address}/form_errors.html")
        first = page.evaluate("document.activeElement.className")
        page.click(".error-summary a >> text=请选择纠纷类型")
        return first, page.evaluate("document.activeElement.name")

    assert looked_at(work) == ("error-summary", "kind")


def test_a_chip_fills_in_the_day(looked_at):
    def work(page, address):
        page.goto(f"{address}/form.html")
        today = page.get_attribute("#id_found_on", "data-today")
        page.click(".chips button >> text=今天")
        return page.input_value("#id_found_on") == today

    assert looked_at(work) is True


def test_print_leaves_out_the_chrome_and_says_who_printed(looked_at):
    def work(page, address):
        page.goto(f"{address}/list.html")
        page.emulate_media(media="print")
        shown = [s for s in (".top", ".side", ".menu", ".filters", ".pages", ".btn") if page.is_visible(s)]
        return shown, page.inner_text(".print-foot"), len(page.pdf(format="A4")) > 1000

    shown, foot, printed = looked_at(work)
    assert shown == []
    assert "打印人：张敏" in foot
    assert printed


def test_keeping_the_page_open_asks_nothing_of_another_host(looked_at):
    def work(page, address):
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        for name in NAMES:
            page.goto(f"{address}/{name}.html")
        return [url for url in asked if not url.startswith(address)]

    assert looked_at(work) == []
