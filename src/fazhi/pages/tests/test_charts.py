"""The drawings: well-formed, said in a sentence, with numbers on the marks, safe against hostile words."""

import re
from xml.etree import ElementTree

import pytest

from fazhi.pages import charts

SVG = "{http://www.w3.org/2000/svg}"
NOW = [26, 24, 31, 29, 34, 28, 25]
LAST = [22, 19, 25, 24, 28, 30, 33, 31, 27, 24, 25, 24]
HOSTILE = '</svg><script>alert("1")</script>&\''


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in drawn(svg).iter(f"{SVG}text")]


def test_the_months_are_said_in_one_sentence():
    svg = drawn(charts.months_chart("每月排查纠纷", NOW, LAST, "起", 2023))
    assert svg.get("role") == "img"
    # Last year is summed over the same months, or the comparison would mislead.
    assert svg.get("aria-label") == "每月排查纠纷。2023年合计197起，最高5月34起；2022年前7个月合计181起"


def test_a_whole_year_is_compared_with_a_whole_year():
    label = drawn(charts.months_chart("每月", LAST, NOW + [1] * 5, "起", 2023)).get("aria-label")
    assert label.endswith("；2022年合计202起")


def test_numbers_stand_on_the_marks_and_lines_are_named_at_their_ends():
    shown = texts(charts.months_chart("每月", NOW, LAST, "起", 2023))
    assert {"26", "34", "28", "25"} <= set(shown)
    assert {"2023年", "2022年"} <= set(shown)  # never 今年: an old year is looked at as well


def test_last_year_is_dashed_and_this_year_has_dots_so_that_black_and_white_is_enough():
    svg = drawn(charts.months_chart("每月", NOW, LAST, "起", 2023))
    lines = [line for line in svg.iter(f"{SVG}line") if line.get("stroke-width")]
    assert len([line for line in lines if line.get("stroke-dasharray")]) == 11
    assert len([line for line in lines if not line.get("stroke-dasharray")]) == 6
    assert len(list(svg.iter(f"{SVG}circle"))) == 7


def test_two_lines_ending_together_do_not_print_their_names_on_each_other():
    svg = drawn(charts.months_chart("每月", LAST, LAST, "起", 2023))
    places = [
        float(t.get("y").rstrip("em")) for t in svg.iter(f"{SVG}text") if "".join(t.itertext()).endswith("年")
    ]
    assert len(places) == 2
    assert abs(places[0] - places[1]) >= 1.2


@pytest.mark.parametrize("values", [[], [0] * 12, [None] * 12, [0], [9999] * 12])
def test_months_without_records_and_with_very_many_are_drawn(values):
    drawn(charts.months_chart("每月", values, None, "起", 2023))
    drawn(charts.months_chart("每月", values, values, "起", 2023))


def test_a_year_of_thirteen_months_is_refused():
    with pytest.raises(ValueError, match="twelve"):
        charts.months_chart("每月", [1] * 13, None, "起", 2023)


def test_the_months_table_carries_the_same_numbers_and_their_total():
    table = charts.months_table(NOW, LAST, "起", 2023)
    assert table.head == ("月份", "2023年（起）", "2022年（起）")
    assert table.rows[6] == ("7月", "25", "33")
    assert table.rows[7] == ("8月", "", "31")
    assert table.rows[-1] == ("合计", "197", "312")
    assert charts.months_table(NOW, None, "起", 2023).rows[0] == ("1月", "26")


def test_the_funnel_says_each_step_s_share_of_the_step_before():
    svg = charts.funnel_chart(
        "化解", [("排查", 200, None), ("调解", 150, None), ("上报", 160, None), ("签协议", 8, None)], "起"
    )
    assert texts(svg) == ["排查200起", "调解150起上一步的75%", "上报160起", "签协议8起上一步的5%"]
    assert drawn(svg).get("aria-label") == "化解。排查200起，调解150起，上报160起，签协议8起"


def test_a_step_may_be_a_share_of_another_one_than_the_step_before_or_of_none():
    steps = [("排查", 200, None), ("调成", 150, None), ("没成", 20, None), ("来镇里", 60, None)]
    bases = [None, 0, 0, None]
    said = texts(charts.funnel_chart("化解", steps, "起", bases))
    assert said == ["排查200起", "调成150起上一步的75%", "没成20起排查的10%", "来镇里60起"]
    assert [row[2] for row in charts.funnel_table(steps, "起", bases).rows] == [
        "", "75%（150/200）", "排查的10%（20/200）", "",
    ]  # fmt: skip


def test_a_share_of_fewer_than_ten_is_said_as_two_numbers():
    svg = charts.funnel_chart("化解", [("排查", 9, None), ("调解", 4, None)], "起")
    assert texts(svg)[1] == "调解4起上一步9中的4"


def test_bars_are_as_long_as_their_numbers():
    svg = drawn(charts.bars_chart("形式", [("讲座", 40), ("手册", 10), ("小品", 0)], "场"))
    filled = [r.get("width") for r in svg.iter(f"{SVG}rect") if r.get("fill") == charts.BRAND]
    assert filled == ["100.0%", "25.0%"]


def test_a_drawing_with_links_is_a_group_since_an_image_hides_them_from_screen_readers():
    plain = charts.funnel_chart("化解", [("排查", 9, None)], "起")
    linked = charts.funnel_chart("化解", [("排查", 9, '/f/?a=1&b="2"')], "起")
    assert drawn(plain).get("role") == "img"
    assert drawn(linked).get("role") == "group"
    assert drawn(linked).find(f".//{SVG}a").get("href") == '/f/?a=1&b="2"'


@pytest.mark.parametrize(
    "svg",
    [
        charts.months_chart(HOSTILE, NOW, LAST, HOSTILE, 2023),
        charts.funnel_chart(HOSTILE, [(HOSTILE, 20, HOSTILE), (HOSTILE, 10, None)], HOSTILE),
        charts.bars_chart(HOSTILE, [(HOSTILE, 2)], HOSTILE),
    ],
    ids=["months", "funnel", "bars"],
)
def test_hostile_labels_stay_text(svg):
    assert "<script" not in svg
    root = drawn(svg)
    assert not list(root.iter(f"{SVG}script"))
    assert HOSTILE in root.get("aria-label")


def test_drawings_need_no_more_than_three_colours_beside_grey_and_black():
    grey = {charts.INK, charts.INK3, charts.LINE, charts.LINE_STRONG, charts.GROUND, "none"}
    svg = charts.funnel_chart("x", [(f"步{i}", 60 - 9 * i, None) for i in range(6)], "起")
    assert len(set(re.findall(r'fill="(#?\w+)"', svg)) - grey) <= 3


def test_letters_are_never_measured_in_the_units_of_a_scaled_drawing():
    for svg in (charts.months_chart("x", NOW, LAST, "起", 2023), charts.bars_chart("x", [("a", 1)], "场")):
        assert "viewBox" not in svg
        assert re.findall(r'font-size="([^"]+)"', svg) == ["15px"]


def test_the_heat_table_has_six_tints_blank_zeros_and_links():
    heat = charts.heat_table(["甲村"], list("abcdef"), [[0, 1, 3, 5, 7, 9]], lambda r, c: f"/{r}/{c}")
    cells = heat.rows[0].cells
    assert [cell.tint for cell in cells] == [0, 1, 2, 3, 4, 5]
    assert [cell.url for cell in cells][:2] == ["", "/甲村/b"]
    assert (heat.rows[0].total, heat.totals, heat.total) == (25, (0, 1, 3, 5, 7, 9), 25)


def test_a_heat_table_of_ones_is_not_dark():
    heat = charts.heat_table(["甲村"], ["a", "b"], [[1, 1]])
    assert [cell.tint for cell in heat.rows[0].cells] == [1, 1]


def test_a_heat_table_with_a_missing_cell_is_refused():
    with pytest.raises(ValueError, match="zip"):
        charts.heat_table(["甲村"], ["a", "b"], [[1]])
