"""What the names of series, episodes and channels tell. Plain functions of the words written."""

from __future__ import annotations

import re

from fazhi.terms.written_numbers import bare, chinese_integer

_QUOTES = re.compile(r"[《》〈〉“”„\"'‘’「」『』【】]")
_MEDIATION = re.compile(r"调解|调处|化解矛盾|矛盾化解|纠纷化解")
_ANTI_FRAUD = re.compile(r"反诈|防诈|诈骗|防骗|反骗|识骗|拒骗|骗局|骗术|电诈")
# Subjects that are plainly neither; a name that names no subject at all (微课堂, 以案释法) leaves doubt.
_OTHER_SUBJECTS = re.compile(
    r"宪法|民法典|刑法|劳动|禁毒|毒品|未成年|青少年|养老|赡养|婚姻|继承|环保|环境|交通|消防|安全生产|食品|药品|土地|宅基地|国家安全|"
    r"保密|非法集资|个人信息|消费者|妇女|反家暴|家庭暴力|农民工|行政处罚|行政复议|公证|法律援助|垃圾分类|选举|税"
)
_AGAIN = re.compile(r"[（(](?:重发|重播|重新发布|转发|剪辑版|精简版|剪辑|回放)[)）]$")
_NUMBERED = re.compile(
    r"^(?P<nth>第)?(?P<number>[0-9]{1,4}|[一二三四五六七八九十百〇零两]{1,6})(?P<unit>[期集讲话回辑课篇])?(?P<rest>.*)$"
)
# 第1期(上) and 第1期(下) are two episodes; 第1期：邻里 and 第1期邻里 are the first.
_HALVES = re.compile(r"^[（(]?(?:上|中|下|之)")
_SEPARATOR = re.compile(r"^[:：,，、.—\-|｜·]")


def purpose_of(series_name: str) -> str | None:
    """mediation, anti_fraud or other, as the name says plainly; None where it leaves doubt."""
    name = bare(series_name)
    mediation, anti_fraud = bool(_MEDIATION.search(name)), bool(_ANTI_FRAUD.search(name))
    if mediation != anti_fraud:
        return "mediation" if mediation else "anti_fraud"
    return "other" if not mediation and _OTHER_SUBJECTS.search(name) else None


def plain_name(written: str | None) -> str:
    """The name by which a series or channel is known, however it is quoted: 《调解26法》 is 调解26法."""
    return _QUOTES.sub("", bare(written or ""))


def episode_label(written: str) -> str:
    """The label by which an episode is known: 1, 第一期, 第01集 and 第1期（重发） are all 第1期; a title stays a title."""
    name = _AGAIN.sub("", plain_name(written))
    match = _NUMBERED.match(name)
    if not match or not _only_numbered(match):
        return name
    number = int(match["number"]) if match["number"].isdecimal() else chinese_integer(match["number"])
    return name if number is None else f"第{number}期"


def _only_numbered(match: re.Match[str]) -> bool:
    """Whether the number alone says which episode it is; 三人成虎 and 2023年回顾 are titles."""
    rest = match["rest"]
    if not rest:
        return True
    if not match["unit"] or _HALVES.match(rest):
        return False
    return bool(match["nth"]) or bool(_SEPARATOR.match(rest))
