from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.evidence.official import Heading, PaperFormat, Run, official_date, official_text, paragraph
from fazhi.evidence.official.layout import signature_indents, title_lines, title_space_after_pt, width
from fazhi.evidence.official.paper import chinese_number, heading_text, numbered, official_runs


@pytest.mark.parametrize(
    ("typed", "official"),
    [
        ("今年来共组织学习培训 5 次", "今年来共组织学习培训5次"),
        ("播放 12,418 次，罚款1,234,567元", "播放12418次，罚款1234567元"),
        ("推出“调解 26 法”4 期", "推出“调解26法”4期"),
        ("开通 WPS Office 培训", "开通WPS Office培训"),
        ("\u3000\u3000镇党委\n政府 ", "镇党委政府"),
        ("坏\x0b字\x00符\ufffe", "坏字符"),
        ("甲,乙", "甲,乙"),
    ],
)
def test_official_text_has_no_spaces_beside_digits_and_no_commas_in_numbers(
    typed: str, official: str
) -> None:
    assert official_text(typed) == official


@given(st.lists(st.text(alphabet="中文字 0123456789,\n“。a"), max_size=6))
def test_runs_joined_are_the_official_text_of_the_whole(parts: list[str]) -> None:
    joined = "".join(run.text for run in official_runs(paragraph(*parts)))
    assert joined == official_text("".join(parts))


def test_a_space_between_two_runs_is_dropped_like_one_inside() -> None:
    assert official_runs(paragraph("共 ", Run("5", missing=True), " 次")) == (
        Run("共"),
        Run("5", missing=True),
        Run("次"),
    )


def test_headings_are_numbered_anew_under_each_higher_heading() -> None:
    blocks = [Heading(1, "甲"), Heading(2, "乙"), Heading(3, "丙"), Heading(4, "丁"), Heading(2, "戊")]
    blocks += [Heading(1, "己"), Heading(2, "庚"), Heading(3, "辛")]
    assert [number for number, _ in numbered(blocks)] == [
        "一、",
        "（一）",
        "1.",
        "（1）",
        "（二）",
        "二、",
        "（一）",
        "1.",
    ]


@pytest.mark.parametrize(
    "typed", ["一、总体要求", "（二）总体要求", "3.总体要求", "（4）总体要求", "(五)总体要求"]
)
def test_a_number_typed_before_a_heading_is_dropped(typed: str) -> None:
    assert heading_text(Heading(1, typed)) == "总体要求"


def test_a_year_at_the_start_of_a_heading_is_no_number() -> None:
    assert heading_text(Heading(1, "2023年工作")) == "2023年工作"


def test_only_four_levels_exist() -> None:
    with pytest.raises(ValueError, match="四级"):
        Heading(5, "甲")


def test_dates_have_no_leading_zeros() -> None:
    assert official_date(date(2024, 1, 5)) == "2024年1月5日"


def test_chinese_numbers_of_headings() -> None:
    assert [chinese_number(n) for n in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]


def test_a_short_title_stays_on_one_line() -> None:
    assert title_lines("合作镇2023年度法治政府建设情况报告", 20) == ("合作镇2023年度法治政府建设情况报告",)


def test_a_long_title_breaks_where_its_words_end_and_lines_are_balanced() -> None:
    lines = title_lines("启东市合作镇人民政府关于2023年度法治政府建设工作情况和下一年度工作安排的报告", 20)
    assert "".join(lines) == "启东市合作镇人民政府关于2023年度法治政府建设工作情况和下一年度工作安排的报告"
    assert lines[0] == "启东市合作镇人民政府关于2023年度法治政府"
    assert max(map(width, lines)) <= 20


@given(st.text(alphabet="合作镇关于报告的、《》2023年", min_size=1, max_size=90))
def test_no_title_loses_a_character_or_overflows(title: str) -> None:
    lines = title_lines(title, 20)
    assert "".join(lines) == title
    assert all(width(line) <= 20 or len(line) < 45 for line in lines)


@pytest.mark.parametrize("lines", [1, 2, 3, 4])
def test_the_body_below_a_title_is_on_the_grid(lines: int) -> None:
    layout = PaperFormat()
    height = lines * layout.title_line_pt + title_space_after_pt(lines, layout)
    assert height / layout.line_pt == pytest.approx(round(height / layout.line_pt))


def test_a_sealed_date_stands_four_characters_in_and_the_issuer_over_its_middle() -> None:
    issuer, day = signature_indents("合作镇人民政府", "2024年1月5日", PaperFormat())
    assert day == 4
    assert issuer + 7 / 2 == day + 6 / 2


def test_an_unsealed_date_starts_two_characters_right_of_the_issuer() -> None:
    issuer, day = signature_indents("合作镇人民政府", "2024年1月5日", PaperFormat(sealed=False))
    assert issuer == 2
    assert day + 6 == issuer + 7 - 2


def test_a_very_long_issuer_stays_inside_the_block() -> None:
    assert (
        min(
            signature_indents("中共启东市合作镇委员会全面依法治镇委员会办公室", "2024年1月5日", PaperFormat())
        )
        >= 0
    )
