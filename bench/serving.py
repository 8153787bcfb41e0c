"""Server processes and what they cost: the one an office runs, and a bare one that does one insert or one select."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from measuring import HERE, ROOT, Absent, environment

TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass
class Server:
    """A running server: its process, its port, and the postmaster it writes to (0: SQLite, in the server itself)."""

    process: subprocess.Popen[bytes]
    port: int
    postmaster: int = 0

    def cpu(self) -> float:
        """Seconds of processor of the server and of the database, up to now."""
        return _cpu(self.process.pid) + sum(_cpu(pid) for pid in _family(self.postmaster))

    def rss(self) -> float:
        """Megabytes the server holds in memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def kill(self) -> None:
        """As when the power goes: no word of farewell."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / TICK  # own and waited-for children's, user and system


def _family(pid: int) -> list[int]:
    """The process and its children."""
    if not pid:
        return []
    found = [pid]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, *, url: str = "", bare: str = "", port: int = 0, postmaster: int = 0) -> Server:
    """Start `fazhi serve` on the installation and wait until it answers; with `bare` "bare" or "usual" the floor's server."""
    port = port or free_port()
    command = (
        [sys.executable, str(HERE / "bare.py"), str(port), *(["usual"] if bare == "usual" else [])]
        if bare
        else [sys.executable, "-m", "fazhi", "serve", "--port", str(port)]
    )
    process = subprocess.Popen(
        command, env=environment(folder, url), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip
    for _ in range(600):
        if process.poll() is not None:
            raise Absent(f"the server does not start: {' '.join(command[1:4])}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return Server(process, port, postmaster)
        time.sleep(0.05)
    process.kill()
    raise Absent("the server does not answer")


@contextmanager
def serving(folder: Path, *, url: str = "", bare: str = "", postmaster: int = 0) -> Iterator[Server]:
    """A server for as long as the block lasts."""
    server = start(folder, url=url, bare=bare, postmaster=postmaster)
    try:
        yield server
    finally:
        server.process.terminate()
        try:
            server.process.wait(30)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()
