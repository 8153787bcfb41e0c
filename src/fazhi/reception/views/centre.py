"""服务中心: what the public is told, the guides, rules and flows kept once, and their posters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fazhi.orgs.permissions import Refused
from fazhi.pages.fields import CountField, OfficeDateField, TextField
from fazhi.pages.qr import qr_svg
from fazhi.pages.views.access import actor_of, said_plainly, town_of
from fazhi.pages.words import office_today
from fazhi.publishing.differences import Changed
from fazhi.publishing.draft_pages import DraftForm, again, begun, kept
from fazhi.publishing.models import IN_HAND, Release
from fazhi.publishing.releasing import in_hand
from fazhi.reception import centre as actions
from fazhi.reception.forms import TileField
from fazhi.reception.models import ServiceGuide
from fazhi.reception.promises import rules_of
from fazhi.reception.public_matters import CENTRE, GUIDE
from fazhi.reception.views.access import open_centre, outside_url, require_keeping, require_sight, row_or_404
from fazhi.reception.views.project import progress_of

PAPERS = {"a4": "A4", "a3": "A3"}
LONG = 550  # characters


class CentreForm(DraftForm):
    """What the public is told, and what is promised."""

    name = TextField(label="名称")
    slug = TextField(label="网址里的名字", help_text="小写字母，如hezuo，群众的网址就是 /p/hezuo/")
    address = TextField(label="地址", required=False)
    phone = TextField(label="电话", required=False)
    hours = TextField(label="开放时间", required=False)
    way = TextField(label="怎么走", required=False)
    accept_days = CountField(
        label="申请、预约几个工作日内回复", help_text="本单位自己的承诺，公众页会写出到哪一天"
    )
    answer_days = CountField(label="咨询几个工作日内答复")
    keep_months = CountField(label="办结后线上填的个人信息保存几个月")
    frames = TextField(
        label="可以嵌入公众页的网站", required=False, long=True, widget=forms.Textarea({"rows": 2}),
        help_text="县门户等，一行一个，如 https://县门户网址",
    )  # fmt: skip
    address_outside = TextField(
        label="公众页对外的网址", required=False, help_text="印在二维码里。不填就用现在打开本页的网址",
    )  # fmt: skip


class GuideForm(DraftForm):
    """A guide, a rule or a flow."""

    kind = TileField(ServiceGuide.Kind.choices, label="种类", initial=ServiceGuide.Kind.GUIDE)
    title = TextField(label="标题")
    for_whom = TextField(label="谁可以办", long=True, required=False)
    bring = TextField(label="要带什么", long=True, required=False, help_text="一行一样")
    steps = TextField(
        label="怎么办", long=True, required=False, help_text="一行一步",
        widget=forms.Textarea({"rows": 6}),
    )  # fmt: skip
    time = TextField(label="多久", required=False, help_text="法定期限会自动写上，这里只写本单位另外承诺的")
    fee = TextField(label="收费", required=False)
    phone = TextField(label="电话", required=False, help_text="不填就用中心的电话")
    basis = TextField(
        label="依据",
        long=True,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="一行一部法律，写到条",
    )
    since = OfficeDateField(label="从哪天起用", future_allowed=True)
    checked = TileField(ServiceGuide.Checked.choices, label="核对", initial=ServiceGuide.Checked.NO)


@require_safe
@said_plainly
def home(request: HttpRequest) -> HttpResponse:
    """The centre on one page: its public pages, its guides, how the building goes."""
    require_sight(request)
    town = town_of(request)
    centre = actions.centre_of(town)
    project = actions.project_of(town)
    guides = list(ServiceGuide.objects.filter(town=town, voided_at=None))
    # Of each the version in hand, else the one the public reads.
    rows = Release.objects.filter(town=town, state__in=(*IN_HAND, Release.State.PUBLIC)).order_by("number")
    releases = {row.subject: row for row in rows}
    for guide in guides:
        guide.release = releases.get(guide.pk)  # type: ignore[attr-defined]
    context = {
        "centre": centre,
        "release": releases.get(centre.pk) if centre else None,
        "public_url": outside_url(request, centre, "public_home"),
        "groups": [
            (label, [guide for guide in guides if guide.kind == kind])
            for kind, label in ServiceGuide.Kind.choices
            if any(guide.kind == kind for guide in guides)
        ],
        "project": project,
        "progress": progress_of(project) if project else None,
        "may_keep": actor_of(request).may_keep("reception", town),
        "papers": PAPERS.items(),
    }
    return render(request, "reception/centre.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def settings(request: HttpRequest) -> HttpResponse:
    """Write what the public is told."""
    require_keeping(request)
    town = town_of(request)
    centre = actions.centre_of(town)
    initial: dict[str, Any] = {"acting_town": str(town.pk)}
    if centre is not None:
        initial |= begun(CENTRE, centre)
    else:
        initial |= {
            "name": f"{town.name}公共法律服务中心",
            "accept_days": 3,
            "answer_days": 5,
            "keep_months": 12,
        }
    form: DraftForm = CentreForm(request.POST if request.method == "POST" else None, initial=initial)
    theirs: list[Changed] = []
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in CENTRE.fields}

        def keep(seen: str, recalling: bool) -> Release:
            common: dict[str, Any] = {"town": town, "by": actor_of(request), "today": office_today()}
            return actions.keep_centre(values, seen=seen or None, recalling=recalling, **common)

        done = kept(request, form, keep)
        if not isinstance(done, Refused):
            return done
        if centre is not None:
            form, theirs = again(form, done, CENTRE, centre)
        else:
            form.add_error(done.field if done.field in form.fields else None, str(done))
    context = {
        "form": form,
        "centre": centre,
        "in_hand": in_hand(centre.pk) if centre else None,
        "theirs": theirs,
    }
    return render(request, "reception/centre_settings.html", context, status=422 if form.errors else 200)


@require_POST
@said_plainly
def shipped(request: HttpRequest) -> HttpResponse:
    """Bring the shipped guides this town does not have."""
    require_keeping(request)
    many = actions.bring_shipped_guides(town=town_of(request), by=actor_of(request), today=office_today())
    messages.success(
        request,
        f"已加上{many}份，给群众看的已经送审。请逐份核对，补上本地的地址和电话。"
        if many
        else "自带的都已经有了。",
    )
    return redirect("centre")


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def guide_edit(request: HttpRequest, guide_id: UUID | None = None) -> HttpResponse:
    """Write a guide, a rule or a flow."""
    require_keeping(request)
    town = town_of(request)
    guide = row_or_404(request, ServiceGuide, guide_id) if guide_id else None
    initial: dict[str, Any] = {"acting_town": str(town.pk), "since": office_today()}
    if guide is not None:
        initial |= begun(GUIDE, guide)
    form: DraftForm = GuideForm(request.POST if request.method == "POST" else None, initial=initial)
    theirs: list[Changed] = []
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in GUIDE.fields if name in form.fields}

        def keep(seen: str, recalling: bool) -> Release:
            common: dict[str, Any] = {"town": town, "by": actor_of(request), "guide_id": guide_id}
            return actions.keep_guide(values, seen=seen or None, recalling=recalling, **common)

        done = kept(request, form, keep)
        if not isinstance(done, Refused):
            return done
        if guide is not None:
            form, theirs = again(form, done, GUIDE, guide)
        else:
            form.add_error(done.field if done.field in form.fields else None, str(done))
    context = {
        "form": form,
        "guide": guide,
        "in_hand": in_hand(guide.pk) if guide else None,
        "theirs": theirs,
        "rules": rules_of(guide.rules, office_today(), town) if guide else [],
    }
    return render(request, "reception/guide_edit.html", context, status=422 if form.errors else 200)


@require_safe
@said_plainly
def poster(request: HttpRequest, guide_id: UUID) -> HttpResponse:
    """A guide for the wall (A3) or for taking along (A4), with a QR code to the page of the same."""
    require_sight(request)
    town = town_of(request)
    guide = row_or_404(request, ServiceGuide, guide_id)
    centre = open_centre(town)
    url = outside_url(request, centre, "public_guide", guide.code) if guide.is_public else ""
    paper = wanted if (wanted := request.GET.get("paper")) in PAPERS else "a4"
    context = {
        "guide": guide,
        "rules": rules_of(guide.rules, office_today(), town),
        "centre": actions.centre_of(town),
        "town": town,
        "qr": qr_svg(url, "扫码看这一页") if url else "",
        "paper": paper,
        # Much text is set smaller, so that a sheet stays one.
        "long": len(f"{guide.for_whom}{guide.steps}{guide.bring}{guide.basis}") > LONG,
        "style": f"reception/poster-{paper}.css",
    }
    return render(request, "reception/poster.html", context)
