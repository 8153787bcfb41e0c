"""Somebody registers or renames what an import is about to use: it looks again instead of failing."""

from __future__ import annotations

from typing import Any

import pytest

from fazhi.cases.models import Case
from fazhi.leadership.models import AgendaItem, Meeting
from fazhi.ledgers import comparison, writing
from fazhi.ledgers.tests.office import books, bring_in, hezuo
from fazhi.orgs.permissions import CONSOLE
from fazhi.outreach.models import Series, ViewSnapshot
from fazhi.outreach.series import plain_name
from fazhi.records.actions import add, correct
from fazhi.records.checking import row_faults
from fazhi.records.kinds import Making, kind_of
from fazhi.records.models import ImportBatch

pytestmark = pytest.mark.django_db


def test_a_meeting_registered_on_the_web_meanwhile_takes_the_items_of_the_import(monkeypatch: Any) -> None:
    town = hezuo()
    met: list[Any] = []
    write_new = writing.write_new

    def beside(kind: Any, new: Any, making: Making, **rest: Any) -> None:
        wanted = [row for model, row in making.new_parents if model is Meeting]
        if wanted and not met:
            values = {"held_on": wanted[0]["held_on"], "meeting": wanted[0]["name"] or None}
            met.append(add(kind_of("meeting"), values, town=town, by=CONSOLE))
        write_new(kind, new, making, **rest)

    monkeypatch.setattr(writing, "write_new", beside)
    batch = bring_in(town).batch
    assert batch is not None
    assert batch.status == ImportBatch.Status.PUBLISHED
    # What stood in the chunk that failed went with it, the meeting of this test too; the second try made its own.
    assert met
    keys = list(Meeting.objects.filter(town=town).values_list("held_on", "name"))
    assert len(keys) == len(set(keys))
    assert all(AgendaItem.objects.filter(meeting=pk).exists() for pk in books(town)["meeting"])
    assert list(row_faults()) == []


def test_a_series_renamed_while_an_import_runs_takes_no_videos_of_the_old_name(monkeypatch: Any) -> None:
    town = hezuo()
    monkeypatch.setattr(comparison, "CHUNK", 3)
    renamed: list[Any] = []
    write_chunk = writing.Writer._write_chunk

    def beside(self: Any, kind: Any, plan: Any, rows: Any, **rest: Any) -> None:
        if kind.code == "views" and not renamed and self.making is not None:
            for found in rows.new:
                name = plain_name(found.row.values.get("series"))
                known = (self.making.parents.get(Series) or {}).get((name,))
                if name and known and not renamed:
                    renamed.extend([known, name])
                    correct(kind_of("series"), known, {"series": "改了名的系列"}, town=town, by=CONSOLE)
        write_chunk(self, kind, plan, rows, **rest)

    monkeypatch.setattr(writing.Writer, "_write_chunk", beside)
    bring_in(town)
    pk, name = renamed
    videos = ViewSnapshot.objects.filter(town=town).select_related("posting__episode__series")
    assert Series.objects.get(pk=pk).name == "改了名的系列"
    assert {plain_name(one.series_word) for one in videos.filter(posting__episode__series=pk)} == {
        "改了名的系列"
    }
    assert {plain_name(one.series_word) for one in videos.filter(posting__episode__series__name=name)} == {
        name
    }
    assert list(row_faults()) == []


def test_a_case_registered_while_a_chunk_is_made_ready_keeps_its_number_and_no_two_have_the_same(
    monkeypatch: Any,
) -> None:
    town = hezuo()
    registered: list[Any] = []
    make_ready = writing.make_ready

    def beside(plan: Any, *rest: Any) -> Any:
        ready = make_ready(plan, *rest)
        if plan.kind.code == "dispute" and not registered:
            first = next(record.values for record in ready.new)
            registered.append(
                add(plan.kind, {**first, "parties": ["示例甲", "示例乙"]}, town=town, by=CONSOLE)
            )
        return ready

    monkeypatch.setattr(writing, "make_ready", beside)
    bring_in(town)
    numbered = Case.objects.filter(town=town, kind="dispute", year=2023).order_by("serial")
    assert numbered.get(pk=registered[0]).serial == 1
    assert list(numbered.values_list("serial", flat=True)) == list(range(1, numbered.count() + 1))
