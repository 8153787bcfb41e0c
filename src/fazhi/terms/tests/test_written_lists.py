"""People, places and opinions taken out of one cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.terms.written_lists import split_items, split_names, split_places


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("何振华、施建国", ["何振华", "施建国"]),
        ("周惠忠，黄永康;张三/李四\n王五", ["周惠忠", "黄永康", "张三", "李四", "王五"]),
        ("张三和李四", ["张三", "李四"]),
        ("张三与李四、王五", ["张三", "李四", "王五"]),
        ("张三 李四 王五", ["张三", "李四", "王五"]),
        ("张 三 李四", ["张三", "李四"]),
        ("甲方：张三 乙方：李四", ["张三", "李四"]),
        ("申请人：张三；被申请人：李四", ["张三", "李四"]),
        ("某某建材有限公司、张三", ["某某建材有限公司", "张三"]),
        ("和平建材厂和张三", ["和平建材厂", "张三"]),
        ("张三（父、已故）、李四", ["张三（父、已故）", "李四"]),
        ("John Smith", ["John Smith"]),
        ("无", []),
        ("", []),
    ],
)
def test_the_people_of_a_cell_are_taken_apart(cell, names):
    assert split_names(cell) == names


@pytest.mark.parametrize("cell", ["张和平", "王与群", "李和", "欧阳和平"])
def test_a_name_that_holds_an_and_stays_whole(cell):
    assert split_names(cell) == [cell]


def test_a_name_with_an_and_is_still_parted_from_the_next():
    assert split_names("张和平和李四") == ["张和平", "李四"]


@pytest.mark.parametrize("others", ["等", "等3人", "等三人", "等人", "等十余人", "等3户村民"])
def test_and_others_names_nobody(others):
    assert split_names(f"张三、李四{others}") == ["张三", "李四"]


@given(st.lists(st.sampled_from(["张三", "李建国", "欧阳修文", "王小明"]), min_size=1, max_size=6))
def test_names_joined_and_split_are_the_names(names):
    for separator in ("、", "，", ";", "/", "\n", " "):
        assert split_names(separator.join(names)) == names


@pytest.mark.parametrize(
    ("cell", "places"),
    [
        ("示例二村、示例十五村", ["示例二村", "示例十五村"]),
        ("示例二、三村", ["示例二村", "示例三村"]),
        ("示例二、三、五村", ["示例二村", "示例三村", "示例五村"]),
        ("示例二村、三村", ["示例二村", "示例三村"]),
        ("示例一、二小学", ["示例一小学", "示例二小学"]),
        ("示例一村和示例二村", ["示例一村", "示例二村"]),
        ("1.示例一村 2.示例二村", ["示例一村", "示例二村"]),
        ("①示例一村②示例二村", ["示例一村", "示例二村"]),
        ("示例一村 示例二村", ["示例一村", "示例二村"]),
        ("示例 二村", ["示例二村"]),
        ("示例一村等3个村", ["示例一村"]),
        ("红星村(一组、二组)、民主村", ["红星村(一组、二组)", "民主村"]),
        ("/", []),
    ],
)
def test_the_places_of_a_cell_are_taken_apart(cell, places):
    assert split_places(cell) == places


@pytest.mark.parametrize(
    ("cell", "places"),
    [
        ("合作、民主村", ["合作", "民主村"]),
        ("和平村、人和村", ["和平村", "人和村"]),
        ("示例一村和和平村", ["示例一村", "和平村"]),
        ("示例二村、三小学", ["示例二村", "三小学"]),
        ("一村、二村", ["一村", "二村"]),
    ],
)
def test_an_ending_is_lent_only_where_it_is_plainly_shared(cell, places):
    assert split_places(cell) == places


@given(
    st.lists(st.sampled_from(["示例一村", "示例十二村", "和平社区", "示例二小学"]), min_size=1, max_size=6)
)
def test_places_joined_and_split_are_the_places(places):
    for separator in ("、", "，", "；", "\n", " "):
        assert split_places(separator.join(places)) == places


@pytest.mark.parametrize(
    "cell",
    ["甲；乙", "甲;乙", "甲\n乙", "1.甲。2.乙。", "1、甲；2、乙", "①甲②乙", "（1）甲（2）乙", "一是甲；二是乙", "一、甲\n二、乙",
     "（一）甲（二）乙", "存在以下问题：1.甲；2.乙", "第一，甲；第二，乙", "- 甲\n- 乙"],
)  # fmt: skip
def test_opinions_are_parted_by_semicolons_lines_and_numbering(cell):
    assert split_items(cell) == ["甲", "乙"]


@pytest.mark.parametrize(
    "cell",
    [
        "违约金比例过高，建议不超过实际损失的30%",
        "建议不超过30%。同时写明起止日期",
        "合同第1、2条约定不明",
        "利率为1.5倍",
        "缺少附件（图纸；清单）",
    ],
)
def test_one_opinion_stays_one(cell):
    assert split_items(cell) == [cell]


def test_numbers_of_the_writer_decide_over_semicolons_inside():
    assert split_items("1.付款条件不明；验收脱节\n2.缺附件") == ["付款条件不明；验收脱节", "缺附件"]


def test_repeated_opinions_are_all_kept():
    assert split_items("合同附件缺失；合同附件缺失") == ["合同附件缺失", "合同附件缺失"]


@pytest.mark.parametrize("cell", ["无", "没有", "无问题", "未发现问题。", "—", "/", "", " 无 "])
def test_no_opinion_is_no_opinion(cell):
    assert split_items(cell) == []


_opinion = st.text("合同条款约定不明缺少附件，。主体", min_size=2, max_size=20).filter(
    lambda t: t.strip("，。") == t and len(t) > 1
)


@given(st.lists(_opinion, min_size=1, max_size=9))
def test_opinions_joined_and_split_are_the_opinions(opinions):
    assert split_items("；".join(opinions)) == opinions
    assert split_items("\n".join(f"{n}. {text}" for n, text in enumerate(opinions, 1))) == opinions


@given(st.text(max_size=60))
def test_any_text_can_be_split_without_an_error(text):
    split_names(text), split_places(text), split_items(text)
