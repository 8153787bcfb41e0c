"""过时的表述: wordings a report no longer uses, as data the office keeps, and where they stand in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction
from django.forms.models import model_to_dict

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.pages.words import document_date, office_today
from fazhi.reports.models import AnnualReport, Phrase
from fazhi.reports.sentences import Finding
from fazhi.trace.checking import Fault
from fazhi.trace.models import TraceRecord
from fazhi.trace.writing import Entry, append, as_json, sm3

LONGEST = {"old": 100, "new": 200, "source": 300}
MAY_KEEP = "过时的表述由司法所和党政办列出，需要加的请告诉他们。"


def add_phrase(town: Town, *, old: str, new: str, since: date, source: str, by: Actor) -> Phrase:
    """Put a wording on the list. `new` empty: it is not written any more. Raises NotAllowed, Refused."""
    require(by.may_draft_report(town), MAY_KEEP)
    old, new, source = old.strip(), new.strip(), source.strip()
    if len(old) < 2:
        raise Refused("原来的表述至少写两个字，免得处处都算", "old")
    if old == new:
        raise Refused("原来的和现在的一样，请核对", "new")
    if not source:
        raise Refused("请写明依据：哪份文件、哪天的", "source")
    for name, text in (("old", old), ("new", new), ("source", source)):
        if len(text) > (longest := LONGEST[name]):
            raise Refused(f"请写在{longest}字以内，现在是{len(text)}字", name)
    if any(mark in old + new for mark in "{}【】"):
        raise Refused("表述里不能有 { } 【 】，报告用它们写数字和标记", "old")
    with transaction.atomic():
        Town.objects.select_for_update().get(pk=town.pk)
        if Phrase.objects.filter(town=town, old=old, stopped_at=None).exists():
            raise Refused(f"“{old}”已经在表里。要改的，先把原来那条停用，再加一条。", "old")
        row = Phrase.objects.create(
            town=town,
            old=old,
            new=new,
            since=since,
            source=source,
            entered_by=by.key,
            entered_at=datetime.now(UTC),
        )
        _tell(row, "entered", by)
    return row


def stop_phrase(town: Town, phrase_id: UUID, *, by: Actor) -> Phrase:
    """Look for it no longer; it stays on the list. Raises NotAllowed, Refused."""
    require(by.may_draft_report(town), MAY_KEEP)
    with transaction.atomic():
        row = Phrase.objects.select_for_update().filter(town=town, pk=phrase_id, stopped_at=None).first()
        if row is None:
            raise Refused("这一条已经停用，或者不是本镇的。请刷新页面。")
        row.stopped_at = datetime.now(UTC)
        row.save(update_fields=["stopped_at"])
        _tell(row, "stopped", by)
    return row


def phrases_for(report: AnnualReport) -> list[Phrase]:
    """The wordings that were outdated on the report's day: its date, or today while it has none."""
    day = report.dated or office_today()
    return list(Phrase.objects.filter(town_id=report.town_id, stopped_at=None, since__lte=day))


def outdated(text: str, phrases: Iterable[Phrase]) -> Iterator[Finding]:
    """Each place where one of them stands. Where the new wording, which may hold the old one, stands already: nothing."""
    for phrase in phrases:
        within = phrase.new.find(phrase.old) if phrase.new else -1
        place = text.find(phrase.old)
        while place >= 0:
            start = place - within
            if within < 0 or start < 0 or not text.startswith(phrase.new, start):
                what = f"，现在写“{phrase.new}”" if phrase.new else "，不再写"
                yield Finding(
                    place, place + len(phrase.old), "outdated", phrase.old,
                    f"“{phrase.old}”从{document_date(phrase.since)}起过时{what}（{phrase.source}）", phrase.new,
                )  # fmt: skip
            place = text.find(phrase.old, place + len(phrase.old))


def phrase_faults() -> Iterator[Fault]:
    """Wordings changed, removed or added without an action, for `fazhi check`."""
    entries = TraceRecord.objects.filter(kind="phrase").order_by("seq")
    told = dict(entries.values_list("subject", "rows_digest"))
    rows = {str(row.pk): row for row in Phrase.objects.all()}
    for key, row in rows.items():
        if key not in told:
            yield Fault("added", key, f"有一条过时的表述没有经过录入就出现在数据库里：{row}。")
        elif told[key] != _digest(row):
            yield Fault("changed", key, f"有一条过时的表述没有经过录入就被改了：{row}。")
    for key in told.keys() - rows.keys():
        yield Fault("row_gone", key, f"有一条过时的表述，记录还在，数据不见了：{key}。")


def _digest(row: Phrase) -> str:
    moments = [at.astimezone(UTC).isoformat() if at else "" for at in (row.entered_at, row.stopped_at)]
    values = {name: value for name, value in model_to_dict(row).items() if not name.endswith("_at")}
    return sm3(as_json([row.pk, values, moments]))


def _tell(row: Phrase, verb: str, by: Actor) -> None:
    append([
        Entry(
            chain=f"{row.town_id}:phrase", verb=verb, kind="phrase", subject=row.pk, actor=by.key, town=row.town_id,
            rows_digest=_digest(row), change={"what": f"{row}，{document_date(row.since)}起，依据：{row.source}"},
        )
    ])  # fmt: skip
