"""`fazhi check` tells of one moment: what is saved and sealed while it reads is no fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from installation import environment, run

# Somebody saves and a seal is made when the records have been walked and the rest has not.
MEANWHILE = """
import contextlib, io, json, django; django.setup()
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from django.db import connection
import given
from fazhi.site.commands import keeping
from fazhi.trace import checking
from fazhi.trace.sealing import seal

call_command("migrate", verbosity=0)
town = given.a_town()
given.a_dispute(town)
seal(Path(settings.DATA))

def elsewhere():
    try:
        given.a_dispute(town)
        return seal(Path(settings.DATA)).number
    finally:
        connection.close()

walk = checking._walk
def slowly(*what):
    yield from walk(*what)
    with ThreadPoolExecutor(1) as office:
        assert office.submit(elsewhere).result(timeout=60) == 2
checking._walk = slowly

printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    status = keeping.run_check(Namespace(json=True))
checking._walk = walk
told = json.loads(printed.getvalue())
first = [status, told["seals"], told["rows"]]
printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    status = keeping.run_check(Namespace(json=True))
again = json.loads(printed.getvalue())
print(json.dumps([first, told["faults"], [status, again["seals"], again["rows"] - told["rows"]]]))
"""


@pytest.mark.django_db
def test_what_is_saved_and_sealed_while_it_reads_is_no_fault_and_is_seen_the_next_time(
    tmp_path: Path,
) -> None:
    [first, faults, again] = json.loads(run(MEANWHILE, environment(tmp_path / "office")).splitlines()[-1])
    assert faults == []
    assert first[:2] == [0, 1]
    assert again == [0, 2, 1]
