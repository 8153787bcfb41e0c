"""Where the kinds of records stand in the navigation: one item may hold several kinds, shown as tabs of its list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fazhi.records.kinds import RecordKind, all_kinds


@dataclass(frozen=True)
class Item:
    """An item of the navigation and the codes of the kinds under it, in order."""

    name: str
    kinds: tuple[str, ...]


# Source: product design §3.1. Kinds that nobody placed stand under 其他记录, so that none is out of reach.
GROUPS: tuple[tuple[str, tuple[Item, ...]], ...] = (
    (
        "办事",
        (
            Item("矛盾纠纷", ("dispute",)),
            Item("来访接待", ("reception",)),
            Item("法制审核", ("contract_review", "contract", "normative_review")),
            Item("行政执法", ("penalty", "licence")),
            Item("执法监督", ("file_review", "file_review_round")),
            Item("重大决策", ("decision",)),
            Item("复议应诉", ("litigation",)),
        ),
    ),
    (
        "组织",
        (
            Item("学法考试", ("study_session", "law_exam", "exam_result")),
            Item("普法活动", ("activity", "views", "series", "episode", "posting", "channel")),
            Item("会议与责任", ("agenda_item", "meeting", "group_member", "shortcoming", "next_year_task")),
        ),
    ),
)
OTHERS = "其他记录"


def groups(may_see: Callable[[str], bool]) -> list[tuple[str, list[tuple[str, list[RecordKind]]]]]:
    """[(group, [(item, [kind])])] of the kinds that exist and that one may see; nothing empty."""
    there = {kind.code: kind for kind in all_kinds() if may_see(kind.code)}
    found = []
    for title, items in GROUPS:
        held = [(item.name, [there.pop(code) for code in item.kinds if code in there]) for item in items]
        found.append((title, [(name, kinds) for name, kinds in held if kinds]))
    if there:
        found[-1][1].append((OTHERS, list(there.values())))
    return [(title, items) for title, items in found if items]


def beside(kind: RecordKind, may_see: Callable[[str], bool]) -> list[RecordKind]:
    """The kinds under the same item as this one, itself included."""
    for _, items in groups(may_see):
        for _, kinds in items:
            if any(one.code == kind.code for one in kinds):
                return kinds
    return [kind]
