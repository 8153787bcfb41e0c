"""The figures of legal review."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from fazhi.records.figures import Figure, LeftOut, Rate, Scope
from fazhi.records.models import RecordQuerySet
from fazhi.review.models import ContractReview, NormativeDocument, Opinion

CIVIL = "civil_contract"
AGREEMENT = "administrative_agreement"
MORE_THAN_ANY = 2**31 - 1
# Django's Count would group by every column; this counts what the subquery finds, 0 where it finds nothing.
HOW_MANY = Func(function="COUNT", template="%(function)s(*)", output_field=IntegerField())


def reviewed(scope: Scope, type_: str, *conditions: Q, **equal: Any) -> RecordQuerySet:
    """Drafts of that type of contract on which an opinion was given in the year."""
    return scope.of_year(ContractReview, "opinion_on", *conditions, contract__type=type_, **equal)


def opinions(scope: Scope, type_: str) -> QuerySet[Any]:
    """Every opinion on every such draft, repeats included."""
    return scope.parts(Opinion, "opinion_on", record__contract__type=type_)


def waiting(scope: Scope, type_: str) -> RecordQuerySet:
    """Drafts sent in during the year without the date of an opinion."""
    return scope.of_year(ContractReview, "submitted_on", opinion_on=None, contract__type=type_)


def answered(draft: str = "pk", adopted: str = "adopted") -> Q:
    """That the ledger says of a draft how many opinions were adopted, and no more than were given.

    Opinions are counted draft by draft, since joining them makes rows of all columns. An empty number counts as more than
    any, so that the condition and its opposite divide all drafts, and figures counted together ask it once.
    """
    of_draft = Opinion.objects.filter(record=OuterRef(draft)).order_by()
    given = Subquery(of_draft.annotate(number=HOW_MANY).values("number"))
    return Q(GreaterThanOrEqual(given, Coalesce(F(adopted), MORE_THAN_ANY)))


def adopting(scope: Scope) -> RecordQuerySet:
    """Drafts of civil contracts of which opinions were adopted, as the ledger says."""
    return reviewed(scope, CIVIL, adopted__gt=0)


def answered_opinion() -> Q:
    """Of an opinion: that its draft is one of those."""
    return answered("record", "record__adopted")


COMMON: dict[str, Any] = {
    "kind": "contract_review", "section": "review", "month": "opinion_on", "type": "type_word", "period": "出具意见日期",
}  # fmt: skip
OF_OPINIONS: dict[str, Any] = {**COMMON, "month": "record__opinion_on", "type": "record__type_word"}

FIGURES = (
    Figure(
        code="contracts_reviewed", name="审核民事合同", unit="份", family="D2",
        rule="出具意见日期在本年的民事合同，同一份合同（名称、相对方相同）本年审了几稿都算一份；行政协议另计；送审后还没有出具"
        "意见的不计。",
        records=lambda s: reviewed(s, CIVIL), measure="different", of="contract",
        left_out=(
            LeftOut("行政协议，另行计数", lambda s: reviewed(s, AGREEMENT)),
            LeftOut("已送审、没有出具意见日期的", lambda s: waiting(s, CIVIL)),
        ),
        **COMMON,
    ),
    Figure(
        code="contract_opinions", name="民事合同法律意见", unit="条", family="D5", approximate=True,
        rule="出具意见日期在本年的民事合同各稿上提出的法律意见，分条计数，各稿都算，重复提出的也算；无意见不算一条；会议上的意见"
        "和行政协议的意见另计。",
        records=lambda s: opinions(s, CIVIL),
        left_out=(LeftOut("行政协议的法律意见", lambda s: opinions(s, AGREEMENT)),),
        **OF_OPINIONS,
    ),
    Figure(
        code="contract_drafts_reviewed", name="审核民事合同稿次", unit="稿",
        rule="出具意见日期在本年的民事合同审核，一稿算一次；同一合同的各稿分别计数。",
        records=lambda s: reviewed(s, CIVIL), **COMMON,
    ),
    Figure(
        code="administrative_agreements_reviewed", name="审核行政协议", unit="份", family="D2",
        rule="出具意见日期在本年的行政协议，同一份协议（名称、相对方相同）本年审了几稿都算一份；民事合同另计。",
        records=lambda s: reviewed(s, AGREEMENT), measure="different", of="contract",
        left_out=(
            LeftOut("民事合同，另行计数", lambda s: reviewed(s, CIVIL)),
            LeftOut("已送审、没有出具意见日期的", lambda s: waiting(s, AGREEMENT)),
        ),
        **COMMON,
    ),
    Figure(
        code="administrative_agreement_opinions", name="行政协议法律意见", unit="条", family="D5",
        rule="出具意见日期在本年的行政协议各稿上提出的法律意见，分条计数，各稿都算；无意见不算一条。",
        records=lambda s: opinions(s, AGREEMENT), **OF_OPINIONS,
    ),
    Figure(
        code="contracts_and_agreements_reviewed", name="审核合同和行政协议", unit="份", family="D1",
        rule="出具意见日期在本年的民事合同和行政协议合计，同一份（名称、相对方、类型相同）审了几稿都算一份。",
        records=lambda s: s.of_year(ContractReview, "opinion_on", contract__type__in=(CIVIL, AGREEMENT)),
        measure="different", of="contract", **COMMON,
    ),
    Figure(
        code="contract_opinions_answered", name="有采纳情况的法律意见", unit="条",
        rule="本年民事合同的法律意见中，台账填了采纳条数的各稿所提的意见条数；没有填采纳条数、采纳条数多于意见条数的稿不计。",
        records=lambda s: opinions(s, CIVIL).filter(answered_opinion()),
        left_out=(
            LeftOut(
                "没有填采纳条数，或者采纳条数多于意见条数的",
                lambda s: opinions(s, CIVIL).filter(~answered_opinion()),
            ),
        ),
        **OF_OPINIONS,
    ),
    Figure(
        code="contract_opinions_adopted", name="采纳的法律意见", unit="条",
        rule="本年民事合同各稿的采纳条数相加；采纳条数多于意见条数的稿要先核对，不计。",
        records=lambda s: adopting(s).filter(answered()), measure="sum", of="adopted",
        left_out=(LeftOut("采纳条数多于意见条数的稿", lambda s: adopting(s).filter(~answered())),),
        **COMMON,
    ),
    Rate(
        code="contract_opinion_adoption_rate", name="合同法律意见采纳率", section="review",
        rule="采纳的法律意见占有采纳情况的法律意见的比例，按两个准数算出。",
        numerator="contract_opinions_adopted", denominator="contract_opinions_answered",
    ),
    Figure(
        code="contract_reviews_waiting", name="送审后还没有出具意见的合同", unit="稿",
        rule="送审日期在本年、没有出具意见日期的民事合同和行政协议，一稿算一稿。",
        records=lambda s: s.of_year(ContractReview, "submitted_on", opinion_on=None),
        **{**COMMON, "month": "submitted_on", "period": "送审日期"},
    ),
    Figure(
        code="normative_documents_reviewed", name="审核规范性文件", unit="件", family="D3",
        rule="审核日期在本年的规范性文件，同一名称的文件本年审了几次都算一件。",
        records=lambda s: s.of_year(NormativeDocument, "reviewed_on"), measure="different", of="title",
        kind="normative_review", section="review", month="reviewed_on", type="conclusion_word", period="审核日期",
    ),
    Figure(
        code="normative_documents_changed", name="经审核提出修改或者不予通过的规范性文件", unit="件", family="D3",
        rule="审核日期在本年、审核结论为修改后合法或者不合法的规范性文件，同一名称的算一件。",
        records=lambda s: s.of_year(
            NormativeDocument, "reviewed_on", conclusion__in=("lawful_after_change", "unlawful")
        ),
        measure="different", of="title",
        kind="normative_review", section="review", month="reviewed_on", type="conclusion_word", period="审核日期",
    ),
)  # fmt: skip
