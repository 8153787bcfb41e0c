"""The words of legal review: kinds of contracts and conclusions, and what an office writes when it has no opinion."""

from __future__ import annotations

from collections.abc import Iterable

from fazhi.records.columns import Choice, Choices

# Closed: civil contracts and administrative agreements are counted apart, so an import asks about a word it does not
# know. What is an administrative agreement: 最高法关于审理行政协议案件若干问题的规定, articles 1 and 2.
CONTRACT_TYPES = Choices(
    values=(
        Choice(
            "civil_contract", "民事合同",
            (
                "民事", "民商事合同", "一般合同", "普通合同", "经济合同", "买卖合同", "买卖", "租赁合同", "租赁", "采购合同", "采购",
                "服务合同", "服务", "承揽合同", "承揽", "施工合同", "施工", "建设工程合同", "工程合同", "工程施工合同", "建设工程",
                "土地流转合同", "土地流转", "承包合同", "物业服务合同", "委托合同", "技术合同", "赠与合同", "借款合同", "劳务合同", "运输合同",
            ),
        ),
        Choice(
            "administrative_agreement", "行政协议",
            (
                "行政合同", "行政", "征收补偿协议", "征收补偿", "征用补偿协议", "拆迁补偿协议", "搬迁补偿协议", "安置补偿协议",
                "特许经营协议", "政府特许经营协议", "政府与社会资本合作协议",
            ),
        ),
    ),
    source="最高法关于审理行政协议案件若干问题的规定第一条、第二条",
)  # fmt: skip

CONCLUSIONS = Choices(
    values=(
        Choice("lawful", "合法", ("通过", "审核通过", "同意", "合法合规", "符合规定", "无意见", "审查通过", "可以印发")),
        Choice(
            "lawful_after_change", "修改后合法",
            ("修改后通过", "修改后印发", "建议修改", "建议修改后印发", "修改完善", "需修改", "部分修改", "原则同意", "有修改意见"),
        ),
        Choice("unlawful", "不合法", ("不通过", "未通过", "不予通过", "不同意", "不符合规定", "违法")),
        Choice("other", "其他", ("其它",)),
    ),
    other="other",
)  # fmt: skip

_NO_OPINION = frozenset({
    "", "无", "无意见", "没有意见", "暂无意见", "无修改意见", "无异议", "同意", "通过", "合法", "审核通过", "/", "-", "—", "——",
})  # fmt: skip


def opinions_in(items: Iterable[str] | None) -> list[str]:
    """The opinions among what stands in the cell, repeats kept; 无意见 is none."""
    return [text for item in items or () if (text := item.strip().rstrip("。；;")) not in _NO_OPINION]
