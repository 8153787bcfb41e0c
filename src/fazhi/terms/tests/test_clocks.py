"""Clocks: pauses, extensions, fresh starts, and the light each shows."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from fazhi.terms.acts import Limit, Pause, Refusal
from fazhi.terms.calendar import NoNotice
from fazhi.terms.clocks import Clock
from fazhi.terms.lights import Remaining, amber_from, day_light
from fazhi.terms.notices import shipped_calendar
from fazhi.terms.periods import Period, Unit

CALENDAR = shipped_calendar()
WD, CD = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS
ARTICLE = "《江苏省行政程序条例》第五十二条"
HERE = timezone(timedelta(hours=8))
MONDAY = date(2026, 3, 2)
TWENTY = Clock(Period(20, WD), MONDAY)  # due 30 March
FIVE = Clock(Period(5, WD), MONDAY)  # due 9 March
SEIZED = Clock(
    Period(30, CD), MONDAY, limit=Limit(Period(30, CD), "《行政强制法》第二十五条", "行政机关负责人")
)


def refused(answer, *words):
    assert isinstance(answer, Refusal)
    for word in words:
        assert word in str(answer)
    assert answer.do
    return True


def test_a_pause_moves_the_end_by_the_working_days_it_took():
    assert TWENTY.due(CALENDAR) == date(2026, 3, 30)
    paused = TWENTY.pause(date(2026, 3, 4), "等补正", ARTICLE)
    assert paused.due(CALENDAR) is None
    resumed = paused.resume(date(2026, 3, 11))  # 5, 6, 9, 10 and 11 March: five working days
    assert resumed.due(CALENDAR) == date(2026, 4, 7)  # 清明 falls in between: 4 to 6 April
    assert resumed.arithmetic(CALENDAR).paused_days == 5
    assert TWENTY.due(CALENDAR) == date(2026, 3, 30)  # the clock itself is unchanged


def test_the_day_of_pausing_counts_unless_the_text_takes_it_out():
    for whole, due in ((False, date(2026, 3, 11)), (True, date(2026, 3, 12))):
        clock = FIVE.pause(date(2026, 3, 4), "起诉", "第二十六条", whole_first_day=whole)
        assert clock.resume(date(2026, 3, 6)).due(CALENDAR) == due


def test_a_pause_that_ends_the_day_it_began_takes_nothing():
    assert FIVE.pause(MONDAY, "等补正", ARTICLE).resume(MONDAY).due(CALENDAR) == FIVE.due(CALENDAR)


def test_a_pause_after_the_end_changes_nothing():
    late = FIVE.pause(date(2026, 3, 20), "等补正", ARTICLE)
    assert late.due(CALENDAR) == date(2026, 3, 9)
    assert late.light(date(2026, 3, 23), CALENDAR).words == "逾期10个工作日"


def test_several_pauses_add_up_and_the_arithmetic_names_each():
    clock = TWENTY.pause(date(2026, 3, 4), "听证", ARTICLE).resume(date(2026, 3, 6))
    clock = clock.pause(date(2026, 3, 11), "鉴定", ARTICLE).resume(date(2026, 3, 16))
    counted = clock.arithmetic(CALENDAR)
    reasons = [line.reason for line in counted.days if line.mark == "paused"]
    assert reasons == ["暂停：听证"] * 2 + ["暂停：鉴定"] * 3
    weekend = next(line for line in counted.days if line.day == date(2026, 3, 14))
    assert (weekend.mark, weekend.reason) == ("skipped", "周六，休息")
    assert CALENDAR.working_days(date(2026, 3, 30), clock.due(CALENDAR)) == 5


def test_what_cannot_be_paused_or_resumed_says_what_to_do():
    paused = FIVE.pause(date(2026, 3, 4), "等补正", ARTICLE)
    assert refused(paused.pause(date(2026, 3, 5), "听证", ARTICLE), "2026年3月4日起已经暂停", "先恢复")
    assert refused(paused.resume(date(2026, 3, 3)), "早于暂停")
    assert refused(FIVE.resume(date(2026, 3, 4)), "没有暂停")
    assert refused(FIVE.pause(date(2026, 3, 1), "等补正", ARTICLE), "早于2026年3月2日")
    assert refused(FIVE.pause(date(2026, 3, 4), " ", ""), "事由、依据的条文")
    resumed = paused.resume(date(2026, 3, 6))
    assert refused(resumed.pause(date(2026, 3, 5), "听证", ARTICLE), "早于2026年3月6日")


def test_an_extension_needs_reason_article_and_approver():
    assert refused(TWENTY.extend(10, "情况复杂", "", " "), "依据的条文、批准人")
    assert refused(TWENTY.extend(0, "情况复杂", ARTICLE, "张三"), "大于零")
    longer = TWENTY.extend(20, "情况复杂", "《政府信息公开条例》第三十三条", "张三")
    assert longer.due(CALENDAR) == Clock(Period(40, WD), MONDAY).due(CALENDAR)
    assert "延长的第20个工作日" in longer.arithmetic(CALENDAR).days[-1].reason
    assert longer.extensions[0].approver == "张三"


def test_an_extension_keeps_to_what_the_law_allows():
    assert SEIZED.due(CALENDAR) == date(2026, 4, 1)
    assert refused(SEIZED.extend(31, "情况复杂", "第二十五条", "李四"), "最多延长30日")
    once = SEIZED.extend(30, "情况复杂", "第二十五条", "李四")
    assert once.due(CALENDAR) == date(2026, 5, 6)  # 1 May is off
    answer = once.extend(1, "情况复杂", "第二十五条", "李四")
    assert refused(answer, "只能延长1次")
    assert answer.article == "《行政强制法》第二十五条"


def test_a_term_that_has_ended_is_not_extended():
    answer = FIVE.extend(5, "情况复杂", ARTICLE, "李四", on=date(2026, 3, 10), calendar=CALENDAR)
    assert refused(answer, "2026年3月9日已经届满")
    in_time = FIVE.extend(5, "情况复杂", ARTICLE, "李四", on=date(2026, 3, 9), calendar=CALENDAR)
    assert in_time.due(CALENDAR) == date(2026, 3, 16)


def test_a_fresh_start_counts_the_whole_period_again_and_keeps_what_was():
    """政府信息公开条例 第三十条: the period for the answer runs from the day the corrected application came."""
    clock = TWENTY.pause(date(2026, 3, 4), "等补正", "《政府信息公开条例》第三十条")
    anew = clock.restart(date(2026, 3, 16), "收到补正的申请", "《政府信息公开条例》第三十条")
    assert anew.begun == date(2026, 3, 16)
    assert anew.due(CALENDAR) == Clock(Period(20, WD), date(2026, 3, 16)).due(CALENDAR)
    assert anew.restarts[0].pauses[0].until == date(2026, 3, 16)
    assert anew.started == MONDAY
    assert refused(clock.restart(date(2026, 3, 3), "收到补正的申请", "第三十条"), "早于")


def test_a_done_clock_takes_no_more_acts():
    done = FIVE.finish(date(2026, 3, 6))
    for answer in (
        done.pause(date(2026, 3, 6), "等补正", ARTICLE),
        done.resume(date(2026, 3, 6)),
        done.extend(1, "情况复杂", ARTICLE, "李四"),
        done.restart(date(2026, 3, 6), "补正", ARTICLE),
        done.finish(date(2026, 3, 6)),
    ):
        assert refused(answer, "2026年3月6日已经办结", "更正办结的日期")
    assert refused(FIVE.finish(date(2026, 3, 1)), "早于起算")


@pytest.mark.parametrize(
    ("today", "kind", "words"),
    [
        ("2026-03-02", "fine", "剩20个工作日"),
        ("2026-03-20", "fine", "剩6个工作日"),
        ("2026-03-23", "soon", "剩5个工作日"),  # 15 of 20 have gone
        ("2026-03-27", "soon", "剩1个工作日"),
        ("2026-03-28", "soon", "剩1个工作日"),  # a Saturday
        ("2026-03-30", "soon", "今天到期"),
        ("2026-03-31", "overdue", "逾期1个工作日"),
        ("2026-04-07", "overdue", "逾期5个工作日"),
    ],
)
def test_the_light_of_working_days(today, kind, words):
    light = TWENTY.light(date.fromisoformat(today), CALENDAR)
    assert (light.kind, light.words, light.due) == (kind, words, date(2026, 3, 30))


def test_a_weekend_after_the_end_is_said_in_days():
    friday = Clock(Period(4, WD), MONDAY)
    assert friday.light(date(2026, 3, 7), CALENDAR).words == "逾期1天"
    assert friday.light(date(2026, 3, 9), CALENDAR).words == "逾期1个工作日"


@pytest.mark.parametrize(
    ("today", "kind", "words"),
    [
        ("2026-09-18", "fine", "剩20天"),
        ("2026-09-24", "soon", "剩14天"),  # 23 of 30 days have gone
        ("2026-09-30", "soon", "剩8天"),  # the last day is a holiday: be ready before
        ("2026-10-04", "soon", "剩4天"),
        ("2026-10-08", "soon", "今天到期"),
        ("2026-10-09", "overdue", "逾期1天"),
    ],
)
def test_the_light_of_calendar_days_warns_before_the_rolled_end(today, kind, words):
    """30 days from 1 September end on 1 October and roll to the 8th; the alarm looks at the 1st (§15.7)."""
    light = Clock(Period(30, CD), date(2026, 9, 1)).light(date.fromisoformat(today), CALENDAR)
    assert (light.kind, light.words, light.due) == (kind, words, date(2026, 10, 8))


def test_the_working_days_left_are_measured_to_the_day_before_rolling():
    clock = Clock(Period(30, CD), date(2026, 9, 1))
    kinds = [clock.light(date(2026, 9, day), CALENDAR, amber_share=1).kind for day in (25, 26, 27)]
    # 28, 29 and 30 September are the last three working days before 1 October; 8 October is not one of them.
    assert kinds == ["soon", "soon", "soon"]
    assert clock.light(date(2026, 9, 23), CALENDAR, amber_share=1).kind == "fine"


def test_a_light_is_made_from_the_dates_a_list_keeps():
    counted = TWENTY.arithmetic(CALENDAR)
    amber = amber_from(counted, WD, CALENDAR, 3, 0.75)
    assert amber == date(2026, 3, 23)
    for day in range(2, 31):
        today = date(2026, 3, day)
        assert day_light(today, counted.end, amber, WD, CALENDAR) == TWENTY.light(today, CALENDAR)


def test_thresholds_are_the_callers():
    assert TWENTY.light(date(2026, 3, 20), CALENDAR, amber_days=6).kind == "soon"
    assert TWENTY.light(date(2026, 3, 23), CALENDAR, amber_share=0.9).kind == "fine"


def test_paused_and_done_clocks_say_so():
    paused = FIVE.pause(date(2026, 3, 4), "等补正", ARTICLE)
    light = paused.light(date(2026, 6, 1), CALENDAR)
    assert (light.kind, light.words, light.due) == ("paused", "暂停：等补正", None)
    assert paused.remaining(date(2026, 6, 1), CALENDAR) is None
    assert FIVE.finish(date(2026, 3, 9)).light(date(2026, 6, 1), CALENDAR).words == "按期办结"
    late = FIVE.finish(date(2026, 3, 12)).light(date(2026, 6, 1), CALENDAR)
    assert (late.kind, late.words) == ("done", "逾期3个工作日办结")
    assert paused.finish(date(2026, 3, 12)).light(date(2026, 6, 1), CALENDAR).words == "按期办结"


def test_months_are_left_in_days():
    clock = Clock(Period(6, Unit.MONTHS), date(2026, 3, 31))
    assert clock.due(CALENDAR) == date(2026, 9, 30)
    assert clock.light(date(2026, 9, 18), CALENDAR).words == "剩12天"
    assert clock.light(date(2026, 6, 1), CALENDAR).kind == "fine"
    assert clock.light(date(2026, 8, 20), CALENDAR).kind == "soon"  # three quarters


def test_an_unknown_year_is_refused_and_an_estimate_says_that_it_is_one():
    clock = Clock(Period(20, WD), date(2026, 12, 20))
    with pytest.raises(NoNotice):
        clock.due(CALENDAR)
    light = clock.light(date(2026, 12, 21), CALENDAR.estimating())
    assert light.estimated
    assert light.words.endswith("（初算）")


def test_a_clock_of_hours_runs_by_the_clock():
    started = datetime(2026, 9, 30, 15, 20, tzinfo=HERE)
    clock = Clock(Period(24, Unit.HOURS), started)
    assert clock.due(CALENDAR) == date(2026, 10, 1)
    assert clock.due_at(CALENDAR) == started + timedelta(hours=24)

    def says(hours):
        light = clock.light(started + timedelta(hours=hours), CALENDAR)
        return light.kind, light.words

    assert says(1) == ("fine", "剩23小时")
    assert says(19) == ("soon", "剩5小时")
    assert says(23.5) == ("soon", "剩不到1小时")
    assert says(24.5) == ("overdue", "逾期不到1小时")
    assert says(27) == ("overdue", "逾期3小时")
    assert clock.arithmetic(CALENDAR).days[-1].reason == "2026年10月1日15:20满24小时"
    paused = clock.pause(started + timedelta(hours=2), "通信中断", ARTICLE)
    assert paused.light(started + timedelta(hours=30), CALENDAR).words == "暂停：通信中断"
    assert paused.resume(started + timedelta(hours=5)).due_at(CALENDAR) == started + timedelta(hours=27)


def test_a_clock_in_utc_ends_on_the_day_it_is_here():
    clock = Clock(Period(24, Unit.HOURS), datetime(2026, 9, 30, 20, 0, tzinfo=UTC))
    assert clock.due(CALENDAR) == date(2026, 10, 2)


def test_days_and_moments_are_not_mixed():
    with pytest.raises(TypeError):
        Clock(Period(5, WD), datetime(2026, 3, 2, tzinfo=HERE))
    with pytest.raises(TypeError):
        Clock(Period(24, Unit.HOURS), MONDAY)
    with pytest.raises(TypeError):
        FIVE.light(datetime(2026, 3, 2, tzinfo=HERE), CALENDAR)


def test_the_last_day_ends_at_midnight_here():
    assert FIVE.due_at(CALENDAR) == datetime(2026, 3, 10, tzinfo=HERE)


def test_what_is_left_has_an_amount_and_words():
    assert FIVE.remaining(date(2026, 3, 5), CALENDAR) == Remaining(2, WD)
    assert FIVE.remaining(date(2026, 3, 10), CALENDAR) == Remaining(-1, WD, late=True)
    assert FIVE.remaining(date(2026, 3, 9), CALENDAR) == Remaining(0, WD)


def test_a_pause_is_a_value_that_names_its_days():
    pause = Pause(date(2026, 3, 4), "等补正", ARTICLE, date(2026, 3, 6))
    assert (pause.uncounted.first, pause.uncounted.last) == (date(2026, 3, 5), date(2026, 3, 6))
