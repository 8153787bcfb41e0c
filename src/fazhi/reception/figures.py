"""The figures of receptions and of the agreements within them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import Exact, IsNull

from fazhi.cases.words import DISPUTE_TYPES
from fazhi.reception.models import Agreement, Reception
from fazhi.reception.words import COUNTED
from fazhi.records.figures import Figure, LeftOut, Rate, Scope
from fazhi.records.models import RecordQuerySet

# One person: the same name, and neither telephone nor village speaks against it. What is not written says nothing.
ONE_PHONE = Q(phone=OuterRef("phone")) & ~Q(phone="")
PHONE_UNTOLD = Q(phone="") | Q(Exact(OuterRef("phone"), ""))
NO_VILLAGE_THERE = Q(IsNull(OuterRef("village_id"), True))
ONE_VILLAGE = Q(village=OuterRef("village_id")) | Q(village__isnull=True) | NO_VILLAGE_THERE
ONE_PERSON = ONE_PHONE | PHONE_UNTOLD & ONE_VILLAGE
# Under 其他 the town's own word tells one matter from another.
ONE_MATTER = ~Q(type=DISPUTE_TYPES.other) | Q(type_word=OuterRef("type_word"))
# SQLite takes 999 variables a statement on old builds.
FEW = 500
# With an agreement before without; then what tells more, so that one who left no telephone never makes two people of
# two telephones one; then the earlier. Where both telephones are told they are the same, so "greater" is "told".
TELLS_VILLAGE = Q(village__isnull=False)
COMES_FIRST = Q(agreed__gt=OuterRef("agreed")) | Q(agreed=OuterRef("agreed")) & (
    Q(phone__gt=OuterRef("phone"))
    | Q(phone=OuterRef("phone"))
    & (TELLS_VILLAGE & NO_VILLAGE_THERE | (TELLS_VILLAGE | NO_VILLAGE_THERE) & Q(pk__lt=OuterRef("pk")))
)


def of_counted_kinds(scope: Scope) -> RecordQuerySet:
    """来访, 咨询 and 申请调解 of the year, repeats included."""
    return scope.of_year(Reception, "received_on", category__in=COUNTED)


def comes_again(scope: Scope) -> Exists:
    """That another record tells of the same person, matter and day: COMES_FIRST says which counts."""
    return Exists(_same(scope).filter(COMES_FIRST))


def _same(scope: Scope) -> RecordQuerySet:
    """Records that tell of the same person, matter and day as the one outside."""
    return scope.seen(Reception).filter(
        ONE_PERSON, ONE_MATTER, category__in=COUNTED, received_on=OuterRef("received_on"), visitor=OuterRef("visitor"),
        type=OuterRef("type"),
    )  # fmt: skip


def counted_together(reception: UUID, scope: Scope) -> bool:
    """Whether this reception and another of its day are counted once."""
    same = Exists(_same(scope).exclude(pk=OuterRef("pk")))
    return of_counted_kinds(scope).filter(same, pk=reception).exists()


def repeats(scope: Scope) -> Q:
    """The condition that a record repeats another; where they are few, as nearly always, found once for all figures."""
    if "receptions that repeat" not in scope.found:
        again = of_counted_kinds(scope).filter(comes_again(scope)).values_list("pk", flat=True)
        scope.found["receptions that repeat"] = list(again[: FEW + 1])
    ids = scope.found["receptions that repeat"]
    return Q(pk__in=ids) if len(ids) <= FEW else Q(comes_again(scope))


def counted(scope: Scope) -> RecordQuerySet:
    """One person, one matter, one day: once."""
    return of_counted_kinds(scope).filter(~repeats(scope))


def kept(*performance: str) -> Exists:
    """That its written agreement is kept in one of these ways."""
    return Exists(
        Agreement.objects.filter(record=OuterRef("pk"), form="written", performance__in=performance)
    )


REPEATS = LeftOut("同一人同一天为同一件事又登记的", lambda s: of_counted_kinds(s).filter(repeats(s)))
OTHER_KINDS = LeftOut(
    "类别不是来访、咨询、申请调解的", lambda s: s.of_year(Reception, "received_on", ~Q(category__in=COUNTED))
)
WITHIN = "接待总数以内、接待日期在本年的"
COMMON: dict[str, Any] = {
    "kind": "reception", "section": "mediation", "village": "village__name", "month": "received_on",
    "type": "type_word", "period": "接待日期",
}  # fmt: skip

FIGURES = (
    Figure(
        code="receptions", name="接待来访、咨询、申请调解", unit="起", family="H2",
        rule="接待日期在本年，类别为来访、咨询、申请调解的接待。一人一事一天算一起：完全重复的行并为一起，同一天、姓名和"
        "纠纷类型相同、电话和村居不矛盾的只算一起（有一边没写的不算矛盾，电话相同的不看村居）；信访转办、回访等其他类别不计。"
        "村里报上来、部门转来的纠纷，镇里受理时登成一起申请调解（信访转来的登成信访转办）。",
        records=counted, left_out=(OTHER_KINDS, REPEATS), **COMMON,
    ),
    Figure(
        code="reception_visits", name="接待群众来访", unit="起", family="H7",
        rule=f"{WITHIN}，类别为来访的。", records=lambda s: counted(s).filter(category="visit"), **COMMON,
    ),
    Figure(
        code="reception_consultations", name="接待法律咨询", unit="起", family="J6",
        rule=f"{WITHIN}，类别为咨询的。", records=lambda s: counted(s).filter(category="consultation"), **COMMON,
    ),
    Figure(
        code="mediation_requests", name="受理调解申请", unit="起", family="H2",
        rule=f"{WITHIN}，类别为申请调解的。",
        records=lambda s: counted(s).filter(category="mediation_request"), **COMMON,
    ),
    Figure(
        code="mediation_requests_settled", name="镇调解室调解成功", unit="起", family="H3",
        rule=f"{WITHIN}申请调解中，结果为调解成功的，书面协议、口头协议和没有签协议的都算。",
        records=lambda s: counted(s).filter(category="mediation_request", result="settled"),
        left_out=(
            LeftOut("调解不成的", lambda s: counted(s).filter(category="mediation_request", result="failed")),
            LeftOut(
                "还没有结果或者转其他部门的",
                lambda s: counted(s).filter(~Q(result__in=("settled", "failed")), category="mediation_request"),
            ),
        ),
        **COMMON,
    ),
    Rate(
        code="mediation_request_success_rate", name="镇调解成功率", section="mediation", family="H4",
        rule="调解成功的申请占受理的调解申请的比例，按两个准数算出。",
        numerator="mediation_requests_settled", denominator="mediation_requests",
    ),
    Figure(
        code="written_agreements", name="签订调解协议书", unit="起", family="H3",
        rule=f"{WITHIN}，签订了书面协议书的（协议书编号栏有编号）。按接待日期归年，一起接待算一起；口头协议另计。",
        records=lambda s: counted(s).filter(agreed=Reception.Agreed.WRITTEN),
        left_out=(
            LeftOut("口头协议", lambda s: counted(s).filter(agreed=Reception.Agreed.ORAL)),
            LeftOut("没有写明书面还是口头的", lambda s: counted(s).filter(agreed=Reception.Agreed.UNKNOWN)),
            LeftOut(
                "类别不是来访、咨询、申请调解的",
                lambda s: s.of_year(
                    Reception, "received_on", ~Q(category__in=COUNTED), agreed=Reception.Agreed.WRITTEN
                ),
            ),
        ),
        **COMMON,
    ),
    Figure(
        code="oral_agreements", name="达成口头协议", unit="起", family="H3",
        rule=f"{WITHIN}，协议书编号栏写明口头协议的。",
        records=lambda s: counted(s).filter(agreed=Reception.Agreed.ORAL),
        left_out=(LeftOut("书面协议", lambda s: counted(s).filter(agreed=Reception.Agreed.WRITTEN)),),
        **COMMON,
    ),
    Figure(
        code="written_agreements_performed", name="已履行的调解协议书", unit="起",
        rule=f"{WITHIN}书面协议中，履行情况为已履行的；履行中、已司法确认的不算已履行。",
        records=lambda s: counted(s).filter(kept("performed"), agreed=Reception.Agreed.WRITTEN),
        left_out=(
            LeftOut(
                "履行中、未履行或者没有写明的",
                lambda s: counted(s).filter(~kept("performed", "confirmed"), agreed=Reception.Agreed.WRITTEN),
            ),
            LeftOut(
                "已司法确认的",
                lambda s: counted(s).filter(kept("confirmed"), agreed=Reception.Agreed.WRITTEN),
            ),
        ),
        **COMMON,
    ),
    Figure(
        code="written_agreements_confirmed", name="经司法确认的调解协议书", unit="起",
        rule=f"{WITHIN}书面协议中，履行情况为已司法确认的。",
        records=lambda s: counted(s).filter(kept("confirmed"), agreed=Reception.Agreed.WRITTEN), **COMMON,
    ),
    Rate(
        code="agreement_performance_rate", name="调解协议书履行率", section="mediation",
        rule="已履行的调解协议书占签订的调解协议书的比例，按两个准数算出；已司法确认而没有写明履行的不算已履行。",
        numerator="written_agreements_performed", denominator="written_agreements",
    ),
    Figure(
        code="reception_villages", name="有群众来访的村居", unit="个",
        rule=f"{WITHIN}，来访人所在的不同村居数，同一村居算一个；没有写村居的不计。",
        records=lambda s: counted(s).filter(village__isnull=False), measure="different", of="village", **COMMON,
    ),
)  # fmt: skip
