"""The conditions of a dispute's steps, by name. Each reads the case and says what is missing and what to do, or None."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fazhi.cases.drafts import Draft, as_day
from fazhi.cases.models import Participant
from fazhi.cases.procedures import Facts, Guard
from fazhi.mediation.schedules import Unreadable, difference_in_words, differs_by, read_schedule
from fazhi.mediation.unconfirmable import court_would_confirm
from fazhi.mediation.words import (
    AGREEMENT_MODES,
    INSTALMENT_RESULTS,
    PERFORMANCE_LEFT,
    SESSION_OUTCOMES,
    STANDINGS,
)
from fazhi.orgs.permissions import Refused
from fazhi.pages.words import document_date, office_today
from fazhi.procedures.declaration import Step
from fazhi.terms.identity_numbers import born_on

FULL_AGE = 18  # 民法典第十七条
# 民事诉讼法解释第三百五十五条: relations of marriage, parentage and adoption; title to property and intellectual property.
STATUS_TYPES = frozenset({"1"})

Answer = str | Refused | None


def nobody_refused(draft: Draft, step: Step, facts: Facts) -> Answer:
    """A clear refusal by one party stops mediation (人民调解法第十七条)."""
    informed = draft.last("informed")
    if informed and informed["facts"].get("unwilling"):
        who = "、".join(informed["facts"]["unwilling"])
        return f"{who}已明确不愿意调解，不能再调。请登记“当事人拒绝”，并告诉双方别的办法。"
    return None


def recusal_settled(draft: Draft, step: Step, facts: Facts) -> Answer:
    """Parties choose or accept their mediators (人民调解法第二十三条): asked to step back, one is replaced first."""
    informed = draft.last("informed")
    if informed is None or not informed["facts"].get("recusal_asked"):
        return None
    since = draft.steps[draft.steps.index(informed) :]
    if any(row["code"] == "mediator_replaced" for row in since):
        return None
    return Refused(
        "有人要求调解员回避，还没有换。请先“换调解员”；当事人后来同意不换的，重新登记一次告知。",
        article="人民调解法第二十三条", step="mediator_replaced",
    )  # fmt: skip


def why_it_failed(draft: Draft, step: Step, facts: Facts) -> Answer:
    """An attempt that failed says why, for the next one to build on."""
    if not facts:
        return None
    if SESSION_OUTCOMES.code_of(facts.get("outcome", "")) == "failed" and not (
        facts.get("why_not") or facts.get("why_not_text")
    ):
        return Refused("请选择没调成的原因", "why_not")
    return None


def failed_attempts(draft: Draft) -> int:
    """How often the village has tried without settling it: attempts taken here and those a ledger counted."""
    tried = 0
    for row in draft.taken("village_mediation"):
        outcome = row["facts"].get("outcome")
        if outcome is None or SESSION_OUTCOMES.code_of(outcome) == "failed":
            tried += row["count"]
    return tried


def attempts_or_reason(draft: Draft, step: Step, facts: Facts) -> Answer:
    """After the town's number of failed attempts, or earlier with a reason. The town's practice, never a bar to a party."""
    tried, wanted = failed_attempts(draft), draft.town.village_attempts
    if not facts or tried >= wanted or facts.get("reason"):
        return None
    return Refused(
        f"村里调了{tried}次，还不到{wanted}次。提前报到镇里请选一个原因，当事人要求的随时可以。", "reason"
    )


def both_willing(draft: Draft, step: Step, facts: Facts) -> Answer:
    """The town mediates only what both parties bring willingly (江苏省人民调解条例第四条、第二十条)."""
    if facts and not facts.get("agreed"):
        return Refused("有人不愿意由镇里调解，不能受理。请登记“当事人拒绝”或者“退回补充”。", "agreed")
    return None


def referral_consented(draft: Draft, step: Step, facts: Facts) -> Answer:
    """What a court or an office sends comes with the parties' consent (江苏省人民调解条例第二十一条、第二十二条)."""
    if facts and not facts.get("consented"):
        return Refused(
            "当事人还没有同意由人民调解，不能登记。请先征得同意，或者退回转来的单位。", "consented"
        )
    return None


def parties(draft: Draft) -> list[dict[str, Any]]:
    """The parties, in order."""
    return draft.people(Participant.Role.PARTY)


def two_parties(draft: Draft, step: Step, facts: Facts) -> Answer:
    """An agreement needs at least two sides with names; several on one side alone agree with nobody."""
    there = parties(draft)
    if len(there) < 2:
        return Refused(
            "当事人不到两方，不能登记协议。请先用“加人或补资料”写上双方的姓名。", step="person_added"
        )
    if len({one["side"] for one in there}) == 1 and there[0]["side"]:
        return Refused(
            "登记的当事人都在同一方，不能登记协议。请先用“加人或补资料”写上另一方。", step="person_added"
        )
    return None


def agents_have_powers(draft: Draft, step: Step, facts: Facts) -> Answer:
    """The committee verifies what an agent may do before anything is agreed (江苏省人民调解条例第二十三条)."""
    unknown = [one["name"] for one in draft.people(Participant.Role.AGENT) if not one["capacity"].strip()]
    if not unknown:
        return None
    return Refused(
        f"{'、'.join(unknown)}是代理人，还没有登记代理权限。请核对委托书，用“加人或补资料”写上关系和权限。",
        article="江苏省人民调解条例第二十三条", step="person_added",
    )  # fmt: skip


def minors(draft: Draft, on: date) -> list[dict[str, Any]]:
    """The parties under eighteen on that day, as far as their birth is known (民法典第十七条)."""
    return [
        party
        for party in parties(draft)
        if (born := party["born_on"])
        and (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) < FULL_AGE
    ]


def minors_have_guardians(draft: Draft, step: Step, facts: Facts) -> Answer:
    """A minor acts through a guardian (民法典第十九条、第二十条、第二十三条)."""
    on = facts.get("on") or date.today()  # noqa: DTZ011  the guard is also asked before a day is given
    guarded = {one["acts_for"] for one in draft.people(Participant.Role.GUARDIAN)}
    alone = [party["name"] for party in minors(draft, on) if party["id"] not in guarded]
    if not alone:
        return None
    return Refused(
        f"{'、'.join(alone)}是未成年人，要有监护人代为参加。请先用“加人或补资料”登记监护人。",
        article="民法典第二十三条", step="person_added",
    )  # fmt: skip


def schedule_reads(draft: Draft, step: Step, facts: Facts) -> Answer:
    """A performance by instalments says when, who, what and how much, one line each."""
    if not facts:
        return None
    lines = facts.get("schedule") or []
    if AGREEMENT_MODES.code_of(facts.get("mode", "")) == "scheduled" and not lines:
        return Refused("按约定的时间履行的，请写履行安排，一行写一期", "schedule")
    signed = facts.get("on") or office_today()
    try:
        instalments = read_schedule(lines, signed=signed)
    except Unreadable as fault:
        return Refused(str(fault), "schedule")
    for at, one in enumerate(instalments, 1):
        if one.due_on < signed:
            return Refused(f"第{at}行的日期（{one.due_on}）早于签订日期（{signed}），请核对", "schedule")
    return None


def schedule_adds_up(draft: Draft, step: Step, facts: Facts) -> Answer:
    """The instalments make up the amount agreed, or it is said why not (人民调解法第二十九条: how and by when it is done)."""
    total = facts.get("amount_fen")
    by = differs_by(
        read_schedule(facts.get("schedule") or (), signed=facts.get("on") or office_today()), total
    )
    if not by or total is None or (facts.get("difference") or "").strip():
        return None
    return Refused(
        f"{difference_in_words(by, total)}。请改正金额或者履行安排；本来就不一样的（如余下的用东西抵、另算利息、当场已付一部分），请写明为什么。",
        "difference",
    )


def effective_not_before(draft: Draft, step: Step, facts: Facts) -> Answer:
    """An agreement cannot take effect before it is signed (江苏省人民调解条例第三十二条)."""
    on, effective = facts.get("on"), facts.get("effective_on")
    if on and effective and effective < on:
        return Refused("生效日期早于签订日期，请核对", "effective_on")
    return None


def meeting_ahead(draft: Draft, step: Step, facts: Facts) -> Answer:
    """A meeting is arranged for the day itself or a later one."""
    on, meet_on = facts.get("on"), facts.get("meet_on")
    if on and meet_on and meet_on < on:
        return Refused("约的日子早于登记的日子，请核对；已经调过的请直接登记那次调解", "meet_on")
    return None


def oral_is_allowed(draft: Draft, step: Step, facts: Facts) -> Answer:
    """江苏: a written agreement is the rule; only what leaves nothing to perform may be noted, and not if one asks for writing."""
    if not facts:
        return None
    if facts.get("writing_asked"):
        return Refused(
            "有当事人要求写协议书，应当写。请改用“写协议书”。",
            "writing_asked",
            article=step.article,
            step="agreed",
        )
    if AGREEMENT_MODES.code_of(facts.get("mode", "")) == "scheduled":
        return Refused(
            "还有要履行的内容，应当写协议书。请改用“写协议书”。",
            "mode",
            article="江苏省人民调解条例第三十一条",
            step="agreed",
        )
    return None


def instalment_known(draft: Draft, step: Step, facts: Facts) -> Answer:
    """With several instalments open, the step says which one, or that all of them are performed, and not both."""
    if not facts:
        return None
    waiting = [row for row in draft.clocks if row["code"] == "instalment" and row["done_on"] is None]
    named = [row for row in waiting if row["name"] == facts.get("instalment")]
    if PERFORMANCE_LEFT.code_of(facts.get("left", "")) == "none":
        if INSTALMENT_RESULTS.code_of(facts.get("result", "")) != "done":
            return Refused("这一期没有履行完，不能选“全部履行完了”", "left")
        if named and len(waiting) > 1:
            others = "；".join(row["name"] for row in waiting if row not in named)
            return Refused(
                f"还没有登记履行的有：{others}。都履行完了的，“哪一期”不要选；没有的，请选“还有没履行的”。",
                "left",
            )
        return None
    if len(waiting) > 1 and not named:
        return Refused(f"请选择是哪一期：{'；'.join(row['name'] for row in waiting)}", "instalment")
    return None


def was_referred(draft: Draft, step: Step, facts: Facts) -> Answer:
    """Whether some body sent it here."""
    return None if draft.detail["referrer"] else "这件不是别的单位转来的，不用送备案。"


def jointly(draft: Draft, step: Step, facts: Facts) -> Answer:
    """Judicial confirmation is asked for by both together (人民调解法第三十三条)."""
    if facts and not facts.get("jointly"):
        return Refused(
            "司法确认要双方共同申请。请双方都同意后再登记。", "jointly", article="人民调解法第三十三条"
        )
    return None


def within_confirmation_period(draft: Draft, step: Step, facts: Facts) -> Answer:
    """Within thirty days of effect; later the court does not take it."""
    on = facts.get("on")
    due = [row["due_on"] for row in draft.clocks if row["code"] == "confirmation" and row["due_on"]]
    if on and due and on > max(due):
        return Refused(
            f"申请司法确认的期限到{max(due):%Y-%m-%d}为止，已经过了。双方可以就履行向法院起诉。", "on",
            article="人民调解法第三十三条",
        )  # fmt: skip
    return None


def confirmable(draft: Draft, step: Step, facts: Facts) -> Answer:
    """A period for confirmation runs only where a court could: by type, status relations are none of it.

    What the type cannot tell is asked when the parties apply (unconfirmable.py).
    """
    if draft.detail["type"] in STATUS_TYPES and not draft.detail["amount_fen"]:
        return Refused(
            "确认婚姻关系、亲子关系、收养关系无效、有效或者解除的，法院不受理司法确认。涉及给付钱款的部分可以申请，请先写明金额。",
            article="民事诉讼法解释第三百五十五条",
        )  # fmt: skip
    return None


def confirmation_was_applied(draft: Draft, step: Step, facts: Facts) -> Answer:
    """A ruling follows an application."""
    return (
        None
        if draft.taken("confirmation_applied")
        else Refused("还没有登记申请司法确认，请先登记申请。", step="confirmation_applied")
    )


def no_duty_open(draft: Draft, step: Step, facts: Facts) -> Answer:
    """Nothing is archived while a promise or a copy to the referring body is outstanding."""
    open_ones = [
        row["name"]
        for row in draft.clocks
        if row["done_on"] is None and row["code"] in ("instalment", "referrer_copy")
    ]
    return f"还没有办完：{'、'.join(open_ones)}。办完再归档。" if open_ones else None


def agreed_in_writing(draft: Draft, step: Step, facts: Facts) -> Answer:
    return None if draft.detail["agreement_form"] == "written" else "没有书面协议"


def agreed_by_word(draft: Draft, step: Step, facts: Facts) -> Answer:
    return None if draft.detail["agreement_form"] == "oral" else "没有口头协议"


def birth_agrees(draft: Draft, step: Step, facts: Facts) -> Answer:
    """The day of birth is the one in the identity number."""
    told, written = facts.get("born_on"), born_on(facts.get("id_number") or "")
    if told and written and told != written:
        return Refused(f"出生日期和证件号码里的{document_date(written)}不一样，请核对", "born_on")
    return None


def side_is_known(draft: Draft, step: Step, facts: Facts) -> Answer:
    """Who comes in as a party beside others whose sides are known is on one of them: every paper and report asks which."""
    if (
        not facts
        or facts.get("side")
        or STANDINGS.code_of(facts.get("standing") or "") not in ("party", "organisation")
    ):
        return None
    there = parties(draft)
    if any(one["name"] == facts.get("name") for one in there) or not any(one["side"] for one in there):
        return None
    return Refused("请选择是哪一方：申请人、被申请人，还是第三人", "side")


def rights_are_told(draft: Draft, step: Step, facts: Facts) -> Answer:
    """A dispute that went elsewhere before anybody took it up has no notice of rights in its file."""
    over = draft.case["state"] not in ("reported", "village", "escalated", "town")
    told = ("informed", "accepted", "village_mediation", "town_mediation")
    return "还没有调解过" if over and not any(draft.taken(code) for code in told) else None


def was_mediated(draft: Draft, step: Step, facts: Facts) -> Answer:
    return None if draft.taken("village_mediation") or draft.taken("town_mediation") else "没有调解过"


def was_ended(draft: Draft, step: Step, facts: Facts) -> Answer:
    return None if draft.taken("settled") or draft.taken("refused") else "没有终止"


def was_transferred(draft: Draft, step: Step, facts: Facts) -> Answer:
    return None if draft.taken("transferred") else "没有转部门"


def days_were_moved(draft: Draft, step: Step, facts: Facts) -> Answer:
    return None if any(row["facts"].get("moves") for row in draft.clocks) else "没有改过约定的日期"


def has_agent(draft: Draft, step: Step, facts: Facts) -> Answer:
    return None if draft.people(Participant.Role.AGENT) else "没有代理人"


def file_complete(draft: Draft, step: Step, facts: Facts) -> Answer:
    """Archiving needs the papers this case must have (人民调解法第二十七条)."""
    from fazhi.cases.papers import lacking

    missing = lacking(draft)
    if not missing:
        return None
    return f"卷里还缺{'、'.join(paper.name for paper in missing)}，不能归档。能生成的请先生成，签好字的请拍照放进来。"


def last_agreement_day(draft: Draft) -> date | None:
    """When the agreement takes effect."""
    step = draft.last("agreed") or draft.last("agreed_orally")
    return as_day(step["facts"].get("effective_on")) or step["on"] if step else None


GUARDS: Mapping[str, Guard] = {
    guard.__name__: guard
    for guard in (
        nobody_refused, recusal_settled, agents_have_powers, why_it_failed, attempts_or_reason, both_willing, referral_consented, two_parties,
        minors_have_guardians, schedule_reads, schedule_adds_up, effective_not_before, meeting_ahead, oral_is_allowed, instalment_known,
        was_referred,
        jointly, within_confirmation_period, confirmable, court_would_confirm, confirmation_was_applied, no_duty_open, agreed_in_writing,
        agreed_by_word, was_mediated, birth_agrees, side_is_known, rights_are_told, was_ended, was_transferred, days_were_moved, has_agent, file_complete,
    )
}  # fmt: skip
