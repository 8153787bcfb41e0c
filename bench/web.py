"""The pages as a browser asks for them: a server process of `fazhi serve`, and a client that logs in."""

from __future__ import annotations

import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from measuring import ROOT, Absent, call, environment
from towns import SAMPLE_TOWN, SAMPLES

PAGES = {"list": "/records/dispute/", "home": "/", "figures": "/figures/?year=2023"}
# And one dispute registered, which waits for the import to let go of the database for a moment.
NEW = "/records/dispute/new"
DISPUTE = {
    "found_on": "2023-03-05", "village": "示例一村", "parties": "示例甲、示例乙", "type": "邻里纠纷", "source": "网格员排查",
}  # fmt: skip
PAUSE = 0.02  # one person who reads fast: at most fifty pages a second
USER = "bench"


@dataclass(frozen=True)
class Asked:
    """One page asked: which, seconds until its last byte, status."""

    page: str
    seconds: float
    status: int


@contextmanager
def asking(folder: Path, answers: list[Asked], *, seconds: float = 0) -> Iterator[None]:
    """Serve the installation and ask for its pages in turn, until the block ends (or for `seconds`)."""
    if not (ROOT / "src" / "fazhi" / "site" / "urls.py").exists():
        raise Absent("the addresses of the pages, src/fazhi/site/urls.py, are not written yet")
    password = secrets.token_hex(8)
    call("web", "a_user", folder, password=password)
    with _served(folder) as port:
        client = Client(port)
        client.log_in(password)
        client.round([])  # what is made at the first request is not what a person waits for all day
        if seconds:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                client.round(answers)
            yield
            return
        stopping = threading.Event()
        thread = threading.Thread(target=client.ask, args=(answers, stopping))
        thread.start()
        try:
            yield
        finally:
            stopping.set()
            thread.join()


@contextmanager
def _served(folder: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "fazhi", "serve", "--port", str(port)],
        env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip
    try:
        for _ in range(300):
            if server.poll() is not None:
                raise Absent("`fazhi serve` does not start")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


class Client:
    """A browser with its cookies, one connection."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def get(self, path: str, body: str | None = None) -> tuple[int, bytes]:
        """The status and the page; a body makes it a POST."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("GET" if body is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        if answer.status in (301, 302) and body is None:
            return self.get(answer.headers["Location"])
        return answer.status, page

    def log_in(self, password: str) -> None:
        """Through the login page, as a person does."""
        _, page = self.get("/login/")
        found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if found is None:
            raise Absent("the login page has no form")
        form = {"csrfmiddlewaretoken": found[1].decode(), "username": USER, "password": password, "next": "/"}
        self.get("/login/", urlencode(form))
        if "sessionid" not in self.cookies:
            raise Absent("the login page let nobody in")

    def round(self, answers: list[Asked]) -> None:
        """Each page once, and one record saved."""
        for page, path in (*PAGES.items(), ("save", NEW)):
            form = None if page in PAGES else urlencode({**DISPUTE, "command": uuid4(), **self._token()})
            began = time.perf_counter()
            status, _ = self.get(path, form)
            answers.append(Asked(page, time.perf_counter() - began, status))
            time.sleep(PAUSE)

    def _token(self) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}

    def ask(self, answers: list[Asked], stopping: threading.Event) -> None:
        """Round after round until told to stop."""
        while not stopping.is_set():
            self.round(answers)


# ── In a child ──────────────────────────────────────────────────────────────────────────────────────────────────


def a_user(password: str) -> None:
    """Somebody of the justice office of the sample town, whose pages hold its ledgers."""
    import django

    django.setup()
    if find_spec("fazhi.orgs.actions") is None:
        raise Absent("fazhi.orgs.actions is not written yet")
    from fazhi.ledgers.importing import import_ledgers
    from fazhi.orgs.actions import create_town, create_user, give_post, reset_password
    from fazhi.orgs.models import Town, User
    from fazhi.orgs.permissions import CONSOLE

    town = Town.objects.filter(name=SAMPLE_TOWN).first()
    if town is None:
        town = create_town(SAMPLE_TOWN, by=CONSOLE)
        import_ledgers([SAMPLES], town=town, year=2023, by=CONSOLE)
    user = User.objects.filter(username=USER).first()
    if user is None:
        user = create_user(USER, "示例人员", password, by=CONSOLE, town=town)
        give_post(user, town, "justice_office", by=CONSOLE)
    else:
        reset_password(user, password, by=CONSOLE)
