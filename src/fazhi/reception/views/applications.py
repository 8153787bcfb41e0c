"""线上申请: what the public sent in, to accept or answer; 常见问题 and what people said of the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fazhi.orgs.permissions import Refused
from fazhi.pages.list_files import page_or_file
from fazhi.pages.views.access import actor_of, said_plainly, town_of
from fazhi.pages.views.listing import villages_of
from fazhi.pages.words import masked_phone, office_today
from fazhi.publishing.differences import Changed
from fazhi.publishing.draft_pages import again, begun, kept
from fazhi.publishing.models import IN_HAND, Release
from fazhi.publishing.releasing import in_hand
from fazhi.reception import applications as actions
from fazhi.reception.centre import centre_of
from fazhi.reception.forms import (
    AcceptBookingForm,
    AcceptMediationForm,
    ApplicationAnswerForm,
    PublishForm,
    knows,
)
from fazhi.reception.models import Application, Satisfaction
from fazhi.reception.promises import late_days
from fazhi.reception.public_matters import ANSWER
from fazhi.reception.views import files
from fazhi.reception.views.access import outside_url, require_keeping, row_or_404, tabs
from fazhi.reception.views.visits import asked_of
from fazhi.reception.views.wordings import offered, wording_asked
from fazhi.reception.window import guessed_type
from fazhi.reception.wordings import ANSWERED_BY_TEXT

Kind, Status = Application.Kind, Application.Status
SHOWN = 50


@require_safe
@said_plainly
def applications(request: HttpRequest) -> HttpResponseBase:
    """What waits, by the day promised; below it what was done last."""
    require_keeping(request)
    town, today = town_of(request), office_today()
    rows = Application.objects.filter(town=town, voided_at=None)
    waiting = rows.filter(status=Status.WAITING).order_by(*actions.IN_TURN)
    centre = centre_of(town)
    context = {
        "tabs": tabs(request),
        "waiting": [
            {"row": row, "late": late_days(row.promised_on, today) if row.promised_on else 0} for row in waiting
        ],
        "done": rows.exclude(status=Status.WAITING).order_by("-settled_on", "-made_at")[:SHOWN],
        "centre": centre,
        "public_url": outside_url(request, centre, "public_home"),
        "many": sum(row.kind in ANSWERED_BY_TEXT for row in waiting) > 1,
        "answered_by_text": ANSWERED_BY_TEXT,
        "erasable": len(actions.due_for_erasure(town, centre.keep_months, today)) if centre else 0,
    }  # fmt: skip
    return page_or_file(request, "reception/applications.html", context, files.applications(town))


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One application: what was sent, and the forms that settle it."""
    require_keeping(request)
    row = row_or_404(request, Application, application_id, "reception__visit")
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "draft":
        return _draft(request, row)
    form = _form(request, row, act, request.POST) if act else None
    if form is not None and form.is_valid():
        try:
            done = _do(request, row, act, form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("reception_application", application_id=row.pk)
    return _page(request, row, act, form)


def _draft(request: HttpRequest, row: Application) -> HttpResponse:
    """起草公开的问答: saved as a draft or submitted; what another wrote meanwhile is laid beside what was typed."""
    form = _form(request, row, "draft", request.POST)
    theirs: list[Changed] = []
    if form.is_valid():
        given = form.cleaned_data

        def keep(seen: str, recalling: bool) -> Release:
            return actions.draft_answer(
                row.pk, given["question"], given["answer"], town=town_of(request), by=actor_of(request),
                looked_through=given["looked_through"], seen=seen or None, recalling=recalling,
            )  # fmt: skip

        done = kept(request, form, keep)
        if not isinstance(done, Refused):
            return done
        names = {"public_question": "question", "public_answer": "answer"}
        form, theirs = again(form, done, ANSWER, row, names)
    return _page(request, row, "draft", form, theirs)


def _do(request: HttpRequest, row: Application, act: str, given: dict[str, Any]) -> str:
    common: dict[str, Any] = {"town": town_of(request), "by": actor_of(request)}
    today, version = office_today(), given.get("version")
    if act == "accept" and row.kind == Kind.BOOKING:
        actions.accept(
            row.pk,
            given["matter"],
            day=given["day"],
            at=given["time"],
            today=today,
            version=version,
            **common,
        )
        return "已约好，登记成一次来访。请打电话告诉对方；凭查询码也能看到约的时间。"
    if act == "accept":
        actions.accept(row.pk, given["matter"], asked=asked_of(given), today=today, version=version, **common)
        return "已接下，登记成申请调解，并开了一件矛盾纠纷。"
    actions.answer(row.pk, given["answer"], declined=act == "decline", today=today, version=version, **common)
    return "答复已记下。留了电话的，请再打电话说一声。"


def _form(request: HttpRequest, row: Application, act: str, data: Any = None) -> Any:
    town = town_of(request)
    initial: dict[str, Any] = {"acting_town": str(town.pk), "version": row.version}
    options: dict[str, Any] = {"auto_id": f"id_{act}_%s"}
    if act == "accept" and row.kind == Kind.MEDIATION:
        initial |= {
            "matter": actions.first_sentence(row.matter), "applicants": row.name, "respondents": row.other_party,
            "village": row.village, "type": row.topic or guessed_type(row.matter),
        }  # fmt: skip
        form = AcceptMediationForm(data, initial=initial, **options)
        return knows(form, [village.name for village in villages_of(town, actor_of(request))])
    if act == "accept":
        initial |= {"matter": actions.first_sentence(row.matter), "day": row.wanted_on}
        return AcceptBookingForm(data, initial=initial, **options)
    if act == "draft":
        says = begun(ANSWER, row)
        drafted = in_hand(row.pk)
        initial |= {
            "question": says["public_question"], "answer": says["public_answer"] or row.answer, "seen": says["seen"],
            "looked_through": drafted.looked_through if drafted else False,
        }  # fmt: skip
        return PublishForm(data, initial=initial, **options)
    if act == "answer" and data is None and (chosen := wording_asked(request)):
        initial["answer"] = chosen.text
    return ApplicationAnswerForm(data, initial=initial, **options)


def _page(
    request: HttpRequest, row: Any, act: str, bound: Any, theirs: Sequence[Changed] = ()
) -> HttpResponse:
    centre = centre_of(town_of(request))
    offers, asked = [], "wording" in request.GET
    if row.status == Status.WAITING:
        if row.kind in (Kind.MEDIATION, Kind.BOOKING):
            offers.append(("accept", "接下来办" if row.kind == Kind.MEDIATION else "约好时间"))
        offers.append(("answer", "答复"))
        offers.append(("decline", "不属于本窗口"))
    elif row.kind == Kind.QUESTION and row.status == Status.ANSWERED and not row.erased_on:
        offers.append(("draft", "改公开的问答" if row.published_on else "起草公开的问答"))
    acts = [
        {
            "code": code, "name": name, "open": code == (act or ("answer" if asked else "")) or (not act and not asked and at == 0 and row.status == Status.WAITING),
            "form": bound if code == act and bound is not None else _form(request, row, code),
        }
        for at, (code, name) in enumerate(offers)
    ]  # fmt: skip
    context = {
        "row": row,
        "phone": masked_phone(row.phone),
        "late": late_days(row.promised_on, office_today())
        if row.promised_on and row.status == Status.WAITING
        else 0,
        "acts": acts,
        "wordings": offered(request) if any(code == "answer" for code, _ in offers) else [],
        "visit": getattr(row.reception, "visit", None) if row.reception_id else None,
        "centre": centre,
        "full": None,
        "in_hand": in_hand(row.pk),
        "public": Release.objects.filter(subject=row.pk, state=Release.State.PUBLIC).first(),
        "theirs": theirs,
    }
    return render(
        request,
        "reception/application.html",
        context,
        status=422 if bound is not None and bound.errors else 200,
    )


@require_POST
@said_plainly
def phone(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """看全号, to ring back: who looked and when is traced."""
    require_keeping(request)
    row = row_or_404(request, Application, application_id)
    number = actions.read_phone(row.pk, town=town_of(request), by=actor_of(request))
    messages.info(request, f"联系电话：{number}。看全号已记入操作记录。")
    return redirect("reception_application", application_id=row.pk)


@require_POST
@said_plainly
def erase_due(request: HttpRequest) -> HttpResponse:
    """Take personal data out of what was settled longer ago than the office said it keeps them."""
    require_keeping(request)
    town, today = town_of(request), office_today()
    centre = centre_of(town)
    ids = actions.due_for_erasure(town, centre.keep_months, today) if centre else []
    many = actions.erase(ids, town=town, by=actor_of(request), today=today)
    messages.success(request, f"已删去{many}件里的姓名、电话和内容。")
    return redirect("reception_applications")


@require_safe
@said_plainly
def published(request: HttpRequest) -> HttpResponseBase:
    """常见问题 as the office keeps them."""
    require_keeping(request)
    town = town_of(request)
    rows = Application.objects.filter(town=town, voided_at=None, kind=Kind.QUESTION, status=Status.ANSWERED)
    drafted = Release.objects.filter(town=town, matter=ANSWER.code, state__in=IN_HAND).order_by("pk")
    context: dict[str, Any] = {
        "tabs": tabs(request),
        "in_hand": drafted,
        "published": rows.exclude(published_on=None).order_by("-published_on"),
        "candidates": rows.filter(published_on=None, erased_on=None)
        .exclude(pk__in=drafted.values("subject"))
        .order_by("-settled_on")[:20],
    }
    return page_or_file(
        request, "reception/published.html", context, files.published(town, context["published"])
    )


@require_safe
@said_plainly
def satisfaction(request: HttpRequest) -> HttpResponseBase:
    """评价: this year's three numbers and what people wrote. Of the service, never of a person."""
    require_keeping(request)
    rows = Satisfaction.objects.filter(town=town_of(request), said_on__year=office_today().year)
    counts = dict(rows.values_list("choice").annotate(many=Count("pk")).order_by())
    context: dict[str, Any] = {
        "tabs": tabs(request),
        "counts": [(label, counts.get(value, 0)) for value, label in Satisfaction.Choice.choices],
        "total": sum(counts.values()),
        "said": rows.exclude(words="")[:SHOWN],
        "year": office_today().year,
    }
    listed = files.satisfaction(town_of(request), context["year"], rows)
    return page_or_file(request, "reception/satisfaction.html", context, listed)
