"""Entering holiday notices and numbers of rules: who may, what is refused, what holds afterwards."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from fazhi.orgs.permissions import CONSOLE, NotAllowed, Refused
from fazhi.statutes.actions import GivenNotice, enter_notice, set_number
from fazhi.statutes.checking import statute_faults
from fazhi.statutes.in_force import calendar_in_force, rules_in_force
from fazhi.statutes.models import HolidayNotice, RuleEdit
from fazhi.terms.calendar import NoNotice
from fazhi.terms.periods import Unit
from fazhi.trace.models import TraceRecord
from given import a_town, somebody

pytestmark = pytest.mark.django_db

# Made up: the notice for 2027 was not issued when this was written.
NOTICE_2027 = GivenNotice(
    2027,
    off=[
        {"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"},
        {"name": "劳动节", "from": "2027-05-01", "to": "2027-05-05"},
        {"name": "国庆节", "from": "2027-10-01", "to": "2027-10-07"},
    ],
    worked=[{"day": "2027-05-08", "name": "劳动节"}],
    document="国办发明电〔示例〕1号",
    issued_on=date(2026, 11, 1),
    source="示例：县政府办转发的纸质文件，存放在司法所",
)


def test_a_year_has_no_working_days_until_its_notice_is_entered() -> None:
    town = a_town()
    office = somebody(town, "justice_office")
    with pytest.raises(NoNotice, match="2027年"):
        calendar_in_force().is_working_day(date(2027, 5, 8))
    enter_notice(NOTICE_2027, town=town, by=office)
    assert calendar_in_force().is_working_day(date(2027, 5, 8))
    assert not calendar_in_force().is_working_day(date(2027, 5, 5))
    entry = TraceRecord.objects.get(verb="entered")
    assert "国办发明电〔示例〕1号" in entry.change
    assert [*statute_faults()] == []


def test_what_was_entered_and_taken_back_is_not_remembered_by_the_process() -> None:
    town = a_town()
    with transaction.atomic():
        enter_notice(NOTICE_2027, town=town, by=CONSOLE)
        assert calendar_in_force().covers(2027)
        transaction.set_rollback(True)
    assert not calendar_in_force().covers(2027)


def test_a_notice_entered_again_takes_the_place_of_the_one_before() -> None:
    town = a_town()
    enter_notice(NOTICE_2027, town=town, by=CONSOLE)
    better = GivenNotice(**{**NOTICE_2027.__dict__, "worked": []})
    enter_notice(better, town=town, by=CONSOLE)
    assert not calendar_in_force().is_working_day(date(2027, 5, 8))
    assert HolidayNotice.objects.count() == 2


def test_a_change_of_single_days_stands_beside_the_notice_of_its_year() -> None:
    town = a_town()
    change = GivenNotice(
        2026, off=[{"name": "示例假", "from": "2026-12-25", "to": "2026-12-25"}], worked=[], document="示例调整〔2026〕1号",
        issued_on=date(2026, 11, 2), source="示例", amends=True,
    )  # fmt: skip
    enter_notice(change, town=town, by=CONSOLE)
    assert not calendar_in_force().is_working_day(date(2026, 12, 25))
    assert calendar_in_force().is_working_day(date(2026, 10, 10))


def test_a_notice_that_cannot_be_right_is_refused_in_words() -> None:
    town = a_town()
    without_may = GivenNotice(**{**NOTICE_2027.__dict__, "off": NOTICE_2027.off[:1]})
    with pytest.raises(Refused, match="5月1日是劳动节"):
        enter_notice(without_may, town=town, by=CONSOLE)
    without_source = GivenNotice(**{**NOTICE_2027.__dict__, "source": " "})
    with pytest.raises(Refused, match="出处"):
        enter_notice(without_source, town=town, by=CONSOLE)
    with pytest.raises(NotAllowed, match="司法所"):
        enter_notice(NOTICE_2027, town=town, by=somebody(town, "party_office"))


def test_a_number_that_the_law_leaves_open_is_the_towns_to_set_from_a_day_on() -> None:
    town, other = a_town(), a_town("示例乡")
    office = somebody(town, "justice_office")
    set_number(
        "mediation_duration_soft", 2, "months", source="示例镇调解工作制度第五条", since=date(2026, 6, 1), town=town,
        by=office,
    )  # fmt: skip
    before = rules_in_force(town).find("mediation_duration_soft", date(2026, 5, 31))
    after = rules_in_force(town).find("mediation_duration_soft", date(2026, 6, 1))
    assert (before.period.words, after.period.words) == ("1个月", "2个月")
    assert rules_in_force(other).find("mediation_duration_soft", date(2026, 6, 1)).period.words == "1个月"
    assert "1个月→2个月" in TraceRecord.objects.get(verb="number_set").change
    assert [*statute_faults()] == []


def test_a_number_that_the_law_fixes_is_not_changed_and_a_least_time_never_becomes_shorter() -> None:
    town = a_town()
    day = date(2026, 6, 1)
    with pytest.raises(Refused, match="不能改"):
        set_number("hearing_request", 3, "working_days", source="想快一点", since=day, town=town, by=CONSOLE)
    with pytest.raises(Refused, match="出处"):
        set_number("normdoc_filing", 10, Unit.CALENDAR_DAYS, source="", since=day, town=town, by=CONSOLE)
    longer = {"source": "示例镇制度", "town": town, "by": CONSOLE}
    set_number("decision_public_comment_min", 45, "calendar_days", since=day, **longer)
    with pytest.raises(Refused, match="不少于30日"):
        set_number("decision_public_comment_min", 20, "calendar_days", since=date(2026, 7, 1), **longer)


def test_a_row_changed_behind_the_actions_is_found() -> None:
    town = a_town()
    enter_notice(NOTICE_2027, town=town, by=CONSOLE)
    set_number(
        "normdoc_filing",
        10,
        "calendar_days",
        source="示例",
        since=date(2026, 6, 1),
        town=town,
        by=CONSOLE,
    )
    HolidayNotice.objects.update(worked=[])
    RuleEdit.objects.all().delete()
    assert [fault.code for fault in statute_faults()] == ["changed", "row_gone"]
