"""The pages of the window and the centre: who gets in, what a form does, what another town sees of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fazhi.cases.models import Case
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.orgs.roles import ROLES
from fazhi.pages.tests.towns import a_person, a_reception, a_town, a_village, client_of, text_of
from fazhi.pages.words import office_today
from fazhi.publishing.models import Release
from fazhi.reception.applications import Sent, answer, apply
from fazhi.reception.centre import begin_project
from fazhi.reception.codes import code_for, shown_code
from fazhi.reception.models import (
    Application,
    Appointment,
    Reception,
    Referral,
    ServiceGuide,
    Visit,
)
from fazhi.reception.tests.centres import (
    CENTRE,
    MEDIATION,
    NOW,
    a_centre,
    a_question,
    an_application,
    publish_all,
)
from fazhi.reception.window import Coming, receive
from fazhi.records.figures import BOOK, Figure, Scope
from fazhi.storage.ids import new_id
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
KEEPERS = ("justice_office", "town_mediator")
SEERS = ("town_leader", "county_bureau")


@pytest.fixture
def town() -> Town:
    made = a_town("示例镇")
    a_village(made, "示例一村")
    return made


@pytest.fixture
def office(town: Town) -> Client:
    return client_of(a_person(town, "justice_office"))


def sent(**changes: Any) -> dict[str, Any]:
    return {
        "name": "示例甲", "matter": "邻居把排水沟堵了", "category": "来访", "outcome": "answered", "phone": "", "village": "",
        "command": str(new_id()), **changes,
    }  # fmt: skip


def a_visit(town: Town, **changes: Any) -> Visit:
    values: dict[str, Any] = {
        "name": "示例甲", "matter": "邻居把排水沟堵了", "category": "来访", "outcome": Visit.Outcome.ANSWERED,
        "phone": "19900000001", **changes,
    }  # fmt: skip
    return receive(Coming(**values), town=town, by=CONSOLE, today=office_today(), command=new_id())


def everything(town: Town) -> dict[str, list[str]]:
    """One address of every page: for those who keep, and for those who only see."""
    visit = a_visit(town, outcome=Visit.Outcome.DEPARTMENT, office="示例所")
    application = an_application(a_centre(town))
    guide = ServiceGuide.objects.filter(town=town).first()
    project = begin_project("建设", "", None, town=town, by=CONSOLE)
    milestone = project.milestones.first()  # type: ignore[attr-defined]
    assert guide is not None
    return {
        "keep": [
            reverse("reception_window"), reverse("reception_known"), reverse("reception_slip", args=[visit.pk]),
            reverse("reception_referral", args=[Referral.objects.get().pk]), reverse("reception_appointments"),
            reverse("reception_applications"), reverse("reception_application", args=[application.pk]),
            reverse("reception_published"), reverse("reception_satisfaction"), reverse("centre_settings"),
            reverse("centre_guide_new"), reverse("centre_guide", args=[guide.pk]),
            reverse("centre_piece", args=["milestone", milestone.pk]), reverse("centre_piece_new", args=["item"]),
            reverse("centre_piece_new", args=["paper"]),
        ],
        "see": [
            reverse("reception_visit", args=[visit.pk]), reverse("reception_referrals"), reverse("centre"),
            reverse("centre_poster", args=[guide.pk]), reverse("centre_project"),
        ],
    }  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_every_page_opens_for_who_may_and_for_nobody_else(town: Town, role: str) -> None:
    pages = everything(town)
    client = client_of(a_person(town, role))
    for path in pages["keep"]:
        wanted = 200 if role in KEEPERS else 403 if role in SEERS else 404
        assert client.get(path).status_code == wanted, (role, path)
    for path in pages["see"]:
        wanted = 200 if role in (*KEEPERS, *SEERS) else 404
        assert client.get(path).status_code == wanted, (role, path)


def test_nobody_without_a_login_sees_any_of_them(town: Town) -> None:
    pages = everything(town)
    for path in (*pages["keep"], *pages["see"]):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/login/"), path


def test_rows_of_another_town_do_not_exist(town: Town) -> None:
    pages = everything(town)
    other = client_of(a_person(a_town("别镇"), "justice_office"))
    for path in (*pages["keep"], *pages["see"]):
        if any(len(part) == 36 for part in path.split("/")):
            assert other.get(path).status_code == 404, path
    visit, application = Visit.objects.get(), Application.objects.get()
    posts = (
        reverse("reception_visit_act", args=[visit.pk, "answer"]), reverse("reception_phone", args=[application.pk]),
        reverse("reception_application", args=[application.pk]),
    )  # fmt: skip
    for path in posts:
        assert other.post(path, {"answer": "答", "act": "answer"}).status_code == 404, path
    visit.refresh_from_db()
    assert visit.answer == ""


def test_four_fields_register_and_the_code_is_said(town: Town, office: Client) -> None:
    page = office.post(reverse("reception_window"), sent(), follow=True)
    reception = Reception.objects.get()
    assert reception.received_on == office_today()
    assert shown_code(code_for(reception.pk)) in text_of(page)
    assert "打印小票" in text_of(page)
    assert "示例甲：邻居把排水沟堵了" in text_of(page)


def test_sent_twice_is_one_visit(town: Town, office: Client) -> None:
    what = sent()
    for _ in range(2):
        assert office.post(reverse("reception_window"), what).status_code == 302
    assert Visit.objects.count() == 1


def test_what_is_missing_comes_back_with_what_was_typed(town: Town, office: Client) -> None:
    page = office.post(reverse("reception_window"), sent(name="", outcome="legal_aid"))
    assert page.status_code == 422
    text = text_of(page)
    assert "请填写转给谁" in text
    assert "邻居把排水沟堵了" in text
    assert not Reception.objects.exists()
    page = office.post(reverse("reception_window"), sent(village="没有的村"))
    assert "没有叫“没有的村”的村居" in text_of(page)
    assert "请填写姓名" in text_of(office.post(reverse("reception_window"), sent(name="")))


def test_somebody_of_today_is_asked_about_before_a_second_visit_is_made(town: Town, office: Client) -> None:
    first = a_visit(town)
    page = office.post(reverse("reception_window"), sent(matter="补交照片"))
    assert page.status_code == 409
    assert "今天已登记过" in text_of(page)
    assert "接着这一件" in text_of(page)
    assert Reception.objects.count() == 1
    what = sent(matter="补交照片", goes_on=str(first.pk))
    for _ in range(2):
        assert office.post(reverse("reception_window"), what).status_code == 302
    first.refresh_from_db()
    assert first.times == 2
    office.post(reverse("reception_window"), sent(matter="另一件事", another="1"))
    assert Reception.objects.count() == 2


@pytest.mark.parametrize("outcome", ["answered", "mediation"])
def test_two_entries_that_count_once_say_so_and_apart_when_more_is_told(
    town: Town, office: Client, outcome: str
) -> None:
    def enter(**changes: Any) -> str:
        what = sent(category="申请调解", outcome=outcome, answer="已答复", another="1", **changes)
        return text_of(office.post(reverse("reception_window"), what, follow=True))

    figure = BOOK["receptions"]
    assert isinstance(figure, Figure)
    bare = {"phone": "", "village": ""}
    assert "统计时只算一起" not in enter(**bare)
    assert "统计时只算一起" in enter(**bare)
    assert figure.value(Scope(town.pk, office_today().year)) == 1
    assert "统计时只算一起" not in enter(**bare, type="合同纠纷")
    assert figure.value(Scope(town.pk, office_today().year)) == 2


def test_what_came_in_stands_by_the_day_promised_and_undated_after(town: Town, office: Client) -> None:
    centre = a_centre(town)
    an_application(centre, kind="suggestion", matter="路灯坏了")
    later = Sent(**{**MEDIATION, "matter": "后答应的"})
    apply(later, centre=centre, command=new_id(), now=NOW + timedelta(days=7))
    an_application(centre, matter="先答应的")
    page = text_of(office.get(reverse("reception_applications")))
    assert page.index("先答应的") < page.index("后答应的") < page.index("路灯坏了")
    answered = office.get(reverse("reception_applications"), {"export": "list", "format": "csv"})
    file = b"".join(answered.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    assert file.index("先答应的") < file.index("后答应的") < file.index("路灯坏了")


def test_the_card_knows_who_came_this_year_and_not_who_came_elsewhere(town: Town, office: Client) -> None:
    a_visit(town)
    a_reception(town, visitor="示例甲", phone=None, received_on=office_today().replace(month=1, day=2))
    a_reception(town, visitor="示例甲", received_on=office_today() - timedelta(days=800))
    a_visit(a_town("别镇"))
    card = text_of(office.get(reverse("reception_known"), {"name": "示例甲"}))
    assert "示例甲今年来过2次" in card
    assert text_of(office.get(reverse("reception_known"), {"name": "示"})).strip() == ""
    by_phone = text_of(office.get(reverse("reception_known"), {"name": "", "phone": "19900000001"}))
    assert "这个电话今年来过1次" in by_phone
    assert "19900000001" not in card + by_phone
    assert (
        office.get(reverse("reception_known"), {"name": "\x00'; --", "phone": "1" * 999}).status_code == 200
    )


def test_the_window_leads_to_mediation_with_everything_filled_in(town: Town, office: Client) -> None:
    answer = office.post(
        reverse("reception_window"),
        sent(
            category="申请调解",
            outcome="mediation",
            village="示例一村",
            phone="19900000001",
            matter="为宅基地吵",
        ),
    )
    page = office.get(answer["Location"])
    text = text_of(page)
    assert "房产宅基地纠纷" in text
    assert 'id="mediation" open' in text
    visit = Visit.objects.get()
    done = office.post(
        reverse("reception_visit_act", args=[visit.pk, "mediation"]),
        {
            "applicants": "示例甲", "respondents": "示例乙", "village": "示例一村", "type": "房产宅基地纠纷",
            "applied_to": "镇调解室", "version": visit.version,
        },
        follow=True,
    )  # fmt: skip
    case = Case.objects.get(kind="dispute", receptions__isnull=False)
    assert case.title in text_of(done)
    assert "示例甲" in text_of(office.get(reverse("record_page", args=["dispute", case.pk])))


@pytest.mark.parametrize(
    ("act", "values", "says"),
    [
        ("answer", {"answer": ""}, "请填写怎么答复的"), ("close", {"text": " "}, "请填写怎么办结的"),
        ("legal_aid", {"office": ""}, "请填写转给谁"), ("appoint", {"day": "3月40日", "time": "99"}, "几点应为"),
        ("mediation", {"applicants": "甲", "village": "无此村", "type": "邻里纠纷", "applied_to": "x"}, "没有叫“无此村”"),
    ],
)  # fmt: skip
def test_an_act_that_cannot_be_says_what_to_do(
    town: Town, office: Client, act: str, values: dict[str, str], says: str
) -> None:
    visit = a_visit(town)
    page = office.post(reverse("reception_visit_act", args=[visit.pk, act]), values)
    assert page.status_code == 422
    assert says in text_of(page)


def test_acts_do_what_they_say(town: Town, office: Client) -> None:
    visit = a_visit(town, outcome=Visit.Outcome.MEDIATION)
    for act, values in (
        ("again", {"said": "又来问"}), ("department", {"office": "示例所", "what": "", "reply_by": ""}),
        ("appoint", {"day": office_today().isoformat(), "time": "下午2点半"}), ("answer", {"answer": "已说明"}),
    ):  # fmt: skip
        visit.refresh_from_db()
        answer = office.post(
            reverse("reception_visit_act", args=[visit.pk, act]), {**values, "version": visit.version}
        )
        assert answer.status_code == 302, (act, text_of(answer))
    visit.refresh_from_db()
    assert (visit.times, visit.status, visit.answer) == (2, "closed", "已说明")
    assert f"{Appointment.objects.get().time:%H:%M}" == "14:30"
    assert office.get(reverse("reception_appointments")).status_code == 200
    assert office.post(reverse("reception_visit_act", args=[visit.pk, "burn"])).status_code == 404


def test_an_appointment_is_settled_from_the_list(town: Town, office: Client) -> None:
    from datetime import time

    a_visit(town, outcome=Visit.Outcome.APPOINTMENT, day=office_today(), time=time(15))
    one = Appointment.objects.get()
    page = text_of(office.get(reverse("reception_appointments")))
    assert "示例甲：邻居把排水沟堵了" in page
    assert "19900000001" not in page
    office.post(reverse("reception_appointments"), {"appointment": str(one.pk), "status": "came"})
    one.refresh_from_db()
    assert one.status == "came"
    assert "没有约好要来的人" in text_of(office.get(reverse("reception_appointments")))


def test_a_reply_is_registered_on_the_referrals_own_page(town: Town, office: Client) -> None:
    a_visit(town, outcome=Visit.Outcome.LEGAL_AID, office="示例县法律援助中心")
    row = Referral.objects.get()
    page = text_of(office.get(reverse("reception_referral", args=[row.pk])))
    assert "转办〔" in page
    assert "199****0001" in page
    office.post(
        reverse("reception_referral", args=[row.pk]),
        {"reply": "已指派", "on": office_today().isoformat(), "version": row.version},
    )
    row.refresh_from_db()
    assert row.replied_on == office_today()


def test_the_slip_holds_the_code_and_a_qr_once_the_centre_is_open(town: Town, office: Client) -> None:
    visit = a_visit(town)
    path = reverse("reception_slip", args=[visit.pk])
    closed = text_of(office.get(path))
    assert shown_code(code_for(visit.reception_id)) in closed
    assert "<svg" not in closed
    a_centre(town)
    for size in ("80", "a5", "a4", "../x"):
        slip = text_of(office.get(path, {"size": size}))
        assert 'class="qr"' in slip
        assert "示例甲" not in slip
        assert "19900000001" not in slip


def test_an_application_is_accepted_answered_and_published_from_its_page(town: Town, office: Client) -> None:
    centre = a_centre(town)
    row, question = an_application(centre), a_question(centre)
    page = text_of(office.get(reverse("reception_application", args=[row.pk])))
    assert "199****0008" in page
    assert "19900000008" not in page
    shown = office.post(reverse("reception_phone", args=[row.pk]), follow=True)
    assert "19900000008" in text_of(shown)
    assert TraceRecord.objects.filter(verb="read_in_full", kind="application").exists()
    office.post(
        reverse("reception_application", args=[row.pk]),
        {
            "act": "accept", "matter": "排水", "applicants": "示例某女士", "respondents": "示例邻居", "village": "示例一村",
            "type": "邻里纠纷", "applied_to": "镇调解室", "version": row.version,
        },
    )  # fmt: skip
    row.refresh_from_db()
    assert row.status == "accepted"
    path = reverse("reception_application", args=[question.pk])
    assert office.post(path, {"act": "answer", "answer": ""}).status_code == 422
    office.post(path, {"act": "answer", "answer": "三年。", "version": question.version})
    bad = office.post(path, {"act": "draft", "question": "借条", "answer": "打19900000008"})
    assert "能认出人" in text_of(bad)
    office.post(path, {"act": "draft", "question": "借条过期了吗", "answer": "三年。"})
    assert "等审核" in text_of(office.get(reverse("reception_published")))
    publish_all(town)
    assert "借条过期了吗" in text_of(office.get(reverse("reception_published")))
    release = Release.objects.get(subject=question.pk)
    office.post(
        reverse("release", args=[release.pk]),
        {"act": "withdraw", "reason": "改了法", "version": release.version},
    )
    question.refresh_from_db()
    assert question.published_on is None


def test_the_list_of_applications_says_what_is_late_and_what_is_due_for_erasure(
    town: Town, office: Client
) -> None:
    centre = a_centre(town)
    an_application(centre)
    old = a_question(centre)
    answer(old.pk, "三年。", town=town, by=CONSOLE, today=office_today() - timedelta(days=800))
    page = text_of(office.get(reverse("reception_applications")))
    assert "已过答应的日子" in page
    assert "删去这1件的姓名、电话和内容" in page
    office.post(reverse("reception_erase"))
    old.refresh_from_db()
    assert old.phone == ""


def test_the_centre_is_written_opened_and_shown(town: Town, office: Client) -> None:
    what = {name: str(value) for name, value in CENTRE.items()}
    office.post(reverse("centre_settings"), {**what, "do": "save"})
    assert "公众页没有开放" in text_of(office.get(reverse("centre")))
    assert office.post(reverse("centre_settings"), {**what, "slug": "示例"}).status_code == 422
    office.post(reverse("centre_settings"), what)
    assert "公众页没有开放" in text_of(office.get(reverse("centre")))
    publish_all(town)
    page = text_of(office.get(reverse("centre")))
    assert "公众页已开放" in page
    assert "申请法律援助" in page
    guide = ServiceGuide.objects.get(town=town, code="legal-aid")
    poster = text_of(office.get(reverse("centre_poster", args=[guide.pk]), {"paper": "a3"}))
    assert "自收到申请之日起7日" in poster
    assert 'class="qr"' in poster


def test_the_project_is_begun_and_filled_in_from_its_page(town: Town, office: Client) -> None:
    path = reverse("centre_project")
    office.post(path, {"name": "示例中心建设", "goal": "", "started_on": ""})
    office.post(
        reverse("centre_piece_new", args=["item"]), {"name": "标识", "budgeted": "5000", "paid": "1200.50"}
    )
    office.post(
        reverse("centre_piece_new", args=["paper"]),
        {"kind": "research", "title": "去示例镇看了一次", "on": "", "text": "", "kept_at": "一号柜"},
    )
    page = text_of(office.get(path))
    assert "5,000元" in page
    assert "1,200.50元" in page
    assert "外出调研" in page
    assert "一号柜" in page
    assert office.get(reverse("centre_piece_new", args=["nothing"])).status_code == 404


def test_a_county_user_sees_the_matter_but_no_code_and_no_forms(town: Town) -> None:
    visit = a_visit(town)
    client = client_of(a_person(town, "county_bureau"))
    page = text_of(client.get(reverse("reception_visit", args=[visit.pk])))
    assert "邻居把排水沟堵了" in page
    assert shown_code(code_for(visit.reception_id)) not in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_without_a_name_it_is_a_consultation_without_a_tap_more(office: Client) -> None:
    url = reverse("reception_window")
    assert office.post(url, sent(name="", anonymous="on", matter="问离婚怎么办")).status_code == 302
    assert Reception.objects.get().category_word == "咨询"
    refused = office.post(url, sent(name="", anonymous="on", category="申请调解"))
    assert "匿名的只按咨询登记" in text_of(refused)


def test_all_that_is_missing_is_said_at_once(office: Client) -> None:
    page = text_of(office.post(reverse("reception_window"), sent(name="", matter="")))
    assert "请填写姓名" in page
    assert "请填写事项一句话" in page
