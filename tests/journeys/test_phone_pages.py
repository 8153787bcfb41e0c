"""The phone pages as people meet them: small, in few taps, by keyboard, without JavaScript, in large type."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PHONE

pytestmark = pytest.mark.browser

PAGES = ("/w/", "/w/mine/", "/w/help/", "/w/enter/")


def test_a_report_takes_three_taps_and_one_sentence(office: Any, log_in: Callable[..., Any]) -> None:
    page = log_in("网格员", size=PHONE)
    page.goto(f"{office.address}/w/")
    taps = 0
    for target in (
        page.locator("label", has_text=re.compile("^土地承包$")),
        page.get_by_label("谁和谁，怎么了"),
        page.get_by_role("button", name="报上去"),
    ):
        if taps == 2:
            page.keyboard.type("2组示例甲和示例乙，为地界吵架")
        target.click()
        taps += 1
    page.get_by_text("收到了，编号").wait_for()
    assert taps <= 4


def test_the_first_question_and_the_button_are_seen_without_scrolling(
    office: Any, log_in: Callable[..., Any]
) -> None:
    page = log_in("网格员", size=PHONE)
    page.goto(f"{office.address}/w/")
    for target in (
        page.locator("#where"),
        page.locator("legend", has_text="什么事"),
        page.locator("label", has_text=re.compile("^其他、说不准$")),
        page.get_by_role("button", name="报上去"),
    ):
        box = target.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 640


def test_a_first_visit_loads_at_most_25_kilobytes(
    office: Any, log_in: Callable[..., Any], chromium: Any
) -> None:
    cookies = log_in("网格员").context.cookies()
    context = chromium.new_context(service_workers="block")
    context.add_cookies(cookies)
    page = context.new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(f"{office.address}/w/", wait_until="networkidle")
    assert len(sizes) >= 6
    assert 5_000 < sum(sizes) <= 25 * 1024
    context.close()


@pytest.mark.parametrize("large", [False, True], ids=["standard", "large"])
def test_no_phone_page_scrolls_sideways_or_fails_axe(
    office: Any, log_in: Callable[..., Any], large: bool
) -> None:
    page = log_in("网格员", size=PHONE)
    page.goto(f"{office.address}/w/")
    if large:
        page.get_by_role("button", name="大字").click()
        page.locator("html.large").wait_for()
        page.wait_for_timeout(500)  # for the server to have heard
    troubles = []
    for path in PAGES:
        page.goto(office.address + path)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.classList.contains('large')") == large, path
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            troubles.append(f"{path}: {wide} px too wide")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"], "resultTypes": ["violations"]})
        troubles += [f"{path}: {v['id']} {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]]
        small = page.evaluate(
            """[...document.querySelectorAll('a,button,select,input:not([type=radio]):not([type=hidden]),.pick label')]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 80))"""
        )
        troubles += [f"{path}: small {one}" for one in small]
    if large:
        page.get_by_role("button", name="标准字").click()
        page.wait_for_timeout(500)
    assert troubles == []


def test_large_type_does_not_lose_what_is_typed(office: Any, log_in: Callable[..., Any]) -> None:
    page = log_in("网格员", size=PHONE)
    page.goto(f"{office.address}/w/")
    page.get_by_label("谁和谁，怎么了").fill("写到一半的话")
    page.get_by_role("button", name="大字").click()
    assert page.get_by_label("谁和谁，怎么了").input_value() == "写到一半的话"
    page.get_by_role("button", name="标准字").click()


def test_without_javascript_it_is_a_plain_form(office: Any, log_in: Callable[..., Any]) -> None:
    page = log_in("网格员", size=PHONE, javascript=False)
    page.goto(f"{office.address}/w/")
    danger = page.locator(".danger")
    assert not danger.is_visible()
    page.locator("label[for=id_urgency_now]").click()
    assert danger.is_visible()
    assert danger.get_by_role("link", name="打110").get_attribute("href") == "tel:110"
    page.locator("label", has_text=re.compile("^邻里$")).click()
    page.get_by_label("谁和谁，怎么了").fill("没有脚本的一件，要打起来了")
    page.get_by_role("button", name="报上去").click()
    page.wait_for_url("**/w/mine/")
    assert "先打110" in page.locator("#notes").inner_text()
    assert page.locator("li .t", has_text="没有脚本的一件").count() == 1


def test_the_whole_report_goes_by_keyboard(office: Any, log_in: Callable[..., Any]) -> None:
    page = log_in("网格员", size=PHONE)
    page.goto(f"{office.address}/w/")

    def tab_to(name: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name || document.activeElement.textContent") == name:
                return
        raise AssertionError(f"no way by keyboard to {name}")

    tab_to("tile")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    tab_to("sentence")
    page.keyboard.type("用键盘报的一件")
    tab_to("urgency")
    page.keyboard.press("ArrowRight")
    tab_to("报上去")
    page.keyboard.press("Enter")
    page.get_by_text("收到了，编号").wait_for()
    page.goto(f"{office.address}/w/mine/")
    assert "婚姻家庭：用键盘报的一件" in page.locator("main").inner_text()


def test_a_missing_word_is_asked_for_where_it_is_missing(office: Any, log_in: Callable[..., Any]) -> None:
    page = log_in("网格员", size=PHONE)
    page.goto(f"{office.address}/w/")
    page.get_by_role("button", name="报上去").click()
    assert page.get_by_text("请点一下是什么事").is_visible()
    assert page.get_by_text("请说一句谁和谁").count() == 1
    assert page.evaluate("document.activeElement.name") == "tile"
