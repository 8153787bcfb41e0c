"""What a dispute takes over from another report of the same dispute that is merged into it."""

from __future__ import annotations

from collections.abc import Sequence

from fazhi.cases.drafts import Draft
from fazhi.orgs.permissions import Refused

# How it ended without an agreement: what comes after is another matter.
OVER = ("ended", "withdrawn", "transferred")
_WHERE_EMPTY = ("place", "amount_fen", "people_involved", "difficulty", "reported_by", "case_source", "grid")


def merges(stays: Draft, goes: Draft) -> Sequence[str]:
    """Attempts add up, the graver risk and every referring body stay, the earlier day counts as found.

    The columns that were added up. Raises Refused where each has come to something of its own.
    """
    if stays.case["state"] in OVER:
        raise Refused("要留下的那一件已经终止、撤回或者转走了。又报来的是新的一件，不用合并。")
    if goes.detail["agreed_on"]:
        raise Refused("要并掉的那一件已经有协议。两件都有协议的，不是同一件；不然请反过来合并。")
    kept, gone = stays.detail, goes.detail
    kept["village_attempts"] = _sum(kept["village_attempts"], gone["village_attempts"])
    if gone["referrer"] and gone["referrer"] not in kept["referrer"].split("、"):
        kept["referrer"] = "、".join(filter(None, (kept["referrer"], gone["referrer"])))[:100]
    if gone["risk"] not in ("", "1") and kept["risk"] in ("", "1"):
        kept["risk"] = gone["risk"]
    if gone["found_on"]:
        kept["found_on"] = min(kept["found_on"], gone["found_on"])
        stays.case["opened_on"] = min(filter(None, (stays.case["opened_on"], goes.case["opened_on"])))
    for name in _WHERE_EMPTY:
        if kept[name] in (None, ""):
            kept[name] = gone[name]
    return ("village_attempts",)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)
