"""写协议书 on the phone: the terms, the sentences to look at, the paper to print, the signed page as a photo."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fazhi.cases.drafts import Draft
from fazhi.cases.filing import attach, refuse_late
from fazhi.evidence.official.fonts import NoChineseFont
from fazhi.evidence.store import keep
from fazhi.mediation.papers import committee
from fazhi.mediation.unconfirmable import BARS
from fazhi.mediation.words import AGREEMENT_MODES
from fazhi.orgs.permissions import Refused
from fazhi.pages.fields import MoneyField, OfficeDateField
from fazhi.pages.words import document_date, office_today
from fazhi.portal.phone import agreements, mediating
from fazhi.portal.phone.agreements import Promise
from fazhi.portal.phone.reporting import LONGEST
from fazhi.portal.phone.views.access import page_context
from fazhi.portal.phone.views.mediation import case_of_phone, command_of, for_mediators

CELLS = ("who", "by", "what", "yuan")
TOLD = ("facts", "on", "undated", "total", "why", "command")
FIRST = 2  # promises to begin with


@require_http_methods(["GET", "HEAD", "POST"])
@for_mediators
def write(request: Any, case_id: UUID) -> HttpResponse:
    """Type the terms (更多一条), look at them as sentences, print them to be signed, register them as signed."""
    draft = case_of_phone(request, case_id)
    if request.method != "POST":
        return _form(request, draft, _begun(draft, request.GET.get("rows", "")))
    typed = _typed(request)
    act = request.POST.get("act", "look")
    if act in ("more", "edit"):
        rows = typed["rows"] + ([_blank()] if act == "more" and len(typed["rows"]) < agreements.MOST else [])
        return _form(request, draft, {**typed, "rows": rows})
    promises, on, total, errors = _read(typed)
    if errors or on is None:
        return _form(request, draft, typed, errors)
    facts = agreements.facts_of(
        typed["facts"], promises, typed["undated"], on=on, recorder=request.actor.name, total=total, why=typed["why"]
    )  # fmt: skip
    try:
        if act == "print":
            return _to_print(request, case_id, facts)
        if act == "sign":
            done = agreements.sign(
                case_id, facts, town=request.town, by=request.actor, command=command_of(typed["command"])
            )
            number = case_of_phone(request, done.case_id).case["number"]
            messages.success(request, f"协议登记好了，编号{number}。打印、拍照在下面。")
            return redirect("phone_case", case_id)
        agreements.refuse_early(case_id, facts, town=request.town, by=request.actor)
    except Refused as refusal:
        return _form(request, draft, typed, {refusal.field or "": str(refusal)})
    except NoChineseFont as fault:
        return _form(request, draft, typed, {"": str(fault)})
    return _look(request, draft, typed, promises, facts)


def _begun(draft: Draft, rows: str) -> dict[str, Any]:
    """A new form; `rows` are as many as the phone kept, where it kept more than are offered."""
    many = int(rows) if rows.isascii() and rows.isdigit() and len(rows) < 3 else FIRST
    return {
        "facts": draft.detail["summary"], "on": office_today().isoformat(), "undated": "", "total": "", "why": "",
        "command": str(uuid4()), "rows": [_blank() for _ in range(min(max(many, FIRST), agreements.MOST))],
    }  # fmt: skip


def _blank() -> dict[str, str]:
    return dict.fromkeys(CELLS, "")


def _typed(request: Any) -> dict[str, Any]:
    """The form as it was sent: {facts, on, undated, total, why, command, rows}."""
    columns = {name: request.POST.getlist(name)[: agreements.MOST] for name in CELLS}
    many = max(map(len, columns.values()), default=0)
    rows = [
        {name: (values[at].strip()[:LONGEST] if at < len(values) else "") for name, values in columns.items()}
        for at in range(many)
    ]
    told = {name: request.POST.get(name, "").strip() for name in TOLD}
    return {**told, "rows": rows or [_blank()]}


def _read(typed: dict[str, Any]) -> tuple[list[Promise], date | None, int | None, dict[str, str]]:
    """Promises, the day of signing, the total stated, and what cannot be read. Rows left empty are no promises."""
    errors: dict[str, str] = {}
    on: date | None = None
    total: int | None = None
    try:
        on = OfficeDateField(label="签订日期").clean(typed["on"])
    except ValidationError as error:
        errors["on"] = error.messages[0]
    try:
        total = MoneyField(label="一共多少元", required=False).clean(typed["total"])
    except ValidationError as error:
        errors["total"] = error.messages[0]
    if not typed["facts"]:
        errors["facts"] = "请写一句是怎么回事、谁有什么责任"
    promises = []
    rows = [row for row in typed["rows"] if any(row.values())]
    typed["rows"] = rows or [_blank()]
    for at, row in enumerate(rows, 1):
        day, fen = None, None
        try:
            day = OfficeDateField(label=f"第{at}条的日期", required=False, future_allowed=True).clean(
                row["by"]
            )
        except ValidationError as error:
            errors[f"by-{at}"] = error.messages[0]
        try:
            fen = MoneyField(label=f"第{at}条的金额", required=False).clean(row["yuan"])
        except ValidationError as error:
            errors[f"yuan-{at}"] = error.messages[0]
        promises.append(Promise(row["who"], row["what"], day, fen))
    if on is not None:
        told = agreements.faults(promises, typed["undated"], on, total=total, why=typed["why"])
        errors = {**told, **errors}
    if not errors and total in (None, agreements.added_up(promises)):
        typed["why"] = ""  # nothing differs any more
    return promises, on, total, errors


def _form(
    request: Any, draft: Draft, typed: dict[str, Any], errors: dict[str, str] | None = None
) -> HttpResponse:
    errors = errors or {}
    rows = [
        {"at": at, **row, "bad": [name for name in CELLS if f"{name}-{at}" in errors]}
        for at, row in enumerate(typed["rows"], 1)
    ]
    context = page_context(
        request, case=draft.case, typed=typed, rows=rows, errors=errors, people=agreements.who_may_promise(draft),
        undated=[choice.word for choice in AGREEMENT_MODES.values if choice.code != "scheduled"],
        full=len(rows) >= agreements.MOST, bars=[bar for bar in BARS if bar.field not in ("wrong_court", "special_procedure")],
        first=request.method != "POST",
    )  # fmt: skip
    return render(request, "phone/agreement.html", context, status=422 if errors else 200)


def _look(
    request: Any, draft: Draft, typed: dict[str, Any], promises: list[Promise], facts: dict[str, Any]
) -> HttpResponse:
    total = facts["amount_fen"]
    names = [one["name"] for one in mediating.parties(draft)]
    context = page_context(
        request, case=draft.case, typed=typed, sentences=[one.sentence for one in promises],
        total=agreements.in_words(total) if total is not None else "",
        schedule=[one for one in promises if one.by], mode=agreements.mode_of(promises, typed["undated"]),
        on=document_date(facts["on"]), signers=names, copies=len(names) + 1, committee=committee(draft),
        by_pin=bool(request.session.get(settings.BY_PIN)),
    )  # fmt: skip
    return render(request, "phone/agreement_look.html", context)


def _to_print(request: Any, case_id: UUID, facts: dict[str, Any]) -> HttpResponse:
    by_pin = bool(request.session.get(settings.BY_PIN))
    return _pdf(agreements.to_be_signed(case_id, facts, town=request.town, by=request.actor, by_pin=by_pin))


def _pdf(content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = (
        "inline; filename=\"agreement.pdf\"; filename*=UTF-8''%E5%8D%8F%E8%AE%AE%E4%B9%A6.pdf"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@for_mediators
def paper(request: Any, case_id: UUID) -> HttpResponse:
    """The agreement, to be opened and printed."""
    draft = case_of_phone(request, case_id)
    by_pin = bool(request.session.get(settings.BY_PIN))
    try:
        return _pdf(agreements.signed_paper(draft, by=request.actor, by_pin=by_pin))
    except (Refused, NoChineseFont) as refusal:
        messages.error(request, str(refusal))
    return redirect("phone_case", case_id)


@require_POST
@for_mediators
def signed(request: Any, case_id: UUID) -> HttpResponse:
    """The signed page as a photo, put into the file under the agreement."""
    case_of_phone(request, case_id)
    stream, command = request.FILES.get("photo"), command_of(request.POST.get("command", ""))
    try:
        if stream is None:
            raise Refused("请先拍签好字的协议书，或者选一张照片。")
        refuse_late(mediating.KIND, case_id, town=request.town, by=request.actor, command=command)
        attach(
            mediating.KIND, case_id, keep(stream, stream.name or "协议书.jpg"), town=request.town, by=request.actor,
            paper="agreement", command=command,
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "签好的协议书放进卷里了。")
    return redirect("phone_case", case_id)
