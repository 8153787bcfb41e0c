"""The one box, and the answer to it."""

from __future__ import annotations

from typing import Any

from django import forms

from fazhi.orgs.models import Town
from fazhi.pages.fields import TextField
from fazhi.pages.forms import OfficeForm
from fazhi.portal.feedback.actions import CONTACT_LONGEST, LONGEST


def own_page(text: str) -> str:
    """The address of one of our own pages, without what was asked of it; empty for anything else."""
    path = text.split("?")[0].split("#")[0][:200]
    return path if path.startswith("/") and not path.startswith("//") and path.isprintable() else ""


class FeedbackForm(OfficeForm):
    """One text box; how to be reached and which page, both as one likes. With several `towns`, which one."""

    text = TextField(
        label="投诉或建议", long=True, widget=forms.Textarea({"rows": 5}), error_messages={"required": "请写写是什么事"},
        help_text="哪里不好用、哪里办得不对、想要什么，都可以写。不用写别人的身份证号和电话",
    )  # fmt: skip
    contact = TextField(
        label="怎么找您", required=False, help_text="电话或者别的都行。不留也会答复，凭查询码看"
    )
    about = TextField(
        label="说的是哪一页", required=False, help_text="从哪一页点进来就是哪一页，不对可以改、可以删"
    )

    def __init__(self, data: Any = None, *, towns: list[Town] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        if towns:
            choices = [("", "请选择"), *((str(town.pk), town.name) for town in towns)]
            self.fields["town"] = forms.ChoiceField(
                label="哪个乡镇", choices=choices, error_messages={"required": "请选择乡镇", "invalid_choice": "请选择乡镇"}
            )  # fmt: skip
            self.order_fields(["town"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, longest in (("text", LONGEST), ("contact", CONTACT_LONGEST), ("about", 200)):
            if len(cleaned.get(name) or "") > longest:
                self.add_error(name, f"请写在{longest}字以内，现在是{len(cleaned[name])}字")
        return cleaned


class FeedbackAnswerForm(OfficeForm):
    """The answer, and the version it answers."""

    acting_town = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    answer = TextField(
        label="答复", long=True, widget=forms.Textarea({"rows": 4}), error_messages={"required": "请写下答复：怎么处理，或者为什么不这样做"},
        help_text="对方凭查询码看得到。不要写别人的姓名、电话",
    )  # fmt: skip
