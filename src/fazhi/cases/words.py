"""The code set that several lines of work share: types of disputes. The town's own word stays beside the code.

Source: dictionary of a provincial justice system that names the Ministry of Justice data rules of 2017 for people's
mediation. Seen in an excerpt, not in the rules themselves: check against the current edition before exchange.
"""

from __future__ import annotations

from fazhi.records.columns import Choice, Choices

DISPUTE_TYPES = Choices(
    values=(
        Choice("1", "婚姻家庭纠纷", ("婚姻家庭", "家庭纠纷", "婚姻纠纷", "赡养纠纷", "抚养纠纷", "继承纠纷")),
        Choice("2", "邻里纠纷", ("邻里", "相邻关系", "相邻权纠纷", "相邻纠纷")),
        Choice("3", "房产宅基地纠纷", ("房屋宅基地纠纷", "宅基地纠纷", "房屋纠纷", "宅基地", "房屋宅基地")),
        Choice("4", "合同纠纷", ("合同", "债务纠纷", "借贷纠纷", "民间借贷")),
        Choice("5", "生产经营纠纷", ("生产经营", "经营纠纷")),
        Choice("6", "损害赔偿纠纷", ("损害赔偿", "人身损害", "赔偿纠纷")),
        Choice("7", "山林土地纠纷", ("土地纠纷", "土地承包纠纷", "山林土地", "土地", "土地流转纠纷")),
        Choice("8", "征地拆迁纠纷", ("征地拆迁", "拆迁纠纷", "征收补偿纠纷")),
        Choice("9", "环境污染纠纷", ("环境污染", "环境纠纷", "噪音纠纷")),
        Choice("10", "拖欠农民工工资纠纷", ("拖欠工资", "工资纠纷", "欠薪纠纷")),
        Choice("11", "其他劳动争议纠纷", ("劳动争议纠纷", "劳动争议", "劳动纠纷", "劳资纠纷")),
        Choice("12", "旅游纠纷"),
        Choice("13", "电子商务纠纷"),
        Choice("14", "其他消费纠纷", ("消费纠纷",)),
        Choice("15", "医疗纠纷", ("医患纠纷",)),
        Choice("16", "道路交通事故纠纷", ("交通事故纠纷", "交通事故", "道路交通纠纷", "交通纠纷")),
        Choice("17", "物业纠纷", ("物业",)),
        Choice("18", "其他纠纷", ("其他", "其它", "其它纠纷")),
    ),
    other="18",
    source="全国人民调解信息数据规范（2017）摘录",
)
