"""Two reports of one dispute become one case: nothing is lost, both reporters hear of it, figures count one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from fazhi.cases.actions import Done, open_case, take_step
from fazhi.cases.checking import case_faults
from fazhi.cases.drafts import take_in_hand
from fazhi.cases.filing import attach
from fazhi.cases.merging import merge_cases, separate
from fazhi.cases.models import Attachment, Case, CaseClock, CaseStep, Participant
from fazhi.cases.standing import standing_ids
from fazhi.cases.upper import copy_card, form_of, mark_reported, reports_merged_in, states_of
from fazhi.evidence.store import keep
from fazhi.mediation.models import Dispute
from fazhi.mediation.papers import writes
from fazhi.orgs.models import User
from fazhi.orgs.permissions import NotAllowed, Refused
from fazhi.pages.tests.towns import client_of, text_of
from fazhi.pages.words import office_today
from fazhi.records.actions import ChangedMeanwhile
from fazhi.records.checking import row_faults
from fazhi.records.figures import BOOK, Scope
from fazhi.records.kinds import kind_of
from given import a_town, somebody

pytestmark = pytest.mark.django_db

TODAY = office_today()
FAILED = {"point": "钱谁出", "outcome": "没调成", "why_not": "钱数谈不拢"}


@pytest.fixture
def town() -> Any:
    return a_town("示例镇")


@pytest.fixture
def mediator(town: Any) -> Any:
    return somebody(town, "village_mediator", "示例一村")


def report(town: Any, by: Any, **more: Any) -> Done:
    facts = {
        "village": "示例一村",
        "grid": "1网格",
        "type": "邻里纠纷",
        "summary": "水沟的事吵了两天",
        **more,
    }
    return open_case("dispute", "found", facts, town=town, by=by)


def take(case: Done, code: str, town: Any, by: Any, **facts: Any) -> Done:
    return take_step("dispute", case.case_id, code, facts, town=town, by=by)


def a_file(name: str = "沟.png") -> Any:
    import io

    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (40, 30), (name[0] == "沟" and "white") or "gray").save(held, "PNG")
    held.seek(0)
    return keep(held, name)


@pytest.fixture
def two(town: Any, mediator: Any) -> tuple[Done, Done]:
    """The first report, with a party, two attempts and an appointment; and the second, with what it knows."""
    one = report(town, somebody(town, "grid_worker", "示例一村", "1网格"), parties=["示例甲", "示例乙"])
    take(one, "village_mediation", town, mediator, **FAILED)
    take(one, "village_mediation", town, mediator, **FAILED)
    other = report(
        town, somebody(town, "grid_worker", "示例一村", "2网格"), grid="2网格", parties=["示例甲", "示例丙"],
        phone="19900000007", place="示例一村5组", urgency="马上",
    )  # fmt: skip
    take(other, "village_mediation", town, mediator, **FAILED)
    take(other, "arranged", town, mediator, meet_on=TODAY + timedelta(days=5))
    take(
        other,
        "person_added",
        town,
        mediator,
        name="示例甲",
        standing="当事人（个人）",
        phone="19900000001",
        address="示例一村1号",
    )
    take(
        other,
        "person_added",
        town,
        mediator,
        name="示例丁",
        standing="代理人",
        acts_for="示例丙",
        capacity="特别授权",
    )
    attach("dispute", other.case_id, a_file(), town=town, by=mediator, paper="evidence")
    return one, other


def rows_of(case_id: Any) -> dict[str, Any]:
    """Everything of a case but what every act counts up."""
    kind = kind_of("dispute")
    found = {}
    for model in (Case, Dispute, CaseStep, Participant, CaseClock, Attachment):
        key = "pk" if model in (Case, Dispute) else "record_id"
        rows = model.objects.filter(**{key: case_id}).order_by("pk").values()
        found[model.__name__] = [
            {name: value for name, value in row.items() if name not in ("version", "place")} for row in rows
        ]
    assert kind.code == "dispute"
    return found


def test_everything_of_the_one_that_goes_comes_over(town, mediator, two) -> None:
    one, other = two
    assert merge_cases("dispute", other.case_id, one.case_id, town=town, by=mediator) == one.case_id
    kept = Dispute.objects.select_related("case").get(pk=one.case_id)
    assert kept.village_attempts == 3
    assert (kept.place, kept.case.urgent, kept.case.state) == ("示例一村5组", 2, "village")
    people = Participant.objects.filter(record=one.case_id)
    assert {row.name for row in people.filter(role="party")} == {"示例甲", "示例乙", "示例丙"}
    first = people.get(role="party", name="示例甲")
    assert (first.phone, first.address) == ("19900000001", "示例一村1号")
    agent = people.get(role="agent")
    assert agent.acts_for == people.get(name="示例丙").pk
    assert people.filter(role="reporter").count() == 2, "two grid workers of one name are two"
    steps = CaseStep.objects.filter(record=one.case_id)
    assert steps.filter(code="village_mediation").count() == 3
    assert steps.filter(code="found").count() == 2
    assert list(steps.order_by("place").values_list("place", flat=True)) == list(range(steps.count()))
    assert Attachment.objects.filter(record=one.case_id, paper="evidence").count() == 1
    meeting = CaseClock.objects.get(record=one.case_id, code="session")
    assert (meeting.due_on, kept.case.due_on) == (TODAY + timedelta(days=5), TODAY + timedelta(days=5))
    draft = take_in_hand(kind_of("dispute"), one.case_id, town=town, by=mediator, for_change=False)
    assert [paper.title for paper in writes(draft) if paper.paper == "minutes"][-1] == "调解记录（第3次）"
    assert [*row_faults()] == []
    assert [*case_faults()] == []


def test_the_one_that_went_no_longer_counts_its_clocks_end_and_it_points_to_the_other(
    town, mediator, two
) -> None:
    one, other = two
    found = BOOK["disputes_found"]
    assert found.value(Scope(town, TODAY.year)) == 2
    merge_cases("dispute", other.case_id, one.case_id, town=town, by=mediator)
    assert found.value(Scope(town, TODAY.year)) == 1
    gone = Case.objects.get(pk=other.case_id)
    assert (gone.merged_into, gone.voided_at is not None, gone.due_on) == (one.case_id, True, None)
    assert not CaseClock.objects.filter(record=other.case_id, done_on=None).exists()
    client = client_of(User.objects.get(pk=mediator.key))
    page = text_of(client.get(reverse("record_page", args=["dispute", other.case_id])))
    assert "已合并" in page
    assert "已并入" in page
    html = client.get(reverse("record_page", args=["dispute", other.case_id])).content.decode()
    assert reverse("record_page", args=["dispute", one.case_id]) in html
    with pytest.raises(Refused, match="已作废"):
        take(other, "village_mediation", town, mediator, **FAILED)
    assert standing_ids([other.case_id, one.case_id]) == {other.case_id: one.case_id}


def test_taking_it_out_again_gives_both_back_what_was_theirs(town, mediator, two) -> None:
    one, other = two
    before = rows_of(one.case_id), rows_of(other.case_id)
    merge_cases("dispute", other.case_id, one.case_id, town=town, by=mediator)
    assert separate("dispute", other.case_id, town=town, by=mediator) == one.case_id
    assert rows_of(other.case_id) == before[1]
    assert rows_of(one.case_id) == before[0]
    assert [*row_faults()] == []
    assert [*case_faults()] == []
    merge_cases("dispute", other.case_id, one.case_id, town=town, by=mediator)
    assert Dispute.objects.get(pk=one.case_id).village_attempts == 3


def test_what_was_done_since_stays_when_it_is_taken_out_again(town, mediator, two) -> None:
    one, other = two
    merge_cases("dispute", other.case_id, one.case_id, town=town, by=mediator)
    take(one, "village_mediation", town, mediator, **FAILED)
    separate("dispute", other.case_id, town=town, by=mediator)
    assert Dispute.objects.get(pk=one.case_id).village_attempts == 3
    assert CaseStep.objects.filter(record=one.case_id, code="village_mediation").count() == 3
    assert Dispute.objects.get(pk=other.case_id).village_attempts == 1


def test_the_attempts_of_both_reach_the_towns_number_together(town, mediator, two) -> None:
    one, other = two
    merge_cases("dispute", other.case_id, one.case_id, town=town, by=mediator)
    assert take(one, "escalated", town, mediator).state == "escalated"


def test_the_one_further_on_its_way_stays(town, mediator, two) -> None:
    one, other = two
    take(other, "escalated", town, mediator, reason="当事人要求")
    with pytest.raises(Refused, match="请反过来"):
        merge_cases("dispute", other.case_id, one.case_id, town=town, by=mediator)
    merge_cases("dispute", one.case_id, other.case_id, town=town, by=mediator)
    assert Case.objects.get(pk=one.case_id).merged_into == other.case_id
    assert Dispute.objects.get(pk=other.case_id).village_attempts == 3


def test_two_agreements_are_no_one_matter_and_what_is_over_takes_nothing_in(town, mediator, two) -> None:
    one, other = two
    for case in two:
        take(case, "village_mediation", town, mediator, point="钱", outcome="调成了")
        take(case, "agreed", town, mediator, facts="水沟", terms=["赔礼道歉"], mode="当场履行完毕")
    with pytest.raises(Refused, match="已经有协议"):
        merge_cases("dispute", other.case_id, one.case_id, town=town, by=mediator)
    third = report(town, mediator, parties=["示例甲", "示例乙"])
    fourth = report(town, mediator, parties=["示例甲", "示例乙"])
    take(third, "refused", town, mediator, who=["示例乙"], remedies=["向人民法院起诉"])
    with pytest.raises(Refused, match="又报来的是新的一件"):
        merge_cases("dispute", fourth.case_id, third.case_id, town=town, by=mediator)
    assert Case.objects.filter(merged_into__isnull=False).count() == 0


def test_who_may_not_keep_both_does_not_merge_and_a_stale_page_is_told(town, mediator, two) -> None:
    one, other = two
    with pytest.raises(NotAllowed):
        merge_cases("dispute", other.case_id, one.case_id, town=town, by=somebody(town, "town_leader"))
    elsewhere = somebody(town, "village_mediator", "示例二村")
    with pytest.raises(Refused, match="没有找到"):
        merge_cases("dispute", other.case_id, one.case_id, town=town, by=elsewhere)
    abroad = a_town("示例乡")
    with pytest.raises(Refused, match="没有找到"):
        merge_cases("dispute", other.case_id, one.case_id, town=abroad, by=somebody(abroad, "justice_office"))
    with pytest.raises(ChangedMeanwhile):
        merge_cases("dispute", other.case_id, one.case_id, town=town, by=mediator, version=1)
    with pytest.raises(Refused, match="同一件"):
        merge_cases("dispute", one.case_id, one.case_id, town=town, by=mediator)


def upper_state(case: Done, town: Any) -> str:
    found = Case.objects.get(pk=case.case_id)
    return states_of(form_of("mediation_case"), [(found.pk, found.version)], town)[found.pk]


def test_what_was_reported_of_the_one_that_went_is_said_of_the_one_that_stays(town, mediator, two) -> None:
    one, other = two
    form, client = form_of("mediation_case"), client_of(User.objects.get(pk=mediator.key))
    mark_reported(form, [other.case_id], town=town, by=mediator)
    name = Case.objects.get(pk=other.case_id).title
    assert upper_state(one, town) == "never"
    merge_cases("dispute", other.case_id, one.case_id, town=town, by=mediator)
    assert upper_state(one, town) == "changed"
    card = text_of(client.get(reverse("upper_card", args=["dispute", one.case_id])))
    assert "这一件自己还没有报送，并进来的报送过" in card
    assert f"“{name}”" in card
    assert "请在上级系统里也并成一件" in card
    listed = text_of(client.get(reverse("upper_list", args=["dispute"]), {"way": "changed"}))
    assert f"并进来的“{name}”报送过" in listed
    mark_reported(form, [one.case_id], town=town, by=mediator)
    assert upper_state(one, town) == "reported"
    card = text_of(client.get(reverse("upper_card", args=["dispute", one.case_id])))
    assert "此后没有变化" in card
    assert f"“{name}”" in card, "it goes on saying where the other report is"
    assert "请在上级系统里也并成一件" not in card


def test_what_changed_since_the_report_says_that_a_reported_one_was_merged_in(town, mediator, two) -> None:
    one, other = two
    client, form = client_of(User.objects.get(pk=mediator.key)), form_of("mediation_case")
    third = report(town, mediator, parties=["示例甲", "示例乙"])
    take(third, "escalated", town, mediator, reason="当事人要求")
    take(third, "accepted", town, somebody(town, "justice_office"), agreed=True, mediators=["示例调解员"])
    mark_reported(form, [third.case_id, one.case_id, other.case_id], town=town, by=mediator)
    number = Case.objects.get(pk=third.case_id).number
    merge_cases("dispute", other.case_id, one.case_id, town=town, by=mediator)
    merge_cases("dispute", one.case_id, third.case_id, town=town, by=mediator)
    assert number
    card = text_of(client.get(reverse("upper_card", args=["dispute", third.case_id])))
    assert "此后并进来2件报送过的" in card, "through another too"
    assert upper_state(third, town) == "changed"


def test_taken_apart_again_both_are_reported_as_they_were(town, mediator, two) -> None:
    one, other = two
    form = form_of("mediation_case")
    mark_reported(form, [one.case_id, other.case_id], town=town, by=mediator)
    merge_cases("dispute", other.case_id, one.case_id, town=town, by=mediator)
    assert upper_state(one, town) == "changed"
    separate("dispute", other.case_id, town=town, by=mediator)
    assert (upper_state(one, town), upper_state(other, town)) == ("reported", "reported")
    assert reports_merged_in(form, town) == {}
    draft = take_in_hand(kind_of("dispute"), one.case_id, town=town, by=mediator, for_change=False)
    assert not any(card.before for card in copy_card(form, draft)[0])
    merge_cases("dispute", other.case_id, one.case_id, town=town, by=mediator)
    take(one, "village_mediation", town, mediator, **FAILED)
    separate("dispute", other.case_id, town=town, by=mediator)
    assert (upper_state(one, town), upper_state(other, town)) == ("changed", "reported")


def test_a_chain_of_merges_leads_to_the_one_that_stands(town, mediator, two) -> None:
    one, other = two
    third = report(town, mediator, parties=["示例甲", "示例乙"])
    merge_cases("dispute", third.case_id, other.case_id, town=town, by=mediator)
    merge_cases("dispute", other.case_id, one.case_id, town=town, by=mediator)
    assert standing_ids([third.case_id])[third.case_id] == one.case_id
    with pytest.raises(Refused, match="已作废"):
        separate("dispute", third.case_id, town=town, by=mediator)


def test_the_page_lays_both_beside_each_other_and_merges_the_right_way_round(town, mediator, two) -> None:
    one, other = two
    client = client_of(User.objects.get(pk=mediator.key))
    place = reverse("case_merge", args=["dispute", other.case_id])
    assert place in client.get(reverse("record_page", args=["dispute", other.case_id])).content.decode()
    choose = client.get(place)
    assert [row["id"] for row in choose.context["cases"]] == [one.case_id]
    assert client.get(place, {"q": "示例乙"}).context["cases"][0]["id"] == one.case_id
    assert client.get(place, {"q": "查无此人"}).context["cases"] == []
    beside = client.get(place, {"with": str(one.case_id)})
    assert (beside.context["into"], beside.context["goes"]) == (one.case_id, other.case_id)
    assert beside.context["over"] == {"steps": 5, "people": 2, "files": 1, "appointments": 1}
    given = {name: str(beside.context[name]) for name in ("into", "goes", "version")}
    page = client.post(place, given, follow=True)
    assert page.redirect_chain[-1][0] == reverse("record_page", args=["dispute", one.case_id])
    text = text_of(page)
    assert "并进来的" in text
    assert "并进来重复登记的一件" in text
    back = client.post(reverse("record_restore", args=["dispute", other.case_id]), follow=True)
    assert "已分开" in text_of(back)
    assert Case.objects.get(pk=other.case_id).voided_at is None
    stranger = client_of(User.objects.get(pk=somebody(town, "town_leader").key))
    assert stranger.get(place).status_code == 403
    assert client.get(place, {"with": str(uuid4())}).status_code == 404


def test_a_live_case_is_not_lost_in_one_that_only_a_ledger_tells_of(town, mediator, two) -> None:
    from fazhi.pages.views.repeats import merge_into
    from given import a_dispute

    one, _ = two
    history = a_dispute(town)
    with pytest.raises(Refused, match="请反过来"):
        merge_into(kind_of("dispute"), [one.case_id], history, town=town, by=mediator)
    merge_into(kind_of("dispute"), [history], one.case_id, town=town, by=somebody(town, "justice_office"))
    assert Dispute.objects.get(pk=one.case_id).village_attempts == 3
    assert Case.objects.get(pk=history).merged_into == one.case_id
