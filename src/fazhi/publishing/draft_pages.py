"""What every form of a draft does: begins with the version in hand, saves or submits, loses nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect

from fazhi.orgs.permissions import Refused
from fazhi.pages.forms import OfficeForm
from fazhi.pages.views.access import actor_of, town_of
from fazhi.pages.words import ui_date
from fazhi.publishing import releasing
from fazhi.publishing.differences import Changed, changed
from fazhi.publishing.matters import PublicMatter
from fazhi.publishing.models import Release
from fazhi.records.actions import ChangedMeanwhile


class DraftForm(OfficeForm):
    """The fields of a matter by the matter's own names, and what the form was begun with."""

    acting_town = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


# (seen, recalling) -> the version that was written
Keep = Callable[[str, bool], Release]


def begun(matter: PublicMatter, row: Any) -> dict[str, Any]:
    """What a form begins with: the version in hand, else what the row says."""
    release = releasing.in_hand(row.pk)
    values = {**matter.values(row), **(matter.read(release) if release else {})}
    return {**values, "seen": releasing.mark_of(row, release)}


def kept(request: HttpRequest, form: DraftForm, keep: Keep) -> HttpResponseRedirect | Refused:
    """Save what the valid form says, and submit it where that was the button; on to the page of the version.

    A refusal is handed back: nothing was saved then, and everything typed stands in the form.
    """
    do = request.POST.get("do")
    town, by = town_of(request), actor_of(request)
    try:
        with transaction.atomic():
            release = keep(form.cleaned_data["seen"], "recalling" in request.POST)
            if do == "at_once":
                release = releasing.publish_at_once(release.pk, town=town, by=by)
            elif do != "save":
                release = releasing.submit(release.pk, town=town, by=by)
    except Refused as refusal:
        return refusal
    if do == "at_once":
        messages.success(request, f"已在公众页上。最迟{ui_date(release.look_by)}要另一个人补看。")
    elif do == "save":
        messages.success(request, "草稿存好了。送审、同意发布以后，公众页上才有。")
    elif others := releasing.publishers_for(release):
        messages.success(request, f"已送审，等{'、'.join(others)}审核。同意以前，公众页上不变。")
    else:
        messages.warning(
            request, "已送审，可是现在没有别人可以审核。请系统管理员给镇领导或者司法所另一位开登录名。"
        )
    return redirect("release", release_id=release.pk)


def again(
    form: DraftForm, refusal: Refused, matter: PublicMatter, row: Any, fields: dict[str, str] | None = None
) -> tuple[DraftForm, list[Changed]]:
    """The form once more with all that was typed, now begun with what stands there, and how the two differ.

    `fields` names the form's fields where they are called otherwise than the matter's.
    """
    fresh = matter.model.objects.get(pk=row.pk)
    release = releasing.in_hand(row.pk)
    data = {**form.data.dict(), "seen": releasing.mark_of(fresh, release)}  # type: ignore[attr-defined]
    made = type(form)(data, initial=form.initial, auto_id=form.auto_id)
    typed = {name: form.cleaned_data.get((fields or {}).get(name, name)) for name in matter.fields}
    made.is_valid()
    made.add_error(refusal.field if refusal.field in made.fields else None, str(refusal))
    if not isinstance(refusal, ChangedMeanwhile) and (
        release is None or release.state != Release.State.WAITING
    ):
        return made, []
    stands = {**matter.values(fresh), **(matter.read(release) if release else {})}
    known = {name: releasing.plain(value) for name, value in typed.items() if value is not None}
    return made, changed(matter, fresh, stands, {**stands, **known})
