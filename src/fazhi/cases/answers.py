"""What the form of a step was answered: of the right shape and size, and as the step keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fazhi.cases.clocks import HERE
from fazhi.orgs.permissions import Refused
from fazhi.procedures.declaration import Step
from fazhi.records.columns import Column, Shape

LONGEST = 20_000  # characters of one answer


def answers_to(step: Step, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the form asked, of the right shape and size; anything else a client sent is left out. Raises Refused."""
    answers: dict[str, Any] = {}
    for column in step.asks:
        value = facts.get(column.field)
        if value in (None, "", []):
            if column.required:
                raise Refused(f"请填写{column.heading}", column.field)
            continue
        answers[column.field] = _shaped(column, value)
    return answers


_SHAPES: dict[Shape, tuple[type, ...]] = {
    Shape.DATE: (date,), Shape.COUNT: (int,), Shape.MONEY: (int,), Shape.PERCENT: (int,), Shape.YES_NO: (bool,),
    Shape.NAMES: (list, tuple), Shape.PLACES: (list, tuple), Shape.ITEMS: (list, tuple),
}  # fmt: skip


def _shaped(column: Column, value: Any) -> Any:
    wanted = _SHAPES.get(column.shape, (str,))
    fits = isinstance(value, wanted) and (bool in wanted or not isinstance(value, bool))
    if not fits:
        raise Refused(f"{column.heading}的写法不对，请重新填写", column.field)
    if isinstance(value, int) and not isinstance(value, bool) and not 0 <= value < 10**15:
        raise Refused(f"{column.heading}的数字太大或为负，请核对", column.field)
    if isinstance(value, list | tuple):
        value = [str(one).strip() for one in value if str(one).strip()]
    length = len(value) if isinstance(value, str) else sum(map(len, value)) if isinstance(value, list) else 0
    if length > LONGEST:
        raise Refused(f"{column.heading}应在{LONGEST}字以内，现在是{length}字", column.field)
    if column.shape is Shape.CHOICE and column.choices and column.choices.code_of(value) is None:
        words = "、".join(choice.word for choice in column.choices.values)
        raise Refused(f"{column.heading}应为{words}之一，现在是“{value[:20]}”", column.field)
    if column.shape is Shape.DATE and not column.future_allowed and value > today():
        raise Refused(f"{column.heading}不能晚于今天", column.field)
    return value


def code_of(column: Column, value: Any) -> Any:
    """The code behind a chosen word; anything else as it is."""
    return column.choices.code_of(value) if column.choices and value else value


def as_kept(value: Any) -> Any:
    """A value as the facts of a step hold it: dates and ids as text."""
    return (
        value.isoformat()
        if isinstance(value, date | datetime)
        else str(value)
        if isinstance(value, UUID)
        else value
    )


def day_of(facts: Mapping[str, Any]) -> date:
    """The legal date of an act: as given, never ahead of today; today otherwise."""
    on = facts.get("on")
    if on is None or on == "":
        return today()
    if not isinstance(on, date) or isinstance(on, datetime):
        raise Refused("日期的写法不对，请填写到哪一天", "on")
    if on > today():
        raise Refused("日期不能晚于今天", "on")
    return on


def today() -> date:
    """The day it is in the office."""
    return datetime.now(HERE).date()
