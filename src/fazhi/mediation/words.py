"""The code sets of disputes, beside the types of disputes in cases. The town's own word stays beside the code."""

from __future__ import annotations

from fazhi.records.columns import Choice, Choices

# Who found it. 网格排查 counts only what a grid worker found.
DISPUTE_SOURCES = Choices(
    values=(
        Choice(
            "grid",
            "网格员排查",
            ("网格排查", "网格员", "网格上报", "网格员上报", "网格", "网格巡查", "网格发现"),
        ),
        Choice("village", "村居排查", ("村排查", "村居", "村委会", "村里", "村干部", "村上报", "村调委会")),
        Choice("applied", "当事人申请", ("申请", "群众申请", "本人申请", "来访", "直接来访", "群众来访")),
        Choice(
            "referred",
            "部门转来",
            ("转办", "信访转办", "派出所移送", "法院委派", "12345", "部门移交", "公安转来"),
        ),
        Choice("other", "其他"),
    ),
    other="other",
)

# Where the matter stands.
DISPUTE_RESULTS = Choices(
    values=(
        Choice(
            "village_settled", "村调解成功",
            ("调解成功", "已化解", "化解", "成功", "调成", "村级化解", "已调解", "村里调成", "已办结", "办结",
             "村调成功", "调处成功", "和解"),
        ),
        Choice(
            "escalated", "上报镇调解室",
            ("上报镇", "报镇", "移交镇", "上报镇调委会", "镇调解", "未成上报", "转镇调解", "上报", "提交镇调解室"),
        ),
        Choice("referred", "转其他部门", ("转办", "转部门", "移交部门", "引导诉讼", "起诉", "转法院")),
        Choice("failed", "调解不成", ("未成", "不成", "未成功", "不成功", "没成", "没有成功", "调解失败", "失败", "未化解")),
        Choice("open", "正在调解", ("调解中", "在调", "处理中", "办理中", "跟进中", "未办结")),
    ),
)  # fmt: skip
