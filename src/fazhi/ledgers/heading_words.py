"""The words of headings that hold for every kind of ledger, as data.

Two headings mean the same when they become the same after these words are exchanged. What holds for one kind only
stands with that kind's columns, in `Column.known_as`.
"""

from __future__ import annotations

import re

# Word for word, longest first where they overlap: the first of each row is what the others become.
SAME_WORDS: tuple[tuple[str, ...], ...] = (
    ("日期", "年月日", "时间", "日子"),
    ("类型", "类别", "种类", "分类", "性质"),
    ("电话", "联系电话", "电话号码", "联系方式", "联系号码", "手机号码", "手机号", "手机", "联系手机"),
    ("人数", "人次", "人员数"),
    ("名称", "名字"),
    ("地点", "地址", "地方"),
    ("单位", "部门", "科室"),
    ("结果", "结论"),
    ("情况", "状况"),
    ("参加", "参与", "参训", "参会", "到场", "实到"),
    ("办结", "结案", "完结"),
    ("次数", "次"),
    ("金额", "数额"),
    ("编号", "号码", "文号", "字号"),
    ("是否", "有无", "有没有"),
    ("法律意见", "审查意见", "审核意见"),
    ("当事人", "当事双方", "双方当事人", "纠纷双方"),
    ("播放量", "播放数", "播放次数", "观看量", "观看次数", "观看人数", "阅读量", "浏览量", "点击量"),
)

# Headings that as a whole mean one thing.
SAME_HEADINGS: tuple[tuple[str, ...], ...] = (
    (
        "村居", "村", "居", "社区", "村社区", "村居社区", "村组", "村名", "所属村", "所在村", "所属村居", "所在村居", "所属社区",
        "所属村社区", "所在村社区", "村别", "涉及村", "涉及村居", "村居名称", "村名称", "发生村", "发生村居", "行政村",
    ),
    ("电话", "当事人电话", "本人电话"),
    ("姓名", "人员姓名", "名单"),
    ("网格", "网格编号", "所属网格", "所在网格", "网格名称"),
    ("备注", "说明", "其他", "其它", "附注", "备注说明"),
)  # fmt: skip

# Said or left out without changing what a heading means.
FILLERS: tuple[str, ...] = (
    "的", "所属", "所在", "具体", "基本", "简要", "主要", "相关", "有关", "本次", "该", "填写", "登记的", "及", "和", "与", "、", "/",
    "者", "具体的",
)  # fmt: skip

# Columns that only number or sign the rows.
IGNORED = frozenset(
    "序号 序 编号 行号 号 no no. 顺序 顺序号 流水号 项目序号".split()  # noqa: SIM905
) - {"编号"}

# How headings end; a row in which half the cells do is a row of headings.
HEADING_ENDINGS = re.compile(
    r"(?:序号|编号|号|日期|时间|年月|姓名|名称|类型|类别|种类|性质|电话|方式|手机|地点|地址|村居|村|社区|居|网格|网格员|人|者|对象|员|"
    r"人数|人次|次数|次|数|数量|量|份|金额|单位|部门|机关|原因|情况|内容|结果|结论|意见|建议|来源|主题|议题|事项|事由|案由|形式|方法|"
    r"备注|说明|措施|进展|状态|职务|职位|等次|得分|分数|成绩|期限|批次|标题|题目|系列|期次|期数|渠道|平台|占比|比例|率|凭证|证件|"
    r"稿次|开始|结束|起|止|列席|涉法|参与|履行|采纳|问题|文号|案号|依据|领导|年龄|性别|身份证|负责人|标准|级别|程度)$"
)
