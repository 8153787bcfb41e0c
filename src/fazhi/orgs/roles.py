"""What each role may see and do: one table, read by pages, actions, the command line and the tests.

Source: product design §3.5 (谁能看 = role × org × case tie). A kind of record is named by its code; "*" is all kinds.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A role in a town. `sees` and `keeps` hold codes of kinds of records."""

    code: str
    name: str
    sees: frozenset[str] = frozenset()
    keeps: frozenset[str] = frozenset()  # may add, correct, void
    imports: bool = False  # may bring ledgers in and undo them
    figures: bool = False  # sees the town's figures and what stands behind those it may see
    drafts_report: bool = False
    approves_report: bool = False
    publishes: bool = False  # lets what another drafted go out to the public
    keeps_people: bool = False
    own_village: bool = False  # sees only the rows of the village of the post
    own_grid: bool = False  # and of those only the rows of the grid of the post
    keeps_templates: bool = False  # may replace the templates of papers by the town's own
    unmasks: bool = False  # may read a masked field in full, with a reason, which is traced
    begins: str = "home"  # name of the page they come to after the login; who works on a phone begins there


def _kinds(*codes: str) -> frozenset[str]:
    return frozenset(codes)


_ALL = _kinds("*")
_ENFORCEMENT = _kinds("penalty", "licence")
_OFFICE = _kinds(
    "study_session", "law_exam", "exam_result", "agenda_item", "group_member", "decision",
    "normative_review", "activity", "views", "shortcoming", "next_year_task", "meeting", "series", "episode",
    "posting", "channel",
)  # fmt: skip

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "justice_office", "司法所", sees=_ALL, keeps=_ALL, imports=True, figures=True, drafts_report=True,
            publishes=True, keeps_templates=True, unmasks=True,
        ),
        Role(
            "enforcement_bureau", "综合执法局",
            sees=_ENFORCEMENT | {"file_review", "file_review_round", "study_session", "litigation"}, keeps=_ENFORCEMENT,
            figures=True, unmasks=True,
        ),
        Role(
            "party_office", "党政办", sees=_OFFICE | {"contract_review", "contract", "litigation"}, keeps=_OFFICE,
            figures=True, drafts_report=True,
        ),
        Role("town_leader", "镇领导", sees=_ALL, figures=True, approves_report=True, publishes=True),
        Role(
            "village_mediator", "村调解员", sees=_kinds("dispute"), keeps=_kinds("dispute"), own_village=True,
            unmasks=True, begins="phone_cases",
        ),
        Role(
            "town_mediator", "镇调解员", sees=_kinds("dispute", "reception"), keeps=_kinds("dispute", "reception"),
            figures=True, unmasks=True,
        ),
        Role(
            "grid_worker", "网格员", sees=_kinds("dispute"), own_village=True, own_grid=True, begins="phone_report",
        ),
        Role("system_admin", "系统管理员", keeps_people=True),
        Role("county_bureau", "县司法局", sees=_ALL, figures=True),
    )
}  # fmt: skip
