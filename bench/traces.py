"""The trace: how fast it is written, and how fast `fazhi check` goes through it."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import Any

import ledger
from measuring import Line, Spent, as_list, call, say, spent, timed
from towns import Towns

RATE = 0.3
RECORDS_A_TOWN_ROW = 10  # 1,000,000 trace records where the town has 100,000 rows
FLOOR = "hashlib's SM3, called once per stored record on just what was hashed"


def lines(towns: Towns) -> list[Line]:
    """Appending, checking the chains and seals, and apart from it the comparison of business rows."""
    records = towns.rows * RECORDS_A_TOWN_ROW
    folder = towns.fresh("trace")
    say(f"appending {records:,} trace records")
    appended = call("traces", "append_many", folder, records=records)
    say(f"checking {records:,} trace records")
    told = call("traces", "measure", folder)
    checked, floor = spent(told["check"]), spent(told["floor"])
    rate = floor.wall / checked.wall
    whole = records == 1_000_000
    found = [
        Line(
            "trace", f"check of {told['records']:,} records, {told['chains']:,} chains, {told['seals']} seals", checked, FLOOR, floor,
            f"≥ {RATE} of the rate" if whole else "", rate >= RATE if whole else None,
            note=f"{rate:.2f} of the rate by the clock, {floor.cpu / checked.cpu:.2f} by processor time",
        ),
        Line(
            "trace", f"append of {records:,} records, 1,000 a transaction", spent(appended), FLOOR, floor,
            note=f"{records / spent(appended).wall:,.0f} records a second",
        ),
    ]  # fmt: skip
    told = call("traces", "compare_rows", towns.disputes(towns.rows))
    found.append(
        Line(
            "trace", f"comparison of {told['records']:,} records with their rows", spent(told["compare"]),
            "reading the rows of the same tables once", spent(told["floor"]),
        )
    )  # fmt: skip
    return found


# ── In a child ──────────────────────────────────────────────────────────────────────────────────────────────────


def append_many(records: int) -> list[float]:
    """A fifth in 20 chains of a town's kind, the rest in chains of cases, five records each; a seal every tenth."""
    import django

    django.setup()
    from django.db import transaction

    from fazhi.site.readiness import data_folder
    from fazhi.storage.ids import new_id
    from fazhi.trace.sealing import seal
    from fazhi.trace.writing import Entry, append, sm3

    dice, town = random.Random(1), new_id()
    cells = [dict(zip(ledger.HEADINGS, map(str, row), strict=True)) for row in ledger.rows(1000)]
    digests = [sm3(str(at)) for at in range(1000)]
    long = [f"{town}:kind{at}" for at in range(20)]
    cases: list[Any] = []
    measured: list[Spent] = []
    for start in range(0, records, 1000):
        if start % (5 * 1000) == 0:
            cases = [new_id() for _ in range(800)]
        chains = [(str(case), case) for case in cases] + [(dice.choice(long), new_id()) for _ in range(200)]
        with timed(measured), transaction.atomic():
            append(
                Entry(
                    chain=chain, verb="imported", kind="dispute", subject=subject, actor="bench", town=town,
                    rows_digest=digests[at], change={"after": cells[at]},
                )
                for at, (chain, subject) in enumerate(chains)
            )  # fmt: skip
        if (start + 1000) % max(1000, records // 10) == 0:
            seal(data_folder())
    return [sum(one.wall for one in measured), sum(one.cpu for one in measured)]


def measure() -> dict[str, Any]:
    """The check, then the floor over the same records, taken from the table in portions and only their hashing timed."""
    import django

    django.setup()
    from django.db import connection

    from fazhi.site.readiness import data_folder
    from fazhi.trace.checking import Verified, trace_faults
    from fazhi.trace.models import TraceRecord
    from fazhi.trace.writing import HASHED, SEPARATOR

    verified, measured, floors = Verified(), list[Spent](), list[Spent]()
    with timed(measured):
        faults = list(trace_faults(Path(data_folder()), verified))
    assert not faults, f"the trace is not whole: {faults[:3]}"
    names = ", ".join(connection.ops.quote_name(name) for name in ("previous", *HASHED))
    connection.ensure_connection()
    cursor = connection.connection.execute(f"SELECT {names} FROM {TraceRecord._meta.db_table}")
    new, count = hashlib.new, 0
    while rows := cursor.fetchmany(20_000):
        payloads = [SEPARATOR.join(map(str, row)).encode() for row in rows]
        count += len(payloads)
        with timed(floors):
            for payload in payloads:
                new("sm3", payload).hexdigest()
    assert count == verified.records
    floor = [sum(one.wall for one in floors), sum(one.cpu for one in floors)]
    return {
        "check": as_list(measured[0]), "floor": floor, "records": verified.records, "chains": verified.chains,
        "seals": verified.seals,
    }  # fmt: skip


def compare_rows() -> dict[str, Any]:
    """Every business record against the digest its last action left; the floor reads the same tables once."""
    import django

    django.setup()
    from django.db import connection

    from fazhi.records.checking import Compared, row_faults
    from fazhi.records.kinds import kind_of

    compared, measured, floors = Compared(), list[Spent](), list[Spent]()
    with timed(measured):
        faults = list(row_faults(compared))
    assert not faults, f"rows and trace do not agree: {faults[:3]}"
    kind = kind_of("dispute")
    connection.ensure_connection()
    with timed(floors):
        for model in (kind.model, *kind.parts):
            cursor = connection.connection.execute(f"SELECT * FROM {model._meta.db_table}")
            while cursor.fetchmany(20_000):
                pass
    return {"compare": as_list(measured[0]), "floor": as_list(floors[0]), "records": compared.records}
