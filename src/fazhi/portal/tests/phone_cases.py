"""A dispute reported from a phone, with its parties if they are known."""

from __future__ import annotations

from uuid import uuid4

from fazhi.cases.actions import take_step
from fazhi.orgs.permissions import actor
from fazhi.pages.tests.towns import a_person, a_village
from fazhi.portal.phone import reporting


def a_case(
    town,
    sentence="5组示例甲和示例乙为水沟吵架",
    urgency="later",
    village="示例一村",
    phone="19900001111",
    names=(),
):
    worker = a_person(town, "grid_worker", village=village)
    values = {
        "tile": "neighbour", "sentence": sentence, "urgency": urgency, "village": str(a_village(town, village).pk),
        "grid": "3网格", "place": "5组水渠边", "phone": phone,
    }  # fmt: skip
    case = reporting.report(values, town=town, by=actor(worker), command=uuid4()).report.case_id
    for name in names:
        by = actor(a_person(town, "justice_office"))
        take_step(
            "dispute",
            case,
            "person_added",
            {"name": name, "standing": "当事人（个人）", "phone": phone},
            town=town,
            by=by,
        )
    return case
