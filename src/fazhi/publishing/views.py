"""One version: the text as the public reads it, what differs from what it reads now, what was checked, and what comes next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fazhi.orgs.permissions import Actor, Refused
from fazhi.pages.views.access import actor_of, said_plainly, town_of
from fazhi.pages.words import office_today
from fazhi.publishing import releasing
from fazhi.publishing.access import release_or_404
from fazhi.publishing.differences import changed
from fazhi.publishing.log import names_in
from fazhi.publishing.matters import PublicMatter, matter_of
from fazhi.publishing.models import IN_HAND, Release
from fazhi.publishing.todo import waits_for

State = Release.State
LIGHTS = {
    State.DRAFT: "", State.WAITING: "amber", State.RETURNED: "red", State.DROPPED: "gray", State.PUBLIC: "green",
    State.REPLACED: "gray", State.WITHDRAWN: "gray",
}  # fmt: skip
UNASKED = {
    "submit": releasing.submit,
    "recall": releasing.recall,
    "drop": releasing.drop,
    "look": releasing.look,
}
SAID = {
    "submit": "已送审。审核同意以前，公众页上不变。", "recall": "已取回，成了草稿。", "drop": "这一稿不要了，公众页上不变。",
    "send_back": "已退回，起草的人会在待办里看到理由。", "withdraw": "已撤下，公众页上现在没有了。",
    "look": "已记下：您补看过。",
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """The version; POST says in `act` what is done with it and in `version` which state of it somebody saw."""
    found = release_or_404(request, release_id)
    matter = matter_of(found.matter)
    if request.method == "POST":
        act, reason = request.POST.get("act", ""), request.POST.get("reason", "").replace("\x00", "")
        try:
            _do(request, found, act, reason)
        except Refused as refusal:
            found.refresh_from_db()
            return _page(request, matter, found, act=act, said=str(refusal), reason=reason)
        if act == "publish":
            return _next(request, found)
        messages.success(request, SAID.get(act, "已记下。"))
        return redirect("release", release_id=found.pk)
    return _page(request, matter, found)


def _do(request: HttpRequest, found: Release, act: str, reason: str) -> None:
    given = request.POST.get("version", "")
    # Without a version nobody has seen what they decide on.
    version = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0
    common: dict[str, Any] = {"town": town_of(request), "by": actor_of(request), "version": version}
    if act in UNASKED:
        UNASKED[act](found.pk, **common)
    elif act == "publish":
        releasing.publish(found.pk, **common)
    elif act == "send_back":
        releasing.send_back(found.pk, reason, **common)
    elif act == "withdraw":
        releasing.withdraw(found.pk, reason, **common)
    else:
        raise Refused("请从这一页上的按钮里选一个。")


def _next(request: HttpRequest, done: Release) -> HttpResponse:
    """After a decision straight to what else waits, so that ten texts are ten looks."""
    actor, town = actor_of(request), town_of(request)
    rows = Release.objects.filter(waits_for(actor, town), town=town, state=State.WAITING)
    waiting = list(rows.order_by("sent_at", "pk"))
    said = f"已发布“{done.title}”，公众页上现在就是这一稿。"
    if not waiting:
        messages.success(request, said)
        return redirect("release", release_id=done.pk)
    messages.success(request, f"{said}还有{len(waiting)}份等您审核，下面是下一份。")
    return redirect("release", release_id=waiting[0].pk)


def _page(
    request: HttpRequest, matter: PublicMatter, found: Release, *, act: str = "", said: str = "", reason: str = ""
) -> HttpResponse:  # fmt: skip
    actor, today = actor_of(request), office_today()
    subject = matter.model.objects.get(pk=found.subject)
    says = matter.read(found)
    row = matter.as_row(subject, says)
    before = _before(matter, subject, found)
    names = names_in([found])
    context = {
        "release": found,
        "matter": matter,
        "light": LIGHTS[State(found.state)],
        "body": matter.body,
        **matter.context(row, today),
        "is_first": before is None,
        "changes": changed(matter, row, before, says) if before is not None else [],
        "doubts": matter.doubts(row, says),
        "fault": _fault(matter, subject, says) if found.state in IN_HAND else "",
        "names": {
            "writers": "、".join(names.get(key, "已删除的用户") for key in found.written_by),
            **{name: names.get(getattr(found, name), "") for name in ("returned_by", "published_by", "looked_by", "ended_by")
               if getattr(found, name)},
        },
        "public_url": matter.public_url(row) if found.state == State.PUBLIC else "",
        "act": act, "said": said, "reason": reason,
        **_rights(actor, matter, subject, found),
    }  # fmt: skip
    return render(request, "publishing/release.html", context, status=422 if said else 200)


def _rights(actor: Actor, matter: PublicMatter, subject: Any, found: Release) -> dict[str, Any]:
    writes = actor.may_keep(matter.kind, found.town_id)
    waits = found.state == State.WAITING
    unseen = found.look_by is not None and found.looked_at is None
    why = releasing.why_not_publish(found, actor) if waits or unseen else ""
    return {
        "edit_url": matter.edit_url(subject) if writes and found.state in IN_HAND else "",
        "may_write": writes,
        "may_decide": waits and not why,
        "unseen": unseen,
        "may_look": unseen and not why,
        "why_not": why,
        "may_withdraw": found.state == State.PUBLIC and (writes or actor.may_publish(found.town_id)),
    }


def _before(matter: PublicMatter, subject: Any, found: Release) -> dict[str, Any] | None:
    """What the public read before it: of one in hand what it reads now, of an earlier one the version before."""
    if found.state in IN_HAND:
        return matter.values(subject) if matter.is_public(subject) else None
    rows = Release.objects.filter(subject=found.subject, number__lt=found.number).order_by("-number")
    earlier = rows.filter(state=State.REPLACED).first()
    return matter.read(earlier) if earlier else None


def _fault(matter: PublicMatter, subject: Any, says: dict[str, Any]) -> str:
    try:
        matter.check(subject, says)
    except Refused as refusal:
        return str(refusal)
    return ""
