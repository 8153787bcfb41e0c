"""The figures of litigation."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from fazhi.litigation.models import Appearance, CourtCase
from fazhi.litigation.words import LOST
from fazhi.records.figures import Figure, LeftOut, Rate, Scope
from fazhi.records.models import RecordQuerySet

BY_HEAD = Exists(Appearance.objects.filter(record=OuterRef("pk"), is_head=True))
BY_ANYBODY = Exists(Appearance.objects.filter(record=OuterRef("pk")))


def heard(scope: Scope, *conditions: Any, **equal: Any) -> RecordQuerySet:
    """Cases heard in the year."""
    return scope.of_year(CourtCase, "heard_on", *conditions, **equal)


COMMON: dict[str, Any] = {
    "kind": "litigation", "section": "litigation", "month": "heard_on", "type": "cause", "period": "开庭日期",
}  # fmt: skip

FIGURES = (
    Figure(
        code="court_cases_received", name="行政诉讼案件", unit="件", family="G2",
        rule="收到应诉通知日期在本年的行政诉讼案件，一个案号算一件。",
        records=lambda s: s.of_year(CourtCase, "noticed_on"),
        left_out=(LeftOut("本年开庭、没有写收到应诉通知日期的", lambda s: heard(s, noticed_on=None)),),
        **{**COMMON, "month": "noticed_on", "period": "收到应诉通知日期"},
    ),
    Figure(
        code="court_hearings", name="行政诉讼开庭", unit="件", family="G2",
        rule="开庭日期在本年的行政诉讼案件，一个案号算一件。",
        records=heard,
        left_out=(LeftOut("本年收到应诉通知、还没有开庭日期的", lambda s: s.of_year(CourtCase, "noticed_on", heard_on=None)),),
        **COMMON,
    ),
    Figure(
        code="court_hearings_attended_by_head", name="负责人出庭应诉", unit="件", family="G3",
        rule="开庭日期在本年、有行政机关负责人出庭的案件；正职、副职和分管的负责人都算，委托代理人、律师、工作人员和内设机构、下级单位"
        "的负责人不算。出庭负责人一栏只写姓名的，按负责人算。",
        records=lambda s: heard(s, BY_HEAD),
        left_out=(
            LeftOut("只有委托代理人、律师或者工作人员出庭的", lambda s: heard(s, BY_ANYBODY, ~BY_HEAD)),
            LeftOut("没有写谁出庭的", lambda s: heard(s, ~BY_ANYBODY)),
        ),
        **COMMON,
    ),
    Rate(
        code="court_appearance_rate", name="行政机关负责人出庭应诉率", section="litigation", family="G3",
        rule="负责人出庭应诉的案件占本年开庭案件的比例，按两个准数算出。",
        numerator="court_hearings_attended_by_head", denominator="court_hearings",
    ),
    Figure(
        code="court_cases_lost", name="行政诉讼败诉案件", unit="件",
        rule="开庭日期在本年，结果为撤销、责令履行、确认违法、变更、判决赔偿或者败诉的案件，部分败诉也算。",
        records=lambda s: heard(s, result__in=LOST),
        left_out=(LeftOut("还没有结果的", lambda s: heard(s, result__in=("", "open"))),), **COMMON,
    ),
    Figure(
        code="court_cases_concluded", name="开庭案件中已有结果的", unit="件",
        rule="开庭日期在本年、结果栏有判决、裁定、撤诉或者调解结果的案件。",
        records=lambda s: heard(s, ~Q(result__in=("", "open"))),
        left_out=(LeftOut("还没有结果的", lambda s: heard(s, result__in=("", "open"))),), **COMMON,
    ),
    Rate(
        code="court_loss_rate", name="行政诉讼败诉率", section="litigation",
        rule="败诉案件占开庭案件中已有结果的案件的比例，按两个准数算出。",
        numerator="court_cases_lost", denominator="court_cases_concluded",
    ),
    Figure(
        code="judgments_performed", name="履行的生效判决", unit="件",
        rule="判决履行日期在本年的案件，一个案号算一件。",
        records=lambda s: s.of_year(CourtCase, "performed_on"),
        left_out=(
            LeftOut("本年开庭、败诉而没有履行日期的", lambda s: heard(s, result__in=LOST, performed_on=None)),
        ),
        **{**COMMON, "month": "performed_on", "period": "判决履行日期"},
    ),
)  # fmt: skip
