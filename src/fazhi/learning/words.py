"""The code sets of study and examinations. The town's own word stays beside the code."""

from __future__ import annotations

from fazhi.records.columns import Choice, Choices

# Closed: the category decides which figure a session counts in, so a word not known is asked about.
SESSION_CATEGORIES = Choices(
    values=(
        Choice(
            "organ_study", "机关学法",
            ("机关干部学法", "机关集中学法", "集中学法", "干部学法", "领导干部学法", "机关学习", "机关法治学习",
             "会前学法", "法治学习", "学法", "全体机关干部学法", "机关干部法治培训", "干部法治培训", "机关法治培训",
             "领导干部法治培训"),
        ),
        Choice(
            "mediation_training", "调解培训",
            ("调解技能培训", "调解员培训", "人民调解培训", "人民调解员培训", "调解业务培训", "调解水平培训",
             "调解能力培训", "调解知识培训", "调解工作培训"),
        ),
        Choice(
            "enforcement_training", "行政执法培训",
            ("执法培训", "执法人员培训", "行政执法人员培训", "综合执法培训", "执法业务培训", "执法能力培训"),
        ),
        Choice(
            "central_group", "党委理论中心组学法",
            ("中心组学法", "党委中心组学法", "理论中心组学法", "中心组学习", "理论中心组学习", "党委中心组学习",
             "党委理论中心组学习", "班子学法", "党委会前学法", "中心组"),
        ),
        Choice("oath", "宪法宣誓", ("宣誓", "宪法宣誓仪式", "宣誓仪式", "新任公务员宪法宣誓", "公务员宪法宣誓")),
        Choice(
            "other_training", "其他培训",
            ("其他", "其它", "其它培训", "业务培训", "网格员培训", "法律明白人培训", "村干部培训", "村居干部培训",
             "普法骨干培训"),
        ),
    ),
)  # fmt: skip

EXAM_OUTCOMES = Choices(
    values=(
        Choice("passed", "合格", ("是", "及格", "通过", "达标", "已合格", "√", "优秀", "良好")),
        Choice("failed", "不合格", ("否", "不及格", "未通过", "不通过", "未合格", "没有合格", "不达标", "×")),
        Choice("absent", "缺考", ("未参考", "未参加", "没有参加", "未考", "请假")),
    ),
)
