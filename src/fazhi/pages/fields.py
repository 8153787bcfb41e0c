"""Form fields that take what an office types.

What they clean to is what an action receives: dates, integer fen, lists of str. Every error says what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fazhi.pages.words import office_today, plain_yuan, table_date, ui_share
from fazhi.records.columns import Choices

LONGEST_LINE = 500
LONGEST_TEXT = 20_000
HALF_A_YEAR = 183  # days
# Beyond this a number is a typing slip, and some databases would refuse it.
LARGEST = 10**12


class DatalistInput(forms.TextInput):
    """A text input that offers words and takes any other."""

    def __init__(self, words: Sequence[str] = (), attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.words = list(words)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"{(attrs or {}).get('id') or name}_words"
        box = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((word,) for word in self.words))
        return format_html('{}<datalist id="{}">{}</datalist>', box, list_id, options)


class WordSelect(forms.Select):
    """Words to choose one from. Its choices are pairs and nothing else: Django looks into each, and again at each copy."""

    choices: Any = ()


class Tiles(forms.RadioSelect):
    """The same as radio tiles."""

    choices: Any = ()


class DateText(forms.TextInput):
    """A date as text; fazhi.js adds 今天 and 昨天 beside it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "short", "inputmode": "text", "autocomplete": "off", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, {**(attrs or {}), "data-today": office_today().isoformat()})


class OfficeField(forms.Field):
    """A field whose words are ours: 请填写…, and `said()` for …应为…，现在是“…”."""

    def __init__(self, *, label: str = "", **options: Any) -> None:
        messages = {"required": f"请填写{label}", **options.pop("error_messages", {})}
        super().__init__(label=label, error_messages=messages, **options)

    def said(self, wanted: str, value: object) -> ValidationError:
        return ValidationError(f"{self.label}应为{wanted}，现在是“{short(str(value))}”", code="invalid")


class OfficeDateField(OfficeField):
    """A date typed as 3.12, 20260312, 3月12日 or 2026-03-12; cleans to datetime.date.

    `year` is the year a date without one belongs to (default: today's); a date after `today` is refused
    unless `future_allowed`.
    """

    widget = DateText

    def __init__(
        self,
        *,
        year: int | None = None,
        today: date | None = None,
        future_allowed: bool = False,
        **options: Any,
    ) -> None:
        self.year, self.today, self.future_allowed = year, today, future_allowed
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A day that may lie ahead has 明天 beside it instead of 昨天."""
        return {"data-ahead": "1"} if self.future_allowed else {}

    def to_python(self, value: Any) -> date | None:
        # Imported here: reading dates belongs to the ledgers, and most pages have no date to read.
        from fazhi.terms.written_dates import read_date, read_date_ahead

        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        today = self.today or office_today()
        text = str(value).strip()
        read = read_date(text, year=self.year or today.year, today=today, future_allowed=self.future_allowed)
        if (
            self.future_allowed
            and self.year is None
            and read.value
            and (today - read.value).days > HALF_A_YEAR
        ):
            # 1.5 typed in November means the January that comes.
            read = read_date_ahead(text, since=today)
        if read.problem:
            raise ValidationError(read.problem, code="invalid")
        if read.precision == "month":
            raise self.said("写到哪一天的日期，如3月12日", text)
        return read.value

    def prepare_value(self, value: Any) -> Any:
        return table_date(value) if isinstance(value, date) else value


class CountField(OfficeField):
    """A count from 0 up; takes 1,200 and 35人; cleans to int."""

    def __init__(self, *, unit: str = "", **options: Any) -> None:
        self.unit = unit
        options.setdefault(
            "widget", forms.TextInput({"class": "short", "inputmode": "numeric", "autocomplete": "off"})
        )
        super().__init__(**options)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or isinstance(value, int):
            return value or (0 if value == 0 else None)
        text = plain(value).replace(",", "").removesuffix(self.unit or "\n").strip()
        if not re.fullmatch(r"\d{1,12}", text, re.ASCII):
            raise self.said("0或正整数", value)
        return int(text)


class MoneyField(OfficeField):
    """An amount in yuan as text (2,000.50, 2000元, 1.5万元); cleans to int fen, 0 or more."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "widget", forms.TextInput({"class": "short", "inputmode": "decimal", "autocomplete": "off"})
        )
        super().__init__(**options)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        text = plain(value).replace(",", "").lstrip("¥￥").removesuffix("元").strip()
        times = 1
        if text.endswith("万"):
            text, times = text[:-1].strip(), 10_000
        if not re.fullmatch(r"\d{1,13}(\.\d+)?", text, re.ASCII):
            raise self.said("以元计的金额，如2000或2000.50", value)
        fen = Decimal(text) * times * 100
        if fen != fen.to_integral_value():
            raise self.said("到分为止的金额", value)
        if fen >= LARGEST:
            raise self.said("一百亿元以内的金额", value)
        return int(fen)

    def prepare_value(self, value: Any) -> Any:
        return plain_yuan(value) if isinstance(value, int) else value


class PercentField(OfficeField):
    """A percentage as text (25%, 12.5); cleans to int hundredths of a percent, 0 to 10000."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "widget", forms.TextInput({"class": "short", "inputmode": "decimal", "autocomplete": "off"})
        )
        super().__init__(**options)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        try:
            share = Decimal(plain(value).removesuffix("%").strip()) * 100
        except InvalidOperation:
            raise self.said("百分数，如25%", value) from None
        if not share.is_finite() or not 0 <= share <= 10_000 or share != share.to_integral_value():
            raise self.said("0到100之间、最多两位小数的百分数", value)
        return int(share)

    def prepare_value(self, value: Any) -> Any:
        return ui_share(value) if isinstance(value, int) else value


class ListField(OfficeField):
    """One item per line; cleans to list[str] without blanks, spaces at the ends and repeats."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea({"rows": rows}))
        super().__init__(**options)

    def to_python(self, value: Any) -> list[str]:
        if value in self.empty_values:
            return []
        lines = value if isinstance(value, list | tuple) else str(value).splitlines()
        items = [item for line in lines if (item := str(line).strip())]
        for item in items:
            if len(item) > LONGEST_TEXT:
                raise self.said(f"每行{LONGEST_TEXT}字以内", item)
        return list(dict.fromkeys(items))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(item) for item in value) if isinstance(value, list | tuple) else value


class TextField(OfficeField):
    """Text without spaces at the ends; cleans to str, "" when left empty."""

    def __init__(self, *, long: bool = False, **options: Any) -> None:
        self.longest = LONGEST_TEXT if long else LONGEST_LINE
        if long:
            options.setdefault("widget", forms.Textarea({"rows": 4}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        text = "" if value is None else str(value).strip().replace("\x00", "")
        if len(text) > self.longest:
            raise ValidationError(
                f"{self.label}应在{self.longest}字以内，现在是{len(text)}字", code="invalid"
            )
        return text


class PhoneField(TextField):
    """A mobile (11 digits) or fixed telephone number; cleans to str without spaces."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "widget", forms.TextInput({"class": "short", "inputmode": "tel", "autocomplete": "off"})
        )
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        text = re.sub(r"\s", "", plain(super().to_python(value)))
        if not text:
            return ""
        digits = text.replace("-", "")
        if not re.fullmatch(r"\d+", digits, re.ASCII):
            raise self.said("电话号码，只有数字和“-”", value)
        if digits.startswith("1") and len(digits) == 11:
            return digits
        if digits.startswith("1") and "-" not in text:
            raise ValidationError(f"{self.label}应为11位数字，现在是{len(digits)}位", code="invalid")
        if not 7 <= len(digits) <= 16:
            raise ValidationError(
                f"{self.label}应为11位手机号，或区号加7、8位座机号，现在是{len(digits)}位", code="invalid"
            )
        return text


class WordField(OfficeField):
    """A word of a code set; cleans to the word as the town writes it, "" when left empty.

    An open set takes any word. A closed set takes its own words and those known for them.
    """

    def __init__(self, *, choices: Choices, tiles: bool = False, **options: Any) -> None:
        self.choices = choices
        self.words = [choice.word for choice in choices.values]
        label = options.get("label", "")
        if tiles or choices.other is None:
            options["error_messages"] = {"required": f"请选择{label}", **options.get("error_messages", {})}
            blank = [] if tiles and options.get("required", True) else [("", "不填" if tiles else "请选择")]
            pairs = blank + [(word, word) for word in self.words]
            options.setdefault("widget", Tiles(choices=pairs) if tiles else WordSelect(choices=pairs))
        else:
            options.setdefault("widget", DatalistInput(self.words, {"autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        word = "" if value is None else str(value).strip()
        if word and self.choices.other is None and not self.choices.knows(word):
            raise self.said("、".join(self.words) + "之一", word)
        if len(word) > LONGEST_LINE:
            raise self.said(f"{LONGEST_LINE}字以内", word)
        return word

    def offer(self, word: str) -> None:
        """Keep a town's own word selectable: without it, opening and saving a record would change it."""
        if word and isinstance(self.widget, forms.Select | forms.RadioSelect) and word not in self.words:
            self.widget.choices = [*self.widget.choices, (word, word)]


class YesNoField(OfficeField):
    """是 or 否 as two radio buttons; cleans to bool, or None when left empty."""

    yes_no = True

    def __init__(self, **options: Any) -> None:
        label, required = options.get("label", ""), options.get("required", True)
        options["error_messages"] = {"required": f"请选择{label}", **options.get("error_messages", {})}
        pairs = [("yes", "是"), ("no", "否")] + ([] if required else [("", "不填")])
        options.setdefault("widget", forms.RadioSelect(choices=pairs))
        super().__init__(**options)

    def to_python(self, value: Any) -> bool | None:
        if value in self.empty_values:
            return None
        if isinstance(value, bool):
            return value
        if value not in ("yes", "no"):
            raise self.said("是或否", value)
        return value == "yes"

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value) if not isinstance(value, str) else value


def plain(value: object) -> str:
    """Full-width digits and signs made half-width, spaces at the ends gone."""
    return unicodedata.normalize("NFKC", str(value)).strip()


def short(text: str, longest: int = 30) -> str:
    """The text as an error message quotes it."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest]}……"
