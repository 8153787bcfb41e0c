"""An export in the office's layout, brought back as it is, changes nothing: numbers stay whole, nothing comes twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fazhi.ledgers.importing import import_ledgers
from fazhi.ledgers.tests.office import books, bring_in, hezuo, totals
from fazhi.ledgers.undoing import undo
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.pages.exporting import office_ledger
from fazhi.pages.tests.towns import PHONE, _values, a_dispute, a_record, a_town
from fazhi.pages.views.listing import Listing
from fazhi.records.actions import add
from fazhi.records.kinds import kind_of, ledger_kinds
from fazhi.records.models import SourceRow

pytestmark = pytest.mark.django_db


def exported(town: Town, folder: Path, codes: Iterable[str] = (), year: str = "2023") -> list[Path]:
    """The office layouts of these kinds (all), as files."""
    paths = []
    for kind in ledger_kinds():
        if codes and kind.code not in codes:
            continue
        listing = Listing(kind, town, CONSOLE, {"year": year})
        file, rows = office_ledger(listing)
        if rows:
            path = folder / f"{kind.layout.sheet}.xlsx"
            path.write_bytes(file.read())
            paths.append(path)
    return paths


def brought_back(town: Town, paths: list[Path]) -> Any:
    result = import_ledgers(paths, town=town, year=2023, by=CONSOLE)
    assert result.questions == []
    return result


def test_the_whole_sample_town_exported_and_imported_is_unchanged(tmp_path: Path) -> None:
    town = hezuo()
    bring_in(town)
    before, rows = books(town), SourceRow.objects.count()
    paths = exported(town, tmp_path)
    assert len(paths) >= 15
    result = brought_back(town, paths)
    assert result.questions == []
    counts = totals(result)
    assert counts["rows"] == counts["unchanged"] > 500
    assert result.batch is None
    assert books(town) == before
    assert SourceRow.objects.count() == rows


def test_records_of_every_kind_registered_on_pages_are_unchanged_too(tmp_path: Path) -> None:
    town = a_town()
    for kind in ledger_kinds():
        if kind.asks:  # what an import would ask is told here
            add(kind, _values(kind, everything=True), town=town, by=CONSOLE)
        else:
            a_record(kind, town)
    before = books(town)
    result = brought_back(town, exported(town, tmp_path, year="all"))
    assert result.questions == []
    told = {sheet.kind: sheet.to_json() for sheet in result.sheets}
    assert {code: (one["rows"], one["unchanged"]) for code, one in told.items()} == {
        kind.code: (1, 1) for kind in ledger_kinds()
    }
    assert books(town) == before


def test_two_equal_records_of_the_page_are_both_there_already(tmp_path: Path) -> None:
    town = a_town()
    a_dispute(town, phone="13811115678")
    a_dispute(town, phone="13822225678")
    result = brought_back(town, exported(town, tmp_path, ["dispute"]))
    assert totals(result)["unchanged"] == 2
    assert totals(result)["merged"] == 0
    assert result.batch is None


def edit(path: Path, heading: str, value: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    at = next(cell.column for cell in sheet[2] if cell.value == heading)
    sheet.cell(3, at).value = value
    book.save(path)


def test_an_exported_row_edited_brings_its_change_and_leaves_the_number_whole(tmp_path: Path) -> None:
    town = hezuo()
    bring_in(town)
    (path,) = exported(town, tmp_path, ["reception"])
    before = books(town)["reception"]
    edit(path, "调解员", "示例新人")
    result = brought_back(town, [path])
    counts = totals(result)
    assert (counts["changed"], counts["new"], counts["problems"]) == (1, 0, 0)
    after = books(town)["reception"]
    changed = [pk for pk in before if before[pk] != after[pk]]
    assert len(changed) == 1
    assert after[changed[0]]["phone"] == before[changed[0]]["phone"]
    assert "*" not in str(after[changed[0]]["phone"])


def test_a_hidden_number_that_is_another_never_takes_the_place_of_a_whole_one(tmp_path: Path) -> None:
    town = hezuo()
    bring_in(town)
    (path,) = exported(town, tmp_path, ["reception"])
    before = books(town)["reception"]
    edit(path, "联系电话", "139****0000")
    result = brought_back(town, [path])
    assert totals(result)["problems"] == 1
    assert "填全号" in str(result.sheets[0].problems)
    assert books(town)["reception"] == before


def test_a_ledger_that_hides_numbers_itself_comes_in_as_it_is(tmp_path: Path) -> None:
    town, other = a_town("合作镇"), a_town("别的镇")
    a_dispute(other)
    (path,) = exported(other, tmp_path, ["dispute"])
    book = openpyxl.load_workbook(path)
    assert book.active is not None
    book.active["A1"] = "网格排查矛盾纠纷台账"
    book.save(path)
    assert totals(brought_back(town, [path]))["new"] == 1
    assert [one["phone"] for one in books(town)["dispute"].values()] == ["138****5678"]
    assert PHONE not in str(books(town))
    again = exported(town, tmp_path, ["dispute"])
    assert totals(brought_back(town, again))["unchanged"] == 1


def test_an_edited_file_after_an_undo_keeps_the_ids_of_its_edited_rows(tmp_path: Path) -> None:
    town = a_town()
    a_dispute(town, found_on=date(2023, 3, 1), parties=["示例甲", "示例乙"])
    source = a_town("别的镇")
    for day in (1, 2, 3):
        a_dispute(source, found_on=date(2023, 4, day), parties=[f"甲{day}", f"乙{day}"])
    (path,) = exported(source, tmp_path, ["dispute"])
    book = openpyxl.load_workbook(path)
    assert book.active is not None
    book.active["A1"] = "网格排查矛盾纠纷台账"
    book.save(path)
    first = brought_back(town, [path])
    before = books(town)["dispute"]
    undo(first.batch, by=CONSOLE)
    edit(path, kind_of("dispute").layout.column("summary").heading, "改过的简述")
    second = brought_back(town, [path])
    after = books(town)["dispute"]
    assert set(after) == set(before)
    assert sum(before[pk] != after[pk] for pk in before) == 1
    assert totals(second)["new"] == 3
    undo(second.batch, by=CONSOLE)
    assert len(books(town)["dispute"]) == 1
