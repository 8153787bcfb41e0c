"""常用答复 on the pages: the list, one of them, and answering several who asked the same."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fazhi.orgs.permissions import Refused
from fazhi.pages.fields import TextField
from fazhi.pages.list_files import page_or_file
from fazhi.pages.views.access import actor_of, said_plainly, town_of, uuid_or_none
from fazhi.pages.words import office_today
from fazhi.reception import wordings as actions
from fazhi.reception.forms import ActForm, ApplicationAnswerForm
from fazhi.reception.models import Application, Wording
from fazhi.reception.views import files
from fazhi.reception.views.access import require_keeping, row_or_404, tabs


class WordingForm(ActForm):
    """One text."""

    title = TextField(label="标题", help_text="如：要带什么材料、找社保所")
    text = TextField(label="内容", long=True)


@require_safe
@said_plainly
def wordings(request: HttpRequest) -> HttpResponseBase:
    """All that are in use."""
    require_keeping(request)
    rows = list(actions.wordings_of(town_of(request)))
    listed = files.wordings(town_of(request), rows)
    return page_or_file(request, "reception/wordings.html", {"tabs": tabs(request), "rows": rows}, listed)


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def wording_edit(request: HttpRequest, wording_id: UUID | None = None) -> HttpResponse:
    """Write one, or change it."""
    require_keeping(request)
    town = town_of(request)
    row = row_or_404(request, Wording, wording_id) if wording_id else None
    initial: dict[str, Any] = {"acting_town": str(town.pk)}
    if row is not None:
        initial |= {"title": row.title, "text": row.text, "version": row.version}
    form = WordingForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.keep_wording(
                given["title"], given["text"], town=town, by=actor_of(request), wording_id=wording_id,
                version=given["version"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "已保存。答复时可以选它，再按具体情况改。")
            return redirect("reception_wordings")
    context = {"form": form, "row": row}
    return render(request, "reception/wording_edit.html", context, status=422 if form.errors else 200)


@require_POST
@said_plainly
def wording_drop(request: HttpRequest, wording_id: UUID) -> HttpResponse:
    """停用."""
    require_keeping(request)
    row = row_or_404(request, Wording, wording_id)
    actions.drop_wording(row.pk, town=town_of(request), by=actor_of(request))
    messages.success(request, f"“{row.title}”已停用。用它写过的答复不变。")
    return redirect("reception_wordings")


def _picked(request: HttpRequest, sent: QueryDict) -> list[Application]:
    """Those chosen that are the town's, oldest first."""
    ids = [found for text in sent.getlist("pick")[: actions.MOST + 1] if (found := uuid_or_none(text))]
    rows = Application.objects.filter(pk__in=ids, town=town_of(request), voided_at=None)
    return list(rows.order_by("made_at", "pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def answer_all(request: HttpRequest) -> HttpResponse:
    """一起答复: those chosen, one answer, begun with a 常用答复."""
    require_keeping(request)
    town = town_of(request)
    picked = _picked(request, request.POST if request.method == "POST" else request.GET)
    chosen = wording_asked(request)
    initial = {"acting_town": str(town.pk), "answer": chosen.text if chosen else ""}
    form = ApplicationAnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            done, left = actions.answer_all(
                [row.pk for row in picked], form.cleaned_data["answer"], town=town, by=actor_of(request),
                today=office_today(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            if done:
                messages.success(request, f"已答复{done}件。留了电话的，请再打电话说一声。")
            if left:
                messages.warning(
                    request, f"还有{len(left)}件没有答复：{'；'.join(dict.fromkeys(why for _, why in left))}"
                )
            return redirect("reception_applications")
    context = {"picked": picked, "form": form, "wordings": offered(request)}
    return render(request, "reception/answer_all.html", context, status=422 if form.errors else 200)


def wording_asked(request: HttpRequest) -> Wording | None:
    """The 常用答复 that the address names."""
    wanted = uuid_or_none(request.GET.get("wording"))
    found: Wording | None = (
        actions.wordings_of(town_of(request)).filter(pk=wanted).first() if wanted else None
    )
    return found


def offered(request: HttpRequest) -> list[dict[str, str]]:
    """Each 常用答复 with the address of this page that begins the answer with it."""
    lines = []
    for row in actions.wordings_of(town_of(request)):
        query = QueryDict(mutable=True)
        query.setlist("pick", request.GET.getlist("pick") or request.POST.getlist("pick"))
        query["wording"] = str(row.pk)
        lines.append({"title": row.title, "url": f"{request.path}?{query.urlencode()}#answer"})
    return lines
