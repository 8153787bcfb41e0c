"""Whatever commits while a seal is being made is covered by the next one, and until then said to wait for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from fazhi.trace import writing
from fazhi.trace.checking import Fault, Verified, trace_faults
from fazhi.trace.models import ChainHead, Seal, TraceRecord
from fazhi.trace.sealing import seal, seal_files
from fazhi.trace.writing import Entry, append
from installation import environment, run


def entry(chain: str) -> Entry:
    return Entry(chain=chain, verb="x", kind="x", subject="x", actor="x")


def written(*chains: str) -> None:
    with transaction.atomic():
        append([entry(chain) for chain in chains])


def sealed() -> Seal | None:
    return seal(Path(settings.DATA))


def checked() -> tuple[list[Fault], int]:
    """The faults, and how many records wait for a seal."""
    verified = Verified()
    return list(trace_faults(Path(settings.DATA), verified)), verified.unsealed


def heads() -> list[dict[str, int]]:
    """{chain: count} of each seal file."""
    return [
        {chain: count for chain, (count, _) in one.heads.items()} for one in seal_files(Path(settings.DATA))
    ]


@contextmanager
def expecting(number: int) -> Iterator[None]:
    """Records are written as by an action that asked for the newest seal before another one was made."""

    class Asked:
        def rows(self) -> list[tuple[int]]:
            return [(number - 1,)]

    original: Any = writing._SEAL
    writing._SEAL = Asked()  # type: ignore[assignment]
    try:
        yield
    finally:
        writing._SEAL = original


@pytest.mark.django_db
def test_a_seal_covers_what_grew_since_the_one_before_and_nothing_is_sealed_twice() -> None:
    written("a", "a", "b")
    first = sealed()
    assert first is not None
    assert (first.number, first.chains, first.records) == (1, 2, 3)
    assert sealed() is None
    written("a")
    assert checked() == ([], 1)
    second = sealed()
    assert second is not None
    assert (second.chains, second.records) == (1, 1)
    assert heads() == [{"a": 2, "b": 1}, {"a": 3}]
    assert checked() == ([], 0)


@pytest.mark.django_db
def test_a_record_that_expected_an_earlier_seal_is_covered_by_the_next_one() -> None:
    written("a")
    sealed()
    with expecting(1):
        written("late")
    record = TraceRecord.objects.get(chain="late")
    assert record.seal == 1, "it bears the number of a seal that does not cover it"
    assert checked() == ([], 1)
    covering = sealed()
    assert covering is not None
    assert (covering.number, covering.records) == (2, 1)
    assert heads()[-1] == {"late": 1}
    assert checked() == ([], 0)


@pytest.mark.django_db
def test_a_chain_made_to_look_sealed_is_found() -> None:
    written("a")
    sealed()
    written("a")
    ChainHead.objects.filter(chain="a").update(sealed=2)
    [fault], waiting = checked()
    assert (fault.code, fault.where) == ("seal", "a")
    assert "封存文件里只到第1条" in fault.text
    assert waiting == 1


@pytest.mark.django_db
def test_a_seal_that_another_process_made_first_leaves_everything_to_the_next(monkeypatch: Any) -> None:
    written("a")
    sealed()
    written("a")
    made = Seal.objects.create

    def taken(**values: Any) -> Seal:
        return made(**{**values, "number": 1})

    monkeypatch.setattr(Seal.objects, "create", taken)
    assert sealed() is None
    monkeypatch.undo()
    assert checked() == ([], 1)
    assert sealed() is not None
    assert checked() == ([], 0)


# Two connections: one writes, the other seals before the first commits. SQLite lets one writer in: there the seal waits.
MEANWHILE = """
import json, django; django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.core.management import call_command
from django.db import connection, transaction
from fazhi.trace.models import TraceRecord
from fazhi.trace.tests.test_sealing import append, checked, entry, heads, sealed, written

def elsewhere():
    try:
        return sealed().records
    finally:
        connection.close()

call_command("migrate", verbosity=0)
written("old", "grown")
sealed()
written("other")
with ThreadPoolExecutor(1) as office:
    with transaction.atomic():
        append([entry("begun"), entry("grown")])
        made = office.submit(elsewhere)
        if connection.vendor == "postgresql":
            made.result(timeout=60)
    made.result(timeout=60)
expected = sorted(set(TraceRecord.objects.exclude(chain="old").values_list("seal", flat=True)))
print(json.dumps([expected, heads(), checked()[1], sealed() is not None, heads(), [*map(str, checked()[0])], checked()[1]]))
"""


@pytest.mark.django_db
def test_chains_begun_and_grown_by_another_connection_while_a_seal_is_made_fall_under_the_next(
    tmp_path: Path,
) -> None:
    told = json.loads(run(MEANWHILE, environment(tmp_path / "meanwhile")))
    if connection.vendor == "postgresql":
        assert told == [
            [1, 2], [{"grown": 1, "old": 1}, {"other": 1}], 2, True,
            [{"grown": 1, "old": 1}, {"other": 1}, {"begun": 1, "grown": 2}], [], 0,
        ]  # fmt: skip
    else:
        both = [{"grown": 1, "old": 1}, {"begun": 1, "grown": 2, "other": 1}]
        assert told == [[1, 2], both, 0, False, both, [], 0]
