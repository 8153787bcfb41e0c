"""The ledger of licences, and how a row becomes a licence and is read back."""

from __future__ import annotations

from fazhi.enforcement.models import Licence
from fazhi.enforcement.words import LICENCE_STATES, LICENCE_TYPES
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Making, RecordKind, Rows, Values, plain_back, plain_values

LAYOUT = LedgerLayout(
    kind="licence",
    name="人员证件",
    sheet="人员证件",
    title_words=("人员证件", "执法证", "监督证", "持证人员", "执法人员名册", "证件台账", "执法人员"),
    key=("holder", "type"),
    date_field="on",
    # A roster of licence holders without a column for it lists licences that were issued.
    implied={"status": "已发证"},
    columns=(
        Column(
            "holder", "姓名", required=True,
            known_as=("持证人", "人员姓名", "执法人员", "执法人员姓名", "持证人姓名", "人员", "申请人"),
        ),
        Column("office", "单位", known_as=("所在单位", "工作单位", "部门", "所属部门", "所在部门", "所属单位", "科室")),
        Column(
            "type", "证件种类", Shape.CHOICE, required=True, choices=LICENCE_TYPES,
            known_as=("证件类型", "证件名称", "证件类别", "证种", "证件", "证书种类", "证书类型", "证书名称"),
        ),
        Column(
            "status", "状态", Shape.CHOICE, required=True, choices=LICENCE_STATES,
            known_as=("证件状态", "办理状态", "办证情况", "办理情况", "持证情况", "当前状态", "办证状态", "取证情况"),
        ),
        Column(
            "on", "日期", Shape.DATE, required=True,
            known_as=(
                "时间", "办理日期", "办理时间", "申请日期", "申请时间", "发证日期", "发证时间", "领证日期", "取得日期", "取证时间",
                "取证日期", "领证时间",
            ),
            help="申请中的填申请日期，已发证的填发证日期",
        ),
    ),
)  # fmt: skip


def rows(values: Values, making: Making) -> Rows:
    """A licence. What was applied for keeps the date of its application when it is issued later."""
    row = making.root(**plain_values(Licence, LAYOUT.columns, values, making))
    row["applied_on"] = row["on"]
    if row["status"] != "applied" and (before := making.before.get(Licence)):
        was = before[0]
        if was["status"] == "applied" or was["applied_on"] != was["on"]:
            row["applied_on"] = min(was["applied_on"], row["on"])
    return {Licence: [row]}


LICENCE = RecordKind(
    layout=LAYOUT,
    model=Licence,
    section="enforcement",
    rows=rows,
    values=plain_back(LAYOUT.columns),
    title=lambda record: f"{record.holder}{record.type_word}",
    likely=lambda values: (values.get("holder"), values.get("office") or "未写单位", values.get("type")),
    likely_days=365,
    search=("holder", "office"),
)
