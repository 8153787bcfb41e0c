"""What a court does not confirm, asked one by one before the parties apply, in plain words and with the article.

民事诉讼法解释 (2022) 第三百五十五条: a court does not accept the application. 第三百五十八条: it accepts and then refuses. The
2011 规定 第四条、第七条 say the same in other words; where both speak both are cited. What a court would not accept is not
registered here. What it would refuse may be applied for all the same: to apply is the parties' right (人民调解法第三十三条),
so the step warns, and goes on when both know and still want it.
"""

from __future__ import annotations

from dataclasses import dataclass

from fazhi.cases.drafts import Draft
from fazhi.cases.procedures import Facts
from fazhi.orgs.permissions import Refused
from fazhi.procedures.declaration import Step
from fazhi.records.columns import Column, Shape

NOT_ACCEPTED, NOT_CONFIRMED = "民事诉讼法解释第三百五十五条", "民事诉讼法解释第三百五十八条"
RULES = "最高人民法院关于人民调解协议司法确认程序的若干规定"
ALSO_NOT_ACCEPTED, ALSO_NOT_CONFIRMED = f"{RULES}第四条", f"{RULES}第七条"


@dataclass(frozen=True)
class Bar:
    """One question. A yes keeps the court from confirming; `then` is what the parties do instead."""

    field: str
    asks: str
    help: str
    article: str
    then: str
    accepted: bool = False  # the court takes the application, and refuses it afterwards

    @property
    def column(self) -> Column:
        """The question as the form asks it."""
        return Column(self.field, self.asks, Shape.YES_NO, required=True, help=self.help)


BARS = (
    Bar(
        "not_civil", "争的不是民事上的事", "如要求处罚谁、追究谁的责任、撤销行政决定", f"{NOT_ACCEPTED}、{ALSO_NOT_ACCEPTED}",
        "请向有权处理的机关提出",
    ),
    Bar(
        "wrong_court", "这个法院管不着", "能管的：任何一方住所地、争的东西所在地、调解委员会所在地的基层人民法院",
        f"{NOT_ACCEPTED}、民事诉讼法第二百零五条", "请改填能管的法院",
    ),
    Bar(
        "status", "协议要确认婚姻、亲子、收养关系", "有没有、有没有效、解除不解除", f"{NOT_ACCEPTED}、{ALSO_NOT_ACCEPTED}",
        "身份关系请到民政部门办理或者向法院起诉，付钱、给东西的部分可以另写一份协议再申请",
    ),
    Bar(
        "special_procedure", "这件事要走特别程序、公示催告或者破产程序", "如宣告失踪死亡、认定行为能力、票据丢失、企业破产",
        NOT_ACCEPTED, "请直接向法院申请那个程序",
    ),
    Bar(
        "ownership", "协议写了房子、地、股权或者专利商标归谁", "确认物权、知识产权归属的，法院不受理；只约定付钱、腾退、使用的不算",
        NOT_ACCEPTED, "归属请向不动产登记机构等有关机关申请，或者向法院起诉",
    ),
    Bar(
        "unlawful", "有法律不许的内容", "违反法律、行政法规的强制性规定", f"{NOT_CONFIRMED}、{ALSO_NOT_CONFIRMED}",
        "请双方改掉这一条，重新签协议", accepted=True,
    ),
    Bar(
        "harms_others", "会损害国家、公家或者别人的利益", "如处分了别人的东西、串通躲债", f"{NOT_CONFIRMED}、{ALSO_NOT_CONFIRMED}",
        "请把别人也请来一起调，或者改掉这一条，重新签协议", accepted=True,
    ),
    Bar(
        "indecent", "违背公序良俗", "", f"{NOT_CONFIRMED}、{ALSO_NOT_CONFIRMED}", "请双方改掉这一条，重新签协议", accepted=True,
    ),
    Bar(
        "unwilling", "有人不是自愿签的", "被逼、被骗，或者没有弄明白", NOT_CONFIRMED, "请问清楚，重新调解", accepted=True,
    ),
    Bar(
        "unclear", "谁、做什么、付多少、到哪一天，有一样没写明白", "内容不明确的，法院没法确认，也没法执行",
        f"{NOT_CONFIRMED}、{ALSO_NOT_CONFIRMED}", "请双方把协议改明白，重新签", accepted=True,
    ),
)  # fmt: skip
INSISTED = Column(
    "insisted",
    "双方知道法院可能驳回，仍要申请",
    Shape.YES_NO,
    help="上面后五问有“是”的才填。申请是当事人的权利",
)
QUESTIONS = (*(bar.column for bar in BARS), INSISTED)


def court_would_confirm(draft: Draft, step: Step, facts: Facts) -> Refused | None:
    """Refuse what a court would not accept; warn of what it would refuse, unless both still want to apply."""
    if not facts:
        return None
    there = [bar for bar in BARS if facts.get(bar.field)]
    closed = next((bar for bar in there if not bar.accepted), None)
    if closed is not None:
        return _refused(closed, f"{closed.asks}的，法院不受理司法确认。{closed.then}。")
    if there and not facts.get("insisted"):
        bar = there[0]
        return _refused(
            bar,
            f"{'；'.join(one.asks for one in there)}：法院会驳回申请。{bar.then}。双方知道以后仍要申请的，请在最后一项选“是”。",
        )
    return None


def _refused(bar: Bar, words: str) -> Refused:
    return Refused(words, bar.field, article=bar.article)
