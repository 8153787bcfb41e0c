"""The forms of the ledger pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from fazhi.ledgers.reading import WORKBOOKS
from fazhi.pages.fields import TextField, plain
from fazhi.pages.file_fields import FilesField, SeveralFiles
from fazhi.pages.forms import OfficeForm

FIRST_YEAR, LAST_YEAR = 1990, 2100


class UploadForm(OfficeForm):
    """Which files, of which year."""

    # A field; the form's own `files` is set on the instance.
    files = FilesField(  # type: ignore[assignment]
        label="台账文件",
        help_text="可以一次选多个。Excel 和 WPS 表格都行（.xlsx、.xlsm、.xls、.et），一次最多20个，每个100MB以内",
        widget=SeveralFiles(attrs={"accept": ",".join(WORKBOOKS)}),
        error_messages={
            "required": "请选择要导入的文件",
            "empty": "这个文件是空的，请重新选",
            "missing": "没有收到文件，请再选一次",
            "invalid": "没有收到文件，请再选一次",
        },
    )
    year = TextField(
        label="年度",
        help_text="这些台账是哪一年的，如2023",
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_year(self) -> int:
        text = plain(self.cleaned_data["year"]).removesuffix("年").removesuffix("年度").strip()
        if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR):
            raise forms.ValidationError(f"年度应为四位数的年份，如2023，现在是“{self.cleaned_data['year']}”")
        return int(text)


def question_form(questions: Sequence[Mapping[str, Any]]) -> type[OfficeForm]:
    """A form with one group of tiles for each question of a preview; fields q0, q1 …"""
    fields: dict[str, Any] = {}
    for at, question in enumerate(questions):
        options = [(value, label) for value, label in _options(question)]
        fields[f"q{at}"] = forms.ChoiceField(
            label=question["text"], choices=options, widget=forms.RadioSelect,
            error_messages={"required": "请选一项", "invalid_choice": "请在这几项里选一项"},
        )  # fmt: skip
    return type("QuestionForm", (OfficeForm,), fields)


def _options(question: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (str(option["value"]), str(option["label"]))
        if isinstance(option, dict)
        else (str(option[0]), str(option[1]))
        for option in question["options"]
    ]


def answers_in(
    questions: Sequence[Mapping[str, Any]], cleaned: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """{kind: {heading: answer}} from the cleaned form."""
    answers: dict[str, dict[str, str]] = {}
    for at, question in enumerate(questions):
        answers.setdefault(question["kind"] or "", {})[question["heading"]] = cleaned[f"q{at}"]
    return answers


class ReasonForm(OfficeForm):
    """Why a row is no record."""

    reason = TextField(label="为什么不用登记", help_text="例如：这是填表说明，不是一件事")


__all__ = ["ReasonForm", "UploadForm", "answers_in", "question_form"]
