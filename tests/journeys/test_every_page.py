"""Every page of every role: by keyboard, without JavaScript, at both sizes, small, and from this host alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import LOGINS, PC, PHONE

pytestmark = pytest.mark.browser

LIMIT = 80 * 1024


def pages_of(page: Any, address: str) -> list[str]:
    """What the navigation offers this person, and one page below each list."""
    links = page.locator("nav a[href^='/']").all()
    found = dict.fromkeys(link.get_attribute("href") for link in links)
    return [path for path in found if path and not path.startswith(("/logout", "/static"))]


@pytest.mark.parametrize("role", LOGINS)
@pytest.mark.parametrize("size", [PC, PHONE], ids=["pc", "phone"])
def test_no_page_scrolls_sideways_fails_axe_or_asks_another_host(
    office: Any, log_in: Callable[..., Any], role: str, size: tuple[int, int]
) -> None:
    page = log_in(role, size=size)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    troubles = []
    page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
    for path in pages_of(page, office.address):
        answer = page.goto(urljoin(office.address, path))
        if answer is None or answer.status != 200:
            troubles.append(f"{path}: {answer.status if answer else 'no answer'}")
            continue
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            troubles.append(f"{path}: {wide} px wider than the window")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"], "resultTypes": ["violations"]})
        troubles += [
            f"{path}: {rule['id']} {rule['nodes'][0]['html'][:120]}" for rule in found.response["violations"]
        ]
    assert troubles == []
    assert asked == {urlsplit(office.address).netloc}


def test_a_first_load_stays_within_80_kilobytes(
    office: Any, log_in: Callable[..., Any], chromium: Any
) -> None:
    cookies = log_in("司法所").context.cookies()
    for path in ("/", "/records/dispute/", "/figures/", "/report/2023/", "/ledgers/"):
        context = chromium.new_context()
        context.add_cookies(cookies)
        page = context.new_page()
        sizes: list[int] = []
        page.on(
            "requestfinished",
            lambda request, sizes=sizes: sizes.append(
                request.sizes()["responseBodySize"] + request.sizes()["responseHeadersSize"]
            ),
        )
        page.goto(office.address + path, wait_until="networkidle")
        assert 5_000 < sum(sizes) <= LIMIT, (path, sum(sizes))
        context.close()


@pytest.mark.parametrize("role", ["司法所", "村调解员"])
def test_pages_work_without_javascript(office: Any, log_in: Callable[..., Any], role: str) -> None:
    page = log_in(role, javascript=False, size=PHONE)
    for path in pages_of(page, office.address):
        answer = page.goto(urljoin(office.address, path))
        assert answer.status == 200, path
        assert page.locator("h1").count() == 1, path
    page.goto(f"{office.address}/records/dispute/new")
    page.get_by_label("村居").fill("示例一村")
    page.get_by_label("当事人").fill("示例甲\n示例乙")
    page.get_by_label("纠纷类型").fill("邻里纠纷")
    page.get_by_role("button", name="登记").click()
    assert "示例甲与示例乙邻里纠纷" in page.locator("h1").inner_text()


def test_the_whole_way_to_a_record_goes_by_keyboard(office: Any, log_in: Callable[..., Any]) -> None:
    page = log_in("司法所")
    page.goto(f"{office.address}/records/dispute/")
    for _ in range(80):
        page.keyboard.press("Tab")
        href = page.evaluate("document.activeElement.getAttribute('href') || ''")
        if href.startswith("/records/dispute/") and len(href) > 40:
            break
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: len(urlsplit(url).path) > 40)
    assert page.locator("h1").count() == 1


def test_a_grid_worker_sees_the_own_grid_and_no_phone_number(office: Any, log_in: Callable[..., Any]) -> None:
    page = log_in("网格员", size=PHONE)
    page.goto(f"{office.address}/records/dispute/")
    own = page.locator("main").inner_text()
    assert "示例一村" in own
    assert "示例二村" not in own
    assert "1990000" not in page.content()
    for path in ("/records/penalty/", "/figures/", "/report/2023/", "/ledgers/", "/people/"):
        assert page.goto(office.address + path).status in (403, 404), path
