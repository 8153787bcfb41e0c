"""The verbs of a live case: open it, take a step, hand it over, take up history. One transaction each.

Each checks who may, then what the form asked, then the guards of the procedure, then changes the rows, starts and ends
clocks, writes the trace and tells those who should know. The desk, the phone, the public's pages and the tests all come
through here. A `command` is an id the client made: the same command twice is one act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from fazhi.cases import clocks
from fazhi.cases.answers import answers_to, as_kept, code_of, day_of, today
from fazhi.cases.drafts import Draft, take_in_hand
from fazhi.cases.models import Case, CaseStep
from fazhi.cases.procedures import LiveProcedure, current_procedure, procedure_of
from fazhi.cases.rows import lock_numbers
from fazhi.orgs.models import Post, Town, Village
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.orgs.roles import ROLES
from fazhi.procedures.declaration import Step
from fazhi.records.actions import ChangedMeanwhile
from fazhi.records.grouping import write_surroundings
from fazhi.records.kinds import Making, Rows, kind_of
from fazhi.records.new_records import finish
from fazhi.storage.ids import new_id
from fazhi.storage.together import as_text, ask_again


@dataclass(frozen=True)
class Done:
    """What an act left: the case, the step's id, the state, the case's version; `again` when it had been done before."""

    case_id: UUID
    step_id: UUID
    state: str
    version: int
    again: bool = False


def open_case(
    kind: str, code: str, facts: Mapping[str, Any], *, town: Town, by: Actor, command: UUID | None = None,
    at: datetime | None = None, origin: Mapping[str, Any] | None = None,
) -> Done:  # fmt: skip
    """Open a case by one of its procedure's opening steps.

    `facts` are the answers to the step's form, {field: value}; `on`, the legal date, is today unless given. `at` is when
    it was said (a phone without network says later what it wrote earlier); `origin` names the record it comes from
    ({"kind", "id", "text"}), kept with the step. Raises NotAllowed, Refused.
    """
    on = day_of(facts)
    live = current_procedure(kind, on)
    step = live.declaration.step(code)
    _require_role(step, town, by)
    answers = {**answers_to(step, facts), "on": on}
    record_kind = kind_of(kind)
    with transaction.atomic():
        making, old = _surroundings(kind, on.year, town, command)
        if old is not None:
            return old
        values = live.opening(step, answers)
        rows: Rows = record_kind.rows(values, making)
        rows[CaseStep] = []
        finish(record_kind, rows, values)
        draft = Draft(
            record_kind, town, by, rows, villages={pk: name for name, pk in making.villages.items()}
        )
        draft.case.update(edition=live.declaration.edition, state="", is_history=False, opened_on=on)
        if not step.anywhere or making.new_villages:
            _refuse_foreign_ground(draft, by, town)
        write_surroundings(making, town_id=town.pk, by=by)
        taken = _take(draft, live, step, answers, on=on, at=at, command=None, origin=origin)
        change = {"after": values, "step": code, "facts": taken["facts"], "state": draft.case["state"]}
        draft.save("opened", change, new=True, command=command or "")
    return Done(draft.case_id, taken["id"], draft.case["state"], 1)


def take_step(
    kind: str, case_id: UUID, code: str, facts: Mapping[str, Any], *, town: Town, by: Actor, version: int | None = None,
    command: UUID | None = None, at: datetime | None = None,
) -> Done:  # fmt: skip
    """Take a step of a live case. `version` is the one the person saw.

    Raises NotAllowed, Refused (what is missing, the article that asks for it), ChangedMeanwhile (somebody was faster:
    what was typed stays with the caller).
    """
    with transaction.atomic():
        draft = take_in_hand(kind_of(kind), case_id, town=town, by=by)
        return step_on(draft, code, facts, version=version, command=command, at=at)


def step_on(
    draft: Draft, code: str, facts: Mapping[str, Any], *, version: int | None = None, command: UUID | None = None,
    at: datetime | None = None,
) -> Done:  # fmt: skip
    """`take_step` on a case that the caller took in hand for a change, inside the caller's transaction.

    For whoever must look at the case first, as its form does: it is read once. What it raises ends the transaction.
    """
    case_id, town, by = draft.case_id, draft.town, draft.by
    live = live_of(draft)
    step = _known_step(live, code)
    # A replay is asked before the version: the act itself has changed it.
    if command is not None and (done := next((s for s in draft.steps if s["id"] == command), None)):
        return Done(case_id, done["id"], draft.case["state"], draft.case["version"], again=True)
    refuse_stale(draft, version)
    _require_role(step, town, by)
    refuse_from_here(live, step, draft.case["state"])
    answers = answers_to(step, facts)
    was = draft.case["state"]
    taken = _take(draft, live, step, answers, on=day_of(facts), at=at, command=command)
    draft.save("step", {"step": code, "facts": taken["facts"], "state": [was, draft.case["state"]]})
    return Done(case_id, taken["id"], draft.case["state"], draft.case["version"])


def would_refuse(draft: Draft, step: Step, facts: Mapping[str, Any] | None = None) -> Refused | None:
    """What keeps this step from being taken now, or None: the case page says it beside the button.

    With `facts`, the guards see the answers too; without, only what does not depend on them is asked.
    """
    live = live_of(draft)
    try:
        refuse_from_here(live, step, draft.case["state"])
        _refuse_missing_papers(live, draft, step)
        _ask_guards(live, draft, step, facts or {})
    except Refused as refusal:
        return refusal
    return None


def take_up(kind: str, case_id: UUID, *, town: Town, by: Actor, version: int | None = None) -> Done:
    """接着办: make a historical case that is still open a live one, in the state its history points to.

    Raises NotAllowed, Refused (closed already, live already), ChangedMeanwhile.
    """
    require(by.may_keep(kind, town), "您的岗位不能接着办这件案件，请交给司法所。")
    now = today()
    with transaction.atomic():
        draft = take_in_hand(kind_of(kind), case_id, town=town, by=by, version=version)
        live = current_procedure(kind, now)
        if draft.case["edition"]:
            raise Refused("这件案件已经在办，打开就能办下一步。")
        if draft.case["status"] == Case.Status.CLOSED:
            raise Refused("这件案件已经办结，不用接着办。办结登记错了的，请先更正。")
        if live.takes_up is None:
            raise Refused("这类案件还不能接着办，请在台账里更正。")
        state = live.takes_up(draft)
        draft.case.update(edition=live.declaration.edition, state=state)
        clocks.show_nearest(draft)
        draft.save("taken_up", {"state": ["", state]})
    return Done(case_id, case_id, state, draft.case["version"])


def hand_over(
    kind: str, case_id: UUID, to: UUID, *, town: Town, by: Actor, version: int | None = None, reason: str = ""
) -> Done:
    """Give the case another handler (主办), who holds a post in this town. Raises NotAllowed, Refused, ChangedMeanwhile."""
    require(by.may_keep(kind, town), "您的岗位不能换主办，请交给司法所。")
    with transaction.atomic():
        draft = take_in_hand(kind_of(kind), case_id, town=town, by=by, version=version)
        if not Post.objects.filter(user_id=to, town=town, user__is_active=True).exists():
            raise Refused("这个人在本镇没有岗位，请另选一位主办。", "handler")
        was = draft.case["handler_id"]
        draft.case["handler_id"] = to
        draft.tell(f"请您主办：{draft.case['title']}", user=to)
        draft.save("handed_over", {"handler": [was, to], "reason": reason.strip()})
    return Done(case_id, case_id, draft.case["state"], draft.case["version"])


def live_of(draft: Draft) -> LiveProcedure:
    """The procedure of a live case, in the edition it keeps. Raises Refused for history."""
    if not draft.case["edition"]:
        raise Refused("这是台账带入的历史案件，还没有接着办。请先点“接着办”。")
    return procedure_of(draft.kind.code, draft.case["edition"])


def refuse_stale(draft: Draft, version: int | None) -> None:
    """Raise ChangedMeanwhile unless the case stands as the person saw it."""
    if version is not None and draft.case["version"] != version:
        raise ChangedMeanwhile("这件案件刚被别人办过一步。您写的内容还在，请看过新的情况再办一次。")


def refuse_from_here(live: LiveProcedure, step: Step, state: str) -> None:
    """Raise Refused unless the step can be taken from that state."""
    if step in live.declaration.possible(state):
        return
    now = live.declaration.state(state)
    able = "、".join(f"“{one.button}”" for one in live.declaration.possible(state) if not one.aside)
    raise Refused(
        f"案件现在是“{now.name}”，不能{step.button}。" + (f"现在可以办：{able}。" if able else ""),
        step=now.offers,
    )


def _take(
    draft: Draft, live: LiveProcedure, step: Step, answers: dict[str, Any], *, on: date, at: datetime | None,
    command: UUID | None, origin: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Guards, the step's row, its effects, its state and its clocks; nothing is written yet."""
    _refuse_missing_papers(live, draft, step)
    answers["on"] = on
    _ask_guards(live, draft, step, answers)
    facts = {
        name: as_kept(value)
        for name, value in answers.items()
        if name != "on" and value not in (None, "", [])
    }
    if origin:
        facts["origin"] = {name: as_kept(value) for name, value in origin.items()}
    taken = draft.add(
        CaseStep, code=step.code, on=on, facts=facts, by=draft.by.key, at=at or datetime.now(UTC),
        **({"id": command} if command is not None else {}),
    )  # fmt: skip
    # The codes behind chosen words decide where the step leads.
    codes = {column.field: code_of(column, answers.get(column.field)) for column in step.asks}
    draft.case["state"] = step.leads_to(draft.case["state"], codes)
    for code in step.ends:
        clocks.finish(draft, code, on)
    if effect := live.effects.get(step.code):
        effect(draft, step, answers)
    for runs in step.starts:
        if runs.when and _refusal(live.guards[runs.when](draft, step, answers)) is not None:
            continue
        began = answers.get(runs.start) or on
        if runs.rule:
            clocks.start_by_rule(draft, runs.code, runs.name, runs.rule, began, at=at)
        elif due := answers.get(runs.due):
            clocks.start_agreed(draft, runs.code, runs.name, due, started=on)
    closed = live.declaration.state(draft.case["state"]).closed
    if closed:
        for row in clocks.running(draft):
            clocks.finish(draft, row["code"], on)
    draft.case["status"] = Case.Status.CLOSED if closed else Case.Status.OPEN
    draft.case["closed_on"] = on if closed else None
    clocks.show_nearest(draft)
    _tell_those_in_turn(draft, live, step)
    return taken


def _tell_those_in_turn(draft: Draft, live: LiveProcedure, step: Step) -> None:
    """Let those whose turn it has become know, unless it was theirs already."""
    was = draft.before[Case][0]["state"] if draft.before.get(Case) else ""
    if was == draft.case["state"]:
        return
    state = live.declaration.state(draft.case["state"])
    theirs = live.declaration.state(was).waits_for if was else ()
    for role in state.waits_for:
        if role in theirs:
            continue
        if draft.by.at_console or role not in {one.code for one in draft.by.roles(draft.town)}:
            village = draft.case["village_id"] if ROLES[role].own_village else None
            draft.tell(
                f"{state.name}：{draft.case['title']}",
                role=role,
                village=village,
                urgent=draft.case["urgent"] == 2,
            )


def _known_step(live: LiveProcedure, code: str) -> Step:
    try:
        return live.declaration.step(code)
    except KeyError:
        raise Refused("没有这一步，请回到案件页重新选择。") from None


def _require_role(step: Step, town: Town, by: Actor) -> None:
    names = "、".join(ROLES[role].name for role in step.roles)
    require(by.holds(step.roles, town), f"“{step.button}”由{names}办，请转给他们。")


def _refuse_missing_papers(live: LiveProcedure, draft: Draft, step: Step) -> None:
    lacking = [live.declaration.paper(code).name for code in step.needs if not draft.papers(code)]
    if lacking:
        raise Refused(
            f"还缺{'、'.join(lacking)}，不能{step.button}。请先把材料放进卷里。", article=step.article
        )


def _ask_guards(live: LiveProcedure, draft: Draft, step: Step, facts: Mapping[str, Any]) -> None:
    for name in step.guards:
        if (refusal := _refusal(live.guards[name](draft, step, facts), step)) is not None:
            raise refusal


def _refusal(answer: Any, step: Step | None = None) -> Refused | None:
    if answer is None or isinstance(answer, Refused):
        return answer
    return Refused(str(answer), article=step.article if step and step.mark == "V" else "")


def _surroundings(kind: str, year: int, town: Town, command: UUID | None) -> tuple[Making, Done | None]:
    """What a new case is made in (the town's villages, the last number of the year), and what the command did before.

    In one statement, and where rows can be locked with the numbers locked before.
    """
    making = Making(town_id=town.pk)
    if command is not None:
        making.record_id = command
    lock_numbers(town.pk)

    def ask(record_id: UUID) -> list[QuerySet[Any, Any]]:
        numbered = Case.objects.filter(town=town, kind=kind, year=year, serial__isnull=False).order_by(
            "-serial"
        )
        standing = Case.objects.filter(pk=record_id).order_by()
        return [
            Village.objects.filter(town=town).order_by().values_list(as_text("pk"), as_text("name")),
            numbered.values_list(as_text("serial"))[:1],
            standing.values_list(*map(as_text, ("town_id", "kind", "state", "version"))),
        ]

    key = ("what a case is opened in", town.pk, kind, year)
    villages, last, standing = ask_again(key, ask, making.record_id)
    making.villages = {name: UUID(pk) for pk, name in villages}
    making.serials[kind, year] = int(last[0][0]) if last else 0
    if not standing:
        return making, None
    of_town, of_kind, state, version = standing[0]
    if UUID(of_town) != town.pk or of_kind != kind:
        raise Refused("这份登记的编号已被占用，请重新打开登记页再填。")
    first = (
        CaseStep.objects.filter(record_id=making.record_id)
        .order_by("place")
        .values_list("pk", flat=True)
        .first()
    )
    return making, Done(making.record_id, first or new_id(), state, int(version), again=True)


def _refuse_foreign_ground(draft: Draft, by: Actor, town: Town) -> None:
    """A post bound to a village opens cases of that village only, one bound to a grid those of its grid."""
    if not by.may_touch(draft.kind.code, town, draft.case["village_id"], str(draft.detail.get("grid") or "")):
        raise Refused("只能登记本村、本网格的，换一个地方请找司法所登记。", "village")
