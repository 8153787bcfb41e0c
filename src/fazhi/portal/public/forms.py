"""The screens of the four things one can do: what it is, with whom and where, how to find you."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fazhi.cases.words import DISPUTE_TYPES
from fazhi.pages.fields import DateText, OfficeDateField, PhoneField, TextField, WordSelect
from fazhi.pages.forms import OfficeForm
from fazhi.pages.words import office_today
from fazhi.reception.applications import LONGEST
from fazhi.reception.forms import AHEAD, TileField
from fazhi.reception.models import Application
from fazhi.reception.promises import working_calendar

# In people's own words; what is sent is the code set's word, so that nobody types it again.
TOPICS = (
    ("邻里纠纷", "邻居"), ("房产宅基地纠纷", "房子、宅基地"), ("山林土地纠纷", "土地"), ("婚姻家庭纠纷", "家里人"),
    ("合同纠纷", "借钱、合同"), ("拖欠农民工工资纠纷", "工资"), ("损害赔偿纠纷", "受了伤、坏了东西"), ("其他纠纷", "其他、说不准"),
)  # fmt: skip
assert all(DISPUTE_TYPES.knows(word) for word, _ in TOPICS)  # noqa: S101
ELSEWHERE = "其他/不清楚"
PARTS = (("上午", "上午"), ("下午", "下午"))
AHEAD_DAYS = 60


class Screen(OfficeForm):
    """One screen. `title` is its heading."""

    title = ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and len(value) > (longest := LONGEST if name == "matter" else 200):
                self.add_error(name, f"请写在{longest}字以内，现在是{len(value)}字")
        return cleaned


def _matter(label: str, **options: Any) -> TextField:
    return TextField(
        label=label, long=True, widget=forms.Textarea({"rows": 4}), error_messages={"required": "请写写是什么事"}, **options
    )  # fmt: skip


class DisputeScreen(Screen):
    title = "什么事"
    topic = TileField(TOPICS, label="哪一类")
    matter = _matter("怎么了", help_text="一两句话就行。可以点键盘上的话筒说")


class WhereScreen(Screen):
    title = "和谁、在哪"
    other_party = TextField(label="和谁", required=False, help_text="对方的姓名或单位，不知道可以不填")
    village = TextField(label="在哪个村居", required=False, widget=WordSelect)

    def offer(self, villages: Sequence[str]) -> None:
        """The villages to choose from; a word that is none of them, from before or from elsewhere, stays."""
        words = [*villages, ELSEWHERE]
        if (chosen := (self["village"].value() or "").strip()) and chosen not in words:
            words.append(chosen)
        self.fields["village"].widget.choices = [("", "请选择"), *((word, word) for word in words)]

    def clean_village(self) -> str:
        village: str = self.cleaned_data["village"]
        return "" if village == ELSEWHERE else village


class QuestionScreen(Screen):
    title = "问什么"
    matter = _matter("您想问什么")


class SuggestionScreen(Screen):
    title = "您的意见"
    matter = _matter("意见、建议或者投诉")


class VisitScreen(Screen):
    title = "什么事"
    matter = _matter("来办什么事", help_text="一句话就行")


class DayScreen(Screen):
    title = "哪天来"
    wanted_on = OfficeDateField(
        label="哪天", future_allowed=True, widget=DateText(AHEAD), help_text="如12月3日。我们定好几点，告诉您"
    )
    wanted_part = TileField(PARTS, label="上午还是下午")

    def clean_wanted_on(self) -> date:
        day: date = self.cleaned_data["wanted_on"]
        today = office_today()
        if day < today:
            raise ValidationError("这一天已经过了，请选今天以后的日子")
        if (day - today).days > AHEAD_DAYS:
            raise ValidationError(f"请选{AHEAD_DAYS}天以内的日子")
        if not working_calendar().is_working_day(day):
            raise ValidationError("这一天休息，请选上班的日子")
        return day


class FindYouScreen(Screen):
    title = "怎么找您"
    name = TextField(
        label="怎么称呼您",
        error_messages={"required": "请填写怎么称呼您，如王先生"},
        help_text="姓名，或者某先生、某女士",
    )
    phone = PhoneField(label="电话", error_messages={"required": "请填写电话，我们好找到您"})


class FindYouLooselyScreen(FindYouScreen):
    """For a question: the telephone is enough, since the answer is asked for with its last four digits."""

    name = TextField(label="怎么称呼您", required=False)


class MayFindYouScreen(FindYouScreen):
    """For a suggestion: nothing is needed."""

    title = "要不要回音"
    name = TextField(label="怎么称呼您", required=False)
    phone = PhoneField(label="电话", required=False, help_text="想要回音就留，不留也行")


@dataclass(frozen=True)
class Flow:
    """One thing to do: at most three screens, then the query code."""

    code: str
    kind: str
    name: str
    screens: tuple[type[Screen], ...]
    send: str


FLOWS = {
    flow.code: flow
    for flow in (
        Flow("mediation", Application.Kind.MEDIATION, "我要调解", (DisputeScreen, WhereScreen, FindYouScreen), "递交申请"),
        Flow("question", Application.Kind.QUESTION, "我要咨询", (QuestionScreen, FindYouLooselyScreen), "把问题发出去"),
        Flow("booking", Application.Kind.BOOKING, "预约", (VisitScreen, DayScreen, FindYouScreen), "递交预约"),
        Flow("suggestion", Application.Kind.SUGGESTION, "提意见", (SuggestionScreen, MayFindYouScreen), "发出去"),
    )
}  # fmt: skip


class CodeForm(OfficeForm):
    """查进度."""

    code = forms.CharField(
        label="查询码", max_length=60, error_messages={"required": "请填写查询码"}, help_text="10个字母和数字，在小票或结果页上",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
