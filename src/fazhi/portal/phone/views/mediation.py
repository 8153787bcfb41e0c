"""要我调的, one case, 记一次调解, 报到镇里, 口头协议, 履行, 我的卷宗: plain forms, each in a tap or two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fazhi.cases.drafts import Draft
from fazhi.cases.models import Participant
from fazhi.mediation.words import AGREEMENT_MODES, ESCALATION_REASONS, FAILURE_REASONS, SESSION_OUTCOMES
from fazhi.orgs.permissions import Refused, require
from fazhi.pages.fields import MoneyField, OfficeDateField
from fazhi.pages.words import masked_phone, office_time, office_today
from fazhi.portal.phone import agreements, mediating
from fazhi.portal.phone.reporting import LONGEST, URGENCIES
from fazhi.portal.phone.views.access import for_reporters, page_context
from fazhi.records.actions import read_in_full
from fazhi.records.kinds import kind_of

MANY = 20
TONES = {"reported": "amber", "village": "blue", "village_agreed": "green"}


def for_mediators(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of village mediators; what they may not see is not there."""

    @for_reporters
    @wraps(view)
    def wrapped(request: Any, *args: Any, **options: Any) -> HttpResponseBase:
        require(mediating.is_mediator(request.actor, request.town), "“要我调的”给村调解员用。")
        response = view(request, *args, **options)
        # On a shared phone nobody goes back to the parties and numbers of who was in before.
        response.headers["Cache-Control"] = "no-store"
        return response

    return wrapped


def case_of_phone(request: Any, case_id: UUID) -> Draft:
    """The live case a phone page is about; 404 where it is not there for this person."""
    try:
        draft = mediating.case_in_hand(case_id, town=request.town, by=request.actor)
    except Refused:
        raise Http404 from None
    if not draft.case["edition"]:
        raise Http404
    return draft


@require_safe
@for_mediators
def cases(request: Any) -> HttpResponse:
    """要我调的, the most urgent first."""
    found = mediating.waiting(request.actor, request.town)
    names = {code: name for code, (_, name, _) in enumerate(URGENCIES)}
    lines: list[dict[str, Any]] = [
        {
            "one": one, "url": reverse("phone_case", args=[one.id]), "urgency": names.get(one.urgent, ""),
            "words": _state_words(one.state, one.tried), "tone": TONES.get(one.state, "none"),
        }
        for one in found
    ]  # fmt: skip
    context = page_context(
        request,
        first=[line for line in lines if line["one"].state in mediating.FIRST],
        up=[line for line in lines if line["one"].state in mediating.UP],
        later=[line for line in lines if line["one"].state in mediating.LATER],
    )
    return render(request, "phone/cases.html", context)


def _state_words(state: str, tried: int) -> str:
    if state == "reported":
        return "新报来的"
    if state == "village":
        return f"调了{tried}次" if tried else "还没调"
    return {
        "village_agreed": "调成了，等登记协议", "escalated": "等镇里受理", "town": "镇里在调", "town_agreed": "镇里调成了",
        "performing": "正在履行",
    }.get(state, "等归档")  # fmt: skip


@require_safe
@for_mediators
def case(request: Any, case_id: UUID) -> HttpResponse:
    """One case: who, where, the earlier attempts, and the step that comes next."""
    return _case_page(request, case_of_phone(request, case_id))


def _case_page(
    request: Any, draft: Draft, *, errors: dict[str, str] | None = None, **typed: Any
) -> HttpResponse:
    parties = [
        {"id": one["id"], "name": one["name"], "masked": masked_phone(one["phone"]), "role": ""}
        for one in mediating.parties(draft)
    ]
    reporter = next(iter(draft.people(Participant.Role.REPORTER)), None)
    detail, state = draft.detail, mediating.state_of(draft)
    failed, wanted = mediating.failed(draft), draft.town.village_attempts
    context = page_context(
        request, case=draft.case, detail=detail, state=state, parties=parties,
        reporter=reporter["name"] if reporter else "", urgent=draft.case["urgent"],
        urgency=URGENCIES[draft.case["urgent"]][1] if draft.case["urgent"] in range(len(URGENCIES)) else "",
        attempts=list(reversed(mediating.attempts(draft))), failed=failed, wanted=wanted,
        next_number=len(mediating.attempts(draft)) + 1, free=mediating.may_escalate_freely(draft),
        mediates=draft.case["state"] in ("reported", "village"), reasons=[c.word for c in ESCALATION_REASONS.values],
        modes=[c.word for c in AGREEMENT_MODES.values if c.code != "scheduled"],
        instalments=mediating.instalments(draft), command=str(uuid4()), errors=errors or {}, typed=typed,
        told_phone=masked_phone(mediating.told_phone(draft)), by_pin=bool(request.session.get(settings.BY_PIN)),
        may_print=agreements.may_print(draft, request.actor, by_pin=bool(request.session.get(settings.BY_PIN))),
        done=_taken(draft), written=draft.detail["agreement_form"] == "written", copies=len(parties) + 1,
        signed=bool(draft.papers("agreement")), same=mediating.same_matters(draft), desk=reverse("record_page", args=[mediating.KIND, draft.case_id]),
    )  # fmt: skip
    context["village"] = next((one.name for one in context["villages"] if one.pk == detail["village_id"]), "")
    return render(request, "phone/case.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_mediators
def attempt(request: Any, case_id: UUID) -> HttpResponse:
    """记一次调解: this is attempt number n."""
    draft, errors = case_of_phone(request, case_id), {}
    if request.method == "POST":
        values = {name: request.POST.get(name, "").strip() for name in (
            "command", "number", "on", "time", "where", "others", "one_side", "other_side", "point", "outcome", "why_not",
            "why_not_text",
        )}  # fmt: skip
        values["present"] = request.POST.getlist("present")
        errors = _attempt_faults(values)
        if not errors:
            try:
                done = _record(request, case_id, values)
            except Refused as refusal:
                errors, draft = {refusal.field: str(refusal)}, case_of_phone(request, case_id)
                values["number"] = len(draft.taken(mediating.TRIED)) + 1
            else:
                draft = case_of_phone(request, case_id)
                number = next(
                    (at for at, s in enumerate(draft.taken(mediating.TRIED), 1) if s["id"] == done.step_id), 0
                )
                messages.success(request, f"第{number}次调解记好了。")
                return redirect("phone_case", case_id)
    else:
        now = office_time(datetime.now(UTC))
        values = {
            "command": str(uuid4()), "number": len(draft.taken(mediating.TRIED)) + 1, "on": office_today().isoformat(), "time": f"{now:%H:%M}", "where": mediating.ROOM,
            "present": [one["name"] for one in mediating.parties(draft)],
        }  # fmt: skip
    context = page_context(
        request, case=draft.case, detail=draft.detail, values=values, errors=errors,
        names=[one["name"] for one in mediating.parties(draft)], number=len(draft.taken(mediating.TRIED)) + 1,
        done=_taken(draft), outcomes=[(c.code, c.word) for c in SESSION_OUTCOMES.values], reasons=[c.word for c in FAILURE_REASONS.values],
    )  # fmt: skip
    return render(request, "phone/attempt.html", context, status=422 if errors else 200)


def _taken(draft: Draft) -> str:
    """The ids of the steps taken, by which the phone knows what it no longer has to keep."""
    return " ".join(str(step["id"]) for step in draft.steps)


def _attempt_faults(values: dict[str, Any]) -> dict[str, str]:
    found = {}
    try:
        values["day"] = _day(values["on"])
    except ValidationError as error:
        found["on"] = error.messages[0]
    if not values["point"]:
        found["point"] = "请写一句争的是什么"
    elif len(values["point"]) > LONGEST:
        found["point"] = f"请在{LONGEST}字以内，现在是{len(values['point'])}字"
    if SESSION_OUTCOMES.code_of(values["outcome"]) is None:
        found["outcome"] = "请选结果：调成了、没调成、改天再调"
    elif values["outcome"] == mediating.FAILED and not (values["why_not"] or values["why_not_text"]):
        found["why_not"] = "请选没调成的原因"
    return found


def _day(written: str) -> date:
    day: date = OfficeDateField(label="哪一天").clean(written)
    return day


def _record(request: Any, case_id: UUID, values: dict[str, Any]) -> Any:
    learnt = [name for name in (values["one_side"], values["other_side"]) if name]
    others = [name for part in values["others"].replace("，", "、").split("、") if (name := part.strip())]
    failed = values["outcome"] == mediating.FAILED
    facts = {
        "on": values["day"], "time": values["time"], "where": values["where"], "point": values["point"],
        "present": list(dict.fromkeys([*values["present"], *learnt, *others])), "outcome": values["outcome"],
        "why_not": values["why_not"] if failed else "", "why_not_text": values["why_not_text"] if failed else "",
        "recorder": request.actor.name,
    }  # fmt: skip
    return mediating.record_attempt(
        case_id, facts, learnt, town=request.town, by=request.actor, command=command_of(values["command"]),
        number=int(values["number"]) if values["number"].isdecimal() else None,
    )  # fmt: skip


def command_of(written: str) -> UUID:
    """The id under which a form is sent; a new one where a client sent none."""
    try:
        return UUID(written)
    except ValueError:
        return uuid4()


@require_POST
@for_mediators
def escalate(request: Any, case_id: UUID) -> HttpResponse:
    """报到镇里: one tap after the town's number of attempts, with a reason before."""
    draft = case_of_phone(request, case_id)
    reason, text = request.POST.get("reason", ""), request.POST.get("reason_text", "").strip()
    return _act(
        request, draft,
        lambda: mediating.escalate(
            case_id, reason=reason, reason_text=text, town=request.town, by=request.actor,
            command=command_of(request.POST.get("command", "")),
        ),
        "已报到镇里。镇里办到哪一步，在“要我调的”里看得到。", reason=reason, reason_text=text,
    )  # fmt: skip


@require_POST
@for_mediators
def agree(request: Any, case_id: UUID) -> HttpResponse:
    """登记口头协议: what was agreed, how it is carried out, how much."""
    draft = case_of_phone(request, case_id)
    typed = {name: request.POST.get(name, "").strip() for name in ("terms", "mode", "amount")}
    try:
        amount = MoneyField(label="金额", required=False).clean(typed["amount"])
    except ValidationError as error:
        return _case_page(request, draft, errors={"amount": error.messages[0]}, **typed)
    return _act(
        request, draft,
        lambda: mediating.agree_orally(
            case_id, typed["terms"], typed["mode"], amount, town=request.town, by=request.actor,
            command=command_of(request.POST.get("command", "")),
        ),
        "口头协议登记好了。", **typed,
    )  # fmt: skip


@require_POST
@for_mediators
def perform(request: Any, case_id: UUID) -> HttpResponse:
    """已履行, 履行了一部分, 没有履行 of one promise; 已履行 cannot be taken back, so it is asked for once more first."""
    draft = case_of_phone(request, case_id)
    if request.POST.get("result") == mediating.DONE and not request.POST.get("sure"):
        return _ask_whether_done(request, draft)
    return _act(
        request, draft,
        lambda: mediating.record_performance(
            case_id, request.POST.get("instalment", ""), request.POST.get("result", ""), town=request.town,
            by=request.actor, command=command_of(request.POST.get("command", "")),
        ),
        "履行情况记好了。",
    )  # fmt: skip


def _ask_whether_done(request: Any, draft: Draft) -> HttpResponse:
    """真的履行了吗: what was promised, with the amount in words. The procedure has no step that takes 已履行 back."""
    named, waiting = request.POST.get("instalment", ""), mediating.instalments(draft)
    one = next((row for row in waiting if row["name"] == named), None)
    fen = one["facts"].get("fen") if one else draft.detail["amount_fen"] if not waiting else None
    context = page_context(
        request, case=draft.case, one=one, command=request.POST.get("command", ""),
        amount=agreements.in_words(fen) if fen else "", last=len(waiting) <= 1,
    )  # fmt: skip
    return render(request, "phone/performed.html", context)


@require_POST
@for_mediators
def party(request: Any, case_id: UUID) -> HttpResponse:
    """加当事人或电话."""
    draft = case_of_phone(request, case_id)
    name, phone = request.POST.get("name", "").strip(), request.POST.get("phone", "").strip()
    return _act(
        request, draft,
        lambda: mediating.add_party(case_id, name, phone=phone, town=request.town, by=request.actor),
        f"{name}记好了。", name=name, phone=phone,
    )  # fmt: skip


def _act(request: Any, draft: Draft, act: Callable[[], Any], said: str, **typed: Any) -> HttpResponse:
    """Do it and go back to the case, or say at the field what is missing with what was typed."""
    try:
        act()
    except Refused as refusal:
        return _case_page(request, draft, errors={refusal.field: str(refusal)}, **typed)
    messages.success(request, said)
    return redirect("phone_case", draft.case_id)


@require_POST
@for_mediators
def same(request: Any, case_id: UUID) -> HttpResponse:
    """是同一件: two reports of one matter become one case."""
    draft = case_of_phone(request, case_id)
    try:
        other = UUID(request.POST.get("other", ""))
        into = mediating.merge_with(case_id, other, town=request.town, by=request.actor)
    except ValueError:
        raise Http404 from None
    except Refused as refusal:
        return _case_page(request, draft, errors={"": str(refusal)})
    messages.success(request, "并成一件了，两边报的人都会听到结果。弄错了，在电脑上打开并掉的那件点“恢复”。")
    return redirect("phone_case", into)


@require_POST
@for_mediators
def call(request: Any, case_id: UUID) -> HttpResponse:
    """A number in full, to be called: read for that reason, which is traced."""
    draft = case_of_phone(request, case_id)
    wanted = request.POST.get("who", "")
    if wanted == "report":
        who = {"name": "报来的电话", "phone": mediating.told_phone(draft)}
    else:
        who = next((one for one in mediating.parties(draft) if str(one["id"]) == wanted), {"phone": ""})
    if not who["phone"]:
        raise Http404
    read_in_full(
        kind_of(mediating.KIND), case_id, "phone", "打电话约调解", town=request.town, by=request.actor
    )
    digits = "".join(letter for letter in who["phone"] if letter.isdigit() or letter == "+")
    context = page_context(request, who=who, digits=digits, back=reverse("phone_case", args=[case_id]))
    return render(request, "phone/call.html", context)


@require_safe
@for_mediators
def files(request: HttpRequest) -> HttpResponse:
    """我的卷宗: complete, or what is missing."""
    given = request.GET.get("from", "")
    first = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0
    found, more = mediating.files(request.actor, request.town, first=first, many=MANY)  # type: ignore[attr-defined]
    lines = [{"one": one, "url": reverse("phone_case", args=[one.id])} for one in found]
    complete = sum(not one.lacking for one in found)
    context = page_context(
        request, lines=lines, complete=complete, lacking=len(found) - complete,
        more_url=f"{reverse('phone_files')}?from={first + MANY}" if more else "",
        by_pin=bool(request.session.get(settings.BY_PIN)),
    )  # fmt: skip
    return render(request, "phone/files.html", context)
