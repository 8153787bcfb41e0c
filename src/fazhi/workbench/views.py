"""The first page, registering, the small switches, and what a server must answer."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import Actor
from fazhi.pages.showing import number_of, title_of
from fazhi.pages.totals import remembered, working_year
from fazhi.pages.views.access import date_lookup, in_sight, loaded
from fazhi.pages.views.repeats import count_of_groups
from fazhi.pages.words import office_today, table_date
from fazhi.records.kinds import kind_of, ledger_kinds
from fazhi.records.models import SourceRow, hidden_batches
from fazhi.trace.models import TraceRecord
from fazhi.workbench.middleware import TOWN
from fazhi.workbench.shell import LARGE

log = logging.getLogger("fazhi.workbench")
LATEST = 8
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Choice:
    """One of the six things one comes to register, and the kinds it may become."""

    name: str
    words: str
    kinds: tuple[str, ...]


CHOICES = (
    Choice("有人来访", "来访、咨询、申请调解", ("reception",)),
    Choice("有纠纷", "网格、村里排查到的矛盾纠纷", ("dispute",)),
    Choice("要审材料", "合同、协议、规范性文件、决策", ("contract_review", "normative_review", "decision")),
    Choice(
        "办了培训或活动",
        "学法、考试、普法、会议",
        ("study_session", "law_exam", "activity", "views", "agenda_item"),
    ),
    Choice("执法检查", "处罚案件、案卷评查、证件", ("penalty", "file_review", "licence")),
    Choice("收到法院或复议文书", "行政诉讼、行政复议", ("litigation",)),
)


@require_safe
def home(request: Any) -> HttpResponse:
    """我的待办: what waits for this person, this year's figures, the report, what came in last."""
    actor, town = request.actor, request.town
    year = _year(request, town)
    today = office_today()
    context = {
        "today": f"{today.year}年{today.month}月{today.day}日　星期{WEEKDAYS[today.weekday()]}",
        "year": year,
        "todo": _todo(actor, town),
        "latest": _latest(actor, town),
        "keeps": bool(_choices(actor, town)),
        "ledgers_url": reverse("ledgers") if actor.may_import(town) else "",
        "figures_url": reverse("figures"),
        "cards": [],
        "progress": None,
        "sees_figures": actor.may_see_figures(town),
        "keeps_people": actor.may_keep_people(town),
    }
    if actor.may_see_figures(town):
        # The workbench stands above the reports; imported here so that the login page does not load them.
        from fazhi.reports.evaluation import home_cards, report_progress

        context["cards"] = home_cards(town, year, actor)
        context["progress"] = report_progress(town, year)
    return render(request, "workbench/home.html", context)


def _year(request: HttpRequest, town: Town) -> int:
    given = request.GET.get("year", "")
    if given.isascii() and given.isdigit() and len(given) == 4:
        return int(given)
    return working_year(town)


def _todo(actor: Actor, town: Town) -> list[dict[str, Any]]:
    """What waits: rows of ledgers to put right, likely repeats. Nothing is listed that has nothing to do."""
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


def _latest(actor: Actor, town: Town) -> list[dict[str, Any]]:
    """The records that came in last, of all kinds the person sees; ids sort by the time they were made."""
    hidden = hidden_batches(town.pk)
    seen = [kind for kind in ledger_kinds() if actor.may_see(kind.code, town)]

    def newest() -> list[tuple[Any, str]]:
        """What the trace says came in last: its index knows, the tables would have to be sorted."""
        entries = TraceRecord.objects.filter(
            town=str(town.pk),
            verb__in=("added", "imported", "put_right"),
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


def _choices(actor: Actor, town: Town) -> list[dict[str, Any]]:
    there = {kind.code: kind for kind in ledger_kinds() if actor.may_keep(kind.code, town)}
    found = []
    for choice in CHOICES:
        kinds = [there[code] for code in choice.kinds if code in there]
        if kinds:
            links = [{"name": kind.name, "url": reverse("record_new", args=[kind.code])} for kind in kinds]
            found.append({"name": choice.name, "words": choice.words, "links": links})
    placed = {code for choice in CHOICES for code in choice.kinds}
    others = [
        {"name": k.name, "url": reverse("record_new", args=[k.code])}
        for k in there.values()
        if k.code not in placed
    ]
    return [*found, *([{"name": "其他", "words": "", "links": others}] if others else [])]


@require_safe
def register(request: Any) -> HttpResponse:
    """＋登记一件事: six large choices."""
    return render(request, "workbench/register.html", {"choices": _choices(request.actor, request.town)})


@require_POST
def switch_town(request: Any) -> HttpResponse:
    """Work on another of one's towns."""
    wanted = request.POST.get("town", "")
    town = next((one for one in request.actor.towns() if wanted and wanted in (str(one.pk), one.code)), None)
    if town is None:
        raise Http404
    request.session[TOWN] = str(town.pk)
    messages.success(request, f"现在看的是{town.name}。")
    # A record's page belongs to its town: after the switch the way is home.
    return redirect("home")


@require_POST
def large_type(request: Any) -> HttpResponse:
    """大字 or standard, remembered for the person and for this browser's login page."""
    on = request.POST.get("on") == "1"
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(large_type=on)
    url = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    response = redirect(url if url and allowed else "home")
    response.set_cookie(LARGE, "1" if on else "0", max_age=365 * 24 * 3600, httponly=True, samesite="Lax")
    return response


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: it answers."""
    return HttpResponse("ok", content_type="text/plain")


def broken(request: HttpRequest) -> HttpResponse:
    """500: a number to tell the administrator, and the same number in the log."""
    number = secrets.token_hex(2).upper()
    log.error("error %s at %s %s", number, request.method, request.path)
    try:
        return render(request, "500.html", {"error_number": number}, status=500)
    except Exception:  # noqa: BLE001  the page about errors must not fail on the error itself
        return HttpResponse(f"没保存成功，是系统出了问题。请告诉系统管理员，编号{number}。", status=500)
