"""An installation of a test's own, on the kind of database of the lane it runs in, worked by processes of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

HOME = Path(__file__).resolve().parents[1]


def environment(folder: Path) -> dict[str, str]:
    """What a process needs to work there: a new data folder, and on PostgreSQL a new database."""
    given = {
        **os.environ, "FAZHI_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "fazhi.site.settings",
        "PYTHONPATH": os.pathsep.join([str(HOME / "src"), str(HOME / "tests")]),
    }  # fmt: skip
    if url := os.environ.get("DATABASE_URL"):
        import psycopg

        name = f"own_{uuid4().hex[:8]}"
        with psycopg.connect(url.replace("&pool=0", ""), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        given["DATABASE_URL"] = re.sub(r"/[^/?]*\?", f"/{name}?", url)
    return given


def run(code: str, environment: dict[str, str], given: str = "") -> str:
    """Python code in a process there; its stdout. Fails the test when the code fails."""
    return _done([sys.executable, "-c", code], environment, given).stdout


def fazhi(environment: dict[str, str], *words: str) -> str:
    """A command there; what it says. Fails the test when the command fails."""
    return _done([sys.executable, "-m", "fazhi", *words], environment, "").stderr


def _done(command: list[str], environment: dict[str, str], given: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, env=environment, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done
