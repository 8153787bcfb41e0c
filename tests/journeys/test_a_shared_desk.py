"""One computer, two people: what the first looked at is not behind "back" for the second."""

from __future__ import annotations

import os
from typing import Any

import pytest
from conftest import LOGINS, PC

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("whole_pages", [True, False], ids=["whole pages kept", "whole pages not kept"])
def test_behind_back_the_next_person_at_the_desk_finds_no_page_of_who_was_in_before(
    office: Any, chromium: Any, whole_pages: bool
) -> None:
    browser = chromium.browser_type.launch(
        executable_path=os.environ.get("FAZHI_CHROMIUM", "/usr/bin/chromium"),
        args=["--no-sandbox", *([] if whole_pages else ["--disable-features=BackForwardCache"])],
        ignore_default_args=["--disable-back-forward-cache"] if whole_pages else None,
    )
    context = browser.new_context(viewport={"width": PC[0], "height": PC[1]}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(20_000)

    def come_in(role: str) -> None:
        page.goto(f"{office.address}/login/")
        page.get_by_label("用户名").fill(LOGINS[role])
        page.get_by_label("密码").fill(office.passwords[LOGINS[role]])
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "/login/" not in url)

    come_in("司法所")
    page.goto(f"{office.address}/records/dispute/?year=2023")
    assert page.locator("table.rows tbody tr").count() == 20
    page.goto(f"{office.address}/figures/")
    page.locator(".who summary").click()
    page.get_by_role("button", name="退出").first.click()
    page.wait_for_url("**/login/**")
    come_in("系统管理员")
    seen: list[str] = []
    while page.url != "about:blank" and len(seen) < 10:
        page.go_back()
        page.wait_for_timeout(700)
        seen.append(page.url)
        text = page.locator("body").inner_text()
        assert "示例司法所" not in text
        assert page.locator("table.rows tbody tr").count() == 0
    assert f"{office.address}/records/dispute/?year=2023" in seen
    browser.close()
