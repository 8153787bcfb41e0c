"""What holds of every clock: pauses move it by exactly their days, and its light never turns back."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fazhi.terms.clocks import Clock
from fazhi.terms.notices import shipped_calendar
from fazhi.terms.periods import Period, Unit

CALENDAR = shipped_calendar()
WD, CD = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS
ARTICLE = "《江苏省行政程序条例》第五十二条"
starts = st.dates(date(2021, 1, 1), date(2025, 12, 31))


@given(starts, st.integers(2, 40), st.integers(0, 200), st.integers(0, 60))
def test_pausing_and_resuming_moves_a_working_day_clock_by_exactly_the_days_paused(start, amount, on, length):
    clock = Clock(Period(amount, WD), start)
    due = clock.due(CALENDAR)
    first = start + timedelta(days=on % (due - start).days)
    last = first + timedelta(days=length)
    moved = clock.pause(first, "等补正", ARTICLE).resume(last).due(CALENDAR)
    assert CALENDAR.working_days(due, moved) == CALENDAR.working_days(first, last)
    assert CALENDAR.is_working_day(moved)


@given(
    starts,
    st.sampled_from([Period(30, CD), Period(90, CD), Period(1, Unit.MONTHS), Period(3, Unit.MONTHS)]),
    st.integers(0, 200),
    st.integers(0, 60),
)
def test_pausing_moves_other_clocks_by_the_calendar_days_paused(start, period, on, length):
    clock = Clock(period, start)
    unrolled = clock.arithmetic(CALENDAR).unrolled
    first = start + timedelta(days=on % (unrolled - start).days)
    resumed = clock.pause(first, "等补正", ARTICLE).resume(first + timedelta(days=length))
    counted = resumed.arithmetic(CALENDAR)
    assert counted.unrolled == unrolled + timedelta(days=length)
    assert counted.end == CALENDAR.first_working_day(counted.unrolled)
    assert counted.paused_days == length


@given(starts, st.integers(1, 60), st.sampled_from([WD, CD]), st.integers(-20, 120))
def test_a_light_turns_from_fine_to_soon_to_overdue_and_never_back(start, amount, unit, on):
    order = ["fine", "soon", "overdue"]
    clock, day = Clock(Period(amount, unit), start), start + timedelta(days=on)
    today, tomorrow = (clock.light(one, CALENDAR).kind for one in (day, day + timedelta(days=1)))
    assert order.index(today) <= order.index(tomorrow)
    assert (today == "overdue") is (day > clock.due(CALENDAR))
