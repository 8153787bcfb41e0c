"""The form of a step, made from what the step asks and from what the case knows already.

Whatever is known is filled in or offered: parties as ticks, an instalment as a choice, a schedule as rows of cells. It
all cleans to the facts an action receives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fazhi.pages.case_pages import Given
from fazhi.pages.fields import DatalistInput, ListField, OfficeDateField, WordField, WordSelect, short
from fazhi.pages.forms import MadeOnce, OfficeForm, form_for
from fazhi.pages.words import office_today
from fazhi.procedures.declaration import Step
from fazhi.records.columns import Column, Shape

BLANK: tuple[Any, ...] = (None, "", [])
TILES = 6  # up to so many choices stand side by side
LONGEST_TILE = 12
ROWS = 4  # of a table that is written cell by cell
SPARE = 2


class TickedNames(forms.Widget):
    """Names the case knows as ticks, and a box for others, one a line. A group of inputs, not one."""

    is_group = True

    def __init__(self, names: Sequence[str], more: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.names, self.more = list(dict.fromkeys(names)), more

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        ticked = data.getlist(name) if hasattr(data, "getlist") else list(data.get(name) or [])
        return [*ticked, *str(data.get(f"{name}-more") or "").splitlines()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def format_value(self, value: Any) -> list[str]:
        lines = value.splitlines() if isinstance(value, str) else value or []
        return [str(line).strip() for line in lines if str(line).strip()]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = self.format_value(value)
        box_id = (attrs or {}).get("id") or f"id_{name}"
        ticks = format_html_join(
            "",
            '<label><input type="checkbox" name="{}" value="{}" id="{}_{}"{}><span>{}</span></label>',
            (
                (name, one, box_id, at, SafeString(" checked") if one in chosen else "", one)
                for at, one in enumerate(self.names)
            ),
        )
        rest = "\n".join(one for one in chosen if one not in self.names)
        return format_html(
            '<div class="tiles">{}</div><label class="more-names" for="{}_more">{}</label>'
            '<textarea name="{}-more" id="{}_more" rows="{}">{}</textarea>',
            ticks, box_id, self.more, name, box_id, min(max(rest.count("\n") + 2, 2), 6), rest,
        )  # fmt: skip


class Rows(forms.Widget):
    """A small table written cell by cell; each row becomes one line, cells apart by a comma, as offices write it."""

    is_group = True

    def __init__(self, headings: Sequence[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.headings = list(headings)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        lines = []
        for at in range(60):
            cells = [str(data.get(f"{name}-{at}-{n}") or "").strip() for n in range(len(self.headings))]
            if any(cells):
                lines.append("，".join(self._cell(cell) for cell in cells if cell))
        # A client without the table may send the lines themselves.
        return lines or [line for line in str(data.get(name) or "").splitlines() if line.strip()]

    @staticmethod
    def _cell(text: str) -> str:
        """Thousands lose their commas, other commas become pauses that do not part cells."""
        if re.fullmatch(r"[¥￥]?[\d,，.]+\s*万?元?", text):
            return re.sub(r"[,，]", "", text)
        return re.sub(r"[，,；;、|｜\t]", " ", text)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def _split(self, line: str) -> list[str]:
        cells = [cell.strip() for cell in re.split(r"[，,；;、|｜\t]", line)]
        short = len(self.headings) - len(cells)
        if short < 0:
            last = len(self.headings) - 1
            cells = [*cells[: last - 1], " ".join(cells[last - 1 : -1]), cells[-1]]
        return cells + [""] * max(short, 0)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        lines = value.splitlines() if isinstance(value, str) else list(value or [])
        table_id = (attrs or {}).get("id") or f"id_{name}"
        rows = [self._split(str(line)) for line in lines]
        rows += [[""] * len(self.headings)] * (max(ROWS, len(rows) + SPARE) - len(rows))
        head = format_html_join("", '<th scope="col">{}</th>', ((heading,) for heading in self.headings))
        body = format_html_join(
            "", "<tr>{}</tr>", ((self._row(name, table_id, at, cells),) for at, cells in enumerate(rows))
        )
        return format_html(
            '<table class="cells" id="{}_rows"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
            table_id, head, body,
        )  # fmt: skip

    def _row(self, name: str, table_id: str, at: int, cells: Sequence[str]) -> SafeString:
        return format_html_join(
            "",
            '<td data-label="{}"><input{}></td>',
            (
                (
                    heading,
                    flatatt({
                        "type": "text", "name": f"{name}-{at}-{n}", "value": cell, "aria-label": f"第{at + 1}行{heading}",
                        "autocomplete": "off", "id": f"{table_id}_{at}_{n}",
                    }),
                )
                for n, (heading, cell) in enumerate(zip(self.headings, cells, strict=True))
            ),
        )  # fmt: skip


class OfferedWordField(WordField):
    """A choice among words of the case itself: instalments, parties."""

    def __init__(self, *, words: Sequence[str], **options: Any) -> None:
        forms.Field.__init__(self, **options)
        self.words = list(words)
        self.widget = WordSelect(choices=[("", "请选择"), *((word, word) for word in words)])

    def to_python(self, value: Any) -> str:
        word = "" if value is None else str(value).strip()
        if word and word not in self.words:
            raise ValidationError(f"没有“{short(word)}”，请从列表里选{self.label}", code="invalid")
        return word


class StepForm(OfficeForm):
    """The answers of a step, and what travels with them unseen: the town, the command, what of the case was seen."""

    acting_town = forms.CharField(required=False, widget=forms.HiddenInput)
    command = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    step: Step

    @property
    def facts(self) -> dict[str, Any]:
        """What the action receives: {field: value} without what was left empty."""
        names = ["on", *(column.field for column in self.step.asks)]
        return {name: value for name in names if (value := self.cleaned_data.get(name)) not in BLANK}


def step_form(
    step: Step, given: Given, tables: Mapping[str, Sequence[str]], *, data: Any = None, files: Any = None,
    initial: Mapping[str, Any], more: Mapping[str, forms.Field] | None = None,
) -> Any:  # fmt: skip
    """The form of a step, unbound or with `data`. `initial` holds the hidden fields and what the address asked for.

    `more` are fields of the page that are no answers of the step; they stand last.
    """
    tiles = [column.field for column in step.asks if _fits_tiles(column)]
    base = form_for(step.asks, tiles=tiles, base=StepForm)
    fields: dict[str, forms.Field] = {
        "on": OfficeDateField(label="日期", help_text="哪一天的事。不改就是今天", required=True)
    }
    for column in step.asks:
        if column.unit:
            base.base_fields[column.field].unit = column.unit  # type: ignore[attr-defined]
        if made := _made_of(column, given.offered.get(column.field, ()), tables.get(column.field, ())):
            fields[column.field] = made
        elif words := given.suggested.get(column.field):
            base.base_fields[column.field].widget = DatalistInput(words, {"autocomplete": "off"})
    form_class: Any = type("StepForm", (base,), {**fields, **(more or {})})
    form_class.base_fields = MadeOnce(form_class.base_fields, inherited=StepForm.base_fields)
    form = form_class(data, files, initial={"on": office_today(), **given.initial, **initial})
    hidden = ("acting_town", "command", "version", "seen_at")
    form.order_fields([*hidden, "on", *(column.field for column in step.asks)])
    form.step = step
    return form


def _fits_tiles(column: Column) -> bool:
    if column.shape is not Shape.CHOICE or column.choices is None:
        return False
    words = [choice.word for choice in column.choices.values]
    return len(words) <= TILES and max(map(len, words)) <= LONGEST_TILE


def _made_of(column: Column, offered: Sequence[str], headings: Sequence[str]) -> forms.Field | None:
    common: dict[str, Any] = {
        "label": column.heading, "required": column.required, "help_text": column.help,
    }  # fmt: skip
    if headings and column.shape is Shape.ITEMS:
        field: forms.Field = ListField(widget=Rows(headings), **common)
        field.help_text = "一行写一期，不够的先保存，再来补写" if not column.help else column.help
        return field
    if column.shape is Shape.CHOICE and column.choices and not _fits_tiles(column):
        words = [("", "请选择"), *((choice.word, choice.word) for choice in column.choices.values)]
        return WordField(choices=column.choices, widget=WordSelect(choices=words), **common)
    if not offered:
        return None
    if column.shape in (Shape.NAMES, Shape.ITEMS):
        common["help_text"] = "" if column.help == "一行写一个" else column.help
        more = "还有谁，一行写一个" if column.shape is Shape.NAMES else "还有别的，一行写一条"
        return ListField(widget=TickedNames(offered, more), **common)
    if column.shape is Shape.TEXT:
        common["error_messages"] = {"required": f"请选择{column.heading}"}
        return OfferedWordField(words=offered, **common)
    return None
