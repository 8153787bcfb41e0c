"""What the public sends in: promised, accepted, answered, published without names, erased in time."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from fazhi.cases.models import Case
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE, Actor, NotAllowed, Refused, actor
from fazhi.pages.tests.towns import a_person, a_town, a_village
from fazhi.pages.words import office_today
from fazhi.publishing.releasing import submit
from fazhi.reception.anonymity import doubts
from fazhi.reception.applications import (
    Sent,
    accept,
    answer,
    apply,
    draft_answer,
    due_for_erasure,
    erase,
    rate,
    read_phone,
)
from fazhi.reception.codes import code_for, mark_of
from fazhi.reception.models import Application, Reception, Satisfaction, ServiceCentre
from fazhi.reception.progress import find, progress_of
from fazhi.reception.tests.centres import (
    MEDIATION,
    NOW,
    a_centre,
    a_question,
    an_application,
    publish_all,
    withdrawn,
)
from fazhi.reception.turning import Asked
from fazhi.records.checking import row_faults
from fazhi.records.figures import BOOK, Figure, Scope
from fazhi.storage.ids import new_id
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
ASKED = Asked(["示例某女士"], ["示例邻居"], "示例一村", "邻里纠纷")


@pytest.fixture
def town() -> Town:
    made = a_town("示例镇")
    a_village(made, "示例一村")
    return made


@pytest.fixture
def centre(town: Town) -> ServiceCentre:
    return a_centre(town)


@pytest.fixture
def office(town: Town) -> Actor:
    return actor(a_person(town, "justice_office"))


def told(row: Application, centre: ServiceCentre, today: date = TODAY) -> str:
    found = find(code_for(row.pk), centre.town)
    assert found is not None
    return progress_of(found, centre, today).words


def test_what_is_sent_is_promised_in_working_days_and_sent_twice_is_one(centre: ServiceCentre) -> None:
    command = new_id()
    one = apply(Sent(**MEDIATION), centre=centre, command=command, now=NOW)
    assert apply(Sent(**MEDIATION), centre=centre, command=command, now=NOW) == one
    # Monday and three working days, of 2026.
    assert one.promised_on == date(2026, 3, 12)
    assert Application.objects.count() == 1
    assert a_question(centre).promised_on == date(2026, 3, 16)
    assert list(row_faults()) == []


def test_a_promise_runs_over_the_holidays(centre: ServiceCentre) -> None:
    from datetime import UTC, datetime

    # 30 September 2026, before the holidays of National Day.
    late = apply(Sent(**MEDIATION), centre=centre, command=new_id(), now=datetime(2026, 9, 30, 1, tzinfo=UTC))
    assert late.promised_on is not None
    assert late.promised_on > date(2026, 10, 8)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"matter": " "}, "matter"),
        ({"phone": ""}, "phone"),
        ({"name": ""}, "name"),
        ({"matter": "长" * 1001}, "matter"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    centre: ServiceCentre, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        an_application(centre, **changes)
    assert refusal.value.field == field


def test_a_suggestion_needs_no_name_and_gets_no_promise(centre: ServiceCentre) -> None:
    row = an_application(centre, kind="suggestion", name="", phone="", other_party="", village="", topic="")
    assert row.promised_on is None
    assert told(row, centre) == "已收到"


def test_a_centre_that_is_not_open_takes_nothing(town: Town) -> None:
    centre = a_centre(town)
    withdrawn(centre)
    centre.refresh_from_db()
    with pytest.raises(Refused, match="没有开放"):
        an_application(centre)


def test_accepting_makes_the_reception_and_the_case_and_the_code_tells_so(
    town: Town, centre: ServiceCentre, office: Actor
) -> None:
    row = an_application(centre)
    assert told(row, centre) == "已收到"
    done = accept(row.pk, "隔壁把水排到门口", town=town, by=office, today=TODAY, asked=ASKED)
    reception = Reception.objects.get(pk=done.reception.pk)  # type: ignore[union-attr]
    assert (reception.category, reception.source, reception.phone) == (
        "mediation_request",
        "online",
        "19900000008",
    )
    assert Case.objects.filter(receptions=reception).count() == 1
    assert told(row, centre) == "正在调解"
    figure = BOOK["mediation_requests"]
    assert isinstance(figure, Figure)
    assert figure.value(Scope(town.pk, 2026)) == 1
    with pytest.raises(Refused, match="已经办过"):
        accept(row.pk, "再来", town=town, by=office, today=TODAY, asked=ASKED)
    assert list(row_faults()) == []


def test_a_booking_becomes_a_visit_with_an_appointment(
    town: Town, centre: ServiceCentre, office: Actor
) -> None:
    row = an_application(
        centre, kind="booking", topic="", other_party="", wanted_on=date(2026, 3, 13), wanted_part="上午"
    )
    accept(row.pk, "来问赡养", town=town, by=office, today=TODAY, day=date(2026, 3, 13), at=time(9, 30))
    found = find(code_for(row.pk), town)
    assert found is not None
    assert progress_of(found, centre, TODAY).more == "3月13日 09:30，请按时来。"


def test_an_answered_question_is_a_consultation_and_a_declined_one_is_none(
    town: Town, centre: ServiceCentre, office: Actor
) -> None:
    row, other = a_question(centre), a_question(centre)
    answer(row.pk, "普通诉讼时效为三年。", town=town, by=office, today=TODAY)
    answer(other.pk, "请找法院。", town=town, by=office, today=TODAY, declined=True)
    reception = Reception.objects.get(source="online")
    assert (reception.category, reception.result) == ("consultation", "answered")
    assert told(row, centre) == "已答复"
    assert told(other, centre) == "这件事不由这里办"


def test_an_overdue_promise_is_said_to_the_public_with_the_telephone(centre: ServiceCentre) -> None:
    row = an_application(centre)
    found = find(code_for(row.pk), centre.town)
    assert found is not None
    late = progress_of(found, centre, date(2026, 3, 13))
    assert (late.light, late.words) == ("red", "还没有回复您")
    assert "3月12日" in late.more
    assert centre.phone in late.more


def test_no_status_tells_a_name_a_number_or_what_was_said(
    town: Town, centre: ServiceCentre, office: Actor
) -> None:
    rows = [an_application(centre), a_question(centre), an_application(centre)]
    answer(rows[1].pk, "王某的借条有效", town=town, by=office, today=TODAY)
    accept(rows[2].pk, "隔壁排水", town=town, by=office, today=TODAY, asked=ASKED)
    for row in rows:
        found = find(code_for(row.pk), town)
        assert found is not None
        text = str(progress_of(found, centre, TODAY))
        assert not [
            word for word in ("示例某女士", "示例邻居", "1990", "水", "借条", office.name) if word in text
        ]


def test_a_code_of_another_town_finds_nothing(centre: ServiceCentre) -> None:
    row = an_application(centre)
    assert find(code_for(row.pk), a_town("别镇")) is None


def test_an_answer_is_drafted_only_without_names_and_numbers(
    town: Town, centre: ServiceCentre, office: Actor
) -> None:
    row = a_question(centre, name="示例张三")
    common: dict[str, Any] = {"town": town, "by": office}
    with pytest.raises(Refused, match="只有答复过"):
        draft_answer(row.pk, "借条过期了吗", "三年。", **common)
    answer(row.pk, "三年。", today=TODAY, **common)
    for text in ("请打19900000001", "示例张三的借条", "证号320681198001011234", "打0513-83512345"):
        with pytest.raises(Refused, match="能认出人"):
            draft_answer(row.pk, "借条过期了吗", text, **common)
    release = draft_answer(row.pk, "李先生的借条过期了吗", "三年。", **common)
    with pytest.raises(Refused, match="可能认得出人"):
        submit(release.pk, **common)
    assert doubts("李先生和王阿姨") == ["李先生", "和王阿姨"]
    draft_answer(row.pk, "李先生的借条过期了吗", "三年。", looked_through=True, **common)
    submit(release.pk, **common)
    assert Application.objects.get(pk=row.pk).published_on is None
    publish_all(town)
    assert Application.objects.get(pk=row.pk).published_on == office_today()
    withdrawn(row)
    assert Application.objects.get(pk=row.pk).published_on is None


def test_satisfaction_is_said_once_by_code_and_numbers_are_taken_out(
    town: Town, centre: ServiceCentre, office: Actor
) -> None:
    row = a_question(centre)
    answer(row.pk, "三年。", town=town, by=office, today=TODAY)
    mark = mark_of(code_for(row.pk))
    rate(mark, "good", "谢谢，我电话19900000008", town=town, today=TODAY)
    rate(mark, "poor", "", town=town, today=TODAY)
    said = Satisfaction.objects.get()
    assert (said.choice, said.words) == ("good", "谢谢，我电话（号码）")
    with pytest.raises(Refused, match="没有找到"):
        rate(mark, "good", "", town=a_town("别镇"), today=TODAY)
    with pytest.raises(Refused, match="请选"):
        rate(mark, "best", "", town=town, today=TODAY)


def test_personal_data_goes_when_its_months_are_over_and_never_stood_in_the_trace(
    town: Town, centre: ServiceCentre, office: Actor
) -> None:
    row, waiting = a_question(centre, name="示例张三"), a_question(centre)
    answer(row.pk, "三年。", town=town, by=office, today=TODAY)
    assert due_for_erasure(town, 12, date(2027, 3, 10)) == []
    assert due_for_erasure(town, 12, date(2027, 3, 11)) == [row.pk]
    assert erase([row.pk], town=town, by=office, today=date(2027, 3, 11)) == 1
    row.refresh_from_db()
    assert (row.name, row.phone, row.matter, row.answer) == ("", "", "（已删去）", "")
    assert waiting.phone
    about = TraceRecord.objects.filter(kind__in=("application", "satisfaction"))
    changes = "".join(about.values_list("change", flat=True))
    assert not [word for word in ("示例张三", "19900000008", "借条") if word in changes]
    assert list(row_faults()) == []


@pytest.mark.parametrize("role", ["town_leader", "county_bureau", "party_office", "grid_worker"])
def test_others_neither_settle_nor_read_the_telephone(town: Town, centre: ServiceCentre, role: str) -> None:
    by, row = actor(a_person(town, role)), an_application(centre)
    for act in (
        lambda: accept(row.pk, "事", town=town, by=by, today=TODAY, asked=ASKED),
        lambda: answer(row.pk, "答", town=town, by=by, today=TODAY),
        lambda: draft_answer(row.pk, "问", "答", town=town, by=by),
        lambda: erase([row.pk], town=town, by=by, today=TODAY),
        lambda: read_phone(row.pk, town=town, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_reading_the_telephone_is_traced_and_another_towns_row_is_not_found(
    town: Town, centre: ServiceCentre, office: Actor
) -> None:
    row = an_application(centre)
    assert read_phone(row.pk, town=town, by=office) == "19900000008"
    assert TraceRecord.objects.filter(verb="read_in_full", actor=office.key, subject=str(row.pk)).count() == 1
    with pytest.raises(Refused, match="没有找到"):
        answer(row.pk, "答", town=a_town("别镇"), by=CONSOLE, today=TODAY)
