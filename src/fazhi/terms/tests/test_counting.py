"""Counting periods: the test vectors of the statutory notes, and what must hold for every period."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fazhi.terms.calendar import NoNotice, Notice, NoticeDay
from fazhi.terms.counting import count, count_hours, end, latest_day_before
from fazhi.terms.notices import shipped_calendar
from fazhi.terms.periods import Period, Uncounted, Unit, months_after

CALENDAR = shipped_calendar()
WD, CD, MONTHS, YEARS = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS, Unit.YEARS
starts = st.dates(date(2021, 1, 1), date(2026, 6, 30))
short = st.builds(Period, st.integers(1, 60), st.sampled_from([WD, CD]))
periods = st.one_of(
    short, st.builds(Period, st.integers(1, 5), st.just(MONTHS)), st.just(Period(1, CD, rolls=False))
)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "unrolled", "due"),
    [
        ("2026-09-18", 5, WD, "2026-09-24", "2026-09-24"),  # Sunday 09-20 works
        ("2026-02-12", 7, WD, "2026-02-28", "2026-02-28"),  # a Saturday that works
        ("2026-04-30", 3, WD, "2026-05-08", "2026-05-08"),
        ("2026-09-30", 2, WD, "2026-10-09", "2026-10-09"),
        ("2026-01-01", 7, WD, "2026-01-12", "2026-01-12"),
        ("2026-04-24", 10, WD, "2026-05-12", "2026-05-12"),  # 催告
        ("2026-09-10", 20, WD, "2026-10-14", "2026-10-14"),
        ("2025-04-25", 5, WD, "2025-05-06", "2025-05-06"),
        ("2023-09-28", 7, WD, "2023-10-13", "2023-10-13"),
        ("2026-07-05", 90, CD, "2026-10-03", "2026-10-08"),  # 立案
        ("2026-04-19", 15, CD, "2026-05-04", "2026-05-06"),  # 收到决定书, late fee from the day after
        ("2026-09-01", 30, CD, "2026-10-01", "2026-10-08"),  # 协议生效
    ],
)
def test_the_vectors_of_the_statutory_notes(start, amount, unit, unrolled, due):
    """All rows of §15.7 of the shared notes on statutes, counted there from the holiday data by another program."""
    counted = count(date.fromisoformat(start), CALENDAR, Period(amount, unit))
    assert (counted.unrolled, counted.end) == (date.fromisoformat(unrolled), date.fromisoformat(due))


def test_the_vector_of_a_notice_before_a_hearing():
    """The last row of §15.7: seven clear working days before the hearing of 12 October 2026."""
    told = latest_day_before(date(2026, 10, 12), CALENDAR, Period(7, WD))
    assert told.counted[-1].day == date(2026, 9, 24)
    assert told.end == date(2026, 9, 23)


def test_the_arithmetic_says_of_each_day_why():
    counted = count(date(2026, 9, 18), CALENDAR, Period(5, WD))
    assert [(f"{line.day:%m-%d}", line.mark, line.number) for line in counted.days] == [
        ("09-18", "start", None),
        ("09-19", "skipped", None),
        ("09-20", "counted", 1),
        ("09-21", "counted", 2),
        ("09-22", "counted", 3),
        ("09-23", "counted", 4),
        ("09-24", "counted", 5),
    ]
    assert counted.days[1].reason == "周六，休息"
    assert counted.days[2].reason == "第1个工作日（周日，国庆节调休上班（国办发明电〔2025〕7号））"
    rolled = count(date(2026, 9, 1), CALENDAR, Period(30, CD)).days
    assert [line.mark for line in rolled[-8:]] == ["rolled"] * 8
    assert rolled[-8].reason == "期限最后一日逢国庆节放假（国办发明电〔2025〕7号），顺延"
    assert rolled[-1].day == date(2026, 10, 8)


def test_a_period_that_does_not_roll_ends_on_a_day_of_rest():
    assert end(date(2026, 9, 1), CALENDAR, Period(30, CD, rolls=False)) == date(2026, 10, 1)


def test_the_start_day_counts_where_a_rule_says_so():
    assert end(date(2026, 11, 2), CALENDAR, Period(5, WD, start_excluded=False)) == date(2026, 11, 6)
    assert end(date(2026, 3, 10), CALENDAR, Period(1, MONTHS, start_excluded=False)) == date(2026, 4, 9)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-10-31", 1, "2025-11-30"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2025-12-15", 1, "2026-01-15"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(start, months, last):
    assert months_after(date.fromisoformat(start), months) == date.fromisoformat(last)


def test_months_and_years_roll_too():
    assert end(date(2026, 8, 1), CALENDAR, Period(2, MONTHS)) == date(2026, 10, 8)
    assert end(date(2024, 2, 29), CALENDAR, Period(2, YEARS)) == date(2026, 2, 28)  # a Saturday that works
    counted = count(date(2023, 5, 20), CALENDAR, Period(2, YEARS))
    assert [line.number for line in counted.counted] == [1, 2]


def test_two_months_in_two_steps_may_end_earlier_than_in_one():
    """Why an extension in months is shown with its own lines: 31 January and a month, and a month."""
    one = Period(1, MONTHS, rolls=False)
    assert end(date(2025, 1, 31), CALENDAR, one, one) == date(2025, 3, 28)
    assert end(date(2025, 1, 31), CALENDAR, Period(2, MONTHS, rolls=False)) == date(2025, 3, 31)


def test_an_extension_goes_on_from_the_day_before_rolling():
    """30 days end on 1 October and would roll to the 8th; 30 more make 60, not 67."""
    assert end(date(2026, 9, 1), CALENDAR, Period(30, CD), Period(30, CD)) == date(2026, 11, 2)
    assert count(date(2026, 9, 1), CALENDAR, Period(30, CD), Period(30, CD)).unrolled == date(2026, 10, 31)


def test_a_year_without_a_notice_is_refused_and_estimated_only_on_request():
    with pytest.raises(NoNotice):
        count(date(2026, 12, 20), CALENDAR, Period(20, WD))
    guess = count(date(2026, 12, 20), CALENDAR.estimating(), Period(20, WD))
    assert guess.estimated
    assert "2027年" in guess.notes[0]
    known = count(date(2026, 11, 2), CALENDAR.estimating(), Period(5, WD))
    assert not known.estimated
    assert known.notes == ()


def test_days_that_the_next_notice_may_move_are_noted():
    counted = count(date(2026, 12, 24), CALENDAR, Period(5, WD))
    assert counted.end == date(2026, 12, 31)
    assert not counted.estimated
    assert counted.notes == ("2027年的放假通知还没有登记，它可能调整2026年12月底的放假和上班。",)


def test_hours_run_by_the_clock_over_nights_and_holidays():
    moment = datetime(2026, 9, 30, 15, 20, tzinfo=timezone(timedelta(hours=8)))
    assert count_hours(moment, Period(24, Unit.HOURS)) == moment + timedelta(hours=24)
    whole = count_hours(moment, Period(24, Unit.HOURS, start_excluded=True))
    assert (whole.day, whole.hour, whole.minute) == (1, 16, 0)
    pause = (moment + timedelta(hours=2), moment + timedelta(hours=5))
    assert count_hours(moment, Period(24, Unit.HOURS), uncounted=[pause]) == moment + timedelta(hours=27)


def test_hours_and_days_are_not_mixed():
    with pytest.raises(ValueError, match="count_hours"):
        count(date(2026, 1, 5), CALENDAR, Period(24, Unit.HOURS))
    with pytest.raises(ValueError, match="时区"):
        count_hours(datetime(2026, 1, 5), Period(24, Unit.HOURS))
    with pytest.raises(ValueError, match="工作日或者自然日"):
        latest_day_before(date(2026, 1, 5), CALENDAR, Period(1, MONTHS))
    with pytest.raises(ValueError, match="大于零"):
        Period(0, CD)
    with pytest.raises(ValueError, match="顺延"):
        Period(5, WD, rolls=True)


def test_an_open_pause_leaves_the_end_unknown():
    counted = count(
        date(2026, 3, 2), CALENDAR, Period(5, WD), uncounted=[Uncounted(date(2026, 3, 4), None, "等补正")]
    )
    assert counted.end is None
    assert counted.days[-1].reason == "暂停：等补正，恢复后接着算"


def test_a_pause_on_the_days_of_rest_at_the_end_still_counts():
    """30 days end on Thursday 1 October; a pause from the 7th takes the 8th, a working day, and ends on the 9th."""
    pause = Uncounted(date(2026, 10, 8), date(2026, 10, 9), "听证")
    assert count(date(2026, 9, 1), CALENDAR, Period(30, CD), uncounted=[pause]).end == date(2026, 10, 10)


@given(starts, periods)
def test_the_end_is_never_before_the_start_and_no_day_is_left_out(start, period):
    counted = count(start, CALENDAR, period)
    assert start < counted.unrolled <= counted.end
    if period.unit in (WD, CD):
        days = [line.day for line in counted.days]
        assert set(days) == {start + timedelta(days=n) for n in range((counted.end - start).days + 1)}
        assert days == sorted(days)


@given(starts, periods)
def test_the_counted_lines_are_as_many_as_the_period_says(start, period):
    counted = count(start, CALENDAR, period)
    assert [line.number for line in counted.counted] == list(range(1, period.amount + 1))
    assert counted.counted[-1].day == counted.unrolled


@given(starts, st.integers(1, 60))
def test_a_period_of_working_days_ends_on_a_working_day_with_that_many_before_it(start, amount):
    last = end(start, CALENDAR, Period(amount, WD))
    assert CALENDAR.is_working_day(last)
    assert CALENDAR.working_days(start, last) == amount


@given(starts, st.integers(1, 60))
def test_a_period_that_rolls_ends_on_the_first_working_day_from_its_last(start, amount):
    counted = count(start, CALENDAR, Period(amount, CD))
    assert counted.unrolled == start + timedelta(days=amount)
    assert counted.end == CALENDAR.first_working_day(counted.unrolled)


@given(starts, periods, st.integers(0, 200))
def test_another_holiday_never_makes_the_end_earlier(start, period, later):
    day = start + timedelta(days=later)
    holiday = Notice(
        day.year, (NoticeDay(day, "临时放假"),), (), "样张", date(2030, 1, 1), "样张", amends=True
    )
    assert end(start, CALENDAR.with_notice(holiday), period) >= end(start, CALENDAR, period)


@given(starts, st.sampled_from([WD, CD]), st.integers(1, 30), st.integers(1, 30))
def test_a_period_may_be_split(start, unit, first, second):
    whole = count(start, CALENDAR, Period(first + second, unit)).unrolled
    middle = count(start, CALENDAR, Period(first, unit)).unrolled
    assert count(middle, CALENDAR, Period(second, unit)).unrolled == whole
    assert count(start, CALENDAR, Period(first, unit), Period(second, unit)).unrolled == whole


@given(starts, st.integers(1, 60))
def test_months_never_leave_the_month_they_end_in(start, months):
    last = months_after(start, months)
    assert (last.year * 12 + last.month) - (start.year * 12 + start.month) == months
    assert last.day == start.day or (last.day < start.day and (last + timedelta(days=1)).day == 1)


@given(starts, short)
def test_a_notice_before_an_event_leaves_that_many_clear_days(start, period):
    assume(start > date(2021, 6, 1))
    told = latest_day_before(start, CALENDAR, period).end
    assert CALENDAR.is_working_day(told)
    between = [told + timedelta(days=n) for n in range(1, (start - told).days)]
    clear = [day for day in between if period.unit is CD or CALENDAR.is_working_day(day)]
    assert len(clear) == period.amount if period.unit is WD else len(clear) >= period.amount
