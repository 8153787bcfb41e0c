"""Undoing a batch leaves records and figures exactly as before it, and touches nothing a person has edited since."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import given
from fazhi.ledgers.batches import tell_batch
from fazhi.ledgers.tests.office import (
    COURT,
    DISPUTES,
    LICENCES,
    RECEPTIONS,
    REVIEWS,
    SAMPLES,
    books,
    bring_in,
    cell,
    data_rows,
    dispute_ledger,
    edited,
    figures,
    hezuo,
    serials,
    totals,
)  # fmt: skip
from fazhi.ledgers.undoing import effect, undo
from fazhi.orgs.permissions import CONSOLE, Actor, NotAllowed
from fazhi.pages.views.listing import villages_of
from fazhi.records.actions import Refused, add, correct, current_values, void
from fazhi.records.checking import row_faults
from fazhi.records.group_origins import name_batches
from fazhi.records.kinds import Making, kind_of
from fazhi.records.models import ImportBatch, SourceRow
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db


def batch_of(result: Any) -> ImportBatch:
    assert result.batch is not None
    return result.batch  # type: ignore[no-any-return]


def test_undoing_the_whole_sample_year_leaves_nothing() -> None:
    town = hezuo()
    empty = figures(town)
    batch = batch_of(bring_in(town))
    result = undo(batch, by=CONSOLE)
    assert figures(town) == empty
    assert all(not records for records in books(town).values())
    assert result.untouched == []
    assert result.removed == SourceRow.objects.filter(outcome="new").count()
    assert list(row_faults()) == []


def test_villages_that_only_the_undone_import_named_are_offered_nowhere_and_come_back_with_it() -> None:
    town = hezuo()
    office = given.somebody(town, "justice_office")
    given.somebody(town, "village_mediator", "有岗位的村")

    def offered() -> set[str]:
        return {village.name for village in villages_of(town, office)}

    given.a_dispute(town, village="自己登记的村")
    before = offered()
    assert before == {"有岗位的村", "自己登记的村"}
    batch = batch_of(bring_in(town, DISPUTES, SAMPLES / "09普法活动台账.xlsx"))
    named = offered()
    assert len(named) > len(before)
    undo(batch, by=CONSOLE)
    assert offered() == before
    assert figures(town)["town_villages"] == len(before)
    bring_in(town, DISPUTES, SAMPLES / "09普法活动台账.xlsx")
    assert offered() == named


def test_import_again_after_undo_gives_the_same_records_ids_and_numbers() -> None:
    town = hezuo()
    batch = batch_of(bring_in(town))
    before, numbers, given_serials = books(town), figures(town), serials(town)
    undo(batch, by=CONSOLE)
    again = batch_of(bring_in(town))
    assert again.number == batch.number + 1
    assert books(town) == before
    assert figures(town) == numbers
    assert serials(town) == given_serials
    assert list(row_faults()) == []


def test_the_trace_keeps_both_import_and_undo() -> None:
    town = hezuo()
    batch = batch_of(bring_in(town, LICENCES))
    undo(batch, by=CONSOLE)
    verbs = TraceRecord.objects.filter(subject=str(batch.pk)).order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["import_started", "import_published", "import_undone"]
    assert TraceRecord.objects.filter(verb="imported", kind="licence").count() == 11


def test_undoing_an_edit_puts_every_value_back(tmp_path: Path) -> None:
    town = hezuo()
    bring_in(town, REVIEWS)
    before, numbers = books(town), figures(town)

    def edit(sheet: Any) -> None:
        rows = data_rows(sheet)
        cell(sheet, rows[0], "法律意见").value = "一；二；三；四"
        cell(sheet, rows[1], "出具意见日期").value = "2023.1.19"
        cell(sheet, rows[2], "审核人").value = "李审核"

    batch = batch_of(bring_in(town, edited(REVIEWS, tmp_path, edit, sheet="合同审核")))
    assert books(town) != before
    result = undo(batch, by=CONSOLE)
    assert (result.removed, result.taken_back, result.untouched) == (0, 3, [])
    assert books(town) == before
    assert figures(town) == numbers
    assert list(row_faults()) == []


def test_an_undone_edit_can_be_brought_in_again(tmp_path: Path) -> None:
    town = hezuo()
    path = dispute_ledger(tmp_path / "台账.xlsx", 3)
    bring_in(town, path)

    def edit(sheet: Any) -> None:
        cell(sheet, 3, "村调解次数").value = 8

    changed = edited(path, tmp_path / "新", edit)
    first = bring_in(town, changed)
    with_edit = books(town)
    undo(batch_of(first), by=CONSOLE)
    again = bring_in(town, changed)
    assert totals(again)["changed"] == 1
    assert books(town) == with_edit


def test_a_column_no_field_takes_goes_back_too(tmp_path: Path) -> None:
    town, model = hezuo(), kind_of("dispute").model
    path = dispute_ledger(tmp_path / "台账.xlsx", 1)

    def edit(sheet: Any) -> None:
        sheet.cell(2, 8).value = "天气"
        sheet.cell(3, 8).value = "雨"

    bring_in(town, path)
    batch = batch_of(bring_in(town, edited(path, tmp_path / "新", edit)))
    assert model.objects.get().extra == {"天气": "雨"}
    undo(batch, by=CONSOLE)
    assert model.objects.get().extra == {}


def test_what_a_person_edited_since_stays_and_is_named() -> None:
    town, kind = hezuo(), kind_of("dispute")
    batch = batch_of(bring_in(town, DISPUTES))
    record = kind.model.objects.seen(town).first()
    assert record is not None
    correct(kind, record.pk, {**current_values(kind, record.pk), "summary": "补记"}, town=town, by=CONSOLE)
    announced = effect(batch)
    assert (announced.removed, len(announced.untouched)) == (311, 1)
    result = undo(batch, by=CONSOLE)
    assert result.to_json() == announced.to_json()
    assert result.untouched[0]["record"] == str(record.pk)
    assert "有人改过" in result.untouched[0]["reason"]
    assert result.untouched[0]["file"] == DISPUTES.name
    kept = books(town)["dispute"]
    assert list(kept) == [record.pk]
    assert kept[record.pk]["summary"] == "补记"
    assert list(row_faults()) == []


def test_a_kept_record_is_there_when_the_file_comes_again() -> None:
    town, kind = hezuo(), kind_of("dispute")
    batch = batch_of(bring_in(town, DISPUTES))
    record = kind.model.objects.seen(town).first()
    assert record is not None
    correct(kind, record.pk, {**current_values(kind, record.pk), "summary": "补记"}, town=town, by=CONSOLE)
    undo(batch, by=CONSOLE)
    again = bring_in(town, DISPUTES)
    assert (totals(again)["new"], totals(again)["unchanged"]) == (311, 1)
    assert figures(town)["disputes_found"] == 312
    assert current_values(kind, record.pk)["summary"] == "补记"


def test_an_edit_by_a_person_and_back_again_is_no_edit() -> None:
    town, kind = hezuo(), kind_of("dispute")
    batch = batch_of(bring_in(town, DISPUTES))
    record = kind.model.objects.seen(town).first()
    assert record is not None
    original = current_values(kind, record.pk)
    correct(kind, record.pk, {**original, "summary": "补记"}, town=town, by=CONSOLE)
    correct(kind, record.pk, original, town=town, by=CONSOLE)
    result = undo(batch, by=CONSOLE)
    assert (result.removed, result.untouched) == (312, [])


def test_changed_columns_a_person_changed_again_are_not_taken_back(tmp_path: Path) -> None:
    town, kind = hezuo(), kind_of("dispute")
    path = dispute_ledger(tmp_path / "台账.xlsx", 2)
    bring_in(town, path)

    def edit(sheet: Any) -> None:
        for row in data_rows(sheet):
            cell(sheet, row, "村调解次数").value = 8

    batch = batch_of(bring_in(town, edited(path, tmp_path / "新", edit)))
    touched, other = kind.model.objects.seen(town).order_by("found_on")
    correct(
        kind, touched.pk, {**current_values(kind, touched.pk), "village_attempts": 5}, town=town, by=CONSOLE
    )
    correct(kind, other.pk, {**current_values(kind, other.pk), "summary": "别的栏"}, town=town, by=CONSOLE)
    result = undo(batch, by=CONSOLE)
    assert result.taken_back == 1
    assert [item["record"] for item in result.untouched] == [str(touched.pk)]
    assert current_values(kind, touched.pk)["village_attempts"] == 5
    after = current_values(kind, other.pk)
    assert (after["village_attempts"], after["summary"]) == (2, "别的栏")


def test_a_record_a_later_batch_changed_stays_and_the_reason_names_that_batch(tmp_path: Path) -> None:
    town = hezuo()
    path = dispute_ledger(tmp_path / "台账.xlsx", 2)
    first = batch_of(bring_in(town, path))

    def edit(sheet: Any) -> None:
        cell(sheet, 3, "村调解次数").value = 8

    second = batch_of(bring_in(town, edited(path, tmp_path / "新", edit)))
    result = undo(first, by=CONSOLE)
    assert result.removed == 1
    assert f"第{second.number}批" in result.untouched[0]["reason"]
    assert len(books(town)["dispute"]) == 1


def test_a_record_voided_since_stays_voided(tmp_path: Path) -> None:
    town, kind = hezuo(), kind_of("dispute")
    path = dispute_ledger(tmp_path / "台账.xlsx", 2)
    batch = batch_of(bring_in(town, path))
    record = kind.model.objects.seen(town).first()
    assert record is not None
    void(kind, record.pk, "登记错了", town=town, by=CONSOLE)
    undo(batch, by=CONSOLE)
    bring_in(town, path)
    assert record.pk not in books(town)["dispute"]
    assert len(books(town)["dispute"]) == 1


def test_records_added_by_hand_are_not_touched_and_numbers_do_not_collide(tmp_path: Path) -> None:
    town, kind = hezuo(), kind_of("dispute")
    path = dispute_ledger(tmp_path / "台账.xlsx", 3)
    batch = batch_of(bring_in(town, path))
    undo(batch, by=CONSOLE)
    by_hand = add(kind, given.DISPUTE, town=town, by=CONSOLE)
    bring_in(town, path)
    numbers = serials(town)
    assert len(set(numbers.values())) == 4
    assert by_hand in books(town)["dispute"]


def test_two_batches_are_undone_one_by_one() -> None:
    town = hezuo()
    one = batch_of(bring_in(town, DISPUTES))
    after_one = figures(town)
    two = batch_of(bring_in(town, RECEPTIONS, COURT))
    undo(two, by=CONSOLE)
    assert figures(town) == after_one
    undo(one, by=CONSOLE)
    assert figures(town)["disputes_found"] == 0


def test_a_batch_is_undone_once() -> None:
    town = hezuo()
    batch = batch_of(bring_in(town, LICENCES))
    undo(batch, by=CONSOLE)
    with pytest.raises(Refused, match="已撤销"):
        undo(batch, by=CONSOLE)


def test_nothing_is_undone_while_another_import_of_the_town_writes() -> None:
    town = hezuo()
    batch = batch_of(bring_in(town, LICENCES))
    other = ImportBatch.objects.create(
        town=town, number=2, year=2023, made_by="console", worker="elsewhere:1"
    )
    tell_batch(other, "import_started", CONSOLE)
    with pytest.raises(Refused, match="正在导入"):
        undo(batch, by=CONSOLE)


def test_only_those_who_import_undo() -> None:
    town = hezuo()
    batch = batch_of(bring_in(town, LICENCES))
    with pytest.raises(NotAllowed):
        undo(batch, by=Actor(key="x", name="某人"))
    assert figures(town)["supervision_licences_applied"] == 2


def test_what_an_import_only_grouped_goes_with_it_unless_it_holds_something_else() -> None:
    town = hezuo()
    batch = batch_of(bring_in(town))
    meetings = books(town)["meeting"]
    assert meetings
    kept, values = next(iter(meetings.items()))
    add(kind_of("agenda_item"), {**values, "topic": "另外登记的议题"}, town=town, by=CONSOLE)
    undo(batch, by=CONSOLE)
    assert list(books(town)["meeting"]) == [kept]


def test_groups_that_an_earlier_version_left_behind_go_with_their_import(monkeypatch: Any) -> None:
    made_now = Making.parent

    def made_then(making: Making, *given: Any) -> Any:
        """As before 0.2: what an import made to group its rows belonged to no batch."""
        found = made_now(making, *given)
        for _, row in making.new_parents:
            row["batch_id"] = None
        return found

    monkeypatch.setattr(Making, "parent", made_then)
    town = hezuo()
    kept = add(kind_of("meeting"), {"held_on": date(2023, 1, 5), "meeting": "示例会"}, town=town, by=CONSOLE)
    empty = books(town)
    batch = batch_of(bring_in(town))
    by_hand = add(
        kind_of("agenda_item"),
        {"held_on": date(2023, 1, 6), "meeting": "另一会", "topic": "示例议题"},
        town=town,
        by=CONSOLE,
    )
    void(kind_of("agenda_item"), by_hand, "登错了", town=town, by=CONSOLE)
    monkeypatch.setattr(Making, "parent", made_now)
    undo(batch, by=CONSOLE)
    left = books(town)
    assert len(left["meeting"]) > 5
    assert name_batches(CONSOLE) > 20
    after = books(town)
    more = {code: len(after[code]) for code in after if len(after[code]) != len(empty[code])}
    assert more == {"meeting": 2}  # the one registered as such, and the one that a voided item by hand made
    assert str(kept) in str(after["meeting"])
    assert name_batches(CONSOLE) == 0
    assert list(row_faults()) == []
    assert TraceRecord.objects.filter(verb="named_its_import").count() > 20
    bring_in(town)
    assert len(books(town)["meeting"]) == len(left["meeting"])
