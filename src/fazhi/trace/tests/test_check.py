"""`fazhi check` finds what somebody did to the database behind the software's back, and says which."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import DatabaseError

import given
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.actions import correct, current_values, void
from fazhi.records.checking import row_faults
from fazhi.records.kinds import kind_of
from fazhi.storage.append_only import missing_triggers, put_back_missing, trigger_names
from fazhi.trace.checking import GUARDED, Fault, Verified, trace_faults
from fazhi.trace.models import ChainHead, TraceRecord
from fazhi.trace.sealing import seal
from fazhi.trace.writing import HASHED, SEPARATOR, Entry, append, sm3

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return given.a_town()


@pytest.fixture
def dispute(town: Town) -> str:
    """A dispute with a chain of three: added, corrected, voided."""
    kind = kind_of("dispute")
    pk = given.a_dispute(town)
    correct(kind, pk, {**current_values(kind, pk), "village_attempts": 2}, town=town, by=CONSOLE)
    void(kind, pk, "登记错了", town=town, by=CONSOLE)
    return str(pk)


def unguarded(sql: str, *values: Any) -> None:
    """Do this to the database as its owner could: without the triggers, which are put back afterwards."""
    table = TraceRecord._meta.db_table
    with connection.cursor() as cursor:
        for name in trigger_names(table):
            cursor.execute(
                f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else "")
            )
        cursor.execute(sql, values)
    put_back_missing(GUARDED)


def faults() -> list[Fault]:
    return list(trace_faults(Path(settings.DATA)))


def codes() -> set[str]:
    return {fault.code for fault in faults()}


def test_a_trace_that_nobody_touched_has_no_fault(dispute: str) -> None:
    seal(Path(settings.DATA))
    verified = Verified()
    assert list(trace_faults(Path(settings.DATA), verified)) == []
    assert list(row_faults()) == []
    assert verified.records == TraceRecord.objects.count() > 3
    assert verified.seals == 1


@pytest.mark.parametrize("verb", ["UPDATE trace_tracerecord SET verb = 'x'", "DELETE FROM trace_tracerecord"])
def test_the_database_itself_refuses_to_change_the_trace(dispute: str, verb: str) -> None:
    with pytest.raises(DatabaseError, match="只能增加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)


def test_the_database_itself_refuses_to_change_a_seal(dispute: str) -> None:
    seal(Path(settings.DATA))
    with pytest.raises(DatabaseError, match="只能增加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE trace_seal SET digest = 'x'")


@pytest.mark.parametrize("column", [name for name in HASHED if name not in ("chain", "seq", "seal")])
def test_an_altered_column_is_found_and_its_place_named(dispute: str, column: str) -> None:
    unguarded(f"UPDATE trace_tracerecord SET {column} = 'x' WHERE chain = %s AND seq = 2", dispute)
    found = faults()
    assert [(fault.code, fault.where) for fault in found] == [("altered", f"{dispute}#2")]


def test_a_removed_record_is_found_and_its_place_named(dispute: str) -> None:
    unguarded("DELETE FROM trace_tracerecord WHERE chain = %s AND seq = 2", dispute)
    assert any(
        fault.code == "removed" and dispute in fault.text and "第2条" in fault.text for fault in faults()
    )


def test_a_record_put_in_between_is_found(dispute: str) -> None:
    with transaction.atomic():
        append([Entry(chain="elsewhere", verb="x", kind="x", subject="x", actor="x")])
    unguarded("UPDATE trace_tracerecord SET chain = %s, seq = 4 WHERE chain = 'elsewhere'", dispute)
    assert "inserted" in codes()


def test_a_chain_cut_at_its_tail_is_found(dispute: str) -> None:
    unguarded("DELETE FROM trace_tracerecord WHERE chain = %s AND seq = 3", dispute)
    assert any(fault.code == "cut_off" and fault.where == dispute for fault in faults())


def test_a_chain_cut_together_with_its_head_is_found_by_the_seal(dispute: str) -> None:
    seal(Path(settings.DATA))
    unguarded("DELETE FROM trace_tracerecord WHERE chain = %s AND seq = 3", dispute)
    last = TraceRecord.objects.get(chain=dispute, seq=2)
    ChainHead.objects.filter(chain=dispute).update(count=2, digest=last.digest)
    assert [(fault.code, fault.where) for fault in faults()] == [("cut_off", dispute)]


def test_a_whole_case_that_is_gone_is_found(dispute: str) -> None:
    unguarded("DELETE FROM trace_tracerecord WHERE chain = %s", dispute)
    assert {(fault.code, fault.where) for fault in faults()} == {("gone", dispute)}


def test_a_whole_case_gone_with_its_head_is_found_by_the_seal(dispute: str) -> None:
    seal(Path(settings.DATA))
    unguarded("DELETE FROM trace_tracerecord WHERE chain = %s", dispute)
    ChainHead.objects.filter(chain=dispute).delete()
    assert {(fault.code, fault.where) for fault in faults()} == {("gone", dispute)}


def test_a_chain_computed_anew_is_found_by_the_seal(dispute: str) -> None:
    seal(Path(settings.DATA))
    previous = ""
    for record in TraceRecord.objects.filter(chain=dispute).order_by("seq"):
        record.actor, record.previous = "somebody-else", previous
        previous = sm3(SEPARATOR.join([previous, *(str(getattr(record, name)) for name in HASHED)]))
        unguarded(
            "UPDATE trace_tracerecord SET actor = %s, previous = %s, digest = %s WHERE chain = %s AND seq = %s",
            record.actor, record.previous, previous, dispute, record.seq,
        )  # fmt: skip
    ChainHead.objects.filter(chain=dispute).update(digest=previous)
    found = faults()
    assert [(fault.code, fault.where) for fault in found] == [("altered", f"{dispute}#3")]
    assert "封存" in found[0].text


def test_a_missing_trigger_is_found_and_can_be_put_back(dispute: str) -> None:
    table = TraceRecord._meta.db_table
    name = trigger_names(table)[0]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert [(fault.code, fault.where) for fault in faults()] == [("unguarded", name)]
    assert put_back_missing(GUARDED) == [name]
    assert missing_triggers(GUARDED) == []


def test_a_seal_file_altered_or_gone_is_found(dispute: str) -> None:
    seal(Path(settings.DATA))
    path = next((Path(settings.DATA) / "seals").glob("*.seal"))
    kept = path.read_text(encoding="utf-8")
    path.write_text(kept.replace("\t1\t", "\t2\t", 1), encoding="utf-8")
    assert "seal" in codes()
    path.unlink()
    assert codes() == {"seal"}
    path.write_text(kept, encoding="utf-8")
    assert codes() == set()


def test_an_old_copy_of_the_database_is_told_by_the_newer_seal_files(dispute: str, town: Town) -> None:
    with transaction.atomic():
        given.a_dispute(town, parties=["示例丙", "示例丁"])
        seal(Path(settings.DATA))
        transaction.set_rollback(True)
    assert "unregistered" in codes()


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("UPDATE mediation_dispute SET village_attempts = 9", "changed"),
        ("UPDATE cases_case SET title = 'x'", "changed"),
        ("UPDATE cases_participant SET name = 'x'", "changed"),
        ("DELETE FROM cases_participant", "changed"),
        ("UPDATE mediation_dispute SET voided_at = NULL", "changed"),
    ],
)
def test_a_business_row_changed_without_an_action_is_found(dispute: str, what: str, expected: str) -> None:
    assert list(row_faults()) == []
    with connection.cursor() as cursor:
        cursor.execute(what)
    assert {(fault.code, fault.where) for fault in row_faults()} == {(expected, dispute)}


def test_a_business_record_removed_without_an_action_is_found(dispute: str) -> None:
    with connection.cursor() as cursor:
        for table in ("mediation_dispute", "cases_participant", "cases_casestep", "cases_case"):
            cursor.execute(f"DELETE FROM {table}")
    assert {(fault.code, fault.where) for fault in row_faults()} == {("row_gone", dispute)}


def test_a_village_renamed_without_an_action_is_found(dispute: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orgs_village SET name = 'x'")
    assert [fault.code for fault in row_faults()] == ["changed"]


def test_the_trace_is_refused_outside_a_transaction_of_its_change() -> None:
    from fazhi.trace import writing

    class Bare:
        in_atomic_block = False

    original = writing.connection
    writing.connection = Bare()  # type: ignore[assignment]
    try:
        with pytest.raises(RuntimeError):
            append([Entry(chain="x", verb="x", kind="x", subject="x", actor="x")])
    finally:
        writing.connection = original


def test_sm3_is_the_national_standard() -> None:
    assert sm3("abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
