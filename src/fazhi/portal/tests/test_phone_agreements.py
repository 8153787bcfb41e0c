"""A written agreement on the phone: sentences, schedule, total, the paper, the signed page; on a shared phone too."""

from __future__ import annotations

import gzip
import io
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from fazhi.cases.actions import take_step
from fazhi.cases.models import Attachment, Case, CaseClock, CaseStep
from fazhi.evidence.tests import files
from fazhi.mediation.tests.archiving import archive
from fazhi.orgs.permissions import actor
from fazhi.pages.tests.towns import a_person, a_town, client_of, text_of
from fazhi.pages.words import office_today
from fazhi.portal.phone import mediating
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


def by_pin(client):
    session = client.session
    session[settings.BY_PIN] = True
    session.save()


def text_in(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def test_who_came_in_by_pin_prints_the_agreement_they_wrote_without_what_stays_hidden(
    client, mediator, town, settled
) -> None:
    known = {
        "name": "示例甲",
        "standing": mediating.PARTY,
        "id_number": "320600190001011234",
        "address": "示例一村7组",
    }
    take_step("dispute", settled, "person_added", known, town=town, by=actor(mediator))
    typed = an_agreement(undated="当场履行完毕", who=["双方"], what=["握手言和"], by=[""], yuan=[""])
    url, paper = reverse("phone_agreement", args=[settled]), reverse("phone_agreement_paper", args=[settled])
    whole = text_in(client.post(url, {**typed, "act": "print"}).content)
    hidden = ("320600190001011234", "示例一村7组", "19900001111")
    assert all(one in whole for one in hidden)
    by_pin(client)
    assert "证件号码、电话、住址空着" in text_of(client.post(url, {**typed, "act": "look"}))
    before = text_in(client.post(url, {**typed, "act": "print"}).content)
    assert client.post(url, {**typed, "act": "sign"}).status_code == 302
    assert "打开、打印" in text_of(client.get(reverse("phone_case", args=[settled])))
    after = text_in(client.get(paper).content)
    for text in (before, after):
        assert "握手言和" in text
        assert "示例甲" in text
        assert not any(one in text for one in hidden)


def test_who_came_in_by_pin_prints_no_agreement_of_somebody_else(client, town, settled) -> None:
    other = a_person(town, "village_mediator")
    typed = an_agreement(undated="当场履行完毕", who=["双方"], what=["握手言和"], by=[""], yuan=[""])
    url, paper = reverse("phone_agreement", args=[settled]), reverse("phone_agreement_paper", args=[settled])
    assert client_of(other).post(url, {**typed, "act": "sign"}).status_code == 302
    assert client.get(paper).status_code == 200
    by_pin(client)
    assert client.get(paper).status_code == 403
    assert "打印要用密码登录" in text_of(client.get(reverse("phone_case", args=[settled])))


def test_as_many_rows_are_offered_as_the_phone_kept(client, settled) -> None:
    url = reverse("phone_agreement", args=[settled])
    for asked, shown in (("", 2), ("5", 5), ("1", 2), ("99", 12), ("-3", 2), ("１２", 2), ("x", 2)):
        assert text_of(client.get(url, {"rows": asked})).count('<select name="who"') == shown, asked
    page = text_of(client.get(url))
    assert f'data-keep="{client.session["_auth_user_id"]}:{settled}"' in page
    assert 'data-first="1"' in page
    assert 'data-first="1"' not in text_of(client.post(url, {**an_agreement(), "act": "more"}))


def test_the_page_of_the_case_says_under_which_commands_it_was_done(client, settled) -> None:
    typed = an_agreement()
    client.post(reverse("phone_agreement", args=[settled]), {**typed, "act": "sign"})
    page = text_of(client.get(reverse("phone_case", args=[settled])))
    assert typed["command"] in re.search('data-done="([^"]*)"', page).group(1).split()


def test_the_pages_of_an_agreement_are_at_most_25_kilobytes_with_their_files(client, settled) -> None:
    url = reverse("phone_agreement", args=[settled])
    typed = an_agreement(who=["示例甲"] * 12, what=["付款"] * 12, by=["2099-01-31"] * 12, yuan=["100"] * 12)
    styles = [
        Path(finders.find(f"fazhi/{one}")).read_bytes()
        for one in ("tokens.css", "base.css", "phone/phone.css", "phone/keeping.js")
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


def test_a_signed_page_photographed_after_archiving_is_refused_in_words(town, mediator, settled):
    archive(settled, town, actor(a_person(town, "justice_office")))
    before = Attachment.objects.count()
    photo = SimpleUploadedFile("协议书.pdf", files.pdf(), "application/pdf")
    told = client_of(mediator).post(reverse("phone_signed", args=[settled]), {"photo": photo}, follow=True)
    assert "请镇调解员、司法所先“重新办”" in told.content.decode()
    assert Attachment.objects.count() == before
