"""All checks and tests, in one command: `python3 run.py test`.

The PostgreSQL lane needs the server's programs (initdb, pg_ctl) and runs on a cluster of its own in a temporary
folder; the browser lane needs Chromium. Where they are not installed the lane is skipped, and said so at the end.
Further words go to pytest: `python3 run.py test src/fazhi/terms -x`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
NONE_FOUND = 5  # pytest's status when no test was asked for


def say(text: str) -> None:
    """A line of progress."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def chromium() -> str | None:
    """The browser, if one is installed."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return os.environ.get("FAZHI_CHROMIUM") or next(
        (found for name in names if (found := shutil.which(name))), None
    )


def postgres_programs() -> Path | None:
    """The folder with initdb and pg_ctl; Debian keeps them off the PATH."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None) if os.name == "posix" else None


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL cluster of our own for as long as the tests run; yields its DATABASE_URL."""
    programs = postgres_programs()
    assert programs is not None
    # initdb refuses to run as root, and Debian's package brings the user postgres.
    as_user = ["runuser", "-u", "postgres", "--"] if os.name == "posix" and os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="fazhi-pg-"))
    if as_user:
        shutil.chown(folder, "postgres")
    data, log = folder / "cluster", folder / "log"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "cwd": folder}
    settings = (
        f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c full_page_writes=off"
    )
    try:
        subprocess.run(
            [*as_user, str(programs / "initdb"), "-D", str(data), "-U", "fazhi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
            check=True, **quiet,
        )  # fmt: skip
        subprocess.run(
            [*as_user, str(programs / "pg_ctl"), "-D", str(data), "-l", str(log), "-w", "-o", settings, "start"],
            check=True, **quiet,
        )  # fmt: skip
        yield f"postgresql://fazhi@/postgres?host={folder}&pool=0"
    finally:
        subprocess.run(
            [*as_user, str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"],
            check=False,
            **quiet,
        )
        shutil.rmtree(folder, ignore_errors=True)


def checks() -> list[tuple[str, list[str]]]:
    """What must hold before any test runs: (what it is, the command)."""
    python = sys.executable
    return [
        ("code style", [str(BIN / "ruff"), "check", "."]),
        ("code format", [str(BIN / "ruff"), "format", "--check", "."]),
        ("one-way dependencies", [str(BIN / "lint-imports")]),
        ("types", [str(BIN / "mypy")]),
        ("Django's own checks", [python, "-m", "django", "check", "--fail-level", "WARNING"]),
        ("migrations match the models", [python, "-m", "django", "makemigrations", "--check", "--dry-run"]),
    ]


@dataclass
class Job:
    """One command of the run; its output is shown when it has ended, so that two at a time stay readable."""

    what: str
    command: list[str]
    environment: dict[str, str]
    status: int = -1
    output: str = ""
    seconds: float = 0.0

    def run(self) -> Job:
        """Run it to its end."""
        started = time.monotonic()
        done = subprocess.run(
            self.command, cwd=HERE, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )  # fmt: skip
        self.status, self.output = done.returncode, done.stdout.decode(errors="replace")
        self.seconds = time.monotonic() - started
        return self


def main(arguments: list[str]) -> int:
    """Run everything, as many jobs at a time as there are processors; 0 when all passed."""
    started = time.monotonic()
    environment = {
        **os.environ,
        "PYTHONPATH": str(HERE / "src"),
        "DJANGO_SETTINGS_MODULE": "fazhi.site.settings",
    }
    environment.pop("DATABASE_URL", None)
    # With it each of the hundred processes of a run would compile the whole software anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    pytest = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    skipped: list[str] = []
    jobs: list[Job] = []
    with ExitStack() as stack:

        def data() -> dict[str, str]:
            """Each job works in a folder of its own."""
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="fazhi-test-"))
            return {**environment, "FAZHI_DATA": folder}

        if browser := chromium():
            environment["FAZHI_CHROMIUM"] = browser
        else:
            skipped.append(
                "browser tests: no Chromium. On Debian: apt-get install chromium; or set FAZHI_CHROMIUM."
            )
        # The longest first, so that no processor waits for another at the end.
        if postgres_programs():
            url = stack.enter_context(postgres())
            jobs.append(
                Job("tests on PostgreSQL", [*pytest, "-m", "not browser"], {**data(), "DATABASE_URL": url})
            )
        else:
            skipped.append("tests on PostgreSQL: no server programs. On Debian: apt-get install postgresql.")
        if not arguments:
            jobs += [Job(what, command, data()) for what, command in checks()]
        jobs.append(Job("tests on SQLite", [*pytest, "-m", "not browser"], data()))
        if browser:
            jobs.append(Job("tests in a browser", [*pytest, "-m", "browser"], data()))
        with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
            for done in as_completed([pool.submit(job.run) for job in jobs]):
                job = done.result()
                say(f"· {job.what}, {job.seconds:.0f} s")
                say(job.output[-20000:].rstrip())
    # No test of that kind among those asked for is no fault where others were.
    failed = [job.what for job in jobs if job.status and not (arguments and job.status == NONE_FOUND)]
    if all(job.status == NONE_FOUND for job in jobs):
        failed = ["no test of that name"]
    for lane in skipped:
        say(f"SKIPPED: {lane}")
    say(
        f"{time.monotonic() - started:.0f} s. "
        + (f"FAILED: {', '.join(failed)}" if failed else "All passed.")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
