"""Names of persons on record that occur in a text, for the version that is made public."""

from __future__ import annotations

import re
from typing import Final

from django.apps import apps

from fazhi.orgs.models import Town

# Where names of persons stand: model and column.
NAMED: Final = (
    ("cases.Participant", "name"), ("reception.Reception", "visitor"), ("reception.Reception", "mediator"),
    ("learning.StudySession", "lecturer"), ("learning.ExamResult", "person"), ("leadership.GroupMember", "name"),
)  # fmt: skip
# The surnames of nearly everybody in China, so that a text gives few candidates and one query a table finds them.
SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤施倪季葛俞章鲁殷翟祁樊柏柳奚"
    "褚卫尤穆凌霍虞瞿盛包欧阳司上官诸尉皇慕令公单成耿聂焦巩牛关温庄晏柴习蓝阮蒲左岳齐梅庞安常乐于傅康尚温裴管冷"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff·]+")


def people_named_in(text: str, town: Town) -> list[str]:
    """The names on record in the town that occur in the text."""
    candidates = sorted(
        {
            run[at : at + size]
            for run in _CHINESE.findall(text)
            for at in range(len(run))
            if run[at] in SURNAMES
            for size in (2, 3, 4)
            if at + size <= len(run)
        }
    )
    found: set[str] = set()
    for label, column in NAMED:
        try:
            model = apps.get_model(label)
        except LookupError:
            continue
        for start in range(0, len(candidates), 900):
            some = candidates[start : start + 900]
            names = model._default_manager.filter(**{"town_id": town.pk, f"{column}__in": some})
            found.update(names.values_list(column, flat=True).distinct())
    return sorted(found)
