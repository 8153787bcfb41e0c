"""Two live cases that turn out to be one matter: one stays, the other is merged into it, and can be taken out again.

What was done in the one that goes (steps, people, papers, appointments) comes over into the one that stays, each row
knowing where it came from; its own clocks end, it no longer counts and points to the other. Both reporters go on hearing
what becomes of it. Taking it out again gives both back what was theirs: nothing is ever deleted of the case that went.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from fazhi.cases import clocks
from fazhi.cases.actions import live_of, refuse_stale
from fazhi.cases.answers import as_kept
from fazhi.cases.drafts import Draft, take_in_hand
from fazhi.cases.in_force import calendar_in_force
from fazhi.cases.models import Attachment, Case, CaseClock, CaseStep, Participant
from fazhi.cases.origins import entries_beyond_one, restore_entries, void_entries
from fazhi.cases.upper import carry_on
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.records import search_entries
from fazhi.records.kinds import kind_of

REASON = "与另一件案件是同一件事，已合并"
WENT, CAME = "merged_away", "merged_in"  # steps that no procedure declares: they say where the other one is
# What of a person is filled in where the one who stays has nothing there.
_KNOWN_OF = ("phone", "id_number", "address", "born_on", "organisation_head", "capacity", "side")


def which_stays(one: Draft, other: Draft) -> tuple[Draft, Draft]:
    """(stays, goes): the case that is further on its way stays, of two equally far the older one."""
    further = sorted((one, other), key=lambda draft: (-_how_far(draft), str(draft.case_id)))
    return further[0], further[1]


def what_comes_over(stays: Draft, goes: Draft) -> dict[str, int]:
    """How much of what would come over, for a person to see before: {"steps", "people", "files", "appointments"}."""
    there = {(one["role"], one["name"]) for one in stays.participants}
    digests = {(one["paper"], one["digest"]) for one in stays.attachments}
    return {
        "steps": len(goes.steps),
        "people": sum((one["role"], one["name"]) not in there for one in goes.participants),
        "files": sum((one["paper"], one["digest"]) not in digests for one in _files(goes)),
        "appointments": len(_agreed(goes)),
    }


def merge_cases(
    kind: str, goes: UUID, into: UUID, *, town: Town, by: Actor, version: int | None = None
) -> UUID:
    """Merge the case `goes` into the live case `into`, which stays; its id. `version` is that of the one that goes.

    Raises NotAllowed; Refused (not there, the other one is further, something each has of its own); ChangedMeanwhile.
    """
    if goes == into:
        raise Refused("这是同一件，不用合并。")
    of_kind = kind_of(kind)
    require(by.may_keep(kind, town), f"您的岗位不能合并{of_kind.name}，请交给司法所办理。")
    with transaction.atomic():
        # In the order of their ids, so that two people who merge the same two never wait for each other.
        both = {
            one: take_in_hand(of_kind, one, town=town, by=by)
            for one in sorted((goes, into), key=lambda pk: pk.int)
        }
        gone, kept = both[goes], both[into]
        refuse_stale(gone, version)
        live = live_of(kept)
        if live.declaration.state(kept.case["state"]).closed:
            raise Refused("要留下的那一件已经办结归档。请先在那件上点“重新办”，再合并。")
        if _how_far(gone) > _how_far(kept):
            raise Refused("要并掉的这一件办得更远。请反过来：留这一件，把那一件并进来。")
        before = {model: deepcopy(kept.rows[model][0]) for model in (Case, of_kind.model)}
        summed = [*live.merges(kept, gone)] if live.merges else []
        carried = _carry(kept, gone)
        kept.case["urgent"] = max(kept.case["urgent"], gone.case["urgent"])
        kept.case["handler_id"] = kept.case["handler_id"] or gone.case["handler_id"]
        clocks.show_nearest(kept)
        entries = entries_beyond_one(kept)
        void_entries(entries, REASON, town=town, by=by)
        told = {
            "into": str(into),
            "versions": [gone.case["version"], kept.case["version"]],
            "carried": carried,
            "was": {
                str(model._meta.model_name): _changes(before[model], kept.rows[model][0]) for model in before
            },
            "summed": summed,
            "entries": [[of, str(entry)] for of, entry in entries],
            "clocks": [str(row["id"]) for row in gone.clocks if row["done_on"] is None],
        }
        today = datetime.now(clocks.HERE).date()
        for row in gone.clocks:
            if row["done_on"] is None:
                clocks.finish(gone, row["code"], today)
        clocks.show_nearest(gone)
        _add_step(gone, WENT, today, told, at=datetime.now(UTC))
        _set_voided(gone, datetime.now(UTC), REASON, into)
        gone.save("merged", {"into": str(into), "reason": REASON})
        if kept.case["handler_id"] and str(kept.case["handler_id"]) != by.key:
            kept.tell(f"并进来重复登记的一件：{kept.case['title']}", user=kept.case["handler_id"])
        kept.save(
            "case_merged_in", {"from": str(goes), "number": gone.case["number"], "what": _in_words(carried)}
        )
        search_entries.keep(of_kind, [goes, into])
    return into


def separate(kind: str, case_id: UUID, *, town: Town, by: Actor) -> UUID:
    """Take a merged case out again: it stands as it was, and the other gives back what had come over. The other's id.

    What was done in the other since stays there. Raises NotAllowed, Refused (it was not merged, the other is gone or archived).
    """
    of_kind = kind_of(kind)
    require(by.may_keep(kind, town), f"您的岗位不能恢复{of_kind.name}，请交给司法所办理。")
    into = Case.objects.filter(pk=case_id, town=town, kind=kind).values_list("merged_into", flat=True).first()
    if into is None:
        raise Refused("这一件没有并到别的案件里，不用分开。")
    with transaction.atomic():
        both = {
            one: take_in_hand(of_kind, one, town=town, by=by, voided=one == case_id)
            for one in sorted((case_id, into), key=lambda pk: pk.int)
        }
        gone, kept = both[case_id], both[into]
        went = gone.last(WENT)
        if went is None or gone.case["merged_into"] != into:
            raise Refused("这一件不是在案件页上合并的，不能这样分开。")
        if live_of(kept).declaration.state(kept.case["state"]).closed:
            raise Refused("留下的那一件已经办结归档。请先在那件上点“重新办”，再分开。")
        told = went["facts"]
        gone.rows[CaseStep] = [row for row in gone.steps if row["id"] != went["id"]]
        for row in gone.clocks:
            if str(row["id"]) in told["clocks"]:
                row["done_on"] = None
                row["told"] = {name: value for name, value in row["told"].items() if name != "done_at"}
        _date_anew(gone)
        _set_voided(gone, None, "", None)
        gone.save("restored", {"from": str(into)})
        _give_back(kept, told)
        entries = [(of, UUID(entry)) for of, entry in told.get("entries", ())]
        restore_entries(entries, REASON, town=town, by=by)
        clocks.show_nearest(kept)
        kept.save("case_separated", {"what": gone.case["title"], "from": str(case_id)})
        for draft, version in zip((gone, kept), told.get("versions", ()), strict=False):
            carry_on(draft, version, acts=2)
        search_entries.keep(of_kind, [case_id, into])
    return into


def was_merged_live(kind: str, case_id: UUID) -> bool:
    """Whether the case was merged here, so that `separate` and not the records' restore brings it back."""
    return CaseStep.objects.filter(record_id=case_id, record__kind=kind, code=WENT).exists()


# ── What comes over ─────────────────────────────────────────────────────────────────────────────────────────────


def _carry(kept: Draft, gone: Draft) -> dict[str, list[str]]:
    """Copy steps, people, papers and appointments; the ids of the new rows by table, and what was filled in of whom."""
    steps = {
        row["id"]: _add_step(kept, row["code"], row["on"], _came(row["facts"], gone), like=row)
        for row in gone.steps
    }
    _add_step(
        kept,
        CAME,
        datetime.now(clocks.HERE).date(),
        _came({"title": gone.case["title"]}, gone),
        at=datetime.now(UTC),
    )
    kept.steps.sort(key=_when)
    for place, row in enumerate(kept.steps):
        row["place"] = place
    people, filled = _carry_people(kept, gone)
    files = _carry_files(kept, gone, {old: new["id"] for old, new in steps.items()})
    dates = [
        kept.add(CaseClock, **{name: row[name] for name in _OF_CLOCK}, facts={**row["facts"], "merged_from": str(gone.case_id)})
        for row in _agreed(gone)
    ]  # fmt: skip
    return {
        "steps": [str(row["id"]) for row in kept.steps if row["facts"].get("merged_from") == str(gone.case_id)],
        "people": people, "filled": filled, "files": files, "clocks": [str(row["id"]) for row in dates],
    }  # fmt: skip


_OF_CLOCK = ("code", "name", "basis", "started", "due_on", "amber_on")


def _carry_people(kept: Draft, gone: Draft) -> tuple[list[str], list[Any]]:
    """Everybody who is not there already; of those who are, what was not known of them."""
    added: list[str] = []
    filled: list[Any] = []
    ids: dict[Any, Any] = {}
    # Two who reported are two, even of one name; the user behind each stands with the details where the kind knows.
    apart = kept.detail.get("reported_by") != gone.detail.get("reported_by")
    for row in list(gone.participants):
        same = None if row["role"] == Participant.Role.REPORTER and apart else _same_person(kept, row)
        if same is None:
            values = {
                name: row[name]
                for name in row
                if name not in ("id", "town_id", "record_id", "place", "acts_for")
            }
            same = kept.add(Participant, **values)
            added.append(str(same["id"]))
        else:
            for name in _KNOWN_OF:
                if row[name] and not same[name]:
                    same[name] = row[name]
                    filled.append([str(same["id"]), name])
        ids[row["id"]] = same["id"]
    for row in gone.participants:
        if row["acts_for"] and str(ids[row["id"]]) in added:
            mine = next(one for one in kept.participants if one["id"] == ids[row["id"]])
            mine["acts_for"] = ids.get(row["acts_for"])
    return added, filled


def _same_person(kept: Draft, row: dict[str, Any]) -> dict[str, Any] | None:
    return next(
        (one for one in kept.participants if (one["role"], one["name"]) == (row["role"], row["name"])), None
    )


def _carry_files(kept: Draft, gone: Draft, steps: dict[Any, Any]) -> list[str]:
    there = {(one["paper"], one["digest"]) for one in kept.attachments if not one["removed_reason"]}
    added = []
    for row in _files(gone):
        if (row["paper"], row["digest"]) in there:
            continue
        values = {
            name: row[name] for name in row if name not in ("id", "town_id", "record_id", "place", "step_id")
        }
        new = kept.add(Attachment, **values, step_id=steps.get(row["step_id"]))
        added.append(str(new["id"]))
    return added


def _add_step(
    draft: Draft, code: str, on: date | None, facts: dict[str, Any], *, at: datetime | None = None,
    like: dict[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    more = (
        {name: like[name] for name in ("precision", "count", "by", "at")}
        if like
        else {"by": draft.by.key, "at": at}
    )
    return draft.add(CaseStep, code=code, on=on, facts=facts, **more)


def _came(facts: dict[str, Any], gone: Draft) -> dict[str, Any]:
    return {**facts, "merged_from": str(gone.case_id)}


def _when(row: dict[str, Any]) -> tuple[date, datetime, int]:
    """Steps stand in the order of their days, within a day as they were entered."""
    never = datetime.min.replace(tzinfo=UTC)
    return row["on"] or date.min, row["at"] or never, row["place"]


def _files(draft: Draft) -> list[dict[str, Any]]:
    return [one for one in draft.attachments if not one["removed_reason"]]


def _agreed(draft: Draft) -> list[dict[str, Any]]:
    """Days people agreed that are still ahead: an appointment holds for whichever case it stands in."""
    return [row for row in draft.clocks if row["done_on"] is None and not row["told"]]


def _how_far(draft: Draft) -> int:
    """The place of the case's state among those declared; history stands before them all."""
    if not draft.case["edition"]:
        return -1
    codes = [state.code for state in live_of(draft).declaration.states]
    return codes.index(draft.case["state"])


def _in_words(carried: dict[str, list[str]]) -> str:
    return f"并进来{len(carried['steps']) - 1}步、{len(carried['people'])}人、{len(carried['files'])}份材料"


# ── And goes back ───────────────────────────────────────────────────────────────────────────────────────────────


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """{column: [was, became]} as JSON keeps it."""
    return {
        name: [as_kept(before[name]), as_kept(after[name])]
        for name in before
        if before[name] != after[name] and name not in _COUNTED_ANEW
    }


# What the clocks and the acts themselves write.
_COUNTED_ANEW = ("version", "due_on", "amber_on", "due_clock", "paused")


def _give_back(kept: Draft, told: dict[str, Any]) -> None:
    """Take out what came over, and undo what it changed where nobody has changed it since."""
    carried = told["carried"]
    for model, name in (
        (CaseStep, "steps"),
        (Participant, "people"),
        (Attachment, "files"),
        (CaseClock, "clocks"),
    ):
        out = set(carried[name])
        kept.rows[model] = [row for row in kept.rows.get(model, ()) if str(row["id"]) not in out]
    for person, name in carried["filled"]:
        for row in kept.participants:
            if str(row["id"]) == person:
                row[name] = None if name == "born_on" else ""
    for root in (Case, kept.kind.model):
        row = kept.rows[root][0]
        for name, (was, became) in told["was"].get(str(root._meta.model_name), {}).items():
            now = row[name]
            if as_kept(now) == became:
                row[name] = _typed(root, name, was)
            elif name in told["summed"]:
                row[name] = max((now or 0) - ((became or 0) - (was or 0)), 0)


def _typed(model: type[models.Model], name: str, value: Any) -> Any:
    """A value as JSON kept it, as the column holds it."""
    field = next(one for one in model._meta.concrete_fields if one.attname == name)
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field.to_python(value)


def _date_anew(draft: Draft) -> None:
    calendar = calendar_in_force()
    for row in clocks.running(draft):
        clocks.date_clock(row, calendar)
    clocks.show_nearest(draft)


def _set_voided(draft: Draft, at: datetime | None, reason: str, into: UUID | None) -> None:
    for row in (draft.case, draft.detail):
        row.update(voided_at=at, void_reason=reason, merged_into=into)
