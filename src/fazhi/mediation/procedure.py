"""The steps of a dispute from the grid to the town's mediation room."""

from __future__ import annotations

from fazhi.procedures.declaration import Procedure, Step

STEPS = (
    Step("found", "排查发现", note="网格员排查是本镇做法，法律没有规定"),
    Step(
        "village_mediation",
        "村级调解",
        "人民调解法第十七条",
        "V",
        "可以申请调解，也可以主动调解；一方明确拒绝的不得调解",
    ),
    Step("escalated", "上报镇调解室", note="村里调解几次不成再上报是本镇做法，次数由本镇定"),
    Step("settled", "办结", "人民调解法第二十六条、第二十八条", "V", "达成协议，或者调解不成终止调解"),
)

PROCEDURE = Procedure("dispute", "矛盾纠纷排查化解", "2010", STEPS, basis="人民调解法（2011年1月1日起施行）")
