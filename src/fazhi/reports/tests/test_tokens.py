import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.reports.sentences import mended
from fazhi.reports.tokens import (
    FigureValue,
    Text,
    Token,
    codes_in,
    digits_without_token,
    escape,
    parse,
    plain_text,
    render_text,
    token,
    unknown_codes,
)
from fazhi.reports.wording import MANNERS

VALUES = {
    "disputes_found": FigureValue(312, "起", "网格排查矛盾纠纷"),
    "receptions": FigureValue(148, "起", "接待来访、咨询、申请调解"),
    "villages_reached": FigureValue(17, "个", "到过的村居"),
    "mediation_series_views": FigureValue(9642, "人次", "调解系列观看"),
    "anti_fraud_views": FigureValue(12418, "人次", "反诈系列播放"),
    "school_events": FigureValue(12, "次", "进校活动"),
    "village_events": FigureValue(13, "次", "进村活动"),
    "survey": FigureValue(None, "人次", "满意度调查"),
}


def filled(text: str) -> str:
    return plain_text(render_text(text, VALUES))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("排查矛盾纠纷{disputes_found}", "排查矛盾纠纷312起"),
        ("排查矛盾纠纷{disputes_found|余}", "排查矛盾纠纷300余起"),
        ("深入{villages_reached|数}个村居", "深入17个村居"),
        ("观看{mediation_series_views|近}", "观看近万人次"),
        ("播放量达{anti_fraud_views|上万}", "播放量达上万人次"),
        ("{ receptions | 准 }", "148起"),
        ("写作{{receptions}}", "写作{receptions}"),
        ("没有数字", "没有数字"),
        ("", ""),
    ],
)
def test_tokens_are_filled_in_the_manner_asked(text: str, words: str) -> None:
    assert filled(text) == words
    assert [piece.problem for piece in render_text(text, VALUES) if piece.problem] == []


@pytest.mark.parametrize(
    ("text", "words", "problem"),
    [
        ("{nothing}", "【没有这个数字：nothing】", "没有代码为“nothing”的数字"),
        ("{survey}", "【待补：满意度调查】", "“满意度调查”没有记录，不能写数"),
        ("{receptions|近}", "148起", "实为148，不能写“近”，已写准数"),
        ("{receptions}起", "148起起", "数字已带单位“起”，后面的“起”重复"),
        ("{receptions|大概}", "{receptions|大概}", "没有“大概”这种写法，可用：准、余、近、上万、数、百分比"),
        ("{receptions", "{receptions", "多了一个“{”；要写花括号本身，请写两个"),
    ],
)
def test_what_cannot_be_filled_is_said_and_never_invented(text: str, words: str, problem: str) -> None:
    assert filled(text) == words
    assert problem in [piece.problem for piece in render_text(text, VALUES)]


@given(st.text(alphabet="{}|ab_余数 文", max_size=40))
def test_pieces_cover_the_text_without_gaps(text: str) -> None:
    place = 0
    for piece in parse(text):
        assert piece.start == place
        assert piece.end > piece.start
        place = piece.end
    assert place == len(text)


@given(st.text(max_size=60))
def test_escaped_words_come_out_as_they_went_in(words: str) -> None:
    assert filled(escape(words)) == words
    assert codes_in(escape(words)) == []


@pytest.mark.parametrize("manner", MANNERS)
def test_a_token_written_is_the_token_read(manner: str) -> None:
    (piece,) = parse(token("disputes_found", manner))
    assert isinstance(piece, Token)
    assert (piece.code, piece.manner, str(piece)) == (
        "disputes_found",
        manner,
        token("disputes_found", manner),
    )


def test_codes_are_listed_once_in_order_and_unknown_ones_found() -> None:
    text = "{receptions}、{nothing}、{receptions|数}"
    assert codes_in(text) == ["receptions", "nothing"]
    assert [(one.start, one.words) for one in unknown_codes(text, VALUES)] == [(13, "{nothing}")]


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("共接待 148 起", "共接待 {receptions}"),
        ("矛盾纠纷300余起", "矛盾纠纷{disputes_found|余}"),
        ("观看人数近万人次", "观看人数{mediation_series_views|近}"),
        ("播放量达上万人次", "播放量达{anti_fraud_views|上万}"),
        ("播放12,418人次", "播放{anti_fraud_views}"),
        ("深入１７个村居", "深入{villages_reached}村居"),
    ],
)
def test_a_typed_count_is_offered_its_token(text: str, mend: str) -> None:
    assert mended(text, digits_without_token(text, VALUES)) == mend


def test_of_several_figures_with_the_value_a_person_picks() -> None:
    (finding,) = digits_without_token("开展活动10余次", VALUES)
    assert finding.mend is None
    assert finding.choices == ("{school_events|余}", "{village_events|余}")


def test_a_count_no_figure_has_is_to_be_verified() -> None:
    (finding,) = digits_without_token("发放手册500册", VALUES)
    assert finding.trouble == "这是手打的数字，没有数字与它相等，请核实"


@pytest.mark.parametrize(
    "text",
    [
        "2023年12月4日",
        "合政发〔2023〕5号",
        "《江苏省2023年3项规定》",
        "推出“调解26法”",
        "第3次会议",
        "“12.4”宪法周",
        "{receptions}",
        "三项制度",
    ],
)
def test_dates_names_and_tokens_are_no_typed_counts(text: str) -> None:
    assert digits_without_token(text, VALUES) == []


def test_a_half_typed_token_keeps_its_place() -> None:
    assert parse("甲{") == [Text(0, 1, "甲"), Text(1, 2, "{", "多了一个“{”；要写花括号本身，请写两个")]
