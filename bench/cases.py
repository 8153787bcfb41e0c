"""Live cases over HTTP with eight clients: open one, take it on, put a file in, read it back; lists; an outage's end.

Processor time of server and database for one operation, as a ratio to a bare Django view that does one insert (for
reads: one indexed select rendered to the same HTML), with the same web server, on the same database, in the same run.
"""

from __future__ import annotations

import io
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from measuring import Absent, Line, Spent, call, say
from serving import Server, serving
from towns import Towns

CLIENTS = 8
EACH = 50  # operations a client does, after a round that warms up
PHONES = 500
INSERT = "bare Django view, one insert, same server and database"
USUAL = "the same behind Django's usual middleware, by somebody logged in"
SELECT = "bare Django view, one indexed select, the same HTML"
STEP = {
    "on": date.today().isoformat(),
    "time": "15:30",
    "where": "村调解室",
    "point": "改道的钱谁出",
    "outcome": "没调成",
    "why_not": "钱数谈不拢",
}


def lines(towns: Towns) -> list[Line]:
    """On SQLite with a small and the whole town, and on PostgreSQL where it is installed."""
    found = []
    for rows in dict.fromkeys((1000, towns.rows)):
        found += _measure(f"SQLite, {rows:,} cases", towns.disputes(rows), whole=rows == towns.rows)
    import postgres

    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres.cluster())
        except Absent as absent:
            say(f"not measured: cases on PostgreSQL ({absent})")
            return found
        folder = towns.fresh("cases-postgres", url=url)
        from towns import import_disputes

        import_disputes(folder, towns.workbook(1000), url)
        found += _measure("PostgreSQL, 1,000 cases", folder, url=url, postmaster=_postmaster(url), whole=True)
    return found


def _postmaster(url: str) -> int:
    """The process of the cluster, from the file it keeps in its data folder."""
    socket_folder = Path(re.search(r"host=([^&]+)", url)[1])  # type: ignore[index]
    return int((socket_folder / "cluster" / "postmaster.pid").read_text().splitlines()[0])


@dataclass
class Phone:
    """One client with its cookies and one connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: HTTPConnection | None = None

    def ask(
        self, path: str, body: bytes | str | None = None, kind: str = "application/x-www-form-urlencoded"
    ) -> tuple[int, bytes, str]:
        """Status, body and where it sends one on."""
        if self.connection is None:
            self.connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.cookies.get("csrftoken", "")}
        try:
            self.connection.request("GET" if body is None else "POST", path, body, headers)
            answer = self.connection.getresponse()
            page = answer.read()
        except OSError:
            self.connection = None
            raise
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return answer.status, page, answer.headers.get("Location", "")

    def log_in(self, username: str, password: str) -> None:
        """Through the login page, as a person does."""
        _, page, _ = self.ask("/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if token is None:
            raise Absent("the login page has no form")
        form = {
            "csrfmiddlewaretoken": token[1].decode(),
            "username": username,
            "password": password,
            "next": "/",
        }
        self.ask("/login/", urlencode(form))
        if "sessionid" not in self.cookies:
            raise Absent("the login page let nobody in")

    def report(
        self, user: str, village: str, count: int = 1, ids: Sequence[UUID] = ()
    ) -> list[dict[str, Any]]:
        """Reports of a grid worker as the phone sends them; the server's answers."""
        reports = [
            {
                "id": str(one),
                "tile": "neighbour",
                "sentence": "5组示例甲和示例乙为水沟吵了两天",
                "urgency": "later",
                "village": village,
                "grid": "1网格",
                "said_at": int(time.time() * 1000),
            }
            for one in (ids or [uuid4() for _ in range(count)])
        ]
        status, page, _ = self.ask(
            "/w/send/", json.dumps({"user": user, "reports": reports}), "application/json"
        )
        if status != 200:
            raise RuntimeError(f"/w/send/ answered {status}: {page[:200]!r}")
        return list(json.loads(page)["answers"])

    def must(self, wanted: int, answer: tuple[int, bytes, str], what: str) -> None:
        """The answer had better be what was wanted, or the measure is of something else."""
        if answer[0] != wanted:
            text = re.sub(r"<[^>]+>|\s+", " ", answer[1].decode(errors="replace"))
            raise RuntimeError(f"{what} answered {answer[0]}: {text[-600:]}")


def _measure(where: str, folder: Path, *, url: str = "", postmaster: int = 0, whole: bool) -> list[Line]:
    password = secrets.token_hex(8)
    people = call("cases", "users", folder, url=url, password=password)
    say(f"cases: {where}")
    with serving(folder, url=url, bare="usual", postmaster=postmaster) as bare:
        floor_usual = _costs(bare, [_usual(bare.port) for _ in range(CLIENTS)])
    with serving(folder, url=url, bare="bare", postmaster=postmaster) as bare:
        floor_insert = _costs(bare, [_bare(bare.port, "/bare/insert") for _ in range(CLIENTS)])
        floor_select = _costs(bare, [_bare(bare.port, "/bare/select") for _ in range(CLIENTS)])
    found = []
    counts = call("cases", "statements", folder, url=url, people=people)
    with serving(folder, url=url, postmaster=postmaster) as server:
        workers = [_logged_in(server.port, "bench-grid", password) for _ in range(CLIENTS)]
        offices = [_logged_in(server.port, "bench-office", password) for _ in range(CLIENTS)]
        user, village = people["grid"], people["village"]

        name = people["village_name"]
        opened = _costs(server, [lambda phone=phone: _open(phone, name) for phone in offices])
        found.append(_line(where, "open a case", opened, INSERT, floor_insert, 4, counts["open"]))
        found.append(_line(where, "open a case", opened, USUAL, floor_usual, 4, counts["open"]))
        sent = _costs(server, [lambda phone=phone: phone.report(user, village) for phone in workers])
        found.append(_line(where, "a report from the phone", sent, INSERT, floor_insert, 0, counts["report"]))
        journeys = [lambda phone=phone: _journey(phone, name) for phone in offices]
        walked = _costs(server, journeys)
        for floor, floor_spent in ((INSERT, floor_insert), (USUAL, floor_usual)):
            told = "journey: open, two steps, attach 50 KB, read back"
            found.append(_line(where, told, walked, floor, floor_spent, 20, counts["journey"], 60))
        for name, path in (
            ("list of 20", "/records/dispute/"),
            ("search of 20", "/records/dispute/?q=%E6%B0%B4%E6%B2%9F"),
        ):
            read = _costs(
                server,
                [lambda phone=phone, path=path: phone.must(200, phone.ask(path), path) for phone in offices],
            )
            found.append(_line(where, name, read, SELECT, floor_select, 3, counts[name], 5))
        memory = server.rss()
        found.append(
            Line(
                "cases",
                f"{where}: memory of the whole server",
                Spent(0, 0),
                "",
                None,
                "≤ 300 MB",
                memory <= 300,
                f"{memory:.0f} MB",
            )
        )
        if whole:
            found.append(_after_the_outage(where, server, user, village, password, folder, url))
    return found


def _line(
    where: str,
    what: str,
    measured: Spent,
    floor: str,
    floor_spent: Spent,
    most: float,
    statements: int,
    at_most: int = 0,
) -> Line:
    ratio = measured.cpu / floor_spent.cpu
    target = (f"≤ {most}×" if most else "") + (f", ≤ {at_most} statements" if at_most else "")
    ok = (ratio <= most and (not at_most or statements <= at_most)) if most else None
    return Line(
        "cases", f"{where}: {what}", measured, floor, floor_spent, target, ok, f"{statements} statements"
    )


def _logged_in(port: int, username: str, password: str) -> Phone:
    phone = Phone(port)
    phone.log_in(username, password)
    return phone


def _bare(port: int, path: str) -> Callable[[], Any]:
    phone = Phone(port)
    return lambda: phone.must(200, phone.ask(path), path)


def _usual(port: int) -> Callable[[], Any]:
    phone = Phone(port)
    phone.must(200, phone.ask("/bare/enter"), "/bare/enter")
    return lambda: phone.must(200, phone.ask("/bare/insert-of-somebody", "x=1"), "the usual insert")


def _costs(server: Server, works: Sequence[Callable[[], Any]]) -> Spent:
    """What one operation costs, eight clients at it: seconds by the clock and of processor of server and database."""
    for work in works:
        work()
    failures: list[BaseException] = []

    def keep_at_it(work: Callable[[], Any]) -> None:
        try:
            for _ in range(EACH):
                work()
        except BaseException as failure:  # noqa: BLE001  told by the one who waits
            failures.append(failure)

    threads = [threading.Thread(target=keep_at_it, args=(work,)) for work in works]
    cpu, began = server.cpu(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall, spent = time.perf_counter() - began, server.cpu() - cpu
    if failures:
        raise failures[0]
    done = len(works) * EACH
    return Spent(wall / done, spent / done)


def _journey(office: Phone, village: str) -> None:
    """Opened at a desk, two attempts, a photograph of 50 KB, and the case's page read."""
    case = _open(office, village)
    for version in (1, 2):
        form = {**STEP, "version": version, "command": str(uuid4())}
        office.must(
            302, office.ask(f"/cases/dispute/{case}/step/village_mediation/", urlencode(form)), "a step"
        )
    body, kind = _upload({"command": str(uuid4()), "paper": "evidence", "name": ""}, _picture())
    office.must(302, office.ask(f"/cases/dispute/{case}/papers/attach", body, kind), "a file")
    office.must(200, office.ask(f"/records/dispute/{case}/"), "the case")


def _open(office: Phone, village: str) -> str:
    """A case registered at a desk; its id."""
    case = str(uuid4())
    form = {
        "village": village,
        "on": date.today().isoformat(),
        "type": "邻里纠纷",
        "summary": f"示例甲{case[:6]}和示例乙{case[-6:]}为水沟吵了两天",
        "parties": f"示例甲{case[:6]}\n示例乙{case[-6:]}",
        "command": case,
    }
    office.must(302, office.ask("/cases/dispute/new/found/", urlencode(form)), "opening a case")
    return case


def _picture() -> bytes:
    """A file of 50 KB whose content nobody has sent before."""
    from PIL import Image

    made = io.BytesIO()
    Image.frombytes("RGB", (130, 130), secrets.token_bytes(130 * 130 * 3)).save(made, "PNG")
    return made.getvalue()


def _upload(fields: dict[str, str], content: bytes) -> tuple[bytes, str]:
    mark = secrets.token_hex(12)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts.append(
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="photo.png"\r\nContent-Type: image/png\r\n\r\n'.encode()
    )
    return b"".join(
        [*parts, content, f"\r\n--{mark}--\r\n".encode()]
    ), f"multipart/form-data; boundary={mark}"


def _after_the_outage(
    where: str, server: Server, user: str, village: str, password: str, folder: Path, url: str
) -> Line:
    """Five hundred phones send at once what they kept: none lost, none doubled."""
    first = _logged_in(server.port, "bench-grid", password)
    phones = [Phone(server.port, dict(first.cookies)) for _ in range(PHONES)]
    kept = [[uuid4() for _ in range(2)] for _ in phones]
    took: list[float] = []
    failures: list[BaseException] = []
    ready = threading.Barrier(PHONES)

    def send(phone: Phone, ids: list[UUID]) -> None:
        ready.wait()
        began = time.perf_counter()
        for attempt in range(6):
            try:
                answers = phone.report(user, village, ids=ids)
                if all(answer["taken"] for answer in answers):
                    took.append(time.perf_counter() - began)
                    return
            except (OSError, RuntimeError) as failure:
                if attempt == 5:
                    failures.append(failure)
            time.sleep(0.2 * 2**attempt)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(phones, kept, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    there = call("cases", "how_many", folder, url=url, ids=[str(one) for ids in kept for one in ids])
    took.sort()
    p99 = took[int(len(took) * 0.99) - 1] if took else 0.0
    whole = there == {"cases": PHONES * 2, "first_steps": PHONES * 2} and not failures
    return Line(
        "cases", f"{where}: {PHONES} phones send at once, p99", Spent(p99, 0), "", None, "none lost, none doubled", whole,
        f"{there['cases']} of {PHONES * 2} there, {len(failures)} gave up",
    )  # fmt: skip


# ── In a child ──────────────────────────────────────────────────────────────────────────────────────────────────


def users(password: str) -> dict[str, str]:
    """A grid worker and somebody of the justice office in the town of the bench."""
    import django

    django.setup()
    from fazhi.orgs.actions import create_user, give_post, reset_password
    from fazhi.orgs.models import Town, User, Village
    from fazhi.orgs.permissions import CONSOLE
    from ledger import TOWN

    town = Town.objects.get(name=TOWN)
    village = Village.objects.filter(town=town).order_by("name")[0]
    for username, role in (("bench-grid", "grid_worker"), ("bench-office", "justice_office")):
        user = User.objects.filter(username=username).first()
        if user is None:
            user = create_user(username, f"示例{username}", password, by=CONSOLE, town=town)
            own = {"village": village, "grid": "1网格"} if role == "grid_worker" else {}
            give_post(user, town, role, by=CONSOLE, **own)  # type: ignore[arg-type]
        else:
            reset_password(user, password, by=CONSOLE)
        User.objects.filter(pk=user.pk).update(**_no_change_asked())
    return {
        "grid": str(User.objects.get(username="bench-grid").pk),
        "village": str(village.pk),
        "village_name": village.name,
    }


def _no_change_asked() -> dict[str, Any]:
    """A given password need not be changed first here."""
    from fazhi.orgs.models import User

    there = {item.name for item in User._meta.concrete_fields}
    return {"must_change_password": False} if "must_change_password" in there else {"is_active": True}


def statements(people: dict[str, str]) -> dict[str, int]:
    """SQL statements of each operation, through all of the middleware, when it has been done before."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from fazhi.orgs.models import User

    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "gzip" not in name]
    grid, office = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    grid.force_login(User.objects.get(username="bench-grid"))
    office.force_login(User.objects.get(username="bench-office"))
    told: dict[str, int] = {}

    def counted(work: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as log:
            work()
        return len(
            [
                one
                for one in log.captured_queries
                if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
            ]
        )

    def report() -> None:
        one = {
            "id": str(uuid4()),
            "tile": "neighbour",
            "sentence": "示例",
            "urgency": "later",
            "village": people["village"],
            "grid": "1网格",
            "said_at": None,
        }
        answer = grid.post(
            "/w/send/",
            json.dumps({"user": people["grid"], "reports": [one]}),
            content_type="application/json",
        )
        assert answer.json()["answers"][0]["taken"], answer.content.decode()

    def opened() -> str:
        case = str(uuid4())
        form = {
            "village": people["village_name"],
            "on": date.today().isoformat(),
            "type": "邻里纠纷",
            "summary": f"示例甲{case[:6]}和示例乙{case[-6:]}为水沟吵了两天",
            "parties": f"示例甲{case[:6]}\n示例乙{case[-6:]}",
            "command": case,
        }
        answer = office.post("/cases/dispute/new/found/", form)
        assert answer.status_code == 302, answer.content.decode()[-2000:]
        return case

    def journey() -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        case = opened()
        for version in (1, 2):
            answer = office.post(
                f"/cases/dispute/{case}/step/village_mediation/",
                {**STEP, "version": version, "command": str(uuid4())},
            )
            assert answer.status_code == 302, answer.content.decode()[-2000:]
        file = SimpleUploadedFile("photo.png", _picture(), "image/png")
        answer = office.post(
            f"/cases/dispute/{case}/papers/attach",
            {"file": file, "paper": "evidence", "name": "", "command": str(uuid4())},
        )
        assert answer.status_code == 302
        assert office.get(f"/records/dispute/{case}/").status_code == 200

    report()
    journey()
    told["report"], told["open"] = counted(report), counted(opened)
    told["journey"] = counted(journey)
    for name, path in (("list of 20", "/records/dispute/"), ("search of 20", "/records/dispute/?q=水沟")):
        office.get(path)
        told[name] = counted(lambda path=path: office.get(path))
    return told


def how_many(ids: list[str]) -> dict[str, int]:
    """How many of these reports there are, and how many cases were made of them."""
    import django

    django.setup()
    from fazhi.cases.models import CaseStep
    from fazhi.portal.phone.models import GridReport

    found = {"cases": 0, "first_steps": 0}
    for start in range(0, len(ids), 400):
        cases = list(
            GridReport.objects.filter(pk__in=ids[start : start + 400]).values_list("case_id", flat=True)
        )
        found["cases"] += len(cases)
        found["first_steps"] += CaseStep.objects.filter(record_id__in=cases, code="found").count()
    return found
