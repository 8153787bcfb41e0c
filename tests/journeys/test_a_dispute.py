"""A dispute taken on the pages from the report to the archive, by those whose turn it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PHONE

pytestmark = pytest.mark.browser

PARTIES = "示例申\n示例酉"


def sound(page: Any, where: str) -> None:
    """Nothing wider than the window, nothing axe finds."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, (where, wide)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"], "resultTypes": ["violations"]})
    faults = [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found.response["violations"]]
    assert faults == [], where


def opened(log_in: Callable[..., Any], office: Any) -> tuple[Any, str]:
    """A grid worker's report on a phone without JavaScript, and the address of its page."""
    page = log_in("网格员", size=PHONE, javascript=False)
    page.goto(f"{office.address}/cases/dispute/new/")
    page.get_by_label("纠纷类型").select_option("邻里纠纷")
    page.get_by_label("谁和谁，怎么了").fill("为水沟吵了两天")
    page.get_by_label("当事人").fill(PARTIES)
    page.get_by_role("button", name="报上去").click()
    assert "示例申与示例酉邻里纠纷" in page.locator("h1").inner_text()
    assert "等村调解员办" in page.locator("#status").inner_text()
    return page, page.url


def failed_once(page: Any, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="记一次调解").click()
    page.get_by_label("争议在哪里").fill("改道的钱谁出")
    page.get_by_label("没调成", exact=True).check(force=True)
    page.get_by_label("钱数谈不拢").check(force=True)
    page.get_by_role("button", name="记一次调解").click()
    assert "已登记村级调解（没调成）" in page.locator("#status").inner_text()


def file_papers(page: Any, address: str) -> None:
    """Every paper the file still lacks is put in as a picture of the signed page."""
    for _ in range(12):
        page.goto(address)
        papers = page.locator("section", has=page.get_by_role("heading", name="卷宗材料"))
        lacking = papers.locator("li", has_text="还缺").first
        if lacking.count() == 0:
            return
        lacking.get_by_role("link", name=re.compile("放进来")).click()
        page.set_input_files(
            "input[type=file]", {"name": "签好的.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
        )
        page.get_by_role("button", name="放进卷里").click()
    raise AssertionError("the file is never complete")


def written_and_packed(page: Any, address: str) -> str:
    """Every paper that can be written at one press, and the package taken away; the name of its file.

    What takes longer than a moment has a page that looks again by itself and then has the link.
    """
    papers = address.replace("/records/", "/cases/") + "papers/"
    page.goto(papers)
    page.get_by_role("button", name="一次生成 PDF").click()
    page.get_by_text("份文书已生成").wait_for()
    taken: list[str] = []
    page.on("download", lambda download: taken.append(download.suggested_filename))
    page.goto(papers)
    page.get_by_role("button", name="移交包").click()
    for _ in range(100):
        if taken:
            return taken[0]
        if page.get_by_role("link", name="下载移交包").count():
            page.get_by_role("link", name="下载移交包").click()
        page.wait_for_timeout(200)
    raise AssertionError("the package never comes")


def a_pdf() -> bytes:
    """One blank page."""
    import io

    from pypdf import PdfWriter

    writer, held = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(held)
    return held.getvalue()


def test_a_dispute_goes_from_the_report_to_the_archive(office: Any, log_in: Callable[..., Any]) -> None:
    _, address = opened(log_in, office)
    village = log_in("村调解员", size=PHONE)
    for _ in range(3):
        failed_once(village, address)
    sound(village, "case page, phone")
    assert "下一步：上报镇调解室" in village.locator("main").inner_text()
    village.get_by_role("link", name="报到镇里").click()
    village.get_by_role("button", name="报到镇里").click()

    town = log_in("司法所")
    town.goto(address)
    town.get_by_role("link", name="受理", exact=True).click()
    sound(town, "step form")
    town.get_by_role("group", name="双方愿意由镇里调解").get_by_label("否").check(force=True)
    town.get_by_role("button", name="受理").click()
    assert "有人不愿意由镇里调解，不能受理" in town.locator(".error-summary").inner_text()
    assert town.evaluate("document.activeElement.className") == "error-summary"
    sound(town, "refused")
    town.get_by_role("group", name="双方愿意由镇里调解").get_by_label("是").check(force=True)
    town.get_by_role("button", name="受理").click()
    assert "镇调解期限" in town.locator(".clocks").inner_text()
    sound(town, "case page")

    town.get_by_role("link", name="登记这次调解").click()
    town.get_by_label("争议在哪里").fill("改道的钱谁出")
    town.get_by_label("调成了", exact=True).check(force=True)
    # Somebody else is faster.
    other = log_in("司法所")
    other.goto(address)
    other.get_by_text("更多可以办的").click()
    other.get_by_role("link", name="定风险").click()
    other.get_by_label("正常", exact=True).check(force=True)
    other.get_by_label("已经做了什么").fill("上门看过")
    other.get_by_role("button", name="定风险").click()
    town.get_by_role("button", name="登记这次调解").click()
    assert "别人办了1件事" in town.locator("main").inner_text()
    assert "上门看过" in town.locator("main").inner_text()
    assert town.get_by_label("争议在哪里").input_value() == "改道的钱谁出"
    sound(town, "changed meanwhile")
    town.get_by_role("button", name="登记这次调解").click()
    assert "镇里调成了" in town.locator("h1").inner_text()

    town.get_by_role("link", name="写协议书").click()
    town.get_by_label("协议内容").fill("示例酉付给示例申1500元")
    town.get_by_label("按约定的时间履行").check(force=True)
    for heading, text in (
        ("日期", "2099-12-31"),
        ("谁", "示例酉"),
        ("做什么", "付改道款"),
        ("金额（元）", "1,500"),
    ):
        town.get_by_label(f"第1行{heading}").fill(text)
    sound(town, "agreement")
    town.get_by_role("button", name="写协议书").click()
    assert "第1期：示例酉付改道款1500元" in town.locator(".clocks").inner_text()
    town.get_by_role("link", name="登记履行").click()
    town.get_by_label("已履行", exact=True).check(force=True)
    town.get_by_label("全部履行完了").check(force=True)
    town.get_by_role("button", name="登记履行").click()
    assert "还不能归档" in town.locator("main").inner_text()
    plain = log_in("司法所", size=PHONE, javascript=False)
    assert written_and_packed(plain, town.url).endswith(".zip")
    plain.goto(town.url)
    plain.get_by_role("button", name="整卷下载").wait_for()
    file_papers(town, address)
    town.get_by_role("link", name="归档").click()
    town.get_by_role("button", name="归档").click()
    assert "这件案件办结了" in town.locator("#status").inner_text()
    sound(town, "archived")
    town.get_by_text("更多", exact=True).click()
    town.get_by_role("link", name="谁看过改过").first.click()
    assert "放进材料" in town.locator("main").inner_text()
    sound(town, "trace")


def test_the_case_page_is_used_by_keyboard_small_and_large(office: Any, log_in: Callable[..., Any]) -> None:
    _, address = opened(log_in, office)
    page = log_in("村调解员")
    page.goto(address)
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("更多可以办的"):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/step/"))
    page.goto(address)
    # 200 % zoom of 1366 px is a window of 683 px; 360 px at 200 % is the narrowest anybody meets.
    for width in (683, 320, 360):
        page.set_viewport_size({"width": width, "height": 640})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, width
    page.emulate_media(media="print")
    assert not page.get_by_role("link", name="记一次调解").is_visible()
    assert page.locator(".lanes").is_visible()


def test_the_case_page_loads_within_80_kilobytes(
    office: Any, log_in: Callable[..., Any], chromium: Any
) -> None:
    worker, address = opened(log_in, office)
    context = chromium.new_context()
    context.add_cookies(worker.context.cookies())
    page = context.new_page()
    sizes: list[int] = []
    page.on(
        "requestfinished",
        lambda request: sizes.append(
            request.sizes()["responseBodySize"] + request.sizes()["responseHeadersSize"]
        ),
    )
    page.goto(address, wait_until="networkidle")
    assert 5_000 < sum(sizes) <= 80 * 1024, sum(sizes)
    context.close()


def test_what_is_typed_is_kept_while_one_writes_and_when_the_window_is_closed(
    office: Any, log_in: Callable[..., Any]
) -> None:
    _, address = opened(log_in, office)
    page = log_in("村调解员")
    page.goto(address)
    page.get_by_role("link", name="记一次调解").click()
    page.get_by_label("争议在哪里").fill("改道的钱谁出")
    page.locator("[data-saved]", has_text=re.compile(r"^\d+:\d\d 已自动保存$")).wait_for()
    sound(page, "saved by itself")
    # Closed before the pause after typing is over: it goes out with the page.
    page.get_by_label("经过").fill("双方都来了，谈到一半")
    page.goto(address)
    for _ in range(40):
        page.goto(address)
        page.get_by_role("link", name="记一次调解").click()
        if page.get_by_label("经过").input_value():
            break
    assert "接着上次写的" in page.locator("main").inner_text()
    assert page.get_by_label("经过").input_value() == "双方都来了，谈到一半"
    sound(page, "brought back")
    # Without network it says so, keeps trying, and saves when it is back.
    page.context.set_offline(True)
    page.get_by_label("经过").fill("双方都来了，谈到一半，村主任劝了")
    page.locator("[data-saved]", has_text="没存上，您写的还在这一页").wait_for()
    page.context.set_offline(False)
    page.get_by_label("记录人").fill("示例记录员")
    page.locator("[data-saved]", has_text="已自动保存").wait_for()
    page.get_by_label("没调成", exact=True).check(force=True)
    page.get_by_label("钱数谈不拢").check(force=True)
    page.get_by_role("button", name="记一次调解").click()
    assert "已登记村级调解（没调成）" in page.locator("#status").inner_text()
    page.get_by_role("link", name="记一次调解").click()
    assert "接着上次写的" not in page.locator("main").inner_text()
    # Without JavaScript there is a button, and one to begin anew.
    plain = log_in("村调解员", javascript=False)
    plain.goto(page.url)
    plain.get_by_label("经过").fill("没有脚本也存得住")
    plain.get_by_role("button", name="先存着").click()
    assert "已存着" in plain.locator("#status").inner_text()
    assert plain.get_by_label("经过").input_value() == "没有脚本也存得住"
    plain.get_by_role("button", name="清掉重填").click()
    assert plain.get_by_label("经过").input_value() == ""
