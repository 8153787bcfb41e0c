"""The figures of enforcement: cases by the date of the decision, and licences."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from fazhi.enforcement.models import Licence, Penalty
from fazhi.records.figures import Figure, LeftOut, Rate, Scope
from fazhi.records.models import RecordQuerySet

OWN_NAME = Q(power_source__in=("granted", "own"))
ENTRUSTED = Q(power_source="entrusted")


def decided(scope: Scope, *conditions: Q, **equal: Any) -> RecordQuerySet:
    """Cases decided in the year."""
    return scope.of_year(Penalty, "decided_on", *conditions, **equal)


def undecided(scope: Scope, *conditions: Q) -> RecordQuerySet:
    """Cases filed in the year and not decided by its end."""
    later = Q(decided_on=None) | Q(decided_on__gt=scope.last_day)
    return scope.of_year(Penalty, "filed_on", later, *conditions)


def left_out(*conditions: Q) -> tuple[LeftOut, ...]:
    """The cases near a figure that belong to other years, or say nothing of whose power it is."""
    return (
        LeftOut("本年立案、年底前没有作出决定的", lambda s: undecided(s, *conditions)),
        LeftOut("没有写明权力来源的", lambda s: decided(s, power_source="")),
    )


def applied(scope: Scope) -> RecordQuerySet:
    """Supervision licences applied for in the year, issued since or not."""
    # Of a licence that only ever stood as expired, the one date known is that of its end.
    ended = Q(status="expired", applied_on=F("on"))
    return scope.of_year(Licence, "applied_on", Q(~earlier(scope)), ~ended, type="supervision_licence")


def earlier(scope: Scope) -> Exists:
    """That the same person's application stands in an earlier year, in a row of its own."""
    rows = scope.seen(Licence).filter(
        type=OuterRef("type"), holder=OuterRef("holder"), office=OuterRef("office"), status="applied",
        applied_on__lt=date(scope.year, 1, 1),
    )  # fmt: skip
    return Exists(rows)


COMMON: dict[str, Any] = {
    "kind": "penalty", "section": "enforcement", "month": "decided_on", "type": "penalty_word", "period": "决定日期",
}  # fmt: skip
LICENCES: dict[str, Any] = {"kind": "licence", "section": "supervision", "month": "on", "type": "type_word"}

FIGURES = (
    Figure(
        code="entrusted_cases", name="办理委托行政执法案件", unit="件", family="E1",
        rule="决定日期在本年、权力来源为委托执法的案件，一案算一件；跨年案件只在作出决定的年度算。以镇政府名义办理的另计；没有写"
        "权力来源、但写了委托机关的，按委托执法算。",
        records=lambda s: decided(s, ENTRUSTED),
        left_out=(
            LeftOut("以镇政府名义作出决定的", lambda s: decided(s, OWN_NAME)), *left_out(ENTRUSTED),
        ),
        **COMMON,
    ),
    Figure(
        code="own_name_cases", name="以镇政府名义办理行政处罚案件", unit="件", family="E1",
        rule="决定日期在本年、权力来源为赋权或者法定职权的案件，一案算一件；跨年案件只在作出决定的年度算。委托执法的另计。",
        records=lambda s: decided(s, OWN_NAME),
        left_out=(
            LeftOut("以委托机关名义作出决定的", lambda s: decided(s, ENTRUSTED)), *left_out(OWN_NAME),
        ),
        **COMMON,
    ),
    Figure(
        code="penalty_cases", name="作出决定的行政处罚案件", unit="件", family="E1",
        rule="决定日期在本年的全部案件，委托执法、赋权、法定职权和没有写明权力来源的都算，决定不予处罚的也算；一案多罚算一件。",
        records=decided,
        left_out=(LeftOut("本年立案、年底前没有作出决定的", undecided),), **COMMON,
    ),
    Figure(
        code="penalties_not_imposed", name="不予处罚案件", unit="件",
        rule="决定日期在本年、处罚种类写明不予处罚、免予处罚或者首违不罚的案件。",
        records=lambda s: decided(s, penalty="none"), **COMMON,
    ),
    Figure(
        code="fined_cases", name="罚款案件", unit="件", family="E1",
        rule="决定日期在本年、罚款金额大于零的案件，一案算一件。",
        records=lambda s: decided(s, fine__gt=0), **COMMON,
    ),
    Figure(
        code="fines_total_yuan", name="罚款金额", unit="元", family="E2",
        rule="决定日期在本年的案件的罚款金额相加，委托执法和以镇政府名义的都算；按决定的数额，不按实缴的数额。",
        records=lambda s: decided(s, fine__gt=0), measure="sum", of="fine", in_yuan=True,
        left_out=(LeftOut("没有罚款的案件", lambda s: decided(s, Q(fine=None) | Q(fine=0))),), **COMMON,
    ),
    Figure(
        code="penalties_filed", name="行政处罚立案", unit="件", family="E1",
        rule="立案日期在本年的案件，不论有没有作出决定。",
        records=lambda s: s.of_year(Penalty, "filed_on"),
        left_out=(LeftOut("本年作出决定、没有写立案日期的", lambda s: decided(s, filed_on=None)),),
        **{**COMMON, "month": "filed_on", "period": "立案日期"},
    ),
    Figure(
        code="penalties_undecided", name="本年立案未作出决定的案件", unit="件",
        rule="立案日期在本年、到年底还没有作出决定的案件。",
        records=undecided, **{**COMMON, "month": "filed_on", "period": "立案日期"},
    ),
    Figure(
        code="penalties_legally_reviewed", name="行政处罚法制审核", unit="件", family="D4",
        rule="决定日期在本年、有法制审核日期的案件。",
        records=lambda s: decided(s, legally_reviewed_on__isnull=False),
        left_out=(LeftOut("没有法制审核日期的", lambda s: decided(s, legally_reviewed_on=None)),), **COMMON,
    ),
    Rate(
        code="penalty_legal_review_rate", name="行政处罚法制审核率", section="enforcement", family="D7",
        rule="有法制审核日期的案件占本年作出决定的案件的比例，按两个准数算出。",
        numerator="penalties_legally_reviewed", denominator="penalty_cases",
    ),
    Figure(
        code="penalties_published", name="行政处罚决定公示", unit="件", family="E8",
        rule="决定日期在本年、有公示日期的案件；依法不公开的没有公示日期，不计。",
        records=lambda s: decided(s, published_on__isnull=False),
        left_out=(LeftOut("没有公示日期的", lambda s: decided(s, published_on=None)),), **COMMON,
    ),
    Rate(
        code="penalty_publication_rate", name="行政处罚决定公示率", section="enforcement",
        rule="有公示日期的案件占本年作出决定的案件的比例，按两个准数算出；依法不公开的也在分母里。",
        numerator="penalties_published", denominator="penalty_cases",
    ),
    Figure(
        code="penalties_archived", name="行政处罚案卷归档", unit="件",
        rule="决定日期在本年、有归档日期的案件。",
        records=lambda s: decided(s, archived_on__isnull=False),
        left_out=(LeftOut("没有归档日期的", lambda s: decided(s, archived_on=None)),), **COMMON,
    ),
    Rate(
        code="penalty_archive_rate", name="行政处罚案卷归档率", section="enforcement",
        rule="有归档日期的案件占本年作出决定的案件的比例，按两个准数算出；还没有结案的也在分母里。",
        numerator="penalties_archived", denominator="penalty_cases",
    ),
    Figure(
        code="supervision_licences_applied", name="申请行政执法监督证", unit="名", family="F3",
        rule="申请日期在本年的行政执法监督证，已经发证的也算；一人算一名。台账只有一个日期时，申请中的按这个日期；直接登记为"
        "已发证、以前没有申请记录的，也按这个日期。",
        records=applied, measure="different", of="holder", period="申请日期",
        left_out=(
            LeftOut(
                "以前年度申请、本年发证的",
                lambda s: s.of_year(Licence, "on", Q(applied_on__lt=date(s.year, 1, 1)) | Q(earlier(s)),
                                    type="supervision_licence", status="issued"),
            ),
        ),
        **{**LICENCES, "month": "applied_on"},
    ),
    Figure(
        code="enforcement_licence_holders", name="持行政执法证人员", unit="名", family="E5",
        rule="到年底状态为已发证的行政执法证，日期在本年底以前（含以前年度发的），一人算一名；申请中、已到期的不计。",
        records=lambda s: s.seen(Licence).filter(type="enforcement_licence", status="issued", on__lte=s.last_day),
        measure="different", of="holder", period="发证日期在本年12月31日以前",
        left_out=(
            LeftOut(
                "申请中或者已到期的",
                lambda s: s.seen(Licence).filter(
                    ~Q(status="issued"), type="enforcement_licence", on__lte=s.last_day
                ),
            ),
        ),
        **{**LICENCES, "section": "enforcement"},
    ),
    Figure(
        code="enforcement_licences_issued", name="本年新发行政执法证", unit="件", family="E5",
        rule="发证日期在本年、状态为已发证的行政执法证。",
        records=lambda s: s.of_year(Licence, "on", type="enforcement_licence", status="issued"), period="发证日期",
        **{**LICENCES, "section": "enforcement"},
    ),
)  # fmt: skip
