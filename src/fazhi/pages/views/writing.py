"""Registering a record and correcting it: the form, what was typed, and what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fazhi.pages.fields import DatalistInput
from fazhi.pages.forms import OfficeForm, form_for
from fazhi.pages.showing import masked, shown, title_of
from fazhi.pages.views.access import (
    actor_of,
    kind_or_404,
    record_or_404,
    require_keeper,
    said_plainly,
    town_of,
    uuid_or_none,
)
from fazhi.pages.views.listing import villages_of
from fazhi.pages.words import office_today
from fazhi.records.actions import ChangedMeanwhile, Refused, add, correct
from fazhi.records.columns import Shape
from fazhi.records.kinds import RecordKind, Values
from fazhi.storage.ids import new_id

BLANK: tuple[Any, ...] = (None, "", [])


class RecordForm(OfficeForm):
    """The fields of a kind, and what travels with them unseen: the town, the command, the version."""

    # The town the page was opened in: a switch in another window must not move what is being typed.
    acting_town = forms.CharField(required=False, widget=forms.HiddenInput)
    command = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    kind: RecordKind
    known_villages: list[str]
    any_village: bool
    standing: dict[str, Any] | None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        name = self.kind.village_field
        village = cleaned.get(name) if name else None
        if name and village and isinstance(village, str) and village not in self.known_villages:
            if not self.any_village:
                self.add_error(name, f"只能登记本村的{self.kind.name}：{'、'.join(self.known_villages)}")
            elif self.known_villages and not cleaned.get("new_village"):
                self.fields["new_village"].widget = forms.CheckboxInput()
                self.add_error(
                    name,
                    f"没有叫“{village[:30]}”的村居。请从列表里选；确是新的村居，请勾选下面的“这是新的村居”",
                )
        return cleaned

    @property
    def record_values(self) -> dict[str, Any]:
        """What the action receives. A masked field left empty keeps what stands."""
        values: dict[str, Any] = {}
        before = self.standing or {}
        for column in self.kind.columns:
            value, was = self.cleaned_data.get(column.field), before.get(column.field)
            if column.masked and value in BLANK and was not in BLANK:
                value = None if self.cleaned_data.get(f"clear_{column.field}") else was
            values[column.field] = (
                was if value in BLANK and was in BLANK else (None if value == "" else value)
            )
        return values


def record_form(
    request: HttpRequest, kind: RecordKind, *, standing: dict[str, Any] | None = None, version: int | None = None,
    data: Any = None,
) -> Any:  # fmt: skip
    """The form of a kind: empty with what is plain already filled in, or holding the record as it stands."""
    actor, town = actor_of(request), town_of(request)
    base = form_for(kind.columns, base=RecordForm)
    form_class: Any = type("RecordForm", (base,), {"new_village": _new_village()})
    villages = [village.name for village in villages_of(town, actor)]
    roles = actor.roles(town)
    any_village = actor.at_console or not roles or any(not role.own_village for role in roles)
    if standing is None:
        initial: dict[str, Any] = {"command": str(new_id()), **kind.layout.implied}
        if kind.layout.date_field in {c.field for c in kind.columns if c.shape is Shape.DATE and c.required}:
            initial[kind.layout.date_field] = office_today()
        if kind.village_field and len(villages) == 1:
            initial[kind.village_field] = villages[0]
    else:
        initial = {name: value for name, value in standing.items() if value is not None}
        initial["version"] = version
        for column in kind.columns:
            if column.masked:
                initial.pop(column.field, None)
    initial["acting_town"] = str(town.pk)
    form = form_class(data, initial=initial)
    form.kind, form.standing = kind, standing
    form.known_villages, form.any_village = villages, any_village
    _offer_villages(form, villages)
    for column in kind.columns:
        if standing is not None and column.masked and standing.get(column.field) not in BLANK:
            _keep_masked(form, column.field, masked(column, standing[column.field]))
    return form


def _new_village() -> forms.Field:
    return forms.BooleanField(
        label="这是新的村居，请加到本镇的村居里", required=False, widget=forms.HiddenInput
    )


def _offer_villages(form: Any, villages: list[str]) -> None:
    name = form.kind.village_field
    if name in form.fields and isinstance(form.fields[name].widget, forms.TextInput):
        form.fields[name].widget = DatalistInput(villages, {"autocomplete": "off"})
    # Beside the field it asks about.
    order = [field for field in form.fields if field != "new_village"]
    at = order.index(name) + 1 if name in order else len(order)
    form.order_fields([*order[:at], "new_village", *order[at:]])


def _keep_masked(form: Any, name: str, text: str) -> None:
    """What is masked is not written into the form: empty keeps it, a tick takes it away."""
    field = form.fields[name]
    field.help_text = f"原来是{text}。不改就空着"
    if field.required:
        field.required = False
        return
    form.fields[f"clear_{name}"] = forms.BooleanField(label=f"去掉原来的{field.label}", required=False)
    order = [one for one in form.fields if one != f"clear_{name}"]
    at = order.index(name) + 1
    form.order_fields([*order[:at], f"clear_{name}", *order[at:]])


def question(kind: RecordKind, values: Values) -> Refused | None:
    """What the values leave open, asked at the field that takes the answer."""
    if kind.asks is None or (asked := kind.asks(values)) is None:
        return None
    field, word, answers = asked
    labels = "、".join(label for _, label in answers)
    heading = next((column.heading for column in kind.columns if column.field == field), "")
    return Refused(f"“{word}”看不出是哪一种。请在{heading or '这一栏'}填：{labels}", field)


def _show_refusal(form: Any, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def record_new(request: HttpRequest, kind: str) -> HttpResponse:
    """登记: the form, and the record made of it. The same command twice is one record."""
    new_kind = kind_or_404(request, kind)
    actor, town = actor_of(request), town_of(request)
    require_keeper(request, new_kind, "登记")
    if request.method != "POST":
        return _new_page(request, new_kind, record_form(request, new_kind))
    command = uuid_or_none(request.POST.get("command"))
    data = request.POST.copy()
    if command is None:
        data["command"] = str(new_id())
    form = record_form(request, new_kind, data=data)
    if not form.is_valid():
        return _new_page(request, new_kind, form)
    if command is None:
        form.add_error(None, "请再点一次“登记”，刚才的还没有保存。")
        return _new_page(request, new_kind, form)
    values = form.record_values
    try:
        if (open_question := question(new_kind, values)) is not None:
            raise open_question
        record_id = add(new_kind, values, town=town, by=actor, command=command)
    except Refused as refusal:
        _show_refusal(form, refusal)
        return _new_page(request, new_kind, form)
    except IntegrityError:
        # Sent twice at the same moment: the other one made the record. Else the id is that of something else.
        if not new_kind.model.objects.filter(pk=command, town=town).exists():
            form.data["command"] = str(new_id())
            form.add_error(None, "没有保存上。您写的内容还在，请再点一次“登记”。")
            return _new_page(request, new_kind, form)
        record_id = command
    messages.success(request, f"已登记这{'起' if new_kind.is_case else '条'}{new_kind.name}。")
    return redirect("record_page", kind=kind, record_id=record_id)


def _new_page(request: HttpRequest, kind: RecordKind, form: Any) -> HttpResponse:
    context = {"kind": kind, "form": form, "list_url": reverse("record_list", args=[kind.code])}
    return render(request, "fazhi/records/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def record_correct(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """更正: when somebody else was faster, both contents are shown and what was typed stays."""
    of_kind = kind_or_404(request, kind)
    record = record_or_404(request, of_kind, record_id)
    require_keeper(request, of_kind, "更正")
    page = reverse("record_page", args=[kind, record_id])
    if record.voided_at is not None:
        messages.warning(request, "这条记录已作废，不能更正。要改请先恢复。")
        return redirect(page)
    standing = of_kind.values(record)
    if request.method != "POST":
        form = record_form(request, of_kind, standing=standing, version=record.version)
        return _correct_page(request, of_kind, record, form)
    form = record_form(request, of_kind, standing=standing, data=request.POST.copy())
    if not form.is_valid():
        return _correct_page(request, of_kind, record, form)
    values = {**standing, **form.record_values}
    try:
        if form.cleaned_data["version"] is None:
            raise ChangedMeanwhile("页面不完整。您写的内容还在，请对照下面的内容再保存一次。")
        if (open_question := question(of_kind, values)) is not None:
            raise open_question
        correct(
            of_kind,
            record_id,
            values,
            town=town_of(request),
            by=actor_of(request),
            version=form.cleaned_data["version"],
        )
    except ChangedMeanwhile as refusal:
        return _changed_meanwhile(request, of_kind, record_id, form, values, refusal)
    except Refused as refusal:
        _show_refusal(form, refusal)
        return _correct_page(request, of_kind, record, form)
    messages.success(request, "已更正。改前、改后都记下来了。")
    return redirect(page)


def _changed_meanwhile(
    request: HttpRequest, kind: RecordKind, record_id: UUID, form: Any, typed: Values, refusal: Refused
) -> HttpResponse:
    record = record_or_404(request, kind, record_id)
    now = kind.values(record)
    differing = [
        {"name": column.heading, "now": shown(column, now.get(column.field)), "typed": shown(column, typed.get(column.field))}
        for column in kind.columns
        if now.get(column.field) != typed.get(column.field)
        and not (now.get(column.field) in BLANK and typed.get(column.field) in BLANK)
    ]  # fmt: skip
    form.data["version"] = str(record.version)
    said = "这条记录刚被别人改过。您写的内容还在，请对照上面列出的不同，再保存一次。"
    form.add_error(None, said if differing else str(refusal))
    return _correct_page(request, kind, record, form, differing=differing, status=409)


def _correct_page(
    request: HttpRequest, kind: RecordKind, record: Any, form: Any, *, differing: Any = None, status: int = 0
) -> HttpResponse:
    context = {
        "kind": kind,
        "record": record,
        "title": title_of(kind, record),
        "form": form,
        "differing": differing,
        "list_url": reverse("record_list", args=[kind.code]),
        "page_url": reverse("record_page", args=[kind.code, record.pk]),
    }
    return render(
        request, "fazhi/records/correct.html", context, status=status or (422 if form.errors else 200)
    )
