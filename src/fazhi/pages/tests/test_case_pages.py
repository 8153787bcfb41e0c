"""The page of a live case, its step forms and its opening, as the people of a town use them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fazhi.cases.actions import Done, open_case, take_step
from fazhi.cases.models import Case, CaseStep
from fazhi.cases.procedures import procedure_of
from fazhi.evidence.tests.files import pdf, picture
from fazhi.mediation.models import Dispute
from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import Actor
from fazhi.pages.words import office_today
from fazhi.records.checking import row_faults
from fazhi.trace.models import TraceRecord
from given import a_dispute, a_town, a_village, somebody

pytestmark = pytest.mark.django_db
REPORT = {
    "village": "示例一村", "grid": "1网格", "type": "邻里纠纷", "summary": "为水沟吵了两天，找19900000009",
    "parties": ["示例甲", "示例乙"], "phone": "19900000001",
}  # fmt: skip
FAILED = {"point": "改道的钱谁出", "outcome": "没调成", "why_not": "钱数谈不拢"}


@pytest.fixture
def town() -> Town:
    return a_town("示例镇")


@pytest.fixture
def office(town: Town) -> Actor:
    return somebody(town, "justice_office")


@pytest.fixture
def mediator(town: Town) -> Actor:
    return somebody(town, "village_mediator", "示例一村")


@pytest.fixture
def case(town: Town) -> Done:
    return open_case(
        "dispute", "found", REPORT, town=town, by=somebody(town, "grid_worker", "示例一村", "1网格")
    )


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.key))
    return client


def page_of(actor: Actor, case: Done) -> str:
    return browser(actor).get(reverse("record_page", args=["dispute", case.case_id])).content.decode()


def step_url(case: Done, code: str) -> str:
    return reverse("case_step", args=["dispute", case.case_id, code])


def hidden(html: str) -> dict[str, str]:
    """The fields a form sends unseen."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def send(client: Client, url: str, values: dict[str, Any], seen: str = "") -> Any:
    form = hidden(seen or client.get(url).content.decode())
    return client.post(url, {**form, "on": office_today().isoformat(), **values})


def test_the_page_says_where_it_stands_what_comes_next_and_masks_numbers(town, mediator, case) -> None:
    html = page_of(mediator, case)
    assert "网格新报，等村里接手" in html
    assert "下一步：村级调解" in html
    assert step_url(case, "village_mediation") in html
    assert "199****0001" in html
    assert "19900000001" not in html
    assert "19900000009" not in html, "a number in a free text"
    assert "必备0/2" in html
    assert "《人民调解法》第十七条" in html
    assert "当事人一方明确拒绝调解的，不得调解。" in html, "the article in its own words"


def test_after_the_towns_number_of_failed_attempts_the_town_is_offered_first(town, mediator, case) -> None:
    for _ in range(3):
        take_step("dispute", case.case_id, "village_mediation", FAILED, town=town, by=mediator)
    html = page_of(mediator, case)
    assert "下一步：上报镇调解室" in html
    assert html.index(step_url(case, "escalated")) < html.index(step_url(case, "village_mediation"))


def test_a_meeting_is_arranged_beside_the_next_step_and_over_once_it_was_held(town, mediator, case) -> None:
    def buttons() -> str:
        box = page_of(mediator, case).split('aria-labelledby="next"')[1]
        return box.split('<div class="btns">')[1].split("</div>")[0]

    arrange = step_url(case, "arranged")
    assert arrange not in buttons(), "nobody has taken it in hand yet"
    take_step("dispute", case.case_id, "village_mediation", FAILED, town=town, by=mediator)
    assert buttons().index(step_url(case, "village_mediation")) < buttons().index(arrange)
    take_step("dispute", case.case_id, "arranged", {"meet_on": office_today()}, town=town, by=mediator)
    take_step("dispute", case.case_id, "village_mediation", FAILED, town=town, by=mediator)
    assert Case.objects.get(pk=case.case_id).due_on is None, "the meeting was held"


def test_the_form_of_every_step_opens_with_what_the_case_knows(town, office, case) -> None:
    client, declared = browser(office), procedure_of("dispute", "2026").declaration
    seen = set()
    for state in declared.states:
        Case.objects.filter(pk=case.case_id).update(state=state.code)
        for step in declared.possible(state.code):
            answer = client.get(step_url(case, step.code))
            assert answer.status_code == 200, step.code
            seen.add(step.code)
    assert seen == {step.code for step in declared.steps if not step.opens}


def test_what_the_nearest_deadline_asks_for_is_offered_first_on_the_page_and_in_the_list(
    town, office
) -> None:
    referred = {
        "applicants": ["示例甲"], "respondents": ["示例乙"], "village": "示例一村", "type": "邻里纠纷", "summary": "水沟改道",
        "referrer": "人民法院", "referrer_name": "示例人民法院", "consented": True,
    }  # fmt: skip
    sent = open_case("dispute", "referred_here", referred, town=town, by=office)
    take_step("dispute", sent.case_id, "accepted", {"agreed": True}, town=town, by=office)
    settled = {"point": "钱谁出", "outcome": "调成了"}
    take_step("dispute", sent.case_id, "town_mediation", settled, town=town, by=office)
    agreed = {
        "facts": "都有责任", "terms": ["年底付清"], "amount_fen": 1000_00, "mode": "按约定的时间履行",
        "schedule": [f"{office_today() + timedelta(days=90)}，示例乙，付改道款，1000"],
    }  # fmt: skip
    take_step("dispute", sent.case_id, "agreed", agreed, town=town, by=office)
    html = page_of(office, sent)
    assert "下一步：送转来单位备案" in html
    assert html.index(step_url(sent, "copied_back")) < html.index(step_url(sent, "performed"))
    assert "登记已送备案：示例甲与示例乙邻里纠纷" in browser(office).get(reverse("home")).content.decode()
    take_step("dispute", sent.case_id, "copied_back", {"how": "邮寄"}, town=town, by=office)
    assert "下一步：登记履行" in page_of(office, sent)


def test_who_may_not_act_reads_who_has_it(town, case) -> None:
    for role in ("town_leader", "county_bureau"):
        html = page_of(somebody(town, role), case)
        assert "等村调解员办" in html
        assert "/step/" not in html
        assert "/people/" not in html


def test_what_is_refused_stands_with_the_reason_and_the_way_out(town, mediator) -> None:
    alone = open_case("dispute", "found", {**REPORT, "parties": ["示例甲"]}, town=town, by=mediator)
    take_step(
        "dispute", alone.case_id, "village_mediation", {**FAILED, "outcome": "调成了"}, town=town, by=mediator
    )
    html = page_of(mediator, alone)
    assert "还不能写协议书" in html
    assert "当事人不到两方" in html
    assert f'href="{step_url(alone, "person_added")}">去加人或补资料' in html
    form = browser(mediator).get(step_url(alone, "agreed")).content.decode()
    assert "现在还不能写协议书" in form
    assert "<textarea" not in form


def test_a_step_is_taken_by_its_form_and_the_page_says_what_happened(town, mediator, case) -> None:
    client = browser(mediator)
    url = step_url(case, "village_mediation")
    form = client.get(url).content.decode()
    assert 'value="示例甲"' in form, "the parties are offered as ticks"
    answer = send(client, url, {**FAILED, "present": ["示例甲"], "present-more": "示例邻居\n"})
    assert answer.status_code == 302
    html = client.get(answer["Location"]).content.decode()
    assert "已登记村级调解（没调成）" in html
    facts = CaseStep.objects.get(record=case.case_id, code="village_mediation").facts
    assert facts["present"] == ["示例甲", "示例邻居"]


def test_a_refusal_stands_beside_the_field_and_in_the_summary(town, mediator, case) -> None:
    client = browser(mediator)
    answer = send(client, step_url(case, "escalated"), {"reason_text": "想早点报"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count("还不到3次") == 2
    assert "想早点报" in html
    answer = send(client, step_url(case, "village_mediation"), {"point": "水沟", "outcome": "没调成"})
    assert "请选择没调成的原因" in answer.content.decode()
    assert CaseStep.objects.filter(record=case.case_id).count() == 1


def test_the_second_of_two_sees_what_the_first_did_and_saves_what_was_typed(
    town, mediator, office, case
) -> None:
    client, url = browser(mediator), step_url(case, "village_mediation")
    seen = client.get(url).content.decode()
    facts = {**FAILED, "point": "别人写的争议"}
    take_step("dispute", case.case_id, "village_mediation", facts, town=town, by=office)
    answer = send(client, url, {**FAILED, "point": "我写的争议"}, seen)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "别人办了1件事" in html
    assert "别人写的争议" in html
    assert office.name in html
    assert "我写的争议" in html
    assert send(client, url, {**FAILED, "point": "我写的争议"}, html).status_code == 302
    assert Dispute.objects.get(pk=case.case_id).village_attempts == 2


def test_the_same_form_sent_twice_is_one_step(town, mediator, case) -> None:
    client, url = browser(mediator), step_url(case, "village_mediation")
    seen = client.get(url).content.decode()
    assert [send(client, url, FAILED, seen).status_code for _ in range(2)] == [302, 302]
    assert Dispute.objects.get(pk=case.case_id).village_attempts == 1


def test_a_schedule_is_written_cell_by_cell(town, mediator, case) -> None:
    take_step(
        "dispute", case.case_id, "village_mediation", {**FAILED, "outcome": "调成了"}, town=town, by=mediator
    )
    later = (office_today() + timedelta(days=40)).isoformat()
    agreement = {
        "facts": "水沟改道", "terms": "示例乙付给示例甲1500元", "amount_fen": "1,500", "mode": "按约定的时间履行",
        "schedule-0-0": later, "schedule-0-1": "示例乙", "schedule-0-2": "付改道款", "schedule-0-3": "1,500",
    }  # fmt: skip
    client, url = browser(mediator), step_url(case, "agreed")
    wrong = send(client, url, {**agreement, "schedule-0-0": "下个月"})
    assert wrong.status_code == 422
    assert 'value="下个月"' in wrong.content.decode()
    short = send(client, url, {**agreement, "amount_fen": "2,000"})
    assert short.status_code == 422
    assert "比一共的2000元（人民币贰仟元整）少500元（人民币伍佰元整）" in short.content.decode()
    assert 'value="付改道款"' in short.content.decode()
    assert send(client, url, agreement).status_code == 302
    html = page_of(mediator, case)
    assert "第1期：示例乙付改道款1500元" in html
    assert "1,500元（人民币壹仟伍佰元整）" in html
    form = client.get(step_url(case, "performed")).content.decode()
    assert '<option value="第1期：示例乙付改道款1500元" selected>' in form


def test_a_case_is_opened_by_the_way_it_came(town, mediator) -> None:
    client = browser(mediator)
    ways = client.get(reverse("case_new", args=["dispute"])).content.decode()
    assert "当事人申请" in ways
    assert "部门转来" not in ways, "only the town takes what an office sends"
    url = reverse("case_open", args=["dispute", "initiated"])
    seen = client.get(url).content.decode()
    assert '<option value="示例一村" selected>' in seen
    values = {"village": "示例一村", "parties": "示例丙\n示例丁", "type": "邻里纠纷", "summary": "界址"}
    assert send(client, url, {**values, "summary": ""}).status_code == 422
    first, again = (send(client, url, values, seen) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert Case.objects.filter(kind="dispute").count() == 1
    assert "已登记这件矛盾纠纷" in client.get(first["Location"]).content.decode()


def test_papers_that_are_there_already_come_in_with_the_form_that_opens_the_case(town, office) -> None:
    a_village(town)
    client, url = browser(office), reverse("case_open", args=["dispute", "initiated"])
    assert 'enctype="multipart/form-data"' in client.get(url).content.decode()
    values = {"village": "示例一村", "parties": "示例丙\n示例丁", "type": "邻里纠纷", "summary": "界址"}
    bad = SimpleUploadedFile("申请书.pdf", b"MZ program", "application/pdf")
    refused = send(client, url, {**values, "files": [SimpleUploadedFile("现场.jpg", picture()), bad]})
    assert refused.status_code == 422
    assert "“申请书.pdf”" in refused.content.decode()
    assert "界址" in refused.content.decode()
    assert Case.objects.count() == 0
    files = [SimpleUploadedFile("现场.jpg", picture()), SimpleUploadedFile("申请书.pdf", pdf())]
    opened = send(client, url, {**values, "files": files})
    assert opened.status_code == 302
    case = Case.objects.get()
    assert [one.name for one in case.attachments.order_by("place")] == ["现场.jpg", "申请书.pdf"]
    assert list(row_faults()) == []


def test_who_may_put_no_papers_into_cases_is_asked_for_none(town) -> None:
    worker = browser(somebody(town, "grid_worker", "示例一村", "1网格"))
    url = reverse("case_open", args=["dispute", "found"])
    assert 'name="files"' not in worker.get(url).content.decode()


def test_a_village_that_is_not_the_towns_is_never_made_by_a_slip(town, office) -> None:
    a_village(town)
    client, url = browser(office), reverse("case_open", args=["dispute", "initiated"])
    values = {"village": "示列一村", "parties": "示例丙\n示例丁", "type": "邻里纠纷", "summary": "界址"}
    answer = send(client, url, values)
    assert answer.status_code == 422
    assert "请从列表里选" in answer.content.decode()
    assert Case.objects.count() == 0


def test_a_grid_worker_reports_and_nothing_else(town, case) -> None:
    worker = somebody(town, "grid_worker", "示例一村", "1网格")
    client = browser(worker)
    assert client.get(reverse("case_new", args=["dispute"]))["Location"].endswith("/found/")
    assert client.get(reverse("case_open", args=["dispute", "applied"])).status_code == 403
    assert client.get(step_url(case, "village_mediation")).status_code == 403
    assert client.get(reverse("record_page", args=["dispute", case.case_id])).status_code == 200


def test_history_that_is_open_is_taken_further(town, office) -> None:
    old = a_dispute(town, result="正在调解", settled_on=None)
    client, page = browser(office), reverse("record_page", args=["dispute", old])
    assert "接着办" in client.get(page).content.decode()
    client.post(reverse("case_take_up", args=["dispute", old]))
    assert "下一步" in client.get(page).content.decode()
    over = a_dispute(town, parties=["示例丙", "示例丁"])
    assert "接着办" not in client.get(reverse("record_page", args=["dispute", over])).content.decode()


def test_a_number_of_somebody_in_the_case_is_read_in_full_with_a_reason(town, mediator, case) -> None:
    who = {"name": "示例甲", "standing": "当事人（个人）", "id_number": "320681199001011234"}
    take_step("dispute", case.case_id, "person_added", who, town=town, by=mediator)
    html = page_of(mediator, case)
    assert "320681********1234" in html
    (url,) = re.findall(r'href="([^"]+/id_number/)"', html)
    client = browser(mediator)
    assert client.post(url, {"reason": ""}).status_code == 422
    answer = client.post(url, {"reason": "写协议书"})
    assert "320681199001011234" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    entry = TraceRecord.objects.get(subject=str(case.case_id), verb="read_in_full")
    assert "写协议书" in entry.change
    trace = client.get(reverse("case_trace", args=["dispute", case.case_id])).content.decode()
    assert "示例甲的证件号码" in trace
    assert browser(somebody(town, "town_leader")).get(url).status_code == 403


def test_another_handler_is_told(town, office, mediator, case) -> None:
    client, url = browser(office), reverse("case_hand_over", args=["dispute", case.case_id])
    assert send(client, url, {"handler": mediator.key}).status_code == 302
    assert mediator.name in page_of(office, case)
    assert send(client, url, {"handler": str(uuid4())}).status_code == 422
    assert browser(somebody(town, "town_leader")).get(url).status_code == 403


def every_address(case: Done) -> list[str]:
    person = Case.objects.get(pk=case.case_id).participants.first()
    ids = ["dispute", case.case_id]
    return [
        reverse("record_page", args=ids), step_url(case, "village_mediation"), reverse("case_hand_over", args=ids),
        reverse("case_trace", args=ids), reverse("case_person_in_full", args=[*ids, person.pk, "phone"]),
    ]  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_towns_or_villages_case_is_not_found(town, mediator, case, method) -> None:
    elsewhere = a_town("示例乡")
    for stranger in (
        somebody(elsewhere, "justice_office"), somebody(elsewhere, "county_bureau"),
        somebody(town, "village_mediator", "示例二村"), somebody(town, "grid_worker", "示例一村", "2网格"),
    ):  # fmt: skip
        for url in every_address(case):
            status = getattr(browser(stranger), method)(url).status_code
            assert status == 404 or (method == "post" and status == 405), (stranger.name, url)
        assert browser(stranger).post(
            reverse("case_take_up", args=["dispute", case.case_id])
        ).status_code in (403, 404)


ROLES_SEE = {
    # page, step form, hand over, trace, in full
    "justice_office": (200, 200, 200, 200, 200), "town_mediator": (200, 200, 200, 200, 200),
    "village_mediator": (200, 200, 200, 200, 200), "town_leader": (200, 403, 403, 200, 403),
    "county_bureau": (200, 403, 403, 200, 403), "grid_worker": (200, 403, 403, 404, 403),
    "party_office": (404,) * 5, "enforcement_bureau": (404,) * 5, "system_admin": (404,) * 5,
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES_SEE)
def test_each_role_opens_its_pages_and_no_others(town, case, role) -> None:
    actor = somebody(town, role, "示例一村" if role in ("village_mediator", "grid_worker") else "", "1网格" if role == "grid_worker" else "")  # fmt: skip
    client = browser(actor)
    assert tuple(client.get(url).status_code for url in every_address(case)) == ROLES_SEE[role]


def test_the_page_of_a_case_reads_the_database_a_dozen_times(town, mediator, office, case) -> None:
    for _ in range(3):
        take_step("dispute", case.case_id, "village_mediation", FAILED, town=town, by=mediator)
    client, url = browser(office), reverse("record_page", args=["dispute", case.case_id])
    client.get(url)
    with CaptureQueriesContext(connection) as shell:
        client.get(reverse("register"))  # nothing but who one is, where, and in which year
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    assert len(asked) - len(shell) <= 12, "\n".join(one["sql"][:150] for one in asked)


def test_a_date_ahead_of_today_is_refused_at_its_field(town, mediator, case) -> None:
    tomorrow = (office_today() + timedelta(days=1)).isoformat()
    answer = send(browser(mediator), step_url(case, "village_mediation"), {**FAILED, "on": tomorrow})
    assert answer.status_code == 422
    assert 'href="#id_on"' in answer.content.decode()


def test_an_unknown_step_and_an_opening_are_no_pages(town, mediator, case) -> None:
    client = browser(mediator)
    assert client.get(step_url(case, "no_such")).status_code == 404
    assert client.get(step_url(case, "found")).status_code == 404


def listed(actor: Actor, query: str) -> str:
    return browser(actor).get(f"{reverse('record_list', args=['dispute'])}?{query}").content.decode()


def test_the_list_shows_what_is_being_dealt_with_by_where_it_stands(town, office, mediator, case) -> None:
    tried = open_case("dispute", "found", {**REPORT, "parties": ["示例丙", "示例丁"]}, town=town, by=mediator)
    for _ in range(3):
        take_step("dispute", tried.case_id, "village_mediation", FAILED, town=town, by=mediator)
    a_dispute(town, parties=["示例戊", "示例己"], result="正在调解", settled_on=None)
    new, enough = listed(office, "stage=reported"), listed(office, "stage=tried")
    assert "示例甲与示例乙" in new
    assert "示例丙" not in new
    assert "示例丙与示例丁" in enough
    assert "示例甲" not in enough
    assert '新报<span class="c">1</span>' in new, "history is not being dealt with"
    assert "村里在调" in enough
    assert "没有符合条件的记录" in listed(office, "stage=late")
    assert "示例甲" in listed(office, "stage=no_such")


def test_one_sees_only_what_one_handles(town, office, mediator, case) -> None:
    assert "示例甲与示例乙" not in listed(mediator, "handler=me")
    url = reverse("case_hand_over", args=["dispute", case.case_id])
    send(browser(office), url, {"handler": mediator.key})
    assert "示例甲与示例乙" in listed(mediator, "handler=me")
    assert "示例甲与示例乙" in listed(mediator, "handler=me&stage=reported&q=示例甲")


def test_registering_a_dispute_opens_a_case_and_history_stays_in_reach(town, office) -> None:
    client = browser(office)
    assert reverse("case_new", args=["dispute"]) in client.get(reverse("register")).content.decode()
    assert reverse("case_new", args=["dispute"]) in listed(office, "")
    assert reverse("record_new", args=["dispute"]) in client.get(reverse("case_new", args=["dispute"])).content.decode()  # fmt: skip


def test_of_many_likely_repeats_five_stand_on_the_page_and_the_way_to_all(town, office) -> None:
    cases = [open_case("dispute", "found", REPORT, town=town, by=office) for _ in range(6)]
    page = page_of(office, cases[0])
    assert "可能和5件重复登记了" in page
    assert reverse("repeats") not in page.split('id="repeats"')[1].split("</section>")[0]
    open_case("dispute", "found", REPORT, town=town, by=office)
    page = page_of(office, cases[0])
    section = page.split('id="repeats"')[1].split("</section>")[0]
    assert "可能和5件以上重复登记了" in section
    assert section.count("对照着看，是同一件就合并") == 5
    assert reverse("repeats") in section


def test_a_dispute_long_ago_is_no_likely_repeat(town, office) -> None:
    today = office_today()
    open_case("dispute", "found", {**REPORT, "on": today - timedelta(days=8)}, town=town, by=office)
    assert "重复登记了" not in page_of(office, open_case("dispute", "found", REPORT, town=town, by=office))
    near = open_case("dispute", "found", {**REPORT, "on": today - timedelta(days=7)}, town=town, by=office)
    assert "可能和" in page_of(office, near)
