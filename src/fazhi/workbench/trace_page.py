"""操作记录: who did what when, of the town, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import CONSOLE, Actor, require
from fazhi.pages.fields import OfficeDateField
from fazhi.pages.list_files import ListFile, Offered, page_or_file
from fazhi.pages.showing import title_of
from fazhi.pages.tables import Cell, Heading, Table
from fazhi.pages.views.access import in_sight, uuid_or_none
from fazhi.pages.views.tracing import Told, told
from fazhi.pages.words import OFFICE_TIME, table_datetime, ui_date
from fazhi.records.kinds import kind_of
from fazhi.trace.models import TraceRecord

AT_ONCE, AT_A_TIME = 50, 500


class TraceFilter(forms.Form):
    """A person of the town, a day."""

    def __init__(self, town: Town, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")
        people = User.objects.filter(posts__town=town).distinct().order_by("name")
        pairs = [(str(pk), name) for pk, name in people.values_list("pk", "name")]
        choices = [("", "全部人员"), *pairs, (CONSOLE.key, CONSOLE.name)]
        self.fields["person"] = forms.ChoiceField(label="人员", choices=choices, required=False)
        self.fields["day"] = OfficeDateField(label="哪一天", required=False, widget=forms.TextInput)


@require_safe
def trace(request: HttpRequest) -> HttpResponseBase:
    """Fifty entries; older ones by where the last page ended, so that a long trace costs no more than a short one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    town: Town = request.town  # type: ignore[attr-defined]
    require(actor.may_import(town) or actor.may_keep_people(town), "操作记录只给司法所和系统管理员看。")
    form = TraceFilter(town, request.GET if request.GET else {})
    entries = TraceRecord.objects.filter(town=str(town.pk)).order_by("-at", "-id")
    said = []
    if form.is_valid():
        if person := form.cleaned_data["person"]:
            entries = entries.filter(actor=person)
            said.append(dict(form.fields["person"].choices)[person])  # type: ignore[attr-defined]
        if day := form.cleaned_data["day"]:
            start = datetime.combine(day, time.min, OFFICE_TIME)
            entries = entries.filter(at__gte=_text(start), at__lt=_text(start + timedelta(days=1)))
            said.append(ui_date(day))
    everything, filtered = entries, "，".join([town.name, *said])
    before_at, before_id = request.GET.get("before", "")[:32], uuid_or_none(request.GET.get("after_id"))
    if before_at and before_id:
        # (at, id) as one key: entries of one moment are neither repeated nor lost.
        entries = entries.filter(at__lte=before_at).exclude(at=before_at, id__gte=before_id)
    found = list(entries[: AT_ONCE + 1])
    rows = told(found[:AT_ONCE], actor=actor, town=town)
    older = ""
    if len(found) > AT_ONCE:
        kept = {name: value for name in ("person", "day") if (value := request.GET.get(name))}
        older = "?" + urlencode({**kept, "before": found[AT_ONCE - 1].at, "after_id": found[AT_ONCE - 1].pk})
    context = {
        "form": form,
        "sentence": "，".join([*said, f"最近{len(rows)}条" if not before_at else f"更早的{len(rows)}条"]),
        "table": as_table(rows, actor, town),
        "older": older,
        "rows": rows,
        "clear_url": reverse("trace") if request.GET else "",
    }

    def taken() -> Iterator[tuple[Told, str]]:
        chosen = everything.iterator(chunk_size=AT_A_TIME)
        while some := told(islice(chosen, AT_A_TIME), actor=actor, town=town):
            titles = _titles(some, actor, town)
            yield from ((one, titles.get((one.kind_code, one.subject), ("", ""))[0]) for one in some)

    listed = ListFile(f"{town.name}操作记录", f"操作记录（{filtered}）", COLUMNS, taken)
    return page_or_file(request, "workbench/trace.html", context, listed)


COLUMNS = (
    Offered("what", "做了什么", lambda row: _what(row[0]), 24),
    Offered("who", "谁", lambda row: row[0].who),
    Offered("at", "时间", lambda row: table_datetime(row[0].at), 18),
    Offered("which", "哪一条", lambda row: row[1], 36),
    Offered("text", "内容", lambda row: row[0].text, 46),
)


def _what(one: Told) -> str:
    return f"{one.verb}：{one.kind}" if one.kind else one.verb


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def as_table(rows: list[Told], actor: Actor, town: Town) -> Table:
    """When, who, what, to which record, from what to what."""
    titles = _titles(rows, actor, town)
    headings = [Heading("做了什么"), Heading("谁"), Heading("时间"), Heading("哪一条"), Heading("内容")]
    lines = []
    for one in rows:
        title, url = titles.get((one.kind_code, one.subject), ("", ""))
        lines.append(
            [
                Cell(_what(one), chief=True),
                Cell(one.who),
                Cell(table_datetime(one.at)),
                Cell(title[:40], url=url),
                Cell(one.text),
            ]
        )
    return Table("操作记录", headings, lines)


def _titles(rows: list[Told], actor: Actor, town: Town) -> dict[tuple[str, str], tuple[str, str]]:
    """The titles of the records told of, those this person may see; names of people."""
    wanted: dict[str, set[Any]] = {}
    for one in rows:
        if (pk := uuid_or_none(one.subject)) is not None:
            wanted.setdefault(one.kind_code, set()).add(pk)
    titles: dict[tuple[str, str], tuple[str, str]] = {}
    for code, ids in wanted.items():
        if code == "user":
            for pk, name in User.objects.filter(pk__in=ids).values_list("pk", "name"):
                titles[code, str(pk)] = (name, "")
            continue
        try:
            kind = kind_of(code)
        except KeyError:
            continue
        if not actor.may_see(code, town):
            continue
        records = in_sight(kind, town, actor, voided=None).filter(pk__in=ids)
        for record in records.select_related(*kind.related).prefetch_related(*kind.fetched):
            titles[code, str(record.pk)] = (
                title_of(kind, record),
                reverse("record_page", args=[code, record.pk]),
            )
    return titles
