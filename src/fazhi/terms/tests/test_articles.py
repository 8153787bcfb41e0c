"""The words of the articles that are cited: found by the citation as offices write it."""

from __future__ import annotations

from fazhi.terms.articles import citations, cited, shipped_articles


def test_a_citation_of_two_articles_of_one_law_finds_both() -> None:
    assert [one.number for one in cited("行政诉讼法第三条、第五十四条")] == ["第三条", "第五十四条"]
    assert [one.law for one in cited("《人民调解法》第十七条；江苏省人民调解条例第二十条第一款、第四条")] == [
        "人民调解法", "江苏省人民调解条例", "江苏省人民调解条例",
    ]  # fmt: skip


def test_the_longest_name_of_a_law_is_the_one_meant() -> None:
    assert citations("民事诉讼法解释第三百五十五条") == [("民事诉讼法解释", "第三百五十五条")]
    assert citations("行政复议法实施条例第二十六条") == [("行政复议法实施条例", "第二十六条")]


def test_an_article_of_a_law_we_do_not_have_is_not_taken_for_another_laws() -> None:
    assert citations("乡约第一条") == [("", "第一条")]
    assert citations("人民调解法第三条、示例办法第五条") == [("人民调解法", "第三条"), ("", "第五条")]
    assert cited("示例办法第五条") == []


def test_every_article_says_which_edition_was_read_and_where() -> None:
    for one in shipped_articles().values():
        assert one.edition, one.name
        assert one.source, one.name
        assert all(words.strip() == words and words for words in one.paragraphs), one.name
    words = cited("人民调解法第十七条")[0]
    assert words.text.endswith("当事人一方明确拒绝调解的，不得调解。")
