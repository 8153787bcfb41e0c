"""A record's values as pages print them and as a cell of Excel holds them, personal data masked."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import import_module, util
from typing import Any

from django.apps import apps

from fazhi.cases.merging import CAME, WENT
from fazhi.pages.words import (
    masked_id_number,
    masked_name,
    masked_phone,
    table_date,
    ui_money,
    ui_number,
    ui_share,
)
from fazhi.procedures.declaration import Procedure
from fazhi.records.columns import Column, Shape
from fazhi.records.figures import BOOK, Figure
from fazhi.records.kinds import RecordKind
from fazhi.records.kinds import number_of as number_of  # shown everywhere, and searched

LISTS = (Shape.NAMES, Shape.PLACES, Shape.ITEMS)
NUMERIC = (Shape.COUNT, Shape.MONEY, Shape.PERCENT)
# A mobile number or an identity number standing in a free text that no column masks.
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


def shown(column: Column, value: Any) -> str:
    """The value as text, masked where the column is."""
    return masked(column, value) if column.masked else in_full(column, value)


def in_full(column: Column, value: Any) -> str:
    """The value as text, nothing hidden."""
    if value is None or value == "" or value == []:
        return ""
    match column.shape:
        case Shape.DATE:
            return table_date(value) if isinstance(value, date) else str(value)
        case Shape.COUNT:
            return f"{ui_number(value)}{column.unit}"
        case Shape.MONEY if isinstance(value, int):
            return ui_money(value)
        case Shape.PERCENT if isinstance(value, int):
            return ui_share(value)
        case Shape.YES_NO if isinstance(value, bool):
            return "是" if value else "否"
        case Shape.NAMES | Shape.PLACES if isinstance(value, list | tuple):
            return "、".join(map(str, value))
        case Shape.ITEMS if isinstance(value, list | tuple):
            return "；".join(map(str, value))
    return str(value)


def masked(column: Column, value: Any) -> str:
    """The value with what is personal hidden."""
    if value is None or value == "" or value == []:
        return ""
    if column.shape is Shape.PHONE:
        return masked_phone(str(value))
    if column.shape is Shape.NUMBER:
        return masked_id_number(str(value))
    if column.shape is Shape.NAMES and isinstance(value, list | tuple):
        return "、".join(masked_name(str(name)) for name in value)
    return "****"


def masked_text(text: Any) -> str:
    """Free text of unknown content: telephone and identity numbers in it are masked."""
    plain = PHONE.sub(lambda found: masked_phone(found[0]), str(text))
    return ID_NUMBER.sub(lambda found: masked_id_number(found[0]), plain)


def excel_value(column: Column, value: Any) -> Any:
    """What a cell of Excel holds: dates as dates, numbers as numbers (money in yuan), all else as text."""
    if value is None or value == "" or column.masked:
        return shown(column, value)
    if type(value) is str and column.shape is not Shape.COUNT:
        return value
    match column.shape:
        case Shape.DATE if isinstance(value, date):
            return value
        case Shape.COUNT if isinstance(value, int):
            return value
        case Shape.MONEY if isinstance(value, int):
            return Decimal(value) / 100
    return in_full(column, value)


def excel_heading(column: Column) -> str:
    """The heading with its unit, since the cells hold bare numbers: 罚款金额（元）."""
    unit = "元" if column.shape is Shape.MONEY else column.unit if column.shape is Shape.COUNT else ""
    return column.heading if not unit or f"（{unit}）" in column.heading else f"{column.heading}（{unit}）"


def title_of(kind: RecordKind, record: Any) -> str:
    """The record's title, never empty: it is a link."""
    return str(kind.title(record) or "").strip() or f"（没有写明的{kind.name}）"


def unit_of(kind: RecordKind) -> str:
    """起, 份, 件 … as the figures over this kind count it; 条 where none does."""
    return _unit(kind.code)


@cache
def _unit(code: str) -> str:
    for figure in BOOK:
        if isinstance(figure, Figure) and figure.kind == code and figure.measure == "count":
            return figure.unit
    return "条"


# Steps that no procedure declares: cases.merging writes them.
MERGED = {WENT: "并到另一件里", CAME: "并进来重复登记的一件"}


def step_names(kind: RecordKind) -> dict[str, str]:
    """{code: name} of the steps that the kind's work folder declares in its procedure.py."""
    return _step_names(kind.code, kind.model.__module__)


@cache
def _step_names(code: str, module: str) -> dict[str, str]:
    folder = apps.get_containing_app_config(module)
    name = f"{folder.name}.procedure" if folder else ""
    if not name or util.find_spec(name) is None:
        return {}
    procedures = [item for item in vars(import_module(name)).values() if isinstance(item, Procedure)]
    # The kind's own procedure last, so that its words win.
    procedures.sort(key=lambda procedure: procedure.code == code)
    return {**MERGED, **{step.code: step.name for procedure in procedures for step in procedure.steps}}


def mark_of(kind: RecordKind, record: Any, repeated: frozenset[Any]) -> tuple[str, str]:
    """The light and the words that stand beside a record in a list; both empty when there is nothing to say."""
    if record.merged_into:
        return "gray", "已合并"
    if record.voided_at is not None:
        return "gray", "已作废"
    if record.pk in repeated:
        return "amber", "疑似重复"
    if kind.doubts and any(True for _ in kind.doubts(record)):
        return "amber", "有疑点"
    return "", ""
