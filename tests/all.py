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
from contextlib import ExitStack, contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


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


def main(arguments: list[str]) -> int:
    """Run everything; 0 when all passed."""
    started = time.monotonic()
    environment = {
        **os.environ,
        "PYTHONPATH": str(HERE / "src"),
        "DJANGO_SETTINGS_MODULE": "fazhi.site.settings",
    }
    environment.pop("DATABASE_URL", None)
    skipped: list[str] = []
    failed: list[str] = []
    with ExitStack() as stack:
        environment["FAZHI_DATA"] = stack.enter_context(tempfile.TemporaryDirectory(prefix="fazhi-test-"))
        if not arguments:
            for what, command in checks():
                say(f"· {what}")
                if subprocess.call(command, cwd=HERE, env=environment):
                    failed.append(what)
        pytest = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
        browser = chromium()
        if browser:
            environment["FAZHI_CHROMIUM"] = browser
        else:
            skipped.append(
                "browser tests: no Chromium. On Debian: apt-get install chromium; or set FAZHI_CHROMIUM."
            )
        other: subprocess.Popen[bytes] | None = None
        if postgres_programs():
            say("· tests on PostgreSQL, beside those on SQLite")
            url = stack.enter_context(postgres())
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="fazhi-test-"))
            output = stack.enter_context((Path(folder) / "output").open("wb+"))
            other = subprocess.Popen(
                [*pytest, "-m", "not browser"], cwd=HERE, stdout=output, stderr=subprocess.STDOUT,
                env={**environment, "DATABASE_URL": url, "FAZHI_DATA": folder},
            )  # fmt: skip
        else:
            skipped.append("tests on PostgreSQL: no server programs. On Debian: apt-get install postgresql.")
        say("· tests on SQLite")
        without = [] if browser else ["-m", "not browser"]
        if subprocess.call([*pytest, *without], cwd=HERE, env=environment):
            failed.append("tests on SQLite")
        if other is not None:
            if other.wait():
                failed.append("tests on PostgreSQL")
            output.seek(0)
            say("· what the tests on PostgreSQL said")
            say(output.read().decode(errors="replace")[-20000:])
    for lane in skipped:
        say(f"SKIPPED: {lane}")
    say(
        f"{time.monotonic() - started:.0f} s. "
        + (f"FAILED: {', '.join(failed)}" if failed else "All passed.")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
