"""Working days as the State Council's notices make them.

The expectations for 2024 to 2026 are written by hand from the published notices (国办发明电〔2023〕7号, 〔2024〕12号,
〔2025〕7号), not from notices.json.
"""

from datetime import date, timedelta

import pytest

from fazhi.terms.calendar import Calendar, NoNotice, Notice, NoticeDay
from fazhi.terms.notices import read_notice, shipped_calendar, shipped_notices

CALENDAR = shipped_calendar()
# Spans of month and day that are off; single days that are worked.
PUBLISHED = {
    2024: (
        "0101-0101 0210-0217 0404-0406 0501-0505 0610-0610 0915-0917 1001-1007",
        "0204 0218 0407 0428 0511 0914 0929 1012",
    ),
    2025: (
        "0101-0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
        "0126 0208 0427 0928 1011",
    ),
    2026: (
        "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
        "0104 0214 0228 0509 0920 1010",
    ),
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_every_day_of_three_years_is_worked_or_not_as_the_notice_says(year):
    off, worked = (text.split() for text in PUBLISHED[year])
    day = date(year, 1, 1)
    while day.year == year:
        short = f"{day:%m%d}"
        rests = any(first <= short <= last for first, last in (span.split("-") for span in off))
        expected = short in worked or (day.weekday() < 5 and not rests)
        assert CALENDAR.is_working_day(day) is expected, day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("year", "working_days", "document", "issued_on"),
    [
        (2021, 250, "国办发明电〔2020〕27号", date(2020, 11, 25)),
        (2022, 249, "国办发明电〔2021〕11号", date(2021, 10, 25)),
        (2023, 249, "国办发明电〔2022〕16号", date(2022, 12, 8)),
        (2024, 251, "国办发明电〔2023〕7号", date(2023, 10, 25)),
        (2025, 248, "国办发明电〔2024〕12号", date(2024, 11, 12)),
        (2026, 248, "国办发明电〔2025〕7号", date(2025, 11, 4)),
    ],
)
def test_each_year_has_its_notice_and_its_number_of_working_days(year, working_days, document, issued_on):
    assert CALENDAR.covers(year)
    assert CALENDAR.working_days(date(year - 1, 12, 31), date(year, 12, 31)) == working_days
    (notice,) = (one for one in shipped_notices() if one.year == year)
    assert (notice.document, notice.issued_on) == (document, issued_on)
    assert notice.source.startswith("https://www.gov.cn/")


def test_a_day_says_why_it_is_worked_or_not():
    assert CALENDAR.why(date(2026, 11, 21)) == "周六，休息"
    assert CALENDAR.why(date(2026, 11, 23)) == "周一，工作日"
    assert CALENDAR.why(date(2026, 10, 1)) == "国庆节放假（国办发明电〔2025〕7号）"
    assert CALENDAR.why(date(2026, 9, 20)) == "周日，国庆节调休上班（国办发明电〔2025〕7号）"
    assert CALENDAR.why(date(2022, 12, 31)) == "元旦放假（国办发明电〔2022〕16号）"


def test_half_day_holidays_of_part_of_the_people_are_working_days():
    assert CALENDAR.is_working_day(date(2024, 3, 8))
    assert CALENDAR.is_working_day(date(2023, 5, 4))


def test_a_year_without_a_notice_is_refused_and_the_message_says_what_to_enter_and_where():
    with pytest.raises(NoNotice) as refused:
        CALENDAR.is_working_day(date(2027, 3, 3))
    assert refused.value.year == 2027
    for words in ("2027年", "“放假安排”", "文号", "调休上班"):
        assert words in str(refused.value)
    assert not CALENDAR.covers(2027)
    with pytest.raises(NoNotice):
        CALENDAR.why(date(2020, 3, 3))


def test_an_estimate_must_be_asked_for_and_is_marked():
    guess = CALENDAR.estimating()
    assert guess.is_working_day(date(2027, 3, 3))
    assert not guess.is_working_day(date(2027, 3, 6))
    assert not guess.is_working_day(date(2027, 10, 1))
    assert guess.is_estimate(date(2027, 3, 3))
    assert not guess.is_estimate(date(2026, 3, 3))
    assert "初算" in guess.why(date(2027, 3, 3))
    assert "法定节假日" in guess.why(date(2027, 10, 1))
    assert "初算" not in guess.why(date(2026, 3, 3))


def test_the_last_days_of_december_may_still_change_until_the_next_notice_is_there():
    assert CALENDAR.may_change(date(2026, 12, 31))
    assert not CALENDAR.may_change(date(2025, 12, 31))
    assert not CALENDAR.may_change(date(2026, 12, 20))


def notice(year=2027, **changes):
    given = {
        "year": year,
        "off": tuple(NoticeDay(date(year, *day), name) for day, name in
                     {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节",
                      (10, 3): "国庆节"}.items()),
        "worked": (),
        "document": "国办发明电〔2026〕0号",
        "issued_on": date(year - 1, 11, 1),
        "source": "样张",
    }  # fmt: skip
    return Notice(**(given | changes))


def test_a_new_notice_makes_a_new_calendar_and_the_old_one_stays():
    longer = CALENDAR.with_notice(notice())
    assert longer.covers(2027)
    assert not CALENDAR.covers(2027)
    assert longer.is_working_day(date(2027, 3, 3))
    assert longer.with_notice(notice(document="另一份")).notices[-1].document == "另一份"


def test_an_amending_notice_changes_single_days():
    spring = notice(
        2026, off=(NoticeDay(date(2026, 2, 24), "春节"),), amends=True, issued_on=date(2026, 2, 20)
    )
    amended = CALENDAR.with_notice(spring)
    assert not amended.is_working_day(date(2026, 2, 24))
    assert not amended.is_working_day(date(2026, 2, 23))
    assert amended.is_working_day(date(2026, 2, 25))


def test_two_whole_notices_for_one_year_are_refused():
    with pytest.raises(ValueError, match="两份"):
        Calendar([notice(), notice(document="另一份")])


def test_a_notice_as_entered_is_checked_in_plain_words():
    assert notice().problems() == []
    wrong = notice(
        document=" ",
        off=(NoticeDay(date(2027, 1, 1), "元旦"), NoticeDay(date(2026, 5, 1), "劳动节")),
        worked=(NoticeDay(date(2027, 1, 1), "元旦"), NoticeDay(date(2027, 3, 3), "春节")),
    )
    said = "".join(wrong.problems())
    for words in ("文号", "不在2027年", "写了两次", "2027年3月3日是周三", "2027年10月1日是国庆节"):
        assert words in said
    assert "出处" in notice(source="").problems()[0]


def test_a_notice_that_cannot_be_right_is_not_read():
    good = {
        "year": 2024,
        "document": "",
        "issued_on": "2023-10-25",
        "source": "样张",
        "off": [],
        "worked": [],
    }
    with pytest.raises(ValueError, match="文号"):
        read_notice(good)


def test_the_first_working_day_is_the_day_itself_when_it_is_worked():
    assert CALENDAR.first_working_day(date(2026, 9, 20)) == date(2026, 9, 20)
    assert CALENDAR.first_working_day(date(2026, 10, 1)) == date(2026, 10, 8)
