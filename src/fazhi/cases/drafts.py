"""A case in hand: its rows read once, changed in memory, written back with their trace in one go.

Every act on a case goes through a draft, so that an act costs a handful of statements however much it changes, and the
digest in the trace is that of exactly the rows written.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from fazhi.cases.models import Attachment, Case, CaseClock, CaseStep, Notice, Participant
from fazhi.cases.rows import record_of
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.records import search_entries
from fazhi.records.actions import ChangedMeanwhile
from fazhi.records.digest import columns_of, complete, owner_column, rows_digest
from fazhi.records.kinds import RecordKind, Rows
from fazhi.records.models import hidden_batches
from fazhi.storage.bulk import insert_many, update_many
from fazhi.storage.ids import new_id
from fazhi.storage.together import Asked, read_tables
from fazhi.trace.writing import Entry, append

NOT_FOUND = "没有找到这件案件，它可能不在您能看的范围内。"


@dataclass
class Draft:
    """The rows of one case, to be changed and saved. `case` and `detail` are the two root rows."""

    kind: RecordKind
    town: Town
    by: Actor
    rows: Rows
    before: Rows = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)
    villages: Mapping[UUID, str] = field(default_factory=dict)  # names of those that are known

    @property
    def case(self) -> dict[str, Any]:
        return self.rows[Case][0]

    @property
    def detail(self) -> dict[str, Any]:
        """The row of the kind's own table."""
        return self.rows[self.kind.model][0]

    @property
    def case_id(self) -> UUID:
        return self.case["id"]

    @property
    def steps(self) -> list[dict[str, Any]]:
        return self.rows.setdefault(CaseStep, [])

    @property
    def participants(self) -> list[dict[str, Any]]:
        return self.rows.setdefault(Participant, [])

    @property
    def clocks(self) -> list[dict[str, Any]]:
        return self.rows.setdefault(CaseClock, [])

    @property
    def attachments(self) -> list[dict[str, Any]]:
        return self.rows.setdefault(Attachment, [])

    def taken(self, code: str) -> list[dict[str, Any]]:
        """The steps of that code, in order."""
        return [step for step in self.steps if step["code"] == code]

    def last(self, code: str) -> dict[str, Any] | None:
        """The newest step of that code."""
        taken = self.taken(code)
        return taken[-1] if taken else None

    def people(self, *roles: str) -> list[dict[str, Any]]:
        """The participants in these roles, in order."""
        return sorted((p for p in self.participants if p["role"] in roles), key=lambda p: p["place"])

    def papers(self, code: str) -> list[dict[str, Any]]:
        """The files in the case under that paper, without those taken out."""
        return [one for one in self.attachments if one["paper"] == code and not one["removed_reason"]]

    def add(self, model: type[models.Model], **values: Any) -> dict[str, Any]:
        """A new part row at the end of its table."""
        table = self.rows.setdefault(model, [])
        place = max((row["place"] for row in table), default=-1) + 1
        row = {"id": new_id(), "town_id": self.town.pk, "record_id": self.case_id, "place": place, **values}
        complete({model: [row]})
        table.append(row)
        return row

    def tell(
        self,
        text: str,
        *,
        user: UUID | None = None,
        role: str = "",
        village: UUID | None = None,
        urgent: bool = False,
    ) -> None:
        """Let a person, or everybody who holds a role (in a village), know once the act is done."""
        self.notices.append(
            {
                "id": new_id(), "town_id": self.town.pk, "user_id": user, "role": role, "village_id": village,
                "kind": self.kind.code, "subject": self.case_id, "text": text[:200], "urgent": urgent,
                "at": datetime.now(UTC), "read_by": [], "sent_at": None,
            }
        )  # fmt: skip

    def as_read(self) -> Draft:
        """The case as it stood when it was read: for a page, after an act that was refused half-way."""
        return Draft(self.kind, self.town, self.by, _copied(self.before), before=self.before)

    def save(self, verb: str, change: dict[str, Any], *, new: bool = False, command: UUID | str = "") -> None:
        """Write what changed, the trace and the notices. Inside a transaction."""
        if not new:
            for row in (self.case, self.detail):
                row["version"] = row["version"] + 1
        # A case's row is the root that its details and parts refer to, so it goes in first.
        for model in _case_first(self.kind):
            self._write(model)
        append([
            Entry(
                chain=self.kind.chain(self.town, self.case_id), verb=verb, kind=self.kind.code, subject=self.case_id,
                actor=self.by.key, town=self.town.pk, rows_digest=rows_digest(self.kind, self.rows), change=change,
                request=command, opens=new,
            )
        ])  # fmt: skip
        self._keep_search(new=new)
        insert_many(Notice, self.notices)
        self.notices = []

    def _keep_search(self, *, new: bool) -> None:
        """The case's search entry: a new one from the rows in hand, another only where words of the case changed."""
        if new:
            record = record_of(self.kind, self.rows, self.villages)
            if record is not None:
                search_entries.keep_new(self.kind, record)
                return
        elif self._found_as_before():
            return
        search_entries.keep(self.kind, [self.case_id])

    def _found_as_before(self) -> bool:
        """Whether search would find the case by the very words it was found by. Asks the database nothing."""
        tables = (Case, self.kind.model, Participant)
        if _words(self.before, tables) == _words(self.rows, tables):
            return True
        if self.before[Case][0]["village_id"] != self.case["village_id"]:
            return False
        # The village is the same one, so that its name says nothing here.
        same = {self.case["village_id"]: ""}
        was, now = (record_of(self.kind, rows, same) for rows in (self.before, self.rows))
        return was is not None and search_entries.equal(self.kind, was, now)

    def _write(self, model: type[models.Model]) -> None:
        key = model._meta.pk.attname
        was = {row[key]: row for row in self.before.get(model, ())}
        now = self.rows.get(model, [])
        update_many(model, [row for row in now if row[key] in was and row != was[row[key]]])
        insert_many(model, [row for row in now if row[key] not in was])
        if gone := set(was) - {row[key] for row in now}:
            model._default_manager.filter(pk__in=gone).delete()


def _words(rows: Rows, tables: Iterable[type[models.Model]]) -> list[Any]:
    """All words, days and places these rows hold."""
    said = (value for model in tables for row in rows.get(model, ()) for value in row.values())
    return [
        value for value in said if isinstance(value, str | date | UUID) and not isinstance(value, datetime)
    ]


def _case_first(kind: RecordKind) -> list[type[models.Model]]:
    """The tables of a case in the order in which keys allow writing."""
    return [Case, kind.model, *(model for model in kind.parts if model is not Case)]


def take_in_hand(
    kind: RecordKind,
    case_id: UUID,
    *,
    town: Town,
    by: Actor,
    version: int | None = None,
    for_change: bool = True,
    voided: bool = False,
) -> Draft:
    """The case as it stands, locked for a change. Raises Refused (not there, not theirs, voided), ChangedMeanwhile.

    Inside a transaction when `for_change`. `voided` is for the act that brings a voided case back. Another town's case is simply not found.
    """
    if for_change and connection.features.has_select_for_update:
        # Locked first and read after: what another act did meanwhile is in the rows. SQLite lets one writer in at all.
        Case.objects.select_for_update().filter(pk=case_id, town_id=town.pk, kind=kind.code).values_list(
            "pk"
        ).first()
    tables = _case_first(kind)
    whose = {"town_id": town.pk, "kind": kind.code}
    asked = [
        Asked(model, {owner_column(kind, model): case_id, **(whose if model is Case else {})})
        for model in tables
    ]
    rows: Rows = dict(zip(tables, read_tables(asked), strict=True))
    if not rows[Case]:
        raise Refused(NOT_FOUND)
    for model in tables:
        if "place" in columns_of(model):
            key = model._meta.pk.attname
            rows[model].sort(key=lambda row: (row["place"], str(row[key])))
    draft = Draft(kind, town, by, rows, before=_copied(rows))
    if not _in_sight(draft):
        raise Refused(NOT_FOUND)
    if for_change and not voided and draft.case["voided_at"] is not None:
        raise Refused("这件案件已作废，不能再办。如需恢复，请在案件页点“恢复”。")
    if version is not None and draft.case["version"] != version:
        raise ChangedMeanwhile("这件案件刚被别人办过一步。您写的内容还在，请看过新的情况再办一次。")
    return draft


def _copied(rows: Rows) -> Rows:
    """The rows as they stand, whatever becomes of the draft's: only lists and mappings in them can be changed in place."""
    return {
        model: [
            {
                name: copy.deepcopy(value) if isinstance(value, dict | list) else value
                for name, value in row.items()
            }
            for row in some
        ]
        for model, some in rows.items()
    }


def _in_sight(draft: Draft) -> bool:
    """Whether the person may see this case: whole town, own village, or own grid, and its batch is published."""
    by, town, case = draft.by, draft.town, draft.case
    if case["batch_id"] is not None and case["batch_id"] in hidden_batches(town.pk):
        return False
    return by.may_touch(draft.kind.code, town, case["village_id"], str(draft.detail.get("grid") or ""))


def as_day(value: Any) -> date | None:
    """A date kept in facts as ISO text."""
    return date.fromisoformat(value) if value else None
