"""The search of the top bar, as the server makes it; that of a list is measured with the lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from measuring import Absent, Line, as_list, call, median, repeated, say, spent
from postgres import cluster
from towns import Towns, import_disputes

SECONDS = 0.1
FLOOR = "one indexed SELECT of 20 entries, and the same HTML rendered from ready values"
ASKED = 9
SMALL = 1000
QUERIES = {
    "many found": "院墙滴水", "a name": "示例甲东", "two characters": "土地", "in all": "示例", "two words": "示例三村 赡养",
    "initials": "tdcbjf", "none found": "没有这样的字",
}  # fmt: skip


def lines(towns: Towns) -> list[Line]:
    """1,000 records and the whole town, on both databases."""
    found = []
    sizes = tuple(dict.fromkeys((min(SMALL, towns.rows), towns.rows)))
    for rows in sizes:
        found += _lines("SQLite", rows, towns.disputes(rows), "", whole=rows == towns.rows)
        if rows in towns.indexed:
            cost, imported = towns.indexed[rows], towns.imports[rows]
            what = f"SQLite, entries of {rows:,} records"
            found.append(Line("search", what, cost, "the import of the same rows", imported))
    try:
        for rows in sizes:
            with cluster() as url:
                folder = towns.folder / f"search-{rows}"
                folder.mkdir()
                say(f"importing {rows:,} rows into PostgreSQL")
                imported = import_disputes(folder, towns.workbook(rows), url=url)
                cost = spent(call("towns", "index", folder, url=url))
                found += _lines("PostgreSQL", rows, folder, url, whole=rows == towns.rows)
                what = f"PostgreSQL, entries of {rows:,} records"
                found.append(Line("search", what, cost, "the import of the same rows", imported))
    except Absent as absent:
        say(f"not measured: search on PostgreSQL ({absent})")
    return found


def _lines(database: str, rows: int, folder: Path, url: str, *, whole: bool) -> list[Line]:
    return [
        Line(
            "search", f"{database}, {rows:,} records, {told['what']}", spent(told["measured"]), FLOOR,
            spent(told["floor"]), f"≤ {SECONDS * 1000:.0f} ms" if whole else "",
            spent(told["measured"]).cpu <= SECONDS if whole else None,
            note=f"{told['found']} found, {told['statements']} statements, {told['database']} in the database",
        )
        for told in call("search", "measure", folder, url=url)
    ]  # fmt: skip


# ── In a child ──────────────────────────────────────────────────────────────────────────────────────────────────


def measure() -> list[dict[str, Any]]:
    """Each query through all of the middleware, by Django's test client."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.test.utils import setup_test_environment

    from fazhi.orgs.actions import create_user, give_post
    from fazhi.orgs.models import Town, User
    from fazhi.orgs.permissions import CONSOLE
    from ledger import TOWN

    setup_test_environment()
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "gzip" not in name]
    town = Town.objects.get(name=TOWN)
    user = User.objects.filter(username="bench-search").first()
    if user is None:
        user = create_user("bench-search", "示例人员", "bench-search-示例", by=CONSOLE, town=town)
        give_post(user, town, "justice_office", by=CONSOLE)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return [_query(client, what, query, town) for what, query in QUERIES.items()]


def _query(client: Any, what: str, query: str, town: Any) -> dict[str, Any]:
    from django.db import connection
    from django.shortcuts import render
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    from fazhi.orgs.permissions import CONSOLE
    from fazhi.records.models import SearchEntry

    def ask() -> Any:
        answer = client.get("/search/", {"q": query})
        assert answer.status_code == 200, f"{what}: {answer.status_code}"
        return answer

    ask()
    with CaptureQueriesContext(connection) as log:
        answer = ask()
    statements = len(log)  # at once: the next request empties the log
    in_database = sum(float(one["time"]) for one in log.captured_queries)
    context = {key: value for part in answer.context for key, value in part.flatten().items()}
    request = RequestFactory(headers={"host": "localhost"}).get("/search/", {"q": query})
    request.actor, request.town, request.user = CONSOLE, town, answer.wsgi_request.user
    request.session = answer.wsgi_request.session

    def bare() -> None:
        rows = SearchEntry.objects.filter(town_id=town.pk).order_by("-day", "-record_id")
        assert len(list(rows.values_list("record_id", "day", "title", "number")[:20])) == 20
        render(request, "fazhi/search.html", context)

    total = answer.context["asked"].total
    return {
        "what": what, "measured": as_list(median(repeated(ask, ASKED))), "floor": as_list(median(repeated(bare, ASKED))),
        "statements": statements, "database": f"{in_database * 1000:.0f} ms",
        "found": "1,000 or more" if total is None else f"{total:,}",
    }  # fmt: skip
