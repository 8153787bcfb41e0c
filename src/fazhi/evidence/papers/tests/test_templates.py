"""Templates are read, and a wrong one is refused with its line and the reason."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.evidence.papers import BadTemplate, Money, PaperTemplate, all_templates
from fazhi.evidence.papers.facts import as_plain, from_plain, written
from fazhi.evidence.papers.filling import filled
from fazhi.evidence.papers.sheet import Blank, Sheet, SheetLine, SheetSigning, SheetTable, Words
from fazhi.evidence.papers.template import read_template
from fazhi.evidence.papers.tests.samples import AGREEMENT, FACTS, TEXT


def lines_of(sheet: Sheet) -> list[str]:
    """The lines of a sheet as text, a blank as underscores."""
    return [
        "".join(ink.text if isinstance(ink, Words) else "_" * ink.characters for ink in item.inks)
        for item in sheet.items
        if isinstance(item, SheetLine)
    ]


def test_fields_are_filled_and_parts_repeated_once_for_each() -> None:
    sheet = filled(AGREEMENT, FACTS)
    assert sheet.title == ("人民调解协议书",)
    assert lines_of(sheet)[:4] == [
        "示例调〔2026〕31号",
        "甲方：示例甲，身份证号__________________。",
        "乙方：示例乙，身份证号__________________。",
        "代理人：示例丙",
    ]
    assert "没有代理人。" not in lines_of(sheet)


def test_a_fact_of_several_lines_goes_on_in_paragraphs_of_its_own_as_official_text() -> None:
    assert "乙方改道排水沟2米。" in lines_of(filled(AGREEMENT, FACTS))


def test_amounts_and_dates_are_written_in_digits_or_in_words_as_the_template_asks() -> None:
    line = next(line for line in lines_of(filled(AGREEMENT, FACTS)) if line.startswith("共计"))
    assert line == "共计付款12300.50元（人民币壹万贰仟叁佰元伍角整），二〇二六年三月十二日前付清："


def test_what_is_not_known_is_a_line_to_write_on() -> None:
    lines = lines_of(filled(AGREEMENT, {"当事人": [{}]}))
    assert lines[0] == "________"
    assert "没有代理人。" in lines
    assert any(line.startswith("共计付款______元（________），___年__月__日前") for line in lines)


def test_a_table_repeats_its_rows_and_an_empty_cell_stays_empty() -> None:
    (table,) = (item for item in filled(AGREEMENT, {}).items if isinstance(item, SheetTable))
    assert [len(row.cells) for row in table.rows] == [3, 2]
    assert table.rows[1].cells[1].lines == ((),)
    assert table.rows[1].cells[1].span == 2
    assert (table.rows[1].least, sum(table.shares)) == (4, pytest.approx(1))
    (table,) = (item for item in filled(AGREEMENT, FACTS).items if isinstance(item, SheetTable))
    assert [ink.text for cell in table.rows[1].cells for line in cell.lines for ink in line if isinstance(ink, Words)] == [
        "1", "2026年3月20日", "12300.50元",
    ]  # fmt: skip


def test_signatures_seal_and_date_are_one_block() -> None:
    (block,) = (item for item in filled(AGREEMENT, FACTS).items if isinstance(item, SheetSigning))
    assert [line.style for line in block.lines] == ["sign", "seal", "date"]


def test_nought_and_no_are_facts_and_not_blanks() -> None:
    assert written(0) == ["0"]
    assert written(False) == ["否"]
    assert written(Money(0), capitals=True) == ["人民币零元整"]
    assert written("  \n ") == written([]) == written(None) == []


def test_a_moment_is_written_in_the_time_of_the_office() -> None:
    assert written(datetime(2026, 3, 12, 6, 5, tzinfo=timezone.utc)) == ["2026年3月12日14时5分"]  # noqa: UP017


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("正文", 1, "缺标题"),
        ("【标题】甲\n{姓明}", 2, "没有“姓明”这个字段。这里可以用的有：文号、当事人"),
        ("【标题】甲\n\n\n【表】\n甲|乙", 4, "没有结束"),
        ("【标题】甲\n【完】", 2, "多了一个"),
        ("【标题】甲\n【每个 代理人】\n【完】", 2, "只有一个"),
        ("【标题】甲\n【每个 没有的】\n【完】", 2, "没有“没有的”"),
        ("【标题】甲\n{当事人}", 2, "【每个 当事人】"),
        ("【标题】甲\n{姓名}", 2, "没有“姓名”"),
        ("【标题】甲\n{文号 大写}", 2, "不是金额也不是日期"),
        ("【标题】甲\n{文号 特大}", 2, "不认得"),
        ("【标题】甲\n{文号 99字}", 2, "不认得"),
        ("【标题】甲\n{文号", 2, "没有成对"),
        ("【标题】甲\n【居右】乙", 2, "没有“【居右】”"),
        ("【标题】甲\n【表】\n【完】", 2, "一行也没有"),
        ("【标题】甲\n【表】\n【表】\n【完】\n【完】", 3, "表里不能再放表"),
        ("【标题】甲\n【表】\n【签名】甲\n【完】", 3, "表里不能用"),
        ("【标题】甲\n【表】\n1|2|3|4|5|6|7|8|9\n【完】", 3, "最多8格"),
        ("【标题】甲\n【有 代理人】乙\n【完】", 2, "单独占一行"),
        ("【标题】甲\n" + "【有 代理人】\n" * 5, 6, "套得太深"),
        ("【标题】" + "长" * 40_001, 1, "最多40000个字"),
    ],
)
def test_a_wrong_template_is_refused_with_its_line_and_the_reason(text: str, line: int, reason: str) -> None:
    with pytest.raises(BadTemplate, match=reason) as bad:
        read_template(text, FACTS)
    assert bad.value.line == line
    assert str(bad.value).startswith(f"第{line}行：")


@given(
    st.text(st.sampled_from("【】{}｛｝|｜ \n\r标题表完每个有无当事人代理高6签名\x00\ud800字8"), max_size=80)
)
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    with suppress(BadTemplate):
        template = PaperTemplate("x", "甲", f"【标题】甲\n{text}", FACTS)
        filled(template, FACTS)
        filled(template, {})


def test_full_width_signs_of_a_chinese_keyboard_are_understood() -> None:
    template = AGREEMENT.with_text("【 标题 】甲\r\n【表】\r\n文号｜｛文号｝\r\n【完】")
    (table,) = filled(template, FACTS).items
    assert isinstance(table, SheetTable)
    assert len(table.rows[0].cells) == 2


def test_facts_come_back_from_what_is_kept_of_them() -> None:
    facts = {**FACTS, "时间": datetime(2026, 3, 12, 9, 30), "人数": 3, "到场": True, "无": None}
    assert from_plain(as_plain(facts)) == facts


def test_a_papers_own_text_is_checked_when_the_program_starts() -> None:
    with pytest.raises(BadTemplate):
        PaperTemplate("x", "甲", "【标题】{没有}", {"有": date(2026, 1, 1)})


def test_every_paper_of_the_software_can_be_filled_with_its_made_up_facts_and_with_none() -> None:
    assert len(all_templates()) >= 3
    for template in all_templates():
        assert filled(template, template.sample).items, template.code
        blanks = [
            ink
            for item in filled(template, {}).items
            if isinstance(item, SheetLine)
            for ink in item.inks
            if isinstance(ink, Blank)
        ]
        assert blanks or any(isinstance(item, SheetTable) for item in filled(template, {}).items), (
            template.code
        )


def test_the_text_of_a_template_reads_the_same_after_a_round_through_a_browser() -> None:
    assert read_template(TEXT.replace("\n", "\r\n"), FACTS) == read_template(TEXT, FACTS)


def test_places_to_sign_stand_side_by_side_only_where_there_is_room_for_a_hand() -> None:
    template = AGREEMENT.with_text(
        "【标题】甲\n【签名】甲方： | 乙方：\n【签名】委托人（签名、盖章或按指印）： | 受委托人："
    )
    (block,) = filled(template, FACTS).items
    assert isinstance(block, SheetSigning)
    assert [len(line.cells) for line in block.lines] == [2, 1, 1]
