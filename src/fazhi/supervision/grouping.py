"""Rounds of file review: what holds the files reviewed in one go together."""

from __future__ import annotations

from typing import Any

from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Grouped, Making, RecordKind, Rows, Values
from fazhi.supervision.models import FileReviewRound

LAYOUT = LedgerLayout(
    kind="file_review_round",
    name="评查批次",
    sheet="评查批次",
    columns=(
        Column("round", "评查批次", required=True),
        Column("year", "年度", Shape.COUNT, required=True, help="写四位数，例如2023。"),
    ),
)


def rows(values: Values, making: Making) -> Rows:
    """One round, known by its name and year."""
    return {FileReviewRound: [making.root(name=values["round"], year=values["year"])]}


def values(record: Any) -> dict[str, Any]:
    """A round as its form has it."""
    return {"round": record.name, "year": record.year}


def check(values: Values) -> str | None:
    """A year is four digits."""
    if not 1949 <= values["year"] <= 2199:
        return f"年度“{values['year']}”不是一个年份，请写四位数，例如2023"
    return None


def file_of(file: Values, round_: Values) -> Values:
    """A reviewed file once its round has another name; its year is that of its own date."""
    return {**file, "round": round_["round"]}


FILE_REVIEW_ROUND = RecordKind(
    layout=LAYOUT,
    model=FileReviewRound,
    section="supervision",
    rows=rows,
    values=values,
    title=lambda record: record.name if str(record.year) in record.name else f"{record.year}年{record.name}",
    check=check,
    search=("name",),
    groups=(Grouped("file_review", "round", lay=file_of),),
    natural=("name", "year"),
)
