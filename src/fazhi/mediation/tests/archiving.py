"""A dispute withdrawn and archived, with whatever its file must have."""

from __future__ import annotations

import io
from uuid import UUID

from PIL import Image

from fazhi.cases.actions import take_step
from fazhi.cases.drafts import take_in_hand
from fazhi.cases.filing import attach
from fazhi.cases.papers import lacking
from fazhi.evidence.store import Kept, keep
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.records.kinds import kind_of


def a_scan(colour: str = "red") -> Kept:
    picture = io.BytesIO()
    Image.new("RGB", (80, 60), colour).save(picture, "JPEG")
    picture.seek(0)
    return keep(picture, f"{colour}.jpg")


def archive(case_id: UUID, town: Town, by: Actor) -> None:
    """`by` of the justice office or the town's mediators."""
    facts = {"who": ["示例甲"], "reason": "两家自己说好了"}
    take_step("dispute", case_id, "withdrawn", facts, town=town, by=by)
    for paper in lacking(take_in_hand(kind_of("dispute"), case_id, town=town, by=by, for_change=False)):
        attach("dispute", case_id, a_scan(), town=town, by=by, paper=paper.code)
    take_step("dispute", case_id, "archived", {}, town=town, by=by)


def reopen(case_id: UUID, town: Town, by: Actor) -> None:
    take_step("dispute", case_id, "reopened", {"reason": "还有一份材料"}, town=town, by=by)
