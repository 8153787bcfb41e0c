"""The code sets of agenda items and plans. The town's own word stays beside the code."""

from __future__ import annotations

from fazhi.records.columns import Choice, Choices

# Open: towns sort their agenda as they like; only the types that figures name have codes.
TOPIC_TYPES = Choices(
    values=(
        Choice("investment", "投资协议", ("招商引资", "投资项目", "招商项目", "招商协议", "项目投资", "投资合作", "投资合同")),
        Choice("agriculture", "农业项目", ("农业农村项目", "高标准农田", "农业产业项目", "涉农项目", "农业农村")),
        Choice("lease", "承包租赁", ("承包", "租赁", "发包租赁", "资产出租", "集体资产租赁", "资产租赁", "土地承包", "出租发包")),
        Choice("tender", "工程招标", ("招投标", "工程建设", "工程项目", "项目招标", "招标采购", "政府采购", "采购")),
        Choice("land", "征地补偿", ("征地拆迁", "征收补偿", "拆迁补偿", "房屋征收", "征地", "拆迁", "土地征收")),
        Choice(
            "rule_of_law", "研究法治建设",
            ("法治建设", "法治政府建设", "法治工作", "依法治镇", "法治专题", "法治建设专题", "全面依法治镇", "听取法治工作汇报",
             "依法行政"),
        ),
        Choice("decision", "重大行政决策", ("重大决策", "行政决策")),
        Choice("document", "制发文件", ("规范性文件", "文件制定", "制度建设", "制定制度")),
        Choice("money", "资金使用", ("大额资金", "财政资金", "资金安排", "大额资金使用", "财政预算", "预算")),
        Choice("personnel", "人事安排", ("人事", "干部任免", "人事任免", "干部人事", "人员招聘")),
        Choice("stability", "信访维稳", ("信访", "维稳", "平安建设", "社会稳定", "矛盾纠纷化解")),
        Choice("other", "其他", ("其它", "其他事项", "其它事项")),
    ),
    other="other",
)  # fmt: skip

ADOPTIONS = Choices(
    values=(
        Choice(
            "adopted",
            "采纳",
            ("已采纳", "全部采纳", "均采纳", "均已采纳", "采用", "已采用", "予以采纳", "是"),
        ),
        Choice("partly", "部分采纳", ("部分已采纳", "采纳部分", "部分采用", "采纳一部分")),
        Choice("rejected", "未采纳", ("不采纳", "未予采纳", "不予采纳", "没有采纳", "未采用", "否")),
        Choice("pending", "待反馈", ("未反馈", "待定", "研究中", "尚未反馈")),
    ),
)

TASK_STATES = Choices(
    values=(
        Choice("planned", "未开始", ("未启动", "待启动", "待办", "尚未开始", "未办", "计划中")),
        Choice("under_way", "进行中", ("推进中", "办理中", "正在办", "已启动", "在办", "正在推进", "持续推进", "未完成", "尚未完成")),
        Choice("done", "已完成", ("完成", "办结", "已办结", "已落实", "落实到位", "已销号")),
        Choice("dropped", "不再办理", ("取消", "已取消", "终止", "不办")),
    ),
)  # fmt: skip
