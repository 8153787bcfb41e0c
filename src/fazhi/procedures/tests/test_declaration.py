"""Declarations of procedures refuse to contradict themselves."""

from __future__ import annotations

import subprocess
import sys

import pytest

from fazhi.procedures.declaration import Procedure, Step, WrongDeclaration


def procedure(*steps: Step) -> Procedure:
    return Procedure("penalty", "行政处罚", "2021", steps)


def test_a_procedure_gives_its_steps_in_order_and_by_code() -> None:
    made = procedure(Step("filed", "立案", "行政处罚法第五十四条", "V"), Step("closed", "结案"))
    assert made.codes == ("filed", "closed")
    assert made.step("closed").name == "结案"
    with pytest.raises(KeyError):
        made.step("served")


def test_a_code_declared_twice_is_refused() -> None:
    with pytest.raises(WrongDeclaration, match="filed is declared twice"):
        procedure(Step("filed", "立案"), Step("filed", "受理"))


def test_a_step_marked_as_verified_must_cite_an_article() -> None:
    with pytest.raises(WrongDeclaration, match="cites nothing"):
        procedure(Step("filed", "立案", mark="V"))


def test_a_step_without_a_name_is_refused() -> None:
    with pytest.raises(WrongDeclaration, match="without a code or a name"):
        procedure(Step("filed", ""))


def test_declarations_need_no_django() -> None:
    script = "import sys, fazhi.procedures.declaration; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
