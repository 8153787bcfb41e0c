"""The steps of a major administrative decision.

重大行政决策程序暂行条例 binds counties and above; townships follow it by analogy (第四十二条). 江苏省行政程序条例 binds every
administrative organ of the province.
"""

from __future__ import annotations

from fazhi.procedures.declaration import Procedure, Step

STEPS = (
    Step("public_participation", "公众参与", "重大行政决策程序暂行条例第十四条", "V", "公开征求意见一般不少于30日（第十五条）"),
    Step("expert_argumentation", "专家论证", "重大行政决策程序暂行条例第十九条", "V", "专业性、技术性较强的决策事项"),
    Step("risk_assessment", "风险评估", "重大行政决策程序暂行条例第二十二条", "V", "可能对社会稳定、公共安全等造成不利影响的"),
    Step("legality_review", "合法性审查", "重大行政决策程序暂行条例第二十五条", "V", "未经审查或者审查不合法的不得提交讨论"),
    Step("collective_discussion", "集体讨论决定", "重大行政决策程序暂行条例第三十条", "V", "行政首长最后发表意见"),
    Step("published", "公布", "重大行政决策程序暂行条例第三十二条", "V", "未经公布的不得实施（江苏省行政程序条例第七十八条）"),
)  # fmt: skip
PROCEDURE = Procedure(
    "decision", "重大行政决策程序", "2019", STEPS,
    basis="重大行政决策程序暂行条例（2019年9月1日起施行，乡镇参照执行）、江苏省行政程序条例第七十六条至第七十八条",
)  # fmt: skip
