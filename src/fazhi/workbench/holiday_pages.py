"""放假安排: the years and their notices; entering one, with what it would move said before and done in one go."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fazhi.cases import redating
from fazhi.cases.clocks import PAUSED
from fazhi.cases.in_force import calendar_in_force
from fazhi.cases.models import Redating
from fazhi.orgs.permissions import Refused, require
from fazhi.pages.fields import CountField, OfficeDateField, TextField
from fazhi.pages.forms import OfficeForm
from fazhi.pages.words import office_today, ui_date
from fazhi.statutes.actions import KEEPERS, GivenNotice
from fazhi.statutes.in_force import spans_of
from fazhi.terms.calendar import Notice
from fazhi.terms.written_dates import read_date

# One answer of the server; what is left goes on with the next, or with the server's own hourly work.
SECONDS = 20.0
_UNTIL = re.compile(r"\s*(?:至|到|~|～|—+|–)\s*")
_LINE = re.compile(r"^\s*(?P<name>[^\d\s：:，,、]+)[\s：:，,、]+(?P<days>\d.*)$")
_LINE_BACK = re.compile(r"^\s*(?P<days>\d.*?)[\s：:，,、]+(?P<name>[^\d\s：:，,、]+)\s*$")
_TAIL = re.compile(r"[（(].*?[）)]|共\s*\d+\s*天|放假|调休|上班|[，,。；;]\s*$")


class DaysField(TextField):
    """Lines such as 春节 2027-02-05至2027-02-11; cleans to [(name, first, last)]."""

    def __init__(self, **options: Any) -> None:
        super().__init__(long=True, **options)

    def spans(self, text: str, year: int) -> list[tuple[str, date, date]]:
        """The lines read; ValidationError names the one that cannot be read."""
        found = []
        for line in text.splitlines():
            if not line.strip():
                continue
            plain = _TAIL.sub("", line).strip()
            match = _LINE.match(plain) or _LINE_BACK.match(plain)
            if match is None:
                raise ValidationError(f"这一行看不懂：“{line[:30]}”。请写成：春节 2月5日至2月11日")
            days = [self._day(text, year, line) for text in _UNTIL.split(match["days"].strip(), maxsplit=1)]
            if days[-1] < days[0] or (days[-1] - days[0]).days > 31:
                raise ValidationError(f"这一行的起止日期不对：“{line[:30]}”")
            found.append((match["name"], days[0], days[-1]))
        return found

    def _day(self, text: str, year: int, line: str) -> date:
        read = read_date(text.strip(), year=year, today=date(year, 12, 31), future_allowed=True)
        if read.problem or read.value is None or read.precision == "month":
            raise ValidationError(f"这一行的日期看不懂：“{line[:30]}”。请写成：春节 2月5日至2月11日")
        return read.value


class NoticeForm(OfficeForm):
    """A holiday notice as typed from the paper."""

    year = CountField(label="哪一年的安排", unit="年")
    off = DaysField(label="放假的日子", help_text="一行一段，如：春节 2月5日至2月11日。只放一天的写一个日期")
    worked = DaysField(
        label="调休上班的日子", required=False, help_text="周末要上班的，一行一天，如：春节 2月14日"
    )
    document = TextField(label="文号", help_text="如：国办发明电〔2025〕7号")
    issued_on = OfficeDateField(label="印发日期", help_text="如2025-11-04")
    source = TextField(label="出处", help_text="网址，或者纸质文件存放的地方")
    amends = forms.BooleanField(label="只调整个别日子，不是全年的安排", required=False)

    def clean(self) -> dict[str, Any]:
        """Both lists read by the year given."""
        given = super().clean() or {}
        year = given.get("year")
        if year is None:
            return given
        for name in ("off", "worked"):
            field: Any = self.fields[name]
            try:
                given[f"{name}_days"] = field.spans(given.get(name) or "", int(year))
            except ValidationError as error:
                self.add_error(name, error)
        return given

    @property
    def notice(self) -> GivenNotice:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        one = [(name, first) for name, first, last in given["worked_days"] if first == last]
        if len(one) != len(given["worked_days"]):
            raise Refused("调休上班的日子请一行写一天", "worked")
        return GivenNotice(
            int(given["year"]),
            off=[
                {"name": name, "from": first.isoformat(), "to": last.isoformat()}
                for name, first, last in given["off_days"]
            ],
            worked=[{"day": day.isoformat(), "name": name} for name, day in one],
            document=given["document"], issued_on=given["issued_on"], source=given["source"],
            amends=bool(given["amends"]),
        )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request: Any) -> HttpResponse:
    """Every year with its notice, the year without one, and the datings that are still on their way."""
    actor, town = request.actor, request.town
    keeps = actor.holds(KEEPERS, town)
    if request.method == "POST":
        require(keeps, "放假安排由司法所或系统管理员录入，请转给他们。")
        for run in redating.unfinished():
            redating.go_on(run, seconds=SECONDS)
        messages.success(request, _said(redating.unfinished()))
        return redirect("holidays")
    calendar, today = calendar_in_force(), office_today()
    years: dict[int, list[Notice]] = {}
    for notice in calendar.notices:
        years.setdefault(notice.year, []).append(notice)
    for year in (today.year, today.year + 1):
        years.setdefault(year, [])
    runs = list(Redating.objects.select_related("notice").order_by("-started_at")[:10])
    context = {
        "years": [
            {"year": year, "notices": [_shown(one) for one in notices], "missing": not calendar.covers(year)}
            for year, notices in sorted(years.items(), reverse=True)
        ],
        "keeps": keeps,
        "today": today,
        "runs": runs,
        "unfinished": [run for run in runs if run.finished_at is None],
    }
    return render(request, "workbench/holidays.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def holiday_new(request: Any) -> HttpResponse:
    """Type a notice, see what it would move, enter it."""
    actor, town = request.actor, request.town
    require(actor.holds(KEEPERS, town), "放假安排由司法所或系统管理员录入，请转给他们。")
    year = request.GET.get("year", "")
    initial = {"year": int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None}
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.notice
            notice = given.read()
            if request.POST.get("act") == "enter":
                run = redating.go_on(redating.enter(given, town=town, by=actor), seconds=SECONDS)
                messages.success(request, f"已录入{given.year}年的放假安排。{_said([run])}")
                return redirect("holidays")
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return render(request, "workbench/holiday_preview.html", _preview(request, notice))
    return render(request, "workbench/holiday_new.html", {"form": form}, status=422 if form.errors else 200)


def _preview(request: HttpRequest, notice: Notice) -> dict[str, Any]:
    moves = redating.preview(notice)
    effects = [
        f"{moves.cases}件在办案件的期限会变（看了{moves.looked_at}个在走的期限，所有乡镇一起算）"
        if moves.cases
        else f"没有案件的到期日会变（看了{moves.looked_at}个在走的期限）",
        *(f"例如：{_day(was)}到期的，改为{_day(now)}" for was, now in moves.examples),
        "每件案件的操作记录里都写明按哪份通知、从哪天变到哪天",
    ]
    names = ("year", "off", "worked", "document", "issued_on", "source", "amends")
    hidden = [(name, request.POST[name]) for name in names if request.POST.get(name)]
    return {
        "notice": _shown(notice), "year": notice.year, "effects": effects, "hidden": [*hidden, ("act", "enter")],
        "action": reverse("holiday_new"),
    }  # fmt: skip


def _shown(notice: Notice) -> dict[str, Any]:
    """A notice as the table prints it."""
    spans = []
    for span in spans_of(notice.off):
        first, last = date.fromisoformat(span["from"]), date.fromisoformat(span["to"])
        days = f"{_short(first)}—{_short(last)}" if first != last else _short(first)
        spans.append({"name": span["name"], "days": days})
    return {
        "document": notice.document,
        "issued_on": notice.issued_on,
        "source": notice.source,
        "is_address": notice.source.startswith(("http://", "https://")),
        "amends": notice.amends,
        "off": spans,
        "worked": [_short(one.day) for one in sorted(notice.worked, key=lambda one: one.day)],
    }


def _said(runs: list[Redating]) -> str:
    left = [run for run in runs if run.finished_at is None]
    if left:
        return (
            f"已推算{sum(run.seen for run in left)}件，还没有完，请点“接着推算”，不点也会在一小时内接着算完。"
        )
    moved = sum(run.moved for run in runs)
    return f"已重新推算，{moved}件案件的期限有变化。" if runs else "全部推算完了。"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _day(day: date | None) -> str:
    return ui_date(day) or PAUSED
