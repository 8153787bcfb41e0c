"""The rules of people's mediation that must hold whoever acts, one by one, each with its article."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from fazhi.cases.actions import Done, open_case, take_step
from fazhi.cases.drafts import take_in_hand
from fazhi.cases.filing import preview, writable
from fazhi.cases.models import Case, CaseClock
from fazhi.cases.papers import lacking
from fazhi.mediation.documents import CLAIM, TEMPLATES
from fazhi.mediation.models import Dispute
from fazhi.mediation.procedure import PROCEDURE
from fazhi.mediation.unconfirmable import BARS
from fazhi.orgs.models import User
from fazhi.orgs.permissions import Refused
from fazhi.pages.tests.towns import client_of, text_of
from fazhi.pages.words import office_today
from fazhi.records.columns import Shape
from fazhi.records.kinds import kind_of
from given import a_town, somebody

pytestmark = pytest.mark.django_db

TODAY = office_today()
APPLIED = {
    "applicants": ["示例甲"], "respondents": ["示例乙"], "village": "示例一村", "type": "邻里纠纷", "summary": "水沟改道",
    "applied_to": "镇调解室",
}  # fmt: skip
SETTLED = {"point": "钱谁出", "outcome": "调成了"}
AGREED = {
    "facts": "双方都有责任",
    "terms": ["示例乙付给示例甲1500元"],
    "amount_fen": 150000,
    "mode": "当场履行完毕",
}


@pytest.fixture
def town() -> Any:
    return a_town("示例镇")


@pytest.fixture
def office(town: Any) -> Any:
    return somebody(town, "justice_office")


def take(case: Done, code: str, town: Any, by: Any, **facts: Any) -> Done:
    return take_step("dispute", case.case_id, code, facts, town=town, by=by)


def applied(town: Any, by: Any, **more: Any) -> Done:
    return open_case("dispute", "applied", {**APPLIED, **more}, town=town, by=by)


def accepted(town: Any, by: Any, **more: Any) -> Done:
    case = applied(town, by, **more)
    take(case, "accepted", town, by, agreed=True, mediators=["示例调解员"])
    return case


def in_hand(case: Done, town: Any, by: Any) -> Any:
    return take_in_hand(kind_of("dispute"), case.case_id, town=town, by=by, for_change=False)


def paper_text(case: Done, code: str, town: Any, by: Any) -> str:
    one = next(one for one in writable(in_hand(case, town, by)) if one.paper == code)
    pages = PdfReader(io.BytesIO(preview(one, town=town))).pages
    return "".join(page.extract_text() for page in pages).replace(" ", "").replace("\n", "")


def test_instalments_add_up_to_the_amount_or_it_is_said_why_not(town, office) -> None:
    case = accepted(town, office)
    take(case, "town_mediation", town, office, **SETTLED)
    first, second = TODAY + timedelta(days=20), TODAY + timedelta(days=50)
    facts = {
        **AGREED, "mode": "按约定的时间履行",
        "schedule": [f"{first}，示例乙，付改道款，1000", f"{second}，示例乙，付改道款，200.50"],
    }  # fmt: skip
    for total, said in (
        (150000, "各期加起来1200.50元（人民币壹仟贰佰元伍角整），比一共的1500元（人民币壹仟伍佰元整）少299.50元（人民币贰佰玖拾玖元伍角整）"),
        (120000, "多0.50元（人民币伍角整）"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            take(case, "agreed", town, office, **{**facts, "amount_fen": total})
        assert said in str(refusal.value)
        assert refusal.value.field == "difference"
    assert not CaseClock.objects.filter(code="instalment").exists(), "nothing is half-done"
    take(case, "agreed", town, office, **facts, difference="余下的用粮食抵")
    assert "各期加起来与涉及金额不一样：余下的用粮食抵。" in paper_text(case, "agreement", town, office)


def test_instalments_that_add_up_or_have_no_total_need_no_reason(town, office) -> None:
    day = TODAY + timedelta(days=20)
    for amount in ({"amount_fen": 150000}, {"amount_fen": None}):
        case = accepted(town, office)
        take(case, "town_mediation", town, office, **SETTLED)
        facts = {
            **AGREED,
            "mode": "按约定的时间履行",
            "schedule": [f"{day}，示例乙，付改道款，1500"],
            **amount,
        }
        take(case, "agreed", town, office, **facts)
        assert "不一样" not in paper_text(case, "agreement", town, office)


def test_voluntary_the_town_and_a_referral_take_it_only_with_consent(town, office) -> None:
    """人民调解法第三条; 江苏省人民调解条例第四条、第二十一条、第二十二条."""
    case = applied(town, office)
    with pytest.raises(Refused, match="有人不愿意由镇里调解，不能受理"):
        take(case, "accepted", town, office, agreed=False)
    referred = {**APPLIED, "referrer": "人民法院", "referrer_name": "示例人民法院", "consented": False}
    referred.pop("applied_to")
    with pytest.raises(Refused, match="还没有同意由人民调解"):
        open_case("dispute", "referred_here", referred, town=town, by=office)


def test_refusal_stops_it_at_every_stage_before_the_agreement(town, office) -> None:
    """人民调解法第十七条、第二十三条: a party may refuse or ask to end it, also after it was settled by word."""
    for before in ((), ("accepted",), ("accepted", "town_mediation")):
        case = applied(town, office)
        for code in before:
            take(case, code, town, office, **({"agreed": True} if code == "accepted" else SETTLED))
        ended = take(case, "refused", town, office, who=["示例乙"], remedies=["向人民法院起诉"])
        assert ended.state == "ended", before
        for code in ("town_mediation", "agreed"):
            with pytest.raises(Refused, match="案件现在是"):
                take(case, code, town, office, **(SETTLED if code == "town_mediation" else AGREED))


def test_who_was_asked_and_did_not_want_is_not_mediated(town, office) -> None:
    case = accepted(town, office)
    assert (
        take(
            case, "informed", town, office, told=["示例甲"], consent="有人不愿意", unwilling=["示例乙"]
        ).state
        == "ended"
    )
    other = accepted(town, office)
    take(other, "informed", town, office, told=["示例甲"], consent="都愿意", unwilling=["示例乙"])
    with pytest.raises(Refused, match="示例乙已明确不愿意调解"):
        take(other, "town_mediation", town, office, **SETTLED)


def test_the_seal_is_the_committees_and_never_the_studios(town, office) -> None:
    """江苏省人民调解条例第十四条: a studio works in the name of the committee."""
    for template in TEMPLATES:
        assert "【盖章】{工作室}" not in template.text, template.title
    town.studio = "“示例”调解工作室"
    town.save()
    case = accepted(town, office)
    take(case, "town_mediation", town, office, **SETTLED)
    take(case, "agreed", town, office, **AGREED)
    said = paper_text(case, "agreement", town, office)
    assert "示例镇人民调解委员会" in said
    assert "工作室" not in said
    assert Case.objects.get(pk=case.case_id).number.startswith(f"（{TODAY.year}）示例人调字")


def test_a_written_agreement_is_the_rule_and_is_made_when_one_party_asks(town, office) -> None:
    """江苏省人民调解条例第三十一条."""
    case = accepted(town, office)
    take(case, "town_mediation", town, office, **SETTLED)
    with pytest.raises(Refused, match="应当写协议书"):
        take(case, "agreed_orally", town, office, terms=["月底付"], mode="按约定的时间履行")
    with pytest.raises(Refused, match="有当事人要求写协议书"):
        take(case, "agreed_orally", town, office, terms=["握手言和"], mode="没有给付内容", writing_asked=True)
    assert (
        take(case, "agreed_orally", town, office, terms=["握手言和"], mode="没有给付内容").state
        == "performed"
    )


def test_the_agreement_states_parties_facts_responsibility_content_and_performance(town, office) -> None:
    """人民调解法第二十九条, with a line to sign for each party and the mediator, the seal, and a copy for each and one."""
    case = accepted(town, office, applicants=["示例甲", "示例丙"])
    take(
        case,
        "person_added",
        town,
        office,
        name="示例甲",
        standing="当事人（个人）",
        id_number="示例证件号",
        phone="19900000001",
    )
    take(case, "town_mediation", town, office, **SETTLED)
    due = TODAY + timedelta(days=30)
    take(
        case, "agreed", town, office, facts="水沟改道，双方都有责任", terms=["示例乙付给示例甲、示例丙1500元"], amount_fen=150000,
        mode="按约定的时间履行", schedule=[f"{due}，示例乙，付改道款，1500"],
    )  # fmt: skip
    said = paper_text(case, "agreement", town, office)
    for words in (
        "示例甲", "示例乙", "示例丙", "示例证件号", "19900000001", "水沟改道，双方都有责任", "示例乙付给示例甲、示例丙1500元",
        "人民币壹仟伍佰元整", "按约定的时间履行", f"{due.year}年{due.month}月{due.day}日", "调解员：", "示例镇人民调解委员会",
        "一式4份", "当事人各执一份，人民调解委员会留存一份",
    ):  # fmt: skip
        assert words.replace(" ", "") in said, words
    assert said.count("当事人（签名、盖章或按指印）") == 3


def test_an_instalment_without_its_year_falls_due_after_signing_and_none_before_it(town, office) -> None:
    case = accepted(town, office)
    take(case, "town_mediation", town, office, **SETTLED)
    agreed = {**AGREED, "mode": "按约定的时间履行"}
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(Refused, match="早于签订日期"):
        take(case, "agreed", town, office, **agreed, schedule=[f"{yesterday}，示例乙，付改道款，1500"])
    written = f"{yesterday.month}月{yesterday.day}日，示例乙，付改道款，1500"
    take(case, "agreed", town, office, **agreed, schedule=[written])
    due = CaseClock.objects.get(record=case.case_id, code="instalment").due_on
    assert (due.month, due.day, due > TODAY) == (yesterday.month, yesterday.day, True)


def test_all_is_performed_only_when_no_other_instalment_is_left(town, office) -> None:
    case = accepted(town, office)
    take(case, "town_mediation", town, office, **SETTLED)
    days = [TODAY + timedelta(days=30), TODAY + timedelta(days=60)]
    schedule = [f"{day}，示例乙，付改道款，750" for day in days]
    take(case, "agreed", town, office, **{**AGREED, "mode": "按约定的时间履行", "schedule": schedule})
    first = CaseClock.objects.filter(record=case.case_id, code="instalment").order_by("due_on").first().name
    everything = {"result": "已履行", "left": "全部履行完了"}
    with pytest.raises(Refused, match="还没有登记履行的有：第2期"):
        take(case, "performed", town, office, instalment=first, **everything)
    with pytest.raises(Refused, match="没有履行完"):
        take(case, "performed", town, office, instalment=first, result="没有履行", left="全部履行完了")
    with pytest.raises(Refused, match="请选择是哪一期"):
        take(case, "performed", town, office, result="已履行", left="还有没履行的")
    assert take(case, "performed", town, office, **everything).state == "performed"
    assert not CaseClock.objects.filter(record=case.case_id, code="instalment", done_on=None).exists()


def test_the_amount_of_the_instalment_chosen_counts_where_none_is_written(town, office) -> None:
    case = accepted(town, office)
    take(case, "town_mediation", town, office, **SETTLED)
    days = [TODAY + timedelta(days=30), TODAY + timedelta(days=60), TODAY + timedelta(days=90)]
    schedule = [
        f"{day.month}.{day.day}，示例乙，付改道款，{sum_}"
        for day, sum_ in zip(days, (200, 300, 1000), strict=True)
    ]
    take(case, "agreed", town, office, **{**AGREED, "mode": "按约定的时间履行", "schedule": schedule})
    client, page = (
        client_of(User.objects.get(pk=office.key)),
        reverse("record_page", args=["dispute", case.case_id]),
    )
    told = text_of(client.get(page))
    first = f"{days[0].year}年{days[0].month}月{days[0].day}日"
    assert f"{first}，示例乙付改道款200元（人民币贰佰元整）" in told
    form = reverse("case_step", args=["dispute", case.case_id, "performed"])
    assert 'value="200"' not in client.get(form).content.decode(), "three are left: no amount is guessed"
    second, third = "第2期：示例乙付改道款300元", "第3期：示例乙付改道款1000元"
    some = {"left": "还有没履行的"}
    take(case, "performed", town, office, instalment=second, result="已履行", **some)
    take(case, "performed", town, office, instalment=third, result="履行了一部分", amount_fen=40_000, **some)
    take(case, "performed", town, office, instalment=third, result="没有履行", **some)
    paid = [row["facts"].get("amount_fen") for row in in_hand(case, town, office).taken("performed")]
    assert paid == [30_000, 40_000, None]
    take(case, "performed", town, office, instalment=third, result="已履行", amount_fen=60_000, **some)
    assert in_hand(case, town, office).last("performed")["facts"]["amount_fen"] == 60_000
    assert 'value="200"' in client.get(form).content.decode(), "of the one that is left it is known"


def test_the_day_of_birth_is_read_from_the_identity_number_and_must_agree_with_it(town, office) -> None:
    case = applied(town, office)
    person = {"name": "示例甲", "standing": "当事人（个人）", "id_number": "000000201703050000"}
    with pytest.raises(Refused, match="2017年3月5日不一样"):
        take(case, "person_added", town, office, **person, born_on=date(2016, 3, 5))
    take(case, "person_added", town, office, **person)
    draft = take_in_hand(kind_of("dispute"), case.case_id, town=town, by=office)
    born = next(one["born_on"] for one in draft.people("party") if one["name"] == "示例甲")
    assert born == date(2017, 3, 5)


def test_a_party_who_comes_in_later_is_on_one_of_the_sides(town, office) -> None:
    case = applied(town, office)
    person = {"name": "示例丙", "standing": "当事人（个人）"}
    with pytest.raises(Refused, match="请选择是哪一方") as refusal:
        take(case, "person_added", town, office, **person)
    assert refusal.value.field == "side"
    take(case, "person_added", town, office, **person, side="被申请人")
    take(case, "person_added", town, office, name="示例甲", standing="当事人（个人）", address="外省某市")
    take(case, "person_added", town, office, name="示例邻", standing="其他参加人")


def test_a_dispute_that_went_elsewhere_unmediated_needs_no_notice_of_rights(town, office) -> None:
    wanted = {}
    for code, facts in (
        ("transferred", {"department": "示例部门", "reason": "土地确权", "told": True}),
        ("accepted", {"agreed": True}),
    ):
        case = applied(town, office)
        take(case, code, town, office, **facts)
        draft = take_in_hand(kind_of("dispute"), case.case_id, town=town, by=office)
        wanted[code] = {paper.code for paper in lacking(draft)}
    assert "rights_notice" not in wanted["transferred"]
    assert "rights_notice" in wanted["accepted"]


def test_a_meeting_is_not_arranged_for_a_day_gone_by(town, office) -> None:
    case = accepted(town, office)
    with pytest.raises(Refused, match="早于登记的日子"):
        take(case, "arranged", town, office, meet_on=TODAY - timedelta(days=1))


def test_it_takes_effect_when_signed_unless_agreed_otherwise_and_the_period_counts_from_there(
    town, office
) -> None:
    """江苏省人民调解条例第三十二条; 人民调解法第三十三条."""
    for later in (0, 10):
        case = accepted(town, office)
        take(case, "town_mediation", town, office, **SETTLED)
        with pytest.raises(Refused, match="生效日期早于签订日期"):
            take(case, "agreed", town, office, **AGREED, effective_on=TODAY - timedelta(days=1))
        effective = TODAY + timedelta(days=later)
        take(case, "agreed", town, office, **AGREED, **({"effective_on": effective} if later else {}))
        assert Dispute.objects.get(pk=case.case_id).effective_on == effective
        clock = CaseClock.objects.get(record=case.case_id, code="confirmation")
        assert clock.started == effective
        assert clock.due_on >= effective + timedelta(days=30)


def test_confirmation_is_asked_for_jointly_and_within_thirty_days(town, office) -> None:
    """人民调解法第三十三条; 民事诉讼法第二百零五条."""
    signed = TODAY - timedelta(days=60)
    case = accepted(town, office)
    take(case, "town_mediation", town, office, **SETTLED)
    take(case, "agreed", town, office, **AGREED, on=signed)
    nothing = {bar.field: False for bar in BARS}
    with pytest.raises(Refused, match="双方共同申请"):
        take(
            case, "confirmation_applied", town, office, court="示例法院", jointly=False, on=signed, **nothing
        )
    with pytest.raises(Refused, match="已经过了"):
        take(case, "confirmation_applied", town, office, court="示例法院", jointly=True, **nothing)
    within = signed + timedelta(days=10)
    take(case, "confirmation_applied", town, office, court="示例法院", jointly=True, on=within, **nothing)


def test_nothing_is_charged_and_the_parties_are_told_so(town, office) -> None:
    """人民调解法第四条; 江苏省人民调解条例第五条、第十九条: no question asks for a fee, no paper speaks of one."""
    asked = [column for step in PROCEDURE.steps for column in step.asks]
    assert [column.heading for column in asked if "费" in column.heading] == []
    money = {column.field for column in asked if column.shape is Shape.MONEY}
    assert money == {"amount_fen"}, "the only money of a dispute is the parties' own"
    told = {template.code: template.text for template in TEMPLATES}
    for code in ("mediation_application", "mediation_rights_notice"):
        assert "不收取任何费用" in told[code]
    assert [t.title for t in TEMPLATES if t is not CLAIM and ("调解费" in t.text or "手续费" in t.text)] == []


def test_what_was_said_and_agreed_is_not_for_the_one_who_reported_it(town, office) -> None:
    """人民调解法第十五条: a mediator does not give away what is private; the reporter hears where it stands."""
    worker = somebody(town, "grid_worker", "示例一村", "1网格")
    facts = {
        "village": "示例一村",
        "grid": "1网格",
        "type": "邻里纠纷",
        "summary": "水沟吵架",
        "parties": ["示例甲", "示例乙"],
    }
    case = open_case("dispute", "found", facts, town=town, by=worker)
    mediator = somebody(town, "village_mediator", "示例一村")
    take(
        case,
        "village_mediation",
        town,
        mediator,
        point="当年分家的旧账",
        outcome="没调成",
        why_not="钱数谈不拢",
    )
    take(case, "village_mediation", town, mediator, **{**SETTLED, "point": "当年分家的旧账"})
    take(case, "agreed", town, mediator, **{**AGREED, "terms": ["示例乙赔给示例甲1500元"]})
    page = client_of(User.objects.get(pk=worker.key)).get(
        reverse("record_page", args=["dispute", case.case_id])
    )
    said = text_of(page)
    assert "水沟吵架" in said
    for private in ("旧账", "赔给", "1,500", "1500", "钱数谈不拢"):
        assert private not in said, private
    assert "旧账" in text_of(client_of(User.objects.get(pk=mediator.key)).get(page.request["PATH_INFO"]))


def test_a_mediator_asked_to_step_back_is_replaced_before_anything_goes_on(town, office) -> None:
    """人民调解法第二十三条; 江苏省人民调解条例第二十六条."""
    case = accepted(town, office)
    take(case, "informed", town, office, told=["示例甲", "示例乙"], consent="都愿意", recusal_asked=True)
    with pytest.raises(Refused, match="有人要求调解员回避") as refusal:
        take(case, "town_mediation", town, office, **SETTLED)
    assert refusal.value.step == "mediator_replaced"
    take(
        case,
        "mediator_replaced",
        town,
        office,
        leaving=["示例调解员"],
        reason="回避",
        mediators=["另一位调解员"],
    )
    take(case, "town_mediation", town, office, **SETTLED)
    names = [one["name"] for one in in_hand(case, town, office).people("mediator")]
    assert "示例调解员" not in names
    assert "另一位调解员" in names


def test_a_minor_is_represented_and_an_agents_powers_are_known(town, office) -> None:
    """民法典第十九条、第二十条、第二十三条; 江苏省人民调解条例第二十三条."""
    case = accepted(town, office)
    born = date(TODAY.year - 9, 1, 1)
    take(case, "person_added", town, office, name="示例甲", standing="当事人（个人）", born_on=born)
    take(case, "person_added", town, office, name="示例丁", standing="代理人", acts_for="示例乙")
    take(case, "town_mediation", town, office, **SETTLED)
    with pytest.raises(Refused, match="示例丁是代理人，还没有登记代理权限"):
        take(case, "agreed", town, office, **AGREED)
    take(
        case,
        "person_added",
        town,
        office,
        name="示例丁",
        standing="代理人",
        acts_for="示例乙",
        capacity="特别授权",
    )
    with pytest.raises(Refused, match="示例甲是未成年人"):
        take(case, "agreed", town, office, **AGREED)
    take(
        case,
        "person_added",
        town,
        office,
        name="示例父",
        standing="监护人",
        acts_for="示例甲",
        capacity="父亲",
    )
    take(case, "agreed", town, office, **AGREED)
    missing = {paper.code for paper in lacking(in_hand(case, town, office))}
    assert "authority" in missing, "an agent's authority is a paper of the file"
    said = paper_text(case, "agreement", town, office)
    assert "示例丁（特别授权）" in said
    assert "示例父（父亲）" in said


def test_several_on_a_side_are_all_named_and_one_side_alone_agrees_with_nobody(town, office) -> None:
    case = accepted(town, office, applicants=["示例甲", "示例丙"], respondents=[])
    take(case, "town_mediation", town, office, **SETTLED)
    with pytest.raises(Refused, match="都在同一方"):
        take(case, "agreed", town, office, **AGREED)
    take(case, "person_added", town, office, name="示例乙", standing="当事人（单位）", side="被申请人")
    take(case, "agreed", town, office, **AGREED)
    said = paper_text(case, "registration", town, office)
    for name in ("示例甲", "示例丙", "示例乙"):
        assert name in said


def test_when_it_fails_the_parties_are_told_of_the_other_ways(town, office) -> None:
    """人民调解法第二十六条."""
    case = accepted(town, office)
    with pytest.raises(Refused, match="请填写已告诉当事人的其他途径"):
        take(case, "settled", town, office, reason="钱数谈不拢")
    take(case, "settled", town, office, reason="钱数谈不拢", remedies=["依法申请仲裁", "向人民法院起诉"])
    said = paper_text(case, "ending_notice", town, office)
    assert "向人民法院起诉" in said
    assert "第二十六条" in said
