"""The case form of the upper mediation system, in its field order.

Fields and codes: the provincial justice system's tables that name the ministry's data rules of 2017 (seen in an excerpt).
Check against the current edition before exchange by machine; the copy card is for a person's eyes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from fazhi.cases.drafts import Draft
from fazhi.cases.models import Participant
from fazhi.cases.upper import Told, UpperField, UpperForm
from fazhi.cases.words import DISPUTE_TYPES
from fazhi.mediation.words import CASE_SOURCES, DIFFICULTIES, HOW_PERFORMED, PERFORMANCES, RISKS
from fazhi.records.columns import Choices

_AGREED = ("agreed", "agreed_orally")
_SESSIONS = ("village_mediation", "town_mediation")


def _coded(choices: Choices, column: str) -> Callable[[Draft], Told]:
    def tell(draft: Draft) -> Told:
        code = str(draft.detail[column] or "")
        return Told(choices.word_of(code), code) if code else Told("")

    return tell


def _day(value: date | None) -> Told:
    return Told(value.isoformat() if value else "")


def _side(*sides: str) -> Callable[[Draft], Told]:
    def tell(draft: Draft) -> Told:
        return Told(
            "、".join(one["name"] for one in draft.people(Participant.Role.PARTY) if one["side"] in sides)
        )

    return tell


def _agreement(draft: Draft) -> dict[str, Any]:
    return next((step["facts"] for step in reversed(draft.steps) if step["code"] in _AGREED), {})


def _session(draft: Draft) -> dict[str, Any] | None:
    return next((step for step in reversed(draft.steps) if step["code"] in _SESSIONS), None)


def _result(draft: Draft) -> Told:
    settled = draft.detail["result"] == "village_settled" or draft.detail["town_result"] == "settled"
    failed = draft.detail["result"] == "failed" or draft.detail["town_result"] == "failed"
    return (
        Told("调解成功", "1") if settled else Told("调解不成功", "2") if failed else Told("有待继续调解", "3")
    )


def _form(draft: Draft) -> Told:
    return {"written": Told("书面调解", "2"), "oral": Told("口头调解", "1")}.get(
        draft.detail["agreement_form"], Told("")
    )


def _accepted_on(draft: Draft) -> Told:
    step = draft.last("accepted")
    return _day(step["on"] if step else draft.case["opened_on"])


def _mode(draft: Draft) -> Told:
    word = str(_agreement(draft).get("performance_mode") or "")
    return Told(word, HOW_PERFORMED.code_of(word) or "") if word else Told("")


def _satisfied(draft: Draft) -> Told:
    step = draft.last("revisited")
    answer = step["facts"].get("satisfied") if step else None
    return Told({True: "是", False: "否"}.get(answer, "") if answer is not None else "")


def _place(draft: Draft) -> Told:
    step = _session(draft)
    return Told(str(step["facts"].get("where") or "") if step else "")


def _terms(draft: Draft) -> Told:
    terms = _agreement(draft).get("terms") or ()
    return Told("；".join(terms) if isinstance(terms, list) else "")


def _amount(draft: Draft) -> Told:
    fen = draft.detail["amount_fen"]
    return Told(f"{fen / 100:.2f}" if fen is not None else "")


CASE_FORM = UpperForm(
    "mediation_case", "人民调解平台·调解案件", "dispute",
    (
        UpperField("调解类型", _form, coded=True),
        UpperField("案号", lambda draft: Told(draft.case["number"])),
        UpperField("调解员", lambda draft: Told("、".join(one["name"] for one in draft.people(Participant.Role.MEDIATOR)))),
        UpperField("受理日期", _accepted_on),
        UpperField("纠纷类别", _coded(DISPUTE_TYPES, "type"), coded=True),
        UpperField("申请人", _side("applicant", "")),
        UpperField("被申请人", _side("respondent", "third")),
        UpperField("案件来源", _coded(CASE_SOURCES, "case_source"), coded=True),
        UpperField("难度级别", _coded(DIFFICULTIES, "difficulty"), coded=True),
        UpperField("简要情况", lambda draft: Told(draft.detail["summary"])),
        UpperField("案件预测", _coded(RISKS, "risk"), coded=True),
        UpperField("调解结果", _result, coded=True),
        UpperField("协议内容", _terms),
        UpperField("履行方式", _mode, coded=True),
        UpperField("涉案金额", _amount),
        UpperField("协议日期", lambda draft: _day(draft.detail["agreed_on"])),
        UpperField("协议履行情况", _coded(PERFORMANCES, "performance"), coded=True),
        UpperField("调解日期", lambda draft: _day(step["on"]) if (step := _session(draft)) else Told("")),
        UpperField("调解地点", _place),
        UpperField("是否满意", _satisfied),
        UpperField(
            "涉及人数", lambda draft: Told(str(draft.detail["people_involved"] or len(draft.people(Participant.Role.PARTY)) or ""))
        ),
    ),
    edition="2017", source="省级司法行政系统字典（标明依据人民调解数据规范2017），摘录，交换前请核对现行版本",
)  # fmt: skip
