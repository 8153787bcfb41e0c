"""What is typed into the form of a step is kept while one writes, comes back, and goes when the step is taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from fazhi.cases.actions import Done, open_case, take_step
from fazhi.cases.jottings import MOST, Place, drop_old, jot, jotted
from fazhi.cases.models import Case, Jotting
from fazhi.orgs.models import User
from fazhi.orgs.permissions import Refused
from fazhi.pages.tests.towns import client_of, text_of
from fazhi.records.checking import row_faults
from fazhi.site.backup import kept_models
from fazhi.trace.models import TraceRecord
from fazhi.workbench.reminding import remind
from given import a_town, somebody

pytestmark = pytest.mark.django_db

SCRIPT = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
HIDDEN = ("acting_town", "command", "version", "seen_at")


@pytest.fixture
def town() -> Any:
    return a_town("示例镇")


@pytest.fixture
def mediator(town: Any) -> Any:
    return somebody(town, "village_mediator", "示例一村")


@pytest.fixture
def case(town: Any, mediator: Any) -> Done:
    facts = {
        "village": "示例一村",
        "grid": "1网格",
        "type": "邻里纠纷",
        "summary": "水沟",
        "parties": ["示例甲", "示例乙"],
    }
    return open_case("dispute", "found", facts, town=town, by=mediator)


def browser(by: Any) -> Any:
    return client_of(User.objects.get(pk=by.key))


def form_url(case: Done, step: str = "village_mediation") -> str:
    return reverse("case_step", args=["dispute", case.case_id, step])


def hidden_of(page: Any) -> dict[str, str]:
    form = page.context["form"]
    return {name: str(form.initial[name]) for name in HIDDEN if form.initial.get(name) is not None}


TYPED = {
    "point": "改道的钱谁出",
    "course": "谈到一半",
    "present": ["示例甲"],
    "present-more": "示例丙",
    "on": "3.32",
    "outcome": "没调成",
}


def test_what_was_typed_comes_back_as_it_was_typed_right_or_not(town, mediator, case) -> None:
    client = browser(mediator)
    url = form_url(case)
    before = TraceRecord.objects.count(), Case.objects.get().version
    answer = client.post(f"{url}jot", {**hidden_of(client.get(url)), **TYPED, "jot": "keep"}, **SCRIPT)
    assert answer.json()["said"].endswith("已自动保存")
    assert (TraceRecord.objects.count(), Case.objects.get().version) == before, "no part of the case's record"
    page = client.get(url)
    text = text_of(page)
    html = page.content.decode()
    assert "接着上次写的" in text
    assert "清掉重填" in text
    assert "谈到一半" in html
    assert 'value="3.32"' in html
    assert "示例丙" in html
    form = page.context["form"]
    assert form["present"].value().split() == ["示例甲", "示例丙"], "what was unticked stays unticked"
    assert form["outcome"].value() == "没调成"
    assert [*row_faults()] == []


def test_it_is_nobody_elses_and_stands_beside_other_forms(town, mediator, case) -> None:
    browser(mediator).post(f"{form_url(case)}jot", {**TYPED, "jot": "keep"})
    office = browser(somebody(town, "justice_office"))
    assert "接着上次写的" not in text_of(office.get(form_url(case)))
    assert "接着上次写的" not in text_of(browser(mediator).get(form_url(case, "risk_set")))
    assert "接着上次写的" in text_of(browser(mediator).get(form_url(case)))


def test_taking_the_step_forgets_it_and_a_late_save_brings_nothing_back(town, mediator, case) -> None:
    client = browser(mediator)
    url = form_url(case)
    page = client.get(url)
    hidden = hidden_of(page)
    client.post(f"{url}jot", {**hidden, **TYPED, "jot": "keep"}, **SCRIPT)
    sent = {**hidden, **TYPED, "why_not": "钱数谈不拢"}
    sent["on"] = str(page.context["form"].initial["on"])
    assert client.post(url, sent).status_code == 302
    assert not Jotting.objects.exists()
    late = client.post(f"{url}jot", {**hidden, **TYPED, "jot": "keep"}, **SCRIPT)
    assert late.json()["said"] == "这一步已经办过"
    assert not Jotting.objects.exists()


def test_clearing_begins_anew(town, mediator, case) -> None:
    client = browser(mediator)
    client.post(f"{form_url(case)}jot", {**TYPED, "jot": "keep"})
    page = client.post(f"{form_url(case)}jot", {"jot": "clear"}, follow=True)
    assert "清掉了" in text_of(page)
    assert "谈到一半" not in page.content.decode()
    assert not Jotting.objects.exists()


def test_without_javascript_the_button_keeps_it_and_says_when(town, mediator, case) -> None:
    client = browser(mediator)
    page = client.get(form_url(case))
    assert f'formaction="{form_url(case)}jot"' in page.content.decode()
    answer = client.post(f"{form_url(case)}jot", {**hidden_of(page), **TYPED, "jot": "keep"}, follow=True)
    assert "已存着。下次打开接着写" in text_of(answer)
    assert "谈到一半" in answer.content.decode()


def test_a_form_that_was_refused_is_kept_too(town, mediator, case) -> None:
    client = browser(mediator)
    hidden = hidden_of(client.get(form_url(case)))
    assert client.post(form_url(case), {**hidden, **TYPED}).status_code == 422
    assert "谈到一半" in client.get(form_url(case)).content.decode()


def test_when_a_second_person_acts_meanwhile_nothing_is_lost_and_it_is_said(town, mediator, case) -> None:
    client = browser(mediator)
    url = form_url(case)
    hidden = hidden_of(client.get(url))
    take_step(
        "dispute", case.case_id, "risk_set", {"risk": "正常", "measures": "上门看过"}, town=town,
        by=somebody(town, "justice_office"),
    )  # fmt: skip
    # The save comes in after the other's act, from a form that had not seen it.
    client.post(f"{url}jot", {**hidden, **TYPED, "jot": "keep"}, **SCRIPT)
    page = client.get(url)
    assert "上门看过" in text_of(page)
    assert "谈到一半" in page.content.decode()
    assert str(page.context["form"].initial["version"]) == str(Case.objects.get().version)


def test_an_opening_form_is_kept_until_the_case_is_opened(town, mediator) -> None:
    client = browser(mediator)
    url = reverse("case_open", args=["dispute", "found"])
    page = client.get(url)
    hidden = {name: str(page.context["form"].initial[name]) for name in ("acting_town", "command")}
    typed = {
        "village": "示例一村",
        "type": "邻里纠纷",
        "summary": "水沟吵了两天",
        "on": str(page.context["form"].initial["on"]),
    }
    client.post(f"{url}jot", {**hidden, **typed, "jot": "keep"}, **SCRIPT)
    page = client.get(url)
    assert "水沟吵了两天" in page.content.decode()
    assert client.post(url, {**hidden, **typed}).status_code == 302
    assert not Jotting.objects.exists()
    client.post(f"{url}jot", {**hidden, **typed, "jot": "keep"}, **SCRIPT)
    assert not Jotting.objects.exists()


def test_who_may_not_take_the_step_or_see_the_case_keeps_nothing(town, mediator, case) -> None:
    given = {**TYPED, "jot": "keep"}
    assert (
        browser(somebody(town, "grid_worker", "示例一村", "1网格"))
        .post(f"{form_url(case)}jot", given)
        .status_code
        == 403
    )
    other = browser(somebody(town, "village_mediator", "示例二村"))
    assert other.post(f"{form_url(case)}jot", given).status_code == 404
    abroad = browser(somebody(a_town("示例乡"), "justice_office"))
    assert abroad.post(f"{form_url(case)}jot", given).status_code == 404
    assert browser(mediator).post(f"{form_url(case, 'nonsense')}jot", given).status_code == 404
    assert browser(mediator).get(f"{form_url(case)}jot").status_code == 405
    assert not Jotting.objects.exists()


def test_it_goes_after_some_weeks_and_no_backup_takes_it_along(town, mediator, case) -> None:
    place = Place(mediator, town, "dispute", case.case_id, "village_mediation")
    now = datetime.now(UTC)
    jot(place, {"point": ["旧的"]}, at=now - timedelta(weeks=5))
    assert drop_old(now) == 1
    jot(place, {"point": ["旧的"]}, at=now - timedelta(weeks=5))
    remind()
    assert jotted(place) is None
    assert Jotting not in kept_models()


def test_one_person_keeps_only_so_many_and_none_without_end(town, mediator, case) -> None:
    now = datetime.now(UTC)
    for n in range(MOST + 3):
        jot(Place(mediator, town, "dispute", None, f"step{n}"), {"a": ["b"]}, at=now + timedelta(seconds=n))
    assert Jotting.objects.count() == MOST
    assert not Jotting.objects.filter(step="step0").exists()
    with pytest.raises(Refused, match="写得太长"):
        jot(Place(mediator, town, "dispute", None, "found"), {"a": ["长" * 70_000]})
