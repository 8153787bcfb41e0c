"""The code sets of activities and videos. The town's own word stays beside the code."""

from __future__ import annotations

from fazhi.records.columns import Choice, Choices

# Closed: the kind of place decides which figures an activity counts in.
PLACE_KINDS = Choices(
    values=(
        Choice(
            "school", "学校",
            ("校园", "进学校", "进校园", "中小学", "小学", "中学", "幼儿园", "学校（校园）", "法治进校园"),
        ),
        Choice(
            "village", "村居",
            ("村", "居", "社区", "村社区", "村（居）", "村(居)", "村（社区）", "村(社区)", "进村居", "进村", "进社区", "农村", "乡村",
             "进农村", "进乡村", "行政村", "居委会", "村居社区", "村组"),
        ),
        Choice(
            "enterprise", "企业",
            ("进企业", "公司", "工厂", "厂企", "园区企业", "企业单位", "厂区", "工地", "民营企业", "工业园区"),
        ),
        Choice(
            "other", "其他",
            ("其它", "机关", "进机关", "广场", "集市", "公共场所", "机关单位", "单位", "进单位", "集镇", "街道", "公园", "医院",
             "寺庙", "宗教场所", "网络", "线上", "进网络", "家庭", "进家庭", "军营", "窗口", "服务大厅", "其他场所"),
        ),
    ),
)  # fmt: skip

# Open: a town invents its own forms.
FORMS = Choices(
    values=(
        Choice(
            "leaflets", "发放宣传材料",
            ("散发宣传材料", "发放宣传资料", "散发宣传资料", "发放宣传手册", "发放宣传册", "发放资料", "发放材料", "派发资料", "派发宣传单",
             "发放宣传单", "发传单", "散发资料", "发放宣传品", "发放手册"),
        ),
        Choice("lecture", "讲座宣讲", ("讲座", "宣讲", "法治讲座", "现场听讲", "培训", "车间宣讲", "授课", "法治课", "专题讲座", "法治宣讲")),
        Choice("class_meeting", "主题班会", ("班会", "班会课", "班会主题")),
        Choice("base_visit", "参观教育基地", ("参观", "参观基地", "基地参观", "参观法治教育基地", "参观学习")),
        Choice("board", "制作宣传栏", ("宣传栏", "展板", "展板展示", "宣传展板", "悬挂横幅", "横幅", "横幅标语")),
        Choice("quiz", "竞猜竞答", ("谜语竞猜", "有奖竞答", "知识竞赛", "有奖问答", "知识竞答", "法律知识竞赛", "竞赛")),
        Choice("performance", "文艺演出", ("演出", "文艺汇演", "小品", "小品表演", "诗歌朗诵", "法治文艺演出", "情景剧")),
        Choice("advice", "现场咨询", ("法律咨询", "咨询", "现场解答", "摆摊咨询", "义诊咨询", "咨询服务")),
        Choice("mock_court", "模拟法庭", ("旁听庭审", "庭审观摩", "模拟庭审")),
        Choice("home_visit", "入户走访", ("走访", "入户宣传", "上门宣传", "入户")),
        Choice("other", "其他", ("其它",)),
    ),
    other="other",
)  # fmt: skip

AUDIENCE_SOURCES = Choices(
    values=(
        Choice(
            "sign_in", "签到",
            ("签到表", "签到册", "实到", "签到人数", "扫码签到", "点名", "现场清点", "清点", "班级人数", "按班级"),
        ),
        Choice("estimate", "估计", ("估算", "约数", "目测", "预估", "估计数", "大约", "估")),
    ),
)  # fmt: skip

PURPOSES = Choices(
    values=(
        Choice("mediation", "讲调解的", ("调解", "讲调解", "调解类", "调解系列")),
        Choice("anti_fraud", "反诈防骗的", ("反诈", "防骗", "反诈防骗", "反诈类", "防诈", "反诈系列")),
        Choice("other", "其他", ("其它", "其他普法", "普法", "综合")),
    ),
)
