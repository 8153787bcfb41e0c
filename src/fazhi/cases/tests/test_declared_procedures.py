"""Every declared procedure holds together; one that does not is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fazhi.cases.procedures import live_procedures
from fazhi.orgs.roles import ROLES
from fazhi.procedures.checking import problems
from fazhi.procedures.declaration import Procedure, State, Step
from fazhi.terms.rules import shipped_rules


def _problems(procedure: Procedure, guards: object = ()) -> list[str]:
    book = shipped_rules()
    return problems(
        procedure,
        guards=set(guards),
        rules={r.code for r in book.rules},
        laws=book.laws.keys(),
        roles=ROLES.keys(),
    )


@pytest.mark.parametrize("live", live_procedures(), ids=lambda live: live.declaration.code)
def test_every_live_procedure_holds_together(live) -> None:
    assert _problems(live.declaration, live.guards) == []


SOUND = Procedure(
    "probe", "示例程序", "1",
    (
        Step("begin", "开始", roles=("justice_office",), opens=True, to="open"),
        Step("finish", "办结", roles=("justice_office",), frm=("open",), to="done"),
    ),
    states=(
        State("open", "在办", waits_for=("justice_office",), offers="finish", public="在办"),
        State("done", "办结", closed=True),
    ),
)  # fmt: skip


def test_a_sound_procedure_has_no_problems() -> None:
    assert _problems(SOUND) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (replace(SOUND, states=(*SOUND.states, State("lost", "走失", public="走失"))), "没有一步能到"),
        (replace(SOUND, steps=(SOUND.steps[0], replace(SOUND.steps[1], to="open"))), "走不到办结"),
        (replace(SOUND, steps=(SOUND.steps[0], replace(SOUND.steps[1], guards=("nobody",)))), "没有名为nobody的条件"),
        (replace(SOUND, steps=(SOUND.steps[0], replace(SOUND.steps[1], roles=("king",)))), "没有角色king"),
        (replace(SOUND, steps=(SOUND.steps[0], replace(SOUND.steps[1], needs=("paper",)))), "没有材料paper"),
        (replace(SOUND, steps=(SOUND.steps[0], replace(SOUND.steps[1], ends=("clock",)))), "没有期限clock"),
        (replace(SOUND, steps=(SOUND.steps[0], replace(SOUND.steps[1], article="乡约第一条", mark="V"))), "没有《乡约》的资料"),
        (replace(SOUND, steps=(SOUND.steps[0], replace(SOUND.steps[1], roles=("town_leader",)))), "轮到的人没有可办的步骤"),
    ],
)  # fmt: skip
def test_a_procedure_that_cannot_be_right_is_named(broken: Procedure, said: str) -> None:
    assert any(said in text for text in _problems(broken))
