"""The fields: what an office types becomes what an action receives, and errors say what to do."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from fazhi.cases.procedures import current_procedure
from fazhi.pages.case_pages import Given
from fazhi.pages.fields import (
    CountField,
    ListField,
    MoneyField,
    OfficeDateField,
    PercentField,
    PhoneField,
    TextField,
    WordField,
)
from fazhi.pages.forms import form_for
from fazhi.pages.step_forms import step_form
from fazhi.pages.tests.sample_pages import BAD_ROW, COLUMNS, KINDS
from fazhi.records.columns import Choice, Choices, Column, Shape

TODAY = date(2026, 5, 1)


def error(field: forms.Field, value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return caught.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3.12", date(2026, 3, 12)),
        ("20260312", date(2026, 3, 12)),
        ("3月12日", date(2026, 3, 12)),
        ("2026-03-12", date(2026, 3, 12)),
        (" 2023年3月5日 ", date(2023, 3, 5)),
    ],
)
def test_a_date_is_read_in_the_shapes_offices_type(typed, day):
    assert OfficeDateField(label="签订日期", year=2026, today=TODAY).clean(typed) == day


def test_a_date_that_cannot_be_says_so():
    field = OfficeDateField(label="签订日期", year=2026, today=TODAY)
    assert "2月30日" in error(field, "2.30").replace("2.30", "2月30日")
    assert "2026-05-01" in error(field, "5.2")
    assert error(field, "3月") == "签订日期应为写到哪一天的日期，如3月12日，现在是“3月”"
    assert error(field, "") == "请填写签订日期"
    assert OfficeDateField(label="到期日", year=2026, today=TODAY, future_allowed=True).clean("5.2")


def test_a_date_comes_back_into_the_form_as_it_can_be_typed():
    assert OfficeDateField(label="x").prepare_value(date(2026, 3, 2)) == "2026-03-02"
    assert OfficeDateField(label="x").prepare_value("三月") == "三月"


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("2000", 200_000),
        ("2,000.50元", 200_050),
        ("１２００元", 120_000),
        ("1.5万元", 1_500_000),
        ("￥0.05", 5),
        ("0", 0),
        ("", None),
    ],
)
def test_money_becomes_fen(typed, fen):
    assert MoneyField(label="金额", required=False).clean(typed) == fen


@pytest.mark.parametrize("typed", ["abc", "-5", "1.234", "1e9", "99999999999999", "nan", "５元五角"])
def test_money_that_is_none_is_told_what_it_should_be(typed):
    assert error(MoneyField(label="金额"), typed).startswith("金额应为")


@pytest.mark.parametrize("fen", [0, 5, 250, 200_000, 200_050])
def test_money_shown_in_a_form_reads_back_the_same(fen):
    field = MoneyField(label="金额")
    assert field.clean(field.prepare_value(fen)) == fen


@pytest.mark.parametrize(
    ("typed", "count"), [("35", 35), ("1,200", 1200), ("３５人", 35), ("0", 0), (0, 0), ("", None)]
)
def test_counts_are_read(typed, count):
    assert CountField(label="人数", unit="人", required=False).clean(typed) == count


def test_a_count_is_never_negative():
    assert error(CountField(label="人数"), "-3") == "人数应为0或正整数，现在是“-3”"
    assert error(CountField(label="人数"), "2.5") == "人数应为0或正整数，现在是“2.5”"


@pytest.mark.parametrize(("typed", "stored"), [("25%", 2500), ("12.5", 1250), ("１００％", 10_000), ("0", 0)])
def test_percentages_are_stored_in_hundredths(typed, stored):
    assert PercentField(label="合格率").clean(typed) == stored


@pytest.mark.parametrize("typed", ["101", "-1", "1.234", "inf", "很高"])
def test_a_percentage_lies_between_0_and_100(typed):
    assert error(PercentField(label="合格率"), typed).startswith("合格率应为")


def test_a_list_is_one_item_per_line():
    field = ListField(label="当事人")
    assert field.clean("张三\r\n\n 李四 \n张三") == ["张三", "李四"]
    assert field.prepare_value(["张三", "李四"]) == "张三\n李四"
    assert not field.has_changed(["张三", "李四"], "张三\n李四\n")
    assert field.has_changed(["张三"], "李四")
    assert error(field, " \n ") == "请填写当事人"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("138 1234 5678", "13812345678"), ("0513-83551234", "0513-83551234"), ("８３５５１２３４", "83551234")],
)
def test_telephone_numbers_are_kept_plain(typed, kept):
    assert PhoneField(label="电话").clean(typed) == kept


def test_a_wrong_telephone_number_is_told_how_many_digits_it_has():
    assert error(PhoneField(label="电话"), "1381234567") == "电话应为11位数字，现在是10位"
    assert error(PhoneField(label="电话"), "没有") == "电话应为电话号码，只有数字和“-”，现在是“没有”"
    assert error(PhoneField(label="电话"), "12345-").startswith("电话应为")


def test_text_too_long_for_its_place_is_told_its_length():
    assert error(TextField(label="事由"), "长" * 501) == "事由应在500字以内，现在是501字"
    assert TextField(label="事由", long=True).clean(" " + "长" * 501) == "长" * 501


def test_a_closed_set_asks_for_one_of_its_words():
    field = WordField(label="类型", choices=KINDS)
    assert isinstance(field.widget, forms.Select)
    assert field.clean("宅基地") == "宅基地"
    assert error(field, "怪事") == "类型应为邻里纠纷、婚姻家庭、宅基地、其他、说不准之一，现在是“怪事”"
    assert error(field, "") == "请选择类型"


def test_an_open_set_offers_its_words_and_takes_the_town_s_own():
    field = WordField(label="类型", choices=Choices((Choice("a", "邻里"), Choice("z", "其他")), other="z"))
    assert field.clean("水沟") == "水沟"
    html = field.widget.render("kind", "水沟", {"id": "id_kind"})
    assert 'list="id_kind_words"' in html
    assert '<datalist id="id_kind_words"><option value="邻里"></option>' in html


def test_a_word_offered_by_an_open_set_cannot_break_the_page():
    field = WordField(label="类型", choices=Choices((Choice("a", '"><script>'),), other="a"))
    assert "<script>" not in field.widget.render("kind", "", {"id": "id_kind"})


def test_the_town_s_own_word_survives_opening_and_saving():
    known = Choices((Choice("a", "邻里纠纷", known_as=("邻居吵架",)), Choice("b", "宅基地")))
    form_class = form_for([Column("kind", "类型", Shape.CHOICE, choices=known)])
    assert 'value="邻居吵架" selected' in str(form_class(initial={"kind": "邻居吵架"})["kind"])
    saved = form_class({"kind": "邻居吵架"}, initial={"kind": "邻居吵架"})
    assert saved.is_valid()
    assert saved.cleaned_data == {"kind": "邻居吵架"}
    assert not saved.has_changed()
    assert "邻居吵架" not in str(form_class()["kind"])  # one form's word is not another's


def test_a_form_is_made_of_the_columns_and_gives_what_an_action_takes():
    form = form_for(COLUMNS, year=2023, today=TODAY, tiles={"kind"})(
        {
            "found_on": "3.5",
            "village": " 示例一村 ",
            "kind": "宅基地",
            "parties": "张三\n李四",
            "phone": "",
            "people": "2",
            "money": "3,200",
            "visited": "no",
        }
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "found_on": date(2023, 3, 5),
        "village": "示例一村",
        "kind": "宅基地",
        "risk": "",
        "parties": ["张三", "李四"],
        "phone": "",
        "people": 2,
        "money": 320_000,
        "visited": False,
        "story": "",
    }


def test_every_error_of_a_form_says_what_to_do():
    form = form_for(COLUMNS)(BAD_ROW)
    assert {name: messages[0] for name, messages in form.errors.items()} == {
        "found_on": "请填写排查日期",
        "village": "请填写村居",
        "kind": "请选择纠纷类型",
        "phone": "当事人电话应为11位数字，现在是10位",
        "people": "涉及人数应为0或正整数，现在是“-3”",
        "money": "涉及金额应为以元计的金额，如2000或2000.50，现在是“abc”",
    }


def test_values_of_a_record_fill_its_form_and_come_back_unchanged():
    values = {
        "found_on": date(2023, 3, 5),
        "village": "示例一村",
        "kind": "宅基地",
        "risk": "",
        "parties": ["张三", "李四"],
        "phone": "13812345678",
        "people": 2,
        "money": 320_050,
        "visited": True,
        "story": "排水沟",
    }
    form_class = form_for(COLUMNS, today=TODAY)
    filled = form_class(initial=values)
    typed = {field.name: field.field.prepare_value(field.initial) for field in filled}
    again = form_class(typed, initial=values)
    assert again.is_valid(), again.errors
    assert again.cleaned_data == values
    assert not again.has_changed()


def test_columns_can_be_left_out():
    assert list(form_for(COLUMNS, leave_out={"phone", "story"}).base_fields)[-1] == "visited"


@pytest.mark.parametrize("shape", list(Shape), ids=lambda shape: shape.value)
def test_every_shape_of_column_has_a_field(shape):
    choices = KINDS if shape is Shape.CHOICE else None
    form = form_for([Column("x", "某项", shape, choices=choices)])({"x": ""})
    assert form.is_valid(), form.errors


def test_two_forms_of_one_step_share_nothing_that_a_page_may_change():
    step = current_procedure("dispute", date(2026, 3, 12)).declaration.step("found")
    one, other = (step_form(step, Given({}, {}), {}, initial={}) for _ in range(2))
    assert list(one.fields) == list(other.fields)
    for name, field in one.fields.items():
        assert field is not other.fields[name]
        assert field.widget is not other.fields[name].widget
