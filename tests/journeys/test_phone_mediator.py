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
    page.get_by_text("登记口头协议").first.click()
    page.get_by_label("说好了什么").fill("钱两个人商量着用")
    page.locator("label", has_text="没有给付内容").click()
    page.get_by_role("button", name="登记口头协议").click()
    assert "口头协议登记好了" in page.locator("#notes").inner_text()


def test_without_javascript_a_written_agreement_is_made_printed_and_its_signed_page_put_in(
    office: Any, log_in: Callable[..., Any]
) -> None:
    page = log_in("村调解员", size=PHONE, javascript=False)
    page.goto(f"{office.address}/w/")
    page.locator("label", has_text=re.compile("^邻里$")).click()
    page.get_by_label("谁和谁，怎么了").fill("10组示例郑某和示例冯某，为院墙吵架")
    page.get_by_role("button", name="报上去").click()
    page.goto(f"{office.address}/m/")
    page.get_by_role("link", name="10组示例郑某").click()
    page.get_by_role("link", name="记第1次调解").click()
    page.locator("label", has_text=re.compile("^调成了$")).click()
    page.get_by_label("争的是什么").fill("院墙谁修")
    page.get_by_label("一方的姓名", exact=False).first.fill("示例郑某")
    page.get_by_label("另一方的姓名").fill("示例冯某")
    page.get_by_role("button", name="记下来").click()

    page.get_by_role("link", name="写协议书").click()
    page.get_by_label("做什么").first.fill("付给示例郑某修墙的钱")
    page.get_by_label("付多少元").first.fill("1500")
    page.get_by_role("button", name="看一看").click()
    assert "请选第1条由谁来做" in page.locator(".error-summary").inner_text()
    page.get_by_label("谁", exact=True).first.select_option("示例冯某")
    page.get_by_label("哪天以前").first.fill("2099-12-31")
    page.get_by_role("button", name="再加一条").click()
    page.get_by_label("谁", exact=True).nth(1).select_option("双方")
    page.get_by_label("做什么").nth(1).fill("以后不再为院墙争吵")
    page.get_by_role("button", name="看一看").click()
    said = page.locator("main").inner_text()
    assert "示例冯某于2099年12月31日前付给示例郑某修墙的钱，1500元（人民币壹仟伍佰元整）。" in said
    assert "示例郑某、示例冯某签名" in said
    assert "人民调解委员会的章" in said
    page.get_by_role("button", name="改一改").click()
    assert page.get_by_label("付多少元").first.input_value() == "1500"
    page.get_by_role("button", name="看一看").click()
    page.get_by_role("button", name="双方签好了，登记").click()
    assert "协议登记好了，编号" in page.locator("#notes").inner_text()
    assert "付给示例郑某修墙的钱1500元" in page.locator("main").inner_text()
    address = page.get_by_role("link", name="打开、打印").get_attribute("href")
    assert page.context.request.get(f"{office.address}{address}").body().startswith(b"%PDF")
    page.set_input_files("#id_photo", {"name": "签好的.png", "mimeType": "image/png", "buffer": a_photo()})
    page.get_by_role("button", name="放进卷里").click()
    assert "签好的协议书放进卷里了" in page.locator("#notes").inner_text()
    assert "签好的已在卷里" in page.locator("main").inner_text()


def test_the_pages_of_an_agreement_fit_a_phone(office: Any, log_in: Callable[..., Any]) -> None:
    page = log_in("村调解员", size=PHONE)
    page.goto(f"{office.address}/w/")
    page.locator("label", has_text=re.compile("^邻里$")).click()
    page.get_by_label("谁和谁，怎么了").fill("11组示例褚某和示例卫某，为树吵架")
    page.get_by_role("button", name="报上去").click()
    page.get_by_text("收到了，编号").wait_for()
    page.goto(f"{office.address}/m/")
    page.get_by_role("link", name="11组示例褚某").click()
    page.get_by_role("link", name="记第1次调解").click()
    page.locator("label", has_text=re.compile("^调成了$")).click()
    page.get_by_label("争的是什么").fill("树影挡光")
    page.get_by_label("一方的姓名", exact=False).first.fill("示例褚某")
    page.get_by_label("另一方的姓名").fill("示例卫某")
    page.get_by_role("button", name="记下来").click()
    page.get_by_text("第1次调解记好了").wait_for()
    troubles = troubles_of(page)
    page.get_by_role("link", name="写协议书").click()
    page.get_by_text("一件事写一条").wait_for()
    troubles += troubles_of(page)
    page.get_by_label("谁", exact=True).first.select_option("示例卫某")
    page.get_by_label("做什么").first.fill("把靠墙的三棵树移走，赔示例褚某")
    page.get_by_label("付多少元").first.fill("800")
    page.get_by_label("哪天以前").first.fill("2099-12-31")
    page.get_by_role("button", name="看一看").click()
    page.get_by_text("念给双方听").wait_for()
    troubles += troubles_of(page)
    page.get_by_role("button", name="双方签好了，登记").click()
    page.get_by_text("协议登记好了").wait_for()
    assert troubles + troubles_of(page) == []


def a_photo() -> bytes:
    import io

    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(held, "PNG")
    return held.getvalue()


def test_what_was_typed_into_an_attempt_outlasts_a_lost_network_and_a_closed_page(
    office: Any, log_in: Callable[..., Any]
) -> None:
    worker = log_in("网格员", size=PHONE)
    worker.goto(f"{office.address}/w/")
    worker.locator("label", has_text=re.compile("^邻里$")).click()
    worker.get_by_label("谁和谁，怎么了").fill("7组示例钱某和示例郑某，为竹园吵架")
    worker.get_by_role("button", name="报上去").click()
    worker.get_by_text("收到了，编号").wait_for()

    page = log_in("村调解员", size=PHONE)
    page.goto(f"{office.address}/m/")
    page.get_by_role("link", name="7组示例钱某").click()
    page.get_by_role("link", name="记第1次调解").click()
    form = page.url
    page.locator("label", has_text=re.compile("^没调成$")).click()
    page.locator("label", has_text="责任分不清").click()
    page.get_by_label("争的是什么").fill("竹园的界在哪里")
    page.get_by_label("一方的姓名", exact=False).first.fill("示例钱某")
    page.get_by_label("另一方的姓名").fill("示例郑某")
    page.context.set_offline(True)
    page.get_by_role("button", name="记下来").click()
    page.get_by_text("现在没网。写的存在手机里").wait_for()
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(form)
    page.get_by_text("接着上次写的").wait_for()
    assert page.get_by_label("争的是什么").input_value() == "竹园的界在哪里"
    page.get_by_role("button", name="记下来").click()
    page.get_by_text("第1次调解记好了").wait_for()
    page.get_by_role("link", name="记第2次调解").click()
    assert page.get_by_label("争的是什么").input_value() == ""
    page.goto(form)
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('kept:')).length") == 0


def test_what_was_kept_while_a_colleague_recorded_that_attempt_is_offered_as_the_next(
    office: Any, log_in: Callable[..., Any]
) -> None:
    page = log_in("村调解员", size=PHONE)
    page.goto(f"{office.address}/w/")
    page.locator("label", has_text=re.compile("^邻里$")).click()
    page.get_by_label("谁和谁，怎么了").fill("14组示例曹某和示例严某，为围墙吵架")
    page.get_by_role("button", name="报上去").click()
    page.get_by_text("收到了，编号").wait_for()
    page.goto(f"{office.address}/m/")
    page.get_by_role("link", name="14组示例曹某").click()
    page.get_by_role("link", name="记第1次调解").click()
    form = page.url

    def record(page: Any, point: str) -> None:
        page.locator("label", has_text=re.compile("^没调成$")).click()
        page.locator("label", has_text="责任分不清").click()
        page.get_by_label("争的是什么").fill(point)
        page.get_by_role("button", name="记下来").click()

    page.context.set_offline(True)
    record(page, "没网时写的这一句")
    page.get_by_text("现在没网。写的存在手机里").wait_for()
    colleague = log_in("村调解员", size=PHONE)
    colleague.goto(form)
    record(colleague, "同事先记的")
    colleague.get_by_text("第1次调解记好了").wait_for()
    page.context.set_offline(False)
    page.goto(form)
    page.get_by_text("第1次已经有人记了。您上次写的在这里").wait_for()
    assert "记成第2次" in page.locator("[data-said]").inner_text()
    assert page.get_by_label("争的是什么").input_value() == "没网时写的这一句"
    page.reload()
    page.get_by_text("接着上次写的").wait_for()
    page.get_by_role("button", name="记下来").click()
    page.get_by_text("第2次调解记好了").wait_for()
    page.goto(form)
    assert page.get_by_label("争的是什么").input_value() == ""


def test_a_half_written_agreement_outlasts_a_closed_page_until_the_server_has_it(
    office: Any, log_in: Callable[..., Any]
) -> None:
    page = log_in("村调解员", size=PHONE)
    page.goto(f"{office.address}/w/")
    page.locator("label", has_text=re.compile("^邻里$")).click()
    page.get_by_label("谁和谁，怎么了").fill("12组示例沈某和示例韩某，为田埂吵架")
    page.get_by_role("button", name="报上去").click()
    page.get_by_text("收到了，编号").wait_for()
    page.goto(f"{office.address}/m/")
    page.get_by_role("link", name="12组示例沈某").click()
    case = page.url
    page.get_by_role("link", name="记第1次调解").click()
    page.locator("label", has_text=re.compile("^调成了$")).click()
    page.get_by_label("争的是什么").fill("田埂谁修")
    page.get_by_label("一方的姓名", exact=False).first.fill("示例沈某")
    page.get_by_label("另一方的姓名").fill("示例韩某")
    page.get_by_role("button", name="记下来").click()

    page.get_by_role("link", name="写协议书").click()
    form = page.url
    who, what, yuan = (
        page.get_by_label("谁", exact=True),
        page.get_by_label("做什么"),
        page.get_by_label("付多少元"),
    )
    who.first.select_option("示例韩某")
    what.first.fill("付给示例沈某修田埂的钱")
    yuan.first.fill("600")
    page.get_by_label("哪天以前").first.fill("2099-12-31")
    page.get_by_role("button", name="再加一条").click()
    who.nth(2).select_option("双方")
    what.nth(2).fill("以后一起修")
    page.get_by_text("不填就按上面加起来").click()
    page.get_by_label("一共多少元", exact=True).fill("800")
    page.goto(case)  # another thing is done in the case meanwhile
    page.get_by_text("加当事人或电话").click()
    page.get_by_label("姓名").fill("示例杨某")
    page.get_by_role("button", name="记下来").click()
    page.goto("about:blank")
    page.goto(form)
    page.get_by_text("接着上次写的").wait_for()
    assert who.count() == 3
    assert [who.nth(at).input_value() for at in range(3)] == ["示例韩某", "", "双方"]
    assert [what.nth(at).input_value() for at in range(3)] == ["付给示例沈某修田埂的钱", "", "以后一起修"]
    assert (yuan.first.input_value(), page.get_by_label("哪天以前").first.input_value()) == (
        "600",
        "2099-12-31",
    )
    assert page.get_by_label("一共多少元", exact=True).is_visible(), "what was changed is not folded away"
    page.get_by_role("button", name="看一看").click()
    assert "少200元（人民币贰佰元整）" in page.locator(".error-summary").inner_text()
    page.get_by_label("和上面加起来不一样").fill("余下的用稻谷抵")
    page.context.set_offline(True)
    page.get_by_role("button", name="看一看").click()
    page.get_by_text("现在没网。写的存在手机里").wait_for()
    page.context.set_offline(False)
    page.goto(form)
    page.get_by_text("接着上次写的").wait_for()
    assert page.get_by_label("和上面加起来不一样").input_value() == "余下的用稻谷抵"
    troubles = troubles_of(page)
    page.get_by_role("button", name="看一看").click()
    page.get_by_role("button", name="双方签好了，登记").click()
    page.get_by_text("协议登记好了").wait_for()
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('kept:')).length") == 0
    assert troubles + troubles_of(page) == []
