"""A paper of every kind of instruction, and made-up facts for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from fazhi.evidence.papers import Money, PaperTemplate

FACTS: dict[str, Any] = {
    "文号": "示例调〔2026〕31号",
    "当事人": [
        {"身份": "甲方", "姓名": "示例甲", "证件号": ""},
        {"身份": "乙方", "姓名": "示例乙", "证件号": ""},
    ],
    "代理人": "示例丙",
    "事实": "甲方与乙方系邻居。\n乙方改道排水沟 2 米。",
    "金额": Money(1230050),
    "履行期": [{"日期": date(2026, 3, 20), "应付": Money(1230050)}],
    "调委会": "示例镇人民调解委员会",
    "签订日期": date(2026, 3, 12),
}
TEXT = """【标题】人民调解协议书
【右】{文号}

【每个 当事人】
【顶格】{身份}：{姓名}，身份证号{证件号 18字}。
【完】
【有 代理人】
【居中】代理人：{代理人}
【完】
【无 代理人】
没有代理人。
【完】
【小标题】一、纠纷事实
{事实}
共计付款{金额}（{金额 大写}），{签订日期 大写}前付清：
【表】
期数 | 付款日期 | 金额
【每个 履行期】
{序号} | {日期} | {应付}
【完】
【高4】备注 | {代理人}
【完】
本协议自签名之日起生效。
【签名】甲方： | 乙方：
【盖章】{调委会}
【日期】{签订日期}
"""
AGREEMENT = PaperTemplate("示例协议书", "人民调解协议书", TEXT, FACTS)
