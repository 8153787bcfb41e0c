"""What every page of records asks first: which kind, whose town, which rows this person may see."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase

from fazhi.cases.drafts import Draft, take_in_hand
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, NotAllowed, Refused
from fazhi.records.grouping import held
from fazhi.records.kinds import RecordKind, kind_of
from fazhi.records.models import Record, RecordQuerySet, hidden_batches

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined]


def town_of(request: HttpRequest) -> Town:
    """The town being worked on. Raises PermissionDenied when the person has none."""
    town = getattr(request, "town", None)
    if town is None:
        raise PermissionDenied("您还没有在哪个乡镇任职，请找系统管理员加上岗位。")
    return town


def said_plainly(view: View) -> View:
    """NotAllowed becomes the page 403 with its message, whatever middleware there is."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **options)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    return wrapped


def kind_or_404(request: HttpRequest, code: str) -> RecordKind:
    """The kind of that code; 404 when there is none or the person may not even know of it."""
    try:
        kind = kind_of(code)
    except KeyError:
        raise Http404 from None
    if not actor_of(request).may_see(kind.code, town_of(request)):
        raise Http404
    return kind


def may_see(request: HttpRequest) -> Callable[[str], bool]:
    """Of a kind's code: whether the person sees records of it in this town."""
    actor, town = actor_of(request), town_of(request)
    return lambda code: actor.may_see(code, town)


def in_sight(
    kind: RecordKind,
    town: Town,
    actor: Actor,
    *,
    voided: bool | None = False,
    hidden: list[Any] | None = None,
) -> RecordQuerySet:
    """The rows this person may see. `voided`: False those that stand, True those taken out, None both."""
    hidden = hidden_batches(town.pk) if hidden is None else hidden
    rows: RecordQuerySet = kind.model.objects.filter(
        actor.rows(kind.code, town, has_grid=kind.has_grid), kind.shown, town_id=town.pk
    )
    if hidden:
        stands = Q(batch=None) | ~Q(batch__in=hidden)
        # What an undone import made is still there while it holds a record that stands.
        rows = rows.filter(stands | held(kind, town.pk, hidden) if kind.groups else stands)
    return rows if voided is None else rows.filter(voided_at__isnull=not voided)


def loaded(kind: RecordKind, rows: RecordQuerySet) -> RecordQuerySet:
    """With all that title, values and doubts of the kind read."""
    return rows.select_related(*kind.related).prefetch_related(*kind.fetched)


def record_or_404(request: HttpRequest, kind: RecordKind, record_id: UUID) -> Any:
    """The record, voided or not, if it is within what the person sees."""
    rows = in_sight(kind, town_of(request), actor_of(request), voided=None)
    record = loaded(kind, rows).filter(pk=record_id).first()
    if record is None:
        raise Http404
    return record


def case_or_404(request: HttpRequest, kind: str, case_id: UUID) -> Draft:
    """The case to be looked at, live or history, voided or not, if the person may see it; 404 otherwise."""
    of_kind = kind_or_404(request, kind)
    if not of_kind.is_case:
        raise Http404
    try:
        return take_in_hand(of_kind, case_id, town=town_of(request), by=actor_of(request), for_change=False)
    except Refused:
        raise Http404 from None


def require_keeper(request: HttpRequest, kind: RecordKind, what: str) -> None:
    """A form one may not send is not shown either. Raises NotAllowed."""
    if not actor_of(request).may_keep(kind.code, town_of(request)):
        raise NotAllowed(f"您的岗位不能{what}{kind.name}，请交给司法所办理。")


def date_lookup(kind: RecordKind) -> str | None:
    """The model's field by which a record belongs to a year; None when the kind keeps it elsewhere."""
    return kind.date_field if has_field(kind.model, kind.date_field) else None


def has_field(model: type[Record], name: str) -> bool:
    """Whether the model has a column of its own by that name."""
    return any(name in (field.name, field.attname) for field in model._meta.concrete_fields)


def uuid_or_none(text: Any) -> UUID | None:
    """The UUID written there, or None for anything else."""
    if not re.fullmatch(r"[0-9a-fA-F-]{32,36}", str(text or "")):
        return None
    try:
        return UUID(str(text))
    except ValueError:
        return None
