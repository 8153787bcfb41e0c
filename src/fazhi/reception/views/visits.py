"""The page of one visit and what is done with it; its slip; referrals on paper; appointments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fazhi.cases.models import Case
from fazhi.orgs.permissions import Refused
from fazhi.pages.list_files import page_or_file
from fazhi.pages.qr import qr_svg
from fazhi.pages.views.access import actor_of, said_plainly, town_of, uuid_or_none
from fazhi.pages.views.listing import villages_of
from fazhi.pages.words import masked_phone, office_today, ui_date, ui_time
from fazhi.reception import appointing, referring, turning, visits
from fazhi.reception.codes import code_for, shown_code
from fazhi.reception.forms import (
    AgainForm,
    AnswerForm,
    AppointForm,
    CloseForm,
    MediationForm,
    ReferForm,
    ReplyForm,
    knows,
)
from fazhi.reception.models import Appointment, Referral, Visit
from fazhi.reception.promises import late_days, legal_aid_days
from fazhi.reception.views import files
from fazhi.reception.views.access import (
    open_centre,
    progress_url,
    require_keeping,
    require_sight,
    row_or_404,
    tabs,
)

ACTS: dict[str, tuple[str, type[Any]]] = {
    "answer": ("答复", AnswerForm),
    "again": ("接着上次", AgainForm),
    "mediation": ("转调解", MediationForm),
    "legal_aid": ("转法律援助", ReferForm),
    "department": ("转部门", ReferForm),
    "appoint": ("约下次", AppointForm),
    "close": ("办结", CloseForm),
}
SIZES = {"80": "80毫米小票", "a5": "A5", "a4": "A4"}


@require_safe
@said_plainly
def visit_page(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """One visit: what it is, what happened, what can be done."""
    require_sight(request)
    visit = row_or_404(request, Visit, visit_id, "reception__village", "reception__case")
    return _page(request, visit, {})


@require_POST
@said_plainly
def visit_act(request: HttpRequest, visit_id: UUID, act: str) -> HttpResponse:
    """Do one thing with a visit; a refusal comes back at its form with what was typed."""
    require_keeping(request)
    if act not in ACTS:
        raise Http404
    visit = row_or_404(request, Visit, visit_id, "reception__village", "reception__case")
    form = _form(request, visit, act, request.POST)
    if form.is_valid():
        try:
            said = _do(request, visit, act, form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("reception_visit", visit_id=visit.pk)
    return _page(request, visit, {act: form}, status=422)


def _do(request: HttpRequest, visit: Visit, act: str, given: dict[str, Any]) -> str:
    """Carry the act out; what to say of it."""
    common: dict[str, Any] = {"town": town_of(request), "by": actor_of(request), "today": office_today()}
    version = given["version"]
    if act == "answer":
        visits.answer(visit.pk, given["answer"], version=version, **common)
        return "答复已记下，这一件办结。"
    if act == "again":
        again = visits.came_again(visit.pk, given["said"], **common)
        return f"已接着上次记下，这一件第{again.times}次来。"
    if act == "close":
        visits.close(visit.pk, given["text"], version=version, **common)
        return "已办结。"
    if act == "appoint":
        made = appointing.book_for(visit.pk, given["day"], given["time"], **common)
        return f"已约{ui_date(made.day)} {made.time:%H:%M}，在“预约”里能看到。"
    if act == "mediation":
        turning.turn_into_mediation(visit.pk, asked_of(given), version=version, **common)
        return "已转成调解案件，当事人、电话、村居和事项都带过去了。"
    made_out = referring.refer(
        visit.pk, act, given["office"], reply_by=given["reply_by"], what=given["what"], **common
    )
    return f"已转给{made_out.office}（{made_out.number}）。请打印转办单交给对方；回复在“转办”里登记。"


def asked_of(given: dict[str, Any]) -> turning.Asked:
    """What a MediationForm cleaned, as the action takes it."""
    return turning.Asked(
        given["applicants"], given["respondents"], given["village"], given["type"], given["applied_to"]
    )


def _form(request: HttpRequest, visit: Visit, act: str, data: Any = None) -> Any:
    today, reception = office_today(), visit.reception
    initial: dict[str, Any] = {"acting_town": str(town_of(request).pk), "version": visit.version}
    if act == "mediation":
        initial |= {
            "applicants": "\n".join(turning.companion_names(visit)), "type": reception.type_word,
            "village": reception.village.name if reception.village is not None else "",
        }  # fmt: skip
    elif act in ("legal_aid", "department"):
        initial["what"] = visit.matter
        if act == "legal_aid":
            initial["reply_by"] = legal_aid_days(today, town_of(request))
    form = ACTS[act][1](data, initial=initial, prefix=None, auto_id=f"id_{act}_%s")
    if act == "mediation":
        knows(form, [village.name for village in villages_of(town_of(request), actor_of(request))])
    return form


def _page(request: HttpRequest, visit: Any, bound: dict[str, Any], status: int = 200) -> HttpResponse:
    actor, town = actor_of(request), town_of(request)
    may_keep = actor.may_keep("reception", town)
    acts = []
    if may_keep:
        for act, (name, _) in ACTS.items():
            if act not in bound and not _possible(visit, act):
                continue
            acts.append(
                {
                    "code": act, "name": name, "form": bound.get(act) or _form(request, visit, act),
                    "open": act in bound or request.GET.get("act") == act,
                    "url": reverse("reception_visit_act", args=[visit.pk, act]),
                }
            )  # fmt: skip
    context = {
        "visit": visit,
        "reception": visit.reception,
        "facts": _facts(visit),
        "acts": acts,
        "may_keep": may_keep,
        "notes": [
            {"title": one.what, "text": one.text, "meta": f"{one.who}　{ui_date(one.at)} {ui_time(one.at)}", "key": "1"}
            for one in visit.notes.all()
        ],
        "referrals": list(visit.referrals.all()),
        "appointments": list(visit.appointments.all()),
        "case": _case(request, visit),
        "code": shown_code(code_for(visit.reception_id)) if may_keep else "",
        "satisfaction": getattr(visit, "satisfaction", None),
        "sizes": list(SIZES.items()),
    }  # fmt: skip
    return render(request, "reception/visit.html", context, status=status)


def _possible(visit: Visit, act: str) -> bool:
    if act == "mediation":
        return visit.reception.case_id is None and not visit.anonymous
    if act == "appoint":
        return not visit.anonymous
    return act != "close" or visit.status == Visit.Status.OPEN


def _facts(visit: Any) -> list[dict[str, str]]:
    reception = visit.reception
    facts = [
        {"name": "来访人", "text": reception.visitor},
        {"name": "电话", "text": masked_phone(reception.phone) or "没有留"},
        {"name": "村居", "text": reception.village.name if reception.village_id else ""},
        {"name": "类别", "text": reception.category_word},
        {"name": "纠纷类型", "text": reception.type_word},
        {"name": "接待日期", "text": ui_date(reception.received_on)},
        {"name": "接待人", "text": reception.mediator},
    ]
    if visit.companions:
        names = "、".join(
            f"{one.get('name', '')}{'（' + masked_phone(one['phone']) + '）' if one.get('phone') else ''}"
            for one in visit.companions
        )
        facts.insert(1, {"name": "同来的人", "text": names})
    if visit.times > 1:
        facts.append({"name": "来了", "text": f"{visit.times}次"})
    return [fact for fact in facts if fact["text"]]


def _case(request: HttpRequest, visit: Any) -> Case | None:
    case = visit.reception.case
    if case is None or not actor_of(request).may_see(case.kind, town_of(request)):
        return None
    return case


@require_safe
@said_plainly
def slip(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The slip with query code and QR, for 80 mm paper, A5 or A4."""
    require_keeping(request)
    visit = row_or_404(request, Visit, visit_id, "reception")
    town = town_of(request)
    centre = open_centre(town)
    url = progress_url(request, centre, visit.reception_id)
    size = wanted if (wanted := request.GET.get("size")) in SIZES else "80"
    context = {
        "visit": visit,
        "code": shown_code(code_for(visit.reception_id)),
        "qr": qr_svg(url, "扫码查进度") if url else "",
        "centre": centre,
        "town": town,
        "size": size,
        "style": f"reception/slip-{size}.css",
        "next": next(
            (one for one in visit.appointments.all() if one.status == Appointment.Status.BOOKED), None
        ),
        "referral": visit.referrals.filter(replied_on=None).last(),
    }
    return render(request, "reception/slip.html", context)


@require_safe
@said_plainly
def referrals(request: HttpRequest) -> HttpResponseBase:
    """转办: what waits for a reply, the longest first, and the last ones that have one."""
    require_sight(request)
    town, today = town_of(request), office_today()
    waiting = [
        {"row": one, "late": late_days(one.reply_by, today) if one.reply_by else 0}
        for one in referring.awaited(town)
    ]
    back = Referral.objects.filter(town=town, voided_at=None).exclude(replied_on=None)
    context = {
        "tabs": tabs(request) if actor_of(request).may_keep("reception", town) else [],
        "waiting": waiting,
        "back": list(back.select_related("visit").order_by("-replied_on", "-id")[:20]),
        "may_keep": actor_of(request).may_keep("reception", town),
    }
    return page_or_file(request, "reception/referrals.html", context, files.referrals(town))


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The referral on paper (转办单), and the form for its reply."""
    require_keeping(request)
    row = row_or_404(request, Referral, referral_id, "visit__reception__village")
    town, today = town_of(request), office_today()
    initial = {"acting_town": str(town.pk), "version": row.version, "on": today}
    form = ReplyForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            referring.reply(
                row.pk, given["reply"], given["on"], town=town, by=actor_of(request), today=today,
                version=given["version"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "回复已登记。请告诉来访人，再办结这一件。")
            return redirect("reception_visit", visit_id=row.visit_id)
    context = {"row": row, "visit": row.visit, "form": form, "town": town, "centre": open_centre(town)}
    return render(request, "reception/referral.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def appointments(request: HttpRequest) -> HttpResponseBase:
    """预约: who comes when, today first; those gone by wait for a word whether the person came."""
    require_keeping(request)
    town, today = town_of(request), office_today()
    if request.method == "POST":
        return _settle(request)
    groups: dict[str, list[Any]] = {"过了没登记来没来": [], "今天": [], "以后": []}
    booked = appointing.booked(town)
    for one in booked:
        group = "今天" if one.day == today else "以后" if one.day > today else "过了没登记来没来"
        groups[group].append(one)
    context = {
        "tabs": tabs(request),
        "groups": [(name, rows, name == "以后") for name, rows in groups.items() if rows],
        "today": today,
    }
    return page_or_file(request, "reception/appointments.html", context, files.appointments(town, booked))


def _settle(request: HttpRequest) -> HttpResponse:
    appointment_id = uuid_or_none(request.POST.get("appointment"))
    if appointment_id is None:
        raise Http404
    row_or_404(request, Appointment, appointment_id)
    do: Callable[..., Appointment] = appointing.settle
    try:
        row = do(
            appointment_id, request.POST.get("status", ""), town=town_of(request), by=actor_of(request),
            today=office_today(),
        )  # fmt: skip
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("reception_appointments")
    messages.success(request, f"{row.name}的预约：{row.get_status_display()}。")
    if row.status == Appointment.Status.CAME:
        return redirect(f"{reverse('reception_visit', args=[row.visit_id])}?act=again#again")
    return redirect("reception_appointments")
