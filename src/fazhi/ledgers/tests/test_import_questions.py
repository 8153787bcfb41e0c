"""Where a ledger leaves doubt the import asks, writes nothing until it is answered, and asks a town once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import given
from fazhi.ledgers.models import LedgerAnswer
from fazhi.ledgers.recognition import NONE_OF_THEM
from fazhi.ledgers.tests.office import (
    DISPUTE_HEADINGS,
    books,
    bring_in,
    dispute_ledger,
    figures,
    hezuo,
    ledger,
    totals,
)  # fmt: skip
from fazhi.records.models import ImportBatch, SourceRow

pytestmark = pytest.mark.django_db


def row(**changes: Any) -> list[Any]:
    plain = {
        "序号": 1, "排查日期": "2023-03-05", "村居": "示例一村", "当事人": "甲某、乙某", "纠纷类型": "邻里纠纷", "村调解次数": 1,
        "处理结果": "村调解成功",
    }  # fmt: skip
    return [{**plain, **changes}[heading] for heading in DISPUTE_HEADINGS]


def asked(result: Any) -> dict[str, dict[str, list[str]]]:
    """{kind: {heading: values one may answer}}."""
    found: dict[str, dict[str, list[str]]] = {}
    for question in result.questions:
        found.setdefault(question.kind, {})[question.heading] = [value for value, _ in question.options]
    return found


def nothing_written() -> bool:
    return not ImportBatch.objects.exists() and not SourceRow.objects.exists()


def test_a_title_of_another_year_is_a_question(tmp_path: Path) -> None:
    town = hezuo()
    path = dispute_ledger(tmp_path / "台账.xlsx", title="合作镇2022年矛盾纠纷排查台账")
    result = bring_in(town, path)
    assert asked(result) == {"": {"台账.xlsx 排查 标题年度": ["2023", NONE_OF_THEM]}}
    assert nothing_written()
    answered = bring_in(town, path, answers={"": {"台账.xlsx 排查 标题年度": "2023"}})
    assert totals(answered)["new"] == 5


def test_a_title_of_another_town_is_a_question(tmp_path: Path) -> None:
    town = hezuo()
    path = dispute_ledger(tmp_path / "台账.xlsx", title="示例镇2023年矛盾纠纷排查台账")
    result = bring_in(town, path)
    assert asked(result) == {"": {"台账.xlsx 排查 标题乡镇": ["合作镇", NONE_OF_THEM]}}
    assert nothing_written()


def test_a_title_with_the_county_before_the_town_is_no_question(tmp_path: Path) -> None:
    path = dispute_ledger(tmp_path / "台账.xlsx", title="启东市合作镇2023年矛盾纠纷排查台账")
    assert bring_in(hezuo(), path).questions == []


def test_a_sheet_of_another_year_may_be_left_out_and_that_is_no_rule_for_later(tmp_path: Path) -> None:
    town = hezuo()
    dispute_ledger(tmp_path / "台账" / "旧.xlsx", title="合作镇2022年矛盾纠纷排查台账")
    dispute_ledger(tmp_path / "台账" / "新.xlsx", 3)
    answers = {"": {"旧.xlsx 排查 标题年度": NONE_OF_THEM}}
    result = bring_in(town, tmp_path / "台账", answers=answers)
    assert totals(result)["rows"] == 3
    assert ("旧.xlsx", "工作表“排查”按答复没有导入") in result.passed_over
    assert asked(bring_in(town, tmp_path / "台账")) == {"": {"旧.xlsx 排查 标题年度": ["2023", NONE_OF_THEM]}}


def test_an_unknown_word_of_a_closed_set_is_asked_once_for_a_town(tmp_path: Path) -> None:
    town = hezuo()
    path = ledger(
        tmp_path / "台账.xlsx", "合作镇2023年矛盾纠纷排查台账", DISPUTE_HEADINGS, [row(处理结果="双方喝了茶")]
    )
    result = bring_in(town, path)
    heading = "处理结果=双方喝了茶"
    assert list(asked(result)["dispute"]) == [heading]
    assert "village_settled" in asked(result)["dispute"][heading]
    assert nothing_written()
    answered = bring_in(town, path, answers={"dispute": {heading: "village_settled"}})
    assert answered.questions == []
    assert figures(town)["village_settled"] == 1
    [values] = books(town)["dispute"].values()
    assert values["result"] == "村调解成功"
    other = ledger(
        tmp_path / "另.xlsx", "合作镇2023年矛盾纠纷排查台账", DISPUTE_HEADINGS,
        [row(处理结果="双方喝了茶", 排查日期="2023-04-05", 当事人="丙某、丁某")],
    )  # fmt: skip
    assert bring_in(town, other).questions == []
    assert figures(town)["village_settled"] == 2


def test_the_towns_own_word_stays_beside_the_answer(tmp_path: Path) -> None:
    from fazhi.records.kinds import kind_of

    town = hezuo()
    path = ledger(
        tmp_path / "台账.xlsx", "", DISPUTE_HEADINGS, [row(处理结果="双方喝了茶")], sheet="矛盾纠纷"
    )
    bring_in(town, path, answers={"dispute": {"处理结果=双方喝了茶": "village_settled"}})
    assert kind_of("dispute").model.objects.get().extra == {"处理结果（原文）": "双方喝了茶"}


def test_an_answer_of_one_town_is_not_the_answer_of_another(tmp_path: Path) -> None:
    one, other = hezuo(), given.a_town("示例镇")
    path = ledger(
        tmp_path / "台账.xlsx", "", DISPUTE_HEADINGS, [row(处理结果="双方喝了茶")], sheet="矛盾纠纷"
    )
    bring_in(one, path, answers={"dispute": {"处理结果=双方喝了茶": "village_settled"}})
    assert len(bring_in(other, path).questions) == 1


def test_an_unknown_type_of_dispute_is_kept_as_the_town_writes_it(tmp_path: Path) -> None:
    town = hezuo()
    path = ledger(
        tmp_path / "台账.xlsx", "", DISPUTE_HEADINGS, [row(纠纷类型="坟地风水纠纷")], sheet="矛盾纠纷"
    )
    assert bring_in(town, path).questions == []
    [values] = books(town)["dispute"].values()
    assert values["type"] == "坟地风水纠纷"


def test_a_doubtful_heading_is_asked_and_remembered(tmp_path: Path) -> None:
    town = hezuo()
    headings = ["序号", "时刻甲", "村居", "当事人", "纠纷类型", "时刻乙"]
    rows = [
        [n, f"2023-03-{n:02d}", "示例一村", f"甲{n}、乙{n}", "邻里纠纷", f"2023-04-{n:02d}"]
        for n in range(1, 9)
    ]
    path = ledger(tmp_path / "台账.xlsx", "合作镇2023年矛盾纠纷排查台账", headings, rows)
    result = bring_in(town, path)
    assert result.questions
    assert nothing_written()
    answers: dict[str, dict[str, str]] = {"dispute": {"时刻甲": "found_on", "时刻乙": "settled_on"}}
    for question in result.questions:  # whatever else it asks about, e.g. that a column is not there
        answers[question.kind or ""].setdefault(question.heading, NONE_OF_THEM)
    answered = bring_in(town, path, answers=answers)
    assert answered.questions == []
    assert totals(answered)["new"] == 8
    assert LedgerAnswer.objects.filter(
        town=town, kind="dispute", heading="时刻甲", answer="found_on"
    ).exists()
    again = bring_in(town, path)
    assert again.questions == []
    assert again.batch is None


def test_a_dry_run_remembers_no_answer(tmp_path: Path) -> None:
    town = hezuo()
    path = ledger(
        tmp_path / "台账.xlsx", "", DISPUTE_HEADINGS, [row(处理结果="双方喝了茶")], sheet="矛盾纠纷"
    )
    bring_in(town, path, answers={"dispute": {"处理结果=双方喝了茶": "failed"}}, dry_run=True)
    assert not LedgerAnswer.objects.exists()


def test_a_series_whose_name_leaves_doubt_is_a_question(tmp_path: Path) -> None:
    town = hezuo()
    path = ledger(
        tmp_path / "视频.xlsx", "合作镇2023年普法视频台账",
        ("序号", "系列", "期次", "发布日期", "渠道", "统计日期", "累计播放量"),
        [(1, "法治小剧场", "第1期", "2023-02-08", "微信公众号", "2023-12-25", 500)], sheet="普法视频",
    )  # fmt: skip
    result = bring_in(town, path)
    assert len(result.questions) == 1
    assert "法治小剧场" in result.questions[0].heading
    assert nothing_written()
    question = result.questions[0]
    answer = next(value for value, _ in question.options if "mediation" in value or "调解" in value)
    bring_in(town, path, answers={question.kind: {question.heading: answer}})
    assert figures(town)["mediation_series_views"] == 500
    assert bring_in(town, path).questions == []
