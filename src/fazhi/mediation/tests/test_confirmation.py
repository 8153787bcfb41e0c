"""Before the parties ask a court to confirm, each thing a court does not confirm is asked, with its article."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fazhi.cases.actions import Done, open_case, take_step
from fazhi.cases.models import CaseStep
from fazhi.mediation.unconfirmable import BARS
from fazhi.orgs.models import User
from fazhi.orgs.permissions import Refused
from fazhi.terms.articles import cited
from given import a_town, somebody

pytestmark = pytest.mark.django_db

NONE = {bar.field: False for bar in BARS}
AGREED = {
    "facts": "双方都有责任", "terms": ["示例乙于2027年1月31日前付给示例甲3200元"], "amount_fen": 320000, "mode": "按约定的时间履行",
    "schedule": ["2027-01-31，示例乙，付改道款，3200"],
}  # fmt: skip


@pytest.fixture
def town() -> Any:
    return a_town("示例镇")


@pytest.fixture
def mediator(town: Any) -> Any:
    return somebody(town, "village_mediator", "示例一村")


@pytest.fixture
def agreed(town: Any, mediator: Any) -> Done:
    facts = {
        "village": "示例一村", "grid": "1网格", "type": "邻里纠纷", "summary": "两家为排水沟改道争执", "parties": ["示例甲", "示例乙"],
    }  # fmt: skip
    case = open_case("dispute", "found", facts, town=town, by=mediator)
    take_step(
        "dispute",
        case.case_id,
        "village_mediation",
        {"point": "钱谁出", "outcome": "调成了"},
        town=town,
        by=mediator,
    )
    return take_step("dispute", case.case_id, "agreed", AGREED, town=town, by=mediator)


def apply(case: Done, town: Any, by: Any, **facts: Any) -> Done:
    answers = {"court": "示例人民法院", "jointly": True, **NONE, **facts}
    return take_step("dispute", case.case_id, "confirmation_applied", answers, town=town, by=by)


@pytest.mark.parametrize("bar", BARS, ids=lambda bar: bar.field)
def test_each_thing_a_court_does_not_confirm_is_asked_with_its_article(agreed, town, mediator, bar) -> None:
    with pytest.raises(Refused, match=f"请填写{bar.asks[:6]}"):
        apply(agreed, town, mediator, **{bar.field: None})
    with pytest.raises(Refused) as refusal:
        apply(agreed, town, mediator, **{bar.field: True})
    assert bar.asks in str(refusal.value)
    assert bar.then in str(refusal.value)
    assert refusal.value.field == bar.field
    assert cited(refusal.value.article)


def test_what_a_court_does_not_accept_is_not_registered_however_much_they_want(
    agreed, town, mediator
) -> None:
    closed = [bar for bar in BARS if not bar.accepted]
    assert {bar.field for bar in closed} >= {"status", "ownership", "not_civil"}
    for bar in closed:
        with pytest.raises(Refused, match="法院不受理"):
            apply(agreed, town, mediator, **{bar.field: True, "insisted": True})


def test_what_a_court_would_refuse_is_warned_of_and_applied_for_when_both_insist(
    agreed, town, mediator
) -> None:
    with pytest.raises(Refused, match="法院会驳回申请"):
        apply(agreed, town, mediator, unclear=True)
    apply(agreed, town, mediator, unclear=True, insisted=True)
    kept = CaseStep.objects.get(record=agreed.case_id, code="confirmation_applied").facts
    assert (kept["unclear"], kept["insisted"], kept["unlawful"]) == (True, True, False)


def test_an_agreement_with_nothing_against_it_is_applied_for(agreed, town, mediator) -> None:
    assert apply(agreed, town, mediator).state == "performing"


def test_the_page_asks_all_of_them_and_shows_the_words_of_the_article(agreed, town, mediator) -> None:
    client = Client()
    client.force_login(User.objects.get(pk=mediator.key))
    page = reverse("case_step", args=["dispute", agreed.case_id, "confirmation_applied"])
    form = client.get(page)
    for bar in BARS:
        assert bar.asks in form.content.decode()
    assert "可以自调解协议生效之日起三十日内共同向人民法院申请司法确认" in form.content.decode()
    hidden = {
        name: form.context["form"].initial[name] for name in ("acting_town", "command", "version", "seen_at")
    }
    answers = {
        **dict.fromkeys(NONE, "no"),
        "ownership": "yes",
        "court": "示例人民法院",
        "jointly": "yes",
        "on": "今天",
    }
    answers["on"] = form.context["form"].initial["on"].isoformat()
    answered = client.post(page, {**hidden, **answers})
    assert answered.status_code == 422
    said = answered.content.decode()
    assert "向法院起诉" in said
    assert "调解协议内容涉及物权、知识产权确权的" in said
