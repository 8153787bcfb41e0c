"""A dispute taken through its procedure by those whose turn it is, and the figures that move with it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from fazhi.cases.actions import Done, open_case, take_step
from fazhi.cases.models import Case, CaseClock, Notice, Participant
from fazhi.mediation.models import Dispute
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, NotAllowed, Refused
from fazhi.records.actions import ChangedMeanwhile
from fazhi.records.checking import row_faults
from given import a_town, somebody

pytestmark = pytest.mark.django_db

REPORT = {
    "village": "示例一村",
    "grid": "1网格",
    "type": "邻里纠纷",
    "summary": "示例甲和示例乙为水沟吵了两天",
    "parties": ["示例甲", "示例乙"],
}
FAILED = {"point": "改道的钱谁出", "outcome": "没调成", "why_not": "钱数谈不拢"}


@pytest.fixture
def town() -> Town:
    return a_town("示例镇")


@pytest.fixture
def grid_worker(town: Town) -> Actor:
    return somebody(town, "grid_worker", "示例一村", "1网格")


@pytest.fixture
def mediator(town: Town) -> Actor:
    return somebody(town, "village_mediator", "示例一村")


@pytest.fixture
def office(town: Town) -> Actor:
    return somebody(town, "justice_office")


def report(town: Town, by: Actor, **more: Any) -> Done:
    return open_case("dispute", "found", {**REPORT, **more}, town=town, by=by)


def step(case: Done, code: str, town: Town, by: Actor, **facts: Any) -> Done:
    return take_step("dispute", case.case_id, code, facts, town=town, by=by)


def test_a_report_waits_for_the_village_and_tells_it(town, grid_worker, mediator) -> None:
    done = report(town, grid_worker)
    case = Case.objects.get(pk=done.case_id)
    assert (case.state, case.edition, case.status, case.is_history) == ("reported", "2026", "open", False)
    assert Dispute.objects.get(pk=done.case_id).source == "grid"
    assert Notice.objects.filter(role="village_mediator", village=case.village).count() == 1
    assert [*row_faults()] == []


def test_the_same_command_twice_is_one_report(town, grid_worker) -> None:
    command = uuid4()
    first = open_case("dispute", "found", REPORT, town=town, by=grid_worker, command=command)
    again = open_case("dispute", "found", REPORT, town=town, by=grid_worker, command=command)
    assert first.case_id == again.case_id == command
    assert again.again
    assert Case.objects.count() == 1


def test_three_failed_attempts_bring_it_to_the_town_and_to_an_agreement(
    town, grid_worker, mediator, office
) -> None:
    case = report(town, grid_worker)
    for _ in range(3):
        step(case, "village_mediation", town, mediator, **FAILED)
    assert step(case, "escalated", town, mediator).state == "escalated"
    assert step(case, "accepted", town, office, agreed=True, mediators=["示例调解员"]).state == "town"
    clock = CaseClock.objects.get(record=case.case_id, code="mediation")
    assert clock.due_on is not None
    assert clock.done_on is None
    settled = {"point": "改道的钱谁出", "outcome": "调成了"}
    assert step(case, "town_mediation", town, office, **settled).state == "town_agreed"
    agreed = step(
        case, "agreed", town, office, facts="水沟改道", terms=["示例乙于年底前付给示例甲1500元"], amount_fen=150000,
        mode="按约定的时间履行", schedule=["2027-01-31，示例乙，付改道款，1000", "2027-06-30，示例乙，付改道款，500"],
    )  # fmt: skip
    assert agreed.state == "performing"
    instalments = CaseClock.objects.filter(record=case.case_id, code="instalment")
    assert [(row.due_on, row.facts["fen"]) for row in instalments] == [
        (date(2027, 1, 31), 100000),
        (date(2027, 6, 30), 50000),
    ]
    assert Case.objects.get(pk=case.case_id).number.endswith("人调字第1号")
    first = instalments[0].name
    step(case, "performed", town, office, instalment=first, result="已履行", left="还有")
    done = step(case, "performed", town, office, result="已履行", left="全部履行完了")
    assert done.state == "performed"
    dispute = Dispute.objects.get(pk=case.case_id)
    assert (dispute.village_attempts, dispute.result, dispute.town_result, dispute.performance) == (
        3,
        "escalated",
        "settled",
        "1",
    )
    assert [*row_faults()] == []


def test_earlier_than_the_towns_number_asks_for_a_reason_and_a_party_is_never_held_up(
    town, grid_worker, mediator
) -> None:
    case = report(town, grid_worker)
    step(case, "village_mediation", town, mediator, **FAILED)
    with pytest.raises(Refused, match="还不到3次"):
        step(case, "escalated", town, mediator, reason_text="想早点报")
    assert step(case, "escalated", town, mediator, reason="当事人要求").state == "escalated"


def test_a_partys_refusal_stops_mediation(town, grid_worker, mediator) -> None:
    case = report(town, grid_worker)
    refused = step(case, "refused", town, mediator, who=["示例乙"], remedies=["向人民法院起诉"])
    assert refused.state == "ended"
    with pytest.raises(Refused, match="不能记一次调解"):
        step(case, "village_mediation", town, mediator, **FAILED)


def test_nobody_takes_a_step_that_is_not_theirs(town, grid_worker, mediator) -> None:
    case = report(town, grid_worker)
    with pytest.raises(NotAllowed, match="由村调解员"):
        step(case, "village_mediation", town, grid_worker, **FAILED)
    other = somebody(town, "village_mediator", "示例二村")
    with pytest.raises(Refused, match="没有找到这件案件"):
        step(case, "village_mediation", town, other, **FAILED)
    elsewhere = a_town("示例乡")
    with pytest.raises(Refused, match="没有找到这件案件"):
        take_step(
            "dispute",
            case.case_id,
            "village_mediation",
            FAILED,
            town=elsewhere,
            by=somebody(elsewhere, "justice_office"),
        )


def test_the_second_of_two_people_is_told_and_nothing_is_done(town, grid_worker, mediator) -> None:
    case = report(town, grid_worker)
    step(case, "village_mediation", town, mediator, **FAILED)
    with pytest.raises(ChangedMeanwhile):
        take_step("dispute", case.case_id, "village_mediation", FAILED, town=town, by=mediator, version=1)
    assert Dispute.objects.get(pk=case.case_id).village_attempts == 1


def test_a_minor_signs_only_with_a_guardian(town, grid_worker, mediator) -> None:
    case = report(town, grid_worker)
    step(
        case,
        "person_added",
        town,
        mediator,
        name="示例甲",
        standing="当事人（个人）",
        born_on=date(2015, 5, 1),
    )
    step(case, "village_mediation", town, mediator, point="打架", outcome="调成了")
    agreement = {"facts": "打架", "terms": ["赔礼道歉"], "mode": "当场履行完毕"}
    with pytest.raises(Refused, match="示例甲是未成年人"):
        step(case, "agreed", town, mediator, **agreement)
    step(
        case,
        "person_added",
        town,
        mediator,
        name="示例父",
        standing="监护人",
        acts_for="示例甲",
        capacity="父亲",
    )
    assert step(case, "agreed", town, mediator, **agreement).state == "performed"


def test_an_oral_agreement_with_something_left_to_perform_is_refused_in_jiangsu(
    town, grid_worker, mediator
) -> None:
    case = report(town, grid_worker)
    step(case, "village_mediation", town, mediator, point="水沟", outcome="调成了")
    with pytest.raises(Refused, match="应当写协议书") as refusal:
        step(case, "agreed_orally", town, mediator, terms=["年底付款"], mode="按约定的时间履行")
    assert "第三十一条" in refusal.value.article


def test_what_the_grid_worker_reported_is_theirs_to_hear_of(town, grid_worker, mediator) -> None:
    case = report(town, grid_worker)
    assert str(Dispute.objects.get(pk=case.case_id).reported_by) == grid_worker.key
    assert Participant.objects.get(record=case.case_id, role="reporter").name == grid_worker.name


def test_a_case_is_called_by_its_parties_once_they_are_known(town, grid_worker, mediator) -> None:
    case = report(town, grid_worker, parties=[])
    title = Case.objects.get(pk=case.case_id).title
    assert title.startswith("邻里纠纷：")
    step(case, "person_added", town, mediator, name="示例甲", standing="当事人（个人）")
    assert Case.objects.get(pk=case.case_id).title == title
    step(case, "person_added", town, mediator, name="示例乙", standing="当事人（个人）")
    assert Case.objects.get(pk=case.case_id).title == "示例甲与示例乙邻里纠纷"
    step(case, "person_added", town, mediator, name="示例丙", standing="代理人", acts_for="示例乙")
    step(case, "person_added", town, mediator, name="示例丁", standing="当事人（单位）")
    assert Case.objects.get(pk=case.case_id).title == "示例甲与示例乙等邻里纠纷"


def test_a_case_with_sides_is_called_by_one_of_each(town, office) -> None:
    case = open_case(
        "dispute", "applied",
        {
            "applicants": ["示例甲", "示例丙"], "respondents": ["示例乙"], "village": "示例一村", "type": "邻里纠纷",
            "summary": "水沟改道", "applied_to": "镇调解室",
        },
        town=town, by=office,
    )  # fmt: skip
    assert Case.objects.get(pk=case.case_id).title == "示例甲等与示例乙邻里纠纷"
    step(case, "person_added", town, office, name="示例丁", standing="当事人（单位）", side="被申请人")
    assert Case.objects.get(pk=case.case_id).title == "示例甲等与示例乙等邻里纠纷"


def test_the_mediator_appointed_handles_it_and_so_does_who_replaces_them(
    town, grid_worker, mediator, office
) -> None:
    appointed = somebody(town, "town_mediator")
    case = report(town, grid_worker)
    step(case, "escalated", town, mediator, reason="当事人要求")
    step(case, "accepted", town, office, agreed=True, mediators=[appointed.name])
    assert str(Case.objects.get(pk=case.case_id).handler_id) == appointed.key
    assert Notice.objects.filter(
        subject=case.case_id, user_id=appointed.key, text__startswith="请您主办"
    ).exists()
    step(
        case, "mediator_replaced", town, office, leaving=[appointed.name], reason="回避", mediators=[mediator.name],
    )  # fmt: skip
    assert str(Case.objects.get(pk=case.case_id).handler_id) == mediator.key


def test_what_is_over_is_no_longer_urgent_unless_it_may_turn_violent(town, grid_worker, mediator) -> None:
    quiet, heated = report(town, grid_worker, urgency="尽快"), report(town, grid_worker, urgency="尽快")
    step(heated, "risk_set", town, mediator, risk="有群体械斗的可能", measures="已隔开双方")
    for case in (quiet, heated):
        step(case, "refused", town, mediator, who=["示例乙"], remedies=["向人民法院起诉"])
    urgent = dict(Case.objects.values_list("pk", "urgent"))
    assert (urgent[quiet.case_id], urgent[heated.case_id]) == (0, 2)
    step(heated, "risk_set", town, mediator, risk="正常", measures="双方已散")
    assert Case.objects.get(pk=heated.case_id).urgent == 0
