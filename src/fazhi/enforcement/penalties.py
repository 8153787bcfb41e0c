"""The ledger of penalties: its seventeen columns, and how a row becomes a case and is read back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fazhi.cases.models import Participant
from fazhi.cases.rows import CASE_PARTS, case_rows, names, root_of
from fazhi.enforcement.models import Penalty
from fazhi.enforcement.words import POWER_SOURCES, heaviest_in
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Doubt, Making, RecordKind, Rows, Values

LAYOUT = LedgerLayout(
    kind="penalty",
    name="行政处罚案件",
    sheet="行政处罚案件",
    title_words=("行政处罚", "处罚案件", "行政执法案件", "执法案件", "执法台账", "处罚台账"),
    key=("number",),
    date_field="filed_on",
    columns=(
        Column(
            "number", "案号", Shape.NUMBER, required=True,
            known_as=(
                "案件编号", "处罚案号", "立案号", "立案编号", "文号", "处罚决定书文号", "行政处罚决定书文号", "决定书文号", "处罚文号",
                "决定文书号", "案件号", "行政处罚决定书号", "处罚决定书编号",
            ),
        ),
        Column(
            "party", "当事人", required=True,
            known_as=(
                "行政相对人", "相对人", "当事人名称", "当事人姓名", "被处罚人", "被处罚单位", "行政相对人名称", "处罚对象", "被处罚对象",
                "违法当事人", "当事人（单位）", "违法主体", "被处罚当事人", "单位名称",
            ),
        ),
        Column(
            "cause", "案由",
            known_as=("案件名称", "违法行为", "违法事实", "案件事由", "违法行为类型", "处罚事由", "事由", "违法事项", "主要违法事实"),
        ),
        Column("filed_on", "立案日期", Shape.DATE, known_as=("立案时间", "受案日期", "受案时间", "立案批准日期", "受理日期", "受理时间")),
        Column(
            "power_source", "权力来源", Shape.CHOICE, choices=POWER_SOURCES,
            known_as=("执法权来源", "职权来源", "权限来源", "执法依据来源", "案件性质", "执法名义", "权力类型", "执法方式", "案件来源类型"),
        ),
        Column(
            "entrusted_by", "委托机关",
            known_as=("委托单位", "委托部门", "委托行政机关", "委托方", "委托主体"), in_list=False,
        ),
        Column(
            "officers", "承办人", Shape.NAMES, in_list=False,
            known_as=("执法人员", "办案人员", "承办人员", "经办人", "办案人", "主办人", "案件承办人", "承办执法人员"),
        ),
        Column(
            "noticed_on", "告知日期", Shape.DATE, in_list=False,
            known_as=("处罚告知日期", "告知时间", "事先告知日期", "处罚告知时间", "事先告知时间", "告知书送达日期", "行政处罚告知日期"),
        ),
        Column(
            "legally_reviewed_on", "法制审核日期", Shape.DATE, in_list=False,
            known_as=("法制审核时间", "法核日期", "法制审查日期", "审核日期", "审核时间", "法治审核日期", "法核时间"),
        ),
        Column(
            "decided_on", "决定日期", Shape.DATE,
            known_as=(
                "处罚决定日期", "作出决定日期", "处罚日期", "处罚时间", "决定时间", "作出处罚决定日期", "处罚决定时间", "决定书日期",
                "作出决定时间", "行政处罚决定日期", "作出处罚决定时间", "处罚决定书日期", "作出处罚日期",
            ),
        ),
        Column(
            "penalty", "处罚种类",
            known_as=("处罚类别", "处罚类型", "处罚内容", "处罚结果", "处罚方式", "处罚决定", "处罚决定内容", "处罚情况", "行政处罚种类"),
        ),
        Column(
            "fine", "罚款金额", Shape.MONEY, unit="元",
            known_as=("罚款", "罚没金额", "罚款数额", "处罚金额", "罚没款", "罚没款金额", "罚款额", "金额", "罚金", "罚没数额", "罚缴金额"),
        ),
        Column(
            "served_on", "送达日期", Shape.DATE, in_list=False,
            known_as=("送达时间", "决定书送达日期", "处罚决定送达日期", "处罚决定书送达日期", "决定书送达时间"),
        ),
        Column(
            "published_on", "公示日期", Shape.DATE, in_list=False,
            known_as=("公示时间", "公开日期", "公开时间", "公示公开日期", "网上公示日期", "公布日期", "结果公示日期"),
        ),
        Column("closed_on", "结案日期", Shape.DATE, known_as=("结案时间", "办结日期", "办结时间", "执行完毕日期", "完结日期"), in_list=False),
        Column("archived_on", "归档日期", Shape.DATE, known_as=("归档时间", "立卷归档日期", "案卷归档日期", "立卷日期"), in_list=False),
    ),
)  # fmt: skip


def rows(values: Values, making: Making) -> Rows:
    """A penalty case, with its steps as dated in the ledger and its officers by name."""
    party, cause = values["party"], values.get("cause") or ""
    word, entrusted_by = values.get("power_source") or "", values.get("entrusted_by") or ""
    source = (POWER_SOURCES.code_of(word) or "") if word else "entrusted" if entrusted_by else ""
    dates = {
        name: values.get(name)
        for name in (
            "filed_on", "noticed_on", "legally_reviewed_on", "decided_on", "served_on", "published_on", "closed_on",
            "archived_on",
        )
    }  # fmt: skip
    made = case_rows(
        making,
        kind="penalty",
        number=values["number"],
        title=f"{party}{cause}",
        opened_on=dates["filed_on"] or dates["decided_on"],
        closed_on=dates["closed_on"],
        steps=(
            ("filed", dates["filed_on"], 0),
            ("prior_notice", dates["noticed_on"], 0),
            ("legal_review", dates["legally_reviewed_on"], 0),
            ("decision", dates["decided_on"], 0),
            ("served", dates["served_on"], 0),
            ("published", dates["published_on"], 0),
            ("closed", dates["closed_on"], 0),
            ("archived", dates["archived_on"], 0),
        ),
        people=[
            (Participant.Role.PARTY, party, ""),
            *((Participant.Role.HANDLER, name, "") for name in values.get("officers") or []),
        ],
    )
    made[Penalty] = [
        root_of(
            making,
            cause=cause,
            power_source=source,
            power_source_word=word,
            entrusted_by=entrusted_by,
            penalty=heaviest_in(values.get("penalty")),
            penalty_word=values.get("penalty") or "",
            fine=values.get("fine"),
            **dates,
        )
    ]
    return made


def values(record: Any) -> dict[str, Any]:
    """A penalty case in the language of its ledger."""
    return {
        "number": record.case.number or None,
        "party": names(record, Participant.Role.PARTY)[0],
        "cause": record.cause or None,
        "filed_on": record.filed_on,
        "power_source": record.power_source_word or None,
        "entrusted_by": record.entrusted_by or None,
        "officers": names(record, Participant.Role.HANDLER),
        "noticed_on": record.noticed_on,
        "legally_reviewed_on": record.legally_reviewed_on,
        "decided_on": record.decided_on,
        "penalty": record.penalty_word or None,
        "fine": record.fine,
        "served_on": record.served_on,
        "published_on": record.published_on,
        "closed_on": record.closed_on,
        "archived_on": record.archived_on,
    }


# What cannot come before what. A notice or a review after the decision breaks the law but can happen: it is a doubt.
_ORDER = (
    ("filed_on", "decided_on"), ("decided_on", "served_on"), ("decided_on", "published_on"), ("filed_on", "closed_on"),
    ("filed_on", "archived_on"),
)  # fmt: skip


def check(values: Values) -> str | None:
    """A case has a date to stand by, its steps in an order that is possible, and no fine below nothing."""
    if values.get("filed_on") is None and values.get("decided_on") is None:
        return "立案日期和决定日期至少填一个"
    for earlier, later in _ORDER:
        if values.get(earlier) and values.get(later) and values[later] < values[earlier]:
            first, second = LAYOUT.column(earlier).heading, LAYOUT.column(later).heading
            return f"{second}早于{first}，请核对两个日期"
    if (values.get("fine") or 0) < 0:
        return "罚款金额不能小于零"
    return None


def doubts(record: Any) -> Iterable[Doubt]:
    """What would be a fault of the procedure, for a person to look at; it holds nothing back."""
    decided_on = record.decided_on
    if decided_on and record.noticed_on and record.noticed_on > decided_on:
        yield Doubt("告知日期晚于决定日期：处罚决定之前应当告知（行政处罚法第四十四条）", "noticed_on")
    if decided_on and record.legally_reviewed_on and record.legally_reviewed_on > decided_on:
        yield Doubt(
            "法制审核日期晚于决定日期：应在决定之前审核（行政处罚法第五十八条）", "legally_reviewed_on"
        )
    if len(names(record, Participant.Role.HANDLER)) == 1:
        yield Doubt("只登记了一名承办人：执法人员不得少于两人（行政处罚法第四十二条）", "officers")
    if record.power_source == "entrusted" and not record.entrusted_by:
        yield Doubt("委托执法案件没有写委托机关", "entrusted_by")


PENALTY = RecordKind(
    layout=LAYOUT,
    model=Penalty,
    section="enforcement",
    rows=rows,
    values=values,
    title=lambda record: record.case.title,
    parts=CASE_PARTS,
    related=("case",),
    fetched=("case__participants",),
    check=check,
    doubts=doubts,
    search=("number", "party", "cause", "entrusted_by", "officers", "penalty"),
    is_case=True,
)
