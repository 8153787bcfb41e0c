"""A PostgreSQL cluster of our own, started as the tests start theirs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from types import ModuleType

from measuring import ROOT, Absent


@contextmanager
def cluster() -> Iterator[str]:
    """Its DATABASE_URL. Raises Absent when the server's programs or the driver are not installed."""
    tests = _tests()
    if tests.postgres_programs() is None:
        raise Absent("no PostgreSQL server programs; on Debian: apt-get install postgresql")
    if find_spec("psycopg") is None:
        raise Absent("no psycopg; `python3 run.py test` installs it")
    with tests.postgres() as url:
        yield url


def _tests() -> ModuleType:
    spec = spec_from_file_location("tests_all", ROOT / "tests" / "all.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = module_from_spec(spec)  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module
