"""The figures of disputes."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from fazhi.mediation.models import Dispute
from fazhi.records.figures import Figure, LeftOut, Rate, Scope
from fazhi.records.models import RecordQuerySet


def found(scope: Scope) -> RecordQuerySet:
    """Disputes that grid workers found in the year."""
    return scope.of_year(Dispute, "found_on", source="grid")


FAILED_THREE = Q(village_attempts__gte=3) & ~Q(result="village_settled")
COMMON: dict[str, Any] = {
    "kind": "dispute", "section": "mediation", "village": "village__name", "month": "found_on", "type": "type_word",
    "period": "排查日期",
}  # fmt: skip
AGREED: dict[str, Any] = {
    "kind": "dispute", "section": "mediation", "village": "village__name", "month": "agreed_on", "type": "type_word",
}  # fmt: skip

FIGURES = (
    Figure(
        code="disputes_found", name="网格排查矛盾纠纷", unit="起", family="H1", approximate=True,
        rule="排查日期在本年、由网格员发现的矛盾纠纷，一起算一起。完全重复的行并为一起；疑似重复在有人合并之前照数计入；"
        "待改正的行改好后才计入。",
        records=found,
        left_out=(
            LeftOut("不是网格员发现的", lambda s: s.of_year(Dispute, "found_on", ~Q(source="grid"))),
        ),
        **COMMON,
    ),
    Figure(
        code="village_failed_three_times", name="村调解三次未成", unit="起",
        rule="网格员排查到的矛盾纠纷中，村里调解三次及以上、没有在村里调成的。",
        records=lambda s: found(s).filter(FAILED_THREE),
        left_out=(
            LeftOut("调解三次以上、最后在村里调成的", lambda s: found(s).filter(village_attempts__gte=3, result="village_settled")),
        ),
        **COMMON,
    ),
    Figure(
        code="village_settled", name="村级化解矛盾纠纷", unit="起",
        rule="网格员排查到的矛盾纠纷中，处理结果为村里调解成功的，一起算一起。",
        records=lambda s: found(s).filter(result="village_settled"), **COMMON,
    ),
    Figure(
        code="escalated_to_town", name="上报镇调解室", unit="起",
        rule="网格员排查到的矛盾纠纷中，处理结果为上报镇调解室的。",
        records=lambda s: found(s).filter(result="escalated"), **COMMON,
    ),
    Figure(
        code="disputes_open", name="尚未办结的矛盾纠纷", unit="起",
        rule="网格员排查到的矛盾纠纷中，还没有办结、也没有上报镇里的。",
        records=lambda s: found(s).filter(Q(result__in=("", "open")), settled_on=None), **COMMON,
    ),
    Figure(
        code="dispute_villages", name="发生矛盾纠纷的村居", unit="个",
        rule="本年网格员排查到矛盾纠纷的不同村居数，同一村居算一个。",
        records=found, measure="different", of="village", **COMMON,
    ),
    Figure(
        code="village_mediations", name="村级调解次数", unit="次",
        rule="网格员排查到的矛盾纠纷，村调解次数相加；没有填次数的不计。",
        records=lambda s: found(s).filter(village_attempts__gt=0), measure="sum", of="village_attempts", **COMMON,
    ),
    Figure(
        code="committee_written_agreements", name="调委会制作调解协议书", unit="份", period="协议签订日期",
        rule="协议签订日期在本年的矛盾纠纷调解协议书，村、镇调委会都算，一件案件一份；其中镇里调的，"
        "接待台账的“签订调解协议书”也计。只在接待台账里登记的不计。",
        records=lambda s: s.of_year(Dispute, "agreed_on", agreement_form="written"),
        left_out=(
            LeftOut("口头协议", lambda s: s.of_year(Dispute, "agreed_on", agreement_form="oral")),
        ),
        **AGREED,
    ),
    Figure(
        code="committee_oral_agreements", name="调委会登记口头协议", unit="份", period="协议达成日期",
        rule="协议达成日期在本年、只登记了口头协议的矛盾纠纷。",
        records=lambda s: s.of_year(Dispute, "agreed_on", agreement_form="oral"), **AGREED,
    ),
    Figure(
        code="agreements_performed", name="协议已履行", unit="份", period="协议签订日期",
        rule="协议签订日期在本年、登记为已全部履行的矛盾纠纷，书面和口头的都算。",
        records=lambda s: s.of_year(Dispute, "agreed_on", performance__in=("1", "2")), **AGREED,
    ),
    Figure(
        code="agreements_amount_yuan", name="调解协议涉及金额", unit="元", period="协议签订日期",
        rule="协议签订日期在本年的矛盾纠纷，协议涉及金额相加；没有写金额的不计。",
        records=lambda s: s.of_year(Dispute, "agreed_on", amount_fen__gt=0), measure="sum", of="amount_fen", in_yuan=True,
        **AGREED,
    ),
    Figure(
        code="judicial_confirmations", name="协议经司法确认", unit="份", period="司法确认日期",
        rule="法院裁定确认有效的日期在本年的调解协议。",
        records=lambda s: s.of_year(Dispute, "confirmed_on"), **{**AGREED, "month": "confirmed_on"},
    ),
    Rate(
        code="village_settled_rate", name="村级化解率", section="mediation",
        rule="村级化解的矛盾纠纷占网格员排查到的矛盾纠纷的比例，按两个准数算出。",
        numerator="village_settled", denominator="disputes_found", family="H4",
    ),
)  # fmt: skip
