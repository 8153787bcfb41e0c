"""How dates, numbers, money and personal data are written."""

from datetime import UTC, date, datetime

import pytest

from fazhi.pages import words

TODAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (date(2026, 3, 12), "3月12日"),
        (date(2026, 1, 2), "1月2日"),
        (date(2025, 12, 4), "2025年12月4日"),
        # 16:30 UTC on New Year's Eve is already the new year in China.
        (datetime(2025, 12, 31, 16, 30, tzinfo=UTC), "1月1日"),
        (None, ""),
    ],
)
def test_a_date_in_a_sentence_names_its_year_only_when_it_is_another(value, shown):
    assert words.ui_date(value, TODAY) == shown


@pytest.mark.parametrize(
    ("value", "table", "document"),
    [
        (date(2026, 3, 2), "2026-03-02", "2026年3月2日"),
        (datetime(2023, 6, 30, 20, 0, tzinfo=UTC), "2023-07-01", "2023年7月1日"),
        (None, "", ""),
    ],
)
def test_dates_in_tables_and_documents(value, table, document):
    assert (words.table_date(value), words.document_date(value)) == (table, document)


def test_times_are_the_office_s_and_of_24_hours():
    moment = datetime(2026, 3, 12, 6, 30, tzinfo=UTC)
    assert words.ui_time(moment) == "14:30"
    assert words.ui_datetime(moment, TODAY) == "3月12日 14:30"
    assert words.table_datetime(moment) == "2026-03-12 14:30"
    assert words.ui_time(moment.replace(tzinfo=None)) == "14:30"
    assert words.ui_time(None) == words.ui_datetime(None) == words.table_datetime(None) == ""


def test_today_is_that_of_china():
    assert words.office_today(datetime(2026, 3, 11, 16, 1, tzinfo=UTC)) == TODAY


@pytest.mark.parametrize(
    ("value", "shown"), [(8312, "8,312"), (0, "0"), (-1200, "-1,200"), (None, ""), ("近万", "近万"), ("", "")]
)
def test_numbers_take_a_comma_every_three_digits(value, shown):
    assert words.ui_number(value) == shown


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(200_000, "2,000元"), (200_050, "2,000.50元"), (5, "0.05元"), (0, "0元"), (-150, "-1.50元"), (None, "")],
)
def test_money_shows_fen_only_when_there_are_any(fen, shown):
    assert words.ui_money(fen) == shown


@pytest.mark.parametrize(
    ("part", "base", "shown"),
    [
        (142, 181, "78%（142/181）"),
        (0, 12, "0%（0/12）"),
        (12, 12, "100%（12/12）"),
        (1, 2, "50%（1/2）"),
        (1995, 2000, "99%（1,995/2,000）"),
        (1, 2000, "1%（1/2,000）"),
        (3, 0, ""),
        (None, 5, ""),
    ],
)
def test_a_percentage_comes_with_its_base_and_never_claims_all(part, base, shown):
    assert words.ui_percent(part, base) == shown


@pytest.mark.parametrize(
    ("hundredths", "shown"), [(2500, "25%"), (1250, "12.5%"), (0, "0%"), (10_000, "100%"), (None, "")]
)
def test_stored_percentages(hundredths, shown):
    assert words.ui_share(hundredths) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("13812345678", "138****5678"),
        ("0513-83551234", "****-****1234"),
        ("83551234", "****1234"),
        ("1234", "****"),
        ("", ""),
        (None, ""),
    ],
)
def test_telephone_numbers_are_masked(value, shown):
    assert words.masked_phone(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("320681198001011234", "320681********1234"),
        ("32068119800101123X", "320681********123X"),
        ("320681800101123", "320681*****1123"),
        ("E1234567", "********"),
        (None, ""),
    ],
)
def test_id_numbers_are_masked(value, shown):
    assert words.masked_id_number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("张三", "张*"),
        ("王小明", "王*"),
        ("欧阳小明", "欧阳*"),
        ("欧阳", "欧*"),
        (" 李四 ", "李*"),
        (None, ""),
    ],
)
def test_names_keep_the_surname(value, shown):
    assert words.masked_name(value) == shown


def test_templates_reach_every_format(render):
    source = (
        "{% load fazhi_words %}{{ day|table_date }} {{ fen|ui_money }} {{ part|ui_percent:base }} "
        "{{ phone|masked_phone }} {{ name|masked_name }} {{ views|ui_number }}"
    )
    shown = render(
        source, day=date(2026, 3, 2), fen=250, part=1, base=4, phone="13812345678", name="张三", views=9000
    )
    assert shown == "2026-03-02 2.50元 25%（1/4） 138****5678 张* 9,000"
