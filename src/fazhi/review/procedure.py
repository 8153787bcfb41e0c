"""The steps of legal review: of a contract's draft, and of a normative document."""

from __future__ import annotations

from fazhi.procedures.declaration import Procedure, Step

# No law read by us orders the review of a town's contracts: it is the town's own rule, with the county's behind it.
CONTRACT_STEPS = (
    Step("submitted", "送审", note="先审后签是本镇制度，未查到对乡镇合同审核的法律规定"),
    Step("opinion_given", "出具法律意见", note="同上；办理时限由本镇定"),
)
CONTRACT_REVIEW = Procedure(
    "contract_review", "合同、行政协议法制审核", "本镇制度", CONTRACT_STEPS,
    basis="本镇合同管理制度；行政协议的订立另见江苏省行政程序条例第一百一十六条至第一百二十三条",
)  # fmt: skip

NORMATIVE_STEPS = (
    Step(
        "reviewed",
        "合法性审查",
        "江苏省行政程序条例第六十八条",
        "V",
        "未经审查或者审查未通过的，不得提请审议",
    ),
)
NORMATIVE_REVIEW = Procedure(
    "normative_review", "规范性文件合法性审查", "2022", NORMATIVE_STEPS,
    basis="江苏省行政程序条例（2022年11月1日起施行）",
)  # fmt: skip

PROCEDURES = (CONTRACT_REVIEW, NORMATIVE_REVIEW)
