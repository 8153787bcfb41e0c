"""我的待办: what this person must do next, by deadline; what came in; this year's figures and the report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from fazhi.cases.in_force import calendar_in_force
from fazhi.cases.redating import unfinished
from fazhi.cases.todo import HURRIED, LIGHTS, OVERSEERS, Line, Todo, open_history, todo
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.pages.showing import number_of, title_of
from fazhi.pages.totals import remembered, working_year
from fazhi.pages.views.access import date_lookup, in_sight, loaded
from fazhi.pages.views.repeats import count_of_groups
from fazhi.pages.words import document_date, office_today, table_date, ui_date
from fazhi.records.kinds import kind_of, ledger_kinds
from fazhi.records.models import SourceRow, hidden_batches
from fazhi.trace.models import TraceRecord
from fazhi.workbench.views import choices_of

LATEST = 8
AT_ONCE, MOST = 12, 100_000
WEEKDAYS = "一二三四五六日"
TAGS = {"overdue": "red", "soon": "amber", "fine": "green", "paused": "gray", "done": ""}
# The four lights: name, what it means.
WORDS = {
    "overdue": ("已逾期", "先办这些"),
    "soon": ("临期", "3个工作日内"),
    "fine": ("正常", "期限充足"),
    "paused": ("暂停计时", "等补正、等鉴定"),
}
# From this day on the next year's notice is due to be there (they came between 25 October and 8 December).
NOTICE_DUE = (12, 1)


@require_safe
def home(request: Any) -> HttpResponseBase:
    """The first page of everybody."""
    actor, town = request.actor, request.town
    year = _year(request, town)
    today, calendar = office_today(), calendar_in_force(town)
    light = request.GET.get("light", "")
    light = light if light in LIGHTS else ""
    mine = request.GET.get("mine") == "1"
    start = _number(request.GET.get("from", ""))
    on_paper = request.GET.get("print") == "1"
    listed = todo(
        actor, town, today=today, calendar=calendar, light=light, mine=mine, start=0 if on_paper else start,
        size=200 if on_paper else AT_ONCE,
    )  # fmt: skip
    keeps = bool(choices_of(actor, town))
    context: dict[str, Any] = {
        "today": f"{document_date(today)}　星期{WEEKDAYS[today.weekday()]}",
        "working_today": ""
        if calendar.estimating().is_working_day(today)
        else calendar.estimating().why(today),
        "year": year,
        "lights": [_light(one, listed, light, mine) for one in LIGHTS],
        "lines": [_shown(line, today) for line in listed.lines],
        "listed": listed,
        "light": light,
        "light_name": WORDS[light][0] if light else "",
        "mine": mine,
        "links": _links(listed, light, mine, start),
        "has_cases": bool(listed.every or mine or light),
        "oversees": any(role.code in OVERSEERS for role in actor.roles(town)),
        "warnings": _warnings(actor, town, today),
        "todo": _todo(actor, town),
        "history": _history(actor, town),
        "latest": _latest(actor, town),
        "keeps": keeps,
        "ledgers_url": reverse("ledgers") if actor.may_import(town) else "",
        "figures_url": reverse("figures"),
        "cards": [],
        "progress": None,
        "sees_figures": actor.may_see_figures(town),
        "keeps_people": actor.may_keep_people(town),
    }
    context["groups"] = [context["todo"], context["history"]]
    if actor.may_see_figures(town):
        # The workbench stands above the reports; imported here so that the login page does not load them.
        from fazhi.reports.evaluation import home_cards
        from fazhi.reports.progress import report_progress

        context["cards"] = home_cards(town, year, actor)
        context["progress"] = report_progress(town, year)
        if context["oversees"]:
            from fazhi.reports.pictures import pictures_of_disputes

            context["pictures"] = pictures_of_disputes(town, year)
    return page_or_file(request, "workbench/home.html", context, _list_file(actor, town, today, light, mine))


def _list_file(actor: Actor, town: Town, today: date, light: str, mine: bool) -> ListFile:
    """All lines of the list, not only the first of them."""

    def rows() -> Iterable[Line]:
        calendar = calendar_in_force(town)
        return todo(actor, town, today=today, calendar=calendar, light=light, mine=mine, size=MOST).lines

    said = "，".join([*([WORDS[light][0]] if light else []), *(["只看我主办的"] if mine else [])])
    title = f"{actor.name}的待办（{document_date(today)}{'，' if said else ''}{said}）"
    return ListFile(f"{actor.name}的待办", title, COLUMNS, rows)


COLUMNS = (
    Offered("words", "期限", attrgetter("words"), 20),
    Offered("title", "事项", attrgetter("title"), 46),
    Offered("number", "编号", attrgetter("number"), 20),
    Offered("context", "情况", attrgetter("context"), 46),
    Offered("due", "截止", attrgetter("due"), 12),
    Offered("act", "办理", attrgetter("act"), 14),
)


def line_url(line: Line, *, of_step: bool = False) -> str:
    """The page of what the line tells of; with `of_step` the form of the step that comes next, where there is one."""
    if line.case_id is None:
        return line.url
    if of_step and line.step:
        try:
            return reverse("case_step", args=[line.group, line.case_id, line.step])
        except NoReverseMatch:
            pass
    return reverse("record_page", args=[line.group, line.case_id])


def _shown(line: Line, today: date) -> dict[str, Any]:
    """One line as the page prints it."""
    look = {"overdue": "danger", "soon": "primary"}.get(line.light, "plain")
    return {
        "tag": "amber" if line.words == HURRIED else TAGS[line.light],
        "words": line.words,
        "title": line.title,
        "context": line.context,
        "url": line_url(line),
        "act": line.act,
        "act_url": line_url(line, of_step=True),
        "look": look,
        "due": ui_date(line.due, today) if line.due else "",
        "due_iso": line.due.isoformat() if line.due else "",
    }


def _light(one: str, listed: Todo, light: str, mine: bool) -> dict[str, Any]:
    """One of the four lights; pressed again it lets go."""
    on = light == one
    query = {**({} if on else {"light": one}), **({"mine": "1"} if mine else {})}
    name, hint = WORDS[one]
    return {
        "code": one,
        "tag": TAGS[one],
        "name": name,
        "hint": hint,
        "count": listed.counts[one],  # type: ignore[index]
        "url": "?" + urlencode(query) if query else reverse("home"),
        "on": on,
    }


def _links(listed: Todo, light: str, mine: bool, start: int) -> dict[str, str]:
    kept = {"light": light} if light else {}
    own = {"mine": "1"} if mine else {}

    def url(**more: str) -> str:
        query = {**kept, **more}
        return "?" + urlencode(query) if query else reverse("home")

    return {
        "mine": url() if mine else url(mine="1"),
        "print": url(**own, print="1"),
        "all": url(**own),
        "more": url(**own, **{"from": str(listed.start + len(listed.lines))}) if listed.more else "",
        "next": str(min(AT_ONCE, listed.more)),
        "back": (url(**own, **{"from": str(max(0, start - AT_ONCE))}) if start > AT_ONCE else url(**own))
        if start
        else "",
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _warnings(actor: Actor, town: Town, today: date) -> list[dict[str, str]]:
    """What stands in the way of counting: said to those who can put it right."""
    if not actor.holds(("justice_office", "system_admin"), town):
        return []
    calendar = calendar_in_force(town)
    found = []
    due = (today + timedelta(days=31)).year if (today.month, today.day) >= NOTICE_DUE else today.year
    if not calendar.covers(due):
        text = f"还没有录入{due}年的放假安排，这一年的到期日都是初算。"
        found.append({"text": text, "url": reverse("holidays"), "act": "录入放假安排"})
    if unfinished():
        found.append(
            {
                "text": "放假安排录入后，还有案件的期限没有推算完。",
                "url": reverse("holidays"),
                "act": "接着推算",
            }
        )
    return found


def _year(request: HttpRequest, town: Town) -> int:
    given = request.GET.get("year", "")
    if given.isascii() and given.isdigit() and len(given) == 4:
        return int(given)
    return working_year(town)


def _todo(actor: Actor, town: Town) -> list[dict[str, Any]]:
    """What waits in numbers: ledger rows to put right, likely repeats, history still open. Nothing empty is listed."""
    waiting = 0
    if actor.may_import(town):
        waiting = SourceRow.objects.filter(
            town=town, outcome=SourceRow.Outcome.PROBLEM, settled_at=None, batch__status="published"
        ).count()
    found = []
    if waiting:
        url = reverse("problems")
        found.append(
            {
                "light": "amber", "count": waiting, "unit": "行", "title": "改正台账里的行", "url": url, "act": "去改正",
                "text": "日期、村居、当事人或类型有问题，改好后才计入数字",
            }
        )  # fmt: skip
    if any(actor.may_keep(kind.code, town) for kind in ledger_kinds()) and (
        groups := count_of_groups(town, actor)
    ):
        found.append(
            {
                "light": "amber", "count": groups, "unit": "组", "title": "核对疑似重复", "url": reverse("repeats"),
                "act": "去核对", "text": "当事人、村居或合同相同，日期又相近",
            }
        )  # fmt: skip
    return found


def _history(actor: Actor, town: Town) -> list[dict[str, Any]]:
    """One line for all cases that ledgers brought in open."""
    hidden = hidden_batches(town.pk)
    count = remembered(("open_history", actor.key), town, hidden, lambda: open_history(actor, town))
    if not count:
        return []
    return [
        {
            "light": "", "count": count, "unit": "件", "title": "接着办或补办结果", "act": "去看",
            "url": reverse("record_list", args=["dispute"]), "text": "台账带进来还没有结果的案件",
        }
    ]  # fmt: skip


def _latest(actor: Actor, town: Town) -> list[dict[str, Any]]:
    """The records that came in last, of all kinds the person sees; ids sort by the time they were made."""
    hidden = hidden_batches(town.pk)
    seen = [kind for kind in ledger_kinds() if actor.may_see(kind.code, town)]

    def newest() -> list[tuple[Any, str]]:
        """What the trace says came in last: its index knows, the tables would have to be sorted."""
        entries = TraceRecord.objects.filter(
            town=str(town.pk),
            verb__in=("added", "opened", "imported", "put_right"),
            kind__in=[kind.code for kind in seen],
        ).order_by("-at", "-id")
        told = list(entries.values_list("subject", "kind")[: LATEST * 10])
        ids: dict[str, set[Any]] = {}
        for kind in seen:
            some = [subject for subject, code in told if code == kind.code]
            rows = in_sight(kind, town, actor, hidden=hidden)
            ids[kind.code] = set(rows.filter(pk__in=some).values_list("pk", flat=True)) if some else set()
            if _own_village(actor, town) and len(ids[kind.code]) < LATEST and (day := date_lookup(kind)):
                ids[kind.code] |= set(rows.order_by(f"-{day}", "-pk").values_list("pk", flat=True)[:LATEST])
        found = [(pk, code) for code, some_ids in ids.items() for pk in some_ids]
        return sorted(found, key=lambda one: str(one[0]), reverse=True)[:LATEST]

    key = ("latest", *(str(actor.rows(kind.code, town, has_grid=kind.has_grid)) for kind in seen))
    by_kind: dict[str, list[Any]] = {}
    for pk, code in remembered(key, town, hidden, newest):
        by_kind.setdefault(code, []).append(pk)
    lines = []
    for code, ids in by_kind.items():
        kind = kind_of(code)
        day = date_lookup(kind)
        for record in loaded(kind, kind.model.objects.filter(pk__in=ids)):
            on = getattr(record, day) if day else None
            lines.append(
                {
                    "id": str(record.pk),
                    "title": title_of(kind, record),
                    "kind": kind.name,
                    "meta": number_of(record),
                    "date": table_date(on) if on else "",
                    "url": reverse("record_page", args=[code, record.pk]),
                }
            )
    lines.sort(key=lambda line: line["id"], reverse=True)
    return lines


def _own_village(actor: Actor, town: Town) -> bool:
    """Whether most of what comes in is not for this person to see."""
    return all(role.own_village for role in actor.roles(town))
