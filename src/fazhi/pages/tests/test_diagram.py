"""The swim lanes: what was done, where it stands, what lies ahead."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from fazhi.mediation.procedure import PROCEDURE
from fazhi.pages.diagram import lanes_of


def taken(code: str, **facts: Any) -> dict[str, Any]:
    return {
        "code": code,
        "on": date(2026, 3, 1),
        "at": datetime(2026, 3, 1, tzinfo=UTC),
        "facts": facts,
        "count": 1,
    }


def drawn(state: str, *steps: dict[str, Any]) -> dict[str, list[tuple[str, str, int]]]:
    lanes = lanes_of(PROCEDURE, state, steps)
    return {lane.name: [(dot.name, dot.standing, dot.number) for dot in lane.dots] for lane in lanes}


FAILED = taken("village_mediation", outcome="没调成")


def test_attempts_are_numbered_and_the_way_ahead_is_drawn_to_the_end() -> None:
    lanes = drawn("village", taken("found"), FAILED, FAILED)
    assert lanes["网格"] == [("排查发现", "done", 0)]
    assert lanes["村"] == [
        ("村级调解", "fail", 1), ("村级调解", "fail", 2), ("村级调解", "now", 0), ("签订调解协议", "todo", 0),
    ]  # fmt: skip
    assert lanes["镇"] == [("登记履行", "todo", 0), ("归档", "todo", 0)]


def test_an_attempt_that_settled_it_is_done() -> None:
    settled = taken("village_mediation", outcome="调成了")
    assert drawn("village_agreed", taken("found"), FAILED, settled)["村"][:3] == [
        ("村级调解", "fail", 1),
        ("村级调解", "done", 2),
        ("签订调解协议", "now", 0),
    ]


def test_a_lane_without_steps_is_not_drawn_and_the_current_one_is_marked() -> None:
    lanes = lanes_of(PROCEDURE, "town", [taken("applied", applied_to="镇调解室"), taken("accepted")])
    assert [(lane.name, lane.current) for lane in lanes] == [("镇", True)]


def test_a_step_beside_the_way_is_drawn_when_it_ended_the_case() -> None:
    lanes = drawn("ended", taken("found"), taken("risk_set", risk="正常"), taken("refused"))
    assert ("当事人拒绝调解", "done", 0) in lanes["网格"]
    assert "定风险" not in str(lanes)


def test_a_ledgers_count_is_one_dot_without_a_date() -> None:
    told = {"code": "village_mediation", "on": None, "at": None, "facts": {}, "count": 3}
    (dot,) = lanes_of(PROCEDURE, "village", [told])[0].dots[:1]
    assert (dot.number, dot.times, dot.on) == (3, 3, None)


def test_nothing_is_now_or_ahead_once_it_is_archived() -> None:
    lanes = lanes_of(PROCEDURE, "archived", [taken("found"), taken("archived")])
    assert {dot.standing for lane in lanes for dot in lane.dots} == {"done"}
    assert not any(lane.current for lane in lanes)


def test_an_instalment_that_was_paid_is_no_failed_try() -> None:
    agreed = (
        taken("found"),
        taken("village_mediation", outcome="调成了"),
        taken("agreed", mode="按约定的时间履行"),
    )
    paid = taken("performed", result="已履行", left="还有没履行的")
    not_paid = taken("performed", result="没有履行", left="还有没履行的")
    dots = [dot for dot in drawn("performing", *agreed, paid, not_paid)["镇"] if dot[0] == "登记履行"]
    assert [(standing, number) for _, standing, number in dots] == [("done", 1), ("fail", 2), ("now", 0)]


def test_after_the_towns_number_of_attempts_the_way_leads_on_to_the_town() -> None:
    lanes = lanes_of(PROCEDURE, "village", [taken("found"), FAILED, FAILED, FAILED], offers="escalated")
    found = {lane.name: [(dot.name, dot.standing) for dot in lane.dots] for lane in lanes}
    assert found["村"][3:] == [("上报镇调解室", "now")]
    assert found["镇"][:2] == [("镇受理", "todo"), ("镇调解", "todo")]
