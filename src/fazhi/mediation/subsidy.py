"""My files and the subsidy (以案定补): whose mediations were archived when, and whether each file is complete.

江苏省人民调解条例第三十九条 has the budget pay for mediation; how much a file is worth the county sets, so the claim form
leaves the amount to be filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fazhi.cases.drafts import take_in_hand
from fazhi.cases.models import Case, CaseStep
from fazhi.cases.papers import lacking
from fazhi.mediation.words import DIFFICULTIES
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.records.kinds import kind_of

SESSIONS = ("village_mediation", "town_mediation")
MOST = 200


@dataclass(frozen=True)
class File:
    """One file of a mediator: the case, how it ended, what it still lacks (names of papers)."""

    case: dict[str, Any]
    detail: dict[str, Any]
    lacking: tuple[str, ...]
    archived_on: date | None

    @property
    def result(self) -> str:
        """In words: 书面协议, 口头协议, 没调成, 在办."""
        form = {"written": "书面协议", "oral": "口头协议"}.get(self.detail["agreement_form"])
        return form or ("没调成" if self.case["state"] in ("ended", "withdrawn") else "在办")


def files_of(by: Actor, town: Town, *, year: int) -> list[File]:
    """The live cases the person mediated that were opened in the year, newest first; at most MOST."""
    ids = (
        CaseStep.objects.filter(by=by.key, code__in=SESSIONS, record__town=town, record__kind="dispute")
        .exclude(record__edition="")
        .filter(record__opened_on__year=year, record__voided_at=None)
        .values_list("record_id", flat=True)
    )
    newest = (
        Case.objects.filter(pk__in=set(ids)).order_by("-opened_on", "-pk").values_list("pk", flat=True)[:MOST]
    )
    found = []
    for case_id in newest:
        try:
            draft = take_in_hand(kind_of("dispute"), case_id, town=town, by=by, for_change=False)
        except Refused:
            continue  # given to another village since
        archived = draft.last("archived") if draft.case["state"] == "archived" else None
        found.append(
            File(
                draft.case,
                draft.detail,
                tuple(paper.name for paper in lacking(draft)),
                archived["on"] if archived else None,
            )
        )
    return found


def claims(files: list[File], month: date) -> list[File]:
    """Those archived complete in that month: what a claim form lists."""
    return [
        one for one in files
        if one.archived_on and (one.archived_on.year, one.archived_on.month) == (month.year, month.month) and not one.lacking
    ]  # fmt: skip


def claim_facts(by: Actor, town: Town, claimed: list[File], month: date) -> dict[str, Any]:
    """The facts of the claim form (人民调解案件补贴申领表)."""
    return {
        "乡镇": town.name, "调解员": by.name, "月份": f"{month.year}年{month.month}月", "件数": len(claimed),
        "案件": [
            {
                "序号": at, "编号": one.case["number"], "卷名": one.case["title"], "结果": one.result,
                "归档日期": one.archived_on, "难度": DIFFICULTIES.word_of(one.detail["difficulty"]) if one.detail["difficulty"] else "",
            }
            for at, one in enumerate(claimed, 1)
        ],
    }  # fmt: skip
