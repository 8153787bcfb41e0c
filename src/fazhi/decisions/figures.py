"""The figures of major administrative decisions."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from fazhi.decisions.ledger import STEP_FIELDS
from fazhi.decisions.models import Decision
from fazhi.records.figures import Figure, LeftOut, Rate, Scope
from fazhi.records.models import RecordQuerySet

ALL_STEPS = Q(**{f"{name}__isnull": False for name in STEP_FIELDS.values()})
OF_YEAR = "公布日期在本年的；还没有公布的，按最早一步的日期归年"


def catalogued(scope: Scope, *conditions: Q, **equal: Any) -> RecordQuerySet:
    """Items that belong to the year: by announcement, before that by their first step."""
    return scope.of_year(Decision, "counts_on", *conditions, **equal)


COMMON: dict[str, Any] = {
    "kind": "decision", "section": "decision", "month": "counts_on", "type": "office",
    "period": "公布日期，没有公布的按最早一步的日期",
}  # fmt: skip

FIGURES = (
    Figure(
        code="decisions_catalogued", name="重大行政决策目录事项", unit="项",
        rule=f"重大行政决策目录里的事项，一项算一项：{OF_YEAR}。", records=catalogued, **COMMON,
    ),
    Figure(
        code="decisions_announced", name="公布的重大行政决策", unit="项",
        rule="公布日期在本年的决策事项，一项算一项。",
        records=lambda s: s.of_year(Decision, "published_on"),
        left_out=(LeftOut("还没有公布的", lambda s: catalogued(s, published_on=None)),),
        **{**COMMON, "month": "published_on", "period": "公布日期"},
    ),
    Figure(
        code="decisions_complete", name="五步程序齐全的重大行政决策", unit="项",
        rule="目录事项中，公众参与（征求意见开始）、专家论证、风险评估、合法性审查、集体讨论五步都有日期的；依法不必经过其中一步"
        "的，台账没有日期，也不算齐全。",
        records=lambda s: catalogued(s, ALL_STEPS),
        left_out=(LeftOut("五步里有一步没有日期的", lambda s: catalogued(s, ~ALL_STEPS)),), **COMMON,
    ),
    Rate(
        code="decision_completeness_rate", name="重大行政决策程序完备率", section="decision",
        rule="五步程序齐全的事项占目录事项的比例，按两个准数算出。",
        numerator="decisions_complete", denominator="decisions_catalogued",
    ),
    Figure(
        code="decisions_reviewed", name="重大行政决策合法性审查", unit="件", family="C1",
        rule="合法性审查意见日期在本年的决策事项，一项算一件，不论有没有公布。",
        records=lambda s: s.of_year(Decision, "reviewed_on"),
        left_out=(LeftOut("没有合法性审查意见日期的", lambda s: catalogued(s, reviewed_on=None)),),
        **{**COMMON, "month": "reviewed_on", "period": "合法性审查意见日期"},
    ),
    Figure(
        code="decision_expert_arguments", name="重大行政决策专家论证", unit="次",
        rule="专家论证日期在本年的决策事项，一项算一次。",
        records=lambda s: s.of_year(Decision, "argued_on"),
        **{**COMMON, "month": "argued_on", "period": "专家论证日期"},
    ),
    Figure(
        code="decision_consultations", name="重大行政决策征求意见", unit="次",
        rule="征求意见开始日期在本年的决策事项，一项算一次。",
        records=lambda s: s.of_year(Decision, "consulted_from"),
        **{**COMMON, "month": "consulted_from", "period": "征求意见开始日期"},
    ),
    Figure(
        code="decisions_with_counsel", name="法律顾问参与的重大行政决策", unit="项",
        rule="目录事项中，法律顾问参与一栏写明“是”的；没有填的不算。",
        records=lambda s: catalogued(s, counsel=True),
        left_out=(LeftOut("写明没有参与或者没有填的", lambda s: catalogued(s, Q(counsel=False) | Q(counsel=None))),),
        **COMMON,
    ),
    Figure(
        code="decisions_with_government_lawyer", name="公职律师参与的重大行政决策", unit="项",
        rule="目录事项中，公职律师参与一栏写明“是”的；没有填的不算。",
        records=lambda s: catalogued(s, government_lawyer=True),
        left_out=(
            LeftOut(
                "写明没有参与或者没有填的",
                lambda s: catalogued(s, Q(government_lawyer=False) | Q(government_lawyer=None)),
            ),
        ),
        **COMMON,
    ),
    Rate(
        code="decision_counsel_rate", name="重大行政决策法律顾问参与率", section="decision",
        rule="法律顾问参与的事项占目录事项的比例，按两个准数算出。",
        numerator="decisions_with_counsel", denominator="decisions_catalogued",
    ),
)  # fmt: skip
