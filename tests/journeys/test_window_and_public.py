"""Somebody applies on a phone, the office takes it on, the code tells; and the window turns a visit into mediation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PC, PHONE

pytestmark = pytest.mark.browser

PUBLIC = ("", "do/mediation/", "do/question/", "do/booking/", "do/suggestion/", "progress/", "centre/", "guides/legal-aid/", "asked/")  # fmt: skip
OFFICE = (
    "/receptions/window/", "/receptions/appointments/", "/receptions/referrals/", "/receptions/applications/",
    "/receptions/published/", "/receptions/satisfaction/", "/centre/", "/centre/settings/", "/centre/guides/new/",
    "/centre/project/", "/releases/", "/centre/notices/new/",
)  # fmt: skip


@pytest.fixture
def passer_by(chromium: Any) -> Iterator[Callable[..., Any]]:
    """A browser without a login: passer_by(size=PHONE, javascript=False)."""
    contexts = []

    def come(*, size: tuple[int, int] = PHONE, javascript: bool = True) -> Any:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=javascript, locale="zh-CN"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield come
    for context in contexts:
        context.close()


def troubles(page: Any, path: str) -> list[str]:
    """Sideways scrolling and what axe says."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"], "resultTypes": ["violations"]})
    rules = [f"{path}: {v['id']} {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]]
    return [*([f"{path}: {wide} px too wide"] if wide > 0 else []), *rules]


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_visitor_applies_the_office_accepts_and_the_code_tells(
    office: Any, log_in: Callable[..., Any], passer_by: Callable[..., Any], javascript: bool
) -> None:
    page = passer_by(javascript=javascript)
    page.goto(f"{office.address}/p/hezuo/")
    page.get_by_role("link", name="我要调解").click()
    page.get_by_role("radio", name="邻居").check(force=True)
    matter = f"隔壁把水排到我家门口{'一' if javascript else '二'}"
    page.get_by_label("怎么了").fill(matter)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("和谁").fill("示例邻居")
    page.get_by_label("在哪个村居").select_option("示例一村")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("怎么称呼您").fill("示例某女士")
    page.get_by_label("电话").fill("19900000008")
    page.get_by_role("button", name="递交申请").click()
    code = page.locator(".big-code").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", code)
    assert page.locator("svg.qr").count() == 1

    desk = log_in("司法所", javascript=javascript)
    desk.goto(f"{office.address}/receptions/applications/")
    desk.get_by_role("link", name=matter).click()
    desk.get_by_role("button", name="接下来办").click()
    assert "已接下" in desk.locator("main").inner_text()

    page.goto(f"{office.address}/p/hezuo/progress/")
    page.get_by_label("查询码").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="查", exact=True).click()
    said = page.locator("main").inner_text()
    assert "正在调解" in said
    assert not [word for word in ("示例", "1990", "水") if word in said]


def test_the_window_registers_by_keyboard_in_four_fields_and_turns_into_mediation(
    office: Any, log_in: Callable[..., Any]
) -> None:
    page = log_in("司法所")
    page.goto(f"{office.address}/receptions/window/")
    assert page.evaluate("document.activeElement.id") == "id_name"
    page.keyboard.type("示例来访人")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.type("和哥哥为宅基地吵了几次")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="申请调解").is_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="转调解").is_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/receptions/visits/**")
    form = page.locator("#mediation")
    form.get_by_label("对方").fill("示例哥哥")
    form.get_by_label("在哪个村居").fill("示例一村")
    assert form.get_by_label("纠纷类型").input_value() == "房产宅基地纠纷"
    form.get_by_role("button", name="转调解").click()
    page.get_by_role("link", name=re.compile("示例来访人.*宅基地")).click()
    assert "和哥哥为宅基地吵了几次" in page.locator("main").inner_text()
    page.goto(f"{office.address}/receptions/window/")
    page.get_by_label("姓名").fill("示例来访人")
    page.keyboard.press("Tab")
    page.get_by_role("heading", name="示例来访人今年来过1次").wait_for()


@pytest.mark.parametrize("size", [PC, PHONE], ids=["pc", "phone"])
def test_no_page_scrolls_sideways_and_axe_finds_nothing(
    office: Any, log_in: Callable[..., Any], passer_by: Callable[..., Any], size: tuple[int, int]
) -> None:
    page = passer_by(size=size)
    found = []
    for path in (*PUBLIC, "do/mediation/?large=1", "?large=1", "?large=0"):
        assert page.goto(f"{office.address}/p/hezuo/{path}").status == 200, path
        found += troubles(page, path)
    desk = log_in("司法所", size=size)
    for path in OFFICE:
        assert desk.goto(urljoin(office.address, path)).status == 200, path
        found += troubles(desk, path)
    desk.goto(f"{office.address}/centre/")
    poster = desk.get_by_role("link", name="打印A3").first.get_attribute("href")
    desk.goto(urljoin(office.address, poster))
    found += troubles(desk, "poster")
    assert found == []


def test_posters_and_slips_print_on_one_sheet(office: Any, log_in: Callable[..., Any]) -> None:
    page = log_in("司法所")
    page.goto(f"{office.address}/centre/")
    links = [
        one.get_attribute("href") for one in page.get_by_role("link", name=re.compile("打印A[34]")).all()
    ]
    page.goto(f"{office.address}/receptions/window/")
    page.get_by_label("姓名").fill("示例打印人")
    page.get_by_label("事项一句话").fill("问一件事")
    page.get_by_role("button", name="登记", exact=True).click()
    slip = page.get_by_role("link", name="打印小票").get_attribute("href")
    for link in (*links, *(f"{slip}?size={size}" for size in ("80", "a5", "a4"))):
        page.goto(urljoin(office.address, link))
        sheets = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))
        assert sheets == 1, page.title()


def test_a_poster_for_the_wall_is_read_from_further_away_than_a_sheet(
    office: Any, log_in: Callable[..., Any]
) -> None:
    page = log_in("司法所")
    page.goto(f"{office.address}/centre/")
    sizes = {}
    for paper in ("A4", "A3"):
        page.goto(
            urljoin(office.address, page.get_by_role("link", name=f"打印{paper}").first.get_attribute("href"))
        )
        page.emulate_media(media="print")
        sizes[paper] = page.evaluate(
            "[...document.querySelectorAll('.poster h1, .poster h2, .poster section li')]"
            ".map((one) => parseFloat(getComputedStyle(one).fontSize))"
        )
        page.emulate_media(media="screen")
        page.goto(f"{office.address}/centre/")
    # A3 is 1.41 times as wide as A4: nothing on it may grow by less.
    assert all(wall / sheet > 1.4 for wall, sheet in zip(sizes["A3"], sizes["A4"], strict=True)), sizes


def test_the_printed_qr_code_of_the_phone_page_stays_within_its_margins(
    office: Any, log_in: Callable[..., Any]
) -> None:
    page = log_in("司法所")
    page.goto(f"{office.address}/w/poster/")
    page.emulate_media(media="print")
    margins = page.evaluate(
        "[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])"
        ".filter((rule) => rule instanceof CSSPageRule).map((rule) => rule.style.margin)"
    )
    assert margins[-1:] == ["18mm"]
    assert page.locator("h1").evaluate("(one) => getComputedStyle(one).textAlign") == "center"
