"""The server is killed without a word while phones are sending: nothing it had acknowledged is lost or doubled."""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path
from uuid import uuid4

import installation
from installation import fazhi, run

TIMES = 5
PHONES = 4
PASSWORD = "shili-mima-1"
PEOPLE = """
import django; django.setup()
from given import a_town, somebody
from fazhi.orgs.models import User
from fazhi.orgs.actions import reset_password
from fazhi.orgs.permissions import CONSOLE
town = a_town("示例镇")
worker = somebody(town, "grid_worker", "示例一村", "1网格")
user = User.objects.get(pk=worker.key)
from fazhi.workbench.models import GivenPassword
GivenPassword.objects.filter(user=user).delete()
print(user.pk, user.username, user.posts.get().village_id)
"""
COUNT = """
import sys, json, django; django.setup()
from fazhi.cases.models import CaseStep
from fazhi.portal.phone.models import GridReport
ids = json.load(sys.stdin)
cases = list(GridReport.objects.filter(pk__in=ids).values_list("case_id", flat=True))
print(len(cases), CaseStep.objects.filter(record_id__in=cases, code="found").count())
"""


class Phone:
    """A browser's cookies and nothing else."""

    def __init__(self, address: str) -> None:
        self.address, self.jar = address, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def ask(
        self, path: str, data: bytes | None = None, kind: str = "application/x-www-form-urlencoded"
    ) -> bytes:
        request = urllib.request.Request(self.address + path, data, {"Content-Type": kind})  # noqa: S310
        for cookie in self.jar:
            if cookie.name == "csrftoken":
                request.add_header("X-CSRFToken", cookie.value or "")
        return self.opener.open(request, timeout=30).read()

    def log_in(self, username: str) -> None:
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', self.ask("/login/"))
        assert token is not None
        form = {
            "csrfmiddlewaretoken": token[1].decode(),
            "username": username,
            "password": PASSWORD,
            "next": "/w/",
        }
        self.ask("/login/", urllib.parse.urlencode(form).encode())


def serve(environment: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        [sys.executable, "-m", "fazhi", "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 120
    while True:
        assert server.poll() is None, "the server ended before it served"
        assert time.monotonic() < until, "the server did not come up"
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5).read()
        except OSError:
            time.sleep(0.1)
        else:
            return server


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_killed_five_times_while_phones_send_it_has_lost_and_doubled_nothing(tmp_path: Path) -> None:
    environment = installation.environment(tmp_path / "data")
    fazhi(environment, "town", "list")
    user, username, village = run(PEOPLE, environment).split()[-3:]
    port, acknowledged, sent = free_port(), set(), set()

    def keep_sending(phone: Phone, stopping: threading.Event) -> None:
        while not stopping.is_set():
            one = str(uuid4())
            sent.add(one)
            report = {
                "id": one,
                "tile": "neighbour",
                "sentence": "示例",
                "urgency": "later",
                "village": village,
                "grid": "1网格",
                "said_at": None,
            }
            try:
                answer = phone.ask(
                    "/w/send/", json.dumps({"user": user, "reports": [report]}).encode(), "application/json"
                )
            except (OSError, http.client.HTTPException, ValueError):  # killed before or while it answered
                return
            if json.loads(answer)["answers"][0]["taken"]:
                acknowledged.add(one)

    phones: list[Phone] = []
    for _ in range(TIMES):
        server = serve(environment, port)
        if not phones:
            phones = [Phone(f"http://127.0.0.1:{port}") for _ in range(PHONES)]
            for phone in phones:
                phone.log_in(username)
        stopping = threading.Event()
        threads = [threading.Thread(target=keep_sending, args=(phone, stopping)) for phone in phones]
        for thread in threads:
            thread.start()
        time.sleep(0.4 + time.time_ns() % 800 / 1000)  # a moment nobody chose
        server.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        server.wait()
        stopping.set()
        for thread in threads:
            thread.join()
    there, _ = run(COUNT, environment, json.dumps(sorted(acknowledged))).split()
    cases, steps = run(COUNT, environment, json.dumps(sorted(sent))).split()
    assert acknowledged
    assert int(there) == len(acknowledged)
    assert cases == steps
    assert "全部完好" in fazhi(environment, "check")
