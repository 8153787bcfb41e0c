"""The ledger of disputes: its columns, and how a row becomes a case and is read back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fazhi.cases.models import Case, Participant
from fazhi.cases.origins import void_or_restore_entries
from fazhi.cases.rows import CASE_PARTS, case_rows, is_live, names, people, root_of
from fazhi.cases.words import DISPUTE_TYPES
from fazhi.mediation.models import Dispute
from fazhi.mediation.words import DISPUTE_RESULTS, DISPUTE_SOURCES
from fazhi.orgs.permissions import Refused
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Making, RecordKind, Rows, Values

LAYOUT = LedgerLayout(
    kind="dispute",
    name="矛盾纠纷",
    sheet="网格排查矛盾纠纷",
    title_words=("矛盾纠纷", "纠纷排查", "排查", "网格"),
    key=("found_on", "village", "parties"),
    date_field="found_on",
    implied={"source": "网格员排查"},
    columns=(
        Column(
            "found_on", "排查日期", Shape.DATE, required=True,
            known_as=("摸排时间", "摸排日期", "录入时间", "录入日期", "采集时间", "采集日期", "排查时间", "发现日期", "发现时间", "登记日期", "登记时间", "上报日期", "上报时间", "受理日期", "日期"),
        ),
        Column(
            "village", "村居", Shape.TEXT, required=True,
            known_as=("所在村", "村（居）", "村(社区)", "村社区", "村名", "所属村", "村", "村别", "所属村居", "村组", "发生地"),
        ),
        Column("grid", "网格", known_as=("网格编码", "网格代码", "网格序号", "网格号", "所属网格", "网格名称", "网格编号"), in_list=False),
        Column("reporter", "网格员", known_as=("上报网格员", "排查网格员", "所属网格员", "网格信息员", "专职网格员", "责任网格员", "排查人", "上报人", "网格员姓名", "发现人", "报告人"), in_list=False),
        Column(
            "parties", "当事人", Shape.NAMES, required=True,
            known_as=("涉及当事人", "涉及人员", "纠纷涉及人员", "双方姓名", "当事人信息", "涉及双方", "纠纷当事人", "双方当事人", "当事人姓名", "纠纷双方", "矛盾双方", "涉事双方"),
        ),
        Column(
            "phone", "联系电话", Shape.PHONE, masked=True, in_list=False,
            known_as=("电话", "联系方式", "手机", "手机号", "当事人电话"),
        ),
        Column(
            "type", "纠纷类型", Shape.CHOICE, required=True, choices=DISPUTE_TYPES,
            known_as=("纠纷类别", "矛盾类型", "矛盾类别", "类型", "类别", "纠纷种类", "矛盾纠纷类型", "矛盾纠纷类别"),
        ),
        Column(
            "summary", "简要情况", Shape.LONG_TEXT, in_list=False,
            known_as=("纠纷简况", "基本情况", "主要内容", "纠纷内容", "事由", "情况说明", "纠纷情况", "矛盾内容", "简要案情"),
        ),
        Column(
            "village_attempts", "村调解次数", Shape.COUNT, unit="次",
            known_as=("调处次数", "村级调处次数", "村调处次数", "调解次数", "村级调解次数", "村调次数", "已调解次数"),
        ),
        Column(
            "result", "处理结果", Shape.CHOICE, choices=DISPUTE_RESULTS,
            known_as=("调解结果", "化解情况", "办理结果", "处置结果", "结果", "办理情况", "处理情况", "化解结果"),
        ),
        Column(
            "settled_on", "办结日期", Shape.DATE,
            known_as=("办结时间", "化解日期", "化解时间", "结案日期", "完成日期", "办理日期"), future_allowed=True,
        ),
        Column(
            "source", "来源", Shape.CHOICE, choices=DISPUTE_SOURCES, in_list=False,
            known_as=("信息来源", "排查来源", "纠纷线索来源", "发现渠道", "纠纷来源", "案件来源", "线索来源", "发现途径", "发现方式"),
        ),
    ),
)  # fmt: skip


def rows(values: Values, making: Making) -> Rows:
    """A dispute is a case: found, mediated in the village so many times, settled or brought to the town."""
    village_id = making.village(values.get("village"))
    parties = values.get("parties") or []
    result_word = values.get("result") or ""
    result = (DISPUTE_RESULTS.code_of(result_word) or "") if result_word else ""
    settled_on = values.get("settled_on")
    ended = result in ("village_settled", "referred", "failed") or (
        settled_on is not None and result != "escalated"
    )
    attempts = values.get("village_attempts")
    phone = values.get("phone") or ""
    made = case_rows(
        making,
        kind="dispute",
        title=_title_of(making, parties, values["type"]),
        village_id=village_id,
        opened_on=values["found_on"],
        closed_on=settled_on if ended else None,
        steps=(
            ("found", values["found_on"], 1),
            ("village_mediation", None, attempts or 0),
            ("escalated" if result == "escalated" else "settled", settled_on, 0),
        ),
        people=[
            *((Participant.Role.PARTY, name, phone if at == 0 else "") for at, name in enumerate(parties)),
            *([(Participant.Role.REPORTER, values["reporter"], "")] if values.get("reporter") else []),
        ],
    )
    source_word = values.get("source") or LAYOUT.implied["source"]
    if is_live(making):
        made[Dispute] = [_live_detail(making.before[Dispute][0], values, village_id)]
        return made
    made[Dispute] = [
        root_of(
            making,
            village_id=village_id,
            found_on=values["found_on"],
            grid=values.get("grid") or "",
            type=DISPUTE_TYPES.code_of(values["type"]) or "",
            type_word=values["type"],
            summary=values.get("summary") or "",
            village_attempts=attempts,
            result=result,
            result_word=result_word,
            settled_on=settled_on,
            source=DISPUTE_SOURCES.code_of(source_word) or "",
            source_word=source_word,
        )
    ]
    return made


def _title_of(making: Making, parties: Sequence[str], type_word: str) -> str:
    """By parties and type; a live case keeps the title it has while these stand."""
    if is_live(making):
        people = sorted(making.before.get(Participant, ()), key=lambda row: row["place"])
        named = [row["name"] for row in people if row["role"] == Participant.Role.PARTY]
        if (named, making.before[Dispute][0]["type_word"]) == (list(parties), type_word):
            return str(making.before[Case][0]["title"])
    return title_by_parties(parties, type_word)


def title_by_parties(names: Sequence[str], type_word: str) -> str:
    """示例甲与示例乙邻里纠纷, 示例甲与示例乙等邻里纠纷."""
    return f"{'与'.join(names[:2])}{'等' if len(names) > 2 else ''}{type_word}"


# What the steps of a live case decide, and no form or ledger beside them.
DECIDED = {"village_attempts": "village_attempts", "result": "result_word", "settled_on": "settled_on"}


def _live_detail(stands: dict[str, Any], values: Values, village_id: UUID | None) -> dict[str, Any]:
    """The row of a live dispute with what the ledger may say of it. Raises Refused for what its steps decide."""
    for field, column in DECIDED.items():
        if (values.get(field) or None) != (stands[column] or None):
            raise Refused(
                f"这件纠纷正在办，{LAYOUT.column(field).heading}由办理的步骤得出，不能直接改。请打开案件办下一步。",
                field,
            )
    return {
        **stands, "village_id": village_id, "found_on": values["found_on"], "grid": values.get("grid") or "",
        "type": DISPUTE_TYPES.code_of(values["type"]) or "", "type_word": values["type"],
        "summary": values.get("summary") or "",
    }  # fmt: skip


def values(record: Any) -> dict[str, Any]:
    """A dispute in the language of its ledger."""
    parties = people(record, Participant.Role.PARTY)
    reporters = names(record, Participant.Role.REPORTER)
    return {
        "found_on": record.found_on,
        "village": record.village.name if record.village_id else None,
        "grid": record.grid or None,
        "reporter": reporters[0] if reporters else None,
        "parties": [party.name for party in parties],
        "phone": (parties[0].phone or None) if parties else None,
        "type": record.type_word,
        "summary": record.summary or None,
        "village_attempts": record.village_attempts,
        "result": record.result_word or None,
        "settled_on": record.settled_on,
        "source": record.source_word or None,
    }


def check(values: Values) -> str | None:
    """A dispute cannot be settled before it was found."""
    if values.get("settled_on") and values["settled_on"] < values["found_on"]:
        return "办结日期早于排查日期，请核对两个日期"
    return None


DISPUTE = RecordKind(
    layout=LAYOUT,
    model=Dispute,
    section="disputes",
    rows=rows,
    values=values,
    title=lambda record: record.case.title,
    parts=CASE_PARTS,
    related=("case", "village"),
    fetched=("case__participants",),
    check=check,
    likely=lambda values: (values.get("village"), tuple(sorted(values.get("parties") or ()))),
    village_field="village",
    has_grid=True,
    search=("parties", "reporter", "village", "type", "summary"),
    is_case=True,
    with_it=void_or_restore_entries,
)
