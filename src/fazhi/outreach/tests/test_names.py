"""What the names of places, series and episodes tell, and what they leave to be asked."""

from __future__ import annotations

import pytest

from fazhi.outreach.places import place_kind_of, village_of
from fazhi.outreach.series import episode_label, plain_name, purpose_of

VILLAGES = {"示例一村", "示例十一村", "合作村"}


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("调解26法", "mediation"),
        ("“袁”法调解故事", "mediation"),
        ("反诈1+6公益短片专题", "anti_fraud"),
        ("防骗小贴士", "anti_fraud"),
        ("民法典小课堂", "other"),
        ("普法微课堂", None),
        ("以案释法", None),
        ("调解员教您防骗", None),
    ],
)
def test_a_series_says_what_it_is_for_or_leaves_a_question(name, purpose):
    assert purpose_of(name) == purpose


@pytest.mark.parametrize(
    "written",
    ["1", "第1期", "第一期", "第０１期", "第01集", "第 1 期", "第1期（重发）", "第1期：邻里", "第1期邻里"],
)
def test_one_episode_written_many_ways_is_one_episode(written):
    assert episode_label(written) == "第1期"


@pytest.mark.parametrize("written", ["三人成虎", "2023年回顾", "一米线的故事", "第1期(上)", "1+1大于2"])
def test_a_title_or_a_half_stays_what_it_is(written):
    assert episode_label(written) == written


def test_quotes_and_blanks_do_not_make_another_series():
    assert plain_name("《调解 26 法》") == plain_name("调解26法") == "调解26法"
    assert plain_name(None) == ""


@pytest.mark.parametrize(
    ("places", "kind"),
    [
        (["示例三中学"], "school"),
        (["示例村小学"], "school"),
        (["某电子厂"], "enterprise"),
        (["某商贸有限公司"], "enterprise"),
        (["示例二村", "示例十五村"], "village"),
        (["示例一村文化广场"], "village"),
        (["幸福社区"], "village"),
        (["镇文化广场"], "other"),
        (["老年大学"], None),
        (["新村路口"], None),
        (["示例一村", "示例小学"], None),
        ([], None),
    ],
)
def test_a_place_says_what_kind_it_is_or_leaves_a_question(places, kind):
    assert place_kind_of(places) == kind


@pytest.mark.parametrize(
    ("place", "village"),
    [
        ("示例一村", "示例一村"),
        ("示例十一村", "示例十一村"),
        ("示例一村文化广场", "示例一村"),
        ("合作", "合作村"),
        ("新桥村村委会", "新桥村"),
        ("新桥村委会", "新桥村"),
        ("新桥村3组", "新桥村"),
        ("幸福居委会", "幸福居委会"),
        ("全镇17个村", None),
        ("全镇各村", None),
        ("文化广场", None),
    ],
)
def test_a_place_lies_in_a_village_or_names_none(place, village):
    assert village_of(place, VILLAGES) == village
