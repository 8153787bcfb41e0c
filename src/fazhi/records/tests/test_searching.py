"""What is found, by whom, and that it follows every change; the same on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE, Actor, actor
from fazhi.orgs.roles import ROLES
from fazhi.pages.tests.towns import (
    PHONE,
    a_dispute,
    a_person,
    a_reception,
    a_record,
    a_town,
    a_village,
    add_post,
    disputes,
)
from fazhi.records import search_backlog
from fazhi.records.actions import add, correct, current_values, merge, restore, set_batch, void
from fazhi.records.kinds import kind_of, ledger_kinds
from fazhi.records.models import ImportBatch, SearchBacklog, SearchEntry
from fazhi.records.search_checking import search_faults
from fazhi.records.search_entries import spellings_of
from fazhi.records.searching import SHOWN, Place, Search, needles
from fazhi.storage.one_reading import one_reading, reading_for

pytestmark = pytest.mark.django_db


def titles(query: str, town: Town, by: Actor = CONSOLE, **more: Any) -> list[str]:
    return [entry.title for entry in Search(query, town=town, actor=by, **more).found]


def faults() -> list[tuple[str, str]]:
    return [(fault.code, fault.where) for fault in search_faults()]


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("土地", True), ("邻里", False), ("示例王五", True), ("王五", True), ("王五 土地", True), ("王五 邻里", False),
        ("五与示例", True), ("排水沟", True), ("水沟改道", True), ("沟水", False), ("王", True), ("昃", False),
        ("示例一村", True), ("sl", True), ("slww", True), ("tdcb", True), ("SLWW", True), ("ww", False), ("xyz", False),
        ("２０２３", True), ("五、土地", True), ("张网格", True), ("%", False), ("王五'--", True), ('"王五"', True),
    ],
)  # fmt: skip
def test_a_record_is_found_by_its_words_and_by_nothing_else(query, is_found):
    town = a_town()
    a_dispute(town, parties=["示例王五", "示例赵六"], type="土地承包纠纷", summary="排水沟改道")
    assert bool(titles(query, town)) is is_found


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("合调〔2026〕31号", True), ("31号", True), ("2026 31", True), ("合调31", True), ("合调(2026)31号", True),
        ("合调【2026】31", True), ("合调2026", False), ("32号", False), ("2025 31", False), ("合 2026", True),
    ],
)  # fmt: skip
def test_a_case_is_found_by_its_number_however_it_is_typed(query, is_found):
    town = a_town()
    add(
        kind_of("penalty"),
        {
            "number": "合调〔2026〕31号",
            "party": "示例商店",
            "cause": "占道经营",
            "filed_on": date(2026, 3, 1),
            "power_source": kind_of("penalty").layout.column("power_source").choices.values[0].word,
        },
        town=town,
        by=CONSOLE,
    )
    assert bool(titles(query, town)) is is_found


def test_a_number_is_spelt_with_and_without_its_year():
    assert spellings_of("合调字〔2026〕第31号") == [
        "合调字〔2026〕第31号", "合调字第31号", "合调〔2026〕31号", "合调31号",
    ]  # fmt: skip
    assert spellings_of("") == []


def test_a_person_is_found_by_every_common_reading_of_the_name():
    town = a_town()
    a_dispute(town, parties=["单雄", "示例赵六"])
    assert titles("sx", town)
    assert titles("dx", town)
    assert not titles("cx", town)


def test_two_letters_are_looked_for_only_where_names_and_titles_begin():
    assert needles("ls") == [["ls", "·LS"]]
    assert needles("lljf") == [["lljf", "LLJF"]]
    assert needles("l 合调31") == [["l"], ["合调31"]]
    assert needles(" ，。 ") == []


def test_nobody_is_found_by_what_is_masked():
    town = a_town()
    a_dispute(town, phone=PHONE, summary=f"电话{PHONE}，另一个138 1234 5679，证号32068119900101123X，改道")
    stored = SearchEntry.objects.get().text
    for number in (PHONE, PHONE[:7], PHONE[-4:], "1234 5679", "5679", "32068119900101123x", "0101123"):
        assert number not in stored
        assert not titles(number, town)
    assert titles("改道", town)


def test_every_kind_of_record_is_found_by_words_of_its_columns():
    town = a_town()
    for kind in ledger_kinds():
        entry = SearchEntry.objects.get(record_id=a_record(kind, town))
        assert "某某" in entry.text or kind.code == "study_session", kind.name
        words = needles(entry.title)
        assert SearchEntry.objects.filter(pk=entry.pk, text__holds=words, text__reads=words).exists(), (
            kind.name
        )
        assert all(field in {column.field for column in kind.columns} for field in kind.search), kind.name
    assert faults() == []


# ── Who finds it ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_finds_just_the_kinds_it_sees(role):
    town = a_town()
    for kind in ledger_kinds():
        a_record(kind, town)
    who = actor(a_person(town, role))
    found = {entry.kind for entry in SearchEntry.objects.all() if "某某" in entry.text}
    seen = Search("某某", town=town, actor=who)
    mine = {kind.code for kind in ledger_kinds() if who.may_see(kind.code, town)}
    own = {kind.code for kind, _ in seen.kinds}
    assert own == found & mine
    assert len(found) >= 17


def test_village_and_grid_posts_find_what_is_theirs_and_other_towns_nothing():
    town, other = a_town("合作镇"), a_town("示例镇")
    a_dispute(town, village="示例一村", grid="3网格", parties=["示例甲", "示例乙"])
    a_dispute(town, village="示例一村", grid="4网格", parties=["示例丙", "示例丁"])
    a_dispute(town, village="示例二村", grid="3网格", parties=["示例戊", "示例己"])
    a_dispute(other, village="示例一村", grid="3网格", parties=["示例庚", "示例辛"])
    a_reception(town, visitor="示例来访", village="示例一村")
    mediator = actor(a_person(town, "village_mediator", village="示例一村"))
    worker = actor(a_person(town, "grid_worker", village="示例一村", grid="3网格"))
    office = actor(a_person(town, "justice_office"))
    assert titles("邻里纠纷", town, mediator) == ["示例丙与示例丁邻里纠纷", "示例甲与示例乙邻里纠纷"]
    assert titles("邻里纠纷", town, worker) == ["示例甲与示例乙邻里纠纷"]
    assert len(titles("示例", town, office)) == 4
    assert titles("示例", other, office) == []
    assert titles("示例", other, mediator) == []
    assert titles("来访", town, mediator) == []


def test_two_posts_in_one_town_find_what_either_sees():
    town = a_town()
    a_dispute(town, village="示例一村", parties=["示例甲", "示例乙"])
    a_dispute(town, village="示例二村", parties=["示例丙", "示例丁"])
    user = a_person(town, "village_mediator", village="示例一村")
    add_post(user, town, "enforcement_bureau")
    a_record(kind_of("penalty"), town)
    who = actor(user)
    assert titles("邻里纠纷", town, who) == ["示例甲与示例乙邻里纠纷"]
    assert [entry.kind for entry in Search("某某", town=town, actor=who).found] == ["penalty"]


# ── It follows every change ─────────────────────────────────────────────────────────────────────────────────────


def test_what_a_record_is_found_by_follows_corrections_voids_merges_and_restores():
    town, kind = a_town(), kind_of("dispute")
    first = a_dispute(town, parties=["示例甲", "示例乙"])
    second = a_dispute(town, parties=["示例丙", "示例丁"])
    correct(
        kind, first, {**current_values(kind, first), "parties": ["示例戊", "示例乙"]}, town=town, by=CONSOLE
    )
    assert titles("示例甲", town) == []
    assert titles("示例戊", town) == ["示例戊与示例乙邻里纠纷"]
    void(kind, first, "登重了", town=town, by=CONSOLE)
    assert titles("示例戊", town) == []
    restore(kind, first, town=town, by=CONSOLE)
    assert titles("示例戊", town) == ["示例戊与示例乙邻里纠纷"]
    merge(kind, first, second, town=town, by=CONSOLE)
    assert titles("示例戊", town) == []
    assert titles("示例丙", town) == ["示例丙与示例丁邻里纠纷"]
    assert SearchEntry.objects.count() == 2
    assert faults() == []


def test_a_change_that_is_taken_back_leaves_what_is_found_as_it_was():
    town, kind = a_town(), kind_of("dispute")
    record = a_dispute(town, parties=["示例甲", "示例乙"])
    with transaction.atomic():
        values = {**current_values(kind, record), "parties": ["示例戊", "示例乙"]}
        correct(kind, record, values, town=town, by=CONSOLE)
        assert titles("示例戊", town)
        transaction.set_rollback(True)
    assert titles("示例甲", town)
    assert not titles("示例戊", town)


def test_rows_of_a_batch_are_found_while_it_stands_and_only_then():
    town, kind = a_town(), kind_of("dispute")
    record = a_dispute(town, parties=["示例甲", "示例乙"])
    batch = ImportBatch.objects.create(town=town, number=1, year=2023, made_by="x")
    with transaction.atomic():
        set_batch(kind, [record], batch.pk, town_id=town.pk, by=CONSOLE, verb="imported")
    assert titles("示例甲", town) == []
    for status in ImportBatch.Status:
        ImportBatch.objects.filter(pk=batch.pk).update(status=status)
        assert bool(titles("示例甲", town)) is (status == ImportBatch.Status.PUBLISHED)
    with transaction.atomic():
        set_batch(kind, [record], None, town_id=town.pk, by=CONSOLE, verb="kept_after_undo")
    ImportBatch.objects.filter(pk=batch.pk).update(status=ImportBatch.Status.UNDONE)
    assert titles("示例甲", town)
    assert faults() == []


# ── Pages of results ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("few", [1000, 10], ids=["by the index", "in their order"])
def test_pages_follow_each_other_without_repeating_or_losing_one(few, monkeypatch):
    monkeypatch.setattr("fazhi.records.searching.FEW", few)
    town = a_town()
    disputes(town, 50)
    for n in range(5):  # of one day
        a_dispute(town, found_on=date(2023, 1, 20), parties=[f"丙{n}", f"丁{n}"])
    all_days = list(SearchEntry.objects.order_by("-day", "-record_id").values_list("record_id", flat=True))
    met, after = [], None
    for _ in range(10):
        search = Search("邻里", town=town, actor=CONSOLE, after=after)
        assert len(search.found) <= SHOWN
        met += [entry.record_id for entry in search.found]
        if (after := search.next) is None:
            break
        after = Place.read(str(after))
    assert met == all_days
    assert (search.total == 55) is (few == 1000)


@pytest.mark.parametrize("few", [1000, 3], ids=["by the index", "in their order"])
def test_the_kinds_found_are_counted_and_one_can_be_chosen(few, monkeypatch):
    monkeypatch.setattr("fazhi.records.searching.FEW", few)
    town = a_town()
    disputes(town, 3)
    a_reception(town)
    search = Search("邻里纠纷", town=town, actor=CONSOLE)
    assert [(kind.code, count) for kind, count in search.kinds] == (
        [("dispute", 3), ("reception", 1)] if few == 1000 else []
    )
    assert {entry.kind for entry in Search("邻里纠纷", town=town, actor=CONSOLE, kind="reception").found} == {
        "reception"
    }


@pytest.mark.parametrize("few", [1000, 1], ids=["by the index", "in their order"])
def test_a_search_takes_three_statements_however_much_there_is(
    few, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr("fazhi.records.searching.FEW", few)
    town = a_town()
    disputes(town, 30)
    with one_reading(), django_assert_max_num_queries(3):
        reading_for(town.pk, CONSOLE)
        search = Search("邻里 甲0", town=town, actor=CONSOLE)
        assert (len(search.found), bool(search.next), search.waiting) == (20, True, False)
        assert all(entry.village.name == "示例一村" for entry in search.found)


def test_what_is_no_place_is_read_as_none():
    for text in ("", "x", "2023-01-01", "2023-01-01_", "2023-99-01_" + "0" * 32, "_" * 50):
        assert Place.read(text) is None


# ── Check and rebuild ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_check_finds_entries_that_are_missing_stale_orphaned_or_lost_and_a_rebuild_mends_them():
    from fazhi.storage import fulltext

    town = a_town()
    disputes(town, 4)
    a_reception(town)
    assert faults() == []
    one, two, three, four = SearchEntry.objects.filter(kind="dispute").order_by("pk")
    SearchEntry.objects.filter(pk=one.pk).delete()
    SearchEntry.objects.filter(pk=two.pk).update(version=9, text="别的")
    SearchEntry.objects.filter(pk=three.pk).update(record_id=town.pk)
    SearchEntry.objects.filter(kind="reception").update(title="别的")
    from django.db import connection

    lost = []
    if connection.vendor == "sqlite":  # PostgreSQL's index cannot fall behind
        fulltext.take(SearchEntry, [(four.pk, four.text)])
        lost = [("search_lost", "dispute")]
    assert faults() == [
        ("search_missing", "dispute"), ("search_stale", "dispute"), ("search_orphaned", "dispute"), *lost,
        ("search_stale", "reception"),
    ]  # fmt: skip
    assert search_backlog.rebuild() == 5
    assert faults() == []
    assert len(titles("邻里纠纷", town)) == 5


def test_what_waits_is_said_and_is_no_fault():
    town, other = a_town(), a_town("示例镇")
    disputes(town, 2)
    SearchEntry.objects.all().delete()
    assert faults() == [("search_missing", "dispute")]
    SearchBacklog.objects.create(town=town)
    assert faults() == []
    assert Search("甲", town=town, actor=CONSOLE).waiting
    assert not Search("甲", town=other, actor=CONSOLE).waiting
    assert a_village(town, "示例一村")
    told: list[tuple[int, int]] = []
    assert search_backlog.work_off(progress=lambda done, total: told.append((done, total))) == 2
    assert told == [(2, 2)]
    assert not Search("甲", town=town, actor=CONSOLE).waiting
    assert not SearchBacklog.objects.exists()


def test_who_stops_in_the_middle_leaves_the_rest_for_the_next(monkeypatch):
    monkeypatch.setattr(search_backlog, "CHUNK", 2)
    town = a_town()
    disputes(town, 5)
    SearchEntry.objects.all().delete()
    SearchBacklog.objects.create(town=town)
    assert search_backlog.work_off(go_on=lambda: False) == 2
    assert SearchEntry.objects.count() == 2
    item = SearchBacklog.objects.get()
    assert item.taken_until is None
    assert search_backlog.work_off() == 3
    assert faults() == []


def test_what_somebody_is_at_is_left_to_them_until_they_are_gone():
    from datetime import timedelta

    from django.utils import timezone

    town = a_town()
    disputes(town, 1)
    SearchEntry.objects.all().delete()
    SearchBacklog.objects.create(town=town, taken_until=timezone.now() + timedelta(seconds=30))
    assert search_backlog.work_off() == 0
    SearchBacklog.objects.update(taken_until=timezone.now() - timedelta(seconds=1))
    assert search_backlog.work_off() == 1
