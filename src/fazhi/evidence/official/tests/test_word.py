import io
import re
import zipfile
from datetime import date

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fazhi.evidence.official import PaperFormat, docx_bytes, paragraph, write_docx
from fazhi.evidence.official.tests.element_order import WORD, disorder
from fazhi.evidence.official.tests.papers import long_paper, small_paper


def part(content: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(content)).read(name)


def test_every_word_can_be_read_back() -> None:
    document = docx.Document(io.BytesIO(docx_bytes(small_paper())))
    assert [p.text for p in document.paragraphs if p.text] == [
        "合作镇\n2023年度法治政府建设情况报告",
        "2023年以来，全镇网格员共排查矛盾纠纷312起，播放12418次。",
        "一、主要举措和成效",
        "（一）聚焦矛盾化解",
        "1.排查",
        "（1）入户",
        "“袁”法议事调解工作室办结件数没有记录 & <待补>。",
        "二、下一步打算",
        "继续推进。",
        "附件：合作镇2023年度法治政府建设情况数据表",
        "合作镇人民政府",
        "2024年1月5日",
        "附件",
        "合作镇2023年度法治政府建设情况数据表",
    ]


def test_the_annex_holds_every_figure_exactly() -> None:
    (table,) = docx.Document(io.BytesIO(docx_bytes(small_paper()))).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["代码", "名称", "数值", "单位", "口径"]
    assert [(row[0], row[2], row[3]) for row in rows[1:]] == [
        ("disputes_found", "312", "起"),
        ("mediation_series_views", "9642", "人次"),
        ("court_hearings_attended_by_head", "2", "次"),
    ]


def test_column_widths_of_grid_and_cells_agree_and_fill_the_block() -> None:
    root = etree.fromstring(part(docx_bytes(small_paper()), "word/document.xml"))
    grid = [int(column.get(f"{WORD}w")) for column in root.iter(f"{WORD}gridCol")]
    cells = [int(cell.get(f"{WORD}w")) for cell in root.iter(f"{WORD}tcW")][:5]
    assert grid == cells
    assert sum(grid) == int(next(root.iter(f"{WORD}tblW")).get(f"{WORD}w")) == 8844
    assert len(list(root.iter(f"{WORD}tblHeader"))) == 1


def test_page_and_grid_are_those_of_the_standard() -> None:
    section = docx.Document(io.BytesIO(docx_bytes(small_paper()))).sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(length.mm, 1) for length in sizes if length] == [210, 297, 37, 28]
    assert section.bottom_margin is not None
    assert section.right_margin is not None
    assert [round(section.bottom_margin.mm), round(section.right_margin.mm)] == [35, 26]
    grid = section._sectPr.find(f"{WORD}docGrid")
    assert dict(grid.attrib) == {f"{WORD}type": "lines", f"{WORD}linePitch": "579"}
    height = section.page_height.twips - section.top_margin.twips - section.bottom_margin.twips
    assert height // 579 == 22


def test_every_font_is_named_for_chinese_too() -> None:
    styles = part(docx_bytes(small_paper()), "word/styles.xml").decode()
    for fonts in re.findall(r"<w:rFonts [^>]*>", styles):
        names = dict(re.findall(r'w:(\w+)="([^"]*)"', fonts))
        assert names["eastAsia"] == names["ascii"] == names["hAnsi"] == names["cs"]
    for name in ("仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"):
        assert f'w:eastAsia="{name}"' in styles


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    content = docx_bytes(small_paper())
    assert b"w:evenAndOddHeaders" in part(content, "word/settings.xml")
    assert b'<w:jc w:val="right"/>' in part(content, "word/footer_odd.xml")
    assert b'<w:jc w:val="left"/>' in part(content, "word/footer_even.xml")


def test_a_passage_without_records_is_marked() -> None:
    xml = part(docx_bytes(small_paper()), "word/document.xml").decode()
    assert xml.count("w:highlight") == 1
    assert re.search(r'w:highlight w:val="yellow"/><w:u w:val="wave"/></w:rPr><w:t[^>]*>办结件数', xml)


def test_properties_name_title_issuer_date_and_language_and_nothing_else() -> None:
    properties = docx.Document(io.BytesIO(docx_bytes(small_paper()))).core_properties
    assert properties.title == "合作镇2023年度法治政府建设情况报告"
    assert properties.author == properties.last_modified_by == "合作镇人民政府"
    assert properties.language == "zh-CN"
    assert properties.created is not None
    assert properties.created.date() == date(2024, 1, 5)


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert docx_bytes(small_paper()) == docx_bytes(small_paper())


def test_house_rules_change_the_page() -> None:
    content = docx_bytes(small_paper(), PaperFormat(bottom_mm=33, body_font="方正仿宋_GBK", line_pt=28))
    assert b'w:eastAsia="\xe6\x96\xb9\xe6\xad\xa3\xe4\xbb\xbf\xe5\xae\x8b_GBK"' in part(
        content, "word/styles.xml"
    )
    assert b'w:linePitch="560"' in part(content, "word/document.xml")


@pytest.mark.parametrize("name", ["document", "styles", "settings", "footer_odd", "footer_even", "fontTable"])
def test_elements_stand_in_the_order_of_the_schema(name: str) -> None:
    assert disorder(part(docx_bytes(small_paper()), f"word/{name}.xml")) == []


def test_the_order_check_finds_a_wrong_order() -> None:
    xml = part(docx_bytes(small_paper()), "word/document.xml").replace(
        b'<w:pStyle w:val="Heading1"/></w:pPr>', b'<w:jc w:val="left"/><w:pStyle w:val="Heading1"/></w:pPr>'
    )
    assert any("pPr" in problem for problem in disorder(xml))


def test_every_part_is_named_in_the_content_types_and_every_relation_leads_somewhere() -> None:
    package = zipfile.ZipFile(io.BytesIO(docx_bytes(small_paper())))
    names = set(package.namelist())
    types = package.read("[Content_Types].xml").decode()
    assert {name.lstrip("/") for name in re.findall(r'PartName="([^"]+)"', types)} == {
        name for name in names if not name.endswith(".rels") and name != "[Content_Types].xml"
    }
    targets = re.findall(r'Target="([^"]+)"', package.read("word/_rels/document.xml.rels").decode())
    assert {f"word/{target}" for target in targets} <= names


def test_the_whole_schema_finds_nothing(tmp_path: object) -> None:
    audit = pytest.importorskip(
        "openxml_audit", reason="需要 openxml-audit 核对全部 schema：pip install openxml-audit"
    )
    path = f"{tmp_path}/paper.docx"
    write_docx(small_paper(), path)
    result = audit.OpenXmlValidator().validate(path)
    assert [str(error) for error in result.errors] == []


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=30))
def test_no_text_can_break_the_file(text: str, title: str) -> None:
    content = docx_bytes(small_paper(title=title, blocks=(paragraph(text),)))
    assert disorder(part(content, "word/document.xml")) == []
    docx.Document(io.BytesIO(content))


def test_a_paper_without_signature_and_annex_ends_with_its_text() -> None:
    document = docx.Document(io.BytesIO(docx_bytes(small_paper(issuer=None, day=None, annex=None))))
    assert document.paragraphs[-1].text == "继续推进。"
    assert document.tables == []


def test_a_long_paper_is_written_to_an_open_file() -> None:
    memory = io.BytesIO()
    write_docx(long_paper(), memory)
    assert len(docx.Document(memory).tables[0].rows) == 71
