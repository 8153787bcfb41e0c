"""The words of litigation: what courts decide, and who of the town counts as its head before the court."""

from __future__ import annotations

import re

from fazhi.records.columns import Choice, Choices

# Closed: whether the town lost rests on it, so an import asks about a word it does not know.
# 行政诉讼法 articles 69 to 79 name what a court may decide.
COURT_RESULTS = Choices(
    values=(
        Choice(
            "dismissed", "驳回原告诉讼请求",
            ("驳回诉讼请求", "驳回诉请", "驳回全部诉讼请求", "胜诉", "维持", "维持原判", "驳回上诉"),
        ),
        Choice("rejected", "驳回起诉", ("裁定驳回起诉", "不予立案", "裁定驳回")),
        Choice("withdrawn", "撤诉", ("准许撤诉", "原告撤诉", "撤回起诉", "准予撤诉", "按撤诉处理", "裁定准许撤诉")),
        Choice("mediated", "调解结案", ("调解", "达成调解", "和解", "行政调解")),
        Choice("annulled", "撤销行政行为", ("撤销", "判决撤销", "部分撤销", "撤销并重作", "责令重新作出", "责令重作", "撤销处罚决定")),
        Choice("ordered", "责令履行", ("限期履行", "责令履行职责", "判决履行", "责令限期履行", "责令补救", "责令采取补救措施", "责令作出")),
        Choice("unlawful", "确认违法", ("确认行政行为违法", "判决确认违法", "确认无效")),
        Choice("changed", "变更", ("判决变更", "变更行政行为")),
        Choice("compensation", "判决赔偿", ("行政赔偿", "判决给付", "赔偿", "给付", "补偿")),
        Choice("lost", "败诉", ("部分败诉", "判决败诉")),
        Choice("open", "未结", ("审理中", "在审", "未判决", "待判决", "未审结", "正在审理", "尚未判决", "待开庭")),
    ),
    source="行政诉讼法第六十九条至第七十九条",
)  # fmt: skip
LOST = ("annulled", "ordered", "unlawful", "changed", "compensation", "lost")
# Where the court found nothing to be done: the case is over with its result.
NOTHING_TO_PERFORM = ("dismissed", "rejected", "withdrawn")

_NOBODY = frozenset({"", "无", "否", "/", "-", "—", "——", "未出庭", "没有", "不出庭", "未开庭", "缺席"})
# The head and his deputies appear as heads; agents, staff and the heads of offices below the town do not
# (最高法关于行政机关负责人出庭应诉若干问题的规定 article 2).
_NO_HEAD = (
    "代理", "律师", "法律顾问", "工作人员", "科员", "办事员", "干部", "局长", "所长", "站长", "科长", "股长", "队长", "村主任", "书记员",
    "办公室主任", "中心主任",
)  # fmt: skip


def appearing(text: str | None) -> list[str]:
    """Each who appeared, as written: 副镇长张三、王律师 are two. A blank parts title and name, not two people."""
    return [name for piece in re.split(r"[、，,；;/\n]", text or "") if appeared(name := piece.strip())]


def appeared(name: str) -> bool:
    """Whether the cell names anybody who appeared at all."""
    plain = name.strip()
    return plain not in _NOBODY and not plain.startswith(("未出庭", "没有出庭", "未能出庭"))


def is_head(name: str) -> bool:
    """Whether who appeared counts as the town's head: a name alone in the column of heads does, an agent does not."""
    return appeared(name) and not any(word in name for word in _NO_HEAD)
