"""接待窗口: register in twenty seconds, with who came today beside it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.orgs.permissions import Refused
from fazhi.pages.list_files import page_or_file
from fazhi.pages.views.access import actor_of, in_sight, said_plainly, town_of, uuid_or_none
from fazhi.pages.views.listing import villages_of
from fazhi.pages.words import office_today, ui_date
from fazhi.reception.codes import code_for, shown_code
from fazhi.reception.figures import counted_together
from fazhi.reception.forms import WindowForm, knows
from fazhi.reception.models import Reception, Visit
from fazhi.reception.views import files
from fazhi.reception.views.access import require_keeping, tabs
from fazhi.reception.visits import came_again
from fazhi.reception.window import Coming, receive
from fazhi.records.figures import Scope
from fazhi.records.kinds import kind_of
from fazhi.storage.ids import new_id

KNOWN_SHOWN = 5
TOGETHER = "和今天那一起姓名、纠纷类型一样，统计时只算一起。是两个人的，两起都写上电话或村居；是两件事的，写上纠纷类型：就分开算。"


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def window(request: HttpRequest) -> HttpResponseBase:
    """The form; on POST a visit, or the question whether somebody who was here today goes on with the same matter."""
    require_keeping(request)
    if request.method != "POST":
        return _page(request, _form(request))
    data = request.POST.copy()
    if (command := uuid_or_none(data.get("command"))) is None:
        data["command"] = str(command := new_id())
    form = _form(request, data)
    if goes_on := uuid_or_none(data.get("goes_on")):
        return _goes_on(request, form, goes_on, command)
    if not form.is_valid():
        return _page(request, form)
    coming = _coming(form)
    if not data.get("another") and not coming.anonymous:
        known = known_visits(request, coming.name, coming.phone)
        if any(one["today"] for one in known["lines"]) and not _is_repeat(command):
            return _page(request, form, known=known, asked=True)
    try:
        visit = receive(
            coming, town=town_of(request), by=actor_of(request), today=office_today(), command=command
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, form)
    except IntegrityError:
        # Sent twice at the same moment: the other one made the visit.
        visit = Visit.objects.get(reception=command, town=town_of(request))
    if visit.outcome == Visit.Outcome.MEDIATION and visit.reception.case_id is None:
        messages.success(request, "已登记。请补上对方和村居，转成调解案件。")
        if _together(visit):
            messages.info(request, TOGETHER)
        return redirect(f"{reverse('reception_visit', args=[visit.pk])}?act=mediation#mediation")
    return redirect(f"{reverse('reception_window')}?saved={visit.pk}")


def _is_repeat(command: UUID) -> bool:
    return bool(Visit.objects.filter(reception=command).exists())


def _goes_on(request: HttpRequest, form: Any, visit_id: UUID, command: UUID) -> HttpResponseBase:
    """接着上次: what was typed as the matter is what was said this time."""
    said = form.data.get("matter", "").strip() or form.data.get("answer", "").strip()
    try:
        visit = came_again(
            visit_id, said, town=town_of(request), by=actor_of(request), today=office_today(), command=command
        )
    except Refused as refusal:
        form.full_clean()
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, form)
    messages.success(request, f"已接着上次记下，这一件第{visit.times}次来。")
    return redirect("reception_visit", visit_id=visit.pk)


def _form(request: HttpRequest, data: Any = None) -> Any:
    town = town_of(request)
    initial = {"command": str(new_id()), "acting_town": str(town.pk)}
    form = WindowForm(data, initial=initial)
    return knows(form, [village.name for village in villages_of(town, actor_of(request))])


def _coming(form: Any) -> Coming:
    given = form.cleaned_data
    return Coming(
        name=given["name"], anonymous=given["anonymous"], phone=given["phone"], village=given["village"],
        matter=given["matter"], category=given["category"], outcome=Visit.Outcome(given["outcome"]),
        answer=given["answer"], office=given["office"], reply_by=given["reply_by"], day=given["day"],
        time=given["time"], type=given["type"], companions=given["companions"],
    )  # fmt: skip


def _page(request: HttpRequest, form: Any, *, known: Any = None, asked: bool = False) -> HttpResponseBase:
    today = office_today()
    context = {
        "form": form,
        "tabs": tabs(request),
        "today": today_visits(request),
        "day": ui_date(today),
        "saved": _saved(request),
        "known": known,
        "asked": asked,
        "more_open": bool(form.errors.get("type") or form.errors.get("companions")),
    }
    status = 422 if form.is_bound and form.errors else 409 if asked else 200
    listed = files.todays_visits(town_of(request), context["today"])
    return page_or_file(request, "reception/window.html", context, listed, status=status)


def _saved(request: HttpRequest) -> dict[str, Any] | None:
    visit_id = uuid_or_none(request.GET.get("saved"))
    if visit_id is None:
        return None
    visit = Visit.objects.filter(pk=visit_id, town=town_of(request)).select_related("reception").first()
    if visit is None:
        return None
    return {
        "visit": visit, "code": shown_code(code_for(visit.reception_id)), "together": TOGETHER if _together(visit) else "",
    }  # fmt: skip


def _together(visit: Visit) -> bool:
    """Whether figures count it once with another of the day."""
    return counted_together(visit.reception_id, Scope(visit.town_id, visit.reception.received_on.year))


def today_visits(request: HttpRequest) -> list[Any]:
    """Whoever came today, the last first."""
    rows = Visit.objects.filter(
        town=town_of(request), reception__received_on=office_today(), reception__voided_at=None
    )
    return list(rows.select_related("reception").order_by("-pk")[:100])


@require_safe
@said_plainly
def known(request: HttpRequest) -> HttpResponse:
    """A part of the window: what this year says of the person being typed."""
    require_keeping(request)
    found = known_visits(request, request.GET.get("name", ""), request.GET.get("phone", ""))
    return render(request, "reception/known.html", {"known": found})


def known_visits(request: HttpRequest, name: str, phone: str) -> dict[str, Any]:
    """Receptions of this year by the same telephone, or the same name where no telephone speaks against it."""
    name = name.strip().replace("\x00", "")[:100]
    phone = "".join(one for one in phone if one.isdigit() or one == "-")[:40]
    who = Q(pk__in=[])
    if len(name) >= 2:
        who |= Q(visitor=name, phone__in=["", phone]) if phone else Q(visitor=name)
    if len(phone) >= 7:
        who |= Q(phone=phone)
    today = office_today()
    rows = in_sight(kind_of("reception"), town_of(request), actor_of(request)).filter(
        who, received_on__year=today.year
    )
    total = rows.count()
    lines = [_line(one, today) for one in _with_visits(rows.order_by("-received_on", "-pk")[:KNOWN_SHOWN])]
    return {"name": name, "total": total, "lines": lines, "more": total - len(lines)}


def _with_visits(rows: Any) -> list[Reception]:
    return list(rows.select_related("village", "visit"))


def _line(reception: Any, today: Any) -> dict[str, Any]:
    visit = getattr(reception, "visit", None)
    about = visit.matter if visit else "，".join(
        word for word in (reception.category_word, reception.type_word) if word
    )  # fmt: skip
    url = (
        reverse("reception_visit", args=[visit.pk])
        if visit
        else reverse("record_page", args=["reception", reception.pk])
    )
    return {
        "date": ui_date(reception.received_on),
        "about": about,
        "status": visit.get_status_display() if visit else reception.result_word,
        "village": reception.village.name if reception.village_id else "",
        "url": url,
        "visit": visit,
        "today": reception.received_on == today and visit is not None,
    }
