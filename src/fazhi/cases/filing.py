"""The file of a case: putting papers in, taking them out again with a reason, writing those the software can write.

The bytes are kept before the transaction (`evidence.store.keep`); here they become part of the case, with its trace.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fazhi.cases.actions import Done, refuse_stale
from fazhi.cases.drafts import Draft, take_in_hand
from fazhi.cases.models import Attachment, Case
from fazhi.cases.papers import paper_states
from fazhi.cases.procedures import procedure_of
from fazhi.evidence.names import safe_name
from fazhi.evidence.papers import Form, PaperTemplate, template_of, write_paper
from fazhi.evidence.papers.editions import in_use
from fazhi.evidence.papers.issuing import issue_paper, prepare_paper
from fazhi.evidence.store import Kept, record_kept
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.orgs.roles import ROLES
from fazhi.records.digest import rows_digest
from fazhi.records.kinds import kind_of
from fazhi.trace.writing import Entry, append

NO_WRITING = "您的岗位不能生成文书，请交给司法所。"
NO_FILING = "您的岗位不能往这件案件里放材料，请交给司法所。"
FILING = "放进材料"
MOST_FILES = 500  # of one case; R17: many attachments per case stay usable, a flood does not come in


@dataclass(frozen=True)
class Writable:
    """One paper that can be written now: its code, its title, the facts it is made from, the step it tells of.

    `template` names the template; several papers of one code (a record of each attempt) differ by `at`.
    """

    paper: str
    template: str
    title: str
    facts: Mapping[str, Any]
    at: int = 0
    step_id: UUID | None = None


def writable(draft: Draft) -> list[Writable]:
    """Every paper the software can write for the case as it stands."""
    if not draft.case["edition"]:
        return []
    live = procedure_of(draft.kind.code, draft.case["edition"])
    return live.writes(draft) if live.writes else []


def written_before(draft: Draft, one: Writable) -> list[dict[str, Any]]:
    """The files in the case that were written from this paper's facts before, the newest first."""
    names = {safe_name(one.title, form) for form in ("docx", "pdf")}
    return sorted(
        (
            row
            for row in draft.papers(one.paper)
            if row["made"]
            and row["template"].rpartition("@")[0] == one.template[:60]
            and row["name"] in names
        ),
        key=lambda row: row["at"],
        reverse=True,
    )


def unwritten(draft: Draft, ready: Sequence[Writable] | None = None) -> list[Writable]:
    """What the file still lacks and can be written now: papers it must have, and those of a step that was taken.

    A paper that stands there as written or as a scan is not lacking; a record of an attempt is looked for by its attempt.
    `ready` is what `writable` says, where it was asked before.
    """
    if not draft.case["edition"]:
        return []
    must = {state.paper.code for state in paper_states(draft) if state.must}
    ready = writable(draft) if ready is None else ready
    several = Counter(one.paper for one in ready)
    found = []
    for one in ready:
        files = draft.papers(one.paper)
        there = (
            len(files) >= several[one.paper]
            or written_before(draft, one)
            or any(one.step_id and row["step_id"] == one.step_id for row in files)
        )
        if not there and (one.paper in must or one.step_id is not None):
            found.append(one)
    return found


def refuse_archived(edition: str, state: str, doing: str, *, kind: str, town: Town, by: Actor) -> None:
    """Raise Refused where a case of that edition and state is closed: its file changes no more until it is reopened.

    `doing` is what was wanted: 放进材料. The words name the step that reopens it, and who takes it where they may not.
    """
    if not edition:
        return
    declaration = procedure_of(kind, edition).declaration
    now = declaration.state(state)
    if not now.closed:
        return
    said = f"案件{now.name}，卷里的材料不再变动。"
    for step in declaration.possible(state):
        who = "" if by.holds(step.roles, town) else "、".join(ROLES[role].name for role in step.roles)
        said += f"确要{doing}的，请{who}先“{step.button}”。"
        break
    raise Refused(said)


def refuse_late(kind: str, case_id: UUID, *, town: Town, by: Actor, command: UUID | None = None) -> None:
    """Raise Refused where a file would come after the case was closed; not for one that is there by the same command.

    Asked before the bytes are kept, since nothing refused should lie in the store; `attach` asks again.
    """
    case = Case.objects.filter(pk=case_id, town=town, kind=kind).values("edition", "state").first()
    if case and not (command and Attachment.objects.filter(pk=command, record=case_id).exists()):
        refuse_archived(case["edition"], case["state"], FILING, kind=kind, town=town, by=by)


def attach(
    kind: str, case_id: UUID, kept: Kept, *, town: Town, by: Actor, paper: str = "", name: str = "",
    step_id: UUID | None = None, made: bool = False, template: str = "", version: int | None = None,
    command: UUID | None = None,
) -> Done:  # fmt: skip
    """Put a kept file into the case under a paper of its procedure ("": other material).

    The same file under the same paper again, or the same command, is one. Raises NotAllowed; Refused (archived, no such
    paper, too many files); ChangedMeanwhile.
    """
    with transaction.atomic():
        draft = take_in_hand(kind_of(kind), case_id, town=town, by=by)
        reporter = str(draft.detail.get("reported_by") or "")
        require(by.may_keep(kind, town) or reporter == by.key, NO_FILING)
        for row in draft.attachments:
            same = row["digest"] == kept.digest and row["paper"] == paper and not row["removed_reason"]
            if row["id"] == command or same:
                return Done(case_id, row["id"], draft.case["state"], draft.case["version"], again=True)
        refuse_stale(draft, version)
        refuse_archived(draft.case["edition"], draft.case["state"], FILING, kind=kind, town=town, by=by)
        _check_paper(draft, paper)
        if len(draft.attachments) >= MOST_FILES:
            raise Refused(f"这件案件已有{MOST_FILES}份材料。请先把多余的移出，或者合成一个PDF再放。", "file")
        record_kept(kept)
        row = draft.add(
            Attachment, paper=paper, name=(name.strip() or kept.name)[:255], digest=kept.digest, size=kept.size,
            media_type=kept.media_type, pages=kept.pages or 0, made=made, template=template[:60], by=by.key,
            at=datetime.now(UTC), step_id=step_id, **({"id": command} if command else {}),
        )  # fmt: skip
        draft.save("attached", {"paper": paper, "name": row["name"], "digest": kept.digest, "made": made})
    return Done(case_id, row["id"], draft.case["state"], draft.case["version"])


def write_into(
    kind: str,
    case_id: UUID,
    one: Writable,
    *,
    town: Town,
    by: Actor,
    form: Form = "pdf",
    edition: int | None = None,
) -> Done:
    """Write a paper after the town's template, keep it, issue it and put it in the file, with the facts it was made from.

    A later change of the template changes nothing that was issued. `edition` of the template: the one in use unless given.
    Raises NotAllowed, Refused, NoChineseFont (PDF only).
    """
    require(by.may_keep(kind, town), NO_WRITING)
    refuse_late(kind, case_id, town=town, by=by)
    prepared = prepare_paper(_template(one), one.facts, town=town, form=form, name=one.title, edition=edition)
    with transaction.atomic():
        issue_paper(prepared, town=town, subject=case_id, by=by)
        return attach(
            kind, case_id, prepared.kept, town=town, by=by, paper=one.paper, name=prepared.kept.name, step_id=one.step_id,
            made=True, template=f"{one.template}@{prepared.edition}",
        )  # fmt: skip


def preview(one: Writable, *, town: Town, form: Form = "pdf") -> bytes:
    """The paper as it would be written now; nothing is kept. Raises NoChineseFont (PDF only)."""
    return write_paper(in_use(town, _template(one)).template, one.facts, form=form)


def edition_in_use(one: Writable, town: Town) -> int:
    """The edition of its template that the town writes with now. Raises Refused where there is no such template."""
    return in_use(town, _template(one)).edition


def _template(one: Writable) -> PaperTemplate:
    template = template_of(one.template)
    if template is None:
        raise Refused(f"没有“{one.title}”的模板，请找系统管理员。")
    return template


def take_out(
    kind: str,
    case_id: UUID,
    attachment_id: UUID,
    reason: str,
    *,
    town: Town,
    by: Actor,
    version: int | None = None,
) -> Done:
    """Take a file out of the case, with a reason. It stays in the store, and the trace says it was there.

    Raises NotAllowed, Refused, ChangedMeanwhile.
    """
    require(by.may_keep(kind, town), "您的岗位不能移出材料，请交给司法所。")
    if not reason.strip():
        raise Refused("请写明为什么移出", "reason")
    with transaction.atomic():
        draft = take_in_hand(kind_of(kind), case_id, town=town, by=by, version=version)
        refuse_archived(draft.case["edition"], draft.case["state"], "更换", kind=kind, town=town, by=by)
        row = next(
            (one for one in draft.attachments if one["id"] == attachment_id and not one["removed_reason"]),
            None,
        )
        if row is None:
            raise Refused("没有找到这份材料，它可能已经移出。")
        row["removed_reason"] = reason.strip()[:200]
        draft.save(
            "taken_out",
            {"paper": row["paper"], "name": row["name"], "digest": row["digest"], "reason": reason},
        )
    return Done(case_id, attachment_id, draft.case["state"], draft.case["version"])


def note_taking_away(kind: str, case_id: UUID, what: str, *, town: Town, by: Actor, **told: Any) -> None:
    """Write into the case's trace that somebody took a file, the volume or the package out of the house."""
    with transaction.atomic():
        draft = take_in_hand(kind_of(kind), case_id, town=town, by=by, for_change=False)
        append([
            Entry(
                chain=draft.kind.chain(town, case_id), verb="downloaded", kind=kind, subject=case_id, actor=by.key,
                town=town.pk, rows_digest=rows_digest(draft.kind, draft.rows), change={"what": what, **told},
            )
        ])  # fmt: skip


def _check_paper(draft: Draft, paper: str) -> None:
    """A paper's code is one of the procedure's."""
    if not paper or not draft.case["edition"]:
        return
    try:
        procedure_of(draft.kind.code, draft.case["edition"]).declaration.paper(paper)
    except KeyError:
        raise Refused("没有这一种材料，请回到案件页重新选择。", "paper") from None
