"""What a reception hears of the case it opened: the agreement, or that there was none, stands in its own row too.

So the year's receptions, agreements and their list agree without anybody typing a result a second time.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from fazhi.cases.origins import Outcome
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.reception.models import Reception
from fazhi.reception.visits import follow
from fazhi.records.actions import correct, current_values
from fazhi.records.kinds import kind_of

RESULTS = {
    "written": "调解成功", "oral": "调解成功", "failed": "调解不成", "withdrawn": "调解不成", "transferred": "转其他部门",
}  # fmt: skip


def heard(reception_id: UUID, outcome: Outcome, town: Town, by: Actor) -> None:
    """Take the outcome of the case into the reception it came from. A voided reception stays as it is.

    It follows from a step that was allowed, so it asks for no permission of its own: a village mediator who signs an
    agreement need not keep receptions.
    """
    kind = kind_of("reception")
    if not Reception.objects.filter(pk=reception_id, town=town, voided_at=None).exists():
        return
    values = current_values(kind, reception_id)
    values["result"] = RESULTS[outcome.result]
    if outcome.result in ("written", "oral"):
        values["agreement_number"] = outcome.number if outcome.result == "written" else "口头协议"
        values["agreement_on"] = outcome.on
    correct(
        kind,
        reception_id,
        values,
        town=town,
        by=replace(by, at_console=True),
        verb="followed",
        source=str(outcome.case_id),
    )
    follow(reception_id, values["result"], outcome.on, by=by)
