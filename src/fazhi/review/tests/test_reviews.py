"""Contract reviews and normative documents: rows there and back, drafts, opinions, and what each figure counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fazhi.cases.models import Case
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.actions import Refused, add, correct, current_values, void
from fazhi.records.figures import BOOK, Figure, Scope
from fazhi.records.kinds import RecordKind
from fazhi.review.contracts import CONTRACT_REVIEW
from fazhi.review.documents import NORMATIVE_REVIEW
from fazhi.review.models import Contract, Opinion
from fazhi.review.procedure import PROCEDURES
from telling import says_what_it_was_told

pytestmark = pytest.mark.django_db

CONTRACT = {
    "submitted_on": date(2023, 5, 3), "contract": "物业服务合同", "type": "民事合同", "office": "社会事业局",
    "counterparty": "某物业公司", "draft": "第一稿", "reviewer": "张审核", "opinion_on": date(2023, 5, 7),
    "opinions": ["缺少不可抗力条款", "附件缺失", "附件缺失"], "adopted": 3,
}  # fmt: skip
DOCUMENT = {
    "title": "关于规范犬只管理的通知", "office": "党政办", "reviewed_on": date(2023, 10, 6), "conclusion": "修改后通过",
    "reviewer": "张审核", "number": "合政规〔2023〕2号",
}  # fmt: skip
KINDS = [
    (CONTRACT_REVIEW, CONTRACT, {"opinions": ["附件缺失"], "adopted": 0}),
    (NORMATIVE_REVIEW, DOCUMENT, {"number": None}),
]


@pytest.fixture
def town() -> Town:
    return Town.objects.create(name="示例镇")


def contract(town: Town, **values: Any) -> Any:
    return add(CONTRACT_REVIEW, {**CONTRACT, **values}, town=town, by=CONSOLE)


def value(town: Town, code: str, year: int = 2023) -> int:
    figure = BOOK[code]
    assert isinstance(figure, Figure)
    return figure.value(Scope(town.pk, year))


def omitted(town: Town, code: str) -> dict[str, int]:
    figure = BOOK[code]
    assert isinstance(figure, Figure)
    return {reason: count for reason, count, _ in figure.omitted(Scope(town.pk, 2023))}


@pytest.mark.parametrize(("kind", "values", "change"), KINDS, ids=lambda part: getattr(part, "code", ""))
def test_what_was_entered_is_read_back_and_the_trace_knows_the_rows(
    town: Town, kind: RecordKind, values: dict[str, Any], change: dict[str, Any]
) -> None:
    says_what_it_was_told(kind, town, values, {**values, **change})


@pytest.mark.parametrize(("kind", "values", "change"), KINDS, ids=lambda part: getattr(part, "code", ""))
def test_every_step_of_a_case_is_declared(
    town: Town, kind: RecordKind, values: dict[str, Any], change: dict[str, Any]
) -> None:
    declared = {procedure.code: procedure.codes for procedure in PROCEDURES}
    case = Case.objects.get(pk=add(kind, values, town=town, by=CONSOLE))
    assert tuple(case.steps.values_list("code", flat=True)) == declared[case.kind]


def test_drafts_of_one_contract_count_once_and_their_opinions_all(town: Town) -> None:
    contract(town)
    contract(
        town,
        draft="第二稿",
        submitted_on=date(2023, 5, 9),
        opinion_on=date(2023, 5, 12),
        opinions=["附件缺失"],
    )
    contract(town, counterparty="另一家公司", opinions=["无意见"], adopted=None)
    contract(town, type="行政协议", contract="征收补偿协议", opinions=["补偿依据应当列明"], adopted=1)
    contract(town, contract="采购合同", opinion_on=None)
    contract(town, contract="去年的合同", submitted_on=date(2022, 12, 1), opinion_on=date(2022, 12, 31))
    assert Contract.objects.count() == 5
    assert value(town, "contracts_reviewed") == 2
    assert value(town, "contract_drafts_reviewed") == 3
    assert value(town, "contract_opinions") == 4
    assert value(town, "administrative_agreements_reviewed") == 1
    assert value(town, "administrative_agreement_opinions") == 1
    assert value(town, "contracts_and_agreements_reviewed") == 3
    assert value(town, "contract_reviews_waiting") == 1
    assert omitted(town, "contracts_reviewed") == {"行政协议，另行计数": 1, "已送审、没有出具意见日期的": 1}
    assert value(town, "contracts_reviewed", 2022) == 1


def test_a_voided_review_takes_its_opinions_out_of_the_figures(town: Town) -> None:
    record = contract(town)
    assert value(town, "contract_opinions") == 3
    void(CONTRACT_REVIEW, record, "登记错了", town=town, by=CONSOLE)
    assert value(town, "contract_opinions") == value(town, "contracts_reviewed") == 0


@pytest.mark.parametrize(
    ("adopted", "expected"),
    [(3, "adopted"), (0, "not_adopted"), (2, "unknown"), (None, "unknown"), (5, "unknown")],
)
def test_a_count_of_adopted_opinions_says_which_only_when_it_is_all_or_none(
    town: Town, adopted: int | None, expected: str
) -> None:
    record = contract(town, adopted=adopted)
    assert set(Opinion.objects.filter(record=record).values_list("adoption", flat=True)) == {expected}
    assert current_values(CONTRACT_REVIEW, record)["adopted"] == adopted


def test_the_adoption_rate_rests_on_reviews_that_tell_of_adoption(town: Town) -> None:
    contract(town, adopted=2)
    contract(town, contract="甲合同", adopted=None)
    doubtful = contract(town, contract="乙合同", adopted=9)
    assert value(town, "contract_opinions_answered") == 3
    assert value(town, "contract_opinions_adopted") == 2
    assert omitted(town, "contract_opinions_answered") == {"没有填采纳条数，或者采纳条数多于意见条数的": 6}
    assert omitted(town, "contract_opinions_adopted") == {"采纳条数多于意见条数的稿": 1}
    assert CONTRACT_REVIEW.doubts is not None
    assert (
        "采纳条数是9"
        in next(iter(CONTRACT_REVIEW.doubts(CONTRACT_REVIEW.model.objects.get(pk=doubtful)))).text
    )


def test_opinions_keep_their_ids_when_a_review_is_corrected(town: Town) -> None:
    record = contract(town)
    first = Opinion.objects.filter(record=record).first()
    correct(CONTRACT_REVIEW, record, {**CONTRACT, "opinions": ["缺少不可抗力条款"]}, town=town, by=CONSOLE)
    assert list(Opinion.objects.filter(record=record)) == [first]


def test_an_opinion_before_the_draft_came_in_is_refused(town: Town) -> None:
    with pytest.raises(Refused, match="早于送审日期"):
        contract(town, opinion_on=date(2023, 5, 2))
    with pytest.raises(Refused, match="至少填一个"):
        contract(town, opinion_on=None, submitted_on=None)


def test_the_same_draft_twice_is_a_likely_repeat_and_another_draft_is_none(town: Town) -> None:
    assert CONTRACT_REVIEW.likely is not None
    second = {**CONTRACT, "draft": "第二稿", "submitted_on": date(2023, 5, 9), "opinions": []}
    assert CONTRACT_REVIEW.likely(CONTRACT) != CONTRACT_REVIEW.likely(second)
    assert CONTRACT_REVIEW.likely(second) == CONTRACT_REVIEW.likely(dict(second))
    assert CONTRACT_REVIEW.likely(CONTRACT) != CONTRACT_REVIEW.likely({**CONTRACT, "counterparty": "别家"})


def test_normative_documents_count_by_the_date_of_review_and_once_a_title(town: Town) -> None:
    add(NORMATIVE_REVIEW, DOCUMENT, town=town, by=CONSOLE)
    add(
        NORMATIVE_REVIEW,
        {**DOCUMENT, "reviewed_on": date(2023, 9, 1), "conclusion": "不合法"},
        town=town,
        by=CONSOLE,
    )
    add(
        NORMATIVE_REVIEW, {**DOCUMENT, "title": "关于停车的通知", "conclusion": "合法"}, town=town, by=CONSOLE
    )
    add(
        NORMATIVE_REVIEW,
        {**DOCUMENT, "title": "明年的", "reviewed_on": date(2024, 1, 1)},
        town=town,
        by=CONSOLE,
    )
    assert value(town, "normative_documents_reviewed") == 2
    assert value(town, "normative_documents_changed") == 1
