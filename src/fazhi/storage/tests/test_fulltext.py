"""Full text: normal text, and that index and rows find the same, on both databases."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.pages.tests.towns import a_town
from fazhi.records.actions import add
from fazhi.records.kinds import kind_of
from fazhi.records.models import SearchEntry
from fazhi.records.searching import Search, needles
from fazhi.storage import fulltext
from fazhi.storage.fulltext import normal, pairs


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("合调〔2026〕31号", "合调 2026 31号"), ("ＡＢＣ　１２３", "abc 123"), ("张三、李四", "张三 李四"), ("《 》", ""),
        ("Ⅳ级（㈠）", "iv级 一"), ("ßA", "ssa"), ("a\u0301b", "a b"), ("𠮷野家", "𠮷野家"), ("〇一", "〇一"),
    ],
)  # fmt: skip
def test_normal_text_is_letters_and_digits_and_single_spaces(text, plain):
    assert normal(text) == plain
    assert normal(plain) == plain


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_a_part_of_a_text_is_a_part_of_its_normal_text(text, start, stop):
    for word in normal(text[start:stop]).split():
        assert word in normal(text)


def test_pairs_stand_within_words():
    assert pairs("张三 李四五 a") == ["张三", "三", "李四", "四五", "五", "a"]
    assert pairs("土土土") == ["土土", "土"]


def test_the_same_is_found_by_the_index_and_row_by_row_where_there_is_no_fts5(monkeypatch, db):
    town = a_town()
    _exam(town, "土地承包纠纷 合调〔2026〕31号")
    _exam(town, "地土")
    for words, many in (
        ([["土地"]], 1),
        ([["地"]], 2),
        ([["土地"], ["地土"]], 0),
        ([["承土", "31号"]], 1),
        ([], 2),
    ):
        found = [SearchEntry.objects.filter(text__holds=words).count()]
        found.append(SearchEntry.objects.filter(text__reads=words).count())
        with monkeypatch.context() as without:
            without.setattr(fulltext, "built_in", lambda: False)
            found.append(SearchEntry.objects.filter(text__holds=words).count())
        assert found == [many] * 3, words


def _exam(town: Town, name: str) -> None:
    add(kind_of("law_exam"), {"name": name, "held_on": date(2026, 3, 1)}, town=town, by=CONSOLE)


# What offices write, and what nobody expects: rare characters, full width, signs, quotes, operators of the index.
LETTERS = st.one_of(
    st.sampled_from("土地邻里张三李四村调解合同〔〕（）、，·《》0123456789号第abcXYZ示例 "),
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")),
    st.sampled_from("\"'*()-:^%_\\ANDORNOT＊Ａß𠮷〇㈠"),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data(), title=st.text(LETTERS, min_size=2, max_size=30), other=st.text(LETTERS, max_size=30))
@example(data=None, title='土地"AND"邻里', other="NEAR(a b)")
def test_any_part_of_a_title_finds_it_and_nothing_that_lacks_the_words(db, data, title, other):
    title = title.strip()
    assume(
        len(title) > 1 and normal(title) and not re.search(r"\d{9}", title)
    )  # long numbers are personal data
    with transaction.atomic():
        town = a_town()
        _exam(town, title)
        if normal(other):
            _exam(town, other.strip())
        start = data.draw(st.integers(0, len(title) - 2)) if data else 1
        stop = data.draw(st.integers(start + 2, len(title))) if data else 4
        part = title[start:stop]
        words = needles(part)
        found = Search(part, town=town, actor=CONSOLE).found
        if words:
            assert title[:200] in [entry.title for entry in found]
        for entry in found:
            assert all(any(spelling in entry.text for spelling in spellings) for spellings in words)
        for entry in SearchEntry.objects.filter(town=town):
            held = all(any(spelling in entry.text for spelling in spellings) for spellings in words)
            assert (entry.pk in {one.pk for one in found}) is bool(words and held)
        transaction.set_rollback(True)
