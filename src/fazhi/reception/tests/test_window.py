"""The window: what is registered, where it goes, what follows, and that it counts once."""

from __future__ import annotations

from datetime import date, time
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from fazhi.cases.models import Case
from fazhi.cases.origins import Outcome
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE, Actor, NotAllowed, Refused, actor
from fazhi.pages.tests.towns import a_person, a_town, a_village
from fazhi.reception.appointing import book_for, booked, settle
from fazhi.reception.codes import code_for, mark_of
from fazhi.reception.models import Reception, Referral, Visit, VisitNote
from fazhi.reception.outcomes import heard
from fazhi.reception.referring import awaited, refer, reply
from fazhi.reception.turning import Asked, turn_into_mediation
from fazhi.reception.visits import answer, came_again, close
from fazhi.reception.window import Coming, guessed_type, receive
from fazhi.records.actions import ChangedMeanwhile
from fazhi.records.checking import row_faults
from fazhi.records.figures import BOOK, Figure, Scope
from fazhi.records.models import SearchEntry
from fazhi.records.search_backlog import mend, work_off
from fazhi.records.search_checking import search_faults
from fazhi.records.searching import Search
from fazhi.storage.ids import new_id

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 12)


@pytest.fixture
def town() -> Town:
    return a_town("示例镇")


@pytest.fixture
def office(town: Town) -> Actor:
    return actor(a_person(town, "justice_office"))


def come(town: Town, by: Actor, **changes: Any) -> Visit:
    values: dict[str, Any] = {
        "name": "示例甲", "matter": "邻居把排水沟堵了", "category": "来访", "outcome": Visit.Outcome.ANSWERED,
        "phone": "19900000001", **changes,
    }  # fmt: skip
    return receive(
        Coming(**values), town=town, by=by, today=DAY, command=changes.pop("command", None) or new_id()
    )


def counted(town: Town, code: str = "receptions") -> int:
    figure = BOOK[code]
    assert isinstance(figure, Figure)
    return figure.value(Scope(town.pk, DAY.year))


def test_three_fields_make_a_reception_that_counts_and_a_slip_with_a_code(town: Town, office: Actor) -> None:
    visit = come(town, office, phone="")
    reception = Reception.objects.get(pk=visit.reception_id)
    assert (reception.visitor, reception.category, reception.result_word) == ("示例甲", "visit", "已答复")
    assert reception.mediator == office.name
    assert visit.status == Visit.Status.CLOSED
    assert visit.code_mark == mark_of(code_for(visit.reception_id))
    assert counted(town) == 1
    assert list(row_faults()) == []


def test_the_same_command_twice_is_one_visit(town: Town, office: Actor) -> None:
    coming = Coming("示例甲", "问赡养费", "咨询", Visit.Outcome.ANSWERED)
    command = new_id()
    first = receive(coming, town=town, by=office, today=DAY, command=command)
    assert receive(coming, town=town, by=office, today=DAY, command=command) == first
    assert Visit.objects.count() == Reception.objects.count() == 1
    with pytest.raises(Refused, match="已被占用"):
        receive(coming, town=a_town("别镇"), by=CONSOLE, today=DAY, command=command)


def test_coming_back_the_same_day_with_the_same_matter_counts_once_either_way(
    town: Town, office: Actor
) -> None:
    visit = come(town, office)
    again = came_again(visit.pk, "补交了照片", town=town, by=office, today=DAY)
    assert (again.times, again.status) == (2, Visit.Status.OPEN)
    assert counted(town) == 1
    come(town, office)
    assert Reception.objects.count() == 2
    assert counted(town) == 1
    come(town, office, matter="孩子的抚养费没有给", type="婚姻家庭纠纷")
    assert counted(town) == 2


def test_two_people_without_a_name_are_two_consultations(town: Town, office: Actor) -> None:
    for _ in range(2):
        come(town, office, anonymous=True, name="", phone="", category="咨询")
    assert sorted(Reception.objects.values_list("visitor", flat=True)) == ["匿名1", "匿名2"]
    assert counted(town, "reception_consultations") == 2
    with pytest.raises(Refused, match="匿名的只按咨询登记"):
        come(town, office, anonymous=True, name="", category="来访")


def test_several_persons_of_one_matter_are_one_reception(town: Town, office: Actor) -> None:
    visit = come(town, office, companions=(("示例乙", "19900000002"), ("示例丙", "")))
    assert [one["name"] for one in visit.companions] == ["示例乙", "示例丙"]
    assert counted(town) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"), ({"matter": ""}, "matter"), ({"outcome": Visit.Outcome.LEGAL_AID}, "office"),
        ({"outcome": Visit.Outcome.APPOINTMENT}, "day"), ({"matter": "长" * 201}, "matter"),
        ({"outcome": Visit.Outcome.APPOINTMENT, "day": date(2026, 3, 11), "time": time(9)}, "day"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_at_its_field_and_nothing_is_kept(
    town: Town, office: Actor, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        come(town, office, **changes)
    assert refusal.value.field == field
    assert not Reception.objects.exists()


def test_turning_into_mediation_carries_everything_and_links_both_ways(town: Town, office: Actor) -> None:
    a_village(town, "示例一村")
    visit = come(town, office, category="申请调解", outcome=Visit.Outcome.MEDIATION, village="示例一村")
    asked = Asked(["示例甲"], ["示例乙"], "示例一村", "邻里纠纷")
    case_id = turn_into_mediation(visit.pk, asked, town=town, by=office, today=DAY)
    case = Case.objects.get(pk=case_id)
    assert case.receptions.get().pk == visit.reception_id
    assert [(p.name, p.phone) for p in case.participants.order_by("place")] == [
        ("示例甲", "19900000001"), ("示例乙", ""),
    ]  # fmt: skip
    assert case.village is not None
    assert case.village.name == "示例一村"
    assert case.dispute.summary == "邻居把排水沟堵了"
    assert case.dispute.source_word == "当事人申请"
    with pytest.raises(Refused, match="已经转成调解案件"):
        turn_into_mediation(visit.pk, asked, town=town, by=office, today=DAY)
    assert counted(town, "mediation_requests") == 1
    assert list(row_faults()) == []


def test_a_referral_waits_for_its_reply_and_only_then_can_the_matter_be_closed(
    town: Town, office: Actor
) -> None:
    visit = come(town, office, outcome=Visit.Outcome.LEGAL_AID, office="示例县法律援助中心")
    made = Referral.objects.get()
    # 法律援助法 第四十三条: seven days from 12 March is a Thursday.
    assert (made.number, made.reply_by) == ("转办〔2026〕1号", date(2026, 3, 19))
    assert awaited(town) == [made]
    with pytest.raises(Refused, match="还没有回复"):
        close(visit.pk, "办好了", town=town, by=office, today=DAY)
    with pytest.raises(Refused, match="不能早于转出"):
        reply(made.pk, "已指派律师", date(2026, 3, 11), town=town, by=office, today=DAY)
    reply(made.pk, "已指派律师", DAY, town=town, by=office, today=DAY)
    assert awaited(town) == []
    assert close(visit.pk, "律师接手", town=town, by=office, today=DAY).status == Visit.Status.CLOSED
    assert Reception.objects.get().result_word == "转其他部门"
    assert [n.what for n in VisitNote.objects.all()] == ["办结", "收到回复", "转法律援助", "登记"]


def test_referrals_are_numbered_within_town_and_year(town: Town, office: Actor) -> None:
    visit = come(town, office)
    numbers = [
        refer(visit.pk, "department", "示例所", town=town, by=office, today=day).number
        for day in (DAY, DAY, date(2027, 1, 4))
    ]
    assert numbers == ["转办〔2026〕1号", "转办〔2026〕2号", "转办〔2027〕1号"]


def test_an_appointment_stands_in_the_list_until_it_is_settled(town: Town, office: Actor) -> None:
    visit = come(town, office, outcome=Visit.Outcome.APPOINTMENT, day=date(2026, 3, 13), time=time(14, 30))
    (one,) = booked(town)
    with pytest.raises(Refused, match="还没有到"):
        settle(one.pk, "came", town=town, by=office, today=DAY)
    settle(one.pk, "came", town=town, by=office, today=date(2026, 3, 13))
    assert booked(town) == []
    book_for(visit.pk, date(2026, 3, 20), time(9), town=town, by=office, today=DAY)
    assert [a.day for a in booked(town)] == [date(2026, 3, 20)]


def test_an_answer_closes_and_a_newer_version_is_not_overwritten(town: Town, office: Actor) -> None:
    visit = come(town, office, outcome=Visit.Outcome.MEDIATION)
    answer(visit.pk, "可以申请宅基地确权", town=town, by=office, today=DAY, version=visit.version)
    assert Reception.objects.get().result_word == "已答复"
    with pytest.raises(ChangedMeanwhile):
        answer(visit.pk, "别的", town=town, by=office, today=DAY, version=visit.version)


@pytest.mark.parametrize(
    "role", ["town_leader", "county_bureau", "party_office", "village_mediator", "system_admin"]
)
def test_only_who_keeps_receptions_works_at_the_window(town: Town, role: str) -> None:
    by = actor(a_person(town, role))
    with pytest.raises(NotAllowed):
        come(town, by)
    visit = come(town, CONSOLE)
    for act in (
        lambda: answer(visit.pk, "答", town=town, by=by, today=DAY),
        lambda: came_again(visit.pk, "又来", town=town, by=by, today=DAY),
        lambda: refer(visit.pk, "department", "所", town=town, by=by, today=DAY),
        lambda: book_for(visit.pk, DAY, time(9), town=town, by=by, today=DAY),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_another_towns_visit_is_not_found(town: Town, office: Actor) -> None:
    foreign = come(a_town("别镇"), CONSOLE)
    with pytest.raises(Refused, match="没有找到"):
        answer(foreign.pk, "答", town=town, by=office, today=DAY)


def test_no_name_no_number_and_no_words_of_a_visitor_stand_in_the_trace_of_the_visit(
    town: Town, office: Actor
) -> None:
    from fazhi.trace.models import TraceRecord

    visit = come(town, office, outcome=Visit.Outcome.APPOINTMENT, day=DAY, time=time(9))
    came_again(visit.pk, "儿子不管我", town=town, by=office, today=DAY)
    told = "".join(TraceRecord.objects.exclude(kind="reception").values_list("change", flat=True))
    assert not [word for word in ("示例甲", "19900000001", "排水沟", "儿子") if word in told]


def test_a_visit_ends_with_the_case_it_opened(town: Town, office: Actor) -> None:
    a_village(town, "示例一村")
    visit = come(town, office, category="申请调解", outcome=Visit.Outcome.MEDIATION, village="示例一村")
    case = turn_into_mediation(
        visit.pk, Asked(["示例甲"], ["示例乙"], "示例一村", "邻里纠纷"), town=town, by=office, today=DAY
    )
    with transaction.atomic():
        heard(visit.reception_id, Outcome(case, "written", DAY, "示调〔2026〕1号"), town, office)
    visit.refresh_from_db()
    assert (visit.status, visit.closed_on) == (Visit.Status.CLOSED, DAY)
    assert counted(town, "written_agreements") == 1
    assert list(row_faults()) == []


@pytest.mark.parametrize(
    ("matter", "type_word"),
    [
        ("和哥哥为宅基地吵", "房产宅基地纠纷"),
        ("工资纠纷，拖了三个月", "拖欠农民工工资纠纷"),
        ("想问个事", ""),
    ],
)
def test_the_sentence_itself_may_name_the_type(matter: str, type_word: str) -> None:
    assert guessed_type(matter) == type_word


def test_a_visit_is_found_by_what_was_said_and_by_who_came_along(town: Town, office: Actor) -> None:
    visit = come(town, office, matter="空调外机滴水", companions=[("令狐某", "19900007777")])

    def found(words: str) -> bool:
        return bool(Search(words, town=town, actor=office).found)

    assert found("外机")
    assert found("滴水")
    assert found("令狐某")
    assert not found("7777")
    assert not found("相邻关系")
    answer(visit.pk, "讲了相邻关系的规定", town=town, by=office, today=DAY)
    assert found("相邻关系")
    assert found("外机")
    assert list(search_faults()) == []


def test_visits_from_before_are_indexed_with_their_words_after_an_upgrade(town: Town, office: Actor) -> None:
    come(town, office, matter="空调外机滴水")
    come(town, office, name="示例乙", matter="借条")
    SearchEntry.objects.update(text="示例")  # as they were made before visits were found by their words
    upgrade = import_module("fazhi.reception.migrations.0006_visits_found_by_words")
    upgrade.wait_for_entries(apps, SimpleNamespace(connection=connection))
    mend()
    work_off()
    assert [entry.title for entry in Search("外机", town=town, actor=office).found] == ["示例甲来访"]
    assert list(search_faults()) == []
