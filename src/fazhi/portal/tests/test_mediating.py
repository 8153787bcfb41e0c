"""A village mediator's phone: what waits, attempts by number, 报到镇里, oral agreement, performance, files."""

from __future__ import annotations

import gzip
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from fazhi.cases.actions import take_step
from fazhi.cases.models import Case, CaseClock, CaseStep
from fazhi.orgs.permissions import actor
from fazhi.orgs.roles import ROLES
from fazhi.pages.tests.towns import a_person, a_town, a_village, client_of, text_of
from fazhi.pages.words import office_today
from fazhi.portal.phone import mediating, reporting, status
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


def a_case(
    town,
    sentence="5组示例甲和示例乙为水沟吵架",
    urgency="later",
    village="示例一村",
    phone="19900001111",
    names=(),
):
    worker = a_person(town, "grid_worker", village=village)
    values = {
        "tile": "neighbour", "sentence": sentence, "urgency": urgency, "village": str(a_village(town, village).pk),
        "grid": "3网格", "place": "5组水渠边", "phone": phone,
    }  # fmt: skip
    case = reporting.report(values, town=town, by=actor(worker), command=uuid4()).report.case_id
    for name in names:
        by = actor(a_person(town, "justice_office"))
        take_step(
            "dispute",
            case,
            "person_added",
            {"name": name, "standing": "当事人（个人）", "phone": phone},
            town=town,
            by=by,
        )
    return case


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


def test_a_promise_is_marked_done_with_one_tap(town, client, mediator):
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
        client.post(f"/m/{case}/perform/", {"instalment": names[0], "result": "已履行"})
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


@pytest.fixture
def settled(town, mediator):
    """A case the village has settled, its agreement still to be written."""
    case = a_case(town, names=("示例甲", "示例乙"))
    facts = {"point": "沟", "outcome": "调成了"}
    take_step("dispute", case, "village_mediation", facts, town=town, by=actor(mediator))
    return case


def an_agreement(**changes):
    return {
        "command": str(uuid4()), "facts": "双方都有责任", "on": office_today().isoformat(), "undated": "",
        "who": ["示例乙", ""], "what": ["付给示例甲改道款", ""], "by": ["2099-01-31", ""], "yuan": ["1000", ""], **changes,
    }  # fmt: skip


def test_an_agreement_in_sentences_makes_its_schedule_its_total_and_its_paper(client, settled) -> None:
    url = reverse("phone_agreement", args=[settled])
    year = office_today().year + 1
    typed = an_agreement(
        who=["示例乙", "示例乙", "双方", ""], what=["付给示例甲改道款", "再付一次", "以后不再争吵", ""],
        by=[f"{year}-01-31", f"{year}-06-30", "", ""], yuan=["1,000", "500.50", "", ""],
    )  # fmt: skip
    before = TraceRecord.objects.count()
    text = text_of(client.post(url, {**typed, "act": "look"}))
    assert f"示例乙于{year}年1月31日前付给示例甲改道款，1000元（人民币壹仟元整）。" in text
    assert "一共1500.50元（人民币壹仟伍佰元伍角整）" in text
    assert "示例一村人民调解委员会的章" in text
    assert client.post(url, {**typed, "act": "print"}).content.startswith(b"%PDF")
    only_looked_at = TraceRecord.objects.count(), Case.objects.get(pk=settled).state
    assert only_looked_at == (before, "village_agreed")
    client.post(url, {**typed, "act": "sign"})
    client.post(url, {**typed, "act": "sign"})  # sent twice, it is one
    kept = CaseStep.objects.get(record=settled, code="agreed").facts
    assert kept["terms"][2] == "双方以后不再争吵。"
    assert kept["amount_fen"] == 150050
    clocks = CaseClock.objects.filter(record=settled, code="instalment").order_by("due_on")
    assert [(row.facts["who"], row.facts["fen"]) for row in clocks] == [("示例乙", 100000), ("示例乙", 50050)]
    paper = client.get(reverse("phone_agreement_paper", args=[settled]))
    assert (paper.content[:4], paper["Content-Type"]) == (b"%PDF", "application/pdf")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"who": ["", ""]}, "请选第1条由谁来做"),
        ({"what": ["", ""]}, "请写第1条做什么"),
        ({"by": ["2020-01-01", ""]}, "第1条的日期早于签订日期"),
        ({"yuan": ["很多", ""]}, "第1条的金额应为以元计的金额"),
        ({"by": ["", ""]}, "都没有写日期的，请选"),
        ({"facts": ""}, "请写一句是怎么回事"),
        ({"on": "2099-01-01"}, "2099"),
        ({"who": [""], "what": [""], "by": [""], "yuan": [""]}, "请至少写一条"),
    ],
)
def test_what_is_missing_in_an_agreement_is_said_and_what_was_typed_stays(
    client, settled, changes, said
) -> None:
    typed = an_agreement(**changes)
    for act in ("look", "print", "sign"):
        page = client.post(reverse("phone_agreement", args=[settled]), {**typed, "act": act})
        assert page.status_code == 422, act
        assert said in page.content.decode(), act
        assert typed["facts"] in page.content.decode()
    assert Case.objects.get(pk=settled).state == "village_agreed"


def test_a_total_that_the_sentences_do_not_make_up_is_said_and_a_reason_settles_it(client, settled) -> None:
    url = reverse("phone_agreement", args=[settled])
    typed = an_agreement(total="1,500", yuan=["1000", ""])
    page = client.post(url, {**typed, "act": "look"})
    assert page.status_code == 422
    assert (
        "各期加起来1000元（人民币壹仟元整），比一共的1500元（人民币壹仟伍佰元整）少500元（人民币伍佰元整）"
        in text_of(page)
    )
    typed["why"] = "余下的用粮食抵"
    assert "一共1500元（人民币壹仟伍佰元整），和上面加起来不一样：余下的用粮食抵" in text_of(
        client.post(url, {**typed, "act": "look"})
    )
    client.post(url, {**typed, "act": "sign"})
    kept = CaseStep.objects.get(record=settled, code="agreed").facts
    assert (kept["amount_fen"], kept["difference"]) == (150000, "余下的用粮食抵")


def test_what_is_paid_on_the_spot_explains_itself(client, settled) -> None:
    typed = an_agreement(
        who=["示例乙", "示例乙"], what=["付改道款", "付改道款"], by=["2099-01-31", ""], yuan=["1000", "500"]
    )
    assert (
        client.post(reverse("phone_agreement", args=[settled]), {**typed, "act": "sign"}).status_code == 302
    )
    kept = CaseStep.objects.get(record=settled, code="agreed").facts
    assert (kept["amount_fen"], kept["difference"]) == (150000, "当场付500元")


def test_a_minor_without_guardian_is_said_before_anybody_signs(client, mediator, town, settled) -> None:
    born = office_today().replace(year=office_today().year - 10, day=1)
    facts = {"name": "示例甲", "standing": mediating.PARTY, "born_on": born}
    take_step("dispute", settled, "person_added", facts, town=town, by=actor(mediator))
    page = client.post(reverse("phone_agreement", args=[settled]), {**an_agreement(), "act": "look"})
    assert "示例甲是未成年人" in text_of(page)


def test_who_came_in_by_pin_writes_the_agreement_and_prints_it_only_by_password(client, settled) -> None:
    session = client.session
    session[settings.BY_PIN] = True
    session.save()
    typed = an_agreement(undated="当场履行完毕", who=["双方"], what=["握手言和"], by=[""], yuan=[""])
    url = reverse("phone_agreement", args=[settled])
    assert "打印要用密码登录" in text_of(client.post(url, {**typed, "act": "look"}))
    assert client.post(url, {**typed, "act": "print"}).status_code == 403
    assert client.post(url, {**typed, "act": "sign"}).status_code == 302
    assert client.get(reverse("phone_agreement_paper", args=[settled])).status_code == 403
    assert Case.objects.get(pk=settled).state == "performed"


def test_the_pages_of_an_agreement_are_at_most_25_kilobytes_with_their_files(client, settled) -> None:
    url = reverse("phone_agreement", args=[settled])
    typed = an_agreement(who=["示例甲"] * 12, what=["付款"] * 12, by=["2099-01-31"] * 12, yuan=["100"] * 12)
    styles = [
        Path(finders.find(f"fazhi/{one}")).read_bytes()
        for one in ("tokens.css", "base.css", "phone/phone.css")
    ]
    pages = (
        client.get(url),
        client.post(url, {**typed, "act": "more"}),
        client.post(url, {**typed, "act": "look"}),
    )
    for page in pages:
        assert 3_000 < sum(len(gzip.compress(content)) for content in (page.content, *styles)) <= 25 * 1024


def test_only_the_mediator_of_the_village_writes_its_agreement(town, settled) -> None:
    url = reverse("phone_agreement", args=[settled])
    other = client_of(a_person(town, "village_mediator", village="示例二村"))
    for page in (url, reverse("phone_agreement_paper", args=[settled])):
        assert other.get(page).status_code == 404
    assert other.post(reverse("phone_signed", args=[settled]), {}).status_code == 404
    assert client_of(a_person(town, "grid_worker")).post(url, {"act": "sign"}).status_code == 403
