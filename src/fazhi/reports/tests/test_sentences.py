import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.reports.sentences import (
    absolute_words,
    leftover_years,
    mended,
    split_sentences,
    unchanged_sentences,
)
from fazhi.reports.sentences_persons import anonymous, personal_data
from fazhi.reports.sentences_slips import dropped_or_doubled_characters, wrong_brackets

CHINESE = st.text(
    alphabet="的了，。；“”（）〔〕[]《》2023年第号苏行初1均全部 \n进行袁必超1380681", max_size=60
)


@given(CHINESE)
def test_every_finding_says_the_words_at_its_place_and_mending_never_fails(text: str) -> None:
    findings = [
        *leftover_years(text, 2024),
        *dropped_or_doubled_characters(text),
        *wrong_brackets(text),
        *personal_data(text, ["袁必超"]),
        *absolute_words(text),
        *unchanged_sentences(text, text),
    ]
    for finding in findings:
        assert text[finding.start : finding.end] == finding.words != ""
    mended(text, findings)


@given(CHINESE)
def test_sentences_stand_where_they_say_and_lose_no_word(text: str) -> None:
    sentences = split_sentences(text)
    assert all(text[one.start : one.end] == one.words for one in sentences)


def test_sentences_end_with_their_marks() -> None:
    words = [one.words for one in split_sentences("一是查。二是“改。”三是建；四是\n五是看")]
    assert words == ["一是查。", "二是“改。”", "三是建；", "四是", "五是看"]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2023年以来，我镇坚持学习。", "2024年以来，我镇坚持学习。"),
        ("现将我镇2023年度工作汇报如下", "现将我镇2024年度工作汇报如下"),
        ("二〇二三年工作总结", "二〇二四年工作总结"),
        ("2023.12.4宪法宣传", "2024.12.4宪法宣传"),
    ],
)
def test_a_year_left_over_is_changed_to_the_years_report(text: str, right: str) -> None:
    assert mended(text, leftover_years(text, 2024)) == right


@pytest.mark.parametrize(
    "text",
    [
        "2024年以来，我镇坚持学习",
        "2025年将建成公共法律服务中心",
        "落实《江苏省重大行政决策程序实施办法》（2021年修订）",
        "印发《法治社会建设实施纲要（2020—2025年）》",
        "按照2021—2025年规划",
        "合政发〔2022〕5号",
        "（2022）苏行初1号",
        "较2023年下降5%",
        "与2023年相比",
        "自2019年起设立调解室",
        "2018年成立的工作室",
        "贯彻党的二十大精神，三年来",
        "去年参与师生2000余人次",
    ],
)
def test_years_that_belong_where_they_stand_are_left(text: str) -> None:
    assert leftover_years(text, 2024) == []


def test_last_years_plan_is_pointed_out_but_not_renamed() -> None:
    (finding,) = leftover_years("落实《启东市2023年法治政府建设工作计划》", 2024)
    assert finding.mend is None
    assert "核对" in finding.trouble


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("二是推动基层普法深、走实。", "二是推动基层普法走深、走实。"),
        (
            "随着经济的不断发展，对基层政府的依法行政及执法水平也不断提高，行政复议",
            "随着经济的不断发展，对基层政府的依法行政及执法水平的要求也不断提高，行政复议",
        ),
        ("进行法制审核，有合同履行有可能出现的风险", "进行法制审核，对合同履行有可能出现的风险"),
        ("由司法所承担起对监督镇综合执法局", "由司法所承担起监督镇综合执法局"),
        ("我镇的的工作", "我镇的工作"),
        ("提高了了水平", "提高了水平"),
        ("对案件进行进行审核", "对案件进行审核"),
        ("学习、、宣传，，培训。。", "学习、宣传，培训。"),
        ("结束，。开始", "结束。开始"),
        ("截止目前共调解", "截至目前共调解"),
    ],
)
def test_dropped_and_doubled_characters_are_mended(text: str, right: str) -> None:
    assert mended(text, dropped_or_doubled_characters(text)) == right


@pytest.mark.parametrize(
    "text",
    [
        "对调解方法进行一一讲解",
        "推动普法走深、走实",
        "大家研究研究、讨论讨论",
        "是是非非要讲清",
        "为“枫桥经验”（新时代）增色……",
        "法治政府建设的水平不断提高",
        "人人学法、村村有人",
    ],
)
def test_good_chinese_is_left_alone(text: str) -> None:
    assert dropped_or_doubled_characters(text) == []


@pytest.mark.parametrize("text", ["“关键少数", "关键少数”", "（一聚焦", "《民法典", "（“甲）”"])
def test_half_a_pair_is_found(text: str) -> None:
    findings = dropped_or_doubled_characters(text)
    assert findings
    assert all(finding.kind == "unmatched" and finding.mend is None for finding in findings)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("合政发[2023]5号", "合政发〔2023〕5号"),
        ("合政发(2023)5号", "合政发〔2023〕5号"),
        ("合政发（2023）第05号", "合政发〔2023〕5号"),
        ("合政发【2023】5号", "合政发〔2023〕5号"),
        ("合政发〔2023〕第 5 号", "合政发〔2023〕5号"),
        ("〔2023〕苏行初1号", "（2023）苏行初1号"),
        ("[2023]苏0681行初12号", "（2023）苏0681行初12号"),
        ("(一)聚焦", "（一）聚焦"),
        ('构建"网格员+矛盾排查"机制', "构建“网格员+矛盾排查”机制"),
    ],
)
def test_wrong_brackets_are_mended(text: str, right: str) -> None:
    assert mended(text, wrong_brackets(text)) == right


@pytest.mark.parametrize(
    "text", ["合政发〔2023〕5号", "（2023）苏行初1号", "（2023）苏0681行初12号", "案件（2023年）", "f(x)=1"]
)
def test_right_brackets_are_left(text: str) -> None:
    assert wrong_brackets(text) == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("邀请江苏省优秀调解员袁必超同志", "邀请江苏省优秀调解员袁某某同志"),
        ("张三丰与张三", "张某某与张某"),
        ("欧阳锋来访", "欧阳某来访"),
        ("身份证320681199001011234。", "身份证320681********1234。"),
        ("电话13812345678", "电话138****5678"),
        ("电话138-1234-5678", "电话138****5678"),
        ("卡号6222021234567890123", "卡号622202*********0123"),
    ],
)
def test_personal_data_is_hidden(text: str, right: str) -> None:
    names = ["袁必超", "张三", "张三丰", "欧阳锋"]
    assert mended(text, personal_data(text, names)) == right


def test_an_office_telephone_and_a_sum_are_no_personal_data() -> None:
    assert personal_data("电话0513-83000000，罚款34900元，播放12418次", ["袁"]) == []


def test_names_are_made_anonymous_by_their_family_name() -> None:
    assert [anonymous(name) for name in ("袁必超", "张三", "欧阳锋")] == ["袁某某", "张某", "欧阳某"]


def test_claims_about_all_are_found_and_averages_are_not() -> None:
    text = "所有案件均遵循程序，全部归档，合格率100%；平均每户、人均、均衡发展，每一起都回访"
    assert [finding.words for finding in absolute_words(text)] == ["所有", "均", "全部", "100%", "每一起"]


def test_a_sentence_where_only_figures_moved_counts_as_unchanged() -> None:
    last = "今年以来，全镇网格员共排查到矛盾纠纷300起。我镇始终坚持把法治政府建设工作作为重点工作来抓。短句。"
    now = "今年以来，全镇网格员共排查到矛盾纠纷312起。我镇始终坚持把法治政府建设工作作为重点工作来抓。短句。"
    assert [finding.trouble for finding in unchanged_sentences(now, last)] == [
        "除数字外与上一年报告相同",
        "与上一年报告一字不差",
    ]


def test_a_sentence_rewritten_is_not_unchanged() -> None:
    assert (
        unchanged_sentences(
            "我镇今年新建公共法律服务中心并投入使用。", "我镇今年扩建综合治理中心并投入使用。"
        )
        == []
    )
