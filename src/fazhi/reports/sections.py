"""The sections that figures are grouped by, in the order of the report, with their names on the cards."""

from __future__ import annotations

SECTIONS: dict[str, str] = {
    "study": "学法、会议与责任",
    "decision": "重大行政决策",
    "review": "法制审核",
    "enforcement": "行政执法",
    "supervision": "执法监督",
    "mediation": "矛盾纠纷与调解",
    "outreach": "普法宣传",
    "litigation": "复议应诉",
    "shortcomings": "存在的不足",
    "next_steps": "下一步打算",
}


def section_name(code: str) -> str:
    """The name of a section; a section that a folder invented stands under 其他."""
    return SECTIONS.get(code, "其他")


def section_order(code: str) -> int:
    """Where a section stands; those not known come last."""
    return list(SECTIONS).index(code) if code in SECTIONS else len(SECTIONS)
