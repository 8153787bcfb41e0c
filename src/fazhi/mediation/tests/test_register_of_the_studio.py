"""What the town takes in stands in the studio's register of receptions by itself, and the year's figures move with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from fazhi.cases.actions import Done, open_case, take_step
from fazhi.cases.merging import merge_cases, separate
from fazhi.mediation.ledger import DISPUTE
from fazhi.mediation.models import Dispute
from fazhi.mediation.tests.test_rules_that_hold import AGREED, SETTLED, TODAY, accepted, take
from fazhi.mediation.unconfirmable import BARS
from fazhi.orgs.models import User
from fazhi.pages.tests.towns import client_of, text_of
from fazhi.reception.models import Reception, Visit
from fazhi.reception.turning import Asked, turn_into_mediation
from fazhi.reception.window import Coming, receive
from fazhi.records.actions import correct, current_values, restore, void
from fazhi.records.checking import row_faults
from fazhi.records.figures import BOOK, Scope
from fazhi.records.kinds import kind_of
from fazhi.storage.ids import new_id
from given import a_town, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Any:
    return a_town("示例镇")


@pytest.fixture
def office(town: Any) -> Any:
    return somebody(town, "justice_office")


def numbers(town: Any, *codes: str) -> list[int]:
    """These figures of this year."""
    scope = Scope(town, TODAY.year)
    return [BOOK[code].records(scope).count() for code in codes]


def entry(case: Done) -> dict[str, Any]:
    """The register's row of the case, in the words of its ledger."""
    return kind_of("reception").values(Reception.objects.get(case=case.case_id))


def entered_for(case: Done, visitor: str, town: Any, by: Any) -> None:
    """Put another name into the entry of the case, so that by its words it is no repeat of another."""
    kind, row = kind_of("reception"), Reception.objects.get(case=case.case_id)
    correct(kind, row.pk, {**current_values(kind, row.pk), "visitor": visitor}, town=town, by=by)


def reported(town: Any) -> Done:
    """A grid worker's report that the village failed at and handed up."""
    mediator = somebody(town, "village_mediator", village="示例一村")
    facts = {
        "parties": ["示例甲", "示例乙"], "village": "示例一村", "grid": "1网格", "type": "邻里纠纷", "summary": "水沟改道",
        "phone": "13800000000", "on": TODAY,
    }  # fmt: skip
    case = open_case("dispute", "found", facts, town=town, by=somebody(town, "justice_office"))
    take(case, "escalated", town, mediator, reason="当事人要求", asked_by_party=True)
    return case


def test_what_a_village_hands_up_is_received_when_the_town_takes_it(town, office) -> None:
    case = reported(town)
    assert numbers(town, "receptions", "mediation_requests") == [0, 0]
    take(case, "accepted", town, office, agreed=True, mediators=["示例调解员"])
    assert numbers(town, "receptions", "mediation_requests", "escalated_to_town") == [1, 1, 1]
    row = entry(case)
    assert [row[name] for name in ("received_on", "visitor", "village", "category", "type", "source")] == [
        TODAY, "示例甲", "示例一村", "申请调解", "邻里纠纷", "村上报",
    ]  # fmt: skip
    assert (row["phone"], row["mediator"], row["result"]) == ("13800000000", "示例调解员", "正在办理")


def test_the_agreement_and_its_performance_stand_in_the_register_without_being_typed_again(
    town, office
) -> None:
    case = accepted(town, office)
    take(case, "town_mediation", town, office, **SETTLED)
    due = TODAY + timedelta(days=20)
    facts = {**AGREED, "mode": "按约定的时间履行", "schedule": [f"{due}，示例乙，付改道款，1500"]}
    take(case, "agreed", town, office, **facts)
    codes = ("receptions", "mediation_requests_settled", "written_agreements", "written_agreements_performed")
    assert numbers(town, *codes) == [1, 1, 1, 0]
    row = entry(case)
    number = Dispute.objects.get(pk=case.case_id).agreement_number
    assert number
    assert (row["agreement_number"], row["agreement_on"], row["performance"]) == (number, TODAY, "履行中")
    take(case, "performed", town, office, result="已履行", left="全部履行完了")
    assert numbers(town, *codes) == [1, 1, 1, 1]
    nothing = {bar.field: False for bar in BARS}
    take(case, "confirmation_applied", town, office, court="示例法院", jointly=True, **nothing)
    take(case, "confirmation_decided", town, office, result="裁定确认有效")
    assert entry(case)["performance"] == "已司法确认"


def test_a_petition_passed_on_is_entered_and_not_counted_among_those_who_came(town, office) -> None:
    facts = {
        "applicants": ["示例甲"], "respondents": ["示例乙"], "village": "示例一村", "type": "邻里纠纷", "summary": "水沟改道",
        "referrer": "信访部门", "referrer_name": "示例信访办", "consented": True, "referred_to": "镇调解室", "on": TODAY,
    }  # fmt: skip
    case = open_case("dispute", "referred_here", facts, town=town, by=office)
    take(case, "accepted", town, office, agreed=True, mediators=["示例调解员"])
    assert (entry(case)["category"], entry(case)["source"]) == ("信访转办", "部门转来")
    assert numbers(town, "receptions") == [0]


def came_to_the_window(town: Any, by: Any) -> UUID:
    """The case of a visitor who was sent on to mediation."""
    coming = Coming(
        name="示例甲", phone="13800000000", village="示例一村", matter="水沟改道", category="申请调解",
        outcome=Visit.Outcome.MEDIATION,
    )  # fmt: skip
    visit = receive(coming, town=town, by=by, today=TODAY, command=new_id())
    asked = Asked(["示例甲"], ["示例乙"], "示例一村", "邻里纠纷")
    return turn_into_mediation(visit.pk, asked, town=town, by=by, today=TODAY)


def test_who_came_to_the_window_first_is_not_entered_again(town, office) -> None:
    case = came_to_the_window(town, office)
    facts = {"agreed": True, "mediators": ["示例调解员"]}
    take_step("dispute", case, "accepted", facts, town=town, by=office)
    assert Reception.objects.get(town=town).case_id == case
    assert numbers(town, "receptions") == [1]


def test_an_agreement_older_than_its_acceptance_is_taken_in_without_its_day(town, office) -> None:
    case = accepted(town, office)
    before = TODAY - timedelta(days=3)
    take(case, "town_mediation", town, office, on=before, **SETTLED)
    take(case, "agreed", town, office, on=before, **AGREED)
    assert entry(case)["agreement_number"]
    assert entry(case)["agreement_on"] is None


def test_an_entry_is_voided_and_restored_with_the_case_that_made_it(town, office) -> None:
    case = accepted(town, office)
    void(DISPUTE, case.case_id, "登错了", town=town, by=office)
    row = Reception.objects.get(case=case.case_id)
    assert (row.void_reason, numbers(town, "receptions")) == ("登错了", [0])
    restore(DISPUTE, case.case_id, town=town, by=office)
    assert numbers(town, "receptions") == [1]
    void(kind_of("reception"), row.pk, "当天另有一行", town=town, by=office)
    void(DISPUTE, case.case_id, "登错了", town=town, by=office)
    restore(DISPUTE, case.case_id, town=town, by=office)
    assert numbers(town, "receptions") == [0], "voided by itself for a reason of its own"
    assert [*row_faults()] == []


def test_a_visit_to_the_window_is_not_voided_with_the_case_it_led_to(town, office) -> None:
    case = came_to_the_window(town, office)
    void(DISPUTE, case, "登错了", town=town, by=office)
    assert numbers(town, "receptions") == [1]


def test_of_two_accepted_cases_that_are_one_matter_one_entry_counts(town, office) -> None:
    stays, goes = accepted(town, office), accepted(town, office)
    entered_for(goes, "示例丙", town, office)
    assert numbers(town, "receptions") == [2]
    merge_cases("dispute", goes.case_id, stays.case_id, town=town, by=office)
    assert numbers(town, "receptions") == [1]
    take(stays, "town_mediation", town, office, **SETTLED)
    take(stays, "agreed", town, office, **AGREED)
    assert numbers(town, "receptions", "written_agreements") == [1, 1]
    separate("dispute", goes.case_id, town=town, by=office)
    assert numbers(town, "receptions", "written_agreements") == [2, 1]


def test_beside_a_visit_no_entry_counts_the_matter_again(town, office) -> None:
    goes, stays = came_to_the_window(town, office), accepted(town, office)
    entered_for(stays, "示例丙", town, office)
    merge_cases("dispute", goes, stays.case_id, town=town, by=office)
    assert numbers(town, "receptions") == [1]
    assert Visit.objects.get().reception.voided_at is None
    separate("dispute", goes, town=town, by=office)
    assert numbers(town, "receptions") == [2]


def test_the_entry_and_its_case_lead_to_each_other_and_only_the_case_is_news(town, office) -> None:
    case = accepted(town, office)
    row = Reception.objects.get(case=case.case_id)
    client = client_of(User.objects.get(pk=office.key))
    case_url, row_url = (
        reverse("record_page", args=one) for one in (["dispute", case.case_id], ["reception", row.pk])
    )
    page = text_of(client.get(case_url))
    assert f'登进</dt><dd><a href="{row_url}">接待台账，示例甲</a>' in page
    entry_page = text_of(client.get(row_url))
    assert f'href="{case_url}"' in entry_page
    assert "受理时登进台账" in entry_page
    take(case, "town_mediation", town, office, **SETTLED)
    take(case, "agreed", town, office, **AGREED)
    assert "一起作废" in text_of(client.get(reverse("record_void", args=["dispute", case.case_id])))
    assert "一起作废" not in text_of(client.get(reverse("record_void", args=["reception", row.pk])))
    told = text_of(client.get(row_url)).split("记下案件结果")[1]
    assert str(case.case_id) not in told.split("受理时登进台账")[0], "no bare id in the trace"
    news = text_of(client.get(reverse("home"))).split('id="latest"')[1].split("</section>")[0]
    assert case_url in news
    assert row_url not in news
