"""The templates: what they print from their context, and what they must never print."""

import re
from dataclasses import replace

import pytest
from django.core.paginator import Paginator

from fazhi.pages.forms import form_for
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.pages.tests.sample_pages import BAD_ROW, COLUMNS, samples, shell, table

PAGE = '{% extends "fazhi/shell.html" %}'


def component(name: str) -> str:
    return f'{{% include "fazhi/components/{name}.html" %}}'


def test_the_shell_says_where_one_is_and_what_there_is(render):
    page = render(PAGE)
    assert "<title>首页 - 合作镇法治平台</title>" in page
    assert page.count('aria-current="page"') == 2  # the side and the narrow menu
    assert '<meta name="renderer" content="webkit">' in page
    assert page.count('role="status"') == 1
    assert "村调解员会联系双方" in page
    assert 'class="skip" href="#main"' in page


def test_large_type_is_a_class_the_server_sets(render):
    assert '<html lang="zh-CN">' in render(PAGE)
    large = render(PAGE, shell=shell(large_type=True))
    assert '<html lang="zh-CN" class="large">' in large
    assert "标准字" in large


def test_only_a_person_of_several_towns_is_asked_which(render):
    assert 'name="town"' in render(PAGE)
    assert 'name="town"' not in render(PAGE, shell=shell(towns=[{"name": "合作镇", "code": "1"}]))


def test_a_page_without_any_context_still_prints(render):
    assert "法治平台" in render(PAGE, shell={})


def test_scripts_wait_for_the_page_and_come_from_this_host(render):
    page = render(PAGE)
    scripts = re.findall(r"<script[^>]*>", page)
    assert [re.search(r'src="([^"]+)"', tag)[1] for tag in scripts] == [
        "/static/fazhi/fazhi.js",
        "/static/django_htmx/htmx-2.min.js",
        "/static/fazhi/whose.js",
    ]
    assert all(" defer" in tag for tag in scripts)


def test_every_change_of_state_is_a_post_with_a_token(render):
    page = render(PAGE)
    posts = re.findall(r'<form method="post".*?</form>', page)
    assert len(posts) == 6  # town, type and leaving, each at the top and in the menu
    assert all("csrfmiddlewaretoken" in form for form in posts)


def test_a_table_row_carries_its_headings_for_narrow_screens(render):
    page = render(component("table"), table=table())
    assert page.count('data-label="村"') == 20
    assert 'aria-sort="ascending"' in page
    assert 'class="rows sticky"' in page
    assert 'class="rows"' in render(component("table"), table=replace(table(), rows=table().rows[:15]))


def test_a_light_is_a_shape_and_words(render):
    for kind in ("red", "amber", "green", "gray"):
        tag = render(component("tag"), kind=kind, words="剩2个工作日")
        assert "<svg" in tag
        assert "剩2个工作日" in tag


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="zip"):
        Table("x", [Heading("a"), Heading("b")], [[Cell("1")]]).lines  # noqa: B018


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, ["再看20起", "第1–20起，共45起"]),
        (2, ["上一页", "下一页", "第21–40起，共45起"]),
        (3, ["上一页", "第41–45起，共45起"]),
    ],
)
def test_pages_say_how_many_more_there_are(render, number, shown):
    page = Paginator(range(45), 20).get_page(number)
    html = render(component("pagination"), url=f"/?kind=a&page={number}", page=page, unit="起")
    assert re.findall(r">([^<>\n]+)<", html) == shown
    assert all("kind=a" in link for link in re.findall(r'href="([^"]+)"', html))


def test_the_last_rows_are_counted_exactly(render):
    page = Paginator(range(25), 20).get_page(1)
    assert "再看5件" in render(component("pagination"), page=page)


def test_one_page_needs_no_turning(render):
    assert "nav" not in render(component("pagination"), page=Paginator(range(5), 20).get_page(1))


def test_errors_stand_in_the_summary_and_at_the_field_in_the_same_words(render):
    html = render(component("form"), form=form_for(COLUMNS, tiles={"kind"})(BAD_ROW), submit="登记")
    assert "还有6处要改" in html
    for said in ("请填写排查日期", "请选择纠纷类型", "当事人电话应为11位数字，现在是10位"):
        assert html.count(said) == 2
    ids = set(re.findall(r' id="([^"]+)"', html))
    links = re.findall(r'<a href="#([^"]+)"', html)
    assert len(links) == 6
    assert set(links) <= ids
    described = {one for many in re.findall(r'aria-describedby="([^"]+)"', html) for one in many.split()}
    assert described
    assert described <= ids


def test_the_optional_is_marked_and_the_required_is_not(render):
    html = render(component("form"), form=form_for(COLUMNS)())
    assert html.count("（选填）") == sum(not column.required for column in COLUMNS)
    assert "placeholder" not in html
    assert " novalidate" in html


def test_what_was_typed_is_still_there_after_an_error(render):
    html = render(component("form"), form=form_for(COLUMNS)({**BAD_ROW, "village": "示例一村"}))
    assert 'value="1381234567"' in html
    assert 'value="示例一村"' in html


def test_a_figure_is_a_link_to_its_records(render):
    html = render(
        component("figure_card"), figure={"name": "播放量", "value": 8312, "unit": "次", "url": "/f/x"}
    )
    assert '<a href="/f/x">8,312</a>' in html
    assert "还没有记录" in render(component("figure_card"), figure={"name": "x", "value": None, "unit": "次"})
    assert "<b>0</b>" in render(component("figure_card"), figure={"name": "x", "value": 0, "unit": "次"})


def test_a_confirmation_names_the_effect_and_has_two_verbs(render):
    html = render(component("confirm"), title="作废后", effects=["不再计入数字"], verb="作废", back_url="/x")
    assert "不再计入数字" in html
    assert re.findall(r'class="btn[^>]*>([^<]+)<', html) == ["作废", "再看看"]


def test_what_people_typed_is_escaped_everywhere(render):
    bad = "<script>alert(1)</script>"
    parts = {
        "table": {"table": Table(bad, [Heading(bad)] * 3, [[Cell(bad), Cell(bad, chief=True), Cell(bad, tag="red")]])},
        "facts": {"facts": [{"name": bad, "text": bad, "meta": bad}]},
        "timeline": {"events": [{"title": bad, "text": bad, "meta": bad}]},
        "tag": {"words": bad},
        "figure_card": {"figure": {"name": bad, "value": bad, "unit": bad, "rule": bad, "note": bad}},
        "notice": {"title": bad, "text": bad},
        "empty": {"state": bad, "reason": bad},
        "confirm": {"title": bad, "effects": [bad], "verb": bad},
        "step_bar": {"steps": [{"title": bad, "note": bad}]},
        "filters": {"saved": [{"name": bad, "url": "#"}], "sentence": bad},
        "progress": {"words": bad},
    }  # fmt: skip
    for name, context in parts.items():
        html = render(component(name), **context)
        assert "<script" not in html, name
        assert "&lt;script" in html, name


def test_login_shows_demonstration_users_only_when_told_to(render):
    page = '{% extends "registration/login.html" %}'
    assert "demo-2023" in samples()["login"]
    assert "演示" not in render(page)


def test_the_page_of_a_fault_needs_nothing_but_itself(render):
    # No context, no tags of ours, no hashed statics: this is printed when anything else may be broken.
    html = render('{% extends "500.html" %}', shell=None)
    assert "您写的内容" in html
    assert "8F2K" in samples()["broken"]
    from fazhi.pages.tests.sample_pages import PAGES

    assert not re.search(
        r"\{% *(load|static|url|include|extends)", (PAGES / "templates/500.html").read_text()
    )


def test_a_refusal_says_its_reason(render):
    assert "请转给张敏" in render('{% extends "403.html" %}', exception="您没有审核资格，请转给张敏")
    assert "<h1>" in render('{% extends "403.html" %}')
    assert "没保存成功" in render('{% extends "403_csrf.html" %}')


def test_the_address_of_a_page_not_found_is_not_printed_back(render):
    assert "秘密" not in render('{% extends "404.html" %}', request_path="/秘密", exception="秘密")
