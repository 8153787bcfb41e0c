"""The words of enforcement: whose power it is, which penalty, and the licences people hold."""

from __future__ import annotations

from fazhi.records.columns import Choice, Choices

# Whose power decides in whose name the penalty stands (行政处罚法 articles 20, 21 and 24), so the set is closed.
POWER_SOURCES = Choices(
    values=(
        Choice(
            "entrusted", "委托执法",
            ("委托", "受委托", "委托行政执法", "上级委托", "部门委托", "委托执法案件", "受委托执法", "委托机关名义"),
        ),
        Choice(
            "granted", "赋权执法",
            ("赋权", "镇街赋权", "赋予", "授权", "下放", "交由行使", "省政府赋权", "赋权事项", "赋权执法案件", "相对集中行政处罚权"),
        ),
        Choice(
            "own", "法定职权",
            ("本级", "自有", "镇政府名义", "本级权力", "法定", "镇本级", "以镇政府名义", "镇政府", "自有职权", "本镇职权", "本级职权"),
        ),
    ),
    source="行政处罚法第二十条、第二十一条、第二十四条",
)  # fmt: skip

# 行政处罚法 article 9, from the lightest to the heaviest: a case with several penalties counts under the heaviest.
PENALTY_KINDS = Choices(
    values=(
        Choice("none", "不予处罚", ("不予行政处罚", "免予处罚", "免予行政处罚", "首违不罚", "不处罚")),
        Choice("warning", "警告", ("警告", "通报批评")),
        Choice("fine", "罚款", ("罚款",)),
        Choice("confiscation", "没收", ("没收违法所得", "没收非法财物", "没收非法所得")),
        Choice("permit", "暂扣、降低或者吊销许可", ("暂扣许可证件", "暂扣", "降低资质等级", "吊销许可证件", "吊销")),
        Choice(
            "restriction", "限制或者责令停止生产经营",
            ("限制开展生产经营活动", "责令停产停业", "停产停业", "责令关闭", "限制从业"),
        ),
        Choice("detention", "行政拘留", ("拘留",)),
        Choice("other", "其他", ("其他行政处罚", "限期拆除", "责令限期拆除", "拆除")),
    ),
    other="other",
    source="行政处罚法第九条、第三十三条",
)  # fmt: skip
_HEAVIEST_FIRST = ("detention", "restriction", "permit", "confiscation", "fine", "warning", "none")

LICENCE_TYPES = Choices(
    values=(
        Choice(
            "supervision_licence", "行政执法监督证",
            ("执法监督证", "监督证", "行政执法监督证件", "江苏省行政执法监督证", "行政执法监督检查证"),
        ),
        Choice(
            "enforcement_licence", "行政执法证",
            ("执法证", "行政执法证件", "江苏省行政执法证", "行政执法资格证", "执法资格证"),
        ),
    ),
)  # fmt: skip

LICENCE_STATES = Choices(
    values=(
        Choice("applied", "申请中", ("已申请", "申请", "正在申请", "申领中", "已申领", "申领", "申报中", "制证中", "待领证", "待发证", "审批中", "已报名", "办理中", "待审批")),
        Choice("issued", "已发证", ("已领证", "已取得", "有效", "持证", "已发", "已办理", "在用", "发证", "正常", "已取证")),
        Choice("expired", "已到期", ("到期", "过期", "已过期", "失效", "已注销", "注销", "收回", "已收回", "作废")),
    ),
)  # fmt: skip


def heaviest_in(text: str | None) -> str:
    """The code of the heaviest penalty among those written: 警告、罚款 is fine; empty when nothing is written."""
    plain = (text or "").strip()
    if not plain:
        return ""
    by_code = {choice.code: (choice.word, *choice.known_as) for choice in PENALTY_KINDS.values}
    # 不予行政处罚 is said of the whole case: 不予罚款 holds 罚款, but none was imposed.
    if plain.startswith(("不予", "免予")) or any(word in plain for word in by_code["none"]):
        return "none"
    return next((code for code in _HEAVIEST_FIRST if any(word in plain for word in by_code[code])), "other")
