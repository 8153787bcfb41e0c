"""Contracts: what holds the reviews of their drafts together."""

from __future__ import annotations

from typing import Any

from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Grouped, Making, RecordKind, Rows, Values
from fazhi.review.models import Contract
from fazhi.review.words import CONTRACT_TYPES

LAYOUT = LedgerLayout(
    kind="contract",
    name="合同",
    sheet="合同",
    columns=(
        Column("contract", "合同名称", required=True),
        Column("counterparty", "相对方"),
        Column("type", "类型", Shape.CHOICE, required=True, choices=CONTRACT_TYPES),
    ),
)


def rows(values: Values, making: Making) -> Rows:
    """One contract, known by its name, counterparty and type."""
    return {
        Contract: [
            making.root(
                name=values["contract"],
                counterparty=values.get("counterparty") or "",
                type=CONTRACT_TYPES.code_of(values["type"]) or "",
            )
        ]
    }


def values(record: Any) -> dict[str, Any]:
    """A contract as its form has it."""
    return {
        "contract": record.name,
        "counterparty": record.counterparty or None,
        "type": CONTRACT_TYPES.word_of(record.type) if record.type else None,
    }


def review_of(review: Values, contract: Values) -> Values:
    """A draft's review once its contract says something else; the town's own word stays where it means the same."""
    same = CONTRACT_TYPES.code_of(review["type"]) == CONTRACT_TYPES.code_of(contract["type"])
    return {
        **review,
        "contract": contract["contract"],
        "counterparty": contract.get("counterparty"),
        "type": review["type"] if same else contract["type"],
    }


CONTRACT = RecordKind(
    layout=LAYOUT,
    model=Contract,
    section="review",
    rows=rows,
    values=values,
    title=lambda record: record.name,
    search=("name", "counterparty"),
    groups=(Grouped("contract_review", "contract", order=("submitted_on", "opinion_on"), lay=review_of),),
    natural=("name", "counterparty", "type"),
)
