"""What a new user does: runs the first command, clicks through the report, brings in another town's ledgers."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import docx
import pytest
from other_town import FIGURES, NAME, write_ledgers

pytestmark = pytest.mark.browser

EXPECTED = json.loads(
    (Path(__file__).parents[2] / "samples" / "hezuo-2023" / "expected.json").read_text(encoding="utf-8")
)["figures"]


def test_from_the_reports_148_to_the_148_receptions(office: Any, log_in: Callable[..., Any]) -> None:
    page = log_in("司法所")
    page.goto(f"{office.address}/report/2023/")
    page.get_by_role("link", name="148起").first.click()
    evidence = page.locator("main")
    assert "一人一事一天" in evidence.inner_text()
    page.get_by_role("link", name="看记录", exact=True).first.click()
    page.wait_for_url("**/figures/receptions/**")
    seen: set[str] = set()
    while True:
        seen |= {
            link.get_attribute("href") for link in page.locator('table a[href^="/records/reception/"]').all()
        }
        more = page.get_by_role("link", name=re.compile("^(再看|下一页)"))
        if not more.count():
            break
        page.goto(urljoin(page.url, more.first.get_attribute("href")))
    assert len(seen) == EXPECTED["receptions"] == 148


def test_the_word_file_from_the_page_says_what_the_records_say(
    office: Any, log_in: Callable[..., Any]
) -> None:
    page = log_in("司法所")
    page.goto(f"{office.address}/report/2023/")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Word")).first.click()
    document = docx.Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for words in (
        "学法5次", "8件", "民事合同6份", "20余条", "2名", "评查2次", "300余起", "148起", "48起", "3次", "300余人次", "4期",
        "近万人次", "6所", "10余次", "2000余人次", "17个", "3000余人次", "6期", "上万人次",
    ):  # fmt: skip
        assert words in text, words
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    annex = {row[0]: row[2] for row in rows}
    assert {code: annex[code] for code in EXPECTED} == {code: str(value) for code, value in EXPECTED.items()}


def test_another_towns_ledgers_in_other_words_come_in_without_a_question(
    office: Any, log_in: Callable[..., Any], tmp_path: Path
) -> None:
    office.fazhi("town", "create", NAME, "--code", "320681999")
    office.fazhi(
        "user", "create", "linzhen", "--name", "示例邻镇", "--town", NAME, "--role", "justice_office",
        given="linzhen-pass-1\n",
    )  # fmt: skip
    files = write_ledgers(tmp_path)
    page = log_in("linzhen", password="linzhen-pass-1")
    page.goto(f"{office.address}/ledgers/")
    page.locator("input[type=file]").set_input_files([str(file) for file in files])
    page.get_by_label("年度", exact=True).fill("2024")
    page.get_by_role("button", name="读文件").click()
    page.get_by_role("button", name=re.compile("^导入")).wait_for(timeout=60_000)
    assert "请回答" not in page.locator("main").inner_text()
    page.get_by_role("button", name=re.compile("^导入")).click()
    page.get_by_text(re.compile("已导入")).first.wait_for(timeout=60_000)
    told = json.loads(office.fazhi("figures", "--town", NAME, "--year", "2024", "--json"))["figures"]
    assert {code: told[code]["value"] for code in FIGURES} == FIGURES
    page.goto(f"{office.address}/report/2024/")
    page.get_by_role("button", name="按记录起草").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Word")).first.click()
    document = docx.Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert NAME in text
    assert "合作镇" not in text
