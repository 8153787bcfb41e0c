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
            ("上报镇", "报镇", "移交镇", "上报镇调委会", "镇调解", "未成上报", "转镇调解", "上报", "提交镇调解室",
             "移交镇调解", "报乡", "上报乡", "移交乡", "乡调解", "报街道", "上报街道", "移交街道", "街道调解", "乡镇调解"),
        ),
        Choice("referred", "转其他部门", ("转办", "转部门", "移交部门", "引导诉讼", "起诉", "转法院")),
        Choice("failed", "调解不成", ("未成", "不成", "未成功", "不成功", "没成", "没有成功", "调解失败", "失败", "未化解")),
        Choice("open", "正在调解", ("调解中", "在调", "处理中", "办理中", "跟进中", "未办结")),
    ),
)  # fmt: skip

# What the steps of a live dispute choose from. Those with numbers for codes are exchanged with upper systems.
URGENCIES = Choices(
    values=(
        Choice("0", "不急"),
        Choice("1", "尽快", ("闹得厉害",)),
        Choice("2", "马上", ("要动手", "马上（要动手）")),
    )
)
APPLIED_TO = Choices(values=(Choice("village", "村调解委员会"), Choice("town", "镇调解室")))
SESSION_OUTCOMES = Choices(
    values=(Choice("settled", "调成了"), Choice("failed", "没调成"), Choice("later", "改天再调"))
)
FAILURE_REASONS = Choices(
    values=(
        Choice("money", "钱数谈不拢"), Choice("fact", "事实说法不一"), Choice("duty", "责任分不清"),
        Choice("absent", "一方没有来"), Choice("unwilling", "一方不愿意再调"), Choice("other", "其他"),
    ),
    other="other",
)  # fmt: skip
ESCALATION_REASONS = Choices(
    values=(
        Choice("asked", "当事人要求"), Choice("urgent", "情况紧急"), Choice("across", "跨村"),
        Choice("recusal", "村里要回避"), Choice("hard", "疑难重大"), Choice("other", "其他"),
    ),
    other="other",
)  # fmt: skip
AGREED_TO_MEDIATE = Choices(values=(Choice("yes", "都愿意"), Choice("no", "有人不愿意")))
AGREEMENT_MODES = Choices(
    values=(
        Choice("at_once", "当场履行完毕"),
        Choice("scheduled", "按约定的时间履行"),
        Choice("none", "没有给付内容"),
    )
)
INSTALMENT_RESULTS = Choices(
    values=(Choice("done", "已履行"), Choice("part", "履行了一部分"), Choice("not", "没有履行"))
)
PERFORMANCE_LEFT = Choices(values=(Choice("some", "还有没履行的", ("还有",)), Choice("none", "全部履行完了")))
CONFIRMATION_RESULTS = Choices(
    values=(
        Choice("confirmed", "裁定确认有效"), Choice("rejected", "裁定驳回"), Choice("not_accepted", "不予受理"),
        Choice("withdrawn", "撤回申请"),
    )
)  # fmt: skip
REPLACEMENT_REASONS = Choices(
    values=(
        Choice("recusal", "回避", ("亲属", "有利害关系")), Choice("asked", "当事人要求"), Choice("leave", "工作变动"),
        Choice("other", "其他"),
    ),
    other="other",
)  # fmt: skip
STANDINGS = Choices(
    values=(
        Choice("party", "当事人（个人）"), Choice("organisation", "当事人（单位）"), Choice("agent", "代理人"),
        Choice("guardian", "监护人"), Choice("other", "其他参加人", ("邻居", "亲属", "专家")),
    )
)  # fmt: skip
SIDES = Choices(
    values=(Choice("applicant", "申请人"), Choice("respondent", "被申请人"), Choice("third", "第三人"))
)
_MINISTRY = "全国人民调解信息数据规范（2017）摘录"
REFERRERS = Choices(
    values=(
        Choice("3", "人民法院", ("法院",)), Choice("4", "人民检察院", ("检察院",)), Choice("5", "公安机关", ("派出所", "公安")),
        Choice("6", "信访部门", ("信访", "信访办")), Choice("hotline", "12345热线", ("12345",)),
        Choice("7", "其他部门"),
    ),
    other="7", source=_MINISTRY,
)  # fmt: skip
# 案件来源 of the upper systems; a hotline's referral is 其他部门 there.
CASE_SOURCES = Choices(
    values=(
        Choice("1", "当事人申请"), Choice("2", "人民调解委员会主动调解"), Choice("3", "法院委托移送"),
        Choice("4", "检察院委托移送"), Choice("5", "公安机关委托移送"), Choice("6", "信访部门委托移送"),
        Choice("7", "其他部门委托移送"), Choice("8", "直接申请"), Choice("9", "网上申请"),
    ),
    source=_MINISTRY,
)  # fmt: skip
RISKS = Choices(
    values=(
        Choice("1", "正常"), Choice("2", "当事人有自杀可能"), Choice("3", "有转化为刑事案件的可能"),
        Choice("4", "有集体上访的可能"), Choice("5", "有群体械斗的可能"), Choice("6", "其他"),
    ),
    other="6", source=_MINISTRY,
)  # fmt: skip
DIFFICULTIES = Choices(
    values=(
        Choice("1", "简单纠纷"),
        Choice("2", "一般纠纷"),
        Choice("3", "重大纠纷"),
        Choice("4", "疑难纠纷"),
    ),
    source=_MINISTRY,
)
HOW_PERFORMED = Choices(
    values=(
        Choice("1", "停止侵害"), Choice("2", "排除妨碍"), Choice("3", "消除危险"), Choice("4", "返还财产"),
        Choice("5", "恢复原状"), Choice("6", "修理、重做、更换"), Choice("7", "赔偿损失"), Choice("8", "支付违约金"),
        Choice("9", "消除影响、恢复名誉"), Choice("10", "赔礼道歉"), Choice("11", "其他"),
    ),
    other="11", source=_MINISTRY,
)  # fmt: skip
PERFORMANCES = Choices(
    values=(
        Choice("1", "协议已履行"), Choice("2", "司法确认"), Choice("3", "达成协议后起诉"), Choice("4", "法院判决维持"),
        Choice("5", "其他"),
    ),
    other="5", source=_MINISTRY,
)  # fmt: skip
