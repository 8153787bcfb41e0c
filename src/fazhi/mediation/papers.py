"""The facts of a dispute's papers: each typed once, in the case, and set into every paper that needs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fazhi.cases.agreed_days import day_first_agreed
from fazhi.cases.drafts import Draft, as_day
from fazhi.cases.filing import Writable
from fazhi.cases.models import Participant
from fazhi.evidence.papers import Money
from fazhi.mediation.guards import last_agreement_day
from fazhi.mediation.schedules import differs_by, read_schedule
from fazhi.mediation.words import CASE_SOURCES
from fazhi.orgs.models import Village
from fazhi.orgs.names import user_names

SIDES = {"applicant": "申请人", "respondent": "被申请人", "third": "第三人", "": "当事人"}
Row = dict[str, Any]


def writes(draft: Draft) -> list[Writable]:
    """Every paper that the steps taken so far give the facts for, in the order of the file."""
    common = common_facts(draft)
    found: list[Writable] = []
    for make in MAKERS:
        found += make(draft, common)
    return found


def at_town(draft: Draft) -> bool:
    """Whether the town's committee has it, rather than the village's."""
    return bool(draft.taken("accepted")) or draft.detail["result"] == "escalated"


def committee(draft: Draft, *, town: bool | None = None) -> str:
    """The committee in whose name and under whose seal it is done (江苏省人民调解条例第十四条: never the studio's own)."""
    if town if town is not None else at_town(draft):
        return f"{draft.town.name}人民调解委员会"
    village = Village.objects.filter(pk=draft.case["village_id"]).values_list("name", flat=True).first()
    return f"{village or ''}人民调解委员会"


def names_whose(draft: Draft, whose: str, step: str) -> str:
    """责任者: the committee for what it issues, the parties for what they ask or hand in, the court for its ruling.

    What tells of a step of the village is its committee's, also once the town has taken the case.
    """
    if whose == "committee":
        return committee(draft, town=False if step == "village_mediation" else None)
    if whose == "court":
        applied = draft.last("confirmation_applied")
        return applied["facts"]["court"] if applied else ""
    parties = draft.people(Participant.Role.PARTY)
    if whose == "applicant":
        parties = [one for one in parties if one["side"] == Participant.Side.APPLICANT] or parties
    return "、".join(one["name"] for one in parties)


def common_facts(draft: Draft) -> dict[str, Any]:
    """What every paper may name."""
    agents: dict[Any, list[str]] = {}
    for one in draft.people(Participant.Role.AGENT, Participant.Role.GUARDIAN):
        agents.setdefault(one["acts_for"], []).append(f"{one['name']}（{one['capacity'] or '代理人'}）")
    parties = [_party(at, one, agents) for at, one in enumerate(draft.people(Participant.Role.PARTY), 1)]
    accepted = draft.last("accepted")
    return {
        "调委会": committee(draft),
        "工作室": draft.town.studio if at_town(draft) else "",
        "编号": draft.case["number"],
        "案件": draft.case["title"],
        "当事人": parties,
        "申请人": [one for one in parties if one["哪一方"] in ("申请人", "当事人")],
        "被申请人": [one for one in parties if one["哪一方"] == "被申请人"],
        "当事人姓名": "、".join(one["姓名"] for one in parties),
        "纠纷类型": draft.detail["type_word"],
        "纠纷简况": draft.detail["summary"],
        "地点": draft.detail["place"],
        "请求事项": next((step["facts"]["request"] for step in draft.steps if step["facts"].get("request")), ""),
        "案件来源": CASE_SOURCES.word_of(draft.detail["case_source"]) if draft.detail["case_source"] else "",
        "转来单位": draft.detail["referrer"],
        "登记日期": draft.case["opened_on"],
        "受理日期": accepted["on"] if accepted else draft.case["opened_on"],
        "调解员": "、".join(one["name"] for one in draft.people(Participant.Role.MEDIATOR)),
    }  # fmt: skip


def _party(at: int, one: Row, agents: dict[Any, list[str]]) -> Row:
    return {
        "序号": at, "哪一方": SIDES[one["side"]], "姓名": one["name"], "证件号码": one["id_number"],
        "出生日期": one["born_on"], "电话": one["phone"], "住址": one["address"], "负责人": one["organisation_head"],
        "代理人": "、".join(agents.get(one["id"], ())),
    }  # fmt: skip


def _application(draft: Draft, common: Row) -> list[Writable]:
    step = draft.last("applied")
    if step is None:
        return []
    return [
        Writable(
            "application",
            "mediation_application",
            "人民调解申请书",
            {**common, "申请日期": step["on"]},
            step_id=step["id"],
        )
    ]


def _registration(draft: Draft, common: Row) -> list[Writable]:
    attempts = draft.taken("village_mediation")
    facts = {
        **common, "村调解次数": draft.detail["village_attempts"] or 0,
        "村调解情况": [
            {"序号": at, "日期": step["on"], "争议": step["facts"].get("point", ""), "结果": step["facts"].get("outcome", "")}
            for at, step in enumerate(attempts, 1)
        ],
    }  # fmt: skip
    return [Writable("registration", "mediation_registration", "人民调解受理登记表", facts)]


def _rights_notice(draft: Draft, common: Row) -> list[Writable]:
    """The last time they were told: by the village, or by the town when it took the dispute over."""
    told = [step for step in draft.steps if step["code"] in ("informed", "accepted")]
    step = told[-1] if told else None
    by_town = bool(draft.taken("accepted")) if step else at_town(draft)
    facts = {**common, "调委会": committee(draft, town=by_town), "告知日期": step["on"] if step else None}
    return [Writable("rights_notice", "mediation_rights_notice", "当事人权利义务告知书", facts)]


def _investigations(draft: Draft, common: Row) -> list[Writable]:
    return [
        Writable(
            "investigation", "mediation_investigation", f"调查记录（第{at}次）",
            {**common, **_session(step), "被调查人": "、".join(step["facts"].get("asked", ())), "调查内容": step["facts"].get("found", "")},
            at, step["id"],
        )
        for at, step in enumerate(draft.taken("investigated"), 1)
    ]  # fmt: skip


def _minutes(draft: Draft, common: Row) -> list[Writable]:
    """The record of each attempt, numbered through village and town; the village's in the village committee's name."""
    found = []
    taken = [
        step
        for step in draft.steps
        if step["code"] in ("village_mediation", "town_mediation") and step["facts"]
    ]
    names = user_names({step["by"] for step in taken})
    village_committee = committee(draft, town=False)
    for at, step in enumerate(taken, 1):
        facts = step["facts"]
        village = step["code"] == "village_mediation"
        why = "，".join(filter(None, (facts.get("why_not", ""), facts.get("why_not_text", ""))))
        found.append(
            Writable(
                "minutes", "mediation_minutes", f"调解记录（第{at}次）",
                {
                    **common, **_session(step), "调委会": village_committee if village else common["调委会"], "次数": at,
                    "参加人": "、".join(facts.get("present", ())), "争议": facts.get("point", ""), "经过": facts.get("course", ""),
                    "结果": facts.get("outcome", "") + (f"（{why}）" if why else ""),
                    "调解员": names.get(step["by"]) or common["调解员"],
                },
                at, step["id"],
            )
        )  # fmt: skip
    return found


def _session(step: Row) -> Row:
    facts = step["facts"]
    return {
        "日期": step["on"], "时间": facts.get("time", ""), "调解地点": facts.get("where", ""),
        "记录人": facts.get("recorder", ""),
    }  # fmt: skip


def _agreement(draft: Draft, common: Row) -> list[Writable]:
    step = draft.last("agreed")
    if step is None:
        return []
    facts = step["facts"]
    differs = differs_by(read_schedule(facts.get("schedule", ()), signed=step["on"]), facts.get("amount_fen"))
    return [
        Writable(
            "agreement", "mediation_agreement", "人民调解协议书",
            {
                **common, "纠纷事实": facts.get("facts", ""), "签订日期": step["on"],
                "生效日期": as_day(facts.get("effective_on")) or step["on"],
                "另有约定生效": bool(facts.get("effective_on")),
                "协议内容": [{"序号": at, "内容": text} for at, text in enumerate(facts.get("terms", ()), 1)],
                "金额": Money(draft.detail["amount_fen"]) if draft.detail["amount_fen"] else None,
                "履行方式": facts.get("mode", ""),
                "分期": [
                    {
                        "序号": at, "到期": day_first_agreed(row), "谁": row["facts"].get("who", ""),
                        "做什么": row["facts"].get("what", ""),
                        "金额": Money(row["facts"]["fen"]) if row["facts"].get("fen") is not None else None,
                    }
                    for at, row in enumerate((r for r in draft.clocks if r["code"] == "instalment"), 1)
                ],
                "各期与金额不同": facts.get("difference", "") if differs else "",
                "份数": facts.get("copies") or len(common["当事人"]) + 1, "记录人": facts.get("recorder", ""),
            },
            step_id=step["id"],
        )
    ]  # fmt: skip


def _oral_agreement(draft: Draft, common: Row) -> list[Writable]:
    step = draft.last("agreed_orally")
    if step is None:
        return []
    facts = step["facts"]
    told = {
        **common, "达成日期": step["on"], "履行方式": facts.get("mode", ""), "不写协议书的原因": facts.get("oral_reason", ""),
        "协议内容": [{"序号": at, "内容": text} for at, text in enumerate(facts.get("terms", ()), 1)],
        "金额": Money(draft.detail["amount_fen"]) if draft.detail["amount_fen"] else None,
    }  # fmt: skip
    return [
        Writable("oral_agreement", "mediation_oral_agreement", "口头协议登记表", told, step_id=step["id"])
    ]


def _moved_days(draft: Draft, common: Row) -> list[Writable]:
    """One for each time the parties agreed another day, in the order in which that was registered."""
    moves = [(row, move) for row in draft.clocks for move in row["facts"].get("moves", ())]
    found = []
    for at, (row, move) in enumerate(sorted(moves, key=lambda one: one[1]["at"]), 1):
        facts = {
            **common, "事项": row["name"], "原约定日期": as_day(move["from"]), "变更后的日期": as_day(move["to"]),
            "签订日期": draft.detail["agreed_on"] if row["code"] == "instalment" else None, "变更原因": move["reason"],
            "同意的人": "、".join(move["agreed"]), "同意日期": as_day(move["on"]), "份数": len(common["当事人"]) + 1,
        }  # fmt: skip
        found.append(
            Writable("moved_days", "mediation_moved_day", f"变更约定日期协议（第{at}次）", facts, at)
        )
    return found


def _ending(draft: Draft, common: Row) -> list[Writable]:
    step = draft.last("settled") or draft.last("refused")
    if step is None or not step["facts"]:
        return []
    facts = step["facts"]
    who = "、".join(facts.get("who", ()))
    reason = "，".join(
        filter(
            None, (facts.get("reason", ""), facts.get("reason_text", ""), f"{who}不愿意调解" if who else "")
        )
    )
    told = {**common, "终止日期": step["on"], "终止原因": reason, "其他途径": [{"序号": at, "途径": way} for at, way in enumerate(facts.get("remedies", ()), 1)]}  # fmt: skip
    return [Writable("ending_notice", "mediation_ending", "终止调解告知书", told, step_id=step["id"])]


def _confirmation(draft: Draft, common: Row) -> list[Writable]:
    if draft.detail["agreement_form"] != "written":
        return []
    step = draft.last("confirmation_applied")
    told = {
        **common, "法院": step["facts"].get("court", "") if step else "", "申请日期": step["on"] if step else None,
        "签订日期": draft.detail["agreed_on"], "生效日期": last_agreement_day(draft),
    }  # fmt: skip
    return [Writable("confirmation_application", "mediation_confirmation", "司法确认申请书", told)]


def _revisits(draft: Draft, common: Row) -> list[Writable]:
    return [
        Writable(
            "revisit", "mediation_revisit", f"回访记录（第{at}次）",
            {
                **common, **_session(step), "回访对象": "、".join(step["facts"].get("visited", ())),
                "履行情况": step["facts"].get("performed", ""),
                "满意": {True: "满意", False: "不满意"}.get(step["facts"].get("satisfied"), ""),
            },
            at, step["id"],
        )
        for at, step in enumerate(draft.taken("revisited"), 1)
    ]  # fmt: skip


def _letters(draft: Draft, common: Row) -> list[Writable]:
    found = []
    if step := draft.last("transferred"):
        told = {
            **common,
            "收文单位": step["facts"].get("department", ""),
            "转办原因": step["facts"].get("reason", ""),
            "转办日期": step["on"],
        }
        found.append(Writable("transfer_letter", "mediation_transfer", "转办函", told, step_id=step["id"]))
    if draft.detail["referrer"] and draft.detail["agreed_on"]:
        referred, sent = draft.last("referred_here"), draft.last("copied_back")
        told = {
            **common,
            "备案日期": sent["on"] if sent else None,
            "来文编号": referred["facts"].get("referral_number", "") if referred else "",
            "签订日期": draft.detail["agreed_on"],
            "生效日期": last_agreement_day(draft),
        }
        found.append(Writable("copy_letter", "mediation_copy_letter", "备案函", told))
    return found


MAKERS: tuple[Callable[[Draft, Row], list[Writable]], ...] = (
    _application, _registration, _rights_notice, _investigations, _minutes, _agreement, _oral_agreement, _moved_days, _ending,
    _confirmation, _revisits, _letters,
)  # fmt: skip
