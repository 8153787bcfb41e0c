"""A clock's own page: each day counted or skipped and why, its rule, its pauses and extensions, and what one may do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fazhi.cases import clock_actions, clocks
from fazhi.cases.agreed_days import day_first_agreed, move_agreed, who_agrees
from fazhi.cases.clock_actions import Changed, clock_in_hand, may_change, rule_of
from fazhi.cases.drafts import as_day
from fazhi.cases.in_force import calendar_in_force
from fazhi.orgs.permissions import NotAllowed, Refused
from fazhi.pages.fields import CountField, ListField, OfficeDateField, TextField
from fazhi.pages.forms import OfficeForm
from fazhi.pages.showing import masked_text
from fazhi.pages.step_forms import TickedNames
from fazhi.pages.views.tracing import may_read_trace
from fazhi.pages.words import office_today, ui_date, ui_datetime
from fazhi.terms.calendar import Calendar
from fazhi.terms.clocks import Clock
from fazhi.terms.periods import UNIT_WORDS, Counted, CountedDay, Unit
from fazhi.terms.statutory import Rule
from fazhi.workbench.home import TAGS
from fazhi.workbench.statute_pages import MARKS

OTHER = "other"
ARTICLE_MISSING = "请写明依据哪部法的第几条"
ACTS = {"pause": "暂停", "resume": "恢复", "extend": "延长", "restart": "重新起算", "move": "改期"}
LOOKS = {"counted": "counted", "skipped": "rest", "paused": "paused", "rolled": "rolled", "start": "start"}


class ActForm(OfficeForm):
    """What every act on a clock asks: the day."""

    acting_town = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    on = OfficeDateField(label="日期")

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """The articles of the rule first; another one can always be named."""
        if "article" not in self.fields:
            return
        article: Any = self.fields["article"]
        if not choices:
            article.widget = forms.HiddenInput()
            article.required = False
            self.fields["other_article"].label = "依据"
            self.fields[
                "other_article"
            ].help_text = "哪部法的第几条；法律没有写的，写约定或者批准，如双方同意"
            return
        article.choices = [("", "请选择"), *choices, (OTHER, "别的条文（写在下面）")]

    def offer_unit(self, unit: str) -> None:
        """What an amount is counted in, beside its box."""
        if isinstance(amount := self.fields.get("amount"), CountField):
            amount.unit = unit

    def clean(self) -> dict[str, Any]:
        """The article chosen, or the one written."""
        given = super().clean() or {}
        if "article" in self.fields and given.get("article") in ("", OTHER, None):
            if not given.get("other_article") and "other_article" not in self.errors:
                self.add_error("other_article", ARTICLE_MISSING)
            given["article"] = given.get("other_article") or ""
        return given


class PauseForm(ActForm):
    """Stop counting."""

    on = OfficeDateField(label="从哪天起暂停")
    reason = TextField(label="事由", help_text="写在“暂停：”后面，如：等鉴定、等补正")
    article = forms.ChoiceField(label="依据", required=False)
    other_article = TextField(
        label="别的条文", required=False, help_text="如《江苏省行政程序条例》第五十二条"
    )


class ResumeForm(ActForm):
    """Count on."""

    on = OfficeDateField(label="从哪天起恢复", help_text="这一天不算，从第二天接着算")


class ExtendForm(ActForm):
    """More time."""

    amount = CountField(label="延长多少")
    reason = TextField(label="事由")
    article = forms.ChoiceField(label="依据", required=False)
    other_article = TextField(label="别的条文", required=False)
    approver = TextField(label="批准人", help_text="姓名和职务")
    on = OfficeDateField(label="批准的日期")


class RestartForm(ActForm):
    """Begin anew."""

    on = OfficeDateField(label="从哪天起重新计算", help_text="这一天不算，从第二天算起")
    reason = TextField(label="事由", help_text="如：收到补正的申请")
    article = forms.ChoiceField(label="依据", required=False)
    other_article = TextField(label="别的条文", required=False)


class MoveForm(ActForm):
    """Another day, agreed by everybody."""

    to = OfficeDateField(label="改到哪天", future_allowed=True)
    agreed = ListField(label="谁同意了", help_text="约定的日期要双方都同意才能改")
    reason = TextField(label="为什么改", help_text="如：工程款还没到账")
    on = OfficeDateField(label="哪天同意的")
    field_order = ("acting_town", "version", "to", "agreed", "reason", "on")

    def offer_people(self, names: list[str]) -> None:
        """The parties as ticks, none of them ticked."""
        self.fields["agreed"].widget = TickedNames(names, "代理人等，一行写一个")


FORMS: dict[str, type[ActForm]] = {
    "pause": PauseForm, "resume": ResumeForm, "extend": ExtendForm, "restart": RestartForm,
    "move": MoveForm,
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def clock_page(request: Any, clock_id: UUID) -> HttpResponse:
    """See how a deadline was reached; pause, resume, extend or begin it anew."""
    actor, town = request.actor, request.town
    try:
        draft, row = clock_in_hand(clock_id, town=town, by=actor)
    except Refused:
        raise Http404 from None
    if not may_read_trace(actor, town, draft.kind):
        raise Http404  # what was promised to whom is not for who only follows a report
    calendar, today = calendar_in_force(town), office_today()
    clock = clocks.clock_of(row)
    rule = rule_of(town, clock) if clock else None
    act = request.POST.get("act", "") if request.method == "POST" else ""
    acts = _acts(clock, row, rule) if may_change(draft, actor) and draft.case["voided_at"] is None else []
    given = {
        code: FORMS[code](
            request.POST if code == act else None, auto_id=f"{code}_%s",
            initial={"on": today, "acting_town": str(town.pk), "version": draft.case["version"]},
        )
        for code in acts
    }  # fmt: skip
    for code, form in given.items():
        form.offer(_articles(code, rule))
        if clock:
            form.offer_unit(UNIT_WORDS[clock.extends_by])
        if isinstance(form, MoveForm):
            form.offer_people(who_agrees(draft))
    if act and act not in acts:
        raise NotAllowed("期限的暂停、恢复、延长和改期由司法所、镇调解员和主办人登记，请转给他们。")
    if act and given[act].is_valid():
        try:
            done = _do(act, clock_id, given[act].cleaned_data, town=town, by=actor)
        except Refused as refusal:
            field = refusal.field if refusal.field in given[act].fields else None
            given[act].add_error(field, str(refusal))
        else:
            messages.success(request, _said(act, done))
            return redirect("clock_page", clock_id=clock_id)
    light = clocks.light_of(row, today, calendar)
    counted = clocks.arithmetic(clock, calendar) if clock else None
    context = {
        "name": row["name"],
        "case_title": draft.case["title"],
        "case_number": draft.case["number"],
        "case_url": reverse("record_page", args=[draft.kind.code, draft.case_id]),
        "tag": TAGS[light.kind],
        "words": light.words,
        "facts": _facts(row, clock, counted, today),
        "notes": counted.notes if counted else (),
        "weeks": _weeks(counted, clock, calendar, today) if counted and clock else [],
        "lines": _lines(counted) if counted else [],
        "reasons": _reasons(counted) if counted else [],
        "rule": _rule(rule, row),
        "pauses": _pauses(clock),
        "extensions": _extensions(clock),
        "moves": _moves(row, today),
        "papers_url": reverse("case_papers", args=[draft.kind.code, draft.case_id]),
        "restarts": [(ui_date(one.on), one.reason, one.article) for one in clock.restarts] if clock else [],
        "acts": [(code, ACTS[code], form, code == act) for code, form in given.items()],
        "limit": _limit(rule),
        "can_enter_notice": actor.holds(("justice_office", "system_admin"), town),
    }
    return render(request, "workbench/clock.html", context, status=422 if act else 200)


def _do(act: str, clock_id: UUID, given: dict[str, Any], **who: Any) -> Changed:
    """The act as its form was filled in."""
    version = given.get("version")
    common = {"on": given["on"], "version": version, **who}
    if act == "resume":
        return clock_actions.resume(clock_id, **common)
    if act == "move":
        return move_agreed(clock_id, to=given["to"], agreed=given["agreed"], reason=given["reason"], **common)
    common |= {"reason": given["reason"], "article": given["article"]}
    if act == "extend":
        return clock_actions.extend(clock_id, amount=given["amount"], approver=given["approver"], **common)
    return (
        clock_actions.pause(clock_id, **common)
        if act == "pause"
        else clock_actions.restart(clock_id, **common)
    )


def _said(act: str, done: Changed) -> str:
    if done.due is None:
        return "已暂停，灯变灰。恢复以后，到期日按停了多少天往后移。"
    paper = "请到卷宗材料里生成变更协议，双方签字。" if act == "move" else ""
    return f"已{ACTS[act]}。到期日{ui_date(done.was) if done.was else '暂停中'}→{ui_date(done.due)}，写进了案件的操作记录。{paper}"


def _acts(clock: Clock | None, row: dict[str, Any], rule: Rule | None) -> list[str]:
    """What can be done with this clock now."""
    if row["done_on"] is not None:
        return []
    if clock is None:
        return ["move"]
    found = ["resume"] if clock.open_pause else ["pause"]
    found.append("extend")
    if rule and any(stop.kind == "restart" for stop in rule.stops):
        found.append("restart")
    return found


def _articles(act: str, rule: Rule | None) -> list[tuple[str, str]]:
    """The articles of the rule that allow the act: (article, what it says)."""
    if rule is None:
        return []
    if act == "extend":
        if rule.extension is None:
            return []
        article = f"《{rule.basis[0].law}》{rule.extension.article}"
        return [(article, f"{article}：{rule.extension.words}")]
    kinds = ("restart",) if act == "restart" else ("not_counted", "suspended")
    return [(str(stop.basis), f"{stop.basis}：{stop.what}"[:90]) for stop in rule.stops if stop.kind in kinds]


def _limit(rule: Rule | None) -> str:
    more = rule.extension if rule else None
    return f"最多延长{more.most.words}，经{more.approver}批准。" if more else ""


def _facts(
    row: dict[str, Any], clock: Clock | None, counted: Counted | None, today: date
) -> list[dict[str, str]]:
    if clock is None or counted is None:
        first = day_first_agreed(row)
        moved = (
            [{"name": "原来约定", "text": ui_date(first, today)}] if first and first != row["due_on"] else []
        )
        return [
            {"name": "到期", "text": ui_date(row["due_on"], today)},
            *moved,
            {"name": "依据", "text": row["basis"]},
        ]
    begun = ui_datetime(clock.begun) if clock.by_hours else ui_date(clock.begun, today)  # type: ignore[arg-type]
    due = ui_datetime(row["due_at"]) if row["due_at"] else ui_date(row["due_on"], today)
    found = [
        {"name": "起算", "text": f"{begun}，当{'时' if clock.by_hours else '日'}不计入"},
        {"name": "期限", "text": clock.period.words},
        {"name": "到期", "text": due or "暂停中，恢复后再定"},
    ]
    if counted.unrolled and counted.end and counted.unrolled != counted.end:
        found.append({"name": "顺延前", "text": f"{ui_date(counted.unrolled, today)}，宜在这天前办好"})
    if row["done_on"]:
        found.append({"name": "办结", "text": ui_date(row["done_on"], today)})
    return found


def _weeks(counted: Counted, clock: Clock, calendar: Calendar, today: date) -> list[list[dict[str, Any]]]:
    """The days as weeks from Monday, for periods counted day by day."""
    if clock.by_hours or clock.period.unit in (Unit.MONTHS, Unit.YEARS):
        return []
    marked: dict[date, CountedDay] = {}
    for line in counted.days:
        marked[line.day] = line
    if not marked:
        return []
    first, last = min(marked), max(marked)
    day = first - timedelta(days=first.weekday())
    weeks = []
    while day <= last:
        weeks.append([_cell(day + timedelta(days=n), marked, counted, today) for n in range(7)])
        day += timedelta(days=7)
    return weeks


def _cell(day: date, marked: dict[date, CountedDay], counted: Counted, today: date) -> dict[str, Any]:
    line = marked.get(day)
    label = f"{day.month}/{day.day}"
    if line is None:
        return {"day": label, "look": "out", "words": "", "why": ""}
    words = {
        "counted": f"第{line.number}", "skipped": "休", "paused": "停", "start": "起算", "rolled": "顺延",
    }[line.mark]  # fmt: skip
    if day == counted.end:
        words = "到期"
    return {
        "day": label,
        "look": f"{LOOKS[line.mark]}{' end' if day == counted.end else ''}{' today' if day == today else ''}",
        "words": words,
        "why": line.reason,
    }


def _lines(counted: Counted) -> list[dict[str, str]]:
    """Every line of the arithmetic in words."""
    return [{"day": ui_date(line.day), "look": LOOKS[line.mark], "why": line.reason} for line in counted.days]


def _reasons(counted: Counted) -> list[str]:
    """The days that did not count for another reason than a plain weekend, in spans of one reason."""
    spans: list[tuple[date, date, str]] = []
    for line in counted.days:
        plain = line.mark == "counted" and "（" not in line.reason
        if line.mark == "start" or plain or line.reason in ("周六，休息", "周日，休息"):
            continue
        reason = line.reason.split("（", 1)[1].rstrip("）") if line.mark == "counted" else line.reason
        if spans and spans[-1][2] == reason and (line.day - spans[-1][1]).days <= 3:
            spans[-1] = (spans[-1][0], line.day, reason)
        else:
            spans.append((line.day, line.day, reason))
    return [
        f"{ui_date(first)}{f'至{ui_date(last)}' if last != first else ''}：{reason}"
        for first, last, reason in spans
    ]


def _rule(rule: Rule | None, row: dict[str, Any]) -> dict[str, Any] | None:
    if rule is None:
        return None
    tag, mark = MARKS[rule.mark]
    return {
        "name": rule.name, "says": rule.says, "clause": rule.words, "tag": tag, "mark": mark, "basis": row["basis"],
        "url": reverse("statute", args=[rule.code]), "note": rule.note,
    }  # fmt: skip


def _moves(row: dict[str, Any], today: date) -> list[str]:
    """Every time the day was agreed anew."""
    return [
        f"{ui_date(as_day(one['on']), today)}改期：{ui_date(as_day(one['from']), today) if one['from'] else '未定'}→"
        f"{ui_date(as_day(one['to']), today)}，{masked_text(one['reason'])}（{'、'.join(one['agreed'])}同意）"
        for one in row["facts"].get("moves", ())
    ]


def _pauses(clock: Clock | None) -> list[str]:
    if clock is None:
        return []
    return [
        f"{ui_date(one.on)}起暂停：{one.reason}（{one.article}）"
        + (f"，{ui_date(one.until)}恢复" if one.until else "，还没有恢复")
        for one in clock.pauses
    ]


def _extensions(clock: Clock | None) -> list[str]:
    if clock is None:
        return []
    return [
        f"延长{one.period.amount}{UNIT_WORDS[one.period.unit]}：{one.reason}（{one.article}），"
        f"{ui_date(one.on) if one.on else ''}经{one.approver}批准"
        for one in clock.extensions
    ]
