"""Whose case it is, and reading in full what the page of a case masks of the people in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fazhi.cases.actions import hand_over
from fazhi.cases.reading import read_person_in_full
from fazhi.orgs.models import Post, Town
from fazhi.orgs.permissions import NotAllowed, Refused, require
from fazhi.orgs.roles import ROLES
from fazhi.pages.fields import TextField
from fazhi.pages.forms import OfficeForm
from fazhi.pages.views.access import said_plainly, town_of, uuid_or_none
from fazhi.pages.views.acts import ReasonForm
from fazhi.pages.views.case import about, draft_or_404
from fazhi.pages.views.case_parts import PERSONAL
from fazhi.records.actions import ChangedMeanwhile


class HandOverForm(OfficeForm):
    """To whom, and why."""

    acting_town = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    handler = forms.ChoiceField(
        label="换成谁",
        error_messages={
            "required": "请选择换成谁",
            "invalid_choice": "这个人在本镇没有岗位，请另选一位主办。",
        },
    )
    reason = TextField(label="为什么换", required=False, widget=forms.TextInput({"autocomplete": "off", "maxlength": 200}))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def case_hand_over(request: HttpRequest, kind: str, case_id: UUID) -> HttpResponse:
    """换主办."""
    draft = draft_or_404(request, kind, case_id)
    if not draft.by.may_keep(kind, draft.town):
        raise NotAllowed("您的岗位不能换主办，请交给司法所。")
    initial = {"acting_town": str(draft.town.pk), "version": draft.case["version"], "handler": str(draft.case["handler_id"] or "")}  # fmt: skip
    data = request.POST.copy() if request.method == "POST" else None
    form: Any = HandOverForm(data, initial=initial)
    form.fields["handler"].choices = [("", "请选择"), *_able(draft.town, kind, draft.case["village_id"])]
    if request.method == "POST" and form.is_valid():
        to = uuid_or_none(form.cleaned_data["handler"])
        try:
            if to is None:
                raise Refused("请选择换成谁", "handler")
            hand_over(
                kind, case_id, to, town=town_of(request), by=draft.by, version=form.cleaned_data["version"],
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except ChangedMeanwhile as refusal:
            form.data["version"] = str(draft.case["version"])
            form.add_error(None, str(refusal))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            name = dict(form.fields["handler"].choices)[form.cleaned_data["handler"]]
            messages.success(request, f"主办换成了{name}，已通知本人。")
            return redirect("record_page", kind=kind, record_id=case_id)
    context = {**about(draft), "form": form}
    return render(request, "fazhi/cases/hand_over.html", context, status=422 if form.errors else 200)


def _able(town: Town, kind: str, village: UUID | None) -> list[tuple[str, str]]:
    """Those of the town whose role keeps the kind; of the posts of a village, those of the case's own."""
    able = [code for code, role in ROLES.items() if "*" in role.keeps or kind in role.keeps]
    posts = Post.objects.filter(town=town, role__in=able, user__is_active=True).select_related(
        "user", "village"
    )
    found: dict[str, str] = {}
    for post in posts.order_by("role", "user__name"):
        if ROLES[post.role].own_village and post.village_id != village:
            continue
        place = post.village.name if post.village else ""
        found.setdefault(str(post.user_id), f"{post.user.name}（{place}{ROLES[post.role].name}）")
    return list(found.items())


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def case_person_in_full(
    request: HttpRequest, kind: str, case_id: UUID, person: UUID, field: str
) -> HttpResponse:
    """看全号 of somebody in the case: after a reason, which the trace keeps, the value stands on this page once."""
    draft = draft_or_404(request, kind, case_id)
    row = next((one for one in draft.participants if one["id"] == person), None)
    if row is None or field not in PERSONAL:
        raise Http404
    require(draft.by.may_unmask(kind, draft.town), "您的岗位只能看遮住的号码，需要看全号请找司法所。")
    what = PERSONAL[field]
    initial = {"acting_town": str(draft.town.pk), "version": draft.case["version"]}
    form = ReasonForm("为什么要看全号", request.POST if request.method == "POST" else None, initial=initial)
    context = {**about(draft), "form": form, "what": what, "name": row["name"]}
    if request.method == "POST" and form.is_valid():
        try:
            context["value"] = read_person_in_full(
                kind, case_id, person, field, form.cleaned_data["reason"], town=town_of(request), by=draft.by,
                said=f"{row['name']}的{what}",
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    response = render(request, "fazhi/cases/in_full.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response
