"""What a reception hears of the case it opened: the agreement, or that there was none, stands in its own row too.
And what the town takes in from a village or a court: it is entered among the receptions.

So the year's receptions, agreements and their list agree without anybody typing a result a second time.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from fazhi.cases.origins import Intake, Outcome
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.reception.models import Reception
from fazhi.reception.visits import follow
from fazhi.records.actions import add, correct, current_values, restore, void
from fazhi.records.kinds import kind_of
from fazhi.records.linking import link

RESULTS = {
    "written": "调解成功", "oral": "调解成功", "failed": "调解不成", "withdrawn": "调解不成", "transferred": "转其他部门",
    "again": "正在办理",
}  # fmt: skip
PERFORMANCES = {"performing": "履行中", "performed": "已履行", "confirmed": "已司法确认"}


def heard(reception_id: UUID, outcome: Outcome, town: Town, by: Actor) -> None:
    """Take the outcome of the case into the reception it came from. A voided reception stays as it is.

    It follows from a step that was allowed, so it asks for no permission of its own: a village mediator who signs an
    agreement need not keep receptions.
    """
    kind = kind_of("reception")
    if not Reception.objects.filter(pk=reception_id, town=town, voided_at=None).exists():
        return
    values = current_values(kind, reception_id)
    if outcome.performance:
        values["performance"] = PERFORMANCES[outcome.performance]
    if outcome.result:
        values["result"] = RESULTS[outcome.result]
    if outcome.result in ("written", "oral"):
        values["agreement_number"] = outcome.number if outcome.result == "written" else "口头协议"
        # A case accepted late may have been settled before: the day stands in the case, here it would contradict.
        values["agreement_on"] = outcome.on if outcome.on >= values["received_on"] else None
    correct(
        kind,
        reception_id,
        values,
        town=town,
        by=replace(by, at_console=True),
        verb="followed",
        source=str(outcome.case_id),
    )
    if outcome.result and outcome.result != "again":
        follow(reception_id, values["result"], outcome.on, by=by)


def entered(intake: Intake, town: Town, by: Actor) -> UUID:
    """Enter a case that the town takes in without a visit to its window: the studio's register holds it too.

    It follows from the step that accepts the case, so it asks for no permission of its own.
    """
    values = {
        "received_on": intake.on, "visitor": intake.visitor, "phone": intake.phone, "village": intake.village,
        "category": intake.category, "type": intake.type, "source": intake.source, "mediator": intake.mediator,
        "result": "正在办理",
    }  # fmt: skip
    kind, console = kind_of("reception"), replace(by, at_console=True)
    known = {name: value for name, value in values.items() if value}
    # A verb of its own: it is nothing new beside the case, which is listed among what came in.
    reception = add(kind, known, town=town, by=console, verb="taken_in")
    link(kind, reception, intake.case_id, town=town, by=console)
    return reception


def stands_with_its_case(reception_id: UUID, reason: str, voided: bool, town: Town, by: Actor) -> None:
    """Void an entry with the case that made it, for the same reason; bring it back unless it was voided for another.

    It follows from an act on the case that was allowed, so it asks for no permission of its own.
    """
    rows = Reception.objects.filter(pk=reception_id, town=town)
    kind, console = kind_of("reception"), replace(by, at_console=True)
    if voided and rows.filter(voided_at=None).exists():
        void(kind, reception_id, reason, town=town, by=console)
    if not voided and rows.filter(void_reason=reason).exclude(voided_at=None).exists():
        restore(kind, reception_id, town=town, by=console)
