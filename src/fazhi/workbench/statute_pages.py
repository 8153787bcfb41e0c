"""法条与期限: the laws and their rules as data, each with its article and how far it was checked; numbers one may set."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.cases.in_force import rules_in_force
from fazhi.orgs.permissions import Refused, require
from fazhi.pages.fields import CountField, OfficeDateField, TextField
from fazhi.pages.forms import OfficeForm
from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.pages.words import document_date, office_today
from fazhi.statutes.actions import KEEPERS, set_number
from fazhi.statutes.models import RuleEdit
from fazhi.terms.acts import Refusal
from fazhi.terms.periods import UNIT_WORDS, Unit
from fazhi.terms.statutory import Law, Rule

# How far a rule was verified, in words, with the look of its tag.
MARKS = {"V": ("green", "已核对条文"), "X": ("amber", "只见摘录"), "U": ("amber", "未核对，可改")}
WHOSE = {"organ": "本机关的", "party": "当事人的", "court": "法院的", "other": "别的单位的"}
ONLY_KEEPERS = "数字由司法所或系统管理员修改，请转给他们。"
UNITS = {**UNIT_WORDS, Unit.CALENDAR_DAYS: "日（自然日）"}


@dataclass(frozen=True)
class OfLaw:
    """A law with its rules, as the page lists them."""

    law: Law
    rules: list[dict[str, Any]]


class NumberForm(OfficeForm):
    """Another number for a rule, from a day on, with where it comes from."""

    acting_town = forms.CharField(required=False, widget=forms.HiddenInput)
    amount = CountField(label="数字")
    unit = forms.ChoiceField(label="单位", choices=[(unit.value, words) for unit, words in UNITS.items()])
    since = OfficeDateField(
        label="从哪天起", future_allowed=True, help_text="这天及以后起算的期限按新数字，在走的不变"
    )
    source = TextField(label="依据", help_text="哪个文件的哪一条，或者您在哪里读到了原文")
    note = TextField(label="说明", required=False)


@require_safe
def statutes(request: Any) -> HttpResponseBase:
    """Every law with its rules, as they hold today in this town."""
    today = office_today()
    book = rules_in_force(request.town)
    wanted = request.GET.get("q", "").strip()[:40]
    laws: dict[str, list[dict[str, Any]]] = {}
    for code in dict.fromkeys(rule.code for rule in book.rules):
        rule = _current(book.find(code, today), book.rules, code)
        if wanted and not any(wanted in text for text in (rule.name, rule.start, *map(str, rule.basis))):
            continue
        laws.setdefault(rule.basis[0].law, []).append(_shown(rule))
    listed = [OfLaw(law, laws[name]) for name, law in book.laws.items() if name in laws]
    context = {"laws": listed, "q": wanted, "count": sum(len(one.rules) for one in listed)}
    rows = [(one.law.name, rule) for one in listed for rule in one.rules]
    title = f"{request.town.name}法条与期限（{document_date(today)}，共{len(rows)}条）"
    file = ListFile(f"{request.town.name}法条与期限", title, COLUMNS, lambda: rows)
    return page_or_file(request, "workbench/statutes.html", context, file)


COLUMNS = (
    Offered("law", "法律", itemgetter(0), 30),
    *(
        Offered(name, heading, lambda row, name=name: row[1][name], width)  # type: ignore[misc]
        for name, heading, width in (
            ("name", "期限", 30), ("says", "怎么算", 46), ("article", "条文", 20), ("whose", "谁的", 12), ("mark", "核对到什么程度", 16),
        )
    ),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def statute(request: Any, code: str) -> HttpResponse:
    """One rule: its clause, source, stops, extension, editions; and setting its number where that is the town's."""
    actor, town = request.actor, request.town
    book = rules_in_force(town)
    editions = [rule for rule in book.rules if rule.code == code]
    if not editions:
        raise Http404
    rule = _current(book.find(code, office_today()), book.rules, code)
    may = actor.holds(KEEPERS, town)
    if request.method == "POST":
        require(may, ONLY_KEEPERS)
    initial = {
        "amount": rule.period.amount,
        "unit": rule.period.unit.value,
        "since": office_today(),
        "acting_town": town.pk,
    }
    form = NumberForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "acting_town"}
        try:
            set_number(code, town=town, by=actor, **given)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"已改“{rule.name}”的数字。在走的期限不变，新起算的按新数字。")
            return redirect("statute", code=code)
    words = ""
    if not rule.editable:
        words = f"“{rule.name}”由{rule.basis[0]}定为{rule.period.words}，不能改。条文修改了的，请等新版本。"
    elif not may:
        words = ONLY_KEEPERS
    context = {
        "rule": _shown(rule), "editions": [_shown(one) for one in editions] if len(editions) > 1 else [], "form": form,
        "may_edit": may and rule.editable, "refusal": words, "edits": RuleEdit.objects.filter(town=town, code=code),
    }  # fmt: skip
    return render(request, "workbench/statute.html", context, status=422 if form.errors else 200)


def _current(found: Rule | Refusal, rules: tuple[Rule, ...], code: str) -> Rule:
    """The edition in force, else the newest one declared."""
    if isinstance(found, Rule):
        return found
    return [rule for rule in rules if rule.code == code][-1]


def _shown(rule: Rule) -> dict[str, Any]:
    """A rule as the pages print it."""
    tag, words = MARKS[rule.mark]
    more = rule.extension
    return {
        "code": rule.code,
        "name": rule.name,
        "says": rule.says,
        "period": rule.period.words,
        "articles": [str(basis) for basis in rule.basis],
        "article": rule.basis[0].article,
        "tag": tag,
        "mark": words,
        "whose": WHOSE[rule.whose],
        "clause": rule.words,
        "source": rule.source,
        "note": rule.note,
        "yields": rule.yields,
        "since": rule.since,
        "until": rule.until,
        "stops": [f"{stop.what}（{stop.basis}）" for stop in rule.stops],
        "extension": f"最多延长{more.most.words}，经{more.approver}批准（{more.article}）" if more else "",
        "editable": rule.editable,
    }
