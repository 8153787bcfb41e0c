"""A village mediator's phone: what waits, attempts by number, 报到镇里, oral agreement, performance, files."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from fazhi.cases.actions import take_step
from fazhi.cases.models import Case, CaseStep
from fazhi.orgs.permissions import actor
from fazhi.orgs.roles import ROLES
from fazhi.pages.tests.towns import a_person, a_town, client_of, text_of
from fazhi.portal.phone import mediating, reporting, status
from fazhi.portal.tests.phone_cases import a_case
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return a_town()


@pytest.fixture
def mediator(town):
    return a_person(town, "village_mediator")


@pytest.fixture
def client(mediator):
    return client_of(mediator)


def attempt(client, case, **changes):
    sent = {
        "command": str(uuid4()), "on": "今天", "time": "15:30", "where": "村调解室", "point": "水沟从谁家门前过",
        "outcome": "没调成", "why_not": "责任分不清", **changes,
    }  # fmt: skip
    if sent["on"] == "今天":
        from fazhi.pages.words import office_today

        sent["on"] = office_today().isoformat()
    return client.post(f"/m/{case}/attempt/", sent)


def test_the_most_urgent_stands_first_and_other_villages_are_not_there(town, client):
    a_case(town, "不急的一件")
    a_case(town, "马上的一件", urgency="now")
    a_case(town, "别村的一件", village="示例二村")
    page = text_of(client.get("/m/"))
    assert page.index("马上的一件") < page.index("不急的一件")
    assert "别村的一件" not in page
    assert client.get("/m/").headers["Cache-Control"] == "no-store"
    assert "5组水渠边" in page


def test_an_attempt_is_number_n_and_a_double_tap_is_one(town, client):
    case = a_case(town)
    sent = {
        "command": str(uuid4()),
        "one_side": "示例甲",
        "other_side": "示例乙",
        "others": "示例组长、示例邻居",
    }
    for _ in range(2):
        assert attempt(client, case, **sent)["Location"] == f"/m/{case}/"
    step = CaseStep.objects.get(record=case, code="village_mediation")
    assert step.facts["present"] == ["示例甲", "示例乙", "示例组长", "示例邻居"]
    assert (step.facts["time"], step.facts["where"], step.facts["why_not"]) == (
        "15:30",
        "村调解室",
        "责任分不清",
    )
    page = text_of(client.get(f"/m/{case}/"))
    assert "第1次，没调成" in page
    assert "记第2次调解" in page
    assert "示例甲" in page
    assert Case.objects.get(pk=case).state == "village"


def test_who_records_the_same_attempt_second_is_told_and_loses_nothing(town, client, mediator):
    case = a_case(town, names=("示例甲", "示例乙"))
    colleague = client_of(a_person(town, "village_mediator"))
    assert attempt(colleague, case, number="1").status_code == 302
    told = attempt(client, case, number="1", point="后记的这一句")
    assert told.status_code == 422
    page = text_of(told)
    assert "刚有人记了第1次调解" in page
    assert "后记的这一句" in page
    assert 'name="number" value="2"' in page
    assert CaseStep.objects.filter(record=case, code="village_mediation").count() == 1
    assert attempt(client, case, number="2", point="后记的这一句").status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"point": ""}, "请写一句争的是什么"),
        ({"outcome": ""}, "请选结果"),
        ({"why_not": ""}, "请选没调成的原因"),
        ({"on": "2099-01-01"}, "今天"),
        ({"point": "字" * 1001}, "现在是1001字"),
    ],
)
def test_what_is_missing_is_said_and_what_was_written_stays(town, client, changes, words):
    case = a_case(town)
    answer = attempt(client, case, where="示例祠堂", **changes)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "示例祠堂" in text_of(answer)
    assert not CaseStep.objects.filter(record=case, code="village_mediation").exists()


def test_after_the_towns_number_of_failed_attempts_the_page_asks_and_one_tap_does_it(town, client):
    case = a_case(town)
    for _ in range(3):
        assert "报到镇里吗？" not in text_of(client.get(f"/m/{case}/"))
        attempt(client, case)
    assert "村里调了3次没成，报到镇里吗？" in text_of(client.get(f"/m/{case}/"))
    assert client.post(f"/m/{case}/escalate/", {"command": str(uuid4())})["Location"] == f"/m/{case}/"
    assert Case.objects.get(pk=case).state == "escalated"
    waiting, told = text_of(client.get("/m/")).split("报到镇里的")
    assert "5组示例甲" not in waiting
    assert "5组示例甲" in told
    assert "等镇里受理" in told


def test_another_day_is_no_failed_attempt(town, client):
    case = a_case(town)
    for _ in range(3):
        attempt(client, case, outcome="改天再调", why_not="")
    assert "报到镇里吗？" not in text_of(client.get(f"/m/{case}/"))


def test_the_number_is_the_towns_own(town, client):
    type(town).objects.filter(pk=town.pk).update(village_attempts=1)
    case = a_case(town)
    attempt(client, case)
    assert "村里调了1次没成，报到镇里吗？" in text_of(client.get(f"/m/{case}/"))


def test_earlier_a_reason_is_wanted(town, client):
    case = a_case(town)
    answer = client.post(f"/m/{case}/escalate/", {"command": str(uuid4())})
    assert answer.status_code == 422
    assert "提前报到镇里请选一个原因" in text_of(answer)
    assert client.post(f"/m/{case}/escalate/", {"reason": "当事人要求"}).status_code == 302
    assert Case.objects.get(pk=case).state == "escalated"


def test_an_oral_agreement_is_three_facts(town, client):
    case = a_case(town, names=["示例甲", "示例乙"])
    attempt(client, case, outcome="调成了", why_not="")
    assert "登记口头协议" in text_of(client.get(f"/m/{case}/"))
    sent = {"terms": "水沟两家一起修\n以后不再吵", "mode": "当场履行完毕", "amount": "500"}
    assert client.post(f"/m/{case}/agree/", sent).status_code == 302
    found = Case.objects.select_related("dispute").get(pk=case)
    assert (found.state, found.dispute.agreement_form, found.dispute.amount_fen) == (
        "performed",
        "oral",
        50_000,
    )


def test_without_both_names_it_says_to_write_them_first(town, client):
    case = a_case(town)
    attempt(client, case, outcome="调成了", why_not="")
    answer = client.post(f"/m/{case}/agree/", {"terms": "不再吵", "mode": "没有给付内容"})
    assert answer.status_code == 422
    assert "双方的姓名" in text_of(answer)
    assert "不再吵" in text_of(answer)
    for name in ("示例甲", "示例乙"):
        assert client.post(f"/m/{case}/party/", {"name": name}).status_code == 302
    assert client.post(f"/m/{case}/agree/", {"terms": "不再吵", "mode": "没有给付内容"}).status_code == 302


def test_a_promise_is_marked_done_after_it_was_asked_with_the_amount_in_words(town, client, mediator):
    case = a_case(town, names=["示例甲", "示例乙"])
    attempt(client, case, outcome="调成了", why_not="")
    facts = {
        "facts": "水沟改道", "terms": ["赔1000元"], "mode": "按约定的时间履行",
        "schedule": ["2030-01-31，示例甲，付赔偿款，500", "2030-02-28，示例甲，付赔偿款，500"],
    }  # fmt: skip
    take_step("dispute", case, "agreed", facts, town=town, by=actor(mediator))
    page = text_of(client.get(f"/m/{case}/"))
    assert page.count("没履行") == 2
    for left in (2, 1):
        draft = mediating.case_in_hand(case, town=town, by=actor(mediator))
        names = [row["name"] for row in mediating.instalments(draft)]
        assert len(names) == left
        sent = {"instalment": names[0], "result": "已履行"}
        asked = text_of(client.post(f"/m/{case}/perform/", sent))
        assert "500元（人民币伍佰元整）" in asked
        assert names[0] in asked
        assert ("这是最后一期" in asked) == (left == 1)
        assert CaseStep.objects.filter(record=case, code="performed").count() == 2 - left
        assert client.post(f"/m/{case}/perform/", {**sent, "sure": "1"}).status_code == 302
    assert Case.objects.get(pk=case).state == "performed"


def test_a_number_is_masked_until_it_is_called_and_the_call_is_traced(town, client):
    case = a_case(town, names=["示例甲"])
    page = text_of(client.get(f"/m/{case}/"))
    assert "19900001111" not in page
    assert "199****1111" in page
    who = mediating.parties(
        mediating.case_in_hand(case, town=town, by=actor(a_person(town, "justice_office")))
    )[0]["id"]
    answer = client.post(f"/m/{case}/call/", {"who": str(who)})
    assert 'href="tel:19900001111"' in text_of(answer)
    assert TraceRecord.objects.filter(verb="read_in_full", subject=str(case)).count() == 1


def test_the_number_that_came_with_the_report_is_there_to_be_called(town, client):
    case = a_case(town)
    page = text_of(client.get(f"/m/{case}/"))
    assert "199****1111" in page
    assert "打电话" in text_of(client.get("/m/"))
    assert 'href="tel:19900001111"' in text_of(client.post(f"/m/{case}/call/", {"who": "report"}))


def test_the_files_say_what_each_lacks(town, client):
    case = a_case(town, names=["示例甲", "示例乙"])
    assert "还没有卷宗" in text_of(client.get("/m/files/"))
    attempt(client, case, outcome="调成了", why_not="")
    page = text_of(client.get("/m/files/"))
    assert "还缺" in page
    assert "调解记录" in page


@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_pages_are_the_village_mediators_alone(town, role):
    case = a_case(town)
    client = client_of(a_person(town, role))
    wanted = 200 if role == "village_mediator" else 403
    for path in ("/m/", "/m/files/", f"/m/{case}/", f"/m/{case}/attempt/"):
        assert client.get(path).status_code == wanted, path


def test_a_case_of_another_village_or_town_is_not_there(town, client):
    theirs = a_case(town, village="示例二村")
    elsewhere = a_case(a_town("别的镇"))
    for case in (theirs, elsewhere):
        for path in ("", "attempt/"):
            assert client.get(f"/m/{case}/{path}").status_code == 404
        for path in ("attempt/", "escalate/", "agree/", "perform/", "party/", "call/"):
            assert client.post(f"/m/{case}/{path}", {}).status_code == 404, path
    assert Client().get(f"/m/{theirs}/")["Location"].startswith("/login/")


def test_two_reports_of_one_dispute_become_one_and_both_reporters_hear_of_it(client, mediator, town) -> None:
    workers = [a_person(town, "grid_worker"), a_person(town, "grid_worker", grid="5网格")]
    village = str(mediator.posts.get().village_id)
    told = {"tile": "neighbour", "urgency": "later", "village": village, "place": "", "grid": ""}
    reports = [
        reporting.report({**told, "sentence": words, "phone": number}, town=town, by=actor(worker), command=uuid4()).report
        for worker, words, number in zip(workers, ("为水沟吵了两天", "5组为沟又吵"), ("", "19900000008"), strict=True)
    ]  # fmt: skip
    page = client.get(reverse("phone_case", args=[reports[1].case_id]))
    assert "可能是同一件" in page.content.decode()
    answer = client.post(
        reverse("phone_same", args=[reports[1].case_id]), {"other": str(reports[0].case_id)}, follow=True
    )
    assert answer.redirect_chain[-1][0] == reverse("phone_case", args=[reports[0].case_id])
    assert "并成一件了" in answer.content.decode()
    assert "199****0008" in answer.content.decode(), (
        "the number that came with the other report is still to be called"
    )
    take_step(
        "dispute", reports[0].case_id, "village_mediation", {"point": "沟", "outcome": "调成了"}, town=town,
        by=actor(mediator),
    )  # fmt: skip
    for worker in workers:
        [line] = [status.line_of(one) for one in status.reports_of(actor(worker), town)]
        assert (line.code, line.is_news) == ("village_settled", True), worker
    status.mark_told(actor(workers[1]), town)
    [line] = [status.line_of(one) for one in status.reports_of(actor(workers[1]), town)]
    assert not line.is_news
