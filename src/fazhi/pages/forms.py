"""The forms an office fills in, and the one made from the columns of a ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from django import forms

from fazhi.pages.fields import (
    CountField,
    ListField,
    MoneyField,
    OfficeDateField,
    PercentField,
    PhoneField,
    TextField,
    WordField,
    YesNoField,
)
from fazhi.records.columns import Column, Shape


class MadeOnce(dict[str, forms.Field]):
    """The fields of a form class that one form is made of: those of its own need no copy, inherited ones do."""

    def __init__(self, fields: Mapping[str, forms.Field], inherited: Collection[str]) -> None:
        super().__init__(fields)
        self.inherited = inherited

    def __deepcopy__(self, memo: Any) -> dict[str, forms.Field]:
        return {
            name: deepcopy(field, memo) if name in self.inherited else field for name, field in self.items()
        }


class OfficeForm(forms.Form):
    """The base of our forms: the browser does not check, so every error is in our words."""

    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            if isinstance(field, WordField):
                field.offer(str(self.get_initial_for_field(field, name) or ""))


def form_for(
    columns: Sequence[Column],
    *,
    year: int | None = None,
    today: date | None = None,
    tiles: Collection[str] = (),
    leave_out: Collection[str] = (),
    base: type[OfficeForm] = OfficeForm,
) -> type[OfficeForm]:
    """A form with one field for each column, in their order.

    `year` is that of dates typed without one; fields named in `tiles` show their choices as radio tiles;
    those in `leave_out` are not asked. `cleaned_data` is the row of values an action receives.
    """
    fields = {
        column.field: _field(column, year=year, today=today, tiles=column.field in tiles)
        for column in columns
        if column.field not in leave_out
    }
    return type("LedgerForm", (base,), fields)


def _field(column: Column, *, year: int | None, today: date | None, tiles: bool) -> forms.Field:
    common: dict[str, Any] = {
        "label": column.heading,
        "required": column.required,
        "help_text": column.help,
    }
    match column.shape:
        case Shape.DATE:
            common["help_text"] = column.help or "如3.12、3月12日、20260312"
            return OfficeDateField(year=year, today=today, future_allowed=column.future_allowed, **common)
        case Shape.COUNT:
            return CountField(unit=column.unit, **common)
        case Shape.MONEY:
            return MoneyField(**common)
        case Shape.PERCENT:
            return PercentField(**common)
        case Shape.PHONE:
            return PhoneField(**common)
        case Shape.YES_NO:
            return YesNoField(**common)
        case Shape.NAMES | Shape.PLACES | Shape.ITEMS:
            common["help_text"] = column.help or "一行写一个"
            return ListField(rows=5 if column.shape is Shape.ITEMS else 3, **common)
        case Shape.CHOICE if column.choices:
            return WordField(choices=column.choices, tiles=tiles, **common)
        case Shape.LONG_TEXT:
            return TextField(long=True, **common)
        case _:
            return TextField(**common)
