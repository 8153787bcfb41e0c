"""The ledger of receptions: its columns, and how a row becomes a reception with its agreement and is read back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fazhi.cases.words import DISPUTE_TYPES
from fazhi.reception.models import Agreement, Reception, Visit
from fazhi.reception.words import (
    PERFORMANCE,
    RECEPTION_CATEGORIES,
    RECEPTION_RESULTS,
    RECEPTION_SOURCES,
    form_of,
    number_of,
)
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Making, RecordKind, Rows, Values, plain_back, plain_values

VISIT = (
    Column(
        "received_on", "接待日期", Shape.DATE, required=True,
        known_as=(
            "接待时间", "来访日期", "来访时间", "咨询日期", "咨询时间", "接访日期", "接访时间", "受理日期", "受理时间",
            "登记日期", "登记时间", "日期", "时间",
        ),
    ),
    Column(
        "visitor", "来访人", required=True,
        known_as=(
            "来访人姓名", "来访群众", "来访者", "咨询人", "咨询人姓名", "申请人", "申请人姓名", "当事人", "当事人姓名",
            "姓名", "群众姓名", "来访（咨询）人", "来访人员",
        ),
    ),
    Column(
        "phone", "联系电话", Shape.PHONE, masked=True, in_list=False,
        known_as=("电话", "联系方式", "手机", "手机号", "手机号码", "电话号码", "来访人电话"),
    ),
    Column(
        "village", "村居",
        known_as=(
            "所在村", "村（居）", "村(社区)", "村社区", "村名", "所属村", "村", "村别", "所属村居", "村组", "住址", "地址",
            "家庭住址", "居住地",
        ),
    ),
    Column(
        "category", "类别", Shape.CHOICE, required=True, choices=RECEPTION_CATEGORIES,
        known_as=("接待类别", "接待类型", "来访类别", "来访类型", "接待方式", "来访方式", "事项类别", "办理类别", "服务类型", "服务类别", "来访性质"),
    ),
    Column(
        "type", "纠纷类型", Shape.CHOICE, choices=DISPUTE_TYPES,
        known_as=("反映事项类别", "反映事项类型", "反映问题类别", "反映问题类型", "诉求类别", "诉求类型", "咨询事项类别", "纠纷类别", "矛盾类型", "矛盾类别", "纠纷种类", "咨询类型", "矛盾纠纷类型", "矛盾纠纷类别", "事项类型", "纠纷性质"),
    ),
    Column(
        "source", "来源", Shape.CHOICE, choices=RECEPTION_SOURCES, in_list=False,
        known_as=("纠纷来源", "来访来源", "案件来源", "受理来源", "来访途径", "来访渠道", "受理渠道"),
    ),
    Column(
        "mediator", "调解员", in_list=False,
        known_as=("接待人", "接待人员", "承办人", "经办人", "接访人", "调解人", "调解人员", "值班人员", "接待调解员", "主持调解员"),
    ),
    Column(
        "result", "结果", Shape.CHOICE, choices=RECEPTION_RESULTS,
        known_as=("处理结果", "办理结果", "调解结果", "接待结果", "处理情况", "办理情况", "答复情况", "化解结果", "调处结果"),
    ),
)  # fmt: skip
AGREED = (
    Column(
        "agreement_number", "协议书编号", Shape.NUMBER,
        known_as=("调解协议书号", "调解书号", "调解协议号", "协议编号", "调解协议书编号", "调解协议编号", "协议书文号", "协议文号", "协议书号", "调解书编号", "卷宗号", "协议形式", "是否签订协议书"),
        help="书面协议填编号；口头协议填“口头协议”",
    ),
    Column(
        "agreement_on", "协议日期", Shape.DATE, in_list=False,
        known_as=("签订日期", "协议签订日期", "签订时间", "协议时间", "协议签订时间", "达成协议日期", "签协议日期", "达成协议时间"),
    ),
    Column(
        "performance", "履行情况", Shape.CHOICE, choices=PERFORMANCE, in_list=False,
        known_as=("协议履行情况", "履行状态", "是否履行", "履行结果"),
    ),
)  # fmt: skip
LAYOUT = LedgerLayout(
    kind="reception",
    name="来访接待",
    sheet="调解工作室接待",
    title_words=("接待", "来访", "接访", "调解工作室", "咨询登记"),
    key=("received_on", "visitor"),
    date_field="received_on",
    # A register of visitors without a column for it is one of 来访.
    implied={"category": "来访"},
    columns=(*VISIT, *AGREED),
)


def rows(values: Values, making: Making) -> Rows:
    """A reception, and its agreement when the ledger tells of one. The case a person linked it to stays."""
    text, performance = values.get("agreement_number"), values.get("performance")
    form = form_of(text)
    # A date or 已履行 alone says that there is an agreement, not in which form.
    if form is None and (values.get("agreement_on") or performance):
        form = "unknown"
    before = making.before.get(Reception)
    root = making.root(
        **plain_values(Reception, VISIT, values, making),
        agreed=Reception.Agreed[form.upper()] if form else Reception.Agreed.NOTHING,
        case_id=before[0]["case_id"] if before else None,
    )
    root["agreed"] = int(root["agreed"])
    made: Rows = {Reception: [root], Agreement: []}
    if form:
        made[Agreement] = [
            making.part(
                Agreement,
                form=form,
                number=number_of(text),
                word=text or "",
                signed_on=values.get("agreement_on"),
                performance=(PERFORMANCE.code_of(performance) or "") if performance else "",
                performance_word=performance or "",
            )
        ]
    return made


_visit_back = plain_back(VISIT)


def values(record: Any) -> dict[str, Any]:
    """A reception in the language of its ledger."""
    agreement = next(iter(record.agreements.all()), None)
    return {
        **_visit_back(record),
        "agreement_number": (agreement.word or None) if agreement else None,
        "agreement_on": agreement.signed_on if agreement else None,
        "performance": (agreement.performance_word or None) if agreement else None,
    }


def check(values: Values) -> str | None:
    """An agreement cannot be reached before the visit it came of."""
    signed_on, received_on = values.get("agreement_on"), values.get("received_on")
    if signed_on and received_on and signed_on < received_on:
        return "协议日期早于接待日期，请核对两个日期"
    return None


def matters_of(ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """What people came with, who came along and what they were answered, in the words of the window."""
    rows = Visit.objects.filter(reception__in=ids).values_list(
        "reception_id", "matter", "answer", "companions"
    )
    return {
        reception: [matter, answer, *(one["name"] for one in companions)]
        for reception, matter, answer, companions in rows
    }


RECEPTION = RecordKind(
    layout=LAYOUT,
    model=Reception,
    section="disputes",
    rows=rows,
    values=values,
    title=lambda record: (
        f"{record.visitor}{record.category_word}{f'：{record.type_word}' if record.type_word else ''}"
    ),
    parts=(Agreement,),
    related=("village",),
    fetched=("agreements",),
    check=check,
    # Somebody who comes again the same day is shown to a person; another day is another reception.
    likely=lambda values: (values.get("visitor"), values.get("phone") or values.get("village")),
    likely_days=0,
    village_field="village",
    search=("visitor", "mediator", "village", "type", "agreement_number"),
    beside=matters_of,
)
