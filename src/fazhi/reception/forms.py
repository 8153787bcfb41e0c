"""The forms of the window and of what is done with a visit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fazhi.cases.words import DISPUTE_TYPES
from fazhi.pages.fields import (
    DatalistInput,
    DateText,
    OfficeDateField,
    OfficeField,
    PhoneField,
    TextField,
    WordField,
    plain,
)
from fazhi.pages.forms import OfficeForm
from fazhi.publishing.draft_pages import DraftForm
from fazhi.reception import turning
from fazhi.reception.models import Visit
from fazhi.reception.words import RECEPTION_CATEGORIES

CATEGORIES = [choice.word for choice in RECEPTION_CATEGORIES.values[:3]]
CLOCK = re.compile(r"(上午|下午)?(\d{1,2})(?:[:：点时](\d{1,2}|半)?分?)?")


# Chips offer 明天 instead of 昨天.
AHEAD = {"data-ahead": "1"}
NEEDED: dict[str, tuple[str, ...]] = {
    "office": (Visit.Outcome.LEGAL_AID, Visit.Outcome.DEPARTMENT), "day": (Visit.Outcome.APPOINTMENT,),
    "time": (Visit.Outcome.APPOINTMENT,),
}  # fmt: skip


class ClockField(OfficeField):
    """A time of day as 14:30, 下午2点半 or 9; cleans to datetime.time."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput({"class": "short", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values:
            return None
        if isinstance(value, time):
            return value
        found = CLOCK.fullmatch(plain(value).replace(" ", ""))
        if found:
            half, hour, minute = found[1], int(found[2]), found[3]
            if half == "下午" and hour < 12:
                hour += 12
            minutes = 30 if minute == "半" else int(minute or 0)
            if hour < 24 and minutes < 60:
                return time(hour, minutes)
        raise self.said("几点几分，如14:30", value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


class TileField(OfficeField):
    """One of a few (value, words); cleans to the value."""

    def __init__(self, pairs: Sequence[tuple[str, str]], **options: Any) -> None:
        label = options.get("label", "")
        options["error_messages"] = {"required": f"请选择{label}"}
        options.setdefault("widget", forms.RadioSelect(choices=list(pairs)))
        super().__init__(**options)
        self.values = {value for value, _ in pairs}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value not in self.empty_values and value not in self.values:
            raise ValidationError(f"请选择{self.label}", code="invalid")


class VillageField(TextField):
    """A village of the town, offered and typed."""

    def offer(self, villages: Sequence[str]) -> None:
        self.widget = DatalistInput(villages, {"autocomplete": "off"})


def knows(form: OfficeForm, villages: Sequence[str]) -> OfficeForm:
    """The form with the town's villages offered; another name is refused, since a slip would make a new village."""
    field = form.fields["village"]
    if isinstance(field, VillageField):
        field.offer(villages)
    form.known_villages = list(villages)  # type: ignore[attr-defined]
    return form


class WithVillage(OfficeForm):
    known_villages: list[str]

    def clean_village(self) -> str:
        name: str = self.cleaned_data["village"]
        if name and name not in self.known_villages:
            raise ValidationError(f"没有叫“{name[:30]}”的村居，请从列表里选；外镇的可以不填")
        return name


class WindowForm(WithVillage):
    """接待窗口. Required: a name (or 匿名), one sentence, the category, where it goes."""

    name = TextField(label="姓名", required=False)
    anonymous = forms.BooleanField(label="匿名", required=False)
    phone = PhoneField(label="电话", required=False)
    village = VillageField(label="村居", required=False)
    matter = TextField(label="事项一句话")
    category = TileField([(word, word) for word in CATEGORIES], label="类别", initial="来访")
    outcome = TileField(Visit.Outcome.choices, label="去向", initial=Visit.Outcome.ANSWERED)
    answer = TextField(label="怎么答复的", long=True, required=False)
    office = TextField(label="转给谁")
    reply_by = OfficeDateField(
        label="请对方哪天前回复", required=False, future_allowed=True, widget=DateText(AHEAD)
    )
    day = OfficeDateField(label="哪天再来", future_allowed=True, widget=DateText(AHEAD))
    time = ClockField(label="几点")
    type = WordField(label="纠纷类型", choices=DISPUTE_TYPES, required=False)
    companions = TextField(
        label="同来的人", long=True, required=False, widget=forms.Textarea({"rows": 2}),
        help_text="一行写一个，姓名后面可以空一格写电话。一件事几个人来，算一起",
    )  # fmt: skip
    command = forms.CharField(widget=forms.HiddenInput)
    acting_town = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.is_bound:
            # Asked only where the matter goes there; unbound they stand without 选填.
            outcome = self.data.get("outcome")
            for name, outcomes in NEEDED.items():
                self.fields[name].required = outcome in outcomes

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        # Without a name it is a consultation, so nobody has to tap that too; said at once with what else is missing.
        if cleaned.get("anonymous"):
            if cleaned.get("category") == self.fields["category"].initial:
                cleaned["category"] = "咨询"
        elif not cleaned.get("name"):
            self.add_error("name", "请填写姓名；不愿留姓名的，勾选“匿名”")
        return cleaned

    def clean_companions(self) -> list[tuple[str, str]]:
        found = []
        for line in str(self.cleaned_data["companions"]).splitlines():
            name, _, phone = line.strip().partition(" ")
            if name:
                found.append((name[:60], PhoneField(label=f"{name[:20]}的电话", required=False).clean(phone)))
        return found[:20]


class ActForm(OfficeForm):
    """What every act on a visit carries: the town its page was opened in, and the version somebody saw."""

    acting_town = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AnswerForm(ActForm):
    answer = TextField(label="怎么答复的", long=True)


class AgainForm(ActForm):
    said = TextField(label="这次说了什么", long=True, widget=forms.Textarea({"rows": 2}))


class CloseForm(ActForm):
    text = TextField(label="怎么办结的")


class ReferForm(ActForm):
    office = TextField(label="转给谁")
    what = TextField(label="请对方办什么", long=True, required=False, widget=forms.Textarea({"rows": 2}))
    reply_by = OfficeDateField(
        label="请对方哪天前回复", required=False, future_allowed=True, widget=DateText(AHEAD)
    )


class AppointForm(ActForm):
    day = OfficeDateField(label="哪天再来", future_allowed=True, widget=DateText(AHEAD))
    time = ClockField(label="几点")


class MediationForm(ActForm, WithVillage):
    applicants = TextField(
        label="申请人", long=True, help_text="一行写一个", widget=forms.Textarea({"rows": 2})
    )
    respondents = TextField(
        label="对方", long=True, required=False, help_text="一行写一个；还不知道叫什么的不填",
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    village = VillageField(label="在哪个村居")
    type = WordField(label="纠纷类型", choices=DISPUTE_TYPES)
    applied_to = TileField(turning.WHERE, label="请谁调解", initial=turning.TOWN)

    def clean_applicants(self) -> list[str]:
        return _names(self.cleaned_data["applicants"])

    def clean_respondents(self) -> list[str]:
        return _names(self.cleaned_data["respondents"])


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip()[:60] for line in text.splitlines() if line.strip()))


class ReplyForm(ActForm):
    reply = TextField(label="对方怎么回复的", long=True)
    on = OfficeDateField(label="哪天回复的")


class AcceptMediationForm(MediationForm):
    matter = TextField(label="事项一句话")


class AcceptBookingForm(ActForm):
    matter = TextField(label="事项一句话")
    day = OfficeDateField(label="约在哪天", future_allowed=True, widget=DateText(AHEAD))
    time = ClockField(label="几点")


class ApplicationAnswerForm(ActForm):
    answer = TextField(label="答复", long=True)


class PublishForm(DraftForm):
    question = TextField(label="公开的问题", help_text="用您自己的话写，不写姓名、电话、村名和认得出人的情节")
    answer = TextField(label="公开的答复", long=True)
    looked_through = forms.BooleanField(label="已看过，认不出是谁", required=False)
