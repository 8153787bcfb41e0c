"""The same facts as Word and as PDF, with the same words in the same order."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator
from pypdf import PdfReader

from fazhi.evidence.official.fonts import NoChineseFont
from fazhi.evidence.official.tests.element_order import disorder
from fazhi.evidence.official.tests.test_pdf import needs_font
from fazhi.evidence.papers import all_templates, write_paper
from fazhi.evidence.papers.tests.samples import AGREEMENT, FACTS

ALL = [AGREEMENT, *all_templates()]


def word_text(content: bytes) -> str:
    """All words of a .docx in the order of the page."""
    body = docx.Document(io.BytesIO(content)).element.body
    return re.sub(r"[\s_]", "", "".join(node.text or "" for node in body.iter(qn("w:t"))))


def pdf_text(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s", "", re.sub(r"—\s*\d+\s*—", "", "\n".join(page.extract_text() for page in pages)))


@pytest.mark.parametrize("facts", [FACTS, {}], ids=["filled", "empty"])
def test_the_whole_schema_of_word_finds_nothing(facts: dict[str, Any], tmp_path: Path) -> None:
    for template in ALL:
        path = tmp_path / "paper.docx"
        path.write_bytes(
            write_paper(template, facts if template is AGREEMENT else template.sample if facts else {})
        )
        assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == [], template.code
        with zipfile.ZipFile(path) as package:
            assert disorder(package.read("word/document.xml")) == [], template.code


def test_every_word_stands_in_the_document_in_its_order() -> None:
    text = word_text(write_paper(AGREEMENT, FACTS))
    places = [
        text.index(words)
        for words in (
            "人民调解协议书", "示例调〔2026〕31号", "甲方：示例甲", "乙方：示例乙", "一、纠纷事实", "人民币壹万贰仟叁佰元伍角整",
            "期数", "2026年3月20日", "备注", "本协议自签名之日起生效。", "甲方：", "示例镇人民调解委员会", "2026年3月12日",
        )
    ]  # fmt: skip
    assert [place for place in places if place != text.index("甲方：")] == sorted(
        place for place in places if place != text.index("甲方：")
    )


@needs_font
def test_the_pdf_holds_the_words_of_the_docx() -> None:
    for template in ALL:
        facts = template.sample
        told = sorted(pdf_text(write_paper(template, facts, form="pdf")))
        assert told == sorted(word_text(write_paper(template, facts))), template.code


def test_the_same_template_and_facts_give_the_same_bytes() -> None:
    assert write_paper(AGREEMENT, FACTS) == write_paper(AGREEMENT, FACTS)


def test_the_signatures_stay_with_the_paragraph_before_them() -> None:
    paragraphs = docx.Document(io.BytesIO(write_paper(AGREEMENT, FACTS))).paragraphs
    last = [bool(one.paragraph_format.keep_with_next) for one in paragraphs if one.text.strip()][-4:]
    assert last == [True, True, True, False]


def test_a_table_has_borders_and_its_widths_fill_the_block() -> None:
    (table,) = docx.Document(io.BytesIO(write_paper(AGREEMENT, FACTS))).tables
    root = table._tbl
    grid = [int(one.get(qn("w:w"))) for one in root.iter(qn("w:gridCol"))]
    assert sum(grid) == int(next(root.iter(qn("w:tblW"))).get(qn("w:w")))
    assert {one.get(qn("w:val")) for one in next(root.iter(qn("w:tblBorders")))} == {"single"}
    for row in root.iter(qn("w:tr")):
        assert sum(int(one.get(qn("w:w"))) for one in row.iter(qn("w:tcW"))) == sum(grid)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_fact_can_break_the_file(name: str, fact: str) -> None:
    facts = {**FACTS, "当事人": [{"姓名": name}], "事实": fact, "代理人": fact}
    content = write_paper(AGREEMENT, facts)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert disorder(package.read("word/document.xml")) == []
    docx.Document(io.BytesIO(content))


@needs_font
@pytest.mark.parametrize(
    "fact", ["#pagebreak()", "$x$ *b* _i_", "\\ \" ' {} [] #let", "<label> @ref", "很长" * 4000]
)
def test_a_fact_is_never_taken_for_an_instruction_of_the_pdf_writer(fact: str) -> None:
    text = pdf_text(write_paper(AGREEMENT, {**FACTS, "事实": fact}, form="pdf"))
    assert re.sub(r"\s", "", fact) in text


def test_without_a_chinese_font_the_pdf_says_so_and_the_docx_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class NoFonts:
        def families(self) -> list[str]:
            return ["DejaVu Sans"]

    monkeypatch.setattr("fazhi.evidence.official.pdf.installed", lambda folders: NoFonts())
    with pytest.raises(NoChineseFont, match="没有找到中文字体"):
        write_paper(AGREEMENT, FACTS, form="pdf")
    assert write_paper(AGREEMENT, FACTS)
