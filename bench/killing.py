"""Killing the server under load, again and again: nothing it had acknowledged may be lost, nothing half-done may stay."""

from __future__ import annotations

import random
import secrets
import threading
import time
from pathlib import Path
from uuid import UUID, uuid4

from cases import CLIENTS, Phone, _logged_in
from measuring import Line, Spent, call, fazhi, say
from serving import free_port, start
from towns import Towns

TIMES = 100


def lines(towns: Towns) -> list[Line]:
    """A hundred times on SQLite."""
    folder = towns.disputes(1000)
    began = time.perf_counter()
    told = kill_again_and_again(folder, TIMES)
    _, printed = fazhi(folder, "check", may_fail=True)
    ok = told["lost"] == 0 and told["doubled"] == 0
    return [
        Line(
            "kill", f"kill -9 under load, {TIMES} times", Spent(time.perf_counter() - began, 0), "", None,
            "nothing acknowledged lost", ok,
            f"{told['acknowledged']} acknowledged, {told['lost']} lost, {told['doubled']} doubled; {printed.strip().splitlines()[-1:]}",
        )
    ]  # fmt: skip


def kill_again_and_again(folder: Path, times: int) -> dict[str, int]:
    """Serve, let eight phones report without pause, kill -9 at a moment nobody chose, and so on; then look."""
    password = secrets.token_hex(8)
    people = call("cases", "users", folder, password=password)
    port = free_port()
    acknowledged: set[UUID] = set()
    sent: set[UUID] = set()
    cookies: dict[str, str] = {}
    for turn in range(times):
        server = start(folder, port=port)
        if not cookies:
            cookies = _logged_in(port, "bench-grid", password).cookies
        stopping = threading.Event()

        def keep_reporting(stopping: threading.Event = stopping, jar: dict[str, str] = cookies) -> None:
            phone = Phone(port, dict(jar))
            while not stopping.is_set():
                one = uuid4()
                sent.add(one)
                try:
                    answer = phone.report(people["grid"], people["village"], ids=[one])[0]
                except (OSError, RuntimeError, ValueError):
                    phone.connection = None
                    return
                if answer["taken"]:
                    acknowledged.add(one)

        threads = [threading.Thread(target=keep_reporting) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        time.sleep(random.uniform(0.1, 0.9))
        server.kill()
        stopping.set()
        for thread in threads:
            thread.join()
        if turn % 20 == 19:
            say(f"killed {turn + 1} times")
    there = call("cases", "how_many", folder, ids=[str(one) for one in acknowledged])
    all_sent = call("cases", "how_many", folder, ids=[str(one) for one in sent])
    return {
        "acknowledged": len(acknowledged), "lost": len(acknowledged) - there["cases"],
        "doubled": all_sent["first_steps"] - all_sent["cases"],
    }  # fmt: skip
