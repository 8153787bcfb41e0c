"""An archived dispute that is taken up again goes on where it had come to, in its register too."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from fazhi.cases.actions import Done
from fazhi.cases.drafts import take_in_hand
from fazhi.cases.filing import attach
from fazhi.cases.papers import lacking
from fazhi.evidence.store import keep
from fazhi.mediation.models import Dispute
from fazhi.mediation.tests.test_rules_that_hold import AGREED, SETTLED, accepted, take
from fazhi.reception.models import Reception
from fazhi.records.checking import row_faults
from fazhi.records.kinds import kind_of
from fazhi.storage.ids import new_id
from given import a_town, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Any:
    return a_town("示例镇")


@pytest.fixture
def office(town: Any) -> Any:
    return somebody(town, "justice_office")


def archive(case: Done, town: Any, by: Any) -> None:
    """Put in what the file lacks, and archive it."""
    draft = take_in_hand(kind_of("dispute"), case.case_id, town=town, by=by, for_change=False)
    for at, paper in enumerate(lacking(draft)):
        picture = io.BytesIO()
        Image.new("RGB", (40, 30), (at, 200, 220)).save(picture, "PNG")
        picture.seek(0)
        file = keep(picture, f"{paper.code}.png")
        attach("dispute", case.case_id, file, town=town, by=by, paper=paper.code, command=new_id())
    assert take(case, "archived", town, by).state == "archived"


def entry(case: Done) -> dict[str, Any]:
    return kind_of("reception").values(Reception.objects.get(case=case.case_id))


def test_an_agreement_is_performed_anew(town, office) -> None:
    case = accepted(town, office)
    take(case, "town_mediation", town, office, **SETTLED)
    take(case, "agreed", town, office, **AGREED)
    archive(case, town, office)
    assert (Dispute.objects.get().performance, entry(case)["performance"]) == ("1", "已履行")
    assert take(case, "reopened", town, office, reason="又说没有付清").state == "performing"
    assert (Dispute.objects.get().performance, entry(case)["performance"]) == ("", "履行中")
    assert take(case, "performed", town, office, result="已履行", left="全部履行完了").state == "performed"
    assert entry(case)["performance"] == "已履行"
    assert [*row_faults()] == []


def test_without_an_agreement_the_talks_go_on(town, office) -> None:
    case = accepted(town, office)
    take(case, "settled", town, office, reason="钱数谈不拢", remedies=["向人民法院起诉"])
    archive(case, town, office)
    assert entry(case)["result"] == "调解不成"
    assert take(case, "reopened", town, office, reason="双方又愿意谈").state == "town"
    assert entry(case)["result"] == "正在办理"
    assert Dispute.objects.get().settled_on is None
    take(case, "town_mediation", town, office, **SETTLED)
    take(case, "agreed", town, office, **AGREED)
    assert entry(case)["result"] == "调解成功"
    archive(case, town, office)
    assert [*row_faults()] == []
