"""A village mediator's phone, from the report to the town: few taps, large targets, nothing sideways, no script needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PHONE

pytestmark = pytest.mark.browser


def troubles_of(page: Any) -> list[str]:
    found = []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        found.append(f"{page.url}: {wide} px too wide")
    axe = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"], "resultTypes": ["violations"]})
    found += [f"{page.url}: {v['id']} {v['nodes'][0]['html'][:120]}" for v in axe.response["violations"]]
    small = page.evaluate(
        """[...document.querySelectorAll('a,button,select,textarea,input:not([type=hidden]),.pick input+label')]
        .filter(e => e.offsetParent && !e.matches('.pick input,p a') && e.getBoundingClientRect().height < 44)
        .map(e => e.outerHTML.slice(0, 80))"""
    )
    return found + [f"{page.url}: small {one}" for one in small]


def test_three_attempts_and_one_tap_to_the_town(office: Any, log_in: Callable[..., Any]) -> None:
    worker = log_in("网格员", size=PHONE)
    worker.goto(f"{office.address}/w/")
    worker.locator("label", has_text=re.compile("^邻里$")).click()
    worker.get_by_label("谁和谁，怎么了").fill("8组示例王某和示例陈某，为晒场吵架")
    worker.get_by_role("button", name="报上去").click()
    worker.get_by_text("收到了，编号").wait_for()

    page = log_in("村调解员", size=PHONE)
    page.goto(f"{office.address}/m/")
    troubles = troubles_of(page)
    page.get_by_role("link", name="8组示例王某").click()
    troubles += troubles_of(page)
    for number in (1, 2, 3):
        page.get_by_role("link", name=f"记第{number}次调解").click()
        page.locator("label", has_text=re.compile("^没调成$")).click()
        page.locator("label", has_text="责任分不清").click()
        page.get_by_label("再说一句").fill("两家各有一本证")
        assert page.get_by_label("再说一句").evaluate("e => getComputedStyle(e).opacity") == "1"
        page.get_by_label("争的是什么").fill("晒场归谁家用")
        if number == 1:
            page.get_by_label("一方的姓名", exact=False).first.fill("示例王某")
            page.get_by_label("另一方的姓名").fill("示例陈某")
            troubles += troubles_of(page)
        page.get_by_role("button", name="记下来").click()
        page.get_by_text(f"第{number}次调解记好了").wait_for()
    troubles += troubles_of(page)
    assert "示例王某" in page.locator("main").inner_text()
    page.get_by_role("button", name="报到镇里").click()
    page.get_by_text("已报到镇里").wait_for()
    troubles += troubles_of(page)
    page.goto(f"{office.address}/m/files/")
    assert troubles + troubles_of(page) == []

    worker.goto(f"{office.address}/w/mine/")
    worker.get_by_text("有新消息").wait_for()
    text = worker.locator("main").inner_text()
    assert "报到镇里" in text
    assert "晒场归谁家用" not in text


def test_without_javascript_an_attempt_is_recorded_and_settled(
    office: Any, log_in: Callable[..., Any]
) -> None:
    page = log_in("村调解员", size=PHONE, javascript=False)
    page.goto(f"{office.address}/w/")
    page.locator("label", has_text=re.compile("^婚姻家庭$")).click()
    page.get_by_label("谁和谁，怎么了").fill("9组示例周某夫妻吵架")
    page.get_by_role("button", name="报上去").click()
    page.goto(f"{office.address}/m/")
    page.get_by_role("link", name="9组示例周某").click()
    page.get_by_role("link", name="记第1次调解").click()
    assert not page.get_by_text("没成的原因").is_visible()
    page.locator("label", has_text=re.compile("^没调成$")).click()
    assert page.get_by_text("没成的原因").is_visible()
    page.locator("label", has_text=re.compile("^调成了$")).click()
    page.get_by_label("争的是什么").fill("谁管钱")
    page.get_by_label("一方的姓名", exact=False).first.fill("示例周某")
    page.get_by_label("另一方的姓名").fill("示例吴某")
    page.get_by_role("button", name="记下来").click()
    page.get_by_label("说好了什么").fill("钱两个人商量着用")
    page.locator("label", has_text="没有给付内容").click()
    page.get_by_role("button", name="登记口头协议").click()
    assert "口头协议登记好了" in page.locator("#notes").inner_text()
