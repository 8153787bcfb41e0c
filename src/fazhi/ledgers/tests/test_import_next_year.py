"""The next year's ledger, in a file of the same name, changes nothing of this year's."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import given
from fazhi.ledgers.importing import import_ledgers
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.figures import BOOK, Figure, Scope

pytestmark = pytest.mark.django_db


def ledger_of(path: Path, year: int, *, title: str = "物业合同") -> Path:
    """A ledger that says the same every year but for the dates."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "合同审核"
    sheet.append([f"示例镇{year}年合同审核台账"])
    sheet.append(
        [
            "序号",
            "送审日期",
            "合同名称",
            "类型",
            "送审部门",
            "相对方",
            "稿次",
            "审核人",
            "出具意见日期",
            "法律意见",
            "采纳条数",
        ]
    )
    sheet.append(
        [
            1,
            f"{year}-03-01",
            title,
            "民事合同",
            "建设局",
            "某公司",
            "第一稿",
            "张审核",
            f"{year}-03-05",
            "缺附件",
            1,
        ]
    )
    book.save(path)
    return path


def test_a_ledger_of_the_next_year_adds_and_changes_nothing(tmp_path: Path) -> None:
    town = given.a_town()
    for year in (2023, 2024):
        result = import_ledgers([ledger_of(tmp_path / "台账.xlsx", year)], town=town, year=year, by=CONSOLE)
        assert result.questions == []
        assert [(sheet.new, sheet.changed) for sheet in result.sheets] == [(1, 0)]
    figure = BOOK["contracts_reviewed"]
    assert isinstance(figure, Figure)
    assert [figure.value(Scope(town.pk, year)) for year in (2023, 2024)] == [1, 1]


def test_a_name_too_long_for_its_column_waits_to_be_put_right(tmp_path: Path) -> None:
    town = given.a_town()
    path = ledger_of(tmp_path / "台账.xlsx", 2023, title="合同" * 200)
    result = import_ledgers([path], town=town, year=2023, by=CONSOLE)
    assert [(sheet.rows, sheet.new) for sheet in result.sheets] == [(1, 0)]
    assert "太长" in result.sheets[0].problems[0]["reason"]
