"""A day that people agreed (an instalment, an appointment) is moved only by those who agreed it.

Nothing in the law dates it: an agreement binds the parties (人民调解法第三十一条), and they may agree anew. So both must
say so, with a reason; who registers it, when and from which day to which stands with the clock and in the trace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fazhi.cases import clocks
from fazhi.cases.clock_actions import HERE, LONGEST, Changed, clock_in_hand, may_change, refuse_future
from fazhi.cases.drafts import Draft, as_day
from fazhi.cases.in_force import calendar_in_force
from fazhi.cases.models import Participant
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.records.actions import ChangedMeanwhile
from fazhi.terms.calendar import written


def who_agrees(draft: Draft) -> list[str]:
    """The names of the parties, each of whom must agree to another day."""
    return list(dict.fromkeys(one["name"] for one in draft.people(Participant.Role.PARTY)))


def day_first_agreed(row: Mapping[str, Any]) -> date | None:
    """The day a clock's row was first agreed for: a signed agreement goes on saying that one."""
    moves = row["facts"].get("moves")
    return as_day(moves[0]["from"]) if moves else row["due_on"]


def move_agreed(
    clock_id: UUID, *, to: date, agreed: Sequence[str], reason: str, on: date, town: Town, by: Actor,
    version: int | None = None,
) -> Changed:  # fmt: skip
    """Move an agreed day to `to`; `agreed` names who agreed on `on`, and every party must be among them.

    Raises NotAllowed; Refused (a period of the law, done already, somebody has not agreed); ChangedMeanwhile.
    """
    refuse_future(on)
    reason = reason.strip()
    if not reason:
        raise Refused("请写明为什么改期", "reason")
    if len(reason) > LONGEST:
        raise Refused(f"事由应在{LONGEST}字以内，请写短些", "reason")
    with transaction.atomic():
        draft, row = clock_in_hand(clock_id, town=town, by=by, for_change=True)
        require(may_change(draft, by), "改约定的日期由司法所、镇调解员和主办人登记，请转给他们。")
        if version is not None and draft.case["version"] != version:
            raise ChangedMeanwhile("这件案件刚被别人办过一步。您写的内容还在，请看过新的情况再办一次。")
        if row["told"]:
            raise Refused("这个期限是条文定的，双方不能改期。有法定事由的，请登记暂停或者延长。")
        if row["done_on"] is not None:
            raise Refused("这一项已经办完，不用改期。")
        was = row["due_on"]
        if to == was:
            raise Refused("和原来约定的是同一天，请填新的日期", "to")
        if to < on:
            raise Refused("新的日期早于双方同意的那天，请核对", "to")
        lacking = [name for name in who_agrees(draft) if name not in set(agreed)]
        if lacking or not agreed:
            who = "、".join(lacking) or "有人"
            raise Refused(f"{who}还没有同意改期。约定的日期要双方都同意才能改，请问清楚再登记。", "agreed")
        row["facts"] = {
            **row["facts"],
            "moves": [
                *row["facts"].get("moves", ()),
                {
                    "from": was.isoformat() if was else None, "to": to.isoformat(), "on": on.isoformat(), "reason": reason,
                    "agreed": list(agreed), "by": by.key, "at": datetime.now(HERE).isoformat(),
                },
            ],
        }  # fmt: skip
        row["due_on"] = to
        clocks.date_clock(row, calendar_in_force())
        clocks.show_nearest(draft)
        told = (
            f"{row['name']}：{written(on)}双方同意改期，{reason}。到期日{written(was, '未定')}→{written(to)}"
        )
        draft.save("clock_moved", {"what": told, "clock": str(clock_id)})
    return Changed(draft.case_id, draft.case["version"], was, to)
