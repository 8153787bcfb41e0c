"""A written agreement from the phone: terms as sentences — who, by when, does what, pays how much — and what follows.

Each promise is typed once. From it come the sentence of the agreement with its amount in capitals, the line of the
performance schedule (a clock of its own), and the total. 人民调解法第二十九条: what is agreed, how and by when it is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from fazhi.cases.actions import Done, take_step
from fazhi.cases.drafts import Draft
from fazhi.cases.filing import Writable, preview, writable
from fazhi.mediation.schedules import difference_in_words
from fazhi.mediation.words import AGREEMENT_MODES
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.pages.words import document_date, plain_yuan
from fazhi.portal.phone.mediating import KIND, case_in_hand, parties
from fazhi.terms.capitals import money_in_capitals

MOST = 12
BOTH = "双方"
PRINTING = "这份协议不是您在这部手机上写的，打印要用密码登录：先退出，再用密码登录。"
_HIDDEN = {"证件号码": "", "电话": "", "住址": "", "出生日期": None}
SCHEDULED = AGREEMENT_MODES.word_of("scheduled")
_PARTING = str.maketrans(dict.fromkeys("，,；;、|｜\t\n", " "))  # what parts the cells of a schedule's line


def in_words(fen: int) -> str:
    """1500元（人民币壹仟伍佰元整）."""
    return f"{plain_yuan(fen)}元（{money_in_capitals(fen)}）"


@dataclass(frozen=True)
class Promise:
    """One sentence: who does what; by when (None: on the spot) and how much in fen (None: no money)."""

    who: str
    what: str
    by: date | None = None
    fen: int | None = None

    @property
    def sentence(self) -> str:
        """示例乙于2026年12月31日前付给示例甲改道款，1500元（人民币壹仟伍佰元整）。"""
        when = f"于{document_date(self.by)}前" if self.by else ""
        money = f"，{in_words(self.fen)}" if self.fen is not None else ""
        return f"{self.who}{when}{self.what.rstrip('。')}{money}。"

    @property
    def line(self) -> str:
        """Its line of the performance schedule; empty for what is done on the spot."""
        if self.by is None:
            return ""
        money = f"，{plain_yuan(self.fen)}" if self.fen is not None else ""
        return (
            f"{self.by.isoformat()}，{self.who.translate(_PARTING)}，{self.what.translate(_PARTING)}{money}"
        )


def who_may_promise(draft: Draft) -> list[str]:
    """The parties' names, and both together."""
    return [*dict.fromkeys(one["name"] for one in parties(draft)), BOTH]


def added_up(promises: Sequence[Promise]) -> int | None:
    """All the money promised in fen; None where there is none."""
    amounts = [one.fen for one in promises if one.fen is not None]
    return sum(amounts) if amounts else None


def why_it_differs(promises: Sequence[Promise], why: str) -> str:
    """What the step is told of instalments that are not the whole amount: what is paid on the spot, and what was typed."""
    at_once = added_up([one for one in promises if one.by is None])
    return "，".join(filter(None, (f"当场付{plain_yuan(at_once)}元" if at_once else "", why)))


def mode_of(promises: Sequence[Promise], undated: str) -> str:
    """How it is carried out: by the days agreed, else as said of what has none."""
    return SCHEDULED if any(one.by for one in promises) else undated


def faults(
    promises: Sequence[Promise], undated: str, on: date, *, total: int | None = None, why: str = ""
) -> dict[str, str]:
    """{field: what to do} of an agreement that cannot be registered yet."""
    found = {}
    if not promises:
        found["promises"] = "请至少写一条：谁、做什么"
    for at, one in enumerate(promises, 1):
        if not one.who:
            found[f"who-{at}"] = f"请选第{at}条由谁来做"
        if not one.what:
            found[f"what-{at}"] = f"请写第{at}条做什么"
        if one.by and one.by < on:
            found[f"by-{at}"] = f"第{at}条的日期早于签订日期，请核对"
    if promises and not any(one.by for one in promises) and undated not in _undated():
        found["undated"] = "都没有写日期的，请选当场履行完毕还是没有给付内容"
    differs = (added_up(promises) or 0) - total if total is not None else 0
    if differs and total is not None and not why:
        found["why"] = f"{difference_in_words(differs, total)}。请改正；本来就不一样的，写一句为什么"
    return found


def _undated() -> list[str]:
    return [choice.word for choice in AGREEMENT_MODES.values if choice.code != "scheduled"]


def facts_of(
    told: str, promises: Sequence[Promise], undated: str, *, on: date, recorder: str, total: int | None = None,
    why: str = "",
) -> dict[str, Any]:  # fmt: skip
    """What the step 签订调解协议 asks, from what the phone asked. The total is that of the promises unless stated."""
    return {
        "on": on, "facts": told, "terms": [one.sentence for one in promises],
        "amount_fen": added_up(promises) if total is None else total, "difference": why_it_differs(promises, why),
        "mode": mode_of(promises, undated), "schedule": [one.line for one in promises if one.line], "recorder": recorder,
    }  # fmt: skip


def sign(
    case_id: UUID,
    facts: Mapping[str, Any],
    *,
    town: Town,
    by: Actor,
    command: UUID,
    version: int | None = None,
) -> Done:
    """Register the signed agreement, once for each `command`. Raises NotAllowed, Refused, ChangedMeanwhile."""
    return take_step(KIND, case_id, "agreed", facts, town=town, by=by, command=command, version=version)


def refuse_early(case_id: UUID, facts: Mapping[str, Any], *, town: Town, by: Actor) -> None:
    """Raise what `sign` would raise, before anybody signs; nothing is kept."""
    with transaction.atomic():
        take_step(KIND, case_id, "agreed", facts, town=town, by=by)
        transaction.set_rollback(True)


def may_print(draft: Draft, by: Actor, *, by_pin: bool) -> bool:
    """Who came in by PIN prints the agreement they wrote; any other wants the password."""
    agreed = draft.last("agreed")
    return not by_pin or (agreed is not None and agreed["by"] == by.key)


def to_be_signed(
    case_id: UUID, facts: Mapping[str, Any], *, town: Town, by: Actor, by_pin: bool = False
) -> bytes:
    """The agreement as a PDF before it is signed, with a line where its number will stand; nothing is kept.

    The step is taken and rolled back, so that the paper is the one the step will make. Raises as `sign`, NoChineseFont.
    """
    with transaction.atomic():
        take_step(KIND, case_id, "agreed", facts, town=town, by=by)
        draft = case_in_hand(case_id, town=town, by=by)
        draft.case["number"] = ""
        content = _paper(draft, town, by_pin)
        transaction.set_rollback(True)
    return content


def signed_paper(draft: Draft, *, by: Actor, by_pin: bool = False) -> bytes:
    """The agreement of a case as a PDF. Raises NotAllowed; Refused where there is none in writing; NoChineseFont."""
    require(may_print(draft, by, by_pin=by_pin), PRINTING)
    return _paper(draft, draft.town, by_pin)


def _paper(draft: Draft, town: Town, by_pin: bool) -> bytes:
    one = next((one for one in writable(draft) if one.paper == "agreement"), None)
    if one is None:
        raise Refused("这件还没有写协议书。")
    return preview(_to_fill_by_hand(one) if by_pin else one, town=town)


def _to_fill_by_hand(one: Writable) -> Writable:
    """The paper without what stays hidden: on a phone that several share, an opened PDF lies there for the next person."""
    facts = dict(one.facts)
    for name in ("当事人", "申请人", "被申请人"):
        facts[name] = [{**row, **_HIDDEN} for row in facts[name]]
    return replace(one, facts=facts)
