"""What upper systems ask again (对外填报助手): the same facts in their order and codes, and what was told them when.

No form is filled by hand twice: a copy card shows each field as the upper system wants it, a workbook holds many cases
in its layout, and a mark says what has been reported and what changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from fazhi.cases.drafts import Draft, take_in_hand
from fazhi.cases.models import UpperReport
from fazhi.cases.standing import standing_ids
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.records.digest import rows_digest
from fazhi.records.kinds import kind_of
from fazhi.storage.bulk import insert_many
from fazhi.storage.ids import new_id
from fazhi.trace.writing import Entry, append

MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Told:
    """One field as the upper system takes it: the word a person reads and the code beside it, where it has codes."""

    word: str
    code: str = ""


@dataclass(frozen=True)
class UpperField:
    """A field of an upper system's form, in its place; `tell` reads it from the case."""

    heading: str
    tell: Callable[[Draft], Told]
    coded: bool = False  # the upper system takes a code beside the word


@dataclass(frozen=True)
class UpperForm:
    """A form of an upper system: fields in its order, under an edition with its source."""

    code: str
    name: str
    kind: str
    fields: tuple[UpperField, ...]
    edition: str = ""
    source: str = ""

    def told(self, draft: Draft) -> dict[str, Told]:
        """Every field of the form for the case."""
        return {field.heading: field.tell(draft) for field in self.fields}


@dataclass(frozen=True)
class Card:
    """One field of the copy card, and what it was when it was last reported, where that differs."""

    field: UpperField
    told: Told
    before: Told | None


@dataclass(frozen=True)
class MergedReport:
    """That a case merged into another had been reported before: under which number (or title), when, merged when."""

    name: str
    at: datetime
    merged_at: datetime


_forms: dict[str, UpperForm] = {}


def register_form(form: UpperForm) -> None:
    """Make a form known; called from the work folder's AppConfig.ready()."""
    _forms[form.code] = form


def forms_of(kind: str) -> list[UpperForm]:
    """The forms upper systems ask of that kind of case."""
    return [form for form in _forms.values() if form.kind == kind]


def form_of(code: str) -> UpperForm:
    """The form; KeyError when there is none."""
    return _forms[code]


def last_report(form: UpperForm, case_id: UUID) -> UpperReport | None:
    """What was last reported of the case in that form."""
    return UpperReport.objects.filter(form=form.code, case_id=case_id).order_by("-at", "-id").first()


def copy_card(form: UpperForm, draft: Draft) -> tuple[list[Card], UpperReport | None]:
    """The fields in the upper system's order, each with what changed since it was last reported."""
    last = last_report(form, draft.case_id)
    cards = []
    for field in form.fields:
        told = field.tell(draft)
        before = None
        if last is not None and field.heading in last.values:
            was = Told(*last.values[field.heading])
            before = was if was != told else None
        cards.append(Card(field, told, before))
    return cards, last


def mark_reported(form: UpperForm, case_ids: Sequence[UUID], *, town: Town, by: Actor) -> int:
    """Say that these cases have been reported as they stand now, each with its trace. Returns how many.

    Raises NotAllowed, Refused (too many at once, one not there).
    """
    require(by.may_keep(form.kind, town), "您的岗位不能登记报送，请交给司法所。")
    if len(case_ids) > MOST_AT_ONCE:
        raise Refused(f"一次最多标{MOST_AT_ONCE}件，请分几次。")
    now = datetime.now(UTC)
    kind = kind_of(form.kind)
    with transaction.atomic():
        rows, entries = [], []
        for case_id in case_ids:
            draft = take_in_hand(kind, case_id, town=town, by=by, for_change=False)
            told = form.told(draft)
            rows.append(
                {
                    "id": new_id(), "town_id": town.pk, "case_id": case_id, "form": form.code,
                    "version": draft.case["version"], "by": by.key, "at": now,
                    "values": {heading: [one.word, one.code] for heading, one in told.items()},
                }
            )  # fmt: skip
            entries.append(
                Entry(
                    chain=kind.chain(town, case_id), verb="reported_up", kind=kind.code, subject=case_id, actor=by.key,
                    town=town.pk, rows_digest=rows_digest(kind, draft.rows), change={"form": form.name},
                )
            )  # fmt: skip
        insert_many(UpperReport, rows)
        append(entries)
    return len(rows)


def reports_merged_in(form: UpperForm, town: Town) -> dict[UUID, list[MergedReport]]:
    """{case that stands: the newest report of each case that was merged into it, directly or through others}."""
    rows = UpperReport.objects.filter(town=town, form=form.code, case__merged_into__isnull=False)
    newest = {
        case_id: MergedReport(number or title, at, merged_at)
        for case_id, number, title, at, merged_at in rows.order_by("at", "id").values_list(
            "case_id", "case__number", "case__title", "at", "case__voided_at"
        )
        if merged_at is not None
    }
    found: dict[UUID, list[MergedReport]] = {}
    for case_id, stands in standing_ids(newest).items() if newest else ():
        found.setdefault(stands, []).append(newest[case_id])
    return found


def carry_on(draft: Draft, version: int, *, acts: int) -> None:
    """Let a report of that version count as one of the case as it stands now, `acts` later, when nothing else happened.

    For acts that undid each other: what had been reported is still what the case says. Inside the caller's transaction.
    """
    now = draft.case["version"]
    if now == version + acts:
        UpperReport.objects.filter(case_id=draft.case_id, version=version).update(version=now)


def states_of(form: UpperForm, cases: Iterable[tuple[UUID, int]], town: Town) -> dict[UUID, str]:
    """{case: "never" | "changed" | "reported"} for cases given as (id, version).

    A case that was never reported itself has changed when one that was reported was merged into it.
    """
    cases = list(cases)
    newest: dict[UUID, int] = {}
    reports = UpperReport.objects.filter(town=town, form=form.code, case_id__in=[pk for pk, _ in cases])
    for case_id, version in reports.order_by("at", "id").values_list("case_id", "version"):
        newest[case_id] = version
    came = reports_merged_in(form, town)
    return {
        pk: ("changed" if pk in came else "never")
        if pk not in newest
        else "changed"
        if version > newest[pk]
        else "reported"
        for pk, version in cases
    }
