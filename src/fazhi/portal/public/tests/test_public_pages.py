"""The public pages: no account, nobody's data, one application for one, slow for who guesses."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.pages.tests.towns import a_person, a_town, a_village, client_of, text_of
from fazhi.pages.words import office_today
from fazhi.portal.public import limits
from fazhi.portal.public.models import PublicTry
from fazhi.reception.applications import answer
from fazhi.reception.codes import check_character, code_for, shown_code
from fazhi.reception.models import Application, Satisfaction, ServiceCentre, Visit
from fazhi.reception.tests.centres import a_centre, a_question, an_answer, an_application, withdrawn
from fazhi.reception.window import Coming, receive
from fazhi.storage.ids import new_id
from fazhi.terms.notices import shipped_calendar

pytestmark = pytest.mark.django_db
P = "/p/shili"
SCREENS = (
    {"topic": "邻里纠纷", "matter": "隔壁把水排到我家门口"}, {"other_party": "示例邻居", "village": "示例一村"},
    {"name": "示例某女士", "phone": "199 0000 0008"},
)  # fmt: skip


@pytest.fixture
def town() -> Town:
    made = a_town("示例镇", code="320681999")
    a_village(made, "示例一村")
    return made


@pytest.fixture
def centre(town: Town) -> ServiceCentre:
    return a_centre(town)


@pytest.fixture
def visitor() -> Client:
    """A browser that checks for forged forms, from an address of its own."""
    return Client(enforce_csrf_checks=True)


def hidden(page: Any) -> dict[str, str]:
    """What a form sends back unseen."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text_of(page))
    return {name: unescape(value) for name, value in found}


def walk(visitor: Client, *, flow: str = "mediation", screens: Any = SCREENS) -> Any:
    """Every screen filled in as a browser without JavaScript would; the last answer."""
    page = visitor.get(f"{P}/do/{flow}/")
    for screen in screens:
        page = visitor.post(f"{P}/do/{flow}/", {**hidden(page), **screen})
    return page


def code_on(page: Any) -> str:
    found = re.search(r'class="big-code">([A-Z0-9-]{11})<', text_of(page))
    assert found, text_of(page)
    return found[1]


def test_three_screens_make_one_application_and_its_code_tells_how_it_stands(
    centre: ServiceCentre, visitor: Client
) -> None:
    page = walk(visitor)
    row = Application.objects.get()
    assert (row.kind, row.topic, row.village, row.phone) == (
        "mediation",
        "邻里纠纷",
        "示例一村",
        "19900000008",
    )
    assert code_on(page) == shown_code(code_for(row.pk))
    assert 'class="qr"' in text_of(page)
    status = visitor.post(f"{P}/progress/", {"code": code_on(page).lower()})
    assert "已收到" in text_of(status)
    assert visitor.get(f"{P}/q/{code_on(page)}/").status_code == 200


def test_sent_twice_it_is_one_and_shows_the_same_code(centre: ServiceCentre, visitor: Client) -> None:
    page = visitor.get(f"{P}/do/mediation/")
    everything = {**hidden(page), "at": "2", **SCREENS[0], **SCREENS[1], **SCREENS[2]}
    codes = {code_on(visitor.post(f"{P}/do/mediation/", everything)) for _ in range(3)}
    assert len(codes) == Application.objects.count() == 1


def test_back_keeps_what_was_typed_and_a_gap_leads_to_its_screen(
    centre: ServiceCentre, visitor: Client
) -> None:
    page = visitor.get(f"{P}/do/mediation/")
    page = visitor.post(f"{P}/do/mediation/", {**hidden(page), **SCREENS[0]})
    page = visitor.post(f"{P}/do/mediation/", {**hidden(page), **SCREENS[1], "back": "1"})
    assert "隔壁把水排到我家门口" in text_of(page)
    assert 'value="邻里纠纷" id="id_topic_0" checked' in text_of(page) or "checked" in text_of(page)
    assert hidden(page)["other_party"] == "示例邻居"
    skipped = visitor.post(f"{P}/do/mediation/", {**hidden(page), "at": "2", **SCREENS[2], "matter": ""})
    assert skipped.status_code == 422
    assert "请写写是什么事" in text_of(skipped)
    assert hidden(skipped)["phone"] == "199 0000 0008"
    assert not Application.objects.exists()


def test_the_village_is_a_list_and_what_is_none_of_it_stays_until_it_is_sent(
    centre: ServiceCentre, visitor: Client
) -> None:
    page = visitor.get(f"{P}/do/mediation/")
    page = visitor.post(f"{P}/do/mediation/", {**hidden(page), **SCREENS[0]})
    offered = re.findall(r"<option value=\"([^\"]*)\"", text_of(page))
    assert offered == ["", "示例一村", "其他/不清楚"]
    too_long = {"other_party": "长" * 201, "village": "老名字村"}
    page = visitor.post(f"{P}/do/mediation/", {**hidden(page), **too_long})
    assert page.status_code == 422
    assert '<option value="老名字村" selected>' in text_of(page)
    page = visitor.post(f"{P}/do/mediation/", {**hidden(page), **SCREENS[1], "village": "其他/不清楚"})
    page = visitor.post(f"{P}/do/mediation/", {**hidden(page), **SCREENS[2], "back": "1"})
    assert '<option value="其他/不清楚" selected>' in text_of(page)
    page = visitor.post(f"{P}/do/mediation/", {**hidden(page), **SCREENS[1], "village": "其他/不清楚"})
    code_on(visitor.post(f"{P}/do/mediation/", {**hidden(page), **SCREENS[2]}))
    assert Application.objects.get().village == ""


@pytest.mark.parametrize("stamp", ["", "x", "e30:1abc:def"])
def test_a_forged_stamp_makes_nothing_and_loses_nothing(
    centre: ServiceCentre, visitor: Client, stamp: str
) -> None:
    page = visitor.post(
        f"{P}/do/mediation/", {"stamp": stamp, "at": "2", **SCREENS[0], **SCREENS[1], **SCREENS[2]}
    )
    assert page.status_code == 422
    assert "您写的内容还在" in text_of(page)
    assert hidden(page)["matter"] == SCREENS[0]["matter"]
    assert not Application.objects.exists()
    assert code_on(visitor.post(f"{P}/do/mediation/", {**hidden(page), **SCREENS[2]}))


def test_a_stamp_of_one_town_is_none_in_another(centre: ServiceCentre, visitor: Client) -> None:
    a_centre(a_town("别镇"), slug="bie")
    stamp = hidden(visitor.get("/p/bie/do/suggestion/"))["stamp"]
    page = visitor.post(
        f"{P}/do/suggestion/", {"stamp": stamp, "at": "1", "matter": "路灯坏了", "name": "", "phone": ""}
    )
    assert page.status_code == 422
    assert not Application.objects.exists()


def test_the_other_three_flows(centre: ServiceCentre, visitor: Client) -> None:
    day = next(
        day
        for n in range(1, 30)
        if shipped_calendar().is_working_day(day := office_today() + timedelta(days=n))
    )
    code_on(
        walk(
            visitor,
            flow="question",
            screens=({"matter": "借条过了三年"}, {"name": "", "phone": "19900000008"}),
        )
    )
    code_on(walk(visitor, flow="suggestion", screens=({"matter": "路灯坏了"}, {"name": "", "phone": ""})))
    PublicTry.objects.all().delete()
    screens = ({"matter": "问赡养"}, {"wanted_on": day.isoformat(), "wanted_part": "上午"}, SCREENS[2])
    code_on(walk(visitor, flow="booking", screens=screens))
    assert sorted(Application.objects.values_list("kind", flat=True)) == ["booking", "question", "suggestion"]
    rest = walk(
        visitor,
        flow="booking",
        screens=({"matter": "问"}, {"wanted_on": "2026-01-01", "wanted_part": "上午"}),
    )
    assert "这一天已经过了" in text_of(rest)
    assert visitor.get(f"{P}/do/burn/").status_code == 404


@pytest.mark.parametrize(
    "bad",
    [
        {"topic": "随便写的"}, {"matter": "长" * 1001}, {"phone": "123"}, {"phone": "<script>"}, {"name": "长" * 201},
        {"at": "99"}, {"at": "-1"},
    ],
)  # fmt: skip
def test_hostile_input_is_answered_in_words_and_kept_nowhere(
    centre: ServiceCentre, visitor: Client, bad: dict[str, str]
) -> None:
    page = visitor.get(f"{P}/do/mediation/")
    sent = {**hidden(page), "at": "2", **SCREENS[0], **SCREENS[1], **SCREENS[2], **bad}
    answer_page = visitor.post(f"{P}/do/mediation/", sent)
    assert answer_page.status_code in (200, 422)
    assert "<script>" not in text_of(answer_page).split("<main")[1]
    if "at" not in bad:
        assert answer_page.status_code == 422
        assert not Application.objects.exists()


def test_markup_and_nulls_come_back_as_text(centre: ServiceCentre, visitor: Client) -> None:
    nasty = {**SCREENS[0], "matter": "\x00<img src=x onerror=alert(1)>"}
    page = walk(visitor, screens=(nasty,))
    assert "<img" not in text_of(page)
    walk(visitor, screens=(nasty, *SCREENS[1:]))
    assert Application.objects.get().matter == "<img src=x onerror=alert(1)>"


def test_many_from_one_address_are_asked_a_question_and_then_refused(
    centre: ServiceCentre, visitor: Client
) -> None:
    for _ in range(2):
        code_on(walk(visitor))
    page = walk(visitor)
    assert page.status_code == 422
    assert "等于几" in text_of(page)
    empty = visitor.post(f"{P}/do/mediation/", {**hidden(page), **SCREENS[2], "question_answer": ""})
    assert "请先回答" in text_of(empty)
    wrong = visitor.post(f"{P}/do/mediation/", {**hidden(page), **SCREENS[2], "question_answer": "0"})
    assert "没有算对" in text_of(wrong)
    numbers = re.search("([一二三四五六七八九])加([一二三四五六七八九])等于几", text_of(wrong))
    assert numbers
    total = sum("零一二三四五六七八九".index(one) for one in numbers.groups())
    done = visitor.post(f"{P}/do/mediation/", {**hidden(wrong), **SCREENS[2], "question_answer": str(total)})
    code_on(done)
    for _ in range(limits.LIMITS["sent"][2]):
        PublicTry.objects.create(
            address_mark=PublicTry.objects.first().address_mark, what="sent", at=datetime.now(UTC)
        )
    assert walk(visitor).status_code == 429
    assert Application.objects.count() == 3
    # Another address goes on.
    code_on(walk(Client(REMOTE_ADDR="192.0.2.7")))


def test_the_question_takes_digits_and_characters(rf: Any) -> None:
    question, sealed = limits.new_question()
    one, other = ("零一二三四五六七八九".index(question[at]) for at in (0, 2))
    total = one + other
    words = "零一二三四五六七八九十"[total] if total < 11 else f"十{'零一二三四五六七八九'[total - 10]}"
    assert limits.answers(sealed, str(total))
    assert limits.answers(sealed, words)
    assert limits.answers(
        sealed, f" {total} ".translate({ord(str(n)): ord(str(n)) + 0xFEE0 for n in range(10)})
    )
    assert not limits.answers(sealed, str(total + 1))
    assert not limits.answers("forged", str(total))


def test_addresses_are_kept_as_a_digest_and_for_a_day(centre: ServiceCentre, visitor: Client) -> None:
    walk(visitor)
    kept = PublicTry.objects.get()
    assert "127.0.0.1" not in str(kept.__dict__)
    PublicTry.objects.update(at=datetime.now(UTC) - timedelta(days=2))
    walk(visitor)
    assert PublicTry.objects.count() == 1


def wrong_code(n: int) -> str:
    plain = "".join("34679ACDEFGHJKMNPQRTWXY"[(n * 7 + at) % 23] for at in range(9))
    return plain + check_character(plain)


def test_guessing_codes_meets_a_question_then_a_refusal_and_a_right_code_costs_nothing(
    centre: ServiceCentre, visitor: Client
) -> None:
    right = code_for(an_application(centre).pk)
    assert visitor.post(f"{P}/progress/", {"code": "ABC"}).status_code == 422
    assert PublicTry.objects.count() == 0
    for n in range(5):
        assert "没有查到" in text_of(visitor.post(f"{P}/progress/", {"code": wrong_code(n)}))
    asked = visitor.post(f"{P}/progress/", {"code": right})
    assert "等于几" in text_of(asked)
    assert "已收到" not in text_of(asked)
    mark = PublicTry.objects.first().address_mark
    for _ in range(30):
        PublicTry.objects.create(address_mark=mark, what="code", at=datetime.now(UTC))
    assert visitor.post(f"{P}/progress/", {"code": right}).status_code == 429
    assert visitor.post(f"{P}/q/{right}/answer/", {"digits": "0008"}).status_code == 404


def test_an_answer_is_read_with_the_code_and_the_last_four_digits(
    town: Town, centre: ServiceCentre, visitor: Client
) -> None:
    row = a_question(centre)
    answer(row.pk, "普通诉讼时效为三年", town=town, by=CONSOLE, today=date(2026, 3, 10))
    code = code_for(row.pk)
    page = text_of(visitor.get(f"{P}/q/{code}/"))
    assert "已答复" in page
    assert "诉讼时效" not in page
    assert "借条" not in page
    for digits in ("0009", "", "00080", "<b>"):
        assert "后四位不对" in text_of(visitor.post(f"{P}/q/{code}/answer/", {"digits": digits}))
    assert "普通诉讼时效为三年" in text_of(visitor.post(f"{P}/q/{code}/answer/", {"digits": "0008"}))
    for _ in range(10):
        last = visitor.post(f"{P}/q/{code}/answer/", {"digits": "1111"})
    assert last.status_code == 429
    assert "普通诉讼时效" not in text_of(visitor.post(f"{P}/q/{code}/answer/", {"digits": "0008"}))


def test_the_digits_of_one_code_are_not_guessed_from_many_addresses(
    town: Town, centre: ServiceCentre
) -> None:
    row, other = a_question(centre), a_question(centre, matter="另一件")
    for one in (row, other):
        answer(one.pk, "普通诉讼时效为三年", town=town, by=CONSOLE, today=date(2026, 3, 10))
    code = code_for(row.pk)
    for n in range(10):
        tried = Client(REMOTE_ADDR=f"192.0.2.{n + 1}").post(f"{P}/q/{code}/answer/", {"digits": f"1{n:03d}"})
        assert "后四位不对" in text_of(tried)
    late = Client(REMOTE_ADDR="198.51.100.1")
    assert late.post(f"{P}/q/{code}/answer/", {"digits": "9998"}).status_code == 429
    # Somebody else's code from the same address is theirs to open.
    assert "三年" in text_of(late.post(f"{P}/q/{code_for(other.pk)}/answer/", {"digits": "0008"}))


def test_satisfaction_is_asked_when_it_ended_and_taken_once(
    town: Town, centre: ServiceCentre, visitor: Client
) -> None:
    waiting = code_for(an_application(centre).pk)
    assert "办得怎么样" not in text_of(visitor.get(f"{P}/q/{waiting}/"))
    visitor.post(f"{P}/q/{waiting}/rate/", {"choice": "poor"})
    coming = Coming("示例甲", "问赡养费", "咨询", Visit.Outcome.ANSWERED)
    visit = receive(coming, town=town, by=CONSOLE, today=office_today(), command=new_id())
    code = code_for(visit.reception_id)
    page = text_of(visitor.get(f"{P}/q/{code}/"))
    assert "办得怎么样" in page
    assert "示例甲" not in page
    assert "赡养" not in page
    assert visitor.post(f"{P}/q/{code}/rate/", {"choice": "wow"}).status_code == 422
    for choice in ("good", "poor"):
        visitor.post(f"{P}/q/{code}/rate/", {"choice": choice, "words": "好"})
    assert [one.choice for one in Satisfaction.objects.all()] == ["good"]
    assert "评价收到了" in text_of(visitor.get(f"{P}/q/{code}/"))


def test_pages_to_read_show_what_the_office_made_public_and_nothing_else(
    town: Town, centre: ServiceCentre, visitor: Client
) -> None:
    row, private = a_question(centre), a_question(centre, matter="不公开的事")
    for one in (row, private):
        answer(one.pk, "三年。", town=town, by=CONSOLE, today=date(2026, 3, 10))
    an_answer(row, "借条多久过期", "普通诉讼时效三年。")
    asked = text_of(visitor.get(f"{P}/asked/"))
    assert "借条多久过期" in asked
    assert "不公开的事" not in asked
    assert "常见问题" in text_of(visitor.get(f"{P}/"))
    guide = text_of(visitor.get(f"{P}/guides/legal-aid/"))
    assert "法律援助机构决定是否援助：自收到申请之日起7日内" in guide
    assert "《法律援助法》第四十三条" in guide
    gone = visitor.get(f"{P}/guides/notary/")  # its code may still hang on a wall
    assert gone.status_code == 404
    assert f'href="{P}/"' in text_of(gone)
    assert f'href="{P}/do/mediation/"' in text_of(visitor.get(f"{P}/guides/mediation/"))
    assert "示例路1号" in text_of(visitor.get(f"{P}/centre/"))


def test_a_town_is_found_by_name_or_number_and_a_closed_one_not_at_all(
    town: Town, centre: ServiceCentre, visitor: Client
) -> None:
    assert visitor.get(f"{P}/").status_code == visitor.get("/p/320681999/").status_code == 200
    nowhere = visitor.get("/p/nowhere/")
    assert nowhere.status_code == 404
    assert "再扫一次二维码" in text_of(nowhere)
    assert visitor.get("/p/999999999/").status_code == 404
    withdrawn(centre)
    for path in ("/", "/do/mediation/", "/progress/", "/centre/", "/asked/"):
        assert visitor.get(P + path).status_code == 404


def test_frames_caches_and_referrers(town: Town, centre: ServiceCentre, visitor: Client) -> None:
    page = visitor.get(f"{P}/")
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "no-referrer")
    a_centre(town, frames="https://county.example")
    assert "frame-ancestors 'self' https://county.example" in visitor.get(f"{P}/")["Content-Security-Policy"]
    assert visitor.get(f"{P}/").cookies == {}


def test_large_type_is_kept_without_a_session(centre: ServiceCentre, visitor: Client) -> None:
    assert 'class="large"' not in text_of(visitor.get(f"{P}/"))
    assert 'class="large"' in text_of(visitor.get(f"{P}/?large=1"))
    assert 'class="large"' in text_of(visitor.get(f"{P}/progress/"))
    assert 'class="large"' not in text_of(visitor.get(f"{P}/?large=0"))


def test_somebody_logged_in_acts_for_nobody_here(town: Town, centre: ServiceCentre) -> None:
    client = client_of(a_person(town, "justice_office"))
    page = client.get(f"{P}/")
    assert page.status_code == 200
    assert "司法所" not in text_of(page)


def test_nothing_of_an_application_reaches_the_log(
    centre: ServiceCentre, visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        page = walk(visitor)
        visitor.get(f"{P}/q/{code_on(page)}/")
    assert not [word for word in ("19900000008", "示例某女士", "排到") if word in caplog.text]
