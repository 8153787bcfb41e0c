import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.reports.wording import MANNERS, best_manner, claim, fits, percentage, render, suits
from fazhi.reports.wording_numbers import read_number


@pytest.mark.parametrize(
    ("value", "manner", "unit", "words"),
    [
        (148, "准", "起", "148起"),
        (312, "余", "起", "300余起"),
        (23, "余", "条", "20余条"),
        (2184, "余", "人次", "2000余人次"),
        (12, "余", "次", "10余次"),
        (36, "余", "次", "30余次"),
        (8, "余", "次", "8次"),
        (10, "余", "次", "10次"),
        (300, "余", "起", "300起"),
        (12418, "余", "人次", "1万余人次"),
        (23456, "余", "人次", "2万余人次"),
        (125_000, "余", "人次", "12万余人次"),
        (9642, "近", "人次", "近万人次"),
        (9000, "近", "人次", "近万人次"),
        (8999, "近", "人次", "近9000人次"),
        (8899, "近", "人次", "8899人次"),
        (95, "近", "起", "近百起"),
        (950, "近", "起", "近千起"),
        (295, "近", "起", "近300起"),
        (289, "近", "起", "289起"),
        (19_500, "近", "人次", "近2万人次"),
        (12418, "上万", "人次", "上万人次"),
        (9999, "上万", "人次", "9999人次"),
        (20_000, "上万", "人次", "20000人次"),
        (17, "数", "个", "17"),
        (78, "百分比", "", "78%"),
    ],
)
def test_a_number_is_written_in_the_manner_asked(value: int, manner: str, unit: str, words: str) -> None:
    assert render(value, manner, unit) == words


@given(st.integers(0, 3_000_000), st.sampled_from([m for m in MANNERS if m != "百分比"]))
def test_what_is_rendered_is_always_true(value: int, manner: str) -> None:
    words = render(value, manner, "人次" if manner != "数" else "")
    assert fits(words, value).ok, words


@given(st.integers(0, 3_000_000))
def test_the_best_manner_suits(value: int) -> None:
    assert suits(value, best_manner(value))


@given(
    st.sampled_from(["近万人次", "300余起", "上万", "数十次", "约500件", "148起", "多次"]),
    st.integers(0, 50_000),
)
def test_what_is_suggested_instead_is_true(words: str, value: int) -> None:
    verdict = fits(words, value)
    assert verdict.ok or (verdict.suggestion and fits(verdict.suggestion, value).ok)


def test_an_unknown_manner_is_refused() -> None:
    with pytest.raises(ValueError, match="写法"):
        render(1, "大概", "起")


@pytest.mark.parametrize(
    ("words", "inside", "outside"),
    [
        ("近万人次", (9000, 9642, 9999), (8999, 10_000)),
        ("近千人", (900, 999), (899, 1000)),
        ("近百起", (90, 99), (89, 100)),
        ("近300起", (290, 299), (289, 300)),
        ("近3000人次", (2900, 2999), (2899, 3000)),
        ("近2万人次", (19_000, 19_999), (18_999, 20_000)),
        ("上万人次", (10_000, 12_418, 99_999), (9999,)),
        ("上千人", (1000, 9999), (999, 10_000)),
        ("上百起", (100, 999), (99, 1000)),
        ("300余起", (301, 312, 399), (300, 400, 299)),
        ("2000余人次", (2001, 2184, 2999), (2000, 3000)),
        ("3400余人次", (3401, 3499), (3400, 3500)),
        ("20余条", (21, 23, 29), (20, 30)),
        ("10余次", (11, 12, 13, 19), (10, 20)),
        ("１０余次", (11,), (10,)),
        ("1万余人次", (10_001, 19_999), (10_000, 20_000)),
        ("2万余人次", (20_001, 29_999), (20_000, 30_000)),
        ("百余起", (101, 199), (100, 200)),
        ("三百余起", (301, 399), (300, 400)),
        ("二十余次", (21, 29), (20, 30)),
        ("十几次", (11, 19), (10, 20)),
        ("300多起", (301, 399), (300, 400)),
        ("多次", (3, 40), (2,)),
        ("数十次", (20, 99), (19, 100)),
        ("几十起", (20, 99), (19, 100)),
        ("数百人", (200, 999), (199, 1000)),
        ("数千人次", (2000, 9999), (1999, 10_000)),
        ("数次", (2, 9), (1, 10)),
        ("约500件", (450, 500, 550), (449, 551)),
        ("500件左右", (450, 550), (449, 551)),
        ("超过300起", (301, 399), (300, 400)),
        ("逾3000人次", (3001, 3999), (3000, 4000)),
        ("不足100起", (80, 99), (100, 79)),
        ("100起以上", (100, 500), (99,)),
        ("148起", (148,), (147, 149)),
        ("十二次", (12,), (11, 13)),
        ("1.2万人次", (11_500, 12_000, 12_499), (11_499, 12_500)),
        ("12,418人次", (12_418,), (12_417,)),
        ("17个", (17,), (13,)),
        ("2万人次", (20_000,), (19_999, 20_001)),
        ("0件", (0,), (1,)),
    ],
)
def test_written_words_hold_for_their_numbers_and_no_others(
    words: str, inside: tuple[int, ...], outside: tuple[int, ...]
) -> None:
    assert [value for value in inside if not fits(words, value).ok] == []
    assert [value for value in outside if fits(words, value).ok] == []


def test_a_wrong_word_is_explained_and_a_true_one_offered() -> None:
    verdict = fits("近万人次", 8312)
    assert verdict.why == "“近万人次”只用于9000至9999，实为8312"
    assert verdict.suggestion == "8000余人次"
    assert fits("148起", 149).suggestion == "149起"


@pytest.mark.parametrize("words", ["15余次", "若干", "很多", "", "余次"])
def test_words_that_are_no_number_make_no_claim(words: str) -> None:
    assert claim(words) is None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("三百二十", 320),
        ("两千", 2000),
        ("十", 10),
        ("百", 100),
        ("一万二千", 12_000),
        ("1.5万", 15_000),
        ("甲", None),
    ],
)
def test_chinese_numbers_are_read(words: str, value: int | None) -> None:
    assert read_number(words) == value


def test_a_share_stands_with_its_base() -> None:
    assert percentage(142, 181) == "78.5%（142/181）"
    assert percentage(4, 4) == "100%（4/4）"
    with pytest.raises(ValueError, match="基数"):
        percentage(0, 0)
