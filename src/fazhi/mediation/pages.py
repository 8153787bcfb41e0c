"""What the pages of a dispute say beyond its declaration: facts under the heading, what its forms begin with, its lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from fazhi.cases import clocks
from fazhi.cases.drafts import Draft
from fazhi.cases.models import Participant
from fazhi.mediation.schedules import schedule_in_words
from fazhi.mediation.words import PERFORMANCE_LEFT, RISKS
from fazhi.orgs.models import Post, Town
from fazhi.pages.case_pages import CasePage, Given, Stage
from fazhi.procedures.declaration import Step
from fazhi.records.columns import Shape

Role = Participant.Role
MEDIATORS = ("village_mediator", "town_mediator")
# 人民调解法第二十六条: 仲裁、行政、司法途径.
REMEDIES = ("依法申请仲裁", "请有关行政机关处理", "向人民法院起诉")


def facts(draft: Draft) -> Sequence[tuple[str, str]]:
    """类型、地点、来源、风险 under the heading."""
    detail = draft.detail
    found = [("类型", detail["type_word"])]
    if detail["place"]:
        found.append(("地点", detail["place"]))
    found.append(("来源", detail["referrer"] or detail["source_word"]))
    if detail["risk"]:
        found.append(("风险", RISKS.word_of(detail["risk"])))
    return [pair for pair in found if pair[1]]


def given(draft: Draft, step: Step) -> Given:
    """Whatever the case knows already, so that nothing is typed twice."""
    parties = [row["name"] for row in draft.people(Role.PARTY)]
    present = [row["name"] for row in draft.people(Role.PARTY, Role.AGENT, Role.GUARDIAN, Role.OTHER)]
    named = [row["name"] for row in draft.people(Role.MEDIATOR)]
    asked = {column.field for column in step.asks}
    me = draft.by.name if draft.by.holds(MEDIATORS, draft.town) and not draft.by.at_console else ""
    mediators = _mediators(draft.town, draft) if "mediators" in asked else []
    waiting = [row for row in clocks.running(draft) if row["code"] == "instalment"]
    instalments = [row["name"] for row in waiting]
    offered: dict[str, Sequence[str]] = {
        "present": present, "told": present, "visited": present, "asked": present, "who": parties, "unwilling": parties,
        "acts_for": parties, "mediators": list(dict.fromkeys([*named, *mediators])), "leaving": named,
        "instalment": instalments, "remedies": REMEDIES,
    }  # fmt: skip
    initial: dict[str, Any] = {
        "present": parties, "told": parties, "mediators": named or ([me] if me else []), "recorder": me,
        "where": _latest(draft, "where"), "point": _latest(draft, "point"), "facts": draft.detail["summary"],
        "amount_fen": draft.detail["amount_fen"], "copies": len(parties) + 1 if parties else None,
        "instalment": instalments[0] if instalments else "", "unwilling": [],
    }  # fmt: skip
    if step.code == "confirmation_applied" and draft.town.county:
        initial["court"] = f"{draft.town.county}人民法院"
    if step.code == "mediator_replaced":
        initial["mediators"] = []
    if step.code == "performed":
        initial["left"] = PERFORMANCE_LEFT.word_of("some") if len(waiting) > 1 else ""
        # Of several the one chosen counts: its amount is taken when this is left empty.
        initial["amount_fen"] = waiting[0]["facts"].get("fen") if len(waiting) == 1 else None
    suggested = {
        "name": [row["name"] for row in draft.participants],
        "recorder": list(dict.fromkeys([*([me] if me else []), *named])),
        "where": [where] if (where := _latest(draft, "where")) else [],
    }
    # 通知了谁 and 已告诉当事人 bear one name: names are for the one that takes names.
    lists = {column.field for column in step.asks if column.shape in (Shape.NAMES, Shape.ITEMS)}
    return Given(
        {
            name: value
            for name, value in initial.items()
            if name in (lists if isinstance(value, list) else asked) and value not in (None, "")
        },
        {name: words for name, words in offered.items() if name in asked and words},
        {name: words for name, words in suggested.items() if name in asked and words},
    )


def _latest(draft: Draft, field: str) -> Any:
    """The newest answer to that question."""
    answers = [row["facts"][field] for row in draft.steps if row["facts"].get(field)]
    return answers[-1] if answers else ""


def _mediators(town: Town, draft: Draft) -> list[str]:
    """The town's mediators, and those of the case's village."""
    posts = Post.objects.filter(town=town, user__is_active=True).filter(
        Q(role="town_mediator") | Q(role="village_mediator", village=draft.case["village_id"])
    )
    return list(posts.order_by("role", "user__name").values_list("user__name", flat=True))


def _in(*states: str) -> Any:
    return lambda town, today: Q(case__state__in=states)


def _tried_enough(town: Town, today: date) -> Q:
    return Q(case__state="village", village_attempts__gte=town.village_attempts)


PAGE = CasePage(
    "dispute",
    facts=facts,
    given=given,
    tables={"schedule": ("日期", "谁", "做什么", "金额（元）")},
    told={"schedule": schedule_in_words},
    settled=Q(result="village_settled") | Q(town_result="settled"),
    stages=(
        Stage("reported", "新报", _in("reported")),
        Stage("village", "村里在调", _in("village", "village_agreed")),
        Stage("tried", "调满次数", _tried_enough),
        Stage("town", "镇里在调", _in("escalated", "town", "town_agreed")),
        Stage("performing", "在履行", _in("performing")),
        Stage("closing", "等归档", _in("performed", "ended", "withdrawn", "transferred")),
    ),
)
