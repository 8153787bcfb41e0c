"""What the steps of a dispute do to its rows, and the values with which one is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from fazhi.cases import clocks
from fazhi.cases.drafts import Draft
from fazhi.cases.models import Participant
from fazhi.cases.numbering import next_number
from fazhi.cases.origins import Intake, enter_intake, tell_origin
from fazhi.cases.procedures import Effect, Facts
from fazhi.mediation.ledger import title_by_parties
from fazhi.mediation.schedules import read_schedule
from fazhi.mediation.words import (
    AGREEMENT_MODES,
    CONFIRMATION_RESULTS,
    DIFFICULTIES,
    INSTALMENT_RESULTS,
    REFERRERS,
    RISKS,
    SESSION_OUTCOMES,
    SIDES,
    STANDINGS,
    URGENCIES,
)
from fazhi.orgs.models import Post, Village
from fazhi.orgs.names import user_names
from fazhi.procedures.declaration import Step
from fazhi.terms.identity_numbers import born_on

SOURCES = {
    "found": "网格员排查",
    "applied": "当事人申请",
    "referred_here": "部门转来",
    "initiated": "村居排查",
}
NO_RISK = "1"
PETITION = "6"  # 信访部门委托移送, in the code set of sources
CASE_SOURCES = {"found": "2", "applied": "1", "initiated": "2"}


def opening(step: Step, facts: Facts) -> dict[str, Any]:
    """The values of the dispute ledger from what an opening step asked."""
    people = [
        *(facts.get("applicants") or []),
        *(facts.get("respondents") or []),
        *(facts.get("parties") or []),
    ]
    return {
        "found_on": facts.get("on"), "village": facts.get("village"), "grid": facts.get("grid"),
        "reporter": facts.get("reporter"), "parties": people, "phone": facts.get("phone"), "type": facts["type"],
        "summary": facts.get("summary"), "village_attempts": None, "result": "", "settled_on": None,
        "source": SOURCES[step.code],
    }  # fmt: skip


def opened(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    """Sides, urgency, source, who reported."""
    applicants = set(facts.get("applicants") or ())
    for party in draft.people(Participant.Role.PARTY):
        if applicants:
            side = Participant.Side.APPLICANT if party["name"] in applicants else Participant.Side.RESPONDENT
            party["side"] = str(side)
    if not draft.people(Participant.Role.PARTY):
        draft.case["title"] = _title_by_words(facts["type"], facts["summary"])
    elif applicants:
        draft.case["title"] = _title(draft)
    urgency = URGENCIES.code_of(facts.get("urgency") or "") if facts.get("urgency") else "0"
    draft.case["urgent"] = int(urgency or 0)
    draft.detail.update(place=facts.get("place") or "", case_source=CASE_SOURCES.get(step.code, ""))
    if step.code == "referred_here":
        code = REFERRERS.code_of(facts["referrer"]) or "7"
        draft.detail.update(
            referrer=facts["referrer_name"][:100], case_source=code if code.isdigit() else "7"
        )
    if step.code == "found" and not draft.by.at_console:
        draft.detail["reported_by"] = UUID(draft.by.key)
        if not draft.people(Participant.Role.REPORTER):
            draft.add(Participant, role=str(Participant.Role.REPORTER), name=draft.by.name[:100])
    if draft.case["urgent"] == 2:
        for role in ("justice_office", "town_mediator"):
            draft.tell(f"马上要处理：{draft.case['title']}", role=role, urgent=True)


def _title(draft: Draft) -> str:
    """示例甲等与示例乙邻里纠纷: one of each side where the sides are known, else by its parties in order."""
    parties, type_word = draft.people(Participant.Role.PARTY), draft.detail["type_word"]
    sides = [
        [one["name"] for one in parties if one["side"] == side]
        for side in (Participant.Side.APPLICANT, Participant.Side.RESPONDENT)
    ]
    if not all(sides):
        return title_by_parties([one["name"] for one in parties], type_word)[:200]
    first = "与".join(names[0] + ("等" if len(names) > 1 else "") for names in sides)
    return f"{first}{type_word}"[:200]


def _title_by_words(type_word: str, summary: str) -> str:
    """What a case is called while nobody knows who it is between."""
    return f"{type_word}：{summary[:30]}"


def village_attempt(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    """Attempt number n of the village; settled there, it is the village's result."""
    draft.detail["village_attempts"] = (draft.detail["village_attempts"] or 0) + 1
    _mediated_by(draft)
    if SESSION_OUTCOMES.code_of(facts["outcome"]) == "settled":
        _village_settled(draft, facts)


def _village_settled(draft: Draft, facts: dict[str, Any]) -> None:
    draft.detail.update(result="village_settled", result_word="村调解成功", settled_on=facts["on"])


def town_attempt(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    """A session of the town's studio."""
    _mediated_by(draft)
    if SESSION_OUTCOMES.code_of(facts["outcome"]) == "settled":
        draft.detail.update(town_result="settled", settled_on=facts["on"])


def escalated(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    """The village's result is that it went up."""
    draft.detail.update(result="escalated", result_word="上报镇调解室")


def sent_back(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    draft.detail.update(result="open", result_word="正在调解")


def accepted(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    """The town takes it: its mediators stand in the case, it gets the committee's number and a handler of the town."""
    draft.case["handler_id"] = None
    _hand_to(draft, facts.get("mediators") or ())
    _handled_by(draft)
    _name_mediators(draft, facts.get("mediators") or ())
    _number(draft, facts["on"].year)
    if facts.get("difficulty"):
        draft.detail["difficulty"] = DIFFICULTIES.code_of(facts["difficulty"])
    if facts.get("people_involved"):
        draft.detail["people_involved"] = facts["people_involved"]
    _enter_in_register(draft, facts)


def _enter_in_register(draft: Draft, facts: dict[str, Any]) -> None:
    """The studio's register of receptions holds what it takes in, whoever brought it; history has its row from a ledger."""
    parties = draft.people(Participant.Role.PARTY)
    first = next(
        (one for one in parties if one["side"] == Participant.Side.APPLICANT), parties[0] if parties else None
    )
    if first is None or draft.case["is_history"]:
        return
    village = draft.case["village_id"]
    source = draft.detail["case_source"]
    names = Village.objects.filter(pk=village).values_list("name", flat=True) if village else []
    intake = Intake(
        case_id=draft.case_id, on=facts["on"], visitor=first["name"], phone=first["phone"], village=next(iter(names), ""),
        type=draft.detail["type_word"], category="信访转办" if source == PETITION else "申请调解",
        source="村上报" if draft.taken("escalated") else "部门转来" if draft.detail["referrer"] else "直接来访",
        mediator="、".join(facts.get("mediators") or ()),
    )  # fmt: skip
    enter_intake(draft, "reception", intake, f"接待台账，{first['name']}")


def informed(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    _name_mediators(draft, facts.get("mediators") or ())
    if facts.get("unwilling") or draft.case["state"] == "ended":
        _failed(draft, facts)


def _mediated_by(draft: Draft) -> None:
    """Who records the session mediated it: the file, the forms and the subsidy name them."""
    if draft.by.at_console:
        return
    if not draft.people(Participant.Role.MEDIATOR):
        _name_mediators(draft, [draft.by.name])
    _handled_by(draft)


def _handled_by(draft: Draft) -> None:
    """Who takes it in hand is its handler (主办) until it is handed over."""
    if draft.case["handler_id"] is None and not draft.by.at_console:
        draft.case["handler_id"] = UUID(draft.by.key)


def _hand_to(draft: Draft, names: Sequence[str]) -> None:
    """The first mediator appointed who has a post here handles the case, and is told; whoever appoints, if among them."""
    if draft.by.name in names or not names:
        return
    posts = Post.objects.filter(
        town=draft.town,
        role__in=("town_mediator", "village_mediator"),
        user__is_active=True,
        user__name__in=names,
    ).filter(Q(village=None) | Q(village=draft.case["village_id"]))
    found = dict(posts.values_list("user__name", "user_id"))
    to = next((found[name] for name in names if name in found), None)
    if to is not None:
        draft.case["handler_id"] = to
        draft.tell(f"请您主办：{draft.case['title']}", user=to)


def _name_mediators(draft: Draft, names: Any) -> None:
    there = {one["name"] for one in draft.people(Participant.Role.MEDIATOR)}
    for name in names:
        if name not in there:
            draft.add(Participant, role=str(Participant.Role.MEDIATOR), name=name[:100])


def _number(draft: Draft, year: int) -> None:
    """The number of the mediation committee, （2026）合作人调字第31号; once given it stays."""
    if not draft.case["number"]:
        number = next_number(draft.town, "mediation_committee", year)
        town = draft.town.name.removesuffix("镇").removesuffix("乡").removesuffix("街道")
        draft.case["number"] = f"（{year}）{town}人调字第{number}号"


def agreed(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    """The agreement, and a clock for every instalment of it."""
    if step.code == "agreed":
        _number(draft, facts["on"].year)
    _hurry_over(draft)
    effective = facts.get("effective_on") or facts["on"]
    draft.detail.update(
        agreement_form="written" if step.code == "agreed" else "oral", agreed_on=facts["on"], effective_on=effective,
        agreement_number=draft.case["number"] if step.code == "agreed" else "", settled_on=facts["on"],
    )  # fmt: skip
    if facts.get("amount_fen") is not None:
        draft.detail["amount_fen"] = facts["amount_fen"]
    if AGREEMENT_MODES.code_of(facts["mode"]) != "scheduled":
        draft.detail["performance"] = "1"
    kept = "performed" if draft.detail["performance"] == "1" else "performing"
    tell_origin(draft, draft.detail["agreement_form"], facts["on"], kept)
    lines = read_schedule(facts.get("schedule") or (), signed=facts["on"])
    for at, one in enumerate(lines, 1):
        clocks.start_agreed(
            draft, "instalment", f"第{at}期：{one.name}"[:80], one.due_on, started=facts["on"], who=one.who, what=one.what,
            fen=one.fen,
        )  # fmt: skip


def performed(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    """One instalment, or all that was left."""
    done = INSTALMENT_RESULTS.code_of(facts["result"]) == "done"
    waiting = [row for row in draft.clocks if row["code"] == "instalment" and row["done_on"] is None]
    everything = draft.case["state"] == "performed"
    for row in waiting:
        if everything or (done and (len(waiting) == 1 or row["name"] == facts.get("instalment"))):
            row["done_on"] = facts["on"]
            if row["name"] == facts.get("instalment") and row["facts"].get("fen") is not None:
                # Performed as agreed: what was due was paid, unless it is said how much.
                draft.steps[-1]["facts"].setdefault("amount_fen", row["facts"]["fen"])
    if everything:
        draft.detail["performance"] = "1"
        tell_origin(draft, "", facts["on"], "performed")


def confirmation_decided(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    if CONFIRMATION_RESULTS.code_of(facts["result"]) == "confirmed":
        draft.detail.update(confirmed_on=facts["on"], performance="2")
        tell_origin(draft, "", facts["on"], "confirmed")


def ended(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    _failed(draft, facts)


def _failed(draft: Draft, facts: dict[str, Any]) -> None:
    _over(draft, facts, "failed", town_result="failed", result="failed", word="调解不成")


def withdrawn(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    _over(draft, facts, "withdrawn", town_result="withdrawn", result="failed", word="调解不成（撤回）")


def transferred(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    _over(draft, facts, "transferred", town_result="referred", result="referred", word="转其他部门")


def _over(
    draft: Draft, facts: dict[str, Any], what: str, *, town_result: str, result: str, word: str
) -> None:
    """Over without an agreement: the town's result where the village had handed it up, else the village's own."""
    _hurry_over(draft)
    if draft.detail["result"] == "escalated":
        draft.detail.update(town_result=town_result, settled_on=facts["on"])
    else:
        draft.detail.update(result=result, result_word=word, settled_on=facts["on"])
    tell_origin(draft, what, facts["on"])


def reopened(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    """With an agreement its performance is open again; without one the talks go on where they had come to."""
    if draft.detail["agreed_on"]:
        if draft.detail["performance"] == "1":
            draft.detail["performance"] = ""
            tell_origin(draft, "", facts["on"], "performing")
        return
    at_town = draft.taken("accepted") or draft.detail["result"] == "escalated"
    draft.case["state"] = "town" if at_town else "village"
    if draft.detail["result"] != "escalated":
        draft.detail.update(result="open", result_word="正在调解")
    draft.detail.update(town_result="", settled_on=None)
    tell_origin(draft, "again", facts["on"])


def mediator_replaced(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    leaving = set(facts["leaving"])
    handler = str(draft.case["handler_id"] or "")
    if handler and user_names({handler}).get(handler) in leaving:
        draft.case["handler_id"] = None
        _hand_to(draft, facts["mediators"])
        _handled_by(draft)
    draft.participants[:] = [
        one
        for one in draft.participants
        if one["role"] != Participant.Role.MEDIATOR or one["name"] not in leaving
    ]
    _name_mediators(draft, facts["mediators"])


def _hurry_over(draft: Draft) -> None:
    """Agreed or ended it is no longer urgent; one that may still turn violent stays so until the risk is set anew."""
    if draft.detail["risk"] in ("", NO_RISK):
        draft.case["urgent"] = 0


def risk_set(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    """A risk that is not normal is told at once (人民调解法第二十五条)."""
    code = RISKS.code_of(facts["risk"]) or "6"
    draft.detail["risk"] = code
    draft.case["urgent"] = 0 if code == NO_RISK else 2
    if code != NO_RISK:
        for role in ("justice_office", "town_mediator", "town_leader"):
            draft.tell(f"{facts['risk']}：{draft.case['title']}", role=role, urgent=True)
        draft.tell(
            f"{facts['risk']}：{draft.case['title']}",
            role="village_mediator",
            village=draft.case["village_id"],
            urgent=True,
        )


def person_added(draft: Draft, step: Step, facts: dict[str, Any]) -> None:
    """Somebody new, or more about somebody already there (the same name in the same role)."""
    standing = STANDINGS.code_of(facts["standing"]) or "other"
    role = {"organisation": "party"}.get(standing, standing)
    own = (_title(draft), _title_by_words(draft.detail["type_word"], draft.detail["summary"]))
    row = next((one for one in draft.people(role) if one["name"] == facts["name"]), None)
    if row is None:
        row = draft.add(Participant, role=role, name=facts["name"][:100])
    for name in ("phone", "id_number", "address", "organisation_head", "capacity"):
        if facts.get(name):
            row[name] = facts[name]
    if facts.get("side"):
        row["side"] = SIDES.code_of(facts["side"])
    if born := facts.get("born_on") or born_on(facts.get("id_number") or ""):
        row["born_on"] = born
    row["is_organisation"] = row["is_organisation"] or standing == "organisation"
    if facts.get("acts_for"):
        row["acts_for"] = next(
            (one["id"] for one in draft.people(Participant.Role.PARTY) if one["name"] == facts["acts_for"]),
            None,
        )
    # Called by its parties once they are known, unless somebody gave it another name.
    if len(draft.people(Participant.Role.PARTY)) >= 2 and draft.case["title"] in own:
        draft.case["title"] = _title(draft)


def takes_up(draft: Draft) -> str:
    """The state a historical dispute goes on in."""
    return "escalated" if draft.detail["result"] == "escalated" else "village"


EFFECTS: Mapping[str, Effect] = {
    "found": opened, "applied": opened, "referred_here": opened, "initiated": opened, "village_mediation": village_attempt,
    "town_mediation": town_attempt, "escalated": escalated, "sent_back": sent_back, "accepted": accepted,
    "informed": informed, "agreed": agreed, "agreed_orally": agreed, "performed": performed,
    "confirmation_decided": confirmation_decided, "settled": ended, "refused": ended, "withdrawn": withdrawn,
    "transferred": transferred, "reopened": reopened, "mediator_replaced": mediator_replaced, "risk_set": risk_set,
    "person_added": person_added,
}  # fmt: skip
